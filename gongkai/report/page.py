"""Everything the report's page shows, gathered once."""

from __future__ import annotations

from typing import Any

from gongkai.report.dossier import dossiers
from gongkai.report.matrix import matrix
from gongkai.report.ranking import rankings
from gongkai.report.timeline import timeline
from gongkai.store import questions
from gongkai.store.interface import Row, Store
from gongkai.store.questions import Asked

Data = dict[str, Any]


def page(
    store: Store,
    asked: Asked,
    heading: Row,
    report: Data,
    days: int,
    *,
    unit: str | None = None,
    narrowed: bool = False,
    with_contacts: bool = False,
) -> Data:
    """A report with its views, each unit's dossier and the tasks' text.

    `narrowed`: the report is of one unit, task or category, so that nobody can be ranked by it.
    """
    lines: list[Row] = report["lines"]
    wanted = {(line["unit"], line["task"]) for line in lines}
    named = {line["task"] for line in lines} | {task["task"] for task in report["unowned"]}
    units = []
    for dossier in dossiers(store, asked, unit=unit, with_contacts=with_contacts):
        dossier["tasks"] = [task for task in dossier["tasks"] if (dossier["unit"], task["task"]) in wanted]
        if dossier["tasks"]:
            units.append(dossier)
    figures = {row["unit"]: row for row in report["units"]}
    return {
        "heading": heading,
        "as_of": report["as_of"],
        "days": days,
        "unit": unit,
        "narrowed": narrowed,
        "with_contacts": with_contacts,
        "completion": report["completion"],
        "rankings": rankings(report["units"], whole=not narrowed),
        "categories": report["categories"],
        "kinds": report["kinds"],
        "unowned": report["unowned"],
        "gathered": report["gathered"],
        "matrix": matrix(report),
        "timeline": [month | {"open": _open(month)} for month in timeline(report["deadlines"])],
        "units": [dossier | {"figures": figures[dossier["unit"]]} for dossier in units],
        "tasks": [task for task in questions.task_rows(store, asked.plan) if task["id"] in named],
    }


def _open(month: Data) -> int:
    """Not yet due, or to be looked at."""
    return int(month["total"] - month["finished"] - month["overdue"] - month["due_soon"])
