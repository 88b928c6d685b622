"""The roster: units, kinds, groups and their members, aliases, and where each is known from."""

from __future__ import annotations

from typing import Any

from gongkai.store import questions
from gongkai.store.interface import Store

Data = dict[str, Any]

UNIT_FIELDS = {
    "unit": "单位",
    "full_name": "全称",
    "kind": "类别",
    "initials": "拼音首字母",
    "aliases": "别名",
    "groups": "所属单位组",
    "filing_duty": "须填报",
    "source": "出处",
    "certainty": "把握",
    "code": "区划代码",
    "note": "说明",
}


def roster(store: Store, plan: str, filing_units: set[str]) -> list[Data]:
    """Every unit, in the plan's order."""
    aliases: dict[str, list[str]] = {}
    for row in questions.spelling_rows(store, plan):
        if row["sort"] == "alias":
            aliases.setdefault(row["unit"], []).append(row["shown"])
    groups: dict[str, list[str]] = {}
    for row in questions.membership_rows(store, plan):
        groups.setdefault(row["unit"], []).append(row["group_name"])
    return [
        {
            "unit": row["name"],
            "full_name": row["full_name"],
            "kind": row["kind"],
            "initials": row["initials"],
            "aliases": aliases.get(row["name"], []),
            "groups": groups.get(row["name"], []),
            "filing_duty": row["name"] in filing_units,
            "source": row["source"],
            "certainty": row["certainty"],
            "code": row["code"],
            "note": row["note"],
        }
        for row in questions.unit_rows(store, plan)
    ]
