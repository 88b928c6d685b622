"""Cells of a returned workbook: what they show is read, what can't be told is asked, nothing is made up."""

# ruff: noqa: F401, F811

from __future__ import annotations

from pathlib import Path
from typing import Any

import openpyxl
import pytest
from annex import plan_rows
from conftest import Gongkai
from form_fixtures import blank, blank_xlsx, compiled, fresh
from hand import PEOPLE, excel, packed, sheet_row
from office_files import formats, inline, relations, sheet, workbook, workbook_parts
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont

from gongkai.office.grid import Cell
from gongkai.office.reading import read_form

DEMANDS = {task: demand for task, demand, _ in plan_rows()}
HEADS = ("工作要求", "责任单位", "具体工作措施", "责任科室、责任人及联系方式")
STRUCK = (
    '<fonts><font/><font><strike/></font><font><strike val="0"/></font></fonts>'
    '<cellXfs><xf numFmtId="0" fontId="0"/><xf numFmtId="0" fontId="1"/><xf numFmtId="0" fontId="2"/></cellXfs>'
)
PICTURE = "格子里是图片，没有文字"


def cell(xml: str, **options: Any) -> Cell:
    """The first cell as it is read; text behind it keeps the row."""
    returned = read_form(workbook(f'<row r="1">{xml}{inline("C1", "后")}</row>', **options))
    return returned.grids[0].lines[0].cells[0]


@pytest.mark.parametrize(
    ("xml", "text"),
    [
        ('<c r="A1" t="inlineStr"><is><t>甲</t></is></c>', "甲"),
        ('<c r="A1" t="inlineStr"><is><r><t>甲</t></r><r><t>乙</t></r></is></c>', "甲乙"),
        ('<c r="A1" t="inlineStr"><is><t>甲_x000D_乙_x005F_x000D_</t></is></c>', "甲\n乙_x000D_"),
        ('<c r="A1" t="s"><v>1</v></c>', "共享乙"),
        ('<c r="A1" t="str"><f>B1&amp;"x"</f><v>算出的</v></c>', "算出的"),
        ('<c r="A1"><f>1+1</f><v>2</v></c>', "2"),
        ('<c r="A1" t="b"><v>1</v></c>', "TRUE"),
        ('<c r="A1" t="b"><v>0</v></c>', "FALSE"),
        ('<c r="A1" t="d" s="1"><v>2019-07-31</v></c>', "2019/7/31"),
        ('<c r="A1" t="d" s="1"><v>2019-07-31T00:00:00Z</v></c>', "2019/7/31"),
        ('<c r="A1" t="s"><v>2</v></c>', "汉字"),
        ('<c r="A1"/>', ""),
        ('<c r="A1" t="str"><f>""</f><v></v></c>', ""),
    ],
)
def test_a_cell_is_what_it_shows(xml: str, text: str) -> None:
    shared = (
        "<si><t>共享甲</t></si><si><t>共享乙</t></si><si><t>汉字</t><rPh sb='0' eb='1'><t>hàn</t></rPh></si>"
    )
    found = cell(xml, shared=shared, styles=formats("yyyy/m/d"))
    assert (found.text, found.said, found.doubt) == (text, (), "")


@pytest.mark.parametrize(
    ("xml", "words"),
    [
        ('<c r="A1"><f>SUM(B1:B9)</f></c>', "没有算出的值"),
        ('<c r="A1" t="str"><f>B1</f></c>', "没有算出的值"),
        ('<c r="A1"><f>B1</f><v></v></c>', "没有算出的值"),
        ('<c r="A1" t="e"><f>-公布清单</f><v>#NAME?</v></c>', "#NAME?（写的是“=-公布清单”）"),
        ('<c r="A1" t="e"><v>#N/A</v></c>', "错误值 #N/A"),
        ('<c r="A1" t="s"><v>9</v></c>', "读不出"),
        ('<c r="A1" t="d"><v>去年</v></c>', "“去年”读不出"),
    ],
)
def test_what_cannot_be_told_is_a_doubt(xml: str, words: str) -> None:
    found = cell(xml, shared="<si><t>甲</t></si>")
    assert found.text == ""
    assert words in found.doubt


