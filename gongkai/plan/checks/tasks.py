"""Rules on the tasks: their order, who owes them, and what they quote."""

from __future__ import annotations

from collections.abc import Container, Iterator
from typing import NamedTuple

from gongkai.base.problems import Problem
from gongkai.base.text import key, shortened
from gongkai.plan.checks.advice import difference, nearest, suggestion
from gongkai.plan.document import Location
from gongkai.plan.models import Section, Task
from gongkai.plan.parts import Part, Parts
from gongkai.plan.raw import mappings
from gongkai.plan.responsible import DEFAULT_ROLE, parse_responsible

UNNAMED = "未写明"


def ids_are_in_order(parts: Parts) -> Iterator[Problem]:
    """The annex's rows are numbered 1, 2, 3 … in order, and after them the body's duties Z1, Z2 …"""
    split = _end_of_annex(parts.tasks)
    read = {part.location for part in parts.tasks}
    for prefix, tasks in (("", parts.tasks[:split]), ("Z", parts.tasks[split:])):
        expected = 0
        for index, task in enumerate(tasks):
            expected += 1
            number = _number(task)
            if expected < number <= expected + _unread_before(read, task):
                expected = number
            if task.value.id == f"{prefix}{expected}":
                continue
            if task.value.in_annex == bool(prefix):
                message = f"任务 {task.value.id} 夹在{'正文' if prefix else '附件'}任务中间"
                advice = "附件任务 1、2、3……在前，正文任务 Z1、Z2……在后"
            else:
                message = f"此处应是任务 {prefix}{expected}，写的是 {task.value.id}"
                advice = "序号须连续、不重复"
            yield parts.problem(task.at("id"), message, advice)
            if index + 1 < len(tasks) and _number(tasks[index + 1]) == number + 1:
                expected = number  # a row too many or too few: one slip, one problem


def _unread_before(read: Container[Location], task: Part[Task]) -> int:
    """How many tasks just before it could not be read at all; what is wrong with them is said elsewhere."""
    first = place = int(task.location[1])
    while place > 0 and ("tasks", place - 1) not in read:
        place -= 1
    return first - place


def _number(task: Part[Task]) -> int:
    return int(task.value.id.removeprefix("Z"))


def _end_of_annex(tasks: tuple[Part[Task], ...]) -> int:
    """Where the annex's rows end and the body's duties begin, with the fewest of them on the wrong side."""
    wrong = sum(task.value.in_annex for task in tasks)
    best, end = wrong, 0
    for index, task in enumerate(tasks, 1):
        wrong += -1 if task.value.in_annex else 1
        if wrong < best:
            best, end = wrong, index
    return end


def sections_are_given(parts: Parts) -> Iterator[Problem]:
    """A body duty says which section lays it down; an annex row has none, but a printed 责任单位."""
    for task in parts.tasks:
        section = task.value.section
        if task.value.in_annex:
            if section is not None:
                yield parts.problem(task.at("section"), f"附件任务 {task.value.id} 不应写 section")
            if not task.value.responsible.strip():
                yield parts.problem(task.at("responsible"), f"附件任务 {task.value.id} 缺少责任单位原文")
        elif section is None:
            yield parts.problem(
                task.at("id"),
                f"正文任务 {task.value.id} 缺少 section（所在章节）",
                "如 section: 三（一）",
            )


def owners_exist(parts: Parts) -> Iterator[Problem]:
    """Every owner is a unit or a group of the plan, once; a task has an owner or is open."""
    strangers: set[str] = set()
    for task in parts.tasks:
        seen = set()
        for index, owner in enumerate(task.value.owners):
            location = task.at("owners", index)
            if owner.name not in parts.known_names:
                strangers.add(owner.name)
                near = suggestion(owner.name, parts.known_names)
                yield parts.problem(
                    location, f"任务 {task.value.id} 的责任单位“{owner.name}”不在名册中", near
                )
            if (owner.name, owner.role) in seen:
                yield parts.problem(location, f"任务 {task.value.id} 的责任单位“{owner.name}”写了两次")
            seen.add((owner.name, owner.role))
        if not task.value.owners and not task.value.open and task.whole:
            yield parts.problem(
                task.at("id"),
                f"任务 {task.value.id} 没有责任单位",
                "写 owners，或写 open（原文未列尽、未写明）",
            )
    yield from _misnamed_groups(parts, strangers)


