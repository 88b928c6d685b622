"""PDF files with a text layer: words put together to lines and paragraphs, ruled tables to grids."""

from __future__ import annotations

import io
import logging
import re
import zlib
from bisect import bisect
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from itertools import islice
from types import SimpleNamespace
from typing import Any, NamedTuple

from gongkai.office.grid import Block, Grid, Paragraph, Placed, laid_out
from gongkai.office.limits import (
    CHECK,
    MOST_DRAWING,
    MOST_ON_A_PAGE,
    MOST_PAGES,
    MOST_UNPACKED,
    MOST_UNPACKED_SLOWLY,
    NOT_LIKE,
    Limits,
    UnreadableFile,
)

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
    """The blocks of all pages; `at_page` is told which page is being read, and how many there are.

    UnreadableFile where it is damaged, has no words or is too much; ImportError without the library.
    """
    import pdfplumber

    try:
        with _bounded_library(), pdfplumber.open(io.BytesIO(content)) as document:
            return _read(document, at_page)
    except UnreadableFile:
        raise
    except Exception as error:  # the library raises anything for a damaged file
        raise UnreadableFile(f"文件不完整或已损坏，打不开（{type(error).__name__}）") from None


def _read(document: Any, at_page: Callable[[int, int], None] | None) -> list[Block]:
    from pdfminer.pdfpage import PDFPage

    count = sum(1 for _ in islice(PDFPage.create_pages(document.doc), MOST_PAGES + 1))
    if count > MOST_PAGES:
        raise UnreadableFile(f"PDF 超过 {MOST_PAGES} 页，没有读；请只留方案和任务分解表的各页，另存后再试")
    blocks: list[Block] = []
    limits = Limits()
    words = 0
    for number, page in enumerate(document.pages, 1):
        if at_page:
            at_page(number, count)
        _check(page)
        _append(blocks, _page(page, limits))
        words += len(page.chars)
        page.close()
    if not words:
        raise UnreadableFile("这个 PDF 没有文字层（多为扫描件），请先做文字识别，或另找 Word、网页版本")
    return blocks


@contextmanager
def _bounded_library() -> Iterator[None]:
    """The library unpacks a stream whole, however large that gets, follows for ever what refers to itself, and has no
    setting for either. What it logs is for its developers."""
    from pdfminer import pdftypes
    from pdfminer.lzw import LZWDecoder
    from pdfminer.pdfdocument import PDFDocument

    log = logging.getLogger("pdfminer")
    log.addHandler(logging.NullHandler())
    log.propagate = False
    room = _Room(MOST_UNPACKED)
    slow_room = _Room(MOST_UNPACKED_SLOWLY)

    def inflated(data: bytes) -> bytes:
        made = zlib.decompressobj().decompress(data, room.left + 1)
        room.take(len(made))
        return made

    class Decoder(LZWDecoder):
        def feed(self, code: int) -> bytes:
            made = super().feed(code)
            del self.table[4096:]  # no code is that long; the library lets it grow
            return made

    def lzw(data: bytes) -> bytes:
        return b"".join(slow_room.taking(Decoder(io.BytesIO(data)).run()))

    usual = PDFDocument.getobj

    def found(document: Any, number: int) -> object:
        return _resolved(lambda at: usual(document, at), number)

    with ExitStack() as changed:
        for owner, name, value in (
            (pdftypes, "zlib", SimpleNamespace(**vars(zlib) | {"decompress": inflated})),
            (pdftypes, "lzwdecode", lzw),
            (pdftypes, "rldecode", lambda data: b"".join(slow_room.taking(_runs(data)))),
            (PDFDocument, "getobj", found),
        ):
            changed.callback(setattr, owner, name, getattr(owner, name))
            setattr(owner, name, value)
        yield


class _Room:
    """How many bytes may still be unpacked."""

    def __init__(self, most: int) -> None:
        self.most = self.left = most

    def take(self, length: int) -> None:
        """UnreadableFile where there is no room for so many more."""
        self.left -= length
        if self.left < 0:
            raise UnreadableFile(f"PDF 展开超过 {self.most // 2**20} MB，{NOT_LIKE}，没有读；{CHECK}")

    def taking(self, parts: Iterable[bytes]) -> Iterator[bytes]:
        for part in parts:
            self.take(len(part) or 256)  # without bytes: a table of 256 is begun anew
            yield part


def _runs(data: bytes) -> Iterator[bytes]:
    """The parts of a stream packed by run length (PDF 32000-1, 7.4.5)."""
    at = 0
    while at < len(data) and (length := data[at]) != 128:
        if length < 128:
            yield data[at + 1 : at + 2 + length]
            at += 2 + length
        else:
            yield data[at + 1 : at + 2] * (257 - length)
            at += 2


def _resolved(object_of: Callable[[int], object], number: int) -> object:
    """An object, or that which it refers to. PDFObjectNotFound where it refers to itself in the end."""
    from pdfminer.pdfexceptions import PDFObjectNotFound
    from pdfminer.pdftypes import PDFObjRef

    seen = {number}
    found = object_of(number)
    while isinstance(found, PDFObjRef):
        if found.objid in seen:
            raise PDFObjectNotFound(number)
        seen.add(found.objid)
        found = object_of(found.objid)
    return found


