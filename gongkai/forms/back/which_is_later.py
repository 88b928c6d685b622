"""Which of two answers came after the other, judged by what the office's own store has held.

A form says row by row, by signs, which texts stood where it was made. When another store got them, and what its
clock said, proves nothing here. But whoever had our answers before him when he wrote his own wrote after them; and a
text that we had ourselves, before the one that stands now, is no news.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import Enum
from hashlib import sha256

from gongkai.store.questions.filings import Texts

# How many earlier texts of a row a form tells: as many as fit into a property that Excel keeps whole.
MOST_EARLIER = 25


class Place(Enum):
    """Where a row's text stands among the answers of the office's store."""

    AFTER = "written when what stands now was known"
    BEFORE = "held earlier, and overtaken since"
    AGAIN = "held earlier, and perhaps come back to since"
    ASIDE = "neither can be told"


def sign(measure: str, people: str) -> str:
    """A short sign of what a row's two cells hold; empty where they hold nothing."""
    return sha256(f"{measure}\0{people}".encode()).hexdigest()[:8] if measure or people else ""


def earlier(held: Sequence[str], printed: str) -> tuple[str, ...]:
    """Of the signs of the texts that a store has held, those before the one that is `printed` now."""
    last = max((at for at, text in enumerate(held) if text == printed), default=0)
    return tuple(held[:last])[-MOST_EARLIER:]


def place(held: Sequence[str], came: int | None, said: str, known: Sequence[str]) -> Place:
    """`held`: signs of the office's answers, the last of which stands and differs from the row; `came`: which of
    them says what the row says, the last such; `said`: the row's own sign; `known`: signs of the texts that stood
    before the row was written.
    """
    since = held[-1:] if came is None else held[came:]
    told = iter(known)
    met = 0
    for text in since:
        if text not in told:  # goes on from where the one before was found: the order counts
            break
        met += 1
    if met == len(since):
        return Place.AFTER
    # Whoever saw it, and then one that came later, wrote it anew.
    if came is None or met >= 2:
        return Place.ASIDE
    return Place.AGAIN if said in known else Place.BEFORE


def contains(answer: Texts, changes: Mapping[str, str]) -> bool:
    """Whether an answer says already what a row would change."""
    return answer._replace(**changes) == answer
