"""The neutral document that every reader makes: paragraphs and tables, in reading order."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple


class Cell(NamedTuple):
    """One slot of a table's grid. A merged cell fills several slots, all with its text.

    Lines in `text` are the document's own paragraphs, not the typesetter's line ends.
    """

    text: str
    left: bool = False  # belongs to a cell that began further left
    above: bool = False  # belongs to a cell that began further up


class Table(NamedTuple):
    """A grid; all rows are of one width."""

    rows: tuple[tuple[Cell, ...], ...]


class Paragraph(NamedTuple):
    text: str


Block = Paragraph | Table


class Placed(NamedTuple):
    """A cell as formats with merged cells know it."""

    row: int
    column: int
    down: int
    across: int
    text: str


# A table wider or longer than any plan's is not laid out slot by slot.
MOST_COLUMNS = 64
MOST_ROWS = 20_000


def grid(cells: Iterable[Placed]) -> Table:
    """Lay cells out; slots that no cell covers are empty. No cell reaches below the last one's row."""
    slots: dict[tuple[int, int], Cell] = {}
    cells = list(cells)
    bottom = max((cell.row for cell in cells if cell.row < MOST_ROWS), default=-1) + 1
    for cell in cells:
        if not (0 <= cell.row < MOST_ROWS and 0 <= cell.column < MOST_COLUMNS):
            continue
        for down in range(max(1, min(cell.down, bottom - cell.row))):
            for across in range(max(1, min(cell.across, MOST_COLUMNS - cell.column))):
                place = (cell.row + down, cell.column + across)
                slots.setdefault(place, Cell(cell.text, left=across > 0, above=down > 0))
    if not slots:
        return Table(())
    height = max(row for row, _ in slots) + 1
    width = max(column for _, column in slots) + 1
    empty = Cell("")
    return Table(
        tuple(tuple(slots.get((row, column), empty) for column in range(width)) for row in range(height))
    )


def plain_table(rows: Iterable[Iterable[str]]) -> Table:
    """A table without merged cells; short rows are filled up."""
    texts = [list(row) for row in rows]
    width = max(map(len, texts), default=0)
    return Table(tuple(tuple(map(Cell, row + [""] * (width - len(row)))) for row in texts))
