"""Files without an end, and files far too large: each command that reads one stops at once and says so in a line."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest
from conftest import ROOT, Gongkai

pytestmark = pytest.mark.sqlite

SHEET = ("fill", "-u", "区司法局", "--edit", "--from")
READERS = {
    "plan check": ("plan", "check", "{file}"),
    "plan check of a draft": ("plan", "check", "{file}.yaml"),
    "plan draft": ("plan", "draft", "{file}.txt", "-o", "{folder}/new.yaml"),
    "plan draft from": ("plan", "draft", "{folder}/doc.txt", "--from", "{file}.yaml", "-o", "{folder}/new.yaml"),
    "plan diff": ("plan", "diff", "2019", "{file}.yaml"),
    "plan new": ("plan", "new", "--year", "2020", "--from", "{file}.yaml", "-o", "{folder}/new.yaml"),
    "tasks": ("tasks", "-u", "区司法局", "--plan", "{file}.yaml"),
    "publish": ("publish", "--from", "{file}.csv"),
    "sheet": (*SHEET, "{file}.yaml"),
}  # fmt: skip


def made(kind: str, path: Path) -> None:
    if kind == "pipe":
        os.mkfifo(path)
    elif kind == "device":
        path.symlink_to("/dev/zero")
    else:  # no bytes of it are on the disk
        path.touch()
        os.truncate(path, 60 * 2**20)


@pytest.mark.parametrize("kind", ["pipe", "device", "huge"])
@pytest.mark.parametrize("command", READERS)
def test_a_file_without_an_end_is_not_read(
    gongkai: Gongkai, store_path: Path, tmp_path: Path, command: str, kind: str
) -> None:
    for suffix in ("", ".yaml", ".txt", ".csv"):
        made(kind, tmp_path / f"file{suffix}")
    (tmp_path / "doc.txt").write_text("一、任务\n", encoding="utf-8")
    ran = gongkai(*(word.format(file=tmp_path / "file", folder=tmp_path) for word in READERS[command]))
    assert ran.status == 1
    assert re.fullmatch(r"错误：[^\n]*\n", ran.err), ran
    assert ("60.0 MB" if kind == "huge" else "是设备或管道，不是文件，没有打开") in ran.err


@pytest.mark.parametrize("kind", ["pipe", "device", "huge"])
def test_nor_are_settings(
    gongkai: Gongkai, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    made(kind, tmp_path / "config.toml")
    monkeypatch.setenv("GONGKAI_CONFIG", str(tmp_path / "config.toml"))
    ran = gongkai("tasks", "-u", "区司法局")
    assert (ran.status, ran.err.count("\n")) == (1, 1)
    assert "设置文件" in ran.err


def test_nor_are_working_days(gongkai: Gongkai, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made("pipe", tmp_path / "days.csv")
    monkeypatch.setenv("GONGKAI_WORKDAYS", str(tmp_path / "days.csv"))
    ran = gongkai("report", "--as-of", "2019-07-20")
    assert (ran.status, ran.err.count("\n")) == (2, 1)
    assert "是设备或管道" in ran.err


def test_control_characters_are_one_problem_a_line(gongkai: Gongkai, tmp_path: Path) -> None:
    plan = (ROOT / "data" / "tasks_2019.yaml").read_text(encoding="utf-8")
    file = tmp_path / "plan.yaml"
    file.write_text(f"{plan}\n# \x01{chr(2) * 300_000}\n# \x03\n", encoding="utf-8")
    ran = gongkai("plan", "check", str(file))
    last = plan.count("\n") + 2
    assert ran.out.splitlines() == [
        f"{file}:{last}:3：含有不能用的控制字符（U+0001 等 300001 个）（请删去）",
        f"{file}:{last + 1}:3：含有不能用的控制字符（U+0003）（请删去）",
        "共 2 处问题。",
    ]


def test_more_problems_than_anybody_reads(gongkai: Gongkai, tmp_path: Path) -> None:
    file = tmp_path / "plan.yaml"
    file.write_text("units:\n" + "  - name: 甲\n" * 5000, encoding="utf-8")
    ran = gongkai("plan", "check", str(file))
    assert ran.status == 1
    said = ran.out.splitlines()
    assert re.fullmatch(r"问题太多，只查到 1\d\d\d 处；请先改好再查。", said[-1])
    assert len(said) < 2000
