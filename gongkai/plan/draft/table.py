"""The task table: found among a document's blocks, its rows rejoined across page breaks, its labels carried down."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from itertools import zip_longest
from typing import NamedTuple

from gongkai.office.grid import Block, Cell, Grid, Paragraph
from gongkai.plan.draft.columns import (
    NOBODY,
    Heads,
    find_heads,
    guess_heads,
    lay_out,
    shifted,
    unit_list,
)
from gongkai.plan.draft.words import (
    Header,
    ends_sentence,
    join_lines,
    looks_like_unit,
    numbering,
    squeeze,
)

GridRow = tuple[Cell, ...]
# A row of so many characters isn't joined with what follows: no page's end cut it.
_LONGEST_ROW = 5000


class Row(NamedTuple):
    """One task as printed. `labels` lead from the category down; `units` keeps each column's title and role."""

    number: str
    labels: tuple[str, ...]
    demand: str
    units: tuple[tuple[Header, str], ...]
    time: str
    doubts: tuple[str, ...]
    under: int = 0  # so many of the labels are titles above it, over other tasks too


class Found(NamedTuple):
    """The task table's rows, and everything else as paragraphs: those before it, and those in and after it."""

    rows: list[Row]
    before: list[str]
    after: list[str]
    doubts: tuple[str, ...] = ()  # what was seen and not read


class _Line:
    """A row of the grid on its way to a Row: the words under each header, still to be joined with others."""

    def __init__(self, heads: Heads, layout: Sequence[int], row: GridRow, *, new_page: bool) -> None:
        self.new_page = new_page
        self.number = ""
        self.labels: list[str] = []
        self.demands: list[tuple[Header, str]] = []
        self.units: list[tuple[Header, str]] = []
        self.times: list[str] = []
        self.shared_demand = False  # its demand is a merged cell that began further up
        self.doubts: list[str] = []
        self.fresh_labels: list[bool] = []
        self.wide: list[str] = []  # category rows above it
        taken: set[int] = set()
        for column, head in enumerate(layout):
            cell, header = row[column], heads.headers[head]
            if cell.left and head in taken:
                continue
            taken.add(head)
            self._take(header, cell)

    def _take(self, header: Header, cell: Cell) -> None:
        lines = cell.text.split("\n")
        if header.what == "number":
            self.number = self.number or squeeze(cell.text)
        elif header.what == "label" and cell.text.strip().isdecimal():
            self.number = self.number or cell.text.strip()  # a number without a header
        elif header.what == "label":
            self.labels.append(squeeze(cell.text))
            self.fresh_labels.append(not cell.above)
        elif header.what == "demand":
            text = join_lines(lines, names=False)
            if text and any(title is header and words for title, words in self.demands):
                self.doubts.append(f"“{header.title}”栏下有几列文字，请核对")
            _put(self.demands, header, text)
            self.shared_demand = self.shared_demand or (cell.above and bool(text))
        elif header.what == "units":
            _put(self.units, header, "" if NOBODY.match(cell.text) else join_lines(lines, names=True))
        elif header.what == "time":
            self.times.append(join_lines(lines, names=False))

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
    def blank(self) -> bool:
        return not (self.demand or self.named or self.number or any(self.labels) or any(self.times))

    def absorb(self, other: _Line) -> None:
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

    def add_units(self, other: _Line) -> None:
        """Take in further units of the same task, which have rows of their own."""
        more = [text for _, text in other.units] + [""] * len(self.units)
        self.units = [
            (header, text if words == text else f"{text} {words}".strip())
            for (header, text), words in zip(self.units, more, strict=False)
        ]
        self.times = [
            a if a == b or not b else f"{a}；{b}".strip("；")
            for a, b in zip_longest(self.times, other.times, fillvalue="")
        ]


def _put(cells: list[tuple[Header, str]], header: Header, text: str) -> None:
    """Enter a column's words; further columns under one header are added to them."""
    for index, (other, words) in enumerate(cells):
        if other is header:
            cells[index] = (header, f"{words} {text}".strip())
            return
    cells.append((header, text))


