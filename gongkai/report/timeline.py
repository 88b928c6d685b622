"""What falls due by month."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

from gongkai.base.rows import NamedTuple, grouped
from gongkai.base.states import FINISHED, State
from gongkai.store.questions.figures import Deadline


class FallingDue(NamedTuple):
    """An 事项 and 期次 that falls due, whatever its states, with the number of units."""

    due: Annotated[str, "期限"]
    task: str
    obligation: Annotated[str, "事项"]
    period: str
    label: Annotated[str, "期次名称"]
    quote: Annotated[str, "原文"]
    units: Annotated[int, "单位数"]


class Month(NamedTuple):
    """A month in which something falls due: how it stands, counted for each unit, and what it is."""

    month: str
    total: int
    finished: int
    overdue: int
    due_soon: int
    items: list[FallingDue]

    @property
    def open(self) -> int:
        """Not yet due, or to be looked at."""
        return self.total - self.finished - self.overdue - self.due_soon


def timeline(deadlines: Sequence[Deadline]) -> list[Month]:
    """One entry a month in which something falls due."""
    months = grouped(deadlines, lambda row: row.due[:7])
    return [
        Month(
            month=month,
            total=len(rows),
            finished=sum(row.state in FINISHED for row in rows),
            overdue=sum(row.state is State.overdue for row in rows),
            due_soon=sum(row.state is State.soon for row in rows),
            items=_items(rows),
        )
        for month, rows in sorted(months.items())
    ]


def _items(rows: Sequence[Deadline]) -> list[FallingDue]:
    found: dict[tuple[str, str], FallingDue] = {}
    for row in rows:
        key = (row.obligation, row.period)
        one = found.get(key) or FallingDue(
            row.due, row.task, row.obligation, row.period, row.label, row.quote, 0
        )
        found[key] = one._replace(units=one.units + 1)
    return list(found.values())
