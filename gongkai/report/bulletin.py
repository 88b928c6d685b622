"""What the office tells all units: how far everybody is, who is behind with what, what comes next."""

from __future__ import annotations

from collections import Counter
from typing import Any

from gongkai.report.completion import gathered
from gongkai.report.ranking import came_due, rankings

Data = dict[str, Any]


def bulletin(report: Data) -> Data:
    """A report's figures arranged for a 通报.

    `unfiled`, `unsettled` (what they filed was returned or isn't complete), `begun` and `complete` are the units with
    the filing duty; each has `rows_returned` too. `late` and `soon` are 事项 with the units that owe them, the filing
    duty itself left out; `next` is what falls due on the earliest later date.
    """
    returned = Counter(
        line["unit"] for line in report["lines"] if line["rows_due"] and line["status"] == "returned"
    )
    due = [unit | {"rows_returned": returned[unit["unit"]]} for unit in report["units"] if unit["rows_due"]]
    none_filed = [unit for unit in due if not unit["rows_filed"]]
    by_item = gathered([row for row in report["deadlines"] if not row["filing"]])
    pending = [row for row in by_item if row["state"] == "pending"]
    soonest = min((row["due"] for row in pending), default=None)
    ranked = rankings(report["units"])
    return {
        "as_of": report["as_of"],
        "completion": report["completion"],
        "unfiled": [unit for unit in none_filed if not _begun(unit)],
        "unsettled": [unit for unit in none_filed if _begun(unit)],
        "begun": [unit for unit in due if 0 < unit["rows_filed"] < unit["rows_due"]],
        "complete": [unit for unit in due if unit["rows_filed"] == unit["rows_due"]],
        "without_duty": [kind["kind"] for kind in report["kinds"] if not kind["units_due"]],
        "late": [row for row in by_item if row["state"] == "overdue"],
        "late_filing": [
            row["unit"] for row in report["deadlines"] if row["filing"] and row["state"] == "overdue"
        ],
        "filing_soon": [
            row["unit"] for row in report["deadlines"] if row["filing"] and row["state"] == "soon"
        ],
        "soon": [row for row in by_item if row["state"] == "soon"],
        "next": [row for row in pending if row["due"] == soonest],
        "clean": [unit["unit"] for unit in report["units"] if _clean(unit)],
        "rankings": [group for group in ranked if any(unit["rank"] for unit in group["units"])],
        "unranked": [group["scheme"] for group in ranked if not any(unit["rank"] for unit in group["units"])],
    }


def _begun(unit: Data) -> bool:
    return bool(unit["rows_returned"] or unit["rows_incomplete"])


def _clean(unit: Data) -> bool:
    """Everything asked for so far is done, and in time."""
    asked = unit["rows_due"] or came_due(unit)
    return bool(
        asked and unit["rows_filed"] == unit["rows_due"] and not unit["overdue"] and not unit["done_late"]
    )
