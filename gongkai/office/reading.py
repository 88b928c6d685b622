"""Files of every kind into one form. What a file really is decides who reads it, whatever it is called.

A library is only imported for the kind it reads; old formats go through LibreOffice.
"""

from __future__ import annotations

import os
from collections.abc import Callable

from gongkai.office.grid import Document
from gongkai.office.kinds import NO_FORM, OLD_EXCEL, OLD_WORD, PAGE, PDF, TEXT, content_of, kind_of
from gongkai.office.limits import UnreadableFile
from gongkai.office.package import OPEN_SHEET, OPEN_TEXT, WORD, Package

_NEW = {OLD_WORD: "docx", OPEN_TEXT: "docx", OLD_EXCEL: "xlsx", OPEN_SHEET: "xlsx"}
_WEB_ENDINGS = (".html", ".htm")
_TEXT_ENDINGS = (".md", ".markdown", ".txt", "")


def read_form(content: bytes) -> Document:
    """A Word or Excel file of any age; UnreadableFile where it is neither, or can't be read."""
    return _office(content, kind_of(content))


def read_file(path: str, at_page: Callable[[int, int], None] | None = None) -> Document:
    """A file of any kind: also a PDF with words in it, a web page, Markdown or a plain text.

    Of a PDF, `at_page` is told which page is being read, and how many there are. UnreadableFile where it can't be
    read, ImportError where a component for its kind isn't installed.
    """
    content = content_of(path)
    ending = os.path.splitext(path)[1].lower()
    # Texts are told by their names: what begins like something else may still be one.
    kind = PAGE if ending in _WEB_ENDINGS else TEXT if ending in _TEXT_ENDINGS else kind_of(content)
    if kind == PDF:
        from gongkai.office.read_pdf import read_pdf

        return Document(read_pdf(content, at_page), {}, [])
    if kind == PAGE:
        from gongkai.office.read_web import decode_html, read_html

        return Document(read_html(decode_html(content)), {}, [])
    if kind == TEXT and ending in _TEXT_ENDINGS:
        from gongkai.office.read_text import decode, read_text

        return Document(read_text(decode(content)), {}, [])
    return _office(content, kind)


def _office(content: bytes, kind: str) -> Document:
    if kind in NO_FORM:
        raise UnreadableFile(NO_FORM[kind])
    notes = []
    if kind in _NEW:
        from gongkai.office.convert import converted

        content = converted(content, kind, _NEW[kind])
        notes.append(f"旧格式，已用 LibreOffice 转成 .{_NEW[kind]} 再读")
        kind = kind_of(content)
    with Package(content) as package:
        if package.macros:
            notes.append("文件带有宏，没有运行，只读了文字")
        if kind == WORD:
            from gongkai.office.read_word import read_word

            document = read_word(package)
        else:
            from gongkai.office.read_excel import read_excel

            document = read_excel(package)
    return document._replace(notes=[*notes, *document.notes])
