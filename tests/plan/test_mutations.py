"""`plan check` catches every mistake in a corpus of broken copies of the 2019 plan, each at its line."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
from conftest import Gongkai
from plan_mutations import CONTENT, Mutation, corpus

from gongkai.plan.loading import examine_plan

pytestmark = pytest.mark.sqlite  # the store plays no part

CORPUS = corpus()
FILE = "方案.yaml"


def test_the_corpus_is_large_and_each_mutation_is_another() -> None:
    assert len(CORPUS) >= 300
    assert not [name for name, count in Counter(m.name for m in CORPUS).items() if count > 1]
    assert not [content for content, count in Counter(m.content for m in CORPUS).items() if count > 1]


def test_the_plan_itself_has_no_problem() -> None:
    loaded = examine_plan(FILE, CONTENT)
    assert loaded.plan is not None
    assert loaded.problems == []


@pytest.mark.parametrize("mutation", CORPUS, ids=lambda mutation: mutation.name)
def test_each_is_caught_at_its_line(mutation: Mutation) -> None:
    loaded = examine_plan(FILE, mutation.content)
    assert loaded.plan is None
    assert loaded.problems
    there = [str(problem) for problem in loaded.problems if problem.line in mutation.lines]
    shown = "\n".join(map(str, loaded.problems))
    assert there, f"not at {mutation.lines}:\n{shown}"
    assert any(mutation.says in problem for problem in there), f"not “{mutation.says}”:\n{shown}"
    # one mistake is not reported all over the file
    assert len(loaded.problems) <= 12, shown
    assert all(problem.column >= 1 for problem in loaded.problems)
    assert loaded.problems == sorted(loaded.problems, key=lambda p: (p.line, p.column, p.message))


TYPICAL = ("区司法局写成区司发局（owners）", "日期差一天", "引号没有配对", "整个文件存成 GBK")


@pytest.mark.parametrize("name", TYPICAL)
def test_the_command_line_says_where_and_what(name: str, gongkai: Gongkai, tmp_path: Path) -> None:
    (mutation,) = [mutation for mutation in CORPUS if mutation.name == name]
    file = tmp_path / FILE
    file.write_bytes(mutation.content)
    ran = gongkai("plan", "check", str(file))
    assert ran.status == 1
    assert any(line.startswith(f"{file}:{n}:") for line in ran.out.splitlines() for n in mutation.lines), (
        ran.out
    )
    assert mutation.says in ran.out
    assert ran.err == ""
    assert "Traceback" not in ran.out
    rows = gongkai("plan", "check", str(file), "--format", "json").json
    assert {row["line"] for row in rows} & set(mutation.lines)
    # and no other command works on it
    tasks = gongkai("--plan", str(file), "tasks", "-u", "区司法局")
    assert tasks.status == 1
    assert len(tasks.err.strip().splitlines()) == 1
    assert f"{file}:" in tasks.err


def test_several_mistakes_are_all_reported_in_one_pass() -> None:
    """Mistakes on different lines of one file: every one of them is in the list."""
    chosen = [m for m in CORPUS if m.name in MIXED]
    assert len(chosen) == len(MIXED)
    lines = CONTENT.decode().split("\n")
    for mutation in chosen:
        changed = mutation.content.decode().split("\n")
        assert len(changed) == len(lines)
        (n,) = mutation.lines
        lines[n - 1] = changed[n - 1]
    problems = examine_plan(FILE, "\n".join(lines).encode()).problems
    reported = {problem.line for problem in problems}
    assert {n for mutation in chosen for n in mutation.lines} <= reported


MIXED = (
    "区司法局写成区司发局（owners）",
    "日期差一天",
    "间隔写错字母",
    "缓和用语写错",
    "整份读法引文不符",
    "区残联的类别写成人民团体",
    "首字母写成QSFJ",
    "文号的年份",
    "open 写错",
    "任务 1 漏了 区工信局",
    "提示的种类写错",
    "另处引文的章节写错",
    "claimants 写错",
)
