"""Rows as CSV text that Excel and WPS open as they should."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping
from typing import Any

from gongkai.base.words import ACTION, BASIS, CERTAINTY, LIGHT, PART, STATE, STATUS

# Columns whose codes are for programs: a sheet is read by people.
_WORDS: Mapping[str, Mapping[str, str]] = {
    "basis": BASIS,
    "status": STATUS,
    "state": STATE,
    "light": LIGHT,
    "certainty": CERTAINTY,
    "action": ACTION,
    "part": PART,
}

# A spreadsheet takes a cell that begins so for a formula.
_LIVE = ("=", "+", "-", "@", "\t", "\r")


def csv_text(columns: Mapping[str, str], rows: Iterable[Mapping[str, Any]]) -> str:
    """A heading line and one line a row; `columns` maps fields to Chinese headings."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(columns.values())
    writer.writerows([_worded(field, row.get(field)) for field in columns] for row in rows)
    return out.getvalue()


def _worded(field: str, value: Any) -> str:
    words = _WORDS.get(field, {})
    return plain_cell(words.get(value, value) if isinstance(value, str) else value)


def plain_cell(value: Any) -> str:
    """A value as text that no spreadsheet takes for a formula."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    text = str(value)
    return "'" + text if text.startswith(_LIVE) else text
