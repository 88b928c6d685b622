"""Word documents (docx): paragraphs with their automatic numbers, tables with merged cells."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

from gongkai.base.text import numeral
from gongkai.office.page import Block, Paragraph, Placed, grid

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def read_word(content: bytes) -> list[Block]:
    import docx

    document = docx.Document(io.BytesIO(content))
    return list(_blocks(document.element.body, _Numbers(document)))


def _blocks(parent: Any, numbers: _Numbers) -> Iterator[Block]:
    for element in parent:
        if element.tag == f"{_W}p":
            text = _paragraph(element, numbers)
            if text.strip():
                yield Paragraph(text)
        elif element.tag == f"{_W}tbl":
            yield grid(_cells(element, numbers))
        elif element.tag == f"{_W}sdt":
            content = element.find(f"{_W}sdtContent")
            if content is not None:
                yield from _blocks(content, numbers)
        elif element.tag in (f"{_W}ins", f"{_W}smartTag", f"{_W}customXml"):
            yield from _blocks(element, numbers)


def _cells(table: Any, numbers: _Numbers) -> Iterator[Placed]:
    """A table's cells; those merged downwards are put together."""
    growing: dict[int, list[Any]] = {}  # column → [row, down, across, text] of the cell that may go on
    finished: list[list[Any]] = []
    for row, line in enumerate(_rows(table)):
        column = _skipped(line, "gridBefore")
        for cell in _children(line, "tc"):
            properties = cell.find(f"{_W}tcPr")
            across = _number(properties, "gridSpan", 1)
            merge = properties.find(f"{_W}vMerge") if properties is not None else None
            text = _cell_text(cell, numbers)
            if merge is not None and merge.get(f"{_W}val", "continue") == "continue" and column in growing:
                growing[column][1] += 1
                if text:
                    growing[column][3] = f"{growing[column][3]}\n{text}".strip()
            else:
                entry = [row, 1, across, text, column]
                finished.append(entry)
                growing[column] = entry
            column += across
    for top, down, across, text, column in finished:
        yield Placed(top, column, down, across, text)


def _rows(table: Any) -> Iterator[Any]:
    for child in table:
        if child.tag == f"{_W}tr":
            yield child
        elif child.tag == f"{_W}sdt":
            content = child.find(f"{_W}sdtContent")
            if content is not None:
                yield from _rows(content)


def _children(line: Any, tag: str) -> Iterator[Any]:
    for child in line:
        if child.tag == f"{_W}{tag}":
            yield child
        elif child.tag == f"{_W}sdt":
            content = child.find(f"{_W}sdtContent")
            if content is not None:
                yield from _children(content, tag)


def _skipped(line: Any, name: str) -> int:
    return _number(line.find(f"{_W}trPr"), name, 0)


def _number(properties: Any, name: str, otherwise: int) -> int:
    found = properties.find(f"{_W}{name}") if properties is not None else None
    try:
        return max(otherwise, int(found.get(f"{_W}val"))) if found is not None else otherwise
    except (TypeError, ValueError):
        return otherwise


def _cell_text(cell: Any, numbers: _Numbers) -> str:
    texts = [_paragraph(paragraph, numbers).strip() for paragraph in cell.iter(f"{_W}p")]
    return "\n".join(text for text in texts if text)


def _paragraph(paragraph: Any, numbers: _Numbers) -> str:
    """A paragraph's words. Deleted words and text boxes' copies are left out."""
    words = []
    for element in paragraph.iter():
        if element.tag == f"{_W}t":
            if not _inside(element, paragraph, (f"{_W}del", f"{_W}txbxContent")):
                words.append(element.text or "")
        elif element.tag == f"{_W}tab":
            if element.getparent().tag == f"{_W}r":
                words.append(" ")
        elif element.tag in (f"{_W}br", f"{_W}cr"):
            words.append("\n")
        elif element.tag == f"{_W}noBreakHyphen":
            words.append("-")
    text = "".join(words)
    return numbers.of(paragraph) + text if text.strip() else ""


def _inside(element: Any, stop: Any, tags: tuple[str, ...]) -> bool:
    parent = element.getparent()
    while parent is not None and parent is not stop:
        if parent.tag in tags:
            return True
        parent = parent.getparent()
    return False


class _Numbers:
    """The numbers that Word writes in front of paragraphs by itself: 一、 （一） 1."""

    def __init__(self, document: Any) -> None:
        self.levels: dict[tuple[str, int], tuple[str, str, int]] = {}  # format, text, start
        self.counts: dict[str, dict[int, int]] = {}
        self.styles: dict[str, tuple[str, int]] = {}
        try:
            numbering = document.part.numbering_part.element
        except (AttributeError, KeyError, NotImplementedError):
            return
        abstract = {each.get(f"{_W}abstractNumId"): each for each in numbering.iter(f"{_W}abstractNum")}
        for number in numbering.iter(f"{_W}num"):
            given = number.find(f"{_W}abstractNumId")
            source = abstract.get(given.get(f"{_W}val")) if given is not None else None
            for level in source.iter(f"{_W}lvl") if source is not None else ():
                key = (number.get(f"{_W}numId"), int(level.get(f"{_W}ilvl", "0")))
                self.levels[key] = (
                    _value(level, "numFmt"),
                    _value(level, "lvlText"),
                    _number(level, "start", 1),
                )

    def of(self, paragraph: Any) -> str:
        """The number of the next paragraph of its list, or nothing. Counts on."""
        properties = paragraph.find(f"{_W}pPr/{_W}numPr")
        if properties is None:
            return ""
        number, level = _value(properties, "numId"), _number(properties, "ilvl", 0)
        form, pattern, start = self.levels.get((number, level), ("", "", 1))
        if not pattern or form in ("bullet", "none", ""):
            return ""
        counts = self.counts.setdefault(number, {})
        counts[level] = counts.get(level, start - 1) + 1
        for deeper in [other for other in counts if other > level]:
            del counts[deeper]
        text = pattern
        for other in range(level + 1):
            shape = self.levels.get((number, other), (form, "", 1))[0]
            text = text.replace(f"%{other + 1}", _shown(counts.get(other, 1), shape))
        return text


def _value(parent: Any, name: str) -> str:
    found = parent.find(f"{_W}{name}")
    return str(found.get(f"{_W}val") or "") if found is not None else ""


def _shown(value: int, form: str) -> str:
    if form in (
        "chineseCounting",
        "chineseCountingThousand",
        "ideographDigital",
        "japaneseCounting",
        "taiwaneseCounting",
    ):
        return numeral(value)
    if form == "decimalEnclosedCircle" and value <= 20:
        return chr(0x245F + value)
    return str(value)
