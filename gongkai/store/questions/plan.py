"""The plan itself: what it says of itself, its units, groups, spellings, tasks and 事项."""

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


class Citation(NamedTuple):
    """A further place of the document that lays down the same 事项."""

    section: str | None
    quote: str


class Period(NamedTuple):
    """A 期次 of an 事项; `predates` 1: due before the plan was issued."""

    period: str
    label: str
    starts: str
    ends: str
    due: str
    predates: int


class Obligation(NamedTuple):
    """An 事项, with its further citations and its 期次 in order of their dates."""

    obligation: str
    item: int
    quote: str
    kind: str
    demand: str
    printed: str | None
    source: str | None
    soft: str | None
    beyond: str | None
    reading: str | None
    citations: list[Citation]
    periods: list[Period]


def obligations(store: Store, plan: str, task: str) -> list[Obligation]:
    """A task's 事项."""
    key = {"plan": plan, "task": task}
    question = """
        SELECT task || '-' || item AS obligation, item, quote, kind, demand, printed, source, soft, beyond, reading,
               NULL AS citations, NULL AS periods
        FROM obligation WHERE plan = :plan AND task = :task ORDER BY item
    """
    of_item = "WHERE plan = :plan AND task = :task AND item = :item ORDER BY"
    citations = f"SELECT section, quote FROM citation {of_item} seq"
    periods = f"SELECT period, label, starts, ends, due, predates FROM period {of_item} due"
    return [
        row._replace(
            citations=list(store.rows(citations, key | {"item": row.item}, into=Citation)),
            periods=list(store.rows(periods, key | {"item": row.item}, into=Period)),
        )
        for row in list(store.rows(question, key, into=Obligation))
    ]


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
