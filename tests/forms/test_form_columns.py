"""A column of the form is declared once, for Word and Excel, out and in."""

# ruff: noqa: F401, F811

from __future__ import annotations

import io
from operator import attrgetter
from pathlib import Path

import docx
import openpyxl
import pytest
from conftest import Gongkai
from form_fixtures import UNIT, blank, compiled, fresh

from gongkai.forms.back.columns import Known, find_columns, header_lines, headings, role_of
from gongkai.forms.out import excel, word
from gongkai.forms.out.columns import COLUMNS, OFFICER, OTHER, TOPIC, Column
from gongkai.forms.out.excel import form_workbook
from gongkai.forms.out.layout import Form
from gongkai.forms.out.word import form_document
from gongkai.office.grid import plain_table

pytestmark = pytest.mark.sqlite

ADDED = Column(OTHER, "备注", attrgetter("task"), "", (1.5, 1.5), 8)


@pytest.mark.parametrize(
    "column", [column for column in COLUMNS if column.head], ids=lambda column: column.role
)
def test_the_forms_own_heading_means_its_column(column: Column) -> None:
    assert role_of(column.head) == column.role


def heads(content: bytes, kind: str) -> list[str]:
    """The headings of a form's table, those of merged cells once."""
    if kind == "docx":
        cells = docx.Document(io.BytesIO(content)).tables[0].rows[0].cells
        return list(dict.fromkeys(cell.text for cell in cells))
    (sheet, *_) = openpyxl.load_workbook(io.BytesIO(content))
    return [str(cell.value) for cell in sheet[3] if cell.value]


