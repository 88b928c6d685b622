"""`gongkai config`: the settings file."""

from __future__ import annotations

import click

from gongkai.cli.groups import Group


@click.group(
    cls=Group,
    sections={
        "命令": {
            "list": "列出全部设置，各由何而来",
            "get": "看一项设置",
            "set": "设一项",
            "unset": "取消一项设置",
        }
    },
    invoke_without_command=True,
    epilog="""
    gongkai config
    gongkai config set unit 区司法局
    gongkai config unset unit
    """,
)
@click.pass_context
def config(ctx: click.Context) -> None:
    """设置：长期不变的单位、数据库、方案和分页程序，设一次就不用每次写。

    存在用户设置文件夹的一个 TOML 文件里（GONGKAI_CONFIG 可换位置），也可以用编辑器改。
    命令里写了的最优先，其次是环境变量，再次是设置。
    """
    if ctx.invoked_subcommand is None:
        from gongkai.cli.commands.config_list import list_

        ctx.invoke(list_, form="table")
