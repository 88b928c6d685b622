"""Options that several commands share. Their values are dates and the like, not texts; errors are Chinese."""

from __future__ import annotations

import functools
import os
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, TypeVar

import click

from gongkai.base.problems import GongkaiError, UsageMistake
from gongkai.base.text import clip
from gongkai.cli.output import FORMS, Out
from gongkai.cli.settings import usual_unit

if TYPE_CHECKING:
    from datetime import date

    from gongkai.cli.session import Session

F = TypeVar("F", bound=Callable[..., Any])


def _completer(name: str) -> Callable[[click.Context, click.Parameter, str], list[Any]]:
    """One of the offers, imported at the press of TAB."""

    def complete(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[Any]:
        from gongkai.cli.tab import offers

        found: list[Any] = getattr(offers, name)(ctx, param, incomplete)
        return found

    return complete


complete_unit = _completer("complete_unit")
complete_task = _completer("complete_task")
complete_date = _completer("complete_date")


# What no date and no number on a command line goes beyond: days are counted on from dates, and engines' whole numbers
# have an end.
FIRST_YEAR, LAST_YEAR = 1900, 2100
GREATEST = 999_999_999


class DateType(click.ParamType):  # type: ignore[type-arg]
    """A date as people write it: 2019-07-31, 2019/7/31, 20190731, 2019年7月31日."""

    name = "日期"

    def shell_complete(self, ctx: click.Context, param: click.Parameter, incomplete: str) -> list[Any]:
        return complete_date(ctx, param, incomplete)

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        from gongkai.base.dates import parse_date

        try:
            day = parse_date(str(value))
        except ValueError as error:
            self.fail(str(error), param, ctx)
        if not FIRST_YEAR <= day.year <= LAST_YEAR:
            self.fail(f"{day} 的年份不对，应在 {FIRST_YEAR} 至 {LAST_YEAR} 之间", param, ctx)
        return day


DATE = DateType()


class _Path(click.Path):
    """A file's name or a server's address. ~ is the home folder, also where the shell leaves it as it is."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        return super().convert(os.path.expanduser(value), param, ctx)


# For the shell to offer file names; whether the file is there is for the command to say.
FILE = _Path()


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
            self.fail(f"“{value}”不对，应是 {bounds}的整数", param, ctx)
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


FORMATS = {"table": "表格", "json": "", "csv": ""}


def unit_option(command: F) -> F:
    """The unit whose task or record it is; where none is typed the usual one."""
    return _unit("单位全称、简称、缩写或拼音首字母，如 区司法局、qsfj；不写时用 GONGKAI_UNIT", usual_unit)(
        command
    )


def named_unit_option(said: str) -> Callable[[F], F]:
    """A unit whose answers are taken in or judged. The usual one doesn't count here: it is the office that does this."""
    return _unit(f"{said}（不看 GONGKAI_UNIT）")


def named_units_option(said: str) -> Callable[[F], F]:
    """The same, as many as are wanted, an option each."""
    return click.option(
        *("-u", "--unit", "units"),
        metavar="单位",
        multiple=True,
        shell_complete=complete_unit,
        help=f"{said}（不看 GONGKAI_UNIT）",
    )


def one_unit_option(said: str) -> Callable[[F], F]:
    """A unit to narrow a question to; without it to the usual one, and where there is none, or with --all-units, it is
    about all units."""

    def add(command: F) -> F:
        command = click.option("--all-units", "widened", is_flag=True, help="全部单位，不看 GONGKAI_UNIT")(
            command
        )
        return _unit(f"{said}；不写时用 GONGKAI_UNIT，没有设的就是全部单位")(command)

    return add


def _unit(said: str, usual: Callable[[], str | None] | None = None) -> Callable[[F], F]:
    return click.option(
        *("-u", "--unit"), metavar="单位", shell_complete=complete_unit, help=said, default=usual
    )


def is_typed(name: str) -> bool:
    """Whether a parameter of the running command stands on the command line."""
    source = click.get_current_context().get_parameter_source(name)
    return source is click.core.ParameterSource.COMMANDLINE


def task_option(command: F) -> F:
    return click.option(
        *("-t", "--task"),
        metavar="序号",
        shell_complete=complete_task,
        help="任务序号：附件 1、2……，正文 Z1、Z2……",
    )(command)


def tasks_option(command: F) -> F:
    """As many tasks as are wanted, an option each."""
    return click.option(
        *("-t", "--task", "tasks"),
        metavar="序号",
        multiple=True,
        shell_complete=complete_task,
        help="任务序号：附件 1、2……，正文 Z1、Z2……；可写几次",
    )(command)


def on_option(command: F) -> F:
    return click.option("--on", metavar="日期", type=DATE, help="记在哪一天，如 2019-07-18；不写为今天")(
        command
    )


def format_option(command: F) -> F:
    """--format of what lists; the command gets the way out as `out`."""
    return format_option_of("table 表格（默认）、{others}")(command)


def format_option_of(said: str, more: Mapping[str, str] | None = None) -> Callable[[F], F]:
    """The same with a help text of its own, in which `{others}` are all forms but the table. `more`: forms that only
    this command has, each with its word."""
    words = {name: form.word for name, form in FORMS.items()} | dict(more or {})

    def add(command: F) -> F:
        @click.option(
            "--format",
            "form",
            type=Choice(words),
            default="table",
            metavar="格式",
            help=said.format(others="、".join(name for name in FORMS if name != "table")),
        )
        @functools.wraps(command)
        def run(*session: Any, form: str, **values: Any) -> Any:
            return command(*session, out=Out(form), **values)

        return run  # type: ignore[return-value]

    return add


def session_options(command: F) -> F:
    """--db and --plan, and the command's session as its first argument."""

    @click.option(
        "--db", metavar="文件", type=FILE, help="数据库文件或服务器地址，默认 GONGKAI_DB 或用户数据文件夹"
    )
    @click.option(
        "--plan",
        "plan_file",
        metavar="文件",
        type=FILE,
        help="方案文件；不写时用 GONGKAI_PLAN，再不然用随附的2019年方案",
    )
    @click.pass_context
    @functools.wraps(command)
    def run(ctx: click.Context, /, db: str | None, plan_file: str | None, **values: Any) -> Any:
        from gongkai.cli.session import Session

        above = ctx.find_root().params
        widened = values.pop("widened", False)
        if widened and values["unit"] is not None:
            raise UsageMistake("--unit 和 --all-units 只能写一个")
        session = Session(
            db or above.get("db"),
            plan_file or above.get("plan_file"),
            values.pop("as_of", None),
            values.pop("warn_days", None),
            widened=widened,
            asks=True,
        )
        ctx.call_on_close(session.close)
        with session.blamed_on_the_file(), told_that_it_was_saved(session):
            return command(session, **values)

    return run  # type: ignore[return-value]


@contextmanager
def told_that_it_was_saved(session: Session) -> Iterator[None]:
    """Where a change was made and can't be shown any more (the disk that the output goes to is full), say so."""
    try:
        yield
        if sys.stdout is not None:
            sys.stdout.flush()
    except BrokenPipeError:
        raise
    except OSError as error:
        if not session.changed or error.filename:
            raise
        from gongkai.base.system import reason
        from gongkai.cli.output import close_quietly

        close_quietly()
        raise GongkaiError(
            f"改动已经保存，只是结果显示不出来（{reason(error)}）；可用 gongkai log 核对"
        ) from None


def as_of_option(command: F) -> F:
    """The date a question is about."""
    return click.option("--as-of", metavar="日期", type=DATE, help="截至哪一天，如 2019-07-31；不写为今天")(
        command
    )


def as_of_options(command: F) -> F:
    """The date a question is about, and what counts as due soon."""
    command = click.option(
        "--warn",
        "warn_days",
        metavar="天数",
        type=Number(0, 60),
        help="几个工作日内到期算临期，0 至 60；不写时依方案文件",
    )(command)
    return as_of_option(command)
