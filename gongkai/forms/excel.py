"""The form as an Excel file: demand cells locked, filling cells open, one row a task so that it can be sorted.

A hidden column between demand and responsible unit carries each row's identity: whoever selects rows to sort
or copy them selects it too. The plan and the unit stand in the file's own properties.
"""

from __future__ import annotations

from typing import Any

from openpyxl.packaging.custom import StringProperty
from openpyxl.worksheet.dimensions import RowDimension
from openpyxl.worksheet.worksheet import Worksheet

from gongkai.base.text import cells
from gongkai.forms import layout
from gongkai.forms.layout import Form, Part
from gongkai.office import excel as style

MARK_HEAD = "行标识（勿改）"
_HEADS = (
    layout.TASK,
    "",
    "",
    layout.REQUIREMENT,
    MARK_HEAD,
    layout.RESPONSIBLE,
    layout.MEASURE,
    layout.PEOPLE,
)
_WIDTHS = (13, 16, 11, 46, 10, 19, 34, 24)
_MARK, _RESPONSIBLE, _FIRST_OPEN = 5, 6, 7
_COLUMNS = len(_HEADS)
_HEADER = 3


def form_workbook(form: Form) -> bytes:
    """The content of the .xlsx file."""
    workbook, sheet = style.new_workbook(form.parts[0].name if form.parts else form.unit)
    for index, part in enumerate(form.parts):
        _sheet(sheet if index == 0 else workbook.create_sheet(style.sheet_name(part.name)), form, part)
    properties: Any = workbook.custom_doc_props  # type: ignore[attr-defined]
    for name, value in form.properties.items():
        properties.append(StringProperty(name=name, value=value))
    workbook.properties.title = f"{form.title}（{form.unit}）"
    workbook.properties.creator = form.issuer
    return style.workbook_bytes(workbook)


def _sheet(sheet: Worksheet, form: Form, part: Part) -> None:
    style.set_widths(sheet, _WIDTHS)
    style.title_row(sheet, 1, _COLUMNS, form.title)
    lead = "　　　".join([*form.lead, *filter(None, [part.heading])])
    style.put(sheet, 2, 1, lead, align="center", border=False)
    sheet.merge_cells(start_row=2, start_column=1, end_row=2, end_column=_COLUMNS)
    sheet.row_dimensions[2].height = 24
    style.header_row(sheet, _HEADER, _HEADS, height=34)
    sheet.merge_cells(start_row=_HEADER, start_column=1, end_row=_HEADER, end_column=3)
    for number, row in enumerate(part.rows, _HEADER + 1):
        texts = (
            row.category,
            row.topic,
            row.subtopic,
            row.requirement,
            row.mark,
            row.responsible,
            row.measure,
            row.people,
        )
        for column, text in enumerate(texts, 1):
            style.put(sheet, number, column, text, size=10.5, locked=column < _FIRST_OPEN)
        _height(sheet, number, texts)
    last = _HEADER + len(part.rows)
    for number, note in enumerate(form.notes, 1):
        text = ("注：" if number == 1 else "　　") + f"{number}. {note}"
        style.put(sheet, last + number, 1, text, size=10.5, border=False)
        sheet.merge_cells(start_row=last + number, start_column=1, end_row=last + number, end_column=_COLUMNS)
    sheet.column_dimensions["E"].hidden = True
    sheet.auto_filter.ref = f"A{_HEADER}:H{last}"
    style.print_setup(sheet, header=_HEADER, columns=_COLUMNS, last_row=last + len(form.notes))
    protection: Any = sheet.protection
    protection.sheet = True
    # What is still allowed: our users sort, filter and make room.
    protection.sort = protection.autoFilter = protection.formatRows = protection.formatColumns = False


class _Free(RowDimension):
    """A height to start with, which Excel goes on adjusting to what is typed."""

    @property
    def customHeight(self) -> bool:
        return False


def _height(sheet: Worksheet, number: int, texts: tuple[str, ...]) -> None:
    """As high as the fullest cell needs; LibreOffice doesn't find out by itself."""
    lines = max(
        sum(max(1, -(-cells(line) // int(width - 2.5))) for line in text.split("\n"))
        for column, (text, width) in enumerate(zip(texts, _WIDTHS, strict=True), 1)
        if column != _MARK
    )
    sheet.row_dimensions[number] = _Free(sheet, index=number, ht=min(max(lines, 2) * 14.5 + 8, 409))
