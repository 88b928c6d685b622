"""Collecting stopped by Ctrl-C: what was collected stays whole, the rest is untouched."""

from __future__ import annotations

from pathlib import Path

import pytest
from conftest import Gongkai

from gongkai.cli.forming import collecting

ANSWER = ("--measure", "措施", "--section", "办公室", "--officer", "张三", "--contact", "0533-0000000")
UNITS = {"区残联": "23", "区委编办": "13", "区金融事务协调服务中心": "5"}


def test_between_files(gongkai: Gongkai, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for unit, task in UNITS.items():
        assert gongkai("fill", "-u", unit, "-t", task, "--on", "2019-07-18", *ANSWER).status == 0
        assert gongkai("form", "-u", unit, "-o", str(tmp_path / f"{unit}.docx")).status == 0
        assert gongkai("undo", "-u", unit, "-t", task).status == 0
    paths = [str(tmp_path / f"{unit}.docx") for unit in UNITS]
    read = collecting.collect_file
    seen: list[str] = []

    def interrupted(store, asked, path, wishes):  # type: ignore[no-untyped-def]
        seen.append(path)
        if len(seen) == 2:
            raise KeyboardInterrupt
        return read(store, asked, path, wishes)

    with monkeypatch.context() as patched:
        patched.setattr(collecting, "collect_file", interrupted)
        ran = gongkai("collect", *paths, "--on", "2019-07-18", "--format", "json")
    assert ran.status == 130
    assert "还有 2 份没有收" in ran.err
    assert [result["status"] for result in ran.json] == ["filed"]
    report = gongkai("report", "--as-of", "2019-07-19", "--format", "json").json
    assert {row["unit"] for row in report["units"] if row["rows_filed"]} == {"区残联"}
