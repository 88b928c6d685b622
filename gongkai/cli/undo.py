"""`gongkai undo`: take back the last change of a unit's task."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from gongkai.base.problems import UsageMistake
from gongkai.base.words import ACTION, STATUS
from gongkai.cli.help import Command
from gongkai.cli.options import session_options, task_option, unit_option
from gongkai.cli.output import say
from gongkai.report.tasks import unit_tasks
from gongkai.store import records

if TYPE_CHECKING:
    from gongkai.cli.session import Session


@click.command(
    cls=Command,
    epilog="""
    gongkai undo -u 区司法局 -t 14
    gongkai undo -u 区司法局 --submission
    """,
)
@unit_option
@task_option
@click.option("--submission", is_flag=True, help="撤销该单位最近一次报送登记")
@session_options
def undo(session: Session, unit: str | None, task: str | None, submission: bool) -> None:
    """撤销一个单位一项任务的最近一次改动。

    撤销本身也记入改动记录；连续撤销就一次一次往前退。
    """
    name = session.unit(unit)
    if submission == (task is not None):
        raise UsageMistake("请用 --task 指明任务，如 --task 14；撤销报送登记用 --submission")
    session.warn_of_network_drive()
    number = session.task(task) if task else None
    line = records.undo(session.store, session.author, session.plan, name, number)
    at = str(line["at"])[:16].replace("T", " ")
    if number is None:
        say(f"√ 已撤销 {at} {line['actor']} 登记的{name}“{ACTION[line['action']]}”")
        return
    say(
        f"√ 已撤销 {at} {line['actor']} 对{name}任务 {line['task']} 的“{ACTION[line['action']]}”"
        f"；现为{_now(session, name, line['task'])}"
    )


def _now(session: Session, unit: str, task: str) -> str:
    """What stands for a task, in words."""
    row = next((row for row in unit_tasks(session.store, session.asked_now, unit) if row["id"] == task), None)
    if row is None:
        return STATUS["unfiled"]
    return STATUS[row["status"]] + (f"（{row['filed_on']}）" if row["filed_on"] else "")
