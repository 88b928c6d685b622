"""`gongkai log`: the journal of changes."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import click

from gongkai.base.problems import UsageMistake
from gongkai.cli.help_pages import command
from gongkai.cli.listing import Listing, Out
from gongkai.cli.options import format_option, one_unit_option, reading_options, task_option
from gongkai.cli.output import Page
from gongkai.cli.value_types import DATE, Number
from gongkai.report.log import LogLine
from gongkai.report.log import log as journal_lines

if TYPE_CHECKING:
    from gongkai.cli.session import Session


@command(
    epilog="""
    gongkai log
    gongkai log -u 区司法局 -t 14
    gongkai log --since 2019-07-19
    """,
)
@one_unit_option("只看一个单位的")
@task_option
@click.option("--since", metavar="日期", type=DATE, help="哪一天起记下的（含当日）")
@click.option("--until", metavar="日期", type=DATE, help="到哪一天止记下的（含当日）")
@click.option("-n", "--last", metavar="条数", type=Number(1), help="只看最近多少条")
@click.option("--with-contacts", is_flag=True, help="责任人和联系方式不打码")
@format_option
@reading_options
def log(
    session: Session,
    unit: str | None,
    task: str | None,
    since: date | None,
    until: date | None,
    last: int | None,
    with_contacts: bool,
    out: Out,
) -> None:
    """改动记录：何时、何人、改了哪个单位的哪项任务、改前改后。最近的在最前。

    --since、--until 看的是记下的那一天，不是填报、发布等所写的日期。
    """
    if since and until and until < since:
        raise UsageMistake(f"--until {until} 早于 --since {since}")
    lines = journal_lines(
        session.store,
        session.plan,
        unit=unit,
        task=task,
        since=since.isoformat() if since else None,
        until=until.isoformat() if until else None,
        limit=last,
        with_contacts=with_contacts,
    )

    def table(width: int) -> Page:
        from gongkai.render.terminal.log import log_list

        return log_list(lines, width)

    out.put(Listing(LogLine, map(_flat, lines), table, document=lambda: list(lines)))


def _flat(line: LogLine) -> dict[str, Any]:
    from gongkai.render.terminal.log import side_text

    return line._asdict() | {"before": side_text(line.before), "after": side_text(line.after)}
