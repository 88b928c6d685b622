"""Figures summed from one line a unit and task: by unit, kind, category, task, and as one headline."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Annotated, Literal

from gongkai.base.rows import NamedTuple, grouped
from gongkai.base.words import UNCERTAIN, Certainty
from gongkai.store.questions.figures import Counts, UnitTask, total

# How far a unit is with the answers it owes. `unsettled`: nothing counts, what it filed was returned or isn't complete.
Filed = Literal["complete", "begun", "unsettled", "unfiled"]


class UnitLine(NamedTuple):
    """A unit with its figures."""

    unit: Annotated[str, "单位"]
    kind: Annotated[str, "类别"]
    counts: Counts
    certainty: Annotated[Certainty, "名册把握"]

    @property
    def filed(self) -> Filed | None:
        """How far it is with its answers; None where none is due."""
        found = self.counts
        if not found.rows_due:
            return None
        if found.rows_filed:
            return "complete" if found.rows_filed == found.rows_due else "begun"
        return "unsettled" if found.rows_incomplete or found.rows_returned else "unfiled"

    @property
    def uncertain(self) -> bool:
        return self.certainty in UNCERTAIN


class KindLine(NamedTuple):
    """A kind of unit with its figures."""

    kind: Annotated[str, "类别"]
    units: Annotated[int, "单位数"]
    units_due: Annotated[int, "应报单位"]
    units_complete: Annotated[int, "报齐单位"]
    counts: Counts


class CategoryLine(NamedTuple):
    """A category of tasks with its figures: how many tasks it has, and how many units have one of them."""

    category: Annotated[str, "任务类别"]
    tasks: Annotated[int, "任务数"]
    units: Annotated[int, "单位数"]
    counts: Counts


class TaskLine(NamedTuple):
    """A task with its figures."""

    task: Annotated[str, "任务"]
    topic: Annotated[str, "工作任务"]
    category: Annotated[str, "任务类别"]
    units: Annotated[int, "单位数"]
    counts: Counts


class Completion(NamedTuple):
    """The headline. The units are those with the filing duty."""

    units_due: Annotated[int, "应报单位"]
    units_complete: Annotated[int, "报齐单位"]
    units_begun: Annotated[int, "部分填报单位"]
    units_unsettled: Annotated[int, "被退回或没有填全单位"]
    units_unfiled: Annotated[int, "未报单位"]
    units_uncertain: int
    counts: Counts


AnyLine = UnitLine | KindLine | CategoryLine | TaskLine


def completion(units: Sequence[UnitLine]) -> Completion:
    """The headline of these units."""
    due = [unit for unit in units if unit.filed]
    how = [unit.filed for unit in due]
    return Completion(
        units_due=len(due),
        units_complete=how.count("complete"),
        units_begun=how.count("begun"),
        units_unsettled=how.count("unsettled"),
        units_unfiled=how.count("unfiled"),
        units_uncertain=sum(unit.uncertain for unit in due),
        counts=total(unit.counts for unit in units),
    )


def by_unit(lines: Iterable[UnitTask], roster: Iterable[UnitLine]) -> list[UnitLine]:
    """One line a unit: those of the `roster`, whether they have anything or not, and of the lines."""
    found = {unit.unit: unit for unit in roster}
    for unit, own in grouped(lines, lambda line: line.unit).items():
        found[unit] = UnitLine(unit, own[0].kind, total(line.counts for line in own), own[0].certainty)
    return list(found.values())


def by_kind(units: Iterable[UnitLine]) -> list[KindLine]:
    """One line a kind of unit, in the roster's order."""
    return [
        KindLine(
            kind=kind,
            units=len(own),
            units_due=sum(unit.filed is not None for unit in own),
            units_complete=sum(unit.filed == "complete" for unit in own),
            counts=total(unit.counts for unit in own),
        )
        for kind, own in grouped(units, lambda unit: unit.kind).items()
    ]


def by_task(lines: Iterable[UnitTask]) -> list[TaskLine]:
    """One line a task, in the plan's order."""
    return [
        TaskLine(own[0].task, own[0].topic, own[0].category, len(own), total(line.counts for line in own))
        for _, own in sorted(grouped(lines, lambda line: line.task_seq).items())
    ]


def by_category(lines: Iterable[UnitTask], tasks: Iterable[tuple[int, str]]) -> list[CategoryLine]:
    """One line a category, in the plan's order: of the lines, and of `tasks` (number and category) that nobody has."""
    of_category = grouped(lines, lambda line: line.category)
    numbers = {category: {line.task_seq for line in own} for category, own in of_category.items()}
    for number, category in tasks:
        numbers.setdefault(category, set()).add(number)
    return [
        CategoryLine(
            category=category,
            tasks=len(numbers[category]),
            units=len({line.unit for line in of_category.get(category, ())}),
            counts=total(line.counts for line in of_category.get(category, ())),
        )
        for category in sorted(numbers, key=lambda name: min(numbers[name]))
    ]
