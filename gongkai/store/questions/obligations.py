"""A task's 事项, with where the document lays them down and with their 期次."""

from __future__ import annotations

from gongkai.base.rows import NamedTuple
from gongkai.store.engine.interface import Store


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
