"""Rows of several questions, gone through side by side, unit by unit."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from operator import itemgetter

from gongkai.store.interface import Row


class Grouped:
    """Rows in the roster's order, handed out unit by unit; only one unit's rows are held at a time."""

    def __init__(self, rows: Iterator[Row]) -> None:
        self._groups = groupby(rows, key=itemgetter("unit_seq"))
        self._seq = -1
        self._rows: list[Row] = []

    def of(self, seq: int) -> list[Row]:
        """The rows of the unit with this place in the roster; to be asked in ascending order."""
        while self._seq < seq:
            found = next(self._groups, None)
            if found is None:
                return []
            self._seq, self._rows = found[0], list(found[1])
        return self._rows if self._seq == seq else []
