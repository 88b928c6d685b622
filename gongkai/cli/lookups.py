"""What the value of an option stands for: a unit, a task, a day. It is looked up once the command has its session."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

import click

from gongkai.base.problems import UsageMistake

if TYPE_CHECKING:
    from gongkai.cli.session import Session

Values = Mapping[str, Any]


class Meaning(click.ParamType):  # type: ignore[type-arg]
    """What is typed stays as `typed` (text) makes it until `look_up` finds what it stands for, given the session, what
    was typed (None: nothing) and the values of the command's other options. UsageMistake, GongkaiError: it is wrong."""

    name = "text"

    def __init__(
        self, look_up: Callable[[Session, Any, Values], Any], typed: click.ParamType[Any] = click.STRING
    ) -> None:
        self.look_up = look_up
        self.typed = typed

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        return self.typed.convert(value, param, ctx)

    def shell_complete(self, ctx: click.Context, param: click.Parameter, incomplete: str) -> list[Any]:
        return self.typed.shell_complete(ctx, param, incomplete)


def looked_up(session: Session, command: click.Command, values: dict[str, Any]) -> dict[str, Any]:
    """The values of a command's options and arguments with what they stand for."""
    meant = {
        param.name: param.type.look_up(session, values[param.name], values)
        for param in command.params
        if isinstance(param.type, Meaning) and param.name in values
    }
    return values | meant


# The unit a command is about; where none is typed the usual one, else the only one whose records may be seen.
UNIT = Meaning(lambda session, name, _: session.unit(name))
# A unit where one is typed.
UNIT_IF_ANY = Meaning(lambda session, name, _: session.unit(name) if name else None)
UNITS = Meaning(lambda session, names, _: list(dict.fromkeys(map(session.unit, names))))
TASK_IF_ANY = Meaning(lambda session, number, _: session.task(number) if number else None)
TASKS_IF_ANY = Meaning(lambda session, numbers, _: session.tasks(numbers))
TASKS = Meaning(
    lambda session, numbers, _: session.tasks(numbers or _lacking("--task 指明任务，如 --task 15"))
)


def unit_unless(*others: str) -> Meaning:
    """The unit a command is about; only one that is typed where one of the other options is used."""
    return Meaning(
        lambda session, name, values: (
            session.unit(name) if is_typed("unit") or not any(values[other] for other in others) else None
        )
    )


def unit_whose(what: str) -> Meaning:
    """A unit that must be typed. `what`: of which it is said."""
    lacking = f"--unit 指明是哪个单位的{what}，如 --unit 区司法局"
    return Meaning(lambda session, name, _: session.unit(name or _lacking(lacking)))


def narrowed_to(paper: str | None = None, only_with: str | None = None) -> Meaning:
    """The unit that a question is narrowed to (None: all). `paper`: what a login that sees one unit only can't have
    of the whole district, where the option `only_with` is used (None: in any case)."""

    def look_up(session: Session, name: str | None, values: Values) -> str | None:
        return session.scope(name, paper=paper if only_with is None or values[only_with] else None)

    return Meaning(look_up)


NARROWED = narrowed_to()


def is_typed(name: str) -> bool:
    """Whether a parameter of the running command stands on the command line."""
    source = click.get_current_context().get_parameter_source(name)
    return source is click.core.ParameterSource.COMMANDLINE


def _lacking(words: str) -> Any:
    raise UsageMistake(f"请用 {words}")
