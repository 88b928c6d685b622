"""`gongkai unclaim`: give a claimed task back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gongkai.cli.back_dated import past_told
from gongkai.cli.claiming import missed
from gongkai.cli.help_pages import command
from gongkai.cli.lookups import TASKS
from gongkai.cli.options import on_option, session_options, tasks_option, unit_option
from gongkai.cli.output import say, warn
from gongkai.cli.recorded import recorded_option
from gongkai.store.changes import claims

if TYPE_CHECKING:
    from gongkai.cli.session import Session


@command(epilog="gongkai unclaim -u 区司法局 -t 15")
@unit_option
@tasks_option(TASKS)
@on_option
@session_options
@recorded_option
def unclaim(session: Session, unit: str, tasks: list[str], day: str) -> None:
    """取消认领。填报过的内容仍保留在记录里；认领期间已经逾期的，以后再认领仍算逾期。"""
    session.workplace.warn_of_network_drive()
    late = missed(session, unit, tasks, day)
    with past_told(session, unit, day):
        claims.unclaim_all(session.store, session.author, session.plan, unit, tasks, day, late)
    say(f"√ {unit}已取消认领任务 {'、'.join(tasks)}，自 {day} 起不再承担")
    for words in late.values():
        warn(f"已经逾期的从 {day} 起不再计入，改动记录里记明；再认领时仍算逾期：{words}")
