"""The journal as report data, telephone numbers and names masked unless asked for."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Any

from gongkai.base.names import names_in
from gongkai.base.rows import NamedTuple
from gongkai.report.masking import masked
from gongkai.store.changes import journal
from gongkai.store.changes.journal import Side
from gongkai.store.engine.interface import Store
from gongkai.store.questions.filings import officers

# Nobody knows which part of such a text is a contact.
_HIDDEN = {journal.UNREADABLE: "（不是本程序写的；加 --with-contacts 可看原文）"}


class LogLine(NamedTuple):
    """A line of the journal. `change` is the same in lines that belong together; null in those of older versions. `changed`:
    the fields that aren't after as they were before, which masked texts may not show."""

    id: Annotated[int, "编号"]
    at: Annotated[str, "时间"]
    actor: Annotated[str, "何人"]
    action: Annotated[str, "动作"]
    unit: Annotated[str | None, "单位"]
    task: Annotated[str | None, "任务"]
    before: Annotated[Side | None, "改前"]
    after: Annotated[Side | None, "改后"]
    undoes: Annotated[int | None, "撤销的编号"]
    change: str | None
    changed: list[str]


def log(store: Store, plan: str, *, with_contacts: bool, **narrowed: Any) -> Iterator[LogLine]:
    """The journal's lines, the newest first, `narrowed` as `journal.lines` says."""
    names = {} if with_contacts else _names(store, plan)
    for line in journal.lines(store, plan, **narrowed):
        known = None if with_contacts else names.get(line.unit, set())
        yield LogLine(
            line.id,
            line.at,
            line.actor,
            line.action,
            line.unit,
            line.task,
            _shown(line.before, known),
            _shown(line.after, known),
            line.undoes,
            line.change,
            changed=[
                name
                for name in dict.fromkeys((*line.was, *line.told))
                if (line.was.get(name) or "") != (line.told.get(name) or "")
            ],
        )


def _shown(side: Side | None, names: set[str] | None) -> Side | None:
    """A side as it may be seen; `names`: who may be named in it and is hidden (None: nobody)."""
    if side is None or names is None:
        return side
    return _HIDDEN if journal.UNREADABLE in side else masked(side, names)


def _names(store: Store, plan: str) -> dict[str | None, set[str]]:
    """By unit, everybody who answered for a task of it."""
    made: dict[str | None, set[str]] = {}
    for unit, officer in officers(store, plan):
        made.setdefault(unit, set()).update(names_in(officer))
    return made
