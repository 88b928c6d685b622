"""The ledger: every line of the report is in it, its lights are words, and nothing in it is a formula."""

from __future__ import annotations

import json
import os
import shutil
from collections import Counter
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from click.testing import CliRunner
from conftest import Gongkai

from gongkai.base import files
from gongkai.cli.main import gongkai as command

AS_OF = ("--as-of", "2019-09-27")
A3, A4 = 8, 9


@pytest.fixture
def _filled(filled_store: Path, tmp_path: Path) -> None:
    """The test's own copy of the filled store, to write to."""
    shutil.copyfile(filled_store, tmp_path / "gongkai.db")


@pytest.fixture(scope="module")
def book(filled_store: Path, tmp_path_factory: pytest.TempPathFactory) -> Any:
    """The ledger of the filled store, made once."""
    path = tmp_path_factory.mktemp("ledger") / "台账.xlsx"
    done = CliRunner().invoke(command, ["ledger", *AS_OF, "--db", str(filled_store), "-o", str(path)])
    assert done.exit_code == 0, done.output
    return openpyxl.load_workbook(path)


@pytest.fixture(scope="module")
def report(filled_store: Path) -> Any:
    done = CliRunner().invoke(command, ["report", *AS_OF, "--db", str(filled_store), "--format", "json"])
    return json.loads(done.stdout)


def made(gongkai: Gongkai, tmp_path: Path, unit: str, *more: str) -> Any:
    path = tmp_path / "台账.xlsx"
    done = gongkai("ledger", *AS_OF, "-u", unit, "-o", str(path), *more)
    assert done.status == 0, done.err
    return openpyxl.load_workbook(path)


def lines(sheet: Any) -> list[dict[str, Any]]:
    heads = [cell.value for cell in sheet[3]]
    return [dict(zip(heads, row, strict=True)) for row in sheet.iter_rows(min_row=4, values_only=True)]


def test_states_agree_with_the_report(book: Any, report: Any) -> None:
    rows = lines(book["台账"])
    states = Counter((row["单位"], row["状态"]) for row in rows)
    words = {
        "overdue": "逾期",
        "due_soon": "临期",
        "pending": "未到期",
        "done": "按期完成",
        "done_late": "逾期完成",
    }
    for unit in report["units"]:
        for name, word in words.items():
            assert states[unit["unit"], word] == unit[name], (unit["unit"], word)
        filed = {
            row["任务"]
            for row in rows
            if row["单位"] == unit["unit"] and (row["填报"] or "")[:3] in ("已填报", "不涉及")
        }
        assert len(filed) >= unit["rows_filed"]
    assert {row["亮灯"] for row in rows if row["状态"] == "逾期"} == {"红"}


def test_lights_have_a_word_and_a_colour(book: Any) -> None:
    sheet = book["台账"]
    column = [cell.value for cell in sheet[3]].index("亮灯") + 1
    fills = {
        (cell.value, cell.fill.fgColor.rgb)
        for (cell,) in sheet.iter_rows(4, None, column, column)
        if cell.value
    }
    assert {word for word, _ in fills} == {"红", "黄", "绿", "灰"}
    assert len(fills) == 4


def test_sheet_can_be_filtered_and_its_header_stays(book: Any) -> None:
    sheet = book["台账"]
    last = openpyxl.utils.get_column_letter(sheet.max_column)
    assert sheet.auto_filter.ref == f"A3:{last}{sheet.max_row}"
    assert sheet.freeze_panes == "D4"
    assert sheet.print_title_rows == "$3:$3"


def test_all_of_it_is_printed_a_page_wide(book: Any) -> None:
    sheet = book["台账"]
    last = openpyxl.utils.get_column_letter(sheet.max_column)
    assert sheet.print_area == f"'台账'!$A$1:${last}${sheet.max_row}"
    setup = sheet.page_setup
    assert (setup.orientation, int(setup.paperSize)) == ("landscape", A3)
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert (setup.fitToWidth, setup.fitToHeight) == (1, 0)
    # Columns and margins in points; on an A3 sheet of 1191 the letters of 11 points stay above 6.
    width = sum(7 * column.width + 5 for column in sheet.column_dimensions.values()) * 0.75
    scale = (1191 - 72 * (sheet.page_margins.left + sheet.page_margins.right)) / width
    assert 11 * scale > 6
    for other in ("按单位", "按类别"):
        assert int(book[other].page_setup.paperSize) == A4


def test_headings_have_the_height_they_need(book: Any) -> None:
    for sheet in book:
        heads = [row for row in range(1, sheet.max_row + 1) if sheet.cell(row, 2).style == "表头"]
        assert heads
        for row in heads:
            widths = [sheet.column_dimensions[cell.column_letter].width for cell in sheet[row]]
            lines_needed = max(
                len(cell.value) * 2 / width
                for cell, width in zip(sheet[row], widths, strict=True)
                if cell.value
            )
            assert sheet.row_dimensions[row].height > 14 * lines_needed + 4


