"""What each unit still has to be asked for: answers that are missing, 事项 that are late or due soon."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Annotated

from gongkai.base.rows import NamedTuple
from gongkai.base.states import PRESSING, Light, State
from gongkai.base.words import COMPLETE, Status
from gongkai.base.workdays import Calendar
from gongkai.report.deadlines import last_workday
from gongkai.report.of_units import of_units
from gongkai.report.tasks import missing
from gongkai.store.engine.interface import Store
from gongkai.store.questions.answers import Answer, ItemState
from gongkai.store.questions.asked import Asked
from gongkai.store.questions.filings import submitted


class Days(NamedTuple):
    """Working days up to a date that is still to come (`days_left`) or since one that has passed (`days_over`);
    `last_workday`, where it is a day off: the one before it."""

    today: bool
    days_left: int | None
    days_over: int | None
    last_workday: str | None


class AnswerAsked(NamedTuple):
    """An answer to be given, completed (`missing` says what) or given anew."""

    task: str
    topic: str
    requirement: str
    status: Status
    missing: list[str]
    returned_for: str | None
    returned_on: str | None
    due: str | None
    days: Days


class ItemAsked(NamedTuple):
    """An 事项 and 期次 that is late or due soon."""

    obligation: str
    topic: str
    task: str
    item: int
    period: str | None
    label: str | None
    quote: str
    due: str
    state: State
    light: Light
    need: int
    done: int
    source: str | None
    days: Days


class Person(NamedTuple):
    """Whom to ring, for which tasks; `contact`: every number, parted by 、."""

    section: str
    officer: str
    contact: str
    tasks: list[str]


class Reminder(NamedTuple):
    """What one unit is asked for; only units with the filing duty are asked for answers they have not given. The filing
    duty itself is among `rows`, not among `items`, and is counted in `overdue` and `due_soon`.
    `submitted_on`: the last day of a 报送."""

    unit: str
    kind: str
    full_name: str
    rows_due: int
    rows_filed: int
    rows_missing: int
    overdue: int
    due_soon: int
    rows: list[AnswerAsked]
    items: list[ItemAsked]
    contacts: list[Person]
    submitted_on: str | None


class Call(NamedTuple):
    """A line of the telephone list."""

    unit: Annotated[str, "单位"]
    rows_missing: Annotated[int, "待补填报"]
    overdue: Annotated[int, "逾期"]
    due_soon: Annotated[int, "临期"]
    asked: Annotated[str, "调度事由"]
    section: Annotated[str, "责任科室"]
    officer: Annotated[str, "责任人"]
    contact: Annotated[str, "联系方式"]
    submitted_on: Annotated[str | None, "最近报送"]


def reminders(
    store: Store,
    asked: Asked,
    calendar: Calendar,
    *,
    unit: str | None = None,
    states: tuple[State, ...] = PRESSING,
) -> Iterator[Reminder]:
    """In the roster's order, one for each unit that is late or incomplete; 事项 in one of `states` are asked for."""
    days = _WorkingDays(calendar, date.fromisoformat(asked.as_of))
    submissions = submitted(store, asked)
    for found in of_units(store, asked, unit=unit, with_contacts=True, with_records=False):
        tasks = found.tasks
        items = [item for task in tasks for item in task.items if item.state in states and not item.own]
        rows = [_row(task, days) for task in tasks if _wanting(task, states)]
        open_items = [item for item in items if not item.filing]
        if not rows and not open_items:
            continue
        topics = {task.task: task.topic for task in tasks}
        concerned = {row.task for row in rows} | {item.task for item in open_items}
        yield Reminder(
            unit=found.unit,
            kind=found.kind,
            full_name=found.full_name,
            rows_due=sum(task.rows_due for task in tasks),
            rows_filed=sum(task.rows_filed for task in tasks),
            rows_missing=len(rows),
            overdue=sum(item.state is State.overdue for item in items),
            due_soon=sum(item.state is State.soon for item in items),
            rows=rows,
            items=sorted((_item(item, topics, days) for item in open_items), key=lambda item: item.due),
            contacts=_contacts(tasks, concerned),
            submitted_on=submissions.get(found.unit),
        )


