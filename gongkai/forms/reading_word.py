"""A returned Word file into neutral rows of cells.

The XML is read directly: the text of tracked changes as if they were accepted, text boxes, content controls
and merged cells are all there, and none of them are in python-docx's view of a table.
"""

from __future__ import annotations

from collections.abc import Iterator
from xml.etree.ElementTree import Element

from gongkai.base.text import clean
from gongkai.forms.layout import is_mark
from gongkai.forms.package import Package, W
from gongkai.forms.returned import Cell, Grid, Line, Returned

_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_P, _TBL, _TR, _TC, _R, _T = (W + name for name in ("p", "tbl", "tr", "tc", "r", "t"))
_BOX = W + "txbxContent"
# Deleted or moved away, or no text of the document.
_GONE = frozenset(
    W + name
    for name in (
        "del",
        "moveFrom",
        "delText",
        "instrText",
        "delInstrText",
        "rt",
        "pPr",
        "rPr",
        "sdtPr",
        "tcPr",
        "tblPr",
        "trPr",
    )
)
_BREAKS = {W + "br": "\n", W + "cr": "\n", W + "tab": "\t", W + "noBreakHyphen": "-"}
# A table within a cell that is at least so large is a table of its own.
_NESTED_COLUMNS, _NESTED_ROWS = 4, 2


def read_word(package: Package) -> Returned:
    """The tables and the text outside of them."""
    body = package.xml(package.main)
    reader = _Reader()
    try:
        reader.blocks(body)
    except RecursionError:
        reader.grids.clear()
    return Returned(reader.grids, reader.texts, package.properties(), [])


class _Reader:
    def __init__(self) -> None:
        self.grids: list[Grid] = []
        self.texts: list[str] = []
        self._above = 0  # texts that stand above the tables so far

    def blocks(self, parent: Element) -> None:
        """Paragraphs and tables outside of tables, in order."""
        for child in _children(parent):
            if child.tag == _P:
                self._outer_paragraph(child)
            elif child.tag == _TBL:
                self.table(child)
            elif child.tag not in _GONE:
                self.blocks(child)

    def _outer_paragraph(self, paragraph: Element) -> None:
        text = clean(_text(paragraph, skip_boxes=True))
        if text:
            self.texts.append(text)
        for box in _boxes(paragraph):
            self.blocks(box)

    def table(self, table: Element) -> None:
        grid = Grid(f"表{len(self.grids) + 1}", [], tuple(self.texts[self._above :]))
        self._above = len(self.texts)
        self.grids.append(grid)
        above: dict[int, Cell] = {}
        pending: list[str] = []
        for index, row in enumerate(_rows(table, pending), 1):
            if row.find(f"{W}trPr/{W}del") is not None:
                continue
            marks, pending[:] = tuple(pending), []
            line = Line([], f"{grid.name}第{index}行", marks)
            before = row.find(f"{W}trPr/{W}gridBefore")
            line.cells.extend(Cell() for _ in range(_number(before)))
            self._cells(row, line, above)
            grid.lines.append(line)

    def _cells(self, row: Element, line: Line, above: dict[int, Cell]) -> None:
        own_marks: list[str] = []
        for cell in _of_kind(row, _TC, own_marks):
            properties = cell.find(W + "tcPr")
            if properties is not None and properties.find(W + "cellDel") is not None:
                continue
            span = max(
                1, min(_number(properties.find(W + "gridSpan") if properties is not None else None), 100)
            )
            merge = properties.find(W + "vMerge") if properties is not None else None
            column = len(line.cells)
            if merge is not None and merge.get(W + "val", "continue") == "continue" and column in above:
                made = Cell(above[column].text, False)
            else:
                made = self._cell(cell)
            line.cells.append(made)
            line.cells.extend(Cell(made.text, False) for _ in range(span - 1))
            for at in range(column, column + span):
                if merge is not None:
                    above[at] = made
                else:
                    above.pop(at, None)
        if own_marks:
            line.cells[-1:] = (
                [line.cells[-1]._replace(marks=(*line.cells[-1].marks, *own_marks))] if line.cells else []
            )

    def _cell(self, cell: Element) -> Cell:
        pieces: list[str] = []
        marks: list[str] = []
        self._cell_blocks(cell, pieces, marks)
        return Cell(clean("\n".join(pieces)), True, tuple(marks))

    def _cell_blocks(self, parent: Element, pieces: list[str], marks: list[str]) -> None:
        for child in _children(parent):
            if child.tag == _P:
                pieces.append(_text(child, skip_boxes=True))
                marks.extend(_marks(child))
                for box in _boxes(child):
                    self._cell_blocks(box, pieces, marks)
            elif child.tag == _TBL:
                if _is_large(child):
                    self.table(child)
                else:
                    for row in _rows(child, []):
                        for inner in _of_kind(row, _TC, []):
                            self._cell_blocks(inner, pieces, marks)
            elif child.tag == W + "bookmarkStart":
                marks.extend(_mark(child))
            elif child.tag not in _GONE:
                self._cell_blocks(child, pieces, marks)


