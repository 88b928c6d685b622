"""Rows that are asked for anew each time they are gone through, so that they are never all in memory."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Generic, TypeVar

T = TypeVar("T")


class Again(Generic[T]):
    """What `ask` gives, as often as wanted."""

    def __init__(self, ask: Callable[[], Iterable[T]]) -> None:
        self._ask = ask

    def __iter__(self) -> Iterator[T]:
        return iter(self._ask())
