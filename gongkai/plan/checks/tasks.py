"""Rules on the tasks: their order, who owes them, and what they quote."""

from __future__ import annotations

from collections.abc import Iterator

from gongkai.base.problems import Problem
from gongkai.base.text import key
from gongkai.plan.checks.advice import suggestion
from gongkai.plan.models import Task
from gongkai.plan.parts import Part, Parts
from gongkai.plan.responsible import parse_responsible

UNNAMED = "未写明"


def ids_are_in_order(parts: Parts) -> Iterator[Problem]:
    """The annex's rows are numbered 1, 2, 3 … in order, and after them the body's duties Z1, Z2 …"""
    counts = {"": 0, "Z": 0}
    for task in parts.tasks:
        prefix = "" if task.value.in_annex else "Z"
        counts[prefix] += 1
        expected = f"{prefix}{counts[prefix]}"
        if task.value.id != expected:
            yield parts.problem(
                (*task.location, "id"),
                f"此处应是任务 {expected}，写的是 {task.value.id}",
                "序号须连续、不重复",
            )
            number = task.value.id.removeprefix("Z")
            counts[prefix] = int(number)  # one slip, one problem
        if task.value.in_annex and counts["Z"]:
            yield parts.problem((*task.location, "id"), f"附件任务 {task.value.id} 应排在正文任务之前")


def sections_are_given(parts: Parts) -> Iterator[Problem]:
    """A body duty says which section lays it down; an annex row has none. The section is in `body`."""
    sections = {part.value.section for part in parts.body}
    for task in parts.tasks:
        section = task.value.section
        if task.value.in_annex:
            if section is not None:
                yield parts.problem((*task.location, "section"), f"附件任务 {task.value.id} 不应写 section")
            if not task.value.responsible.strip():
                yield parts.problem(
                    (*task.location, "responsible"), f"附件任务 {task.value.id} 缺少责任单位原文"
                )
        elif section is None:
            yield parts.problem(
                (*task.location, "id"),
                f"正文任务 {task.value.id} 缺少 section（所在章节）",
                "如 section: 三（一）",
            )
        elif sections and section not in sections:
            yield parts.problem(
                (*task.location, "section"), f"body 中没有章节“{section}”", suggestion(section, sections)
            )


def owners_exist(parts: Parts) -> Iterator[Problem]:
    """Every owner is a unit or a group of the plan, once; a task has an owner or is open."""
    for task in parts.tasks:
        seen = set()
        for index, owner in enumerate(task.value.owners):
            location = (*task.location, "owners", index)
            if owner.name not in parts.known_names:
                near = suggestion(owner.name, parts.known_names)
                yield parts.problem(
                    location, f"任务 {task.value.id} 的责任单位“{owner.name}”不在名册中", near
                )
            if (owner.name, owner.role) in seen:
                yield parts.problem(location, f"任务 {task.value.id} 的责任单位“{owner.name}”写了两次")
            seen.add((owner.name, owner.role))
        if not task.value.owners and not task.value.open and task.whole:
            yield parts.problem(
                (*task.location, "id"),
                f"任务 {task.value.id} 没有责任单位",
                "写 owners，或写 open（原文未列尽、未写明）",
            )


def owners_match_text(parts: Parts) -> Iterator[Problem]:
    """Parsing `responsible` gives exactly the owners and the open words encoded, in order.

    Where `owners_reading` says that the owners can't be read off the printed words, only the words are checked.
    """
    for task in parts.tasks:
        if task.whole:
            yield from _owners_match(parts, task)


