"""A 催办单 in words: the sentences that terminal, text and Word share, and the plain text of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from gongkai.render.wording.common import day, item_words
from gongkai.report.reminders import AnswerAsked, ItemAsked, Reminder

TITLE = "政务公开工作催办单"
FILL_IN = "请补填具体工作措施、责任科室、责任人及联系方式"


class Sender(NamedTuple):
    """Who reminds: the plan, the office, whom to call back, until when to answer, the date (ISO)."""

    title: str
    number: str
    office: str
    callback: str
    reply_by: str | None
    as_of: str


def opening(sender: Sender) -> str:
    return f"根据《{sender.title}》（{sender.number}），截至{day(sender.as_of)}，你单位有下列工作尚未完成，请抓紧办理。"


def days_words(row: AnswerAsked | ItemAsked) -> str:
    """How many working days are left or have gone."""
    if row.days.days_left is not None:
        if row.days.today:
            return "今天到期"
        return f"还有 {row.days.days_left} 个工作日" if row.days.days_left else "今天之后没有工作日"
    if row.days.days_over is not None:
        return f"已逾期 {row.days.days_over} 个工作日" if row.days.days_over else "已过期限"
    return "没有规定期限"


def row_words(row: AnswerAsked) -> str:
    """What is missing of an answer."""
    if row.status == "returned":
        return f"{day(row.returned_on or '')}退回：{row.returned_for}"
    if row.status == "incomplete":
        return f"未填全，缺{'、'.join(row.missing)}"
    return "未填报" if row.due else "已认领，未填报"


def filing_words(entry: Reminder) -> str:
    """The sentence over the answers that are missing."""
    rows = entry.rows
    said = f"任务分解表应填报 {entry.rows_due} 项，已填报 {entry.rows_filed} 项，" if entry.rows_due else ""
    said += f"下列 {len(rows)} 项有待填报或补正"
    timed = next((row for row in rows if row.due), None)
    if timed:
        said += f"（期限{day(timed.due or '')}，{days_words(timed)}）"
    return said + f"。{FILL_IN}。"


def item_state(item: ItemAsked) -> str:
    """How an 事项 stands: late or near, by how many working days, how much of it is done."""
    said = days_words(item)
    if item.days.last_workday and item.days.days_left is not None:
        said += f"（期限是休息日，之前最后一个工作日是{day(item.days.last_workday)}）"
    if item.need > 1:
        said += f"；应完成 {item.need} 次，已完成 {item.done} 次"
    return said


def closing(sender: Sender) -> str:
    """What to do, and whom to call back."""
    until = f"于{day(sender.reply_by)}前" if sender.reply_by else "尽快"
    return f"请{until}办理，并将办理情况（已发布的，附标题、发布日期和网址）回复{sender.office}。"


def callback(sender: Sender) -> str:
    return f"联系人及电话：{sender.callback or '＿' * 12}"


def text_lines(entry: Reminder, sender: Sender) -> Iterator[tuple[int, str]]:
    """A 催办单 as lines of plain text, each with its indent."""
    yield 0, TITLE
    yield 0, ""
    yield 0, f"{entry.unit}："
    yield 2, opening(sender)
    if entry.rows:
        yield 0, ""
        yield 0, "一、填报"
        yield 2, filing_words(entry)
        for row in entry.rows:
            yield 2, f"〔{row.task}〕{row.topic}　{row_words(row)}"
            yield 4, f"工作要求：{row.requirement}"
    if entry.items:
        yield 0, ""
        yield 0, "二、到期的事项" if entry.rows else "一、到期的事项"
        for item in entry.items:
            yield 2, f"〔{item.obligation}〕{item.topic}　期限{day(item.due)}，{item_state(item)}"
            yield 4, f"原文：{item_words(item)}"
            if item.source:
                yield 4, f"期限出自{item.source}"
    yield 0, ""
    yield 2, closing(sender)
    yield 2, callback(sender)
    yield 0, ""
    yield 2, sender.office
    yield 2, day(sender.as_of)


def plain_text(entries: Iterable[Reminder], sender: Sender) -> Iterator[str]:
    """All of them in one text for Notepad, piece by piece: long lines unbroken, a rule between two."""
    between = ""
    for entry in entries:
        yield between
        yield "\n".join("　" * (indent // 2) + line for indent, line in text_lines(entry, sender))
        between = "\n\n" + "—" * 30 + "\n\n"
    yield "\n"
