"""Options that several commands share. Their values are dates and the like, not texts; errors are Chinese."""

from __future__ import annotations

import functools
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, TypeVar

import click

from gongkai.base.problems import GongkaiError, UsageMistake
from gongkai.cli.listing import FORMS, Out
from gongkai.cli.lookups import NARROWED, TASK_IF_ANY, UNIT, UNIT_IF_ANY, UNITS, Meaning, is_typed, looked_up
from gongkai.cli.settings import usual_unit
from gongkai.cli.value_types import DATE, FILE, Choice, Number

if TYPE_CHECKING:
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


# The day that a change is recorded for, and the day by which a paper wants an answer; ISO.
DAY = Meaning(lambda session, day, _: session.day(day), DATE)
REPLY_BY = Meaning(lambda session, day, _: session.reply_by(day), DATE)


def unit_option(command: F) -> F:
    """The unit whose task or record it is; where none is typed the usual one."""
    return unit_option_as(UNIT)(command)


def unit_option_as(meaning: click.ParamType[Any]) -> Callable[[F], F]:
    """The same where what it stands for hangs on other options, or is for the command to find out (text)."""
    said = "单位全称、简称、缩写或拼音首字母，如 区司法局、qsfj；不写时用 GONGKAI_UNIT"
    return _unit(said, meaning, usual_unit)


def named_unit_option(said: str, meaning: Meaning = UNIT_IF_ANY) -> Callable[[F], F]:
    """A unit whose answers are taken in or judged. The usual one doesn't count here: it is the office that does this."""
    return _unit(f"{said}（不看 GONGKAI_UNIT）", meaning)


def named_units_option(said: str) -> Callable[[F], F]:
    """The same, as many as are wanted, an option each."""
    return click.option(
        *("-u", "--unit", "units"),
        metavar="单位",
        multiple=True,
        type=UNITS,
        shell_complete=complete_unit,
        help=f"{said}（不看 GONGKAI_UNIT）",
    )


def one_unit_option(said: str, meaning: click.ParamType[Any] = NARROWED) -> Callable[[F], F]:
    """A unit to narrow a question to; without it to the usual one, and where there is none, or with --all-units, it is
    about all units."""

    def add(command: F) -> F:
        command = click.option("--all-units", "widened", is_flag=True, help="全部单位，不看 GONGKAI_UNIT")(
            command
        )
        return _unit(f"{said}；不写时用 GONGKAI_UNIT，没有设的就是全部单位", meaning)(command)

    return add


def _unit(
    said: str, meaning: click.ParamType[Any], usual: Callable[[], str | None] | None = None
) -> Callable[[F], F]:
    return click.option(
        *("-u", "--unit"),
        metavar="单位",
        type=meaning,
        shell_complete=complete_unit,
        help=said,
        default=usual,
    )


def task_option(command: F) -> F:
    """A task, where one is typed."""
    return task_option_as(TASK_IF_ANY)(command)


def task_option_as(meaning: click.ParamType[Any]) -> Callable[[F], F]:
    return click.option(
        *("-t", "--task"),
        metavar="序号",
        type=meaning,
        shell_complete=complete_task,
        help="任务序号：附件 1、2……，正文 Z1、Z2……",
    )


def tasks_option(meaning: Meaning) -> Callable[[F], F]:
    """As many tasks as are wanted, an option each."""
    return click.option(
        *("-t", "--task", "tasks"),
        metavar="序号",
        type=meaning,
        multiple=True,
        shell_complete=complete_task,
        help="任务序号：附件 1、2……，正文 Z1、Z2……；可写几次",
    )


def on_option(command: F) -> F:
    """The day (ISO) that a change is recorded for."""
    return click.option(
        "--on", "day", metavar="日期", type=DAY, help="记在哪一天，如 2019-07-18；不写为今天"
    )(command)


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
    """--db and --plan; the command gets its session as its first argument, and what its other options stand for."""
    return _session_options(command, lambda session: None)


def reading_options(command: F) -> F:
    """The same of a command that only reads: its questions see one state of the store."""
    return _session_options(command, lambda session: session.workplace.only_read())


def office_options(what: str) -> Callable[[F], F]:
    """The same of a command that is the office's: a login that sees one unit only is refused. `what`: what is."""
    return lambda command: _session_options(command, lambda session: session.refuse_unit(what))


def _session_options(command: F, begin: Callable[[Session], None]) -> F:

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
        from gongkai.cli.workplace import Workplace

        above = ctx.find_root().params
        widened = values.pop("widened", False)
        if widened and is_typed("unit"):
            raise UsageMistake("--unit 和 --all-units 只能写一个")
        workplace = Workplace(db or above.get("db"), plan_file or above.get("plan_file"), makes_late=True)
        ctx.call_on_close(workplace.close)
        session = Session(
            workplace, values.pop("as_of", None), values.pop("warn_days", None), widened=widened
        )
        with workplace.blamed_on_the_file(), told_that_it_was_saved(session):
            begin(session)
            return command(session, **looked_up(session, ctx.command, values))

    return run  # type: ignore[return-value]


@contextmanager
def told_that_it_was_saved(session: Session) -> Iterator[None]:
    """Where a change was made and can't be shown any more (the disk that the output goes to is full), say so."""
    try:
        yield
        sys.stdout.flush()
    except BrokenPipeError:
        raise
    except OSError as error:
        if not session.workplace.changed or error.filename:
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
