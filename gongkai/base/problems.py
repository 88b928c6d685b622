"""Errors as data: what is wrong, where, and what to do about it, in the user's language."""

from __future__ import annotations

from collections.abc import Sequence

from gongkai.base.rows import NamedTuple
from gongkai.base.text import abridged, visible

# As much of what is wrong, or would be right, as somebody reads: a file's own words are in it.
LONGEST = 400


class Problem(NamedTuple):
    """One thing wrong in a file.

    `line` and `column` count from 1; 0 means that the problem has no place of its own.
    `advice` is what would be right, or an empty string.
    """

    path: str
    line: int
    column: int
    message: str
    advice: str = ""

    def __str__(self) -> str:
        place = f"{self.path}:{self.line}:{self.column}" if self.line else self.path
        message, advice = (abridged(words, LONGEST) for words in (self.message, self.advice))
        return visible(f"{place}：{message}" + (f"（{advice}）" if advice else ""))


class GongkaiError(Exception):
    """A command could not do what was asked: one line of Chinese saying what, where and what to do.

    `details` are lines below it, where a file has several things wrong.
    """

    exit_code = 1
    details: Sequence[str] = ()


class UsageMistake(GongkaiError):
    """The command was called wrongly: an unknown unit, an impossible date, a telephone number that is none."""

    exit_code = 2


class PlanError(GongkaiError):
    """A plan file does not load. `problems` holds everything that is wrong with it, in file order."""

    def __init__(self, message: str, problems: list[Problem] | None = None) -> None:
        super().__init__(message)
        self.problems = problems or []


class StoreError(GongkaiError):
    """The store can't be opened, read or written."""


class DiskError(StoreError):
    """The disk is full, or can't be written."""


class Damaged(StoreError):
    """What stands there is no database, or a damaged one: its content contradicts itself."""