@pytest.mark.parametrize(
    "xml",
    [
        '<c r="A1" t="str"><f>_xlfn.DISPIMG("ID_1",1)</f><v>=DISPIMG("ID_1",1)</v></c>',
        '<c r="A1" t="str"><f>DISPIMG("ID_1",1)</f></c>',
        '<c r="A1" t="e"><f>_xlfn.DISPIMG("ID_1",1)</f><v>#NAME?</v></c>',
        inline("A1", '=DISPIMG("ID_1",1)'),
        '<c r="A1" t="e" vm="1"><v>#VALUE!</v></c>',
    ],
)
def test_a_picture_in_a_cell_is_nothing_and_said(xml: str) -> None:
    assert cell(xml) == Cell("", said=(PICTURE,))


@pytest.mark.parametrize(
    ("xml", "kept"),
    [
        ('<c r="A1" s="1" t="inlineStr"><is><t>旧的</t></is></c>', ""),
        ('<c r="A1" s="1"><v>5</v></c>', ""),
        ('<c r="A1" s="2" t="inlineStr"><is><t>新的</t></is></c>', None),
        (
            '<c r="A1" t="inlineStr"><is><r><rPr><strike/></rPr><t>旧的</t></r><r><t>新的</t></r></is></c>',
            "新的",
        ),
        (
            '<c r="A1" t="inlineStr"><is><r><rPr><strike val="0"/></rPr><t>新的</t></r></is></c>',
            None,
        ),
    ],
)
def test_struck_text_is_kept_apart_and_said(xml: str, kept: str | None) -> None:
    found = cell(xml, styles=STRUCK)
    assert found.kept == kept
    assert found.said == (() if kept is None else ("划掉的文字没有收",))
    assert found.answer == (found.text if kept is None else kept)


def test_a_format_that_hides_a_cell_or_adds_to_its_text() -> None:
    hidden = cell('<c r="A1" s="1"><v>5</v></c>', styles=formats(";;;"))
    assert (hidden.text, hidden.doubt) == ("", "")
    assert "隐藏" in hidden.said[0]
    text = '<c r="A1" s="1" t="inlineStr"><is><t>法制</t></is></c>'
    assert cell(text, styles=formats(";;;")).text == ""
    assert cell(text, styles=formats('@"科"')).text == "法制科"
    assert cell(text, styles=formats("0.00")).text == "法制"


def test_damaged_styles_leave_the_texts_and_make_numbers_doubtful() -> None:
    parts = workbook_parts(f'<row r="1">{inline("A1", "甲")}<c r="B1" s="1"><v>43677</v></c></row>', "x")
    parts["xl/styles.xml"] = b"<styleSheet"
    returned = read_form(packed(parts))
    text, number = returned.grids[0].lines[0].cells
    assert (text.text, number.text, bool(number.doubt)) == ("甲", "", True)


def test_a_picture_over_a_cell_is_said() -> None:
    name = "http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing"
    begin = "<xdr:from><xdr:col>1</xdr:col><xdr:row>0</xdr:row></xdr:from>"
    anchor = f'<xdr:wsDr xmlns:xdr="{name}"><xdr:oneCellAnchor>{begin}</xdr:oneCellAnchor></xdr:wsDr>'
    parts = workbook_parts(f'<row r="1">{inline("A1", "甲")}</row>')
    parts["xl/worksheets/_rels/sheet1.xml.rels"] = relations({"drawing": "../drawings/drawing1.xml"})
    parts["xl/drawings/drawing1.xml"] = anchor.encode()
    returned = read_form(packed(parts))
    first, second = returned.grids[0].lines[0].cells
    assert (first.text, first.said, second.text) == ("甲", (), "")
    assert "图片" in second.said[0]


# ---------------------------------------------------------------- through the command


