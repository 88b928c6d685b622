"""How `gongkai report`'s headline behaves from one district to the whole country, on both stores.

    python bench/scale.py [--sizes district city province country] [--stores sqlite postgres] [--runs 3]

A district is 60 units with 40 tasks each. The records are made by SQL, 19 of 20 rows filed and half of the duties
published, and the holdings as the program would set it (checked against the program at the smallest size). Measured
are whole processes: the headline of the report, and beside it the plain SQL aggregate over
the same rows. Goals: at most 96 MiB at every size; time within 3 times the plain aggregate, once there are enough
rows for the start not to count. PostgreSQL is a server of the benchmark's own, started from Debian's package.
"""

from __future__ import annotations

import argparse
import os
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, NamedTuple

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [HERE, os.path.join(os.path.dirname(HERE), "tests")]

from plans import plan_text  # noqa: E402
from processes import PYTHON, Cost, machine, run  # noqa: E402

from gongkai.cli.session import Session  # noqa: E402
from gongkai.cli.workplace import Workplace  # noqa: E402
from gongkai.store import holdings, tables  # noqa: E402
from gongkai.store.engine.interface import Store  # noqa: E402

SIZES = {"district": 1, "city": 10, "province": 140, "country": 2900}
UNITS, TASKS = 60, 40
AS_OF = "2019-10-31"
MOST_MEMORY = 96
MOST_TIMES = 3

FILED = "(n.n % 2 = 1 OR (n.n / 2 + t.seq) % 10 <> 0)"
ALL_FILED = "b.fulfilled_by = 'filing' AND n.n % 2 = 1"
PUBLISHED = "(n.n + t.seq) % 2 = 0 AND b.fulfilled_by = 'record'"
DAY = "CASE n.n % 3 WHEN 0 THEN '2019-07-30' WHEN 1 THEN '2019-09-15' ELSE '2019-12-20' END"

# Everything but the plan's own tables is made from the numbers of the units.
STEPS = (
    """
    INSERT INTO unit (plan, name, seq, full_name, kind, kind_seq, initials, source, certainty)
    SELECT plan, '第' || n.n || '局', n.n, '试验区第' || n.n || '局', kind, kind_seq, initials, source, certainty
    FROM numbers n CROSS JOIN unit WHERE name = '第1局' AND n.n > 60
    """,
    """
    INSERT INTO assignment (plan, unit, task, basis, via, role, filing)
    SELECT a.plan, '第' || n.n || '局', a.task, a.basis, a.via, a.role, a.filing
    FROM numbers n CROSS JOIN assignment a WHERE a.unit = '第1局' AND n.n > 60
    """,
    f"""
    INSERT INTO filing (id, plan, unit, task, kind, measure, section, officer, contact, reason, on_date, since)
    SELECT (n.n - 1) * {TASKS} + t.seq, t.plan, '第' || n.n || '局', t.id, 'measure', '措施', '办公室', '张三',
           '0533-0000000', '', '2019-07-18', '2019-07-18'
    FROM numbers n CROSS JOIN task t WHERE {FILED}
    """,
    f"""
    INSERT INTO disclosure (plan, unit, task, item, period, title, url, on_date)
    SELECT b.plan, '第' || n.n || '局', b.task, b.item, 'once', '试例', '', {DAY}
    FROM numbers n CROSS JOIN task t JOIN obligation b ON b.plan = t.plan AND b.task = t.id WHERE {PUBLISHED}
    """,
    """
    INSERT INTO holding (plan, unit, task, from_date, to_date, basis, via, role, filing, filing_due, status, answer, answered_on)
    SELECT a.plan, a.unit, a.task, CASE s.n WHEN 1 THEN '' ELSE f.on_date END,
           CASE WHEN s.n = 1 AND f.id IS NOT NULL THEN f.on_date ELSE '9999-99-99' END, a.basis, a.via, a.role, a.filing,
           p.filing_due, CASE s.n WHEN 1 THEN 'unfiled' ELSE 'filed' END,
           CASE s.n WHEN 2 THEN f.id END, CASE s.n WHEN 2 THEN f.since END
    FROM assignment a JOIN plan p ON p.id = a.plan
    LEFT JOIN filing f ON f.plan = a.plan AND f.unit = a.unit AND f.task = a.task
    CROSS JOIN (SELECT 1 AS n UNION ALL SELECT 2) s WHERE s.n = 1 OR f.id IS NOT NULL
    """,
    f"""
    INSERT INTO duty (plan, unit, task, item, period, from_date, to_date, due, predates, done_on)
    SELECT p.plan, '第' || n.n || '局', p.task, p.item, p.period, CASE s.n WHEN 1 THEN '' ELSE '2019-07-18' END,
           CASE WHEN s.n = 1 AND {ALL_FILED} THEN '2019-07-18' ELSE '9999-99-99' END, p.due, p.predates,
           CASE WHEN s.n = 2 THEN '2019-07-18' WHEN {PUBLISHED} THEN {DAY} END
    FROM numbers n CROSS JOIN task t JOIN period p ON p.plan = t.plan AND p.task = t.id
    JOIN obligation b ON b.plan = p.plan AND b.task = p.task AND b.item = p.item
    CROSS JOIN (SELECT 1 AS n UNION ALL SELECT 2) s WHERE s.n = 1 OR ({ALL_FILED})
    """,
)

