"""The store on a PostgreSQL server: one record for a whole district, each login let into its own rows only."""

from __future__ import annotations

import json
import random
import re
import secrets
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from itertools import chain, islice
from typing import Any, NamedTuple, NoReturn
from urllib.parse import quote

import psycopg
from psycopg.rows import dict_row

from gongkai.base.problems import StoreError
from gongkai.base.rows import filler
from gongkai.store.engine import postgres_errors as errors
from gongkai.store.engine.interface import NOTHING, Params, Row, Unreachable, Unsaved, deletion
from gongkai.store.engine.migrations import SCHEMA_VERSION
from gongkai.store.engine.opening import Ask
from gongkai.store.engine.postgres_address import offset, parameters
from gongkai.store.engine.postgres_words import WholeNumber, translated

SCHEMA = "gongkai"
# For readers: views of the same names as the tables, without contacts. It comes first in their search path.
FIGURES = "gongkai_figures"

WAIT_SECONDS = 30
IDLE_SECONDS = 300

# No change waits for a person: a writer that falls silent for so long is lost, and the others needn't wait for it longer.
_HURRY = "SET LOCAL idle_in_transaction_session_timeout = '20s'"
# So often the server looks whether the program that asked is still there, in a question that takes long.
PRESENCE_SECONDS = 2
# ... and after so long of silence on an idle connection.
SILENCE_SECONDS = 60

# What a copy calls itself on the server begins so (see take_turn in server.sql); a token of its own follows.
COPIER = "gongkai copy "

# Pauses between attempts. A server that was there a moment ago is given the time to start again.
FIRST_PAUSES = (0.2, 0.5, 1.0)
PATIENT_PAUSES = (0.1, 0.2, 0.4, 0.8, 1.5, 2.0, 3.0, 4.0, 4.0)

INSERTED_AT_ONCE = 500
FETCHED_AT_ONCE = 5000


class Hello(NamedTuple):
    """What the server says of its record and of the one who is connected."""

    version: int
    copying: str | None
    role: str | None
    unit: str | None


