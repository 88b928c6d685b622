"""The form as a Word file: the annex table as the plan prints it, with the unit's rows only.

Each row carries its identity in a bookmark around its demand; the plan and the unit stand in the file's
own properties. Word, WPS and LibreOffice keep both when rows are moved, copied or deleted.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from xml.sax.saxutils import escape, quoteattr

from docx.document import Document
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part as FilePart
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.table import Table, _Cell

from gongkai.forms.out.columns import COLUMNS, REQUIREMENT
from gongkai.forms.out.layout import Form, FormRow, Part
from gongkai.office import word as style


def form_document(form: Form) -> bytes:
    """The content of the .docx file."""
    document = style.new_document(landscape=True)
    style.set_properties(document, f"{form.title}（{form.unit}）", form.issuer)
    _own_properties(document, form.properties)
    style.page_numbers(document)
    style.add_paragraph(document, "附件", style.HEAD, style.SIHAO, keep_with_next=True)
    style.add_paragraph(document, form.title, style.TITLE, 20, align="center", after=4, keep_with_next=True)
    style.add_paragraph(
        document, "　　　".join(form.lead), size=style.XIAOSI, align="center", after=6, keep_with_next=True
    )
    marks = _Marks()
    for part in form.parts:
        if part.heading:
            style.add_paragraph(
                document, part.heading, style.HEAD, style.XIAOSI, before=8, after=4, keep_with_next=True
            )
        _table(document, part, marks)
    for number, note in enumerate(form.notes):
        style.add_paragraph(document, note, size=style.WUHAO, before=0 if number else 6)
    return style.document_bytes(document)


class _Marks:
    """Numbers for bookmarks, which must differ within a file."""

    def __init__(self) -> None:
        self._number = 0

    def put(self, cell: _Cell, name: str) -> None:
        """A bookmark around a cell's text."""
        self._number += 1
        start, end = OxmlElement("w:bookmarkStart"), OxmlElement("w:bookmarkEnd")
        for element in (start, end):
            element.set(qn("w:id"), str(self._number))
        start.set(qn("w:name"), name)
        paragraph = cell.paragraphs[0]._p
        first = next((child for child in paragraph if child.tag == qn("w:r")), None)
        if first is None:
            paragraph.append(start)
        else:
            first.addprevious(start)
        cell.paragraphs[-1]._p.append(end)


def _table(document: Document, part: Part, marks: _Marks) -> None:
    narrow = not any(row.subtopic for row in part.rows)
    printed = [(column, width) for column in COLUMNS if (width := column.word[narrow]) is not None]
    levels = sum(column.is_level for column, _ in printed)
    table = style.add_table(document, 1 + len(part.rows), [width for _, width in printed])
    rows = list(table.rows)
    for cell, (column, _) in zip(rows[0].cells, printed, strict=True):
        style.fill_cell(cell, column.head, style.HEAD, style.WUHAO, align="center")
        style.shade_cell(cell, "F2F2F2")
    for line, row in zip(rows[1:], part.rows, strict=True):
        for cell, (column, _) in zip(line.cells, printed, strict=True):
            style.fill_cell(cell, column.value(row), align="center" if column.is_level else "left")
            if column.role == REQUIREMENT:
                marks.put(cell, row.mark)
        style.keep_row(line)
    style.repeat_header(rows[0])
    _merge(table, part.rows, levels)


def _merge(table: Table, rows: Sequence[FormRow], levels: int) -> None:
    """Merge equal neighbours in the levels of 工作任务, and a topic without a third level across both columns."""
    style.merge(table, 0, 0, 0, levels - 1)
    first = 1
    for _, same in groupby(rows, key=lambda row: row.category):
        run = list(same)
        if len(run) > 1:
            style.merge(table, first, 0, first + len(run) - 1, 0)
        at = first
        for (_, third), inner in groupby(run, key=lambda row: (row.topic, bool(row.subtopic))):
            count = len(list(inner))
            right = 1 if third or levels == 2 else 2
            if count > 1 or right > 1:
                style.merge(table, at, 1, at + count - 1, right)
            at += count
        first += len(run)


def _own_properties(document: Document, values: dict[str, str]) -> None:
    """Put what the file says of itself into docProps/custom.xml."""
    entries = "".join(
        f'<property fmtid="{{D5CDD505-2E9C-101B-9397-08002B2CF9AE}}" pid="{pid}" name={quoteattr(name)}>'
        f"<vt:lpwstr>{escape(value)}</vt:lpwstr></property>"
        for pid, (name, value) in enumerate(values.items(), 2)
    )
    blob = (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
        '<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/custom-properties" '
        'xmlns:vt="http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes">'
        f"{entries}</Properties>"
    )
    package = document.part.package
    part = FilePart(
        PackURI("/docProps/custom.xml"),
        "application/vnd.openxmlformats-officedocument.custom-properties+xml",
        blob.encode("utf-8"),
        package,
    )
    package.relate_to(part, RELATIONSHIP_TYPE.CUSTOM_PROPERTIES)
