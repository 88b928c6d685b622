"""What a unit, or the whole district, has to say of the year in its annual report on open government."""

from __future__ import annotations

from collections import Counter
from typing import Any

from gongkai.report.dossier import dossiers
from gongkai.report.tasks import topic
from gongkai.store.interface import Store
from gongkai.store.questions.asked import Asked
from gongkai.store.questions.figures import unowned
from gongkai.store.questions.plan import task_rows

Data = dict[str, Any]

DONE = ("done", "done_late")
LATE = ("overdue", "check")


def unit_annual(store: Store, asked: Asked, unit: str) -> Data | None:
    """One unit's year: tasks by category with measures and records, all records by date, what isn't done.

    None where the unit has no task. `open` holds 事项 that are not done or not yet due, `exempt` the tasks answered
    不涉及, `silent` the tasks without measure and record.
    """
    dossier = next(dossiers(store, asked, unit=unit), None)
    if dossier is None:
        return None
    tasks = dossier["tasks"]
    carried = [_carried(task) for task in tasks if task["status"] != "not_involved"]
    told = [task for task in carried if task["measure"] or task["records"] or task["done"]]
    return {
        "as_of": asked.as_of,
        "unit": dossier["unit"],
        "full_name": dossier["full_name"],
        "figures": _figures(tasks),
        "categories": _by_category(told),
        "records": sorted((record for task in carried for record in task["records"]), key=_by_day),
        "open": [item for task in carried for item in task["open"]],
        "exempt": [
            _named(task) | {"reason": task["reason"]} for task in tasks if task["status"] == "not_involved"
        ],
        "silent": [task for task in carried if task not in told and not task["open"]],
    }


def district_annual(store: Store, asked: Asked) -> Data:
    """The whole district's year: each task with its units and records, all records by unit, what isn't done."""
    tasks: dict[str, Data] = {
        row["id"]: {
            **_named(row | {"task": row["id"]}),
            "units": [],
            "filed": [],
            "exempt": [],
            "records": [],
            "publishers": [],
            "open": [],
        }
        for row in task_rows(store, asked.plan)
    }
    figures: Counter[str] = Counter()
    records: list[Data] = []
    for dossier in dossiers(store, asked):
        unit = dossier["unit"]
        figures.update(_figures(dossier["tasks"]))
        figures["units"] += 1
        for task in dossier["tasks"]:
            whole, carried = tasks[task["task"]], _carried(task)
            whole["units"].append(unit)
            if task["status"] == "not_involved":
                whole["exempt"].append({"unit": unit, "reason": task["reason"]})
                continue
            whole["filed"] += [unit] if task["status"] == "filed" else []
            whole["publishers"] += [unit] if carried["records"] else []
            whole["records"] += carried["records"]
            whole["open"] += [item | {"unit": unit} for item in carried["open"]]
            records += [record | {"unit": unit} for record in carried["records"]]
    owned = [task for task in tasks.values() if task["units"]]
    return {
        "as_of": asked.as_of,
        "figures": {**_figures([]), "units": 0, **figures},
        "categories": _by_category(list(tasks.values())),
        "records": records,
        "open": _together([item for task in owned for item in task["open"]]),
        "exempt": [task | each for task in owned for each in task["exempt"]],
        "unowned": unowned(store, asked),
    }


def _named(task: Data) -> Data:
    kept = ("task", "part", "category", "requirement")
    return {name: task[name] for name in kept} | {"name": topic(task)}


def _carried(task: Data) -> Data:
    """A task as it was carried out: its measure, its records, its dated 事项 done and still open."""
    items = [item | {"name": topic(task)} for item in task["items"]]
    records = [record | {"name": topic(task)} for item in items for record in item["records"]]
    measure = task["measure"] if task["status"] in ("filed", "incomplete") else None
    return _named(task) | {
        "status": task["status"],
        "measure": measure or "",
        "records": records,
        "done": [item for item in items if item["state"] in DONE],
        "open": [item for item in items if item["due"] and item["state"] not in DONE],
    }


def _figures(tasks: list[Data]) -> Data:
    items = [item for task in tasks for item in task["items"]]
    states = Counter(item["state"] for item in items)
    return {
        "tasks": len(tasks),
        "annex": sum(task["part"] == "annex" for task in tasks),
        "body": sum(task["part"] == "body" for task in tasks),
        "measures": sum(task["status"] == "filed" for task in tasks),
        "exempt": sum(task["status"] == "not_involved" for task in tasks),
        "dated": sum(item["due"] is not None for item in items),
        "done": states["done"],
        "done_late": states["done_late"],
        "undone": states["overdue"],
        "not_due": states["pending"] + states["soon"],
        "to_check": states["check"],
        "records": sum(len(item["records"]) for item in items),
    }


def _by_category(tasks: list[Data]) -> list[Data]:
    """One entry a category, in the order of its first task."""
    found: dict[str, list[Data]] = {}
    for task in tasks:
        found.setdefault(task["category"], []).append(task)
    return [{"category": category, "tasks": each} for category, each in found.items()]


def _by_day(record: Data) -> tuple[str, int]:
    return record["on_date"], record["id"]


def _together(items: list[Data]) -> list[Data]:
    """The same 事项, 期次 and state of several units as one, with their names."""
    found: dict[tuple[Any, ...], Data] = {}
    for item in items:
        key = (item["task"], item["item"], item["period"], item["state"])
        found.setdefault(key, item | {"units": []})["units"].append(item["unit"])
    return list(found.values())
