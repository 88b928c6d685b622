"""How a record is made, ended, corrected and taken back, each with its journal line, as its kind says.

Only inside a transaction. GongkaiError where a text is longer than its field takes.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from gongkai.store.changes import journal
from gongkai.store.changes.journal import Author, Line
from gongkai.store.declarations import Kind
from gongkai.store.engine.interface import Row, Store
from gongkai.store.kinds import ACTIONS, KIND_OF, check_lengths


def make(
    store: Store,
    author: Author,
    action: str,
    whose: Mapping[str, str],
    values: Mapping[str, Any],
    before: Mapping[str, Any] | None = None,
) -> int:
    """Make a record (`whose`: its plan, unit and task); its number. `before`: what stood in its place, as told."""
    kind = KIND_OF[action]
    row = kind.cleaned({**whose, **values, **ACTIONS[action].sets}) | ({"until": None} if kind.ends else {})
    after = kind.as_told(row)
    check_lengths(before or {}, after)
    number = store.insert(kind.table, row)
    _tell(store, author, action, {**row, "id": number}, before, after)
    return number


def end(
    store: Store, author: Author, action: str, row: Row, until: str, more: Mapping[str, str] | None = None
) -> None:
    """Let a record count no longer from a day on. `more` is what the line says besides."""
    kind = KIND_OF[action]
    set_until(store, kind, row["id"], until)
    before = kind.as_told(row)
    _tell(store, author, action, row, before, {**before, "until": until, **(more or {})})


def correct(store: Store, author: Author, action: str, row: Row, now: Row) -> None:
    """Let a record say what it should have said from the first."""
    kind = KIND_OF[action]
    now = kind.cleaned(now)
    before, after = kind.as_told(row), kind.as_told(now)
    check_lengths(before, after)
    _say(store, kind, row["id"], now)
    _tell(store, author, action, row, before, after)


def _tell(
    store: Store, author: Author, action: str, row: Row, before: Mapping[str, Any] | None, after: Row
) -> None:
    journal.write(
        store,
        author,
        action,
        plan=row["plan"],
        unit=row["unit"],
        task=row.get("task"),
        record=row["id"],
        before=before,
        after=after,
    )


def take_back(store: Store, line: Line) -> None:
    """Undo what a journal line says was done to a record; what it ended holds again."""
    kind, number = KIND_OF[line.action], line.record or 0
    match ACTIONS[line.action].effect:
        case "ends":
            set_until(store, kind, number, None)
        case "corrects":
            _say(store, kind, number, kind.from_told(line.was))
        case "makes":
            row = store.row(f"SELECT * FROM {kind.table} WHERE id = :id", {"id": number})
            store.delete(kind.table, {"id": number})
            if row and kind.verdict_on:
                _hold_again(store, kind, row[kind.verdict_on])


def _hold_again(store: Store, kind: Kind, about: int) -> None:
    """The last of the other verdicts on the same."""
    earlier = store.row(
        f"SELECT id FROM {kind.table} WHERE {kind.verdict_on} = :about AND until IS NOT NULL ORDER BY id DESC LIMIT 1",
        {"about": about},
    )
    if earlier:
        set_until(store, kind, earlier["id"], None)


def set_until(store: Store, kind: Kind, number: int, until: str | None) -> None:
    store.execute(f"UPDATE {kind.table} SET until = :until WHERE id = :id", {"id": number, "until": until})


def _say(store: Store, kind: Kind, number: int, values: Row) -> None:
    told = {each.name: values[each.name] for each in kind.told}
    columns = ", ".join(f"{name} = :{name}" for name in told)
    store.execute(f"UPDATE {kind.table} SET {columns} WHERE id = :id", {"id": number, **told})
