"""Deadlines and completion in the terminal."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from operator import attrgetter

from rich.console import RenderableType
from rich.text import Text

from gongkai.base.rows import grouped
from gongkai.base.states import COUNTED, ONLY, PRESSING, State
from gongkai.base.words import ORIGIN
from gongkai.render.terminal.table import LIGHT_STYLE, Column, Styled, table, widths
from gongkai.render.terminal.text import NARROW, labelled, lines
from gongkai.render.wording.common import (
    UNSETTLED,
    following_words,
    item_words,
    own_words,
    percent,
    unowned_words,
)
from gongkai.report.completion import Claims, Report
from gongkai.report.deadlines import Gathered
from gongkai.report.figures import AnyLine, CategoryLine, KindLine, TaskLine, UnitLine
from gongkai.report.tasks import Free
from gongkai.store.questions.figures import Awaiting, Counts, Deadline, Standing
from gongkai.store.questions.plan import Heading

# In a narrower terminal the units stand below what they owe: side by side both would be too narrow for a date.
ABREAST = 60


def headline(
    heading: Heading, data: Report, title: str, days: int, width: int, free: Free | None = None
) -> Iterator[RenderableType]:
    """What the report is about, and the two halves in figures.

    `free` says of a single unit what stands of the tasks it needn't file.
    """
    yield from lines(f"{title}　{heading.title}（{heading.number}）", width, "bold")
    said = f"截至{data.as_of}"
    if data.as_of < heading.issued:
        said += f"，方案尚未印发（{heading.issued}印发）"
    if data.completion.units_uncertain:
        said += f"；应报单位中有 {data.completion.units_uncertain} 个是否在册待核实"
    yield from lines(said + "。", width)
    yield Text("")
    yield from _filing(heading, data, free, width)
    yield from _carrying(data.completion.counts, days, width)
    yield from labelled("跟踪", following_words(data.following), width, "", 0, 6)
    if own := own_words(data.completion.counts):
        yield from labelled("自定", own, width, "", 0, 6)
    if data.unowned:
        said = unowned_words(data.unowned) + "；谁认领、谁没有回音见 gongkai report --claims"
        yield from labelled("无人承担", said, width, "bright_black", 0, 10)


def _filing(heading: Heading, data: Report, free: Free | None, width: int) -> Iterator[RenderableType]:
    done, counts = data.completion, data.completion.counts
    if not counts.rows_due:
        yield from labelled("填报", _without_duty(free), width, label_width=6)
        return
    due, filed = counts.rows_due, counts.rows_filed
    late = heading.filing_due is not None and data.as_of > heading.filing_due and filed < due
    bar = Text("填报  ")
    bar.append(_bar(filed, due, min(30, width - 30)), style="red" if late else "green")
    bar.append(f" {percent(filed, due)}　{filed}/{due} 项")
    yield bar
    parts = [f"期限 {heading.filing_due}" + ("（已过）" if late else "")]
    if done.units_due > 1:
        said = f"应报 {done.units_due} 个单位：报齐 {done.units_complete}、部分填报 {done.units_begun}、"
        said += f"{UNSETTLED} {done.units_unsettled}、" if done.units_unsettled else ""
        parts.append(f"{said}未报 {done.units_unfiled}")
    parts += [f"不涉及 {counts.rows_not_involved} 项"] if counts.rows_not_involved else []
    parts += [f"未填全 {counts.rows_incomplete} 项"] if counts.rows_incomplete else []
    parts += [f"被退回 {counts.rows_returned} 项"] if counts.rows_returned else []
    if filed:
        parts.append(f"已备案 {counts.rows_accepted} 项、待备案 {filed - counts.rows_accepted} 项")
    yield from lines("；".join(parts), width, "", 6)


def _without_duty(free: Free | None) -> str:
    """What to say of filing where nobody owes it."""
    if free and not any(free):
        return "附件里没有任务，不用填报"
    parts = ["没有填报期限（可以填报，不计逾期）"]
    if free:
        parts += [f"已填报 {free.filed} 项"] if free.filed else []
        parts += [f"未填全 {free.incomplete} 项"] if free.incomplete else []
    return "；".join(parts)


def _carrying(done: Counts, days: int, width: int) -> Iterator[RenderableType]:
    """The carrying out: periods, counted for each unit."""
    counts = [
        (
            state.word + (f"（{days}个工作日内）" if state is State.soon else ""),
            done.of(state),
            LIGHT_STYLE[state.light],
        )
        for state in COUNTED
        if state.phase != "aside" or done.of(state)
    ]
    bar = Text("落实  ")
    bar.append(_bar(done.finished, done.dated, min(30, width - 30)), style="red" if done.overdue else "green")
    bar.append(f" {percent(done.finished, done.dated)}　{done.finished}/{done.dated} 项次")
    yield bar
    words = [f"{word} {count}".replace("） ", "）") for word, count, _ in counts]
    for line in lines("；".join(words), width, "", 6):
        for said, (_, count, style) in zip(words, counts, strict=True):
            if count:
                line.highlight_words([said], style)
        yield line


def _bar(part: int, whole: int, width: int) -> str:
    width = max(width, 5)
    full = part * width // whole if whole else 0
    return "█" * full + "─" * (width - full)


def awaiting_list(rows: Sequence[Awaiting], width: int, *, one_unit: bool) -> Iterator[RenderableType]:
    """The answers that await the office's word."""
    yield Text("")
    yield from lines(f"待备案（{len(rows)}）", width, "bold")
    if not rows:
        yield Text("没有。")
        return
    columns = [] if one_unit else [Column("单位", most=18)]
    columns += [
        Column("任务", most=4),
        Column("填报日期", most=10),
        Column("措施或不涉及的理由", share=1, least=20),
    ]
    cells: list[list[str | Styled]] = []
    for row in rows:
        unit: list[str | Styled] = [] if one_unit else [row.unit]
        cells.append([*unit, row.task, row.filed_on, row.texts.words])
    yield table(columns, cells, widths(columns, cells, width))
    said = "备案：gongkai accept -u 单位（可写几个），报齐的全部备案：gongkai accept --complete；退回：gongkai return"
    yield from lines(said, width, "bright_black")


