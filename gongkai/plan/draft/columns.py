"""Which column of a table is for what: headers that needn't stand above their data are laid over the columns
so that the words in each column fit what its header announces."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from gongkai.office.grid import Cell
from gongkai.plan.draft.words import (
    Header,
    begins_like_unit,
    join_lines,
    looks_like_unit,
    numbering,
    read_header,
    squeeze,
)
from gongkai.plan.responsible import DEFAULT_ROLE, Names, parse_responsible
from gongkai.plan.timing import find_times

GridRow = tuple[Cell, ...]
NOBODY = re.compile(r"^[\s无略/\\—－–\-]*$")  # what stands in a cell that is left empty
_NO_NAMES = Names({})
_SAMPLE = 60


class Heads(NamedTuple):
    """A table's headers from left to right, each with the first column it is printed over."""

    headers: tuple[Header, ...]
    at: tuple[int, ...]
    width: int


def find_heads(rows: Sequence[GridRow], start: int = 0, within: int = 500) -> tuple[Heads, int, int] | None:
    """The headers in the first rows, and the rows they fill: from, and the first one after them."""
    for index in range(start, min(len(rows), start + within)):
        if not is_head(rows[index]):
            continue
        end = index + 1
        while end < len(rows) and end < index + 3 and _is_second_line(rows[index], rows[end]):
            end += 1
        heads = _heads(rows[index:end])
        heads = _with_label(_within_a_unit(heads))
        kinds = {header.what for header in heads.headers}
        if "units" in kinds and kinds & {"label", "demand"}:
            return heads, index, end
    return None


def _with_label(heads: Heads) -> Heads:
    """Where two columns announce demands (目标任务, 主要内容) and none a label, the first is the label."""
    kinds = [header.what for header in heads.headers]
    if "label" in kinds or kinds.count("demand") < 2:
        return heads
    headers = list(heads.headers)
    first = kinds.index("demand")
    headers[first] = headers[first]._replace(what="label")
    return heads._replace(headers=tuple(headers))


def _within_a_unit(heads: Heads) -> Heads:
    """In a unit's own plan, where no column names units, 责任科室 names those who owe."""
    if any(header.what == "units" for header in heads.headers):
        return heads
    headers = tuple(
        header._replace(what="units", role=DEFAULT_ROLE) if re.search(r"[科处]室", header.title) else header
        for header in heads.headers
    )
    return heads._replace(headers=headers)


def is_head(row: GridRow) -> bool:
    """Whether a row is headers: short texts of which most are known, for different things."""
    texts = [cell.text for cell in row if cell.text and not cell.left]
    heads = [read_header(text) for text in texts]
    known = [head for head in heads if head]
    return (
        len({head.what for head in known}) >= 2
        and len(known) >= 0.6 * len(texts)
        and all(len(squeeze(text)) <= 30 for text in texts)
        and not any(looks_like_unit(squeeze(text)) and read_header(text) is None for text in texts)
    )


def _is_second_line(first: GridRow, second: GridRow) -> bool:
    """A second line of headers names parts of what the first line spans, or nothing."""
    fresh = [cell for cell in second if cell.text and not cell.above and not cell.left]
    if not fresh:
        return all(cell.above or not cell.text for cell in second) and any(cell.above for cell in second)
    return all(read_header(cell.text) is not None and len(squeeze(cell.text)) <= 12 for cell in fresh) and (
        any(cell.above for cell in second) or len(fresh) < sum(1 for cell in second)
    )


def _heads(rows: Sequence[GridRow]) -> Heads:
    """One header for each column or run of columns that its lowest cell spans."""
    headers: list[Header] = []
    at: list[int] = []
    width = len(rows[0])
    for column in range(width):
        stack = [row[column] for row in rows if row[column].text and not row[column].above]
        if not stack or (stack[-1].left and all(row[column].left or not row[column].text for row in rows)):
            continue
        texts = [cell.text for cell in stack]
        header = read_header(texts[-1]) or Header("other", squeeze(texts[-1]))
        above = read_header(texts[0]) if len(texts) > 1 else None
        if above and above.what in ("units", "time", "other") and header.what in ("label", "demand", "other"):
            header = above._replace(title=header.title)
        headers.append(header)
        at.append(column)
    return Heads(tuple(headers), tuple(at), width)


def guess_heads(rows: Sequence[GridRow]) -> Heads | None:
    """Headers for a table that prints none: a column of units, and the longest words left are the demand."""
    if len(rows) < 2 or len(rows[0]) < 2:
        return None
    width = len(rows[0])
    columns = [[row[column].text for row in rows if row[column].text] for column in range(width)]
    units = [
        c for c in range(width) if columns[c] and sum(map(unit_list, columns[c])) >= 0.8 * len(columns[c])
    ]
    words = [c for c in range(width) if c not in units and columns[c]]
    if not units or not words or len(columns[units[0]]) < 2:
        return None
    headers: list[Header] = []
    longest = max(words, key=lambda column: sum(map(len, columns[column])) / len(columns[column]))
    for column, texts in enumerate(columns):
        if column in units:
            headers.append(Header("units", "责任单位" if len(units) == 1 else "", DEFAULT_ROLE))
        elif column == longest:
            headers.append(Header("demand", ""))
        elif texts and all(squeeze(text).isdecimal() for text in texts):
            headers.append(Header("number", ""))
        elif texts and all(is_time(squeeze(text)) for text in texts):
            headers.append(Header("time", ""))
        else:
            headers.append(Header("label" if column < longest else "other", ""))
    return Heads(tuple(headers), tuple(range(width)), width)


