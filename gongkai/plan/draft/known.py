"""An earlier plan's roster, for a draft of the next one: its units and groups need not be guessed again."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

Raw = dict[str, Any]


class Known(NamedTuple):
    """Units and groups as their file has them, and every spelling with the name it stands for."""

    kinds: tuple[str, ...]
    units: tuple[Raw, ...]
    groups: tuple[Raw, ...]
    spellings: dict[str, str]
    claimants: str | None


def known_roster(plan: Raw) -> Known:
    units = tuple(_named(plan.get("units")))
    groups = tuple(_named(plan.get("groups")))
    spellings: dict[str, str] = {}
    for entry in units:
        for spelling in (entry["name"], entry.get("full"), *_aliases(entry)):
            if isinstance(spelling, str):
                spellings.setdefault(spelling, entry["name"])
    for entry in groups:
        printed = entry.get("printed")
        for spelling in (entry["name"], *(printed if isinstance(printed, list) else ())):
            if isinstance(spelling, str):
                spellings.setdefault(spelling, entry["name"])
    kinds = plan.get("kinds")
    claimants = plan.get("claimants")
    return Known(
        tuple(kind for kind in (kinds if isinstance(kinds, list) else ()) if isinstance(kind, str)),
        units,
        groups,
        spellings,
        claimants if isinstance(claimants, str) else None,
    )


def _named(entries: Any) -> Iterator[Raw]:
    for entry in entries if isinstance(entries, list) else ():
        if isinstance(entry, dict) and isinstance(entry.get("name"), str):
            yield entry


def _aliases(entry: Raw) -> Iterator[Any]:
    aliases = entry.get("aliases")
    for alias in aliases if isinstance(aliases, list) else ():
        yield alias.get("name") if isinstance(alias, dict) else alias
