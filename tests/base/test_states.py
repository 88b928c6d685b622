"""The state at a day is the same in Python and in SQL, and the one that the rules say."""

from __future__ import annotations

import sqlite3

import pytest

from gongkai.base.rows import headings
from gongkai.base.states import COUNTED, State, sql, state_on
from gongkai.store.questions.figures import Counts

DAY, HORIZON = "2019-10-10", "2019-10-15"


@pytest.mark.parametrize(
    ("done_on", "due", "predates", "state"),
    [
        ("2019-10-01", "2019-10-01", False, "done"),  # 前 includes the day
        ("2019-10-02", "2019-10-01", False, "done_late"),
        ("2019-10-10", "2019-10-10", False, "done"),
        ("2019-10-11", "2019-10-12", False, "soon"),  # a record counts from its own day
        ("2019-10-11", "2019-10-09", False, "overdue"),
        (None, "2019-10-09", False, "overdue"),
        (None, "2019-10-10", False, "soon"),
        (None, "2019-10-15", False, "soon"),
        (None, "2019-10-16", False, "pending"),
        # Due before the plan was issued: it can be done, but never late.
        (None, "2019-06-30", True, "check"),
        ("2019-06-30", "2019-06-30", True, "done"),
        ("2019-08-01", "2019-06-30", True, "done"),
        ("2019-10-11", "2019-06-30", True, "check"),
    ],
)
def test_state_at_a_day(done_on: str | None, due: str, predates: bool, state: str) -> None:
    assert state_on(DAY, done_on, due, predates, horizon=HORIZON) == state
    question = sql("SELECT state(:done_on, :due, :predates)")
    values = {"done_on": done_on, "due": due, "predates": predates, "as_of": DAY, "horizon": HORIZON}
    connection = sqlite3.connect(":memory:")
    try:
        assert connection.execute(question, values).fetchone() == (state,)
    finally:
        connection.close()


def test_every_state_of_a_period_is_among_the_cases_above() -> None:
    [cases] = [mark.args[1] for mark in test_state_at_a_day.pytestmark]  # type: ignore[attr-defined]
    assert {state for *_, state in cases} == {state for state in State if state.when is not None}


def test_every_state_that_is_counted_has_its_figure() -> None:
    named = {name: word for name, word in headings(Counts).items() if not name.startswith("rows_")}
    assert named == {state.figure: state.word for state in COUNTED}
    assert {state for state in State if state not in COUNTED} == {State.ongoing}
