"""Long lists through a pager, where GONGKAI_PAGER or the settings name one and the output is a terminal."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from contextlib import suppress
from typing import TextIO, cast

import click

_OPEN = "gongkai.pager"


class Pager:
    """A running pager; what is written to `file` is shown."""

    def __init__(self, command: list[str]) -> None:
        import subprocess

        encoding = sys.stdout.encoding or "utf-8"
        # less: leave short lists alone, keep colours, leave the text on the screen. Whoever set LESS knows better.
        usual = (
            {"LESS": "FRX", "LESSCHARSET": "utf-8"} if encoding.lower().startswith("utf") else {"LESS": "FRX"}
        )
        self._process = subprocess.Popen(
            command, stdin=subprocess.PIPE, env=usual | os.environ, encoding=encoding, errors="replace"
        )
        self.file = cast(TextIO, self._process.stdin)

    def close(self) -> None:
        """Wait until whoever reads is done. Ctrl-C is the pager's meanwhile."""
        with suppress(OSError):  # it has been left already
            self.file.close()
        while True:
            try:
                self._process.wait()
                return
            except KeyboardInterrupt:
                continue


def pager(tell: Callable[[str], None]) -> Pager | None:
    """The running command's pager, started when first asked for; None where there is none. Only at a terminal. `tell`
    says that it doesn't run."""
    context = click.get_current_context(silent=True)
    if context is None:
        return None
    meta = context.find_root().meta
    if _OPEN not in meta:
        meta[_OPEN] = _started(tell)
        context.find_root().call_on_close(finish)
    found: Pager | None = meta[_OPEN]
    return found


def _started(tell: Callable[[str], None]) -> Pager | None:
    import shlex

    from gongkai.cli.settings import value_of

    named = value_of("pager")
    if named is None:
        return None
    try:
        return Pager(shlex.split(named, posix=os.name == "posix"))
    except (OSError, ValueError):
        tell(f"分页程序 {named} 运行不了，这里直接显示；请核对 GONGKAI_PAGER 或 gongkai config")
        return None


def finish() -> None:
    """Wait for the pager, if there is one, so that something else can be said."""
    context = click.get_current_context(silent=True)
    meta = context.find_root().meta if context is not None else {}
    if running := meta.get(_OPEN):
        meta[_OPEN] = None
        running.close()
