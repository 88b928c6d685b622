"""A file that another program holds open (on Windows it can't be replaced): where the result went is said, and no tick."""

from __future__ import annotations

import json
import os
import re
from pathlib import Path

import pytest
from conftest import Gongkai

pytestmark = pytest.mark.sqlite

DOCUMENT = """2020年某区政务公开工作方案

| 工作任务 | 工作要求 | 责任单位 |
|---|---|---|
| 决策公开 | 6月底前公开目录。 | 区司法局，区政府各部门 |
"""


@pytest.fixture
def held(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder in which no file can be replaced that is there already."""
    folder = tmp_path / "结果"
    folder.mkdir()
    replace = os.replace

    def refused(source: str, target: str) -> None:
        if Path(target).parent == folder and Path(target).exists():
            raise PermissionError(13, "拒绝访问。", target)
        replace(source, target)

    monkeypatch.setattr(os, "replace", refused)
    return folder


COMMANDS = {
    "a.docx": ("form", "-u", "区司法局", "--as-of", "2019-07-18"),
    "a.eml": ("submit", "-u", "区司法局", "--on", "2019-07-18", "--to", "a@example.cn"),
    "a.ics": ("schedule", "-u", "区司法局", "--as-of", "2019-07-18", "--format", "ics"),
    "a.xlsx": ("ledger", "-u", "区司法局", "--as-of", "2019-07-18"),
    "b.docx": ("bulletin", "--as-of", "2019-07-18"),
    "a.html": ("report", "--as-of", "2019-07-18"),
    "new.yaml": ("plan", "new", "--year", "2020", "--from", "2019", "--force"),
}


@pytest.mark.parametrize("name", COMMANDS)
def test_no_tick_before_a_failure(name: str, gongkai: Gongkai, held: Path) -> None:
    if name == "a.eml":
        fill = ("fill", "-u", "区司法局", "-t", "14", "--on", "2019-07-18", "--measure", "措施")
        assert gongkai(*fill).status == 0
    target = held / name
    target.write_bytes(b"old")
    ran = gongkai(*COMMANDS[name], "-o", str(target))
    assert ran.status == 0, ran.err
    other = held / f"{target.stem}（1）{target.suffix}"
    assert f"注意：{target} 正被别的程序" in ran.err
    assert f"另存为 {other}" in ran.err
    assert "√" not in ran.out
    assert target.read_bytes() == b"old"
    assert other.stat().st_size > 100
    if name == "new.yaml":
        assert f"gongkai plan check {other}" in ran.out
    free = gongkai(*COMMANDS[name], "-o", str(held / f"空{target.suffix}"))
    assert free.out.startswith(f"√ 已写入 {held / '空'}{target.suffix}")


def test_the_next_step_names_the_draft_that_was_written(gongkai: Gongkai, held: Path) -> None:
    document, target = held / "方案.md", held / "d.yaml"
    document.write_text(DOCUMENT, encoding="utf-8")
    target.write_text("旧的", encoding="utf-8")
    ran = gongkai("plan", "draft", str(document), "-o", str(target), "--force")
    assert ran.status == 0
    assert re.search(r"另存为 (.*)", ran.err)[1] == str(held / "d（1）.yaml")  # type: ignore[index]
    assert f"下一步：gongkai plan check {held / 'd（1）.yaml'}" in ran.out
    ran = gongkai("plan", "draft", str(document), "-o", str(target), "--force", "--format", "json")
    assert f"另存为 {held / 'd（2）.yaml'}" in ran.err
    assert json.loads(ran.out)
