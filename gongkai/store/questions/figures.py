"""What a report counts and lists: the rows to be filed and the deadlines to be met, and how they stand at a date."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Annotated

from gongkai.base.rows import HIDDEN, NamedTuple
from gongkai.base.states import COUNTED, FINISHED, Light, State
from gongkai.base.words import BINDING, Basis, Certainty, Origin, Status
from gongkai.store.engine.interface import Store
from gongkai.store.kinds import answer_columns
from gongkai.store.questions.asked import TOPIC, Asked, narrowed_sql
from gongkai.store.questions.filings import Texts

# What the figures of 期次 that people and the office set for themselves have behind their names.
OWN = "_own"


class Counts(NamedTuple):
    """Rows with the filing duty, and 期次 by their states: what the plan and the law date, and beside it (`…_own`) what people
    and the office set for themselves."""

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
    overdue_own: Annotated[int, f"自定{State.overdue.word}"] = 0
    due_soon_own: Annotated[int, f"自定{State.soon.word}"] = 0
    pending_own: Annotated[int, f"自定{State.pending.word}"] = 0
    done_own: Annotated[int, f"自定{State.done.word}"] = 0
    done_late_own: Annotated[int, f"自定{State.done_late.word}"] = 0
    to_check_own: Annotated[int, f"自定{State.check.word}"] = 0

    def of(self, *states: State, own: bool = False) -> int:
        """The 期次 in one of these states, each one that is counted; `own`: of those that people set for themselves."""
        return sum(getattr(self, state.figure + OWN * own) for state in states)

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
    origin: Annotated[Origin, "来源"]
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

    @property
    def binding(self) -> bool:
        """The plan or the law dates it."""
        return self.origin in BINDING


def deadlines(
    store: Store, asked: Asked, unit: str | None = None, task: str | None = None, *, own: bool = False
) -> Iterator[Deadline]:
    """One line a unit, 事项 and 期次 that the plan or the law dates, with `own` also what people and the office set for
    themselves, in order of date: of `unit`, else of `task`, else all."""
    question = f"""
        {narrowed_sql(unit, task)}
        SELECT s.unit, s.task, s.task || '-' || s.item AS obligation, s.period, s.due, s.origin, s.state, s.light, u.kind,
               t.category, {TOPIC} AS topic, s.item, s.label, b.quote, s.need, s.done, s.done_on, b.source,
               CASE WHEN s.fulfilled_by = 'filing' THEN 1 ELSE 0 END AS filing, s.predates, NULL AS last_workday,
               s.starts, s.ends
        FROM dated_status s
        CROSS JOIN unit u CROSS JOIN task t CROSS JOIN obligation b
        WHERE u.plan = :plan AND u.name = s.unit AND t.plan = :plan AND t.id = s.task
          AND b.plan = :plan AND b.task = s.task AND b.item = s.item
          {"" if own else "AND s.binding = 1"}
        ORDER BY s.due, t.seq, s.item, u.seq, s.period
    """
    return store.rows(question, asked._asdict() | {"unit": unit, "task": task}, into=Deadline)


class Following(NamedTuple):
    """Of the cells (unit × 事项) that are held at the date: how many the plan or the law dates; of the others, how many
    people or the office do; of the rest how many have a record."""

    cells: Annotated[int, "单位×事项"] = 0
    dated: Annotated[int, "方案、法规定期限"] = 0
    arranged: Annotated[int, "另定期限"] = 0
    standing: Annotated[int, "常态"] = 0
    standing_with_evidence: Annotated[int, "其中有发布记录"] = 0

    @property
    def silent(self) -> int:
        """The cells of which nothing at all is known."""
        return self.standing - self.standing_with_evidence


class Followed(NamedTuple):
    """A unit and task, and how its cells are followed."""

    unit: str
    task: str
    category: str
    following: Following


def followed(
    store: Store, asked: Asked, unit: str | None = None, task: str | None = None
) -> Iterator[Followed]:
    """One line a unit and task that is held: of `unit`, else of `task`, else all."""
    question = f"""
        {narrowed_sql(unit, task)},
        cell AS (
            SELECT h.unit, h.task, b.item,
                   CASE WHEN EXISTS (SELECT 1 FROM period p WHERE p.plan = :plan AND p.task = b.task AND p.item = b.item)
                        THEN 1 ELSE 0 END AS dated
            FROM held h CROSS JOIN obligation b
            WHERE b.plan = :plan AND b.task = h.task AND h.status <> 'not_involved' AND h.ended = 0
        ),
        kept AS (
            SELECT s.unit, s.task, COUNT(*) AS standing, SUM(CASE WHEN s.done > 0 THEN 1 ELSE 0 END) AS evident
            FROM standing_status s GROUP BY s.unit, s.task
        ),
        whole AS (
            SELECT unit, task, COUNT(*) AS cells, SUM(dated) AS dated FROM cell GROUP BY unit, task
        )
        SELECT w.unit, w.task, t.category, w.cells, w.dated,
               w.cells - w.dated - COALESCE(k.standing, 0) AS arranged, COALESCE(k.standing, 0) AS standing,
               COALESCE(k.evident, 0) AS standing_with_evidence
        FROM whole w
        JOIN task t ON t.plan = :plan AND t.id = w.task
        LEFT JOIN kept k ON k.unit = w.unit AND k.task = w.task
    """
    return store.rows(question, asked._asdict() | {"unit": unit, "task": task}, into=Followed)


class Standing(NamedTuple):
    """A unit and 事项 without a date (常态), with how many records there are and the date of the last."""

    unit: Annotated[str, "单位"]
    kind: Annotated[str, "类别"]
    task: Annotated[str, "任务"]
    topic: Annotated[str, "工作任务"]
    obligation: Annotated[str, "事项"]
    quote: Annotated[str, "原文"]
    item: int
    category: str
    state: State
    light: Light
    done: Annotated[int, "记录"]
    last_on: Annotated[str | None, "最近发布"]


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