# The plain aggregate: the same rows, the same sums, nothing grouped and nothing joined.
PLAIN = (
    f"""
    SELECT SUM(filing), SUM(CASE WHEN status IN ('filed', 'not_involved') THEN filing ELSE 0 END),
           SUM(CASE WHEN status = 'not_involved' THEN filing ELSE 0 END),
           SUM(CASE WHEN status = 'incomplete' THEN filing ELSE 0 END)
    FROM holding WHERE plan = 'bench-2019' AND from_date <= '{AS_OF}' AND to_date > '{AS_OF}'
    """,
    f"""
    SELECT SUM(CASE WHEN done_on <= due AND done_on <= '{AS_OF}' THEN 1 ELSE 0 END),
           SUM(CASE WHEN done_on > due AND done_on <= '{AS_OF}' THEN 1 ELSE 0 END),
           SUM(CASE WHEN (done_on IS NULL OR done_on > '{AS_OF}') AND due < '{AS_OF}' THEN 1 ELSE 0 END),
           SUM(CASE WHEN (done_on IS NULL OR done_on > '{AS_OF}') AND due >= '{AS_OF}' THEN 1 ELSE 0 END)
    FROM duty WHERE plan = 'bench-2019' AND from_date <= '{AS_OF}' AND to_date > '{AS_OF}'
    """,
)


class Line(NamedTuple):
    """What was measured of one store at one size; times in milliseconds, memory in MiB."""

    store: str
    size: str
    filings: int
    megabytes: int
    made: float
    report: float
    plain: float
    memory: float


def fill(store: Store, units: int) -> None:
    """Make the records of so many units, in a store with the plan of the first sixty."""
    numbers = f"WITH RECURSIVE numbers(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < {units})"
    with store.transaction():
        for table in holdings.TABLES:
            store.execute(f"DELETE FROM {table}")
        for step in STEPS:
            into, _, select = step.partition("SELECT")
            store.execute(f"{into} {numbers} SELECT {select}")


def check(store: Store) -> None:
    """The holdings made by SQL is the one the program makes."""

    def digests() -> list[tuple[int, str]]:
        return [
            tables.digest(tables.ordered(store, table))
            for table in tables.tables()
            if table.name in holdings.TABLES
        ]

    made = digests()
    with store.transaction():
        holdings.rebuild(store, "bench-2019")
    assert digests() == made, "the holdings made by SQL is not the program's"


def report(address: str) -> Cost:
    command = [PYTHON, "-m", "gongkai", "report", "--headline", "--as-of", AS_OF]
    plan = {"GONGKAI_PLAN": ""} if address.startswith("postgresql") else {}
    return run(command, {"GONGKAI_DB": address, **plan})


def plain(address: str) -> Cost:
    """The plain aggregate, by the driver alone in a process of its own."""
    if address.startswith("postgresql"):
        code = f"import psycopg\nc = psycopg.connect({address!r})\nc.execute('SET search_path = gongkai')\n"
    else:
        code = f"import sqlite3\nc = sqlite3.connect({address!r})\n"
    code += f"for q in {PLAIN!r}: print(c.execute(q).fetchall())"
    return run([PYTHON, "-c", code])


