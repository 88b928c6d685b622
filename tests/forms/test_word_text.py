"""Cells of a returned Word file: what is printed is read, what is hidden or deleted isn't."""

# ruff: noqa: F401, F811

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from annex import plan_rows
from conftest import Gongkai
from docx.document import Document
from docx.oxml.ns import qn
from form_fixtures import blank, blank_docx, compiled, fresh
from hand import PEOPLE, packed, row_of, type_into, word, xml
from office_files import document_parts, p, r, table

from gongkai.office.grid import Cell
from gongkai.office.limits import UnreadableFile
from gongkai.office.reading import read_form

VANISH = "<w:vanish/>"


def first(content: str, **parts: str) -> Cell:
    """The first cell of a table of three."""
    returned = read_form(packed(document_parts(table((content, "乙", "丙")), **parts)))
    return returned.grids[0].lines[0].cells[0]


def styled(kind: str, name: str, run: str, based_on: str = "", more: str = "") -> str:
    based = f'<w:basedOn w:val="{based_on}"/>' if based_on else ""
    return f'<w:style w:type="{kind}" w:styleId="{name}" {more}>{based}<w:rPr>{run}</w:rPr></w:style>'


def box(inside: str) -> str:
    """A text box, for new programs and for old ones."""
    content = f"<w:txbxContent>{inside}</w:txbxContent>"
    return (
        '<w:r><mc:AlternateContent><mc:Choice Requires="wps"><w:drawing><wps:txbx>'
        f"{content}</wps:txbx></w:drawing></mc:Choice><mc:Fallback><w:pict><v:textbox>{content}"
        "</v:textbox></w:pict></mc:Fallback></mc:AlternateContent></w:r>"
    )