def _glued(
    left: list[tuple[Header, str]], right: list[tuple[Header, str]], *, names: bool = False
) -> list[tuple[Header, str]]:
    """Two halves of cells under the same headers; headers are matched by their order."""
    pairs = ([half for half in both if half] for both in zip_longest(left, right))
    return [(halves[0][0], join_lines([text for _, text in halves], names=names)) for halves in pairs]


# ---------------------------------------------------------------- finding the table


def read_tables(blocks: Sequence[Block]) -> Found:
    """All task tables of a document, in order, as one list of rows."""
    found = _read(blocks, find_heads)
    if not found.rows:
        found = _read(blocks, _guessed)
        doubt = "原表没有表头，各栏按内容推测"
        rows = [row._replace(doubts=(doubt, *row.doubts)) for row in found.rows]
        found = found._replace(rows=rows)
    return found


def _guessed(rows: Sequence[GridRow]) -> tuple[Heads, int, int] | None:
    heads = guess_heads(_sorted_out(rows)[1])
    return (heads, 0, 0) if heads else None


def _read(
    blocks: Sequence[Block], find: Callable[[Sequence[GridRow]], tuple[Heads, int, int] | None]
) -> Found:
    before: list[str] = []
    after: list[str] = []
    lines: list[_Line | str] = []  # a string is a category row
    heads: Heads | None = None
    layout: list[int] = []
    doubts: list[str] = []
    unread: dict[str, None] = {}
    titles = _titles_above_tables(blocks)
    last_table = max((at for at, block in enumerate(blocks) if isinstance(block, Grid)), default=0)
    begun = False  # whether there is a row of tasks
    for number, block in enumerate(blocks):
        rest = after if begun else before
        if isinstance(block, Paragraph):
            if number in titles:
                lines.append(squeeze(block.text))
            else:
                rest.append(block.text)
            continue
        rows = [row for row in block.rows if any(cell.text.strip() for cell in row)]
        found = find(rows)
        if found is None and (heads is None or not _goes_on(heads, rows, layout)):
            rest += _texts(block)
            if heads is not None and rest is after and rows and len(rows[0]) > 1:
                doubts.append(f"后面另有一张表没有读作任务，请核对：{_beginning(rows)}")
            continue
        if found is not None:
            rest += [text for row in rows[: found[1]] for text in _row_texts(row)]
            heads, _, start = found
            rows = rows[start:]
            layout = []
        assert heads is not None
        new_page = begun and not isinstance(lines[-1], str)
        new_lines, notes, layout = _chunks(heads, rows, layout, new_page=new_page)
        unread |= dict.fromkeys(_unread(heads, rows, layout))
        begun = begun or any(isinstance(line, _Line) for line in new_lines)
        if number >= last_table:
            while new_lines and isinstance(title := new_lines[-1], str):  # nothing stands under it
                notes.append(title)
                new_lines.pop()
        lines += new_lines
        after += notes
    if unread:
        doubts.insert(0, "没有读入的栏：" + "、".join(unread))
    return Found(list(_rows(lines)), before, after, tuple(doubts))


def _unread(heads: Heads, rows: Sequence[GridRow], layout: Sequence[int]) -> list[str]:
    """The titles of filled columns that a plan has no place for (备注, 牵头领导)."""
    return [
        heads.headers[head].title
        for column, head in enumerate(layout)
        if heads.headers[head].what == "other"
        and heads.headers[head].title
        and any(len(row) > column and not NOBODY.match(row[column].text) for row in rows)
    ]


def _beginning(rows: Sequence[GridRow]) -> str:
    words = " ".join(_row_texts(rows[0]))
    return words if len(words) <= 40 else words[:40] + "……"


def _titles_above_tables(blocks: Sequence[Block]) -> set[int]:
    """The numbered titles that stand right above task tables, where several tables have such."""
    found: set[int] = set()
    tables = 0
    for index, block in enumerate(blocks):
        if not isinstance(block, Grid) or find_heads(block.rows) is None:
            continue
        above = index - 1
        while above >= 0 and _is_heading(blocks[above]):
            found.add(above)
            above -= 1
        tables += above < index - 1
    return found if tables > 1 else set()


