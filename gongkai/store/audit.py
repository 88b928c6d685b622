"""What a server's rules can't see: a unit may write its own rows past our commands. Whoever looks finds it here.

Every record must have its journal line and say what the line says, and a unit's part of the ledger must be what
follows from its records.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import NamedTuple

from gongkai.store import ledger
from gongkai.store.interface import Store
from gongkai.store.records import FIELDS

# Each record, and the actions whose journal lines tell of its making.
_MADE_BY = {
    "filing": ("fill", "not_involved"),
    "claim": ("claim",),
    "disclosure": ("publish",),
    "submission": ("submit",),
    "receipt": ("accept", "return"),
}


class Finding(NamedTuple):
    """Something that our commands wouldn't have left: of which unit, which record (0: none), and what is wrong."""

    unit: str
    record: int
    kind: str


def audit(store: Store, plan: str) -> list[Finding]:
    """Everything that isn't as our commands leave it. A wrong part of the ledger is set right at once."""
    with store.transaction():
        return [*_untold(store, plan), *_told_otherwise(store, plan), *_wrong_in_ledger(store, plan)]


def _untold(store: Store, plan: str) -> Iterator[Finding]:
    for kind, actions in _MADE_BY.items():
        told = ", ".join(f"'{action}'" for action in actions)
        question = (
            f"SELECT r.unit, r.id FROM {kind} r WHERE r.plan = :plan AND NOT EXISTS (SELECT 1 FROM journal j "
            f"WHERE j.plan = r.plan AND j.unit = r.unit AND j.record = r.id AND j.action IN ({told})) ORDER BY r.id"
        )
        for row in store.rows(question, {"plan": plan}):
            yield Finding(row["unit"], row["id"], f"{kind} without a line")


def _told_otherwise(store: Store, plan: str) -> Iterator[Finding]:
    question = (
        "SELECT f.*, j.after FROM filing f JOIN journal j ON j.plan = f.plan AND j.unit = f.unit AND j.record = f.id "
        "WHERE f.plan = :plan AND j.action IN ('fill', 'not_involved') ORDER BY f.id"
    )
    for row in store.rows(question, {"plan": plan}):
        told = json.loads(row["after"])
        if any(told.get(name, "") != row[name] for name in (*FIELDS, "reason", "on_date")):
            yield Finding(row["unit"], row["id"], "filing told otherwise")


def _wrong_in_ledger(store: Store, plan: str) -> Iterator[Finding]:
    before = _ledger(store, plan)
    ledger.rebuild(store, plan)
    after = _ledger(store, plan)
    for unit in sorted(before.keys() | after.keys()):
        if before.get(unit) != after.get(unit):
            yield Finding(unit, 0, "ledger")


def _ledger(store: Store, plan: str) -> dict[str, list[str]]:
    """Each unit's part of the ledger, in an order of its own."""
    found: dict[str, list[str]] = {}
    for table in ledger.TABLES:
        for row in store.rows(f"SELECT * FROM {table} WHERE plan = :plan", {"plan": plan}):
            found.setdefault(row["unit"], []).append(repr(sorted(row.items())))
    return {unit: sorted(lines) for unit, lines in found.items()}
