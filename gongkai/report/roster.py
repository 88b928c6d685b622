"""The roster: units, kinds, groups and their members, aliases, and where each is known from."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from gongkai.store.engine.interface import Store
from gongkai.store.questions.plan import membership_rows, roster_rows, spelling_rows

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


def roster(store: Store, plan: str, kind: str | None = None) -> Iterator[Data]:
    """Every unit, in the plan's order; with `kind`, those in whose kind that stands."""
    aliases: dict[str, list[str]] = {}
    for line in spelling_rows(store, plan):
        if line["sort"] == "alias":
            aliases.setdefault(line["unit"], []).append(line["shown"])
    groups: dict[str, list[str]] = {}
    for line in membership_rows(store, plan):
        groups.setdefault(line["unit"], []).append(line["group_name"])
    for row in roster_rows(store, plan):
        if kind is None or kind in row["kind"]:
            yield {
                "unit": row["name"],
                "full_name": row["full_name"],
                "kind": row["kind"],
                "initials": row["initials"],
                "aliases": aliases.get(row["name"], []),
                "groups": groups.get(row["name"], []),
                "filing_duty": bool(row["filing_duty"]),
                "source": row["source"],
                "certainty": row["certainty"],
                "code": row["code"],
                "note": row["note"],
            }
