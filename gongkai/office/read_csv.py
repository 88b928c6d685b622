"""A table in a text file, as Excel, WPS or a program saves one: CSV, or the same with tabs or semicolons."""

from __future__ import annotations

import csv
import io
from typing import NamedTuple

from gongkai.base.problems import GongkaiError
from gongkai.base.text import decoded

_DELIMITERS = ",\t;"
_SWALLOWED = "第 {first} 至 {last} 行连成了一格，多半是少了或多了一个引号；请改好引号再收"


class TextLine(NamedTuple):
    """A record and the number of the line it begins on."""

    number: int
    cells: list[str]


def read_csv(content: bytes) -> list[TextLine]:
    """The records that aren't empty, the heading first. GongkaiError where it is no text, and,
    with the line, where the quotes don't add up: a record that is missing one would swallow those after it."""
    text = decoded(content)
    if text is None or "\0" in text:
        raise GongkaiError("不是 UTF-8 或 GBK 编码的文本，请另存为 CSV")
    first = next(iter(text.splitlines()), "").strip()
    if first.lower().startswith("sep=") and len(first) == 5:  # Excel's own mark
        delimiter, text, before = first[-1], text.partition("\n")[2], 1
    else:
        delimiter, before = max(_DELIMITERS, key=first.count), 0
    lines: list[TextLine] = []
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    end = before
    try:
        for cells in reader:
            start, end = end + 1, before + reader.line_num
            if any("\n" in cell and delimiter in cell for cell in cells):
                raise GongkaiError(_SWALLOWED.format(first=start, last=end))
            if any(cell.strip() for cell in cells):
                lines.append(TextLine(start, cells))
    except csv.Error as error:
        raise GongkaiError(_words(str(error), end + 1, before + reader.line_num)) from None
    return lines


def _words(problem: str, first: int, last: int) -> str:
    if "unexpected end" in problem:
        return f"第 {first} 行起引号没有收尾，后面的各行都被并在一格里；请改好引号再收"
    if "expected after" in problem:
        where = f"第 {first} 行" if first == last else f"第 {first} 至 {last} 行"
        return f"{where}引号后面还有字，多半是少了或多了一个引号；请改好引号再收"
    if "field limit" in problem:
        return f"第 {last} 行有一格超过 {csv.field_size_limit()} 个字，不像发布记录"
    return f"第 {last} 行看不懂：{problem}"
