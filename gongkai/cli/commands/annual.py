"""`gongkai annual`: material for the annual report on open government."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from gongkai.base.problems import GongkaiError
from gongkai.cli.help_pages import command
from gongkai.cli.lookups import narrowed_to
from gongkai.cli.options import as_of_option, one_unit_option, session_options
from gongkai.cli.saving import force_option, kind_of, rule_for, save
from gongkai.cli.value_types import FILE

if TYPE_CHECKING:
    from gongkai.cli.session import Session


@command(
    epilog="""
    gongkai annual --unit 区司法局 -o 年报素材.docx --as-of 2019-12-31
    gongkai annual -o 全区年报素材.docx --as-of 2019-12-31
    """,
)
@one_unit_option("哪个单位", narrowed_to("全区年报素材"))
@click.option("-o", "--output", metavar="文件", type=FILE, required=True, help="写到哪个 .docx 文件")
@force_option
@as_of_option
@session_options
def annual(session: Session, unit: str | None, output: str, force: bool) -> None:
    """年报素材：政务公开任务落实情况，供编写信息公开工作年度报告时修改使用。

    写明承担了哪些任务、采取了什么措施、发布了什么（日期、标题、网址）、哪些没有完成和原因；
    台账里没有原因的，留待填写。不写 --unit 时是全区的一份。
    """
    from gongkai.render.word.annual import district_document, unit_document
    from gongkai.report.annual import district_annual, unit_annual

    kind_of(output, ".docx")
    if unit is None:
        content = district_document(district_annual(session.store, session.asked), session.heading)
    else:
        found = unit_annual(session.store, session.asked, unit)
        if found is None:
            raise GongkaiError(f"{unit}在{session.asked.as_of}没有任务，没有可写的素材")
        content = unit_document(found, session.heading)
    save(output, content, rule_for(session.asked.as_of, force=force))