class PostgresStore:
    """A store on the server at a `postgresql://` address. `ask` is called where the server wants a password.

    With `checked` off, the record's state and the login's rights aren't looked at: for those who set it up.
    With `copier` on, a record into which a copy has begun is opened, and may be written: for the copy itself.
    """

    changed = False

    def __init__(
        self, address: str, ask: Ask | None = None, *, checked: bool = True, copier: bool = False
    ) -> None:
        self._ask = ask
        self._inside = self._streaming = self._writing = False
        self._cursors = 0
        self._parameters = parameters(address)
        self._place = errors.place(self._parameters)
        self._checked, self._copier = checked, COPIER + secrets.token_hex(16) if copier else None
        if self._copier:
            self._parameters["application_name"] = self._copier
        self.role = ""
        self.own_unit: str | None = None
        self._connection = self._connect(FIRST_PAUSES)
        self.login = self._connection.info.user

    @property
    def where(self) -> str:
        return self._place

    @property
    def may_compile(self) -> bool:
        return self.role in ("owner", "office")

    def address_for(self, login: str) -> str:
        """The address by which another login gets here."""
        info = self._connection.info
        user = re.sub(r"[^\w.~-]", lambda sign: quote(sign[0], safe=""), login)
        if info.host.startswith("/"):
            return f"postgresql://{user}@/{info.dbname}?host={info.host}&port={info.port}"
        host = f"[{info.host}]" if ":" in info.host else info.host
        how = self._parameters.get("sslmode")
        return f"postgresql://{user}@{host}:{info.port}/{info.dbname}" + (f"?sslmode={how}" if how else "")

    def _connect(self, pauses: tuple[float, ...], *, was_there: bool = False) -> psycopg.Connection[Row]:
        """Connect and set the session up; tries again what may pass."""
        for pause in (*pauses, None):
            try:
                return self._set_up(self._dial())
            except psycopg.Error as error:
                if pause is None or not errors.may_pass(error, was_there=was_there):
                    raise Unreachable(errors.unreachable(error, self._place)) from None
                time.sleep(pause * random.uniform(0.7, 1.3))
        raise AssertionError

    def _dial(self) -> psycopg.Connection[Row]:
        def dial() -> psycopg.Connection[Row]:
            return psycopg.connect(
                **self._parameters, autocommit=True, row_factory=dict_row, cursor_factory=psycopg.ClientCursor
            )

        try:
            return dial()
        except psycopg.OperationalError as error:
            if not (self._ask and error.pgconn and error.pgconn.needs_password):
                raise
            password = self._ask(f"口令（{self._place}）")
            if password is None:
                raise
            self._parameters["password"] = password
            return dial()

    def _set_up(self, connection: psycopg.Connection[Row]) -> psycopg.Connection[Row]:
        """Look at the record's state and the login's rights, and settle what names and times mean."""
        try:
            self._place = errors.place(self._parameters, connection.info)
            connection.adapters.register_loader("numeric", WholeNumber)
            path = SCHEMA
            if self._checked:
                hello = self._hello(connection)
                self.role, self.own_unit = str(hello.role), hello.unit
                if hello.role == "reader":
                    path = f"{FIGURES}, {SCHEMA}"
            settings = (
                f"SET search_path = {path}; SET lock_timeout = '{WAIT_SECONDS}s'; "
                f"SET idle_in_transaction_session_timeout = '{IDLE_SECONDS}s'; SET jit = off; SET cursor_tuple_fraction = 1; "
                f"SET TIME ZONE INTERVAL '{offset()}' HOUR TO MINUTE; "
                f"SET tcp_keepalives_idle = {SILENCE_SECONDS}"
            )
            present = f"; SET client_connection_check_interval = '{PRESENCE_SECONDS}s'"
            try:
                connection.execute(settings + present)
            except (psycopg.errors.UndefinedObject, psycopg.errors.InvalidParameterValue):
                connection.execute(settings)  # not before 14, and not on every system
        except BaseException:
            connection.close()
            raise
        return connection

    def _hello(self, connection: psycopg.Connection[Row]) -> Hello:
        try:
            row = connection.execute(f"SELECT * FROM {SCHEMA}.hello()").fetchone()
        except (psycopg.errors.InvalidSchemaName, psycopg.errors.UndefinedFunction):
            raise StoreError(
                f"{self._place} 里还没有建立记录，请管理员先运行 gongkai server init（数据库 {self._place}）"
            ) from None
        except psycopg.errors.InsufficientPrivilege:
            row = None
        if row is None or row["role"] is None:
            raise StoreError(
                f"登录名 {connection.info.user} 在 {self._place} 没有开通，请管理员用 gongkai server add-unit 等命令开通"
            )
        hello = Hello(**row)
        if hello.version > SCHEMA_VERSION:
            raise StoreError(
                f"{self._place} 的记录由更新版本的 gongkai 建立"
                f"（格式 {hello.version}，本程序只认到 {SCHEMA_VERSION}），请升级 gongkai"
            )
        if hello.version < SCHEMA_VERSION:
            raise StoreError(
                f"{self._place} 的记录还是旧格式（{hello.version}，本程序用 {SCHEMA_VERSION}），"
                "请管理员运行 gongkai server init 升级"
            )
        if hello.copying is not None and not self._copier:
            raise StoreError(errors.HALF_COPIED.format(place=self._place))
        return hello

    def rows(self, sql: str, params: Params = NOTHING, *, into: Any = None) -> Iterator[Any]:
        found = self._streamed(sql, params) if self._streaming else iter(self._run(sql, params))
        if into is None:
            yield from found
        elif first := next(found, None):
            fill = filler(into, tuple(first))
            yield from (fill(list(row.values())) for row in chain([first], found))

    def row(self, sql: str, params: Params = NOTHING) -> Row | None:
        return self._run(sql, params).fetchone()

    def execute(self, sql: str, params: Params = NOTHING) -> int:
        return self._run(sql, params).rowcount

    def insert(self, table: str, values: Params) -> int:
        columns = ", ".join(values)
        marks = ", ".join(f":{name}" for name in values)
        row = self.row(f"INSERT INTO {table} ({columns}) VALUES ({marks}) RETURNING id", values)
        assert row is not None
        return int(row["id"])

    def delete(self, table: str, key: Params) -> int:
        if self.own_unit is None:
            return self.execute(deletion(table, key), key)
        row = self.row(
            f"SELECT {SCHEMA}.remove_own(:table, :key) AS gone",
            {"table": table, "key": json.dumps(dict(key))},
        )
        return int(row["gone"]) if row else 0

    def insert_many(self, table: str, rows: Iterable[Params]) -> None:
        waiting = iter(rows)
        while batch := list(islice(waiting, INSERTED_AT_ONCE)):
            names = list(batch[0])
            values = {f"{name}_{n}": row[name] for n, row in enumerate(batch) for name in names}
            lines = ", ".join(f"({', '.join(f':{name}_{n}' for name in names)})" for n in range(len(batch)))
            self._run(f"INSERT INTO {table} ({', '.join(names)}) VALUES {lines}", values)

    @contextmanager
    def transaction(self, *, derived: bool = False, turn: bool = True) -> Iterator[None]:
        """Without a `turn` it waits for no other writer: for what ends the one that everybody waits for."""
        turn = turn and self._checked
        self._writing = True
        try:
            mark = self._begin(turn)
            self._inside = True
            try:
                yield
            except BaseException:
                self._inside = False
                self._roll_back()
                raise
            self._inside = False
            try:
                self._connection.execute("COMMIT")
            except psycopg.Error as error:
                if not self._lost():
                    self._roll_back()
                    self._fail(error)
                self._settle(mark if turn else None)
        finally:
            self._writing = False

    @contextmanager
    def snapshot(self) -> Iterator[None]:
        """Questions in the block see the store as it is at the block's start, whatever others write."""
        self._run("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY", NOTHING)
        self._inside = self._streaming = True
        try:
            yield
        finally:
            self._inside = self._streaming = False
            self._roll_back()

    def _streamed(self, sql: str, params: Params) -> Iterator[Row]:
        """Rows fetched as they are needed, for answers too long to be kept in memory."""
        self._cursors += 1
        name = f"gongkai_{self._cursors}"
        self._run(f"DECLARE {name} NO SCROLL CURSOR FOR {sql}", params)
        while rows := self._run(f"FETCH {FETCHED_AT_ONCE} FROM {name}", NOTHING).fetchall():
            yield from rows
        self._run(f"CLOSE {name}", NOTHING)

    @property
    def copier(self) -> str | None:
        """What this copy calls itself on the server; None: it is no copy."""
        return self._copier

    def measure(self) -> None:
        """Let the server look at how much there is in each table, so that it plans long questions well."""
        self._run(f"SELECT {SCHEMA}.measure()", NOTHING)

    def counters(self) -> dict[str, int]:
        if self.row(f"SELECT to_regprocedure('{SCHEMA}.counters()') AS there") == {"there": None}:
            return {}  # before the next `server init`
        return {row["name"]: int(row["last"]) for row in self.rows(f"SELECT * FROM {SCHEMA}.counters()")}

    def hashed(self, login: str, password: str) -> str:
        """A password as the server keeps it, so that the password itself is neither sent nor logged."""
        verifier = self._connection.pgconn.encrypt_password(
            password.encode(), login.encode(), b"scram-sha-256"
        )
        return verifier.decode()

    def close(self) -> None:
        self._connection.close()

    def _begin(self, wait: bool) -> str:
        """Begin; with `wait`, wait for the writers before us, and leave a mark that is there if, and only if, we commit.

        Refused while a copy into the record is under way and we aren't the one who copies.
        """
        mark = secrets.token_hex(16)
        turn = f"SELECT {SCHEMA}.take_turn(:mark)" if wait else ""
        self._run(f"BEGIN ISOLATION LEVEL READ COMMITTED; {_HURRY}; {turn}", {"mark": mark})
        return mark

    def _roll_back(self) -> None:
        try:
            self._connection.execute("ROLLBACK")
        except psycopg.Error:
            self._connection.close()  # the server rolls back what has lost its client

    def _settle(self, mark: str | None) -> None:
        """The connection was lost while committing. Unsaved where nothing was saved, StoreError where nobody knows.

        A transaction's number tells nothing after a crash: the server may give it to another writer.
        """
        saved = self._has(mark) if mark else None
        if saved is None:
            raise StoreError(
                f"保存时与 {self._place} 的连接中断，也问不出结果，不能断定这一步是否已保存；"
                "请在服务器恢复后用 gongkai log 核对，没有再重做"
            )
        if not saved:
            raise Unsaved(f"与 {self._place} 的连接中断，这一步没有保存（已全部撤回），请重做")

    def _has(self, mark: str) -> bool | None:
        """Whether a transaction of ours was committed, by its mark; None where the server can't be asked.

        Waiting for our turn among the writers, the server waits for its end too: it may still be going on.
        """
        for pause in PATIENT_PAUSES:
            try:
                self._connection = self._connect(PATIENT_PAUSES, was_there=True)
                row = self._connection.execute(f"SELECT {SCHEMA}.has_mark(%s) AS found", [mark]).fetchone()
                return bool(row and row["found"])
            except StoreError:
                break
            except psycopg.Error:
                if not self._lost():
                    break
                time.sleep(pause)
        return None

    def _run(self, sql: str, params: Params) -> psycopg.Cursor[Row]:
        """Send a statement. Outside a transaction, nothing has happened yet and a passing fault is tried again."""
        for pause in (*FIRST_PAUSES, None):
            try:
                if self._lost() and not self._inside:
                    self._connection = self._connect(PATIENT_PAUSES, was_there=True)
                cursor = self._connection.cursor()
                cursor.execute(translated(sql), params)
                return cursor
            except psycopg.Error as error:
                lost = self._lost()
                if not self._inside and not lost:
                    self._roll_back()  # what had begun
                if self._inside or pause is None or not (lost or errors.may_pass(error)):
                    self._fail(error)
                time.sleep(pause * random.uniform(0.7, 1.3))
        raise AssertionError

    def _lost(self) -> bool:
        return bool(self._connection.closed)

    def _fail(self, error: psycopg.Error) -> NoReturn:
        if self._lost() and not self._writing:
            raise StoreError(f"与 {self._place} 的连接中断，没有读完，请重做") from None
        if self._lost():
            raise Unsaved(f"与 {self._place} 的连接中断，这一步没有保存（已全部撤回），请重做") from None
        who = errors.Who(self.login, self.role, self.own_unit)
        said = errors.meaning(error, self._place, who, self._held_by(error), writing=self._writing)
        if errors.may_pass(error):
            raise Unsaved(said) from None
        raise StoreError(said) from None

    def _held_by(self, error: psycopg.Error) -> str:
        """Who holds what we waited for in vain: the turn to write, or tables."""
        if error.sqlstate != errors.WAITED_LONG:
            return ""
        self._roll_back()  # nothing can be asked in a transaction that failed
        whole, rows = "NOT IN ('AccessShareLock', 'RowShareLock', 'RowExclusiveLock')", "<> 'AccessShareLock'"
        try:
            return next(
                filter(None, (errors.held(self._connection, mode) for mode in (whole, rows, "IS NOT NULL"))),
                "",
            )
        except psycopg.Error:
            return ""
