"""kill -9 at random moments, and many writers at once: nothing acknowledged is lost, nothing is half written."""

from __future__ import annotations

import json
import os
import random
import re
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from itertools import pairwise
from pathlib import Path

import pytest

pytestmark = [
    pytest.mark.sqlite,
    pytest.mark.slow,
    pytest.mark.skipif(sys.platform == "win32", reason="kill -9"),
]

RUN = [sys.executable, "-m", "gongkai"]
UNIT = "区司法局"
TASKS = ("12", "14", "17", "18", "21", "32", "33", "34", "35", "36")
FULL = ("--section", "法制科", "--officer", "张三", "--contact", "0533-0000000")

# The program's real code, again and again in one process, so that a moment is more likely one of writing.
# Each write that the program says it saved is put on record, in one write to a file, before the next begins.
WRITER = """
import os, sys
from gongkai.cli.main import main
path, start = sys.argv[1], int(sys.argv[2])
said = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT)
tasks = sys.argv[3:]
for number in range(start, start + 100000):
    sys.argv = ["gongkai", "fill", "-u", "区司法局", "-t", tasks[number % len(tasks)], "--on", "2019-07-18",
                "--measure", f"第 {number} 次", "--section", "法制科", "--officer", "张三", "--contact", "0533-0000000"]
    if number % 7 == 6:
        sys.argv = ["gongkai", "undo", "-u", "区司法局", "-t", tasks[number % len(tasks)]]
    try:
        main()
    except SystemExit as leaving:
        if leaving.code == 0:
            os.write(said, f"{number}\\n".encode())
"""


def said(done: subprocess.CompletedProcess[bytes]) -> str:
    """What stands on stderr besides that the store is new."""
    return re.sub(r"^注意：新建了数据库 .*\n", "", done.stderr.decode(), flags=re.MULTILINE)


def agree(path: Path) -> list[sqlite3.Row]:
    """The journal of a store that is sound and whose rows are what the journal says."""
    with sqlite3.connect(path) as connection:
        connection.row_factory = sqlite3.Row
        assert connection.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
        assert list(connection.execute("PRAGMA foreign_key_check")) == []
        lines = list(connection.execute("SELECT * FROM journal ORDER BY id"))
        filings = {row["id"]: row for row in connection.execute("SELECT * FROM filing")}
    connection.close()
    undone = {line["undoes"] for line in lines}
    standing = [line for line in lines if line["action"] == "fill" and line["id"] not in undone]
    assert sorted(filings) == sorted(line["record"] for line in standing)
    for line in standing:
        after = json.loads(line["after"])
        assert {name: filings[line["record"]][name] for name in after} == after
    for task in TASKS:  # one answer stands for a task: the last that was given and not taken back
        given = [line["record"] for line in standing if line["task"] == task]
        open_ended = [row["id"] for row in filings.values() if row["task"] == task and row["until"] is None]
        assert open_ended == given[-1:]
    return lines


def test_kill_9_two_hundred_times_through_a_thousand_writes(store_path: Path, tmp_path: Path) -> None:
    chance = random.Random(20190718)
    record = tmp_path / "acknowledged"
    record.touch()
    start, written, kills = 0, 0, 0
    first = 0.0  # how long a child takes to its first write
    while kills < 200 or written < 1000:
        kills += 1
        assert kills < 1000, "the moments were no moments of writing"
        child = subprocess.Popen(
            [sys.executable, "-c", WRITER, str(record), str(start), *TASKS],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
        )
        assert child.stderr
        if not first:
            began = time.monotonic()
            while not record.stat().st_size and child.poll() is None:
                time.sleep(0.005)
            first = time.monotonic() - began
        time.sleep(chance.uniform(first / 2, 2 * first))
        child.send_signal(signal.SIGKILL)
        said = child.stderr.read().decode()
        child.stderr.close()
        assert child.wait() == -signal.SIGKILL, said
        assert "Traceback" not in said and "数据库" not in said, said
        acknowledged = [int(number) for number in record.read_text().split()]
        lines = agree(store_path)
        saved = [
            int(json.loads(line["after"])["measure"].split()[1]) for line in lines if line["action"] == "fill"
        ]
        # Every write that was acknowledged is there; at most the one that was under way is there beyond.
        fills = [number for number in acknowledged if number % 7 != 6]
        assert saved[: len(fills)] != [] or not fills
        assert set(fills) <= set(saved)
        assert len(set(saved) - set(fills)) <= 200
        beyond = [number for number in saved if number not in set(fills)]
        assert len(beyond) == len(set(beyond))
        written = len(lines)
        start = max([*saved, *acknowledged, start - 1]) + 1


