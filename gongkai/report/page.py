"""Everything the report's page shows, gathered once."""

from __future__ import annotations

from typing import Any

from gongkai.report.completion import Report
from gongkai.report.dossier import dossiers
from gongkai.report.matrix import matrix
from gongkai.report.ranking import rankings
from gongkai.report.timeline import timeline
from gongkai.store.interface import Row, Store
from gongkai.store.questions.asked import Asked
from gongkai.store.questions.plan import task_rows

Data = dict[str, Any]


def page(
    store: Store,
    asked: Asked,
    heading: Row,
    report: Report,
    days: int,
    *,
    unit: str | None = None,
    narrowed: bool = False,
    with_contacts: bool = False,
) -> Data:
    """A report with its views, each unit's dossier and the tasks' text.

    `narrowed`: the report is of one unit, task or category, so that nobody can be ranked by it.
    """
    wanted = {(line.unit, line.task) for line in report.lines}
    named = {line.task for line in report.lines} | {task.task for task in report.unowned}
    units = []
    for dossier in dossiers(store, asked, unit=unit, with_contacts=with_contacts):
        dossier["tasks"] = [task for task in dossier["tasks"] if (dossier["unit"], task["task"]) in wanted]
        if dossier["tasks"]:
            units.append(dossier)
    figures = {row.unit: row for row in report.units}
    return {
        "heading": heading,
        "as_of": report.as_of,
        "days": days,
        "unit": unit,
        "narrowed": narrowed,
        "with_contacts": with_contacts,
        "completion": report.completion,
        "rankings": rankings(report.units, whole=not narrowed),
        "categories": report.categories,
        "kinds": report.kinds,
        "unowned": report.unowned,
        "gathered": report.gathered,
        "matrix": matrix(report),
        "timeline": timeline(report.deadlines),
        "units": [dossier | {"figures": figures[dossier["unit"]]} for dossier in units],
        "tasks": [task for task in task_rows(store, asked.plan) if task["id"] in named],
    }
