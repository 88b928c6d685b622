"""What can happen to a server in the middle of the work. All of a command happened or none of it, and it says which."""

from __future__ import annotations

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import psycopg
import pytest
from conftest import ROOT, Gongkai
from databases import OFFICE, OWNER, READER, TEMPLATE, District, Server, make_template, start_server

from gongkai.base.problems import StoreError
from gongkai.store.changes import claims
from gongkai.store.changes.answers import file_answer
from gongkai.store.changes.journal import Author
from gongkai.store.engine.interface import Unsaved
from gongkai.store.engine.migrations import SCHEMA_VERSION, scripts
from gongkai.store.engine.opening import open_store
from gongkai.store.engine.postgres import PostgresStore
from gongkai.store.engine.postgres_words import translated
from gongkai.store.server import setup as setting_up

AUTHOR = Author(OFFICE, "2019-07-18T08:00:00+08:00")
TAKE_TURN = "LOCK TABLE gongkai.turn IN EXCLUSIVE MODE"
FILL = ("fill", "-u", "区司法局", "-t", "14", "--on", "2019-07-18", "--measure")


def plan_of(store: Any) -> str:
    return str(store.row("SELECT id FROM plan")["id"])


def file(store: Any, measure: str, unit: str = "区司法局", task: str = "14") -> None:
    file_answer(store, AUTHOR, plan_of(store), unit, task, "2019-07-18", {"measure": measure})


def recorded(district: District) -> list[tuple[str, str]]:
    """What was recorded, from the answers and from the journal, which agree."""
    with district.connect("postgres") as connection:
        answers = connection.execute("SELECT unit, measure FROM gongkai.filing ORDER BY id").fetchall()
        lines = connection.execute(
            "SELECT unit, after::json ->> 'measure' FROM gongkai.journal ORDER BY id"
        ).fetchall()
    assert answers == lines
    return answers


def wait_until(so: Callable[[], bool]) -> None:
    """Wait for something that takes a moment; a minute on a busy machine is none."""
    end = time.monotonic() + 60
    while not so():
        assert time.monotonic() < end
        time.sleep(0.05)


def end_connections(district: District) -> None:
    with district.connect("postgres") as connection:
        connection.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )


# A connection that is lost.


def test_a_question_is_asked_again(district: District) -> None:
    store = open_store(district.address(OFFICE))
    assert plan_of(store)
    end_connections(district)
    assert plan_of(store)
    store.close()


def test_a_long_answer_that_breaks_off_says_so(district: District) -> None:
    store = open_store(district.address(OFFICE))
    with pytest.raises(StoreError, match="连接中断，没有读完，请重做") as told, store.snapshot():
        assert next(store.rows("SELECT * FROM unit ORDER BY seq"))
        end_connections(district)
        list(store.rows("SELECT * FROM task"))
    assert not isinstance(told.value, Unsaved)
    assert plan_of(store)
    store.close()


def test_a_transaction_that_loses_its_connection_is_undone_and_says_so(district: District) -> None:
    store = open_store(district.address(OFFICE))
    plan = plan_of(store)
    with pytest.raises(Unsaved, match="连接中断，这一步没有保存（已全部撤回）"), store.transaction():
        for _ in range(2):
            values = {"plan": plan, "unit": "区司法局", "task": "15", "on_date": "2019-07-18"}
            store.insert("claim", values)
            end_connections(district)
    assert list(store.rows("SELECT * FROM claim")) == []
    store.close()


def test_a_change_is_made_again_after_a_lost_connection(district: District) -> None:
    store = open_store(district.address(OFFICE))
    file(store, "一")
    end_connections(district)
    file(store, "二")
    assert [measure for _, measure in recorded(district)] == ["一", "二"]
    store.close()


