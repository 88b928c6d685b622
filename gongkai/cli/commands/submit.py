"""`gongkai submit`: a mail draft with the unit's form, and the record that it was sent."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import click

from gongkai.cli.help_pages import command
from gongkai.cli.options import on_option, session_options, unit_option
from gongkai.cli.recorded import recorded_option
from gongkai.cli.saving import force_option, rule_for
from gongkai.cli.value_types import FILE, Choice

if TYPE_CHECKING:
    from gongkai.cli.session import Session


@command(
    epilog="""
    gongkai submit --unit 区司法局 -o 区司法局.eml
    gongkai submit -u 区司法局 -o 区司法局.eml --type xlsx --on 2019-07-18
    """,
)
@unit_option
@click.option(
    "-o", "--output", "target", metavar="文件", type=FILE, help="写到哪个 .eml 文件；不写时为 单位名.eml"
)
@click.option("--to", metavar="地址", help="收件地址；不写时用方案所印的")
@click.option(
    "--type",
    "ending",
    type=Choice({"docx": "Word", "xlsx": "Excel"}),
    default="docx",
    metavar="格式",
    help="附件的格式：docx（默认）、xlsx",
)
@on_option
@force_option
@session_options
@recorded_option
def submit(
    session: Session,
    unit: str,
    target: str | None,
    to: str | None,
    ending: str,
    day: str,
    force: bool,
) -> None:
    """报送：生成附有填报表的邮件草稿，并登记报送日期。

    草稿用 Outlook、Foxmail 或 Thunderbird 打开，核对后发出。发出前请核对收件地址。
    """
    from gongkai.cli.submit.mailing import send

    session.workplace.warn_of_network_drive()
    send(session, unit, target, to, ending, date.fromisoformat(day), rule_for(day, force=force))
