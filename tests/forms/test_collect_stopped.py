"""Collecting stopped by Ctrl-C: what was collected stays whole, the rest is untouched."""

from __future__ import annotations

from pathlib import Path

import pytest
from conftest import Gongkai

from gongkai.cli.collect import taking

ANSWER = ("--measure", "措施", "--section", "办公室", "--officer", "张三", "--contact", "0533-0000000")
UNITS = {"区残联": "23", "区委编办": "13", "区金融事务协调服务中心": "5"}


@pytest.mark.parametrize(
    ("step", "left", "filed"),
    [("open_file", 3, set()), ("file_form", 2, {"区残联"})],
    ids=["reading", "filing"],
)
def test_between_files(
    step: str, left: int, filed: set[str], gongkai: Gongkai, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """All files are read before one is filed: two of one unit may be at odds."""
    for unit, task in UNITS.items():
        assert gongkai("fill", "-u", unit, "-t", task, "--on", "2019-07-18", *ANSWER).status == 0
        assert gongkai("form", "-u", unit, "-o", str(tmp_path / f"{unit}.docx")).status == 0
        assert gongkai("undo", "-u", unit, "-t", task).status == 0
    paths = [str(tmp_path / f"{unit}.docx") for unit in UNITS]
    whole = getattr(taking, step)
    calls: list[int] = []

    def interrupted(*arguments):  # type: ignore[no-untyped-def]
        calls.append(1)
        if len(calls) == 2:
            raise KeyboardInterrupt
        return whole(*arguments)

    with monkeypatch.context() as patched:
        patched.setattr(taking, step, interrupted)
        ran = gongkai("collect", *paths, "--on", "2019-07-18", "--format", "json")
    assert ran.status == 130
    assert f"还有 {left} 份没有收" in ran.err
    assert [result["status"] for result in ran.json] == ["filed"] * len(filed)
    report = gongkai("report", "--as-of", "2019-07-19", "--format", "json").json
    assert {row["unit"] for row in report["units"] if row["rows_filed"]} == filed