def _owners_match(parts: Parts, part: Part[Task]) -> Iterator[Problem]:
    task = part.value
    here = (*part.location, "responsible")
    if task.responsible != task.responsible.strip():
        yield parts.problem(here, f"任务 {task.id} 的责任单位原文首尾不能有空白")
    if task.owners_reading is not None:
        return
    if not task.responsible:
        if task.open != UNNAMED or task.owners:
            yield parts.problem(
                here, f"任务 {task.id} 没有责任单位原文，只能写 open: {UNNAMED} 且不写 owners"
            )
        return
    parsed = parse_responsible(task.responsible, parts.names)
    for mention in parsed.unknown:
        near = suggestion(mention.name, parts.known_names)
        yield parts.problem(here, f"任务 {task.id} 的责任单位原文中“{mention.name}”不在名册中", near)
    printed = [mention.name for mention in parsed.known]
    encoded = [owner.name for owner in task.owners]
    if not parsed.unknown and printed != encoded:
        missing = [name for name in printed if name not in encoded]
        extra = [name for name in encoded if name not in printed]
        said = "；".join(
            f"{what}：{'、'.join(names)}" for what, names in (("漏写", missing), ("多写", extra)) if names
        )
        location = (*part.location, "owners") if "owners" in _raw(parts, part) else here
        yield parts.problem(
            location,
            f"任务 {task.id} 的 owners 与责任单位原文不符（{said or '顺序不同'}）",
            f"原文：{task.responsible}",
        )
    opened = "、".join(parsed.open)
    if opened != (task.open or ""):
        location = (*part.location, "open") if task.open else here
        advice = f"open: {opened}" if opened else "删去 open"
        yield parts.problem(
            location, f"任务 {task.id} 的 open 与责任单位原文不符（原文：{opened or '已列尽'}）", advice
        )


def _raw(parts: Parts, part: Part[Task]) -> dict[str, object]:
    raw = parts.document.value["tasks"][part.location[1]]
    return raw if isinstance(raw, dict) else {}


def notes_quote_the_task(parts: Parts) -> Iterator[Problem]:
    """What a note quotes is printed in the task it stands beside."""
    for task in parts.tasks:
        value = task.value
        printed = (value.requirement, value.responsible, value.category, value.topic, value.subtopic or "")
        for index, note in enumerate(value.notes):
            if note.quote is not None and not any(note.quote in text for text in printed):
                location = (*task.location, "notes", index, "quote")
                yield parts.problem(location, f"任务 {value.id} 的原文中没有“{note.quote}”")


def body_is_quoted(parts: Parts) -> Iterator[Problem]:
    """A body duty's demand, and every further citation, is printed in the section it names."""
    texts = {part.value.section: part.value.text for part in parts.body}
    if not texts:
        return
    for task in parts.tasks:
        value = task.value
        if value.section in texts and value.requirement not in texts[value.section]:
            yield parts.problem(
                (*task.location, "requirement"), f"正文{value.section}中没有任务 {value.id} 的这段原文"
            )
        if value.section in texts and value.responsible and value.responsible not in texts[value.section]:
            yield parts.problem(
                (*task.location, "responsible"), f"正文{value.section}中没有“{value.responsible}”"
            )
        for index, item in enumerate(value.items):
            for number, citation in enumerate(item.also):
                location = (*task.location, "items", index, "also", number)
                if citation.section not in texts:
                    near = suggestion(citation.section, texts)
                    yield parts.problem((*location, "section"), f"body 中没有章节“{citation.section}”", near)
                elif citation.quote not in texts[citation.section]:
                    yield parts.problem(
                        (*location, "quote"), f"正文{citation.section}中没有“{citation.quote}”"
                    )


def readings_are_quoted(parts: Parts) -> Iterator[Problem]:
    """What a reading of the whole plan quotes is printed somewhere in it."""
    printed = [part.value.text for part in parts.body]
    if not printed:
        return
    for task in parts.tasks:
        printed += [task.value.requirement, task.value.responsible]
    whole = key("\n".join(printed))
    for reading in parts.readings:
        if key(reading.value.quote) not in whole:
            yield parts.problem((*reading.location, "quote"), f"全文中没有“{reading.value.quote}”")


def one_filing_duty(parts: Parts) -> Iterator[Problem]:
    """At most one 事项 is the filing duty itself, and it has a date."""
    found = 0
    for task in parts.tasks:
        for index, item in enumerate(task.value.items):
            if item.fulfilled_by != "filing":
                continue
            found += 1
            location = (*task.location, "items", index)
            if found > 1:
                yield parts.problem((*location, "fulfilled_by"), "填报事项（fulfilled_by: filing）只能有一个")
            if task.whole and item.kind != "by":
                yield parts.problem(location, "填报事项须有截止日期（when: {by: …}）")
