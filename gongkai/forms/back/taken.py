"""What came of a file that was collected, and of each of its rows."""

from __future__ import annotations

from gongkai.base.rows import NamedTuple


class TakenRow(NamedTuple):
    """A row: where it stands, what it is matched with and by what, what came of it, and the fields it changes."""

    row: int
    place: str
    task: str | None
    matched_by: str | None
    result: str
    text: str
    notes: list[str]
    changes: list[str]


class TakenFile(NamedTuple):
    """A file: whose it is and from where that is known, why it wasn't taken, the commands that go on from there, the
    unit's own tasks that aren't in it, its rows by what came of them, and how many were filed."""

    file: str
    unit: str | None
    unit_from: str | None
    status: str
    problem: str | None
    next: list[str]
    notes: list[str]
    missing: list[str]
    counts: dict[str, int]
    filed: int
    rows: list[TakenRow]
