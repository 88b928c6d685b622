"""What a report counts and lists: the rows to be filed and the deadlines to be met, and how they stand at a date."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Annotated

from gongkai.base.rows import HIDDEN, NamedTuple
from gongkai.base.states import COUNTED, FINISHED, Light, State
from gongkai.base.words import Basis, Certainty, Status
from gongkai.store.engine.interface import Store
from gongkai.store.kinds import answer_columns
from gongkai.store.questions.asked import TOPIC, Asked, narrowed_sql
from gongkai.store.questions.filings import Texts


class Counts(NamedTuple):
    """Rows with the filing duty, and 期次 by their states."""

    rows_due: Annotated[int, "应填报"] = 0
    rows_filed: Annotated[int, "已填报"] = 0
    rows_not_involved: Annotated[int, "其中不涉及"] = 0
    rows_incomplete: Annotated[int, "未填全"] = 0
    rows_returned: Annotated[int, "被退回"] = 0
    rows_accepted: Annotated[int, "已备案"] = 0
    overdue: Annotated[int, State.overdue.word] = 0
    due_soon: Annotated[int, State.soon.word] = 0
    pending: Annotated[int, State.pending.word] = 0
    done: Annotated[int, State.done.word] = 0
    done_late: Annotated[int, State.done_late.word] = 0
    to_check: Annotated[int, State.check.word] = 0

    def of(self, *states: State) -> int:
        """The 期次 in one of these states, each one that is counted."""
        return sum(getattr(self, state.figure) for state in states)

    @property
    def finished(self) -> int:
        return self.of(*FINISHED)

    @property
    def dated(self) -> int:
        """All 期次, however they stand."""
        return self.of(*COUNTED)


def total(counts: Iterable[Counts]) -> Counts:
    """The sum of counts; of none, nothing."""
    return Counts(*map(sum, zip(Counts(), *counts, strict=True)))


class UnitTask(NamedTuple):
    """A unit and task, with what a report can be grouped by. `answered`: the answer is complete, and not returned."""

    unit: str
    kind: str
    certainty: Certainty
    task: str
    task_seq: int
    topic: str
    category: str
    basis: Basis | None
    status: Status | None
    answered: bool
    counts: Counts


def lines(store: Store, asked: Asked, unit: str | None = None, task: str | None = None) -> Iterator[UnitTask]:
    """One line a unit and task, unit by unit: of `unit`, else of `task`, else all."""
    question = f"""
        {narrowed_sql(unit, task)}
        SELECT p.unit, u.kind, u.certainty, p.task, t.seq AS task_seq, {TOPIC} AS topic, t.category, p.basis, p.status,
               p.answered, {", ".join(f"p.{name}" for name in Counts._fields)}
        FROM progress p
        JOIN unit u ON u.plan = :plan AND u.name = p.unit
        JOIN task t ON t.plan = :plan AND t.id = p.task
        ORDER BY u.seq, t.seq
    """
    return store.rows(question, asked._asdict() | {"unit": unit, "task": task}, into=UnitTask)


class Deadline(NamedTuple):
    """A unit, 事项 and 期次 with a date. `filing`: it is the filing duty itself; `predates`: due before the plan was issued.

    `last_workday` is set where the report knows the calendar, and the date is a day off.
    """

    unit: Annotated[str, "单位"]
    task: Annotated[str, "任务"]
    obligation: Annotated[str, "事项"]
    period: Annotated[str, "期次"]
    due: Annotated[str, "期限"]
    state: Annotated[State, "状态"]
    light: Annotated[Light, "亮灯"]
    kind: Annotated[str, "类别"]
    category: str
    topic: Annotated[str, "工作任务"]
    item: int
    label: Annotated[str, "期次名称"]
    quote: Annotated[str, "原文"]
    need: Annotated[int, "应完成"]
    done: Annotated[int, "已完成"]
    done_on: Annotated[str | None, "完成日期"]
    source: Annotated[str | None, "期限出处"]
    filing: bool
    predates: bool
    last_workday: Annotated[str | None, "期限逢休息日，之前最后一个工作日"]
    starts: Annotated[str, HIDDEN]
    ends: Annotated[str, HIDDEN]


def deadlines(
    store: Store, asked: Asked, unit: str | None = None, task: str | None = None
) -> Iterator[Deadline]:
    """One line a unit, 事项 and 期次 that has a date, in order of date: of `unit`, else of `task`, else all."""
    question = f"""
        {narrowed_sql(unit, task)}
        SELECT s.unit, s.task, s.task || '-' || s.item AS obligation, s.period, s.due, s.state, s.light, u.kind, t.category,
               {TOPIC} AS topic, s.item, s.label, b.quote, s.need, s.done, s.done_on, b.source,
               CASE WHEN s.fulfilled_by = 'filing' THEN 1 ELSE 0 END AS filing, s.predates, NULL AS last_workday,
               s.starts, s.ends
        FROM dated_status s
        CROSS JOIN unit u CROSS JOIN task t CROSS JOIN obligation b
        WHERE u.plan = :plan AND u.name = s.unit AND t.plan = :plan AND t.id = s.task
          AND b.plan = :plan AND b.task = s.task AND b.item = s.item
        ORDER BY s.due, t.seq, s.item, u.seq
    """
    return store.rows(question, asked._asdict() | {"unit": unit, "task": task}, into=Deadline)


class Standing(NamedTuple):
    """A unit and 事项 without a date (常态), with how many records there are and the date of the last."""

    unit: str
    task: str
    obligation: str
    item: int
    kind: str
    category: str
    topic: str
    quote: str
    state: State
    light: Light
    done: int
    last_on: str | None


def standing(store: Store, asked: Asked, unit: str | None = None) -> Iterator[Standing]:
    """The 事项 without a date, unit by unit."""
    question = f"""
        {narrowed_sql(unit)}
        SELECT s.unit, s.task, s.task || '-' || s.item AS obligation, s.item, u.kind, t.category, t.topic, b.quote,
               s.state, s.light, s.done, s.last_on
        FROM standing_status s
        CROSS JOIN unit u CROSS JOIN task t CROSS JOIN obligation b
        WHERE u.plan = :plan AND u.name = s.unit AND t.plan = :plan AND t.id = s.task
          AND b.plan = :plan AND b.task = s.task AND b.item = s.item
        ORDER BY u.seq, t.seq, s.item
    """
    return store.rows(question, asked._asdict() | {"unit": unit}, into=Standing)


class Orphan(NamedTuple):
    """A task that nobody carries out; `exempt` counts the units that have it and answered 不涉及."""

    task: str
    topic: str
    open: str | None
    exempt: int


def unowned(store: Store, asked: Asked) -> list[Orphan]:
    """The tasks that nobody carries out at the date: they name nobody whom nobody has claimed them from, or whoever has
    them has answered 不涉及."""
    question = f"""
        {narrowed_sql(None)}
        SELECT t.id AS task, {TOPIC} AS topic, t.open_words AS open, COUNT(h.unit) AS exempt FROM task t
        LEFT JOIN held h ON h.task = t.id AND h.ended = 0
        WHERE t.plan = :plan
        GROUP BY t.id, t.topic, t.subtopic, t.open_words, t.seq
        HAVING COUNT(h.unit) = COUNT(CASE WHEN h.status = 'not_involved' THEN 1 END)
        ORDER BY t.seq
    """
    return list(store.rows(question, asked._asdict(), into=Orphan))


class Claim(NamedTuple):
    """A unit that has claimed a task or may claim it, with what it has said of it (`unclaimed`: nothing)."""

    task: str
    topic: str
    category: str
    unit: str
    basis: Basis
    status: Status


def claims(store: Store, asked: Asked, unit: str | None = None, task: str | None = None) -> Iterator[Claim]:
    """Who has claimed a task or may claim it, task by task."""
    question = f"""
        {narrowed_sql(unit, task)}
        SELECT r.task, {TOPIC} AS topic, t.category, r.unit, r.basis, r.status
        FROM row_status r
        JOIN unit u ON u.plan = :plan AND u.name = r.unit
        JOIN task t ON t.plan = :plan AND t.id = r.task
        WHERE r.basis IN ('claimed', 'claimable') AND r.ended = 0
        ORDER BY t.seq, u.seq
    """
    return store.rows(question, asked._asdict() | {"unit": unit, "task": task}, into=Claim)


class Awaiting(NamedTuple):
    """A complete answer on which the office hasn't said anything yet."""

    unit: Annotated[str, "单位"]
    task: Annotated[str, "任务"]
    status: Annotated[Status, "填报情况"]
    filed_on: Annotated[str, "填报日期"]
    texts: Texts
    topic: Annotated[str, "工作任务"]
    category: Annotated[str, HIDDEN]


def awaiting(
    store: Store, asked: Asked, unit: str | None = None, task: str | None = None
) -> Iterator[Awaiting]:
    """The answers that await the office's word, in the order of the roster and the plan."""
    question = f"""
        {narrowed_sql(unit, task)}
        SELECT r.unit, r.task, r.status, r.filed_on, {answer_columns("r")},
               {TOPIC} AS topic, t.category
        FROM row_status r
        JOIN unit u ON u.plan = :plan AND u.name = r.unit
        JOIN task t ON t.plan = :plan AND t.id = r.task
        WHERE r.status IN ('filed', 'not_involved') AND r.verdict IS NULL AND r.ended = 0
        ORDER BY u.seq, t.seq
    """
    return store.rows(question, asked._asdict() | {"unit": unit, "task": task}, into=Awaiting)
