"""What a file holds as plain data: paragraphs and tables of cells in reading order, whatever program made it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from gongkai.office.limits import BEYOND, MOST_COLUMNS, Limits


class Cell(NamedTuple):
    """One cell of the grid. A merged one fills several, all with its text: `left` is true where it began further left,
    `above` where it began further up. Lines in `text` are the document's own paragraphs.

    `names` are those of the bookmarks in it. `said` is what its reader has to say of it, `doubt` why its text may not
    be what was meant. `kept` is its text without what is struck out, where something is.
    """

    text: str = ""
    left: bool = False
    above: bool = False
    names: tuple[str, ...] = ()
    said: tuple[str, ...] = ()
    doubt: str = ""
    kept: str | None = None

    @property
    def own(self) -> bool:
        """Whether it isn't covered by a merged cell that begins elsewhere."""
        return not (self.left or self.above)

    @property
    def answer(self) -> str:
        """The text as an answer: what somebody struck out isn't said any more."""
        return self.text if self.kept is None else self.kept


class Line(NamedTuple):
    """One row: its cells by column, its place for people, the names of the bookmarks beside its cells."""

    cells: list[Cell]
    place: str
    names: tuple[str, ...] = ()

    def cell(self, column: int | None) -> Cell:
        """A cell; an empty one where there is no such column."""
        return self.cells[column] if column is not None and 0 <= column < len(self.cells) else Cell()

    def text(self, column: int | None) -> str:
        """A cell's text."""
        return self.cell(column).text

    def answer(self, column: int | None) -> str:
        """A cell's text without what is struck out."""
        return self.cell(column).answer

    def beside(self, column: int | None) -> bool:
        """Whether a column is covered by a cell that begins to the left of it."""
        if not column or self.cell(column).own:
            return False
        return bool(self.text(column)) and self.text(column) == self.text(column - 1)

    @property
    def is_band(self) -> bool:
        """Whether one text goes across the whole row."""
        own = [cell for cell in self.cells if cell.own and cell.text]
        return len(own) == 1 and len(self.cells) > 2 and all(cell.text == own[0].text for cell in self.cells)


class Grid(NamedTuple):
    """One table or sheet. Its lines needn't be equally long."""

    name: str
    lines: list[Line]

    @property
    def rows(self) -> list[tuple[Cell, ...]]:
        """The cells of its lines, filled up to one width."""
        width = max((len(line.cells) for line in self.lines), default=0)
        return [(*line.cells, *[Cell()] * (width - len(line.cells))) for line in self.lines]


class Paragraph(NamedTuple):
    """A text outside of tables, and what its reader has to say of it."""

    text: str
    said: tuple[str, ...] = ()


Block = Paragraph | Grid


class Document(NamedTuple):
    """What a file holds in reading order, its own properties, and what is to be said of it."""

    blocks: list[Block]
    properties: dict[str, str]
    notes: list[str]

    @property
    def grids(self) -> list[Grid]:
        return [block for block in self.blocks if isinstance(block, Grid)]


class Placed(NamedTuple):
    """A cell as formats with merged cells know it: where it begins, how far it goes, its text."""

    row: int
    column: int
    down: int
    across: int
    text: str


def laid_out(cells: Iterable[Placed], name: str = "表", limits: Limits | None = None) -> Grid:
    """Lay cells out; slots that no cell covers are empty. No cell reaches below the last one's row; what stands
    beyond the columns that are read is said of the last one."""
    limits = limits or Limits()
    cells = list(cells)
    cut = {cell.row for cell in cells if cell.column >= MOST_COLUMNS and cell.text}
    cells = [cell for cell in cells if 0 <= cell.column < MOST_COLUMNS]
    bottom = max((cell.row for cell in cells), default=-1) + 1
    for _ in range(bottom):
        limits.add(name, 0)
    rows: list[dict[int, Cell]] = [{} for _ in range(bottom)]
    for cell in cells:
        down = max(1, min(cell.down, bottom - cell.row))
        across = max(1, min(cell.across, MOST_COLUMNS - cell.column))
        limits.add(f"{name}第{cell.row + 1}行的一格", len(cell.text), down * across)
        for below in range(down):
            for beside in range(across):
                covered = Cell(cell.text, beside > 0, below > 0)
                rows[cell.row + below].setdefault(cell.column + beside, covered)
    for row in cut & set(range(bottom)):
        last = rows[row].get(MOST_COLUMNS - 1, Cell())
        rows[row][MOST_COLUMNS - 1] = last._replace(said=(BEYOND,))
    return Grid(
        name,
        [
            Line([row.get(at, Cell()) for at in range(max(row, default=-1) + 1)], f"{name}第{number}行")
            for number, row in enumerate(rows, 1)
        ],
    )


def plain_table(rows: Iterable[Iterable[str]], name: str = "表", limits: Limits | None = None) -> Grid:
    """A table without merged cells."""
    placed = (
        Placed(at, column, 1, 1, text) for at, row in enumerate(rows) for column, text in enumerate(row)
    )
    return laid_out(placed, name, limits)