def measure(name: str, size: str, address: str, made: float, filings: int, megabytes: int, runs: int) -> Line:
    report(address), plain(address)  # both find the pages where they have room
    reports, plains = zip(*((report(address), plain(address)) for _ in range(runs)), strict=True)
    assert {cost.status for cost in (*reports, *plains)} == {0}
    return Line(
        name,
        size,
        filings,
        megabytes,
        made,
        statistics.median(cost.wall for cost in reports),
        statistics.median(cost.wall for cost in plains),
        max(cost.memory for cost in reports),
    )


@contextmanager
def postgres() -> Iterator[Any]:
    """A server with the settings of a small real one, but for what a power failure would cost."""
    from databases import start_server

    server = start_server(
        *("log_statement=none", "shared_buffers=1GB", "work_mem=16MB", "maintenance_work_mem=256MB"),
        *("max_wal_size=8GB", "fsync=off", "full_page_writes=off"),
    )
    server.sql("CREATE ROLE gongkai_admin LOGIN CREATEROLE")
    try:
        yield server
    finally:
        server.stop()
        shutil.rmtree(server.folder, ignore_errors=True)


def one(folder: str, name: str, size: str, server: Any, runs: int) -> Line:
    units = SIZES[size] * UNITS
    plan_file = os.path.join(folder, "plan.yaml")
    with open(plan_file, "w", encoding="utf-8") as file:
        file.write(plan_text(UNITS, TASKS))
    if name == "sqlite":
        address = os.path.join(folder, f"{size}.db")
    else:
        from gongkai.store.engine.postgres import PostgresStore
        from gongkai.store.server import setup as setting_up

        server.sql(f"CREATE DATABASE {size} OWNER gongkai_admin")
        address = server.address(size, "gongkai_admin")
        unchecked = PostgresStore(address, checked=False)
        setting_up.init(unchecked)
        unchecked.close()
    session = Session(Workplace(address, plan_file))
    session.workplace.load_plan()
    started = time.perf_counter()
    fill(session.store, units)
    made = time.perf_counter() - started
    if size == "district":
        check(session.store)
    filings = int((session.store.row("SELECT COUNT(*) AS n FROM filing") or {"n": 0})["n"])
    if name == "sqlite":
        session.close()
        os.environ["GONGKAI_PLAN"] = plan_file
        megabytes = os.path.getsize(address) >> 20
    else:
        session.close()
        server.sql("VACUUM ANALYZE", database=size)
        with server.connect(size, "postgres") as connection:
            megabytes = connection.execute("SELECT pg_database_size(current_database()) >> 20").fetchone()[0]
    line = measure(name, size, address, made, filings, megabytes, runs)
    if name == "sqlite":
        os.unlink(address)
    else:
        server.sql(f"DROP DATABASE {size} WITH (FORCE)")
    return line


def main() -> None:
    parser = argparse.ArgumentParser(
        description="gongkai report at the size of a district, city, province, country"
    )
    parser.add_argument("--sizes", nargs="+", choices=list(SIZES), default=list(SIZES))
    parser.add_argument("--stores", nargs="+", choices=["sqlite", "postgres"], default=["sqlite", "postgres"])
    parser.add_argument("--runs", type=int, default=3)
    asked = parser.parse_args()
    print(machine())
    print("| store | size | filings | MB | made, s | report, ms | plain SQL, ms | times | memory, MiB |")
    print("|---|---|---:|---:|---:|---:|---:|---:|---:|")
    missed = []
    with tempfile.TemporaryDirectory(prefix="gongkai-scale-") as folder:
        for name in asked.stores:
            with postgres() if name == "postgres" else tempfile.TemporaryDirectory() as server:
                for size in asked.sizes:
                    line = one(folder, name, size, server, asked.runs)
                    times = line.report / line.plain
                    print(
                        f"| {name} | {size} | {line.filings:,} | {line.megabytes:,} | {line.made:.0f} | {line.report:,.0f} "
                        f"| {line.plain:,.0f} | {times:.1f} | {line.memory:.0f} |",
                        flush=True,
                    )
                    if line.memory > MOST_MEMORY or (line.filings > 100_000 and times > MOST_TIMES):
                        missed.append(f"{name} {size}")
    if missed:
        sys.exit(f"goals missed: {', '.join(missed)}")


if __name__ == "__main__":
    main()