def _misnamed_groups(parts: Parts, strangers: set[str]) -> Iterator[Problem]:
    """Groups no task names, where tasks name one much like it."""
    named = {owner.name for task in parts.tasks for owner in task.value.owners}
    named.update(inner for group in parts.groups for inner in group.value.groups)
    for group in parts.groups:
        name = group.value.name
        meant = nearest(name, strangers) if name not in named else None
        if meant:
            yield parts.problem(
                group.at("name"), f"任务中写作“{meant}”，此处写作“{name}”", f"{name} → {meant}?"
            )


def owners_match_text(parts: Parts) -> Iterator[Problem]:
    """Parsing `responsible` gives exactly the owners, their roles and the open words encoded, in order.

    Where `owners_reading` says that the owners can't be read off the printed words, only the words are checked.
    """
    for task in parts.tasks:
        if task.whole:
            yield from _owners_match(parts, task)


def _owners_match(parts: Parts, part: Part[Task]) -> Iterator[Problem]:
    task = part.value
    here = part.at("responsible")
    if task.responsible != task.responsible.strip():
        yield parts.problem(here, f"任务 {task.id} 的责任单位原文首尾不能有空白")
    if task.owners_reading is not None:
        return
    if not task.responsible:
        if task.open != UNNAMED or task.owners:
            field = "owners" if task.owners else "open" if task.open else "responsible"
            yield parts.problem(
                part.at(field),
                f"任务 {task.id} 没有责任单位原文，只能写 open: {UNNAMED} 且不写 owners",
            )
        return
    parsed = parse_responsible(task.responsible, parts.names)
    for mention in parsed.unknown:
        near = suggestion(mention.name, parts.known_names)
        yield parts.problem(here, f"任务 {task.id} 的责任单位原文中“{mention.name}”不在名册中", near)
    # A unit printed twice in one role owes the task once.
    mentions = list(dict.fromkeys((mention.name, mention.role) for mention in parsed.known))
    printed = [name for name, _ in mentions]
    encoded = [owner.name for owner in task.owners]
    if not parsed.unknown and printed != encoded:
        missing = [name for name in printed if name not in encoded]
        extra = [name for name in encoded if name not in printed]
        said = "；".join(
            f"{what}：{'、'.join(names)}" for what, names in (("漏写", missing), ("多写", extra)) if names
        )
        yield from _both_sides(
            parts,
            part,
            "owners",
            f"owners 与责任单位原文不符（{said or '顺序不同'}）",
            f"原文：{task.responsible}",
        )
    elif not parsed.unknown:
        for index, (owner, (name, role)) in enumerate(zip(task.owners, mentions, strict=True)):
            if owner.role != role:  # nobody leads where the text names no lead
                yield parts.problem(
                    part.at("owners", index),
                    f"任务 {task.id} 的责任单位“{name}”原文是{role}，写的是{owner.role}",
                    f"{{name: {name}, role: {role}}}" if role != DEFAULT_ROLE else name,
                )
    opened = "、".join(parsed.open)
    if opened != (task.open or ""):
        yield from _both_sides(
            parts,
            part,
            "open",
            f"open 与责任单位原文不符（原文：{opened or '已列尽'}）",
            f"open: {opened}" if opened else "删去 open",
        )


def _both_sides(parts: Parts, part: Part[Task], field: str, message: str, advice: str) -> Iterator[Problem]:
    """A disagreement is shown at the structured field, and at the printed text it was read from."""
    here, there = part.at("responsible"), part.at(field)
    yield parts.problem(here, f"任务 {part.value.id}：{message}", advice)
    if there in parts.document.places:
        yield parts.problem(there, f"任务 {part.value.id}：{message}", advice)


def notes_quote_the_task(parts: Parts) -> Iterator[Problem]:
    """What a note quotes is printed in the task it stands beside."""
    for task in parts.tasks:
        value = task.value
        printed = (value.requirement, value.responsible, value.category, value.topic, value.subtopic or "")
        for index, note in enumerate(value.notes):
            if note.quote is not None and not any(note.quote in text for text in printed):
                location = task.at("notes", index, "quote")
                yield parts.problem(location, f"任务 {value.id} 的原文中没有“{note.quote}”")


