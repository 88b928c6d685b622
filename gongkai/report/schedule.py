"""The schedule: what falls due when."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from gongkai.base.workdays import Calendar
from gongkai.report.deadlines import deadlines
from gongkai.store import questions
from gongkai.store.interface import Store
from gongkai.store.questions import Asked

Data = dict[str, Any]


def schedule(
    store: Store,
    asked: Asked,
    calendar: Calendar,
    *,
    unit: str | None = None,
    first: str | None = None,
    last: str | None = None,
) -> Iterator[Data]:
    """One line a unit, 事项 and 期次, in order of date, due from `first` to `last` (ISO, both included)."""
    rows = (
        row
        for row in questions.deadline_rows(store, asked, unit)
        if (first is None or row["due"] >= first) and (last is None or row["due"] <= last)
    )
    return deadlines(rows, calendar)


def standing(store: Store, asked: Asked, unit: str | None = None) -> Iterator[Data]:
    """The 事项 without a date (常态), with how many records there are and the date of the last."""
    for row in questions.standing_rows(store, asked, unit):
        yield {
            "unit": row["unit"],
            "task": row["task"],
            "obligation": f"{row['task']}-{row['item']}",
            "item": row["item"],
            "kind": row["kind"],
            "category": row["category"],
            "topic": row["topic"],
            "quote": row["quote"],
            "state": row["state"],
            "light": row["light"],
            "done": row["done"],
            "last_on": row["last_on"],
        }
