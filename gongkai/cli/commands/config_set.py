"""`gongkai config set`: write a setting."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Any

import click

from gongkai.base.problems import UsageMistake
from gongkai.cli.config.shown import SAID, name_argument
from gongkai.cli.help_pages import argument, command
from gongkai.cli.options import complete_unit
from gongkai.cli.output import say, warn
from gongkai.cli.session import Session
from gongkai.cli.settings import VARIABLES, environment, read_settings, settings_file
from gongkai.cli.value_types import FILE
from gongkai.cli.workplace import Workplace


def _complete_value(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[Any]:
    if ctx.params.get("name") == "unit":
        return complete_unit(ctx, param, incomplete)
    return FILE.shell_complete(ctx, param, incomplete)


@command(
    "set",
    epilog="""
    gongkai config set unit 区司法局
    gongkai config set database ~/政务公开/gongkai.db
    gongkai config set pager "less -R"
    """,
)
@name_argument
@argument(
    "value",
    metavar="值",
    help="单位名称、文件、服务器地址或程序",
    shell_complete=_complete_value,
)
def set_(name: str, value: str) -> None:
    """设一项，写进设置文件；文件里的其他内容不动。"""
    from gongkai.cli.settings_text import save_settings

    path = settings_file()
    read_settings(path)  # one that isn't right is to be put right first
    checked = _CHECKS[name](value.strip())
    save_settings(path, name, checked)
    say(f"√ 已设{SAID[name]}：{checked}（{path}）")
    if environment(VARIABLES[name]):
        warn(f"环境变量 {VARIABLES[name]} 也设了，以它为准")


def _unit(value: str) -> str:
    """The unit's own name, as the plan in use has it."""
    session = Session(Workplace(makes_late=True))
    try:
        return session.unit(value)
    finally:
        session.close()


def _database(value: str) -> str:
    from gongkai.store.engine.opening import address_of, is_server

    address = address_of(value, typed=True)
    return address if is_server(address) else os.path.abspath(os.path.expanduser(address))


def _plan(value: str) -> str:
    path = os.path.abspath(os.path.expanduser(value))
    if not os.path.isfile(path):
        raise UsageMistake(f"找不到方案文件：{path}")
    return path


def _pager(value: str) -> str:
    import shlex
    import shutil

    program = shlex.split(value, posix=os.name == "posix")[0]
    if shutil.which(program.strip('"')) is None:
        raise UsageMistake(f"找不到程序 {program}，请写装好了的分页程序，如 less")
    return value


_CHECKS: dict[str, Callable[[str], str]] = {
    "unit": _unit,
    "database": _database,
    "plan": _plan,
    "pager": _pager,
}
