"""Results that go into a file: which kind its name asks for, and a line that says where it went."""

from __future__ import annotations

import os

from gongkai.base.problems import UsageMistake
from gongkai.cli.output import say


def kind_of(path: str, *kinds: str) -> str:
    """The file's ending, one of `kinds`; UsageMistake where it is another."""
    ending = os.path.splitext(path)[1].lower()
    if ending not in kinds:
        raise UsageMistake(f"{path}：文件名应以 {' 或 '.join(kinds)} 结尾")
    return ending


def save(path: str, content: bytes) -> None:
    """Write a file whole or not at all, and say where it is."""
    from gongkai.forms.writing import write_file

    say(write_file(path, content).words)
