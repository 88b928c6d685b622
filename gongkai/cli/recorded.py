"""`--format json` of the commands that record something: what was recorded, as one object on stdout."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

import click

from gongkai.base.problems import GongkaiError
from gongkai.cli.listing import show_json
from gongkai.cli.output import Said, hear, heard
from gongkai.cli.value_types import Choice

if TYPE_CHECKING:
    from gongkai.cli.session import Session
    from gongkai.store.changes.journal import Line

F = TypeVar("F", bound=Callable[..., Any])


def recorded_option(command: F) -> F:
    """--format: in words, or as JSON. What was recorded is read from the journal, whatever the command."""

    @click.option(
        "--format",
        "form",
        type=Choice({"text": "文字", "json": ""}),
        default="text",
        callback=_hear,
        metavar="格式",
        help="text 文字（默认）、json：记了什么，供程序用",
    )
    @functools.wraps(command)
    def run(session: Session, form: str, **values: Any) -> None:
        if form == "text":
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

    return run  # type: ignore[return-value]


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
