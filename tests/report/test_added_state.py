"""A state that is added: where it is declared it is shown everywhere. All that is written for it stands here."""

from __future__ import annotations

import csv
import io
import re
from pathlib import Path

import docx
import openpyxl
import pytest
from edited import Changed, Edit, Program

UNIT = "区水利局"
DAY = ("--as-of", "2019-10-10")
HALTED: tuple[Edit, ...] = (
    (
        "base/states",
        '    ongoing = "ongoing"',
        """    halted = "halted", "暂缓", "grey", "aside", False, "halted", "{due} = '2019-09-30'"\n""",
    ),
    (
        "base/states",
        "    return State.overdue if due < day",
        "    if due == '2019-09-30':\n        return State.halted\n",
    ),
    (
        "store/questions/figures",
        "\n    def of(self",
        "    halted: Annotated[int, State.halted.word] = 0\n",
    ),
)


@pytest.fixture
def newer(changed: Changed) -> Program:
    return changed(HALTED)


@pytest.mark.sqlite
def test_it_is_listed_counted_and_said_in_every_form(newer: Program, tmp_path: Path) -> None:
    report = newer("report", *DAY, "--format", "json").json
    halted = [row for row in report["deadlines"] if row["due"] == "2019-09-30"]
    assert {(row["state"], row["light"]) for row in halted} == {("halted", "grey")}
    number = report["completion"]["halted"]
    assert number == len(halted) == sum(unit["halted"] for unit in report["units"]) > 0
    assert f"暂缓 {number}" in newer("report", *DAY).out
    explained = newer("report", *DAY, "--explain", "--format", "json").json["explain"]
    assert next(len(each["rows"]) for each in explained if each["count"] == "halted") == number
    rows = csv.DictReader(io.StringIO(newer("report", *DAY, "--format", "csv").out.lstrip("\ufeff")))
    assert sum(int(row["暂缓"]) for row in rows) == number
    assert "暂缓" in newer("schedule", "-u", UNIT, *DAY).out

    def written(name: str, *command: str) -> Path:
        ran = newer(*command, *DAY, "-o", str(tmp_path / name))
        assert ran.status == 0, ran.err
        return tmp_path / name

    page = written("页.html", "report").read_text(encoding="utf-8")
    assert f">暂缓</span></dt><dd>{number}<" in page
    assert re.search(r"<th[^>]*>暂缓</th>", page)
    by_unit = openpyxl.load_workbook(written("台账.xlsx", "ledger"))["按单位"]
    heads, *_ = [row for row in by_unit.iter_rows(values_only=True) if "按期完成" in row]
    assert "暂缓" in heads
    for name, command in (("通报.docx", "bulletin"), ("年报.docx", "annual")):
        text = "\n".join(each.text for each in docx.Document(str(written(name, command))).paragraphs)
        assert f"暂缓 {number} 项次" in text
