"""`gongkai config list`: all settings."""

from __future__ import annotations

import os

from gongkai.cli.config.shown import shown
from gongkai.cli.help_pages import command
from gongkai.cli.listing import Listing, Out
from gongkai.cli.options import format_option
from gongkai.cli.output import Page
from gongkai.cli.settings import VARIABLES, settings_file

FIELDS = {"name": "名称", "said": "设置", "value": "现在的值", "origin": "由何而来", "variable": "环境变量"}


@command("list", epilog="gongkai config list")
@format_option
def list_(out: Out) -> None:
    """列出全部设置：现在的值，由何而来（环境变量、设置文件或默认）。"""
    rows = [shown(name) for name in VARIABLES]

    def table(width: int) -> Page:
        from gongkai.render.terminal.settings import settings_list

        path = settings_file()
        there = "" if os.path.exists(path) else "（还没有）"
        return settings_list(rows, f"设置文件：{path}{there}", width)

    out.put(Listing(FIELDS, rows, table, paged=False))
