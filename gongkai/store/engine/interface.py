"""What a store is to the rest of the program: rows for a question, and one transaction for a change.

Questions and changes are SQL with `:name` parameters; the engine behind is SQLite or PostgreSQL.
"""

from __future__ import annotations

import functools
import os
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import AbstractContextManager
from typing import Any, Concatenate, ParamSpec, Protocol, TypeVar, overload

from gongkai.base.problems import StoreError
from gongkai.base.rows import Row as Row

Params = Mapping[str, Any]

NOTHING: Params = {}

R = TypeVar("R")

# What to do about damaged data, as the engines' own complaints say it too; for a file and for a server.
MEND_FILE = "请立即停止写入，用备份恢复（gongkai restore 备份文件 --replace）"
MEND_SERVER = "请管理员立即停止写入，用备份恢复（gongkai restore）"

_STORE = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))


class Store(Protocol):
    """An open store. Raises StoreError, in Chinese, for whatever the engine complains of.

    `changed`: whether a change of what people recorded has been made through it.
    """

    changed: bool

    @property
    def where(self) -> str:
        """The file or server, for messages; never with a password."""

    @property
    def own_unit(self) -> str | None:
        """The only unit whose records the one connected may see; None: he sees all."""

    @property
    def may_compile(self) -> bool:
        """Whether the one connected may load a plan, or change it."""

    @overload
    def rows(self, sql: str, params: Params = NOTHING) -> Iterator[Row]: ...
    @overload
    def rows(self, sql: str, params: Params = NOTHING, *, into: type[R]) -> Iterator[R]: ...
    def rows(self, sql: str, params: Params = NOTHING, *, into: Any = None) -> Iterator[Any]:
        """The rows of a question, one by one; `into` a class of typed rows, TypeError where the columns aren't its
        fields (see base/rows.py)."""

    def row(self, sql: str, params: Params = NOTHING) -> Row | None:
        """The first row of a question."""

    def execute(self, sql: str, params: Params = NOTHING) -> int:
        """Make a change; the number of rows it touched. Only inside a transaction."""

    def insert(self, table: str, values: Params) -> int:
        """Insert a row into a table whose key is `id`; the new id. Only inside a transaction."""

    def insert_many(self, table: str, rows: Iterable[Params]) -> None:
        """Insert rows that all have the same columns. Only inside a transaction."""

    def delete(self, table: str, key: Params) -> int:
        """Delete the records, or lines of the holdings, that have these values; how many. Only inside a transaction."""

    def transaction(self, *, derived: bool = False) -> AbstractContextManager[None]:
        """All of the block happens, or none of it; the writer's lock is taken at its start. `derived`: nothing is
        written that couldn't be made anew from the plan and the records."""

    def snapshot(self) -> AbstractContextManager[None]:
        """Questions in the block see the store as it is at the block's start, whatever others write."""

    def measure(self) -> None:
        """Let the engine look at how much there is now in each table, where it plans its questions by that."""

    def counters(self) -> dict[str, int]:
        """The last number given out in each table, as far as the engine keeps it beside the rows."""

    def close(self) -> None: ...


class Unsaved(StoreError):
    """A fault that may pass. Nothing of the transaction was saved, and the same again may succeed."""


class Unreachable(StoreError):
    """There is no connection, and whatever was asked has not begun."""


P = ParamSpec("P")
T = TypeVar("T")

# Pauses before a change is tried again, in seconds.
PAUSES = (0.1, 0.5, 2.0)


def repeatable(change: Callable[Concatenate[Store, P], T]) -> Callable[Concatenate[Store, P], T]:
    """Wrap a change that is one transaction: after a fault that may pass it is made again, a few times."""

    def made(store: Store, /, *args: P.args, **kwargs: P.kwargs) -> T:
        result = change(store, *args, **kwargs)
        store.changed = True
        return result

    @functools.wraps(change)
    def run(store: Store, /, *args: P.args, **kwargs: P.kwargs) -> T:
        try:
            for pause in PAUSES:
                try:
                    return made(store, *args, **kwargs)
                except Unsaved:
                    time.sleep(pause)
            return made(store, *args, **kwargs)
        except Unreachable as error:
            raise Unreachable(f"{error}；没有保存") from None

    return run


def deletion(table: str, key: Params) -> str:
    """The statement that deletes the rows with certain values."""
    return f"DELETE FROM {table} WHERE {' AND '.join(f'{name} = :{name}' for name in key)}"


def sql(folder: str, name: str) -> str:
    """The text of one of our .sql files."""
    with open(os.path.join(_STORE, folder, name + ".sql"), encoding="utf-8") as file:
        return file.read()
