"""Long lists at a terminal: their counts once more at the end, and a pager where one is set."""

from __future__ import annotations

import json
import os
import re
import shlex
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pexpect
import pytest
from conftest import Gongkai

pytestmark = [pytest.mark.sqlite, pytest.mark.skipif(sys.platform == "win32", reason="needs a terminal")]

UNIT = ("-u", "区司法局")
AS_OF = ("--as-of", "2019-08-15")
LONG = {
    "tasks": (("tasks", *UNIT, *AS_OF), "应填报 12 项，已填报 3 项"),
    "schedule": (("schedule", *AS_OF), "截至2019-08-15，共 "),
    "report": (("report", *AS_OF), "应报 34 个单位：报齐 1"),
}

Terminal = Callable[..., Any]


@pytest.fixture(autouse=True)
def _store(filled_store: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GONGKAI_DB", str(filled_store))
    monkeypatch.delenv("COLUMNS")


def shown(terminal: Terminal, *arguments: str) -> str:
    """What a terminal of 50 lines shows, to the end."""
    child = terminal(*arguments)
    child.expect(pexpect.EOF)
    child.wait()
    assert child.exitstatus == 0
    return str(child.before).replace("\r\n", "\n")


@pytest.mark.parametrize("name", LONG)
def test_the_counts_come_once_more(gongkai: Gongkai, terminal: Terminal, name: str) -> None:
    command, counts = LONG[name]
    out = shown(terminal, *command)
    lines = out.splitlines()
    assert out.count(counts) == 2
    assert any(counts in line for line in lines[:8])
    assert any(counts in line for line in lines[-10:])
    assert gongkai(*command).out.count(counts) == 1


def test_what_fits_the_terminal_is_left_alone(terminal: Terminal) -> None:
    assert shown(terminal, "tasks", *UNIT, *AS_OF, "--basis", "认领").count("应填报 12 项") == 1
    assert shown(terminal, "report", *AS_OF, "--headline").count("应报 34 个单位") == 1


@pytest.fixture
def pager(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A pager that keeps what it is given, and says so."""
    program, kept = tmp_path / "分页.py", tmp_path / "看过的.txt"
    program.write_text(
        "import sys\n"
        f"with open({str(kept)!r}, 'a', encoding='utf-8') as file:\n"
        "    for line in sys.stdin.buffer: file.write(line.decode())\n"
        "print('看完了')\n",
        encoding="utf-8",
    )
    command = f"{shlex.quote(sys.executable)} {shlex.quote(str(program))}"
    monkeypatch.setenv("GONGKAI_PAGER", command)
    return kept


@pytest.mark.parametrize("where", ["environment", "settings"])
def test_a_pager(
    gongkai: Gongkai,
    terminal: Terminal,
    pager: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    where: str,
) -> None:
    if where == "settings":
        command = os.environ["GONGKAI_PAGER"]
        monkeypatch.delenv("GONGKAI_PAGER")
        settings = tmp_path / "settings" / "gongkai" / "config.toml"
        settings.parent.mkdir(parents=True)
        settings.write_text(f"pager = {json.dumps(command, ensure_ascii=False)}\n", encoding="utf-8")
    monkeypatch.setenv("NO_COLOR", "1")
    out = shown(terminal, "tasks", *UNIT, *AS_OF)
    assert out == "看完了\n"
    read = pager.read_text(encoding="utf-8")
    assert read.count("应填报 12 项，已填报 3 项") == 2
    monkeypatch.setenv("COLUMNS", "80")
    assert read.startswith(gongkai("tasks", *UNIT, *AS_OF).out)


def test_one_pager_for_a_command_and_warnings_after_it(
    terminal: Terminal, pager: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = shown(terminal, "remind", *UNIT, *AS_OF)
    assert out.count("看完了") == 1
    assert "催办单" in pager.read_text(encoding="utf-8")
    monkeypatch.setenv("GONGKAI_DB", "/没有/库.db")
    out = shown(terminal, "tasks", *UNIT, *AS_OF)
    assert re.fullmatch(r"看完了\n注意：还没有数据库 /没有/库.db，[^\n]+\n", out), out


@pytest.mark.parametrize("command", [("tasks", *UNIT), ("tasks", *UNIT, "--format", "json"), ("--help",)])
def test_no_pager_where_nobody_reads(gongkai: Gongkai, pager: Path, command: tuple[str, ...]) -> None:
    assert gongkai(*command).status == 0
    assert not pager.exists()


def test_json_is_not_paged_at_a_terminal(terminal: Terminal, pager: Path) -> None:
    assert shown(terminal, "tasks", *UNIT, "--format", "json").startswith("[")
    assert not pager.exists()


def test_a_pager_that_is_left_early(terminal: Terminal, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GONGKAI_PAGER", "head -n 2")
    out = shown(terminal, "schedule", "--standing", *AS_OF)
    assert out.count("\n") == 2
    assert "到期日程" in out
    child = terminal("report", *AS_OF, "--check")
    child.expect(pexpect.EOF)
    child.wait()
    assert child.exitstatus == 3


def test_a_pager_that_is_not_there(terminal: Terminal, monkeypatch: pytest.MonkeyPatch) -> None:
    for command in ("no-such-pager -R", "'open"):
        monkeypatch.setenv("GONGKAI_PAGER", command)
        out = shown(terminal, "tasks", *UNIT, *AS_OF)
        assert out.startswith(f"注意：分页程序 {command} 运行不了，这里直接显示")
        assert "应填报 12 项" in out


def test_questions_at_a_terminal_are_not_paged(
    terminal: Terminal, pager: Path, store_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GONGKAI_DB", str(store_path))
    child = terminal("fill", *UNIT, "-t", "14", "--on", "2019-07-18")
    child.expect("具体工作措施")
    child.sendcontrol("c")
    child.expect(pexpect.EOF)
    assert not pager.exists()
