"""An Excel file into rows of cells.

The XML is read directly: a form whose drawings are damaged still has its texts. A cell is what it shows.
"""

from __future__ import annotations

import re
from typing import NamedTuple
from xml.etree.ElementTree import Element

from gongkai.base.text import clean
from gongkai.office.excel_values import Styles, joined, value_of
from gongkai.office.grid import Block, Cell, Document, Grid, Line
from gongkai.office.limits import BEYOND, MOST_COLUMNS, MOST_SPREAD, Limits, UnreadableFile
from gongkai.office.package import Package, R, S

_DRAWING = "{http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing}"
_ON_TOP = "格子上面放着图片或文本框，里面的内容没有读"


def read_excel(package: Package) -> Document:
    """The visible sheets."""
    workbook = package.xml(package.main)
    related = package.related(package.main)
    book = _Book(
        package,
        _shared(package, package.one_related(package.main, "sharedStrings")),
        Styles.read(package, package.one_related(package.main, "styles")),
        any(entry.get("date1904") in ("1", "true") for entry in workbook.iter(S + "workbookPr")),
        Limits(),
        [],
    )
    grids: list[Block] = []
    for sheet in workbook.iter(S + "sheet"):
        name = sheet.get("name", "")
        found = related.get(sheet.get(R + "id", ""))
        if sheet.get("state", "visible") != "visible":
            book.notes.append(f"隐藏的工作表“{name}”没有读")
        elif found is None or found.part not in package:
            book.notes.append(f"工作表“{name}”不完整，读不出")
        elif found.kind == "worksheet":
            grids.append(Grid(f"工作表“{name}”", _lines(book, found.part, name)))
    if not grids:
        raise UnreadableFile("文件里没有可读的工作表")
    return Document(grids, package.properties(), book.notes)


class _Book(NamedTuple):
    """What the sheets of a file share."""

    package: Package
    shared: list[Cell]
    styles: Styles
    from_1904: bool
    limits: Limits
    notes: list[str]


def _shared(package: Package, path: str | None) -> list[Cell]:
    made: list[Cell] = []
    if path is None:
        return made
    for event, element in package.elements(path):
        if event == "end" and element.tag == S + "si":
            made.append(joined(element))
            element.clear()
    return made


def _lines(book: _Book, path: str, sheet: str) -> list[Line]:
    rows: dict[int, dict[int, Cell]] = {}
    merged: list[str] = []
    row_number = 0
    column = -1
    cut = False
    for event, element in book.package.elements(path):
        if element.tag == S + "row":
            if event == "start":
                row_number, column = _int(element.get("r")) or row_number + 1, -1
            else:
                element.clear()
        elif event == "end" and element.tag == S + "c":
            column = _column(element.get("r", "")) if element.get("r") else column + 1
            value = _value(book, element, f"工作表“{sheet}”第{row_number}行第{column + 1}列")
            if value != Cell() and 0 <= column < MOST_COLUMNS:
                rows.setdefault(row_number, {})[column] = value
            elif value.text and column >= MOST_COLUMNS:
                cut = True
        elif event == "end" and element.tag == S + "mergeCell":
            merged.append(element.get("ref", ""))
    if cut:
        book.notes.append(f"工作表“{sheet}”{BEYOND}")
    for row, column in _under_pictures(book.package, path):
        value = rows.setdefault(row, {}).get(column, Cell())
        rows[row][column] = value._replace(said=(*value.said, _ON_TOP))
    for (row, column), cell in _covered(rows, merged, book.limits).items():
        rows.setdefault(row, {})[column] = cell
    return [
        Line([row.get(at, Cell()) for at in range(max(row) + 1)], f"工作表“{sheet}”第{number}行")
        for number, row in sorted(rows.items())
    ]


def _value(book: _Book, element: Element, place: str) -> Cell:
    value = value_of(element, book.shared, book.styles, book.from_1904)
    book.limits.add(place, len(value.text), 1 if value.text else 0)
    return value._replace(text=clean(value.text), kept=None if value.kept is None else clean(value.kept))


def _covered(
    rows: dict[int, dict[int, Cell]], merged: list[str], limits: Limits
) -> dict[tuple[int, int], Cell]:
    """What covers each empty cell of a merged range."""
    found: dict[tuple[int, int], Cell] = {}
    for reference in merged:
        corners = re.fullmatch(r"\$?([A-Z]{1,3})\$?(\d{1,7}):\$?([A-Z]{1,3})\$?(\d{1,7})", reference)
        if not corners:
            continue
        left, top, right, bottom = _column(corners[1]), int(corners[2]), _column(corners[3]), int(corners[4])
        first = rows.get(top, {}).get(left)
        columns = range(left, min(right + 1, MOST_COLUMNS))
        if not first or not first.text or (bottom - top) * (right - left + 1) > MOST_SPREAD:
            continue
        limits.add(reference, len(first.text), max(0, (bottom - top + 1) * len(columns)))
        for row in range(top, bottom + 1):
            for column in columns:
                if column not in rows.get(row, {}):
                    found[row, column] = Cell(first.text, column > left, row > top)
    return found


def _under_pictures(package: Package, path: str) -> list[tuple[int, int]]:
    """The cells (row from 1, column from 0) over which a picture or a text box begins."""
    drawing = package.aside(path, "drawing")
    found = set()
    for anchor in drawing if drawing is not None else ():
        begin = anchor.find(_DRAWING + "from")
        if begin is not None:
            row, column = (begin.findtext(_DRAWING + name, "") for name in ("row", "col"))
            if row.strip().isdigit() and column.strip().isdigit() and int(column) < MOST_COLUMNS:
                found.add((int(row) + 1, int(column)))
    return sorted(found)


def _column(reference: str) -> int:
    """A1 → 0, AB7 → 27."""
    number = 0
    for char in reference[:4]:
        if not "A" <= char <= "Z":
            break
        number = number * 26 + ord(char) - 64
    return number - 1


def _int(text: str | None) -> int:
    return int(text) if text and len(text) <= 9 and text.isascii() and text.isdigit() else 0
