"""`gongkai show`: one task whole."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gongkai.base.problems import UsageMistake
from gongkai.base.rows import headings, plain
from gongkai.cli.help_pages import argument, command
from gongkai.cli.listing import Listing, Out
from gongkai.cli.lookups import TASK_IF_ANY
from gongkai.cli.options import (
    as_of_options,
    complete_task,
    format_option,
    one_unit_option,
    reading_options,
    task_option,
)
from gongkai.cli.output import Page
from gongkai.report.tasks import whole_task
from gongkai.store.kinds import ANSWER
from gongkai.store.questions.tasks import Holder

if TYPE_CHECKING:
    from gongkai.cli.session import Session

# A sheet's columns, one unit a row.
_STANDING = ("unit", "basis", "via", "status", "filed_on", "next_due", "next_due_state", "light")
SHEET = (*_STANDING, *ANSWER, "verdict", "verdict_on", "verdict_reason")


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

    columns = {"task": "任务"} | headings(Holder, SHEET)
    rows = ({"task": of} | plain(row) for row in found.units)
    out.put(Listing(columns, rows, table, document=lambda: found))