def test_a_column_declared_is_in_both_forms_and_both_come_back(
    blank: Form, fresh: Path, gongkai: Gongkai, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    at = next(number for number, column in enumerate(COLUMNS) if column.is_open)
    for module in (excel, word):
        monkeypatch.setattr(module, "COLUMNS", (*COLUMNS[:at], ADDED, *COLUMNS[at:]))
    printed = [column.head for column in (*COLUMNS[:at], ADDED, *COLUMNS[at:]) if column.head]
    made = {"docx": form_document(blank), "xlsx": form_workbook(blank)}
    assert heads(made["xlsx"], "xlsx") == printed
    assert heads(made["docx"], "docx") == [head for head in printed if head != "行标识（勿改）"]
    for kind, content in made.items():
        file = tmp_path / f"{UNIT}.{kind}"
        file.write_bytes(content)
        done = gongkai(
            "collect", str(file), "--dry-run", "--format", "json", "--on", "2019-07-18", "--db", str(fresh)
        )
        assert done.status == 0, done.err
        assert {row["task"] for row in done.json[0]["rows"]} == {row.task for row in blank.rows}


# ---------------------------------------------------------------- which column is which

DEMAND, UNIT_OF_IT = "甲乙丙丁戊己庚辛壬癸子丑", "区司法局"
KNOWN = Known(DEMAND, UNIT_OF_IT)
HEADS = ["序号", "工作任务", "工作要求", "责任单位", "具体工作措施", "责任科室、责任人及联系方式"]
UNCLEAR = "看不出哪一栏是具体工作措施"


@pytest.mark.parametrize(
    ("heads", "row", "found"),
    [
        # as the headings say
        (HEADS, ["1", "甲表", DEMAND, UNIT_OF_IT, "措施", "张三"], (2, 3, 4, (5,), (), "")),
        (HEADS, ["1", "甲表", "改过的要求", "某局", "措施", "张三"], (2, 3, 4, (5,), (), "")),
        (
            [*HEADS, "杂项"],
            ["1", "甲表", DEMAND, UNIT_OF_IT, "措施", "张三", "另"],
            (2, 3, 4, (5,), (6,), ""),
        ),
        (
            [*HEADS[:2], "甲", "乙", *HEADS[4:]],
            ["1", "甲表", DEMAND, UNIT_OF_IT, "措施", "张三"],
            (2, 3, 4, (5,), (), ""),
        ),
        (["杂项", *HEADS[2:]], ["另", DEMAND, UNIT_OF_IT, "措施", "张三"], (1, 2, 3, (4,), (), "")),
        (
            [*HEADS[2:5], "责任科室", "责任人", "联系电话"],
            [DEMAND, UNIT_OF_IT, "措施", "法制科", "张三", "12345"],
            (0, 1, 2, (3, 4, 5), (), ""),
        ),
        # shifted against their data
        (HEADS, ["1", "甲表", "", DEMAND, UNIT_OF_IT, "措施", "张三"], (3, 4, 5, (6,), (), "")),
        (HEADS, ["1", "甲表", "", DEMAND, "某局", "措施", "张三"], (3, 4, 5, (6,), (), "")),
        (HEADS, ["甲表", DEMAND, UNIT_OF_IT, "措施", "张三"], (1, 2, 3, (4,), (5,), "")),
        (
            [*HEADS[:4], HEADS[5], HEADS[4]],
            ["1", "甲表", "", DEMAND, UNIT_OF_IT, "张三", "措施"],
            (3, 4, 6, (5,), (), ""),
        ),
        # so far that one is lost, or none at all: by position
        (HEADS, ["1", "甲表", "", DEMAND, UNIT_OF_IT, "措施"], (3, 4, None, (), (5,), UNCLEAR)),
        (HEADS, ["1", "甲表", "", "", DEMAND, UNIT_OF_IT], (4, 5, None, (), (), "")),
        ([], [DEMAND, UNIT_OF_IT, "措施", "张三"], (0, 1, 2, (3,), (), "")),
        ([], [DEMAND, UNIT_OF_IT, "措施", "张三", "另"], (0, 1, 2, (3,), (4,), "")),
        # the demand's beginning stands beside it as its name
        (HEADS, ["1", DEMAND[:8], DEMAND, UNIT_OF_IT, "措施", "张三"], (2, 3, 4, (5,), (), "")),
    ],
)
def test_which_column_is_which(heads: list[str], row: list[str], found: tuple[object, ...]) -> None:
    columns = find_columns(heads, plain_table([row]).lines, KNOWN)
    assert columns is not None
    assert (*columns[:5], columns.doubt) == found


def test_a_table_of_something_else_has_no_columns() -> None:
    assert find_columns(["姓名", "电话"], plain_table([["张三", "12345"]]).lines, KNOWN) is None


@pytest.mark.parametrize(
    ("heading", "role"),
    [
        ("工作任务", TOPIC),
        ("今年的各项重点工作任务", ""),
        ("责任科室联系电话0533", ""),
        ("责任人：张三", ""),
        ("责任人：", OFFICER),
        ("各单位责任科室填写具体工作措施并逐项对照认领后报送", ""),
    ],
)
def test_what_is_a_heading(heading: str, role: str) -> None:
    assert role_of(heading) == role


@pytest.mark.parametrize(
    ("rows", "count"),
    [
        ([HEADS], 1),
        ([["工作任务", "工作要求"]], 1),
        ([["附表", "工作要求"]], 0),
        ([["1", "甲表", DEMAND, UNIT_OF_IT]], 0),
        ([["工作要求", "责任"], ["工作要求", "单位"]], 0),
        ([["工作要求", "责任单位", "责任科室、"], ["", "", "责任人及联系方式"]], 2),
        ([["工作要求", "责任单位"], ["工作要求", "责任单位"]], 1),
        ([["工作要求", "责任单位"], ["另一项要求", "某局"]], 1),
    ],
)
def test_how_many_lines_are_headings(rows: list[list[str]], count: int) -> None:
    assert header_lines(plain_table(rows).lines, 0, KNOWN) == count


def test_headings_over_two_lines() -> None:
    """Under one that spans several columns each has its own; else both halves make one."""
    lines = plain_table([["责任人", "责任人", "责任科室、"], ["姓名", "电话", "责任人及联系方式"]]).lines
    assert headings(lines) == ["姓名", "电话", "责任科室、责任人及联系方式"]
