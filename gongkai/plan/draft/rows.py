"""A table's lines made rows: what a page's end or merged cells cut is put together, labels are carried down."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import groupby, repeat, zip_longest
from typing import NamedTuple

from gongkai.office.grid import Cell
from gongkai.plan.draft.columns import NOBODY, Heads
from gongkai.plan.draft.words import Header, ends_sentence, join_lines, looks_like_unit, numbering, squeeze

# A row of so many characters isn't joined with what follows: no page's end cut it.
_LONGEST_ROW = 5000
_DEEPEST = 6.0  # levels of category rows

Texts = list[tuple[Header, str]]


class PrintedRow(NamedTuple):
    """One task as printed. `labels` lead from the category down; `units` keeps each column's title and role."""

    number: str
    labels: tuple[str, ...]
    demand: str
    units: tuple[tuple[Header, str], ...]
    time: str
    doubts: tuple[str, ...]
    under: int = 0  # so many of the labels are titles above it, over other tasks too


class Line:
    """A row of the grid on its way to a PrintedRow: the words under each header, still to be joined with others."""

    def __init__(self, heads: Heads, layout: Sequence[int], row: Sequence[Cell], *, new_page: bool) -> None:
        self.new_page = new_page
        self.number = ""
        self.labels: list[str] = []
        self.fresh_labels: list[bool] = []  # those that aren't merged with the row above
        self.demands: Texts = []
        self.units: Texts = []
        self.times: list[str] = []
        self.shared_demand = False  # its demand is a merged cell that began further up
        self.doubts: list[str] = []
        for head, columns in groupby(range(len(layout)), layout.__getitem__):
            first, *more = (row[column] for column in columns)
            self._take(heads.headers[head], [first, *(cell for cell in more if not cell.left)])

    def _take(self, header: Header, cells: Sequence[Cell]) -> None:
        """Enter the cells under one header."""
        if header.what == "number":
            self.number = next(filter(None, (self.number, *(squeeze(cell.text) for cell in cells))), "")
        elif header.what == "label":
            for cell in cells:
                if cell.text.strip().isdecimal():
                    self.number = self.number or cell.text.strip()  # a number without a header
                else:
                    self.labels.append(squeeze(cell.text))
                    self.fresh_labels.append(not cell.above)
        elif header.what == "demand":
            texts = [_prose(cell) for cell in cells]
            filled = list(filter(None, texts))
            self.doubts += [f"“{header.title}”栏下有几列文字，请核对" for _ in filled[1:]]
            self.demands.append((header, " ".join(filled)))
            shared = any(cell.above and text for cell, text in zip(cells, texts, strict=True))
            self.shared_demand = self.shared_demand or shared
        elif header.what == "units":
            names = (join_lines(c.text.split("\n"), names=True) for c in cells if not NOBODY.match(c.text))
            self.units.append((header, " ".join(filter(None, names))))
        elif header.what == "time":
            self.times += map(_prose, cells)

    @property
    def demand(self) -> str:
        return " ".join(text for _, text in self.demands if text)

    @property
    def named(self) -> bool:
        return any(text for _, text in self.units)

    @property
    def size(self) -> int:
        """Its characters."""
        return sum(len(text) for _, text in (*self.demands, *self.units)) + sum(map(len, self.labels))

    @property
    def bare(self) -> bool:
        """Whether it holds nothing, units apart."""
        return not (self.demand or self.number or any(self.labels) or any(self.times))

    def absorb(self, other: Line) -> None:
        """Take in the rest of a row that a page's end cut in two."""
        for level, text in enumerate(other.labels):
            if level >= len(self.labels):
                self.labels.append(text)
                self.fresh_labels.append(True)
            elif text and not self.labels[level].endswith(text):
                self.labels[level] = squeeze(self.labels[level] + text)
        self.demands = _glued(self.demands, other.demands)
        self.units = _glued(self.units, other.units, names=True)
        self.times = [a + b for a, b in zip_longest(self.times, other.times, fillvalue="")]

    def add_units(self, other: Line) -> None:
        """Take in further units of the same task, which have rows of their own."""
        more = (*(text for _, text in other.units), *repeat("", len(self.units)))
        self.units = [
            (header, text if words == text else f"{text} {words}".strip())
            for (header, text), words in zip(self.units, more, strict=False)
        ]
        self.times = [
            a if a == b or not b else f"{a}；{b}".strip("；")
            for a, b in zip_longest(self.times, other.times, fillvalue="")
        ]


def _prose(cell: Cell) -> str:
    return join_lines(cell.text.split("\n"), names=False)


def _glued(left: Texts, right: Texts, *, names: bool = False) -> Texts:
    """Two halves of cells under the same headers; headers are matched by their order."""
    pairs = ([half for half in both if half] for both in zip_longest(left, right))
    return [(halves[0][0], join_lines([text for _, text in halves], names=names)) for halves in pairs]


# ---------------------------------------------------------------- carrying down


def finished_rows(lines: Sequence[Line | str]) -> Iterator[PrintedRow]:
    """The rows of a plan's tables, in order. A string among the lines is a category's title, over what follows it."""
    # The titles above a line with their levels, from the outer to the inner.
    above: list[tuple[float, str]] = []
    titled = False  # whether the line before was a title
    labels: list[str] = []
    last = 0
    for line in _rejoined(lines):
        if isinstance(line, str):
            if all(title != line for _, title in above):  # else it's only repeated
                above, titled, labels = _under(above, line, titled), True, []
            continue
        titled = False
        labels = _carry(labels, line)
        row = _finished(line, [title for _, title in above], labels)
        number = _printed_number(row)
        if number is not None:
            if last and number not in (last, last + 1, 1):
                row = row._replace(doubts=(*row.doubts, f"原文序号为 {number}，前一项为 {last}，序号不连续"))
            last = number
        yield row


