"""`gongkai accept`: the office confirms what a unit filed."""

from __future__ import annotations

import click

from gongkai.base.problems import GongkaiError, UsageMistake
from gongkai.cli.back_dated import past_told
from gongkai.cli.help_pages import command
from gongkai.cli.judging import filed, say_which
from gongkai.cli.lookups import TASKS_IF_ANY
from gongkai.cli.options import named_units_option, office_options, on_option, tasks_option
from gongkai.cli.output import say, warn
from gongkai.cli.recorded import recorded_option
from gongkai.cli.session import Session
from gongkai.report.tasks import missing
from gongkai.store.changes.verdicts import judge


@command(
    epilog="""
    gongkai accept -u 区司法局
    gongkai accept -u 区司法局 -t 14 --on 2019-07-22
    gongkai accept -u 区司法局 -u 区水利局
    gongkai accept --complete
    """,
)
@named_units_option("哪个单位的填报，写法如 区司法局、qsfj；可写几次")
@tasks_option(TASKS_IF_ANY)
@click.option("--complete", is_flag=True, help="备案所有报齐单位的填报")
@on_option
@office_options("备案")
@recorded_option
def accept(session: Session, units: list[str], tasks: list[str], complete: bool, day: str) -> None:
    """备案：确认一个或几个单位的填报（或其中几项），或所有报齐单位的填报。

    不写 --task 时，备案这些单位所有已填报的任务；没有填全的不备案，会列出来。以后再改的填报要重新备案。等着备案的
    见 gongkai report --awaiting。
    """
    if complete and (units or tasks):
        raise UsageMistake("--complete 备案所有报齐的单位，不能与 --unit、--task 一起用")
    if not complete and not units:
        raise UsageMistake(
            "请用 --unit 指明是哪个单位的填报，如 --unit 区司法局；所有报齐的单位用 --complete"
        )
    if complete and not (units := _complete_units(session)):
        say("没有报齐的单位，没有改动")
    refused = False
    for unit in units:
        try:
            _accept(session, unit, tasks, day, quiet=complete)
        except GongkaiError as error:
            if len(units) == 1:
                raise
            refused = True
            warn(str(error))
    if refused:
        raise GongkaiError("有的单位没有备案，见上")


def _complete_units(session: Session) -> list[str]:
    """The units that have answered all that is due."""
    from gongkai.report.completion import Report

    found = Report(session.store, session.asked_now, session.calendar)
    return [unit.unit for unit in found.units if unit.filed == "complete"]


def _accept(session: Session, unit: str, tasks: list[str], day: str, *, quiet: bool) -> None:
    """Accept a unit's answers; with `quiet` nothing is said of one that has none to be accepted."""
    rows = filed(session, unit, tasks)
    if quiet:
        rows = [row for row in rows if row.status != "returned"]
    lacking = {row.id: missing(row) for row in rows}
    for number, fields in lacking.items():
        if tasks and fields:
            raise GongkaiError(f"{unit}的任务 {number} 还缺{'、'.join(fields)}，不能备案")
    whole = [row.id for row in rows if not lacking[row.id]]
    seen = {row.id: row for row in rows if row.id in whole}
    with past_told(session, unit, day):
        done = judge(session.store, session.author, session.plan, unit, whole, "accepted", day, seen=seen)
    if done:
        say(f"√ 已备案 {unit} {len(done)} 项（{'、'.join(done)}），日期 {day}")
    elif not quiet:
        say(f"{unit}没有要备案的，没有改动")
    short = [f"{number}（缺{'、'.join(fields)}）" for number, fields in lacking.items() if fields]
    say_which(rows, done if tasks else [])
    if short:
        say(f"　没有填全、没有备案的：{'；'.join(short)}")
