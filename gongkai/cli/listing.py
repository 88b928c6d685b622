"""The way out of what a command lists: a table for people, JSON and CSV for programs, on stdout or into a file."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from gongkai.cli.output import Page, console, show, show_bytes, show_long


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

    yield dumps(plain(data), ensure_ascii=False, indent=2).encode("utf-8", "backslashreplace") + b"\n"


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
        yield line.encode("utf-8", "replace")  # a file's name may be in no encoding that we know


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
