"""What stands for an option that isn't typed: an environment variable, then the settings file, a TOML file."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from gongkai.base.problems import GongkaiError
from gongkai.base.rows import NamedTuple
from gongkai.base.system import reason
from gongkai.cli.paths import xdg_folder

# Name in the file → environment variable.
VARIABLES = {
    "unit": "GONGKAI_UNIT",
    "database": "GONGKAI_DB",
    "plan": "GONGKAI_PLAN",
    "pager": "GONGKAI_PAGER",
}
PATHS = ("database", "plan")
MOST = 2**20  # bytes of a settings file


class Setting(NamedTuple):
    """A value and who says so."""

    value: str
    origin: str


def setting(name: str) -> Setting | None:
    """What the environment says, else the file; GongkaiError where the file can't be read."""
    variable = VARIABLES[name]
    if value := environment(variable):
        return Setting(os.path.expanduser(value) if name in PATHS else value, variable)
    path = settings_file()
    if value := read_settings(path).get(name, ""):
        return Setting(
            _from_home_or(os.path.dirname(path), value) if name in PATHS else value, f"设置文件 {path}"
        )
    return None


def value_of(name: str) -> str | None:
    """The value alone."""
    found = setting(name)
    return found.value if found else None


@contextmanager
def told_where_from(found: Setting | None) -> Iterator[None]:
    """Say of a value that the block finds wrong who said it, where nobody typed it."""
    try:
        yield
    except GongkaiError as error:
        if found:
            space = " " if found.origin.isascii() else ""
            error.args = (f"{error}（取自{space}{found.origin}）",)
        raise


def usual_unit() -> str | None:
    """The unit that is meant where a command is about one unit and none is typed."""
    return value_of("unit")


def environment(variable: str) -> str | None:
    """An environment variable's value; one that is empty counts as not set."""
    value = os.environ.get(variable, "")
    return value if value.strip() else None


def settings_file() -> str:
    """Where the file is, or would be: in the user's folder for settings, or where GONGKAI_CONFIG says."""
    if named := environment("GONGKAI_CONFIG"):
        return os.path.abspath(os.path.expanduser(named))
    if sys.platform == "win32":
        base = os.environ.get("APPDATA") or os.path.expanduser(r"~\AppData\Roaming")
    elif sys.platform == "darwin":
        base = os.path.expanduser("~/Library/Application Support")
    else:
        base = xdg_folder("XDG_CONFIG_HOME", "~/.config")
    return os.path.join(base, "gongkai", "config.toml")


def read_settings(path: str) -> dict[str, str]:
    """What the file says; nothing where there is none. GongkaiError where it isn't right, with the line."""
    if not os.path.exists(path):
        return {}
    from gongkai.base.files import bytes_of

    try:
        text = bytes_of(path, MOST).decode("utf-8-sig")
    except UnicodeDecodeError:
        raise GongkaiError(f"设置文件 {path} 不是 UTF-8 编码，请另存为 UTF-8") from None
    except OSError as error:
        raise GongkaiError(f"读不了设置文件 {path}（{reason(error)}）") from None
    return parse_settings(text, path)


def parse_settings(text: str, path: str) -> dict[str, str]:
    """The settings in a text; GongkaiError where it isn't right."""
    import tomllib

    try:
        found = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise GongkaiError(
            f'{path}:{_line_of(str(error), text)}：看不懂这一行，应如 unit = "区司法局"（引号用半角的）'
        ) from None
    except (RecursionError, ValueError):
        raise GongkaiError(f"设置文件 {path} 看不懂：括号套得过深，或数字过长") from None
    for name, value in found.items():
        if name not in VARIABLES:
            known = "、".join(VARIABLES)
            raise GongkaiError(f"{path}:{_line_with(name, text)}：没有设置“{name}”，可用的有 {known}")
        if not isinstance(value, str):
            raise GongkaiError(f'{path}:{_line_with(name, text)}：{name} 的值应写在引号里，如 {name} = "…"')
        if not value.strip().isprintable():
            raise GongkaiError(
                f"{path}:{_line_with(name, text)}：{name} 的值里有换行或控制字符，请写成一行文字"
            )
    return {name: value.strip() for name, value in found.items()}


def _line_of(complaint: str, text: str) -> int:
    """The line that tomllib complains of; it names none at the text's end."""
    import re

    found = re.search(r"at line (\d+)", complaint)
    return int(found[1]) if found else max(1, len(text.splitlines()))


def _line_with(name: str, text: str) -> int:
    """The first line that begins with a name."""
    lines = (line.lstrip(" \t[\"'") for line in text.splitlines())
    return next((number for number, line in enumerate(lines, 1) if line.startswith(name)), 1)


def _from_home_or(folder: str, path: str) -> str:
    """A file as the settings name it: ~ is the home folder, another one that isn't whole is beside the settings."""
    from gongkai.store.engine.opening import is_server

    return path if is_server(path) else os.path.join(folder, os.path.expanduser(path))
