"""The task table: found among a document's blocks, and its lines told from titles and notes."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

from gongkai.office.grid import Block, Cell, Grid, Paragraph
from gongkai.plan.draft.columns import (
    NOBODY,
    GridRow,
    Heads,
    find_heads,
    guess_heads,
    lay_out,
    shifted,
    unit_list,
)
from gongkai.plan.draft.rows import Line, PrintedRow, finished_rows
from gongkai.plan.draft.words import ends_sentence, looks_like_unit, numbering, squeeze

# The headers among a table's rows, the row they begin in, and the first one after them.
FindHeads = Callable[[Sequence[GridRow]], tuple[Heads, int, int] | None]


class Found(NamedTuple):
    """The task table's rows, and everything else as paragraphs: those before it, and those in and after it."""

    rows: list[PrintedRow]
    before: list[str]
    after: list[str]
    doubts: tuple[str, ...] = ()  # what was seen and not read


def read_tables(blocks: Sequence[Block]) -> Found:
    """All task tables of a document, in order, as one list of rows."""
    found = _Reading(find_heads).read(blocks)
    if not found.rows:
        found = _Reading(_guessed).read(blocks)
        doubt = "原表没有表头，各栏按内容推测"
        rows = [row._replace(doubts=(doubt, *row.doubts)) for row in found.rows]
        found = found._replace(rows=rows)
    return found


def _guessed(rows: Sequence[GridRow]) -> tuple[Heads, int, int] | None:
    heads = guess_heads(_plain(rows))
    return (heads, 0, 0) if heads else None


class _Reading:
    """A document on its way to its rows, block by block."""

    def __init__(self, find: FindHeads) -> None:
        self.find = find
        self.heads: Heads | None = None
        self.layout: list[int] = []  # of the page before
        self.lines: list[Line | str] = []  # a string is a category's title
        self.begun = False  # whether there is a row of tasks
        self.before: list[str] = []
        self.after: list[str] = []
        self.doubts: list[str] = []
        self.unread: dict[str, None] = {}

    def read(self, blocks: Sequence[Block]) -> Found:
        titles = _titles_above_tables(blocks)
        last_table = max((at for at, block in enumerate(blocks) if isinstance(block, Grid)), default=0)
        for at, block in enumerate(blocks):
            if isinstance(block, Grid):
                self._table(block, last=at == last_table)
            elif at in titles:
                self.lines.append(squeeze(block.text))
            else:
                self._rest().append(block.text)
        unread = ["没有读入的栏：" + "、".join(self.unread)] if self.unread else []
        return Found(list(finished_rows(self.lines)), self.before, self.after, (*unread, *self.doubts))

    def _rest(self) -> list[str]:
        return self.after if self.begun else self.before

    def _table(self, table: Grid, *, last: bool) -> None:
        rows = [row for row in table.rows if any(cell.text.strip() for cell in row)]
        if found := self.find(rows):
            self._rest().extend(_texts(rows[: found[1]]))
            heads, _, start = found
            self.layout = []
            self._parts(heads, rows[start:], last=last)
        elif self.heads is not None and _goes_on(self.heads, rows, self.layout):
            self._parts(self.heads, rows, last=last)
        else:
            self._rest().extend(_texts(table.rows))
            if self.heads is not None and self.begun and rows and len(rows[0]) > 1:
                words = " ".join(_texts(rows[:1]))
                beginning = words if len(words) <= 40 else words[:40] + "……"
                self.doubts.append(f"后面另有一张表没有读作任务，请核对：{beginning}")

    def _parts(self, heads: Heads, rows: Sequence[GridRow], *, last: bool) -> None:
        """Take in a table's rows. It is cut where its headers are printed again; each part is laid out by itself."""
        lines: list[Line | str] = []
        notes: list[str] = []
        new_page = self.begun and not isinstance(self.lines[-1], str)
        for number, (self.heads, part) in enumerate(_cut(heads, rows)):
            if number:
                new_page, self.layout = True, []
            categories = _categories(part)
            if plain := [row for row, title in zip(part, categories, strict=True) if title is None]:
                self.layout = lay_out(self.heads, plain, self.layout)
            for row, title in zip(part, categories, strict=True):
                if title is not None and (_is_note(title) or not _is_title(title)):
                    notes.append(title)
                    continue
                if title is None:
                    whole = shifted(self.heads, self.layout, row)
                    lines.append(Line(self.heads, self.layout, whole, new_page=new_page))
                else:
                    lines.append(title)
                new_page = False
            self.unread |= dict.fromkeys(_unread(self.heads, part, self.layout))
        self.begun = self.begun or any(isinstance(line, Line) for line in lines)
        while last and lines and isinstance(bottom := lines[-1], str):  # nothing stands under it
            notes.append(bottom)
            lines.pop()
        self.lines += lines
        self.after += notes


def _cut(heads: Heads, rows: Sequence[GridRow]) -> list[tuple[Heads, list[GridRow]]]:
    """A table's rows, cut where headers are printed again."""
    parts: list[tuple[Heads, list[GridRow]]] = [(heads, [])]
    at = 0
    while at < len(rows):
        if again := find_heads(rows, at, 1):
            heads, _, at = again
            parts.append((heads, []))
        else:
            parts[-1][1].append(rows[at])
            at += 1
    return parts


def _unread(heads: Heads, rows: Sequence[GridRow], layout: Sequence[int]) -> list[str]:
    """The titles of filled columns that a plan has no place for (备注, 牵头领导)."""
    return [
        heads.headers[head].title
        for column, head in enumerate(layout)
        if heads.headers[head].what == "other"
        and heads.headers[head].title
        and any(len(row) > column and not NOBODY.match(row[column].text) for row in rows)
    ]


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


def _texts(rows: Iterable[GridRow]) -> list[str]:
    """The words of each cell on one line, those of a merged one once."""
    return [" ".join(cell.text.split("\n")) for row in rows for cell in row if cell.text.strip() and cell.own]


def _goes_on(heads: Heads, rows: Sequence[GridRow], before: Sequence[int]) -> bool:
    """Whether a table without headers is the next page of the one before: as wide, with units where they were."""
    if not rows or abs(len(rows[0]) - heads.width) > 2 or len(rows[0]) < 2:
        return False
    plain = _plain(rows) or rows
    layout = lay_out(heads, plain, before)
    units = [c for c, h in enumerate(layout) if heads.headers[h].what == "units"]
    cells = [row[c].text for row in plain for c in units if not NOBODY.match(row[c].text)]
    if not cells:
        return len(rows) <= 2 and len(rows[0]) == heads.width
    return sum(map(unit_list, cells)) >= 0.6 * len(cells) or len(rows) == 1


def _is_note(text: str) -> bool:
    return bool(re.match(r"^(?:注|备注|说明|填表说明|填报人|填表人|审核人|联系人)\d?\s*[:：.]", text))


def _categories(rows: Sequence[GridRow]) -> list[str | None]:
    """For each row its text, where it is one text across the table, or None."""
    numbered = {n.style for row in rows if len(_fresh(row)) > 1 and (n := numbering(_fresh(row)[0].text))}

    def is_task(text: str) -> bool:
        mark = numbering(text)
        return mark is not None and mark.style >= 2 and mark.style in numbered

    texts = map(_wide_text, rows)
    return [None if text is None or is_task(text) else text for text in texts]


def _plain(rows: Sequence[GridRow]) -> list[GridRow]:
    return [row for row, title in zip(rows, _categories(rows), strict=True) if title is None]


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
