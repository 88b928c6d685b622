"""The holdings: who has what and what is owed, with the spans of days in which each line holds.

Everything in it follows from the compiled plan and the records; `restate` sets a unit's part anew after a change
of it, `rebuild` the whole. The rules are here and nowhere else; states and lights are in `questions/status.sql`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date, timedelta
from itertools import pairwise
from operator import itemgetter
from typing import Any, NamedTuple

from gongkai.base.rows import grouped
from gongkai.base.words import COMPLETE
from gongkai.store.declarations import ALL
from gongkai.store.engine.interface import Row, Store
from gongkai.store.kinds import incomplete
from gongkai.store.periods import Arranged, Period, PlanDates, arranged, counting, counts_for, plan_dates

TABLES = ("holding", "duty")

# The bounds of spans are texts, compared byte by byte: before and after every date.
ALWAYS, NEVER = "", "9999-99-99"


def after(day: str) -> str:
    """The day after, as a bound: nothing lies between it and the day itself."""
    return day + "+"


def next_day(bound: str) -> str:
    """The first day (ISO) that isn't before a bound."""
    if not bound.endswith("+"):
        return bound
    return (date.fromisoformat(bound[:-1]) + timedelta(days=1)).isoformat()


class Span(NamedTuple):
    """Days from `start` up to, not including, `end`, and what holds in them."""

    start: str
    end: str
    value: Any


class Holding(NamedTuple):
    """How a unit has a task, and how its answer stands."""

    basis: str
    via: str | None
    role: str
    filing: int
    filing_due: str | None
    status: str
    answer: int | None
    answered_on: str | None


class Duty(NamedTuple):
    """A 期次 that is owed, and when it is fulfilled (None: not yet)."""

    period: Period
    done_on: str | None


def rebuild(store: Store, plan: str) -> None:
    """Set the whole holdings of a plan anew. Only inside a transaction."""
    calendar = plan_dates(store, plan)
    for table in TABLES:
        store.execute(f"DELETE FROM {table} WHERE plan = :plan", {"plan": plan})
    for row in list(store.rows("SELECT name FROM unit WHERE plan = :plan ORDER BY seq", {"plan": plan})):
        _write(store, plan, row["name"], calendar)


def rebuild_all(store: Store) -> None:
    """Set the holdings of all plans anew, as after a change of their tables. Only inside a transaction."""
    for row in list(store.rows("SELECT id FROM plan ORDER BY id")):
        rebuild(store, row["id"])


def restate(store: Store, plan: str, unit: str) -> None:
    """Set a unit's part of the holdings anew. Only inside a transaction."""
    key = {"plan": plan, "unit": unit}
    for table in TABLES:
        store.delete(table, key)
    _write(store, plan, unit, plan_dates(store, plan))


class Lines(NamedTuple):
    """A unit's part of the holdings."""

    holdings: list[Row]
    duties: list[Row]


def lines(store: Store, plan: str, unit: str) -> Lines:
    """A unit's part of the holdings as it is, the 期次 with their names."""
    key = {"plan": plan, "unit": unit}
    holdings = "SELECT task, status, from_date, to_date FROM holding WHERE plan = :plan AND unit = :unit"
    duties = """
        SELECT task, item, period, origin, label, due, predates, done_on, from_date, to_date FROM duty
        WHERE plan = :plan AND unit = :unit ORDER BY due, task, item
    """
    return Lines(list(store.rows(holdings, key)), list(store.rows(duties, key)))


@contextmanager
def change(store: Store, plan: str, *units: str) -> Iterator[None]:
    """A transaction that changes what these units recorded, or what is recorded for ALL; their part of the holdings is set
    anew at its end."""
    with store.transaction():
        yield
        if ALL in units:
            rebuild(store, plan)
            return
        for unit in units:
            restate(store, plan, unit)


def _write(store: Store, plan: str, unit: str, calendar: PlanDates) -> None:
    facts = _facts(store, plan, unit)
    key = {"plan": plan, "unit": unit}
    holdings: list[Row] = []
    duties: list[Span] = []
    filing: list[Span] = []
    own: list[Span] = []
    for assignment in facts.assignments:
        task = assignment["task"]
        spans = _merged(_holdings(assignment, facts, calendar))
        holdings += [{**key, "task": task, **_days(span), **span.value._asdict()} for span in spans]
        filing += [span for span in spans if span.value.filing_due is not None]
        if calendar.filing and task == calendar.filing.task:
            own = spans if _member(assignment).owes(calendar.filing) else []
        duties += _merged(_duties(assignment, facts, calendar))
    if own and calendar.filing:
        duties += _merged(_filing_duties(own, filing, calendar.filing))
    store.insert_many("holding", holdings)
    store.insert_many("duty", [{**key, **_days(span), **_owed(span.value)} for span in duties])