def _under(above: Sequence[tuple[float, str]], title: str, titled: bool) -> list[tuple[float, str]]:
    """The titles that stand once another one is printed: as deep as its number says, else below a title that stands
    right above it, else beside the outermost."""
    level = above[0][0] if above else 0.0
    if mark := numbering(title):
        level = float(mark.style)
    elif titled and above:
        level = min(above[-1][0] + 0.5, _DEEPEST)
    return [*(outer for outer in above if outer[0] < level), (level, title)]


def _carry(carried: list[str], line: Line) -> list[str]:
    """A line's labels, those that are not printed again taken from the lines above."""
    labels: list[str] = []
    changed = False
    for level, text in enumerate(line.labels):
        above = carried[level] if level < len(carried) else ""
        if text and not (line.new_page and _is_running(text, above)):
            changed = changed or text != above
            labels.append(text)
        else:
            labels.append("" if changed else above)
    return labels


def _is_running(text: str, above: str) -> bool:
    """Whether a label at a page's top is the one above, printed again and cut."""
    return len(text) >= 4 and text != above and (above.startswith(text) or above.endswith(text))


def _finished(line: Line, above: Sequence[str], own: Sequence[str]) -> PrintedRow:
    doubts = list(line.doubts)
    labels = [label for label in (*above, *own) if label]
    demand = line.demand
    if not demand and labels:
        if any(title for title, _ in line.demands):
            doubts.append("工作要求栏空，取工作任务栏的文字")
        demand = labels.pop()
    if sum(1 for _, text in line.demands if text) > 1:
        doubts.append("工作要求分印几栏：" + "、".join(header.title for header, text in line.demands if text))
    if any(re.search(r"(?:单位|部门)\s*[:：]", label) for label in labels):
        doubts.append("类别中也写有单位，没有读入")
    time = "；".join(dict.fromkeys(text for text in line.times if text))
    return PrintedRow(line.number, tuple(labels), demand, tuple(line.units), time, tuple(doubts), len(above))


def _printed_number(row: PrintedRow) -> int | None:
    """The number a row is printed with: in a column of its own, or at the start of its label or demand."""
    if row.number:
        found = re.search(r"\d{1,9}", row.number)
        return int(found[0]) if found else None
    for text in (row.demand, *reversed(row.labels[-1:])):
        mark = numbering(text)
        if mark and mark.style == 2:
            return mark.value
    return None


# ---------------------------------------------------------------- rejoining


def _rejoined(lines: Sequence[Line | str]) -> list[Line | str]:
    """Lines with the halves of cut rows put together."""
    finished = [
        line.demand
        for line, after in zip_longest(lines, lines[1:])
        # The last row of a page may be cut.
        if isinstance(line, Line) and line.demand and not (isinstance(after, Line) and after.new_page)
    ]
    ends = sum(map(ends_sentence, finished)) >= 0.6 * len(finished)
    whole: list[Line | str] = []
    for line in lines:
        previous = whole[-1] if whole else None
        if isinstance(line, Line) and (
            (line.bare and not line.named) or (isinstance(previous, Line) and _taken_in(previous, line, ends))
        ):
            continue
        whole.append(line)
    return whole


def _taken_in(previous: Line, line: Line, ends: bool) -> bool:
    """Put a line to the row before it, where it is a part of that. `ends`: demands here end with a full stop."""
    if previous.size >= _LONGEST_ROW:
        return False
    if line.shared_demand and line.demand == previous.demand:
        previous.add_units(line)
    elif _units_alone(previous, line):
        previous.add_units(line)
        previous.doubts.append("下面一行只有单位，并入本项")
    elif _is_rest(previous, line, ends):
        previous.absorb(line)
    else:
        return False
    return True


def _units_alone(previous: Line, line: Line) -> bool:
    """A row within a page that holds nothing but a unit: the other cells were merged, or are left empty."""
    alone = line.bare and line.named and not line.new_page
    return alone and bool(previous.demand) and not _cut_units(previous, line)


def _is_rest(previous: Line, line: Line, ends: bool) -> bool:
    """Whether a line is the rest of the row before it. `ends`: demands here end with a full stop."""
    if line.number and line.number != previous.number:
        return False
    fresh = [text for text, new in zip(line.labels, line.fresh_labels, strict=True) if text and new]
    if any(numbering(text) for text in fresh) or numbering(line.demand):
        return False
    cut_units = _cut_units(previous, line)
    if not line.new_page:
        if fresh or not all(line.fresh_labels or [True]) or not previous.demand:
            return False
        if line.demand:
            return not line.named and ends and not ends_sentence(previous.demand)
        return cut_units
    if not line.demand:
        # With a demand column, a row without a demand; else one without labels.
        numbered = any(numbering(text) for text in previous.labels)
        return not fresh or not line.named or cut_units or numbered
    if not previous.demand:
        return False
    if cut_units and not fresh:
        return True
    unfinished = not ends_sentence(previous.demand)
    return unfinished and (ends or (not fresh and not line.named))


def _cut_units(previous: Line, line: Line) -> bool:
    """Whether the units of two lines are one list, cut within a name or after a separator."""
    for (_, left), (_, right) in zip(previous.units, line.units, strict=False):
        if not right:
            continue
        last = re.split(r"[、，,；;\s]", left)[-1]
        first = re.split(r"[、，,；;\s]", right)[0]
        if left and (left[-1] in "、，,；;" or right[0] in "、，,；;"):
            return True
        if left and not looks_like_unit(last) and looks_like_unit(last + first):
            return True
        if left and re.match(r"^等(?:各)?(?:有关|相关)?(?:部门|单位|$)", right):
            return True
    return False
