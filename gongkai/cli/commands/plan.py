"""`gongkai plan`: plan files."""

from __future__ import annotations

import click

from gongkai.cli.groups import Group


@click.group(
    cls=Group,
    sections={
        "命令": {
            "check": "检查方案文件，一次列出全部问题",
            "draft": "从政府文件起草方案文件：读出任务分解表，标明待核之处",
            "diff": "比较两份方案：增删、改写、换单位、改日期",
            "new": "沿用上一年的方案文件，开始新的一年",
        }
    },
)
def plan() -> None:
    """方案文件。"""
