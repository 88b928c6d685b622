"""What came of collected forms, in the terminal."""

from __future__ import annotations

from collections.abc import Iterator

from rich.console import RenderableType
from rich.text import Text

from gongkai.base.text import visible, wrap
from gongkai.forms.back.taken import TakenFile, TakenRow
from gongkai.render.terminal.table import Column, Styled, table, widths

STATUS = {
    "filed": "已记入",
    "unchanged": "没有改动",
    "would_file": "可以记入（试收，没有保存）",
    "refused": "没有记入",
}
# In the order of a file's counts.
RESULT = {
    "unmatched": "对不上",
    "doubtful": "存疑",
    "newer": "库中较新",
    "foreign": "不是本单位的",
    "new": "新填",
    "changed": "改动",
    "unchanged": "不变",
    "declined": "不认领",
    "left_out": "不收",
    "blank": "没有填",
}
HOW = {"mark": "行标识", "text": "工作要求", "part": "工作要求（部分）", "hand": "人工指明"}
_STYLE = {
    "new": "green",
    "changed": "green",
    "unmatched": "bold red",
    "doubtful": "bold red",
    "newer": "yellow",
    "foreign": "bold red",
    "filed": "green",
    "refused": "bold red",
}
# Rows that need no eye of their own are only counted.
_QUIET = frozenset(("unchanged", "blank"))


def collect_list(results: list[TakenFile], width: int) -> Iterator[RenderableType]:
    """A part a file: its outcome, then the rows that matter; then the sum."""
    for result in results:
        yield from _file(result, width)
        yield Text("")
    if len(results) > 1:
        counts = {name: sum(result.status == name for result in results) for name in STATUS}
        words = "，".join(f"{STATUS[name]} {count} 份" for name, count in counts.items() if count)
        yield Text(
            f"共 {len(results)} 份：{words}；记入 {sum(result.filed for result in results)} 行。",
            style="bold",
        )
    yield from _left(results, width)


def _left(results: list[TakenFile], width: int) -> Iterator[RenderableType]:
    """The files that weren't taken, each with the commands that go on."""
    refused = [result for result in results if result.status == "refused"]
    if len(results) > 1 and refused:
        yield Text(f"没有收的 {len(refused)} 份：", style="bold red")
    for result in refused:
        if len(results) > 1:
            for line in wrap(f"　{visible(result.file)}", width):
                yield Text(line)
        for lead, command in zip(("　请问清单位后改好再收，或：", "　　又或："), result.next, strict=False):
            yield f"{lead}{command}"


def _file(result: TakenFile, width: int) -> Iterator[RenderableType]:
    unit = f"　{result.unit}（依据{result.unit_from}）" if result.unit else ""
    for line in wrap(f"{visible(result.file)}{unit}", width):
        yield Text(line, style="bold")
    found = result.counts
    counts = "，".join(f"{RESULT[name]} {found[name]} 行" for name in RESULT if name in found)
    status = STATUS[result.status]
    said = f"{status}：{result.problem}" if result.problem else status
    for line in wrap(f"{said}。{counts}".rstrip("。") + "。", width):
        yield Text(line, style=_STYLE.get(result.status, ""))
    for note in result.notes:
        for line in wrap(f"注意：{note}。", width):
            yield Text(line)
    rows = [row for row in result.rows if row.result not in _QUIET or row.notes]
    if rows:
        yield _rows(rows, width)


def _rows(rows: list[TakenRow], width: int) -> RenderableType:
    columns = [
        Column("行", most=4, align="right"),
        Column("任务", most=4),
        Column("结果", most=12),
        Column("工作要求和说明", share=1, least=20),
    ]
    cells: list[list[str | Styled]] = [
        [
            str(row.row),
            row.task or "—",
            Styled(RESULT[row.result], _STYLE.get(row.result, "")),
            "\n".join(filter(None, [_text(row), *row.notes])),
        ]
        for row in rows
    ]
    return table(columns, cells, widths(columns, cells, width))


def _text(row: TakenRow) -> str:
    place = f"〔{row.place}〕" if row.result in ("unmatched", "doubtful", "foreign", "newer") else ""
    return f"{place}{row.text}"
