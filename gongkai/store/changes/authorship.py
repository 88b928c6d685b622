"""Who wrote what: for those whose text takes the place of somebody else's, or meets it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from gongkai.store.changes import journal
from gongkai.store.changes.journal import Line
from gongkai.store.engine.interface import Row, Store
from gongkai.store.kinds import ANSWER, RECORD_FIELD

_ANSWER = (*ANSWER, "on_date")


class Authored(NamedTuple):
    """A field's text, who wrote it and when (the clock's time); nobody and no time where the journal doesn't say."""

    field: str
    text: str
    actor: str
    at: str

    @property
    def words(self) -> str:
        return f"{RECORD_FIELD[self.field]}原为{_quoted(self.text)}{self.source}"

    @property
    def source(self) -> str:
        return f"（{self.actor}，{self.at[:16].replace('T', ' ')}）" if self.actor else ""


def authored(lines: Sequence[Line], fields: Mapping[str, Any]) -> list[Authored]:
    """For each field and its text, who wrote it. `lines` are the answer's lines in the journal, the newest first."""
    return [Authored(field, str(text), *_writer(lines, field, str(text))) for field, text in fields.items()]


def _writer(lines: Iterable[Line], field: str, text: str) -> tuple[str, str]:
    """Who wrote a text that stands: the first of the newest lines that all have it."""
    found = ("", "")
    for line in lines:
        if str(line.told.get(field, "")) != text:
            break
        found = (line.actor, line.at)
    return found


def changed(store: Store, plan: str, unit: str, task: str, seen: Row | None, now: Row | None) -> list[str]:
    """In words, each field in which an answer isn't what was seen: before, now, by whom and when."""
    before, after = seen or {}, now or {}
    fields = {
        name: after.get(name) or "" for name in _ANSWER if (before.get(name) or "") != (after.get(name) or "")
    }
    lines = journal.answer_lines(store, plan, unit, task)
    return [
        f"{RECORD_FIELD[each.field]}：原为{_quoted(before.get(each.field) or '')}，现为{_quoted(each.text)}{each.source}"
        for each in authored(lines, fields)
    ]


def _quoted(text: str) -> str:
    return f"“{' '.join(text.split())}”" if text else "空"
