"""Which answers of a unit the office accepts or returns."""

from __future__ import annotations

from datetime import date
from typing import Any

from gongkai.base.problems import GongkaiError, UsageMistake
from gongkai.cli.output import say
from gongkai.cli.session import Session
from gongkai.report.tasks import unit_tasks

Data = dict[str, Any]


def say_which(answers: list[Data], judged: list[str]) -> None:
    """Which answers were judged."""
    for answer in answers:
        if answer["id"] in judged:
            said = answer["measure"] or (
                f"不涉及：{answer['reason']}" if answer["reason"] else "（没有写措施）"
            )
            which = f"任务 {answer['id']}，" if len(judged) > 1 else ""
            say(f"　所指的填报（{which}{answer['filed_on']}）：{said}")


def filed(
    session: Session, unit: str | None, tasks: tuple[str, ...], on: date | None
) -> tuple[str, list[Data], str]:
    """The unit, its answered tasks (or those asked for) and the day; GongkaiError where nothing is filed."""
    if unit is None:
        raise UsageMistake("请用 --unit 指明是哪个单位的填报，如 --unit 区司法局")
    name = session.unit(unit)
    session.warn_of_network_drive()
    rows = [row for row in unit_tasks(session.store, session.asked_now, name) if row["filed_on"]]
    if tasks:
        numbers = session.tasks(tasks)
        rows = [row for row in rows if row["id"] in numbers]
        filed = {row["id"] for row in rows}
        if lacking := [number for number in numbers if number not in filed]:
            raise GongkaiError(f"{name}没有填报任务 {'、'.join(lacking)}，无可备案或退回")
    if not rows:
        raise GongkaiError(f"{name}还没有填报，无可备案或退回")
    return name, rows, session.day(on)
