"""The ledger as a workbook: 台账, 按单位, 按类别. Rows are written as they come, so that size doesn't matter."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Sequence
from copy import copy
from datetime import date
from typing import Any, Generic, Literal, NamedTuple, Protocol, TypeVar

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, NamedStyle
from openpyxl.utils import get_column_letter

from gongkai.base.states import COUNTED, PRESSING, Light, State
from gongkai.base.text import cells
from gongkai.base.words import BASIS, COMPLETE, LIGHT, ORIGIN, VERDICT
from gongkai.office import excel as excel
from gongkai.office.writing import refuse_odd_clock
from gongkai.render.wording.common import day, filing_light, filing_words, percent
from gongkai.report.completion import Report
from gongkai.report.figures import CategoryLine, KindLine
from gongkai.report.ledger import LedgerLine
from gongkai.report.ranking import BASIS as RANKED_BY
from gongkai.report.ranking import RankedUnit, rankings
from gongkai.store.kinds import FIELD, MASKS, WHO
from gongkai.store.questions.answers import Answer, ItemState
from gongkai.store.questions.figures import Counts
from gongkai.store.questions.plan import Heading

Value = str | int | date | None
R = TypeVar("R", contravariant=True)

# Background and letters of a light; the word is always there too.
_COLOURS = {
    "red": ("FADBD6", "8F1D13"),
    "yellow": ("FBEFCB", "5F4000"),
    "green": ("DFEFE4", "1C4B31"),
    "grey": ("ECEEEE", "4A5459"),
}
_TEXT, _CENTRE, _NUMBER, _DATE, _HEAD, _TITLE, _NOTE = "文字", "居中", "数字", "日期", "表头", "标题", "说明"


class Column(NamedTuple, Generic[R]):
    """A column: heading, width in Latin characters, style, and what it shows of a row.

    `light` gives the colour of a cell, where it has one.
    """

    title: str
    width: float
    style: str
    value: Callable[[R], Value]
    light: Callable[[R], str | None] | None = None


def _day(text: str | None) -> Value:
    return date.fromisoformat(text) if text else None


def _filing(row: Answer) -> str | None:
    """Duties of the plan's body are carried out, not filled in: their state is in 状态."""
    return None if row.part == "body" and row.status == "unfiled" else filing_words(row)


def _verdict(row: Answer) -> str | None:
    """The office's word; that it is awaited where an answer is complete."""
    return VERDICT[row.verdict] if row.verdict else "待备案" if row.status in COMPLETE else None


def _records(item: ItemState) -> str:
    return "\n".join("　".join(filter(None, (r.on_date, r.title, r.url))) for r in item.records)


def _of_item(
    title: str,
    width: float,
    style: str,
    value: Callable[[ItemState], Value],
    light: Callable[[ItemState], str] | None = None,
) -> Column[LedgerLine]:
    """A column that is empty where there is no 事项 to carry out."""
    return Column(
        title,
        width,
        style,
        lambda row: value(row.item) if row.item else None,
        lambda row: light(row.item) if light and row.item else None,
    )


def _of_answer(
    title: str,
    width: float,
    style: str,
    value: Callable[[Answer], Value],
    light: Callable[[Answer], str | None] | None = None,
) -> Column[LedgerLine]:
    return Column(
        title,
        width,
        style,
        lambda row: value(row.answer),
        lambda row: light(row.answer) if light else None,
    )


def _of_who(name: str) -> Column[LedgerLine]:
    width = 13 if MASKS[name] == "telephone" else 9  # a number isn't broken
    return _of_answer(FIELD[name], width, _TEXT, lambda row: getattr(row.texts, name))


