"""The clerk's own editor."""

from __future__ import annotations

import os
import shlex
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from gongkai.base.problems import GongkaiError, UsageMistake
from gongkai.base.system import reason


def edit_file(path: str) -> None:
    """Open a file in VISUAL, EDITOR or the system's usual editor, and wait until it is closed."""
    command = _command()
    try:
        words = [command] if os.path.exists(command) else _words(command)
        with _ctrl_c_left_to_the_editor():
            status = subprocess.call([*words, path])
    except (OSError, ValueError) as error:
        why = reason(error) if isinstance(error, OSError) else "引号没有配对"
        raise GongkaiError(
            f"打不开编辑器 {command}（{why}），请把环境变量 EDITOR 设为能用的编辑器；填报表在 {path}"
        ) from None
    if status:
        raise GongkaiError(f"编辑器 {command} 异常退出（{status}），没有保存；所填内容留在 {path}")


def _command() -> str:
    for name in ("VISUAL", "EDITOR"):
        if command := os.environ.get(name, "").strip():
            return command
    if sys.platform == "win32":
        return "notepad"
    if not (sys.stdin and sys.stdin.isatty()):
        raise UsageMistake(
            "这里没有终端，打不开编辑器；请用选项填，或把环境变量 EDITOR 设为有自己窗口的编辑器"
        )
    from shutil import which

    return next((name for name in ("sensible-editor", "nano", "vim", "vi") if which(name)), "vi")


def _words(command: str) -> list[str]:
    """A command line with options, as the system's shell would split it; ValueError where it can't be."""
    if sys.platform == "win32":
        return [word.strip('"') for word in shlex.split(command, posix=False)]
    return shlex.split(command)


@contextmanager
def _ctrl_c_left_to_the_editor() -> Iterator[None]:
    """The terminal sends Ctrl-C to the editor and to us; it is meant for the editor."""
    try:
        before = signal.signal(signal.SIGINT, lambda *_: None)  # not SIG_IGN, which the editor would inherit
    except ValueError:  # not in the main thread
        yield
        return
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
