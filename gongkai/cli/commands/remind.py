"""`gongkai remind`: 催办单 for units that are late or incomplete, and the telephone list."""

from __future__ import annotations

import os
from codecs import BOM_UTF8
from collections.abc import Iterator
from functools import partial
from itertools import chain
from typing import TYPE_CHECKING

import click

from gongkai.base.problems import UsageMistake
from gongkai.base.rows import headings
from gongkai.base.states import LATE, PRESSING
from gongkai.cli.help_pages import command
from gongkai.cli.listing import Listing, Out
from gongkai.cli.lookups import narrowed_to
from gongkai.cli.options import REPLY_BY, as_of_options, format_option, one_unit_option, reading_options
from gongkai.cli.output import Page, say
from gongkai.cli.saving import folder_or_kind, force_option, rule_for, save
from gongkai.cli.value_types import FILE, Choice

if TYPE_CHECKING:
    from gongkai.cli.session import Session
    from gongkai.render.wording.reminder import Sender
    from gongkai.report.reminders import Reminder


@command(
    epilog="""
    gongkai remind
    gongkai remind --unit 区司法局
    gongkai remind -o 催办/ --callback "张三 0533-0000000"
    gongkai remind --only late -o 催办单.docx
    """,
)
@one_unit_option("只催办一个单位，显示催办单全文", narrowed_to("各单位的催办单", only_with="output"))
@click.option(
    "--only",
    type=Choice({"late": "逾期"}),
    metavar="范围",
    help="只催 late 逾期的；不写时临期的也催。未填全和退回的总要催",
)
@click.option(
    "-o",
    "--output",
    metavar="文件",
    type=FILE,
    help="写成 .docx 或 .txt，一个单位一份；写文件夹名（末尾加 /）则每个单位一个文件，文件名带日期，另有电话调度表",
)
@click.option(
    "--callback",
    metavar="联系人",
    envvar="GONGKAI_CALLBACK",
    help="回电找谁，写在催办单上，如 “张三 0533-0000000”；不写时留空手填",
)
@force_option
@click.option("--reply-by", metavar="日期", type=REPLY_BY, help="请在哪一天前回复；不写时写“尽快”")
@as_of_options
@format_option
@reading_options
def remind(
    session: Session,
    unit: str | None,
    only: str | None,
    output: str | None,
    callback: str | None,
    force: bool,
    reply_by: str | None,
    out: Out,
) -> None:
    """催办：逾期、临期、未填全、被退回的单位各一份催办单，和电话调度用的名单。

    催办单写明：要办什么、工作要求原文、期限、还有或已逾期几个工作日、回电找谁。
    没有填报期限的单位（镇街道、开发区）不因没有填报而催办。csv、json 格式列电话名单。
    """
    from gongkai.report.reminders import Call, calls, reminders

    if output and out.form != "table":
        raise UsageMistake("-o 写的是催办单，不与 --format 一起用；csv、json 请用 > 文件 保存")
    ending = folder_or_kind(output, ".docx", ".txt") if output else None
    states = LATE if only else PRESSING
    entries = list(reminders(session.store, session.asked, session.calendar, unit=unit, states=states))
    sender = _sender(session, callback, reply_by)
    if out.form == "table" and not entries:
        say(f"截至{session.asked.as_of}，{unit or '各单位'}没有要催办的。")
    elif output:
        _save(output, ending, entries, sender, force=force)
    else:
        table = partial(_letters, entries, sender, whole=unit is not None)
        out.put(Listing(headings(Call), calls(entries), table, document=lambda: entries))
    if output and ending is None and os.path.isdir(output):
        from gongkai.cli.remind.folder import tell_of_older_slips

        tell_of_older_slips(output, session.asked.as_of, (entry.unit for entry in entries), unit)
    session.warn_of_unknown_years()


def _sender(session: Session, callback: str | None, until: str | None) -> Sender:
    from gongkai.render.wording.reminder import Sender

    heading = session.heading
    return Sender(
        heading.title,
        heading.number,
        heading.office or heading.issuer,
        (callback or "").strip(),
        until,
        session.asked.as_of,
    )


def _letters(entries: list[Reminder], sender: Sender, width: int, *, whole: bool) -> Page:
    """The letters `whole`, or an overview of them; then whom to ring."""
    from gongkai.render.terminal import reminders as render

    if whole:
        yield from (line for entry in entries for line in render.letter(entry, sender, width))
    else:
        yield from render.overview(entries, sender, width)
    yield from render.telephone_list(entries, width)


def _save(
    output: str,
    ending: str | None,
    entries: list[Reminder],
    sender: Sender,
    *,
    force: bool,
) -> None:
    """One file with all of them, or a folder with one each."""
    rule = rule_for(sender.as_of, force=force)
    if ending:
        save(output, _content(ending, entries, sender), rule, private=True)
        return
    from gongkai.cli.remind.folder import write_slips

    write_slips(output, entries, sender, rule)


def _content(ending: str, entries: list[Reminder], sender: Sender) -> bytes | Iterator[bytes]:
    if ending == ".txt":
        from gongkai.render.wording.reminder import plain_text

        pieces = plain_text(entries, sender)
        return chain([BOM_UTF8], (piece.replace("\n", "\r\n").encode() for piece in pieces))
    from gongkai.render.word.reminders import reminder_document

    return reminder_document(entries, sender)
