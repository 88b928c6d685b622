"""Excel workbooks (xlsx): each visible sheet is a table, merged cells resolved."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from gongkai.office.page import MOST_COLUMNS, MOST_ROWS, Block, Placed, Table, grid


def read_excel(content: bytes) -> list[Block]:
    import openpyxl

    book = openpyxl.load_workbook(io.BytesIO(content), data_only=True)
    sheets = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"]
    return [table for sheet in sheets if (table := _table(sheet)).rows]


def _table(sheet: Any) -> Table:
    return grid(_cells(sheet))


def _cells(sheet: Any) -> Iterator[Placed]:
    merged = {(area.min_row, area.min_col): area for area in sheet.merged_cells.ranges}
    for line in sheet.iter_rows(
        max_row=min(sheet.max_row, MOST_ROWS), max_col=min(sheet.max_column, MOST_COLUMNS)
    ):
        for cell in line:
            area = merged.get((cell.row, cell.column))
            text = _text(cell.value)
            if area is not None:
                down, across = area.max_row - area.min_row + 1, area.max_col - area.min_col + 1
                yield Placed(cell.row - 1, cell.column - 1, down, across, text)
            elif text:
                yield Placed(cell.row - 1, cell.column - 1, 1, 1, text)


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime | date):
        return f"{value.year}年{value.month}月{value.day}日"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).replace("\r\n", "\n").replace("_x000D_", "").strip()
