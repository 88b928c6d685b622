"""Forms as they come back: damaged, rearranged, retyped, made by hand. Each with what must come of it.

A case makes a file out of our own blank form (Word, Excel) or of the annex as it was issued, and says which
answers are filed, or why nothing is.
"""

# ruff: noqa: F401, F811

from __future__ import annotations

import html
import io
import random
import re
import struct
import zipfile
from collections.abc import Callable
from copy import deepcopy
from pathlib import Path
from typing import Any, NamedTuple

import docx
import pytest
from annex import add_table, annex_document, document_bytes, filled_tables, plan_rows
from conftest import Gongkai
from docx.document import Document
from docx.oxml.ns import qn
from form_fixtures import blank, blank_docx, blank_xlsx, compiled, fresh
from hand import (
    ANSWER,
    MEASURE,
    PEOPLE,
    copy_row,
    demand_cell,
    drop_marks,
    edited,
    excel,
    fill,
    fill_sheet,
    packed,
    parts,
    row_of,
    sheet_row,
    type_into,
    word,
    xml,
)

pytestmark = pytest.mark.any_store

UNIT = "区司法局"
DEMANDS = {task: demand for task, demand, _ in plan_rows()}
OTHER = "编制清单，逐项公开。"
OTHER_ANSWER = (OTHER, "法制科", "张三", "0533-0000000", "")

Answers = dict[str, tuple[str, str, str, str, str]]


class Blank(NamedTuple):
    """What a case starts from."""

    docx: bytes
    xlsx: bytes


class Case(NamedTuple):
    """How the file is made, its name, further options, and what comes of it: answers by task, or a complaint."""

    make: Callable[[Blank], bytes]
    expected: Answers | str
    name: str = "收件.docx"
    options: tuple[str, ...] = ()
    said: str = ""


CASES: dict[str, Case] = {}


def case(
    expected: Answers | str, name: str = "收件.docx", options: tuple[str, ...] = (), said: str = ""
) -> Callable[[Callable[[Blank], bytes]], Callable[[Blank], bytes]]:
    def note(make: Callable[[Blank], bytes]) -> Callable[[Blank], bytes]:
        CASES[make.__name__] = Case(make, expected, name, options, said)
        return make

    return note


def in_word(*tasks: str) -> Callable[[Blank, Callable[[Document], None]], bytes]:
    def make(blank: Blank, change: Callable[[Document], None]) -> bytes:
        def both(document: Document) -> None:
            for task in tasks:
                fill(document, task)
            change(document)

        return word(both, blank.docx)

    return make


# ---------------------------------------------------------------- our own Word form


@case({"12": ANSWER, "14": ANSWER})
def word_filled(blank: Blank) -> bytes:
    return in_word("12", "14")(blank, lambda _: None)


@case({"14": ANSWER})
def word_rows_deleted(blank: Blank) -> bytes:
    def change(document: Document) -> None:
        table, kept = row_of(document, "14")
        for index, row in enumerate(list(table._tbl.tr_lst)):
            if index not in (0, kept):
                table._tbl.remove(row)

    return in_word("14")(blank, change)


@case({"12": ANSWER, "36": (OTHER, "法制科", "张三", "0533-0000000", "")})
def word_rows_reordered(blank: Blank) -> bytes:
    def change(document: Document) -> None:
        fill(document, "36", OTHER)
        table, _ = row_of(document, "12")
        rows = table._tbl.tr_lst[1:]
        for row in reversed(rows):
            table._tbl.remove(row)
            table._tbl.append(row)

    return in_word("12")(blank, change)


@case({"14": ANSWER})
def word_demand_deleted(blank: Blank) -> bytes:
    def change(document: Document) -> None:
        for text in demand_cell(document, "14").iter(qn("w:t")):
            text.text = ""

    return in_word("14")(blank, change)


@case({"14": ANSWER})
def word_demand_shortened(blank: Blank) -> bytes:
    def change(document: Document) -> None:
        for text in demand_cell(document, "14").iter(qn("w:t")):
            text.text = text.text[10:150] + "（按区里要求办）"

    return in_word("14")(blank, change)


@case("存疑")
def word_demand_of_nothing(blank: Blank) -> bytes:
    def change(document: Document) -> None:
        for text in demand_cell(document, "14").iter(qn("w:t")):
            text.text = "组织机关干部职工参加义务植树活动，做好单位内部安全保卫工作，落实值班值守制度。"

    return in_word("14")(blank, change)


@case({"14": ANSWER}, said="按文字")
def word_demand_of_another_task(blank: Blank) -> bytes:
    """A row pasted over another one: the clerk saw the text, not the identity."""

    def change(document: Document) -> None:
        fill(document, "12")
        for text in demand_cell(document, "12").iter(qn("w:t")):
            text.text = DEMANDS["14"]

    return word(change, blank.docx)


