"""The compiled plan in the store: is it the one of the file, and write it anew where it isn't."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from gongkai.store.engine.interface import Store
from gongkai.store.kinds import KINDS

PLAN_KEY = ("id",)
# The tables of a compiled plan with their keys: children before parents, so that they can be emptied in this order and
# filled in the reverse.
DERIVED = {
    "assignment": ("plan", "unit", "task"),
    "period": ("plan", "task", "item", "period"),
    "citation": ("plan", "task", "item", "seq"),
    "obligation": ("plan", "task", "item"),
    "note": ("plan", "task", "seq"),
    "task": ("plan", "id"),
    "member": ("plan", "group_name", "unit"),
    "unit_group": ("plan", "name"),
    "spelling": ("plan", "key", "unit"),
    "unit": ("plan", "name"),
}


def compiled_plan(store: Store, digest: str) -> str | None:
    """The id of the plan compiled from the file with this digest, or None."""
    row = store.row("SELECT id FROM plan WHERE digest = :digest", {"digest": digest})
    return row["id"] if row else None


def plan_ids(store: Store) -> list[str]:
    """The plans in the store."""
    return [str(row["id"]) for row in store.rows("SELECT id FROM plan ORDER BY id")]


def write_compiled(
    store: Store,
    plan: Mapping[str, Any],
    tables: Mapping[str, Sequence[Mapping[str, Any]]],
    *,
    anew: bool = False,
) -> None:
    """Replace a plan's derived rows, with `anew` even those of the same file. What units recorded is never touched.

    Only inside a transaction.
    """
    from gongkai.store import holdings  # only now: every command looks for the plan, few write it

    known = store.row("SELECT digest FROM plan WHERE id = :id", {"id": plan["id"]})
    if known is None:
        store.insert_many("plan", [plan])
    elif known["digest"] == plan["digest"] and not anew:
        return  # another process was faster
    else:
        columns = ", ".join(f"{name} = :{name}" for name in plan if name != "id")
        store.execute(f"UPDATE plan SET {columns} WHERE id = :id", plan)
        for table in DERIVED:
            store.execute(f"DELETE FROM {table} WHERE plan = :id", {"id": plan["id"]})
    for table in reversed(DERIVED):
        store.insert_many(table, list(tables[table]))
    holdings.rebuild(store, str(plan["id"]))
    store.measure()


def orphans(store: Store, plan: str) -> list[dict[str, Any]]:
    """Records whose unit or task the plan no longer has: kept, and to be looked at by somebody."""
    # What the office says of a record stands and falls with it.
    tables = [kind.table for kind in KINDS.values() if kind.by_task and not kind.verdict_on]
    each = " UNION ALL ".join(f"SELECT unit, task FROM {table} WHERE plan = :plan" for table in tables)
    return list(
        store.rows(
            f"""
            SELECT r.unit, r.task, COUNT(*) AS records
            FROM ({each}) r
            LEFT JOIN assignment a ON a.plan = :plan AND a.unit = r.unit AND a.task = r.task
            WHERE a.unit IS NULL
            GROUP BY r.unit, r.task
            ORDER BY r.unit, r.task
            """,
            {"plan": plan},
        )
    )
