"""gongkai against its peers on the same rows: one unit's open tasks, and a summary by unit.

    python bench/peers.py [--sizes 1000 10000 100000] [--runs 5]

The peers: todoman and Taskwarrior, and a plain sqlite3 query on one flat, indexed table of the same records
(unit, task, due, filed, done). They are installed by their package names into a folder of their own where they
aren't there yet; what can't be installed is said and left out. A record is a unit × task row with a state and a date.
"""

from __future__ import annotations

import argparse
import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from typing import NamedTuple

from processes import PYTHON, Job, Measured, machine, measure, ratio

HERE = os.path.dirname(os.path.abspath(__file__))
GONGKAI = os.path.join(os.path.dirname(PYTHON), "gongkai")
AS_OF = "2019-10-15"
UNIT = "第7局"
MAKE = "import sys; sys.path.insert(0, sys.argv[1]); from stores import make_store; make_store(sys.argv[2], int(sys.argv[3]))"

PLAIN_LIST = "SELECT task, due FROM record WHERE unit = ? AND done IS NULL ORDER BY due"
PLAIN_SUM = """
SELECT unit, COUNT(*), SUM(filed), SUM(CASE WHEN done <= :day AND done <= due THEN 1 ELSE 0 END),
       SUM(CASE WHEN done <= :day AND done > due THEN 1 ELSE 0 END),
       SUM(CASE WHEN (done IS NULL OR done > :day) AND due < :day THEN 1 ELSE 0 END),
       SUM(CASE WHEN (done IS NULL OR done > :day) AND due >= :day THEN 1 ELSE 0 END)
FROM record GROUP BY unit
"""
PLAIN = "import sqlite3, sys; c = sqlite3.connect(sys.argv[1])\nfor row in c.execute(sys.argv[2], {argument}): print(*row)"


class Record(NamedTuple):
    unit: str
    task: str
    due: str
    filed: int
    done: str | None


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--sizes", type=int, nargs="+", default=[1000, 10000, 100000])
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument(
        "--most-for-peers", type=int, default=100000, help="peers are left out at larger sizes"
    )
    arguments = parser.parse_args()
    print(machine())
    with tempfile.TemporaryDirectory() as folder:
        todo, task = _todoman(folder), _taskwarrior()
        for size in arguments.sizes:
            here = os.path.join(folder, str(size))
            os.makedirs(here)
            subprocess.run([PYTHON, "-c", MAKE, HERE, here, str(size)], check=True)
            records = list(_records(here, size))
            peers = size <= arguments.most_for_peers
            _compare(
                size,
                _jobs(here, size, records, todo if peers else None, task if peers else None),
                arguments.runs,
            )
            shutil.rmtree(here)
    return 0


def _records(folder: str, size: int) -> Iterator[Record]:
    """The rows of the store, flat."""
    question = """
        SELECT h.unit, h.task, p.due, h.status IN ('filed', 'not_involved'), d.done_on
        FROM holding h JOIN period p ON p.plan = h.plan AND p.task = h.task
        LEFT JOIN duty d INDEXED BY duty_unit ON d.plan = h.plan AND d.unit = h.unit AND d.task = h.task
        WHERE h.from_date <= :day AND h.to_date > :day
    """
    with sqlite3.connect(os.path.join(folder, f"store{size}.db")) as connection:
        for row in connection.execute(question, {"day": AS_OF}):
            yield Record(*row)


def _jobs(
    folder: str, size: int, records: list[Record], todo: str | None, task: str | None
) -> dict[str, list[Job]]:
    env = {
        "GONGKAI_DB": os.path.join(folder, f"store{size}.db"),
        "GONGKAI_PLAN": os.path.join(folder, f"plan{size}.yaml"),
    }
    plain = os.path.join(folder, "plain.db")
    _make_plain(plain, records)
    listing = [
        Job("gongkai", [GONGKAI, "tasks", "--unit", UNIT, "--as-of", AS_OF, "--format", "json"], env),
        Job("plain sqlite3", [PYTHON, "-c", PLAIN.replace("{argument}", f"({UNIT!r},)"), plain, PLAIN_LIST]),
    ]
    summary = [
        Job("gongkai", [GONGKAI, "report", "--by", "unit", "--as-of", AS_OF, "--format", "csv"], env),
        Job(
            "plain sqlite3",
            [PYTHON, "-c", PLAIN.replace("{argument}", f"{{'day': '{AS_OF}'}}"), plain, PLAIN_SUM],
        ),
        Job("gongkai, start alone", [GONGKAI, "--version"], env),
    ]
    if todo:
        config = _make_todoman(folder, records)
        listing.append(Job("todoman", [todo, "list", UNIT], config))
        summary.append(Job("todoman (lists all: it has no summary)", [todo, "list"], config))
    if task:
        config = _make_taskwarrior(folder, records, task)
        listing.append(Job("Taskwarrior", [task, f"project:{UNIT}", "status:pending", "list"], config))
        summary.append(Job("Taskwarrior", [task, "summary"], config))
    return {"one unit's open tasks": listing, "summary by unit": summary}


