"""`gongkai bulletin`: 通报 to all units."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from gongkai.cli.help_pages import command
from gongkai.cli.options import REPLY_BY, as_of_options, office_options
from gongkai.cli.saving import force_option, kind_of, rule_for, save
from gongkai.cli.terminal.progress import each
from gongkai.cli.value_types import FILE

if TYPE_CHECKING:
    from gongkai.cli.session import Session


@command(
    epilog="""
    gongkai bulletin -o 通报.docx
    gongkai bulletin -o 通报.docx --as-of 2019-09-30 --reply-by 2019-10-15
    """,
)
@click.option("-o", "--output", metavar="文件", type=FILE, required=True, help="写到哪个 .docx 文件")
@click.option("--reply-by", metavar="日期", type=REPLY_BY, help="要求在哪一天前办结；不写时写“尽快”")
@force_option
@as_of_options
@office_options("通报")
def bulletin(session: Session, output: str, reply_by: str | None, force: bool) -> None:
    """通报：总体情况、存在问题、下步要求，附排名表和逾期事项清单。

    写明哪些单位没有报齐、哪些事项逾期。部门和镇、街道考核办法不同，分开排名；没有填报期限的单位不计填报率。不含姓名和电话号码。
    """
    from gongkai.render.word.bulletin import bulletin_document
    from gongkai.report.bulletin import bulletin as bulletin_of
    from gongkai.report.completion import Report

    kind_of(output, ".docx")
    found = bulletin_of(Report(session.store, session.asked, session.calendar))
    content = bulletin_document(
        found, session.heading, session.days, reply_by, lambda lines: each(lines, "写附件", "行")
    )
    save(output, content, rule_for(session.asked.as_of, force=force))
    session.warn_of_unknown_years()
