"""The form as it goes out: the table as the plan prints it, in files that every office program opens."""

# ruff: noqa: F401, F811

from __future__ import annotations

import io
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import docx
import openpyxl
import pytest
from conftest import Gongkai
from docx.oxml.ns import qn
from form_fixtures import OWN, blank, blank_docx, blank_xlsx, compiled, fresh
from hand import parts
from libreoffice import needs_libreoffice, saved_as

from gongkai.base import files
from gongkai.forms.out.layout import Form
from gongkai.office.ours import Ours
from gongkai.office.writing import Rule, file_name, file_names, write_file

HEADS = ["工作任务", "工作要求", "责任单位", "具体工作措施", "责任科室、责任人及联系方式"]


def distinct(texts: list[str]) -> list[str]:
    return list(dict.fromkeys(texts))


# ---------------------------------------------------------------- Word


def test_the_word_form_is_the_annex(blank: Form, blank_docx: bytes) -> None:
    document = docx.Document(io.BytesIO(blank_docx))
    section = document.sections[0]
    assert (round(section.page_width.cm, 1), round(section.page_height.cm, 1)) == (29.7, 21.0)
    texts = [paragraph.text for paragraph in document.paragraphs]
    assert texts[1] == "2019年临淄区政务公开主要任务分解表"
    assert "填报单位：区司法局" in texts[2]
    assert "临政办发〔2019〕1号" in texts[2]
    assert "2019年7月19日" in texts[2]
    assert any("lzqzfzgwkb@zb.shandong.cn" in text for text in texts)
    assert any("疑有笔误" in text for text in texts)
    own, claimable = document.tables
    assert [row.task for row in blank.parts[0].rows] == list(OWN)
    assert len(own.rows) == len(OWN) + 1
    assert len(claimable.rows) == len(blank.parts[1].rows) + 1
    for table in (own, claimable):
        assert distinct([cell.text for cell in table.rows[0].cells]) == HEADS
        assert table.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None
        assert all(row._tr.trPr.find(qn("w:cantSplit")) is not None for row in table.rows)


def test_the_levels_of_the_word_form_are_merged(blank_docx: bytes) -> None:
    own = docx.Document(io.BytesIO(blank_docx)).tables[0]
    categories = [row.cells[0]._tc for row in own.rows[1:]]
    assert [cell.text for cell in own.columns[0].cells[1:3]] == ["做好优化营商环境信息公开"] * 2
    assert categories[0] is categories[1]
    assert categories[1] is not categories[2]


def test_every_font_is_set_for_chinese_too(blank_docx: bytes) -> None:
    document = docx.Document(io.BytesIO(blank_docx))
    fonts = set()
    for run in document.element.body.iter(qn("w:r")):
        found = run.find(f"{qn('w:rPr')}/{qn('w:rFonts')}")
        assert found is not None
        names = {found.get(qn(f"w:{script}")) for script in ("ascii", "hAnsi", "eastAsia")}
        assert len(names) == 1
        fonts |= names
    assert fonts == {"仿宋_GB2312", "方正小标宋简体", "黑体"}
    declared = parts(blank_docx)["word/fontTable.xml"].decode()
    assert all(f'w:name="{name}"><w:altName' in declared for name in fonts)


# ---------------------------------------------------------------- Excel


def test_the_excel_form_can_be_filled_and_sorted(blank: Form, blank_xlsx: bytes) -> None:
    workbook = openpyxl.load_workbook(io.BytesIO(blank_xlsx))
    assert workbook.sheetnames == ["本单位任务", "可认领任务"]
    sheet = workbook.worksheets[0]
    assert sheet.protection.sheet
    assert not sheet.protection.sort
    assert sheet.column_dimensions["E"].hidden
    assert [sheet.cell(row, 5).value for row in range(4, 15)] == [f"gongkai_{task}" for task in OWN]
    for row in range(4, 15):
        cells = [sheet.cell(row, column) for column in range(1, 9)]
        assert [cell.protection.locked for cell in cells] == [True] * 6 + [False] * 2
        assert all(cell.number_format == "@" for cell in cells)
    # Nothing below the headings is merged: merged cells can't be sorted.
    assert all(part.max_row <= 3 or part.min_row > 14 for part in sheet.merged_cells.ranges)
    assert sheet.freeze_panes == "A4"
    assert sheet.print_title_rows == "$3:$3"
    assert sheet.print_area == "'本单位任务'!$A$1:$H$18"
    assert (sheet.page_setup.orientation, int(sheet.page_setup.paperSize)) == ("landscape", 9)
    assert sheet.auto_filter.ref == "A3:H14"


