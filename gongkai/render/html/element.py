"""HTML built so that it can't be wrong: whatever isn't an element already is escaped."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

_VOID = frozenset(("br", "col", "input", "link", "meta"))


class Html(str):
    """A piece of HTML, safe as it stands."""

    __slots__ = ()


Child = str | int | None | Iterable["str | int | None"]


def element(tag: str, *children: Child, **attributes: str | int | bool | None) -> Html:
    """`<tag attributes>children</tag>`. Attribute names take _ for -; class_ and for_ lose theirs.

    True writes the attribute alone, None and False leave it out.
    """
    written = "".join(_attribute(name, value) for name, value in attributes.items())
    if tag in _VOID:
        return Html(f"<{tag}{written}>")
    return Html(f"<{tag}{written}>{join(*children)}</{tag}>")


def join(*children: Child) -> Html:
    """The children one after another."""
    return Html("".join(_child(child) for child in children))


def _child(child: Child) -> str:
    if isinstance(child, Html):
        return child
    if child is None:
        return ""
    if isinstance(child, str):
        return escape(child, quote=False)
    if isinstance(child, int):
        return str(child)
    return "".join(_child(each) for each in child)


def _attribute(name: str, value: str | int | bool | None) -> str:
    if value is None or value is False:
        return ""
    name = name.rstrip("_").replace("_", "-")
    return f" {name}" if value is True else f' {name}="{escape(str(value))}"'