def lay_out(heads: Heads, rows: Sequence[GridRow], like: Sequence[int] = ()) -> list[int]:
    """For each column of `rows`, the index of its header, in the headers' order.

    A header may fill several columns and, where a page lost a column, none. `like` is the layout of the page
    before, where these rows go on without headers of their own.
    """
    width = len(rows[0]) if rows else heads.width
    count = len(heads.headers)
    sample = [[cell.text for cell in row] for row in rows[:_SAMPLE]]
    filled = [any(row[column] for row in sample) for column in range(width)]
    expected = _AS_BEFORE if len(like) == width else _AS_PRINTED
    marks = [[_mark(header, [row[c] for row in sample]) for c in range(width)] for header in heads.headers]
    best: dict[tuple[int, bool], tuple[float, list[int]]] = {(-1, False): (0.0, [])}
    for column in range(width):
        reached: dict[tuple[int, bool], tuple[float, list[int]]] = {}
        for (before, has_words), (score, layout) in best.items():
            for head in range(max(before, 0), count):
                header = heads.headers[head]
                total = (
                    score
                    + marks[head][column]
                    + (expected if _printed(heads, head, column, width, like) else 0)
                )
                if head == before:
                    if has_words and filled[column] and header.what not in ("label", "other"):
                        total -= _SECOND_COLUMN
                else:
                    total -= sum(_LOST[skipped.what] for skipped in heads.headers[before + 1 : head])
                words = filled[column] or (head == before and has_words)
                if total > reached.get((head, words), (float("-inf"), []))[0]:
                    reached[head, words] = (total, [*layout, head])
        best = reached
    ends = [
        (score - sum(_LOST[lost.what] for lost in heads.headers[head + 1 :]), layout)
        for (head, _), (score, layout) in best.items()
    ]
    return max(ends)[1]


# What it costs to read a table otherwise than printed.
_AS_PRINTED = 0.25
_AS_BEFORE = 0.6
_SECOND_COLUMN = 1.0
_LOST = {"units": 1.2, "demand": 1.2, "label": 0.8, "time": 0.5, "number": 0.5, "other": 0.1}


def _printed(heads: Heads, head: int, column: int, width: int, like: Sequence[int]) -> bool:
    """Whether a column stands under a header as printed, or as on the page before."""
    if len(like) == width:
        return like[column] == head
    if heads.width != width:
        return False
    last = heads.at[head + 1] if head + 1 < len(heads.at) else width
    return heads.at[head] <= column < last


def _mark(header: Header, texts: list[str]) -> float:
    """How well the words of one column fit a header."""
    return sum(_fit(header, text) for text in texts if text) / max(1, len(texts))


def _fit(header: Header, text: str) -> float:
    short = squeeze(text)
    if NOBODY.match(text):
        return 0.0
    if header.what == "units":
        return 1.5 if unit_list(text) else -1.5
    if header.what == "demand":
        return -1.0 if unit_list(text) else 0.4 + 0.6 * min(len(short), 40) / 40
    if header.what == "label":
        return -1.0 if unit_list(text) else (0.4 if len(short) <= 40 else -0.2)
    if header.what == "time":
        return 1.0 if is_time(short) else -1.0
    if header.what == "number":
        return 1.0 if short.isdecimal() or numbering(short) else -1.0
    return -1.0 if unit_list(text) else (-0.2 if len(short) <= 40 else -1.0)


def shifted(heads: Heads, layout: Sequence[int], row: GridRow) -> GridRow:
    """A row whose first cells a converter left out, because they are merged with those above: put in its place."""
    if any(cell.left or cell.above for cell in row):
        return row
    units = [column for column, head in enumerate(layout) if heads.headers[head].what == "units"]
    for by in range(1, len(row) - 1):
        if any(cell.text for cell in row[len(row) - by :]):
            return row
        moved = (*(Cell("") for _ in range(by)), *row[: len(row) - by])
        wrong = [row[column].text for column in units if row[column].text and not unit_list(row[column].text)]
        out_of_place = wrong or not any(row[column].text for column in units)
        if (
            out_of_place
            and any(moved[column].text for column in units)
            and all(unit_list(moved[column].text) for column in units if moved[column].text)
        ):
            return moved
    return row


def unit_list(text: str) -> bool:
    """Whether a cell reads as a list of units: all of it, or most of its names."""
    if len(text) > 400:
        return False
    parsed = parse_responsible(join_lines(text.split("\n"), names=True), _NO_NAMES)
    if not parsed.unknown:
        return bool(parsed.open)
    names = [mention.name for mention in parsed.unknown]
    if len(names) > 1 and len(names[0]) <= 3:  # what a page's end left of a name
        names = names[1:]
    good = sum(map(looks_like_unit, names[:-1])) + (
        looks_like_unit(names[-1]) or (begins_like_unit(names[-1]) and len(names) > 1)
    )
    return good >= max(1, 0.7 * len(names))


def is_time(text: str) -> bool:
    """Whether a cell says when: 2019年底, 每季度, 长期坚持."""
    return bool(
        find_times(text, year=2000)
        or re.search(r"\d\s*[年月日]|年底|年内|长期|全年|季度|常态|持续|按时|适时|立即", text)
    )
