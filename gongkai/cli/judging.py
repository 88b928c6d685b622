"""Which answers of a unit the office accepts or returns."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gongkai.base.problems import GongkaiError
from gongkai.cli.output import say
from gongkai.store.questions.tasks import HeldTask, tasks_of

if TYPE_CHECKING:
    from gongkai.cli.session import Session


def say_which(answers: list[HeldTask], judged: list[str]) -> None:
    """Which answers were judged."""
    for answer in answers:
        if answer.id in judged:
            said = answer.texts.words or "（没有写措施）"
            which = f"任务 {answer.id}，" if len(judged) > 1 else ""
            say(f"　所指的填报（{which}{answer.filed_on}）：{said}")


def filed(session: Session, unit: str, tasks: list[str]) -> list[HeldTask]:
    """A unit's answered tasks (or those asked for); GongkaiError where nothing is filed."""
    session.workplace.warn_of_network_drive()
    rows = [row for row in tasks_of(session.store, session.asked_now, unit) if row.filed_on]
    if tasks:
        rows = [row for row in rows if row.id in tasks]
        filed = {row.id for row in rows}
        if lacking := [number for number in tasks if number not in filed]:
            raise GongkaiError(f"{unit}没有填报任务 {'、'.join(lacking)}，无可备案或退回")
    if not rows:
        raise GongkaiError(f"{unit}还没有填报，无可备案或退回")
    return rows
