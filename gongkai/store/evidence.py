"""Read-only questions for the office's documents: answers with their demands, and what was published."""

from __future__ import annotations

from collections.abc import Iterator

from gongkai.store.interface import Row, Store
from gongkai.store.questions.asked import Asked, status_sql


def answer_rows(store: Store, asked: Asked, unit: str | None = None) -> Iterator[Row]:
    """One line a unit and task, claimable ones left out: the demand and the answer.

    `rows_due` and `rows_filed` are what a report counts.
    """
    question = (
        status_sql("unit" if unit is not None else None)
        + """
        SELECT u.seq AS unit_seq, r.unit, r.task, r.basis, r.via, r.status, r.filing, r.filed_on, r.filing_due, r.filing_state,
               r.measure, r.section, r.officer, r.contact, r.reason, r.verdict, r.verdict_on, r.verdict_reason,
               r.counted AS rows_due, r.counted * r.answered AS rows_filed,
               u.kind, u.full_name, t.part, t.section AS body_section, t.category, t.topic, t.subtopic,
               t.requirement, t.responsible, t.seq AS task_seq
        FROM row_status r
        JOIN unit u ON u.plan = :plan AND u.name = r.unit
        JOIN task t ON t.plan = :plan AND t.id = r.task
        WHERE r.basis <> 'claimable'
        ORDER BY u.seq, t.seq
        """
    )
    return store.rows(question, asked._asdict() | {"unit": unit})


def state_rows(store: Store, asked: Asked, unit: str | None = None) -> Iterator[Row]:
    """One line a unit, 事项 and 期次, with a date or without, in the order of the roster and the plan."""
    question = (
        status_sql("unit" if unit is not None else None)
        + """
        SELECT u.seq AS unit_seq, s.unit, s.task, s.item, s.period, s.label, s.due,
               s.fulfilled_by, s.need, s.done, s.done_on, s.last_on,
               s.state, s.light, b.quote, b.demand, b.source, b.soft
        FROM status s
        JOIN unit u ON u.plan = :plan AND u.name = s.unit
        JOIN task t ON t.plan = :plan AND t.id = s.task
        JOIN obligation b ON b.plan = :plan AND b.task = s.task AND b.item = s.item
        ORDER BY u.seq, t.seq, s.item, s.due, s.period
        """
    )
    return store.rows(question, asked._asdict() | {"unit": unit})


def record_rows(store: Store, asked: Asked, unit: str | None = None) -> Iterator[Row]:
    """What was published up to the date and not withdrawn by then, in the same order as `state_rows`."""
    question = f"""
        SELECT u.seq AS unit_seq, d.id, d.unit, d.task, d.item, d.period, d.title, d.url, d.on_date
        FROM disclosure d
        JOIN unit u ON u.plan = d.plan AND u.name = d.unit
        JOIN task t ON t.plan = d.plan AND t.id = d.task
        WHERE d.plan = :plan {"AND d.unit = :unit" if unit else ""}
          AND d.on_date <= :as_of AND (d.until IS NULL OR d.until > :as_of)
        ORDER BY u.seq, t.seq, d.item, d.on_date, d.id
        """
    return store.rows(question, {"plan": asked.plan, "as_of": asked.as_of, "unit": unit})