def claim_list(rows: Sequence[Claims], width: int) -> Iterator[RenderableType]:
    """The tasks open to claims: who has claimed, who has declined, who is silent."""
    yield Text("")
    yield from lines(f"可认领的任务（{len(rows)}）", width, "bold")
    if not rows:
        yield Text("没有。")
        return
    columns = [Column("任务", most=4), Column("工作任务", share=2, least=12)]
    columns += [
        Column("已认领", share=1, least=8),
        Column("报不涉及", share=1, least=8),
        Column("没有回音", share=1, least=8),
    ]
    cells: list[list[str | Styled]] = []
    for row in rows:
        others = bool(row.claimed or row.declined)
        said = ["、".join(units) or "—" for units in (row.claimed, row.declined)]
        cells.append([row.task, row.topic, *said, _silent(row.silent, others=others)])
    yield table(columns, cells, widths(columns, cells, width))
    yield from lines("没有回音的全部名单，见 --format csv，或 gongkai show 序号。", width, "bright_black")


def silent_lists(rows: Sequence[Standing], width: int, *, one_unit: bool) -> Iterator[RenderableType]:
    """The 事项 that nobody dates and of which there is no record at all: by unit, and by 事项."""
    silent = [row for row in rows if not row.done]
    yield Text("")
    yield from lines(f"没有期限、也没有任何记录（{len(silent)}/{len(rows)}）", width, "bold")
    if not silent:
        yield Text("没有。")
        return
    if not one_unit:
        cells = [[name, f"{sum(not row.done for row in own)}/{len(own)}"] for name, own in _by(rows, "unit")]
        columns = [Column("单位", share=1, least=12), Column("没有任何记录", most=12, align="right")]
        yield table(columns, cells, widths(columns, cells, width))
        yield Text("")
    columns = [Column("事项", most=6), Column("做什么", share=1, least=20)]
    columns += [] if one_unit else [Column("没有任何记录的单位", most=18, align="right")]
    found = [(name, own) for name, own in _by(rows, "obligation") if any(not row.done for row in own)]
    cells = [
        [name, own[0].quote, *([] if one_unit else [f"{sum(not row.done for row in own)}/{len(own)}"])]
        for name, own in found
    ]
    yield table(columns, cells, widths(columns, cells, width))
    said = "定工作进度或更新周期：gongkai arrange；逐个单位、事项的名单见 --format csv"
    yield from lines(said, width, "bright_black")