@case({"14": ANSWER}, name="区司法局.docx")
def word_without_properties_and_bookmarks(blank: Blank) -> bytes:
    files = parts(in_word("14")(blank, drop_marks))
    del files["docProps/custom.xml"]
    files["_rels/.rels"] = re.sub(rb"<Relationship [^>]*custom[^>]*/>", b"", files["_rels/.rels"])
    files["[Content_Types].xml"] = re.sub(
        rb"<Override [^>]*docProps/custom.xml[^>]*/>", b"", files["[Content_Types].xml"]
    )
    return packed(files)


@case({"12": ANSWER, "17": ANSWER})
def word_table_cut_in_two(blank: Blank) -> bytes:
    def change(document: Document) -> None:
        table, index = row_of(document, "17")
        second = deepcopy(table._tbl)
        table._tbl.addnext(second)
        second.addprevious(xml("<w:p/>"))
        for row in list(table._tbl.tr_lst)[index:]:
            table._tbl.remove(row)
        for row in list(second.tr_lst)[:index]:
            second.remove(row)

    return in_word("12", "17")(blank, change)


@case({"14": ANSWER})
def word_row_copied(blank: Blank) -> bytes:
    return in_word("14")(blank, lambda document: copy_row(document, "14"))


@case("填得不一样")
def word_row_copied_and_changed(blank: Blank) -> bytes:
    def change(document: Document) -> None:
        copy_row(document, "14")
        fill(document, "14", OTHER)

    return in_word("14")(blank, change)


@case({"15": ANSWER}, said="认领")
def word_claimable_filled(blank: Blank) -> bytes:
    return in_word("15")(blank, lambda _: None)


@case(
    {
        "12": ("", "", "", "", "本局无此职能"),
        "14": ("", "", "", "", "由区财政局负责"),
        "17": ("", "", "", "", "未写明理由"),
        "18": ("不涉及保密内容的全部公开。", "法制科", "张三", "0533-0000000", ""),
        "15": ("", "", "", "", "不是执法单位"),
    },
    said="没有写理由",
)
def word_not_involved(blank: Blank) -> bytes:
    def change(document: Document) -> None:
        fill(document, "12", "不涉及：本局无此职能", "")
        fill(document, "14", "不涉及（由区财政局负责）", "")
        fill(document, "17", "不涉及", "")
        fill(document, "18", "不涉及保密内容的全部公开。")
        fill(document, "15", "不涉及，不是执法单位", "")

    return word(change, blank.docx)


@case({"14": ("公布清单，每年清理一次。", "法制科", "张三", "0533-0000000", "")})
def word_tracked_changes(blank: Blank) -> bytes:
    def change(document: Document) -> None:
        table, index = row_of(document, "14")
        paragraph = table._tbl.tr_lst[index].tc_lst[-2].p_lst[0]
        type_into(table._tbl.tr_lst[index].tc_lst[-2], "公布清单，")
        for piece in (
            '<w:del w:id="900" w:author="李四"><w:r><w:delText>每半年清理一次。</w:delText></w:r></w:del>',
            '<w:ins w:id="901" w:author="李四"><w:r><w:t>每年清理一次。</w:t></w:r></w:ins>',
            '<w:moveFrom w:id="902" w:author="李四"><w:r><w:t>移走的字</w:t></w:r></w:moveFrom>',
        ):
            paragraph.append(xml(piece))

    return in_word("14")(blank, change)


@case({"12": ANSWER})
def word_row_deleted_in_tracked_changes(blank: Blank) -> bytes:
    def change(document: Document) -> None:
        table, index = row_of(document, "14")
        table._tbl.tr_lst[index].get_or_add_trPr().append(xml('<w:del w:id="900" w:author="李四"/>'))

    return in_word("12", "14")(blank, change)


@case({"14": ANSWER})
def word_measure_in_a_text_box(blank: Blank) -> bytes:
    def change(document: Document) -> None:
        table, index = row_of(document, "14")
        cell = table._tbl.tr_lst[index].tc_lst[-2]
        type_into(cell, "")
        run = cell.p_lst[0].r_lst[0]
        box = f"<w:txbxContent><w:p><w:r><w:t>{MEASURE}</w:t></w:r></w:p></w:txbxContent>"
        run.append(
            xml(
                "<w:drawing><mc:AlternateContent xmlns:mc="
                '"http://schemas.openxmlformats.org/markup-compatibility/2006">'
                f'<mc:Choice Requires="wps">{box}</mc:Choice><mc:Fallback>{box}</mc:Fallback></mc:AlternateContent></w:drawing>'
            )
        )

    return in_word("14")(blank, change)


@case({"14": ANSWER, "17": ANSWER})
def word_content_controls(blank: Blank) -> bytes:
    def change(document: Document) -> None:
        for task, inside in (("14", "w:tc"), ("17", "w:tr")):
            table, index = row_of(document, task)
            row = table._tbl.tr_lst[index]
            element = row.tc_lst[-2] if inside == "w:tc" else row
            control = xml("<w:sdt><w:sdtPr/><w:sdtContent/></w:sdt>")
            element.addprevious(control)
            control[1].append(element)

    return in_word("14", "17")(blank, change)


