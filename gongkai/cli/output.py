"""Where a command's results go: a table for people, JSON and CSV for programs. Diagnostics go to stderr."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
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


class Listing(NamedTuple):
    """What a command lists, for a sheet, for people and for programs."""

    columns: Mapping[str, str] | type[Any]  # a sheet's: field → Chinese heading; or the class of its rows
    rows: Iterable[Any]  # a sheet's rows
    table: Callable[[int], Page]  # what people see, at a width in cells
    document: Callable[[], Any] | None = None  # what programs get, where that isn't the rows
    head: Callable[[int], Page] = lambda _width: ()  # said again below what is long
    paged: bool = True

    @property
    def headings(self) -> Mapping[str, str]:
        """The fields of a sheet and their Chinese headings."""
        from gongkai.base.rows import headings

        return headings(self.columns) if isinstance(self.columns, type) else self.columns


class Form(NamedTuple):
    """A form in which a listing can be had."""

    word: str
    show: Callable[[Listing], None]
    content: Callable[[Listing], Iterable[bytes]] | None  # of a file; None: it is for the screen only


class Out(NamedTuple):
    """The form in which a listing is wanted, and the file it goes into (None: stdout)."""

    form: str
    path: str | None = None
    force: bool = False

    def into(self, path: str | None, force: bool, *before: str) -> Out:
        """The way into a file (None: to stdout), in the form that its ending says where none is asked for. `before`:
        endings that it may have besides, the first the one of a device or a pipe. UsageMistake for another ending."""
        from gongkai.cli.saving import form_of

        files = sorted(name for name, form in FORMS.items() if form.content)
        return Out(form_of(path, self.form, *before, *files), path, force)

    def put(self, listing: Listing, day: str = "") -> None:
        """Print the listing, or write it into the file as a paper of a day (ISO)."""
        form = FORMS[self.form]
        if self.path is None:
            form.show(listing)
            return
        from gongkai.cli.saving import rule_for, save

        assert form.content is not None
        save(self.path, form.content(listing), rule_for(day, force=self.force))


def prepare_streams() -> None:
    """Never fail for a character that the console's encoding lacks (Chinese consoles are often GBK), nor where whoever
    called us has closed a stream: nobody wants to hear anything then."""
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:
            setattr(sys, name, open(os.devnull, "w", encoding="utf-8"))  # noqa: SIM115 - to the end
        reconfigure = getattr(getattr(sys, name), "reconfigure", None)
        if reconfigure:
            reconfigure(errors="replace")


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
    with suppress(OSError):
        click.echo(lead + line.strip(), err=True)


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


def show_json(data: Any) -> None:
    """Print one JSON document. Chinese stays Chinese where the stream can carry it."""
    from json import dumps

    from gongkai.base.rows import plain

    encoding = (sys.stdout.encoding or "utf-8").lower().replace("-", "")
    sys.stdout.write(dumps(plain(data), ensure_ascii=not encoding.startswith("utf"), indent=2) + "\n")


def json_bytes(data: Any) -> Iterator[bytes]:
    """The same document for a file."""
    from json import dumps

    from gongkai.base.rows import plain

    yield dumps(plain(data), ensure_ascii=False, indent=2).encode("utf-8", "surrogatepass") + b"\n"


def show_csv(columns: Mapping[str, str], rows: Iterable[Any]) -> None:
    """Print rows as CSV, `columns` giving the fields and their Chinese headings.

    Redirected, it is UTF-8 with a BOM, whatever the console's encoding: Excel and WPS then show Chinese.
    """
    if sys.stdout.isatty() or getattr(sys.stdout, "buffer", None) is None:
        from gongkai.render.csv import csv_lines

        sys.stdout.writelines(csv_lines(columns, rows))
    else:
        show_bytes(csv_bytes(columns, rows))


def csv_bytes(columns: Mapping[str, str], rows: Iterable[Any]) -> Iterator[bytes]:
    """The same rows for a file, line by line."""
    from gongkai.render.csv import csv_lines

    yield b"\xef\xbb\xbf"
    for line in csv_lines(columns, rows):
        yield line.encode()


def show_bytes(pieces: Iterable[bytes]) -> None:
    """Write bytes to stdout as they are, piece by piece."""
    sys.stdout.flush()
    sys.stdout.buffer.writelines(pieces)
    sys.stdout.buffer.flush()


def close_quietly() -> None:
    """After a closed pipe: keep the interpreter from complaining at its exit."""
    try:
        devnull = os.open(os.devnull, os.O_WRONLY)
        os.dup2(devnull, sys.stdout.fileno())
    except (OSError, ValueError, AttributeError):
        pass


# ---------------------------------------------------------------- the forms of a listing


def _show_table(listing: Listing) -> None:
    width = console().width
    if listing.paged:
        show_long(listing.table(width), listing.head(width))
    else:
        show(listing.table(width))


def _document(listing: Listing) -> Any:
    return listing.document() if listing.document else list(listing.rows)


FORMS = {
    "table": Form("表格", _show_table, None),
    "json": Form(
        "", lambda listing: show_json(_document(listing)), lambda listing: json_bytes(_document(listing))
    ),
    "csv": Form(
        "",
        lambda listing: show_csv(listing.headings, listing.rows),
        lambda listing: csv_bytes(listing.headings, listing.rows),
    ),
}
