"""The figures of a report agree with each other, and the states keep their rules, on stores filled at random."""

from __future__ import annotations

from datetime import date
from typing import Any

import small_stores
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from stores import CALENDAR, DATED, UNITS, add_record, apply, asked, changes, days, fresh_store, tomorrow

from gongkai.report.completion import Report
from gongkai.report.explain import explain
from gongkai.report.figures import by_category, by_task
from gongkai.report.matrix import matrix
from gongkai.report.of_units import of_units
from gongkai.report.schedule import schedule
from gongkai.report.timeline import timeline
from gongkai.store.questions.figures import Deadline, total

# Shrinking a failing store takes minutes; the changes are readable as they are.
SLOWLY = settings(
    max_examples=10,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
)
STATES = {
    "overdue": "overdue",
    "due_soon": "soon",
    "pending": "pending",
    "done": "done",
    "done_late": "done_late",
    "to_check": "check",
}
WORSE = {"done": 0, "done_late": 1, "pending": 2, "soon": 2, "overdue": 3}


@SLOWLY
@given(changes, days)
def test_every_sum_equals_the_headline(made: list[Any], day: date) -> None:
    store = fresh_store()
    for change in made:
        apply(store, change)
    assert_sums(Report(store, asked(day), CALENDAR))


@small_stores.MANY
@given(small_stores.changes, small_stores.days)
def test_every_sum_equals_the_headline_on_small_stores(made: list[Any], day: date) -> None:
    store = fresh_store(small_stores.FILE)
    for change in made:
        apply(store, change)
    at = asked(day, plan=small_stores.PLAN)
    data = Report(store, at, CALENDAR)
    assert_sums(data)
    # The ledger, the page and the papers go over the same lines.
    kept = [task for each in of_units(store, at) for task in each.tasks]
    assert [(task.unit, task.task) for task in kept] == [(line.unit, line.task) for line in data.lines]
    for name in ("rows_due", "rows_filed"):
        assert sum(getattr(task, name) for task in kept) == getattr(data.completion.counts, name)
    dated = [item.state for task in kept for item in task.items if item.due]
    assert sorted(dated) == sorted(row.state for row in data.deadlines)
    # The filing duty is fulfilled where all rows that it asks for are.
    units = {unit.unit: unit for unit in data.units}
    for row in data.deadlines:
        if row.filing:
            unit = units[row.unit]
            assert (row.need, row.done) == (unit.counts.rows_due, unit.counts.rows_filed)
            assert (row.done_on is not None) == (unit.filed == "complete")


def assert_sums(data: Report) -> None:
    """Every figure of a report is the sum of what it is the figure of."""
    found, headline = data.completion, data.completion.counts._asdict()
    for rows in (data.units, data.kinds, by_category(data.lines, ()), by_task(data.lines)):
        assert total(row.counts for row in rows) == data.completion.counts
    for count, state in STATES.items():
        assert sum(row.state == state for row in data.deadlines) == headline[count], count
    assert len(data.deadlines) == sum(headline[count] for count in STATES)
    for count in explain(data):
        assert len(count.rows) == headline[count.count], count.count
    months = timeline(data.deadlines)
    assert sum(month.total for month in months) == len(data.deadlines)
    assert sum(month.overdue for month in months) == headline["overdue"]
    assert headline["rows_filed"] <= headline["rows_due"]
    assert (
        sum((found.units_complete, found.units_begun, found.units_unsettled, found.units_unfiled))
        == found.units_due
    )


