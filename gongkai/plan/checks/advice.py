"""What would be right: the nearest of the possible words."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import islice

# What is nearest is looked for among so many words of so many characters; what a quote was taken from, by its beginning.
_MOST_WORDS, _LONGEST_WORD = 1000, 60
_LONGEST_QUOTE, _LONGEST_TEXT = 200, 10_000


def nearest(word: str, possible: Iterable[str]) -> str | None:
    """The word that was probably meant, or None where nothing is near."""
    from difflib import get_close_matches

    words = [each for each in islice(possible, _MOST_WORDS) if len(each) <= _LONGEST_WORD]
    near = get_close_matches(word, words, n=1, cutoff=0.6) if len(word) <= _LONGEST_WORD else []
    return near[0] if near else None


def suggestion(word: str, possible: Iterable[str]) -> str:
    """“区司发局 → 区司法局?”, or an empty string where nothing is near."""
    near = nearest(word, possible)
    return f"{word} → {near}?" if near else ""


def difference(quote: str, text: str) -> str:
    """What `text` prints where `quote` was probably taken from, or an empty string where nothing is like it."""
    from difflib import SequenceMatcher

    quote, text = quote[:_LONGEST_QUOTE], text[:_LONGEST_TEXT]
    block = SequenceMatcher(None, text, quote, autojunk=False).find_longest_match()
    if block.size < max(2, len(quote) // 3):
        return ""
    start = max(0, block.a - block.b)
    near = text[start : start + len(quote)]
    return f"原文是“{near}”?" if len(near) <= 24 else f"原文在“{near[:10]}…{near[-10:]}”处"
