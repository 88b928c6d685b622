"""The schedule and the records in the terminal."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from rich.console import RenderableType
from rich.text import Text

from gongkai.base.states import State
from gongkai.render.terminal.report import ABREAST, due_text, unit_names
from gongkai.render.terminal.table import LIGHT_STYLE, Column, Styled, table, widths
from gongkai.render.terminal.text import lines
from gongkai.report.deadlines import Gathered
from gongkai.store.questions.figures import Standing
from gongkai.store.questions.plan import Heading
from gongkai.store.questions.records import Record


def schedule_list(
    heading: Heading, rows: Sequence[Gathered], as_of: str, width: int, *, unit: str | None
) -> Iterator[RenderableType]:
    """What falls due, in order of date; `rows` are gathered over units where no unit is asked for."""
    yield from schedule_counts(heading, rows, as_of, width, unit=unit)
    yield Text("")
    if not rows:
        yield Text("这段时间没有到期的事项。")
        return
    columns = [Column("期限", most=10), Column("事项", most=6), Column("做什么", share=3, least=20)]
    below = not unit and width < ABREAST
    columns += [] if unit or below else [Column("单位", share=2, least=14)]
    columns += [Column("状态", most=8)]
    cells: list[list[str | Styled]] = []
    for row in rows:
        due = row.first
        state = due.state.word
        if unit and due.need > 1:
            state += f"\n{due.done}/{due.need}"
        what = due_text(due) + (f"\n单位：{unit_names(row)}" if below else "")
        line: list[str | Styled] = [due.due, due.obligation, what]
        line += [] if unit or below else [unit_names(row)]
        cells.append([*line, Styled(state, LIGHT_STYLE[due.light])])
    yield table(columns, cells, widths(columns, cells, width))


def schedule_counts(
    heading: Heading, rows: Sequence[Gathered], as_of: str, width: int, *, unit: str | None
) -> Iterator[RenderableType]:
    """Whose schedule it is, and how many lines of it are in which state."""
    yield from lines(f"{unit or '全部单位'}　{heading.title}　到期日程", width, "bold")
    counted = Counter(row.first.state for row in rows)
    parts = "、".join(f"{state.word} {counted[state]}" for state in State if counted[state])
    said = f"截至{as_of}，共 {len(rows)} 条：{parts}。" if rows else f"截至{as_of}的状态。"
    yield from lines(said, width)


def standing_list(
    rows: Sequence[Standing], width: int, *, unit: str | None, recorded_only: bool = False
) -> Iterator[RenderableType]:
    """The 事项 without a date, with the last record of each."""
    yield Text("")
    recorded = [row for row in rows if row.done]
    yield from lines(f"常态事项（没有期限，{len(rows)}；有发布记录 {len(recorded)}）", width, "bold")
    rows = recorded if recorded_only else rows
    columns = [Column("事项", most=6), Column("做什么", share=1, least=20)]
    columns += [] if unit else [Column("单位", most=24)]
    columns += [Column("记录", most=4, align="right"), Column("最近发布", most=10)]
    cells: list[list[str | Styled]] = []
    for row in rows:
        line: list[str | Styled] = [row.obligation, row.quote, *([] if unit else [row.unit])]
        cells.append([*line, str(row.done), row.last_on or "—"])
    if cells:
        yield table(columns, cells, widths(columns, cells, width))


def record_list(records: Sequence[Record], width: int) -> Iterator[RenderableType]:
    """Disclosure records, in order of date."""
    if not records:
        yield Text("还没有发布记录。")
        return
    columns = [
        Column("编号", most=6, align="right"),
        Column("发布日期", most=10),
        Column("单位", most=16),
        Column("事项", most=6),
        Column("标题与网址", share=1, least=16),
    ]
    cells = list(map(_record, records))
    yield table(columns, cells, widths(columns, cells, width))


def _record(row: Record) -> list[str | Styled]:
    said = f"《{row.title}》"
    said += f"\n{row.url}" if row.url else ""
    said += f"\n期次：{row.label or row.period}" if row.period and row.period != "once" else ""
    said += f"\n已于 {row.withdrawn_on} 撤回" if row.withdrawn_on else ""
    style = "bright_black" if row.withdrawn_on else ""
    return [str(row.id), row.on_date, row.unit, f"{row.task}-{row.item}", Styled(said, style)]
