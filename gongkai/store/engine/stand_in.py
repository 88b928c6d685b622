"""What stands in for a SQLite file that isn't there yet or can't be written: a store in memory.

Questions are answered from it, and make no file. What can be made anew from the plan may be written into it; a change
of the record makes the file, or is refused.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, contextmanager

from gongkai.base.files import is_folder
from gongkai.base.problems import StoreError
from gongkai.store.engine.interface import NOTHING, Params, Unsaved
from gongkai.store.engine.sqlite import (
    TROUBLES,
    SqliteStore,
    file_address,
    locked_sides,
    refuse_device,
    why_read_only,
)


class StandIn(SqliteStore):
    """A store in memory for the file at `path`."""

    def _connect(self) -> sqlite3.Connection:
        return sqlite3.connect(":memory:", isolation_level=None)

    def _identity(self) -> tuple[int, int] | None:
        return None  # it is in no file

    def _check_ours(self) -> None:
        """It is ours."""


class Unmade(StandIn):
    """For a file that isn't there: the first change makes it. `made` is called then, with the store, to put into it
    what was derived from the plan."""

    def __init__(self, path: str, made: Callable[[SqliteStore], None]) -> None:
        super().__init__(path)
        self._made = made
        self._memory = self._connection
        self._changing = False

    is_made = False
    was_there = False  # made by somebody else meanwhile

    def _identity(self) -> tuple[int, int] | None:
        return SqliteStore._identity(self) if self.is_made else None

    @contextmanager
    def transaction(self, *, derived: bool = False) -> Iterator[None]:
        self._changing = not derived
        with super().transaction(derived=derived):
            yield
        self._changing = False

    def execute(self, sql: str, params: Params = NOTHING) -> int:
        self._make_file()
        return super().execute(sql, params)

    def insert(self, table: str, values: Params) -> int:
        self._make_file()
        return super().insert(table, values)

    def insert_many(self, table: str, rows: Iterable[Params]) -> None:
        self._make_file()
        super().insert_many(table, rows)

    def _make_file(self) -> None:
        """Before the first change: nothing has been written in its transaction yet, which goes on in the file. Where
        somebody else has made it and recorded something meanwhile, what was read isn't so any more: Unsaved, and the
        change is made again."""
        if self.is_made or not self._changing:
            return
        self._memory.execute("ROLLBACK")
        self.was_there = os.path.exists(self._path)
        file = SqliteStore(self._path)
        self._connection, self._file = file._connection, file._file
        self.is_made = True
        self._made(self)
        super().execute("BEGIN IMMEDIATE")
        if self.row("SELECT 1 AS one FROM journal LIMIT 1"):
            raise Unsaved(f"{self._path} 刚刚由别人新建，没有保存")

    def close(self) -> None:
        super().close()
        self._memory.close()


class ReadOnly(StandIn):
    """For a file that can't be written, or mustn't be: what is in it, read into memory. `why` a change is refused."""

    def __init__(self, path: str, why: str) -> None:
        self._why = why
        super().__init__(path)

    def _connect(self) -> sqlite3.Connection:
        connection = super()._connect()
        try:
            with closing(_reader(self._path)) as file:
                file.backup(connection)
        except TROUBLES:
            import shutil

            from gongkai.base.temporary import scratch

            # What a writer left beside the file can only be read where it may be put in order: in a copy.
            with scratch("read") as folder:
                copy = os.path.join(folder, "copy.db")
                try:
                    for side in ("", "-wal"):
                        if os.path.exists(self._path + side):
                            shutil.copyfile(self._path + side, copy + side)
                except OSError:
                    raise sqlite3.OperationalError("unable to open database file") from None
                with closing(sqlite3.connect(copy)) as file:
                    file.backup(connection)
        return connection

    def _check_ours(self) -> None:
        SqliteStore._check_ours(self)

    @contextmanager
    def transaction(self, *, derived: bool = False) -> Iterator[None]:
        if not derived:
            raise StoreError(self._why)
        with super().transaction(derived=derived):
            yield


BACKUP = "{path} 是备份文件，不能往里写；要接着用它，请恢复到数据库：gongkai restore {path}"


def open_or_stand_in(path: str, made: Callable[[SqliteStore], None]) -> SqliteStore:
    """The store in a file, or what stands in for it."""
    if not os.path.exists(path) and not is_folder(path):
        return Unmade(path, made)
    refuse_device(path)
    if _may_write(path) and _is_backup(path):  # opened as a store, an older one would be brought up to date
        return ReadOnly(path, BACKUP.format(path=path))
    return open_file(path)


def open_file(path: str) -> SqliteStore:
    """The store in a file that is there, or what is in it where it can't be written."""
    refuse_device(path)
    if os.path.isfile(path) and not _may_write(path):
        return ReadOnly(path, why_read_only(path))
    return SqliteStore(path)


def _reader(path: str) -> sqlite3.Connection:
    """The file, to be read only. Where nobody has it open nothing is put beside it either."""
    how = "mode=ro" if os.path.exists(path + "-wal") else "mode=ro&immutable=1"
    return sqlite3.connect(f"{file_address(path)}?{how}", uri=True)


def _is_backup(path: str) -> bool:
    try:
        with closing(_reader(path)) as file:
            return file.execute("SELECT 1 FROM sqlite_master WHERE name = 'backup'").fetchone() is not None
    except TROUBLES:
        return False  # whatever is wrong with it is said when it is opened


def _may_write(path: str) -> bool:
    """Whether the file can be written, and the folder and the files in which SQLite keeps what isn't in it yet."""
    folder = os.path.dirname(os.path.abspath(path))
    return os.access(path, os.W_OK) and os.access(folder, os.W_OK) and not locked_sides(path)
