"""`gongkai show`: one task whole."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from gongkai.base.problems import UsageMistake
from gongkai.cli.help_pages import Argument, Command
from gongkai.cli.options import (
    as_of_options,
    complete_task,
    format_option,
    one_unit_option,
    session_options,
    task_option,
)
from gongkai.cli.output import Listing, Out
from gongkai.report.tasks import whole_task

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rich.console import RenderableType

    from gongkai.cli.session import Session

UNIT_FIELDS = {
    "task": "任务",
    "unit": "单位",
    "basis": "承担方式",
    "via": "所属单位组",
    "status": "填报情况",
    "filed_on": "填报日期",
    "next_due": "最近期限",
    "next_due_state": "最近期限状态",
    "light": "亮灯",
    "measure": "具体工作措施",
    "section": "责任科室",
    "officer": "责任人",
    "contact": "联系方式",
    "reason": "不涉及的理由",
    "verdict": "备案或退回",
    "verdict_on": "备案、退回日期",
    "verdict_reason": "退回原因",
}


@click.command(
    cls=Command,
    epilog="""
    gongkai show 14
    gongkai show Z10 --unit 区司法局
    """,
)
@click.argument(
    "number",
    cls=Argument,
    required=False,
    metavar="序号",
    help="任务序号，如 14、Z1；也可写在 -t 后面",
    shell_complete=complete_task,
)
@task_option
@one_unit_option("只看一个单位的填报")
@as_of_options
@format_option
@session_options
def show(session: Session, number: str | None, task: str | None, unit: str | None, out: Out) -> None:
    """看一项任务的全貌。

    包括：工作要求和责任单位原文，每个事项的引文和时间要求，谁承担、为何承担，各单位填报了什么。
    csv 格式每个单位一行。
    """
    typed = number or task
    if typed is None or (number and task):
        raise UsageMistake("请写一个任务序号，如 gongkai show 14")
    session.only_read()
    number = session.task(typed)
    name = session.scope(unit)
    found = whole_task(session.store, session.asked, number, name)

    def table(width: int) -> Iterable[RenderableType]:
        from gongkai.render.task import task_page

        return task_page(session.heading, found, session.asked.as_of, width, unit=name)

    rows = ({"task": number} | row for row in found["units"])
    out.put(Listing(UNIT_FIELDS, rows, table, document=lambda: found))
