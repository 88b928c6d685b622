"""Completion: the figures of `gongkai report`, each summed from one line a unit and task."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from gongkai.base.words import UNCERTAIN
from gongkai.base.workdays import Calendar
from gongkai.report.deadlines import deadlines, gathered
from gongkai.report.tasks import topic
from gongkai.store import questions
from gongkai.store.interface import Row, Store
from gongkai.store.questions import Asked

Data = dict[str, Any]

COUNTS = questions.COUNTS

UNIT_FIELDS = {
    "unit": "单位",
    "kind": "类别",
    "rows_due": "应填报",
    "rows_filed": "已填报",
    "rows_not_involved": "其中不涉及",
    "rows_incomplete": "未填全",
    "rows_returned": "被退回",
    "rows_accepted": "已备案",
    "overdue": "逾期",
    "due_soon": "临期",
    "pending": "未到期",
    "done": "按期完成",
    "done_late": "逾期完成",
    "to_check": "待核",
    "certainty": "名册把握",
}

# The answers that await the office's word.
AWAITING_FIELDS = {
    "unit": "单位",
    "task": "任务",
    "topic": "工作任务",
    "status": "填报情况",
    "filed_on": "填报日期",
    "measure": "具体工作措施",
    "section": "责任科室",
    "officer": "责任人",
    "contact": "联系方式",
    "reason": "不涉及的理由",
}

# Who has taken on a task that is open to claims.
CLAIM_FIELDS = {
    "task": "任务",
    "topic": "工作任务",
    "claimed": "已认领",
    "declined": "报不涉及",
    "silent": "没有回音",
}


class Report(dict[str, Any]):
    """A report at a date, narrowed to a unit, a task, a category. Its parts are made when first asked for:

    `as_of`, `plan`; `completion`, the headline; `units` and `kinds`, one line each; `deadlines`, one line a unit,
    事项 and 期次; `gathered`, those of several units as one; `unowned`, the tasks that nobody carries out; `awaiting`,
    the answers that await the office's word; `claims`, the tasks open to claims with who has claimed, declined, is silent;
    `lines`, one line a unit and task, of which every figure is a sum.
    """

    def __init__(
        self,
        store: Store,
        asked: Asked,
        calendar: Calendar,
        unit: str | None,
        task: str | None,
        category: str | None,
    ) -> None:
        super().__init__(as_of=asked.as_of, plan=asked.plan)
        self._store, self._asked, self._calendar = store, asked, calendar
        self._unit, self._task, self._category = unit, task, category

    def __missing__(self, part: str) -> Any:
        made = getattr(self, "_" + part)()
        self[part] = made
        return made

    @property
    def narrowed(self) -> bool:
        """To a task or a category."""
        return self._task is not None or self._category is not None

    def wanted(self, row: Row) -> bool:
        """Is a line about the task and the category that the report is narrowed to?"""
        return self._task in (None, row["task"]) and self._category in (None, row["category"])

    def _completion(self) -> Data:
        return _completion(self["units"])

    def _kinds(self) -> list[Data]:
        return by_kind(self["units"])

    def _units(self) -> list[Data]:
        roster = [] if self.narrowed else questions.unit_rows(self._store, self._asked.plan)
        if self._unit is not None:
            roster = [row for row in roster if row["name"] == self._unit]
        return by_unit(self["lines"], roster)

    def _lines(self) -> list[Row]:
        rows = questions.progress_rows(self._store, self._asked, self._unit, self._task)
        return [row for row in rows if self.wanted(row)]

    def _deadlines(self) -> list[Data]:
        rows = questions.deadline_rows(self._store, self._asked, self._unit, self._task)
        return list(deadlines((row for row in rows if self.wanted(row)), self._calendar))

    def _gathered(self) -> list[Data]:
        return gathered(self["deadlines"])

    def _unowned(self) -> list[Data]:
        if self._unit is not None or self.narrowed:
            return []
        rows = questions.unowned_rows(self._store, self._asked)
        said: dict[str, dict[str, list[str]]] = {}
        for row in questions.claimable_rows(self._store, self._asked) if rows else ():
            how = "declined" if row["status"] == "not_involved" else "silent"
            said.setdefault(row["task"], {"declined": [], "silent": []})[how].append(row["unit"])
        return [
            {"task": row["id"], "topic": topic(row), "open": row["open_words"], "exempt": row["exempt"]}
            | said.get(row["id"], {"declined": [], "silent": []})
            for row in rows
        ]

    def _claims(self) -> list[Data]:
        made: dict[str, Data] = {}
        for row in questions.claim_rows(self._store, self._asked, self._unit, self._task):
            if self.wanted(row):
                said: Data = {
                    "task": row["task"],
                    "topic": topic(row),
                    "claimed": [],
                    "declined": [],
                    "silent": [],
                }
                made.setdefault(row["task"], said)[_claim_word(row)].append(row["unit"])
        return list(made.values())

    def _awaiting(self) -> list[Data]:
        rows = questions.awaiting_rows(self._store, self._asked, self._unit, self._task)
        return [
            {name: row[name] for name in AWAITING_FIELDS if name != "topic"} | {"topic": topic(row)}
            for row in rows
            if self.wanted(row)
        ]

    def _categories(self) -> list[Data]:
        lines = self["lines"]
        if self._unit is not None:
            return by_category(lines)
        rows = (row | {"task": row["id"], "task_seq": row["seq"]} for row in self._all_tasks())
        return by_category(lines, filter(self.wanted, rows))

    def _all_tasks(self) -> list[Row]:
        return questions.task_rows(self._store, self._asked.plan)

    def _tasks(self) -> list[Data]:
        return by_task(self["lines"])


def _claim_word(row: Row) -> str:
    if row["status"] == "not_involved":
        return "declined"
    return "claimed" if row["basis"] == "claimed" else "silent"


def report(
    store: Store,
    asked: Asked,
    calendar: Calendar,
    *,
    unit: str | None = None,
    task: str | None = None,
    category: str | None = None,
) -> Report:
    """The report at a date, narrowed to a unit, a task, a category. `calendar` tells days off."""
    return Report(store, asked, calendar, unit, task, category)


# How far a unit is with the answers it owes, and how that is counted.
FILED = {
    "complete": "units_complete",  # 报齐
    "begun": "units_begun",  # 部分填报
    "unsettled": "units_unsettled",  # nothing counts: what it filed was returned or isn't complete
    "unfiled": "units_unfiled",  # 未报
}


def filed(unit: Data) -> str | None:
    """Which of FILED a unit is, by its line; None where no answer is due."""
    if not unit["rows_due"]:
        return None
    if unit["rows_filed"]:
        return "complete" if unit["rows_filed"] == unit["rows_due"] else "begun"
    return "unsettled" if unit["rows_incomplete"] or unit["rows_returned"] else "unfiled"


def _completion(units: Iterable[Data]) -> Data:
    found = dict.fromkeys(("units_due", *FILED.values(), "units_uncertain", *COUNTS), 0)
    for unit in units:
        if how := filed(unit):
            found["units_due"] += 1
            found[FILED[how]] += 1
            found["units_uncertain"] += unit["certainty"] in UNCERTAIN
        for name in COUNTS:
            found[name] += unit[name]
    return found


def by_unit(lines: Iterable[Row], roster: Iterable[Row]) -> list[Data]:
    """One line a unit: those of the `roster`, whether they have anything or not, and of the lines."""
    units: dict[str, Data] = {
        row["name"]: {
            "unit": row["name"],
            "kind": row["kind"],
            **dict.fromkeys(COUNTS, 0),
            "certainty": row["certainty"],
        }
        for row in roster
    }
    for row in lines:
        head = {"unit": row["unit"], "kind": row["kind"]}
        line = units.setdefault(
            row["unit"], {**head, **dict.fromkeys(COUNTS, 0), "certainty": row["certainty"]}
        )
        for name in COUNTS:
            line[name] += row[name]
    return list(units.values())


def by_kind(units: Iterable[Data]) -> list[Data]:
    """One line a kind of unit, in the roster's order."""
    kinds: dict[str, Data] = {}
    for unit in units:
        empty = {
            "kind": unit["kind"],
            "units": 0,
            "units_due": 0,
            "units_complete": 0,
            **dict.fromkeys(COUNTS, 0),
        }
        line = kinds.setdefault(unit["kind"], empty)
        line["units"] += 1
        line["units_due"] += filed(unit) is not None
        line["units_complete"] += filed(unit) == "complete"
        for name in COUNTS:
            line[name] += unit[name]
    return list(kinds.values())