def _days(span: Span) -> Row:
    return {"from_date": span.start, "to_date": span.end}


def _owed(duty: Duty) -> Row:
    row = duty.period._asdict() | {"done_on": duty.done_on}
    del row["fulfilled_by"]
    return row


class _Facts(NamedTuple):
    """What a unit has and what it recorded, by task."""

    assignments: list[Row]
    claims: dict[str, list[Row]]
    answers: dict[str, list[Row]]
    records: dict[str, list[Row]]
    arranged: dict[str, list[Arranged]]


def _facts(store: Store, plan: str, unit: str) -> _Facts:
    key = {"plan": plan, "unit": unit}
    where = "WHERE plan = :plan AND unit = :unit"

    def by_task(question: str) -> dict[str, list[Row]]:
        return grouped(store.rows(question, key), itemgetter("task"))

    answers = by_task(
        f"""
        SELECT id, task, on_date, until, since,
               CASE WHEN kind = 'not_involved' THEN 'not_involved' WHEN {incomplete("filing")} THEN 'incomplete'
                    ELSE 'filed' END AS status
        FROM filing {where}
        """
    )
    returned = by_task(f"SELECT task, filing, on_date, until FROM receipt {where} AND verdict = 'returned'")
    for task, verdicts in returned.items():
        for answer in answers.get(task, ()):
            answer["returned"] = [v for v in verdicts if v["filing"] == answer["id"]]
    return _Facts(
        list(store.rows(f"SELECT * FROM assignment {where} ORDER BY task", key)),
        by_task(f"SELECT task, on_date, until FROM claim {where}"),
        answers,
        by_task(f"SELECT task, item, period, on_date, until FROM disclosure {where} ORDER BY on_date, id"),
        arranged(store, plan, unit),
    )


def _segments(bounds: Iterable[str | None]) -> Iterator[tuple[str, str]]:
    """The stretches of days between bounds."""
    days = sorted({ALWAYS, NEVER, *filter(None, bounds)})
    return pairwise(days)


def _bounds(assignment: Row, facts: _Facts) -> list[str | None]:
    """The days on which something about a unit's task may change otherwise than by a record being added."""
    task = assignment["task"]
    bounds: list[str | None] = [assignment["since"]]
    bounds.append(after(assignment["until"]) if assignment["until"] else None)
    for row in (*facts.claims.get(task, ()), *facts.answers.get(task, ())):
        bounds += [row["on_date"], row["until"]]
        bounds += [
            day for verdict in row.get("returned", ()) for day in (verdict["on_date"], verdict["until"])
        ]
    bounds += [row["until"] for row in facts.records.get(task, ())]
    bounds += [day for each in facts.arranged.get(task, ()) for day in (each.on_date, each.until)]
    return bounds


def _covers(row: Row, day: str) -> bool:
    return bool(row["on_date"] <= day and (row["until"] is None or row["until"] > day))


class _Held(NamedTuple):
    """Why a unit has a task, from when, and up to which day it is in the group that has it (None: not bounded).

    `earlier` are the claims that it gave back before it claimed the task again.
    """

    basis: str
    since: str | None
    until: str | None
    earlier: Sequence[Row] = ()

    def owes(self, period: Period) -> bool:
        """Not a 期次 that ended before the unit had the task, nor one that falls due after it left the group. What fell
        due under a claim is owed under the next one: to give a task back and claim it again wipes out nothing."""
        begun = self.since is None or period.ends >= self.since
        begun = begun or any(
            claim["on_date"] <= period.ends and period.due < claim["until"] for claim in self.earlier
        )
        return bool(begun and (self.until is None or period.due <= self.until))

    def left(self, day: str) -> bool:
        return self.until is not None and day >= after(self.until)


def _member(assignment: Row) -> _Held:
    return _Held(assignment["basis"], assignment["since"], assignment["until"])


