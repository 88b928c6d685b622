"""Deadlines as a report tells them: one line a unit, 事项 and 期次, or those of several units as one."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import date
from typing import Any

from gongkai.base.workdays import Calendar
from gongkai.report.tasks import topic
from gongkai.store.interface import Row

Data = dict[str, Any]

DEADLINE_FIELDS = {
    "unit": "单位",
    "kind": "类别",
    "task": "任务",
    "topic": "工作任务",
    "obligation": "事项",
    "quote": "原文",
    "period": "期次",
    "label": "期次名称",
    "due": "期限",
    "state": "状态",
    "light": "亮灯",
    "need": "应完成",
    "done": "已完成",
    "done_on": "完成日期",
    "source": "期限出处",
    "last_workday": "期限逢休息日，之前最后一个工作日",
}


def deadlines(rows: Iterable[Row], calendar: Calendar) -> Iterator[Data]:
    """Lines of the status query as they stand in a report, one by one."""
    workdays: dict[str, str | None] = {}
    for row in rows:
        yield {**deadline(row), "last_workday": last_workday(row["due"], calendar, workdays)}


def last_workday(due: str, calendar: Calendar, known: dict[str, str | None]) -> str | None:
    """Where a deadline falls on a day off, the last working day before it. `known` remembers."""
    if due not in known:
        day = date.fromisoformat(due)
        workday = calendar.workday_on_or_before(day)
        known[due] = None if workday == day else workday.isoformat()
    return known[due]


def deadline(row: Row) -> Data:
    """One line of the status query as it stands in a report, but for `last_workday`."""
    return {
        "unit": row["unit"],
        "task": row["task"],
        "obligation": f"{row['task']}-{row['item']}",
        "period": row["period"],
        "due": row["due"],
        "state": row["state"],
        "light": row["light"],
        "kind": row["kind"],
        "category": row["category"],
        "topic": topic(row),
        "item": row["item"],
        "label": row["label"],
        "quote": row["quote"],
        "need": row["need"],
        "done": row["done"],
        "done_on": row["done_on"],
        "source": row["source"],
        "filing": row["fulfilled_by"] == "filing",
        "predates": bool(row["predates"]),
    }


def gathered(deadlines: list[Data]) -> list[Data]:
    """Deadlines of several units for the same 事项, 期次 and state as one line.

    `units` names them, `count` counts them; `others` names those that owe the same but stand otherwise, and
    `owing` counts all.
    """
    owing = _grouped(deadlines, lambda row: (row["task"], row["item"], row["period"]))
    groups = _grouped(
        deadlines, lambda row: (row["due"], row["task"], row["item"], row["period"], row["state"])
    )
    made = []
    for (_, task, item, period, _), rows in groups.items():
        units = [row["unit"] for row in rows]
        named = set(units)
        others = [row["unit"] for row in owing[task, item, period] if row["unit"] not in named]
        counts = {"count": len(units), "owing": len(units) + len(others)}
        made.append({**rows[0], "units": units, "others": others, **counts})
    return made


def _grouped(rows: Iterable[Row], of: Callable[[Row], Any]) -> dict[Any, list[Row]]:
    groups: dict[Any, list[Row]] = {}
    for row in rows:
        groups.setdefault(of(row), []).append(row)
    return groups
