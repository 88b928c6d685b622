"""Changing the settings file: one value, and everything else in it as somebody wrote it."""

from __future__ import annotations

import os
import re
from json import dumps

from gongkai.base.files import bytes_of, make_folder
from gongkai.base.problems import GongkaiError
from gongkai.base.system import reason
from gongkai.base.temporary import write_over
from gongkai.cli.settings import MOST, parse_settings

# How often it is tried anew where somebody else changes the file at the same moment.
_TRIES = 20


def changed(text: str, name: str, value: str | None) -> str:
    """A settings file's text with another value for a name, or without it (None); everything else stays as it is."""
    lines = text.splitlines(keepends=True)
    end = next((number for number, line in enumerate(lines) if line.lstrip().startswith("[")), len(lines))
    at = next((number for number, line in enumerate(lines[:end]) if _names(line, name)), None)
    if value is None:
        if at is not None:
            del lines[at]
        return "".join(lines)
    if at is not None:
        lines[at] = f"{name} = {_quoted(value)}{_behind(lines[at])}\n"
    else:
        if end and not lines[end - 1].endswith("\n"):
            lines[end - 1] += "\n"
        lines.insert(end, f"{name} = {_quoted(value)}\n")
    return "".join(lines)


def _names(line: str, name: str) -> bool:
    return line.partition("=")[0].strip().strip("\"'") == name and "=" in line


def _behind(line: str) -> str:
    """The comment behind a value in one pair of quotes."""
    found = re.match(r"""[^=]*=\s*("(\\.|[^"\\])*"|'[^']*')(?P<more>\s*#.*?)?\s*$""", line)
    return (found["more"] or "") if found else ""


def _quoted(value: str) -> str:
    return dumps(value, ensure_ascii=False)


def save_settings(path: str, name: str, value: str | None) -> None:
    """Set or take away (None) one setting in the file, which is made where there is none; GongkaiError where the
    file can't be written or is one that only its writer can change."""
    try:
        make_folder(os.path.dirname(path))
        for _ in range(_TRIES):
            there = bytes_of(path, MOST) if os.path.exists(path) else None
            if write_over(path, there, _with_setting(path, there, name, value)):
                return
    except OSError as error:
        raise GongkaiError(
            f"写不了设置文件 {path}（{reason(error)}），没有改动；可用 GONGKAI_CONFIG 换一个位置"
        ) from None
    raise GongkaiError(f"设置文件 {path} 一再被别的程序改动，没有改动；请再试一次")


def _with_setting(path: str, there: bytes | None, name: str, value: str | None) -> bytes:
    """The file's content with another value of a setting."""
    text = (there or b"").decode("utf-8-sig").replace("\r\n", "\n")
    wanted = parse_settings(text, path)
    wanted.pop(name, None)
    wanted |= {name: value} if value is not None else {}
    written = changed(text, name, value)
    try:
        same = parse_settings(written, path) == wanted
    except GongkaiError:
        same = False
    if not same:
        raise GongkaiError(f"设置文件 {path} 的写法改不动，没有改动；请用编辑器改其中的 {name}")
    return written.encode()
