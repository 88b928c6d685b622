"""The journal: every change leaves a line in the same transaction, and `undo` is a change like any other."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from gongkai.base.rows import NamedTuple
from gongkai.base.text import storable
from gongkai.store.engine.interface import Row, Store
from gongkai.store.kinds import ACTIONS, FILING, NUMBERS, UNDO, demanded_of

# No record's number gets so far. A line with a greater one was written by somebody who means to use them up. (Older
# programs let a line push the count to half of it; from there it goes on.)
LAST_RECORD = 2_000_000_000

# A side of a line that can't be read has this one field, with its text.
UNREADABLE = "unreadable"


class Author(NamedTuple):
    """Who makes a change, and the clock's time at which it is made (ISO, with seconds).

    `change` marks the lines that belong together, because one command writes them; None: each is a change of its own.
    """

    name: str
    at: str
    change: str | None = None


# What a line tells of a record on one side, by the fields' names in the journal.
Side = dict[str, Any]


class Line(NamedTuple):
    """A line: what was done to which record, when and by whom; what was `before` and is `after`. `undoes`: the number of the
    line that it takes back; `change`: see Author."""

    id: int
    at: str
    actor: str
    action: str
    plan: str
    unit: str | None
    task: str | None
    record: int | None
    before: Side | None
    after: Side | None
    undoes: int | None
    change: str | None

    @property
    def was(self) -> Side:
        return self.before or {}

    @property
    def told(self) -> Side:
        """What is so after it."""
        return self.after or {}


def write(
    store: Store,
    author: Author,
    action: str,
    *,
    plan: str,
    unit: str | None = None,
    task: str | None = None,
    record: int | None = None,
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
    undoes: int | None = None,
) -> int:
    """Append one line; its number."""
    return store.insert(
        "journal",
        {
            "at": author.at,
            "actor": author.name,
            "action": action,
            "plan": plan,
            "unit": unit,
            "task": task,
            "record": record,
            "before": _dump(before),
            "after": _dump(after),
            "undoes": undoes,
            "change": author.change,
        },
    )


def _dump(values: Mapping[str, Any] | None) -> str | None:
    from json import dumps

    return None if values is None else dumps(values, ensure_ascii=False)


# The plan, and whatever else stands in that column and is no plan: found step by step in the index, so that of other plans
# no line is looked at.
_PLANS = """
    WITH RECURSIVE known(id) AS (
        SELECT MIN(plan) FROM journal
        UNION ALL SELECT (SELECT MIN(j.plan) FROM journal j WHERE j.plan > known.id) FROM known WHERE known.id IS NOT NULL
    )
    SELECT CAST(:plan AS TEXT) UNION ALL SELECT k.id FROM known k
    WHERE k.id IS NOT NULL AND k.id <> :plan AND k.id NOT IN (SELECT id FROM plan)
"""


def lines(
    store: Store,
    plan: str,
    *,
    unit: str | None = None,
    task: str | None = None,
    since: str | None = None,
    until: str | None = None,
    limit: int | None = None,
) -> Iterator[Line]:
    """The journal's lines, the newest first, with `before` and `after` as mappings. `since` and `until` are days (ISO,
    both included) on which they were written, by the clocks of those who wrote. Lines of a plan that isn't known belong
    to none: they are shown with every one."""
    where = f"plan IN ({_PLANS})"
    where += " AND unit = :unit" if unit else ""
    where += " AND task = :task" if task else ""
    where += " AND SUBSTR(at, 1, 10) >= :since" if since else ""
    where += " AND SUBSTR(at, 1, 10) <= :until" if until else ""
    tail = " LIMIT :limit" if limit is not None else ""
    question = f"SELECT * FROM journal WHERE {where} ORDER BY id DESC{tail}"
    asked = {"plan": plan, "unit": unit, "task": task, "since": since, "until": until, "limit": limit}
    for row in store.rows(question, asked):
        yield _loaded(row)


def lines_from_the_first(store: Store, plan: str, unit: str) -> Iterator[Line]:
    """All lines of a unit in the order in which they were written."""
    question = "SELECT * FROM journal WHERE plan = :plan AND unit = :unit ORDER BY id"
    return map(_loaded, store.rows(question, {"plan": plan, "unit": unit}))


def answer_lines(store: Store, plan: str, unit: str, task: str) -> list[Line]:
    """The lines that say what a unit's answer for a task became, the newest first."""
    question = f"""
        SELECT j.* FROM journal j LEFT JOIN journal u ON u.id = j.undoes
        WHERE j.plan = :plan AND j.unit = :unit AND j.task = :task
          AND COALESCE(u.action, j.action) IN ({FILING.making})
        ORDER BY j.id DESC
    """
    key = {"plan": plan, "unit": unit, "task": task}
    return [line for row in list(store.rows(question, key)) if understood(line := _loaded(row))]


