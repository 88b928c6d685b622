"""What holds for every option and argument of every command, looked at as it was typed."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import click

from gongkai.base.text import clean
from gongkai.cli.value_types import FileName


class Clearable(click.Option):
    """An option that may be empty beside another one: there it clears what stood before."""

    def __init__(self, *declared: Any, clears_with: str, **attributes: Any) -> None:
        super().__init__(*declared, **attributes)
        self.clears_with = clears_with


def check_typed(
    ctx: click.Context, values: Mapping[str, Any], left: Sequence[str], order: Sequence[click.Parameter]
) -> None:
    """Wrong usage for a value that is empty or can't be read, and for an option that was given twice.

    An empty one mostly comes from a variable that isn't set, and would make the command mean more than was wanted.
    `values`, `left` and `order` are what click's parser makes of a command line.
    """
    if any(param.is_eager for param in order):  # --help
        return
    for param, times in Counter(order).items():
        if times > 1 and isinstance(param, click.Option) and not param.multiple:
            raise click.BadParameter("只能写一次", ctx, param)
        if above := _above(ctx, param):
            raise click.BadParameter(f"在 {above} 后面已经写了，只能写一次", ctx, param)
        for text in _texts(values.get(param.name or "")):
            if not isinstance(param.type, FileName) and not is_text(text):
                raise click.BadParameter(NOT_TEXT, ctx, param)
            if not clean(text) and not _may_be_empty(param, values):
                raise click.BadParameter("不能是空的；用不着的话，请整个去掉", ctx, param)
    words = left[:1] if isinstance(ctx.command, click.Group) else left  # after a command's name come its own
    if not all(map(is_text, words)):
        raise click.UsageError(f"命令行里有看不懂的字：{NOT_TEXT}", ctx)


NOT_TEXT = (
    f"内容不是本机的编码（{sys.getfilesystemencoding().upper()}），没有采用；"
    "请把终端或脚本文件改成这种编码再写"
)


def is_text(value: str) -> bool:
    """Whether a word of the command line could be read; bytes of another encoding stand in it as halves of pairs."""
    return value.isascii() or not any("\ud800" <= char <= "\udfff" for char in value)


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, (list, tuple)):
        for each in value:
            yield from _texts(each)


def _may_be_empty(param: click.Parameter, values: Mapping[str, Any]) -> bool:
    return isinstance(param, Clearable) and param.clears_with in values


def _above(ctx: click.Context, param: click.Parameter) -> str:
    """Where an option that may stand before or behind the command was given already: the command line before it."""
    root = ctx.find_root()
    source = root.get_parameter_source(param.name or "") if ctx is not root else None
    given = isinstance(param, click.Option) and source is click.core.ParameterSource.COMMANDLINE
    return root.command_path if given else ""
