"""`gongkai publish`: record that something was published; correct or withdraw a record."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import click

from gongkai.base.problems import GongkaiError, UsageMistake
from gongkai.cli.back_dated import past_told
from gongkai.cli.help_pages import command
from gongkai.cli.lookups import is_typed
from gongkai.cli.options import complete_task, session_options, unit_option_as
from gongkai.cli.output import say, warn
from gongkai.cli.publish import placing
from gongkai.cli.publish.one import Given, before_words, record_one, standing, warn_of_day
from gongkai.cli.publish.placing import Placed
from gongkai.cli.recorded import recorded_option
from gongkai.cli.typed_values import Clearable
from gongkai.cli.value_types import DATE, FILE, Number
from gongkai.store.changes import disclosures
from gongkai.store.changes.disclosures import Changes, Disclosure
from gongkai.store.kinds import DISCLOSURE
from gongkai.store.questions.obligations import Obligation, obligations

if TYPE_CHECKING:
    from gongkai.cli.session import Session


@command(
    epilog="""
    gongkai publish -u 区司法局
    gongkai publish -u 区司法局 -t 14-4 --date 2019-07-30 --title "规范性文件制发主体清单"
    gongkai publish -u 区水利局 -t 7 --item 4 --date 2019-10-08 --period 2019-Q3 --title "三季度饮水安全状况"
    gongkai publish -u 区司法局 --event E3 --date 2019-08-23
    gongkai publish --from 记录.xlsx
    gongkai publish --correct 3 --date 2019-07-29
    gongkai publish --withdraw 3
    """,
)
@unit_option_as(click.STRING)
@click.option(
    *("-t", "--task"),
    metavar="序号",
    shell_complete=complete_task,
    help="任务序号，可连着事项写：14-4 是任务 14 的第 4 个事项",
)
@click.option("--item", metavar="事项", help="第几个事项（见 gongkai show 序号）；只有一个事项的任务可不写")
@click.option("--date", "day", metavar="日期", type=DATE, help="发布日期")
@click.option("--title", metavar="标题", help=f"发布内容的标题，{DISCLOSURE.field('title').most}")
@click.option(
    "--url",
    cls=Clearable,
    clears_with="correct",
    metavar="网址",
    help=f"发布在哪里，{DISCLOSURE.field('url').most}；更正时写 '' 是删去网址",
)
@click.option("--period", metavar="期次", help="属于哪一期，如 2019-Q3、2019-08；不写时按发布日期")
@click.option("--event", metavar="编号", help="为哪一件逐次的事（编号见 gongkai arrange --list），如 E3")
@click.option(
    "--from", "table", metavar="文件", type=FILE, help="从 CSV 或 .xlsx 记多条；有一行不对就一条也不记"
)
@click.option("--correct", metavar="编号", type=Number(1), help="更正一条记录（编号见 gongkai records）")
@click.option("--withdraw", metavar="编号", type=Number(1), help="撤回一条记录")
@click.option("--on", metavar="日期", type=DATE, help="只与 --withdraw 同用：从哪一天起不计；不写为今天")
@session_options
@recorded_option
def publish(
    session: Session,
    unit: str | None,
    table: str | None,
    correct: int | None,
    withdraw: int | None,
    on: date | None,
    event: str | None,
    **record: Any,
) -> None:
    """记录已发布的内容，作为事项完成的依据。

    在终端里缺什么就问什么：先从没有完成的期次里选，再问日期、标题、网址。期次按发布日期推定：
    补发上一期的请用 --period 写明。同一期可以有多条记录。

    --from 的表要有表头：单位、任务、事项、发布日期、标题、网址、期次，次序不拘，多出的列不看；
    事项、网址、期次可空，只有一个单位的可用 -u 代替单位一列。gongkai schedule --format csv 导出的表，
    补上发布日期、标题、网址三列就能收，三列都空的行不收。Excel、WPS 另存的 CSV，不论编码、
    用逗号、制表符还是分号隔开，都认得。

    撤回（--withdraw）从 --on 那天起不再计；更正（--correct）视同一开始就记对了。两者都记入改动记录，可以撤销。
    """
    session.workplace.warn_of_network_drive()
    # The usual unit is only a default; one written here must be the records' own.
    named = unit if is_typed("unit") else None
    ways = [table is not None, correct is not None, withdraw is not None]
    if sum(ways) > 1:
        raise UsageMistake("--from、--correct、--withdraw 只能用一个")
    if on is not None and withdraw is None:
        raise UsageMistake("--on 只与 --withdraw 一起用；发布日期请写 --date")
    if event is not None and any(ways):
        raise UsageMistake("--event 只用于新记一条，不与 --from、--correct、--withdraw 一起写")
    given = Given(**record)
    if table is not None and any(value is not None for value in given):
        raise UsageMistake("用 --from 时，任务、事项、日期、标题等都写在文件里，不要另写")
    if withdraw is not None and any(value is not None for value in given[1:]):
        raise UsageMistake("撤回（--withdraw）只写编号和日期（--on）；改内容请用 --correct")
    if withdraw is not None or correct is not None:
        _check_named(session, withdraw or correct or 0, named, given.task)
    if withdraw is not None:
        _withdraw(session, withdraw, session.day(on))
    elif correct is not None:
        _correct(session, correct, given)
    elif table is not None:
        _publish_file(session, table, unit, named)
    else:
        record_one(session, unit, given, event)


def _publish_file(session: Session, path: str, unit: str | None, named: str | None) -> None:
    from gongkai.cli.publish.from_file import read_records

    found = read_records(session, path, unit, named)
    records = [placed.record for placed in found.placed.values()]
    numbers = disclosures.publish(session.store, session.author, session.plan, records, once=True)
    say(f"√ 已记 {len(numbers)} 条发布记录")
    if found.empty:
        say(f"　另有 {found.empty} 行没有填发布日期、标题和网址，没有记")
    for number, (place, placed) in zip(numbers, found.placed.items(), strict=True):
        warn_of_day(session, number, placed.record, place)
        if placed.before:
            warn(f"{place}{before_words(placed, f'更正：gongkai publish --correct {number}')}")


def _check_named(session: Session, number: int, unit: str | None, task: str | None) -> None:
    """A unit or task named beside a record's number must be the record's own."""
    record = disclosures.standing(session.store, session.plan, number)
    if unit is not None and (name := session.unit(unit)) != record.unit:
        raise GongkaiError(f"发布记录 {number} 是{record.unit}的，不是{name}的")
    if task is not None and session.task(task) != record.task:
        raise GongkaiError(f"发布记录 {number} 是任务 {record.task} 的，不是任务 {session.task(task)} 的")


def _correct(session: Session, number: int, given: Given) -> None:
    record = disclosures.standing(session.store, session.plan, number)
    known = {each.item: each for each in obligations(session.store, session.plan, record.task)}
    changes: Changes = {}
    if given.title is not None:
        changes["title"] = placing.checked_title(given.title)
    if given.url is not None:
        changes["url"] = placing.checked_url(given.url)
    if given.day is not None:
        changes["on_date"] = placing.checked_day(session, given.day)
    if given.item is not None or given.day is not None or given.period is not None:
        obligation = placing.item_of(session, record.task, given.item or str(record.item))
        changes["item"] = obligation.item
        if given.period is not None or not _period_was_named(record, known[record.item], obligation):
            day = given.day or date.fromisoformat(record.on_date)
            changes["period"] = placing.period_of(obligation, day, given.period)
    if not changes:
        raise UsageMistake("请写明更正什么：--date、--title、--url、--item、--period")
    replaced = disclosures.correct(session.store, session.author, session.plan, number, changes)
    if replaced is None:
        say("与原记录相同，没有改动")
        return
    say(f"√ 已更正第 {number} 条发布记录")
    for each in replaced:
        say(f"　{each.words}")
    record = disclosures.standing(session.store, session.plan, number)
    say(f"　现为 {record.unit} {record.task}-{record.item}，{record.on_date}《{record.title}》")
    say(f"　{standing(session, record)}")
    if given.day is not None:
        warn_of_day(session, number, record)
    if "period" in changes and given.period is None:
        before = placing.open_before(session, record.unit, record.task, record.item, record.period)
        if before:
            warn(before_words(Placed(record, before), f"更正：gongkai publish --correct {number}"))


def _period_was_named(record: Disclosure, obligation: Obligation, now: Obligation) -> bool:
    """Whether the record of an 事项 that stays the same counts for another 期次 than that of its day: somebody said so."""
    if obligation.item != now.item or record.period is None:
        return False
    by_day = placing.periods_on(obligation, date.fromisoformat(record.on_date))
    return [each.period for each in by_day] != [record.period]


def _withdraw(session: Session, number: int, on: str) -> None:
    unit = disclosures.standing(session.store, session.plan, number).unit
    with past_told(session, unit, on):
        record = disclosures.withdraw(session.store, session.author, session.plan, number, on)
    say(
        f"√ 已撤回第 {number} 条：{record.unit} {record.task}-{record.item}《{record.title}》，自 {on} 起不计"
    )
    say(standing(session, record))
