"""A file that another program holds open (on Windows it can't be replaced): where the result went is said, and no tick."""

from __future__ import annotations

import json
import os
import re
from datetime import date
from pathlib import Path

import pytest
from conftest import Gongkai

from gongkai.base import files

pytestmark = pytest.mark.any_store

DOCUMENT = """2020年某区政务公开工作方案

| 工作任务 | 工作要求 | 责任单位 |
|---|---|---|
| 决策公开 | 6月底前公开目录。 | 区司法局，区政府各部门 |
"""


@pytest.fixture
def held(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder in which the files named a.* and d.yaml are held open, as Windows does it: they can't be renamed."""
    folder = tmp_path / "结果"
    folder.mkdir()
    rename = os.rename

    def refused(source: str, target: str) -> None:
        if Path(source).parent == folder and Path(source).stem in ("a", "d"):
            raise PermissionError(13, "拒绝访问。", source)
        rename(source, target)

    monkeypatch.setattr(os, "rename", refused)
    monkeypatch.setattr(files, "exchange", lambda one, other: False)
    return folder


COMMANDS = {
    "a.docx": ("form", "-u", "区司法局", "--as-of", "2019-07-18"),
    "a.eml": ("submit", "-u", "区司法局", "--on", "2019-07-18", "--to", "a@example.cn"),
    "a.ics": ("schedule", "-u", "区司法局", "--as-of", "2019-07-18", "--format", "ics"),
    "a.xlsx": ("ledger", "-u", "区司法局", "--as-of", "2019-07-18"),
    "a.docx ": ("bulletin", "--as-of", "2019-07-18"),
    "a.html": ("report", "--as-of", "2019-07-18"),
    "a.yaml": ("plan", "new", "--year", "2020", "--from", "2019", "--force"),
}


@pytest.mark.parametrize("force", [(), ("--force",)], ids=["ours", "--force"])
@pytest.mark.parametrize("name", COMMANDS)
def test_no_tick_before_a_failure(name: str, force: tuple[str, ...], gongkai: Gongkai, held: Path) -> None:
    command = COMMANDS[name]
    if command[0] == "submit":
        fill = ("fill", "-u", "区司法局", "-t", "14", "--on", "2019-07-18", "--measure", "措施")
        assert gongkai(*fill).status == 0
    target = held / name.strip()
    first = gongkai(*command, "-o", str(target))
    assert first.out.startswith(f"√ 已写入 {target}")
    if force:
        target.write_bytes(b"typed by hand")
    old = target.read_bytes()
    ran = gongkai(*command, "-o", str(target), *[each for each in force if each not in command])
    assert ran.status == 0, ran.err
    day = date.today().isoformat() if command[0] == "plan" else "2019-07-18"
    other = held / f"a（{day}）{target.suffix}"
    assert f"注意：{target} 正被别的程序" in ran.err
    assert f"另存为 {other}" in ran.err
    assert "√ 已写入" not in ran.out
    assert target.read_bytes() == old
    assert other.stat().st_size > 100
    if command[0] == "plan":
        assert f"gongkai plan check {other}" in ran.out


def test_the_next_step_names_the_draft_that_was_written(gongkai: Gongkai, held: Path) -> None:
    document, target = held / "方案.md", held / "d.yaml"
    document.write_text(DOCUMENT, encoding="utf-8")
    target.write_text("旧的", encoding="utf-8")
    ran = gongkai("plan", "draft", str(document), "-o", str(target), "--force")
    assert ran.status == 0
    assert re.search(r"另存为 (.*)", ran.err)[1] == str(held / f"d（{date.today()}）.yaml")  # type: ignore[index]
    assert f"下一步：gongkai plan check {held / f'd（{date.today()}）.yaml'}" in ran.out
    ran = gongkai("plan", "draft", str(document), "-o", str(target), "--force", "--format", "json")
    assert f"另存为 {held / f'd（{date.today()}）.yaml'}" in ran.err
    assert json.loads(ran.out)
