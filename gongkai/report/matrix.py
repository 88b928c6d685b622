"""Units × tasks: one sign each for how a unit stands with a task."""

from __future__ import annotations

from typing import Any

from gongkai.store.interface import Row

Data = dict[str, Any]

LATE, SOON, OPEN, DONE, EXEMPT = "late", "soon", "open", "done", "exempt"
SAID = {LATE: "逾期", SOON: "临期", OPEN: "未完", DONE: "已填报或完成", EXEMPT: "不涉及"}


def matrix(report: Data) -> Data:
    """`tasks` in the plan's order, and for each unit the state of each task it has."""
    lines: list[Row] = report["lines"]
    tasks = dict(sorted({line["task_seq"]: line["task"] for line in lines}.items()))
    late_rows = {
        row["unit"]: row["state"]
        for row in report["deadlines"]
        if row["filing"] and row["state"] in ("overdue", "soon")
    }
    units: dict[str, dict[str, str]] = {}
    for line in lines:
        units.setdefault(line["unit"], {})[line["task"]] = _state(line, late_rows.get(line["unit"]))
    return {
        "tasks": list(tasks.values()),
        "units": [{"unit": unit, "states": s} for unit, s in units.items()],
    }


def _state(line: Row, filing: str | None) -> str:
    if line["status"] == "not_involved":
        return EXEMPT
    unfiled = line["rows_due"] and not line["rows_filed"]
    if line["overdue"] or (unfiled and filing == "overdue"):
        return LATE
    if line["due_soon"] or (unfiled and filing == "soon"):
        return SOON
    if unfiled or line["pending"]:
        return OPEN
    return DONE if line["answered"] or line["done"] or line["done_late"] else OPEN
