"""A unit's tasks in figures, and one task whole."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from gongkai.base.rows import NamedTuple
from gongkai.base.words import COMPLETE
from gongkai.store.engine.interface import Store
from gongkai.store.questions.asked import Asked
from gongkai.store.questions.plan import Note, Task, task_notes, task_row
from gongkai.store.questions.tasks import HeldTask, Holder, units_of

if TYPE_CHECKING:
    from gongkai.store.questions.answers import Answer
    from gongkai.store.questions.arrangements import ArrangedLine
    from gongkai.store.questions.obligations import Obligation


class Summary(NamedTuple):
    """The figures above a unit's list. `annex` and `body`: the tasks that are its own."""

    rows_due: int
    rows_filed: int
    incomplete: int
    claimable: int
    annex: int
    body: int


class Free(NamedTuple):
    """What stands of a unit's tasks that nobody obliges it to file: it may, and some do."""

    open: int
    filed: int
    incomplete: int


class WholeTask(NamedTuple):
    """One task: its text, 事项 with quotes and time demands, who has it and why, what each unit filed, what is arranged."""

    task: Task
    notes: list[Note]
    obligations: list[Obligation]
    units: list[Holder]
    arranged: list[ArrangedLine]


def missing(answer: HeldTask | Answer) -> list[str]:
    """What an incomplete answer still lacks, in the user's words."""
    return answer.texts.lacking if answer.status == "incomplete" else []


def summary(tasks: Sequence[HeldTask]) -> Summary:
    """The figures above a unit's list."""
    due = [task for task in tasks if task.filing_due]
    own = [task.part for task in tasks if task.own]
    return Summary(
        rows_due=len(due),
        rows_filed=sum(task.status in COMPLETE for task in due),
        incomplete=sum(task.status == "incomplete" for task in due),
        claimable=len(tasks) - len(own),
        annex=own.count("annex"),
        body=own.count("body"),
    )


def without_duty(tasks: Sequence[HeldTask]) -> Free:
    """What stands of those that nobody obliges the unit to file."""
    free = [task for task in tasks if not task.filing_duty]
    return Free(
        open=sum(task.part == "annex" for task in free),
        filed=sum(task.status in COMPLETE for task in free),
        incomplete=sum(task.status == "incomplete" for task in free),
    )


def whole_task(store: Store, asked: Asked, task: str, unit: str | None = None) -> WholeTask:
    """One task whole; with `unit`, only that one."""
    from gongkai.store.questions.arrangements import arrangements
    from gongkai.store.questions.obligations import obligations

    found = task_row(store, asked.plan, task)
    assert found is not None, task
    notes = task_notes(store, asked.plan, task)
    arranged = [
        row
        for row in arrangements(store, asked, unit)
        if found.id == row.task or found.category == row.category
    ]
    return WholeTask(
        found, notes, obligations(store, asked.plan, task), units_of(store, asked, task, unit), arranged
    )
