"""The plan itself: what it says of itself, its units, groups, spellings and tasks."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from gongkai.store.engine.interface import Row, Store


class Heading(NamedTuple):
    """What the plan says of itself; dates are ISO texts. `digest` is of the file that was compiled and of the compiler;
    `warn`: within so many working days is 临期; `filing_task` and `filing_item` are the 事项 that is the filing duty."""

    id: str
    digest: str
    file: str
    number: str
    title: str
    annex: str | None
    issuer: str
    issued: str
    year: int
    window_from: str
    window_to: str
    warn: int
    office: str | None
    mail: str | None
    mail_note: str | None
    filing_task: str | None
    filing_item: int | None
    filing_due: str | None


def heading(store: Store, plan: str) -> Heading:
    """What the plan says of itself."""
    question = f"SELECT {', '.join(Heading._fields)} FROM plan WHERE id = :plan"
    [found] = store.rows(question, {"plan": plan}, into=Heading)
    return found


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


def task_row(store: Store, plan: str, task: str) -> Row | None:
    return store.row("SELECT * FROM task WHERE plan = :plan AND id = :task", {"plan": plan, "task": task})


def task_rows(store: Store, plan: str) -> list[Row]:
    return list(store.rows("SELECT * FROM task WHERE plan = :plan ORDER BY seq", {"plan": plan}))


def task_notes(store: Store, plan: str, task: str) -> list[Row]:
    question = "SELECT kind, quote, text FROM note WHERE plan = :plan AND task = :task ORDER BY seq"
    return list(store.rows(question, {"plan": plan, "task": task}))


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
