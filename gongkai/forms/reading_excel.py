"""A returned Excel file into neutral rows of cells.

The XML is read directly: a form whose styles or drawings are damaged still has its texts.
"""

from __future__ import annotations

import re
from xml.etree.ElementTree import Element

from gongkai.base.text import clean
from gongkai.forms.layout import is_mark
from gongkai.forms.package import FormFileError, Package, R, S
from gongkai.forms.returned import Cell, Grid, Line, Returned

MOST_COLUMNS = 200


def read_excel(package: Package) -> Returned:
    """The visible sheets."""
    workbook = package.xml(package.main)
    related = package.related(package.main)
    strings = next((path for path in related.values() if path.endswith("sharedStrings.xml")), None)
    shared = _shared(package, strings) if strings and strings in package else []
    grids: list[Grid] = []
    notes: list[str] = []
    for sheet in workbook.iter(S + "sheet"):
        name = sheet.get("name", "")
        path = related.get(sheet.get(R + "id", ""), "")
        if sheet.get("state", "visible") != "visible":
            notes.append(f"隐藏的工作表“{name}”没有读")
        elif "worksheets/" in path and path in package:
            grids.append(Grid(f"工作表“{name}”", _lines(package, path, name, shared)))
    if not grids:
        raise FormFileError("文件里没有可读的工作表")
    return Returned(grids, [], package.properties(), notes)


def _shared(package: Package, path: str) -> list[str]:
    made: list[str] = []
    depth = 0
    for event, element in package.elements(path):
        if element.tag == S + "si":
            depth += 1 if event == "start" else -1
            if event == "end":
                made.append(_string(element))
                element.clear()
    return made


def _string(element: Element) -> str:
    """The text of a string item; how it is pronounced isn't part of it."""
    pieces = []
    for child in element:
        if child.tag == S + "t":
            pieces.append(child.text or "")
        elif child.tag == S + "r":
            pieces.extend(inner.text or "" for inner in child if inner.tag == S + "t")
    return _unescaped("".join(pieces))


def _unescaped(text: str) -> str:
    return re.sub(r"_x([0-9A-Fa-f]{4})_", lambda found: chr(int(found[1], 16)), text)


def _lines(package: Package, path: str, sheet: str, shared: list[str]) -> list[Line]:
    rows: dict[int, dict[int, str]] = {}
    merged: list[str] = []
    row_number = 0
    column = -1
    for event, element in package.elements(path):
        if element.tag == S + "row":
            if event == "start":
                row_number, column = _int(element.get("r")) or row_number + 1, -1
            else:
                element.clear()
        elif event == "end" and element.tag == S + "c":
            column = _column(element.get("r", "")) if element.get("r") else column + 1
            text = clean(_value(element, shared))
            if text and 0 <= column < MOST_COLUMNS:
                rows.setdefault(row_number, {})[column] = text
        elif event == "end" and element.tag == S + "mergeCell":
            merged.append(element.get("ref", ""))
    covered = _covered(rows, merged)
    lines = []
    for number in sorted(rows.keys() | {row for row, _ in covered}):
        values = rows.get(number, {})
        last = max([*values, *(c for r, c in covered if r == number)], default=-1)
        cells = [_cell(values.get(at), covered.get((number, at))) for at in range(last + 1)]
        lines.append(Line(cells, f"工作表“{sheet}”第{number}行"))
    return lines


def _cell(text: str | None, covering: str | None) -> Cell:
    if text is None:
        return Cell(covering, False) if covering else Cell()
    if is_mark(text):
        return Cell(text, True, (text,))
    return Cell(text)


def _covered(rows: dict[int, dict[int, str]], merged: list[str]) -> dict[tuple[int, int], str]:
    """What covers each empty cell of a merged range."""
    found: dict[tuple[int, int], str] = {}
    for reference in merged:
        corners = re.fullmatch(r"\$?([A-Z]{1,3})\$?(\d+):\$?([A-Z]{1,3})\$?(\d+)", reference)
        if not corners:
            continue
        left, top, right, bottom = _column(corners[1]), int(corners[2]), _column(corners[3]), int(corners[4])
        text = rows.get(top, {}).get(left)
        if not text or (bottom - top) * (right - left + 1) > 20000:
            continue
        for row in range(top, bottom + 1):
            for column in range(left, min(right + 1, MOST_COLUMNS)):
                if column not in rows.get(row, {}):
                    found[row, column] = text
    return found


def _column(reference: str) -> int:
    """A1 → 0, AB7 → 27."""
    number = 0
    for char in reference:
        if not "A" <= char <= "Z":
            break
        number = number * 26 + ord(char) - 64
    return number - 1


def _int(text: str | None) -> int:
    return int(text) if text and text.isascii() and text.isdigit() else 0


def _value(cell: Element, shared: list[str]) -> str:
    kind = cell.get("t", "n")
    if kind == "inlineStr":
        inner = cell.find(S + "is")
        return _string(inner) if inner is not None else ""
    value = cell.find(S + "v")
    text = value.text or "" if value is not None else ""
    if kind == "s":
        index = _int(text)
        return shared[index] if index < len(shared) else ""
    if kind in ("str", "d"):
        return _unescaped(text)
    if kind == "b":
        return {"1": "是", "0": "否"}.get(text, text)
    if kind == "e":
        return ""
    return _digits(text)


def _digits(text: str) -> str:
    """A number as people typed it: Excel keeps a telephone number as 1.38E10."""
    try:
        number = float(text)
    except ValueError:
        return text
    return str(int(number)) if number.is_integer() and abs(number) < 1e17 else text
