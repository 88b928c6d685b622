"""What a sheet was made from, told at its end: so that one handed in later doesn't undo what came since."""

from __future__ import annotations

import re
from binascii import crc32
from collections.abc import Mapping

from gongkai.cli.fill.sheet_text import MADE_FROM
from gongkai.store.questions.filings import Filing, texts_of

_EACH = 8  # of them on a line
_TOLD = re.compile(r"(\w{1,8})=([0-9a-f]{8})")


def footer(standing: Mapping[str, Filing | None]) -> str:
    """The lines at the end of a sheet: for each of its tasks the mark of the answer that stands."""
    marks = [f"{task}={mark(texts_of(answer).given)}" for task, answer in standing.items()]
    return "".join(
        f"{MADE_FROM}{' '.join(marks[start : start + _EACH])}\n" for start in range(0, len(marks), _EACH)
    )


def marks(text: str) -> dict[str, str]:
    """By task, the marks told in a sheet; none where they were deleted."""
    lines = [line for line in text.splitlines() if line.startswith(MADE_FROM)]
    return dict(pair for line in lines for pair in _TOLD.findall(line))


def mark(answer: Mapping[str, str]) -> str:
    """A mark by which to know an answer again."""
    return format(crc32(repr(sorted(answer.items())).encode()), "08x")
