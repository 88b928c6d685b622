"""Every format gives the same draft: made-up plans of the benchmark, and what only one format has."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import pytest
from conftest import ROOT
from drafts import HEAD, drafted, seen

from gongkai.base.problems import GongkaiError
from gongkai.office.grid import Cell, Grid, Paragraph, Placed, laid_out
from gongkai.office.limits import MOST_COLUMNS
from gongkai.office.read_text import read_text
from gongkai.office.read_web import read_html
from gongkai.plan.draft.drafting import make_draft
from gongkai.plan.draft.reading import read_document

BENCH = ROOT / "bench"
if not (BENCH / "draft.py").exists():
    pytest.skip("no benchmark beside the tests", allow_module_level=True)
sys.path.insert(0, str(BENCH))

from draft import linzi, made, score  # noqa: E402
from made_files import FORMATS  # noqa: E402
from made_up import made_plan  # noqa: E402


@pytest.mark.parametrize("ending", FORMATS)
@pytest.mark.parametrize("seed", [0, 1, 2, 3, 9])
def test_made_up_plans(seed: int, ending: str, tmp_path: Path) -> None:
    if ending == ".pdf":
        pytest.importorskip("pdfplumber")
    plan = made_plan(seed)
    file = tmp_path / f"方案{ending}"
    file.write_bytes(FORMATS[ending](plan))
    draft = make_draft(read_document(str(file)).blocks)
    answer = made(plan)
    if ending == ".txt":
        answer = answer._replace(rows=[f"{row.topic}。{row.demand}" for row in plan.rows])
    result = score("", draft, answer)
    assert result.misses == []
    heading = draft.heading
    assert (heading.number, heading.title, heading.issuer) == (plan.number, plan.title, plan.issuer)
    assert str(heading.issued) == f"{plan.year}-04-15"
    assert heading.addressees == plan.addressees
    assert heading.district == plan.place


def test_the_2019_document() -> None:
    """All 37 rows with demand, 责任单位 and labels word for word, every unit resolved."""
    result = linzi()
    assert result.wanted["rows"] == 37
    for what in ("rows", "words", "units", "roles"):
        assert result.precision(what) == result.recall(what) == 1.0, what
    # What 年度 means is a reading of the encoding's own.
    assert result.misses == ["2019 35: times: −every year"]


# ---------------------------------------------------------------- grids


def test_a_merged_cell_fills_its_slots() -> None:
    table = laid_out([Placed(0, 0, 2, 2, "甲"), Placed(0, 2, 1, 1, "乙"), Placed(1, 2, 1, 1, "丙")])
    assert table.rows == [
        (Cell("甲"), Cell("甲", left=True), Cell("乙")),
        (Cell("甲", above=True), Cell("甲", left=True, above=True), Cell("丙")),
    ]


def test_absurd_spans_are_bounded() -> None:
    table = laid_out(
        [Placed(0, 0, 10**9, 10**9, "甲"), Placed(1, MOST_COLUMNS + 6, 1, 1, "乙"), Placed(1, 0, 1, 1, "丙")]
    )
    assert len(table.rows) == 2
    assert len(table.rows[0]) == MOST_COLUMNS
    assert [line.cells[-1].said for line in table.lines] == [(), ("第 200 列以后写有文字，没有读",)]
    assert laid_out([]).lines == []


# ---------------------------------------------------------------- HTML


def test_html_skips_what_is_no_text() -> None:
    blocks = read_html("<head><title>x</title></head><style>p{}</style><p>甲<script>乙</script>丙</p><p>丁")
    assert blocks == [Paragraph("甲丙"), Paragraph("丁")]


def test_html_cells_need_no_end_tags() -> None:
    (table,) = read_html("<table><tr><td>甲<td>乙<tr><td rowspan=x>丙<br>丁<td>戊</table>")
    assert isinstance(table, Grid)
    assert [[cell.text for cell in row] for row in table.rows] == [["甲", "乙"], ["丙\n丁", "戊"]]


def test_html_in_gb18030(tmp_path: Path) -> None:
    file = tmp_path / "方案.htm"
    file.write_bytes("<meta charset=gb2312><p>临淄</p>".encode("gb18030"))
    assert read_document(str(file)).blocks == [Paragraph("临淄")]


# ---------------------------------------------------------------- Word


def _word(document: Any, tmp_path: Path) -> str:
    file = tmp_path / "方案.docx"
    document.save(str(file))
    return str(file)


def test_word_numbers_lists_as_word_shows_them(tmp_path: Path) -> None:
    import docx
    from docx.oxml import parse_xml
    from docx.oxml.ns import nsdecls

    document = docx.Document()
    numbering = document.part.numbering_part.element
    numbering.insert(
        0,
        parse_xml(
            f'<w:abstractNum {nsdecls("w")} w:abstractNumId="77">'
            '<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="chineseCounting"/><w:lvlText w:val="%1、"/></w:lvl>'
            '<w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%2."/></w:lvl>'
            "</w:abstractNum>"
        ),
    )
    numbering.append(parse_xml(f'<w:num {nsdecls("w")} w:numId="78"><w:abstractNumId w:val="77"/></w:num>'))
    for level, words in ((0, "决策公开"), (1, "公开目录"), (1, "公开草案"), (0, "执行公开"), (1, "公开督查")):
        paragraph = document.add_paragraph(words)
        paragraph._p.get_or_add_pPr().append(
            parse_xml(f'<w:numPr {nsdecls("w")}><w:ilvl w:val="{level}"/><w:numId w:val="78"/></w:numPr>')
        )
    assert read_document(_word(document, tmp_path)).blocks == [
        Paragraph(text)
        for text in ("一、决策公开", "1. 公开目录", "2. 公开草案", "二、执行公开", "1. 公开督查")
    ]


def test_word_keeps_paragraphs_of_a_cell_apart_and_breaks_too(tmp_path: Path) -> None:
    import docx

    document = docx.Document()
    table = document.add_table(1, 2)
    table.cell(0, 0).text = "区发改局"
    table.cell(0, 0).add_paragraph("区财政局")
    table.cell(0, 1).paragraphs[0].add_run("甲").add_break()
    table.cell(0, 1).paragraphs[0].add_run("乙\x0b丙".replace("\x0b", ""))
    (block,) = read_document(_word(document, tmp_path)).blocks
    assert isinstance(block, Grid)
    assert [cell.text for cell in block.rows[0]] == ["区发改局\n区财政局", "甲\n乙丙"]


# ---------------------------------------------------------------- Excel


def test_excel_reads_visible_sheets_dates_and_numbers(tmp_path: Path) -> None:
    from datetime import datetime

    import openpyxl

    book = openpyxl.Workbook()
    for index, words in enumerate(("决策公开", "执行公开")):
        sheet = book.active if not index else book.create_sheet()
        assert sheet is not None
        sheet.append(["序号", "工作任务", "责任单位", "完成时限"])
        sheet.append([1.0, words, "区司法局", datetime(2020, 6, 30)])
    hidden = book.create_sheet()
    hidden.append(["序号", "工作任务", "责任单位"])
    hidden.append([1, "不应读出", "区司法局"])
    hidden.sheet_state = "hidden"
    file = tmp_path / "方案.xlsx"
    book.save(file)
    draft = make_draft(read_document(str(file)).blocks)
    assert [(task.requirement, task.time) for task in draft.tasks] == [
        ("决策公开", "2020年6月30日"),
        ("执行公开", "2020年6月30日"),
    ]


# ---------------------------------------------------------------- text


def test_text_in_any_encoding_of_offices(tmp_path: Path) -> None:
    for encoding in ("utf-8", "utf-8-sig", "gb18030", "utf-16"):
        file = tmp_path / "方案.txt"
        file.write_bytes("公开规划".encode(encoding))
        assert read_document(str(file)).blocks == [Paragraph("公开规划")]


@pytest.mark.parametrize("ending", ["txt", "md", "html"])
@pytest.mark.parametrize(
    "content",
    ["公开规划".encode("gbk") + b"\xff\xff", "公开规划".encode("utf-16-le"), b"\xff\xfe\x16\x00\xd8"],
)
def test_what_is_in_no_encoding_is_refused_and_never_guessed(
    tmp_path: Path, ending: str, content: bytes
) -> None:
    file = tmp_path / f"方案.{ending}"
    file.write_bytes(content)
    with pytest.raises(GongkaiError, match="不是 UTF-8 或 GBK 编码"):
        read_document(str(file))


def test_a_page_is_read_in_the_encoding_that_it_says(tmp_path: Path) -> None:
    file = tmp_path / "方案.html"
    file.write_bytes("<meta charset=big5><p>公開規劃</p>".encode("big5"))
    assert read_document(str(file)).blocks == [Paragraph("公開規劃")]


@pytest.mark.parametrize("read", [read_text, read_html])
def test_a_number_that_no_character_has_is_no_error(read: Any) -> None:
    assert read(f"<p>公&#20844;开&#{'9' * 6000};</p>") == [Paragraph("公公开\ufffd")]


def test_markdown_marks_are_no_words() -> None:
    blocks = read_text("# 标题\n\n**1. 公开**规划\n\n---\n\n- 甲 &amp; 乙<br>丙\n")
    assert blocks == [Paragraph("标题"), Paragraph("1. 公开规划"), Paragraph("甲 & 乙 丙")]


def test_html_tables_within_markdown() -> None:
    text = "<table><tr><td>工作任务</td><td>责任单位</td></tr><tr><td>公开规划</td><td>区发改局</td></tr></table>"
    assert [row.owners for row in seen(drafted(text))] == ["区发改局"]


# ---------------------------------------------------------------- what can't be read


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("方案.doc", b"", "文件是空的"),
        ("方案.rtf", b"{\\rtf1}", "另存为 .docx"),
        ("方案.jpg", b"\xff\xd8\xff", "是图片"),
        ("方案.docx", b"PK\x03\x04 damaged", "已损坏"),
        ("方案.xlsx", b"no workbook", "不是 Word 或 Excel 文件"),
    ],
)
def test_other_files_are_refused_in_chinese(name: str, content: bytes, said: str, tmp_path: Path) -> None:
    file = tmp_path / name
    file.write_bytes(content)
    with pytest.raises(GongkaiError, match=said):
        read_document(str(file))


def test_a_missing_file_is_said_to_be_missing(tmp_path: Path) -> None:
    with pytest.raises(GongkaiError, match="没有这个文件"):
        read_document(str(tmp_path / "没有.docx"))


def test_a_pdf_without_text_is_refused(tmp_path: Path) -> None:
    pytest.importorskip("pdfplumber")
    from made_pdf import made_pdf

    file = tmp_path / "扫描.pdf"
    file.write_bytes(made_pdf([""], [""], [(0, 0, 1, "")]))
    with pytest.raises(GongkaiError, match="没有文字层"):
        read_document(str(file))


def test_a_damaged_pdf_is_refused(tmp_path: Path) -> None:
    pytest.importorskip("pdfplumber")
    file = tmp_path / "坏.pdf"
    file.write_bytes(b"%PDF-1.4\n")
    with pytest.raises(GongkaiError, match=r"已损坏|没有文字层"):
        read_document(str(file))


def test_control_characters_are_dropped(tmp_path: Path) -> None:
    file = tmp_path / "方案.txt"
    file.write_bytes((HEAD + "一、公开\x07规划。\n责任单位：区发\u200b改局\n").encode())
    (task,) = make_draft(read_document(str(file)).blocks).tasks
    assert (task.requirement, task.responsible) == ("公开规划。", "区发改局")


def test_an_empty_workbook_holds_nothing(tmp_path: Path) -> None:
    import openpyxl

    file = tmp_path / "方案.xlsx"
    openpyxl.Workbook().save(file)
    assert read_document(str(file)).blocks == []


def test_sections_of_a_page_that_nobody_knows_are_passed_over() -> None:
    """As browsers do; Word's own, which they also don't know, stand around much of what it writes."""
    text = "<p>甲<![if !supportEmptyParas]>乙<![endif]>丙</p><![foo x><![ x><p>丁<!-- 戊 --></p><p>己 < 庚"
    assert [block.text for block in read_html(text)] == ["甲乙丙", "丁", "己 < 庚"]
