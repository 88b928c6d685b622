"""How far long work is, on a terminal; elsewhere nothing is said."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from typing import TypeVar

T = TypeVar("T")


def progress(what: str, done: int, count: int) -> None:
    """One line that is written over until the work is done."""
    if sys.stderr.isatty():
        end = "\n" if done == count else "\r"
        print(f"  {what}：{done}/{count}", end=end, file=sys.stderr, flush=True)  # noqa: T201


def each(things: Sequence[T], what: str) -> Iterator[T]:
    """The things one by one, saying how far it is where there are several."""
    for done, thing in enumerate(things):
        if len(things) > 1:
            progress(what, done, len(things))
        yield thing
    if len(things) > 1:
        progress(what, len(things), len(things))