def _is_heading(block: Block) -> bool:
    return isinstance(block, Paragraph) and numbering(block.text) is not None and _is_title(block.text)


def _texts(table: Grid) -> list[str]:
    return [text for row in table.rows for text in _row_texts(row)]


def _row_texts(row: GridRow) -> list[str]:
    return [" ".join(c.text.split("\n")) for c in row if c.text.strip() and not c.left and not c.above]


def _goes_on(heads: Heads, rows: Sequence[GridRow], before: Sequence[int]) -> bool:
    """Whether a table without headers is the next page of the one before: as wide, with units where they were."""
    if not rows or abs(len(rows[0]) - heads.width) > 2 or len(rows[0]) < 2:
        return False
    plain = _sorted_out(rows)[1] or rows
    layout = lay_out(heads, plain, before)
    units = [c for c, h in enumerate(layout) if heads.headers[h].what == "units"]
    cells = [row[c].text for row in plain for c in units if not NOBODY.match(row[c].text)]
    if not cells:
        return len(rows) <= 2 and len(rows[0]) == heads.width
    return sum(map(unit_list, cells)) >= 0.6 * len(cells) or len(rows) == 1


def _chunks(
    heads: Heads, rows: Sequence[GridRow], layout: list[int], *, new_page: bool
) -> tuple[list[_Line | str], list[str], list[int]]:
    """The lines of one table, its notes and its last layout.

    A table is cut where its headers are printed again; each part is laid out by itself.
    """
    lines: list[_Line | str] = []
    notes: list[str] = []
    chunk: list[GridRow] = []

    def close() -> None:
        nonlocal new_page, layout
        if chunk:
            wide, plain = _sorted_out(chunk)
            layout = lay_out(heads, plain, layout) if plain else layout
            for row in chunk:
                category = wide.get(id(row))
                if category is None:
                    lines.append(_Line(heads, layout, shifted(heads, layout, row), new_page=new_page))
                    new_page = False
                elif _is_note(category) or not _is_title(category):
                    notes.append(category)
                else:
                    lines.append(category)
                    new_page = False
            chunk.clear()
        new_page = True

    index = 0
    while index < len(rows):
        if again := find_heads(rows, index, 1):
            close()
            heads, _, index = again
            layout = []
            continue
        chunk.append(rows[index])
        index += 1
    close()
    return lines, notes, layout


def _is_note(text: str) -> bool:
    return bool(re.match(r"^(?:注|备注|说明|填表说明|填报人|填表人|审核人|联系人)\d?\s*[:：.]", text))


def _sorted_out(rows: Sequence[GridRow]) -> tuple[dict[int, str], list[GridRow]]:
    """The rows that are one text across the table (by identity), and the other ones."""
    numbered = {n.style for row in rows if len(_fresh(row)) > 1 and (n := numbering(_fresh(row)[0].text))}
    wide: dict[int, str] = {}
    plain: list[GridRow] = []
    for row in rows:
        text = _wide_text(row)
        mark = numbering(text) if text else None
        as_tasks = mark is not None and mark.style >= 2 and mark.style in numbered
        if text is not None and not as_tasks:
            wide[id(row)] = text
        else:
            plain.append(row)
    return wide, plain


def _fresh(row: GridRow) -> list[Cell]:
    return [cell for cell in row if cell.text.strip() and not cell.left]


def _wide_text(row: GridRow) -> str | None:
    """The text of a row that has one cell only: a category's title, or a note."""
    fresh = _fresh(row)
    if len(fresh) != 1 or fresh[0].above or len(row) < 2:
        return None
    first = next(i for i, cell in enumerate(row) if cell.text.strip())
    spans = sum(1 for cell in row if cell.left and cell.text == fresh[0].text) + 1
    text = squeeze(fresh[0].text)
    if _is_note(text):
        return text
    if spans >= max(2, len(row) - 1):
        return text
    return text if first == 0 else None


def _is_title(text: str) -> bool:
    """Whether a row of one text is a category, not words of the document around the table."""
    if numbering(text):
        return len(text) <= 100
    return len(text) <= 60 and not ends_sentence(text) and not looks_like_unit(text)


# ---------------------------------------------------------------- rejoining and carrying