def _by(rows: Sequence[Standing], name: str) -> list[tuple[str, list[Standing]]]:
    return list(grouped(rows, attrgetter(name)).items())


def _silent(units: Sequence[str], *, others: bool) -> str:
    """Who hasn't answered: by name where they are few; else a number, which the other columns make exact."""
    if len(units) < 4:
        return "、".join(units) or "—"
    return f"{'其余' if others else '全部'} {len(units)} 个单位"


def deadline_lists(
    gathered: Sequence[Gathered], only: str | None, width: int, *, one_unit: bool
) -> Iterator[RenderableType]:
    """What is late, due soon, or still open: one line an 事项 and 期次, with the units that owe it."""
    rows = {
        state: [
            (row, _deadline(row, width, one_unit=one_unit)) for row in gathered if row.first.state is state
        ]
        for state in (ONLY[only] if only else PRESSING)
    }
    columns = [Column("期限", most=10), Column("事项", most=6), Column("做什么", share=3, least=20)]
    columns += [] if one_unit or width < ABREAST else [Column("单位", share=2, least=18)]
    sizes = widths(columns, [cells for found in rows.values() for _, cells in found], width)
    for state in rows:
        yield Text("")
        count = sum(row.size for row, _ in rows[state])
        yield from lines(f"{state.word}（{count}）", width, f"bold {state.light}")
        if rows[state]:
            yield table(columns, [cells for _, cells in rows[state]], sizes)
        else:
            yield Text("没有。")


def own_lists(
    gathered: Sequence[Gathered], only: str | None, width: int, *, one_unit: bool
) -> Iterator[RenderableType]:
    """The same of what people and the office set for themselves; nothing where there is nothing."""
    if found := [row for row in gathered if row.first.state in (ONLY[only] if only else PRESSING)]:
        yield from own_head(found, width)
        yield _stated(found, width, one_unit=one_unit)


def own_head(gathered: Sequence[Gathered], width: int) -> Iterator[RenderableType]:
    """What stands above a list of what people and the office set for themselves."""
    yield Text("")
    yield from lines(f"自定、办公室定、逐次的期限（{sum(row.size for row in gathered)}）", width, "bold")


def pressing(gathered: Sequence[Gathered], width: int, *, one_unit: bool) -> Iterator[RenderableType]:
    """What to look at first, whatever its state."""
    if not gathered:
        yield Text("没有到期或将到期的事项。")
        return
    yield _stated(gathered, width, one_unit=one_unit)


def _stated(gathered: Sequence[Gathered], width: int, *, one_unit: bool) -> RenderableType:
    """Deadlines as a table, each with its state."""
    columns = [Column("期限", most=10), Column("事项", most=6), Column("做什么", share=3, least=20)]
    columns += [] if one_unit or width < ABREAST else [Column("单位", share=2, least=14)]
    columns += [Column("状态", most=8)]
    cells = [
        [
            *_deadline(row, width, one_unit=one_unit),
            Styled(row.first.state.word, LIGHT_STYLE[row.first.light]),
        ]
        for row in gathered
    ]
    return table(columns, cells, widths(columns, cells, width))


