"""Tables for the terminal: columns measured in cells, Chinese wrapped by its own rules, only signs GBK has."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from rich.box import Box
from rich.table import Table
from rich.text import Text

from gongkai.base.text import cells, clip, wrap

# Head and rows are parted by a rule; nothing else is drawn. Called ASCII, or rich draws another box on
# every console that isn't UTF-8, though GBK has the sign too.
_RULED = Box("    \n    \n ── \n    \n    \n    \n    \n    \n", ascii=True)

LIGHT_STYLE = {"red": "bold red", "yellow": "yellow", "green": "green", "grey": "bright_black"}
GAP = 2


class Cell(NamedTuple):
    """A text and the style it is shown in."""

    text: str
    style: str = ""


class Column(NamedTuple):
    """A column: its heading; how the width left over is shared (0: as wide as its widest line, up to `most`)."""

    title: str
    share: int = 0
    least: int = 4
    most: int = 40
    align: str = "left"


Row = Sequence[str | Cell]


def _cell(value: str | Cell) -> Cell:
    return value if isinstance(value, Cell) else Cell(value)


def widths(columns: Sequence[Column], rows: Iterable[Row], width: int) -> list[int]:
    """The columns' widths in cells; together with the gaps they fill `width` where a column takes shares."""
    found = [cells(column.title) for column in columns]
    for row in rows:
        for index, value in enumerate(row):
            if not columns[index].share:
                text = _cell(value).text
                found[index] = max(found[index], *(cells(line) for line in text.split("\n")))
    found = [
        max(min(size, column.most), min(column.least, size)) if not column.share else column.least
        for size, column in zip(found, columns, strict=True)
    ]
    left = width - sum(found) - GAP * (len(columns) - 1)
    shares = sum(column.share for column in columns)
    if left > 0 and shares:
        for index, column in enumerate(columns):
            given = left * column.share // shares
            found[index] += given
        last = max(i for i, column in enumerate(columns) if column.share)
        found[last] += width - sum(found) - GAP * (len(columns) - 1)
    while left < 0 and max(found) > 4:  # too narrow a terminal: take from the widest
        widest = found.index(max(found))
        found[widest] -= 1
        left += 1
    return found


def table(
    columns: Sequence[Column], rows: Sequence[Row], sizes: Sequence[int], *, head: bool = True
) -> Table:
    """A table whose cells are wrapped to `sizes`."""
    made = Table(
        box=_RULED,
        show_edge=False,
        pad_edge=False,
        padding=0,
        collapse_padding=True,
        show_header=head,
        header_style="bold",
        border_style="bright_black",
    )
    for index, (column, size) in enumerate(zip(columns, sizes, strict=True)):
        # The box's own divider, a space, is one cell of the gap.
        gap = GAP - 1 if index < len(columns) - 1 else 0
        made.add_column(_text(column.title, size, column), width=size + gap, no_wrap=True, overflow="crop")
    for row in rows:
        made.add_row(
            *(_text(value, size, column) for value, size, column in zip(row, sizes, columns, strict=True))
        )
    return made


def _text(value: str | Cell, size: int, column: Column) -> Text:
    cell = _cell(value)
    lines = wrap(cell.text, size) or [""]
    if column.align == "right":
        lines = [" " * (size - cells(line)) + line for line in lines]
    return Text("\n".join(lines), style=cell.style, no_wrap=True)


def clipped(text: str, size: int, lines: int) -> str:
    """The first lines of a text wrapped to `size`, with … where more follows."""
    wrapped = wrap(clip(text, (lines + 1) * size), size)  # no more of it than can be shown
    if len(wrapped) <= lines:
        return text
    kept = wrapped[:lines]
    last = kept[-1]
    while last and cells(last) > size - 2:
        last = last[:-1]
    return "\n".join([*kept[:-1], last.rstrip("，、；：（《“") + "……"[: max(1, min(2, size - cells(last)))]])
