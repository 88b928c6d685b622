"""Rows as CSV text that Excel and WPS open as they should."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from gongkai.base.dates import chinese_month
from gongkai.base.rows import plain
from gongkai.base.words import BASIS, CERTAINTY, DUE_BY, LIGHT, ORIGIN, PART, RHYTHM, STATE, STATUS, VERDICT
from gongkai.store.kinds import ACTION

# Columns whose codes are for programs: a sheet is read by people.
_WORDS: Mapping[str, Mapping[Any, str]] = {
    "basis": BASIS,
    "status": STATUS,
    "state": STATE,
    "light": LIGHT,
    "certainty": CERTAINTY,
    "action": ACTION,
    "part": PART,
    "next_due_state": STATE,
    "next_due_own_state": STATE,
    "light_own": LIGHT,
    "verdict": VERDICT,
    "origin": ORIGIN,
    "rhythm": RHYTHM,
    "due_by": DUE_BY,
}

# A spreadsheet takes a cell that begins so for a formula.
_LIVE = ("=", "+", "-", "@", "\t", "\r")


class _Echo:
    """A file for csv.writer that hands back what is written to it."""

    def write(self, line: str) -> str:
        return line


def csv_lines(columns: Mapping[str, str], rows: Iterable[Any]) -> Iterator[str]:
    """A heading line and one line a row; `columns` maps fields to Chinese headings.

    A spreadsheet takes 7-4 and 2019-08 for dates: an 事项 stands in two columns, and a 期次 by its name.
    """
    columns = _for_sheets(columns)
    writer = csv.writer(_Echo(), lineterminator="\r\n")
    yield writer.writerow(columns.values())
    cells = [(field, _SHOWN.get(field), _WORDS.get(field)) for field in columns]
    for row in map(plain, rows):
        yield writer.writerow(
            [
                # Most cells are figures, which need no looking at.
                value
                if type(value := shown(row) if shown else row.get(field)) is int and value >= 0
                else _worded(value, words)
                for field, shown, words in cells
            ]
        )


def _for_sheets(columns: Mapping[str, str]) -> Mapping[str, str]:
    """The columns with 任务 before 事项, and one of the two that tell a 期次."""
    found: dict[str, str] = {}
    for field, heading in columns.items():
        if field == "obligation" and "task" not in columns:
            found["task"] = "任务"
        if field in ("period", "label"):
            found["period"] = "期次"
        else:
            found[field] = heading
    return found


def _item(row: Mapping[str, Any]) -> str | None:
    number = row.get("obligation")
    return number and str(number).rpartition("-")[2]


def _period(row: Mapping[str, Any]) -> Any:
    return row.get("label") or row.get("period")


_SHOWN: Mapping[str, Callable[[Mapping[str, Any]], Any]] = {
    "obligation": _item,
    "period": _period,
    "month": lambda row: chinese_month(row["month"]),
}


def _worded(value: Any, words: Mapping[str, str] | None) -> str:
    return plain_cell(words.get(value, value) if words and isinstance(value, str) else value)


def plain_cell(value: Any) -> str:
    """A value as text that no spreadsheet takes for a formula."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    text = str(value)
    return "'" + text if text.startswith(_LIVE) else text