class _Cited(NamedTuple):
    """Words said to be printed in a section of the body, and where the plan file says so."""

    section: str
    words: str
    what: str
    section_at: Location
    words_at: Location


def _citations(parts: Parts) -> Iterator[_Cited]:
    for task in parts.tasks:
        here, value = task.location, task.value
        for field, name in (("requirement", "工作要求"), ("responsible", "责任单位")):
            if value.section is not None and (words := getattr(value, field)):
                what = f"任务 {value.id} 的{name}"
                yield _Cited(value.section, words, what, (*here, "section"), (*here, field))
        for index, item in enumerate(value.items):
            for number, citation in enumerate(item.also):
                at = (*here, "items", index, "also", number)
                what = f"任务 {value.id} 的事项 {index + 1} 的另处引文"
                yield _Cited(citation.section, citation.quote, what, (*at, "section"), (*at, "quote"))


def body_is_quoted(parts: Parts) -> Iterator[Problem]:
    """A body duty's demand, and every further citation, is printed in the section it names; a section comes once."""
    sections: dict[str, Part[Section]] = {}
    for part in parts.body:
        if part.value.section in sections:
            yield parts.problem(part.at("section"), f"章节“{part.value.section}”写了两次")
        sections.setdefault(part.value.section, part)
    if not sections:
        return
    doubted: dict[Location, list[str]] = {}  # places in the body that may be the wrong side
    failed: set[Location] = set()
    for cited in _citations(parts):
        part_cited = sections.get(cited.section)
        if (part_cited and cited.words in part_cited.value.text) or cited.section_at in failed:
            continue
        failed.add(cited.section_at)
        homes = [part for part in sections.values() if cited.words in part.value.text]
        if homes:
            home = homes[0].value.section
            yield parts.problem(
                cited.section_at,
                f"{cited.what}不在正文{cited.section}中，而在{home}中",
                f"{cited.section} → {home}?",
            )
            if part_cited is None:
                doubted.setdefault(homes[0].at("section"), []).append(cited.what)
        elif part_cited is None:
            near = suggestion(cited.section, sections)
            yield parts.problem(cited.section_at, f"body 中没有章节“{cited.section}”", near)
        else:
            near = difference(cited.words, part_cited.value.text)
            yield parts.problem(
                cited.words_at, f"正文{cited.section}中没有{cited.what}“{shortened(cited.words, 24)}”", near
            )
            if near:
                doubted.setdefault(part_cited.at("text"), []).append(cited.what)
    for location, whats in doubted.items():
        yield parts.problem(location, f"正文此处与{whats[0]}{'等' if len(whats) > 1 else ''}不符")


def readings_are_quoted(parts: Parts) -> Iterator[Problem]:
    """What a reading of the whole plan quotes is printed somewhere in it."""
    printed = [part.value.text for part in parts.body]
    if not printed:
        return
    for task in mappings(parts.document.value, "tasks"):  # those with faults elsewhere are printed too
        printed += [str(task[field]) for field in ("requirement", "responsible") if task.get(field)]
    whole = "\n".join(printed)
    folded = ""  # only made where it is needed
    for reading in parts.readings:
        if reading.value.quote in whole:
            continue
        folded = folded or key(whole)
        if key(reading.value.quote) not in folded:
            yield parts.problem(reading.at("quote"), f"全文中没有“{reading.value.quote}”")


def one_filing_duty(parts: Parts) -> Iterator[Problem]:
    """At most one 事项 is the filing duty itself, and it has a date."""
    found = 0
    for task in parts.tasks:
        for index, item in enumerate(task.value.items):
            if item.fulfilled_by != "filing":
                continue
            found += 1
            location = task.at("items", index)
            if found > 1:
                yield parts.problem((*location, "fulfilled_by"), "填报事项（fulfilled_by: filing）只能有一个")
            if task.whole and item.kind != "by":
                yield parts.problem(location, "填报事项须有截止日期（when: {by: …}）")
