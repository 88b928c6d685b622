"""One task whole, in the terminal."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from operator import attrgetter

from rich.console import RenderableType
from rich.text import Text

from gongkai.base.words import NOTE, ORIGIN, STATUS, VERDICT
from gongkai.render.terminal.table import LIGHT_STYLE, Column, Styled, table, widths
from gongkai.render.terminal.text import NARROW, labelled, lines
from gongkai.render.wording.arrangement import when_words, whose_words
from gongkai.render.wording.common import basis_words, due_word, verdict_words
from gongkai.report.tasks import WholeTask
from gongkai.store.questions.arrangements import ArrangedLine
from gongkai.store.questions.obligations import Obligation
from gongkai.store.questions.plan import Heading
from gongkai.store.questions.tasks import Holder


def task_page(
    heading: Heading, task: WholeTask, as_of: str, width: int, *, unit: str | None
) -> Iterator[RenderableType]:
    """A task's text, 事项, units and answers; the units may be any number. With `unit` there is only that one."""
    text = task.task
    yield from lines(f"任务 {text.id}　{text.name}", width, "bold")
    where = text.category if text.part == "annex" else f"正文{text.body_section}　{text.category}"
    yield from lines(f"{where}　（{heading.number}）", width, "cyan")
    yield Text("")
    yield from labelled("工作要求", text.requirement, width)
    yield from labelled("责任单位", text.responsible or "（原文未写明）", width)
    if text.open:
        said = "未写明责任单位" if text.open == "未写明" else f"“{text.open}”没有列尽"
        yield from labelled("", f"{said}：没有点名的部门不因此承担，可以认领。", width, "bright_black")
    if text.owners_reading:
        yield from labelled("责任读法", text.owners_reading, width, "bright_black")
    for note in task.notes:
        quote = f"“{note.quote}”：" if note.quote else ""
        yield from labelled(NOTE[note.kind], quote + note.text, width, "bright_black")
    yield Text("")
    yield from lines(f"事项（{len(task.obligations)}）", width, "bold")
    for item in task.obligations:
        arranged = [row for row in task.arranged if row.item in (0, item.item) and not item.periods]
        yield from _item(item, arranged, width)
    yield Text("")
    yield from _owners(task.units, as_of, width, unit)
    yield from _answers(task.units, width)


def _item(item: Obligation, arranged: Sequence[ArrangedLine], width: int) -> Iterator[RenderableType]:
    yield from labelled(f"{item.item}", item.quote, width, label_width=4)
    demand = f"时间：{item.demand}"
    if item.printed:
        demand += f"（原文“{item.printed}”）"
    if item.source:
        demand += f"（出自{item.source}，不是方案所写）"
    yield from lines(demand, width, "green" if item.kind in ("by", "every", "at_least") else "", 4)
    if item.periods:
        periods = "、".join(f"{p.label}（{p.due}）" for p in item.periods)
        yield from lines(f"期次：{periods}", width, "", 4)
        if any(p.predates for p in item.periods):
            yield from lines("期限早于方案印发日，不计逾期，请核对。", width, "yellow", 4)
    for origin, rows in groupby(arranged, attrgetter("origin")):
        yield from lines(f"{ORIGIN[origin]}：{'；'.join(map(_arranged, rows))}", width, "", 4)
    if item.soft:
        yield from lines(f"缓和用语：{item.soft}（不因此判为违反）", width, "bright_black", 4)
    if item.beyond:
        yield from lines(
            f"区级难以自行办理：{item.beyond}（在措施里写明；整项任务都不涉及的才报“不涉及”）",
            width,
            "bright_black",
            4,
        )
    if item.reading:
        yield from lines(f"读法：{item.reading}", width, "bright_black", 4)
    for citation in item.citations:
        yield from lines(f"又见{citation.section}：“{citation.quote}”", width, "bright_black", 4)


def _arranged(row: ArrangedLine) -> str:
    if row.title is None:
        when = when_words(row.day, row.rhythm, row.times, row.last)
    else:
        when = f"{row.title}（期限 {row.due}{f'，{row.state.word}' if row.state else ''}）"
    return f"{whose_words(row.unit, row.group_name)}，{when}"


def _basis(row: Holder, width: int) -> str:
    """Why a unit has the task; where the terminal is narrow a group's name says it alone."""
    return str(row.via) if row.basis == "group" and width < NARROW else basis_words(row)


def _owners(units: Iterable[Holder], as_of: str, width: int, unit: str | None) -> Iterator[RenderableType]:
    owing = 0
    claimable = []
    for row in units:
        if row.basis == "claimable":
            claimable.append(row)
        else:
            owing += 1
    yield from lines(f"承担单位（{f'只列{unit}' if unit else owing}，截至{as_of}）", width, "bold")
    if unit and not owing and not claimable:
        yield from lines(f"{unit}没有这项任务。", width)
    if owing:
        columns = [
            Column("单位", most=24),
            Column("承担方式", most=20),
            Column("填报", most=8),
            Column("填报日期", most=10),
            Column("最近期限", share=1, least=10),
        ]
        owners = [_owner(row, width) for row in units if row.basis != "claimable"]
        yield table(columns, owners, widths(columns, owners, width))
    declined = [row.unit for row in claimable if row.status == "not_involved"]
    silent = [row.unit for row in claimable if row.unit not in declined]
    if declined:
        yield from labelled("报不涉及", "、".join(declined), width, "bright_black")
    if silent:
        yield from labelled(
            "可认领", f"{'、'.join(silent)}（没有认领，也没有报不涉及）", width, "bright_black"
        )


def _owner(row: Holder, width: int) -> list[str | Styled]:
    status = "可填报" if row.status == "unfiled" and not row.filing_duty else STATUS[row.status]
    status += "\n已备案" if row.verdict == "accepted" else ""
    due = Styled(_due(row), LIGHT_STYLE[row.next_due_state.light] if row.next_due_state else "")
    return [row.unit, _basis(row, width), status, row.filed_on or "—", due]


def _answers(units: Iterable[Holder], width: int) -> Iterator[RenderableType]:
    answered = (row for row in units if row.filed_on)
    for number, row in enumerate(answered):
        if not number:
            yield Text("")
            yield from lines("各单位填报", width, "bold")
        yield from lines(f"{row.unit}（{STATUS[row.status]}，{row.filed_on}）", width, "cyan")
        if row.verdict:
            yield from labelled(
                VERDICT[row.verdict],
                verdict_words(row),
                width,
                indent=2,
            )
        if row.status == "not_involved":
            yield from labelled("不涉及", row.texts.reason or "", width, indent=2)
            continue
        yield from labelled("措施", row.texts.measure or "（未填）", width, indent=2)
        contact = "　".join(row.texts.who)
        yield from labelled("责任", contact or "（未填）", width, indent=2)


def _due(row: Holder) -> str:
    """The next due date, with how it stands unless it is far off."""
    word = due_word(row.next_due_state)
    return f"{row.next_due or '—'}{f'（{word}）' if word else ''}"
