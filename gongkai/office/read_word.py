"""A Word file into paragraphs and rows of cells.

The XML is read directly: the text of tracked changes as if they were accepted, text boxes, content controls
and merged cells are all there, and none of them are in python-docx's view of a table.
"""

from __future__ import annotations

from collections.abc import Iterator
from xml.etree.ElementTree import Element

from gongkai.base.text import clean
from gongkai.office.grid import Block, Cell, Document, Grid, Line, Paragraph
from gongkai.office.limits import CHECK, NOT_LIKE, Limits, UnreadableFile
from gongkai.office.package import Package, W
from gongkai.office.word_numbers import Numbers
from gongkai.office.word_styles import Styles, inside, number, on, value
from gongkai.office.word_text import GONE, Paragraphs, Words, children, without_prompts

_P, _TBL, _TR, _TC = (W + name for name in ("p", "tbl", "tr", "tc"))
_WIDEST = 100  # columns that a cell may span
# A large table in a row of fewer cells than these is what the outer one is only a frame of.
_FRAME_CELLS = 3
_NESTED_COLUMNS, _NESTED_ROWS = 4, 2


def read_word(package: Package) -> Document:
    """The tables and the text outside of them."""
    body = package.xml(package.main)
    without_prompts(body)
    styles = Styles(package.aside(package.main, "styles"))
    numbers = Numbers(package.aside(package.main, "numbering"), styles)
    reader = _Reader(Paragraphs(styles, numbers))
    try:
        reader.read(body)
    except RecursionError:
        raise UnreadableFile(f"文件里的内容嵌套得太深，{NOT_LIKE}，没有读；{CHECK}") from None
    return Document(reader.blocks, package.properties(), reader.notes)


class _Lines:
    """The text of a cell as it grows, line by line, and without what is struck out."""

    def __init__(self) -> None:
        self.text: list[str] = []
        self.kept: list[str] = []
        self.said: list[str] = []
        self.names: list[str] = []
        self._goes_on = False

    def add(self, words: Words) -> None:
        for lines, text in ((self.text, words.text), (self.kept, words.kept)):
            if self._goes_on and lines:
                lines[-1] += text
            elif text or not words.text:
                lines.append(text)
        self._goes_on = words.goes_on
        self.said += words.said

    def cell(self) -> Cell:
        text, kept = clean("\n".join(self.text)), clean("\n".join(self.kept))
        said = tuple(dict.fromkeys(self.said))
        return Cell(text, names=tuple(self.names), said=said, kept=None if kept == text else kept)


