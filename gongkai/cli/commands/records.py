"""`gongkai records`: what has been published."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gongkai.cli.help_pages import command
from gongkai.cli.listing import Listing, Out
from gongkai.cli.options import as_of_option, format_option, one_unit_option, reading_options, task_option
from gongkai.cli.output import Page
from gongkai.cli.saving import force_option, output_option
from gongkai.store.questions.records import Record
from gongkai.store.questions.records import records as disclosure_records

if TYPE_CHECKING:
    from gongkai.cli.session import Session


@command(
    epilog="""
    gongkai records -u 区司法局
    gongkai records --format csv -o 发布记录.csv
    """,
)
@one_unit_option("只看一个单位的")
@task_option
@format_option
@output_option
@force_option
@as_of_option
@reading_options
def records(
    session: Session, unit: str | None, task: str | None, out: Out, output: str | None, force: bool
) -> None:
    """列出发布记录，按发布日期。更正、撤回用这里的编号。"""
    out = out.into(output, force)
    at = session.asked.as_of
    found = list(disclosure_records(session.store, session.plan, at, unit=unit, task=task))

    def table(width: int) -> Page:
        from gongkai.render.terminal.schedule import record_list

        return record_list(found, width)

    out.put(Listing(Record, found, table), at)
