"""Rules on the heading, the units and the groups."""

from __future__ import annotations

from collections.abc import Iterator

from gongkai.base.problems import Problem
from gongkai.base.text import key
from gongkai.plan.checks.advice import nearest, suggestion
from gongkai.plan.models import Group
from gongkai.plan.parts import Part, Parts, Spelling


def heading_agrees(parts: Parts) -> Iterator[Problem]:
    """The year in the number, the title and the window are one; the plan is issued by the window's end.

    A title without any figure names no year. The window begins on the day of issue, or with a later month.
    """
    heading = parts.heading
    if heading is None:
        return
    year = str(heading.year)
    others = {
        field: text
        for field in ("number", "title", "annex")
        if (text := getattr(heading, field)) and any(map(str.isdecimal, text)) and year not in text
    }
    if len(others) > 1:
        said = "、".join(f"“{text}”" for text in others.values())
        yield parts.problem(("plan", "window", "to"), f"window.to 的年份 {year} 与{said}不符", "改 window.to")
    else:
        for field, text in others.items():
            yield parts.problem(
                ("plan", field), f"“{text}”中没有 window 的年份 {year}", "核对 window.to 与文号、标题"
            )
    issued, first, last = heading.issued, heading.window.start, heading.window.end
    if issued > last:
        yield parts.problem(("plan", "issued"), f"印发日 {issued} 晚于 window.to {last}")
    elif first != issued and not (first > issued and first.day == 1):
        for location in (("plan", "issued"), ("plan", "window", "from")):
            yield parts.problem(
                location,
                f"印发日 {issued} 与 window.from {first} 不符",
                "window.from 应是印发日，或此后某月的1日",
            )


def names_are_unique(parts: Parts) -> Iterator[Problem]:
    """No spelling stands for two units or groups; no code and no kind is given twice."""
    seen: dict[str, Spelling] = {}
    for spelling in parts.spellings():
        first = seen.setdefault(key(spelling.text), spelling)
        if first.owner != spelling.owner:
            yield parts.problem(spelling.location, f"“{spelling.text}”已是“{first.name}”的名称")
        elif first is not spelling and "aliases" in spelling.location:
            yield parts.problem(spelling.location, f"别名“{spelling.text}”与本单位的其他名称重复", "删去")
    codes: set[str] = set()
    for unit in parts.units:
        code = unit.value.code
        if code in codes:
            yield parts.problem(unit.at("code"), f"区划代码 {code} 已被另一单位使用")
        if code:
            codes.add(code)
    kinds: set[str] = set()
    for index, kind in enumerate(parts.kinds):
        if kind in kinds:
            yield parts.problem(("kinds", index), f"单位类别“{kind}”写了两次")
        kinds.add(kind)


def kinds_are_listed(parts: Parts) -> Iterator[Problem]:
    """Every unit's kind is one of the plan's kinds, and so is every kind a group is made of."""
    for unit in parts.units:
        if unit.value.kind not in parts.kinds:
            yield parts.problem(
                unit.at("kind"),
                f"单位类别“{unit.value.kind}”不在 kinds 之列",
                suggestion(unit.value.kind, parts.kinds) or "可选：" + "、".join(parts.kinds),
            )
    for group in parts.groups:
        for kind in group.value.kinds:
            if kind not in parts.kinds:
                yield parts.problem(
                    group.at("kinds"),
                    f"单位类别“{kind}”不在 kinds 之列",
                    suggestion(kind, parts.kinds),
                )
    used = {unit.value.kind for unit in parts.units}
    for index, kind in enumerate(parts.kinds):
        if parts.units and kind not in used:
            yield parts.problem(("kinds", index), f"没有单位属于类别“{kind}”", suggestion(kind, used))


def initials_fit(parts: Parts) -> Iterator[Problem]:
    """The pinyin initials have one letter for each character of the unit's name."""
    for unit in parts.units:
        characters = [c for c in unit.value.name if c.isalnum()]
        if len(unit.value.initials) != len(characters):
            yield parts.problem(
                unit.at("initials"),
                f"拼音首字母“{unit.value.initials}”有 {len(unit.value.initials)} 个字母，"
                f"“{unit.value.name}”有 {len(characters)} 个字",
            )


def members_exist(parts: Parts) -> Iterator[Problem]:
    """Every member of a group is a unit, once; every group in a group is a group; since is not after until."""
    for group in parts.groups:
        seen: set[str] = set()
        for index, member in enumerate(group.value.members):
            location = group.at("members", index)
            if member.unit not in parts.known_names or member.unit in parts.group_names:
                near = suggestion(member.unit, parts.unit_names)
                yield parts.problem(
                    location, f"单位组“{group.value.name}”的成员“{member.unit}”不在单位名册中", near
                )
            if member.unit in seen:
                yield parts.problem(location, f"成员“{member.unit}”在“{group.value.name}”中写了两次")
            seen.add(member.unit)
            if member.since and member.until and member.until < member.since:
                yield parts.problem(location, f"成员“{member.unit}”的 until 早于 since")
        for index, inner in enumerate(group.value.groups):
            if inner not in parts.known_names or inner in parts.unit_names:
                location = group.at("groups", index)
                yield parts.problem(location, f"没有单位组“{inner}”", suggestion(inner, parts.group_names))
        if group.whole and not group.value.members and not group.value.groups:
            yield parts.problem(group.at("name"), f"单位组“{group.value.name}”没有成员")


