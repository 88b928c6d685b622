"""Move a whole record, journal included, between stores; a backup is the same into a file of its own.

Rows are read in one snapshot of the source, so that others may go on writing there, and in an order both engines
agree on. Source and target are compared by counts and digests. What was interrupted goes on where it stopped.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from functools import partial
from itertools import islice
from typing import Literal, NamedTuple, Protocol

from gongkai.base.problems import Damaged, DiskError, GongkaiError, StoreError
from gongkai.store.copies.to_file import FileTarget
from gongkai.store.copies.to_server import ServerTarget
from gongkai.store.engine.interface import Store
from gongkai.store.engine.opening import Ask, address_of, is_server, postgres
from gongkai.store.engine.stand_in import open_file
from gongkai.store.tables import ROWS_AT_ONCE, Moved, Table, digest, ordered, tables

# A backup is looked through, what an interrupted copy left is, rows are copied, both sides are compared.
What = Literal["check", "resume", "copy", "compare"]


class Step(NamedTuple):
    """How far it is: at which table, and of the rows of all tables, how many are done."""

    what: What
    table: str
    done: int
    rows: int


Progress = Callable[[Step], None]


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
                done = partial(done_of, progress, "copy", table, before, rows)
                _copy_table(source, target, store, table, done)
                before += count
            moved: list[Moved] = []
            for table in counts:
                done = partial(done_of, progress, "compare", table, sum(each.rows for each in moved), rows)
                moved.append(_compared(source, store, table, done))
            target.finish(moved, counters)
        except (KeyboardInterrupt, StoreError) as stopped:
            if isinstance(stopped, (Damaged, DiskError)):
                target.discard()
            else:  # it can be gone on with
                store.close()
            raise
        except BaseException:
            target.discard()
            raise
    return moved


def done_of(progress: Progress, what: What, table: Table, before: int, rows: int, done: int) -> None:
    """Tell how far a step is: so many rows of a table are done, after those of the tables before it."""
    progress(Step(what, table.name, before + done, rows))


def _count(store: Store, table: Table) -> int:
    row = store.row(f"SELECT COUNT(*) AS rows FROM {table.name}")
    return int(row["rows"]) if row else 0


def _copied_so_far_is_the_same(source: Store, target: Store, progress: Progress) -> bool:
    """Whether every table of the target begins as the source's does: an interrupted copy of it."""
    counts = {table: count for table in tables() if (count := _count(target, table))}
    rows, before = sum(counts.values()), 0
    for table, count in counts.items():
        done = partial(done_of, progress, "resume", table, before, rows)
        if _first(target, table, count, done, 0) != _first(source, table, count, done, count):
            return False
        before += count
    return True


def _first(store: Store, table: Table, count: int, done: Callable[[int], None], read: int) -> tuple[int, str]:
    """The digest of a table's first rows. Both sides are read: each row counts as a half."""
    done(read // 2)
    return digest(islice(ordered(store, table), count), lambda now: done((read + now) // 2))


def _copy_table(
    source: Store, target: Target, store: Store, table: Table, done: Callable[[int], None]
) -> None:
    count = _count(store, table)
    rows = islice(ordered(source, table), count, None)
    while batch := list(islice(rows, ROWS_AT_ONCE)):
        try:
            with target.writing():
                store.insert_many(table.name, batch)
        except Damaged:
            raise Damaged(
                f"{source.where} 的内容互相矛盾，可能已损坏，没有复制；请用 gongkai check 核对"
            ) from None
        count += len(batch)
        done(count)


def _compared(source: Store, target: Store, table: Table, done: Callable[[int], None]) -> Moved:
    here = digest(ordered(source, table), lambda now: done(now // 2))
    there = digest(ordered(target, table), lambda now: done((here[0] + now) // 2))
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
        """Remove what was copied: nothing can be made of it, or it takes up room that there isn't."""

    def finish(self, moved: list[Moved], counters: Mapping[str, int]) -> None:
        """All is there and compared: from now on it is the record, and counts on from the source's `counters`."""


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
    return open_file(address)


def target_at(address: str, ask: Ask | None, keep_as: str | None = None) -> Target:
    """Where to copy to; in a file a record that is there already is kept as `keep_as`, if that is given."""
    address = address_of(address)
    return ServerTarget(address, ask) if is_server(address) else FileTarget(address, keep_as=keep_as)
