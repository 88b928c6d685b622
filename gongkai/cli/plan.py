"""`gongkai plan check`: is a plan file right?"""

from __future__ import annotations

import sys

import click

from gongkai.cli.help import Argument, Command
from gongkai.cli.options import FILE
from gongkai.cli.output import say, show_csv, show_json
from gongkai.cli.places import default_plan

PROBLEM_FIELDS = {"path": "文件", "line": "行", "column": "列", "message": "问题", "advice": "建议"}


class Group(Command, click.Group):
    """A group of subcommands with a Chinese help page."""

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("命令"):
            formatter.write_dl([(name, command.short_help or "") for name, command in self.commands.items()])
        Command.format_options(self, ctx, formatter)

    def collect_usage_pieces(self, ctx: click.Context) -> list[str]:
        return ["命令", "[选项]"]


@click.group(cls=Group)
def plan() -> None:
    """方案文件。"""


@plan.command(
    cls=Command,
    short_help="检查方案文件，一次列出全部问题",
    epilog="""
    gongkai plan check
    gongkai plan check 本区2020年方案.yaml
    """,
)
@click.argument(
    "file",
    cls=Argument,
    metavar="[文件]",
    required=False,
    type=FILE,
    envvar="GONGKAI_PLAN",
    help="方案文件；不写时检查在用的方案",
)
@click.option(
    "--format",
    "form",
    type=click.Choice(["table", "json", "csv"]),
    default="table",
    metavar="格式",
    help="table 逐行（默认）、json、csv",
)
def check(file: str | None, form: str) -> None:
    """检查方案文件：格式、名册、责任单位、事项引文和时间要求是否两边相符。

    一次列出全部问题，每个问题写明 文件:行:列 和怎样改；没有问题时退出状态为 0，有问题为 1。
    """
    from gongkai.plan.loading import examine_plan
    from gongkai.plan.source import read_plan_bytes

    path = file or default_plan()
    loaded = examine_plan(path, read_plan_bytes(path))
    rows = [problem._asdict() for problem in loaded.problems]
    if form == "json":
        show_json(rows)
    elif form == "csv":
        show_csv(PROBLEM_FIELDS, rows)
    else:
        for problem in loaded.problems:
            say(str(problem))
        if loaded.plan is not None:
            found = loaded.plan
            items = sum(len(task.items) for task in found.tasks)
            annex = sum(task.in_annex for task in found.tasks)
            say(
                f"√ {path}：没有问题。《{found.plan.title}》附件任务 {annex} 项、正文任务 {len(found.tasks) - annex} 项、"
                f"事项 {items} 个、单位 {len(found.units)} 个、单位组 {len(found.groups)} 个。"
            )
        else:
            say(f"共 {len(loaded.problems)} 处问题。")
    if loaded.problems:
        sys.exit(1)
