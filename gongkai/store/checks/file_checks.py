"""What is wrong with a record's file: pages that contradict each other, another schema, values that no command writes.

A server's own engine and constraints see to that there; here a file may have been damaged, or changed by other programs.
"""

from __future__ import annotations

from collections.abc import Iterator

from gongkai.base.problems import Damaged
from gongkai.store.checks.audit import Finding
from gongkai.store.engine.sqlite import DAMAGED, SqliteStore
from gongkai.store.engine.stand_in import StandIn
from gongkai.store.holdings import TABLES as HOLDINGS
from gongkai.store.kinds import KINDS
from gongkai.store.server.checks import REFUSED
from gongkai.store.tables import Table, tables

# Days of the compiled plan. The holdings, which follow from the records, are compared with them (audit).
_PLAN_DAYS = {
    "plan": ("issued", "window_from", "window_to", "filing_due"),
    "period": ("starts", "ends", "due"),
    "member": ("since", "until"),
    "assignment": ("since", "until"),
}


def faults(store: SqliteStore) -> list[Finding]:
    """What is wrong with the file and the records in it. Where its pages or its schema are, nothing more can be said."""
    return _damages(store) or _other_schema(store) or [*_odd(store, records=True)]


def odd_plan(store: SqliteStore) -> list[Finding]:
    """What nobody can understand of the compiled plan; for where its file isn't at hand, to compare them."""
    return [*_odd(store, records=False)]


def refuse_faulty(store: SqliteStore) -> None:
    """Damaged where anything is wrong with the file or what is in it."""
    if _damages(store):
        raise Damaged(DAMAGED.format(path=store.where))
    if faults(store) or odd_plan(store):
        raise Damaged(
            f"数据库 {store.where} 里有看不懂的内容，不是本程序写的，或者写坏了；请用 gongkai check 查看是哪些"
        )


def _damages(store: SqliteStore) -> list[Finding]:
    said = [str(row["integrity_check"]) for row in store.rows("PRAGMA integrity_check")]
    lost = [str(row["table"]) for row in store.rows("PRAGMA foreign_key_check")]
    whole = said == ["ok"] and not lost
    return [] if whole else [Finding("damaged", path=store.where, details=tuple(said + lost))]


def _other_schema(store: SqliteStore) -> list[Finding]:
    ours = StandIn("")
    wanted, there = _schema(ours), _schema(store)
    ours.close()
    found = []
    for name in sorted(wanted.keys() | there.keys()):
        if wanted.get(name) != there.get(name):
            how = "missing" if name not in there else "extra" if name not in wanted else "other"
            found.append(Finding("schema", table=name, details=(how,)))
    return found


def _schema(store: SqliteStore) -> dict[str, str]:
    """The texts of tables, indexes and triggers; but for SQLite's own and what a backup says of itself."""
    question = "SELECT name, sql FROM sqlite_master WHERE name NOT LIKE 'sqlite!_%' ESCAPE '!' AND tbl_name <> 'backup'"
    return {str(row["name"]): str(row["sql"]) for row in store.rows(question)}


def _odd(store: SqliteStore, *, records: bool) -> Iterator[Finding]:
    for table in tables():
        if table.record == records and table.name not in HOLDINGS:
            for column, demand in _demands(store, table):
                yield from _odd_rows(store, table, column, demand)


def _odd_rows(store: SqliteStore, table: Table, column: str, demand: str) -> Iterator[Finding]:
    which = "id, unit" if table.record else "0 AS id, '' AS unit"
    for row in store.rows(
        f"SELECT {which} FROM {table.name} WHERE NOT ({demand}) LIMIT {100 if table.record else 1}"
    ):
        unit = row["unit"] if isinstance(row["unit"], str) else ""
        yield Finding("content", unit, table.name, row["id"], (column,) if column else ())


def _demands(store: SqliteStore, table: Table) -> Iterator[tuple[str, str]]:
    """What every row of a table must fulfil, and of which column that is said (or of none)."""
    kind = KINDS.get(table.name)
    days = kind.days if kind else _PLAN_DAYS.get(table.name, ())
    refused = f"[{REFUSED}]".encode().decode("unicode_escape")
    for row in store.rows(f"PRAGMA table_info({table.name})"):
        name, is_text = row["name"], row["type"] == "TEXT"
        demand = f"typeof({name}) IN ('{'text' if is_text else 'integer'}', 'null')"
        if name in days:
            demand += f" AND date({name}, '+0 days') IS {name}"
        elif is_text and table.record:
            demand += f" AND ({name} IS NULL OR {name} NOT GLOB '*{refused}*')"
        yield name, demand
    for demand in kind.sound if kind else ():
        yield "", demand