def _children(parent: Element) -> Iterator[Element]:
    """The children; of alternatives only the first choice, or text in text boxes would come twice."""
    for child in parent:
        if child.tag == _MC + "AlternateContent":
            chosen = child.find(_MC + "Choice")
            if chosen is None or not len(chosen):
                chosen = child.find(_MC + "Fallback")
            if chosen is not None:
                yield from _children(chosen)
        else:
            yield child


def _of_kind(parent: Element, tag: str, marks: list[str]) -> Iterator[Element]:
    """The children of one kind, also within content controls and tracked insertions; identities on the way."""
    for child in _children(parent):
        if child.tag == tag:
            yield child
        elif child.tag == W + "bookmarkStart":
            marks.extend(_mark(child))
        elif child.tag not in _GONE and child.tag not in (_P, _TBL):
            yield from _of_kind(child, tag, marks)


def _rows(table: Element, marks: list[str]) -> Iterator[Element]:
    return _of_kind(table, _TR, marks)


def _number(element: Element | None) -> int:
    try:
        return int(element.get(W + "val", "0")) if element is not None else 0
    except ValueError:
        return 0


def _is_large(table: Element) -> bool:
    sizes = [sum(1 for _ in _of_kind(row, _TC, [])) for row in _rows(table, [])]
    return len(sizes) >= _NESTED_ROWS and max(sizes) >= _NESTED_COLUMNS


def _mark(bookmark: Element) -> list[str]:
    name = bookmark.get(W + "name", "")
    return [name] if is_mark(name) else []


def _marks(paragraph: Element) -> list[str]:
    return [mark for bookmark in paragraph.iter(W + "bookmarkStart") for mark in _mark(bookmark)]


def _boxes(parent: Element) -> Iterator[Element]:
    """The contents of the text boxes in a paragraph."""
    for child in _children(parent):
        if child.tag == _BOX:
            yield child
        elif child.tag not in _GONE:
            yield from _boxes(child)


def _text(parent: Element, *, skip_boxes: bool) -> str:
    """The text of a paragraph as if all tracked changes were accepted; hidden text isn't there."""
    pieces: list[str] = []
    for child in _children(parent):
        if child.tag == _T:
            pieces.append(child.text or "")
        elif child.tag in _BREAKS:
            pieces.append("" if child.get(W + "type") in ("page", "column") else _BREAKS[child.tag])
        elif not _unseen(child, skip_boxes):
            pieces.append(_text(child, skip_boxes=skip_boxes))
    return "".join(pieces)


def _unseen(child: Element, skip_boxes: bool) -> bool:
    return child.tag in _GONE or (skip_boxes and child.tag == _BOX) or (child.tag == _R and _is_hidden(child))


def _is_hidden(run: Element) -> bool:
    vanish = run.find(f"{W}rPr/{W}vanish")
    return vanish is not None and vanish.get(W + "val", "1") not in ("0", "false", "off")