@case({"14": ("第一步公布清单\n第二步逐项清理", "法制科", "张三", "0533-0000000", "")})
def word_table_within_a_cell(blank: Blank) -> bytes:
    def change(document: Document) -> None:
        fill(document, "14", "")
        table, index = row_of(document, "14")
        cell = table._tbl.tr_lst[index].tc_lst[-2]
        rows = "".join(
            f"<w:tr><w:tc><w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:tc></w:tr>"
            for text in ("第一步公布清单", "第二步逐项清理")
        )
        cell.p_lst[0].addprevious(xml(f"<w:tbl><w:tblPr/><w:tblGrid/>{rows}</w:tbl>"))

    return in_word("14")(blank, change)


@case({"33": ANSWER, "34": ANSWER, "35": ANSWER})
def word_answers_merged_over_rows(blank: Blank) -> bytes:
    def change(document: Document) -> None:
        for task in ("34", "35"):
            fill(document, task, "", "")
        for task in ("33", "34", "35"):
            table, index = row_of(document, task)
            for cell in table._tbl.tr_lst[index].tc_lst[-2:]:
                cell.vMerge = "restart" if task == "33" else "continue"

    return in_word("33")(blank, change)


@case({"14": ANSWER})
def word_bookmarks_dropped(blank: Blank) -> bytes:
    return in_word("14")(blank, drop_marks)


@case({"14": ANSWER})
def word_hidden_text(blank: Blank) -> bytes:
    def change(document: Document) -> None:
        table, index = row_of(document, "14")
        table._tbl.tr_lst[index].tc_lst[-2].p_lst[0].append(
            xml("<w:r><w:rPr><w:vanish/></w:rPr><w:t>看不见的字</w:t></w:r>")
        )

    return in_word("14")(blank, change)


@case({"14": ANSWER, "12": ("先行公布\n另行清理", "法制科", "张三", "0533-0000000", "")})
def word_a_row_added_for_a_second_measure(blank: Blank) -> bytes:
    def change(document: Document) -> None:
        fill(document, "12", "先行公布")
        copy_row(document, "12")
        table, index = row_of(document, "12")
        cells = table._tbl.tr_lst[index + 1].tc_lst
        for cell in cells[:-2]:
            type_into(cell, "")
        type_into(cells[-2], "另行清理")
        type_into(cells[-1], "")

    return in_word("14")(blank, change)


@case({"12": ANSWER, "14": (OTHER, "法制科", "张三", "0533-0000000", "")}, said="同上")
def word_as_above(blank: Blank) -> bytes:
    return in_word("12")(blank, lambda document: fill(document, "14", OTHER, "同上"))


@case({"14": (MEASURE, "法制科、办公室", "张三、李四", "0533-0000000、13800000000", "")})
def word_several_people(blank: Blank) -> bytes:
    people = "法制科　张三　0533-0000000\n办公室　李四　13800000000"
    return word(lambda document: fill(document, "14", MEASURE, people), blank.docx)


@case({"14": (MEASURE, "", "请找分管的同志", "0533-0000000", "")}, said="分不清科室和责任人")
def word_people_not_told_apart(blank: Blank) -> bytes:
    return word(lambda document: fill(document, "14", MEASURE, "请找分管的同志 0533-0000000"), blank.docx)


@case("填反了")
def word_two_columns_exchanged(blank: Blank) -> bytes:
    return word(lambda document: fill(document, "14", PEOPLE, MEASURE), blank.docx)


@case({"12": ANSWER})
def word_a_stroke_said(blank: Blank) -> bytes:
    return in_word("12")(blank, lambda document: fill(document, "14", "——", "——"))


@case("不像措施")
def word_nothing_said(blank: Blank) -> bytes:
    return in_word("12")(blank, lambda document: fill(document, "14", "无", "——"))


@case("没有改动")
def word_blank(blank: Blank) -> bytes:
    return blank.docx


# ---------------------------------------------------------------- whose form, which plan


@case("不是区财政局的", options=("--unit", "区财政局"))
def form_of_another_unit(blank: Blank) -> bytes:
    return in_word("14")(blank, lambda _: None)


@case("不知是哪个单位的表", name="区财政局.docx")
def form_under_another_units_name(blank: Blank) -> bytes:
    return in_word("14")(blank, lambda _: None)


@case({"14": ANSWER}, name="区财政局转区司法局.docx", options=("--unit", "区司法局"))
def form_with_the_unit_said(blank: Blank) -> bytes:
    return in_word("14")(blank, lambda _: None)


@case("是另一份方案")
def form_of_another_plan(blank: Blank) -> bytes:
    return edited(
        in_word("14")(blank, lambda _: None),
        "docProps/custom.xml",
        lambda text: text.replace(b"linzi-2019", b"linzi-2018"),
    )


