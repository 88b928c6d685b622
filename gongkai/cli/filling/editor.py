"""The clerk's own editor."""

from __future__ import annotations

import os
import shlex
import subprocess
import sys

from gongkai.base.problems import GongkaiError


def edit_file(path: str) -> None:
    """Open a file in VISUAL, EDITOR or the system's usual editor, and wait until it is closed."""
    command = os.environ.get("VISUAL") or os.environ.get("EDITOR") or _usual()
    words = [command] if os.path.exists(command) else shlex.split(command, posix=sys.platform != "win32")
    try:
        status = subprocess.call([*words, path])
    except OSError as error:
        raise GongkaiError(
            f"打不开编辑器 {command}（{error.strerror}），请设 EDITOR；填报表在 {path}"
        ) from None
    if status:
        raise GongkaiError(f"编辑器 {command} 异常退出（{status}），没有保存；所填内容留在 {path}")


def _usual() -> str:
    if sys.platform == "win32":
        return "notepad"
    from shutil import which

    return next((name for name in ("sensible-editor", "nano", "vim", "vi") if which(name)), "vi")
