"""The tables of a whole record, and the order in which both engines read the rows of each."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import NamedTuple

from gongkai.store import holdings
from gongkai.store.compiled import DERIVED, PLAN_KEY
from gongkai.store.engine.interface import Row, Store
from gongkai.store.kinds import KINDS

ROWS_AT_ONCE = 5000


class Table(NamedTuple):
    """A table of the record. `key` orders its rows; empty where it has none. A `record` isn't derived from the plan."""

    name: str
    key: tuple[str, ...]
    record: bool


class Moved(NamedTuple):
    """A table whose rows are the same on both sides."""

    table: str
    rows: int
    digest: str


def tables() -> list[Table]:
    """The record's tables, parents before children."""
    plan = [
        Table("plan", PLAN_KEY, False),
        *(Table(name, DERIVED[name], False) for name in reversed(DERIVED)),
    ]
    records = [Table(name, ("id",), True) for name in record_names()]
    return [*plan, *records, *(Table(name, (), False) for name in holdings.TABLES)]


def record_names(version: int | None = None) -> list[str]:
    """The tables of what people recorded, as a version has them."""
    known = [kind.table for kind in KINDS.values() if version is None or kind.since <= version]
    return [*known, "journal"]


def has_records(store: Store) -> bool:
    """Whether anybody has recorded anything, or anything was ever changed."""
    return any(store.row(f"SELECT 1 AS one FROM {table.name} LIMIT 1") for table in tables() if table.record)


def ordered(store: Store, table: Table) -> Iterator[Row]:
    """A table's rows in an order that both engines agree on."""
    columns = table.key or tuple(sorted(store.row(f"SELECT * FROM {table.name} LIMIT 1") or ()))
    return store.rows(in_order(table, columns)) if columns else iter(())


def in_order(table: Table, columns: Sequence[str]) -> str:
    nulls = "" if table.key else " NULLS FIRST"  # a key has none, and has an index to read by
    return f"SELECT * FROM {table.name} ORDER BY {', '.join(column + nulls for column in columns)}"


def digest(rows: Iterator[Row], done: Callable[[int], None] | None = None) -> tuple[int, str]:
    """How many rows, and a digest of all that is in them. `done` is told how many there are so far."""
    summed = hashlib.sha256()
    count = 0
    names: list[str] = []
    for row in rows:
        names = names or sorted(row)
        line = json.dumps([row[name] for name in names], ensure_ascii=False, separators=(",", ":"))
        summed.update(line.encode("utf-8", "surrogatepass") + b"\n")
        count += 1
        if done and count % ROWS_AT_ONCE == 0:
            done(count)
    return count, summed.hexdigest()


def last_numbers(store: Store, counters: Mapping[str, int]) -> dict[str, int]:
    """Each table's last number: none is given again that was given out, though its record is gone.

    What journal lines speak of counts too, where nobody counted, but for no more than there are lines: a number far
    off is one that somebody made up.
    """
    found = {}
    for table in tables():
        if table.record:
            highest = store.row(f"SELECT COALESCE(MAX(id), 0) AS number FROM {table.name}")
            found[table.name] = max(
                int(highest["number"]) if highest else 0,
                counters.get(table.name, 0),
                _last_told(store, table.name),
            )
    return found


def _last_told(store: Store, table: str) -> int:
    """The greatest number of a record that lines of its making can have told of."""
    told = table in KINDS and store.row(
        f"SELECT COALESCE(MAX(record), 0) AS number FROM journal WHERE action IN ({KINDS[table].making}) "
        "AND record <= (SELECT COUNT(*) FROM journal)"
    )
    return int(told["number"]) if told else 0
