"""What the office tells all units: how far everybody is, who is behind with what, what comes next."""

from __future__ import annotations

from typing import Any

from gongkai.report.completion import FILED, filed
from gongkai.report.deadlines import gathered
from gongkai.report.ranking import came_due, rankings

Data = dict[str, Any]


def bulletin(report: Data) -> Data:
    """A report's figures arranged for a 通报.

    `unfiled`, `unsettled`, `begun` and `complete` are the units with the filing duty, as
    `completion.FILED` has them. `late` and `soon` are 事项 with the units that owe them, the filing
    duty itself left out; `next` is what falls due on the earliest later date.
    """
    units = report["units"]
    by_item = gathered([row for row in report["deadlines"] if not row["filing"]])
    pending = [row for row in by_item if row["state"] == "pending"]
    soonest = min((row["due"] for row in pending), default=None)
    ranked = rankings(report["units"])
    return {
        "as_of": report["as_of"],
        "completion": report["completion"],
        **{how: [unit for unit in units if filed(unit) == how] for how in FILED},
        "without_duty": [kind["kind"] for kind in report["kinds"] if not kind["units_due"]],
        "late": [row for row in by_item if row["state"] == "overdue"],
        "late_filing": [
            row["unit"] for row in report["deadlines"] if row["filing"] and row["state"] == "overdue"
        ],
        "soon": [row for row in by_item if row["state"] == "soon"],
        "next": [row for row in pending if row["due"] == soonest],
        "clean": [unit["unit"] for unit in report["units"] if _clean(unit)],
        "rankings": [group for group in ranked if any(unit["rank"] for unit in group["units"])],
        "unranked": [group["scheme"] for group in ranked if not any(unit["rank"] for unit in group["units"])],
    }


def _clean(unit: Data) -> bool:
    """Everything asked for so far is done, and in time."""
    asked = filed(unit) or came_due(unit)
    return bool(asked and filed(unit) in (None, "complete") and not unit["overdue"] and not unit["done_late"])
