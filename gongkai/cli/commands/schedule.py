"""`gongkai schedule`: what falls due when, also as a calendar file."""

from __future__ import annotations

import sys
from datetime import date, datetime
from typing import TYPE_CHECKING

import click

from gongkai.base.problems import UsageMistake
from gongkai.base.rows import headings
from gongkai.cli.help_pages import command
from gongkai.cli.listing import Listing, Out
from gongkai.cli.options import as_of_options, format_option_of, one_unit_option, reading_options
from gongkai.cli.output import Page, show_bytes
from gongkai.cli.saving import force_option, output_option, rule_for, save
from gongkai.cli.value_types import DATE
from gongkai.report.deadlines import DEADLINE_FIELDS, gathered
from gongkai.report.schedule import schedule as scheduled
from gongkai.store.questions.figures import Deadline, Standing
from gongkai.store.questions.figures import standing as standing_items

if TYPE_CHECKING:
    from gongkai.cli.session import Session


def _columns() -> dict[str, str]:
    return headings(Deadline, DEADLINE_FIELDS) | {"last_on": "最近发布"}


@command(
    epilog="""
    gongkai schedule -u 区水利局
    gongkai schedule --from 2019-08-01 --to 2019-08-31
    gongkai schedule -u 区司法局 -o 区司法局.ics
    """,
)
@one_unit_option("只列一个单位")
@click.option("--from", "first", metavar="日期", type=DATE, help="从哪一天起")
@click.option("--to", "last", metavar="日期", type=DATE, help="到哪一天止（含当日）")
@click.option("--standing", is_flag=True, help="另列没有期限的常态事项及最近一次发布")
@format_option_of("table 表格（默认）、{others}、ics 日历文件", {"ics": "日历"})
@output_option
@force_option
@as_of_options
@reading_options
def schedule(
    session: Session,
    unit: str | None,
    first: date | None,
    last: date | None,
    standing: bool,
    out: Out,
    output: str | None,
    force: bool,
) -> None:
    """列出到期日程：每个事项的每一期何时到期、现在是什么状态。

    ics 可导入 Outlook、手机日历，带提前提醒；再次导入时更新原有日程，不会重复。
    """
    if first and last and last < first:
        raise UsageMistake(f"--to {last} 早于 --from {first}")
    out = out.into(output, force, "ics")
    rows = scheduled(
        session.store,
        session.asked,
        session.calendar,
        unit=unit,
        first=first.isoformat() if first else None,
        last=last.isoformat() if last else None,
    )
    standing_rows = list(standing_items(session.store, session.asked, unit)) if standing else []
    if out.form == "ics":
        _calendar(session, rows, unit, out)
    else:
        out.put(_listing(session, rows, standing_rows if standing else None, unit), session.asked.as_of)
    session.warn_of_unknown_years()


def _calendar(session: Session, rows: list[Deadline], unit: str | None, out: Out) -> None:
    """The calendar file, into a file or to stdout."""
    from gongkai.cli.terminal.progress import each_of
    from gongkai.render.ics import calendar_file

    now = datetime.now().astimezone()
    count = len(rows)
    # Where the calendar itself goes to the terminal, nothing is said in between.
    told = out.path or not sys.stdout.isatty()
    events = each_of(rows, count, "写日历", "条") if told else rows
    content = calendar_file(session.heading, events, session.calendar, session.days, now, unit)
    if out.path:
        save(out.path, content, rule_for(session.asked.as_of, force=out.force), f"（{count} 条日程）")
    else:
        show_bytes(content)


def _listing(
    session: Session, rows: list[Deadline], standing: list[Standing] | None, unit: str | None
) -> Listing:
    """What falls due, and below it what has no date, where that is asked for."""
    asked = (session.heading, gathered(rows), session.asked.as_of)

    def table(width: int) -> Page:
        from gongkai.render.terminal.schedule import schedule_list, standing_list

        yield from schedule_list(*asked, width, unit=unit)
        if standing is not None:
            yield from standing_list(standing, width, unit=unit)

    def counts(width: int) -> Page:
        from gongkai.render.terminal.schedule import schedule_counts

        return schedule_counts(*asked, width, unit=unit)

    return Listing(_columns(), [*rows, *(standing or ())], table, head=counts)