def by_task(lines: Iterable[Row]) -> list[Data]:
    """One line a task, in the plan's order."""
    tasks: dict[int, Data] = {}
    for row in lines:
        head = {"task": row["task"], "topic": topic(row), "category": row["category"], "units": 0}
        line = tasks.setdefault(row["task_seq"], {**head, **dict.fromkeys(COUNTS, 0)})
        line["units"] += 1
        for name in COUNTS:
            line[name] += row[name]
    return [tasks[seq] for seq in sorted(tasks)]


def by_category(lines: Iterable[Row], tasks: Iterable[Row] = ()) -> list[Data]:
    """One line a category, in the plan's order: of the lines' tasks, and of `tasks` that nobody has."""
    categories: dict[str, Data] = {}
    numbers: dict[str, set[int]] = {}
    units: dict[str, set[str]] = {}
    for row in tasks:
        numbers.setdefault(row["category"], set()).add(row["task_seq"])
    for row in lines:
        category = row["category"]
        numbers.setdefault(category, set()).add(row["task_seq"])
        units.setdefault(category, set()).add(row["unit"])
        line = categories.setdefault(category, dict.fromkeys(COUNTS, 0))
        for name in COUNTS:
            line[name] += row[name]
    return [
        {"category": category, "tasks": len(numbers[category]), "units": len(units.get(category, ()))}
        | categories.get(category, dict.fromkeys(COUNTS, 0))
        for category in sorted(numbers, key=lambda name: min(numbers[name]))
    ]
