"""Put a whole new record where another one stands, so that nothing is lost that anybody saves meanwhile.

At every moment a whole record is at the path: the old one gets a second name first, then one step gives its name to
the new one. That happens while the old one is shut to everybody else; who had opened it before finds out with the next
change (SqliteStore.transaction) that it isn't the record any more.
"""

from __future__ import annotations

import os
import sqlite3
import time
from collections.abc import Collection, Iterator
from contextlib import closing, contextmanager, suppress
from itertools import count

from gongkai.base.files import make_alike, name_new
from gongkai.base.problems import Damaged, GongkaiError, StoreError
from gongkai.store.engine.sqlite import APPLICATION_ID, BUSY_SECONDS, SIDES

HEAD = b"SQLite format 3\0"


class Occupied(GongkaiError):
    """There are records where a copy was to go."""


def is_occupied(path: str, records: Collection[str]) -> bool:
    """Whether anything is recorded in a file, in one of the tables `records`; Damaged where that can't be read."""
    if not os.path.exists(path) or not os.path.getsize(path):
        return False
    with _troubles_told(path), closing(_connection(path)) as connection:
        return _holds_something(connection, records)


def take_place(made: str, path: str, records: Collection[str], keep_as: str | None = None) -> str | None:
    """Give the file `made` the name `path`; Occupied where somebody has recorded something there.

    With `keep_as` whatever is there gets that name, or the next like it that is free: that name. StoreError where
    another program has it open.
    """
    while True:
        if not os.path.exists(path):
            _put_sides_away(
                path, keep_as or path + ".old"
            )  # left by a file that is gone; they don't belong to the new one
            with suppress(FileExistsError):
                name_new(made, path)
                return None
        with _troubles_told(path), suppress(FileNotFoundError):
            return _replace(made, path, records, keep_as)


def _replace(made: str, path: str, records: Collection[str], keep_as: str | None) -> str | None:
    make_alike(made, os.stat(path))
    try:
        shut = _shut(path)
    except sqlite3.DatabaseError as error:
        if keep_as is None or isinstance(error, sqlite3.OperationalError):
            raise
        shut = None  # no record any more: nobody can write to it
    kept = None
    try:
        if keep_as is not None:
            kept = _second_name(path, keep_as)
            _put_sides_away(path, kept)
        elif shut and _holds_something(shut, records):
            raise Occupied(path)
        if shut and os.name == "nt":
            shut.close()  # a file that is open can't be replaced there
        os.replace(made, path)
    except BaseException:
        if shut:
            _open_again(shut)
        raise
    finally:
        if shut:
            shut.close()
    return kept


def _holds_something(connection: sqlite3.Connection, records: Collection[str]) -> bool:
    tables = {name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    if tables and connection.execute("PRAGMA application_id").fetchone() != (APPLICATION_ID,):
        return True  # another program's
    return any(
        connection.execute(f"SELECT 1 FROM {table} LIMIT 1").fetchone() for table in tables & set(records)
    )


def _connection(path: str) -> sqlite3.Connection:
    with open(path, "rb") as file:
        head = file.read(len(HEAD))
    if head and head != HEAD:  # SQLite would still clear away the log beside it
        raise sqlite3.DatabaseError("file is not a database")
    return sqlite3.connect(os.path.abspath(path), timeout=BUSY_SECONDS, isolation_level=None)


def _shut(path: str) -> sqlite3.Connection:
    """A connection to a file that nobody else has open, nor can open before it is closed."""
    connection = _connection(path)
    patience = time.monotonic() + BUSY_SECONDS
    try:
        while True:
            try:
                # Only who is alone with a file can leave its write-ahead log, which then is gone.
                connection.execute("PRAGMA journal_mode = DELETE")
                connection.execute("BEGIN EXCLUSIVE")
                if connection.execute("PRAGMA journal_mode").fetchone() == ("delete",):
                    return connection
                connection.execute("ROLLBACK")  # somebody was faster, and is about to go
            except sqlite3.OperationalError as error:
                if "locked" not in str(error) or time.monotonic() > patience:
                    raise
            time.sleep(0.02)
    except BaseException:
        connection.close()
        raise


def _open_again(shut: sqlite3.Connection) -> None:
    """What was shut and stays is as it was."""
    with suppress(sqlite3.Error):
        shut.execute("ROLLBACK")
        shut.execute("PRAGMA journal_mode = WAL")


@contextmanager
def _troubles_told(path: str) -> Iterator[None]:
    try:
        yield
    except sqlite3.OperationalError as error:
        if "locked" in str(error):
            raise StoreError(f"{path} 正被别的程序打开，没有启用；请关闭后重做") from None
        raise StoreError(f"打不开 {path}（{error}），没有启用；请检查权限和磁盘") from None
    except sqlite3.DatabaseError:
        raise Damaged(f"{path} 不是数据库文件，或已损坏，没有改动；请核对，或换一个目标") from None


def _second_name(path: str, name: str) -> str:
    """Give a file another name beside its own, one that no other has; which."""
    for free in _numbered(name):
        try:
            os.link(path, free)
        except FileExistsError:
            continue
        except (OSError, NotImplementedError):  # no second names on this disk: the first one is given up
            if os.path.lexists(free):
                continue
            os.rename(path, free)
        return free
    raise AssertionError("numbers don't end")


def _numbered(name: str) -> Iterator[str]:
    stem, ending = os.path.splitext(name)
    yield name
    for number in count(2):
        yield f"{stem}-{number}{ending}"


def _put_sides_away(path: str, name: str) -> None:
    for side in SIDES:
        if os.path.lexists(path + side):
            os.rename(path + side, next(free for free in _numbered(name + side) if not os.path.lexists(free)))
