"""PDF files with a text layer: words put together to lines and paragraphs, ruled tables to grids."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterator, Sequence
from typing import Any, NamedTuple

from gongkai.office.package import UnreadableFile
from gongkai.office.page import Block, Paragraph, Placed, Table, grid

_NEAR = 3.0  # points: edges and baselines that are this near are one
_PADDING = 6.0  # points: between a cell's edge and its words, as word processors leave it
_NO_START = tuple("、，。；：！？）”’》】")
_PAGE_NUMBER = re.compile(r"^[\s—－\-–·第共页/\d]*\d[\s—－\-–·第共页/\d]*$")


class _Line(NamedTuple):
    text: str
    left: float
    right: float
    top: float
    bottom: float
    size: float


def read_pdf(content: bytes, at_page: Callable[[int, int], None] | None = None) -> list[Block]:
    """The blocks of all pages; `at_page` is told which page is being read, and how many there are."""
    import pdfplumber

    blocks: list[Block] = []
    words = 0
    with pdfplumber.open(io.BytesIO(content)) as document:
        for number, page in enumerate(document.pages, 1):
            if at_page:
                at_page(number, len(document.pages))
            page_blocks = _page(page)
            words += len(page.chars)
            _append(blocks, page_blocks)
            page.close()
    if not words:
        raise UnreadableFile("这个 PDF 没有文字层（多为扫描件），请先做文字识别，或另找 Word、网页版本")
    return blocks


def _append(blocks: list[Block], more: Sequence[Block]) -> None:
    """Add a page's blocks; a paragraph that a page's end cut is made whole."""
    for index, block in enumerate(more):
        previous = blocks[-1] if blocks else None
        if (
            index == 0
            and isinstance(block, Paragraph)
            and isinstance(previous, Paragraph)
            and _goes_on(previous.text)
        ):
            blocks[-1] = Paragraph(previous.text + block.text)
        else:
            blocks.append(block)


def _goes_on(text: str) -> bool:
    return len(text) > 25 and not re.search(r"[。；：！？;:!?”）)]$", text) and "，" in text


def _page(page: Any) -> list[Block]:
    chars = [char for char in page.chars if char["text"] and char.get("upright", True)]
    tables = [table for table in page.find_tables() if len(table.cells) > 1]
    placed: list[tuple[float, Block]] = []
    inside: set[int] = set()
    for table in tables:
        left, top, right, bottom = table.bbox
        for number, char in enumerate(chars):
            x, y = (char["x0"] + char["x1"]) / 2, (char["top"] + char["bottom"]) / 2
            if left - 1 <= x <= right + 1 and top - 1 <= y <= bottom + 1:
                inside.add(number)
        found = _table(table, chars)
        if found.rows:
            placed.append((top, found))
    lines = _lines([char for number, char in enumerate(chars) if number not in inside])
    margin = float(page.height) * 0.08
    lines = [
        line
        for line in lines
        if not (
            _PAGE_NUMBER.match(line.text) and (line.top < margin or line.bottom > float(page.height) - margin)
        )
    ]
    edges = [(float(top)) for top, _ in placed]
    placed += _paragraphs(lines, edges)
    return [block for _, block in sorted(placed, key=lambda pair: pair[0])]


def _table(table: Any, chars: Sequence[Any]) -> Table:
    boxes = sorted({cell for cell in table.cells if cell}, key=lambda box: (box[1], box[0]))
    columns = _edges([x for box in boxes for x in (box[0], box[2])])
    rows = _edges([y for box in boxes for y in (box[1], box[3])])
    cells = []
    for left, top, right, bottom in boxes:
        row, column = _index(rows, top), _index(columns, left)
        down, across = _index(rows, bottom) - row, _index(columns, right) - column
        within = [
            char
            for char in chars
            if left <= (char["x0"] + char["x1"]) / 2 <= right
            and top <= (char["top"] + char["bottom"]) / 2 <= bottom
        ]
        cells.append(Placed(row, column, max(1, down), max(1, across), _cell_text(within, left, right)))
    return grid(cells)


def _edges(values: Sequence[float]) -> list[float]:
    """Positions, those that are near taken for one."""
    found: list[float] = []
    for value in sorted(values):
        if not found or value - found[-1] > _NEAR:
            found.append(value)
    return found


def _index(edges: Sequence[float], value: float) -> int:
    return min(range(len(edges)), key=lambda index: abs(edges[index] - value))


def _cell_text(chars: Sequence[Any], left: float, right: float) -> str:
    """A cell's words; a line that fills the cell goes on in the next one."""
    text = ""
    lines = _lines(chars)
    for index, line in enumerate(lines):
        text += line.text.strip()
        if index + 1 < len(lines):
            free = (right - left) - (line.right - line.left)
            # A sign that may not begin a line takes the character before it along.
            room = 2.3 if lines[index + 1].text[1:2] in _NO_START else 1.3
            text += "" if free < 2 * _PADDING + room * line.size else "\n"
    return text


def _lines(chars: Sequence[Any]) -> list[_Line]:
    """Characters on one baseline, from left to right."""
    rows: list[list[Any]] = []
    for char in sorted(chars, key=lambda char: ((char["top"] + char["bottom"]) / 2, char["x0"])):
        middle = (char["top"] + char["bottom"]) / 2
        for row in reversed(rows[-3:]):
            other = row[0]
            if abs((other["top"] + other["bottom"]) / 2 - middle) < max(
                2.0, 0.4 * min(_size(char), _size(other))
            ):
                row.append(char)
                break
        else:
            rows.append([char])
    lines = [_line(sorted(row, key=lambda char: char["x0"])) for row in rows]
    return [line for line in lines if line.text.strip()]


def _size(char: Any) -> float:
    return float(char["bottom"]) - float(char["top"])


def _line(chars: Sequence[Any]) -> _Line:
    text = ""
    end: float | None = None
    for char in chars:
        size = _size(char)
        if (
            end is not None
            and char["x0"] - end > 0.6 * size
            and not text.endswith(" ")
            and char["text"] != " "
        ):
            text += " "
        text += char["text"]
        end = float(char["x1"])
    inked = [char for char in chars if char["text"].strip()] or list(chars)
    return _Line(
        text.strip(),
        float(inked[0]["x0"]),
        float(inked[-1]["x1"]),
        min(float(char["top"]) for char in inked),
        max(float(char["bottom"]) for char in inked),
        sum(map(_size, inked)) / len(inked),
    )


def _paragraphs(lines: Sequence[_Line], tables: Sequence[float]) -> Iterator[tuple[float, Paragraph]]:
    """Lines put together: a full line goes on in the next one, unless that is indented or a table stands between."""
    if not lines:
        return
    right = max(line.right for line in lines)
    left = min(line.left for line in lines)
    text, start, previous = "", 0.0, None
    for line in lines:
        between = previous is not None and any(previous.top < top <= line.top for top in tables)
        full = previous is not None and right - previous.right < 2.2 * previous.size
        indented = line.left - left > 1.5 * line.size
        far = previous is not None and line.top - previous.bottom > 1.8 * line.size
        if previous is not None and full and not indented and not between and not far:
            text += line.text
        else:
            if text:
                yield start, Paragraph(text)
            text, start = line.text, line.top
        previous = line
    if text:
        yield start, Paragraph(text)
