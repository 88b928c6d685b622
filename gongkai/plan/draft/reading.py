"""A government's own document, of whatever kind, as paragraphs and tables whose texts are fit for a plan file."""

from __future__ import annotations

import contextlib
import os
import re
from collections.abc import Callable

from gongkai.base.dates import chinese, parse_date
from gongkai.base.extras import how_to_add
from gongkai.base.problems import GongkaiError
from gongkai.base.text import clean
from gongkai.office.grid import Block, Cell, Document, Grid, Line, Paragraph
from gongkai.office.limits import UnreadableFile
from gongkai.office.reading import read_file

# A sheet's cell that shows nothing but a day, as Excel has it.
_DAY = re.compile(r"(\d{4}[-/.]\d{1,2}[-/.]\d{1,2})(?: 0?0:00(?::00)?)?")
_MARKERS = "●○■◆·"  # in front of a list's entries


def read_document(path: str, at_page: Callable[[int, int], None] | None = None) -> Document:
    """The document at `path`; GongkaiError in Chinese where it can't be read.

    Of a document that is read page by page, `at_page` is told which one it is, and how many there are.
    """
    try:
        document = read_file(path, at_page)
    except UnreadableFile as error:
        raise GongkaiError(f"读不了 {path}：{error}") from None
    except ImportError as error:
        ending = os.path.splitext(path)[1]
        raise GongkaiError(
            f"读 {ending} 文件需要另装组件（缺 {error.name}），{how_to_add('draft')}"
        ) from None
    return document._replace(blocks=[made for block in document.blocks if (made := _cleaned(block))])


def _cleaned(block: Block) -> Block | None:
    """A block without characters that office files and databases refuse; None where nothing is left."""
    if isinstance(block, Paragraph):
        text = _text(block.text).strip().lstrip(_MARKERS).strip()
        return block._replace(text=text) if text or block.said else None
    lines = [Line(list(map(_cell, line.cells)), line.place, line.names) for line in block.lines]
    return Grid(block.name, lines) if lines else None


def _cell(cell: Cell) -> Cell:
    lines = (line.strip().lstrip(_MARKERS).strip() for line in _text(cell.answer).split("\n"))
    text = "\n".join(line for line in lines if line)
    day = _DAY.fullmatch(text)
    if day:
        with contextlib.suppress(ValueError):
            text = chinese(parse_date(day[1]))
    return cell._replace(text=text, kept=None)


def _text(text: str) -> str:
    text = clean(text.replace("\x0b", "\n").replace("\u2028", "\n").replace("\u2029", "\n"))
    return "".join(char for char in text.replace("\xa0", " ") if char not in "\u200b\u200c\u200d\u2060\xad")
