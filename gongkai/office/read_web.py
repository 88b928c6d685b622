"""HTML: paragraphs and tables, merged cells resolved. A table that only lays a page out is read as its text."""

from __future__ import annotations

import re
from html.parser import HTMLParser

from gongkai.office.grid import Block, Paragraph, Placed, laid_out
from gongkai.office.limits import MOST_COLUMNS, MOST_PART, NOT_LIKE, Limits, UnreadableFile
from gongkai.office.read_text import decode, without_endless

_SKIPPED = frozenset(
    ("script", "style", "head", "nav", "noscript", "template", "select", "button", "svg", "footer")
)
_BREAKING = re.compile(
    r"p|div|h[1-6]|li|ul|ol|dl|dt|dd|section|article|header|blockquote|pre|hr|center|form|main|aside|br"
)
# What a page may call its encoding, but for UTF-8 and UTF-16, which show by themselves.
_SAID = {"gb": "gb18030", "big5": "big5hkscs"}
_CHARSET = re.compile(rb"""charset\s*=\s*["']?\s*([A-Za-z0-9_-]+)""", re.IGNORECASE)


def decode_html(content: bytes) -> str:
    """The text of a page, by its mark, its own word for its encoding, or as it can be read."""
    found = _CHARSET.search(content[:4096])
    name = found[1].decode("ascii").lower() if found else ""
    said = next((encoding for start, encoding in _SAID.items() if name.startswith(start)), None)
    if said:
        try:
            return content.decode(said)
        except UnicodeDecodeError:
            pass
    return decode(content)


def read_html(text: str, limits: Limits | None = None) -> list[Block]:
    """The blocks of a page. UnreadableFile where it is too much."""
    if len(text) > MOST_PART:
        raise UnreadableFile(f"网页有 {len(text) // 10_000} 万个字符，{NOT_LIKE}，没有读")
    # What is behind the last tag is text, and is to be looked at once, not from every < to the end.
    last = text.rfind(">") + 1
    parser = _Parser(limits or Limits())
    parser.feed(without_endless(text[:last] + text[last:].replace("<", "&lt;")))
    parser.close()
    return parser.finish()


class _Table:
    """A table being read."""

    def __init__(self) -> None:
        self.cells: list[Placed] = []
        self.row = -1
        self.column = 0
        self.taken: dict[int, int] = {}  # by column, the last row that a cell covers
        self.open: tuple[int, int, int, int] | None = None  # the cell being read
        self.layout = False  # holds another table

    def begin_row(self) -> None:
        self.row += 1
        self.column = 0

    def begin_cell(self, down: int, across: int) -> None:
        self.row = max(self.row, 0)
        while self.column < MOST_COLUMNS and self.taken.get(self.column, -1) >= self.row:
            self.column += 1
        self.open = (self.row, self.column, down, across)
        for column in range(self.column, min(self.column + across, MOST_COLUMNS)):
            self.taken[column] = max(self.taken.get(column, -1), self.row + down - 1)
        self.column += across


class _Parser(HTMLParser):
    def __init__(self, limits: Limits) -> None:
        super().__init__(convert_charrefs=True)
        self.limits = limits
        self.laid = 0  # tables
        self.blocks: list[Block] = []
        self.tables: list[_Table] = []
        self.words: list[list[str]] = [[]]  # outside of tables, then one for each open table
        self.skipped = 0
        self.comments_end = True

    # ---------------------------------------------------------------- what is neither tag nor text

    def parse_comment(self, i: int, report: bool = True) -> int:
        """As the library does, but its end isn't looked for again behind where there is none."""
        end = super().parse_comment(i, report) if self.comments_end else -1
        self.comments_end = end >= 0
        return end

    def parse_marked_section(self, i: int, report: bool = True) -> int:
        """`<![if …]>` and the like end at the next `>`, as for browsers; the library stumbles over names it doesn't know."""
        return self.rawdata.find(">", i) + 1 or -1

    # ---------------------------------------------------------------- tags

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _SKIPPED:
            self.skipped += 1
        if self.skipped:
            return
        if tag == "table":
            self._begin_table()
        elif tag == "tr" and self.tables:
            self._end_cell()
            self.tables[-1].begin_row()
        elif tag in ("td", "th") and self.tables:
            self._end_cell()
            given = dict(attrs)
            self.tables[-1].begin_cell(
                _span(given.get("rowspan"), 500), _span(given.get("colspan"), MOST_COLUMNS)
            )
        elif _BREAKING.fullmatch(tag):
            self._break()

    def handle_endtag(self, tag: str) -> None:
        if tag in _SKIPPED and self.skipped:
            self.skipped -= 1
            return
        if self.skipped:
            return
        if tag == "table" and self.tables:
            self._end_table()
        elif tag in ("td", "th", "tr") and self.tables:
            self._end_cell()
        elif _BREAKING.fullmatch(tag):
            self._break()

    def handle_data(self, data: str) -> None:
        if not self.skipped:
            self.words[-1].append(re.sub(r"\s+", " ", data))

    # ---------------------------------------------------------------- pieces

    def _break(self) -> None:
        self.words[-1].append("\n")

    def _take(self) -> str:
        text = "".join(self.words[-1])
        self.words[-1] = []
        lines = (re.sub(r"[ \u3000\xa0]+", " ", line).strip() for line in text.split("\n"))
        return "\n".join(line for line in lines if line)

    def _flush(self) -> None:
        """The words read so far as paragraphs."""
        for line in filter(None, self._take().split("\n")):
            self.limits.add("正文的一段", len(line))
            self.blocks.append(Paragraph(line))

    def _begin_table(self) -> None:
        if self.tables:
            outer = self.tables[-1]
            outer.layout = True
            if outer.cells:
                self._lay_out(outer)
        self._flush()
        self.tables.append(_Table())
        self.words.append([])

    def _end_cell(self) -> None:
        table = self.tables[-1]
        if table.layout:
            self._flush()
        elif table.open is not None:
            table.cells.append(Placed(*table.open, self._take()))
        table.open = None

    def _end_table(self) -> None:
        self._end_cell()
        self._flush()
        table = self.tables.pop()
        self.words.pop()
        if table.cells:
            self._lay_out(table)

    def _lay_out(self, table: _Table) -> None:
        self.laid += 1
        self.blocks.append(laid_out(table.cells, f"表{self.laid}", self.limits))
        table.cells = []

    def finish(self) -> list[Block]:
        while self.tables:
            self._end_table()
        self._flush()
        return self.blocks


def _span(value: str | None, most: int) -> int:
    found = re.match(r"\s*(\d{1,4})", value or "")
    return min(max(1, int(found[1])), most) if found else 1