def _rows(lines: Sequence[_Line | str]) -> Iterator[Row]:
    joined = _rejoined(lines)
    wide = _Wide()
    carried: list[str] = []
    last = 0
    for line in joined:
        if isinstance(line, str):
            if wide.take(line):
                carried = []
            continue
        wide.close()
        labels = _carry(carried, line)
        carried = list(labels)
        row = _finished(line, (*wide.texts(), *labels))._replace(under=len(wide.texts()))
        number = _printed_number(row)
        if number is not None:
            if last and number not in (last + 1, 1) and number != last:
                row = row._replace(doubts=(*row.doubts, f"原文序号为 {number}，前一项为 {last}，序号不连续"))
            last = number
        yield row


_DEEPEST = 6.0  # levels of category rows


class _Wide:
    """The category rows above a task, from the outer to the inner."""

    def __init__(self) -> None:
        self.stack: list[tuple[float, str]] = []
        self.just = False  # whether the line before was a category row too

    def take(self, text: str) -> bool:
        """Take a category row; False where it only repeats what stands already."""
        if any(title == text for _, title in self.stack):
            return False
        mark = numbering(text)
        if mark:
            level = float(mark.style)
        elif self.just and self.stack:
            level = min(self.stack[-1][0] + 0.5, _DEEPEST)
        else:
            level = self.stack[0][0] if self.stack else 0.0
        self.stack = [(other, title) for other, title in self.stack if other < level]
        self.stack.append((level, text))
        self.just = True
        return True

    def close(self) -> None:
        self.just = False

    def texts(self) -> tuple[str, ...]:
        return tuple(title for _, title in self.stack)


def _rejoined(lines: Sequence[_Line | str]) -> list[_Line | str]:
    """Lines with the halves of cut rows put together."""
    following: list[_Line | str | None] = [*lines[1:], None][: len(lines)]
    finished = [
        line.demand
        for line, after in zip(lines, following, strict=True)
        # The last row of a page may be cut.
        if isinstance(line, _Line) and line.demand and not (isinstance(after, _Line) and after.new_page)
    ]
    ends = sum(map(ends_sentence, finished)) >= 0.6 * len(finished)
    whole: list[_Line | str] = []
    for line in lines:
        if isinstance(line, _Line):
            if line.blank:
                continue
            previous = whole[-1] if whole else None
            if isinstance(previous, _Line) and previous.size < _LONGEST_ROW:
                if _more_units(previous, line):
                    previous.add_units(line)
                    continue
                if _units_alone(previous, line):
                    previous.add_units(line)
                    previous.doubts.append("下面一行只有单位，并入本项")
                    continue
                if _is_rest(previous, line, ends):
                    previous.absorb(line)
                    continue
        whole.append(line)
    return whole


def _more_units(previous: _Line, line: _Line) -> bool:
    """A row that shares its demand, as a merged cell, with the row above."""
    return line.shared_demand and line.demand == previous.demand and bool(line.demand)


def _units_alone(previous: _Line, line: _Line) -> bool:
    """A row within a page that holds nothing but a unit: the other cells were merged, or are left empty."""
    blank = not (line.demand or line.number or any(line.times) or any(line.labels))
    return (
        blank
        and line.named
        and not line.new_page
        and bool(previous.demand)
        and not _cut_units(previous, line)
    )


def _is_rest(previous: _Line, line: _Line, ends: bool) -> bool:
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


def _cut_units(previous: _Line, line: _Line) -> bool:
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


def _carry(carried: list[str], line: _Line) -> list[str]:
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


def _finished(line: _Line, path: tuple[str, ...]) -> Row:
    doubts = list(line.doubts)
    labels = [label for label in path if label]
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
    return Row(line.number, tuple(labels), demand, tuple(line.units), time, tuple(doubts))


def _printed_number(row: Row) -> int | None:
    """The number a row is printed with: in a column of its own, or at the start of its label or demand."""
    if row.number:
        found = re.search(r"\d{1,9}", row.number)
        return int(found[0]) if found else None
    for text in (row.demand, *reversed(row.labels[-1:])):
        mark = numbering(text)
        if mark and mark.style == 2:
            return mark.value
    return None
