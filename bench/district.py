"""What a district at its real size costs: 60 units, 40 tasks, every 事项 followed, some 10,000 dated cells.

    python bench/district.py [--runs 9]

Processor time of whole processes, the least of several runs in turn. A start of the program is `--version`.
"""

from __future__ import annotations

import argparse
import sys
import tempfile

from processes import PYTHON, Job, machine, measure
from stores import TASKS, make_store

GONGKAI = [PYTHON, "-m", "gongkai"]
UNITS = 60
AS_OF = ["--as-of", "2019-10-31"]
QUESTIONS: tuple[tuple[str, ...], ...] = (
    (),
    ("tasks", "-u", "第7局"),
    ("show", "7"),
    ("schedule", "-u", "第7局"),
    ("schedule",),
    ("report", "--headline"),
    ("report",),
    ("report", "--format", "json"),
    ("report", "--format", "csv"),
    ("report", "--by", "task"),
    ("report", "--matrix"),
    ("remind",),
    ("bulletin", "-o", "{folder}/b.docx", "--force"),
    ("ledger", "-o", "{folder}/l.xlsx", "--force"),
    ("report", "-o", "{folder}/r.html", "--force"),
)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--runs", type=int, default=9)
    runs = parser.parse_args().runs
    with tempfile.TemporaryDirectory() as folder:
        made = make_store(folder, UNITS * TASKS, followed=True)
        jobs = [Job("--version", [*GONGKAI, "--version"], made.env)]
        for words in QUESTIONS:
            command = [word.format(folder=folder) for word in words]
            jobs.append(
                Job(
                    " ".join(words).replace("{folder}/", ""),
                    [*GONGKAI, *command, *(AS_OF if words else ())],
                    made.env,
                )
            )
        found = measure(jobs, runs)
    print(machine())
    for name, measured in found.items():
        failed = "  FAILED" if measured.status else ""
        least = min(measured.costs, key=lambda cost: cost.cpu)
        print(f"{name or '(today)':32}{least.cpu:8.0f} ms{least.memory:6.0f} MiB{failed}")
    sys.exit(any(measured.status for measured in found.values()))


if __name__ == "__main__":
    main()
