"""What was typed and not saved is kept in a file, whatever came between."""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from gongkai.base.problems import GongkaiError
from gongkai.base.words import FIELD
from gongkai.cli.output import warn
from gongkai.store.records import Conflict


@contextmanager
def told_where(path: str) -> Iterator[None]:
    """Say of whatever fails in the block that what was typed is still in the file at `path`."""
    where = f"所填内容留在 {path}"
    try:
        yield
    except GongkaiError as error:
        error.args = (f"{error}；{where}{'，请核对后重填' if isinstance(error, Conflict) else ''}",)
        raise
    except KeyboardInterrupt:
        warn(f"保存时中断，请用 gongkai log 核对是否已保存；{where}")
        sys.exit(130)


@contextmanager
def kept(unit: str, task: str, day: str, typed: Mapping[str, str]) -> Iterator[None]:
    """Keep what was typed for a task in a file of its own where the block fails, and say where."""
    try:
        yield
    except (GongkaiError, KeyboardInterrupt) as error:
        lines = [f"{FIELD[field]}：{text}" for field, text in typed.items()]
        try:
            path = _write(f"gongkai-{unit}-任务{task}-", [f"{unit}　任务 {task}　记在 {day}", *lines])
        except OSError:  # no room or no right to write there either: it stays on the screen
            if isinstance(error, KeyboardInterrupt):
                error = GongkaiError("保存时中断，请用 gongkai log 核对是否已保存")
            error.details = [*error.details, "所填内容：", *lines]
            raise error from None
        with told_where(path):
            raise


def _write(prefix: str, lines: list[str]) -> str:
    handle, path = tempfile.mkstemp(prefix=prefix, suffix=".txt")
    with os.fdopen(handle, "w", encoding="utf-8", newline=os.linesep) as file:
        file.write("\n".join(lines) + "\n")
    return path
