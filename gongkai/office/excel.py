"""How our Excel files look, and cells that stay text whatever is in them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any, Literal

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, PatternFill, Protection, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from gongkai.base.problems import GongkaiError
from gongkai.base.text import clean
from gongkai.office.writing import packed

TITLE = "方正小标宋简体"
BODY = "仿宋_GB2312"
HEAD = "黑体"

TEXT = "@"
LONGEST = 32767
_LIVE = ("=", "+", "-", "@", "\t")

_THIN = Side(style="thin", color="FF000000")
RULED = Border(left=_THIN, right=_THIN, top=_THIN, bottom=_THIN)


def new_workbook(title: str) -> tuple[Workbook, Worksheet]:
    """An empty workbook and its first sheet, named `title`."""
    workbook = Workbook()
    sheet = workbook.active
    assert isinstance(sheet, Worksheet)
    sheet.title = sheet_name(title)
    fonts: Any = workbook._fonts  # type: ignore[attr-defined]
    fonts[0] = font()  # that of empty cells, by which Excel measures columns
    return workbook, sheet


def sheet_name(title: str) -> str:
    """`title` as Excel allows a sheet to be called."""
    return re.sub(r"[\\/*?:\[\]]", "_", clean(title)).strip("'")[:31] or "表"


def font(name: str = BODY, size: float = 11, *, bold: bool = False, color: str | None = None) -> Font:
    """A font with the Chinese character set, so that a stand-in is a Chinese font too. `color` is RRGGBB."""
    return Font(name=name, size=size, bold=bold, charset=134, color=f"FF{color}" if color else None)


def fill(color: str) -> PatternFill:
    """A background, as RRGGBB."""
    return PatternFill("solid", fgColor=f"FF{color}")


def put(
    sheet: Worksheet,
    row: int,
    column: int,
    text: str,
    *,
    name: str = BODY,
    size: float = 11,
    align: str = "left",
    border: bool = True,
    background: str | None = None,
    locked: bool = True,
) -> None:
    """Write a styled cell that holds a text."""
    cell: Any = sheet.cell(row, column)
    text_cell(cell, text)
    cell.font = font(name, size)
    cell.alignment = Alignment(horizontal=align, vertical="center", wrap_text=True)
    if border:
        cell.border = RULED
    if background:
        cell.fill = fill(background)
    cell.protection = Protection(locked=locked)


def put_across(
    sheet: Worksheet, row: int, columns: int, text: str, *, name: str = BODY, size: float = 11, align: str
) -> None:
    """Write a text without borders across the columns."""
    put(sheet, row, 1, text, name=name, size=size, align=align, border=False)
    sheet.merge_cells(start_row=row, start_column=1, end_row=row, end_column=columns)


def text_cell(cell: Any, text: str) -> None:
    """Make a cell hold `text` as text: never a formula, never a number, never a date."""
    value = clean(text)
    if len(value) > LONGEST:
        raise GongkaiError(
            f"有一格文字长达 {len(value)} 字，Excel 每格最多 {LONGEST} 字；请改用 Word 格式（.docx）"
        )
    cell.number_format = TEXT
    if not value:
        cell.value = None
        return
    # Excel reads _x0041_ as the character of that number, unless the first underscore is written so.
    cell.value = re.sub(r"_(?=x[0-9A-Fa-f]{4}_)", "_x005F_", value)
    cell.data_type = "s"
    if value.startswith(_LIVE):
        cell.quotePrefix = True


def set_widths(sheet: Worksheet, widths: Sequence[float]) -> None:
    """The columns' widths, in Latin characters; a Chinese one takes two."""
    for number, width in enumerate(widths, 1):
        sheet.column_dimensions[get_column_letter(number)].width = width


def print_setup(
    sheet: Worksheet,
    *,
    header: int | None,
    columns: int,
    last_row: int,
    freeze_column: int = 1,
    paper: Literal["A3", "A4"] = "A4",
) -> None:
    """A landscape page as wide as the columns, the rows up to `header` frozen and printed on every page, page numbers below."""
    setup: Any = sheet.page_setup
    setup.orientation = "landscape"
    setup.paperSize = {"A3": 8, "A4": 9}[paper]
    setup.fitToWidth, setup.fitToHeight = 1, 0
    properties: Any = sheet.sheet_properties
    properties.pageSetUpPr.fitToPage = True
    margins: Any = sheet.page_margins
    margins.left = margins.right = 0.55
    margins.top, margins.bottom, margins.header, margins.footer = 0.7, 0.7, 0.3, 0.3
    sheet.print_options.horizontalCentered = True
    sheet.print_area = f"A1:{get_column_letter(columns)}{last_row}"
    footer: Any = sheet.oddFooter
    footer.center.text = "第 &P 页　共 &N 页"
    footer.center.size = 9
    if header:
        sheet.print_title_rows = f"{header}:{header}"
        sheet.freeze_panes = f"{get_column_letter(freeze_column)}{header + 1}"


def workbook_bytes(workbook: Workbook) -> bytes:
    """The workbook as the content of an .xlsx file."""
    return packed(workbook.save)
