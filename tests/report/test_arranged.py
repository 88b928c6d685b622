"""What is arranged binds at every date as follows from the records alone: told here once more, day by day, without spans,
periods or SQL."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from datetime import date, timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from small_stores import MANY
from stores import AUTHOR, PLAN, asked, fresh_store

from gongkai.base.problems import GongkaiError
from gongkai.base.states import state_on
from gongkai.store.changes import arrangements, disclosures
from gongkai.store.changes.arrangements import Event, When
from gongkai.store.changes.disclosures import Disclosure
from gongkai.store.engine.interface import Row, Store
from gongkai.store.kinds import ARRANGEMENT, EVENT, RHYTHM
from gongkai.store.questions import figures

FIRST, LAST = date(2019, 7, 16), date(2019, 12, 31)  # the plan's window
UNITS = ("区司法局", "区水利局")
CELLS = (("14", 1), ("14", 7), ("17", 1))  # 14 is 区司法局's only, 17 both have
GROUP, CATEGORY = "区政府各部门", "做好社会监督重点领域信息公开"  # both are in it; 17 is of it, 14 isn't

days = st.dates(FIRST, LAST)
whens = st.one_of(
    days.map(lambda day: When(day=day.isoformat())),
    st.tuples(
        st.sampled_from(("week", "two-weeks", "month", "quarter", "half-year", "year")),
        st.integers(1, 2),
        st.one_of(st.none(), days.map(date.isoformat)),
    ).map(lambda found: When(rhythm=found[0], times=found[1], last=found[2])),  # type: ignore[arg-type]
)
changes = st.lists(
    st.one_of(
        st.tuples(st.just("own"), st.sampled_from(UNITS), st.sampled_from(CELLS), whens, days),
        st.tuples(st.just("office"), st.sampled_from(("", GROUP, UNITS[0])), st.sampled_from((*CELLS, ("17", 0), ("", 0))),
                  whens, days),
        st.tuples(st.just("event"), st.sampled_from(UNITS), st.sampled_from(CELLS), days, days),
        st.tuples(st.just("end"), st.sampled_from((ARRANGEMENT, RHYTHM, EVENT)), st.integers(1, 4), st.none(), days),
        st.tuples(st.just("publish"), st.sampled_from(UNITS), st.sampled_from(CELLS),
                  st.sampled_from((None, None, "E1", "own:2019-Q3", "office:2019-Q3")), days),
        st.tuples(st.just("withdraw"), st.none(), st.integers(1, 6), st.none(), days),
    ),
    max_size=14,
)  # fmt: skip


def apply(store: Store, change: tuple[Any, ...]) -> None:
    """Make one of the changes; what the program refuses changes nothing."""
    what, whose, of, more, day = change
    on = day.isoformat()
    with suppress(GongkaiError):
        match what:
            case "own" if of[0] == "17" or whose == UNITS[0]:
                arrangements.arrange(store, AUTHOR, PLAN, whose, *of, more, on)
            case "office":
                unit, group = (whose, "") if whose in UNITS else ("", whose)
                scope = {"unit": unit, "group_name": group, "task": of[0], "item": of[1]}
                scope["category"] = "" if of[0] else CATEGORY
                arrangements.set_rhythm(store, AUTHOR, PLAN, scope, more, on)
            case "event" if of[0] == "17" or whose == UNITS[0]:
                event = Event(whose, *of, "某事", on, more.isoformat(), "given", "", on)
                arrangements.record_events(store, AUTHOR, PLAN, [event])
            case "end":
                arrangements.end(store, AUTHOR, PLAN, whose, of, on)
            case "publish" if of[0] == "17" or whose == UNITS[0]:
                disclosures.publish(store, AUTHOR, PLAN, [Disclosure(whose, *of, more, "试例", "", on)])
            case "withdraw":
                disclosures.withdraw(store, AUTHOR, PLAN, of, on)


# ---------------------------------------------------------------- once more, day by day


def every_day(first: date, last: date) -> Iterator[date]:
    while first <= last:
        yield first
        first += timedelta(days=1)


def ending(rhythm: str, day: date, first: date) -> str | None:
    """The key of the period that ends on a day, if one does."""
    tomorrow = day + timedelta(days=1)
    match rhythm:
        case "week" if day.isoweekday() == 7:
            year, week, _ = day.isocalendar()
            return f"{year}-W{week:02}"
        case "two-weeks" if (day - first).days % 14 == 13:
            return (day - timedelta(days=13)).isoformat()
        case "month" if tomorrow.day == 1:
            return f"{day:%Y-%m}"
        case "quarter" if tomorrow.day == 1 and tomorrow.month in (1, 4, 7, 10):
            return f"{day.year}-Q{(day.month - 1) // 3 + 1}"
        case "half-year" if tomorrow.day == 1 and tomorrow.month in (1, 7):
            return f"{day.year}-H{(day.month - 1) // 6 + 1}"
        case "year" if tomorrow.day == 1 and tomorrow.month == 1:
            return f"{day.year}"
    return None


def begins(rhythm: str, key: str, day: date) -> date:
    """The first day of the period that ends on a day."""
    if rhythm in ("week", "two-weeks"):
        return day - timedelta(days=6 if rhythm == "week" else 13)
    months = {"month": 0, "quarter": 2, "half-year": 5, "year": 11}[rhythm]
    return date(day.year, day.month - months, 1)


def in_force(row: Row, day: date, as_of: date) -> bool:
    known = min(day, as_of).isoformat()
    return row["on_date"] <= known and not (row["until"] and row["until"] <= known)


def meant_for(rule: Row, day: date) -> bool:
    """Whether it has any period at all, and its last day, where it has one, isn't over."""
    last = min(LAST, date.fromisoformat(rule["last"] or LAST.isoformat()))
    return bool(list(periods(rule, ""))) and bool(rule["day"] or day <= last)