@case("表题写的是 2018 年", name="区司法局.docx")
def annex_of_another_year(_: Blank) -> bytes:
    document = annex_document({"14": (MEASURE, PEOPLE)})
    document.paragraphs[1].runs[0].text = "2018年临淄区政务公开主要任务分解表"
    return document_bytes(document)


@case("没有一行是本方案的任务|没有任务分解表", name="区司法局.docx")
def table_of_something_else(_: Blank) -> bytes:
    document = docx.Document()
    add_table(
        document,
        [
            ["序号", "工作要求", "责任单位", "具体工作措施", "责任科室、责任人及联系方式"],
            [
                "1",
                "开展消防安全检查，建立隐患台账，限期整改到位。",
                "各科室",
                "每月检查一次",
                "办公室 张三 0533-0000000",
            ],
        ],
    )
    return document_bytes(document)


@case("看不出是哪个单位的表")
def annex_of_nobody(_: Blank) -> bytes:
    return document_bytes(annex_document({"14": (MEASURE, PEOPLE)}))


@case("文件名里有几个单位", name="区司法局、区财政局.docx")
def annex_of_two_units(_: Blank) -> bytes:
    return document_bytes(annex_document({"14": (MEASURE, PEOPLE)}))


@case({"14": ANSWER})
def annex_with_the_unit_written_above(_: Blank) -> bytes:
    document = annex_document({"14": (MEASURE, PEOPLE)})
    document.paragraphs[0].insert_paragraph_before(
        "填报单位（盖章）：临淄区司法局　　填报日期：2019年7月18日"
    )
    return document_bytes(document)


# ---------------------------------------------------------------- our own Excel form


def in_excel(*tasks: str) -> Callable[[Blank, Callable[[Any], None]], bytes]:
    def make(blank: Blank, change: Callable[[Any], None]) -> bytes:
        def both(workbook: Any) -> None:
            for task in tasks:
                fill_sheet(workbook, task)
            change(workbook)

        return excel(both, blank.xlsx)

    return make


@case({"12": ANSWER, "15": ANSWER}, name="收件.xlsx")
def excel_filled(blank: Blank) -> bytes:
    return in_excel("12", "15")(blank, lambda _: None)


@case({"12": ANSWER, "14": OTHER_ANSWER}, name="收件.xlsx")
def excel_sorted(blank: Blank) -> bytes:
    def change(workbook: Any) -> None:
        fill_sheet(workbook, "14", OTHER)
        sheet, _ = sheet_row(workbook, "14")
        rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=4, max_row=12, max_col=8)]
        rows.sort(key=lambda row: str(row[3]))
        for number, row in enumerate(rows, 4):
            for column, value in enumerate(row, 1):
                sheet.cell(number, column).value = value

    return in_excel("12")(blank, change)


@case({"12": ANSWER, "14": OTHER_ANSWER}, name="收件.xlsx", said="按文字")
def excel_sorted_without_the_hidden_column(blank: Blank) -> bytes:
    """Identities and demands don't go together any more: what the clerk saw counts."""

    def change(workbook: Any) -> None:
        fill_sheet(workbook, "14", OTHER)
        sheet, _ = sheet_row(workbook, "14")
        marks = [sheet.cell(number, 5).value for number in range(4, 13)]
        for number, mark in enumerate(reversed(marks), 4):
            sheet.cell(number, 5).value = mark

    return in_excel("12")(blank, change)


@case({"14": ANSWER}, name="区司法局.xlsx")
def excel_copied_to_a_new_file(blank: Blank) -> bytes:
    import openpyxl

    old = openpyxl.load_workbook(io.BytesIO(in_excel("14")(blank, lambda _: None)))
    new = openpyxl.Workbook()
    for row in old.worksheets[0].iter_rows(min_row=3, max_row=12):
        new.active.append([cell.value for cell in row])
    out = io.BytesIO()
    new.save(out)
    return out.getvalue()


@case({"14": ANSWER}, name="收件.xlsx")
def excel_hidden_column_deleted(blank: Blank) -> bytes:
    def change(workbook: Any) -> None:
        sheet = workbook.worksheets[0]
        sheet.merged_cells.ranges.clear()
        sheet.delete_cols(5)

    return in_excel("14")(blank, change)


@case({"14": (MEASURE, "法制科", "张三", "13800000000", "")}, name="收件.xlsx")
def excel_telephone_as_a_number(blank: Blank) -> bytes:
    """Contact in three columns, the last one numbers."""

    def change(workbook: Any) -> None:
        sheet, row = sheet_row(workbook, "14")
        for at, text in zip((8, 9, 10), ("责任科室", "责任人", "联系电话"), strict=True):
            sheet.cell(3, at).value = text
        sheet.cell(row, 8).value, sheet.cell(row, 9).value, sheet.cell(row, 10).value = (
            "法制科",
            "张三",
            13800000000.0,
        )
        sheet.cell(row, 10).number_format = "0.00E+00"

    return in_excel("14")(blank, change)


