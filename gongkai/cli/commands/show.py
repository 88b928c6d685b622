"""`gongkai show`: one task whole."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gongkai.base.problems import UsageMistake
from gongkai.cli.help_pages import argument, command
from gongkai.cli.lookups import TASK_IF_ANY
from gongkai.cli.options import (
    as_of_options,
    complete_task,
    format_option,
    one_unit_option,
    reading_options,
    task_option,
)
from gongkai.cli.output import Listing, Out, Page
from gongkai.report.tasks import whole_task
from gongkai.store.kinds import FIELD

if TYPE_CHECKING:
    from gongkai.cli.session import Session

HOLDER_FIELDS = {
    "task": "任务",
    "unit": "单位",
    "basis": "承担方式",
    "via": "所属单位组",
    "status": "填报情况",
    "filed_on": "填报日期",
    "next_due": "最近期限",
    "next_due_state": "最近期限状态",
    "light": "亮灯",
    **FIELD,
    "verdict": "备案或退回",
    "verdict_on": "备案、退回日期",
    "verdict_reason": "退回原因",
}


@command(
    epilog="""
    gongkai show 14
    gongkai show Z10 --unit 区司法局
    """,
)
@argument(
    "number",
    required=False,
    metavar="序号",
    type=TASK_IF_ANY,
    help="任务序号，如 14、Z1；也可写在 -t 后面",
    shell_complete=complete_task,
)
@task_option
@one_unit_option("只看一个单位的填报")
@as_of_options
@format_option
@reading_options
def show(session: Session, number: str | None, task: str | None, unit: str | None, out: Out) -> None:
    """看一项任务的全貌。

    包括：工作要求和责任单位原文，每个事项的引文和时间要求，谁承担、为何承担，各单位填报了什么。
    csv 格式每个单位一行。
    """
    if (number is None) == (task is None):
        raise UsageMistake("请写一个任务序号，如 gongkai show 14")
    of = number or task or ""
    found = whole_task(session.store, session.asked, of, unit)

    def table(width: int) -> Page:
        from gongkai.render.terminal.task import task_page

        return task_page(session.heading, found, session.asked.as_of, width, unit=unit)

    rows = ({"task": of} | row for row in found["units"])
    out.put(Listing(HOLDER_FIELDS, rows, table, document=lambda: found))