def _held(assignment: Row, facts: _Facts, day: str) -> _Held | None:
    """Why the unit has the task on a day, or had it when it was in the group."""
    member = _member(assignment)
    if member.since is not None and day < member.since:
        return None
    if member.basis != "claimable":
        return member
    claims = facts.claims.get(assignment["task"], ())
    claim = next((row for row in claims if _covers(row, day)), None)
    if claim is None:
        return None
    since = claim["on_date"]
    earlier = [row for row in claims if row["until"] and row["on_date"] < row["until"] <= since]
    return _Held("claimed", since, member.until, earlier)


def _answer(assignment: Row, facts: _Facts, day: str) -> tuple[str, Row | None]:
    """The status of the unit's answer on a day, and the answer."""
    answer = next((row for row in facts.answers.get(assignment["task"], ()) if _covers(row, day)), None)
    if answer is None:
        return "unfiled", None
    if any(_covers(verdict, day) for verdict in answer.get("returned", ())):
        return "returned", answer
    return str(answer["status"]), answer


def _holdings(assignment: Row, facts: _Facts, calendar: PlanDates) -> Iterator[Span]:
    """How the unit has the task. One that has left the group keeps what fell due before: the answer, a 期次."""
    periods = calendar.periods.get(assignment["task"], ())
    for start, end in _segments(_bounds(assignment, facts)):
        held = _held(assignment, facts, start)
        if held is None:
            continue
        status, answer = _answer(assignment, facts, start)
        binds = bool(assignment["filing"]) and calendar.filing is not None and held.owes(calendar.filing)
        carries = status != "not_involved" and any(map(held.owes, periods))
        if held.left(start) and not binds and not carries:
            continue
        value = Holding(
            basis=held.basis,
            via=assignment["via"],
            role=assignment["role"],
            filing=assignment["filing"],
            filing_due=calendar.filing.due if binds and calendar.filing else None,
            status=status,
            answer=answer["id"] if answer else None,
            answered_on=answer["since"] if answer and status in COMPLETE else None,
        )
        yield Span(start, end, value)


def _duties(assignment: Row, facts: _Facts, calendar: PlanDates) -> Iterator[Span]:
    """What is to be carried out. A unit that answered 不涉及 doesn't owe it."""
    task = assignment["task"]
    dated = [row for row in calendar.periods.get(task, ()) if row.fulfilled_by == "record"]
    arranged = facts.arranged.get(task, ())
    if not dated and not arranged:
        return
    records = facts.records.get(task, [])
    for start, end in _segments(_bounds(assignment, facts)):
        held = _held(assignment, facts, start)
        if held is None or _answer(assignment, facts, start)[0] == "not_involved":
            continue
        for period in filter(held.owes, [*dated, *counting(arranged, start)]):
            yield Span(start, end, Duty(period, _done_on(records, period, start)))


def _done_on(records: Sequence[Row], period: Period, day: str) -> str | None:
    """The date of the record that completes a 期次, of those not withdrawn by a day. `records` are in order."""
    dates = [
        row["on_date"]
        for row in records
        if row["item"] == period.item
        and counts_for(row["period"], row["on_date"], period)
        and (row["until"] is None or row["until"] > day)
    ]
    return str(dates[period.need - 1]) if len(dates) >= period.need else None


def _filing_duties(own: Sequence[Span], filing: Sequence[Span], period: Period) -> Iterator[Span]:
    """The filing duty itself, in the spans in which the unit has it: fulfilled when every row it asks for is answered."""
    for start, end in _segments(day for span in (*own, *filing) for day in (span.start, span.end)):
        if not any(span.start <= start < span.end for span in own):
            continue
        answered = [span.value.answered_on for span in filing if span.start <= start < span.end]
        done_on = max(answered) if answered and all(answered) else None
        yield Span(start, end, Duty(period, done_on))


def _merged(spans: Iterable[Span]) -> list[Span]:
    """The same line over neighbouring stretches as one."""
    open_lines: dict[Any, Span] = {}
    closed: list[Span] = []
    for span in spans:
        before = open_lines.get(span.value)
        if before is not None and before.end == span.start:
            open_lines[span.value] = before._replace(end=span.end)
        else:
            if before is not None:
                closed.append(before)
            open_lines[span.value] = span
    return [*closed, *open_lines.values()]