LEDGER: tuple[Column[LedgerLine], ...] = (
    _of_answer("单位", 14, _TEXT, lambda row: row.unit),
    _of_answer("任务", 6, _CENTRE, lambda row: row.task),
    _of_answer("工作任务", 18, _TEXT, lambda row: row.topic),
    _of_item("事项", 7, _CENTRE, lambda item: item.obligation),
    _of_item("要求", 32, _TEXT, lambda item: item.quote),
    _of_item("期次", 10, _CENTRE, lambda item: None if item.period == "once" else item.label),
    _of_item("来源", 6, _CENTRE, lambda item: ORIGIN[item.origin] if item.origin else None),
    _of_item("期限", 11, _DATE, lambda item: _day(item.due)),
    _of_item("亮灯", 6, _CENTRE, lambda item: LIGHT[item.light], lambda item: item.light),
    _of_item("状态", 8, _CENTRE, lambda item: item.state.word),
    _of_item("应完成", 6, _NUMBER, lambda item: item.need if item.due else None),
    _of_item("已完成", 6, _NUMBER, lambda item: item.done),
    _of_item("完成日期", 11, _DATE, lambda item: _day(item.done_on)),
    _of_item("最近记录", 11, _DATE, lambda item: _day(item.last_on)),
    _of_item("发布记录（日期、标题、网址）", 34, _TEXT, _records),
    _of_answer("填报", 15, _CENTRE, _filing, lambda row: filing_light(row) if _filing(row) else None),
    _of_answer("填报日期", 11, _DATE, lambda row: _day(row.filed_on)),
    _of_answer("备案或退回", 10, _CENTRE, _verdict),
    _of_answer("备案、退回日期", 12, _DATE, lambda row: _day(row.verdict_on)),
    _of_answer("退回原因", 14, _TEXT, lambda row: row.verdict_reason),
    _of_answer("具体工作措施或不涉及的理由", 32, _TEXT, lambda row: row.texts.words),
    *map(_of_who, WHO),
    _of_answer("承担方式", 7, _CENTRE, lambda row: BASIS[row.basis]),
    _of_answer("单位组", 13, _TEXT, lambda row: row.via),
    _of_answer("单位类别", 10, _CENTRE, lambda row: row.kind),
    _of_answer("任务类别", 14, _TEXT, lambda row: row.category),
    _of_item("时间要求", 12, _TEXT, lambda item: item.demand),
)

LINE_HEIGHT = 16.0


class Counted(Protocol):
    """A line of a summary."""

    @property
    def counts(self) -> Counts: ...


def _count(title: str, value: Callable[[Counts], int], light: Light | None = None) -> Column[Counted]:
    return Column(
        title, 10, _NUMBER, lambda row: value(row.counts), lambda row: light if value(row.counts) else None
    )


def _count_of(state: State) -> Column[Counted]:
    return _count(state.word, lambda counts: counts.of(state), state.light if state in PRESSING else None)


_COUNTS: tuple[Column[Counted], ...] = (
    _count("应填报", lambda counts: counts.rows_due),
    _count("已填报", lambda counts: counts.rows_filed),
    Column("填报率", 9, _CENTRE, lambda row: percent(row.counts.rows_filed, row.counts.rows_due)),
    _count("不涉及", lambda counts: counts.rows_not_involved),
    _count("未填全", lambda counts: counts.rows_incomplete, "yellow"),
    _count("被退回", lambda counts: counts.rows_returned, "yellow"),
    _count("已备案", lambda counts: counts.rows_accepted),
    *map(_count_of, COUNTED),
)


_BY_UNIT: tuple[Column[RankedUnit], ...] = (
    Column("单位", 26, _TEXT, lambda row: row.line.unit + ("*" if row.line.uncertain else "")),
    Column("单位类别", 16, _CENTRE, lambda row: row.line.kind),
    Column("名次", 8, _NUMBER, lambda row: row.rank),
    *_COUNTS,
)
_BY_KIND: tuple[Column[KindLine], ...] = (
    Column("单位类别", 26, _TEXT, lambda row: row.kind),
    Column("单位数", 16, _NUMBER, lambda row: row.units),
    Column("应报单位", 10, _NUMBER, lambda row: row.units_due),
    *_COUNTS,
)
_BY_CATEGORY: tuple[Column[CategoryLine], ...] = (
    Column("任务类别", 26, _TEXT, lambda row: row.category),
    Column("任务数", 16, _NUMBER, lambda row: row.tasks),
    Column("单位数", 10, _NUMBER, lambda row: row.units),
    *_COUNTS,
)


