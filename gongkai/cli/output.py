"""What a command says: lines and tables on stdout, diagnostics on stderr."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable
from itertools import chain, islice
from typing import TYPE_CHECKING, Any, Literal, TextIO, TypeAlias, cast

import click

from gongkai.base.rows import NamedTuple
from gongkai.base.text import abridged
from gongkai.cli.terminal.paging import finish, pager

if TYPE_CHECKING:
    from rich.console import Console, RenderableType

LEAST_WIDTH = 40
LONGEST = 1000  # characters of a message; our own have a third of that
_BATCH = 30


Page: TypeAlias = "Iterable[RenderableType]"  # lines and tables for a terminal


def prepare_streams() -> None:
    """Never fail for a character that the console's encoding lacks (Chinese consoles are often GBK), nor where whoever
    called us has closed a stream: nobody wants to hear anything then."""
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:
            setattr(sys, name, open(os.devnull, "w", encoding="utf-8"))  # noqa: SIM115 - to the end
        stream = getattr(sys, name)
        if reconfigure := getattr(stream, "reconfigure", None):
            # Where none of our characters can be shown, UTF-8 may be.
            reconfigure(errors="replace", encoding="utf-8" if stream.encoding == "ascii" else None)


class Said(NamedTuple):
    """What a command said, where its result goes to a program: stdout is then the program's."""

    lines: list[str]
    warnings: list[str]


def hear() -> Said:
    """From here to the command's end keep the lines on stdout instead of printing them, and the warnings too."""
    said: Said = click.get_current_context().meta.setdefault(Said.__name__, Said([], []))
    return said


def heard() -> Said | None:
    """What was said so far, where it is kept."""
    context = click.get_current_context(silent=True)
    return context.meta.get(Said.__name__) if context else None


def warn(message: str) -> None:
    """A line on stderr that doesn't stop the command."""
    finish()
    complain("注意：", message)
    if said := heard():
        said.warnings.append(message)


def fail(message: str) -> None:
    """A line on stderr about what could not be done."""
    complain("错误：", message)


def complain(lead: str, message: str) -> None:
    """One line on stderr, and of some length, whatever was typed into the message. Where it can't be said, the work
    goes on."""
    line = "".join(
        char if char.isprintable() or char == "\u3000" else " " for char in abridged(message, LONGEST)
    )
    try:
        click.echo(lead + line.strip(), err=True)
    except OSError:
        close_quietly(sys.stderr)


def say(message: str) -> None:
    """A plain line on stdout."""
    if said := heard():
        said.lines.append(message)
    else:
        finish()
        print(message)  # noqa: T201


def console(file: TextIO | None = None) -> Console:
    """A console for tables: as wide as the terminal; plain when it isn't one and where NO_COLOR is set. `file`: where
    it writes instead, as to a terminal."""
    from rich.console import Console

    class Output(Console):
        def on_broken_pipe(self) -> None:
            raise BrokenPipeError  # rich's own would leave with status 1

    colours: Literal["auto"] | None = None if os.environ.get("NO_COLOR") else "auto"
    out = Output(color_system=colours, highlight=False, markup=False, emoji=False, safe_box=False, file=file)
    if out.width < LEAST_WIDTH:
        out.width = LEAST_WIDTH
    return out


def show(renderables: Page) -> None:
    """Print tables and lines of text to the terminal."""
    _print(console(), renderables)


def show_long(renderables: Page, counts: Page = ()) -> None:
    """The same for what may be long: through a pager where one is set; and where it was longer than the terminal its
    `counts`, which stood at its head, once more."""
    if not sys.stdout.isatty():
        _print(console(), renderables)
        return
    paging = pager(warn)
    written = _Shown(paging.file if paging else sys.stdout)
    out = console(cast(TextIO, written))
    try:
        from shutil import get_terminal_size

        _print(out, renderables)
        if written.lines >= get_terminal_size().lines:
            _print(out, chain([""], counts))
    except BrokenPipeError:
        if paging is None:
            raise
        finish()  # who reads has seen enough


class Counted:
    """A file that counts the lines written to it."""

    def __init__(self, file: TextIO) -> None:
        self._file = file
        self.lines = 0

    def write(self, text: str) -> int:
        self.lines += text.count("\n")
        return self._file.write(text)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._file, name)


class _Shown(Counted):
    """The same of a terminal, for which a pager's pipe is taken too."""

    def isatty(self) -> bool:
        return True


def _print(out: Console, renderables: Page) -> None:
    waiting = iter(renderables)
    while batch := list(islice(waiting, _BATCH)):
        with out:  # one write for many lines
            for renderable in batch:
                out.print(renderable, soft_wrap=isinstance(renderable, str))


def show_bytes(pieces: Iterable[bytes]) -> None:
    """Write bytes to stdout as they are, piece by piece."""
    sys.stdout.flush()
    sys.stdout.buffer.writelines(pieces)
    sys.stdout.buffer.flush()


def close_quietly(stream: TextIO | None = None) -> None:
    """After a closed pipe, or where a stream (stdout, or the one given) takes nothing: what waits in it is let go, so that
    the interpreter doesn't fail with it at its exit."""
    try:
        devnull = os.open(os.devnull, os.O_WRONLY)
        os.dup2(devnull, (stream or sys.stdout).fileno())
    except (OSError, ValueError, AttributeError):
        pass
