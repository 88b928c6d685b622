"""Reminders in the terminal: one in full, or who is to be reminded and whom to ring."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rich.console import RenderableType
from rich.text import Text

from gongkai.render.terminal.table import Column, Styled, TableRow, table, widths
from gongkai.render.terminal.text import NARROW, lines
from gongkai.render.wording.reminder import Sender, text_lines
from gongkai.report.reminders import Call, Reminder, calls


def letter(entry: Reminder, sender: Sender, width: int) -> Iterator[RenderableType]:
    """One 催办单."""
    for number, (indent, line) in enumerate(text_lines(entry, sender)):
        if line:
            yield from lines(line, width, "bold" if number == 0 else "", indent)
        else:
            yield Text("")


def overview(entries: Sequence[Reminder], sender: Sender, width: int) -> Iterator[RenderableType]:
    """Who is to be reminded, and of how much."""
    yield from lines(f"催办　{sender.title}（{sender.number}）", width, "bold")
    yield from lines(
        f"截至{sender.as_of}，{len(entries)} 个单位需要催办。逾期、临期含填报这一事项本身。", width
    )
    yield Text("")
    columns = [
        Column("单位", share=0, most=24),
        Column("应填报", most=6, align="right"),
        Column("待补填报", most=8, align="right"),
        Column("逾期", most=4, align="right"),
        Column("临期", most=4, align="right"),
    ]
    figures = list(map(_figures, entries))
    yield table(columns, figures, widths(columns, figures, width))


def _figures(told: Reminder) -> TableRow:
    return [
        told.unit,
        str(told.rows_due) if told.rows_due else "—",
        Styled(str(told.rows_missing), "yellow" if told.rows_missing else ""),
        Styled(str(told.overdue), "red" if told.overdue else ""),
        Styled(str(told.due_soon), "yellow" if told.due_soon else ""),
    ]


def telephone_list(entries: Sequence[Reminder], width: int) -> Iterator[RenderableType]:
    """Whom to ring about what."""
    yield Text("")
    yield from lines("电话调度", width, "bold")
    yield from lines("姓名和电话供本办内部使用。", width, "bright_black")
    columns = [
        Column("单位", most=14 if width < NARROW else 24),
        Column("事由", share=1, least=16),
        Column("联系人", most=18 if width < NARROW else 28),
    ]
    rows: list[TableRow] = [[_unit(row), row.asked, _person(row)] for row in calls(entries)]
    yield table(columns, rows, widths(columns, rows, width))


def _unit(row: Call) -> str:
    return f"{row.unit}\n{row.submitted_on}报送过" if row.submitted_on else row.unit


def _person(row: Call) -> str:
    return "\n".join(filter(None, (row.section, row.officer, row.contact))) or "没有留过联系方式"
