"""A SQLite file as the place where a copy goes: made beside it, and named when all is there."""

from __future__ import annotations

import os
import stat
from collections.abc import Mapping
from contextlib import AbstractContextManager, suppress

from gongkai.base.files import is_folder, make_folder, name_new
from gongkai.base.problems import GongkaiError, StoreError
from gongkai.base.system import reason
from gongkai.base.temporary import beside
from gongkai.store.copies import in_place
from gongkai.store.engine.sqlite import (
    APPLICATION_ID,
    SIDES,
    UNFINISHED_ID,
    SqliteStore,
    refuse_device,
    refuse_left_beside,
)
from gongkai.store.tables import Moved, last_numbers, record_names, tables

# What a file is called beside the one that it will become.
PARTIAL = ".partial"


class FileTarget:
    """A SQLite file. The copy is made beside it and takes its name when all is there.

    A backup (`manifest`) says what is in it, and never takes another file's place. With `keep_as` a record that is
    there already is kept under that name (`kept` says which it became).
    """

    def __init__(self, path: str, *, manifest: bool = False, keep_as: str | None = None) -> None:
        self._path = os.path.realpath(path) if os.path.islink(path) and not manifest else path
        self._manifest, self._keep_as = manifest, keep_as
        self._partial = self._path + PARTIAL
        self.kept: str | None = None

    def begin(self) -> SqliteStore:
        refuse_device(self._path)
        if is_folder(self._path):
            raise GongkaiError(f"{self._path} 是文件夹，请写明文件名")
        if self._manifest:
            if os.path.lexists(self._path):
                raise self._taken()
            refuse_left_beside(self._path)
        if self._keep_as is None and in_place.is_occupied(self._path, record_names()):
            raise self._taken()
        if not os.path.lexists(self._partial):
            self._make_partial()
        elif not _is_unfinished(self._partial):
            raise GongkaiError(
                f"{self._partial} 不是没做完的备份或恢复，没有动它；请把它移走，或换一个文件名"
            )
        self._store = SqliteStore(self._partial, UNFINISHED_ID)
        self._store.execute("PRAGMA locking_mode = EXCLUSIVE")  # two copies don't write one file
        return self._store

    def _taken(self) -> GongkaiError:
        if self._manifest:
            return GongkaiError(
                f"{self._path} 已经存在，没有改动：备份不覆盖旧的；请换一个文件名，或只写文件夹（如 -o 备份/），"
                "文件名会带上日期和时间"
            )
        return in_place.Occupied(f"目标 {self._path} 里已有记录，没有改动；请换一个空的目标")

    def _make_partial(self) -> None:
        """An empty copy, which has the name only when its head says what it is."""
        refuse_left_beside(self._partial)
        try:
            make_folder(os.path.dirname(os.path.abspath(self._path)))
            with beside(self._path) as empty:
                _into_one_file(SqliteStore(empty, UNFINISHED_ID))
                with suppress(FileExistsError):  # another copy to the same file has begun
                    name_new(empty, self._partial)
        except OSError as error:
            raise StoreError(f"建不了 {self._path}（{reason(error)}），请换一个位置") from None

    def writing(self) -> AbstractContextManager[None]:
        return self._store.transaction()

    def wipe(self) -> None:
        with self._store.transaction():
            guards = [
                (str(row["name"]), str(row["sql"]))
                for row in self._store.rows("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
            ]
            for name, _ in guards:
                self._store.execute(f"DROP TRIGGER {name}")
            for table in reversed(tables()):
                self._store.execute(f"DELETE FROM {table.name}")
            for _, text in guards:
                self._store.execute(text)

    def left(self) -> str | None:
        return self._partial if os.path.exists(self._partial) else None

    def discard(self) -> None:
        """Remove what was copied so far: it is what keeps the disk full."""
        self._store.close()
        if _is_unfinished(self._partial):
            remove_file(self._partial)

    def finish(self, moved: list[Moved], counters: Mapping[str, int]) -> None:
        with self._store.transaction():
            # SQLite asks for those of some tables only; the others are kept for the next copy.
            last = last_numbers(self._store, counters)
            self._store.execute("DELETE FROM sqlite_sequence")
            self._store.insert_many("sqlite_sequence", [{"name": t, "seq": n} for t, n in last.items()])
        if self._manifest:
            with self._store.transaction():
                self._store.execute("DROP TABLE IF EXISTS backup")
                self._store.execute("CREATE TABLE backup (name TEXT PRIMARY KEY, count INTEGER, digest TEXT)")
                self._store.insert_many(
                    "backup", [{"name": m.table, "count": m.rows, "digest": m.digest} for m in moved]
                )
        _into_one_file(self._store)
        with beside(self._path) as made:
            os.replace(self._partial, made)
            store = SqliteStore(made, UNFINISHED_ID)
            store.execute(f"PRAGMA application_id = {APPLICATION_ID}")
            _into_one_file(store)
            self._name(made)

    def _name(self, made: str) -> None:
        try:
            if self._manifest:
                name_new(made, self._path)
            else:
                self.kept = in_place.take_place(made, self._path, record_names(), self._keep_as)
        except (FileExistsError, in_place.Occupied):  # since the copy began
            raise self._taken() from None


def _is_unfinished(path: str) -> bool:
    """Whether a file is a copy of ours that isn't finished; neither a link is followed nor the file changed."""
    try:
        if not stat.S_ISREG(os.lstat(path).st_mode):
            return False
        with open(path, "rb") as file:
            head = file.read(100)
    except OSError:
        return False
    return head.startswith(in_place.HEAD) and head[68:72] == UNFINISHED_ID.to_bytes(4, "big")


def _into_one_file(store: SqliteStore) -> None:
    """Close a store, with everything in the one file; StoreError where another program has it open.

    To close it is not enough: where there is no room, SQLite says nothing then, and leaves the rest beside the file.
    """
    try:
        done = store.row("PRAGMA wal_checkpoint(TRUNCATE)")
    finally:
        store.close()
    if done is None or done["busy"]:
        raise StoreError(f"{store.where} 正被别的程序打开，没有启用；请关闭后重做")


def remove_file(path: str) -> None:
    """A SQLite file and what belongs to it, itself last: until then it says whose they are."""
    for side in (*SIDES, ""):
        if os.path.exists(path + side):
            os.unlink(path + side)