def field(*, instruction: str, result: str | None, data: str = "") -> str:
    between = "" if result is None else f'<w:r><w:fldChar w:fldCharType="separate"/></w:r>{result}'
    return (
        f'<w:r><w:fldChar w:fldCharType="begin">{data}</w:fldChar></w:r>'
        f"{instruction}{between}"
        '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    )


def instruction(text: str) -> str:
    return f"<w:r><w:instrText>{text}</w:instrText></w:r>"


def control(properties: str, inside: str) -> str:
    return f"<w:sdt><w:sdtPr>{properties}</w:sdtPr><w:sdtContent>{inside}</w:sdtContent></w:sdt>"


def sym(font: str, char: str) -> str:
    return f'<w:r><w:sym w:font="{font}" w:char="{char}"/></w:r>'


def in_font(font: str, text: str) -> str:
    return r(text, f'<w:rFonts w:ascii="{font}" w:hAnsi="{font}"/>')


def math(inside: str) -> str:
    return f"<m:oMath>{inside}</m:oMath>"


def mr(text: str) -> str:
    return f"<m:r><m:t>{text}</m:t></m:r>"


PRINTED = {
    "formula": (r("占比") + math(mr("≥90%")), "占比≥90%"),
    "formula of its own": (r("占") + f"<m:oMathPara>{math(mr('1'))}</m:oMathPara>", "占1"),
    "fraction": (math(f"<m:f><m:num>{mr('1')}</m:num><m:den>{mr('2')}</m:den></m:f>"), "1/2"),
    "power": (math(f"<m:sSup><m:e>{mr('m')}</m:e><m:sup>{mr('2')}</m:sup></m:sSup>"), "m^2"),
    "root": (math(f"<m:rad><m:deg/><m:e>{mr('a+b')}</m:e></m:rad>"), "√(a+b)"),
    "brackets": (math(f"<m:d><m:e>{mr('x')}</m:e></m:d>"), "(x)"),
    "ticked box as a symbol": (sym("Wingdings", "F0FE") + r("公开"), "\u2611公开"),
    "empty box as a symbol": (sym("Wingdings", "F0A8") + r("公开"), "□公开"),
    "tick": (sym("Wingdings", "F0FC"), "√"),
    "ticked box in Wingdings 2": (sym("Wingdings 2", "F052"), "\u2611"),
    "not less": (sym("Symbol", "F0B3") + r("90"), "≥90"),
    "an ordinary sign": (sym("宋体", "25A0"), "■"),
    "R in Wingdings 2": (in_font("Wingdings 2", "R") + r("已公开"), "\u2611已公开"),
    "box to tick": (control("<w14:checkbox/>", r("\u2612")) + r("是"), "\u2612是"),
    "old box, ticked": (
        field(
            instruction=instruction("FORMCHECKBOX"),
            result=None,
            data='<w:ffData><w:checkBox><w:default w:val="0"/><w:checked/></w:checkBox></w:ffData>',
        )
        + r("是"),
        "\u2611是",
    ),
    "old box, empty": (
        field(
            instruction=instruction("FORMCHECKBOX"),
            result=None,
            data='<w:ffData><w:checkBox><w:default w:val="0"/></w:checkBox></w:ffData>',
        ),
        "□",
    ),
    "old list, second entry": (
        field(
            instruction=instruction("FORMDROPDOWN"),
            result=None,
            data='<w:ffData><w:ddList><w:result w:val="1"/>'
            '<w:listEntry w:val="甲"/><w:listEntry w:val="乙"/></w:ddList></w:ffData>',
        ),
        "乙",
    ),
    "result of a field": (field(instruction=instruction("DATE"), result=r("2019年")), "2019年"),
    "simple field": (f'<w:fldSimple w:instr="DATE">{r("2019年")}</w:fldSimple>', "2019年"),
    "field within an instruction": (
        field(
            instruction=instruction("IF ") + field(instruction=instruction("PAGE"), result=r("7")),
            result=r("对"),
        ),
        "对",
    ),
    "link": (f'<w:hyperlink r:id="r9">{r("网站")}</w:hyperlink>', "网站"),
    "inserted": (f"<w:ins>{r('加的')}</w:ins>", "加的"),
    "deleted": (r("留下") + "<w:del><w:r><w:delText>删的</w:delText></w:r></w:del>", "留下"),
    "moved": (
        f"<w:moveFrom>{r('移走')}</w:moveFrom>{r('前')}<w:moveTo>{r('移来')}</w:moveTo>",
        "前移来",
    ),
    "reading aid": (
        "<w:r><w:ruby><w:rt><w:r><w:t>zhù</w:t></w:r></w:rt><w:rubyBase><w:r><w:t>注</w:t></w:r></w:rubyBase></w:ruby></w:r>",
        "注",
    ),
    "line break and page break": (
        '<w:r><w:t>甲</w:t><w:br/><w:t>乙</w:t><w:br w:type="page"/></w:r>',
        "甲\n乙",
    ),
    "text box": (r("甲") + box(p(r("框里"))), "甲\n框里"),
    "hidden": (r("甲") + r("藏", VANISH), "甲"),
    "hidden and switched off": (r("甲", '<w:vanish w:val="0"/>'), "甲"),
}


@pytest.mark.parametrize("name", list(PRINTED))
def test_what_is_printed_is_read(name: str) -> None:
    inside, text = PRINTED[name]
    found = first(p(inside))
    assert (found.text, found.said, found.kept) == (text, (), None)


STYLES = (
    styled("paragraph", "Normal", "", more='w:default="1"')
    + styled("paragraph", "Hidden", VANISH)
    + styled("paragraph", "Below", "<w:b/>", "Hidden")
    + styled("paragraph", "Shown", '<w:vanish w:val="0"/>', "Hidden")
    + styled("character", "Hid", VANISH)
    + styled("character", "HidBelow", "", "Hid")
    + styled("character", "Gone", "<w:strike/>")
    + styled("character", "Twice", "<w:dstrike/>")
    + styled("character", "Loop", "", "Loop")
)


@pytest.mark.parametrize(
    ("paragraph", "text"),
    [
        (p(r("甲") + r("藏", '<w:rStyle w:val="Hid"/>')), "甲"),
        (p(r("甲") + r("藏", '<w:rStyle w:val="HidBelow"/>')), "甲"),
        (p(r("甲", '<w:rStyle w:val="Hid"/><w:vanish w:val="false"/>')), "甲"),
        (p(r("藏"), '<w:pStyle w:val="Hidden"/>'), ""),
        (p(r("藏"), '<w:pStyle w:val="Below"/>'), ""),
        (p(r("甲"), '<w:pStyle w:val="Shown"/>'), "甲"),
        (p(r("甲", '<w:rStyle w:val="Hid"/>'), '<w:pStyle w:val="Hidden"/>'), "甲"),  # toggled twice
        (p(r("甲", '<w:rStyle w:val="Loop"/>')), "甲"),
        (p(r("甲", '<w:rStyle w:val="Nowhere"/>'), '<w:pStyle w:val="Nowhere"/>'), "甲"),
    ],
)
def test_what_a_style_hides_is_not_there(paragraph: str, text: str) -> None:
    found = first(paragraph, styles=STYLES)
    assert (found.text, found.said) == (text, ())


def test_what_the_whole_document_hides() -> None:
    everywhere = f"<w:docDefaults><w:rPrDefault><w:rPr>{VANISH}</w:rPr></w:rPrDefault></w:docDefaults>"
    assert first(p(r("藏") + r("甲", '<w:vanish w:val="0"/>')), styles=everywhere).text == "甲"


@pytest.mark.parametrize(
    ("paragraphs", "text", "kept"),
    [
        (p(r("旧", "<w:strike/>") + r("新")), "旧新", "新"),
        (p(r("旧", "<w:dstrike/>") + r("新")), "旧新", "新"),
        (p(r("旧", '<w:rStyle w:val="Gone"/>') + r("新")), "旧新", "新"),
        (p(r("旧", '<w:rStyle w:val="Twice"/>') + r("新")), "旧新", "新"),
        (p(r("旧", "<w:strike/>")) + p(r("新")), "旧\n新", "新"),
        (p(r("旧", "<w:strike/>")), "旧", ""),
    ],
)
def test_struck_text_is_kept_apart_and_said(paragraphs: str, text: str, kept: str) -> None:
    found = first(paragraphs, styles=STYLES)
    assert (found.text, found.kept, found.answer, found.said) == (text, kept, kept, ("划掉的文字没有收",))


@pytest.mark.parametrize(
    "inside",
    [
        p(control("<w:showingPlcHdr/>", r("单击或点击此处输入文字。"))),
        control("<w:showingPlcHdr/>", p(r("单击或点击此处输入文字。"))),
        p(control("<w:dropDownList/><w:showingPlcHdr/>", r("选择一项。"))),
    ],
)
def test_a_prompt_is_nothing_and_said(inside: str) -> None:
    found = first(inside)
    assert found.text == ""
    assert "不算填写" in found.said[0]
    typed = first(inside.replace("<w:showingPlcHdr/>", '<w:showingPlcHdr w:val="0"/>'))
    assert (bool(typed.text), typed.said) == (True, ())


def test_a_picture_in_a_cell_is_said() -> None:
    picture = '<w:r><w:drawing><a:blip xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"/></w:drawing></w:r>'
    found = first(p(r("见图") + picture))
    assert found.text == "见图"
    assert "图片" in found.said[0]


@pytest.mark.parametrize(
    "inside",
    [
        sym("Wingdings", "F021"),
        in_font("Wingdings", "1"),
        field(instruction=instruction(r"eq \\o\\ac(○,7)"), result=None),
    ],
)
def test_a_sign_that_cannot_be_told_is_said(inside: str) -> None:
    found = first(p(r("甲") + inside))
    assert found.text == "甲"
    assert "读不出" in found.said[0]


def test_a_deleted_end_of_a_paragraph_joins_the_next() -> None:
    deleted = "<w:rPr><w:del/></w:rPr>"
    assert first(p(r("前半"), deleted) + p(r("后半")) + p(r("另起"))).text == "前半后半\n另起"


def test_a_table_in_a_cell_is_read_line_by_line() -> None:
    inner = table(("7月", "公布清单", "法制科", "x"), ("8月", "清理", "法制科", "y"))
    assert first(p(r("安排")) + inner + p("")).text == "安排\n7月 公布清单 法制科 x\n8月 清理 法制科 y"


def test_a_table_in_a_frame_is_a_table_of_its_own() -> None:
    inner = table(("甲", "乙", "丙", "丁"), ("1", "2", "3", "4"))
    returned = read_form(packed(document_parts(table((inner + p(""),)))))
    assert [cell.text for cell in returned.grids[1].lines[1].cells] == ["1", "2", "3", "4"]


def test_hidden_and_deleted_rows_are_not_there() -> None:
    rows = table(("甲",)) + table(("乙",))
    for properties in ("<w:hidden/>", "<w:del/>"):
        body = rows.replace("<w:tr>", f"<w:tr><w:trPr>{properties}</w:trPr>", 1)
        returned = read_form(packed(document_parts(body)))
        assert [len(grid.lines) for grid in returned.grids] == [0, 1]


# ---------------------------------------------------------------- list numbers


def level(at: int, form: str, text: str, more: str = "") -> str:
    return f'<w:lvl w:ilvl="{at}"><w:start w:val="1"/><w:numFmt w:val="{form}"/>{more}<w:lvlText w:val="{text}"/></w:lvl>'


def lists(*levels: str, numbers: str = '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>') -> str:
    return f'<w:abstractNum w:abstractNumId="0">{"".join(levels)}</w:abstractNum>{numbers}'


def item(text: str, at: int = 0, of: int = 1) -> str:
    return p(r(text), f'<w:numPr><w:ilvl w:val="{at}"/><w:numId w:val="{of}"/></w:numPr>')


@pytest.mark.parametrize(
    ("form", "text", "shown"),
    [
        ("decimal", "%1.", ["1. 甲", "2. 乙"]),
        ("decimal", "%1、", ["1、甲", "2、乙"]),
        ("chineseCounting", "%1、", ["一、甲", "二、乙"]),
        ("chineseCountingThousand", "（%1）", ["（一）甲", "（二）乙"]),
        ("japaneseCounting", "第%1条", ["第一条甲", "第二条乙"]),
        ("ideographDigital", "%1、", ["一、甲", "二、乙"]),
        ("chineseLegalSimplified", "%1、", ["壹、甲", "贰、乙"]),
        ("ideographTraditional", "%1、", ["甲、甲", "乙、乙"]),
        ("decimalEnclosedCircleChinese", "%1", ["①甲", "②乙"]),
        ("decimalFullWidth", "%1．", ["１．甲", "２．乙"]),
        ("decimalZero", "%1", ["01 甲", "02 乙"]),
        ("upperLetter", "%1.", ["A. 甲", "B. 乙"]),
        ("lowerRoman", "%1)", ["i) 甲", "ii) 乙"]),
        ("none", "", ["甲", "乙"]),
    ],
)
def test_numbers_as_they_are_printed(form: str, text: str, shown: list[str]) -> None:
    found = first(item("甲") + item("乙"), numbering=lists(level(0, form, text)))
    assert found.text.split("\n") == shown


def test_levels_count_within_each_other() -> None:
    both = lists(level(0, "chineseCounting", "%1、"), level(1, "decimal", "%1.%2"))
    found = first(item("甲") + item("乙", 1) + item("丙", 1) + item("丁") + item("戊", 1), numbering=both)
    assert found.text.split("\n") == ["一、甲", "一.1 乙", "一.2 丙", "二、丁", "二.1 戊"]
    legal = lists(level(0, "chineseCounting", "%1、"), level(1, "decimal", "%1.%2", "<w:isLgl/>"))
    assert first(item("甲") + item("乙", 1), numbering=legal).text == "一、甲\n1.1 乙"


def test_two_lists_of_one_kind_count_on_unless_one_begins_anew() -> None:
    second = '<w:num w:numId="2"><w:abstractNumId w:val="0"/>{}</w:num>'
    first_ = '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>'
    plain = lists(level(0, "decimal", "%1、"), numbers=first_ + second.format(""))
    assert first(item("甲") + item("乙", of=2), numbering=plain).text == "1、甲\n2、乙"
    anew = second.format('<w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride>')
    restarted = lists(level(0, "decimal", "%1、"), numbers=first_ + anew)
    text = first(item("甲") + item("乙", of=2) + item("丙", of=2), numbering=restarted).text
    assert text == "1、甲\n1、乙\n2、丙"


def test_a_list_by_the_style_of_the_paragraph_and_no_list() -> None:
    style = (
        '<w:style w:type="paragraph" w:styleId="Base"><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>'
        '<w:style w:type="paragraph" w:styleId="Item"><w:basedOn w:val="Base"/></w:style>'
    )
    numbered = '<w:pStyle w:val="Item"/>'
    none = '<w:pStyle w:val="Item"/><w:numPr><w:numId w:val="0"/></w:numPr>'
    found = first(
        p(r("甲"), numbered) + p(r("乙"), none) + p(r("丙"), numbered),
        styles=style,
        numbering=lists(level(0, "decimal", "%1、")),
    )
    assert found.text == "1、甲\n乙\n2、丙"


def test_a_list_that_points_at_a_style() -> None:
    style = '<w:style w:type="numbering" w:styleId="L"><w:pPr><w:numPr><w:numId w:val="2"/></w:numPr></w:pPr></w:style>'
    numbering = (
        '<w:abstractNum w:abstractNumId="0"><w:numStyleLink w:val="L"/></w:abstractNum>'
        f'<w:abstractNum w:abstractNumId="1"><w:styleLink w:val="L"/>{level(0, "decimal", "%1、")}</w:abstractNum>'
        '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num><w:num w:numId="2"><w:abstractNumId w:val="1"/></w:num>'
    )
    assert first(item("甲"), styles=style, numbering=numbering).text == "1、甲"


def test_a_bullet_is_printed_and_an_empty_numbered_paragraph_is_nothing() -> None:
    properties = '<w:rPr><w:rFonts w:ascii="Wingdings"/></w:rPr>'
    font = f'<w:lvl w:ilvl="0"><w:numFmt w:val="bullet"/><w:lvlText w:val="\uf06c"/>{properties}</w:lvl>'
    assert first(item("甲"), numbering=lists(font)).text == "●甲"
    assert first(item(""), numbering=lists(level(0, "decimal", "%1."))).text == ""
    assert first(item("") + item("甲"), numbering=lists(level(0, "decimal", "%1."))).text == "2. 甲"


def test_damaged_styles_and_lists_leave_the_texts() -> None:
    parts = document_parts(table((item("甲"), "乙")), styles="", numbering="")
    parts["word/styles.xml"] = parts["word/numbering.xml"] = b"<w:"
    returned = read_form(packed(parts))
    assert [cell.text for cell in returned.grids[0].lines[0].cells] == ["甲", "乙"]


# ---------------------------------------------------------------- bounds


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (table(("公开" * 16_400, "乙")), "32800 个字"),
        (p(r("公" * 32_768)), "32768 个字"),
        (table(*([("公" * 30_000,)] * 140)), "内容过多"),
        ("<w:sdt><w:sdtContent>" * 3000 + "</w:sdtContent></w:sdt>" * 3000, "嵌套得太深"),
        (
            "<w:tbl>"
            + '<w:tr><w:tc><w:tcPr><w:gridSpan w:val="99"/></w:tcPr></w:tc></w:tr>' * 2100
            + "</w:tbl>",
            "内容过多",
        ),
    ],
)
def test_more_than_a_form_can_hold_is_refused(body: str, words: str) -> None:
    with pytest.raises(UnreadableFile, match=words):
        read_form(packed(document_parts(body)))


