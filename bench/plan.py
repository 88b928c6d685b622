"""Loading and checking a plan: against the plain CSafeLoader parse of the same file, and at 10 and 100 times the size.

    python bench/plan.py [--runs 5]

Goals: processor time within 3 times the plain parse; linear in the size of the plan.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile

from plans import plan_text
from processes import PYTHON, Job, machine, measure, ratio

HERE = os.path.dirname(os.path.abspath(__file__))
PLAN = os.path.join(os.path.dirname(HERE), "data", "tasks_2019.yaml")
GONGKAI = os.path.join(os.path.dirname(PYTHON), "gongkai")
PARSE = "import sys, yaml; yaml.load(open(sys.argv[1], 'rb'), Loader=yaml.CSafeLoader)"
IMPORT = "import sys, yaml, pydantic, gongkai.plan.loading"
CHECK = (
    "import sys; from gongkai.plan.loading import examine_plan; "
    "sys.exit(examine_plan(sys.argv[1], open(sys.argv[1], 'rb').read()).plan is None)"
)


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--runs", type=int, default=5)
    arguments = parser.parse_args()
    print(machine())
    with tempfile.TemporaryDirectory() as folder:
        files = {"2019 plan": PLAN}
        for times in (1, 10, 100):
            path = os.path.join(folder, f"plan{times}.yaml")
            with open(path, "w", encoding="utf-8") as file:
                file.write(plan_text(units=60 * times, tasks=40 * times))
            files[f"made up, {times} times"] = path
        print(f"{'':24}{'KiB':>8}{'parse ms':>10}{'load ms':>10}{'times':>8}{'check command ms':>18}")
        for name, path in files.items():
            _measure(name, path, arguments.runs)
    return 0


def _measure(name: str, path: str, runs: int) -> None:
    """Imports are taken off both sides: what is compared is the work on the file."""
    jobs = [
        Job("yaml", [PYTHON, "-c", "import sys, yaml"]),
        Job("parse", [PYTHON, "-c", PARSE, path]),
        Job("import", [PYTHON, "-c", IMPORT]),
        Job("load", [PYTHON, "-c", CHECK, path]),
        Job("command", [GONGKAI, "plan", "check", path]),
    ]
    found = measure(jobs, runs)
    assert not any(one.status for one in found.values()), name
    parse = found["parse"].median() - found["yaml"].median()
    load = found["load"].median() - found["import"].median()
    size = os.path.getsize(path) / 1024
    print(
        f"{name:24}{size:8.0f}{parse:10.0f}{load:10.0f}{load / parse:8.2f}{found['command'].median():18.0f}"
        f"   whole processes {ratio(found['load'], found['parse']):.2f}"
    )


if __name__ == "__main__":
    sys.exit(main())
