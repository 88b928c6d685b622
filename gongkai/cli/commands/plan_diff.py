"""`gongkai plan diff`: what changed from one plan to another."""

from __future__ import annotations

from collections import Counter
from functools import partial
from typing import TYPE_CHECKING

from gongkai.base.words import PLAN_CHANGE
from gongkai.cli.help_pages import argument, command
from gongkai.cli.listing import Listing, Out
from gongkai.cli.options import format_option
from gongkai.cli.output import Page
from gongkai.cli.plan.files import raw_plan
from gongkai.cli.value_types import FILE

if TYPE_CHECKING:
    from gongkai.plan.comparing import Difference

FIELDS = {"change": "变化", "old": "原序号", "new": "新序号", "topic": "工作任务", "detail": "内容"}


@command(
    epilog="""
    gongkai plan diff 2019 本区2020年方案.yaml
    gongkai plan diff 旧.yaml 新.yaml --format csv
    gongkai plan diff 2019 2020年方案.docx
    """,
)
@argument("old", metavar="原方案", type=FILE, help="年份（如 2019）、方案文件或政府文件")
@argument("new", metavar="新方案", type=FILE, help="同上")
@format_option
def diff(old: str, new: str, out: Out) -> None:
    """比较两份方案：新增、取消、改写（写明增删的字句）的任务，责任单位和日期的变化。

    日期按月日比较：去年7月底前、今年也是7月底前，不算变化。给出 docx 等政府文件时先当场起草，再比较。
    """
    from gongkai.plan.comparing import compare

    found = compare(raw_plan(old), raw_plan(new))
    rows = [each._asdict() for each in found]
    cells = (row | {"change": PLAN_CHANGE[row["change"]]} for row in rows)
    out.put(Listing(FIELDS, cells, partial(_page, found), document=lambda: rows, paged=False))


def _page(found: list[Difference], width: int) -> Page:
    from gongkai.render.terminal.plan_changes import plan_changes

    counts: Counter[str] = Counter(each.change for each in found)
    said = "、".join(f"{words} {counts[change]}" for change, words in PLAN_CHANGE.items() if counts[change])
    yield f"任务变化：{said}。" if found else "两份方案的任务没有变化。"
    if found:
        yield from plan_changes(found, width)
