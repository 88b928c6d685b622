"""A checked plan into the rows of the store's derived tables: who owes what, and by when."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from gongkai.base.dates import chinese
from gongkai.base.rows import Row
from gongkai.base.text import key
from gongkai.base.words import RHYTHM
from gongkai.plan.models import Group, Obligation, Plan, Task, When
from gongkai.plan.periods import periods
from gongkai.plan.responsible import DEFAULT_ROLE


class Compiled(NamedTuple):
    """The plan's own row, and the rows of every derived table, by table name."""

    plan: Row
    tables: dict[str, list[Row]]


class Membership(NamedTuple):
    """A unit's place in a group, and the days it holds (both included, None is open)."""

    unit: str
    since: date | None
    until: date | None

    def outlasts(self, other: Membership) -> bool:
        """Whether it holds on all the other's days and on more."""
        starts, other_starts = self.since or date.min, other.since or date.min
        ends, other_ends = self.until or date.max, other.until or date.max
        return starts <= other_starts and other_ends <= ends and (starts, ends) != (other_starts, other_ends)


def compile_plan(plan: Plan, file: str, digest: str) -> Compiled:
    """All rows of `plan`, which was read from `file` and must have passed the checks."""
    filing = _filing_duty(plan)
    heading = plan.plan
    row: Row = {
        "id": heading.id,
        "digest": digest,
        "file": file,
        "number": heading.number,
        "title": heading.title,
        "annex": heading.annex,
        "issuer": heading.issuer,
        "issued": heading.issued.isoformat(),
        "year": heading.year,
        "window_from": heading.window.start.isoformat(),
        "window_to": heading.window.end.isoformat(),
        "warn": heading.warn,
        "office": heading.office,
        "mail": heading.mail,
        "mail_note": heading.mail_note,
        "filing_task": filing.task.id if filing else None,
        "filing_item": filing.item if filing else None,
        "filing_due": filing.due.isoformat() if filing else None,
    }
    tables = {
        "unit": list(_units(plan)),
        "spelling": list(_spellings(plan)),
        "unit_group": [
            {"name": group.name, "seq": seq, "reading": group.reading}
            for seq, group in enumerate(plan.groups, 1)
        ],
        "member": [
            {"group_name": group.name, "unit": m.unit, "since": _iso(m.since), "until": _iso(m.until)}
            for group in plan.groups
            for m in members(plan, group.name)
        ],
        "task": [_task(task, seq) for seq, task in enumerate(plan.tasks, 1)],
        "note": [
            {"task": task.id, "seq": seq, "kind": note.kind, "quote": note.quote, "text": note.text}
            for task in plan.tasks
            for seq, note in enumerate(task.notes, 1)
        ],
        "obligation": [
            _obligation(task, n, item) for task in plan.tasks for n, item in enumerate(task.items, 1)
        ],
        "citation": [
            {"task": task.id, "item": n, "seq": seq, "section": c.section, "quote": c.quote}
            for task in plan.tasks
            for n, item in enumerate(task.items, 1)
            for seq, c in enumerate(item.also, 1)
        ],
        "period": list(_periods(plan)),
        "assignment": list(_assignments(plan, filing)),
    }
    for rows in tables.values():
        for each in rows:
            each["plan"] = heading.id
    return Compiled(row, tables)


class _Filing(NamedTuple):
    task: Task
    item: int
    due: date


def _filing_duty(plan: Plan) -> _Filing | None:
    for task in plan.tasks:
        for number, item in enumerate(task.items, 1):
            if item.fulfilled_by == "filing" and item.when and item.when.by:
                return _Filing(task, number, item.when.by)
    return None


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _units(plan: Plan) -> Iterator[Row]:
    for seq, unit in enumerate(plan.units, 1):
        yield {
            "name": unit.name,
            "seq": seq,
            "full_name": unit.full,
            "kind": unit.kind,
            "kind_seq": plan.kinds.index(unit.kind) + 1,
            "initials": unit.initials,
            "code": unit.code,
            "source": unit.source,
            "certainty": unit.certainty,
            "note": unit.note,
        }


def _spellings(plan: Plan) -> Iterator[Row]:
    for unit in plan.units:
        given: list[tuple[str, str, str | None]] = [(unit.name, "name", None), (unit.full, "full", None)]
        given += [(alias.name, "alias", alias.note) for alias in unit.aliases]
        given.append((unit.initials, "initials", None))
        seen = set()
        for shown, sort, note in given:
            if key(shown) not in seen:
                seen.add(key(shown))
                yield {"key": key(shown), "unit": unit.name, "shown": shown, "sort": sort, "note": note}