_Block = tuple[str, Sequence[Column[Any]], Sequence[Any]]


def ledger_workbook(rows: Iterable[LedgerLine], summary: Report, heading: Heading) -> bytes:
    """The whole workbook. `rows` are written one by one; `summary` is the report of the same."""
    refuse_odd_clock()
    workbook = Workbook(write_only=True)
    for style in _styles():
        workbook.add_named_style(style)
    about = f"{heading.title}（{heading.number}）　截至{day(summary.as_of)}"
    _ledger_sheet(workbook, rows, about)
    ranked = [
        (ranking.scheme, _BY_UNIT, ranking.units)
        for ranking in rankings(summary.units, whole=summary.unit is None)
    ]
    star = "* 是否在册、是否属部门待核实。"
    _summary_sheet(workbook, "按单位", "各单位填报和落实情况", f"{about}　名次{RANKED_BY}{star}", ranked)
    blocks: list[_Block] = [
        ("按单位类别", _BY_KIND, summary.kinds),
        ("按任务类别", _BY_CATEGORY, summary.categories),
    ]
    _summary_sheet(workbook, "按类别", "按类别填报和落实情况", about, blocks)
    return excel.workbook_bytes(workbook)


class _Page(NamedTuple):
    """A sheet being written, how the cells of each style look, and cells to be written again: most texts recur."""

    sheet: Any
    looks: dict[str, Any]
    made: dict[tuple[str, Value], Any]


_MOST_KEPT = 5_000


def _ledger_sheet(workbook: Workbook, rows: Iterable[LedgerLine], about: str) -> None:
    page = _sheet(workbook, "台账", LEDGER, header=3, freeze_column=4, paper="A3")
    page.sheet.append([_cell(page, "政务公开工作台账", _TITLE)])
    page.sheet.append([_cell(page, about, _NOTE)])
    count = 3
    _append_header(page, count, LEDGER)
    for row in rows:
        count += 1
        _append(page, count, LEDGER, row)
    last = get_column_letter(len(LEDGER))
    page.sheet.auto_filter.ref = f"A3:{last}{count}"
    page.sheet.print_area = f"A1:{last}{count}"


def _summary_sheet(
    workbook: Workbook,
    name: str,
    title: str,
    about: str,
    blocks: Sequence[_Block],
) -> None:
    """Tables one below the other, each with its own heading: units assessed by different schemes aren't mixed."""
    page = _sheet(workbook, name, blocks[0][1] if blocks else _BY_UNIT, header=None, freeze_column=1)
    page.sheet.append([_cell(page, title, _TITLE)])
    page.sheet.append([_cell(page, about, _NOTE)])
    count = 2
    for words, columns, rows in blocks:
        page.sheet.append([])
        page.sheet.append([_cell(page, f"{words}（{len(rows)}）", _NOTE)])
        count += 3
        _append_header(page, count, columns)
        for row in rows:
            count += 1
            _append(page, count, columns, row)


def _sheet(
    workbook: Workbook,
    name: str,
    columns: Sequence[Column[Any]],
    *,
    header: int | None,
    freeze_column: int,
    paper: Literal["A3", "A4"] = "A4",
) -> _Page:
    """A sheet whose layout is set before its first row, as writing row by row wants it."""
    sheet: Any = workbook.create_sheet(name)
    excel.set_widths(sheet, [column.width for column in columns])
    sheet.sheet_format.defaultRowHeight, sheet.sheet_format.customHeight = LINE_HEIGHT + 2, True
    excel.print_setup(
        sheet, header=header, columns=len(columns), last_row=1, freeze_column=freeze_column, paper=paper
    )
    if header is None:
        sheet.print_area = None
    sheet._values_to_row = _placed  # openpyxl's own asks of each cell whether it is a plain value
    return _Page(sheet, _looks(workbook, sheet), {})


