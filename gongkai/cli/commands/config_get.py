"""`gongkai config get`: one setting."""

from __future__ import annotations

from gongkai.base.problems import GongkaiError
from gongkai.cli.config.shown import SAID, name_argument, shown
from gongkai.cli.help_pages import command
from gongkai.cli.output import say


@command(epilog="gongkai config get unit")
@name_argument
def get(name: str) -> None:
    """看一项设置现在的值。没有设、也没有默认值的，退出状态为 1。"""
    value = shown(name)["value"]
    if not value:
        raise GongkaiError(f"没有设{SAID[name]}；设置用 gongkai config set {name} 值")
    say(value)
