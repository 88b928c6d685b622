"""`gongkai form`: the official form for a unit, as a Word or an Excel file."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from gongkai.base.problems import UsageMistake
from gongkai.cli.help_pages import command
from gongkai.cli.lookups import unit_unless
from gongkai.cli.options import as_of_option, session_options, unit_option_as
from gongkai.cli.recorded import recorded_option
from gongkai.cli.saving import force_option, rule_for, tell
from gongkai.cli.value_types import FILE, Choice

if TYPE_CHECKING:
    from gongkai.cli.session import Session


@command(
    epilog="""
    gongkai form --unit 区司法局 -o 区司法局.docx
    gongkai form -u 区司法局 -o 区司法局.xlsx
    gongkai form --all-units -o 填报表/
    """,
)
@unit_option_as(unit_unless("all_units"))
@click.option("--all-units", is_flag=True, help="每个单位一份，写进 -o 指明的文件夹")
@click.option(
    "-o",
    "--output",
    "target",
    metavar="文件",
    type=FILE,
    help="写到哪里：.docx、.xlsx 文件，或文件夹；不写时为 单位名.docx",
)
@click.option(
    "--type",
    "ending",
    type=Choice({"docx": "Word", "xlsx": "Excel"}),
    metavar="格式",
    help="写进文件夹时用哪种格式：docx（默认）、xlsx",
)
@force_option
@as_of_option
@session_options
@recorded_option
def form(
    session: Session, unit: str | None, all_units: bool, target: str | None, ending: str | None, force: bool
) -> None:
    """生成任务分解表填报表。

    照方案附件的样子，只列该单位的任务，已填报的内容填好；可认领的任务另成一部分。填好寄回后用 gongkai collect 收。
    """
    from gongkai.cli.form.writing import warn_of_the_address, write_all, write_form

    rule = rule_for(session.as_of.isoformat(), force=force)
    if all_units:
        if unit is not None:
            raise UsageMistake("--unit 和 --all-units 只能写一个")
        if target is None:
            raise UsageMistake("请用 -o 指明文件夹，如 gongkai form --all-units -o 填报表/")
        write_all(session, target, ending or "docx", rule)
    else:
        assert unit is not None
        tell(write_form(session, unit, target, ending, rule))
    warn_of_the_address(session)
