"""`--format json` of the commands that record something: what was recorded, as one object on stdout."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

import click

from gongkai.base.problems import GongkaiError, UsageMistake
from gongkai.cli.listing import FORMS, Out, show_json
from gongkai.cli.output import Said, hear, heard
from gongkai.cli.value_types import Choice

if TYPE_CHECKING:
    from gongkai.cli.session import Session
    from gongkai.store.changes.journal import Line

F = TypeVar("F", bound=Callable[..., Any])


def recorded_option(command: F) -> F:
    """--format: in words, or as JSON. What was recorded is read from the journal, whatever the command."""
    words = {"text": "文字", "json": ""}
    option = _option(words, "text 文字（默认）、json：记了什么，供程序用", _hear)

    @functools.wraps(command)
    def run(session: Session, form: str, **values: Any) -> None:
        _run(command, session, form, values)

    return option(run)  # type: ignore[return-value]


def recorded_or_listed_option(flag: str) -> Callable[[F], F]:
    """The same of a command that lists where a flag is given, by its parameter: the way out is then its `out`."""
    words = {name: form.word for name, form in FORMS.items()}
    said = "table 文字、表格（默认）、json、csv：供程序用"

    def add(command: F) -> F:
        @functools.wraps(command)
        def run(session: Session, form: str, **values: Any) -> None:
            if values[flag]:
                command(session, out=Out(form), **values)
                return
            if form == "csv":
                raise UsageMistake("--format csv 只与 --list 一起用")
            if form == "json":
                hear()
            _run(functools.partial(command, out=Out(form)), session, form, values)

        return _option(words, said, None)(run)  # type: ignore[return-value]

    return add


def _option(words: dict[str, str], said: str, callback: Callable[..., Any] | None) -> Callable[[F], F]:
    kind, usual = Choice(words), next(iter(words))
    return click.option(
        "--format", "form", type=kind, default=usual, callback=callback, metavar="格式", help=said
    )


def _run(command: Callable[..., Any], session: Session, form: str, values: dict[str, Any]) -> None:
    if form != "json":
        command(session, **values)
        return
    said = heard()
    assert said is not None
    try:
        command(session, **values)
    except GongkaiError:
        if session.workplace.is_open and (lines := _lines(session)):  # a part of it is done
            _show(lines, said)
        raise
    _show(_lines(session), said)


def _hear(_ctx: click.Context, _param: click.Parameter, form: str) -> str:
    """Nothing is printed from the command line on, where what was recorded is wanted as JSON."""
    if form == "json":
        hear()
    return form


def _show(lines: list[Line], said: Said) -> None:
    show_json(
        {
            "recorded": [_entry(line) for line in lines],
            "said": [line.strip() for line in said.lines],
            "warnings": said.warnings,
        }
    )


def _lines(session: Session) -> list[Line]:
    from gongkai.store.changes.journal import change_lines

    change = session.author.change
    return list(change_lines(session.store, change)) if change else []


def _entry(line: Line) -> dict[str, Any]:
    """A line of the journal in short. `on`: the day from which it counts; null for an undoing."""
    after = line.told
    undoing = line.action == "undo"
    return {
        "line": line.id,
        "action": line.action,
        "unit": line.unit,
        "task": line.task,
        "item": None if undoing else after.get("item"),
        "period": None if undoing else after.get("period"),
        "record": line.record,
        "on": None if undoing else after.get("until") or after.get("on_date"),
        "undoes": line.undoes,
    }