def periods(rule: Row, origin: str) -> Iterator[tuple[str, date, date, date]]:
    """Key, first day, last day and due day of each period of a rule."""
    first = max(FIRST, date.fromisoformat(rule["on_date"]))
    if rule["day"]:
        yield f"{origin}:{rule['day']}", first, date.max, date.fromisoformat(rule["day"])
        return
    last = min(LAST, date.fromisoformat(rule["last"] or LAST.isoformat()))
    for day in every_day(first, last):
        if key := ending(rule["rhythm"], day, first):
            yield f"{origin}:{key}", begins(rule["rhythm"], key, day), day, day


def fewest(rule: Row) -> int:
    """How few a rhythm speaks of: first what it names, then whom."""
    what = 2 if rule["item"] else 1 if rule["task"] else 0
    return 10 * what + (2 if rule["unit"] else 1 if rule["group_name"] else 0)


def expected(store: Store, unit: str, cell: tuple[str, int], as_of: date) -> set[tuple[Any, ...]]:
    task, item = cell
    read = {
        name: list(store.rows(f"SELECT * FROM {name}"))
        for name in ("arrangement", "rhythm", "event", "disclosure")
    }
    records = [
        row
        for row in read["disclosure"]
        if (row["unit"], row["task"], row["item"]) == (unit, task, item)
        and row["on_date"] <= as_of.isoformat()
        and not (row["until"] and row["until"] <= as_of.isoformat())
    ]
    found = set()

    def tell(key: str, origin: str, first: date, last: date, due: date, need: int) -> None:
        days = sorted(
            row["on_date"]
            for row in records
            if row["period"] == key
            or (
                origin != "event"
                and not (row["period"] or "").startswith(f"{origin}:")
                and first.isoformat() <= row["on_date"] <= last.isoformat()
            )
        )
        done = days[need - 1] if len(days) >= need else None
        state = state_on(as_of.isoformat(), done, due.isoformat(), False, horizon=asked(as_of).horizon)
        found.add((key, origin, due.isoformat(), state.value, min(len(days), 99)))

    own = [
        row for row in read["arrangement"] if (row["unit"], row["task"], row["item"]) == (unit, task, item)
    ]
    office = [
        row
        for row in read["rhythm"]
        if row["unit"] in ("", unit)
        and (row["task"] == task if row["task"] else (row["category"] == CATEGORY and task == "17"))
        and row["item"] in (0, item)
    ]
    for rule in own:
        for key, first, last, due in periods(rule, "own"):
            if in_force(rule, due, as_of):
                tell(key, "own", first, last, due, rule["times"])
    for rule in office:
        for key, first, last, due in periods(rule, "office"):
            rivals = [other for other in office if in_force(other, due, as_of) and meant_for(other, due)]
            if rule in rivals and fewest(rule) == max(map(fewest, rivals)):
                tell(key, "office", first, last, due, rule["times"])
    for row in read["event"]:
        due = date.fromisoformat(row["due"])
        stopped = row["until"] and row["until"] <= min(due, as_of).isoformat()
        if (
            (row["unit"], row["task"], row["item"]) == (unit, task, item)
            and row["on_date"] <= as_of.isoformat()
            and not stopped
        ):
            tell(f"E{row['id']}", "event", date.min, date.min, due, 1)
    return found


@MANY
@given(changes, st.lists(days, min_size=1, max_size=3))
def test_at_every_date(made: list[tuple[Any, ...]], dates: list[date]) -> None:
    store = fresh_store()
    for change in made:
        apply(store, change)
    for as_of in dates:
        rows = list(figures.deadlines(store, asked(as_of), own=True))
        for unit in UNITS:
            for cell in CELLS:
                if cell[0] == "14" and unit != UNITS[0]:
                    continue
                ours = {
                    (row.period, row.origin, row.due, row.state.value, row.done)
                    for row in rows
                    if (row.unit, row.task, row.item) == (unit, *cell) and not row.binding
                }
                assert ours == expected(store, unit, cell, as_of)
        # In sums, and in how the cells are followed, the same.
        lines = list(figures.lines(store, asked(as_of)))
        own = [row for row in rows if not row.binding]
        assert sum(line.counts.overdue_own for line in lines) == sum(row.state == "overdue" for row in own)
        assert sum(line.counts.done_own for line in lines) == sum(row.state == "done" for row in own)
        followed = [row.following for row in figures.followed(store, asked(as_of))]
        assert sum(each.cells for each in followed) == 2292
        assert sum(each.dated for each in followed) == 229
        arranged = {(row.unit, row.task, row.item) for row in own}
        assert sum(each.arranged for each in followed) == len(arranged)
        evident = {
            (row["unit"], row["task"], row["item"])
            for row in store.rows("SELECT * FROM disclosure")
            if row["on_date"] <= as_of.isoformat()
            and not (row["until"] and row["until"] <= as_of.isoformat())
        }
        assert sum(each.standing_with_evidence for each in followed) == len(evident - arranged)
