"""What a backup says of itself, held against what is in it."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from functools import partial

from gongkai.base.problems import Damaged, GongkaiError
from gongkai.store.copies.transfer import Progress, done_of
from gongkai.store.engine.interface import Row
from gongkai.store.engine.migrations import SCHEMA_VERSION
from gongkai.store.engine.sqlite import APPLICATION_ID, NEWER, file_address
from gongkai.store.tables import Moved, Table, digest, in_order, record_names, tables

BROKEN = "备份 {path} 已损坏或被改动过，没有恢复；请换用另一份备份"


def checked_backup(path: str, progress: Progress) -> list[Moved]:
    """What a backup says of itself, after comparing it with what is in it. GongkaiError where it isn't whole."""
    connection = sqlite3.connect(f"{file_address(path)}?mode=ro&immutable=1", uri=True)
    connection.row_factory = lambda cursor, values: {
        column[0]: value for column, value in zip(cursor.description, values, strict=True)
    }
    damaged = Damaged(BROKEN.format(path=path))
    try:
        if connection.execute("PRAGMA integrity_check").fetchall() != [{"integrity_check": "ok"}]:
            raise damaged
        if not connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'backup'").fetchall():
            raise GongkaiError(f"{path} 不是 gongkai backup 做的备份，没有恢复")
        lines = connection.execute("SELECT name, count, digest FROM backup WHERE typeof(count) = 'integer'")
        said = [Moved(*row.values()) for row in lines]
        (version,) = connection.execute("PRAGMA user_version").fetchone().values()
        if version > SCHEMA_VERSION:
            raise GongkaiError(NEWER.format(path=path, version=version))
        if connection.execute("PRAGMA application_id").fetchall() != [{"application_id": APPLICATION_ID}]:
            raise damaged
        if not {each.table for each in said} >= _names_to_tell_of(connection, version):
            raise damaged
        rows, before = sum(each.rows for each in said), 0
        for each in said:
            table = _table(connection, each.table)
            done = partial(done_of, progress, "check", table, before, rows)
            done(0)
            if digest(_plainly_ordered(connection, table), done) != (each.rows, each.digest):
                raise damaged
            before += each.rows
        return said
    except (sqlite3.Error, KeyError):
        raise damaged from None
    finally:
        connection.close()


def _names_to_tell_of(connection: sqlite3.Connection, version: int) -> set[str]:
    """The tables that a backup must say something of: those of the record, and of the others those that it has."""
    there = {
        str(row["name"]) for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
    }
    return {*record_names(version)} | (there & {table.name for table in tables()})


def _table(connection: sqlite3.Connection, name: str) -> Table:
    """A table as the backup has it: an older one may have tables that are gone by now."""
    columns = connection.execute("SELECT name, pk FROM pragma_table_info(?)", [name]).fetchall()
    if not columns:
        raise KeyError(name)
    key = sorted((row for row in columns if row["pk"]), key=lambda row: int(row["pk"]))
    return Table(name, tuple(row["name"] for row in key), name in record_names())


def _plainly_ordered(connection: sqlite3.Connection, table: Table) -> Iterator[Row]:
    names = [row["name"] for row in connection.execute(f"PRAGMA table_info({table.name})")]
    yield from connection.execute(in_order(table, table.key or sorted(names)))
