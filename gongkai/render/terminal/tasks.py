"""A unit's tasks in the terminal."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from rich.console import RenderableType
from rich.text import Text

from gongkai.base.text import wrap
from gongkai.base.words import BASIS, STATUS
from gongkai.render.terminal.table import LIGHT_STYLE, Column, Styled, clipped, table, widths
from gongkai.render.terminal.text import NARROW
from gongkai.render.wording.common import due_word, verdict_words
from gongkai.report.tasks import Summary
from gongkai.store.questions.plan import Heading
from gongkai.store.questions.tasks import HeldTask

LINES_SHOWN = 3
CLAIMABLE = "可认领（方案没有点名，认领后才承担：gongkai claim）"

_STATUS_STYLE = {
    "filed": "green",
    "not_involved": "green",
    "incomplete": "yellow",
    "unclaimed": "bright_black",
}


def task_list(
    heading: Heading,
    unit: str,
    as_of: str,
    figures: Summary,
    tasks: list[HeldTask],
    width: int,
    *,
    full: bool,
) -> Iterator[RenderableType]:
    """The list of a unit's tasks, a part a category; what it may claim comes last, in a part of its own."""
    yield from task_counts(heading, unit, as_of, figures, width)
    for task in tasks:
        if task.status == "returned":
            for line in wrap(
                f"任务 {task.id}：{verdict_words(task)}",
                width,
            ):
                yield Text(line, style="red")
    yield Text("")
    if not tasks:
        yield Text("没有符合条件的任务。")
        return
    columns, rows = _rows(tasks, width, _filing_words(heading, figures))
    sizes = widths(columns, rows, width)
    yield table(columns, [], sizes)
    parts: dict[str, list[list[str | Styled]]] = {}
    for task, row in zip(tasks, rows, strict=True):
        if not full:
            lines = LINES_SHOWN if task.basis != "claimable" else 1
            row[1] = _clip(str(row[1]), sizes[1], lines)
        parts.setdefault(_part_of(task), []).append(row)
    for name in sorted(parts, key=lambda part: part == CLAIMABLE):
        yield Text("")
        for line in wrap(name, width):
            yield Text(line, style="bold cyan")
        yield table(columns, parts[name], sizes, head=False)
    if not full:
        yield Text("")
        for line in wrap("工作要求只显示开头；全文见 gongkai show 序号，或加 --full。", width):
            yield Text(line, style="bright_black")


def _part_of(task: HeldTask) -> str:
    if task.basis == "claimable":
        return CLAIMABLE
    return str(task.category) if task.part == "annex" else f"正文：{task.category}"


def task_counts(
    heading: Heading, unit: str, as_of: str, figures: Summary, width: int
) -> Iterator[RenderableType]:
    """Whose tasks they are, and how many."""
    for line in wrap(f"{unit}　{heading.title}（{heading.number}）", width):
        yield Text(line, style="bold")
    parts = [f"截至{as_of}"]
    if figures.rows_due:
        parts.append(f"应填报 {figures.rows_due} 项，已填报 {figures.rows_filed} 项")
        if figures.incomplete:
            parts.append(f"未填全 {figures.incomplete} 项")
        parts.append(f"填报期限 {heading.filing_due}")
    else:
        parts.append(f"附件任务 {figures.annex} 项，没有填报期限（可以填报）")
    if figures.body:
        parts.append(f"正文任务 {figures.body} 项")
    if figures.claimable:
        parts.append(f"可认领 {figures.claimable} 项")
    for line in wrap("；".join(parts) + "。", width):
        yield Text(line)


Words = Callable[[HeldTask], str]


def _filing_words(heading: Heading, figures: Summary) -> Words:
    """The filing state in words: rows without the duty may be filed, and the duty itself is so far fulfilled."""

    def words(task: HeldTask) -> str:
        if task.id == heading.filing_task:
            return f"{figures.rows_filed}/{figures.rows_due}"
        if task.status == "unfiled" and not task.filing_duty:
            return "可填报"
        accepted = "\n已备案" if task.verdict == "accepted" else ""
        return STATUS[task.status] + accepted

    return words


def _rows(tasks: list[HeldTask], width: int, filing: Words) -> tuple[list[Column], list[list[str | Styled]]]:
    if width < NARROW:
        columns = [
            Column("序号", most=4),
            Column("工作任务与要求", share=1, least=16),
            Column("承担、填报、期限", most=16, least=12),
        ]
        return columns, [[task.id, _demand(task), _state(task, filing)] for task in tasks]
    columns = [
        Column("序号", most=4),
        Column("工作任务与要求", share=1, least=24),
        Column("承担方式", most=14 if width >= 100 else 12),
        Column("填报", most=8),
        Column("最近期限", most=10),
    ]
    return columns, [
        [
            task.id,
            _demand(task),
            _basis(task),
            Styled(filing(task), _STATUS_STYLE.get(task.status, "")),
            Styled(_due(task), _due_style(task)),
        ]
        for task in tasks
    ]


def _demand(task: HeldTask) -> str:
    section = f"〔{task.body_section}〕" if task.part == "body" else ""
    return f"【{task.name}{section}】\n{task.requirement}"


def _clip(demand: str, size: int, lines: int) -> str:
    topic, requirement = demand.split("\n", 1)
    return f"{topic}\n{clipped(requirement, size, lines)}"


def _basis(task: HeldTask) -> str:
    return f"{BASIS[task.basis]}\n{task.via}" if task.basis == "group" else BASIS[task.basis]


def _due(task: HeldTask) -> str:
    """The next day of the plan's and the law's, and below it that of people's own."""
    said = f"{task.next_due}\n{due_word(task.next_due_state)}".rstrip() if task.next_due else ""
    own = (
        f"自定\n{task.next_due_own}\n{due_word(task.next_due_own_state)}".rstrip()
        if task.next_due_own
        else ""
    )
    return "\n".join(filter(None, (said, own))) or "—"


def _due_style(task: HeldTask) -> str:
    return LIGHT_STYLE[task.next_due_state.light] if task.next_due_state else ""


def _state(task: HeldTask, filing: Words) -> Styled:
    lines = [_basis(task), filing(task)]
    if task.next_due or task.next_due_own:
        lines.append(_due(task))
    return Styled("\n".join(lines), _due_style(task))