def members(plan: Plan, name: str) -> list[Membership]:
    """A group's members, those of the groups inside it included, each unit once (its longest), in order."""
    by_name = {group.name: group for group in plan.groups}
    found: dict[str, Membership] = {}

    def walk(group: Group) -> None:
        for member in group.members:
            held = Membership(member.unit, member.since, member.until)
            if held.outlasts(found.setdefault(member.unit, held)):
                found[member.unit] = held
        for inner in group.groups:
            walk(by_name[inner])

    walk(by_name[name])
    return list(found.values())


def _task(task: Task, seq: int) -> Row:
    return {
        "id": task.id,
        "seq": seq,
        "part": "annex" if task.in_annex else "body",
        "section": task.section,
        "category": task.category,
        "topic": task.topic,
        "subtopic": task.subtopic,
        "requirement": task.requirement,
        "responsible": task.responsible,
        "open_words": task.open,
        "reading": task.owners_reading,
    }


def _obligation(task: Task, number: int, item: Obligation) -> Row:
    when = item.when
    return {
        "task": task.id,
        "item": number,
        "quote": item.quote,
        "kind": item.kind,
        "demand": describe(when),
        "printed": when.printed if when else None,
        "source": when.source if when else None,
        "need": when.at_least if when and when.at_least else 1,
        "fulfilled_by": item.fulfilled_by,
        "soft": "、".join(item.soft) or None,
        "beyond": "、".join(item.beyond) or None,
        "reading": item.reading,
    }


INTERVALS = {"day": "每日"} | RHYTHM
_UNITS_OF_TIME = (("workdays", "个工作日"), ("days", "日"), ("hours", "小时"))


def describe(when: When | None) -> str:
    """A time demand in the user's words: 2019年7月31日前, 每季度, 每年不少于2次, 定期, 常态."""
    if when is None or when.ongoing:
        return "常态"
    if when.by:
        return f"{chinese(when.by)}前"
    if when.every and when.day:
        return f"每月{when.day}日前"
    if when.every:
        return INTERVALS[when.every]
    if when.at_least and when.per:
        return f"{INTERVALS[when.per]}不少于{when.at_least}次"
    if when.regular:
        return "定期（未写间隔）"
    within = when.within
    for field, word in _UNITS_OF_TIME:
        span = getattr(within, field, None)
        if span:
            return f"事后{span}{word}内"
    return "随事办理"


def _periods(plan: Plan) -> Iterator[Row]:
    heading = plan.plan
    for task in plan.tasks:
        for number, item in enumerate(task.items, 1):
            if item.when is None:
                continue
            for period in periods(item.when.demand(), heading.window.start, heading.window.end, heading.year):
                yield {
                    "task": task.id,
                    "item": number,
                    "period": period.key,
                    "label": period.label,
                    "starts": period.starts.isoformat(),
                    "ends": period.ends.isoformat(),
                    "due": period.due.isoformat(),
                    "predates": int(period.due < heading.issued),
                }


def _assignments(plan: Plan, filing: _Filing | None) -> Iterator[Row]:
    """Who has which task: 点名 before 成组 before 可认领, and once for each unit and task."""
    bound = {held.unit for held, _, _ in _owners(plan, filing.task)} if filing else set()
    order = {unit.name: seq for seq, unit in enumerate(plan.units)}
    for task in plan.tasks:
        found: dict[str, tuple[Membership, Row]] = {}
        for held, basis, row in (*_owners(plan, task), *_claimants(plan, task)):
            before = found.get(held.unit)
            # Of two groups the one that the unit is in for longer.
            if before is None or (basis == before[1]["basis"] == "group" and held.outlasts(before[0])):
                found[held.unit] = held, row | {"basis": basis}
        for unit in sorted(found, key=order.__getitem__):
            held, row = found[unit]
            yield {
                "unit": unit,
                "task": task.id,
                **row,
                "filing": int(task.in_annex and unit in bound),
                "since": _iso(held.since),
                "until": _iso(held.until),
            }


def _owners(plan: Plan, task: Task) -> Iterator[tuple[Membership, str, Row]]:
    """The units that have a task by its own words: those named first, then those of its groups."""
    groups = {group.name for group in plan.groups}
    for owner in task.owners:
        if owner.name not in groups:
            yield Membership(owner.name, None, None), "named", {"via": None, "role": owner.role}
    for owner in task.owners:
        if owner.name in groups:
            for member in members(plan, owner.name):
                yield member, "group", {"via": owner.name, "role": owner.role}


def _claimants(plan: Plan, task: Task) -> Iterator[tuple[Membership, str, Row]]:
    """The units that may claim a task whose printed list is open."""
    if task.open and plan.claimants:
        for member in members(plan, plan.claimants):
            yield member, "claimable", {"via": plan.claimants, "role": DEFAULT_ROLE}
