"""A question on one plan costs the same alone and among thousands: no part of it goes through the rows of all plans."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from gongkai.store.changes import journal
from gongkai.store.engine.interface import Store
from gongkai.store.engine.sqlite import SqliteStore
from gongkai.store.questions import answers, figures, lookup, obligations, plan, records, tasks
from gongkai.store.questions.asked import Asked

ASKED = Asked("linzi-2019", "2019-10-10", "2019-10-14")
UNIT = "区水利局"
OF_PLANS = ("filing", "claim", "disclosure", "receipt", "journal", "holding", "duty", "assignment", "period")
OF_PLANS += ("obligation", "citation", "note", "task", "unit", "member", "unit_group", "spelling")

QUESTIONS: dict[str, Callable[[Store], Any]] = {
    "tasks": lambda store: tasks.tasks_of(store, ASKED, UNIT),
    "units of a task": lambda store: tasks.units_of(store, ASKED, "7"),
    "lines": lambda store: figures.lines(store, ASKED),
    "lines of a unit": lambda store: figures.lines(store, ASKED, UNIT),
    "lines of a task": lambda store: figures.lines(store, ASKED, None, "7"),
    "deadlines": lambda store: figures.deadlines(store, ASKED),
    "deadlines of a unit": lambda store: figures.deadlines(store, ASKED, UNIT),
    "standing": lambda store: figures.standing(store, ASKED),
    "unowned": lambda store: figures.unowned(store, ASKED),
    "claims": lambda store: figures.claims(store, ASKED),
    "awaiting": lambda store: figures.awaiting(store, ASKED),
    "answers": lambda store: answers.answers(store, ASKED),
    "items": lambda store: answers.item_states(store, ASKED, UNIT),
    "published": lambda store: answers.published(store, ASKED),
    "published by a unit": lambda store: answers.published(store, ASKED, UNIT),
    "heading": lambda store: plan.heading(store, ASKED.plan),
    "roster": lambda store: plan.unit_rows(store, ASKED.plan),
    "due": lambda store: plan.due_between(store, ASKED.plan, "2019-07-01", "2019-12-31"),
    "obligations": lambda store: obligations.obligations(store, ASKED.plan, "7"),
    "groups": lambda store: plan.group_rows(store, ASKED.plan),
    "spellings": lambda store: plan.spelling_rows(store, ASKED.plan),
    "unit": lambda store: lookup.find_unit(store, ASKED.plan, "qslj"),
    "records": lambda store: records.records(store, ASKED.plan, ASKED.as_of, unit=UNIT),
    "log of a unit": lambda store: journal.lines(store, ASKED.plan, unit=UNIT),
}


class Explaining(SqliteStore):
    """A store that notes which tables and indexes a question goes through from end to end."""

    def __init__(self, path: str) -> None:
        super().__init__(path)
        named = self._connection.execute(
            "SELECT rootpage, name, tbl_name FROM sqlite_master WHERE rootpage > 0"
        )
        self._named = {page: (name, table) for page, name, table in named}
        self.asked = 0
        self.whole: set[str] = set()

    def rows(self, sql: str, params: Any = None, *, into: Any = None) -> Iterator[Any]:
        self.asked += 1
        opened: dict[int, tuple[str, str]] = {}
        for _, step, cursor, page, *_ in self._connection.execute(f"EXPLAIN {sql}", params or {}):
            if step == "OpenRead" and page in self._named:
                opened[cursor] = self._named[page]
            if step in ("Rewind", "Last") and cursor in opened and opened[cursor][1] in OF_PLANS:
                self.whole.add(opened[cursor][0])
        yield from super().rows(sql, params or {}, into=into)


@pytest.mark.parametrize("question", QUESTIONS)
def test_no_question_on_a_plan_goes_through_all_plans(filled_store: Path, question: str) -> None:
    store = Explaining(str(filled_store))
    try:
        found = QUESTIONS[question](store)
        if isinstance(found, Iterator):
            list(found)
        assert store.asked
        # The first of the plans that stand in the journal is the first line of an index: one look.
        assert store.whole <= ({"journal_task"} if "log" in question else set())
    finally:
        store.close()
