"""What falls due by month."""

from __future__ import annotations

from typing import Any

from gongkai.report.deadlines import gathered

Data = dict[str, Any]

ITEM_FIELDS = {
    "month": "月份",
    "due": "期限",
    "obligation": "事项",
    "label": "期次名称",
    "quote": "原文",
    "units": "单位数",
}


def timeline(deadlines: list[Data]) -> list[Data]:
    """One entry a month in which something falls due, with how it stands and what it is."""
    months: dict[str, list[Data]] = {}
    for row in deadlines:
        months.setdefault(row["due"][:7], []).append(row)
    return [
        {
            "month": month,
            "total": len(rows),
            "finished": sum(row["state"] in ("done", "done_late") for row in rows),
            "overdue": sum(row["state"] == "overdue" for row in rows),
            "due_soon": sum(row["state"] == "soon" for row in rows),
            "items": _items(rows),
        }
        for month, rows in sorted(months.items())
    ]


def _items(rows: list[Data]) -> list[Data]:
    """The month's 事项 and 期次, whatever their states, with the number of units."""
    found = gathered([row | {"state": ""} for row in rows])
    return [
        {
            "due": row["due"],
            "task": row["task"],
            "obligation": row["obligation"],
            "period": row["period"],
            "label": row["label"],
            "quote": row["quote"],
            "units": len(row["units"]),
        }
        for row in found
    ]
