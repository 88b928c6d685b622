"""`gongkai report`: deadlines and completion."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import click

from gongkai.base.problems import GongkaiError
from gongkai.cli.help import Command
from gongkai.cli.options import (
    FILE,
    as_of_options,
    format_option,
    one_unit_option,
    session_options,
    task_option,
)
from gongkai.cli.output import console, show, show_csv, show_json
from gongkai.report import completion
from gongkai.report.completion import DEADLINE_FIELDS, UNIT_FIELDS, Report

if TYPE_CHECKING:
    from gongkai.cli.session import Session

ONLY = {"late": ("overdue",), "soon": ("soon",), "open": ("overdue", "soon", "pending")}

# What `--by` groups by, and its CSV columns.
_COUNTED = {name: words for name, words in UNIT_FIELDS.items() if name in completion.COUNTS}
BY_FIELDS = {
    "unit": UNIT_FIELDS,
    "kind": {"kind": "类别", "units": "单位数", "units_due": "应报单位", "units_complete": "报齐单位"}
    | _COUNTED,
    "category": {"category": "任务类别", "tasks": "任务数", "units": "单位数"} | _COUNTED,
    "task": {"task": "任务", "topic": "工作任务", "category": "任务类别", "units": "单位数"} | _COUNTED,
}


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
@click.option(
    "--by",
    type=click.Choice(["unit", "kind", "category", "task"]),
    metavar="分组",
    help="完成情况按 unit 单位、kind 单位类别、category 任务类别、task 任务 分组",
)
@click.option(
    "--only",
    type=click.Choice(list(ONLY)),
    metavar="范围",
    help="只列 late 逾期、soon 临期、open 未完成 的事项和有这种事项的单位",
)
@click.option(
    "--sort",
    type=click.Choice(["plan", "late", "rate"]),
    default="plan",
    metavar="次序",
    help="plan 按方案次序（默认）、late 逾期多的在前、rate 填报率低的在前",
)
@click.option("--matrix", is_flag=True, help="单位 × 任务 一览")
@click.option("--timeline", is_flag=True, help="按月列出到期的事项")
@click.option("--explain", is_flag=True, help="列出每个数字由哪些单位、任务、事项构成")
@click.option("--check", is_flag=True, help="有逾期时退出状态为 3，供定时任务使用")
@click.option("-o", "--output", metavar="文件", type=FILE, help="写成一个网页（.html），不用联网就能看")
@click.option("--with-contacts", is_flag=True, help="网页里写出姓名和电话号码全文（默认隐去一部分）")
@as_of_options
@format_option
@session_options
def report(
    session: Session,
    unit: str | None,
    task: str | None,
    category: str | None,
    by: str | None,
    only: str | None,
    sort: str,
    matrix: bool,
    timeline: bool,
    explain: bool,
    check: bool,
    output: str | None,
    with_contacts: bool,
    form: str,
) -> None:
    """期限与完成情况。

    填报：谁在期限前报齐了。落实：有日期的事项，哪些逾期、临期、未到期、按期或逾期完成。再按单位类别、单位列出完成进度。
    csv 格式列完成情况，一行一个单位（或 --by 的一组）；加 --only 时列事项，一行一个单位的一个期次。
    """
    name = session.scope(unit)
    data = completion.report(
        session.store,
        session.asked,
        session.calendar,
        unit=name,
        task=session.task(task) if task else None,
        category=session.category(category) if category else None,
    )
    if name and task and not data["lines"]:
        raise GongkaiError(f"截至{data['as_of']}，{name}没有任务 {session.task(task)}")
    late = data["completion"]["overdue"] > 0
    if output:
        from gongkai.cli.page import save_page

        views = bool(by or only or sort != "plan" or matrix or timeline or explain or form != "table")
        narrowed = bool(name or task or category)
        save_page(session, output, data, name, narrowed=narrowed, with_contacts=with_contacts, views=views)
        session.warn_of_unknown_years()
        sys.exit(3 if check and late else 0)
    if form == "json":
        show_json(_document(data, by, only, sort, matrix=matrix, timeline=timeline, explain=explain))
    elif form == "csv" and explain:
        _explain_csv(data)
    elif form == "csv":
        if only and not by:
            show_csv(DEADLINE_FIELDS, _deadlines(data, only))
        else:
            show_csv(BY_FIELDS[by or "unit"], _group(data, by or "unit", only, sort))
    else:
        show(_page(session, data, name, by, only, sort, matrix=matrix, timeline=timeline, explain=explain))
    session.warn_of_unknown_years()
    if check and late:
        sys.exit(3)


_COUNT_OF = {"overdue": "overdue", "soon": "due_soon", "pending": "pending"}


def _deadlines(data: Report, only: str | None) -> Iterator[dict[str, Any]]:
    """The deadlines one by one, those of some states where asked for."""
    return (row for row in data.each_deadline() if only is None or row["state"] in ONLY[only])


def _group(data: Report, by: str, only: str | None, sort: str) -> list[dict[str, Any]]:
    """Completion by unit, kind, category or task; `only` keeps the lines that have such deadlines."""
    rows: list[dict[str, Any]] = data[
        {"unit": "units", "kind": "kinds", "category": "categories", "task": "tasks"}[by]
    ]
    if only:
        rows = [row for row in rows if any(row[_COUNT_OF[state]] for state in ONLY[only])]
    if sort == "late":
        return sorted(rows, key=lambda row: -row["overdue"])
    if sort == "rate":
        return sorted(rows, key=lambda row: row["rows_filed"] / row["rows_due"] if row["rows_due"] else 2)
    return rows


def _document(
    data: Report, by: str | None, only: str | None, sort: str, *, matrix: bool, timeline: bool, explain: bool
) -> dict[str, Any]:
    """The contract of `gongkai report --format json`; the deadlines are written as they come."""
    document = {name: data[name] for name in ("as_of", "plan", "completion", "units", "kinds", "unowned")}
    document["units"] = _group(data, "unit", only, sort)
    document["deadlines"] = _deadlines(data, only)
    if by:
        document["by"] = _group(data, by, only, sort)
    if matrix:
        from gongkai.report.matrix import matrix as matrix_of

        document["matrix"] = matrix_of(data)
    if timeline:
        from gongkai.report.timeline import timeline as timeline_of

        document["timeline"] = timeline_of(list(_deadlines(data, only)))
    if explain:
        from gongkai.report.explain import explain as explain_counts

        document["explain"] = explain_counts(data)
    return document


def _explain_csv(data: Report) -> None:
    from gongkai.report.explain import EXPLAIN_FIELDS
    from gongkai.report.explain import explain as explain_counts

    show_csv(
        EXPLAIN_FIELDS,
        (row | {"count": count["words"]} for count in explain_counts(data) for row in count["rows"]),
    )


def _page(
    session: Session,
    data: Report,
    unit: str | None,
    by: str | None,
    only: str | None,
    sort: str,
    *,
    matrix: bool,
    timeline: bool,
    explain: bool,
) -> Any:
    from gongkai.render import report as render

    width = console().width
    yield from render.headline(session.heading, data, unit or "期限与完成情况", session.days, width)
    if matrix:
        from gongkai.render.views import matrix_view
        from gongkai.report.matrix import matrix as matrix_of

        yield from matrix_view(matrix_of(data), width)
    if timeline:
        from gongkai.render.views import timeline_view
        from gongkai.report.timeline import timeline as timeline_of

        yield from timeline_view(timeline_of(list(_deadlines(data, only))), width)
    if explain:
        from gongkai.render.views import explain_view
        from gongkai.report.explain import explain as explain_counts

        yield from explain_view(explain_counts(data), width)
    if matrix or timeline or explain:
        return
    if by is None or only:
        yield from render.deadline_lists(data["gathered"], only, width, one_unit=unit is not None)
    if unit and not by and not only:
        from gongkai.render.schedule import standing_list
        from gongkai.report.schedule import standing

        recorded = [row for row in standing(session.store, session.asked, unit) if data.wanted(row)]
        yield from standing_list(recorded, width, unit=unit, recorded_only=True)
    for dimension in [by] if by else ["task"] if unit else ["kind", "unit"]:
        narrow = None if dimension == "kind" and not by else only
        yield from render.by_table(dimension, _group(data, dimension, narrow, sort), width)
    if (by or "unit") == "unit" and not unit:
        yield from render.uncertain_note(data["units"], width)
