"""The office's ledger: a line for each unit, task, 事项 and 期次, made one by one so that any number can be written."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from gongkai.report.dossier import dossiers
from gongkai.report.tasks import topic
from gongkai.store.interface import Store
from gongkai.store.questions.asked import Asked

Data = dict[str, Any]

# Where a unit and task have no 事项 to carry out (不涉及), these stay empty.
_NOTHING: Data = dict.fromkeys(
    (
        "item",
        "quote",
        "demand",
        "source",
        "period",
        "label",
        "due",
        "need",
        "done",
        "done_on",
        "last_on",
        "state",
        "light",
    )
) | {"records": []}


def ledger_rows(
    store: Store, asked: Asked, *, unit: str | None = None, with_contacts: bool = False
) -> Iterator[Data]:
    """In the roster's and the plan's order; each line holds the answer, the 事项's state and its records."""
    for dossier in dossiers(store, asked, unit=unit, with_contacts=with_contacts):
        for task in dossier["tasks"]:
            answer = {name: value for name, value in task.items() if name != "items"} | {"name": topic(task)}
            for item in task["items"] or [_NOTHING]:
                number = None if item["item"] is None else f"{task['task']}-{item['item']}"
                yield answer | {name: item[name] for name in _NOTHING} | {"obligation": number}
