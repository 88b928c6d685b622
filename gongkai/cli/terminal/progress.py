"""How far long work is: one line on a terminal, written over, and gone when the work is. Elsewhere nothing is said."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterable, Iterator, Sequence
from types import TracebackType
from typing import TypeVar

from gongkai.base.text import cells, clip

T = TypeVar("T")


class ProgressLine:
    """The line, on stderr; it is erased at the end of the `with` block, however that ends."""

    def __init__(self) -> None:
        self._shown = sys.stderr.isatty()
        self._width = 0

    def __enter__(self) -> ProgressLine:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.erase()

    def erase(self) -> None:
        """Take it away, so that something else can be said."""
        if self._width:
            self._write("")
            self._write("")  # back to the line's beginning

    def say(self, text: str) -> None:
        """Show a text instead of the one before."""
        if self._shown:
            self._write(clip(f"  {text}", shutil.get_terminal_size().columns - 1))

    def count(self, what: str, done: int, whole: int, unit: str) -> None:
        """How many of how many: 备份：12 345／81 000 行."""
        self.say(f"{what}：{number(done)}／{number(whole)} {unit}")

    def _write(self, text: str) -> None:
        width = cells(text)
        print(f"\r{text}{' ' * (self._width - width)}", end="", file=sys.stderr, flush=True)  # noqa: T201
        self._width = width


def number(count: int) -> str:
    """12345 as 12 345."""
    return f"{count:,}".replace(",", " ")


def each(things: Sequence[T], what: str, unit: str) -> Iterator[T]:
    """The things one by one, saying how far it is."""
    return each_of(things, len(things), what, unit)


def each_of(things: Iterable[T], whole: int, what: str, unit: str) -> Iterator[T]:
    """So many things one by one, saying how far it is where there are several; of very many not at each of them."""
    step = max(1, whole // 500)
    with ProgressLine() as line:
        for done, thing in enumerate(things, 1):
            if whole > 1 and (done % step == 0 or done == whole):
                line.count(what, done, whole, unit)
            yield thing