@SLOWLY
@given(changes, days)
def test_each_deadline_is_gathered_once(made: list[Any], day: date) -> None:
    store = fresh_store()
    for change in made:
        apply(store, change)
    data = Report(store, asked(day), CALENDAR)
    gathered = [
        (unit, row.first.obligation, row.first.period, row.first.state)
        for row in data.gathered
        for unit in row.units
    ]
    assert sorted(gathered) == sorted(
        (row.unit, row.obligation, row.period, row.state) for row in data.deadlines
    )
    for row in data.gathered:
        owing = {
            each.unit
            for each in data.deadlines
            if (each.obligation, each.period) == (row.first.obligation, row.first.period)
        }
        assert {*row.units, *row.others} == owing
        assert row.owing == len(owing)
    carried = {row.task for row in data.lines if row.status != "not_involved"}
    assert not carried & {row.task for row in data.unowned}
    named = {row.task for row in data.lines}
    assert {row.task for row in data.unowned if not row.exempt}.isdisjoint(named)


@SLOWLY
@given(changes, days)
def test_narrowed_reports_are_parts_of_the_whole(made: list[Any], day: date) -> None:
    store = fresh_store()
    for change in made:
        apply(store, change)
    whole = Report(store, asked(day), CALENDAR)
    by_unit = {row.unit: row for row in whole.units}
    for unit in UNITS:
        part = Report(store, asked(day), CALENDAR, unit=unit)
        assert part.units == [by_unit[unit]]
        assert part.deadlines == [row for row in whole.deadlines if row.unit == unit]
        assert list(schedule(store, asked(day), CALENDAR, unit=unit)) == part.deadlines
    task = Report(store, asked(day), CALENDAR, task="33")
    assert task.completion.counts.rows_due == next(
        row.counts.rows_due for row in by_task(whole.lines) if row.task == "33"
    )


@SLOWLY
@given(changes, days)
def test_states_are_exhaustive_and_follow_the_dates(made: list[Any], day: date) -> None:
    store = fresh_store()
    for change in made:
        apply(store, change)
    today = day.isoformat()
    horizon = asked(day).horizon
    for row in Report(store, asked(day), CALENDAR).deadlines:
        done_on, due = row.done_on, row.due
        expected = (
            "done"
            if done_on and done_on <= due
            else "done_late"
            if done_on
            else "overdue"
            if today > due
            else "soon"
            if due <= horizon
            else "pending"
        )
        assert row.state == expected
        assert (row.done >= row.need) == (done_on is not None) or row.filing


@SLOWLY
@given(changes, days, st.sampled_from(UNITS), st.sampled_from(DATED), days)
def test_adding_a_record_never_makes_anything_later(
    made: list[Any], day: date, unit: str, obligation: tuple[str, int], on: date
) -> None:
    store = fresh_store()
    for change in made:
        apply(store, change)

    def states() -> dict[Any, str]:
        rows = Report(store, asked(day), CALENDAR).deadlines
        return {(row.unit, row.obligation, row.period): row.state for row in rows}

    before = states()
    add_record(store, unit, obligation, on)
    after = states()
    assert before.keys() == after.keys()
    assert all(WORSE[after[key]] <= WORSE[state] for key, state in before.items())


@SLOWLY
@given(changes, days)
def test_what_is_done_stays_done_and_what_is_late_was_due(made: list[Any], day: date) -> None:
    """From one day to the next: nothing done comes undone except by a later answer, and late follows due."""
    store = fresh_store()
    for change in made:
        if change[0] in ("publish", "claim"):
            apply(store, change)

    def states(on: date) -> dict[Any, Deadline]:
        rows = Report(store, asked(on), CALENDAR).deadlines
        return {(row.unit, row.obligation, row.period): row for row in rows}

    today, next_day = states(day), states(tomorrow(day))
    for key, row in today.items():
        then = next_day[key].state
        if row.state in ("done", "done_late"):
            assert then == row.state
        if then == "overdue":
            assert row.due <= day.isoformat()


@SLOWLY
@given(changes, days)
def test_the_matrix_shows_each_unit_and_task_once(made: list[Any], day: date) -> None:
    store = fresh_store()
    for change in made:
        apply(store, change)
    data = Report(store, asked(day), CALENDAR)
    shown = {(row.unit, task) for row in matrix(data).units for task in row.states}
    assert shown == {(line.unit, line.task) for line in data.lines}
