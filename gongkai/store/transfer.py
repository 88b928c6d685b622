"""Move a whole record, journal included, between stores; a backup is the same into a file of its own.

Rows are read in one snapshot of the source, so that others may go on writing there, and in an order both engines
agree on. Source and target are compared by counts and digests. What was interrupted goes on where it stopped.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import sqlite3
import stat
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager, suppress
from functools import partial
from itertools import islice
from typing import Literal, NamedTuple, Protocol

from gongkai.base.files import is_folder, make_folder, name_new
from gongkai.base.problems import DiskError, GongkaiError, StoreError
from gongkai.base.system import reason
from gongkai.base.temporary import beside
from gongkai.store import server_checks, standing
from gongkai.store.interface import Row, Store, sql
from gongkai.store.migrations import MIGRATIONS
from gongkai.store.opening import Ask, address_of, is_server, postgres
from gongkai.store.retelling import KINDS
from gongkai.store.sqlite import APPLICATION_ID, UNFINISHED_ID, SqliteStore, file_address

ROWS_AT_ONCE = 5000

# What a file is called beside the one that it will become.
PARTIAL = ".partial"


# A backup is looked through, what an interrupted copy left is, rows are copied, both sides are compared.
What = Literal["check", "resume", "copy", "compare"]


class Step(NamedTuple):
    """How far it is: at which table, and of the rows of all tables, how many are done."""

    what: What
    table: str
    done: int
    rows: int


Progress = Callable[[Step], None]


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


def tables(version: int | None = None) -> list[Table]:
    """The record's tables, parents before children, as the schema's texts (up to a version) name them."""
    found: list[Table] = []
    for names in MIGRATIONS[:version]:
        for name in names:
            script = sql("schema", name)
            dropped = re.findall(r"^DROP TABLE (\w+);", script, re.MULTILINE)
            found = [table for table in found if table.name not in dropped]
            for table, body in re.findall(r"CREATE TABLE (\w+) \((.*?)\n\)[^;]*;", script, re.DOTALL):
                body = re.sub(r"--[^\n]*", "", body)
                several = re.search(r"^\s*PRIMARY KEY \(([^)]*)\)", body, re.MULTILINE)
                single = re.search(r"^\s*(\w+)\s+(INTEGER|TEXT) PRIMARY KEY", body, re.MULTILINE)
                key = several[1] if several else single[1] if single else ""
                numbered = bool(single and single[2] == "INTEGER")
                found.append(Table(table, tuple(re.findall(r"\w+", key)), numbered))
    return found


def has_records(store: Store) -> bool:
    """Whether anybody has recorded anything, or anything was ever changed."""
    return any(store.row(f"SELECT 1 AS one FROM {table.name} LIMIT 1") for table in tables() if table.record)


def copy(source: Store, target: Target, progress: Progress) -> list[Moved]:
    """Copy all of `source` into `target`, which checks that it is empty, and compare both sides."""
    with source.snapshot():
        counts = {table: _count(source, table) for table in tables()}
        counters = source.counters()
        store = target.begin()
        try:
            if not _copied_so_far_is_the_same(source, store, progress):
                target.wipe()
            rows, before = sum(counts.values()), 0
            for table, count in counts.items():
                done = partial(_done, progress, "copy", table, before, rows)
                _copy_table(source, target, store, table, done)
                before += count
            moved: list[Moved] = []
            for table in counts:
                done = partial(_done, progress, "compare", table, sum(each.rows for each in moved), rows)
                moved.append(_compared(source, store, table, done))
            target.finish(moved, counters)
        except DiskError:
            target.discard()
            raise
        except BaseException:
            store.close()
            raise
    return moved


def _done(progress: Progress, what: What, table: Table, before: int, rows: int, done: int) -> None:
    """Tell how far a step is: so many rows of a table are done, after those of the tables before it."""
    progress(Step(what, table.name, before + done, rows))


def _count(store: Store, table: Table) -> int:
    row = store.row(f"SELECT COUNT(*) AS rows FROM {table.name}")
    return int(row["rows"]) if row else 0


def _ordered(store: Store, table: Table) -> Iterator[Row]:
    """A table's rows in an order that both engines agree on."""
    columns = table.key or tuple(sorted(store.row(f"SELECT * FROM {table.name} LIMIT 1") or ()))
    return store.rows(_in_order(table, columns)) if columns else iter(())


def _in_order(table: Table, columns: Sequence[str]) -> str:
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


def _copied_so_far_is_the_same(source: Store, target: Store, progress: Progress) -> bool:
    """Whether every table of the target begins as the source's does: an interrupted copy of it."""
    counts = {table: count for table in tables() if (count := _count(target, table))}
    rows, before = sum(counts.values()), 0
    for table, count in counts.items():
        done = partial(_done, progress, "resume", table, before, rows)
        if _first(target, table, count, done, 0) != _first(source, table, count, done, count):
            return False
        before += count
    return True


