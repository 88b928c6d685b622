"""`gongkai return`: a unit is asked to fill in anew."""

from __future__ import annotations

import click

from gongkai.base.problems import GongkaiError, UsageMistake
from gongkai.base.text import clean
from gongkai.cli.back_dated import past_told
from gongkai.cli.help_pages import command
from gongkai.cli.judging import filed, say_which
from gongkai.cli.lookups import TASKS_IF_ANY, unit_whose
from gongkai.cli.options import named_unit_option, office_options, on_option, tasks_option
from gongkai.cli.output import say
from gongkai.cli.recorded import recorded_option
from gongkai.cli.session import Session
from gongkai.store.changes.verdicts import judge
from gongkai.store.kinds import RECEIPT


@command(
    "return",
    epilog="""
    gongkai return -u 区司法局 -t 14 --reason "措施没有写明完成时间"
    gongkai return -u 区司法局 --reason "没有盖章"
    """,
)
@named_unit_option("哪个单位的填报，写法如 区司法局、qsfj", unit_whose("填报"))
@tasks_option(TASKS_IF_ANY)
@click.option("--reason", metavar="文字", required=True, help=f"退回的原因，{RECEIPT.field('reason').most}")
@on_option
@office_options("退回")
@recorded_option
def return_(session: Session, unit: str, tasks: list[str], reason: str, day: str) -> None:
    """退回：请一个单位重填（或重填其中几项）。

    退回的任务从当天起按没有填报计，直到重新填报。不写 --task 时，退回该单位所有已填报的任务。
    """
    words = clean(reason)
    if not words:
        raise GongkaiError('请写明退回的原因，如 --reason "措施没有写明完成时间"')
    if too_long := RECEIPT.field("reason").too_long(words):
        raise UsageMistake(too_long)
    rows = filed(session, unit, tasks)
    numbers = [row.id for row in rows]
    seen = {row.id: row for row in rows}
    with past_told(session, unit, day):
        done = judge(
            session.store, session.author, session.plan, unit, numbers, "returned", day, words, seen=seen
        )
    say(
        f"√ 已退回 {unit} {len(done)} 项（{'、'.join(done)}），日期 {day}：{words}"
        if done
        else "已经退回过，没有改动"
    )
    say_which(rows, done if tasks else [])
