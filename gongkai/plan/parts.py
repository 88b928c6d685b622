"""A plan's pieces with their places in the file: what the checks work on, even where some pieces are bad."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from typing import Generic, TypeVar

from gongkai.base.problems import Problem
from gongkai.plan.document import Document, Location
from gongkai.plan.models import Group, Heading, Reading, Section, Task, Unit
from gongkai.plan.responsible import Names

T = TypeVar("T")


class Part(Generic[T]):
    """One piece: where it stands, what it says, and whether it is whole (nothing left out as faulty)."""

    def __init__(self, location: Location, value: T, whole: bool = True) -> None:
        self.location = location
        self.value = value
        self.whole = whole


class Parts:
    """All pieces of a plan file that could be read."""

    def __init__(
        self,
        *,
        document: Document,
        heading: Heading | None,
        kinds: tuple[str, ...],
        claimants: str | None,
        readings: tuple[Part[Reading], ...],
        units: tuple[Part[Unit], ...],
        groups: tuple[Part[Group], ...],
        body: tuple[Part[Section], ...],
        tasks: tuple[Part[Task], ...],
        spellings_lost: frozenset[str] = frozenset(),
    ) -> None:
        self.document = document
        self.heading = heading
        self.kinds = kinds
        self.claimants = claimants
        self.readings = readings
        self.units = units
        self.groups = groups
        self.body = body
        self.tasks = tasks
        self._spellings_lost = spellings_lost

    @cached_property
    def unit_names(self) -> frozenset[str]:
        return frozenset(part.value.name for part in self.units)

    @cached_property
    def group_names(self) -> frozenset[str]:
        return frozenset(part.value.name for part in self.groups)

    @cached_property
    def known_names(self) -> frozenset[str]:
        """Every name a unit or a group has in the file, those of faulty entries included."""
        return self.unit_names | self.group_names | self._spellings_lost

    @cached_property
    def names(self) -> Names:
        # The first entry keeps a spelling that two of them claim; that they do is a problem of its own.
        return Names(dict(reversed(list(self.spellings()))))

    def spellings(self) -> Iterator[tuple[str, str]]:
        """Every printed spelling of a unit or group, with the name it stands for."""
        for name in self._spellings_lost:
            yield name, name
        for unit in self.units:
            yield unit.value.name, unit.value.name
            yield unit.value.full, unit.value.name
            for alias in unit.value.aliases:
                yield alias.name, unit.value.name
        for group in self.groups:
            yield group.value.name, group.value.name
            for printed in group.value.printed:
                yield printed, group.value.name

    def problem(self, location: Location, message: str, advice: str = "") -> Problem:
        return self.document.problem(location, message, advice)