class Proxy:
    """Between a program and its server. At a COMMIT it cuts the line: before it is sent on, or before the answer."""

    def __init__(
        self, server: Server, cut: str, *, for_good: bool, then: Callable[[], None] | None = None
    ) -> None:
        self._upstream = f"{server.folder}/.s.PGSQL.{server.port}"
        self.cut, self._for_good, self._then = cut, for_good, then
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = self._listener.getsockname()[1]
        self.cuts = 0
        self._silent: set[socket.socket] = set()
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self) -> None:
        while True:
            try:
                client, _ = self._listener.accept()
            except OSError:
                return
            upstream = socket.socket(socket.AF_UNIX)
            try:
                upstream.connect(self._upstream)
            except OSError:  # the server is down
                client.close()
                continue
            for ends in ((client, upstream), (upstream, client)):
                threading.Thread(target=self._pass, args=(*ends, ends[0] is client), daemon=True).start()

    def _pass(self, source: socket.socket, target: socket.socket, from_client: bool) -> None:
        try:
            while data := source.recv(65536):
                if from_client and b"COMMIT\x00" in data and self.cut:
                    self._cut(source, target, data)
                    return
                if source not in self._silent:
                    target.sendall(data)
        except OSError:
            pass
        for end in (source, target):
            with suppress(OSError):  # the other thread reads it: closed alone, it would stay open under that
                end.shutdown(socket.SHUT_RDWR)
            end.close()

    def _cut(self, client: socket.socket, upstream: socket.socket, data: bytes) -> None:
        after = self.cut == "after"
        self.cut = ""
        self.cuts += 1
        if self._for_good:
            self.close()
        self._silent.add(upstream)
        if after:
            upstream.sendall(data)
            time.sleep(0.3)  # it commits; nobody hears of it
        if self._then:
            self._then()
        client.shutdown(socket.SHUT_RDWR)
        upstream.shutdown(socket.SHUT_RDWR)

    def close(self) -> None:
        # A listener in accept() ends only when it is shut down.
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()


@pytest.mark.parametrize("cut", ["before", "after"])
def test_a_line_that_is_cut_while_committing(district: District, cut: str) -> None:
    """The program asks the server what became of its transaction, and makes the change again only where it is lost."""
    proxy = Proxy(district.server, "", for_good=False)
    store = open_store(f"postgresql://{OFFICE}@127.0.0.1:{proxy.port}/{district.database}?sslmode=disable")
    proxy.cut = cut
    file(store, "一")
    assert proxy.cuts == 1
    assert [measure for _, measure in recorded(district)] == ["一"]
    file(store, "二")
    assert [measure for _, measure in recorded(district)] == ["一", "二"]
    store.close()
    proxy.close()


def test_without_a_second_attempt_it_says_that_nothing_was_saved(district: District) -> None:
    proxy = Proxy(district.server, "", for_good=False)
    store = open_store(f"postgresql://{OFFICE}@127.0.0.1:{proxy.port}/{district.database}?sslmode=disable")
    values = {"plan": plan_of(store), "unit": "区司法局", "task": "15", "on_date": "2019-07-18"}
    proxy.cut = "before"
    with pytest.raises(Unsaved, match="没有保存（已全部撤回），请重做"), store.transaction():
        store.insert("claim", values)
    assert store.row("SELECT COUNT(*) AS n FROM claim") == {"n": 0}
    proxy.cut = "after"
    with store.transaction():
        store.insert("claim", values)
    assert store.row("SELECT COUNT(*) AS n FROM claim") == {"n": 1}
    store.close()
    proxy.close()


@pytest.mark.slow
def test_a_server_that_cannot_be_asked_any_more(district: District) -> None:
    """The one case in which nobody can know: it says so, and what to look at."""
    proxy = Proxy(district.server, "", for_good=True)
    store = open_store(f"postgresql://{OFFICE}@127.0.0.1:{proxy.port}/{district.database}?sslmode=disable")
    proxy.cut = "after"
    with pytest.raises(StoreError, match=r"不能断定这一步是否已保存.*gongkai log 核对") as told:
        file(store, "一")
    assert not isinstance(told.value, Unsaved)
    store.close()


# Others who write at the same time.


