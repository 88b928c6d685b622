"""How the 2019 plan is read, from the plan file itself."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from gongkai.base.words import CERTAINTY, NOTE
from gongkai.cli.paths import default_plan
from gongkai.plan.compile import INTERVALS
from gongkai.plan.loading import load_plan
from gongkai.plan.models import Obligation, Plan, Task
from scripts.docblocks.markdown import bullets, table
from scripts.docblocks.plan_file import WHEN_WORDS


@cache
def plan() -> Plan:
    return load_plan(default_plan())


def _items() -> Iterator[tuple[Task, int, Obligation]]:
    for task in plan().tasks:
        for number, item in enumerate(task.items, 1):
            yield task, number, item


def readings() -> str:
    return table(("原文", "读法"), ((one.quote, one.text) for one in plan().readings))


def time_words(item: Obligation) -> str:
    """A 事项's time demand in words."""
    when = item.when
    if when is None:
        return "未写时间"
    if when.by is not None:
        return f"{when.by} 前（含当日）"
    if when.every is not None:
        day = f"，每月 {when.day} 日" if when.day else ""
        return f"{INTERVALS[when.every]}一期{day}"
    if when.at_least is not None and when.per is not None:
        return f"{INTERVALS[when.per]}至少 {when.at_least} 次"
    return f"{WHEN_WORDS[when.kind]}：{when.printed}"


def dated() -> str:
    """The 事项 that have deadlines."""
    rows = []
    for task, number, item in _items():
        if item.kind in ("by", "every", "at_least"):
            source = (
                item.when.source if item.when and item.when.source else item.when.printed if item.when else ""
            )
            rows.append((f"{task.id}-{number}", item.quote, time_words(item), source or "", _owners(task)))
    return table(("任务-事项", "事项原文", "时间要求", "依据", "责任单位"), rows)


def _owners(task: Task) -> str:
    names = "、".join(owner.name for owner in task.owners)
    return f"{names}；{task.open}" if names and task.open else names or task.open or ""


def by_task() -> str:
    """Every task that is read in some way, with all its readings."""
    pieces = []
    for task in plan().tasks:
        said = [f"责任单位：{task.owners_reading}"] if task.owners_reading else []
        for note in task.notes:
            quote = f"“{note.quote}”：" if note.quote else ""
            said.append(f"{NOTE[note.kind]}：{quote}{note.text}")
        for number, item in enumerate(task.items, 1):
            if item.reading:
                said.append(f"事项 {number}“{item.quote}”：{item.reading}")
            said += [f"事项 {number}又见正文{one.section}：“{one.quote}”" for one in item.also]
        if said:
            topic = f"{task.topic}（{task.subtopic}）" if task.subtopic else task.topic
            place = f"　正文{task.section}" if task.section else ""
            pieces.append(f"### 任务 {task.id}　{topic}{place}\n\n{bullets(said)}")
    return "\n\n".join(pieces)


def slips() -> str:
    found = [(task, note) for task in plan().tasks for note in task.notes if note.kind == "slip"]
    return table(("任务", "所印", "读法"), ((task.id, note.quote or "", note.text) for task, note in found))


def soft() -> str:
    found = [
        (f"{task.id}-{number}", "、".join(item.soft), item.quote)
        for task, number, item in _items()
        if item.soft
    ]
    return table(("任务-事项", "缓和用语", "事项原文"), found)


def beyond() -> str:
    found = [
        (f"{task.id}-{number}", "、".join(item.beyond), item.reading or "")
        for task, number, item in _items()
        if item.beyond
    ]
    return table(("任务-事项", "所涉", "读法"), found)


def open_lists() -> str:
    words: dict[str, list[str]] = {}
    for task in plan().tasks:
        if task.open:
            words.setdefault(task.open, []).append(task.id)
    return table(("原文", "任务"), ((word, "、".join(ids)) for word, ids in words.items()))


def groups() -> str:
    rows = []
    for group in plan().groups:
        inner = [*group.groups, *(member.unit for member in group.members)]
        also = f"（又印作{'、'.join(group.printed)}）" if group.printed else ""
        rows.append((group.name + also, "、".join(inner), group.reading or ""))
    return table(("单位组", "成员", "读法"), rows)


def roster() -> str:
    """The units whose entry isn't certain, the least certain first, and how many are."""
    order = list(reversed(CERTAINTY))
    units = [unit for unit in plan().units if unit.certainty != "high"]
    units.sort(key=lambda unit: order.index(unit.certainty))
    sure = len(plan().units) - len(units)
    rows = ((CERTAINTY[u.certainty], u.name, u.full, u.kind, u.source, u.note or "") for u in units)
    return (
        f"全部 {len(plan().units)} 个单位中，{CERTAINTY['high']}的 {sure} 个，其余 {len(units)} 个如下。\n\n"
        + table(("把握", "单位", "全称", "类别", "出处", "说明"), rows)
    )
