"""`gongkai publish`: record that something was published; correct or withdraw a record."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import click
from click.core import ParameterSource

from gongkai.base.problems import GongkaiError, UsageMistake
from gongkai.base.words import STATE
from gongkai.cli.help import Command
from gongkai.cli.options import DATE, FILE, Number, on_option, session_options, task_option, unit_option
from gongkai.cli.output import say, warn
from gongkai.cli.publishing import placing
from gongkai.cli.typed import Clearable
from gongkai.report.tasks import unit_tasks
from gongkai.store import disclosures
from gongkai.store.disclosures import Disclosure
from gongkai.store.questions import deadline_rows, obligation_rows

if TYPE_CHECKING:
    from gongkai.cli.session import Session


@click.command(
    cls=Command,
    epilog="""
    gongkai publish -u 区司法局 -t 14 --item 4 --date 2019-07-30 --title "规范性文件制发主体清单"
    gongkai publish -u 区水利局 -t 7 --item 4 --date 2019-10-08 --period 2019-Q3 --title "三季度饮水安全状况"
    gongkai publish --from 记录.csv
    gongkai publish --correct 3 --date 2019-07-29
    gongkai publish --withdraw 3
    """,
)
@unit_option
@task_option
@click.option("--item", metavar="事项", help="第几个事项（见 gongkai show 序号）；只有一个事项的任务可不写")
@click.option("--date", "day", metavar="日期", type=DATE, help="发布日期")
@click.option("--title", metavar="标题", help="发布内容的标题")
@click.option(
    "--url", cls=Clearable, clears_with="correct", metavar="网址", help="发布在哪里；更正时写 '' 是删去网址"
)
@click.option("--period", metavar="期次", help="属于哪一期，如 2019-Q3、2019-08；不写时按发布日期")
@click.option(
    "--from", "csv_file", metavar="文件", type=FILE, help="从 CSV 文件记多条；有一行不对就一条也不记"
)
@click.option("--correct", metavar="编号", type=Number(1), help="更正一条记录（编号见 gongkai records）")
@click.option("--withdraw", metavar="编号", type=Number(1), help="撤回一条记录")
@on_option
@session_options
def publish(
    session: Session,
    unit: str | None,
    task: str | None,
    item: str | None,
    day: date | None,
    title: str | None,
    url: str | None,
    period: str | None,
    csv_file: str | None,
    correct: int | None,
    withdraw: int | None,
    on: date | None,
) -> None:
    """记录已发布的内容，作为事项完成的依据。

    期次按发布日期推定：逾期补发的请用 --period 写明补的是哪一期。同一期可以有多条记录。
    撤回（--withdraw）从 --on 那天起不再计；更正（--correct）视同一开始就记对了。两者都记入改动记录，可以撤销。
    """
    session.warn_of_network_drive()
    # The unit of the environment is only a default; one written here must be the records' own.
    source = click.get_current_context().get_parameter_source("unit")
    named = unit if source is ParameterSource.COMMANDLINE else None
    ways = [csv_file is not None, correct is not None, withdraw is not None]
    if sum(ways) > 1:
        raise UsageMistake("--from、--correct、--withdraw 只能用一个")
    if on is not None and withdraw is None:
        raise UsageMistake("--on 只与 --withdraw 一起用；发布日期请写 --date")
    others = (task, item, day, title, url, period)
    if csv_file is not None and any(value is not None for value in others):
        raise UsageMistake("用 --from 时，任务、事项、日期、标题等都写在文件里，不要另写")
    if withdraw is not None and any(value is not None for value in others[1:]):
        raise UsageMistake("撤回（--withdraw）只写编号和日期（--on）；改内容请用 --correct")
    if withdraw is not None or correct is not None:
        _check_named(session, withdraw or correct or 0, named, task)
    if withdraw is not None:
        _withdraw(session, withdraw, session.day(on))
    elif correct is not None:
        _correct(session, correct, item, day, title, url, period)
    elif csv_file is not None:
        from gongkai.cli.publishing.from_csv import read_records

        records = read_records(session, csv_file, unit, named)
        numbers = disclosures.publish(session.store, session.author, session.plan, records, once=True)
        say(f"√ 已记 {len(numbers)} 条发布记录")
    else:
        _publish(session, unit, task, item, day, title, url, period)


def _publish(
    session: Session,
    unit: str | None,
    task: str | None,
    item: str | None,
    day: date | None,
    title: str | None,
    url: str | None,
    period: str | None,
) -> None:
    name = session.unit(unit)
    if task is None:
        raise UsageMistake("请用 --task 指明任务，如 --task 14")
    if day is None:
        raise UsageMistake("请写发布日期（--date），如 --date 2019-07-30")
    record = placing.place(session, name, session.task(task), item, day, title, url, period)
    same = placing.same_record(session, record)
    [number] = disclosures.publish(session.store, session.author, session.plan, [record])
    say(f"√ 已记为第 {number} 条：{name} {record.task}-{record.item}，{record.on_date}《{record.title}》")
    say(_standing(session, record))
    _warn_of_early_date(session, record)
    if same:
        warn(f"与第 {same} 条完全相同；如是重复，请撤销：gongkai undo -u {name} -t {record.task}")


def _warn_of_early_date(session: Session, record: Disclosure) -> None:
    """A date before the 期次 has begun may be a slip of the year."""
    rows = obligation_rows(session.store, session.plan, record.task)
    periods = next(row["periods"] for row in rows if row["item"] == record.item)
    begun = next((row["starts"] for row in periods if row["period"] == record.period), None)
    if begun is not None and record.on_date < begun:
        warn(
            f"发布日期 {record.on_date} 早于这一期的开始（{begun}），请核对年月日；要更正用 gongkai publish --correct"
        )


def _standing(session: Session, record: Disclosure) -> str:
    """How the 事项 stands after the record, as of today."""
    if record.period is None:
        return "常态事项，没有期限。"
    for row in deadline_rows(session.store, session.asked, record.unit):
        if (row["task"], row["item"], row["period"]) == (record.task, record.item, record.period):
            count = f"，已完成 {row['done']}/{row['need']}" if row["need"] > 1 else ""
            return f"{row['label']}（期限 {row['due']}）：{STATE[row['state']]}{count}。"
    held = unit_tasks(session.store, session.asked, record.unit)
    if any(row["id"] == record.task and row["status"] == "not_involved" for row in held):
        return f"本单位对任务 {record.task} 报的是“不涉及”，这一期不计入；确有此项的请重新填报：gongkai fill"
    return "这一期不由本单位承担（认领之前或退出之后），记录已保留。"


def _check_named(session: Session, number: int, unit: str | None, task: str | None) -> None:
    """A unit or task named beside a record's number must be the record's own."""
    row = disclosures.standing(session.store, session.plan, number)
    if unit is not None and (name := session.unit(unit)) != row["unit"]:
        raise GongkaiError(f"发布记录 {number} 是{row['unit']}的，不是{name}的")
    if task is not None and session.task(task) != row["task"]:
        raise GongkaiError(f"发布记录 {number} 是任务 {row['task']} 的，不是任务 {session.task(task)} 的")


def _correct(
    session: Session,
    number: int,
    item: str | None,
    day: date | None,
    title: str | None,
    url: str | None,
    period: str | None,
) -> None:
    row = disclosures.standing(session.store, session.plan, number)
    obligation = (
        placing.item_of(session, row["task"], item)
        if item is not None
        else next(
            o for o in obligation_rows(session.store, session.plan, row["task"]) if o["item"] == row["item"]
        )
    )
    changes: dict[str, str | int | None] = {}
    if title is not None:
        changes["title"] = placing.checked_title(title)
    if url is not None:
        changes["url"] = placing.checked_url(url)
    if day is not None:
        changes["on_date"] = placing.checked_day(session, day)
    if item is not None or day is not None or period is not None:
        on = day or date.fromisoformat(row["on_date"])
        changes["item"] = obligation["item"]
        changes["period"] = placing.period_of(obligation, on, period)
    if not changes:
        raise UsageMistake("请写明更正什么：--date、--title、--url、--item、--period")
    replaced = disclosures.correct(session.store, session.author, session.plan, number, changes)
    if replaced is None:
        say("与原记录相同，没有改动")
        return
    say(f"√ 已更正第 {number} 条发布记录")
    for each in replaced:
        say(each.words)


def _withdraw(session: Session, number: int, on: str) -> None:
    row = disclosures.withdraw(session.store, session.author, session.plan, number, on)
    say(
        f"√ 已撤回第 {number} 条：{row['unit']} {row['task']}-{row['item']}《{row['title']}》，自 {on} 起不计"
    )
