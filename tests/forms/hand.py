"""What people do to a form before they send it back, as functions on the file's bytes."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable, Mapping
from copy import deepcopy
from typing import Any

import docx
import openpyxl
from docx.document import Document
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.table import Table

MEASURE = "7月底前在区政府网站公布，此后每半年清理一次。"
PEOPLE = "法制科\n张三\n0533-0000000"
ANSWER = (MEASURE, "法制科", "张三", "0533-0000000", "")


# ---------------------------------------------------------------- Word


def word(change: Callable[[Document], None], content: bytes) -> bytes:
    document = docx.Document(io.BytesIO(content))
    change(document)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def row_of(document: Document, task: str) -> tuple[Table, int]:
    """The table and row of a task, by the bookmark in it."""
    for table in document.tables:
        for index, row in enumerate(table._tbl.tr_lst):
            for mark in row.iter(qn("w:bookmarkStart")):
                if re.fullmatch(rf"gongkai_{task}(_\w+)?", mark.get(qn("w:name"), "")):
                    return table, index
    raise AssertionError(task)


def fill(document: Document, task: str, measure: str = MEASURE, people: str = PEOPLE) -> None:
    """Type into a task's two cells."""
    table, index = row_of(document, task)
    cells = table._tbl.tr_lst[index].tc_lst
    for cell, text in zip(cells[-2:], (measure, people), strict=True):
        type_into(cell, text)


def type_into(cell: Any, text: str) -> None:
    paragraph = cell.p_lst[0]
    for run in list(paragraph.r_lst):
        paragraph.remove(run)
    for other in cell.p_lst[1:]:
        cell.remove(other)
    run = OxmlElement("w:r")
    paragraph.append(run)
    run.text = text


def demand_cell(document: Document, task: str) -> Any:
    table, index = row_of(document, task)
    row = table._tbl.tr_lst[index]
    return next(cell for cell in row.tc_lst if next(cell.iter(qn("w:bookmarkStart")), None) is not None)


def drop_marks(document: Document) -> None:
    body = document.element.body
    for tag in ("w:bookmarkStart", "w:bookmarkEnd"):
        for mark in list(body.iter(qn(tag))):
            mark.getparent().remove(mark)


def xml(text: str) -> Any:
    return parse_xml(re.sub(r"^<(w:\w+)", rf"<\1 {nsdecls('w')}", text))


def copy_row(document: Document, task: str) -> None:
    """A row copied below itself, as Word does it: the bookmark stays with the first."""
    table, index = row_of(document, task)
    row = table._tbl.tr_lst[index]
    copied = deepcopy(row)
    for tag in ("w:bookmarkStart", "w:bookmarkEnd"):
        for mark in list(copied.iter(qn(tag))):
            mark.getparent().remove(mark)
    row.addnext(copied)


# ---------------------------------------------------------------- Excel

HEADER = 3


def excel(change: Callable[[Any], None], content: bytes) -> bytes:
    workbook = openpyxl.load_workbook(io.BytesIO(content))
    change(workbook)
    out = io.BytesIO()
    workbook.save(out)
    return out.getvalue()


def sheet_row(workbook: Any, task: str) -> tuple[Any, int]:
    for sheet in workbook.worksheets:
        for row in sheet.iter_rows(min_row=HEADER + 1):
            for cell in row:
                if isinstance(cell.value, str) and re.fullmatch(rf"gongkai_{task}(_\w+)?", cell.value):
                    return sheet, cell.row
    raise AssertionError(task)


def fill_sheet(workbook: Any, task: str, measure: Any = MEASURE, people: Any = PEOPLE) -> None:
    sheet, row = sheet_row(workbook, task)
    sheet.cell(row, 7).value, sheet.cell(row, 8).value = measure, people


# ---------------------------------------------------------------- the file itself


def parts(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        return {name: package.read(name) for name in package.namelist()}


def packed(files: Mapping[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as package:
        for name, content in files.items():
            package.writestr(name, content)
    return out.getvalue()


def edited(content: bytes, name: str, change: Callable[[bytes], bytes]) -> bytes:
    files = parts(content)
    files[name] = change(files[name])
    return packed(files)
