"""Everything the report's page shows, gathered once."""

from __future__ import annotations

from gongkai.base.rows import NamedTuple
from gongkai.report.completion import Report
from gongkai.report.figures import UnitLine
from gongkai.report.matrix import Matrix, matrix
from gongkai.report.of_units import UnitTasks, of_units
from gongkai.report.ranking import Ranking, rankings
from gongkai.report.timeline import Month, timeline
from gongkai.store.engine.interface import Store
from gongkai.store.questions.asked import Asked
from gongkai.store.questions.plan import Heading, Task, task_rows


class Page(NamedTuple):
    """A report with its views, each unit's tasks and figures, and the tasks' text. `narrowed`: nobody can be ranked by it."""

    heading: Heading
    report: Report
    days: int
    narrowed: bool
    with_contacts: bool
    rankings: list[Ranking]
    matrix: Matrix
    timeline: list[Month]
    units: list[UnitTasks]
    figures: dict[str, UnitLine]
    tasks: list[Task]


def page(
    store: Store,
    asked: Asked,
    heading: Heading,
    report: Report,
    days: int,
    *,
    narrowed: bool = False,
    with_contacts: bool = False,
) -> Page:
    """The page of a report. `narrowed`: it is of one unit, task or category."""
    wanted = {(line.unit, line.task) for line in report.lines}
    named = {line.task for line in report.lines} | {task.task for task in report.unowned}
    units = [
        unit._replace(tasks=[task for task in unit.tasks if (unit.unit, task.task) in wanted])
        for unit in of_units(store, asked, unit=report.unit, with_contacts=with_contacts)
    ]
    return Page(
        heading=heading,
        report=report,
        days=days,
        narrowed=narrowed,
        with_contacts=with_contacts,
        rankings=rankings(report.units, whole=not narrowed),
        matrix=matrix(report),
        timeline=timeline(report.deadlines),
        units=[unit for unit in units if unit.tasks],
        figures={row.unit: row for row in report.units},
        tasks=[task for task in task_rows(store, asked.plan) if task.id in named],
    )
