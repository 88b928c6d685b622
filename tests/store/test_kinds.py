"""What is declared of the tables is what stands in the store."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from gongkai.store.kinds import KINDS, incomplete
from gongkai.store.tables import tables


@pytest.fixture
def columns(store_path: Path) -> dict[str, list[tuple[str, int]]]:
    """By table, its columns with their places in its key (0: in none)."""
    with sqlite3.connect(store_path) as connection:
        names = [
            name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
        ]
        found = {
            name: [(row[1], row[5]) for row in connection.execute(f"PRAGMA table_info({name})")]
            for name in names
        }
    connection.close()
    return found


def test_every_table_is_declared_with_its_key(columns: dict[str, list[tuple[str, int]]]) -> None:
    assert {table.name for table in tables()} == columns.keys() - {"sqlite_sequence"}
    for table in tables():
        key = sorted((place, name) for name, place in columns[table.name] if place)
        assert tuple(name for _, name in key) == table.key, table.name


def test_every_column_of_a_record_is_declared(columns: dict[str, list[tuple[str, int]]]) -> None:
    for kind in KINDS.values():
        common = {"id", "plan", "unit", *(["task"] if kind.by_task else [])}
        declared = {each.name for each in kind.fields}
        assert {name for name, _ in columns[kind.table]} == common | declared, kind.table


def test_an_answer_lacks_what_is_needed() -> None:
    assert incomplete("f") == "(f.measure = '' OR f.section = '' OR f.officer = '' OR f.contact = '')"