@case({"14": ("=1+1", "法制科", "张三", "0533-0000000", "")}, name="收件.xlsx")
def excel_text_like_a_formula(blank: Blank) -> bytes:
    def change(workbook: Any) -> None:
        sheet, row = sheet_row(workbook, "14")
        sheet.cell(row, 7).value = "=1+1"
        sheet.cell(row, 7).data_type = "s"

    return in_excel("14")(blank, change)


@case({"33": ANSWER, "34": ANSWER}, name="收件.xlsx")
def excel_cells_merged(blank: Blank) -> bytes:
    def change(workbook: Any) -> None:
        sheet, row = sheet_row(workbook, "33")
        for column in "GH":
            sheet.merge_cells(f"{column}{row}:{column}{row + 1}")

    return in_excel("33")(blank, change)


@case({"14": ANSWER}, name="收件.xlsx", said="隐藏的工作表")
def excel_with_a_hidden_sheet(blank: Blank) -> bytes:
    def change(workbook: Any) -> None:
        copied = workbook.copy_worksheet(workbook.worksheets[0])
        copied.title = "旧稿"
        fill_sheet(workbook, "14")
        copied.sheet_state = "hidden"
        workbook.worksheets[0].title = "Sheet1"

    return in_excel("14")(blank, change)


@case({"14": ANSWER}, name="区司法局.xlsx")
def excel_title_rows_deleted_and_columns_added(blank: Blank) -> bytes:
    def change(workbook: Any) -> None:
        sheet = workbook.worksheets[0]
        sheet.merged_cells.ranges.clear()
        sheet.delete_rows(1, 2)
        sheet.insert_cols(1)
        sheet.cell(1, 1).value = "序号"
        for number in range(2, 11):
            sheet.cell(number, 1).value = number - 1
            sheet.cell(number, 10).value = "请核"
        sheet.cell(1, 10).value = "备注"

    return in_excel("14")(blank, change)


@case({"14": ("一、公布清单\n二、清理", "法制科", "张三", "0533-0000000", "")}, name="收件.xlsx")
def excel_control_characters(blank: Blank) -> bytes:
    content = in_excel("14")(blank, lambda workbook: fill_sheet(workbook, "14", "一、公布@清单\n二、清理"))
    return edited(content, "xl/worksheets/sheet1.xml", lambda text: text.replace(b"@", b"_x000B__x0007_"))