def calls(entries: Iterable[Reminder]) -> Iterator[Call]:
    """The telephone list: a line for each person to ring, at least one a unit."""
    for entry in entries:
        for person in entry.contacts or [Person("", "", "", [])]:
            yield Call(
                unit=entry.unit,
                rows_missing=entry.rows_missing,
                overdue=entry.overdue,
                due_soon=entry.due_soon,
                asked=_asked(entry),
                section=person.section,
                officer=person.officer,
                contact=person.contact,
                submitted_on=entry.submitted_on,
            )


class _WorkingDays:
    """Working days from the date of the question to another."""

    def __init__(self, calendar: Calendar, as_of: date) -> None:
        self._calendar = calendar
        self._as_of = as_of

    def to(self, due: str | None) -> Days:
        if due is None:
            return Days(False, None, None, None)
        day = date.fromisoformat(due)
        left = self._calendar.workdays_between(self._as_of, day) if day >= self._as_of else None
        over = self._calendar.workdays_between(day, self._as_of) if day < self._as_of else None
        return Days(day == self._as_of, left, over, last_workday(self._calendar, day))


def _wanting(task: Answer, states: tuple[State, ...]) -> bool:
    """Is the unit to be asked for this answer? A returned one is, whoever gave it."""
    if task.status == "returned":
        return True
    if not task.filing_duty or task.status in COMPLETE:
        return False
    return task.status == "incomplete" or task.filing_due is None or task.filing_state in states


def _row(task: Answer, days: _WorkingDays) -> AnswerAsked:
    returned = task.status == "returned"
    return AnswerAsked(
        task=task.task,
        topic=task.topic,
        requirement=task.requirement,
        status=task.status,
        missing=missing(task),
        returned_for=task.verdict_reason if returned else None,
        returned_on=task.verdict_on if returned else None,
        due=task.filing_due,
        days=days.to(task.filing_due),
    )


def _item(item: ItemState, topics: dict[str, str], days: _WorkingDays) -> ItemAsked:
    return ItemAsked(
        obligation=item.obligation,
        topic=topics[item.task],
        task=item.task,
        item=item.item,
        period=item.period,
        label=item.label,
        quote=item.quote,
        due=item.due or "",
        state=item.state,
        light=item.light,
        need=item.need,
        done=item.done,
        source=item.source,
        days=days.to(item.due),
    )


def _contacts(tasks: Sequence[Answer], concerned: set[str]) -> list[Person]:
    """Whom to ring: those who answer for the tasks concerned, else those who answer for any."""
    people: dict[tuple[str, str], list[Answer]] = {}
    for task in tasks:
        said = task.texts
        if said.officer or said.contact:
            people.setdefault((said.section or "", said.officer or ""), []).append(task)
    own = {who: of for who, of in people.items() if concerned & {task.task for task in of}}
    return [
        Person(
            section=section,
            officer=officer,
            contact="、".join(dict.fromkeys(task.texts.contact for task in of if task.texts.contact)),
            tasks=[task.task for task in of],
        )
        for (section, officer), of in (own or people).items()
    ]


def _asked(entry: Reminder) -> str:
    said = []
    if entry.rows:
        returned = sum(row.status == "returned" for row in entry.rows)
        incomplete = sum(row.status == "incomplete" for row in entry.rows)
        unfiled = len(entry.rows) - returned - incomplete
        parts = ((unfiled, "未填报"), (incomplete, "未填全"), (returned, "退回待重报"))
        said += [f"{words} {count} 项" for count, words in parts if count]
    for state in PRESSING:
        numbers = [item.obligation for item in entry.items if item.state is state]
        if numbers:
            said.append(f"{state.word}事项 {'、'.join(dict.fromkeys(numbers))}")
    return "；".join(said)