def test_numbers_out_of_all_bounds_do_no_harm() -> None:
    body = (
        table(("甲",))
        .replace("<w:tr>", '<w:tr><w:trPr><w:gridBefore w:val="999999999"/></w:trPr>')
        .replace("<w:tc>", '<w:tc><w:tcPr><w:gridSpan w:val="99999999999999999999"/></w:tcPr>')
    )
    returned = read_form(packed(document_parts(body)))
    assert len(returned.grids[0].lines[0].cells) <= 200


# ---------------------------------------------------------------- through the command


@pytest.mark.sqlite
def test_answers_with_what_people_do_in_word(
    fresh: Path, gongkai: Gongkai, tmp_path: Path, blank_docx: bytes
) -> None:
    def answer(document: Document, task: str, inside: str) -> None:
        row, index = row_of(document, task)
        measure, people = row._tbl.tr_lst[index].tc_lst[-2:]
        type_into(people, PEOPLE)
        for paragraph in measure.findall(qn("w:p")):
            measure.remove(paragraph)
        measure.append(xml(inside))

    def change(document: Document) -> None:
        document.styles.element.append(
            xml('<w:style w:type="character" w:styleId="Hid"><w:rPr><w:vanish/></w:rPr></w:style>')
        )
        hidden = r("隐藏", '<w:rStyle w:val="Hid"/>')
        answer(document, "12", p(r("甲措施") + hidden))
        answer(document, "14", p(r("旧措施", "<w:strike/>") + r("乙措施")))
        answer(document, "17", p(control("<w:showingPlcHdr/>", r("单击或点击此处输入文字。"))))

    path = tmp_path / "收件.docx"
    path.write_bytes(word(change, blank_docx))
    (result,) = gongkai("collect", str(path), "--on", "2019-07-18", "--format", "json").json
    rows: dict[str, Any] = {row["task"]: row for row in result["rows"]}
    assert "划掉的文字没有收" in rows["14"]["notes"]
    assert any("不算填写" in note for note in rows["17"]["notes"])
    filed = gongkai("tasks", "-u", "区司法局", "--as-of", "2019-07-18", "--format", "json").json
    measures = {row["id"]: row["measure"] for row in filed}
    assert (measures["12"], measures["14"], bool(measures["17"])) == ("甲措施", "乙措施", False)
