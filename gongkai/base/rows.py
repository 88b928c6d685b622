"""Typed rows: an answer of the store, or a line of a report, as a NamedTuple with a name and a type for each column.

A field may be a part, a row of its own, whose columns then stand among those of its holder, in SQL, JSON and CSV alike.
A field's heading in a sheet is told with its type, `due: Annotated[str, "期限"]`; one that is no part of the JSON is
`Annotated[str, HIDDEN]`.
"""

from __future__ import annotations

import sys
from collections import namedtuple
from collections.abc import Callable, Iterable, Mapping, Sequence
from enum import Enum
from functools import cache
from operator import itemgetter
from typing import TYPE_CHECKING, Any, TypeVar, get_type_hints

T = TypeVar("T")
Key = TypeVar("Key")

if TYPE_CHECKING:
    from typing import NamedTuple as NamedTuple
else:

    class _Rows(type):
        """typing's NamedTuple, but for its looking at each type: every command makes some, and that is most of the cost."""

        def __new__(cls, name: str, _bases: tuple[type, ...], body: dict[str, Any]) -> type:
            types = body["__annotations__"]
            defaults = [body.pop(field) for field in types if field in body]
            made = namedtuple(name, types, defaults=defaults)
            for said, value in body.items():
                setattr(made, said, value)
            return made

    NamedTuple = type.__new__(_Rows, "NamedTuple", (), {})

# A row of a table whose columns only its declaration knows: those of a plan, of a kind of record.
Row = dict[str, Any]

HIDDEN = object()
_HOLDERS = (list, tuple, dict)


def fields(row: Any) -> list[str]:
    """The columns of a class of rows, those of its parts among them."""
    found: list[str] = []
    for name in row._fields:
        kind = _kind(row, name)
        found += fields(kind) if _is_row(kind) else [name]
    return found


@cache  # a question is asked often
def filler(row: type[T], columns: tuple[str, ...]) -> Callable[[Sequence[Any]], T]:
    """What makes a row of the values of these columns. TypeError where they aren't exactly the ones of its class."""
    if differing := set(columns) ^ set(fields(row)):
        raise TypeError(f"{row.__name__}: {', '.join(sorted(differing))}")
    made: Callable[[Sequence[Any]], T] = _filler(row, {name: place for place, name in enumerate(columns)})
    return made


def _filler(row: Any, places: Mapping[str, int]) -> Any:
    steps = [_step(_kind(row, name), places, name) for name in row._fields]
    if all(isinstance(step, int) for step in steps):
        return (
            row._make
            if steps == [*range(len(places))]
            else lambda values: row._make([values[i] for i in steps])
        )
    made = [itemgetter(step) if isinstance(step, int) else step for step in steps]
    return lambda values: row._make([step(values) for step in made])


def _step(kind: Any, places: Mapping[str, int], name: str) -> Any:
    if _is_row(kind):
        return _filler(kind, places)
    place = places[name]
    if kind is None:
        return place
    if kind is bool:
        return lambda values: bool(values[place])
    return lambda values: None if values[place] is None else kind(values[place])


def _kind(row: Any, name: str) -> Any:
    """What a field's values are made into: a part, a member of an enumeration, a truth value; None: left as they are."""
    text = _text(row, name).removesuffix(" | None")
    kind = bool if text == "bool" else vars(sys.modules[row.__module__]).get(text)
    wanted = kind is bool or _is_row(kind) or (isinstance(kind, type) and issubclass(kind, Enum))
    return kind if wanted else None


def _text(row: Any, name: str) -> str:
    """A field's type as it is written, without its heading."""
    said = _said(row, name)
    return said if not said.startswith("Annotated[") else said.removeprefix("Annotated[").rpartition(", ")[0]


def _said(row: Any, name: str) -> str:
    said = row.__annotations__[name]
    return str(getattr(said, "__forward_arg__", said))


def _is_row(kind: Any) -> bool:
    return isinstance(kind, type) and issubclass(kind, tuple) and hasattr(kind, "_fields")


def grouped(rows: Iterable[T], of: Callable[[T], Key]) -> dict[Key, list[T]]:
    """Rows by what they have in common, in the order in which each comes first."""
    groups: dict[Key, list[T]] = {}
    for row in rows:
        groups.setdefault(of(row), []).append(row)
    return groups


def plain(value: Any) -> Any:
    """Rows, and whatever holds them, as the dictionaries and lists that JSON knows."""
    if _is_row(type(value)):
        made: dict[str, Any] = value._asdict()
        hidden, deep = _shape(value.__class__)
        for name in hidden:
            del made[name]
        return _deep(made) if deep else made
    if isinstance(value, dict):
        return {name: plain(each) if isinstance(each, _HOLDERS) else each for name, each in value.items()}
    return [plain(each) for each in value] if isinstance(value, (list, tuple)) else value


def _deep(row: dict[str, Any]) -> dict[str, Any]:
    made: dict[str, Any] = {}
    for name, each in row.items():
        if _is_row(type(each)):
            made |= plain(each)
        else:
            made[name] = plain(each) if isinstance(each, _HOLDERS) else each
    return made


@cache
def _shape(row: Any) -> tuple[list[str], bool]:
    """What of a class isn't shown, and whether its fields hold others: parts, lists."""
    hidden = [name for name in row._fields if _said(row, name).endswith("HIDDEN]")]
    deep = any(_is_row(_kind(row, name)) or "[" in _text(row, name) for name in row._fields)
    return hidden, deep


def headings(row: type[Any], names: Iterable[str] | None = None) -> dict[str, str]:
    """The columns of a sheet of such rows, in the order of the fields or of `names`, and their headings."""
    found: dict[str, str] = {}
    for name, hint in get_type_hints(row, include_extras=True).items():
        if _is_row(hint):
            found |= headings(hint)
        for said in getattr(hint, "__metadata__", ()):
            if said is not HIDDEN:
                found[name] = said
    return {name: found[name] for name in names} if names else found
