"""`gongkai claim` and `gongkai unclaim`: take a claimable task, or give it back."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import click

from gongkai.base.problems import GongkaiError, UsageMistake
from gongkai.cli.back_dated import past_told
from gongkai.cli.help_pages import Command
from gongkai.cli.options import on_option, session_options, tasks_option, unit_option
from gongkai.cli.output import say, warn
from gongkai.cli.recorded import recorded_option
from gongkai.report.tasks import unit_tasks
from gongkai.store import claims
from gongkai.store.questions import deadline_rows

if TYPE_CHECKING:
    from gongkai.cli.session import Session


@click.command(
    cls=Command,
    epilog="""
    gongkai claim -u 区司法局 -t 15
    gongkai claim -u 区司法局 -t 2 -t 4
    """,
)
@unit_option
@tasks_option
@on_option
@session_options
@recorded_option
def claim(session: Session, unit: str | None, tasks: tuple[str, ...], on: date | None) -> None:
    """认领任务，可以一次认领几项。

    方案写“等有关部门”“区政府各有关部门”的任务，没有点名的部门认领后才承担；认领之前已结束的期次不算逾期，
    上次认领期间已经逾期的除外。
    """
    name, numbers, day = _asked(session, unit, tasks, on)
    held = {row["id"]: row for row in unit_tasks(session.store, session.asked_now, name)}
    for number in numbers:
        row = held.get(number)
        if row is not None and row["basis"] in ("named", "group"):
            raise GongkaiError(f"任务 {number} 本来就是{name}的任务，不必认领")
        if row is None:
            own = "、".join(i for i, each in held.items() if each["basis"] == "claimable") or "（没有）"
            raise GongkaiError(f"{name}不能认领任务 {number}；可认领的有：{own}")
    with past_told(session, name, day):
        claims.claim_all(session.store, session.author, session.plan, name, numbers, day)
    say(f"√ {name}已认领任务 {'、'.join(numbers)}，自 {day} 起承担")
    for words in _missed(session, name, numbers, day, before=day).values():
        warn(f"上次认领期间到期、没有完成的仍算逾期：{words}")


@click.command(cls=Command, epilog="gongkai unclaim -u 区司法局 -t 15")
@unit_option
@tasks_option
@on_option
@session_options
@recorded_option
def unclaim(session: Session, unit: str | None, tasks: tuple[str, ...], on: date | None) -> None:
    """取消认领。填报过的内容仍保留在记录里；认领期间已经逾期的，以后再认领仍算逾期。"""
    name, numbers, day = _asked(session, unit, tasks, on)
    missed = _missed(session, name, numbers, day)
    with past_told(session, name, day):
        claims.unclaim_all(session.store, session.author, session.plan, name, numbers, day, missed)
    say(f"√ {name}已取消认领任务 {'、'.join(numbers)}，自 {day} 起不再承担")
    for words in missed.values():
        warn(f"已经逾期的从 {day} 起不再计入，改动记录里记明；再认领时仍算逾期：{words}")


def _missed(
    session: Session, unit: str, tasks: list[str], day: str, before: str | None = None
) -> dict[str, str]:
    """By task, the 期次 that are late on a day, in words; with `before` only those that ended before it."""
    found: dict[str, list[str]] = {}
    for row in deadline_rows(session.store, session.asked_for(day), unit):
        late = row["task"] in tasks and row["state"] == "overdue"
        if late and (before is None or row["ends"] < before):
            words = f"{row['task']}-{row['item']} {row['label']}（期限 {row['due']}）"
            found.setdefault(row["task"], []).append(words)
    return {task: "；".join(words) for task, words in found.items()}


def _asked(
    session: Session, unit: str | None, tasks: tuple[str, ...], on: date | None
) -> tuple[str, list[str], str]:
    name = session.unit(unit)
    if not tasks:
        raise UsageMistake("请用 --task 指明任务，如 --task 15")
    session.warn_of_network_drive()
    return name, session.tasks(tasks), session.day(on)
