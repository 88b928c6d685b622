"""The report: how far everybody is at a date."""

from __future__ import annotations

from functools import cached_property
from typing import Annotated, Protocol

from gongkai.base.rows import NamedTuple
from gongkai.base.workdays import Calendar
from gongkai.report import figures
from gongkai.report.deadlines import Gathered, gathered, with_last_workday
from gongkai.report.figures import CategoryLine, Completion, KindLine, TaskLine, UnitLine
from gongkai.store.engine.interface import Store
from gongkai.store.questions import figures as questions
from gongkai.store.questions import plan
from gongkai.store.questions.asked import Asked
from gongkai.store.questions.figures import (
    Awaiting,
    Counts,
    Deadline,
    Followed,
    Following,
    Standing,
    UnitTask,
)


class Unowned(NamedTuple):
    """A task that nobody carries out. `exempt` counts the units that have it and answered 不涉及; of those that may claim
    it, `declined` did so too, and `silent` said nothing."""

    task: str
    topic: str
    open: str | None
    exempt: int
    declined: list[str]
    silent: list[str]


class Claims(NamedTuple):
    """A task that is open to claims: who has claimed it, who has declined, who has said nothing."""

    task: Annotated[str, "任务"]
    topic: Annotated[str, "工作任务"]
    claimed: Annotated[list[str], "已认领"]
    declined: Annotated[list[str], "报不涉及"]
    silent: Annotated[list[str], "没有回音"]


class _OfTask(Protocol):
    @property
    def task(self) -> str: ...
    @property
    def category(self) -> str: ...


class Report:
    """The report at a date, narrowed to a unit, a task, a category. Its parts are made when first asked for."""

    def __init__(
        self,
        store: Store,
        asked: Asked,
        calendar: Calendar,
        *,
        unit: str | None = None,
        task: str | None = None,
        category: str | None = None,
    ) -> None:
        self._store, self._asked, self._calendar = store, asked, calendar
        self.unit, self._task, self._category = unit, task, category
        self.as_of, self.plan = asked.as_of, asked.plan

    @property
    def narrowed(self) -> bool:
        """To a task or a category."""
        return self._task is not None or self._category is not None

    def wanted(self, row: _OfTask) -> bool:
        """Is a line about the task and the category that the report is narrowed to?"""
        return self._task in (None, row.task) and self._category in (None, row.category)

    @cached_property
    def lines(self) -> list[UnitTask]:
        """One line a unit and task, of which every figure is a sum."""
        return [
            line
            for line in questions.lines(self._store, self._asked, self.unit, self._task)
            if self.wanted(line)
        ]

    @cached_property
    def units(self) -> list[UnitLine]:
        """One line a unit: all of the roster, or, narrowed to a task or category, those that have something of it."""
        roster = [] if self.narrowed else plan.unit_rows(self._store, self.plan)
        known = [
            UnitLine(row.unit, row.kind, Counts(), row.certainty)
            for row in roster
            if self.unit in (None, row.unit)
        ]
        return figures.by_unit(self.lines, known)

    @cached_property
    def completion(self) -> Completion:
        """The headline."""
        return figures.completion(self.units)

    @cached_property
    def kinds(self) -> list[KindLine]:
        return figures.by_kind(self.units)

    @cached_property
    def categories(self) -> list[CategoryLine]:
        """One line a category; without a unit, also those whose tasks nobody has."""
        if self.unit is not None:
            return figures.by_category(self.lines, ())
        tasks = plan.task_rows(self._store, self.plan)
        return figures.by_category(
            self.lines,
            (
                (row.seq, row.category)
                for row in tasks
                if self._task in (None, row.id) and self._category in (None, row.category)
            ),
        )

    @cached_property
    def tasks(self) -> list[TaskLine]:
        return figures.by_task(self.lines)

    @cached_property
    def all_deadlines(self) -> list[Deadline]:
        """One line a unit, 事项 and 期次 with a date, whoever set it."""
        rows = questions.deadlines(self._store, self._asked, self.unit, self._task, own=True)
        return with_last_workday((row for row in rows if self.wanted(row)), self._calendar)

    @property
    def deadlines(self) -> list[Deadline]:
        """Those that the plan or the law set."""
        return [row for row in self.all_deadlines if row.binding]

    @cached_property
    def gathered(self) -> list[Gathered]:
        """The same, those of several units as one."""
        return gathered(self.deadlines)

    @cached_property
    def gathered_own(self) -> list[Gathered]:
        """What people and the office set for themselves, those of several units as one."""
        return gathered([row for row in self.all_deadlines if not row.binding])

    @cached_property
    def followed(self) -> list[Followed]:
        """How the cells of each unit and task are followed."""
        rows = questions.followed(self._store, self._asked, self.unit, self._task)
        return [row for row in rows if self.wanted(row)]

    @cached_property
    def following(self) -> Following:
        """How all of them are followed."""
        return Following(*map(sum, zip(Following(), *(row.following for row in self.followed), strict=True)))

    @cached_property
    def standing(self) -> list[Standing]:
        """One line a unit and 事项 that nobody dates."""
        rows = questions.standing(self._store, self._asked, self.unit)
        return [row for row in rows if self.wanted(row)]

    @property
    def silent(self) -> list[Standing]:
        """Those of which there is no record at all."""
        return [row for row in self.standing if not row.done]

    @cached_property
    def unowned(self) -> list[Unowned]:
        """The tasks that nobody carries out; none, where the report is of a unit, a task or a category."""
        if self.unit is not None or self.narrowed:
            return []
        found = [Unowned(*task, [], []) for task in questions.unowned(self._store, self._asked)]
        by_number = {each.task: each for each in found}
        for claim in questions.claims(self._store, self._asked) if found else ():
            if claim.basis == "claimable" and (task := by_number.get(claim.task)):
                (task.declined if claim.status == "not_involved" else task.silent).append(claim.unit)
        return found

    @cached_property
    def claims(self) -> list[Claims]:
        """The tasks open to claims."""
        made: dict[str, Claims] = {}
        for row in questions.claims(self._store, self._asked, self.unit, self._task):
            if self.wanted(row):
                task = made.setdefault(row.task, Claims(row.task, row.topic, [], [], []))
                said = task.claimed if row.basis == "claimed" else task.silent
                (task.declined if row.status == "not_involved" else said).append(row.unit)
        return list(made.values())

    @cached_property
    def awaiting(self) -> list[Awaiting]:
        """The answers that await the office's word."""
        rows = questions.awaiting(self._store, self._asked, self.unit, self._task)
        return [row for row in rows if self.wanted(row)]
