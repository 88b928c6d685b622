"""催办单 and the telephone list as Word documents."""

from __future__ import annotations

from collections.abc import Iterable

from docx.document import Document
from docx.enum.text import WD_BREAK

from gongkai.office import word as word
from gongkai.render.word import official
from gongkai.render.wording.common import day, item_words
from gongkai.render.wording.reminder import (
    TITLE,
    Sender,
    callback,
    closing,
    filing_words,
    item_state,
    opening,
    row_words,
)
from gongkai.report.reminders import Call, ItemAsked, Reminder

_ROW_HEADS = ("序号", "工作任务", "工作要求", "缺什么")
_ROW_WIDTHS = (1.3, 3.4, 7.6, 3.3)
_ITEM_HEADS = ("事项", "期限", "工作要求", "情况")
_ITEM_WIDTHS = (1.5, 2.5, 7.6, 4.0)


def reminder_document(entries: Iterable[Reminder], sender: Sender) -> bytes:
    """One letter a unit, each on a page of its own."""
    document = official.new_document(TITLE, sender.office)
    for number, entry in enumerate(entries):
        if number:
            document.add_paragraph().add_run().add_break(WD_BREAK.PAGE)
        _letter(document, entry, sender)
    return word.document_bytes(document)


def _letter(document: Document, entry: Reminder, sender: Sender) -> None:
    official.title(document, TITLE)
    official.text(document, f"{entry.unit}：", indent=0)
    official.text(document, opening(sender))
    numbers = iter("一二")
    if entry.rows:
        official.heading(document, f"{next(numbers)}、填报")
        official.text(document, filing_words(entry), after=6)
        rows = [(row.task, row.topic, row.requirement, row_words(row)) for row in entry.rows]
        official.table(document, _ROW_HEADS, _ROW_WIDTHS, rows, centred=(0,))
    if entry.items:
        official.heading(document, f"{next(numbers)}、到期的事项")
        items = [(item.obligation, day(item.due), _demand(item), item_state(item)) for item in entry.items]
        official.table(document, _ITEM_HEADS, _ITEM_WIDTHS, items, centred=(0,))
    official.text(document, closing(sender), before=10)
    official.text(document, callback(sender))
    official.signature(document, sender.office, day(sender.as_of))


def _demand(item: ItemAsked) -> str:
    source = f"（期限出自{item.source}）" if item.source else ""
    return f"{item.topic}\n{item_words(item)}{source}"


_CALL_HEADS = ("序号", "单位", "调度事由", "科室、联系人、电话", "通话时间", "答复情况")
_CALL_WIDTHS = (1.2, 3.6, 6.8, 4.8, 3.2, 6.0)


def telephone_document(rows: Iterable[Call], sender: Sender) -> bytes:
    """Whom to ring about what, with room for what they said."""
    document = official.new_document("政务公开电话调度表", sender.office, landscape=True)
    official.title(document, "政务公开电话调度表", official.SMALL_TITLE)
    official.note(document, f"{sender.title}（{sender.number}）　截至{day(sender.as_of)}　内部使用")
    lines = (
        (
            str(number),
            row.unit,
            row.asked,
            _person(row) or "没有留过联系方式",
            "",
            "",
        )
        for number, row in enumerate(rows, start=1)
    )
    official.table(document, _CALL_HEADS, _CALL_WIDTHS, lines, centred=(0,))
    return word.document_bytes(document)


def _person(row: Call) -> str:
    """A line each for section, name and every number."""
    return "\n".join(filter(None, (row.section, row.officer, *row.contact.split("、"))))
