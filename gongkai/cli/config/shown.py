"""A setting: what it is called, its value now and where that comes from."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from gongkai.cli import paths
from gongkai.cli.help_pages import argument
from gongkai.cli.settings import VARIABLES, Setting, setting
from gongkai.cli.value_types import Choice

SAID = {
    "unit": "单位",
    "database": "数据库",
    "plan": "方案",
    "pager": "分页程序",
}


DEFAULT = "默认"


def name_argument(command: Callable[..., Any]) -> Callable[..., Any]:
    return argument(
        "name",
        metavar="名称",
        type=Choice(SAID),
        help="unit 单位、database 数据库、plan 方案、pager 分页程序",
    )(command)


def shown(name: str) -> dict[str, str]:
    found = setting(name) or Setting(_default(name), DEFAULT)
    return {
        "name": name,
        "said": SAID[name],
        "value": _without_password(name, found.value),
        "origin": found.origin,
        "variable": VARIABLES[name],
    }


def _without_password(name: str, value: str) -> str:
    """A value without what must not stand on a screen: a password that somebody keeps in the address."""
    from gongkai.store.engine.opening import without_password

    return without_password(value) if name == "database" else value


def _default(name: str) -> str:
    return {"database": paths.default_database, "plan": paths.default_plan}.get(name, str)()
