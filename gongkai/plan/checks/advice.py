"""What would be right: the nearest of the possible words."""

from __future__ import annotations

from collections.abc import Iterable


def suggestion(word: str, possible: Iterable[str]) -> str:
    """“区司发局 → 区司法局?”, or an empty string where nothing is near."""
    from difflib import get_close_matches

    near = get_close_matches(word, list(possible), n=1, cutoff=0.6)
    return f"{word} → {near[0]}?" if near else ""