class _Reader:
    def __init__(self, paragraphs: Paragraphs) -> None:
        self.blocks: list[Block] = []
        self.notes: list[str] = []
        self._paragraphs = paragraphs
        self._limits = Limits()
        self._tables = 0

    def read(self, parent: Element) -> None:
        """Paragraphs and tables outside of tables, in order."""
        for child in children(parent):
            if child.tag == _P:
                self._outer_paragraph(child)
            elif child.tag == _TBL:
                self.table(child)
            elif child.tag == W + "altChunk":
                self.notes.append("文件里嵌着另一份文件，里面的内容没有读")
            elif child.tag not in GONE:
                self.read(child)

    def _outer_paragraph(self, paragraph: Element) -> None:
        words = self._paragraphs.read(paragraph)
        text = clean(words.kept)
        if text or words.said:
            self._limits.add("正文的一段", len(text))
            self.blocks.append(Paragraph(text, words.said))
        for box in words.boxes:
            self.read(box)

    def table(self, table: Element) -> None:
        self._tables += 1
        grid = Grid(f"表{self._tables}", [])
        self.blocks.append(grid)
        above: dict[int, Cell] = {}
        pending: list[str] = []
        for index, row in enumerate(_of_kind(table, _TR, pending), 1):
            if _is_gone(row):
                continue
            names, pending[:] = tuple(pending), []
            line = Line([], f"{grid.name}第{index}行", names)
            before = number(value(row.find(W + "trPr"), "gridBefore"))
            line.cells.extend(Cell() for _ in range(min(before, _WIDEST)))
            self._cells(row, line, above)
            grid.lines.append(line)

    def _cells(self, row: Element, line: Line, above: dict[int, Cell]) -> None:
        beside: list[str] = []
        cells = list(_of_kind(row, _TC, beside))
        for cell in cells:
            properties = cell.find(W + "tcPr")
            if inside(properties, "cellDel") is not None:
                continue
            span = max(1, min(number(value(properties, "gridSpan"), 1), _WIDEST))
            merge = inside(properties, "vMerge")
            column = len(line.cells)
            if merge is not None and merge.get(W + "val", "continue") == "continue" and column in above:
                made = Cell(above[column].text, above=True)
            else:
                made = self._cell(cell, framed=len(cells) < _FRAME_CELLS)
            self._limits.add(f"{line.place}的一格", len(made.text), span)
            line.cells.append(made)
            line.cells.extend(Cell(made.text, True, made.above) for _ in range(span - 1))
            for at in range(column, column + span):
                if merge is not None:
                    above[at] = made
                else:
                    above.pop(at, None)
        if beside and line.cells:
            last = line.cells[-1]
            line.cells[-1] = last._replace(names=(*last.names, *beside))

    def _cell(self, cell: Element, framed: bool) -> Cell:
        lines = _Lines()
        self._paragraphs.fresh()
        self._cell_blocks(cell, lines, framed)
        self._paragraphs.fresh()
        return lines.cell()

    def _cell_blocks(self, parent: Element, lines: _Lines, framed: bool) -> None:
        for child in children(parent):
            if child.tag == _P:
                words = self._paragraphs.read(child)
                lines.add(words)
                lines.names.extend(map(_name, child.iter(W + "bookmarkStart")))
                for box in words.boxes:
                    self._cell_blocks(box, lines, framed)
            elif child.tag == _TBL:
                if framed and _is_large(child):
                    self.table(child)
                else:
                    self._inner_table(child, lines)
            elif child.tag == W + "bookmarkStart":
                lines.names.append(_name(child))
            elif child.tag not in GONE:
                self._cell_blocks(child, lines, framed)

    def _inner_table(self, table: Element, lines: _Lines) -> None:
        """A table in a cell: a line a row."""
        for row in _of_kind(table, _TR, lines.names):
            if _is_gone(row):
                continue
            cells = [self._cell(cell, framed=False) for cell in _of_kind(row, _TC, lines.names)]
            text, kept = (
                " ".join(filter(None, texts))
                for texts in ([cell.text for cell in cells], [cell.answer for cell in cells])
            )
            self._limits.add("格中表格的一行", len(text))
            lines.add(Words(text, kept, tuple(said for cell in cells for said in cell.said), (), False))
            lines.names.extend(name for cell in cells for name in cell.names)


def _is_gone(row: Element) -> bool:
    """Whether a row was deleted, or is hidden."""
    properties = row.find(W + "trPr")
    return inside(properties, "del") is not None or bool(on(properties, "hidden"))


def _of_kind(parent: Element, tag: str, names: list[str]) -> Iterator[Element]:
    """The children of one kind, also within content controls and tracked insertions; bookmarks on the way."""
    for child in children(parent):
        if child.tag == tag:
            yield child
        elif child.tag == W + "bookmarkStart":
            names.append(_name(child))
        elif child.tag not in GONE and child.tag not in (_P, _TBL):
            yield from _of_kind(child, tag, names)


def _is_large(table: Element) -> bool:
    sizes = [sum(1 for _ in _of_kind(row, _TC, [])) for row in _of_kind(table, _TR, [])]
    return len(sizes) >= _NESTED_ROWS and max(sizes) >= _NESTED_COLUMNS


def _name(bookmark: Element) -> str:
    return bookmark.get(W + "name", "")