def members_match_kinds(parts: Parts) -> Iterator[Problem]:
    """Where a group is said to be all units of some kinds, its members are exactly those."""
    for group in parts.groups:
        if group.value.kinds and group.value.members and group.whole:
            yield from _left_out(parts, group)
            yield from _out_of_place(parts, group)


def _left_out(parts: Parts, group: Part[Group]) -> Iterator[Problem]:
    """Units of the group's kinds that it doesn't list: a wrong kind, a misspelled name, or a member forgotten."""
    name = group.value.name
    members = {member.unit: None for member in group.value.members}
    strangers = [member for member in members if member not in parts.known_names]
    line = parts.document.place(group.at("members"))[0]
    for unit in parts.units:
        called, kind = unit.value.name, unit.value.kind
        if kind not in group.value.kinds or called in members:
            continue
        meant = nearest(called, strangers)
        elsewhere = [other for other in _seats(parts, called) if kind not in other.kinds]
        if meant:
            yield parts.problem(
                unit.at("name"),
                f"单位组“{name}”的成员写作“{meant}”，名册写作“{called}”",
                f"{called} → {meant}?",
            )
        elif elsewhere:
            yield parts.problem(
                unit.at("kind"),
                f"“{called}”是{kind}，却不在单位组“{name}”的成员中，而在“{elsewhere[0].name}”中",
                f"改类别（{'、'.join(elsewhere[0].kinds)}），或改两组的 members（第{line}行）",
            )
        else:
            yield parts.problem(
                group.at("members"),
                f"“{called}”是{kind}，却不在单位组“{name}”的成员中",
                f"补入 members，或改第{parts.document.place(unit.at('kind'))[0]}行的类别",
            )


def _out_of_place(parts: Parts, group: Part[Group]) -> Iterator[Problem]:
    """Units of other kinds that the group lists: a member too many, a kind the group lacks, or a wrong kind."""
    by_name = {unit.value.name: unit for unit in parts.units}
    members = [member.unit for member in group.value.members]
    allowed = "、".join(group.value.kinds)
    for index, member in enumerate(members):
        unit = by_name.get(member)
        if unit is None or unit.value.kind in group.value.kinds or unit.value.kind not in parts.kinds:
            continue
        kind = unit.value.kind
        homes = [other.value for other in parts.groups if kind in other.value.kinds]
        message = f"“{member}”是{kind}，不应是单位组“{group.value.name}”的成员"
        if any(home in _seats(parts, member) for home in homes):
            yield parts.problem(group.at("members", index), message, f"组内类别：{allowed}")
        elif homes:
            continue  # left out there: said by _left_out
        elif all(other.value.name in members for other in parts.units if other.value.kind == kind):
            yield parts.problem(
                group.at("kinds"),
                f"单位组“{group.value.name}”的成员中有{kind}，kinds 中没有",
                f"补入“{kind}”，或删去这些成员",
            )
        else:
            yield parts.problem(unit.at("kind"), message, f"组内类别：{allowed}")


def _seats(parts: Parts, unit: str) -> list[Group]:
    """The groups made of kinds that list a unit."""
    groups = [group.value for group in parts.groups if group.value.kinds]
    return [group for group in groups if any(member.unit == unit for member in group.members)]


def groups_end(parts: Parts) -> Iterator[Problem]:
    """No group contains itself, directly or through others."""
    inner = {part.value.name: part.value.groups for part in parts.groups}
    for group in parts.groups:
        waiting, seen = list(group.value.groups), set()
        while waiting:
            name = waiting.pop()
            if name == group.value.name:
                yield parts.problem(group.at("groups"), f"单位组“{name}”包含了自己")
                break
            if name not in seen:
                seen.add(name)
                waiting += inner.get(name, ())


def claimants_exist(parts: Parts) -> Iterator[Problem]:
    """An open list needs to be open to somebody: `claimants` names the group."""
    if parts.claimants is None:
        if any(task.value.open for task in parts.tasks):
            yield parts.problem(
                (),
                "有任务的责任单位未列尽（open），须写 claimants：可由哪个单位组认领",
                "如 claimants: 区政府各部门",
            )
    elif parts.claimants not in parts.group_names:
        yield parts.problem(
            ("claimants",), f"没有单位组“{parts.claimants}”", suggestion(parts.claimants, parts.group_names)
        )
