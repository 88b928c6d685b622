"""The parts of an official document in Word: title, headings, text, tables, signature."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from typing import Any

from docx.document import Document
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.shared import Cm

from gongkai.office import word as word

LINE = 28.0  # fixed line height in points: 22 lines a page
SMALL_TITLE = 18.0
TABLE_SIZE = word.WUHAO


def new_document(
    title: str, author: str, *, landscape: bool = False, created: datetime | None = None
) -> Document:
    """An empty A4 document with official margins and page numbers."""
    document = word.new_document(landscape=landscape)
    word.set_properties(document, title, author, created)
    word.page_numbers(document)
    return document


def title(document: Document, text: str, size: float = word.ERHAO) -> None:
    """方正小标宋, 二号, centred."""
    word.add_paragraph(
        document, text, word.TITLE, size, align="center", after=16, line=size * 1.6, keep_with_next=True
    )


def note(document: Document, text: str) -> None:
    """A small centred line below a title."""
    word.add_paragraph(document, text, word.SUBHEAD, word.SIHAO, align="center", after=8)


def heading(document: Document, text: str) -> None:
    """一、: 黑体, 三号."""
    word.add_paragraph(document, text, word.HEAD, word.SANHAO, indent=2, line=LINE, keep_with_next=True)


def subheading(document: Document, text: str) -> None:
    """（一）: 楷体, 三号."""
    word.add_paragraph(document, text, word.SUBHEAD, word.SANHAO, indent=2, line=LINE, keep_with_next=True)


def text(document: Document, said: str, *, indent: float = 2, before: float = 0, after: float = 0) -> None:
    """仿宋, 三号, the first line indented by two characters."""
    word.add_paragraph(
        document,
        said,
        word.BODY,
        word.SANHAO,
        indent=indent,
        line=LINE,
        align="both",
        before=before,
        after=after,
    )


def signature(document: Document, office: str, date: str) -> None:
    """Who and when, at the right, kept together."""
    for said, before, last in ((office, LINE, False), (date, 0, True)):
        paragraph = word.add_paragraph(
            document,
            said,
            word.BODY,
            word.SANHAO,
            align="right",
            line=LINE,
            before=before,
            keep_with_next=not last,
        )
        paragraph.paragraph_format.right_indent = Cm(1.1)


def table(
    document: Document,
    heads: Sequence[str],
    widths: Sequence[float],
    rows: Iterable[Sequence[str]],
    *,
    centred: Sequence[int] = (),
    size: float = TABLE_SIZE,
    shades: Sequence[str | None] = (),
    told: Callable[[list[Sequence[str]]], Iterable[Sequence[str]]] = iter,
) -> None:
    """A ruled table whose head is repeated on every page and whose rows aren't broken. `centred` names columns.

    `shades` gives a background (RRGGBB) for each row, where there is one; `told` goes through the rows as they
    are written.
    """
    lines = list(rows)
    made = word.add_table(document, len(lines) + 1, widths)
    # python-docx looks cells up anew each time it is asked for one: ask once for each row.
    head, *below = made.rows
    for cell, said in zip(head.cells, heads, strict=True):
        word.fill_cell(cell, said, word.HEAD, size, align="center")
    word.repeat_header(head)
    for number, (row, line) in enumerate(zip(below, told(lines), strict=True)):
        shade = shades[number] if shades else None
        for index, (cell, said) in enumerate(zip(row.cells, line, strict=True)):
            word.fill_cell(cell, said, word.BODY, size, align="center" if index in centred else "left")
            if shade:
                word.shade_cell(cell, shade)
        word.keep_row(row)


def caption(document: Document, said: str) -> None:
    """A table's name, centred above it."""
    word.add_paragraph(
        document, said, word.HEAD, word.SIHAO, align="center", before=10, after=4, keep_with_next=True
    )


def annex(document: Document, label: str, *, landscape: bool) -> None:
    """Begin an annex on a new page: 附件 in 黑体 at its upper left."""
    section: Any = document.add_section(WD_SECTION.NEW_PAGE)
    width, height = (29.7, 21.0) if landscape else (21.0, 29.7)
    section.orientation = WD_ORIENT.LANDSCAPE if landscape else WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = Cm(width), Cm(height)
    top, right, bottom, left = (2.4, 2.0, 2.2, 2.0) if landscape else (2.6, 2.2, 2.4, 2.2)
    section.top_margin, section.right_margin = Cm(top), Cm(right)
    section.bottom_margin, section.left_margin = Cm(bottom), Cm(left)
    word.add_paragraph(document, label, word.HEAD, word.SANHAO, after=8)