def _first(store: Store, table: Table, count: int, done: Callable[[int], None], read: int) -> tuple[int, str]:
    """The digest of a table's first rows. Both sides are read: each row counts as a half."""
    done(read // 2)
    return digest(islice(_ordered(store, table), count), lambda now: done((read + now) // 2))


def _copy_table(
    source: Store, target: Target, store: Store, table: Table, done: Callable[[int], None]
) -> None:
    count = _count(store, table)
    rows = islice(_ordered(source, table), count, None)
    while batch := list(islice(rows, ROWS_AT_ONCE)):
        with target.writing():
            store.insert_many(table.name, batch)
        count += len(batch)
        done(count)


def _compared(source: Store, target: Store, table: Table, done: Callable[[int], None]) -> Moved:
    here = digest(_ordered(source, table), lambda now: done(now // 2))
    there = digest(_ordered(target, table), lambda now: done((here[0] + now) // 2))
    done(there[0])
    if here != there:
        raise StoreError(
            f"复制后核对不符：{table.name} 在 {source.where} 有 {here[0]} 行，在 {target.where} 有 {there[0]} 行，"
            "内容不同；没有启用，请重新复制"
        )
    return Moved(table.name, *here)


class Target(Protocol):
    """Where a copy goes."""

    def begin(self) -> Store:
        """The store to write to; GongkaiError where somebody has recorded something in it."""

    def writing(self) -> AbstractContextManager[None]:
        """One transaction of the copy."""

    def wipe(self) -> None:
        """Empty it, to begin anew."""

    def left(self) -> str | None:
        """The file with what was copied before an interruption; None where there is no such file."""

    def discard(self) -> None:
        """Remove what was copied, where it takes up room that there isn't."""

    def finish(self, moved: list[Moved], counters: Mapping[str, int]) -> None:
        """All is there and compared: from now on it is the record, and counts on from the source's `counters`."""


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
        if is_folder(self._path):
            raise GongkaiError(f"{self._path} 是文件夹，请写明文件名")
        if self._manifest and os.path.lexists(self._path):
            raise self._taken()
        if self._keep_as is None and standing.is_occupied(self._path, _record_names()):
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
        return standing.Occupied(f"目标 {self._path} 里已有记录，没有改动；请换一个空的目标")

    def _make_partial(self) -> None:
        """An empty copy, which has the name only when its head says what it is."""
        try:
            make_folder(os.path.dirname(os.path.abspath(self._path)))
        except OSError as error:
            raise StoreError(f"建不了 {self._path} 的文件夹（{reason(error)}），请换一个位置") from None
        with beside(self._path) as empty:
            SqliteStore(empty, UNFINISHED_ID).close()
            with suppress(FileExistsError):  # another copy to the same file has begun
                name_new(empty, self._partial)

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
            _remove(self._partial)

    def finish(self, moved: list[Moved], counters: Mapping[str, int]) -> None:
        with self._store.transaction():
            # SQLite asks for those of some tables only; the others are kept for the next copy.
            last = _last_numbers(self._store, counters)
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
                self.kept = standing.take_place(made, self._path, _record_names(), self._keep_as)
        except (FileExistsError, standing.Occupied):  # since the copy began
            raise self._taken() from None


def _record_names() -> list[str]:
    return [table.name for table in tables() if table.record]


def _is_unfinished(path: str) -> bool:
    """Whether a file is a copy of ours that isn't finished; neither a link is followed nor the file changed."""
    try:
        if not stat.S_ISREG(os.lstat(path).st_mode):
            return False
        with open(path, "rb") as file:
            head = file.read(100)
    except OSError:
        return False
    return head.startswith(standing.HEAD) and head[68:72] == UNFINISHED_ID.to_bytes(4, "big")


def _into_one_file(store: SqliteStore) -> None:
    """Close a store, with everything in the one file; StoreError where another program has it open."""
    done = store.row("PRAGMA wal_checkpoint(TRUNCATE)")
    store.close()
    if done is None or done["busy"]:
        raise StoreError(f"{store.where} 正被别的程序打开，没有启用；请关闭后重做")


class ServerTarget:
    """A PostgreSQL database, after `gongkai server init`. It can't be used before all is there."""

    def __init__(self, address: str, ask: Ask | None) -> None:
        self._address, self._ask = address, ask

    def begin(self) -> Store:
        self._store = postgres().PostgresStore(self._address, self._ask, copier=True)
        try:
            self._claim()
        except BaseException:
            self._store.close()
            raise
        store: Store = self._store
        return store

    def _claim(self) -> None:
        """Make the record ours to copy into: an empty one, or one that a copy was broken off in."""
        if self._store.role != "owner":
            raise GongkaiError(f"复制到服务器要用数据库所有者的登录名，不能用 {self._store.login}")
        with self.writing():  # refused while another copy goes on
            if self._store.row("SELECT 1 AS one FROM about WHERE copying IS NULL"):
                if has_records(self._store):
                    raise GongkaiError(f"目标 {self._store.where} 里已有记录，没有改动；请换一个空的数据库")
                self._empty()  # of the plan, which the copy brings along
                for statement in server_checks.without():
                    self._store.execute(statement)
                self._store.execute("UPDATE about SET copying = :me", {"me": self._store.copier})

    @contextmanager
    def writing(self) -> Iterator[None]:
        """The journal's lines keep their authors and times: only the table's owner can bring that about."""
        with self._store.transaction():
            self._store.execute("ALTER TABLE journal DISABLE TRIGGER USER")
            yield
            self._store.execute("ALTER TABLE journal ENABLE TRIGGER USER")

    def wipe(self) -> None:
        with self.writing():
            self._empty()

    def _empty(self) -> None:
        self._store.execute(f"TRUNCATE {', '.join(table.name for table in tables())}")

    def left(self) -> str | None:
        return None

    def discard(self) -> None:
        self._store.close()  # the server's disk is the server's; the copy can go on

    def finish(self, moved: list[Moved], counters: Mapping[str, int]) -> None:
        with self._store.transaction():
            for table, number in _last_numbers(self._store, counters).items():
                called = "true" if number else "false"
                self._store.row(
                    f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), {number or 1}, {called})"
                )
            for statement in server_checks.statements():
                self._store.execute(statement)
            self._store.measure()
            self._store.execute("UPDATE about SET copying = NULL")
        self._store.close()


def _last_numbers(store: Store, counters: Mapping[str, int]) -> dict[str, int]:
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
                _last_told(store, KINDS.get(table.name, ())),
            )
    return found


def _last_told(store: Store, actions: Sequence[str]) -> int:
    """The greatest number of a record that lines of these actions can have told of."""
    wanted = ", ".join(f"'{action}'" for action in actions)
    told = actions and store.row(
        f"SELECT COALESCE(MAX(record), 0) AS number FROM journal WHERE action IN ({wanted}) "
        "AND record <= (SELECT COUNT(*) FROM journal)"
    )
    return int(told["number"]) if told else 0


def open_source(address: str, ask: Ask | None) -> Store:
    """The store to copy from: it is there, and all of it may be seen."""
    address = address_of(address)
    if is_server(address):
        store = postgres().PostgresStore(address, ask)
        if store.role not in ("owner", "office"):
            raise GongkaiError(f"以 {store.login} 登录看不到全部记录，不能复制；请用政务公开办的登录名")
        found: Store = store
        return found
    if not os.path.exists(address):
        raise GongkaiError(f"没有数据库文件 {address}，请核对")
    return SqliteStore(address)


def target_at(address: str, ask: Ask | None, keep_as: str | None = None) -> Target:
    """Where to copy to; in a file a record that is there already is kept as `keep_as`, if that is given."""
    address = address_of(address)
    return ServerTarget(address, ask) if is_server(address) else FileTarget(address, keep_as=keep_as)


def checked_backup(path: str, progress: Progress) -> list[Moved]:
    """What a backup says of itself, after comparing it with what is in it. GongkaiError where it isn't whole."""
    connection = sqlite3.connect(f"{file_address(path)}?mode=ro&immutable=1", uri=True)
    connection.row_factory = lambda cursor, values: {
        column[0]: value for column, value in zip(cursor.description, values, strict=True)
    }
    damaged = GongkaiError(f"备份 {path} 已损坏或被改动过，没有恢复；请换用另一份备份")
    try:
        if connection.execute("PRAGMA integrity_check").fetchall() != [{"integrity_check": "ok"}]:
            raise damaged
        if not connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'backup'").fetchall():
            raise GongkaiError(f"{path} 不是 gongkai backup 做的备份，没有恢复")
        said = [Moved(*row.values()) for row in connection.execute("SELECT name, count, digest FROM backup")]
        (version,) = connection.execute("PRAGMA user_version").fetchone().values()
        keys = {table.name: table for table in tables(version)}
        if not {each.table for each in said} >= _names_to_tell_of(connection, keys):
            raise damaged
        rows, before = sum(each.rows for each in said), 0
        for each in said:
            table = keys[each.table]
            done = partial(_done, progress, "check", table, before, rows)
            done(0)
            if digest(_plainly_ordered(connection, table), done) != (each.rows, each.digest):
                raise damaged
            before += each.rows
        return said
    except (sqlite3.Error, KeyError):
        raise damaged from None
    finally:
        connection.close()


def _names_to_tell_of(connection: sqlite3.Connection, keys: Mapping[str, Table]) -> set[str]:
    """The tables that a backup must say something of: those of the record, and of the others those that it has."""
    there = {row["name"] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    return {table.name for table in keys.values() if table.record} | (
        there & keys.keys() & {table.name for table in tables()}
    )


def _plainly_ordered(connection: sqlite3.Connection, table: Table) -> Iterator[Row]:
    names = [row["name"] for row in connection.execute(f"PRAGMA table_info({table.name})")]
    yield from connection.execute(_in_order(table, table.key or sorted(names)))


def _remove(path: str) -> None:
    """A SQLite file and what belongs to it."""
    for side in ("", "-wal", "-shm"):
        if os.path.exists(path + side):
            os.unlink(path + side)
