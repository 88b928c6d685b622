"""Both stores for the tests: SQLite files, and a real PostgreSQL server of the tests' own on loopback.

Every test that runs commands (by `gongkai` or `process`) runs on both stores: see pytest_generate_tests. `--store`
narrows that. Without PostgreSQL's package its half is skipped, unless GONGKAI_TEST_POSTGRES=required.
"""

from __future__ import annotations

import glob
import itertools
import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, NamedTuple

import pytest

PLAN_FILE = Path(__file__).resolve().parent.parent / "data" / "tasks_2019.yaml"

OWNER = "gongkai_admin"
OFFICE = "测试员"  # GONGKAI_USER of the tests on SQLite: the same journal on both stores
UNITS = {"sfj": "区司法局", "slj": "区水利局"}
READER = "ld"
TEMPLATE = "gongkai_template"


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--store", choices=["sqlite", "postgres", "both"], default="both", help="the store to test"
    )


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "sqlite: about the SQLite file itself, or no store is there yet")
    config.addinivalue_line("markers", "any_store: the same on either store; on SQLite it is quicker")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Tests that run commands run on both stores."""
    names = metafunc.fixturenames
    commands = "gongkai" in names or "process" in names
    elsewhere = {"filled_store", "district", "server", "own_server"} & set(
        names
    ) or metafunc.definition.get_closest_marker("sqlite")
    if commands and not elsewhere:
        chosen = metafunc.config.getoption("--store")
        if metafunc.definition.get_closest_marker("any_store"):
            engines = ["sqlite"]
        else:
            engines = ["sqlite", "postgres"] if chosen == "both" else [chosen]
        metafunc.parametrize("engine", engines, indirect=True)


@pytest.fixture(autouse=True)
def engine(request: pytest.FixtureRequest, _own_surroundings: None, monkeypatch: pytest.MonkeyPatch) -> str:
    """The store that GONGKAI_DB names, with the plan loaded: a file in tmp_path, or a database, as the office.

    Of every test, so that pytest_generate_tests may give it a value; without one it is SQLite, and no file is there yet.
    """
    name: str | None = getattr(request, "param", None)
    if name == "postgres":
        district: District = request.getfixturevalue("district")
        monkeypatch.setenv("GONGKAI_DB", district.address(OFFICE))
    elif name == "sqlite":
        request.getfixturevalue("store_path")
    return name or "sqlite"


class Server:
    """A PostgreSQL server in a folder of its own. Its socket trusts everybody; over TCP it wants passwords."""

    def __init__(self, folder: Path, programs: Path, *settings: str) -> None:
        self.folder, self._programs, self._settings = folder, programs, settings
        self._as: dict[str, Any] = {}
        if os.geteuid() == 0:  # initdb refuses root
            account = next(pwd.getpwnam(name) for name in ("postgres", "nobody") if _has_account(name))
            os.chown(folder, account.pw_uid, account.pw_gid)
            self._as = {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}
        folder.chmod(0o755)
        self.data = folder / "data"
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self._run("initdb", "-D", self.data, "-U", "postgres", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync")
        (self.data / "pg_hba.conf").write_text(
            "local all all trust\nhost all all 127.0.0.1/32 scram-sha-256\n"
        )
        self.start()

    def _run(self, program: str, *arguments: Any) -> None:
        command = [str(self._programs / program), *map(str, arguments)]
        done = subprocess.run(
            command,
            capture_output=True,
            text=True,
            check=False,
            cwd="/",
            env={"LC_ALL": "C.UTF-8"},
            **self._as,
        )
        assert done.returncode == 0, done.stdout + done.stderr

    def start(self) -> None:
        settings = (
            f"-k {self.folder} -p {self.port} -c listen_addresses=127.0.0.1 -c max_connections=100 "
            "-c shared_buffers=32MB -c log_statement=all " + " ".join(f"-c {s}" for s in self._settings)
        )
        self._run("pg_ctl", "-D", self.data, "-w", "-t", "60", "-l", self.log, "-o", settings, "start")

    @property
    def log(self) -> Path:
        return self.folder / "log"

    def stop(self) -> None:
        self._run("pg_ctl", "-D", self.data, "-m", "immediate", "stop")

    def kill(self) -> None:
        """kill -9 for the server and all its processes, as when the power fails. Only what this folder started."""
        first = int((self.data / "postmaster.pid").read_text().split()[0])
        os.kill(first, signal.SIGSTOP)  # so that it starts no further process meanwhile
        children = [int(pid) for pid in _children(first)]
        for pid in (first, *children):
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        deadline = time.monotonic() + 30
        while any(_alive(pid) for pid in (first, *children)) and time.monotonic() < deadline:
            time.sleep(0.02)
        # A dead process nobody has fetched still has its number: the next start would take it for alive.
        for left in (self.data / "postmaster.pid", *self.folder.glob(".s.PGSQL.*")):
            left.unlink(missing_ok=True)

    def address(self, database: str, user: str) -> str:
        return f"postgresql://{user}@/{database}?host={self.folder}&port={self.port}"

    def connect(self, database: str, user: str) -> Any:
        """A plain connection, with none of our code in it."""
        import psycopg

        return psycopg.connect(self.address(database, user), autocommit=True)

    def sql(self, *statements: str, database: str = "postgres") -> None:
        with self.connect(database, "postgres") as connection:
            for statement in statements:
                connection.execute(statement)


def _has_account(name: str) -> bool:
    try:
        return bool(pwd.getpwnam(name))
    except KeyError:
        return False


def _children(pid: int) -> list[str]:
    return Path(f"/proc/{pid}/task/{pid}/children").read_text().split()


def _alive(pid: int) -> bool:
    try:
        return "Z" not in Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False


def programs() -> Path:
    """Where PostgreSQL's programs are; skips the test, or fails it where that is required."""
    found = sorted(glob.glob("/usr/lib/postgresql/*/bin/initdb"), key=lambda p: int(p.split("/")[4]))
    path = found[-1] if found else shutil.which("initdb")
    try:
        import psycopg  # noqa: F401
    except ImportError:
        path = None
    if path is None:
        if os.environ.get("GONGKAI_TEST_POSTGRES") == "required":
            pytest.fail("PostgreSQL (Debian: postgresql) and psycopg are required here")
        pytest.skip("needs PostgreSQL (Debian: postgresql) and psycopg")
    return Path(path).parent


