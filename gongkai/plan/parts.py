"""A plan's pieces with their places in the file: what the checks work on, even where some pieces are bad."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Generic, NamedTuple, TypeVar

from gongkai.base.problems import Problem
from gongkai.plan.document import Document, Location
from gongkai.plan.models import Group, Heading, Reading, Section, Task, Unit
from gongkai.plan.responsible import Names

T = TypeVar("T")


class Part(NamedTuple, Generic[T]):
    """One piece: where it stands, what it says, and whether it is whole (nothing left out as faulty)."""

    location: Location
    value: T
    whole: bool = True

    def at(self, *steps: str | int) -> Location:
        """The place of something in it."""
        return (*self.location, *steps)


class Spelling(NamedTuple):
    """A printed spelling of a unit or group: the name it stands for, that one's place in the file, and its own."""

    text: str
    name: str
    owner: Location
    location: Location


@dataclass(frozen=True)
class Parts:
    """All pieces of a plan file that could be read. `known_names`: every name a unit or a group has in it, faulty or not."""

    document: Document
    heading: Heading | None
    kinds: tuple[str, ...]
    claimants: str | None
    readings: tuple[Part[Reading], ...]
    units: tuple[Part[Unit], ...]
    groups: tuple[Part[Group], ...]
    body: tuple[Part[Section], ...]
    tasks: tuple[Part[Task], ...]
    known_names: frozenset[str]

    @cached_property
    def unit_names(self) -> frozenset[str]:
        return frozenset(part.value.name for part in self.units)

    @cached_property
    def group_names(self) -> frozenset[str]:
        return frozenset(part.value.name for part in self.groups)

    @cached_property
    def names(self) -> Names:
        # The first entry keeps a spelling that two of them claim; that they do is a problem of its own.
        spelled = {spelling.text: spelling.name for spelling in reversed(list(self.spellings()))}
        return Names(spelled | {name: name for name in self.known_names})

    def spellings(self) -> Iterator[Spelling]:
        """Every printed spelling of a unit or group that could be read."""
        for unit in self.units:
            named = unit.value
            yield Spelling(named.name, named.name, unit.location, unit.at("name"))
            yield Spelling(named.full, named.name, unit.location, unit.at("full"))
            for index, alias in enumerate(named.aliases):
                yield Spelling(alias.name, named.name, unit.location, unit.at("aliases", index))
        for group in self.groups:
            name = group.value.name
            yield Spelling(name, name, group.location, group.at("name"))
            for index, printed in enumerate(group.value.printed):
                yield Spelling(printed, name, group.location, group.at("printed", index))

    def problem(self, location: Location, message: str, advice: str = "") -> Problem:
        return self.document.problem(location, message, advice)