def test_writers_wait_for_each_other(district: District) -> None:
    """Twelve at once, each adding to what stands: nothing is lost."""

    def write(number: int) -> None:
        store = open_store(district.address(OFFICE))
        for each in range(5):
            file(store, f"{number}-{each}")
        store.close()

    threads = [threading.Thread(target=write, args=(number,)) for number in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(recorded(district)) == 60
    with district.connect("postgres") as connection:
        (standing,) = connection.execute("SELECT count(*) FROM gongkai.filing WHERE until IS NULL").fetchone()
    assert standing == 1


def test_a_deadlock_is_resolved_by_another_attempt(district: District) -> None:
    """Somebody holds the table by hand and waits for our lock, while we hold the lock and wait for the table."""
    store = open_store(district.address(OFFICE))
    plan = plan_of(store)
    other = district.connect("postgres")
    other.execute("SET deadlock_timeout = '20s'")  # so that it is we who are told
    other.execute("BEGIN; LOCK TABLE gongkai.claim")

    def lock() -> None:
        while not other.execute(
            "SELECT count(*) FROM pg_locks WHERE relation = 'gongkai.turn'::regclass"
        ).fetchone()[0]:
            time.sleep(0.01)
        other.execute(TAKE_TURN)
        other.execute("COMMIT")

    thread = threading.Thread(target=lock)
    thread.start()
    claims.claim(store, AUTHOR, plan, "区司法局", "15", "2019-07-18")
    thread.join()
    assert store.row("SELECT COUNT(*) AS n FROM claim") == {"n": 1}
    store.close()
    other.close()


@pytest.mark.parametrize("login", ["sfj", READER])
def test_nobody_stops_the_writers_by_a_lock(district: District, login: str) -> None:
    """What any login may lock, no writer waits for."""
    with district.connect(login) as idler:
        idler.execute("SELECT pg_advisory_lock(n) FROM (VALUES (0), (1), (1735090537)) AS numbers (n)")
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            idler.execute(f"BEGIN; {TAKE_TURN}")
        idler.execute("ROLLBACK")
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            idler.execute("SELECT gongkai.measure()")
        store = open_store(district.address(OFFICE))
        store.execute("SET lock_timeout = '200ms'")
        file(store, "一")
        store.close()
    with district.connect(READER) as reader:
        for question in ("take_turn('x')", "has_mark('x')"):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                reader.execute(f"SELECT gongkai.{question}")


def test_a_lock_that_is_held_too_long(district: District) -> None:
    store = open_store(district.address(OFFICE))
    with district.connect("postgres") as other:
        other.execute(f"BEGIN; {TAKE_TURN}")
        store.execute("SET lock_timeout = '200ms'")
        with pytest.raises(
            StoreError, match=r"正被别的程序占用（登录名 postgres 占着写入的次序），.*没有保存"
        ):
            file(store, "一")
    file(store, "二")
    assert [measure for _, measure in recorded(district)] == ["二"]
    store.close()


# Questions that take long.


def unmeasured(district: District) -> list[str]:
    """The tables whose size the server doesn't know."""
    with district.connect("postgres") as connection:
        return [
            name
            for (name,) in connection.execute(
                "SELECT relname::text FROM pg_class WHERE relkind = 'r' AND relnamespace = 'gongkai'::regnamespace "
                "AND relname <> 'turn' AND reltuples < 0"
            )
        ]


def test_a_new_record_is_measured(gongkai: Gongkai, bare: District) -> None:
    """Without knowing how much there is, the server takes minutes where it could take a second."""
    owner = ("--db", bare.address("bare_admin"))
    assert gongkai("server", "init", *owner).status == 0
    assert unmeasured(bare) == []
    with bare.connect("postgres") as connection:
        known = connection.execute(
            "SELECT reltuples FROM pg_class WHERE relname IN ('duty', 'assignment', 'period') AND relkind = 'r'"
        ).fetchall()
        assert min(known) > (0,)


def test_a_plan_that_the_office_loads_is_measured(
    gongkai: Gongkai, district: District, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    with district.connect("postgres") as connection:
        connection.execute("TRUNCATE gongkai.duty; ANALYZE gongkai.duty")
        plan = tmp_path / "plan.yaml"
        plan.write_text(
            (ROOT / "data" / "tasks_2019.yaml").read_text(encoding="utf-8") + "\n# other\n", encoding="utf-8"
        )
        monkeypatch.setenv("GONGKAI_DB", district.address(OFFICE))
        assert gongkai("units", "--plan", str(plan)).status == 0
        assert connection.execute(
            "SELECT reltuples > 0 FROM pg_class WHERE relname = 'duty' AND relkind = 'r'"
        ).fetchone() == (True,)


def test_a_question_ends_with_its_program(district: District) -> None:
    """kill -9 while the server is thinking: it notices, and thinks no further."""
    code = (
        "import sys\nfrom gongkai.store.engine.opening import open_store\nstore = open_store(sys.argv[1])\n"
        "print('asking', flush=True)\nstore.row('SELECT pg_sleep(600)')\n"
    )
    asking = subprocess.Popen(
        [sys.executable, "-c", code, district.address(OFFICE)], cwd=ROOT, stdout=subprocess.PIPE
    )
    assert asking.stdout is not None and asking.stdout.readline()
    question = (
        "SELECT count(*) FROM pg_stat_activity WHERE query LIKE 'SELECT pg_sleep%' AND state = 'active'"
    )
    with district.connect("postgres") as connection:
        for expected in (1, 0):
            wait_until(lambda expected=expected: connection.execute(question).fetchone() == (expected,))
            asking.kill()
    asking.wait()


# A server that fails.


@pytest.fixture
def own_server() -> Iterator[Server]:
    """A server that may be killed, with the settings of a real one."""
    running = start_server()
    make_template(running)
    yield running
    running.stop()
    shutil.rmtree(running.folder, ignore_errors=True)


@pytest.fixture
def forgetful_server() -> Iterator[Server]:
    """A server that leaves what isn't committed unwritten for long, so that a crash takes all traces of it along."""
    running = start_server("wal_writer_delay=10s", "fsync=on")
    make_template(running)
    yield running
    running.stop()
    shutil.rmtree(running.folder, ignore_errors=True)


@pytest.mark.slow
@pytest.mark.parametrize("dies", ["the server", "its process for us"])
def test_a_number_that_a_crash_gives_to_another_writer(forgetful_server: Server, dies: str) -> None:
    """The server forgets our transaction, and commits another one under its number: ours is made again."""
    district = District(forgetful_server, TEMPLATE)
    numbers: list[int] = []

    def number_of_another_transaction() -> int:
        while True:
            try:
                with district.connect("postgres") as connection:
                    return connection.execute("SELECT pg_current_xact_id()::text::bigint").fetchone()[0]
            except psycopg.OperationalError:  # not up again yet
                time.sleep(0.05)

    def crash() -> None:
        with district.connect("postgres") as connection:
            question = (
                "SELECT pid, backend_xid::text::bigint FROM pg_stat_activity WHERE backend_xid IS NOT NULL"
            )
            ((process, number),) = connection.execute(question).fetchall()
        numbers.append(number)
        if dies == "the server":
            forgetful_server.kill()
            forgetful_server.start()
        else:
            witness = district.connect("postgres")
            os.kill(process, signal.SIGKILL)  # the server ends all the others, recovers and goes on
            with pytest.raises(psycopg.OperationalError):
                while True:  # until it has noticed
                    witness.execute("SELECT 1")
            witness.close()
        while numbers[-1] < number or len(numbers) == 1:
            numbers.append(number_of_another_transaction())

    proxy = Proxy(district.server, "", for_good=False, then=crash)
    store = open_store(f"postgresql://{OFFICE}@127.0.0.1:{proxy.port}/{district.database}?sslmode=disable")
    assert plan_of(store)
    proxy.cut = "before"
    file(store, "一")
    assert proxy.cuts == 1
    assert numbers[0] in numbers[1:], "the number was given away"
    assert [measure for _, measure in recorded(district)] == ["一"]
    store.close()
    proxy.close()


@pytest.mark.slow
def test_a_server_killed_amid_sixty_writers(own_server: Server) -> None:
    """Every write that was acknowledged is there, every one refused is not, and the journal agrees with the rows."""
    district = District(own_server, TEMPLATE)
    saved: set[str] = set()
    refused: set[str] = set()
    unknown: set[str] = set()
    stop = threading.Event()
    store = open_store(district.address(OFFICE))
    units = [str(row["name"]) for row in store.rows("SELECT name FROM unit ORDER BY seq")]
    store.close()

    def write(writer: int) -> None:
        unit = units[writer % len(units)]
        store = open_store(district.address(OFFICE))
        number = 0
        while not stop.is_set():
            measure = f"{writer}-{number}"
            number += 1
            try:
                file(store, measure, unit)
                saved.add(measure)
            except Unsaved:
                refused.add(measure)
            except StoreError as error:
                (unknown if "不能断定" in str(error) else refused).add(measure)
        store.close()

    threads = [threading.Thread(target=write, args=(writer,)) for writer in range(60)]
    for thread in threads:
        thread.start()
    try:
        for _ in range(3):
            before = len(saved)
            wait_until(lambda before=before: len(saved) > before)
            time.sleep(1)
            own_server.kill()
            own_server.start()
        before = len(saved)
        wait_until(lambda: len(saved) > before)
    finally:
        stop.set()
    for thread in threads:
        thread.join()
    there = {measure for _, measure in recorded(district)}
    assert saved <= there
    assert not refused & there
    assert there <= saved | unknown


@pytest.mark.slow
def test_a_corrupted_page(own_server: Server, gongkai: Gongkai, monkeypatch: pytest.MonkeyPatch) -> None:
    district = District(own_server, TEMPLATE)
    monkeypatch.setenv("GONGKAI_DB", district.address(OFFICE))
    assert gongkai(*FILL, "公布").status == 0
    with district.connect("postgres") as connection:
        (path,) = connection.execute("SELECT pg_relation_filepath('gongkai.journal')").fetchone()
        connection.execute("CHECKPOINT")
    own_server.stop()
    with (own_server.data / path).open("r+b") as page:
        page.write(os.urandom(4096))
    own_server.start()
    done = gongkai("log")
    assert done.status == 1 and "已损坏" in done.err and "gongkai restore" in done.err
    assert done.err.count("\n") == 1


@pytest.fixture
def small_disk(tmp_path: Path, server: Server) -> Iterator[Path]:
    """A disk of 400 kB for the server's tables."""
    folder = Path(f"{server.folder}/small")
    folder.mkdir()
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=400k", "none", folder], check=False).returncode:
        folder.rmdir()
        pytest.skip("may not mount a small disk here")
    owner = server.data.stat()
    os.chown(folder, owner.st_uid, owner.st_gid)
    yield folder
    subprocess.run(["umount", "-l", folder], check=True)
    folder.rmdir()


def test_a_full_disk(
    gongkai: Gongkai, district: District, small_disk: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    district.server.sql(f"CREATE TABLESPACE small LOCATION '{small_disk}'")
    district.server.sql("ALTER TABLE gongkai.filing SET TABLESPACE small", database=district.database)
    monkeypatch.setenv("GONGKAI_DB", district.address(OFFICE))
    saved = 0
    while (done := gongkai(*FILL, os.urandom(6000).hex())).status == 0 and saved < 200:
        saved += 1  # of what can't be pressed together
    assert done.status == 1 and "磁盘已满，没有保存" in done.err and done.err.count("\n") == 1
    assert len(recorded(district)) == saved
    district.server.sql(f"DROP DATABASE {district.database} WITH (FORCE)", "DROP TABLESPACE small")
    district.server.sql(f"CREATE DATABASE {district.database}")


def test_a_server_that_only_reads(
    gongkai: Gongkai, district: District, monkeypatch: pytest.MonkeyPatch
) -> None:
    district.server.sql(f"ALTER DATABASE {district.database} SET default_transaction_read_only = on")
    monkeypatch.setenv("GONGKAI_DB", district.address(OFFICE))
    assert gongkai("report", "--as-of", "2019-07-18").status == 0
    done = gongkai(*FILL, "公布")
    assert done.status == 1 and "只读" in done.err and "没有保存" in done.err


def test_too_many_connections(gongkai: Gongkai, district: District, monkeypatch: pytest.MonkeyPatch) -> None:
    district.server.sql(f"ALTER DATABASE {district.database} CONNECTION LIMIT 0")
    monkeypatch.setenv("GONGKAI_DB", district.address(OFFICE))
    done = gongkai("units")
    assert done.status == 1 and "连接已满" in done.err


# Versions.


@pytest.fixture
def bare(server: Server) -> Iterator[District]:
    """A database with nothing in it."""
    server.sql("CREATE ROLE bare_admin LOGIN CREATEROLE", "CREATE DATABASE bare OWNER bare_admin")
    yield District(server, "bare")
    server.sql("DROP DATABASE bare WITH (FORCE)")
    groups = [f"bare_{group}" for group in setting_up.GROUPS]
    server.sql(f"DROP ROLE IF EXISTS {', '.join(groups)}, bare_admin")


def at_version(district: District, version: int) -> None:
    """The record as an older program left it, with an answer in it."""
    address = district.address("bare_admin")
    store = PostgresStore(address, checked=False)
    with store.transaction():
        store.execute("CREATE SCHEMA gongkai")
        for each in range(version):
            for script in scripts("postgres", each):
                store.execute(script)
        store.execute(setting_up.sql("schema", "server"))
        store.execute(
            "INSERT INTO about (version, prefix) VALUES (:version, :prefix)",
            {"version": version, "prefix": setting_up._make_groups(store)},
        )
        store.execute(
            "INSERT INTO plan VALUES ('p', 'd', 'f', 'n', 't', NULL, 'i', '2019-07-16', 2019, 'a', 'b', 3)"
        )
        store.execute(
            "INSERT INTO filing (plan, unit, task, kind, measure, section, officer, contact, reason, on_date, since) "
            "VALUES ('p', '区司法局', '14', 'measure', '公布', '', '', '', '', '2019-07-18', '2019-07-18')"
        )
    store.close()


@pytest.mark.parametrize("version", range(1, SCHEMA_VERSION))
def test_every_older_record_is_brought_up_to_date_by_its_owner(
    gongkai: Gongkai, bare: District, version: int
) -> None:
    at_version(bare, version)
    owner = ("--db", bare.address("bare_admin"))
    old = gongkai("units", *owner)
    assert old.status == 1 and f"旧格式（{version}，" in old.err and "gongkai server init" in old.err
    done = gongkai("server", "init", *owner, "--plan", str(ROOT / "data" / "tasks_2019.yaml"))
    assert done.status == 0 and f"从格式 {version} 升级到 {SCHEMA_VERSION}" in done.out, done.err
    with bare.connect("postgres") as connection:
        assert connection.execute("SELECT measure FROM gongkai.filing").fetchall() == [("公布",)]
        assert connection.execute("SELECT version FROM gongkai.about").fetchall() == [(SCHEMA_VERSION,)]


@pytest.mark.parametrize("version", range(1, SCHEMA_VERSION))
def test_an_upgraded_record_shows_what_it_showed(
    gongkai: Gongkai, district: District, filled_store: Path, version: int
) -> None:
    """The ledger is set up anew, though the plan is the same as before."""
    question = ("report", "--as-of", "2019-08-15", "--format", "json")
    assert gongkai("server", "copy", str(filled_store), district.address(OWNER)).status == 0
    before = gongkai(*question, "--db", district.address(OFFICE)).json
    assert before["completion"]["rows_due"] > 0
    later = {
        8: ("arrangement", "rhythm", "event"),
        2: ("holding", "duty"),
        1: ("submission", "receipt"),
    }  # what came after a version and is still there
    with district.connect("postgres") as connection:
        connection.execute("DROP SCHEMA gongkai_figures CASCADE")
        for each, names in later.items():
            if each >= version:
                connection.execute("DROP TABLE " + ", ".join(f"gongkai.{name}" for name in names))
        if version >= 3:
            connection.execute("TRUNCATE gongkai.holding, gongkai.duty")
        if version == 4:
            connection.execute("CREATE TABLE gongkai.tally (plan TEXT)")
        if version < 6:
            connection.execute("ALTER TABLE gongkai.journal DROP COLUMN change")
        connection.execute("UPDATE gongkai.about SET version = %s", [version])
    done = gongkai("server", "init", "--db", district.address(OWNER))
    assert done.status == 0 and f"从格式 {version} 升级" in done.out, done.err
    assert gongkai(*question, "--db", district.address(OFFICE)).json == before


@pytest.mark.skipif(SCHEMA_VERSION < 2, reason="there is no older version")
def test_an_upgrade_that_fails_leaves_the_old_record(gongkai: Gongkai, bare: District) -> None:
    """All versions in one transaction: a table in the way of a later one undoes the others too."""
    at_version(bare, 1)
    texts = [script for version in range(SCHEMA_VERSION) for script in scripts("postgres", version)]
    name = re.findall(r"CREATE TABLE (\w+)", "".join(texts))[-1]
    bare.server.sql(f"CREATE TABLE gongkai.{name} (in_the_way int)", database="bare")
    before = tables(bare)
    done = gongkai("server", "init", "--db", bare.address("bare_admin"))
    assert done.status == 1 and done.err.count("\n") == 1
    assert tables(bare) == before
    with bare.connect("postgres") as connection:
        assert connection.execute("SELECT version FROM gongkai.about").fetchall() == [(1,)]


def tables(district: District) -> list[tuple[Any, ...]]:
    with district.connect("postgres") as connection:
        return connection.execute(
            "SELECT table_name, column_name FROM information_schema.columns WHERE table_schema = 'gongkai' ORDER BY 1, 2"
        ).fetchall()


def test_a_newer_record_is_refused(gongkai: Gongkai, district: District) -> None:
    district.server.sql("UPDATE gongkai.about SET version = 99", database=district.database)
    for command in (
        ("units", "--db", district.address("sfj")),
        ("server", "init", "--db", district.address(OWNER)),
    ):
        done = gongkai(*command)
        assert done.status == 1 and "更新版本的 gongkai 建立（格式 99" in done.err


# The engine's own dialect.


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        ("SELECT :a", "SELECT %(a)s"),
        ("SELECT ':a', :a", "SELECT ':a', %(a)s"),
        ("SELECT 'it''s :a'", "SELECT 'it''s :a'"),
        ("SELECT a::text, :a::text", "SELECT a::text, %(a)s::text"),
        ("SELECT 5 % 3 LIKE '%x%'", "SELECT 5 %% 3 LIKE '%%x%%'"),
        ('SELECT ":a%"', 'SELECT ":a%%"'),
        ("SELECT 1 -- :a it's %\n, :b", "SELECT 1  \n, %(b)s"),
        ("SELECT /* :a ' */ :b", "SELECT   %(b)s"),
    ],
)
def test_parameters_are_translated(ours: str, theirs: str) -> None:
    assert translated(ours) == theirs


def test_texts_are_ordered_and_numbers_summed_as_in_sqlite(district: District, tmp_path: Path) -> None:
    question = (
        "SELECT x, SUM(n) AS n, :none AS none, :percent AS percent FROM "
        "(SELECT 'b' AS x, 1 AS n UNION ALL SELECT 'B', 2 UNION ALL SELECT '局', 3000000000) t GROUP BY x ORDER BY x"
    )
    values = {"none": None, "percent": "100% '\\ :x", "more": 1}
    answers = []
    for address in (str(tmp_path / "x.db"), district.address(OFFICE)):
        store = open_store(address)
        with store.transaction():
            store.execute(
                "INSERT INTO plan (id, digest, file, number, title, issuer, issued, year, window_from, window_to, warn) "
                "VALUES ('b', '', '', '', '', '', '', 1, '', '', 1), ('B', '', '', '', '', '', '', 1, '', '', 1), "
                "('_', '', '', '', '', '', '', 1, '', '', 1)"
            )
        ids = [row["id"] for row in store.rows("SELECT id FROM plan WHERE digest = '' ORDER BY id")]
        answers.append(
            (ids, list(store.rows(question.replace("GROUP BY x ORDER BY x", "GROUP BY x"), values)))
        )
        store.close()
    assert answers[0][0] == answers[1][0] == ["B", "_", "b"]
    assert sorted(map(repr, answers[0][1])) == sorted(map(repr, answers[1][1]))


def test_a_killed_command_leaves_nothing_half_done(district: District) -> None:
    """kill -9 in a transaction: the server rolls it back at once, and nobody waits for the dead."""
    code = (
        "import os, sys\nfrom gongkai.store.engine.opening import open_store\nstore = open_store(sys.argv[1])\n"
        "with store.transaction():\n"
        "    store.insert('claim', {'plan': store.row('SELECT id FROM plan')['id'], 'unit': '区司法局', 'task': '15',\n"
        "                           'on_date': '2019-07-18'})\n"
        "    os.kill(os.getpid(), 9)\n"
    )
    done = subprocess.run([sys.executable, "-c", code, district.address(OFFICE)], check=False, cwd=ROOT)
    assert done.returncode == -9
    store = open_store(district.address(OFFICE))
    file(store, "一")
    assert store.row("SELECT COUNT(*) AS n FROM claim") == {"n": 0}
    store.close()
