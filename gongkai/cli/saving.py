"""Results that go into a file: which kind its name asks for, and a line that says where it went."""

from __future__ import annotations

import os
from collections.abc import Iterable
from typing import TYPE_CHECKING

from gongkai.base.problems import UsageMistake
from gongkai.cli.output import say, warn

if TYPE_CHECKING:
    from gongkai.forms.writing import Written


def kind_of(path: str, *kinds: str) -> str:
    """The file's ending, one of `kinds`; UsageMistake where it is another."""
    ending = os.path.splitext(path)[1].lower()
    if ending not in kinds:
        raise UsageMistake(f"{path}：文件名应以 {' 或 '.join(kinds)} 结尾")
    return ending


def save(path: str, content: bytes | Iterable[bytes], more: str = "") -> str:
    """Write a file whole or not at all, and say where it is. Its name, another one where `path` was held open."""
    from gongkai.forms.writing import write_file

    written = write_file(path, content)
    tell(written, more)
    return written.path


def tell(written: Written, more: str = "") -> None:
    """Say where a file went; where that isn't the file asked for, as a warning."""
    if written.aside:
        warn(written.words + more)
    else:
        say(f"√ {written.words}{more}")


def stopped(done: int, whole: int) -> None:
    """Say how many units' files are there of a folder's that Ctrl-C broke off."""
    warn(f"已中断：{whole} 个单位只写完 {done} 个；再运行同一命令会全部重写")
