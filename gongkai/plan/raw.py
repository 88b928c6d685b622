"""A plan file's values as they are, checked or not: what is missing or of another shape is left out."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

Raw = dict[str, Any]


def entries(raw: Any, key: str) -> list[Any]:
    """The list under a key; empty where there is none."""
    found = raw.get(key) if isinstance(raw, dict) else None
    return found if isinstance(found, list) else []


def mappings(raw: Any, key: str) -> list[Raw]:
    """The mappings in the list under a key."""
    return [entry for entry in entries(raw, key) if isinstance(entry, dict)]


def named(raw: Any, key: str) -> list[Raw]:
    """Those of them that have a name, such as units, groups and owners."""
    return [entry for entry in mappings(raw, key) if isinstance(entry.get("name"), str)]


def spellings(entry: Raw) -> Iterator[str]:
    """How a unit or a group is written."""
    aliases = [alias.get("name") if isinstance(alias, dict) else alias for alias in entries(entry, "aliases")]
    for spelling in (entry["name"], entry.get("full"), *aliases, *entries(entry, "printed")):
        if isinstance(spelling, str):
            yield spelling


def year_of(raw: Any) -> int:
    """The plan's year: that of its window's end; 0 where the file doesn't say."""
    for key in ("plan", "window", "to"):
        raw = raw.get(key) if isinstance(raw, dict) else None
    return int(raw[:4]) if isinstance(raw, str) and raw[:4].isdecimal() else 0
