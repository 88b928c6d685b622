"""What each unit still has to be asked for: answers that are missing, 事项 that are late or due soon."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any, NamedTuple

from gongkai.base.workdays import Calendar
from gongkai.report.dossier import dossiers
from gongkai.report.tasks import missing_fields, topic
from gongkai.store.interface import Store
from gongkai.store.questions.asked import Asked
from gongkai.store.spans import COMPLETE

Data = dict[str, Any]

LATE = ("overdue",)
LATE_OR_SOON = ("overdue", "soon")

CALL_FIELDS = {
    "unit": "单位",
    "rows_missing": "待补填报",
    "overdue": "逾期",
    "due_soon": "临期",
    "asked": "调度事由",
    "section": "责任科室",
    "officer": "责任人",
    "contact": "联系方式",
}


def reminders(
    store: Store,
    asked: Asked,
    calendar: Calendar,
    *,
    unit: str | None = None,
    states: tuple[str, ...] = LATE_OR_SOON,
) -> Iterator[Data]:
    """One by one, in the roster's order, an entry for each unit that is late or incomplete.

    `rows` are the answers to be given, completed or given anew; only units with the filing duty are asked for
    answers they have not given. `items` are the 事项 in one of `states`; the filing duty itself is in `rows`.
    """
    days = _Days(calendar, date.fromisoformat(asked.as_of))
    for dossier in dossiers(store, asked, unit=unit, with_contacts=True, with_records=False):
        tasks = dossier["tasks"]
        items = [item for task in tasks for item in task["items"] if item["state"] in states]
        rows = [_row(task, days) for task in tasks if _wanting(task, states)]
        open_items = [item for item in items if item["fulfilled_by"] != "filing"]
        if not rows and not open_items:
            continue
        concerned = {row["task"] for row in rows} | {item["task"] for item in open_items}
        topics = {task["task"]: topic(task) for task in tasks}
        yield {
            "unit": dossier["unit"],
            "kind": dossier["kind"],
            "full_name": dossier["full_name"],
            "rows_due": sum(task["rows_due"] for task in tasks),
            "rows_filed": sum(task["rows_filed"] for task in tasks),
            "rows_missing": len(rows),
            "overdue": sum(item["state"] == "overdue" for item in items),
            "due_soon": sum(item["state"] == "soon" for item in items),
            "rows": rows,
            "items": sorted((_item(item, topics, days) for item in open_items), key=_by_date),
            "contacts": _contacts(tasks, concerned),
        }


class Brief(NamedTuple):
    """A unit's entry in short: how much is asked of it, in figures and in words, and whom to ring."""

    unit: str
    rows_due: int
    rows_missing: int
    overdue: int
    due_soon: int
    asked: str
    people: list[tuple[str, str, str]]


def brief(entry: Data) -> Brief:
    """What of an entry the lists need; of very many units no more than this is held."""
    return Brief(
        entry["unit"],
        entry["rows_due"],
        entry["rows_missing"],
        entry["overdue"],
        entry["due_soon"],
        _asked(entry),
        [(person["section"], person["officer"], person["contact"]) for person in entry["contacts"]],
    )


def calls(briefs: Iterable[Brief]) -> Iterator[Data]:
    """The telephone list: a line for each person to ring, at least one a unit."""
    for told in briefs:
        for section, officer, contact in told.people or [("", "", "")]:
            yield {
                "unit": told.unit,
                "rows_missing": told.rows_missing,
                "overdue": told.overdue,
                "due_soon": told.due_soon,
                "asked": told.asked,
                "section": section,
                "officer": officer,
                "contact": contact,
            }


class _Days:
    """Working days from the date of the question to another."""

    def __init__(self, calendar: Calendar, as_of: date) -> None:
        self._calendar = calendar
        self._as_of = as_of

    def to(self, due: str | None) -> Data:
        """`days_left` up to a date that is still to come, `days_over` since one that has passed."""
        if due is None:
            return {"today": False, "days_left": None, "days_over": None, "last_workday": None}
        day = date.fromisoformat(due)
        workday = self._calendar.workday_on_or_before(day)
        left = self._calendar.workdays_between(self._as_of, day) if day >= self._as_of else None
        over = self._calendar.workdays_between(day, self._as_of) if day < self._as_of else None
        last = None if workday == day else workday.isoformat()
        return {"today": day == self._as_of, "days_left": left, "days_over": over, "last_workday": last}


def _wanting(task: Data, states: tuple[str, ...]) -> bool:
    """Is the unit to be asked for this answer? A returned one is, whoever gave it."""
    if task["status"] == "returned":
        return True
    if not task["filing"] or task["status"] in COMPLETE:
        return False
    return task["status"] == "incomplete" or task["filing_due"] is None or task["filing_state"] in states


def _row(task: Data, days: _Days) -> Data:
    return {
        "task": task["task"],
        "topic": topic(task),
        "requirement": task["requirement"],
        "status": task["status"],
        "missing": missing_fields(task),
        "returned_for": task["verdict_reason"] if task["status"] == "returned" else None,
        "returned_on": task["verdict_on"] if task["status"] == "returned" else None,
        "due": task["filing_due"],
        **days.to(task["filing_due"]),
    }


def _item(item: Data, topics: dict[str, str], days: _Days) -> Data:
    kept = ("task", "item", "period", "label", "quote", "due", "state", "light", "need", "done", "source")
    return {
        "obligation": f"{item['task']}-{item['item']}",
        "topic": topics[item["task"]],
        **{name: item[name] for name in kept},
        **days.to(item["due"]),
    }


def _by_date(item: Data) -> str:
    return str(item["due"])


def _contacts(tasks: list[Data], concerned: set[str]) -> list[Data]:
    """Whom to ring: those who answer for the tasks concerned, else those who answer for any."""
    people: dict[tuple[str, str], Data] = {}
    for task in tasks:
        if task["officer"] or task["contact"]:
            who = (task["section"] or "", task["officer"] or "")
            person = people.setdefault(who, {"numbers": [], "tasks": []})
            person["numbers"] += [task["contact"]] if task["contact"] else []
            person["tasks"].append(task["task"])
    own = {who: person for who, person in people.items() if concerned.intersection(person["tasks"])}
    return [
        {
            "section": section,
            "officer": officer,
            "contact": "、".join(dict.fromkeys(person["numbers"])),
            "tasks": person["tasks"],
        }
        for (section, officer), person in (own or people).items()
    ]


def _asked(entry: Data) -> str:
    said = []
    if entry["rows"]:
        returned = sum(row["status"] == "returned" for row in entry["rows"])
        incomplete = sum(row["status"] == "incomplete" for row in entry["rows"])
        unfiled = len(entry["rows"]) - returned - incomplete
        parts = ((unfiled, "未填报"), (incomplete, "未填全"), (returned, "退回待重报"))
        said += [f"{words} {count} 项" for count, words in parts if count]
    for state, words in (("overdue", "逾期"), ("soon", "临期")):
        numbers = [item["obligation"] for item in entry["items"] if item["state"] == state]
        if numbers:
            said.append(f"{words}事项 {'、'.join(dict.fromkeys(numbers))}")
    return "；".join(said)
