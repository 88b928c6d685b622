"""Plain text and Markdown: paragraphs, and tables drawn with pipes or laid out with tabs."""

from __future__ import annotations

import html
import re

from gongkai.base.text import decoded
from gongkai.office.grid import Block, Paragraph, plain_table
from gongkai.office.limits import Limits, UnreadableFile

_RULE = re.compile(r"^[\s|:+=\-—─┼├┤┬┴┌┐└┘]+$")
_BREAK = re.compile(r"<\s*br\s*/?\s*>|</\s*p\s*>\s*<\s*p[^>]*>", re.IGNORECASE)
_TAG = re.compile(r"</?\s*(?:p|b|i|u|em|strong|span|font|sup|sub|div)(?:\s[^<>]*)?>", re.IGNORECASE)
_TABLE, _TABLE_END = re.compile(r"<table\b", re.IGNORECASE), re.compile(r"</table\s*>", re.IGNORECASE)
_ENDLESS = re.compile(r"&#[0-9]{9,};?")
_PIPE = re.compile(r"(?<!\\)\|")


def read_text(text: str) -> list[Block]:
    """The blocks of a text. A line is a paragraph; an empty line or a drawn rule ends a table."""
    blocks: list[Block] = []
    limits = Limits()
    at = 0
    # Markdown may hold HTML tables.
    while (begin := _TABLE.search(text, at)) and (end := _TABLE_END.search(text, begin.end())):
        from gongkai.office.read_web import read_html

        blocks += _lines(text[at : begin.start()], limits)
        blocks += read_html(text[begin.start() : end.end()], limits)
        at = end.end()
    return blocks + _lines(text[at:], limits)


def decode(content: bytes) -> str:
    """Text in UTF-8, UTF-16 with a mark, or GB 18030, as Chinese offices have it. UnreadableFile where it is none of
    them: what would stand there is not what was written."""
    text = decoded(content)
    if text is None or "\0" in text:  # UTF-16 without its mark has zeros in it
        raise UnreadableFile(
            "不是 UTF-8 或 GBK 编码的文本，或已损坏，没有读；请用记事本或 WPS 另存为 UTF-8 再试"
        )
    return text


def unescaped(text: str) -> str:
    """`text` with the characters that stand in it as &amp; or &#20844;."""
    return html.unescape(without_endless(text))


def without_endless(text: str) -> str:
    """`text` without numbers of characters that no character has; some have more digits than Python takes."""
    return _ENDLESS.sub("\ufffd", text)


def _lines(text: str, limits: Limits) -> list[Block]:
    blocks: list[Block] = []
    rows: list[list[str]] = []

    def close() -> None:
        if rows:
            blocks.append(plain_table(rows, limits=limits))
            rows.clear()

    for line in text.splitlines():
        cells = _cells(line)
        if cells is not None:
            if not _RULE.match(line):
                rows.append(cells)
        elif rows and _RULE.match(line) and line.strip():
            continue
        else:
            close()
            plain = _plain(line)
            if plain:
                limits.add("正文的一段", len(plain))
                blocks.append(Paragraph(plain))
    close()
    return blocks


def _cells(line: str) -> list[str] | None:
    """The cells of a table's line, or None for a line of text."""
    line = line.strip().replace("│", "|").replace("｜", "|")
    if line.startswith("|") or len(_PIPE.findall(line)) >= 2:
        inner = line.removeprefix("|")
        inner = inner[:-1] if inner.endswith("|") and not inner.endswith("\\|") else inner
        return [_cell(cell) for cell in _PIPE.split(inner)]
    if line.count("\t") >= 2:
        return [_cell(cell) for cell in line.split("\t")]
    return None


def _cell(text: str) -> str:
    text = unescaped(_TAG.sub("", _BREAK.sub("\n", text.replace("\\|", "|"))))
    text = re.sub(r"(\*\*|__)(.+?)\1", r"\2", text)
    return "\n".join(line.strip() for line in text.split("\n") if line.strip())


def _plain(line: str) -> str:
    """A paragraph without Markdown's marks."""
    line = unescaped(_TAG.sub("", _BREAK.sub(" ", line))).strip().strip("\u3000")
    line = re.sub(r"^(#{1,6}|>|[-*+])\s+", "", line)
    line = re.sub(r"(\*\*|__)(.+?)\1", r"\2", line)
    return "" if re.fullmatch(r"[-*_=~`]{3,}.*", line) and not re.search(r"\w", line) else line.strip()
