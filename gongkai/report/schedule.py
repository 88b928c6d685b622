"""The schedule: what falls due when."""

from __future__ import annotations

from gongkai.base.workdays import Calendar
from gongkai.report.deadlines import with_last_workday
from gongkai.store.engine.interface import Store
from gongkai.store.questions import figures
from gongkai.store.questions.asked import Asked
from gongkai.store.questions.figures import Deadline


def schedule(
    store: Store,
    asked: Asked,
    calendar: Calendar,
    *,
    unit: str | None = None,
    first: str | None = None,
    last: str | None = None,
) -> list[Deadline]:
    """One line a unit, 事项 and 期次, whoever dates it, in order of date, due from `first` to `last` (ISO, both included)."""
    rows = (
        row
        for row in figures.deadlines(store, asked, unit, own=True)
        if (first is None or row.due >= first) and (last is None or row.due <= last)
    )
    return with_last_workday(rows, calendar)
