"""The journal: every change leaves a line in the same transaction, and `undo` is a change like any other."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from gongkai.base.problems import StoreError
from gongkai.store.interface import MEND_FILE, MEND_SERVER, Row, Store
from gongkai.store.opening import is_server


class Author(NamedTuple):
    """Who makes a change, and the clock's time at which it is made (ISO, with seconds)."""

    name: str
    at: str


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
        },
    )


def _dump(values: Mapping[str, Any] | None) -> str | None:
    from json import dumps

    return None if values is None else dumps(values, ensure_ascii=False)


def lines(
    store: Store, plan: str, *, unit: str | None = None, task: str | None = None, limit: int | None = None
) -> Iterator[Row]:
    """The journal's lines, the newest first, with `before` and `after` as mappings."""
    where = "plan = :plan"
    where += " AND unit = :unit" if unit else ""
    where += " AND task = :task" if task else ""
    tail = " LIMIT :limit" if limit is not None else ""
    question = f"SELECT * FROM journal WHERE {where} ORDER BY id DESC{tail}"
    for row in store.rows(question, {"plan": plan, "unit": unit, "task": task, "limit": limit}):
        yield _loaded(store, row)


def answer_lines(store: Store, plan: str, unit: str, task: str) -> list[Row]:
    """The lines that say what a unit's answer for a task became, the newest first."""
    question = """
        SELECT j.* FROM journal j LEFT JOIN journal u ON u.id = j.undoes
        WHERE j.plan = :plan AND j.unit = :unit AND j.task = :task
          AND (j.action IN ('fill', 'not_involved') OR u.action IN ('fill', 'not_involved'))
        ORDER BY j.id DESC
    """
    key = {"plan": plan, "unit": unit, "task": task}
    return [_loaded(store, row) for row in list(store.rows(question, key))]


def _loaded(store: Store, row: Row) -> Row:
    from json import loads

    try:
        return row | {side: loads(row[side]) if row[side] else None for side in ("before", "after")}
    except ValueError:
        mend = MEND_SERVER if is_server(store.where) else MEND_FILE
        raise StoreError(
            f"数据库 {store.where} 已损坏：第 {row['id']} 条改动记录看不懂，没有改动；{mend}"
        ) from None


def last_standing(store: Store, plan: str, unit: str, task: str | None) -> Row | None:
    """The last change of a unit's task (None: of the unit as such) that is neither undone nor itself an undoing."""
    of_task = "task = :task" if task else "task IS NULL"
    row = store.row(
        f"""
        SELECT * FROM journal j
        WHERE plan = :plan AND unit = :unit AND {of_task} AND action <> 'undo'
          AND NOT EXISTS (SELECT 1 FROM journal u WHERE u.undoes = j.id AND u.plan = j.plan AND u.unit = j.unit)
        ORDER BY id DESC LIMIT 1
        """,
        {"plan": plan, "unit": unit, "task": task},
    )
    return _loaded(store, row) if row else None