def _check(page: Any) -> None:
    """UnreadableFile where there is more on a page than can be laid out: looked at before the library does it."""
    from pdfminer.pdfdevice import PDFDevice
    from pdfminer.pdfinterp import PDFPageInterpreter
    from pdfminer.pdftypes import stream_value

    drawn = drawing = 0

    def too_much(what: str) -> UnreadableFile:
        return UnreadableFile(f"PDF 第 {page.page_number} 页上的{what}，{NOT_LIKE}，没有读；{CHECK}")

    def count(more: int) -> None:
        nonlocal drawn
        drawn += more
        if drawn > MOST_ON_A_PAGE:
            raise too_much(f"文字和线条超过 {MOST_ON_A_PAGE} 个")

    class Counting(PDFDevice):
        def render_string(self, textstate: Any, seq: Any, *_: Any) -> None:
            count(sum(len(part) for part in seq if isinstance(part, bytes)))

        def paint_path(self, graphicstate: Any, stroke: Any, fill: Any, evenodd: Any, path: Any) -> None:
            count(len(path))

        def begin_figure(self, *_: Any) -> None:
            count(1)

    class Interpreter(PDFPageInterpreter):
        def execute(self, streams: Sequence[object]) -> None:  # of the page, and of each form on it
            nonlocal drawing
            drawing += sum(len(stream_value(stream).get_data()) for stream in streams)
            if drawing > MOST_DRAWING:
                raise too_much(f"绘图指令超过 {MOST_DRAWING // 2**20} MB")
            super().execute(streams)

        def do_q(self) -> None:  # each is kept until the page's end
            count(1)
            super().do_q()

    resources = page.pdf.rsrcmgr
    Interpreter(resources, Counting(resources)).process_page(page.page_obj)


def _append(blocks: list[Block], more: Sequence[Block]) -> None:
    """Add a page's blocks; a paragraph that a page's end cut is made whole."""
    match blocks[-1:], more[:1]:
        case [Paragraph(text=text)], [Paragraph(text=rest)] if _goes_on(text):
            blocks[-1:] = [Paragraph(text + rest), *more[1:]]
        case _:
            blocks += more


def _goes_on(text: str) -> bool:
    return len(text) > 25 and not re.search(r"[。；：！？;:!?”）)]$", text) and "，" in text


def _page(page: Any, limits: Limits) -> list[Block]:
    chars = [char for char in page.chars if char["text"] and char.get("upright", True)]
    placed: list[tuple[float, Block]] = []
    inside: set[int] = set()
    for number, table in enumerate(page.find_tables(), 1):
        if len(table.cells) < 2:
            continue
        left, top, right, bottom = table.bbox
        within = [
            at
            for at, char in enumerate(chars)
            if left - 1 <= _middle(char)[0] <= right + 1 and top - 1 <= _middle(char)[1] <= bottom + 1
        ]
        inside.update(within)
        name = f"第{page.page_number}页表{number}"
        placed.append((top, _table(table, [chars[at] for at in within], name, limits)))
    lines = _lines([char for number, char in enumerate(chars) if number not in inside])
    margin = float(page.height) * 0.08
    low, high = margin, float(page.height) - margin
    lines = [
        line
        for line in lines
        if (low <= line.top and line.bottom <= high) or not _PAGE_NUMBER.match(line.text)
    ]
    placed += _paragraphs(lines, [float(top) for top, _ in placed])
    return [block for _, block in sorted(placed, key=lambda pair: pair[0])]


def _table(table: Any, chars: Sequence[Any], name: str, limits: Limits) -> Grid:
    boxes = sorted({cell for cell in table.cells if cell}, key=lambda box: (box[1], box[0]))
    columns = _edges([x for box in boxes for x in (box[0], box[2])])
    rows = _edges([y for box in boxes for y in (box[1], box[3])])
    words: dict[tuple[int, int], list[Any]] = {}  # by slot
    for char in chars:
        x, y = _middle(char)
        words.setdefault((bisect(rows, y) - 1, bisect(columns, x) - 1), []).append(char)
    cells = []
    for left, top, right, bottom in boxes:
        row, column = _index(rows, top), _index(columns, left)
        down, across = max(1, _index(rows, bottom) - row), max(1, _index(columns, right) - column)
        limits.add(name, 0, down * across)
        slots = ((row + below, column + beside) for below in range(down) for beside in range(across))
        within = [char for slot in slots for char in words.get(slot, ())]
        cells.append(Placed(row, column, down, across, _cell_text(within, left, right)))
    return laid_out(cells, name, limits)


def _middle(char: Any) -> tuple[float, float]:
    return (char["x0"] + char["x1"]) / 2, (char["top"] + char["bottom"]) / 2


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
    for char in sorted(chars, key=lambda char: (_middle(char)[1], char["x0"])):
        for row in reversed(rows[-3:]):
            near = max(2.0, 0.4 * min(_size(char), _size(row[0])))
            if abs(_middle(row[0])[1] - _middle(char)[1]) < near:
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
        apart = end is not None and char["x0"] - end > 0.6 * _size(char)
        if apart and not text.endswith(" ") and char["text"] != " ":
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


def _paragraphs(lines: Sequence[_Line], tables: Sequence[float]) -> list[tuple[float, Paragraph]]:
    """Lines put together: a full line goes on in the next one, unless that is indented or a table stands between."""
    right = max((line.right for line in lines), default=0.0)
    left = min((line.left for line in lines), default=0.0)
    made: list[tuple[float, str]] = []
    for previous, line in zip([None, *lines], lines, strict=False):
        between = previous is not None and any(previous.top < top <= line.top for top in tables)
        full = previous is not None and right - previous.right < 2.2 * previous.size
        indented = line.left - left > 1.5 * line.size
        far = previous is not None and line.top - previous.bottom > 1.8 * line.size
        if full and not indented and not between and not far:
            made[-1] = (made[-1][0], made[-1][1] + line.text)
        else:
            made.append((line.top, line.text))
    return [(start, Paragraph(text)) for start, text in made]
