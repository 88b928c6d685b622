"""What arrangements cost: the 2019 plan as it is, and with a rhythm of months for every 事项 that it leaves undated.

    python bench/arranged.py [--runs 9]

Processor time of whole processes, the least of several runs in turn.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from processes import PYTHON, Job, machine, measure

from gongkai.plan.loading import load_plan

PLAN = str(Path(__file__).resolve().parent.parent / "data" / "tasks_2019.yaml")
GONGKAI = [PYTHON, "-m", "gongkai"]
UNIT = "qsfj"
AS_OF = ("--as-of", "2019-10-31")
QUESTIONS: tuple[tuple[str, ...], ...] = (
    (),
    ("tasks", "-u", UNIT, "--format", "json", *AS_OF),
    ("report", *AS_OF),
)


def said(env: dict[str, str], *words: str) -> str:
    """What a command prints on the store that `env` names."""
    command = [*GONGKAI, *words]
    return subprocess.run(command, env=os.environ | env, check=True, capture_output=True, text=True).stdout


def arranged_cells(env: dict[str, str]) -> int:
    """Arrange every undated 事项 by month, and count the cells that follow."""
    rhythm = ("--every", "month", "--on", "2019-07-16")
    for category in dict.fromkeys(task.category for task in load_plan(PLAN).tasks):
        said(env, "arrange", "--office", "--category", category, *rhythm)
    deadlines = json.loads(said(env, "report", "--format", "json", *AS_OF))["deadlines"]
    return sum(each["origin"] == "office" for each in deadlines)


def main() -> bool:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--runs", type=int, default=9)
    runs = parser.parse_args().runs
    with tempfile.TemporaryDirectory() as folder:
        stores = [
            {"GONGKAI_DB": os.path.join(folder, name), "GONGKAI_PLAN": PLAN} for name in ("0.db", "1.db")
        ]
        for env in stores:
            said(env, "fill", "-u", UNIT, "-t", "14", "--measure", "措施", "--on", "2019-07-18")
        count = arranged_cells(stores[1])
        jobs = [
            Job(f"{at} {' '.join(words)}", [*GONGKAI, *words], env)
            for words in QUESTIONS
            for at, env in enumerate(stores)
        ]
        found = measure(jobs, runs)
    print(machine())
    print(f"{'':48}{'plain ms':>9}{'arranged':>9}   ({count} arranged cells)")
    for words in QUESTIONS:
        each = [found[f"{at} {' '.join(words)}"] for at in range(len(stores))]
        least = "".join(f"{min(cost.cpu for cost in measured.costs):9.0f}" for measured in each)
        failed = "  FAILED" if any(measured.status for measured in each) else ""
        print(f"{' '.join(words) or '(today)':48}{least}{failed}")
    return any(measured.status for measured in found.values())


if __name__ == "__main__":
    sys.exit(main())
