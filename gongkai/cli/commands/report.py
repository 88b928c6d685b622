"""`gongkai report`: deadlines and completion."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any, NamedTuple

import click

from gongkai.base.problems import GongkaiError, UsageMistake
from gongkai.cli.help_pages import command
from gongkai.cli.listing import Out
from gongkai.cli.options import as_of_options, format_option, one_unit_option, reading_options, task_option_as
from gongkai.cli.output import warn
from gongkai.cli.report.views import PlansReport, View, all_listings, listing
from gongkai.cli.saving import force_option
from gongkai.cli.value_types import FILE, Choice
from gongkai.report.completion import Report

if TYPE_CHECKING:
    from gongkai.cli.session import Session


@command(
    epilog="""
    gongkai report
    gongkai report --unit 区司法局 --explain
    gongkai report --by category --as-of 2019-07-31
    gongkai report --check --only late
    gongkai report -o 政务公开.html
    """,
)
@one_unit_option("只看一个单位", click.STRING)  # each plan looks it up
@task_option_as(click.STRING)
@click.option("--category", metavar="类别", help="只看一个任务类别，可只写几个字")
@click.option("--all-plans", is_flag=True, help="数据库里的全部方案（如今年的和去年的）一起报")
@click.option(
    "--by",
    type=Choice({"unit": "单位", "kind": "单位类别", "category": "任务类别", "task": "任务"}),
    metavar="分组",
    help="完成情况按 unit 单位、kind 单位类别、category 任务类别、task 任务 分组",
)
@click.option(
    "--only",
    type=Choice({"late": "逾期", "soon": "临期", "open": "未完成"}),
    metavar="范围",
    help="只列 late 逾期、soon 临期、open 未完成 的事项和有这种事项的单位",
)
@click.option(
    "--sort",
    type=Choice({"plan": "方案次序", "late": "逾期", "rate": "填报率"}),
    default="plan",
    metavar="次序",
    help="plan 按方案次序（默认）、late 逾期多的在前、rate 填报率低的在前",
)
@click.option("--headline", is_flag=True, help="只看总数，不逐个单位列出")
@click.option("--matrix", is_flag=True, help="单位 × 任务 一览")
@click.option("--timeline", is_flag=True, help="按月列出到期的事项")
@click.option("--awaiting", is_flag=True, help="列出填全了、等着备案或退回的填报")
@click.option("--claims", is_flag=True, help="列出可认领的任务：谁认领了、谁报不涉及、谁没有回音")
@click.option("--silent", is_flag=True, help="列出没有期限、也没有任何发布记录的事项，按单位、按事项")
@click.option("--explain", is_flag=True, help="列出每个数字由哪些单位、任务、事项构成")
@click.option("--check", is_flag=True, help="有逾期时退出状态为 3，供定时任务使用")
@click.option("--own", is_flag=True, help="与 --check 同用：自定、办公室定、逐次的期限逾期了也退出状态 3")
@click.option(
    "-o",
    "--output",
    metavar="文件",
    type=FILE,
    help="写成一个网页（.html），不用联网就能看；.csv、.json 写的是数据",
)
@force_option
@click.option("--with-contacts", is_flag=True, help="网页里写出姓名和电话号码全文（默认隐去一部分）")
@as_of_options
@format_option
@reading_options
def report(
    session: Session,
    unit: str | None,
    task: str | None,
    category: str | None,
    all_plans: bool,
    check: bool,
    own: bool,
    output: str | None,
    force: bool,
    with_contacts: bool,
    out: Out,
    **shown: Any,
) -> None:
    """期限与完成情况。

    填报：谁在期限前报齐了。落实：有日期的事项，哪些逾期、临期、未到期、按期或逾期完成。再按单位类别、单位列出完成进度。
    csv 格式列完成情况，一行一个单位（或 --by 的一组）；加 --only 时列事项，一行一个单位的一个期次；加 --matrix、
    --timeline、--awaiting、--claims、--silent、--explain 时列这一种。
    """
    view = View(**shown)
    if own and not check:
        raise UsageMistake("--own 只与 --check 一起写")
    out = out.into(output, force, "html", "htm")
    view.check(out.form)
    if all_plans and output:
        raise UsageMistake("--all-plans 不能与 -o 一起用；网页请一个方案写一份")
    narrowed = Narrowed(unit, task, category)
    if all_plans:
        reports = _all_plans(session, narrowed)
        out.put(all_listings(reports, view))
    else:
        reports = [_put_one(session, narrowed, view, out, with_contacts=with_contacts)]
    session.warn_of_unknown_years()
    counts = [each.data.completion.counts for each in reports]
    if check and any(each.overdue or (own and each.overdue_own) for each in counts):
        sys.exit(3)


class Narrowed(NamedTuple):
    """What a report is about, as it was typed."""

    unit: str | None
    task: str | None
    category: str | None


def _put_one(
    session: Session, narrowed: Narrowed, view: View, out: Out, *, with_contacts: bool
) -> PlansReport:
    """One plan's report as asked for: a page in a file, or one of the forms of a listing."""
    page = out.form in ("html", "htm")
    report = _made(session, narrowed, paper="全区的网页" if page else None)
    if page:
        from gongkai.cli.report.page import save_page

        save_page(report, out, narrowed=any(narrowed), with_contacts=with_contacts, views=not view.plain)
    else:
        out.put(listing(report, view), session.asked.as_of)
    return report


def _made(
    session: Session, narrowed: Narrowed, *, paper: str | None = None, told: bool = False
) -> PlansReport:
    """The report on one plan; GongkaiError where the plan doesn't know what it is narrowed to."""
    unit = session.scope(narrowed.unit, paper=paper, told=told)
    task = session.task(narrowed.task) if narrowed.task else None
    category = session.category(narrowed.category) if narrowed.category else None
    data = Report(session.store, session.asked, session.calendar, unit=unit, task=task, category=category)
    if unit and task and not data.lines:
        raise GongkaiError(f"截至{data.as_of}，{unit}没有任务 {task}")
    return PlansReport(session, data, unit)


def _all_plans(session: Session, narrowed: Narrowed) -> list[PlansReport]:
    """The reports of all plans in the store. A plan that doesn't know the unit, task or category asked for is left out,
    and said so."""
    found: list[PlansReport] = []
    for other in session.each_plan():
        try:
            found.append(_made(other, narrowed, told=bool(found)))
        except GongkaiError as error:
            warn(f"{other.heading.title}：{error}，没有列入")
    return found
