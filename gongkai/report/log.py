"""The journal as report data, telephone numbers and names masked unless asked for."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from gongkai.base.names import names_in
from gongkai.report.masking import masked
from gongkai.store.changes import journal
from gongkai.store.engine.interface import Store
from gongkai.store.questions.filings import officers

Data = dict[str, Any]

LOG_FIELDS = {
    "id": "编号",
    "at": "时间",
    "actor": "何人",
    "action": "动作",
    "unit": "单位",
    "task": "任务",
    "before": "改前",
    "after": "改后",
    "undoes": "撤销的编号",
}

# Nobody knows which part of such a text is a contact.
_HIDDEN = {journal.UNREADABLE: "（不是本程序写的；加 --with-contacts 可看原文）"}


def log(store: Store, plan: str, *, with_contacts: bool, **narrowed: Any) -> Iterator[Data]:
    """The journal's lines, the newest first, `narrowed` as `journal.lines` says. `change` is the same in lines that
    belong together; null in those of older versions. `changed`: the fields that aren't after as they were before, which
    masked texts may not show."""
    names = {} if with_contacts else _names(store, plan)
    for line in journal.lines(store, plan, **narrowed):
        changed = _changed(line["before"] or {}, line["after"] or {})
        for side in ("before", "after"):
            if line[side] is not None and not with_contacts:
                line[side] = (
                    _HIDDEN
                    if journal.UNREADABLE in line[side]
                    else masked(line[side], names.get(line["unit"], ()))
                )
        yield {name: line[name] for name in (*LOG_FIELDS, "change")} | {"changed": changed}


def _changed(before: Data, after: Data) -> list[str]:
    fields = dict.fromkeys((*before, *after))
    return [name for name in fields if (before.get(name) or "") != (after.get(name) or "")]


def _names(store: Store, plan: str) -> dict[str | None, set[str]]:
    """By unit, everybody who answered for a task of it."""
    made: dict[str | None, set[str]] = {}
    for unit, officer in officers(store, plan):
        made.setdefault(unit, set()).update(names_in(officer))
    return made
