"""Rules on the heading, the units and the groups."""

from __future__ import annotations

from collections.abc import Iterator

from gongkai.base.problems import Problem
from gongkai.base.text import key
from gongkai.plan.checks.advice import suggestion
from gongkai.plan.document import Location
from gongkai.plan.parts import Parts


def heading_agrees(parts: Parts) -> Iterator[Problem]:
    """The year in the number, the title and the window are one; the plan is issued by the window's end."""
    heading = parts.heading
    if heading is None:
        return
    year = str(heading.year)
    for field in ("number", "title", "annex"):
        value = getattr(heading, field)
        if value is not None and year not in value:
            yield parts.problem(
                ("plan", field), f"“{value}”中没有 window 的年份 {year}", "核对 window.to 与文号、标题"
            )
    if heading.issued > heading.window.end:
        yield parts.problem(
            ("plan", "issued"), f"印发日 {heading.issued} 晚于 window.to {heading.window.end}"
        )
    if heading.issued != heading.window.start and heading.issued.year != heading.window.start.year:
        yield parts.problem(
            ("plan", "window", "from"),
            f"window.from {heading.window.start} 与印发日 {heading.issued} 不在同一年",
        )
    elif heading.window.start < heading.issued:
        yield parts.problem(
            ("plan", "window", "from"), f"window.from {heading.window.start} 早于印发日 {heading.issued}"
        )


def names_are_unique(parts: Parts) -> Iterator[Problem]:
    """No spelling stands for two units or groups; no code and no kind is given twice."""
    seen: dict[str, tuple[Location, str]] = {}
    for spelling, owner, name, location in _spellings(parts):
        first_owner, first_name = seen.setdefault(key(spelling), (owner, name))
        if first_owner != owner:
            yield parts.problem(location, f"“{spelling}”已是“{first_name}”的名称")
        elif "aliases" in location and key(spelling) in {key(name), *_earlier_aliases(parts, location)}:
            yield parts.problem(location, f"别名“{spelling}”与本单位的其他名称重复", "删去")
    codes: set[str] = set()
    for unit in parts.units:
        code = unit.value.code
        if code in codes:
            yield parts.problem((*unit.location, "code"), f"区划代码 {code} 已被另一单位使用")
        if code:
            codes.add(code)
    for index, kind in enumerate(parts.kinds):
        if kind in parts.kinds[:index]:
            yield parts.problem(("kinds", index), f"单位类别“{kind}”写了两次")


def _spellings(parts: Parts) -> Iterator[tuple[str, Location, str, Location]]:
    """Every spelling, the place of the entry it belongs to, that entry's name, and the spelling's own place."""
    for unit in parts.units:
        yield unit.value.name, unit.location, unit.value.name, (*unit.location, "name")
        yield unit.value.full, unit.location, unit.value.name, (*unit.location, "full")
        for index, alias in enumerate(unit.value.aliases):
            yield alias.name, unit.location, unit.value.name, (*unit.location, "aliases", index)
    for group in parts.groups:
        yield group.value.name, group.location, group.value.name, (*group.location, "name")
        for index, printed in enumerate(group.value.printed):
            yield printed, group.location, group.value.name, (*group.location, "printed", index)


def _earlier_aliases(parts: Parts, location: Location) -> set[str]:
    unit = next(unit.value for unit in parts.units if unit.location == location[:2])
    return {key(unit.full), *(key(alias.name) for alias in unit.aliases[: int(location[-1])])}


def kinds_are_listed(parts: Parts) -> Iterator[Problem]:
    """Every unit's kind is one of the plan's kinds, and so is every kind a group is made of."""
    for unit in parts.units:
        if unit.value.kind not in parts.kinds:
            yield parts.problem(
                (*unit.location, "kind"),
                f"单位类别“{unit.value.kind}”不在 kinds 之列",
                suggestion(unit.value.kind, parts.kinds) or "可选：" + "、".join(parts.kinds),
            )
    for group in parts.groups:
        for kind in group.value.kinds:
            if kind not in parts.kinds:
                yield parts.problem(
                    (*group.location, "kinds"),
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
                (*unit.location, "initials"),
                f"拼音首字母“{unit.value.initials}”有 {len(unit.value.initials)} 个字母，"
                f"“{unit.value.name}”有 {len(characters)} 个字",
            )


def members_exist(parts: Parts) -> Iterator[Problem]:
    """Every member of a group is a unit, once; every group in a group is a group; since is not after until."""
    for group in parts.groups:
        seen: set[str] = set()
        for index, member in enumerate(group.value.members):
            location = (*group.location, "members", index)
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
                location = (*group.location, "groups", index)
                yield parts.problem(location, f"没有单位组“{inner}”", suggestion(inner, parts.group_names))
        if not group.value.members and not group.value.groups:
            yield parts.problem((*group.location, "name"), f"单位组“{group.value.name}”没有成员")


def members_match_kinds(parts: Parts) -> Iterator[Problem]:
    """Where a group is said to be all units of some kinds, its members are exactly those."""
    for group in parts.groups:
        if not group.value.kinds:
            continue
        members = {member.unit for member in group.value.members}
        for unit in parts.units:
            belongs = unit.value.kind in group.value.kinds
            if belongs and unit.value.name not in members:
                yield parts.problem(
                    (*unit.location, "kind"),
                    f"“{unit.value.name}”是{unit.value.kind}，却不在单位组“{group.value.name}”的成员中",
                    f"补入 members，或改其类别；members 在第{parts.document.place((*group.location, 'members'))[0]}行",
                )
            if not belongs and unit.value.name in members:
                yield parts.problem(
                    (*unit.location, "kind"),
                    f"“{unit.value.name}”是{unit.value.kind}，不应是单位组“{group.value.name}”的成员",
                    f"组内类别：{'、'.join(group.value.kinds)}",
                )


def groups_end(parts: Parts) -> Iterator[Problem]:
    """No group contains itself, directly or through others."""
    inner = {part.value.name: part.value.groups for part in parts.groups}
    for group in parts.groups:
        waiting, seen = list(group.value.groups), set()
        while waiting:
            name = waiting.pop()
            if name == group.value.name:
                yield parts.problem((*group.location, "groups"), f"单位组“{name}”包含了自己")
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
