"""An earlier plan's roster, for a draft of the next one: its units and groups need not be guessed again."""

from __future__ import annotations

from typing import NamedTuple

from gongkai.plan.raw import Raw, entries, named, spellings


class Known(NamedTuple):
    """Units and groups as their file has them, and every spelling with the name it stands for."""

    kinds: tuple[str, ...]
    units: tuple[Raw, ...]
    groups: tuple[Raw, ...]
    spellings: dict[str, str]
    claimants: str | None


def known_roster(plan: Raw) -> Known:
    """The roster in the values of a plan file, which needn't be sound."""
    units, groups = named(plan, "units"), named(plan, "groups")
    spelled: dict[str, str] = {}
    for entry in (*units, *groups):
        for spelling in spellings(entry):
            spelled.setdefault(spelling, entry["name"])
    claimants = plan.get("claimants")
    return Known(
        tuple(kind for kind in entries(plan, "kinds") if isinstance(kind, str)),
        tuple(units),
        tuple(groups),
        spelled,
        claimants if isinstance(claimants, str) else None,
    )
