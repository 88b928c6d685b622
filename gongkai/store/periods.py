"""The 期次 by which an 事项 is owed, whoever dates it: the plan and the law, and what arrangements and events add."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from operator import attrgetter
from typing import TYPE_CHECKING, Protocol

from gongkai.base.rows import NamedTuple, grouped
from gongkai.base.states import written_out
from gongkai.base.words import BINDING, Origin, Rhythm
from gongkai.store.engine.interface import Store
from gongkai.store.kinds import EVENT

if TYPE_CHECKING:
    from gongkai.plan.periods import PeriodSpec


LAST_DAY = "9999-12-31"


class Period(NamedTuple):
    """One 期次 of a task's 事项. What is done from `starts` to `ends` counts for it, unless it names another; so many
    records as it needs fulfil it. `predates`: due before the plan was issued."""

    task: str
    item: int
    period: str
    origin: Origin
    label: str
    starts: str
    ends: str
    due: str
    predates: int
    need: int
    fulfilled_by: str


class _Dated(Protocol):
    @property
    def period(self) -> str | None: ...
    @property
    def origin(self) -> Origin | None: ...
    @property
    def starts(self) -> str | None: ...
    @property
    def ends(self) -> str | None: ...


def counts_for(named: str | None, day: str, period: _Dated) -> bool:
    """Whether a record of the same 事项 counts for a 期次: it names it, or it names no other of the same origin and its day
    lies in it, where that is arranged. `counts_for` in the status query is the same."""
    if named == period.period:
        return True
    arranged = period.origin in BY_DAY and not (named or "").startswith(f"{period.origin}:")
    return arranged and (period.starts or "") <= day <= (period.ends or "")


# The origins whose 期次 a record need not name.
BY_DAY: tuple[Origin, ...] = ("own", "office")


def sql(question: str) -> str:
    """A question with the rules written out where it names them: `counts_for(record, duty)`, `binding(origin)`."""
    return written_out(question, {"counts_for": _counts_for, "binding": _binding})


def _binding(origin: str) -> str:
    return f"CASE WHEN {origin} IN ({_listed(BINDING)}) THEN 1 ELSE 0 END"


def _listed(origins: Iterable[Origin]) -> str:
    return ", ".join(f"'{origin}'" for origin in origins)


def _counts_for(record: str, period: str) -> str:
    return (
        f"({record}.period = {period}.period OR {period}.origin IN ({_listed(BY_DAY)}) "
        f"AND COALESCE({record}.period, '') NOT LIKE {period}.origin || ':%' "
        f"AND {record}.on_date BETWEEN {period}.starts AND {period}.ends)"
    )


class PlanDates(NamedTuple):
    """The plan's side: every 期次 by task, and the one of the filing duty."""

    periods: dict[str, list[Period]]
    filing: Period | None


def plan_dates(store: Store, plan: str) -> PlanDates:
    """The 期次 that the plan and the law lay down."""
    question = """
        SELECT p.task, p.item, p.period, CASE WHEN b.source IS NULL THEN 'plan' ELSE 'law' END AS origin,
               p.label, p.starts, p.ends, p.due, p.predates, b.need, b.fulfilled_by
        FROM period p JOIN obligation b ON b.plan = p.plan AND b.task = p.task AND b.item = p.item
        WHERE p.plan = :plan ORDER BY p.task, p.item, p.due
    """
    periods = grouped(store.rows(question, {"plan": plan}, into=Period), attrgetter("task"))
    filing = (each for some in periods.values() for each in some if each.fulfilled_by == "filing")
    return PlanDates(periods, next(filing, None))


class Arranged(NamedTuple):
    """A 期次 that an arrangement, a rhythm of the office or an event gives to an 事项, with the days (ISO) from and up to which
    that was recorded, and the last one that it was meant for. Of several rhythms of the office the one that speaks of the
    fewest counts, the greatest `rank`."""

    period: Period
    on_date: str
    until: str | None
    last: str = LAST_DAY
    rank: int = 0

    def counts(self, as_of: str, day: str) -> bool:
        """Whether, as is known on the day `as_of`, it counts on `day`. An event counts though it is told of late."""
        known = min(as_of, day)
        begun = as_of if self.period.origin == "event" else known
        return self.on_date <= begun and day <= self.last and not (self.until and self.until <= known)


def counting(arranged: Sequence[Arranged], as_of: str) -> Iterator[Period]:
    """The 期次 that count as is known on a day. Each follows from what is arranged for the day on which it is due: what had
    fallen due before something else was arranged stays."""
    for each in arranged:
        due = each.period.due
        rivals = (other for other in arranged if other.rank > each.rank > 0)
        overruled = any(o.period.item == each.period.item and o.counts(as_of, due) for o in rivals)
        if each.counts(as_of, due) and not overruled:
            yield each.period