def results(gongkai: Gongkai, path: Path) -> dict[str, dict[str, Any]]:
    done = gongkai("collect", str(path), "--on", "2019-07-18", "--format", "json")
    return {row["task"]: row for row in done.json[0]["rows"]}


def measures(gongkai: Gongkai) -> dict[str, str]:
    rows = gongkai("tasks", "-u", "区司法局", "--as-of", "2019-07-18", "--format", "json").json
    return {row["id"]: row["measure"] for row in rows if row["filed_on"]}


@pytest.mark.sqlite
def test_measures_typed_as_dates_shares_and_times(
    fresh: Path, gongkai: Gongkai, tmp_path: Path, blank_xlsx: bytes
) -> None:
    typed = {
        "12": (43677, 'yyyy"年"m"月"d"日"'),
        "14": (0.5, "0%"),
        "17": (0.39583333, "h:mm"),
        "18": (1234.5, '"¥"#,##0.00'),
        "21": (0.75, "# ?/?"),
        "33": (12, "General"),
    }

    def change(book: Any) -> None:
        for task, (value, code) in typed.items():
            page, row = sheet_row(book, task)
            page.cell(row, 7).value, page.cell(row, 7).number_format = value, code
            page.cell(row, 8).value = PEOPLE

    path = tmp_path / "收件.xlsx"
    path.write_bytes(excel(change, blank_xlsx))
    results(gongkai, path)
    assert measures(gongkai) == {
        "12": "2019年7月31日",
        "14": "50%",
        "17": "9:30",
        "18": "¥1,234.50",
        "21": "3/4",
        "33": "12",
    }


@pytest.mark.sqlite
def test_a_doubtful_cell_is_asked_and_nothing_is_filed(
    fresh: Path, gongkai: Gongkai, tmp_path: Path, blank_xlsx: bytes
) -> None:
    def change(book: Any) -> None:
        page, row = sheet_row(book, "12")
        page.cell(row, 7).value, page.cell(row, 7).number_format = 43677, "bbbb"
        page.cell(row, 8).value = PEOPLE

    path = tmp_path / "收件.xlsx"
    path.write_bytes(excel(change, blank_xlsx))
    row = results(gongkai, path)["12"]
    assert (row["result"], "43677" in row["notes"][-1]) == ("doubtful", True)
    assert measures(gongkai) == {}


@pytest.mark.sqlite
def test_what_is_struck_out_in_a_measure_is_not_filed(
    fresh: Path, gongkai: Gongkai, tmp_path: Path, blank_xlsx: bytes
) -> None:
    def change(book: Any) -> None:
        page, row = sheet_row(book, "12")
        page.cell(row, 7).value = CellRichText(TextBlock(InlineFont(strike=True), "旧措施"), "新措施")
        page.cell(row, 8).value = PEOPLE
        page, row = sheet_row(book, "14")
        page.cell(row, 7).value = "作废的措施"
        page.cell(row, 7).font = openpyxl.styles.Font(strike=True)

    path = tmp_path / "收件.xlsx"
    path.write_bytes(excel(change, blank_xlsx))
    found = results(gongkai, path)
    assert measures(gongkai) == {"12": "新措施"}
    assert "划掉的文字没有收" in found["12"]["notes"]
    assert (found["14"]["result"], found["14"]["notes"]) == ("blank", ["划掉的文字没有收"])


@pytest.mark.sqlite
def test_a_cell_picture_is_no_measure(fresh: Path, gongkai: Gongkai, tmp_path: Path) -> None:
    heads = "".join(inline(f"{column}1", head) for column, head in zip("ABCD", HEADS, strict=True))
    picture = '<c r="C2" t="str"><f>_xlfn.DISPIMG("ID_1",1)</f><v>=DISPIMG("ID_1",1)</v></c>'
    path = tmp_path / "区司法局.xlsx"
    path.write_bytes(
        workbook(f'<row r="1">{heads}</row><row r="2">{inline("A2", DEMANDS["12"])}{picture}</row>')
    )
    row = results(gongkai, path)["12"]
    assert (row["result"], row["notes"]) == ("blank", [PICTURE])
    assert measures(gongkai) == {}