@pytest.mark.parametrize("text", ["=1+1", "+86", "-1", "@甲", "\t=1", '=HYPERLINK("http://x")'])
def test_a_live_text_stays_text(text: str, gongkai: Gongkai, tmp_path: Path) -> None:
    gongkai("fill", "-u", "区司法局", "-t", "14", "--measure", text, "--on", "2019-07-17")
    path = tmp_path / "x.xlsx"
    gongkai("form", "-u", "区司法局", "-o", str(path), "--as-of", "2019-07-18")
    cell: Any = openpyxl.load_workbook(path).worksheets[0].cell(5, 7)
    assert cell.value == text.strip()
    assert cell.data_type == "s"
    assert b"<f>" not in parts(path.read_bytes())["xl/worksheets/sheet1.xml"]


# ---------------------------------------------------------------- the command


@pytest.mark.sqlite
def test_one_file_a_unit(fresh: Path, gongkai: Gongkai, tmp_path: Path) -> None:
    folder = tmp_path / "填报表"
    done = gongkai("form", "--all-units", "-o", str(folder), "--as-of", "2019-07-18", "--type", "xlsx")
    assert done.status == 0, done.err
    names = {path.stem for path in folder.iterdir()}
    assert {"区司法局", "齐都镇", "区委编办"} <= names
    assert f"{len(names)} 个单位" in done.out
    assert "疑为笔误" in done.err


def test_what_is_filed_is_filled_in(gongkai: Gongkai, tmp_path: Path) -> None:
    people = ("--section", "法制科", "--officer", "张三", "--contact", "0533-0000000")
    gongkai("fill", "-u", "区司法局", "-t", "14", "--measure", "按期公布", *people, "--on", "2019-07-17")
    gongkai("fill", "-u", "区司法局", "-t", "12", "--not-involved", "无此职能", "--on", "2019-07-17")
    gongkai("return", "-u", "区司法局", "-t", "14", "--reason", "没有写日期", "--on", "2019-07-18")
    path = tmp_path / "x.docx"
    gongkai("form", "-u", "区司法局", "-o", str(path), "--as-of", "2019-07-18")
    document = docx.Document(str(path))
    rows = [[cell.text for cell in row.cells] for row in document.tables[0].rows]
    assert rows[1][-2:] == ["不涉及：无此职能", ""]
    assert rows[2][-2:] == ["按期公布", "法制科\n张三\n0533-0000000"]
    assert any("退回重填（2019-07-18）" in p.text and "没有写日期" in p.text for p in document.paragraphs)


def test_a_town_has_no_deadline(gongkai: Gongkai, tmp_path: Path) -> None:
    path = tmp_path / "x.docx"
    assert gongkai("form", "-u", "齐都镇", "-o", str(path), "--as-of", "2019-07-18").status == 0
    text = "\n".join(p.text for p in docx.Document(str(path)).paragraphs)
    assert "报送期限" not in text
    assert "7月19日" not in text


