"""`gongkai claim`: take a claimable task."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gongkai.base.problems import GongkaiError
from gongkai.cli.back_dated import past_told
from gongkai.cli.claiming import missed
from gongkai.cli.help_pages import command
from gongkai.cli.lookups import TASKS
from gongkai.cli.options import on_option, session_options, tasks_option, unit_option
from gongkai.cli.output import say, warn
from gongkai.cli.recorded import recorded_option
from gongkai.store.changes import claims
from gongkai.store.questions.tasks import tasks_of

if TYPE_CHECKING:
    from gongkai.cli.session import Session


@command(
    epilog="""
    gongkai claim -u 区司法局 -t 15
    gongkai claim -u 区司法局 -t 2 -t 4
    """,
)
@unit_option
@tasks_option(TASKS)
@on_option
@session_options
@recorded_option
def claim(session: Session, unit: str, tasks: list[str], day: str) -> None:
    """认领任务，可以一次认领几项。

    方案写“等有关部门”“区政府各有关部门”的任务，没有点名的部门认领后才承担；认领之前已结束的期次不算逾期，
    上次认领期间已经逾期的除外。
    """
    session.workplace.warn_of_network_drive()
    held = {row.id: row for row in tasks_of(session.store, session.asked_now, unit)}
    for number in tasks:
        row = held.get(number)
        if row is not None and row.basis in ("named", "group"):
            raise GongkaiError(f"任务 {number} 本来就是{unit}的任务，不必认领")
        if row is None:
            own = "、".join(i for i, each in held.items() if each.basis == "claimable") or "（没有）"
            raise GongkaiError(f"{unit}不能认领任务 {number}；可认领的有：{own}")
    with past_told(session, unit, day):
        claims.claim_all(session.store, session.author, session.plan, unit, tasks, day)
    say(f"√ {unit}已认领任务 {'、'.join(tasks)}，自 {day} 起承担")
    for words in missed(session, unit, tasks, day, before=day).values():
        warn(f"上次认领期间到期、没有完成的仍算逾期：{words}")
