"""What a value on the command line is: a date, a number, a file's name, one of several codes. Errors are Chinese."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import click

from gongkai.base.text import clip

if TYPE_CHECKING:
    from datetime import date

# What no number on a command line goes beyond: engines' whole numbers have an end.
GREATEST = 999_999_999


class DateType(click.ParamType):  # type: ignore[type-arg]
    """A date as people write it: 2019-07-31, 2019/7/31, 20190731, 2019年7月31日."""

    name = "日期"

    def shell_complete(self, ctx: click.Context, param: click.Parameter, incomplete: str) -> list[Any]:
        from gongkai.cli.tab.offers import complete_date

        return complete_date(ctx, param, incomplete)

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        from gongkai.base.dates import in_our_time, parse_date

        try:
            return in_our_time(parse_date(str(value)))
        except ValueError as error:
            self.fail(str(error), param, ctx)


DATE = DateType()


class FileName(click.ParamType):  # type: ignore[type-arg]
    """A file's name or a server's address; whether the file is there is for the command to say. ~ is the home folder,
    also where the shell leaves it as it is."""

    name = "文件"

    def shell_complete(self, ctx: click.Context, param: click.Parameter, incomplete: str) -> list[Any]:
        from click.shell_completion import CompletionItem

        return [CompletionItem(incomplete, type="file")]

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        return os.path.expanduser(str(value))


FILE = FileName()


class Number(click.ParamType):  # type: ignore[type-arg]
    """A whole number within bounds; unlike click's own it keeps its bounds out of the help page."""

    name = "整数"

    def __init__(self, least: int, most: int = GREATEST) -> None:
        self.least = least
        self.most = most

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:
        try:
            number = int(value)
        except ValueError:
            number = self.least - 1
        if not self.least <= number <= self.most:
            endless = self.most == GREATEST and number < self.least
            bounds = f"{self.least} 以上" if endless else f"{self.least} 至 {self.most} "
            self.fail(f"“{clip(str(value), 40)}”不对，应是 {bounds}的整数", param, ctx)
        return number


class Choice(click.Choice[str]):
    """One of several codes; the Chinese word for one does as well. `words`: the code and the word, which may be ""."""

    def __init__(self, words: Mapping[Any, str]) -> None:
        super().__init__(list(words))
        self.words: Mapping[str, str] = words

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        typed = str(value).strip().casefold()
        for code, word in self.words.items():
            if typed and typed in (code.casefold(), word.casefold()):
                return code
        choices = "、".join(f"{code} {word}".rstrip() for code, word in self.words.items())
        raise click.BadParameter(f"“{clip(str(value), 40)}”不在可选之列，可选：{choices}", ctx, param)
