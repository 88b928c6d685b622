"""The store in a SQLite file: one user's or one office's own record."""

from __future__ import annotations

import os
import sqlite3
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from typing import Any, NoReturn

from gongkai.base.files import is_folder, is_stream, make_folder
from gongkai.base.problems import Damaged, DiskError, StoreError
from gongkai.base.rows import filler
from gongkai.base.system import reason
from gongkai.store.engine.interface import MEND_FILE, NOTHING, Params, Row, deletion
from gongkai.store.engine.migrations import SCHEMA_VERSION, scripts

# "gkai" in ASCII: tells our files from other SQLite files.
APPLICATION_ID = 0x676B6169
# "gkpt": a copy that isn't finished, which is no record yet.
UNFINISHED_ID = 0x676B7074

BUSY_SECONDS = 30.0

# What SQLite keeps beside a file.
SIDES = ("-wal", "-shm", "-journal")

# What a file makes SQLite complain of. It quotes a damaged schema as it is, which Python then can't read.
TROUBLES = (sqlite3.Error, UnicodeDecodeError)


class SqliteStore:
    """A store in the file at `path`; created where it isn't there yet, for its owner alone.

    `kind` is what the file's head says it is: a record, or the copy of one that isn't finished.
    """

    changed = False

    def __init__(self, path: str, kind: int = APPLICATION_ID) -> None:
        self._path, self._kind = path, kind
        self._file: tuple[int, int] | None = None
        try:
            self._connection = self._connect()
        except TROUBLES as error:
            self._fail(error)
        try:
            self._connection.execute("PRAGMA foreign_keys = ON")
            if (self._pragma("application_id"), self._pragma("user_version")) != (
                kind,
                SCHEMA_VERSION,
            ):
                self._migrate()
        except TROUBLES as error:
            self._connection.close()
            self._fail(error)
        except BaseException:
            self._connection.close()
            raise

    def _connect(self) -> sqlite3.Connection:
        path = self._path
        refuse_device(path)
        if is_folder(path):
            raise StoreError(
                f"{path} 是一个文件夹；请在 --db 或 GONGKAI_DB 里写到文件名，如 {os.path.join(path, 'gongkai.db')}"
            )
        if not os.path.exists(path):
            self._make_file()
        self._file = self._identity()
        # The whole path: SQLite takes ":memory:" for something else than a file.
        return sqlite3.connect(os.path.abspath(path), timeout=BUSY_SECONDS, isolation_level=None)

    # Whoever has the file has all of it.
    own_unit = None
    may_compile = True

    @property
    def where(self) -> str:
        return self._path

    def _make_file(self) -> None:
        refuse_left_beside(self._path)
        folder = os.path.dirname(os.path.abspath(self._path))
        try:
            make_folder(folder)
        except OSError as error:
            raise StoreError(
                f"建不了存放数据库的文件夹：{folder}（{reason(error)}），请用 --db 或 GONGKAI_DB 换一个位置"
            ) from None
        with suppress(OSError):  # another process is making it too; or SQLite says why it can't be made
            os.close(os.open(os.path.realpath(self._path), os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))

    def _identity(self) -> tuple[int, int] | None:
        """Which file is at the path; a restored one is another."""
        try:
            found = os.stat(self._path)
        except OSError:
            return None
        return found.st_dev, found.st_ino

    def _migrate(self) -> None:
        """Bring an empty or older file to our schema; StoreError where it isn't ours or is newer."""
        connection = self._connection
        connection.execute("BEGIN")  # one look at the file, while another process may be making it
        self._check_ours()
        connection.execute("COMMIT")
        self._check_still_there()
        self._use_wal()
        with self.transaction(derived=True):
            self._check_ours()  # another process may have been faster
            found = self._pragma("user_version")
            for each in range(found, SCHEMA_VERSION):
                for script in scripts("sqlite", each):
                    for statement in _statements(script):
                        connection.execute(statement)
            connection.execute(f"PRAGMA application_id = {self._kind}")
            connection.execute(f"PRAGMA user_version = {SCHEMA_VERSION}")
            if 0 < found < SCHEMA_VERSION:
                from gongkai.store import holdings

                holdings.rebuild_all(self)

    def _check_ours(self) -> None:
        version = self._pragma("user_version")
        found = self._pragma("application_id")
        if found == self._kind:
            if version < 1:
                raise Damaged(DAMAGED.format(path=self._path))
            if version > SCHEMA_VERSION:
                raise StoreError(NEWER.format(path=self._path, version=version))
        elif found == UNFINISHED_ID:
            raise StoreError(
                f"{self._path} 是没有做完的备份或恢复，不能当数据库用；请再运行原来的命令，或换一个文件"
            )
        elif version or found or self._has_tables():
            raise StoreError(f"{self._path} 是别的程序的数据库，没有改动；请用 --db 或 GONGKAI_DB 换一个位置")
        elif 0 < os.path.getsize(self._path) < _LEAST_SIZE:
            raise Damaged(_NOT_A_DATABASE.format(path=self._path))

    def _check_still_there(self) -> None:
        if self._identity() != self._file:
            raise StoreError(f"数据库 {self._path} 刚刚换成了另一份（如恢复了备份），没有保存；请核对后重做")

    def _pragma(self, name: str) -> int:
        return int(self._connection.execute(f"PRAGMA {name}").fetchone()[0])

    def _has_tables(self) -> bool:
        return self._connection.execute("SELECT 1 FROM sqlite_master").fetchone() is not None

    def _use_wal(self) -> None:
        """Switch to write-ahead logging; several first users at once have to wait for each other."""
        patience = time.monotonic() + BUSY_SECONDS
        while True:
            try:
                self._connection.execute("PRAGMA journal_mode = WAL")
                return
            except sqlite3.OperationalError as error:
                if "locked" not in str(error) or time.monotonic() > patience:
                    raise
                time.sleep(0.02)

    def rows(self, sql: str, params: Params = NOTHING, *, into: Any = None) -> Iterator[Any]:
        try:
            cursor = self._connection.execute(sql, params)
            names = [column[0] for column in cursor.description or ()]
            if into:
                yield from map(filler(into, tuple(names)), cursor)
                return
            for values in cursor:
                yield dict(zip(names, values))  # noqa: B905
        except TROUBLES as error:
            self._fail(error)

    def row(self, sql: str, params: Params = NOTHING) -> Row | None:
        return next(self.rows(sql, params), None)

    def execute(self, sql: str, params: Params = NOTHING) -> int:
        try:
            return self._connection.execute(sql, params).rowcount
        except TROUBLES as error:
            self._fail(error)

    def insert(self, table: str, values: Params) -> int:
        try:
            return int(self._connection.execute(_insert(table, values), values).lastrowid or 0)
        except TROUBLES as error:
            self._fail(error)

    def delete(self, table: str, key: Params) -> int:
        return self.execute(deletion(table, key), key)

    def insert_many(self, table: str, rows: Iterable[Params]) -> None:
        rows = list(rows)
        if not rows:
            return
        try:
            self._connection.executemany(_insert(table, rows[0]), rows)
        except TROUBLES as error:
            self._fail(error)

    @contextmanager
    def transaction(self, *, derived: bool = False) -> Iterator[None]:
        try:
            self._connection.execute("BEGIN IMMEDIATE")
        except TROUBLES as error:
            self._fail(error)
        try:
            self._check_still_there()
            yield
            self._connection.execute("COMMIT")
        except BaseException as error:
            if self._connection.in_transaction:
                with suppress(sqlite3.Error):  # on a full disk it may fail; the next open then rolls back
                    self._connection.execute("ROLLBACK")
            if isinstance(error, TROUBLES):
                self._fail(error)
            raise

    @contextmanager
    def snapshot(self) -> Iterator[None]:
        """Questions in the block see the store as it is at the block's start, whatever others write."""
        self.execute("BEGIN")
        try:
            yield
        finally:
            if self._connection.in_transaction:  # else SQLite has left it by itself: the disk fails
                self._connection.execute("ROLLBACK")

    def measure(self) -> None:
        """Nothing to do: it plans our questions well without."""

    def counters(self) -> dict[str, int]:
        return {
            row["name"]: int(row["seq"] or 0) for row in self.rows("SELECT name, seq FROM sqlite_sequence")
        }

    def close(self) -> None:
        self._connection.close()

    def _fail(self, error: sqlite3.Error | UnicodeDecodeError) -> NoReturn:
        said = "malformed" if isinstance(error, UnicodeDecodeError) else str(error)
        for words, meaning in _MEANINGS:
            if words in said:
                if meaning is _READ_ONLY:
                    raise StoreError(why_read_only(self._path)) from None
                damaged = Damaged if meaning in (DAMAGED, _NOT_A_DATABASE, _CONTRADICTORY) else StoreError
                kind = DiskError if "disk" in words else damaged
                raise kind(meaning.format(path=self._path)) from None
        raise StoreError(f"数据库 {self._path} 出错：{said}") from error


