"""Documents of every kind into paragraphs and tables. A library is only imported for the kind it reads."""

from __future__ import annotations

import os
from collections.abc import Callable

from gongkai.base.files import bytes_of
from gongkai.base.problems import GongkaiError
from gongkai.base.system import reason
from gongkai.base.text import clean
from gongkai.office.package import UnreadableFile
from gongkai.office.page import Block, Cell, Paragraph, Table

KINDS = {
    ".docx": "word", ".docm": "word", ".xlsx": "excel", ".xlsm": "excel", ".html": "web", ".htm": "web",
    ".md": "text", ".markdown": "text", ".txt": "text", "": "text", ".pdf": "pdf",
}  # fmt: skip
_OLD = {".doc": ".docx", ".wps": ".docx", ".rtf": ".docx", ".odt": ".docx", ".xls": ".xlsx", ".et": ".xlsx", ".ods": ".xlsx",
        ".ofd": ".pdf"}  # fmt: skip

MOST = 50 * 2**20  # bytes of a document

AtPage = Callable[[int, int], None]


class DocumentError(GongkaiError):
    """A document can't be read."""


def read_document(path: str, at_page: AtPage | None = None) -> list[Block]:
    """The blocks of the document at `path`; DocumentError in Chinese where it can't be read.

    Of a document that is read page by page, `at_page` is told which one it is, and how many there are.
    """
    suffix = os.path.splitext(path)[1].lower()
    if suffix in _OLD:
        raise DocumentError(f"读不了 {suffix} 文件：{path}，请先另存为 {_OLD[suffix]}")
    kind = KINDS.get(suffix)
    if kind is None:
        raise DocumentError(f"不认识的文件类型：{path}，可读 docx、xlsx、html、md、txt、pdf")
    try:
        content = bytes_of(path, MOST)
    except FileNotFoundError:
        raise DocumentError(f"找不到文件：{path}") from None
    except OSError as error:
        raise DocumentError(f"读不了文件：{path}（{reason(error)}）") from None
    return [_cleaned(block) for block in _read(kind, path, content, at_page)]


def _read(kind: str, path: str, content: bytes, at_page: AtPage | None) -> list[Block]:
    try:
        if kind == "word":
            from gongkai.plan.draft.readers.word import read_word

            return read_word(content)
        if kind == "excel":
            from gongkai.plan.draft.readers.excel import read_excel

            return read_excel(content)
        if kind == "pdf":
            from gongkai.office.read_pdf import read_pdf

            return read_pdf(content, at_page)
    except ImportError as error:
        from gongkai.base.extras import how_to_add

        raise DocumentError(
            f"读 {os.path.splitext(path)[1]} 文件需要另装组件（缺 {error.name}），{how_to_add('draft')}"
        ) from None
    except UnreadableFile as error:
        raise DocumentError(str(error)) from None
    except Exception as error:  # the libraries raise anything for a damaged file
        raise DocumentError(f"文件已损坏或不是该类型的文件：{path}（{type(error).__name__}）") from None
    if kind == "web":
        from gongkai.office.read_web import decode_html, read_html

        return read_html(decode_html(content))
    from gongkai.office.read_text import decode, read_text

    return read_text(decode(content))


def _cleaned(block: Block) -> Block:
    """Without characters that office files and databases refuse."""
    if isinstance(block, Paragraph):
        return Paragraph(_text(block.text))
    return Table(tuple(tuple(Cell(_text(c.text), c.left, c.above) for c in row) for row in block.rows))


def _text(text: str) -> str:
    text = clean(text.replace("\x0b", "\n").replace("\u2028", "\n").replace("\u2029", "\n"))
    return "".join(char for char in text.replace("\xa0", " ") if char not in "\u200b\u200c\u200d\u2060\xad")
