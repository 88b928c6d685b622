"""`gongkai config unset`: take a setting away."""

from __future__ import annotations

from gongkai.cli.config.shown import SAID, name_argument
from gongkai.cli.help_pages import command
from gongkai.cli.output import say
from gongkai.cli.settings import read_settings, settings_file


@command(epilog="gongkai config unset unit")
@name_argument
def unset(name: str) -> None:
    """取消一项设置，从设置文件里删去。"""
    from gongkai.cli.settings_text import save_settings

    path = settings_file()
    if name not in read_settings(path):
        say(f"设置文件里没有{SAID[name]}，没有改动")
        return
    save_settings(path, name, None)
    say(f"√ 已取消{SAID[name]}（{path}）")