def record_lines(store: Store, plan: str, unit: str, record: int) -> list[Line]:
    """The lines that say what a record of what was published became, the newest first."""
    question = """
        SELECT j.* FROM journal j LEFT JOIN journal u ON u.id = j.undoes
        WHERE j.plan = :plan AND j.unit = :unit AND j.record = :record
          AND (j.action IN ('publish', 'correct') OR u.action = 'correct')
        ORDER BY j.id DESC
    """
    key = {"plan": plan, "unit": unit, "record": record}
    return [line for row in list(store.rows(question, key)) if understood(line := _loaded(row))]


def _loaded(row: Row) -> Line:
    """A line with `before` and `after` as mappings.

    On a server a unit may write a line past our commands. What can't be read in it is kept as one text, UNREADABLE.
    """
    sides = {}
    for side in ("before", "after"):
        try:
            sides[side] = _side(row[side])
        except (ValueError, RecursionError):
            sides[side] = {UNREADABLE: storable(str(row[side]))}
    return Line(**row | sides)


def _side(text: str | None) -> Side | None:
    """The mapping in a text; ValueError where it isn't one, or its values aren't of the kind that we write."""
    from json import loads

    if text is None:
        return None
    values = loads(text)
    if not isinstance(values, dict):
        raise ValueError
    for name, value in values.items():
        if value is not None and type(value) is not (int if name in NUMBERS else str):
            raise ValueError
    return {
        name: storable(value) if isinstance(value, str) and not value.isprintable() else value
        for name, value in values.items()
    }


def understood(line: Line) -> bool:
    """Does a line of `lines` say what one that our commands wrote says?"""
    before, after = line.was, line.told
    if not 0 < (line.record or 0) < LAST_RECORD or UNREADABLE in before or UNREADABLE in after:
        return False
    if line.action == UNDO:
        return line.undoes is not None
    action = ACTIONS.get(line.action)
    if action is None:
        return False
    demanded = set(demanded_of(action.name))
    return after.keys() >= demanded and (action.effect != "corrects" or before.keys() >= demanded)


def standing_lines(store: Store, plan: str, unit: str, task: str | None = None) -> Iterator[Line]:
    """The changes of a unit (with `task`: of that task) that are neither undone nor themselves undoings, newest first.

    Lines that our commands didn't write are passed over.
    """
    of_task = "AND task = :task" if task else ""
    question = f"""
        SELECT * FROM journal j
        WHERE plan = :plan AND unit = :unit {of_task} AND action <> 'undo'
          AND NOT EXISTS (SELECT 1 FROM journal u WHERE u.undoes = j.id AND u.plan = j.plan AND u.unit = j.unit)
        ORDER BY id DESC
    """
    found = map(_loaded, store.rows(question, {"plan": plan, "unit": unit, "task": task}))
    return filter(understood, found)


def line(store: Store, plan: str, number: int) -> Line | None:
    """The line of a number."""
    row = store.row("SELECT * FROM journal WHERE plan = :plan AND id = :id", {"plan": plan, "id": number})
    return _loaded(row) if row else None


def units_of(store: Store, plan: str, line: Line) -> list[str]:
    """The units of whose records the change that a line belongs to tells."""
    if not line.change:
        return [line.unit or ""]
    question = "SELECT DISTINCT unit FROM journal WHERE plan = :plan AND change = :change ORDER BY unit"
    return [row["unit"] for row in store.rows(question, {"plan": plan, "change": line.change})]


def change_lines(store: Store, change: str) -> Iterator[Line]:
    """The lines of a change in the order in which they were written."""
    return map(
        _loaded, store.rows("SELECT * FROM journal WHERE change = :change ORDER BY id", {"change": change})
    )
