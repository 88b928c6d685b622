"""What is arranged, in the terminal."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rich.console import RenderableType
from rich.text import Text

from gongkai.base.words import DUE_BY, ORIGIN
from gongkai.render.terminal.table import LIGHT_STYLE, Column, Styled, table, widths
from gongkai.render.wording.arrangement import what_words, when_words, whose_words
from gongkai.store.questions.arrangements import ArrangedLine


def arrangement_list(rows: Sequence[ArrangedLine], width: int) -> Iterator[RenderableType]:
    """The office's rhythms, the units' own days and rhythms, and the events with their states."""
    if not rows:
        yield Text("还没有安排。")
        return
    columns = [
        Column("编号", most=6),
        Column("来源", most=8),
        Column("单位", share=1, least=10),
        Column("事项", share=1, least=8),
        Column("安排", share=2, least=16),
        Column("状态", most=8),
    ]
    cells = list(map(_line, rows))
    yield table(columns, cells, widths(columns, cells, width))


def _line(row: ArrangedLine) -> list[str | Styled]:
    if row.title is not None:
        when = f"{row.title}（{row.happened}）\n期限 {row.due}（{DUE_BY[row.due_by or '']}）"
    else:
        when = when_words(row.day, row.rhythm, row.times, row.last) + f"\n自 {row.on_date} 起"
    when += f"\n{row.note}" if row.note else ""
    state = Styled(row.state.word, LIGHT_STYLE[row.state.light]) if row.state else "—"
    what = what_words(row.task, row.item, row.category)
    return [row.number, ORIGIN[row.origin], whose_words(row.unit, row.group_name), what, when, state]
