"""What a store is to the rest of the program: rows for a question, and one transaction for a change.

Questions and changes are SQL with `:name` parameters; the engine behind is SQLite or PostgreSQL.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from contextlib import AbstractContextManager
from types import MappingProxyType
from typing import Any, Protocol

Params = Mapping[str, Any]
Row = dict[str, Any]

NOTHING: Params = MappingProxyType({})

_HERE = os.path.dirname(os.path.abspath(__file__))


class Store(Protocol):
    """An open store. Raises StoreError, in Chinese, for whatever the engine complains of."""

    @property
    def where(self) -> str:
        """The file or server, for messages; never with a password."""

    def rows(self, sql: str, params: Params = NOTHING) -> Iterator[Row]:
        """The rows of a question, one by one."""

    def row(self, sql: str, params: Params = NOTHING) -> Row | None:
        """The first row of a question."""

    def execute(self, sql: str, params: Params = NOTHING) -> int:
        """Make a change; the number of rows it touched. Only inside a transaction."""

    def insert(self, table: str, values: Params) -> int:
        """Insert a row into a table whose key is `id`; the new id. Only inside a transaction."""

    def insert_many(self, table: str, rows: Iterable[Params]) -> None:
        """Insert rows that all have the same columns. Only inside a transaction."""

    def transaction(self) -> AbstractContextManager[None]:
        """All of the block happens, or none of it; the writer's lock is taken at its start."""

    def close(self) -> None: ...


def sql(folder: str, name: str) -> str:
    """The text of one of our .sql files."""
    with open(os.path.join(_HERE, folder, name + ".sql"), encoding="utf-8") as file:
        return file.read()
