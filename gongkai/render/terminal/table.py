"""Tables for the terminal: columns measured in cells, Chinese wrapped by its own rules, only signs GBK has."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

from rich.segment import Segment

from gongkai.base.text import cells, clip, pad, wrap

if TYPE_CHECKING:
    from rich.console import Console, ConsoleOptions
    from rich.style import Style

LIGHT_STYLE = {"red": "bold red", "yellow": "yellow", "green": "green", "grey": "bright_black"}
GAP = 2

_DATE = re.compile(r"\d{4}-\d\d-\d\d")


class Styled(NamedTuple):
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


TableRow = Sequence[str | Styled]


def _cell(value: str | Styled) -> Styled:
    return value if isinstance(value, Styled) else Styled(value)


def widths(columns: Sequence[Column], rows: Iterable[TableRow], width: int) -> list[int]:
    """The columns' widths in cells; together with the gaps they fill `width` where a column takes shares."""
    found = [cells(column.title) for column in columns]
    narrowest = [4] * len(columns)
    for row in rows:
        for index, value in enumerate(row):
            if not columns[index].share:
                text = _cell(value).text
                if _DATE.match(text):
                    narrowest[index] = len("2019-07-31")
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
    while left < 0:  # too narrow a terminal: take from the widest, but never break a column's dates
        spare = [size if size > least else 0 for size, least in zip(found, narrowest, strict=True)]
        if not any(spare):
            break
        found[spare.index(max(spare))] -= 1
        left += 1
    return found


class Laid:
    """Lines of a table, laid out to the last cell; rich only gives them their styles."""

    def __init__(self, lines: list[list[Styled]]) -> None:
        self.lines = lines

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> Iterator[Segment]:
        styles: dict[str, Style | None] = {"": None}
        for line in self.lines:
            for text, style in line:
                if style not in styles:
                    styles[style] = console.get_style(style)
                yield Segment(text, styles[style])
            yield Segment.line()


def table(
    columns: Sequence[Column], rows: Sequence[TableRow], sizes: Sequence[int], *, head: bool = True
) -> Laid:
    """A table whose cells are wrapped to `sizes`: under its head a rule, and nothing else is drawn."""
    lines: list[list[Styled]] = []
    if head:
        lines += _lay([Styled(column.title, "bold") for column in columns], columns, sizes)
        lines.append([Styled("─" * (sum(sizes) + GAP * (len(sizes) - 1)), "bright_black")])
    for row in rows:
        lines += _lay(row, columns, sizes)
    return Laid(lines)


def _lay(row: TableRow, columns: Sequence[Column], sizes: Sequence[int]) -> list[list[Styled]]:
    """A row's lines, every one as wide as the table."""
    cells_of = [_cell(value) for value in row]
    wrapped = [wrap(cell.text, size) for cell, size in zip(cells_of, sizes, strict=True)]
    last = len(columns) - 1
    lines = []
    for number in range(max(map(len, wrapped))):
        line = []
        for index, texts in enumerate(wrapped):
            text = texts[number] if number < len(texts) else ""
            padded = pad(text, sizes[index], "right" if columns[index].align == "right" else "left")
            line.append(Styled(padded if index == last else padded + " " * GAP, cells_of[index].style))
        lines.append(line)
    return lines


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
