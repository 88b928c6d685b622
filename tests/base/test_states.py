"""The state at a day is the same in Python and in SQL, and the one that the rules say."""

from __future__ import annotations

import sqlite3
from typing import Any

import pytest

from gongkai.base.rows import headings
from gongkai.base.states import AHEAD, COUNTED, FINISHED, LATE, OPEN, PRESSING, State, sql, state_on
from gongkai.store.questions.figures import OWN, Counts

DAY, HORIZON = "2019-10-10", "2019-10-15"


def answered(question: str, **values: str | int | None) -> Any:
    """What the rules in a question say, at the day."""
    connection = sqlite3.connect(":memory:")
    try:
        found = connection.execute(sql(question), {"as_of": DAY, "horizon": HORIZON, **values}).fetchone()
    finally:
        connection.close()
    return found[0]


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
    said = answered("SELECT state(:done_on, :due, :predates)", done_on=done_on, due=due, predates=predates)
    assert said == state
    if state not in FINISHED and not predates:
        assert answered("SELECT open_state( :due )", due=due) == state


def test_every_state_of_a_period_is_among_the_cases_above() -> None:
    [cases] = [mark.args[1] for mark in test_state_at_a_day.pytestmark]  # type: ignore[attr-defined]
    assert {state for *_, state in cases} == {state for state in State if state.when is not None}


def test_every_state_that_is_counted_has_its_figure() -> None:
    named = {name: word for name, word in headings(Counts).items() if not name.startswith("rows_")}
    own = {name.removesuffix(OWN): word for name, word in named.items() if name.endswith(OWN)}
    assert {name: word for name, word in named.items() if not name.endswith(OWN)} == {
        state.figure: state.word for state in COUNTED
    }
    assert own == {state.figure: f"自定{state.word}" for state in COUNTED}
    assert {state for state in State if state not in COUNTED} == {State.ongoing}


# Green: done on time or not near. Yellow: due soon or done late. Red: overdue. Grey: nothing to judge by.
LIGHTS = {
    "done": "green",
    "done_late": "yellow",
    "overdue": "red",
    "soon": "yellow",
    "pending": "green",
    "ongoing": "grey",
    "check": "grey",
}


def test_the_light_of_every_state() -> None:
    assert {str(state): state.light for state in State} == LIGHTS
    for state, light in LIGHTS.items():
        assert answered("SELECT light(:state)", state=state) == light


def test_which_states_wait_for_something() -> None:
    assert OPEN == ("overdue", "soon", "pending")
    assert (LATE, AHEAD, PRESSING) == (("overdue",), ("soon", "pending"), ("overdue", "soon"))
    assert {state for state in State if state.late} == {"overdue", "done_late"}


@pytest.mark.parametrize(
    ("states", "light"),
    [
        (["done", "overdue", "soon"], "red"),
        (["pending", "done_late", "ongoing"], "yellow"),
        (["check", "done"], "green"),
        (["ongoing", "check"], "grey"),
        ([], "grey"),
    ],
)
def test_of_several_states_the_most_pressing_light_shows(states: list[str], light: str) -> None:
    rows = (
        " UNION ALL ".join(f"SELECT '{state}' AS state" for state in states)
        or "SELECT 'done' AS state WHERE 0"
    )
    assert answered(f"SELECT worst_light(state) FROM ({rows}) all_rows") == light
