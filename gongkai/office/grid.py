"""A returned file as plain data: its tables as rows of cells, whatever program made it."""

from __future__ import annotations

from typing import NamedTuple

from gongkai.office.package import UnreadableFile

# More than Excel allows in a cell, and more than a whole district's answers: no form, and slow to compare.
MOST_IN_A_CELL = 32_767
MOST_CELLS = 200_000
MOST_TEXT = 4_000_000


class Cell(NamedTuple):
    """One cell of the grid. `own` is false where it is covered by a merged cell that begins elsewhere.

    `names` are those of the bookmarks in it. `said` is what its reader has to say of it, `doubt` why its text may not
    be what was meant. `kept` is its text without what is struck out, where something is.
    """

    text: str = ""
    own: bool = True
    names: tuple[str, ...] = ()
    said: tuple[str, ...] = ()
    doubt: str = ""
    kept: str | None = None

    @property
    def answer(self) -> str:
        """The text as an answer: what somebody struck out isn't said any more."""
        return self.text if self.kept is None else self.kept


class Line(NamedTuple):
    """One row: its cells by column, its place for people, the names of the bookmarks beside its cells."""

    cells: list[Cell]
    place: str
    names: tuple[str, ...] = ()

    def text(self, column: int | None) -> str:
        """A cell's text; empty where there is no such column."""
        return self.cells[column].text if column is not None and column < len(self.cells) else ""

    def answer(self, column: int | None) -> str:
        """A cell's text without what is struck out."""
        return self.cells[column].answer if column is not None and column < len(self.cells) else ""

    def beside(self, column: int | None) -> bool:
        """Whether a column is covered by a cell that begins to the left of it."""
        if not column or column >= len(self.cells) or self.cells[column].own:
            return False
        return bool(self.text(column)) and self.text(column) == self.text(column - 1)

    @property
    def is_band(self) -> bool:
        """Whether one text goes across the whole row."""
        own = [cell for cell in self.cells if cell.own and cell.text]
        return len(own) == 1 and len(self.cells) > 2 and all(cell.text == own[0].text for cell in self.cells)


class Grid(NamedTuple):
    """One table or sheet; `above`: the texts between the one before it and itself, where these aren't in it."""

    name: str
    lines: list[Line]
    above: tuple[str, ...] = ()


class Returned(NamedTuple):
    """What a file holds: tables, the text outside of them, its own properties, and what is to be said of it."""

    grids: list[Grid]
    texts: list[str]
    properties: dict[str, str]
    notes: list[str]


class Limits:
    """What has been read of a file so far. UnreadableFile where it is more than a form can hold."""

    def __init__(self) -> None:
        self.cells = 0
        self.characters = 0

    def add(self, place: str, length: int, cells: int = 1) -> None:
        """Count cells that hold a text of a length each."""
        if length > MOST_IN_A_CELL:
            raise UnreadableFile(
                f"{place}有 {length} 个字，超过一格最多的 {MOST_IN_A_CELL} 个，不像填报表，没有收；请核对这一格"
            )
        self.cells += cells
        self.characters += length * cells
        if self.cells > MOST_CELLS or self.characters > MOST_TEXT:
            raise UnreadableFile("表里的内容过多，不像填报表，没有收；请核对是不是发错了文件")