@pytest.mark.parametrize(
    ("arguments", "status", "words"),
    [
        (("-u", "区司法局", "-o", "x.pdf"), 2, "应以 .docx 或 .xlsx 结尾"),
        (("-u", "区司法局", "-o", "没有/x.docx"), 1, "没有文件夹"),
        (("--all-units",), 2, "-o"),
        (("-u", "区司法局", "-o", "x.docx", "--type", "xlsx"), 2, "只用一个"),
    ],
)
@pytest.mark.sqlite
def test_what_cannot_be_written(
    arguments: tuple[str, ...],
    status: int,
    words: str,
    gongkai: Gongkai,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(tmp_path)
    done = gongkai("form", *arguments)
    assert done.status == status
    assert words in done.err
    assert not list(tmp_path.rglob("*.docx"))


def test_a_file_that_is_held_open(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Windows refuses to replace a file that WPS or Excel holds open."""
    target = tmp_path / "区司法局.xlsx"
    rule = Rule("2019-07-22", Ours(str(tmp_path / "data" / "written")))
    assert write_file(str(target), b"old", rule).hindrance is None
    rename = os.rename

    def refuse(source: str, path: str) -> None:
        if source == str(target):
            raise PermissionError(13, "held")
        rename(source, path)

    monkeypatch.setattr(os, "rename", refuse)
    monkeypatch.setattr(files, "exchange", lambda one, other: False)
    for content in (b"new", b"newer"):
        written = write_file(str(target), content, rule)
        assert written.hindrance == "held"
        assert (
            Path(written.path).name == "区司法局（2019-07-22）.xlsx"
        )  # ours too: the newer one takes its place
        assert Path(written.path).read_bytes() == content
        assert "正被别的程序" in written.words
        assert written.path in written.words
    assert target.read_bytes() == b"old"
    assert len(list(tmp_path.iterdir())) == 3


@needs_libreoffice
@pytest.mark.sqlite
def test_libreoffice_opens_what_we_write(fresh: Path, gongkai: Gongkai, tmp_path: Path) -> None:
    people = ("--section", "法制科", "--officer", "张三", "--contact", "0533-0000000")
    gongkai("fill", "-u", "区司法局", "-t", "14", "--measure", "=1+1 按期公布", *people, "--on", "2019-07-17")
    files = [tmp_path / f"区司法局.{ending}" for ending in ("docx", "xlsx")]
    for path in files:
        assert gongkai("form", "-u", "区司法局", "-o", str(path), "--as-of", "2019-07-18").status == 0
    for path in files:
        said = saved_as("pdf", tmp_path / path.suffix[1:], path)
        assert not [line for line in said.splitlines() if "rror" in line and "javaldx" not in line], said
        made = tmp_path / path.suffix[1:] / "区司法局.pdf"
        assert made.read_bytes().startswith(b"%PDF")
        if shutil.which("pdftotext"):
            text = subprocess.run(
                ["pdftotext", "-layout", str(made), "-"], capture_output=True, text=True, check=True
            ).stdout
            assert "=1+1" in text
            # The headings are on every page.
            pages = [page for page in text.split("\f") if page.strip()]
            assert len(pages) > 3
            headed = sum("具体工作措施" in page for page in pages)
            assert headed >= len(pages) - 1


@pytest.mark.parametrize(
    ("unit", "name"),
    [
        ("区司法局", "区司法局"),
        ("CON", "_CON"),
        ("nul", "_nul"),
        ("NUL.x", "_NUL.x"),
        ("COM1", "_COM1"),
        ("lpt\u00b9 .y", "_lpt\u00b9 .y"),
        ("COM10", "COM10"),
        ("CONSTANT", "CONSTANT"),
        ("甲局. .", "甲局"),
        (" 甲/乙\\丙:", "甲_乙_丙_"),
        ("..", "_"),
        ("\ud800甲", "_甲"),
    ],
)
def test_a_units_name_as_a_file_name_on_any_system(unit: str, name: str) -> None:
    assert file_name(unit) == name


def test_two_units_never_share_a_file() -> None:
    units = ["甲/乙局", "甲_乙局", "A局", "a局", "丙局"]
    assert list(file_names(units).values()) == ["甲_乙局", "甲_乙局（2）", "A局", "a局（2）", "丙局"]
