"""What a start costs: processor time of everyday commands as a multiple of `python -c pass`.

    python bench/start.py [--runs 21]

Goals: a table in a terminal at most 9 times, JSON and one press of TAB at most 6 times, help at most 6 times.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile

from processes import PYTHON, Job, machine, measure, ratio

GONGKAI = [os.path.join(os.path.dirname(PYTHON), "gongkai")]
UNIT = "区司法局"
ANSWER = ["--measure", "措施", "--section", "办公室", "--officer", "张三", "--contact", "0533-0000000"]


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--runs", type=int, default=21)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        env = {"GONGKAI_DB": os.path.join(folder, "gongkai.db")}
        _fill(env)
        tab = env | {
            "_GONGKAI_COMPLETE": "bash",
            "COMP_LINE": "gongkai tasks -u qsf",
            "COMP_WORD": "qsf",
        }
        limits: list[tuple[Job, float]] = [
            (Job("tasks, table in a terminal", [*GONGKAI, "tasks", "-u", UNIT], env, terminal=True), 9),
            (Job("tasks --format json", [*GONGKAI, "tasks", "-u", UNIT, "--format", "json"], env), 6),
            (Job("TAB after a unit's letters", GONGKAI, tab), 6),
        ]
        limits += [
            (Job(f"{' '.join(words)} --help", [*GONGKAI, *words, "--help"], env), 6) for words in _commands()
        ]
        base = Job("python -c pass", [PYTHON, "-c", "pass"])
        found = measure([base, *(job for job, _ in limits)], arguments.runs)
        print(machine())
        print(f"{'':32}{'cpu ms':>8}{'times':>8}{'limit':>7}{'MiB':>7}")
        print(f"{base.name:32}{found[base.name].median():8.1f}")
        over = 0
        for job, limit in limits:
            times = ratio(found[job.name], found[base.name])
            over += times > limit
            failed = "  FAILED" if found[job.name].status else ""
            mark = "  over" if times > limit else ""
            memory = found[job.name].median("memory")
            print(
                f"{job.name:32}{found[job.name].median():8.1f}{times:8.2f}{limit:7}{memory:7.1f}{mark}{failed}"
            )
    return 1 if over else 0


def _fill(env: dict[str, str]) -> None:
    """A filled store: every unit's first rows."""
    from processes import run

    for task in ("12", "14", "17"):
        cost = run([*GONGKAI, "fill", "-u", UNIT, "-t", task, "--on", "2019-07-18", *ANSWER], env)
        assert cost.status == 0


def _commands() -> list[tuple[str, ...]]:
    from gongkai.cli.main import COMMANDS

    return [(), *((name,) for name in COMMANDS)]


if __name__ == "__main__":
    sys.exit(main())
