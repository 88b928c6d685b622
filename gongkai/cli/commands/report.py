"""`gongkai report`: deadlines and completion."""

from __future__ import annotations

import sys
from itertools import chain
from typing import TYPE_CHECKING

import click

from gongkai.base.problems import GongkaiError, UsageMistake
from gongkai.cli.help_pages import Command
from gongkai.cli.options import (
    FILE,
    Choice,
    as_of_options,
    format_option,
    one_unit_option,
    session_options,
    task_option,
)
from gongkai.cli.output import console, csv_bytes, json_bytes, show_csv, show_json, show_long, warn
from gongkai.cli.report.views import View, counts, document, pages, sheet
from gongkai.cli.saving import force_option, form_of, rule_for, save
from gongkai.report import completion
from gongkai.report.completion import Report

if TYPE_CHECKING:
    from gongkai.cli.session import Session


@click.command(
    cls=Command,
    epilog="""
    gongkai report
    gongkai report --unit 区司法局 --explain
    gongkai report --by category --as-of 2019-07-31
    gongkai report --check --only late
    gongkai report -o 政务公开.html
    """,
)
@one_unit_option("只看一个单位")
@task_option
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
@click.option("--explain", is_flag=True, help="列出每个数字由哪些单位、任务、事项构成")
@click.option("--check", is_flag=True, help="有逾期时退出状态为 3，供定时任务使用")
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
@session_options
def report(
    session: Session,
    unit: str | None,
    task: str | None,
    category: str | None,
    all_plans: bool,
    by: str | None,
    only: str | None,
    sort: str,
    headline: bool,
    matrix: bool,
    timeline: bool,
    awaiting: bool,
    claims: bool,
    explain: bool,
    check: bool,
    output: str | None,
    force: bool,
    with_contacts: bool,
    form: str,
) -> None:
    """期限与完成情况。

    填报：谁在期限前报齐了。落实：有日期的事项，哪些逾期、临期、未到期、按期或逾期完成。再按单位类别、单位列出完成进度。
    csv 格式列完成情况，一行一个单位（或 --by 的一组）；加 --only 时列事项，一行一个单位的一个期次；加 --matrix、
    --timeline、--awaiting、--claims、--explain 时列这一种。
    """
    view = View(by, only, sort, matrix, timeline, explain, headline, awaiting, claims)
    if headline and not view._replace(headline=False).plain:
        raise UsageMistake(
            "--headline 只看总数，不能与 --by、--only、--sort、--matrix、--timeline、--awaiting、--claims、--explain 一起用"
        )
    if form == "csv" and matrix + timeline + awaiting + claims + explain + bool(by) > 1:
        raise UsageMistake(
            "csv 一次只能列一种：--matrix、--timeline、--awaiting、--claims、--explain、--by 只能用一个"
        )
    asked = (unit, task, category)
    if all_plans and output:
        raise UsageMistake("--all-plans 不能与 -o 一起用；网页请一个方案写一份")
    session.only_read()
    if all_plans:
        shown = _all_plans(session, asked, view, form)
    else:
        shown = [_one_plan(session, asked, view, form, output, with_contacts=with_contacts, force=force)]
    session.warn_of_unknown_years()
    if check and any(data["completion"]["overdue"] for data in shown):
        sys.exit(3)


Asked = tuple[str | None, str | None, str | None]


def _made(
    session: Session, asked: Asked, *, paper: str | None = None, told: bool = False
) -> tuple[Report, str | None]:
    """The report on a unit, task and category as they were typed, and the unit's name."""
    unit, task, category = asked
    name = session.scope(unit, paper=paper, told=told)
    number = session.task(task) if task else None
    wanted = session.category(category) if category else None
    made = completion.report(
        session.store, session.asked, session.calendar, unit=name, task=number, category=wanted
    )
    if name and task and not made["lines"]:
        raise GongkaiError(f"截至{made['as_of']}，{name}没有任务 {number}")
    return made, name


def _one_plan(
    session: Session,
    asked: Asked,
    view: View,
    form: str,
    output: str | None,
    *,
    with_contacts: bool,
    force: bool,
) -> Report:
    """Show one plan's report."""
    if output:
        form = form_of(output, form, "html", "htm", "csv", "json")
    page = output is not None and form not in ("csv", "json")
    data, name = _made(session, asked, paper="全区的网页" if page else None)
    if output and not page:
        content = json_bytes(document(data, view)) if form == "json" else csv_bytes(*sheet(data, view))
        save(output, content, rule_for(session.asked.as_of, force=force))
    elif output:
        from gongkai.cli.report.page import save_page

        save_page(
            session,
            output,
            data,
            name,
            narrowed=any(asked),
            with_contacts=with_contacts,
            views=not view.plain,
            force=force,
        )
    elif form == "json":
        show_json(document(data, view))
    elif form == "csv":
        show_csv(*sheet(data, view))
    else:
        width = console().width
        show_long(pages(session, data, name, view, width), counts(session, data, name, width))
    return data


def _all_plans(session: Session, asked: Asked, view: View, form: str) -> list[Report]:
    """Show the reports of all plans in the store, one after the other.

    A plan that doesn't know the unit, task or category asked for is left out, and said so.
    """
    found: list[tuple[Session, Report, str | None]] = []
    for other in session.each_plan():
        try:
            found.append((other, *_made(other, asked, told=bool(found))))
        except GongkaiError as error:
            warn(f"{other.heading['title']}：{error}，没有列入")
    if form == "json":
        plans = (
            {"title": other.heading["title"], "number": other.heading["number"]} | document(data, view)
            for other, data, _ in found
        )
        show_json({"plans": plans})
    elif form == "csv":
        sheets = [(other.heading["title"], *sheet(data, view)) for other, data, _ in found]
        columns = {"plan": "方案"}
        for _, more, _ in sheets:
            columns |= more
        show_csv(columns, (row | {"plan": title} for title, _, rows in sheets for row in rows))
    else:
        width = console().width
        for number, (other, data, name) in enumerate(found):
            show_long(
                chain([""] if number else [], pages(other, data, name, view, width)),
                counts(other, data, name, width),
            )
    return [data for _, data, _ in found]
