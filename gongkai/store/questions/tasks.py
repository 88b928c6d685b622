"""Who has which task at a date, and how the answer stands."""

from __future__ import annotations

from typing import Annotated, Any

from gongkai.base import states
from gongkai.base.rows import NamedTuple, fields
from gongkai.base.states import OPEN, Light, State
from gongkai.base.words import Basis, Part, Status, Verdict
from gongkai.store.engine.interface import Store
from gongkai.store.questions.asked import Asked, status_sql
from gongkai.store.questions.filings import Texts
from gongkai.store.questions.plan import titled


class HeldTask(NamedTuple):
    """A task that a unit has, or may claim, and its answer. `next_due`: the next day of what isn't done, of those
    that the plan and the law date; `…_own`: of those that people and the office set for themselves.

    The contract of `gongkai tasks --format json`; fields may be added at the end.
    """

    id: Annotated[str, "序号"]
    category: Annotated[str, "类别"]
    topic: Annotated[str, "工作任务"]
    subtopic: Annotated[str | None, "工作任务（三级）"]
    requirement: Annotated[str, "工作要求"]
    responsible: Annotated[str, "责任单位"]
    basis: Annotated[Basis, "承担方式"]
    via: Annotated[str | None, "所属单位组"]
    status: Annotated[Status, "填报情况"]
    next_due: Annotated[str | None, "最近期限"]
    light: Annotated[Light, "亮灯"]
    role: Annotated[str, "角色"]
    part: Annotated[Part, "出处"]
    body_section: Annotated[str | None, "章节"]
    filing_duty: Annotated[bool, "须填报"]
    filing_due: Annotated[str | None, "填报期限"]
    filed_on: Annotated[str | None, "填报日期"]
    texts: Texts
    verdict: Annotated[Verdict | None, "备案或退回"]
    verdict_on: Annotated[str | None, "备案、退回日期"]
    verdict_reason: Annotated[str | None, "退回原因"]
    next_due_state: Annotated[State | None, "最近期限状态"]
    next_due_own: Annotated[str | None, "最近的自定期限"]
    next_due_own_state: Annotated[State | None, "自定期限状态"]
    light_own: Annotated[Light, "自定亮灯"]

    @property
    def name(self) -> str:
        return titled(self.topic, self.subtopic)

    @property
    def own(self) -> bool:
        """Whether the unit has it, and isn't only free to claim it."""
        return self.basis != "claimable"


class Holder(NamedTuple):
    """A unit that has a task, or may claim it, and its answer, as `gongkai show --format json` has it."""

    unit: Annotated[str, "单位"]
    basis: Annotated[Basis, "承担方式"]
    via: Annotated[str | None, "所属单位组"]
    role: str
    status: Annotated[Status, "填报情况"]
    filing_duty: bool
    filing_state: State | None
    verdict: Annotated[Verdict | None, "备案或退回"]
    verdict_on: Annotated[str | None, "备案、退回日期"]
    verdict_reason: Annotated[str | None, "退回原因"]
    filed_on: Annotated[str | None, "填报日期"]
    next_due: Annotated[str | None, "最近期限"]
    next_due_state: Annotated[State | None, "最近期限状态"]
    light: Annotated[Light, "亮灯"]
    texts: Texts


_OPEN = ", ".join(f"'{state}'" for state in OPEN)
# The fields that aren't columns of their name in the status query.
_FROM = {
    **{
        name: f"t.{name}"
        for name in ("id", "category", "topic", "subtopic", "requirement", "responsible", "part")
    },
    "body_section": "t.section",
    "filing_duty": "r.filing",
    "next_due": "w.next_due",
    "next_due_state": "CASE WHEN w.next_due IS NOT NULL THEN open_state(w.next_due) END",
    "light": "COALESCE(w.light, 'grey')",
    "next_due_own": "w.next_due_own",
    "next_due_own_state": "CASE WHEN w.next_due_own IS NOT NULL THEN open_state(w.next_due_own) END",
    "light_own": "COALESCE(w.light_own, 'grey')",
}


def _question(row: Any, narrow: str, ended: bool = False) -> str:
    """Rows of a class, of one unit or task."""
    columns = ", ".join(f"{_FROM.get(name, f'r.{name}')} AS {name}" for name in fields(row))
    return status_sql(narrow) + states.sql(
        f"""
        , worst AS (
            SELECT unit, task, MIN(CASE WHEN state IN ({_OPEN}) THEN due END) AS next_due, worst_light(state) AS light,
                   MIN(CASE WHEN own IN ({_OPEN}) THEN due END) AS next_due_own, worst_light(own) AS light_own
            FROM (
                SELECT unit, task, due, CASE WHEN binding = 1 THEN state END AS state,
                       CASE WHEN binding = 0 THEN state END AS own FROM dated
                UNION ALL
                SELECT unit, task, filing_due, filing_state, NULL FROM held WHERE filing_due IS NOT NULL
            ) both_sides
            GROUP BY unit, task
        )
        SELECT {columns}
        FROM row_status r
        JOIN task t ON t.plan = :plan AND t.id = r.task
        JOIN unit u ON u.plan = :plan AND u.name = r.unit
        LEFT JOIN worst w ON w.unit = r.unit AND w.task = r.task AND r.basis <> 'claimable'
        WHERE {"1 = 1" if ended else "r.ended = 0"}
        """
    )


def tasks_of(store: Store, asked: Asked, unit: str, *, ended: bool = False) -> list[HeldTask]:
    """Every task a unit has at the date, claimable ones included, in the plan's order; with `ended` also those of
    groups it has left, in which something that fell due before is still its own."""
    question = _question(HeldTask, "unit", ended) + "ORDER BY t.seq"
    return list(store.rows(question, asked._asdict() | {"unit": unit}, into=HeldTask))


def units_of(store: Store, asked: Asked, task: str, unit: str | None = None) -> list[Holder]:
    """Every unit that has a task at the date, in the roster's order; with `unit`, only that one."""
    question = _question(Holder, "task") + ("AND r.unit = :unit " if unit else "") + "ORDER BY u.seq"
    return list(store.rows(question, asked._asdict() | {"task": task, "unit": unit}, into=Holder))
