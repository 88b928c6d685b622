"""`gongkai collect`: read returned forms and file what is in them, a file whole or not at all."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from gongkai.base.problems import UsageMistake
from gongkai.base.text import visible
from gongkai.cli.help_pages import argument, command
from gongkai.cli.listing import Listing, Out
from gongkai.cli.options import format_option, named_unit_option, on_option, session_options
from gongkai.cli.output import Page, fail
from gongkai.cli.value_types import FILE

if TYPE_CHECKING:
    from gongkai.cli.session import Session
    from gongkai.forms.back.taken import TakenFile


@command(
    epilog="""
    gongkai collect 区司法局.docx
    gongkai collect 收件/ --dry-run
    gongkai collect 附件.docx --unit 区司法局 --on 2019-07-18
    gongkai collect 区司法局.docx --row 5=14 --row 6=0
    """,
)
@argument(
    "files",
    nargs=-1,
    required=True,
    metavar="文件…",
    type=FILE,
    help="Word 或 Excel 文件，或装着它们的文件夹",
)
@named_unit_option("这份文件是哪个单位的；不写时看文件")
@on_option
@click.option("--dry-run", is_flag=True, help="只看会怎样，不保存")
@click.option("--replace", is_flag=True, help="库中的填报较新或分不出先后时，也以表里的为准")
@click.option(
    "--row",
    "by_hand",
    multiple=True,
    metavar="行=任务",
    help="指明对不上、存疑的一行是哪项任务，如 5=14；5=不涉及 是按不涉及记；5=0 是这一行不收",
)
@format_option
@session_options
def collect(
    session: Session,
    files: tuple[str, ...],
    unit: str | None,
    day: str,
    dry_run: bool,
    replace: bool,
    by_hand: tuple[str, ...],
    out: Out,
) -> None:
    """收各单位填好寄回的表，逐行对上任务并记入填报。

    认得 gongkai form 生成的表，也认得发文时的空白附件（手工填的）。一份文件要么整份记入，要么一行也不记：有对不上、存疑的行，
    就列出来，等改好或用 --row 指明后再收。同一份文件收两次不会重复，以前收过的填法也不会盖掉后来的改动；同一单位的两份文件
    填得不一样，两份都不收。收文件夹时连同子文件夹，每份文件都有交代：收了，或为什么没有收。
    旧格式（.doc、.wps）用 LibreOffice 转换。
    """
    from gongkai.cli.collect import taking
    from gongkai.forms.back.files import Wishes

    paths = taking.all_of(files)
    if len(paths) > 1 and (unit or by_hand):
        raise UsageMistake("--unit 和 --row 只能用于一份文件，请一份一份地收")
    wishes = Wishes(unit, day, replace, *taking.by_hand(session, by_hand))
    session.workplace.warn_of_network_drive()
    results = taking.taken(session, paths, wishes, dry_run)
    out.put(_listing(results))
    refused = [result for result in results if result.status == taking.REFUSED]
    for result in refused:
        fail(f"{visible(result.file)} 没有收：{result.problem}")
    if len(results) < len(paths):
        sys.exit(130)
    if refused:
        sys.exit(1)


def _listing(results: list[TakenFile]) -> Listing:
    from gongkai.cli.collect import taking

    def table(width: int) -> Page:
        from gongkai.render.terminal.collect import collect_list

        return collect_list(results, width)

    rows = (row for result in results for row in taking.flat(result))
    return Listing(taking.COLLECT_FIELDS, rows, table, document=lambda: results, paged=False)
