"""`gongkai fill`: record a unit's answer for a task — by options, one by one, or on a sheet in an editor."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import click

from gongkai.base.problems import UsageMistake
from gongkai.cli.back_dated import past_told
from gongkai.cli.help_pages import command
from gongkai.cli.options import on_option, session_options, task_option, unit_option
from gongkai.cli.output import heard
from gongkai.cli.recorded import recorded_option
from gongkai.cli.value_types import FILE
from gongkai.store.kinds import FILING

if TYPE_CHECKING:
    from gongkai.cli.session import Session


def answer_options(filled: Callable[..., None]) -> Callable[..., None]:
    """An option for each text of an answer."""
    for each in reversed(FILING.texts):
        names = [*each.option, each.name]
        filled = click.option(*names, metavar=each.metavar, help=f"{each.hint or each.label}，{each.most}")(
            filled
        )
    return filled


@command(
    epilog="""
    gongkai fill -u 区司法局
    gongkai fill -u 区司法局 -t 14 --measure "7月底前在区政府网站公布" --section 法制科 --officer 张三 --contact 0533-0000000
    gongkai fill -u 区司法局 -t 21 -m "每季度更新执法事项清单"
    gongkai fill -u 区司法局 -t 32 --not-involved "本局无此职能"
    gongkai fill -u 区司法局 --edit
    """,
)
@unit_option
@task_option
@answer_options
@click.option("--edit", is_flag=True, help="在编辑器（EDITOR）里填整张表")
@click.option(
    "--from",
    "sheet",
    metavar="文件",
    type=FILE,
    help="填报表用留下的这个文件；加 --edit 先打开改，不加就直接保存",
)
@on_option
@session_options
@recorded_option
def fill(
    session: Session,
    unit: str,
    task: str | None,
    edit: bool,
    sheet: str | None,
    day: str,
    **fields: str | None,
) -> None:
    """填报一个单位的任务。

    带选项：填报一项，适合脚本。没写的栏目保持原样；写了措施，而责任科室、责任人、联系方式没写、原来也没有的，沿用上次填的。

    不带选项：逐项填报还没有填的任务，可以返回上一栏，随时可以离开，答过的都会保存，下次接着填；一项任务记为一次改动。

    --edit：在编辑器里填整张表。没有存成的表留在一个文件里，用 --from 接着填。
    """
    given = {field: value for field, value in fields.items() if value is not None}
    session.workplace.warn_of_network_drive()
    if edit or sheet is not None:
        if given:
            raise UsageMistake(f"{'--edit' if edit else '--from'} 不能与 --measure 等选项一起用")
        from gongkai.cli.fill.sheet import fill_sheet

        fill_sheet(session, unit, day, task, sheet, edit=edit)
    elif given:
        if task is None:
            raise UsageMistake("请用 --task 指明填报哪一项任务，如 --task 14")
        from gongkai.cli.fill.answers import checked_changes, file_one

        with past_told(session, unit, day):
            file_one(session, unit, task, day, checked_changes(given))
    elif heard() is not None:
        raise UsageMistake("--format json 要连同填报的内容一起写，如 --measure；逐项填报请不要写")
    else:
        from gongkai.cli.fill.walk import walk

        walk(session, unit, day, task)