def _deadline(row: Gathered, width: int, *, one_unit: bool) -> list[str | Styled]:
    due = row.first
    what = due_text(due)
    if not one_unit and width < ABREAST:
        what += f"\n单位：{unit_names(row)}"
    if one_unit and due.need > 1:
        what += f"（已完成 {due.done}/{due.need}）"
    cells: list[str | Styled] = [Styled(due.due, LIGHT_STYLE[due.light]), due.obligation, what]
    return cells if one_unit or width < ABREAST else [*cells, unit_names(row)]


def due_text(row: Deadline) -> str:
    """What falls due, in the document's words; where its date is from; a day off."""
    what = item_words(row)
    if not row.binding:
        what += f"（{ORIGIN[row.origin]}）"
    if row.source:
        what += f"（期限出自{row.source}）"
    if row.last_workday:
        what += f"（{row.due}是休息日，之前最后一个工作日是 {row.last_workday}）"
    if row.predates:
        what += "（期限早于方案印发日，请核对）"
    return what


# More units than these are counted, not named.
MOST_NAMED = 60


def unit_names(row: Gathered) -> str:
    """Who, the shorter way: all of them, all but some, or their names; a number where they are too many."""
    units, others, count = row.units, row.others, row.size
    if count > 3 and count == row.owing:
        return f"全部 {count} 个承担单位"
    if count > 9 and others and len(others) * 3 <= count:
        return f"{count} 个，即除{'、'.join(others)}外的全部承担单位"
    if count > MOST_NAMED:
        return f"{count} 个（共 {row.owing} 个承担单位）"
    return "、".join(units) if count < 4 else f"{count} 个：{'、'.join(units)}"


_BY = {
    UnitLine: ("按单位", 24, 18),
    KindLine: ("按单位类别", 24, 18),
    CategoryLine: ("按任务类别", 30, 24),
    TaskLine: ("按任务", 36, 24),
}


def by_table(of: type[AnyLine], rows: Sequence[AnyLine], width: int) -> Iterator[RenderableType]:
    """Completion by unit, kind, category or task, with bars."""
    title, most, narrow_most = _BY[of]
    yield Text("")
    yield from lines(title, width, "bold")
    if not rows:
        yield Text("没有。")
        return
    wide = width >= NARROW
    columns = [Column(title[1:], most=most if wide else narrow_most)]
    columns += [
        Column("填报", most=9),
        Column("进度", share=1, least=8),
        *(Column(state.word, most=6, align="right") for state in PRESSING),
    ]
    columns += [Column("完成", most=6, align="right")] if wide else []
    sizes = widths(columns, [_line(row, 0, wide) for row in rows], width)
    yield table(columns, [_line(row, sizes[2], wide) for row in rows], sizes)


def _name(row: AnyLine) -> str:
    if isinstance(row, UnitLine):
        return f"{row.unit}*" if row.uncertain else row.unit
    if isinstance(row, KindLine):
        return row.kind
    return row.category if isinstance(row, CategoryLine) else f"{row.task} {row.topic}"


def _line(row: AnyLine, bar: int, wide: bool) -> list[str | Styled]:
    counts = row.counts
    due, filed = counts.rows_due, counts.rows_filed
    cells: list[str | Styled] = [
        _name(row),
        f"{filed}/{due}" if due else "—",
        Styled(
            _bar(filed, due, bar - 5) + f" {percent(filed, due):>4}" if due and bar else "",
            "green" if filed == due else "",
        ),
        *(
            Styled(str(counts.of(state)), LIGHT_STYLE[state.light] if counts.of(state) else "")
            for state in PRESSING
        ),
    ]
    return [*cells, str(counts.finished)] if wide else cells


def uncertain_note(units: Iterable[UnitLine], width: int) -> Iterator[RenderableType]:
    if any(unit.uncertain for unit in units):
        yield Text("")
        yield from lines("* 是否在册、是否属部门待核实，见 gongkai units --sources。", width, "bright_black")
