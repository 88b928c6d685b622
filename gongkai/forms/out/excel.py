"""The form as an Excel file: demand cells locked, filling cells open, one row a task so that it can be sorted.

A hidden column between demand and responsible unit carries each row's identity: whoever selects rows to sort
or copy them selects it too. The plan and the unit stand in the file's own properties.
"""

from __future__ import annotations

from typing import Any

from openpyxl.packaging.custom import StringProperty
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.dimensions import RowDimension
from openpyxl.worksheet.worksheet import Worksheet

from gongkai.base.text import cells
from gongkai.forms.out.columns import COLUMNS
from gongkai.forms.out.layout import Form, FormRow, Part
from gongkai.office import excel as style

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
    last_column = len(COLUMNS)
    style.set_widths(sheet, [column.excel for column in COLUMNS])
    style.put_across(sheet, 1, last_column, form.title, name=style.TITLE, size=20, align="center")
    lead = "　　　".join([*form.lead, *filter(None, [part.heading])])
    style.put_across(sheet, 2, last_column, lead, align="center")
    for at, column in enumerate(COLUMNS, 1):
        style.put(sheet, _HEADER, at, column.head, name=style.HEAD, align="center", background="E8EEF5")
        sheet.column_dimensions[get_column_letter(at)].hidden = column.is_hidden
    for number, height in ((1, 36), (2, 24), (_HEADER, 34)):
        sheet.row_dimensions[number].height = height
    levels = sum(column.is_level for column in COLUMNS)
    sheet.merge_cells(start_row=_HEADER, start_column=1, end_row=_HEADER, end_column=levels)
    for number, row in enumerate(part.rows, _HEADER + 1):
        for at, column in enumerate(COLUMNS, 1):
            style.put(sheet, number, at, column.value(row), size=10.5, locked=not column.is_open)
        _height(sheet, number, row)
    last = _HEADER + len(part.rows)
    for number, note in enumerate(form.notes, last + 1):
        style.put_across(sheet, number, last_column, note, size=10.5, align="left")
    sheet.auto_filter.ref = f"A{_HEADER}:{get_column_letter(last_column)}{last}"
    style.print_setup(sheet, header=_HEADER, columns=last_column, last_row=last + len(form.notes))
    protection: Any = sheet.protection
    protection.sheet = True
    # What is still allowed: our users sort, filter and make room.
    protection.sort = protection.autoFilter = protection.formatRows = protection.formatColumns = False


class _Free(RowDimension):
    """A height to start with, which Excel goes on adjusting to what is typed."""

    @property
    def customHeight(self) -> bool:
        return False


def _height(sheet: Worksheet, number: int, row: FormRow) -> None:
    """As high as the fullest cell needs; LibreOffice doesn't find out by itself."""
    lines = max(
        sum(max(1, -(-cells(line) // int(column.excel - 2.5))) for line in column.value(row).split("\n"))
        for column in COLUMNS
        if not column.is_hidden
    )
    sheet.row_dimensions[number] = _Free(sheet, index=number, ht=min(max(lines, 2) * 14.5 + 8, 409))
