"""`gongkai plan check`: all that is wrong with a plan file, at once."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING

from gongkai.cli.help_pages import argument, command
from gongkai.cli.listing import Listing, Out
from gongkai.cli.options import format_option_of
from gongkai.cli.paths import default_plan
from gongkai.cli.settings import setting, told_where_from
from gongkai.cli.value_types import FILE

if TYPE_CHECKING:
    from gongkai.plan.loading import Loaded

MARK = "# 待核".encode()


PROBLEM_FIELDS = {"path": "文件", "line": "行", "column": "列", "message": "问题", "advice": "建议"}


@command(
    epilog="""
    gongkai plan check
    gongkai plan check 本区2020年方案.yaml
    """,
)
@argument(
    "file",
    metavar="[文件]",
    required=False,
    type=FILE,
    help="方案文件，或随附方案的年份；不写时检查在用的方案",
)
@format_option_of("table 逐行（默认）、{others}")
def check(file: str | None, out: Out) -> None:
    """检查方案文件：格式、名册、责任单位、事项引文和时间要求是否两边相符。

    一次列出全部问题，每个问题写明 文件:行:列 和怎样改；没有问题时退出状态为 0，有问题为 1。

    起草的方案文件中还有多少处“待核”，也在最后写明；待核不算问题，不影响退出状态。
    """
    from gongkai.cli.plan.files import plan_path
    from gongkai.plan.loading import examine_plan
    from gongkai.plan.source import read_plan_bytes

    usual = None if file else setting("plan")
    path = plan_path(file) if file else usual.value if usual else default_plan()
    with told_where_from(usual):
        content = read_plan_bytes(path)
    loaded = examine_plan(path, content)
    rows = [problem._asdict() for problem in loaded.problems]
    out.put(Listing(PROBLEM_FIELDS, rows, lambda _width: _words(path, content, loaded), paged=False))
    if loaded.problems:
        sys.exit(1)


def _words(path: str, content: bytes, loaded: Loaded) -> Iterator[str]:
    yield from map(str, loaded.problems)
    if loaded.plan is not None:
        found = loaded.plan
        items = sum(len(task.items) for task in found.tasks)
        annex = sum(task.in_annex for task in found.tasks)
        yield (
            f"√ {path}：没有问题。《{found.plan.title}》附件任务 {annex} 项、正文任务 {len(found.tasks) - annex} 项、"
            f"事项 {items} 个、单位 {len(found.units)} 个、单位组 {len(found.groups)} 个。"
        )
    else:
        from gongkai.plan.checks import MOST_PROBLEMS

        count = len(loaded.problems)
        enough = count >= MOST_PROBLEMS
        yield f"问题太多，只查到 {count} 处；请先改好再查。" if enough else f"共 {count} 处问题。"
    waiting = [number for number, line in enumerate(content.splitlines(), 1) if MARK in line]
    if waiting:
        shown = "、".join(map(str, waiting[:10])) + ("……" if len(waiting) > 10 else "")
        yield f"另有 {len(waiting)} 处待核（第 {shown} 行），核对改好后请删去该注释。"
