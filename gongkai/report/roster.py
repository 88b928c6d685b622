"""The roster: units, kinds, groups and their members, aliases, and where each is known from."""

from __future__ import annotations

from gongkai.base.rows import grouped
from gongkai.store.engine.interface import Store
from gongkai.store.questions.asked import Asked
from gongkai.store.questions.filings import submitted
from gongkai.store.questions.plan import Unit, membership_rows, spelling_rows, unit_rows


def roster(store: Store, asked: Asked, kind: str | None = None) -> list[Unit]:
    """Every unit, in the plan's order; with `kind`, those in whose kind that stands."""
    plan = asked.plan
    submissions = submitted(store, asked)
    aliases = grouped(
        (each for each in spelling_rows(store, plan) if each.sort == "alias"), lambda each: each.unit
    )
    groups = grouped(membership_rows(store, plan), lambda each: each.unit)
    return [
        unit._replace(
            aliases=[each.shown for each in aliases.get(unit.unit, ())],
            groups=[each.group_name for each in groups.get(unit.unit, ())],
            submitted_on=submissions.get(unit.unit),
        )
        for unit in unit_rows(store, plan)
        if kind is None or kind in unit.kind
    ]