def test_kill_9_while_the_store_is_made(tmp_path: Path) -> None:
    """Schema, compiled plan and first answer: at any moment there is no store, or one that goes on."""
    chance = random.Random(2019)
    for number in range(25):
        path = tmp_path / f"fresh{number}.db"
        fill = [*RUN, "fill", "-u", UNIT, "-t", "14", "--measure", "公布", *FULL, "--db", str(path)]
        child = subprocess.Popen(fill, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        time.sleep(chance.uniform(0.05, 0.9))
        child.kill()
        out, _ = child.communicate()
        if out:
            assert len(agree(path)) == 1
        done = subprocess.run(fill, capture_output=True, check=False)
        assert (done.returncode, said(done)) == (0, "")
        assert len(agree(path)) == 1


def together(commands: list[list[str]]) -> list[subprocess.CompletedProcess[bytes]]:
    """Run all at once and wait for all."""
    children = [subprocess.Popen(each, stdout=subprocess.PIPE, stderr=subprocess.PIPE) for each in commands]
    outputs = [child.communicate() for child in children]
    return [
        subprocess.CompletedProcess(child.args, child.returncode, *output)
        for child, output in zip(children, outputs, strict=True)
    ]


@pytest.mark.parametrize("fresh", [True, False])
def test_twenty_writing_different_tasks(fresh: bool, compiled_store: Path, tmp_path: Path) -> None:
    path = tmp_path / "gongkai.db"
    if not fresh:
        shutil.copyfile(compiled_store, path)
    where = [(unit, task) for unit in (UNIT, "区财政局") for task in ("17", "18", *map(str, range(32, 38)))]
    where += [("齐都镇", task) for task in ("1", "2", "6", "17")]
    assert len(where) == 20
    done = together(
        [
            [*RUN, "fill", "-u", unit, "-t", task, "--measure", f"{unit}的{task}", *FULL]
            for unit, task in where
        ]
    )
    assert [(each.returncode, said(each)) for each in done] == [(0, "")] * 20
    with sqlite3.connect(path) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
        found = set(connection.execute("SELECT unit, task, measure FROM filing"))
        assert connection.execute("SELECT COUNT(*) FROM journal").fetchone()[0] == 20
    connection.close()
    assert found == {(unit, task, f"{unit}的{task}") for unit, task in where}


@pytest.mark.parametrize("fresh", [True, False])
def test_twenty_writing_the_same_task(fresh: bool, compiled_store: Path, tmp_path: Path) -> None:
    path = tmp_path / "gongkai.db"
    if not fresh:
        shutil.copyfile(compiled_store, path)
    done = together(
        [
            [*RUN, "fill", "-u", UNIT, "-t", "14", "--measure", f"第 {number} 人", *FULL]
            for number in range(20)
        ]
    )
    lines = agree(path)
    saved = [json.loads(line["after"])["measure"] for line in lines]
    for number, each in enumerate(done):
        if each.returncode == 0:
            assert saved.count(f"第 {number} 人") == 1
        else:
            assert said(each).startswith("错误：") and said(each).count("\n") == 1
            assert f"第 {number} 人" not in saved
    assert len(saved) == sum(each.returncode == 0 for each in done) > 0
    for earlier, later in pairwise(lines):  # each was made from the one before it
        assert json.loads(later["before"])["measure"] == json.loads(earlier["after"])["measure"]


def test_twenty_sheets_of_the_same_task(compiled_store: Path, tmp_path: Path) -> None:
    """In an editor all start from the same: one is recorded, the others are told and keep their file."""
    path = tmp_path / "gongkai.db"
    shutil.copyfile(compiled_store, path)
    barrier = tmp_path / "open"
    barrier.mkdir()
    editor = tmp_path / "editor.py"
    editor.write_text(
        f"""#!{sys.executable}
import os, sys, time
open(os.path.join({str(barrier)!r}, str(os.getpid())), "w").close()
while len(os.listdir({str(barrier)!r})) < 12:
    time.sleep(0.02)
text = open(sys.argv[1], encoding="utf-8").read()
open(sys.argv[1], "w", encoding="utf-8").write(text.replace("  措施:", f"  措施: {{os.getpid()}}", 1))
""",
        encoding="utf-8",
    )
    editor.chmod(0o755)
    os.environ["EDITOR"] = str(editor)  # put back by the fixture that guards the surroundings
    try:
        done = together([[*RUN, "fill", "-u", UNIT, "-t", "14", "--edit"]] * 12)
    finally:
        del os.environ["EDITOR"]
    assert sorted(each.returncode for each in done) == [0] + [1] * 11
    for each in done:
        if each.returncode:
            said = each.stderr.decode()
            assert "任务 14 刚刚被别人填报过，没有保存" in said
            kept = Path(said[said.index("所填内容留在 ") + 7 : said.index("，请核对后重填")])
            assert "措施: " in kept.read_text(encoding="utf-8")
            kept.unlink()
    assert len(agree(path)) == 1


def test_twenty_claiming_the_same_task(compiled_store: Path, tmp_path: Path) -> None:
    path = tmp_path / "gongkai.db"
    shutil.copyfile(compiled_store, path)
    done = together([[*RUN, "claim", "-u", UNIT, "-t", "15"]] * 20)
    assert sorted(each.returncode for each in done) == [0] + [1] * 19
    assert {each.stderr.decode() for each in done if each.returncode} == {
        "错误：区司法局已认领任务 15，不必再认领\n"
    }
    with sqlite3.connect(path) as connection:
        assert connection.execute("SELECT COUNT(*) FROM claim").fetchone()[0] == 1
        assert connection.execute("SELECT COUNT(*) FROM journal").fetchone()[0] == 1
    connection.close()


def test_a_store_held_by_another_program_is_waited_for(store_path: Path) -> None:
    holder = sqlite3.connect(store_path, isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    child = subprocess.Popen(
        [*RUN, "fill", "-u", UNIT, "-t", "14", "--measure", "公布", *FULL], stdout=subprocess.PIPE
    )
    time.sleep(1.5)
    assert child.poll() is None
    reading = subprocess.run([*RUN, "tasks", "-u", UNIT], capture_output=True, check=False)
    assert reading.returncode == 0  # questions don't wait for writers
    holder.execute("COMMIT")
    holder.close()
    assert child.communicate()[0].decode().startswith("√ 已保存")
    assert child.returncode == 0
