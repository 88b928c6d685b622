"""Rows as CSV text that Excel and WPS open as they should."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping
from typing import Any

# A spreadsheet takes a cell that begins so for a formula.
_LIVE = ("=", "+", "-", "@", "\t", "\r")


def csv_text(columns: Mapping[str, str], rows: Iterable[Mapping[str, Any]]) -> str:
    """A heading line and one line a row; `columns` maps fields to Chinese headings."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(columns.values())
    writer.writerows([plain_cell(row.get(field)) for field in columns] for row in rows)
    return out.getvalue()


def plain_cell(value: Any) -> str:
    """A value as text that no spreadsheet takes for a formula."""
    if value is None:
        return ""
    text = str(value)
    return "'" + text if text.startswith(_LIVE) else text
