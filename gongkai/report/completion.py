"""Deadlines and completion: the figures of `gongkai report`, each summed from one line a unit and task."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from typing import Any

from gongkai.base.words import UNCERTAIN
from gongkai.base.workdays import Calendar
from gongkai.store import questions
from gongkai.store.interface import Row, Store
from gongkai.store.questions import Asked

Data = dict[str, Any]

COUNTS = (
    "rows_due",
    "rows_filed",
    "rows_not_involved",
    "rows_incomplete",
    "overdue",
    "due_soon",
    "pending",
    "done",
    "done_late",
    "to_check",
)

UNIT_FIELDS = {
    "unit": "单位",
    "kind": "类别",
    "rows_due": "应填报",
    "rows_filed": "已填报",
    "rows_not_involved": "其中不涉及",
    "rows_incomplete": "未填全",
    "overdue": "逾期",
    "due_soon": "临期",
    "pending": "未到期",
    "done": "按期完成",
    "done_late": "逾期完成",
    "to_check": "待核",
    "certainty": "名册把握",
}

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


def report(
    store: Store,
    asked: Asked,
    calendar: Calendar,
    *,
    unit: str | None = None,
    task: str | None = None,
    category: str | None = None,
) -> Data:
    """All data of a report at a date, narrowed to a unit, a task, a category.

    `lines` holds one line a unit and task; every other figure is a sum over it. `unowned` are the tasks that
    name nobody and that nobody has claimed. `calendar` tells days off.
    """

    def wanted(row: Row) -> bool:
        return (task is None or row["task"] == task) and (category is None or row["category"] == category)

    lines = [row for row in questions.progress_rows(store, asked, unit) if wanted(row)]
    deadlines = [deadline(row) for row in questions.deadline_rows(store, asked, unit) if wanted(row)]
    mark_days_off(deadlines, calendar)
    roster = [row for row in questions.unit_rows(store, asked.plan) if unit is None or row["name"] == unit]
    narrowed = task is not None or category is not None
    had = {row["task"] for row in lines}
    units = _units(roster, lines, narrowed)
    return {
        "as_of": asked.as_of,
        "plan": asked.plan,
        "completion": _completion(units),
        "units": units,
        "kinds": by_kind(units),
        "deadlines": deadlines,
        "unowned": [
            {"task": row["id"], "topic": _topic(row), "open": row["open_words"]}
            for row in questions.task_rows(store, asked.plan)
            if unit is None and not narrowed and row["id"] not in had
        ],
        "lines": lines,
    }


def _units(roster: list[Row], lines: list[Row], narrowed: bool) -> list[Data]:
    sums = {key: _sum(group) for key, group in _grouped(lines, lambda row: row["unit"]).items()}
    return [
        {
            "unit": row["name"],
            "kind": row["kind"],
            **sums.get(row["name"], _sum([])),
            "certainty": row["certainty"],
        }
        for row in roster
        if not narrowed or row["name"] in sums
    ]


def _completion(units: list[Data]) -> Data:
    due = [unit for unit in units if unit["rows_due"]]
    return {
        "units_due": len(due),
        "units_complete": sum(unit["rows_filed"] == unit["rows_due"] for unit in due),
        "units_begun": sum(0 < unit["rows_filed"] < unit["rows_due"] for unit in due),
        "units_uncertain": sum(unit["certainty"] in UNCERTAIN for unit in due),
        **_sum(units),
    }


def _sum(rows: Iterable[Row]) -> Data:
    totals = dict.fromkeys(COUNTS, 0)
    for row in rows:
        for name in COUNTS:
            totals[name] += row[name]
    return totals


def _grouped(rows: Iterable[Row], of: Callable[[Row], Any]) -> dict[Any, list[Row]]:
    groups: dict[Any, list[Row]] = {}
    for row in rows:
        groups.setdefault(of(row), []).append(row)
    return groups


def by_kind(units: list[Data]) -> list[Data]:
    """One line a kind of unit, in the roster's order."""
    return [
        {
            "kind": kind,
            "units": len(group),
            "units_due": sum(bool(unit["rows_due"]) for unit in group),
            "units_complete": sum(0 < unit["rows_due"] == unit["rows_filed"] for unit in group),
            **_sum(group),
        }
        for kind, group in _grouped(units, lambda unit: unit["kind"]).items()
    ]


def by_task(lines: list[Row]) -> list[Data]:
    """One line a task, in the plan's order."""
    groups = _grouped(sorted(lines, key=lambda row: row["task_seq"]), lambda row: row["task"])
    return [
        {
            "task": task,
            "topic": _topic(rows[0]),
            "category": rows[0]["category"],
            "units": len(rows),
            **_sum(rows),
        }
        for task, rows in groups.items()
    ]


def by_category(lines: list[Row]) -> list[Data]:
    """One line a category, in the plan's order."""
    groups = _grouped(sorted(lines, key=lambda row: row["task_seq"]), lambda row: row["category"])
    return [
        {
            "category": category,
            "tasks": len({row["task"] for row in rows}),
            "units": len({row["unit"] for row in rows}),
            **_sum(rows),
        }
        for category, rows in groups.items()
    ]


def _topic(row: Row) -> str:
    return "：".join(filter(None, (row["topic"], row["subtopic"])))


def mark_days_off(deadlines: list[Data], calendar: Calendar) -> None:
    """Where a deadline falls on a day off, name the last working day before it."""
    workdays: dict[str, str | None] = {}
    for row in deadlines:
        due = row["due"]
        if due not in workdays:
            day = date.fromisoformat(due)
            workday = calendar.workday_on_or_before(day)
            workdays[due] = None if workday == day else workday.isoformat()
        row["last_workday"] = workdays[due]


def deadline(row: Row) -> Data:
    """One line of the status query as it stands in a report; `last_workday` is set by mark_days_off."""
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
        "topic": _topic(row),
        "item": row["item"],
        "label": row["label"],
        "quote": row["quote"],
        "need": row["need"],
        "done": row["done"],
        "done_on": row["done_on"],
        "source": row["source"],
        "filing": row["fulfilled_by"] == "filing",
        "predates": bool(row["predates"]),
        "last_workday": None,
    }


def gathered(deadlines: list[Data]) -> list[Data]:
    """Deadlines of several units for the same 事项, 期次 and state as one line.

    `units` names them; `others` names those that owe the same but stand otherwise.
    """
    owing = _grouped(deadlines, lambda row: (row["task"], row["item"], row["period"]))
    groups = _grouped(
        deadlines, lambda row: (row["due"], row["task"], row["item"], row["period"], row["state"])
    )
    made = []
    for (_, task, item, period, _), rows in groups.items():
        units = [row["unit"] for row in rows]
        others = [row["unit"] for row in owing[task, item, period] if row["unit"] not in set(units)]
        made.append({**rows[0], "units": units, "others": others})
    return made
