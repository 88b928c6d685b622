"""`gongkai plan new`: a year's plan file started from the last one's."""

from __future__ import annotations

from datetime import date

import click

from gongkai.cli.help_pages import command
from gongkai.cli.output import say
from gongkai.cli.plan.files import plan_path, refuse_to_replace
from gongkai.cli.value_types import FILE, Number


@command(
    epilog="""
    gongkai plan new --year 2020 --from 2019 -o 本区2020年方案.yaml
    """,
)
@click.option("--year", metavar="年份", type=Number(2000, 2100), required=True, help="新方案的年份，如 2020")
@click.option(
    "--from",
    "source",
    metavar="方案",
    type=FILE,
    required=True,
    help="沿用哪份方案：年份（如 2019）或方案文件",
)
@click.option("-o", "--output", metavar="文件", type=FILE, required=True, help="写到哪个方案文件（.yaml）")
@click.option("--force", is_flag=True, help="覆盖已有的文件")
def new(year: int, source: str, output: str, force: bool) -> None:
    """沿用上一年的方案文件，开始新的一年。

    名册、单位组、任务和批注都保留，日期顺延；文号、印发日期留空，每项任务标明“# 待核”，对照新文件核对后删去。
    """
    from gongkai.cli.saving import rule_for, save
    from gongkai.plan.renewing import renew
    from gongkai.plan.source import read_plan_bytes

    refuse_to_replace(output, force)
    path = plan_path(source)
    renewed = renew(path, read_plan_bytes(path), year)
    written = save(output, renewed.text.encode(), rule_for(date.today().isoformat(), force=force))
    say(f"共 {renewed.marks} 处待核。下一步：改好后运行 gongkai plan check {written}")
