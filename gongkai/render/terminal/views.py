"""Other views of a report in the terminal: the matrix, the timeline, and the rows behind each count."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from rich.console import RenderableType
from rich.text import Text

from gongkai.base.dates import chinese_month
from gongkai.base.text import cells, pad
from gongkai.render.terminal.table import Column, table, widths
from gongkai.render.terminal.text import labelled, lines
from gongkai.render.wording.common import item_words
from gongkai.report.explain import Explained, RowDue
from gongkai.report.matrix import Matrix, Sign
from gongkai.report.timeline import FallingDue, Month
from gongkai.store.questions.figures import Deadline

# ASCII signs: one cell wide on every console.
SIGNS = {
    Sign.late: ("!", "bold red"),
    Sign.soon: ("?", "yellow"),
    Sign.open: ("o", ""),
    Sign.done: ("v", "green"),
    Sign.exempt: ("-", "bright_black"),
}
LEGEND = "!逾期　?临期　o未完　v已填报或完成　-不涉及　.没有这项任务"


def matrix_view(matrix: Matrix, width: int) -> Iterator[RenderableType]:
    """Units down, tasks across, one sign each; in blocks where the terminal is narrow."""
    names = [unit.unit for unit in matrix.units]
    name_width = max([cells(name) for name in names] + [4])
    room = max(width - name_width - 2, 10)
    tasks = matrix.tasks
    yield Text("")
    yield from lines("单位 × 任务", width, "bold")
    yield from lines(LEGEND, width, "bright_black")
    for start in range(0, len(tasks), room):
        block = tasks[start : start + room]
        yield Text("")
        tall = max(len(task) for task in block)
        for level in range(tall):
            yield Text(
                " " * (name_width + 2) + "".join(task.rjust(tall)[level] for task in block), style="bold"
            )
        for unit in matrix.units:
            line = Text(pad(unit.unit, name_width + 2))
            for task in block:
                state = unit.states.get(task)
                sign, style = SIGNS[state] if state else (".", "bright_black")
                line.append(sign, style=style)
            yield line


def timeline_view(months: Sequence[Month], width: int) -> Iterator[RenderableType]:
    """What falls due, month by month."""
    yield Text("")
    yield from lines("到期时间表", width, "bold")
    if not months:
        yield Text("没有有日期的事项。")
    columns = [
        Column("", most=10),
        Column("", most=6),
        Column("", share=1, least=20),
        Column("", most=8, align="right"),
    ]
    rows = [[_falling_due(item) for item in month.items] for month in months]
    sizes = widths(columns, [row for part in rows for row in part], width)
    for month, part in zip(months, rows, strict=True):
        said = f"{chinese_month(month.month)}　到期 {month.total} 项次："
        said += f"完成 {month.finished}、逾期 {month.overdue}、临期 {month.due_soon}"
        style = "red" if month.overdue else "yellow" if month.due_soon else "green"
        yield from lines(said, width, f"bold {style}")
        yield table(columns, part, sizes, head=False)


def _falling_due(item: FallingDue) -> list[str]:
    return [item.due, item.obligation, item_words(item), f"{item.units}个单位"]


def explain_view(explained: Sequence[Explained], width: int) -> Iterator[RenderableType]:
    """Each count with the rows it is the number of."""
    yield Text("")
    yield from lines("各项数字的由来", width, "bold")
    for count in explained:
        yield from lines(f"{count.words} {len(count.rows)}", width, "cyan")
        for unit, group in groupby(_rows(count), key=lambda row: row.unit):
            yield from labelled(
                unit, "、".join(_row(row) for row in group), width, indent=2, label_width=cells(unit) + 2
            )


def _rows(count: Explained) -> list[RowDue | Deadline]:
    return [*count.rows]


def _row(row: RowDue | Deadline) -> str:
    if row.obligation is None:
        return row.task
    period = "" if row.period == "once" else f" {row.period}"
    return f"{row.obligation}{period}（{row.due}）"
