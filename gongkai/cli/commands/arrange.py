"""`gongkai arrange`: days, rhythms and single events for what the plan leaves undated."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import click

from gongkai.base.problems import UsageMistake
from gongkai.base.words import RHYTHM, Rhythm
from gongkai.cli.arrange import dates, events, stopping
from gongkai.cli.arrange.listing import list_arrangements
from gongkai.cli.help_pages import command
from gongkai.cli.listing import Out
from gongkai.cli.lookups import is_typed
from gongkai.cli.options import as_of_option, complete_task, on_option, session_options, unit_option_as
from gongkai.cli.recorded import recorded_or_listed_option
from gongkai.cli.value_types import DATE, Choice, Number

if TYPE_CHECKING:
    from gongkai.cli.session import Session

# The options that each way of using the command takes, beside those that all of them take.
_ALL = {"--unit", "--db", "--plan", "--format"}
_DATES = {"--task", "--item", "--by", "--every", "--times", "--per", "--until", "--note", "--on"}
_TAKES = {
    "--list": {"--list", "--all-units", "--as-of"},
    "--end": {"--end", "--office", "--on"},
    "--event": {"--event", "--date", "--within", "--task", "--item", "--note", "--office", "--on"},
    "--office": {*_DATES, "--office", "--group", "--category"},
    "--by、--every、--times": _DATES,
}


@command(
    epilog="""
    gongkai arrange -u 区司法局 -t 21-1 --by 2019-09-30
    gongkai arrange -u 区司法局 -t 21-1 --every quarter
    gongkai arrange -u 区司法局 -t 14-1 --event "某规范性文件印发" --date 2019-08-20
    gongkai arrange --office --group 区政府各部门 -t 21-1 --every month
    gongkai arrange -u 区司法局 --list
    gongkai arrange -u 区司法局 --end 3
    """,
)
@unit_option_as(click.STRING)
@click.option(
    *("-t", "--task"), metavar="序号", shell_complete=complete_task, help="任务序号，可连着事项写：13-1"
)
@click.option("--item", metavar="事项", help="第几个事项（见 gongkai show 序号）；只有一个事项的任务可不写")
@click.option("--by", metavar="日期", type=DATE, help="在这一天之前完成")
@click.option("--every", metavar="周期", type=Choice(RHYTHM), help="按周期，有哪些见上")
@click.option("--times", metavar="次数", type=Number(1, 366), help="每个周期几次，与 --per 一起写")
@click.option("--per", metavar="周期", type=Choice(RHYTHM), help="几次按什么周期算")
@click.option("--until", "last", metavar="日期", type=DATE, help="周期到哪一天为止；不写为方案期末")
@click.option("--event", "title", metavar="标题", help="逐次：发生了一件要公开的事")
@click.option("--date", "happened", metavar="日期", type=DATE, help="这件事发生（文件形成、决策）的日期")
@click.option(
    "--within", metavar="天数", type=Number(0, 250), help="发生后几个工作日内公开；不写时依方案、条例"
)
@click.option("--office", is_flag=True, help="由政务公开办定更新周期：给一个单位、一个组或全部承担单位")
@click.option(
    "--group", metavar="单位组", help="给哪个单位组定（见 gongkai units --groups），与 --office 一起写"
)
@click.option("--category", metavar="类别", help="给哪一类任务的各事项定，与 --office 一起写")
@click.option("--note", metavar="文字", default="", help="说明，至多 500 字")
@click.option("--list", "listed", is_flag=True, help="列出安排")
@click.option("--all-units", "widened", is_flag=True, help="列出全部单位的，不看 GONGKAI_UNIT")
@click.option("--end", metavar="编号", help="停止一条安排（编号见 --list），此前到期的保留")
@as_of_option
@on_option
@session_options
@recorded_or_listed_option("listed")
def arrange(
    session: Session,
    out: Out,
    unit: str | None,
    task: str | None,
    item: str | None,
    by: date | None,
    every: Rhythm | None,
    times: int | None,
    per: Rhythm | None,
    last: date | None,
    title: str | None,
    happened: date | None,
    within: int | None,
    office: bool,
    group: str | None,
    category: str | None,
    note: str,
    listed: bool,
    end: str | None,
    day: str,
) -> None:
    """给方案没有写期限的事项定日期：本单位的工作进度、政务公开办的更新周期、逐次发生的事。

    方案或法规定了期限的不能另定。一个事项只有一种安排，再安排就从那天起换掉原来的，此前到期的期次仍要完成。
    自己定的与方案定的分开计：逾期、完成率和 --check 只看方案和法规，自定的另列。

    周期有 week 每周、two-weeks 每两周、month 每月、quarter 每季度、half-year 每半年、year 每年，写中文的也行。

    逐次的事（--event）的期限依方案的话（决策前、同步即当日，“3个工作日内”从次日起算）；方案没有写几日的，
    依《政府信息公开条例》第二十六条为 20 个工作日。发布后用 gongkai publish --event 编号 记上。
    """
    named = unit if is_typed("unit") else None
    _check_together(click.get_current_context().command)
    if listed:
        list_arrangements(session, named, out)
        return
    session.workplace.warn_of_network_drive()
    if office:
        session.refuse_unit("更新周期")
    if end is not None:
        stopping.stop(session, named, end, day)
    elif title is not None or happened is not None:
        if title is None or happened is None or task is None:
            raise UsageMistake("逐次的事请写明 --task、--event 标题、--date 日期")
        owner = session.unit(unit)
        event, why = events.event_of(session, owner, task, item, title, happened, within, day, note)
        events.record_event(session, event, why)
    elif office:
        whose = dates.speaks_of(session, named, group, category, task, item)
        dates.set_rhythm(session, whose, dates.when_of(by, every, times, per, last), day, note)
    elif task is None:
        raise UsageMistake("请用 --task 指明事项，如 --task 13-1")
    else:
        when = dates.when_of(by, every, times, per, last)
        dates.arrange_own(session, session.unit(unit), task, item, when, day, note)


def _check_together(command: click.Command) -> None:
    """UsageMistake for an option that the way of using the command doesn't take: it would be dropped without a word."""
    typed = [max(param.opts, key=len) for param in command.params if is_typed(param.name or "")]
    way = next((way for way in _TAKES if way in typed), "--event" if "--date" in typed else [*_TAKES][-1])
    if alien := [option for option in typed if option not in _ALL | _TAKES[way]]:
        with_office = (
            "；是政务公开办定更新周期的，请加 --office" if alien[0] in _TAKES["--office"] - _DATES else ""
        )
        raise UsageMistake(f"{alien[0]} 不与 {way} 一起写{with_office}")
