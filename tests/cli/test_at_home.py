"""`gongkai` alone, and the tutorial."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from conftest import Gongkai


def test_alone_it_shows_the_office_its_headline(gongkai: Gongkai) -> None:
    ran = gongkai()
    assert ran.status == 0
    assert "今日要情" in ran.out
    assert "应报 34 个单位" in ran.out
    assert "gongkai tutorial" in ran.out


def test_alone_it_shows_a_clerk_what_is_due_and_unfilled(
    gongkai: Gongkai, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GONGKAI_UNIT", "qsfj")
    ran = gongkai()
    assert ran.status == 0
    assert ran.out.startswith("区司法局")
    assert "未填报（11）" in ran.out
    assert "14　推进政府规章、规范性文件清理结果公开" in ran.out
    monkeypatch.setenv("GONGKAI_UNIT", "没有的局")
    assert gongkai().status == 2


def test_the_tutorial_runs_ten_steps_and_leaves_nothing(
    gongkai: Gongkai, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr("tempfile.tempdir", None)
    before = sorted(tmp_path.iterdir())
    surroundings = dict(os.environ)
    ran = gongkai("tutorial", "--no-wait")
    assert ran.status == 0, ran.err
    assert ran.err == ""
    assert ran.out.count("【第 ") == 10
    assert "按期完成" in ran.out
    assert "0533-000****" in ran.out
    assert sorted(tmp_path.iterdir()) == before
    assert dict(os.environ) == surroundings
