"""Deadlines as a report tells them: those of several units as one, and what falls on a day off."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from gongkai.base.rows import NamedTuple
from gongkai.base.workdays import Calendar
from gongkai.store.questions.figures import Deadline

# The columns of a sheet of deadlines, in their order.
DEADLINE_FIELDS = (
    *(
        "unit",
        "kind",
        "task",
        "topic",
        "obligation",
        "quote",
        "period",
        "label",
        "due",
        "origin",
        "state",
        "light",
    ),
    *("need", "done", "done_on", "source", "last_workday"),
)


def last_workday(calendar: Calendar, due: date) -> str | None:
    """The last working day (ISO) before a day off; None for a working day."""
    workday = calendar.workday_on_or_before(due)
    return None if workday == due else workday.isoformat()


def with_last_workday(rows: Iterable[Deadline], calendar: Calendar) -> list[Deadline]:
    """The same deadlines; where one falls on a day off, with the last working day before it."""
    known: dict[str, str | None] = {}
    made = []
    for row in rows:
        if row.due not in known:
            known[row.due] = last_workday(calendar, date.fromisoformat(row.due))
        made.append(row._replace(last_workday=known[row.due]) if known[row.due] else row)
    return made


class Gathered(NamedTuple):
    """The same 事项, 期次 and state of several units: `first` is the first one's deadline, `units` names all, `others`
    those that owe the same but stand otherwise."""

    first: Deadline
    units: list[str]
    others: list[str]

    @property
    def size(self) -> int:
        return len(self.units)

    @property
    def owing(self) -> int:
        return len(self.units) + len(self.others)


def gathered(deadlines: Sequence[Deadline]) -> list[Gathered]:
    """Deadlines of several units for the same 事项, 期次 and state as one."""
    owing: dict[tuple[str, str], list[str]] = {}
    groups: dict[tuple[str, str, str], list[Deadline]] = {}
    for row in deadlines:
        owing.setdefault((row.obligation, row.period), []).append(row.unit)
        groups.setdefault((row.obligation, row.period, row.state), []).append(row)
    made = []
    for (obligation, period, _), rows in groups.items():
        units = [row.unit for row in rows]
        named = set(units)
        others = [unit for unit in owing[obligation, period] if unit not in named]
        made.append(Gathered(rows[0], units, others))
    return made
