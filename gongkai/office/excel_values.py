"""What a cell of a workbook shows, with what is struck out in it, and what can't be told of it."""

from __future__ import annotations

import math
import re
from datetime import datetime, time
from typing import NamedTuple
from xml.etree.ElementTree import Element

from gongkai.office.date_format import day_zero
from gongkai.office.format_code import BUILT_IN, GENERAL
from gongkai.office.grid import Cell
from gongkai.office.limits import UnreadableFile
from gongkai.office.number_format import MOST_DIGITS, shown, shown_text
from gongkai.office.package import Package, S

_PICTURE = "格子里是图片，没有文字"
_HIDDEN = "格式把这一格的内容隐藏了，按没有填"
# A picture in a cell, as WPS keeps it.
_CELL_PICTURE = re.compile(r"\s*=?\s*(?:_xlfn\.|of:=)?\s*DISPIMG\s*\(", re.IGNORECASE)


class Style(NamedTuple):
    """What of a cell's style decides on its text. `code` is None where it isn't known."""

    code: str | None = GENERAL
    struck: bool = False


class Styles:
    """The styles of a workbook by their number. Damaged ones are unknown, and the texts are there all the same."""

    def __init__(self, styles: list[Style], damaged: bool = False) -> None:
        self._styles = styles
        self._otherwise = Style(None) if damaged else Style()

    def __getitem__(self, number: str | None) -> Style:
        if number is None or not number.isdigit() or len(number) > 6:
            return self._styles[0] if self._styles else self._otherwise
        at = int(number)
        return self._styles[at] if at < len(self._styles) else self._otherwise

    @classmethod
    def read(cls, package: Package, part: str | None) -> Styles:
        if part is None:
            return cls([])
        try:
            root = package.xml(part)
        except UnreadableFile:
            return cls([], damaged=True)
        codes: dict[str, str | None] = {str(number): code for number, code in BUILT_IN.items()}
        codes |= {entry.get("numFmtId", ""): entry.get("formatCode", "") for entry in root.iter(S + "numFmt")}
        fonts = [_is_struck(font) for font in root.iterfind(f"{S}fonts/{S}font")]
        struck = {str(at): True for at, is_struck in enumerate(fonts) if is_struck}
        return cls(
            [
                Style(codes.get(entry.get("numFmtId", "0")), struck.get(entry.get("fontId", ""), False))
                for entry in root.iterfind(f"{S}cellXfs/{S}xf")
            ]
        )


def _is_struck(font: Element) -> bool:
    strike = font.find(S + "strike")
    return strike is not None and strike.get("val", "1") not in ("0", "false", "off")


def joined(item: Element) -> Cell:
    """The text of a string item (`si`, `is`); how it is pronounced isn't part of it."""
    pieces: list[tuple[str, bool]] = []
    for child in item:
        if child.tag == S + "t":
            pieces.append((child.text or "", False))
        elif child.tag == S + "r":
            font = child.find(S + "rPr")
            struck = font is not None and _is_struck(font)
            pieces.extend((inner.text or "", struck) for inner in child if inner.tag == S + "t")
    text = _unescaped("".join(piece for piece, _ in pieces))
    if not any(struck and piece.strip() for piece, struck in pieces):
        return Cell(text)
    return Cell(text, kept=_unescaped("".join(piece for piece, struck in pieces if not struck)))


def _unescaped(text: str) -> str:
    return re.sub(r"_x([0-9A-Fa-f]{4})_", lambda found: chr(int(found[1], 16)), text)


def value_of(cell: Element, shared: list[Cell], styles: Styles, from_1904: bool) -> Cell:
    """What a cell (`c`) shows."""
    formula = cell.find(S + "f")
    style = styles[cell.get("s")]
    found = cell.findtext(S + "v")
    kind = cell.get("t", "n")
    if formula is not None and _CELL_PICTURE.match(formula.text or ""):
        return Cell(said=(_PICTURE,))
    if kind == "e":
        return _error(cell, found or "", formula)
    if kind == "inlineStr":
        inner = cell.find(S + "is")
        text = joined(inner) if inner is not None else Cell(_unescaped(found or ""))
    elif found is None or (kind == "n" and not found.strip()):
        return Cell(doubt="格子里是公式，没有算出的值") if formula is not None else Cell()
    elif kind == "s":
        at = int(found) if found.strip().isdigit() and len(found) <= 9 else -1
        if not 0 <= at < len(shared):
            return Cell(doubt="格子里的文字读不出，文件不完整")
        text = shared[at]
    elif kind == "str":
        text = Cell(_unescaped(found))
    elif kind == "b":
        text = Cell({"1": "TRUE", "0": "FALSE", "true": "TRUE", "false": "FALSE"}.get(found.strip(), found))
    else:
        return _struck(_number(found.strip(), kind, style, from_1904), style)
    if _CELL_PICTURE.match(text.text):
        return Cell(said=(_PICTURE,))
    return _struck(_worded(text, style), style)


def _error(cell: Element, found: str, formula: Element | None) -> Cell:
    if cell.get("vm"):
        # A picture placed in the cell (Excel) is kept as a rich value; older programs see an error.
        return Cell(said=(_PICTURE,))
    wrote = f"（写的是“={formula.text}”）" if formula is not None and formula.text else ""
    return Cell(doubt=f"格子显示的是错误值 {found}{wrote}".rstrip())


def _worded(text: Cell, style: Style) -> Cell:
    """A text under a format that adds to it or hides it."""
    if not text.text or style.code in (None, GENERAL, "@"):
        return text
    made = shown_text(text.text, style.code)
    if not made.strip():
        return Cell(said=(_HIDDEN,))
    return Cell(made, kept=None if text.kept is None else shown_text(text.kept, style.code))


def _number(found: str, kind: str, style: Style, from_1904: bool) -> Cell:
    value = _iso(found, from_1904) if kind == "d" else _float(found)
    if value is None:
        return Cell(doubt=f"格子里的“{found[:20]}”读不出") if found else Cell()
    if abs(value) >= 10**MOST_DIGITS:
        return Cell(doubt=f"数字超过 {MOST_DIGITS} 位，表格只保留了前 {MOST_DIGITS} 位，看不出原来写的是什么")
    made = shown(value, style.code, from_1904) if style.code is not None else None
    if made is None:
        return Cell(doubt=f"看不出格子里的数（{found[:20]}）显示成什么")
    if not made.strip():
        return Cell(said=(_HIDDEN,))
    return Cell(made)


def _float(text: str) -> float | None:
    try:
        value = float(text)
    except ValueError:
        return None
    return value if math.isfinite(value) else None


def _iso(text: str, from_1904: bool) -> float | None:
    """The serial number of a date or a time that is written out, as the strict variant has it."""
    try:
        if "-" not in text:
            clock = time.fromisoformat(text.rstrip("Zz"))
            return (clock.hour * 3600 + clock.minute * 60 + clock.second) / 86400
        day = datetime.fromisoformat(text.rstrip("Zz"))
    except ValueError:
        return None
    first = datetime.combine(day_zero(from_1904), time())
    return (day.replace(tzinfo=None) - first).total_seconds() / 86400


def _struck(value: Cell, style: Style) -> Cell:
    """Without what is struck out, and said so."""
    kept = "" if style.struck and value.text else value.kept
    if kept is None:
        return value
    return value._replace(kept=kept, said=(*value.said, "划掉的文字没有收"))
