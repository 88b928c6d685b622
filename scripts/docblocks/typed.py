"""The command lines that a reader may type: do the command and its options exist, and is nothing missing?"""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator

import click

from gongkai.cli.main import gongkai
from gongkai.cli.mistakes import usage_text

_BLOCK = re.compile(r"^( *)```(\w*)[^\n]*\n(.*?)^\1```", re.DOTALL | re.MULTILINE)
_NAMES = ("命令", "`")  # `gongkai 命令 --help` stands for any of them


def typed(text: str) -> Iterator[str]:
    """Every command line of a page: in a block, with or without a `$`, or in `…` within a line."""
    for indent, language, block in _BLOCK.findall(text):
        # A help page has its examples indented; its wrapped sentences may begin with gongkai too.
        start = "  gongkai " if language == "text" else "gongkai "
        lines = [line.removeprefix(indent).removeprefix("$ ") for line in block.splitlines()]
        yield from (line.strip() for line in lines if line.startswith(start))
    for line in re.findall(r"`(gongkai [^`]+)`", _BLOCK.sub("", text)):
        if line.split()[1] not in _NAMES:
            yield line


def wrong(line: str) -> str:
    """Why a command line can't be run; empty where it can, as far as its words show."""
    command: click.Command = gongkai
    context = click.Context(command, info_name="gongkai")
    words = shlex.split(line.split(" > ")[0])[1:]
    while isinstance(command, click.Group) and words and not words[0].startswith("-"):
        found = command.get_command(context, words[0])
        if found is None:
            return f"没有命令 {words[0]}"
        command, context, words = found, click.Context(found, info_name=words[0], parent=context), words[1:]
    if not words or "--help" in words:
        return ""  # only named
    try:
        command.make_context(context.info_name, words, parent=context.parent)
    except click.ClickException as error:
        return usage_text(error)
    return ""
