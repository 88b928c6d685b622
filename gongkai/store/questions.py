"""Questions to the store. Every state and light comes from the one status query, `queries/status.sql`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from gongkai.base import states
from gongkai.base.states import State
from gongkai.store.interface import Row, Store, sql


class Asked(NamedTuple):
    """Which plan, at which date (ISO), and the last date that counts as due soon (ISO)."""

    plan: str
    as_of: str
    horizon: str


@cache
def status_sql(narrow: str | None = None) -> str:
    """The status query as common table expressions, for all units and tasks or for one `unit` or `task`."""
    scope = rf"AND \1.{narrow} = :{narrow}" if narrow else ""
    return re.sub(r"/\*scope (\w)\*/", scope, states.sql(sql("queries", "status")))


def _of(unit: str | None, task: str | None = None) -> str:
    return status_sql("unit" if unit is not None else "task" if task is not None else None)


def plan_row(store: Store, plan: str) -> Row:
    """What the plan says of itself."""
    row = store.row("SELECT * FROM plan WHERE id = :plan", {"plan": plan})
    assert row is not None, plan
    return row


def unit_rows(store: Store, plan: str) -> list[Row]:
    return list(store.rows("SELECT * FROM unit WHERE plan = :plan ORDER BY seq", {"plan": plan}))


def roster_rows(store: Store, plan: str) -> Iterator[Row]:
    """The units one by one, each with whether the filing duty is laid on it."""
    question = """
        SELECT u.*, EXISTS (SELECT 1 FROM assignment a JOIN plan p ON p.id = a.plan AND a.task = p.filing_task
                            WHERE a.plan = u.plan AND a.unit = u.name) AS filing_duty
        FROM unit u WHERE u.plan = :plan ORDER BY u.seq
    """
    return store.rows(question, {"plan": plan})


def due_between(store: Store, plan: str, first: str, last: str) -> bool:
    """Does anything fall due in these days (ISO, both included)?"""
    question = "SELECT 1 AS one FROM period WHERE plan = :plan AND due BETWEEN :first AND :last LIMIT 1"
    return store.row(question, {"plan": plan, "first": first, "last": last}) is not None


_OPEN = ", ".join(f"'{state}'" for state in State if state.open)

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
       r.measure, r.section, r.officer, r.contact, r.reason, r.verdict, r.verdict_on, r.verdict_reason,
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


def task_row(store: Store, plan: str, task: str) -> Row | None:
    return store.row("SELECT * FROM task WHERE plan = :plan AND id = :task", {"plan": plan, "task": task})


def task_rows(store: Store, plan: str) -> list[Row]:
    return list(store.rows("SELECT * FROM task WHERE plan = :plan ORDER BY seq", {"plan": plan}))


def task_notes(store: Store, plan: str, task: str) -> list[Row]:
    question = "SELECT kind, quote, text FROM note WHERE plan = :plan AND task = :task ORDER BY seq"
    return list(store.rows(question, {"plan": plan, "task": task}))


def obligation_rows(store: Store, plan: str, task: str) -> list[Row]:
    """A task's 事项, each with its further citations and periods."""
    key = {"plan": plan, "task": task}
    found = list(
        store.rows("SELECT * FROM obligation WHERE plan = :plan AND task = :task ORDER BY item", key)
    )
    for row in found:
        here = key | {"item": row["item"]}
        row["citations"] = list(
            store.rows(
                "SELECT section, quote FROM citation WHERE plan = :plan AND task = :task AND item = :item ORDER BY seq",
                here,
            )
        )
        row["periods"] = list(
            store.rows(
                "SELECT period, label, starts, ends, due, predates FROM period "
                "WHERE plan = :plan AND task = :task AND item = :item ORDER BY due",
                here,
            )
        )
    return found


# What a report counts.
COUNTS = (
    "rows_due",
    "rows_filed",
    "rows_not_involved",
    "rows_incomplete",
    "rows_returned",
    "rows_accepted",
    "overdue",
    "due_soon",
    "pending",
    "done",
    "done_late",
    "to_check",
)


def unowned_rows(store: Store, asked: Asked) -> list[Row]:
    """The tasks that nobody carries out at the date: they name nobody whom nobody has claimed them from, or whoever has
    them has answered 不涉及. `exempt` counts these units."""
    question = (
        status_sql()
        + """
        SELECT t.id, t.topic, t.subtopic, t.open_words, COUNT(h.unit) AS exempt FROM task t
        LEFT JOIN held h ON h.task = t.id AND h.ended = 0
        WHERE t.plan = :plan
        GROUP BY t.id, t.topic, t.subtopic, t.open_words, t.seq
        HAVING COUNT(h.unit) = COUNT(CASE WHEN h.status = 'not_involved' THEN 1 END)
        ORDER BY t.seq
        """
    )
    return list(store.rows(question, asked._asdict()))


def claimable_rows(store: Store, asked: Asked) -> Iterator[Row]:
    """Who may claim a task and hasn't, in the roster's order, with what it has said of it (`unclaimed`: nothing)."""
    question = (
        status_sql()
        + """
        SELECT r.task, r.unit, r.status FROM row_status r
        JOIN unit u ON u.plan = :plan AND u.name = r.unit
        WHERE r.basis = 'claimable' ORDER BY u.seq
        """
    )
    return store.rows(question, asked._asdict())


def claim_rows(store: Store, asked: Asked, unit: str | None = None, task: str | None = None) -> Iterator[Row]:
    """Who has claimed a task or may claim it, task by task, with what it has said of it."""
    question = (
        _of(unit, task)
        + """
        SELECT r.task, r.unit, r.basis, r.status, t.category, t.topic, t.subtopic
        FROM row_status r
        JOIN unit u ON u.plan = :plan AND u.name = r.unit
        JOIN task t ON t.plan = :plan AND t.id = r.task
        WHERE r.basis IN ('claimed', 'claimable') AND r.ended = 0
        ORDER BY t.seq, u.seq
        """
    )
    return store.rows(question, asked._asdict() | {"unit": unit, "task": task})