def start_server(*settings: str) -> Server:
    # Unix sockets allow only short paths.
    return Server(Path(tempfile.mkdtemp(prefix="gk", dir="/tmp")), programs(), *settings)


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    """The server of this session. It keeps nothing safe from a power failure, and so is fast."""
    running = start_server(
        "fsync=off",
        "synchronous_commit=off",
        "full_page_writes=off",
        "autovacuum=off",
        "max_prepared_transactions=2",
    )
    try:
        yield running
    finally:
        running.stop()
        shutil.rmtree(running.folder, ignore_errors=True)


class District(NamedTuple):
    """A database of a test's own on a server: the 2019 plan is loaded, and nothing recorded."""

    server: Server
    database: str

    def address(self, user: str) -> str:
        return self.server.address(self.database, user)

    def connect(self, user: str) -> Any:
        return self.server.connect(self.database, user)


def make_template(server: Server) -> None:
    """A record with an office, two units and a reader, from which each test's database is copied."""
    from gongkai.cli.session import Session
    from gongkai.cli.workplace import Workplace
    from gongkai.store.engine.postgres import PostgresStore
    from gongkai.store.server import logins
    from gongkai.store.server import setup as setting_up

    server.sql(f"CREATE ROLE {OWNER} LOGIN CREATEROLE", f"CREATE DATABASE {TEMPLATE} OWNER {OWNER}")
    address = server.address(TEMPLATE, OWNER)
    store = PostgresStore(address, checked=False)
    setting_up.init(store)
    logins.add(store, logins.Login(OFFICE, "office"))
    logins.add(store, logins.Login(READER, "reader"))
    for login, unit in UNITS.items():
        logins.add(store, logins.Login(login, "unit", unit))
    store.close()
    session = Session(Workplace(address, str(PLAN_FILE)))
    session.workplace.load_plan()
    session.close()
    server.sql("ANALYZE", database=TEMPLATE)


@pytest.fixture(scope="session")
def template(server: Server) -> Server:
    make_template(server)
    return server


class Districts:
    """Databases for one test after the other. A new one is copied from the template only where the last test wrote."""

    def __init__(self, server: Server) -> None:
        self._server, self._numbers = server, itertools.count(1)
        self._unused: tuple[District, str] | None = None

    @contextmanager
    def lend(self) -> Iterator[District]:
        district, written = self._unused or self._new()
        self._unused = None
        yield district
        if self._written() == written and not self._busy(district):
            self._unused = district, written
        else:
            self._drop(district)

    def _new(self) -> tuple[District, str]:
        name = f"district_{next(self._numbers)}"
        # Nothing is kept safe here, so copying files is cheaper than logging every page of them.
        self._server.sql(f"CREATE DATABASE {name} TEMPLATE {TEMPLATE} OWNER {OWNER} STRATEGY FILE_COPY")
        return District(self._server, name), self._written()

    def _ask(self, question: str) -> list[tuple[Any, ...]]:
        with self._server.connect("postgres", "postgres") as connection:
            found: list[tuple[Any, ...]] = connection.execute(question).fetchall()
        return found

    def _written(self) -> str:
        """The number of the next transaction that writes anything anywhere on this server."""
        [(number,)] = self._ask("SELECT pg_snapshot_xmax(pg_current_snapshot())::text")
        return str(number)

    def _busy(self, district: District) -> bool:
        return bool(self._ask(f"SELECT FROM pg_stat_activity WHERE datname = '{district.database}'"))

    def _drop(self, district: District) -> None:
        self._server.sql(f"DROP DATABASE {district.database} WITH (FORCE)")
        for (role,) in self._ask("SELECT rolname FROM pg_roles WHERE rolname !~ '^(pg_|gongkai_)'"):
            if role not in ("postgres", OFFICE, READER, *UNITS):
                self._server.sql('DROP ROLE "' + role.replace('"', '""') + '"')


@pytest.fixture(scope="session")
def districts(template: Server) -> Districts:
    return Districts(template)


@pytest.fixture
def district(districts: Districts) -> Iterator[District]:
    with districts.lend() as lent:
        yield lent
