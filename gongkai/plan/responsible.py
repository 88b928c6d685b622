"""The 责任单位 cell: which units and groups a printed text names, and whether it leaves the list open.

What isn't understood is returned as such; nothing is guessed.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import NamedTuple

# 等有关部门, 等相关部门单位, 等部门: the list before it is not closed.
_OPEN_TAIL = re.compile(r"等(?:各)?(?:有关|相关)?(?:部门|单位|部门单位|部门和单位|部门、单位)$")
# 区政府各有关部门, 区政府相关部门, 省直有关单位: a group that names nobody by itself.
_OPEN_WHOLE = re.compile(r"^\w{0,6}?(?:各)?(?:有关|相关)(?:部门|单位)$")
_SEPARATORS = "、，,；;\n\t 　"
_JOINERS = "及和与"


class Mention(NamedTuple):
    """A name as printed, and where in the text it stands."""

    name: str
    printed: str
    start: int


class Responsible(NamedTuple):
    """What a text says: names known (canonical, in printed order), words that leave it open, and the rest."""

    known: tuple[Mention, ...]
    open: tuple[str, ...]
    unknown: tuple[Mention, ...]


class Names:
    """Printed spelling → canonical name, for every unit and group of a plan."""

    def __init__(self, spellings: Mapping[str, str]) -> None:
        self._canonical = dict(spellings)
        ordered = sorted(self._canonical, key=len, reverse=True)
        end = rf"(?=$|[{_SEPARATORS}{_JOINERS}（(]|等)"
        self._pattern = re.compile("(?:" + "|".join(map(re.escape, ordered)) + ")" + end) if ordered else None

    def match(self, text: str, start: int) -> Mention | None:
        """The longest known spelling that stands at `start` and ends there as a whole name."""
        found = self._pattern.match(text, start) if self._pattern else None
        return Mention(self._canonical[found[0]], found[0], start) if found else None


def parse_responsible(text: str, names: Names) -> Responsible:
    """Take a 责任单位 text apart. Never raises: what is not understood comes back in `unknown`."""
    known: list[Mention] = []
    opened: list[str] = []
    unknown: list[Mention] = []
    at = 0
    while at < len(text):
        if text[at] in _SEPARATORS:
            at += 1
            continue
        mention = names.match(text, at)
        if mention:
            known.append(mention)
            at += len(mention.printed)
            tail = _until_separator(text, at)
            if tail.startswith("等"):
                opened.append(tail)
                at += len(tail)
            elif tail[:1] and tail[0] in _JOINERS:
                at += 1
            continue
        token = _until_separator(text, at)
        if _OPEN_WHOLE.match(token):
            opened.append(token)
        else:
            tail_match = _OPEN_TAIL.search(token)
            name = token[: tail_match.start()] if tail_match else token
            if tail_match:
                opened.append(tail_match[0])
            if name:
                unknown.append(Mention(name, name, at))
        at += len(token)
    return Responsible(tuple(known), tuple(opened), tuple(unknown))


def _until_separator(text: str, start: int) -> str:
    end = start
    while end < len(text) and text[end] not in _SEPARATORS:
        end += 1
    return text[start:end]