def refuse_left_beside(path: str) -> None:
    """StoreError where there is no file, and yet what SQLite keeps beside one: it would read that into a new file, or
    remove it, and what isn't in a record yet that was moved away would be lost."""
    left = [path + side for side in SIDES if os.path.lexists(path + side)]
    if left and not os.path.lexists(path):  # else another process has just made it
        raise StoreError(
            f"没有 {path}，旁边却留着 {'、'.join(left)}，里面可能有还没有并进数据库的记录，没有新建；"
            "请把数据库移回来，或把留着的也移走"
        )


def locked_sides(path: str) -> list[str]:
    """What stands beside a file for SQLite to write to, and can't be written."""
    return [
        path + side for side in SIDES if os.path.exists(path + side) and not os.access(path + side, os.W_OK)
    ]


def why_read_only(path: str) -> str:
    """That a file can't be written, and what to do about it; in one line."""
    if (sides := locked_sides(path)) and os.access(path, os.W_OK):
        named = "、".join(sides)
        return (
            f"数据库 {path} 可以写，但它旁边的 {named} 是只读的，没有保存；请把它们也改成可以写的"
            f"（Linux：chmod u+w {' '.join(sides)}），不要删去：里面可能有还没有并进数据库的记录"
        )
    return _READ_ONLY.format(path=path)


