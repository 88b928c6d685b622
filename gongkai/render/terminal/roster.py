"""Units and groups in the terminal."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import groupby

from rich.console import RenderableType
from rich.text import Text

from gongkai.base.words import CERTAINTY, UNCERTAIN
from gongkai.render.terminal.table import Column, Styled, table, widths
from gongkai.render.terminal.text import labelled, lines
from gongkai.store.questions.plan import Group, Heading, Member, Unit


def unit_list(
    heading: Heading, units: Sequence[Unit], width: int, *, sources: bool
) -> Iterator[RenderableType]:
    """The units, a part a kind."""
    counted = Counter((unit.kind, unit.certainty in UNCERTAIN) for unit in units)
    uncertain = sum(count for (_, doubtful), count in counted.items() if doubtful)
    yield from lines(f"{heading.title}　单位名册", width, "bold")
    yield from lines(f"共 {counted.total()} 个单位，其中 {uncertain} 个是否在册、是否属部门有待核实。", width)
    yield Text("")
    if not counted:
        return
    wide = width >= 76
    columns = [Column("单位", most=24), Column("全称与别名", share=1, least=20)]
    columns += [Column("首字母", most=10)] if wide else []
    columns += [Column("填报", most=4), Column("把握", most=6)]
    sizes = widths(columns, (_row(unit, wide, sources) for unit in units), width)
    yield table(columns, [], sizes)
    for kind, members in groupby(units, key=lambda unit: unit.kind):
        yield Text("")
        yield from lines(f"{kind}（{counted[kind, True] + counted[kind, False]}）", width, "bold cyan")
        yield table(columns, [_row(unit, wide, sources) for unit in members], sizes, head=False)
    if not sources:
        yield Text("")
        yield from lines(
            "出处见 gongkai units --sources；单位组见 gongkai units --groups。", width, "bright_black"
        )


def _row(unit: Unit, wide: bool, sources: bool) -> list[str | Styled]:
    said = unit.full_name
    if unit.aliases:
        said += f"\n别名：{'、'.join(unit.aliases)}"
    said += f"\n最近报送：{unit.submitted_on}" if unit.submitted_on else ""
    if sources:
        said += f"\n单位组：{'、'.join(unit.groups)}" if unit.groups else ""
        said += f"\n出处：{unit.source}"
        said += f"\n区划代码：{unit.code}" if unit.code else ""
        said += f"\n说明：{unit.note}" if unit.note else ""
    row: list[str | Styled] = [unit.unit, said]
    row += [unit.initials] if wide else []
    style = "yellow" if unit.certainty in UNCERTAIN else ""
    return [*row, "须" if unit.filing_duty else "—", Styled(CERTAINTY[unit.certainty], style)]


def group_list(groups: list[Group], width: int) -> Iterator[RenderableType]:
    """Each group with its members and why it is read so."""
    for group in groups:
        yield from lines(f"{group.name}（{len(group.members)}）", width, "bold cyan")
        yield from lines("、".join(map(_member, group.members)), width, "", 2)
        if group.reading:
            yield from labelled("读法", group.reading, width, "bright_black", 2, 6)
        yield Text("")


def _member(member: Member) -> str:
    span = "".join(f"{word}{day}" for word, day in (("自", member.since), ("至", member.until)) if day)
    return f"{member.unit}（{span}）" if span else member.unit
