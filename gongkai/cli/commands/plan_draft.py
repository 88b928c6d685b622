"""`gongkai plan draft`: a government's own document in, a plan file to be checked out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date

import click

from gongkai.base.problems import PlanError
from gongkai.cli.help_pages import argument, command
from gongkai.cli.listing import Listing, Out
from gongkai.cli.options import format_option_of
from gongkai.cli.output import warn
from gongkai.cli.plan.files import drafted, plan_path, raw_plan, refuse_to_replace
from gongkai.cli.value_types import FILE

DOUBT_FIELDS = {"line": "行", "reason": "原因"}
_MOST_SHOWN = 12


@command(
    epilog="""
    gongkai plan draft 方案.docx -o plan.yaml
    gongkai plan draft 方案.pdf -o plan.yaml --from 2019
    gongkai plan check plan.yaml
    """,
)
@argument(
    "file",
    metavar="文件",
    type=FILE,
    help="Word、Excel（旧格式由 LibreOffice 转换）、html、md、txt 或有文字层的 pdf",
)
@click.option("-o", "--output", metavar="文件", type=FILE, required=True, help="写到哪个方案文件（.yaml）")
@click.option(
    "--from", "known", metavar="方案", type=FILE, help="沿用哪份方案的名册：年份（如 2019）或方案文件"
)
@click.option("--force", is_flag=True, help="覆盖已有的文件")
@format_option_of("待核清单的格式：table 归类计数（默认）、{others}")
def draft(file: str, output: str, known: str | None, force: bool, out: Out) -> None:
    """从政府文件起草方案文件。

    读出文号、标题、印发机关和日期、主送单位、任务分解表（跨页的接好，合并的单元格还原）、责任单位、事项和时间要求、填报期限，
    写成与随附方案同样格式的 YAML。拿不准的各处写明“# 待核：原因”，不编造；原文没有的，留空待补。

    起草之后运行 gongkai plan check，看还有什么没有填好。
    """
    from gongkai.cli.saving import rule_for, tell

    refuse_to_replace(output, force)
    written = drafted(plan_path(file), raw_plan(known) if known else None)
    if not written.tasks:
        raise PlanError(
            f"{file} 中没有读出任务：表头里须有“责任单位”一类的栏，或各项任务后面写有“责任单位：”"
        )
    rule = rule_for(date.today().isoformat(), force=force)
    from gongkai.office.writing import write_file

    kept = write_file(output, written.text.encode(), rule)
    if out.form == "table":
        tell(kept)
    elif kept.hindrance:
        warn(kept.words)
    rows = [doubt._asdict() for doubt in written.doubts]
    reasons = [doubt.reason for doubt in written.doubts]
    out.put(
        Listing(DOUBT_FIELDS, rows, lambda _width: _summary(kept.path, written.tasks, reasons), paged=False)
    )


def _summary(path: str, tasks: int, reasons: list[str]) -> Iterator[str]:
    yield f"读出任务 {tasks} 项；共 {len(reasons)} 处待核" + ("：" if reasons else "。")
    counted = Counter(reasons).most_common()
    for reason, count in counted[:_MOST_SHOWN]:
        yield f"  {reason}" + (f"（{count} 处）" if count > 1 else "")
    rest = sum(count for _, count in counted[_MOST_SHOWN:])
    if rest:
        yield f"  其余 {rest} 处见文件中的“# 待核”注释。"
    yield f"下一步：gongkai plan check {path}"
