"""What is known of each unit: its tasks with the answers, each 事项 and 期次 with its state and evidence."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import partial
from itertools import groupby
from operator import itemgetter
from typing import Any

from gongkai.base.names import names_in
from gongkai.report.masking import masked
from gongkai.store import evidence
from gongkai.store.interface import Row, Store
from gongkai.store.questions.asked import Asked

Data = dict[str, Any]

_UNIT = itemgetter("unit")
_BY_ITEM = itemgetter("task", "item", "period")


def dossiers(
    store: Store,
    asked: Asked,
    *,
    unit: str | None = None,
    with_contacts: bool = False,
    with_records: bool = True,
) -> Iterator[Data]:
    """One by one, in the roster's order, every unit that has a task.

    `tasks` holds a line a task; its `items` a line an 事项 and 期次, whose `records` are what was published;
    they are empty where they are not asked for.
    """
    states = _by_unit(evidence.state_rows(store, asked, unit))
    records = _by_unit(evidence.record_rows(store, asked, unit) if with_records else ())
    for name, answered in groupby(evidence.answer_rows(store, asked, unit), key=_UNIT):
        rows = list(answered)
        officers = {person for row in rows for person in names_in(row["officer"] or "")}
        hide = (lambda row: row) if with_contacts else partial(masked, names=officers)
        published: dict[tuple[Any, ...], list[Row]] = {}
        for row in records.get(name, ()):
            published.setdefault(_BY_ITEM(row), []).append(hide(row))
        items: dict[str, list[Data]] = {}
        for row in states.get(name, ()):
            items.setdefault(row["task"], []).append(row | {"records": published.get(_BY_ITEM(row), [])})
        tasks = [hide(row) | {"items": items.get(row["task"], [])} for row in rows]
        yield {"unit": name, "kind": tasks[0]["kind"], "full_name": tasks[0]["full_name"], "tasks": tasks}


def _by_unit(rows: Iterable[Row]) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = {}
    for row in rows:
        found.setdefault(row["unit"], []).append(row)
    return found
