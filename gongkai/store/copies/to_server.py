"""A PostgreSQL database as the place where a copy goes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from gongkai.base.problems import GongkaiError
from gongkai.store.engine.interface import Store
from gongkai.store.engine.opening import Ask, postgres
from gongkai.store.server import checks
from gongkai.store.tables import Moved, has_records, last_numbers, tables


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
                for statement in checks.without():
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
            for table, number in last_numbers(self._store, counters).items():
                called = "true" if number else "false"
                self._store.row(
                    f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), {number or 1}, {called})"
                )
            for statement in checks.statements():
                self._store.execute(statement)
            self._store.measure()
            self._store.execute("UPDATE about SET copying = NULL")
        self._store.close()
