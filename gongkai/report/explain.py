"""The rows behind each count of a report."""

from __future__ import annotations

from typing import Any

from gongkai.store.interface import Row

Data = dict[str, Any]

EXPLAIN_FIELDS = {
    "count": "统计项",
    "unit": "单位",
    "task": "任务",
    "obligation": "事项",
    "period": "期次",
    "due": "期限",
}

# Count → the line's own flags, or a deadline's state.
_ROWS = {
    "rows_due": "应填报",
    "rows_filed": "已填报",
    "rows_not_involved": "不涉及",
    "rows_incomplete": "未填全",
    "rows_returned": "被退回",
    "rows_accepted": "已备案",
}
_STATES = {
    "overdue": ("逾期", "overdue"),
    "due_soon": ("临期", "soon"),
    "pending": ("未到期", "pending"),
    "done": ("按期完成", "done"),
    "done_late": ("逾期完成", "done_late"),
    "to_check": ("待核", "check"),
}


def explain(report: Data) -> list[Data]:
    """Every count of a report with the rows it is the number of."""
    lines: list[Row] = report["lines"]
    deadlines: list[Data] = report["deadlines"]
    explained = [
        {"count": name, "words": words, "rows": [_line(line) for line in lines if line[name]]}
        for name, words in _ROWS.items()
    ]
    explained += [
        {"count": name, "words": words, "rows": [row for row in deadlines if row["state"] == state]}
        for name, (words, state) in _STATES.items()
    ]
    return explained


def _line(line: Row) -> Data:
    return {"unit": line["unit"], "task": line["task"], "obligation": None, "period": None, "due": None}
