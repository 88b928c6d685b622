"""`gongkai config`: the settings file."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Any

import click

from gongkai.base.problems import GongkaiError, UsageMistake
from gongkai.cli import paths
from gongkai.cli.commands.plan import Group
from gongkai.cli.help_pages import Argument, Command
from gongkai.cli.options import FILE, Choice, complete_unit, format_option
from gongkai.cli.output import console, say, show_csv, show_json, warn
from gongkai.cli.output import show as show_table
from gongkai.cli.session import Session
from gongkai.cli.settings import VARIABLES, Setting, environment, read_settings, setting, settings_file

FIELDS = {"name": "名称", "said": "设置", "value": "现在的值", "origin": "由何而来", "variable": "环境变量"}
SAID = {
    "unit": "单位",
    "database": "数据库",
    "plan": "方案",
    "pager": "分页程序",
}
DEFAULT = "默认"


def _name(command: Callable[..., Any]) -> Callable[..., Any]:
    return click.argument(
        "name",
        cls=Argument,
        metavar="名称",
        type=Choice(SAID),
        help="unit 单位、database 数据库、plan 方案、pager 分页程序",
    )(command)


def _complete_value(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[Any]:
    if ctx.params.get("name") == "unit":
        return complete_unit(ctx, param, incomplete)
    return FILE.shell_complete(ctx, param, incomplete)


@click.group(
    cls=Group,
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
        ctx.invoke(list_, form="table")


@config.command("list", cls=Command, short_help="列出全部设置，各由何而来", epilog="gongkai config list")
@format_option
def list_(form: str) -> None:
    """列出全部设置：现在的值，由何而来（环境变量、设置文件或默认）。"""
    rows = [_row(name) for name in VARIABLES]
    if form == "json":
        show_json(rows)
    elif form == "csv":
        show_csv(FIELDS, rows)
    else:
        from gongkai.render.settings import settings_list

        path = settings_file()
        there = "" if os.path.exists(path) else "（还没有）"
        show_table(settings_list(rows, f"设置文件：{path}{there}", console().width))


@config.command(cls=Command, short_help="看一项设置", epilog="gongkai config get unit")
@_name
def get(name: str) -> None:
    """看一项设置现在的值。没有设、也没有默认值的，退出状态为 1。"""
    value = _row(name)["value"]
    if not value:
        raise GongkaiError(f"没有设{SAID[name]}；设置用 gongkai config set {name} 值")
    say(value)


@config.command(
    "set",
    cls=Command,
    short_help="设一项",
    epilog="""
    gongkai config set unit 区司法局
    gongkai config set database ~/政务公开/gongkai.db
    gongkai config set pager "less -R"
    """,
)
@_name
@click.argument(
    "value",
    cls=Argument,
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


@config.command(cls=Command, short_help="取消一项设置", epilog="gongkai config unset unit")
@_name
def unset(name: str) -> None:
    """取消一项设置，从设置文件里删去。"""
    from gongkai.cli.settings_text import save_settings

    path = settings_file()
    if name not in read_settings(path):
        say(f"设置文件里没有{SAID[name]}，没有改动")
        return
    save_settings(path, name, None)
    say(f"√ 已取消{SAID[name]}（{path}）")


def _row(name: str) -> dict[str, str]:
    found = setting(name) or Setting(_default(name), DEFAULT)
    return {
        "name": name,
        "said": SAID[name],
        "value": _shown(name, found.value),
        "origin": found.origin,
        "variable": VARIABLES[name],
    }


def _shown(name: str, value: str) -> str:
    """A value without what must not stand on a screen: a password that somebody keeps in the address."""
    from gongkai.store.opening import without_password

    return without_password(value) if name == "database" else value


def _default(name: str) -> str:
    return {"database": paths.default_database, "plan": paths.default_plan}.get(name, str)()


def _unit(value: str) -> str:
    """The unit's own name, as the plan in use has it."""
    session = Session(asks=True)
    try:
        return session.unit(value)
    finally:
        session.close()


def _database(value: str) -> str:
    from gongkai.store.opening import address_of, is_server

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