NEWER = (
    f"{{path}} 由更新版本的 gongkai 建立（格式 {{version}}，本程序只认到 {SCHEMA_VERSION}），请升级 gongkai"
)
# SQLite takes a smaller file for an empty one, and would write over it. Its size is all we look at: to open and
# close the file ourselves would drop this process's locks on it.
_LEAST_SIZE = 512
_NOT_A_DATABASE = "{path} 不是数据库文件，没有改动；请核对 --db 或 GONGKAI_DB"
DAMAGED = "数据库 {path} 已损坏，没有改动；" + MEND_FILE
_READ_ONLY = "数据库 {path} 是只读的，没有保存；请检查文件和文件夹的写入权限"
_CONTRADICTORY = (
    "{path} 收不进这些内容，没有保存：内容互相矛盾，来源可能已损坏；请先用 gongkai backup 的旧备份核对"
)
_MEANINGS = (
    ("file is not a database", _NOT_A_DATABASE),
    ("malformed", DAMAGED),
    ("Could not decode to UTF-8", DAMAGED),
    ("unsupported file format", DAMAGED),
    ("constraint failed", _CONTRADICTORY),
    *((words, DAMAGED) for words in ("no such ", "already exists", "duplicate column", "has no column")),
    ("datatype mismatch", DAMAGED),
    (
        "unable to open database file",
        "打不开数据库 {path}：文件夹不存在、只读或无权写入，请用 --db 或 GONGKAI_DB 换一个位置",
    ),
    ("readonly database", _READ_ONLY),
    ("disk is full", "磁盘已满，没有保存；请清出空间后重做（数据库 {path}）"),
    ("disk I/O error", "磁盘读写出错，没有保存；请检查磁盘空间和权限（数据库 {path}）"),
    ("out of memory", "内存不足，没有保存；请关闭别的程序后重做（数据库 {path}）"),
    ("too big", "内容太长，数据库 {path} 收不下，没有保存；请改短后重做"),
    ("access permission denied", "打不开数据库 {path}：没有权限；请检查文件和文件夹的权限"),
    ("is locked", "数据库 {path} 正被别的程序占用，等了 30 秒仍未放开，没有保存；请稍后重做"),
)


def refuse_device(path: str) -> None:
    """StoreError where a device or a pipe is at the path, or beside it where SQLite would open it: that may never end, and
    no record may take its place."""
    for name in (path, *(path + side for side in SIDES)):
        if is_stream(name):
            raise StoreError(f"{name} 是设备或管道，不是文件，没有打开；请用 --db 或 GONGKAI_DB 换一个位置")


def file_address(path: str) -> str:
    """A file as SQLite's `uri` has it. (pathlib and urllib would quote more of it, and cost a start.)"""
    plain = os.path.abspath(path).replace(os.sep, "/")
    for sign in "%?#":
        plain = plain.replace(sign, f"%{ord(sign):02x}")
    return f"file://{'' if plain.startswith('/') else '/'}{plain}"  # C:/… on Windows


def _insert(table: str, values: Params) -> str:
    columns = ", ".join(values)
    return f"INSERT INTO {table} ({columns}) VALUES ({', '.join(':' + name for name in values)})"


def _statements(script: str) -> Iterator[str]:
    """The statements of a script; executescript would commit on its own account."""
    pending: list[str] = []
    for line in script.splitlines(keepends=True):
        pending.append(line)
        statement = "".join(pending)
        if sqlite3.complete_statement(statement):
            yield statement
            pending = []
