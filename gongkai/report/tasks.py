"""A unit's tasks, and one task whole."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from gongkai.base.words import COMPLETE
from gongkai.store.engine.interface import Row, Store
from gongkai.store.kinds import ANSWER, FIELD, lacking
from gongkai.store.questions.asked import Asked
from gongkai.store.questions.plan import task_notes, task_row
from gongkai.store.questions.tasks import tasks_of, units_of

if TYPE_CHECKING:
    from gongkai.store.questions.answers import Answer

Data = dict[str, Any]

# The contract of `gongkai tasks --format json`; fields may be added at the end.
TASK_FIELDS = {
    "id": "序号",
    "category": "类别",
    "topic": "工作任务",
    "subtopic": "工作任务（三级）",
    "requirement": "工作要求",
    "responsible": "责任单位",
    "basis": "承担方式",
    "via": "所属单位组",
    "status": "填报情况",
    "next_due": "最近期限",
    "light": "亮灯",
    "role": "角色",
    "part": "出处",
    "body_section": "章节",
    "filing_duty": "须填报",
    "filing_due": "填报期限",
    "filed_on": "填报日期",
    **FIELD,
    "verdict": "备案或退回",
    "verdict_on": "备案、退回日期",
    "verdict_reason": "退回原因",
    "next_due_state": "最近期限状态",
}


def unit_tasks(store: Store, asked: Asked, unit: str, *, ended: bool = False) -> list[Data]:
    """Every task the unit has at the date, in the plan's order; `ended` as `questions.tasks_of` has it."""
    return [_task(row) for row in tasks_of(store, asked, unit, ended=ended)]


def _task(row: Row) -> Data:
    return {name: bool(row["filing"]) if name == "filing_duty" else row[name] for name in TASK_FIELDS}


def topic(task: Row) -> str:
    """A task's name: its topic and subtopic."""
    return "：".join(filter(None, (task["topic"], task["subtopic"])))


def missing_fields(answer: Row) -> list[str]:
    """What an incomplete answer still lacks, in the user's words."""
    return lacking(answer) if answer["status"] == "incomplete" else []


def missing(answer: Answer) -> list[str]:
    """The same of a typed answer."""
    return missing_fields(answer._asdict())


def summary(tasks: list[Data]) -> Data:
    """The figures above a unit's list."""
    due = [task for task in tasks if task["filing_due"]]
    return {
        "rows_due": len(due),
        "rows_filed": sum(task["status"] in COMPLETE for task in due),
        "incomplete": sum(task["status"] == "incomplete" for task in due),
        "claimable": sum(task["basis"] == "claimable" for task in tasks),
        "annex": sum(task["part"] == "annex" and task["basis"] != "claimable" for task in tasks),
        "body": sum(task["part"] == "body" and task["basis"] != "claimable" for task in tasks),
        "overdue": sum(task["light"] == "red" for task in tasks),
    }


def without_duty(tasks: list[Data]) -> Data:
    """What stands of a unit's tasks that nobody obliges it to file: it may, and some do."""
    free = [task for task in tasks if not task["filing_duty"]]
    return {
        "open": sum(task["part"] == "annex" for task in free),
        "filed": sum(task["status"] in COMPLETE for task in free),
        "incomplete": sum(task["status"] == "incomplete" for task in free),
    }


def whole_task(store: Store, asked: Asked, task: str, unit: str | None = None) -> Data:
    """One task: its text, 事项 with quotes and time demands, who has it and why, what each unit filed; with `unit`,
    only that one."""
    from gongkai.store.questions.obligations import obligations

    row = task_row(store, asked.plan, task)
    assert row is not None, task
    return {
        "id": row["id"],
        "part": row["part"],
        "body_section": row["section"],
        "category": row["category"],
        "topic": row["topic"],
        "subtopic": row["subtopic"],
        "requirement": row["requirement"],
        "responsible": row["responsible"],
        "open": row["open_words"],
        "owners_reading": row["reading"],
        "notes": task_notes(store, asked.plan, task),
        "obligations": obligations(store, asked.plan, task),
        "units": [_owner(each) for each in units_of(store, asked, task, unit)],
    }


def _owner(row: Row) -> Data:
    return {
        "unit": row["unit"],
        "basis": row["basis"],
        "via": row["via"],
        "role": row["role"],
        "status": row["status"],
        "filing_duty": bool(row["filing"]),
        "filing_state": row["filing_state"],
        "verdict": row["verdict"],
        "verdict_on": row["verdict_on"],
        "verdict_reason": row["verdict_reason"],
        "filed_on": row["filed_on"],
        "next_due": row["next_due"],
        "next_due_state": row["next_due_state"],
        "light": row["light"],
        **{name: row[name] for name in ANSWER},
    }