@case({"14": ANSWER}, name="收件.xlsx")
def excel_with_broken_styles(blank: Blank) -> bytes:
    return edited(in_excel("14")(blank, lambda _: None), "xl/styles.xml", lambda text: text[: len(text) // 2])


@case({"14": ANSWER}, name="收件.xlsx")
def excel_shared_strings(blank: Blank) -> bytes:
    """As Excel saves it: texts in a table of their own, with how they are pronounced; no cell addresses."""
    files = parts(in_excel("14")(blank, lambda _: None))
    strings: list[bytes] = []

    def shared(found: re.Match[bytes]) -> bytes:
        text = html.unescape(re.sub(r"^<t[^>]*>|</t>$", "", found[2].decode()))
        item = f"<si><r><t>{text[:2]}</t></r><r><t>{text[2:]}</t></r><rPh><t>x</t></rPh></si>"
        strings.append(item.encode())
        return b'<c%b t="s"><v>%d</v></c>' % (found[1], len(strings) - 1)

    name = "xl/worksheets/sheet1.xml"
    files[name] = re.sub(
        rb'<c r="[A-Z]+\d+"((?: s="\d+")?) t="inlineStr"><is>(.*?)</is></c>',
        shared,
        files[name],
        flags=re.DOTALL,
    )
    files[name] = re.sub(rb'<c r="[A-Z]+\d+"([^>]*)/>', rb"<c\1/>", files[name])
    assert strings
    main = b'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    files["xl/sharedStrings.xml"] = b"<sst %b>%b</sst>" % (main, b"".join(strings))
    kind = b"http://schemas.openxmlformats.org/officeDocument/2006/relationships/sharedStrings"
    link = b'<Relationship Id="rIdS" Type="%b" Target="sharedStrings.xml"/></Relationships>' % kind
    relations = "xl/_rels/workbook.xml.rels"
    files[relations] = files[relations].replace(b"</Relationships>", link)
    return packed(files)


# ---------------------------------------------------------------- the annex as it was issued

NINE = ("12", "14", "17", "18", "21", "33", "34", "35", "36")


@case(dict.fromkeys(NINE, ANSWER), name="区司法局.docx")
def annex_filled(_: Blank) -> bytes:
    return document_bytes(annex_document(dict.fromkeys(NINE, (MEASURE, PEOPLE))))


@case(dict.fromkeys(NINE, ANSWER), name="区司法局.docx")
def annex_measures_cut_by_the_page(_: Blank) -> bytes:
    return document_bytes(annex_document(dict.fromkeys(NINE, (MEASURE, PEOPLE)), cut=True))


def retyped(text: str) -> str:
    """As somebody types it from paper: other punctuation, full-width digits, stray spaces and line breaks."""
    chance = random.Random(text)
    text = text.translate(str.maketrans("，。；“”（）0123456789", ',.;""()０１２３４５６７８９'))
    return "".join(
        char + (chance.choice([" ", "\n", "　"]) if chance.random() < 0.05 else "") for char in text
    )


@case(dict.fromkeys(NINE, ANSWER), name="司法局（区司法局）.docx")
def annex_retyped(_: Blank) -> bytes:
    document = docx.Document()
    for lines in filled_tables({}):
        add_table(document, [[retyped(cell) for cell in line] for line in lines])
    for table, lines in zip(
        document.tables, filled_tables(dict.fromkeys(NINE, (MEASURE, PEOPLE))), strict=True
    ):
        for row, line in zip(table.rows, lines, strict=True):
            for cell, text in zip(row.cells, line, strict=True):
                if text in (MEASURE, PEOPLE):
                    cell.text = text
    return document_bytes(document)


@case(dict.fromkeys(NINE, ANSWER), name="区司法局.docx")
def annex_as_one_table(_: Blank) -> bytes:
    lines = [
        [*line, ""][:7] for table in filled_tables(dict.fromkeys(NINE, (MEASURE, PEOPLE))) for line in table
    ]
    document = docx.Document()
    add_table(document, lines)
    return document_bytes(document)


HEADS = ["工作任务", "工作要求", "责任单位", "具体工作措施", "责任科室、责任人及联系方式"]


def own_table(lines: list[list[str]], *heads: list[str]) -> bytes:
    document = docx.Document()
    add_table(document, [*heads, *lines])
    return document_bytes(document)


@case({"14": ANSWER}, name="区司法局.docx")
def table_in_another_order(_: Blank) -> bytes:
    return own_table(
        [["1", PEOPLE, MEASURE, "区司法局", DEMANDS["14"]]], ["序号", HEADS[4], HEADS[3], HEADS[2], HEADS[1]]
    )


@case({"14": ANSWER}, name="区司法局.docx")
def table_headed_in_two_lines(_: Blank) -> bytes:
    content = own_table(
        [["x", DEMANDS["14"], "区司法局", MEASURE, "法制科", "张三", "0533 0000000"]],
        ["工作任务", "工作要求", "责任单位", "具体工作措施", "责任科室、责任人及联系方式", "", ""],
        ["", "", "", "", "科室", "责任人", "电话"],
    )
    return word(lambda document: document.tables[0].cell(0, 4).merge(document.tables[0].cell(0, 6)), content)


@case({"14": ANSWER}, name="区司法局.docx")
def table_with_a_heading_cut_in_two(_: Blank) -> bytes:
    return own_table(
        [["x", DEMANDS["14"], "区司法局", MEASURE, PEOPLE]],
        ["工作任务", "工作", "责任", "具体工作", "责任科室、责任人"],
        ["", "要求", "单位", "措施", "及联系方式"],
    )


@case({"14": ANSWER}, name="区司法局.docx")
def table_without_headings(_: Blank) -> bytes:
    return own_table([["x", DEMANDS["14"], "区司法局", MEASURE, PEOPLE]])


@case({"12": ANSWER, "14": ANSWER}, name="区司法局.docx", said="合成了一行")
def rows_merged_into_one(_: Blank) -> bytes:
    return own_table([["x", DEMANDS["12"] + "\n" + DEMANDS["14"], "区司法局", MEASURE, PEOPLE]], HEADS)


@case({"14": ANSWER}, name="区司法局.docx", said="其中一段")
def demand_in_part(_: Blank) -> bytes:
    return own_table([["x", DEMANDS["14"][:40] + "……", "区司法局", MEASURE, PEOPLE]], HEADS)


@case({"14": ANSWER}, name="区司法局.docx", said="略有出入")
def demand_with_typing_errors(_: Blank) -> bytes:
    text = DEMANDS["14"].replace("清晰", "清楚").replace("清理结果", "清理的结果").replace("地方性", "地方")
    return own_table([["x", text, "区司法局", MEASURE, PEOPLE]], HEADS)


@case("存疑", name="区司法局.docx")
def demand_between_two_tasks(_: Blank) -> bytes:
    """Half one demand, half another."""
    text = DEMANDS["14"][:130] + DEMANDS["21"][:40]
    return own_table([["x", text, "区司法局", MEASURE, PEOPLE]], HEADS)


@case({"14": ANSWER}, name="区司法局.docx", options=("--row", "1=14"))
def demand_between_two_tasks_settled_by_hand(blank: Blank) -> bytes:
    return demand_between_two_tasks(blank)


@case("对不上", name="区司法局.docx")
def a_row_of_the_units_own(_: Blank) -> bytes:
    return own_table(
        [
            ["x", DEMANDS["14"], "区司法局", MEASURE, PEOPLE],
            ["x", "开展机关作风整顿，定期通报情况，接受群众监督评议。", "区司法局", MEASURE, PEOPLE],
        ],
        HEADS,
    )


@case({"14": ANSWER}, name="区司法局.docx", options=("--row", "2=0"))
def a_row_of_the_units_own_left_out(blank: Blank) -> bytes:
    return a_row_of_the_units_own(blank)


@case("不能收", name="区司法局.docx")
def a_row_of_another_units(_: Blank) -> bytes:
    return document_bytes(annex_document({"13": (MEASURE, PEOPLE)}))


@case("存疑", name="区司法局.docx")
def an_answer_beside_the_columns(_: Blank) -> bytes:
    return own_table([["x", DEMANDS["14"], "区司法局", "", "", MEASURE]], [*HEADS, ""])


@case({"14": ANSWER}, name="区司法局.docx", options=("--unit", "区司法局"))
def several_tables_and_texts(_: Blank) -> bytes:
    document = docx.Document()
    document.add_paragraph("关于报送政务公开工作措施的函")
    add_table(document, [["发文", "签发"], ["张三", "李四"]])
    add_table(document, [HEADS, ["x", DEMANDS["14"], "区司法局", MEASURE, PEOPLE]])
    add_table(document, [["附件", "份数"], ["分解表", "1"]])
    return document_bytes(document)


# ---------------------------------------------------------------- files that are no forms


@case("加了密码")
def encrypted(_: Blank) -> bytes:
    return (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
        + b"\0" * 600
        + "EncryptedPackage".encode("utf-16-le")
        + b"\0" * 600
    )


@case("不完整或已损坏")
def truncated(blank: Blank) -> bytes:
    return blank.docx[: len(blank.docx) // 2]


@case("不完整或已损坏")
def damaged_in_the_middle(blank: Blank) -> bytes:
    middle = blank.docx.index(b"word/document.xml") + 400
    return blank.docx[:middle] + b"\0" * 500 + blank.docx[middle + 500 :]


@case("不完整或已损坏")
def xml_cut_short(blank: Blank) -> bytes:
    return edited(blank.docx, "word/document.xml", lambda text: text[: len(text) // 2])


@case("不是 Word 或 Excel 文件")
def text_renamed(_: Blank) -> bytes:
    return "政务公开任务分解表".encode("gb18030")


@case("PDF")
def pdf_renamed(_: Blank) -> bytes:
    return b"%PDF-1.4\n%\xe2\xe3"


@case("图片")
def photograph_renamed(_: Blank) -> bytes:
    return b"\xff\xd8\xff\xe0" + b"\0" * 100


@case("网页")
def web_page_renamed(_: Blank) -> bytes:
    return "<html><table><tr><td>工作要求</td></tr></table></html>".encode()


@case("是程序")
def program_renamed(_: Blank) -> bytes:
    return b"MZ\x90\0" + b"\0" * 100


@case("压缩包")
def archive_renamed(_: Blank) -> bytes:
    return packed({"区司法局.docx": b"x"})


@case("空的")
def empty(_: Blank) -> bytes:
    return b""


@case("展开有")
def zip_bomb(blank: Blank) -> bytes:
    return edited(blank.docx, "word/document.xml", lambda _: b" " * (210 * 2**20))


@case("展开有", name="收件.xlsx")
def sheet_of_two_hundred_megabytes(blank: Blank) -> bytes:
    return edited(blank.xlsx, "xl/worksheets/sheet1.xml", lambda _: b"<row/>" * (34 * 2**20))


@case("已损坏|展开有")
def zip_that_lies_about_its_sizes(blank: Blank) -> bytes:
    """The directory says that a part is small; unpacked it isn't."""
    content = bytearray(edited(blank.docx, "word/document.xml", lambda text: text + b" " * 2**20))
    at = content.rindex(b"word/document.xml") - 46
    assert content[at : at + 4] == b"PK\x01\x02"
    content[at + 24 : at + 28] = struct.pack("<I", 1000)
    return bytes(content)


@case("个部分")
def zip_of_many_parts(blank: Blank) -> bytes:
    return packed(parts(blank.docx) | {f"x/{number}": b"" for number in range(6000)})


@case("外部实体")
def external_entity(blank: Blank) -> bytes:
    head = b'<!DOCTYPE w:document [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
    return edited(blank.docx, "word/document.xml", lambda text: text.replace(b"?>", b"?>" + head, 1))


@case("外部实体", name="收件.xlsx")
def entities_within_entities(blank: Blank) -> bytes:
    head = b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;">]>'
    return edited(blank.xlsx, "xl/worksheets/sheet1.xml", lambda text: head + text)


@case("密码")
def zip_with_a_password(blank: Blank) -> bytes:
    content = bytearray(blank.docx)
    at = 0
    while (at := content.find(b"PK\x01\x02", at)) >= 0:
        content[at + 8] |= 1
        at += 4
    return bytes(content)


@case({"14": ANSWER}, name="收件.docm", said="带有宏，没有运行")
def with_macros(blank: Blank) -> bytes:
    files = parts(in_word("14")(blank, lambda _: None))
    files["[Content_Types].xml"] = (
        files["[Content_Types].xml"]
        .replace(b"wordprocessingml.document.main+xml", b"ms-word.document.macroEnabled.main+xml")
        .replace(b"vnd.openxmlformats-officedocument.ms-word", b"vnd.ms-word")
    )
    files["word/vbaProject.bin"] = b"Sub AutoOpen()"
    return packed(files)


@case("嵌套|没有任务分解表|已损坏")
def nested_without_end(blank: Blank) -> bytes:
    deep = b"<w:sdt><w:sdtContent>" * 20000 + b"</w:sdtContent></w:sdt>" * 20000
    return edited(
        blank.docx, "word/document.xml", lambda text: text.replace(b"<w:body>", b"<w:body>" + deep, 1)
    )


@case({"14": ANSWER})
def strict_variant_of_the_format(blank: Blank) -> bytes:
    return edited(
        in_word("14")(blank, lambda _: None),
        "word/document.xml",
        lambda text: text.replace(
            b"http://schemas.openxmlformats.org/wordprocessingml/2006/main",
            b"http://purl.oclc.org/ooxml/wordprocessingml/main",
        ),
    )


# ---------------------------------------------------------------- what must come of them


@pytest.fixture(scope="session")
def blanks(blank_docx: bytes, blank_xlsx: bytes) -> Blank:
    return Blank(blank_docx, blank_xlsx)


def filed(gongkai: Gongkai, unit: str = UNIT) -> Answers:
    rows = gongkai("tasks", "-u", unit, "--as-of", "2019-07-18", "--format", "json").json
    fields = ("measure", "section", "officer", "contact", "reason")
    return {row["id"]: tuple(row[name] for name in fields) for row in rows if row["filed_on"]}


@pytest.mark.parametrize("name", list(CASES))
def test_what_comes_of_a_returned_form(
    name: str, blanks: Blank, fresh: Path, tmp_path: Path, gongkai: Gongkai
) -> None:
    made = CASES[name]
    path = tmp_path / made.name
    path.write_bytes(made.make(blanks))
    command = ("collect", str(path), "--on", "2019-07-18", *made.options, "--format", "json")
    done = gongkai(*command)
    (result,) = done.json
    said = " ".join(
        [str(result["problem"]), *result["notes"], *(n for row in result["rows"] for n in row["notes"])]
    )
    if isinstance(made.expected, str):
        shown = said + (" 没有改动" if result["status"] == "unchanged" else "")
        assert re.search(made.expected, shown), result
        assert done.status == (0 if result["status"] == "unchanged" else 1)
        assert filed(gongkai) == {}
        assert "Traceback" not in done.err
        return
    assert done.status == 0, result
    assert filed(gongkai) == made.expected
    assert made.said in said
    again = gongkai(*command)
    assert again.status == 0
    assert again.json[0]["status"] == "unchanged", again.json
    assert filed(gongkai) == made.expected


def test_the_corpus_is_large_enough() -> None:
    assert len(CASES) >= 40


def test_a_damaged_file_leaves_no_message_of_the_machine(
    tmp_path: Path, fresh: Path, gongkai: Gongkai
) -> None:
    """Any byte of a form may be wrong: a line of Chinese, never a traceback."""
    path = tmp_path / "区司法局.docx"
    content = document_bytes(annex_document({"14": (MEASURE, PEOPLE)}))
    chance = random.Random(4)
    for _ in range(30):
        damaged = bytearray(content)
        for _ in range(chance.choice([1, 3, 40])):
            damaged[chance.randrange(len(damaged))] = chance.randrange(256)
        path.write_bytes(bytes(damaged))
        done = gongkai("collect", str(path), "--on", "2019-07-18", "--dry-run", "--format", "json")
        assert done.status in (0, 1)
        assert "Traceback" not in done.err
        assert done.json[0]["status"] in ("would_file", "refused", "unchanged")


def test_a_zip_is_never_unpacked_to_disk(
    tmp_path: Path, fresh: Path, gongkai: Gongkai, blanks: Blank
) -> None:
    path = tmp_path / "sub" / "收件.docx"
    path.parent.mkdir()
    path.write_bytes(packed(parts(blanks.docx) | {"../../逃出.txt": b"x"}))
    gongkai("collect", str(path), "--on", "2019-07-18", "--dry-run")
    assert not list(tmp_path.rglob("逃出*"))
    with zipfile.ZipFile(path) as package:
        assert "../../逃出.txt" in package.namelist()
