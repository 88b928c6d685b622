"""`gongkai tasks`: what a unit owes, why, and by when."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from gongkai.base.words import BASIS, COMPLETE, PART
from gongkai.cli.help_pages import command
from gongkai.cli.listing import Listing, Out
from gongkai.cli.options import as_of_options, format_option, session_options, unit_option
from gongkai.cli.output import Page
from gongkai.cli.value_types import Choice
from gongkai.report.tasks import summary
from gongkai.store.questions.tasks import HeldTask, tasks_of

if TYPE_CHECKING:
    from gongkai.cli.session import Session


@command(
    epilog="""
    gongkai tasks --unit 区司法局
    gongkai tasks -u qsfj --unfiled
    gongkai tasks -u 齐都镇 --format csv > 齐都镇.csv
    """,
)
@unit_option
@click.option("--unfiled", is_flag=True, help="只列应填报而没有填报、没有填全的")
@click.option(
    "--basis",
    type=Choice(BASIS),
    metavar="方式",
    help="只列一种承担方式：named 点名、group 成组、claimed 认领、claimable 可认领",
)
@click.option("--part", type=Choice(PART), metavar="出处", help="只列 annex 附件任务或 body 正文任务")
@click.option("--full", is_flag=True, help="工作要求显示全文")
@as_of_options
@format_option
@session_options
def tasks(
    session: Session,
    unit: str,
    unfiled: bool,
    basis: str | None,
    part: str | None,
    full: bool,
    out: Out,
) -> None:
    """列出一个单位的全部任务。

    每项任务写明：序号、类别、工作任务与要求、为何有这项任务（点名；成组：哪个组；认领；可认领）、填报情况、最近的未完成期限。
    """
    found = tasks_of(session.store, session.asked, unit)
    figures = summary(found)
    if unfiled:
        found = [task for task in found if task.filing_duty and task.status not in COMPLETE]
    found = [task for task in found if (not basis or task.basis == basis) and (not part or task.part == part)]

    def table(width: int) -> Page:
        from gongkai.render.terminal.tasks import task_list

        return task_list(*head, found, width, full=full)

    def counts(width: int) -> Page:
        from gongkai.render.terminal.tasks import task_counts

        return task_counts(*head, width)

    head = (session.heading, unit, session.asked.as_of, figures)
    out.put(Listing(HeldTask, found, table, head=counts))
