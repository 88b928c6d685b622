"""Who has which task at a date, and how the answer stands."""

from __future__ import annotations

from collections.abc import Iterator

from gongkai.base import states
from gongkai.base.states import OPEN
from gongkai.store.engine.interface import Row, Store
from gongkai.store.kinds import answer_columns
from gongkai.store.questions.asked import Asked, status_sql

_OPEN = ", ".join(f"'{state}'" for state in OPEN)

_TASK = (
    "t.id, t.part, t.section AS body_section, t.category, t.topic, t.subtopic, t.requirement, t.responsible,"
)
_TASKS = states.sql(
    f"""
, worst AS (
    SELECT unit, task, MIN(CASE WHEN state IN ({_OPEN}) THEN due END) AS next_due, worst_light(state) AS light
    FROM (
        SELECT unit, task, due, state FROM dated
        UNION ALL
        SELECT unit, task, filing_due, filing_state FROM held WHERE filing_due IS NOT NULL
    ) both_sides
    GROUP BY unit, task
)
SELECT {_TASK}
       r.unit, r.basis, r.via, r.role, r.status, r.filing, r.counted, r.ended, r.filed_on, r.filing_due, r.filing_state,
       {answer_columns("r")}, r.verdict, r.verdict_on, r.verdict_reason,
       w.next_due, CASE WHEN w.next_due IS NOT NULL THEN open_state(w.next_due) END AS next_due_state,
       COALESCE(w.light, 'grey') AS light
FROM row_status r
JOIN task t ON t.plan = :plan AND t.id = r.task
LEFT JOIN worst w ON w.unit = r.unit AND w.task = r.task AND r.basis <> 'claimable'
WHERE 1 = 1
"""
)


def tasks_of(store: Store, asked: Asked, unit: str, *, ended: bool = False) -> list[Row]:
    """Every task a unit has at the date, claimable ones included, in the plan's order; with `ended` also those of
    groups it has left, in which something that fell due before is still its own."""
    question = status_sql("unit") + _TASKS + ("" if ended else "AND r.ended = 0 ") + "ORDER BY t.seq"
    return list(store.rows(question, asked._asdict() | {"unit": unit}))


def units_of(store: Store, asked: Asked, task: str, unit: str | None = None) -> Iterator[Row]:
    """Every unit that has a task at the date, in the roster's order; with `unit`, only that one."""
    question = (
        status_sql("task")
        + _TASKS.replace(_TASK, "").replace(
            "JOIN task t", "JOIN unit u ON u.plan = :plan AND u.name = r.unit JOIN task t"
        )
        + "AND r.ended = 0 "
        + ("AND r.unit = :unit " if unit else "")
        + "ORDER BY u.seq"
    )
    return store.rows(question, asked._asdict() | {"task": task, "unit": unit})