def _compare(size: int, questions: dict[str, list[Job]], runs: int) -> None:
    for question, jobs in questions.items():
        found = measure(jobs, runs)
        ours = found["gongkai"]
        print(f"\n{size} records, {question}")
        print(f"{'':40}{'cpu ms':>9}{'wall ms':>9}{'to gongkai':>11}")
        for job in jobs:
            one = found[job.name]
            failed = (
                f"  exit {one.status}"
                if one.status not in (0, 1) or (job.name == "gongkai" and one.status)
                else ""
            )
            print(
                f"{job.name:40}{one.median():9.0f}{one.median('wall'):9.0f}{ratio(one, ours, 'wall'):11.2f}{failed}"
            )
        if "gongkai, start alone" in found:
            _against_plain(found, ours)


def _against_plain(found: dict[str, Measured], ours: Measured) -> None:
    plain, start = found["plain sqlite3"], found["gongkai, start alone"]
    goal = 1.5 * plain.median() + start.median()
    print(f"{'1.5 plain queries and a start':40}{goal:9.0f}   gongkai {ours.median():.0f}")


def _make_plain(path: str, records: list[Record]) -> None:
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE record (unit, task, due, filed, done)")
        connection.executemany("INSERT INTO record VALUES (?, ?, ?, ?, ?)", records)
        connection.execute("CREATE INDEX by_unit ON record (unit, due, filed, done, task)")


def _make_todoman(folder: str, records: list[Record]) -> dict[str, str]:
    """One list a unit, one file a task, as todoman keeps them."""
    base = os.path.join(folder, "todoman")
    for number, record in enumerate(records):
        where = os.path.join(base, "lists", record.unit)
        os.makedirs(where, exist_ok=True)
        status = "COMPLETED" if record.done else "NEEDS-ACTION"
        with open(os.path.join(where, f"{number}.ics"), "w", encoding="utf-8", newline="") as file:
            file.write(
                "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//bench//EN\r\nBEGIN:VTODO\r\n"
                f"UID:{number}@bench\r\nDTSTAMP:20190716T000000Z\r\nSUMMARY:任务{record.task}\r\n"
                f"DUE;VALUE=DATE:{record.due.replace('-', '')}\r\nSTATUS:{status}\r\nEND:VTODO\r\nEND:VCALENDAR\r\n"
            )
    config = os.path.join(base, "config.py")
    with open(config, "w", encoding="utf-8") as file:
        file.write(f'path = "{base}/lists/*"\ncache_path = "{base}/cache.db"\ndate_format = "%Y-%m-%d"\n')
    return {"TODOMAN_CONFIG": config}


def _make_taskwarrior(folder: str, records: list[Record], task: str) -> dict[str, str]:
    """Imported by Taskwarrior itself, and used with the settings it comes with."""
    import json

    base = os.path.join(folder, "task")
    os.makedirs(base)
    rc = os.path.join(base, "taskrc")
    with open(rc, "w", encoding="utf-8") as file:
        file.write(f"data.location={base}\nconfirmation=off\n")
    rows = []
    for record in records:
        row = {"description": f"任务{record.task}", "project": record.unit, "due": _stamp(record.due)}
        row |= {"entry": _stamp("2019-07-01"), "status": "completed" if record.done else "pending"}
        rows.append(row | ({"end": _stamp(record.done)} if record.done else {}))
    env = {"TASKRC": rc, "TASKDATA": base}
    subprocess.run(
        [task, "import", "-"],
        input=json.dumps(rows, ensure_ascii=False).encode(),
        env={**os.environ, **env},
        check=True,
        capture_output=True,
    )
    return env


def _stamp(day: str) -> str:
    return day.replace("-", "") + "T000000Z"


def _todoman(folder: str) -> str | None:
    found = shutil.which("todo")
    if found:
        return found
    where = os.path.join(folder, "todoman-venv")
    try:
        subprocess.run([PYTHON, "-m", "venv", where], check=True, capture_output=True)
        subprocess.run(
            [os.path.join(where, "bin", "pip"), "install", "-q", "todoman"], check=True, capture_output=True
        )
    except (OSError, subprocess.CalledProcessError) as error:
        print(f"todoman could not be installed and is left out: {error}")
        return None
    return os.path.join(where, "bin", "todo")


def _taskwarrior() -> str | None:
    if shutil.which("task"):
        return shutil.which("task")
    try:
        subprocess.run(["apt-get", "install", "-y", "-q", "taskwarrior"], check=True, capture_output=True)
    except (OSError, subprocess.CalledProcessError) as error:
        print(f"Taskwarrior could not be installed and is left out: {error}")
    return shutil.which("task")


if __name__ == "__main__":
    sys.exit(main())