@pytest.mark.usefixtures("_filled")
def test_dates_are_dates_and_telephones_are_text(gongkai: Gongkai, tmp_path: Path) -> None:
    sheet = made(gongkai, tmp_path, "区水利局", "--with-contacts")["台账"]
    heads = [cell.value for cell in sheet[3]]
    row = next(
        row for row in sheet.iter_rows(min_row=4) if row[0].value == "区水利局" and row[1].value == "7"
    )
    phone = row[heads.index("联系方式")]
    assert (phone.value, phone.data_type, phone.number_format) == ("13800000000", "s", "@")
    filed = row[heads.index("填报日期")]
    assert filed.is_date
    assert row[1].data_type == "s"


def test_contacts_are_masked_unless_asked_for(book: Any) -> None:
    rows = lines(book["台账"])
    assert {row["联系方式"] for row in rows if row["联系方式"]} == {"0533-000****", "138****0000", "12345"}
    assert {row["责任人"] for row in rows if row["责任人"]} == {"张*", "李*", "王*"}


@pytest.mark.usefixtures("_filled")
@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t="])
def test_what_looks_like_a_formula_is_text(start: str, gongkai: Gongkai, tmp_path: Path) -> None:
    bad = f"{start}cmd|'/c calc'!A1"
    item = ("-t", "14", "--item", "4", "--date", "2019-07-30")
    assert gongkai("publish", "-u", "区司法局", *item, "--title", bad).status == 0
    assert gongkai("fill", "-u", "区司法局", "-t", "14", "--on", "2019-07-25", f"--measure={bad}").status == 0
    book = made(gongkai, tmp_path, "区司法局")
    kinds = {cell.data_type for sheet in book for row in sheet.iter_rows() for cell in row}
    assert "f" not in kinds
    cells = [c for row in book["台账"].iter_rows(min_row=4) for c in row if "cmd|" in str(c.value)]
    assert len(cells) > 1
    measure = next(cell for cell in cells if cell.value == bad.strip())
    assert measure.quotePrefix or measure.value[0] not in "=+-@"


def test_units_are_summed_and_ranked_by_scheme(book: Any, report: Any) -> None:
    rows = list(book["按单位"].values)
    starts = {row[0].split("（")[0]: n for n, row in enumerate(rows) if row[0] and not row[1]}
    assert starts.keys() >= {"部门和有关单位", "镇、街道", "开发区"}
    heads = rows[starts["部门和有关单位"] + 1]
    found = {row[0].rstrip("*"): dict(zip(heads, row, strict=True)) for row in rows if row[0] and row[1]}
    for unit in report["units"]:
        assert found[unit["unit"]]["应填报"] == unit["rows_due"]
        assert found[unit["unit"]]["已填报"] == unit["rows_filed"]
        assert found[unit["unit"]]["逾期"] == unit["overdue"]
    towns = [row[0] for row in rows[starts["镇、街道"] + 2 : starts["开发区"] - 1]]
    assert "齐都镇" in towns
    assert not any(name.startswith("区") for name in towns)


def test_kinds_are_summed(book: Any, report: Any) -> None:
    rows = {row[0]: row for row in book["按类别"].values if row[0]}
    heads = rows["单位类别"]
    for kind in report["kinds"]:
        line = dict(zip(heads, rows[kind["kind"]], strict=True))
        assert (line["单位数"], line["逾期"], line["已填报"]) == (
            kind["units"],
            kind["overdue"],
            kind["rows_filed"],
        )
    assert rows["做好优化营商环境信息公开"][1] == 9


@pytest.mark.usefixtures("_filled")
def test_an_open_file_is_kept_under_another_name(
    gongkai: Gongkai, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "台账.xlsx"
    assert gongkai("ledger", *AS_OF, "-u", "区残联", "-o", str(path)).status == 0
    old = path.read_bytes()
    rename = os.rename

    def held(source: str, target: str) -> None:
        if str(source) == str(path):
            raise PermissionError(13, "Permission denied", source)
        rename(source, target)

    monkeypatch.setattr(os, "rename", held)
    monkeypatch.setattr(files, "exchange", lambda one, other: False)
    done = gongkai("ledger", *AS_OF, "-u", "区残联", "-o", str(path))
    assert done.status == 0
    assert "注意：" in done.err and "正被别的程序" in done.err and done.out == ""
    assert path.read_bytes() == old
    other = tmp_path / f"台账（{AS_OF[1]}）.xlsx"
    assert openpyxl.load_workbook(other).sheetnames == ["台账", "按单位", "按类别"]


@pytest.mark.parametrize("wrong", [(), ("-o", "台账.xls"), ("-o", "台账.csv")])
def test_wrong_usage(wrong: tuple[str, ...], gongkai: Gongkai) -> None:
    assert gongkai("ledger", *AS_OF, *wrong).status == 2