def _placed(cells: Sequence[Any], row: int) -> Iterator[Any]:
    """The cells of a row in their places."""
    for column, cell in enumerate(cells, 1):
        cell.row, cell.column = row, column
        yield cell


def _append_header(page: _Page, number: int, columns: Sequence[Column[Any]]) -> None:
    """Write the headings, as high as the one that takes most lines."""
    lines = max(_lines(column.title, column.width) for column in columns)
    page.sheet.row_dimensions[number].height = lines * LINE_HEIGHT + 10
    page.sheet.append([_cell(page, column.title, _HEAD) for column in columns])
    page.sheet.row_dimensions.pop(number, None)


def _append(page: _Page, number: int, columns: Sequence[Column[Any]], row: Any) -> None:
    """Write a row, as high as its longest text: nothing sets the height of rows that are opened as they are."""
    values = [column.value(row) for column in columns]
    lines = max(_lines(value, column.width) for value, column in zip(values, columns, strict=True))
    if lines > 1:
        page.sheet.row_dimensions[number].height = min(lines * LINE_HEIGHT + 4, 400)
    page.sheet.append(
        [
            _cell(page, value, column.style, column.light(row) if column.light else None)
            for value, column in zip(values, columns, strict=True)
        ]
    )
    page.sheet.row_dimensions.pop(number, None)


def _lines(value: Value, width: float) -> int:
    """How many lines a text takes in a column."""
    if not isinstance(value, str) or len(value) * 2 < width:
        return 1
    return sum(max(1, math.ceil(cells(line) / (width - 1.5))) for line in value.split("\n"))


def _cell(page: _Page, value: Value, style: str, light: str | None = None) -> Any:
    """A cell; the one made before where the same has been written."""
    look = f"{style}{light}" if light else style
    cell: Any = page.made.get((look, value))
    if cell is None:
        cell = WriteOnlyCell(page.sheet)
        cell._style = page.looks[look]
        if not isinstance(value, str):
            cell.value = value
        elif value:
            excel.text_cell(cell, value[: excel.LONGEST])
        if len(page.made) < _MOST_KEPT:
            page.made[look, value] = cell
    return cell


def _looks(workbook: Workbook, sheet: Any) -> dict[str, Any]:
    """Each style as a cell of this workbook carries it: to look one up for every cell takes most of the time."""
    found = {}
    for name in workbook.named_styles:
        cell: Any = WriteOnlyCell(sheet)
        cell.style = name
        found[name] = copy(cell._style)
    return found


def _styles() -> list[NamedStyle]:
    def style(name: str, horizontal: str, **more: Any) -> NamedStyle:
        form = more.pop("number_format", excel.TEXT)
        made = NamedStyle(
            name, font=more.pop("font", excel.font()), border=excel.RULED, number_format=form, **more
        )
        made.alignment = Alignment(horizontal=horizontal, vertical="center", wrap_text=True)
        return made

    plain = [
        style(_TEXT, "left"),
        style(_CENTRE, "center"),
        style(_NUMBER, "center", number_format="0"),
        style(_DATE, "center", number_format="yyyy-mm-dd"),
        style(_HEAD, "center", font=excel.font(excel.HEAD), fill=excel.fill("E8EEF5")),
        NamedStyle(_TITLE, font=excel.font(excel.TITLE, 20)),
        NamedStyle(_NOTE, font=excel.font(excel.HEAD, 11)),
    ]
    coloured = [
        style(
            f"{name}{light}",
            "center",
            font=excel.font(color=letters, bold=light == "red"),
            fill=excel.fill(back),
            number_format=form,
        )
        for name, form in ((_CENTRE, excel.TEXT), (_NUMBER, "0"))
        for light, (back, letters) in _COLOURS.items()
    ]
    return plain + coloured