def awaiting_rows(
    store: Store, asked: Asked, unit: str | None = None, task: str | None = None
) -> Iterator[Row]:
    """The complete answers on which the office hasn't said anything yet, in the order of the roster and the plan."""
    question = (
        _of(unit, task)
        + """
        SELECT r.unit, u.kind, r.task, t.category, t.topic, t.subtopic, r.basis, r.status, r.filed_on, r.filing_state,
               r.measure, r.section, r.officer, r.contact, r.reason
        FROM row_status r
        JOIN unit u ON u.plan = :plan AND u.name = r.unit
        JOIN task t ON t.plan = :plan AND t.id = r.task
        WHERE r.status IN ('filed', 'not_involved') AND r.verdict IS NULL AND r.ended = 0
        ORDER BY u.seq, t.seq
        """
    )
    return store.rows(question, asked._asdict() | {"unit": unit, "task": task})


def progress_rows(
    store: Store, asked: Asked, unit: str | None = None, task: str | None = None
) -> Iterator[Row]:
    """One line a unit and task, unit by unit, with the dimensions a report can be grouped by.

    With `unit`, of that unit; else with `task`, of that task.
    """
    question = (
        _of(unit, task)
        + """
        SELECT p.*, u.kind, u.certainty, u.seq AS unit_seq, t.category, t.topic, t.subtopic, t.seq AS task_seq
        FROM progress p
        JOIN unit u ON u.plan = :plan AND u.name = p.unit
        JOIN task t ON t.plan = :plan AND t.id = p.task
        ORDER BY u.seq, t.seq
        """
    )
    return store.rows(question, asked._asdict() | {"unit": unit, "task": task})


def deadline_rows(
    store: Store, asked: Asked, unit: str | None = None, task: str | None = None
) -> Iterator[Row]:
    """One line a unit, 事项 and 期次 that has a date, in order of date; with `unit`, of that unit, else of `task`."""
    question = (
        _of(unit, task)
        + """
        SELECT s.unit, s.task, s.item, s.period, s.label, s.starts, s.ends, s.due, s.predates, s.fulfilled_by,
               s.need, s.done, s.done_on, s.last_on, s.state, s.light,
               u.kind, t.category, t.topic, t.subtopic, b.quote, b.source, b.soft
        FROM dated_status s
        CROSS JOIN unit u CROSS JOIN task t CROSS JOIN obligation b
        WHERE u.plan = :plan AND u.name = s.unit AND t.plan = :plan AND t.id = s.task
          AND b.plan = :plan AND b.task = s.task AND b.item = s.item
        ORDER BY s.due, t.seq, s.item, u.seq
        """
    )
    return store.rows(question, asked._asdict() | {"unit": unit, "task": task})


def standing_rows(store: Store, asked: Asked, unit: str | None = None) -> Iterator[Row]:
    """One line a unit and 事项 without a date (常态), with the date of the last record."""
    question = (
        _of(unit)
        + """
        SELECT s.unit, s.task, s.item, s.done, s.last_on, s.state, s.light, u.kind, t.category, t.topic, b.quote
        FROM standing_status s
        CROSS JOIN unit u CROSS JOIN task t CROSS JOIN obligation b
        WHERE u.plan = :plan AND u.name = s.unit AND t.plan = :plan AND t.id = s.task
          AND b.plan = :plan AND b.task = s.task AND b.item = s.item
        ORDER BY u.seq, t.seq, s.item
        """
    )
    return store.rows(question, asked._asdict() | {"unit": unit})


def group_rows(store: Store, plan: str) -> list[Row]:
    """The plan's groups, each with its members."""
    groups = list(
        store.rows("SELECT name, reading FROM unit_group WHERE plan = :plan ORDER BY seq", {"plan": plan})
    )
    for group in groups:
        group["members"] = list(
            store.rows(
                """
                SELECT m.unit, m.since, m.until FROM member m JOIN unit u ON u.plan = m.plan AND u.name = m.unit
                WHERE m.plan = :plan AND m.group_name = :name ORDER BY u.seq
                """,
                {"plan": plan, "name": group["name"]},
            )
        )
    return groups


def spelling_rows(store: Store, plan: str) -> Iterator[Row]:
    """Every spelling that means a unit: key, unit, how it is shown, its sort."""
    question = (
        "SELECT s.key, s.unit, s.shown, s.sort, s.note, u.seq AS unit_seq FROM spelling s "
        "JOIN unit u ON u.plan = s.plan AND u.name = s.unit WHERE s.plan = :plan ORDER BY u.seq, s.key"
    )
    return store.rows(question, {"plan": plan})


def spelled(store: Store, plan: str, key: str) -> list[Row]:
    """The units that a normalised spelling means, with its sort."""
    question = "SELECT unit, sort FROM spelling WHERE plan = :plan AND key = :key"
    return list(store.rows(question, {"plan": plan, "key": key}))


def membership_rows(store: Store, plan: str) -> Iterator[Row]:
    """Which groups each unit is in, at first hand or through another group, in the roster's order."""
    question = (
        "SELECT m.unit, m.group_name, u.seq AS unit_seq FROM member m "
        "JOIN unit_group g ON g.plan = m.plan AND g.name = m.group_name "
        "JOIN unit u ON u.plan = m.plan AND u.name = m.unit "
        "WHERE m.plan = :plan ORDER BY u.seq, g.seq"
    )
    return store.rows(question, {"plan": plan})