class _Rule(NamedTuple):
    """An arrangement of a unit, or a rhythm of the office that speaks of it; both stay within the plan's window."""

    origin: Origin
    unit: str
    group_name: str
    task: str
    category: str
    item: int
    day: str | None
    rhythm: Rhythm
    times: int
    first: str
    last: str
    on_date: str
    until: str | None

    @property
    def rank(self) -> int:
        """Of the office's rhythms the one for the fewest counts; other arrangements have no rivals."""
        if self.origin != "office":
            return 0
        return 1 + 3 * bool(self.unit) + 2 * bool(self.group_name) + 4 * (bool(self.task) + bool(self.item))

    def speaks_of(self, cell: _Undated) -> bool:
        of_task = self.category == cell.category if self.category else self.task == cell.task
        return of_task and self.item in (0, cell.item)


class _Undated(NamedTuple):
    """An 事项 that the plan leaves without a date."""

    task: str
    item: int
    category: str


def arranged(store: Store, plan: str, unit: str) -> dict[str, list[Arranged]]:
    """What is arranged for a unit, by task; of an 事项 that the plan dates nothing counts."""
    key = {"plan": plan, "unit": unit}
    rules = list(store.rows(_RULES, key, into=_Rule))
    events = list(store.rows(_EVENTS, key, into=_Event))
    if not rules and not events:
        return {}
    cells = list(store.rows(_UNDATED, key, into=_Undated))
    found = [_of_event(event) for event in events if (event.task, event.item) in {c[:2] for c in cells}]
    for rule in rules:
        found += [each for cell in cells if rule.speaks_of(cell) for each in _of_rule(rule, cell)]
    return grouped(found, lambda each: each.period.task)


_RULES = """
    SELECT 'own' AS origin, a.unit, '' AS group_name, a.task, '' AS category, a.item, a.day, a.rhythm, a.times,
           CASE WHEN a.on_date > p.window_from THEN a.on_date ELSE p.window_from END AS first,
           CASE WHEN a.last < p.window_to THEN a.last ELSE p.window_to END AS last, a.on_date, a.until
    FROM arrangement a JOIN plan p ON p.id = a.plan
    WHERE a.plan = :plan AND a.unit = :unit
    UNION ALL
    SELECT 'office', r.unit, r.group_name, r.task, r.category, r.item, r.day, r.rhythm, r.times,
           CASE WHEN r.on_date > p.window_from THEN r.on_date ELSE p.window_from END,
           CASE WHEN r.last < p.window_to THEN r.last ELSE p.window_to END, r.on_date, r.until
    FROM rhythm r JOIN plan p ON p.id = r.plan
    WHERE r.plan = :plan AND r.unit IN ('', :unit)
      AND (r.group_name = '' OR EXISTS (SELECT 1 FROM member m WHERE m.plan = r.plan AND m.group_name = r.group_name
                                        AND m.unit = :unit))
"""
_UNDATED = """
    SELECT b.task, b.item, t.category FROM obligation b
    JOIN task t ON t.plan = b.plan AND t.id = b.task
    JOIN assignment a ON a.plan = b.plan AND a.task = b.task AND a.unit = :unit
    WHERE b.plan = :plan
      AND NOT EXISTS (SELECT 1 FROM period p WHERE p.plan = b.plan AND p.task = b.task AND p.item = b.item)
    ORDER BY b.task, b.item
"""
_EVENTS = """
    SELECT id, task, item, title, happened, due, on_date, until FROM event WHERE plan = :plan AND unit = :unit ORDER BY id
"""


class _Event(NamedTuple):
    id: int
    task: str
    item: int
    title: str
    happened: str
    due: str
    on_date: str
    until: str | None


def _of_event(event: _Event) -> Arranged:
    """A record counts for it that names it, whatever its day."""
    name = EVENT.numbered(event.id)
    period = Period(
        event.task,
        event.item,
        name,
        "event",
        event.title,
        event.happened,
        event.due,
        event.due,
        0,
        1,
        "record",
    )
    return Arranged(period, event.on_date, event.until)


def _of_rule(rule: _Rule, cell: _Undated) -> Iterator[Arranged]:
    for spec in specs(rule.day, rule.rhythm or None, rule.first, rule.last):
        period = Period(
            cell.task,
            cell.item,
            f"{rule.origin}:{spec.key}",
            rule.origin,
            spec.label,
            spec.starts.isoformat(),
            LAST_DAY if rule.day else spec.ends.isoformat(),  # by a day: what comes late counts too
            spec.due.isoformat(),
            0,
            rule.times,
            "record",
        )
        yield Arranged(period, rule.on_date, rule.until, LAST_DAY if rule.day else rule.last, rule.rank)


def specs(day: str | None, rhythm: Rhythm | None, first: str, last: str) -> list[PeriodSpec]:
    """The periods of what is arranged from a day on (ISO), by a day or in a rhythm that lasts to another."""
    from gongkai.plan.periods import dated_by, rhythm_periods

    begins = date.fromisoformat(first)
    if day:
        return [dated_by(begins, date.fromisoformat(day))]
    return list(rhythm_periods(rhythm, begins, date.fromisoformat(last))) if rhythm else []
