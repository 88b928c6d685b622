"""The other views of a report as CSV say what they say as JSON."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
from conftest import Gongkai

from gongkai.report.matrix import Sign

AS_OF = ("--as-of", "2019-08-20")


def sheet(gongkai: Gongkai, *arguments: str) -> list[dict[str, str]]:
    done = gongkai("report", *arguments, *AS_OF, "--format", "csv")
    assert done.status == 0, done.err
    return list(csv.DictReader(io.StringIO(done.out.lstrip("\ufeff"))))


@pytest.mark.sqlite
def test_the_matrix(gongkai: Gongkai, filled_store: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GONGKAI_DB", str(filled_store))
    told = gongkai("report", "--matrix", *AS_OF, "--format", "json").json["matrix"]
    rows = sheet(gongkai, "--matrix")
    assert [row["单位"] for row in rows] == [unit["unit"] for unit in told["units"]]
    assert list(rows[0]) == ["单位", *(f"任务 {task}" for task in told["tasks"])]
    for row, unit in zip(rows, told["units"], strict=True):
        states = {task: Sign(state).word for task, state in unit["states"].items()}
        assert row == {"单位": unit["unit"]} | {
            f"任务 {task}": states.get(task, "") for task in told["tasks"]
        }
    assert {said for row in rows for said in row.values()} >= {"逾期", "未完", "已填报或完成"}


@pytest.mark.sqlite
def test_the_timeline(gongkai: Gongkai, filled_store: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GONGKAI_DB", str(filled_store))
    months = gongkai("report", "--timeline", *AS_OF, "--format", "json").json["timeline"]
    rows = sheet(gongkai, "--timeline")
    assert [(row["月份"], row["期限"], f"{row['任务']}-{row['事项']}", row["单位数"]) for row in rows] == [
        (
            f"{month['month'][:4]}年{int(month['month'][5:])}月",
            item["due"],
            item["obligation"],
            str(item["units"]),
        )
        for month in months
        for item in month["items"]
    ]


@pytest.mark.sqlite
def test_one_at_a_time(gongkai: Gongkai) -> None:
    done = gongkai("report", "--matrix", "--timeline", "--format", "csv")
    assert done.status == 2 and "只能用一个" in done.err


@pytest.mark.sqlite
@pytest.mark.parametrize("view", [(), ("--matrix",), ("--only", "late"), ("--claims",)])
def test_a_file_holds_what_the_screen_would(
    view: tuple[str, ...],
    gongkai: Gongkai,
    filled_store: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("GONGKAI_DB", str(filled_store))
    for form in ("csv", "json"):
        path = tmp_path / f"完成情况.{form}"
        assert gongkai("report", *view, *AS_OF, "-o", str(path)).status == 0
        shown = gongkai("report", *view, *AS_OF, "--format", form).out
        assert path.read_bytes().decode().replace("\r\n", "\n") == shown.replace("\r\n", "\n")
