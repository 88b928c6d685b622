"""What a unit, or the whole district, has to say of the year in its annual report on open government."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from gongkai.base.rows import NamedTuple, grouped
from gongkai.base.states import FINISHED, State
from gongkai.report.of_units import of_units
from gongkai.store.engine.interface import Store
from gongkai.store.questions.answers import Answer, ItemState, Published
from gongkai.store.questions.asked import Asked
from gongkai.store.questions.figures import Counts, Orphan, unowned
from gongkai.store.questions.plan import task_rows


class Figures(NamedTuple):
    """How much of everything, counted for each unit."""

    tasks: int
    annex: int
    body: int
    measures: int
    exempt: int
    records: int
    counts: Counts


class Carried(NamedTuple):
    """A task as a unit carried it out: its measure, its records, its dated 事项 done and still open."""

    answer: Answer
    measure: str
    records: list[Published]
    done: list[ItemState]
    open: list[ItemState]


class UnitAnnual(NamedTuple):
    """A unit's year: by category what there is to tell of its tasks, all records by date, what isn't done or not yet due,
    the tasks answered 不涉及, and the `silent` ones without measure and record."""

    as_of: str
    unit: str
    figures: Figures
    categories: dict[str, list[Carried]]
    records: list[Published]
    open: list[ItemState]
    exempt: list[Answer]
    silent: list[Answer]


class TaskOfAll(NamedTuple):
    """A task with the units that have it: those whose answers count, those that answered 不涉及, what was published."""

    task: str
    category: str
    topic: str
    units: list[str]
    filed: list[str]
    exempt: list[Answer]
    records: list[Published]
    publishers: list[str]
    open: list[ItemState]


class OpenOfAll(NamedTuple):
    """An 事项, 期次 and state that several units have in common."""

    item: ItemState
    units: list[str]


class DistrictAnnual(NamedTuple):
    """The whole district's year: by category each task, all records by unit, what isn't done, who answered 不涉及."""

    as_of: str
    units: int
    figures: Figures
    categories: dict[str, list[TaskOfAll]]
    records: list[Published]
    open: list[OpenOfAll]
    exempt: list[Answer]
    unowned: list[Orphan]


def unit_annual(store: Store, asked: Asked, unit: str) -> UnitAnnual | None:
    """One unit's year; None where the unit has no task."""
    found = next(of_units(store, asked, unit=unit), None)
    if found is None:
        return None
    carried = [_carried(task) for task in found.tasks if task.status != "not_involved"]
    told = [task for task in carried if task.measure or task.records or task.done]
    return UnitAnnual(
        as_of=asked.as_of,
        unit=found.unit,
        figures=_figures(found.tasks),
        categories=grouped(told, lambda task: task.answer.category),
        records=sorted(
            (record for task in carried for record in task.records), key=lambda each: (each.on_date, each.id)
        ),
        open=[item for task in carried for item in task.open],
        exempt=[task for task in found.tasks if task.status == "not_involved"],
        silent=[
            task.answer for task in carried if not (task.measure or task.records or task.done or task.open)
        ],
    )


def district_annual(store: Store, asked: Asked) -> DistrictAnnual:
    """The whole district's year."""
    tasks = {
        row.id: TaskOfAll(row.id, row.category, row.name, [], [], [], [], [], [])
        for row in task_rows(store, asked.plan)
    }
    units = 0
    answers: list[Answer] = []
    records: list[Published] = []
    for found in of_units(store, asked):
        units += 1
        answers += found.tasks
        for answer in found.tasks:
            whole = tasks[answer.task]
            whole.units.append(found.unit)
            if answer.status == "not_involved":
                whole.exempt.append(answer)
                continue
            carried = _carried(answer)
            whole.filed.extend([found.unit] if answer.status == "filed" else [])
            whole.publishers.extend([found.unit] if carried.records else [])
            whole.records.extend(carried.records)
            whole.open.extend(carried.open)
            records += carried.records
    return DistrictAnnual(
        as_of=asked.as_of,
        units=units,
        figures=_figures(answers),
        categories=grouped(tasks.values(), lambda task: task.category),
        records=records,
        open=_together(item for task in tasks.values() for item in task.open),
        exempt=[answer for task in tasks.values() for answer in task.exempt],
        unowned=unowned(store, asked),
    )


def _carried(answer: Answer) -> Carried:
    measure = answer.texts.measure if answer.status in ("filed", "incomplete") else None
    return Carried(
        answer=answer,
        measure=measure or "",
        records=_records(answer.items),
        done=[item for item in answer.items if item.state in FINISHED and not item.own],
        open=[item for item in answer.items if item.due and item.state not in FINISHED and not item.own],
    )


def _records(items: Iterable[ItemState]) -> list[Published]:
    """What was published for them, each once, for however many 期次 it counts."""
    return list({record.id: record for item in items for record in item.records}.values())


def _figures(tasks: Sequence[Answer]) -> Figures:
    items = [item for task in tasks for item in task.items]
    states = Counter(item.state.figure for item in items if item.state.figure and not item.own)
    return Figures(
        tasks=len(tasks),
        annex=sum(task.part == "annex" for task in tasks),
        body=sum(task.part == "body" for task in tasks),
        measures=sum(task.status == "filed" for task in tasks),
        exempt=sum(task.status == "not_involved" for task in tasks),
        records=len(_records(items)),
        counts=Counts(**states),
    )


def _together(items: Iterable[ItemState]) -> list[OpenOfAll]:
    """The same 事项, 期次 and state of several units as one."""
    found: dict[tuple[str, str | None, State], OpenOfAll] = {}
    for item in items:
        key = (item.obligation, item.period, item.state)
        found.setdefault(key, OpenOfAll(item, [])).units.append(item.unit)
    return list(found.values())
