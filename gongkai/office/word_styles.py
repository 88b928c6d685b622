"""What the styles of a Word file say of a run: whether it is hidden or struck out (ECMA-376 part 1, 17.7)."""

from __future__ import annotations

from typing import NamedTuple
from xml.etree.ElementTree import Element

from gongkai.office.package import W

HIDDEN, STRUCK, STRUCK_TWICE = "vanish", "strike", "dstrike"
# These are toggled: on in both the paragraph's and the run's style is off (17.7.3).
_TOGGLED = frozenset((HIDDEN, STRUCK))
_LONGEST_CHAIN = 50


class _Style(NamedTuple):
    based_on: str | None
    run: Element | None
    numbered: tuple[str | None, int | None]  # list and level


def inside(parent: Element | None, name: str) -> Element | None:
    """The first child of a name; None where there is none, or no parent."""
    return parent.find(W + name) if parent is not None else None


def value(parent: Element | None, name: str) -> str | None:
    """The value of a property; None where there is no such property."""
    found = inside(parent, name)
    return found.get(W + "val") if found is not None else None


def number(text: str | None, otherwise: int = 0) -> int:
    """A whole number of the file; `otherwise` where it is none, or none that a form could have."""
    try:
        found = int(text) if text is not None else otherwise
    except ValueError:
        return otherwise
    return found if abs(found) < 100_000 else otherwise


def on(properties: Element | None, name: str) -> bool | None:
    """Whether a property is switched on; None where nothing is said of it."""
    found = inside(properties, name)
    return None if found is None else found.get(W + "val", "1") not in ("0", "false", "off")


class Styles:
    """The styles of a document by their ids."""

    def __init__(self, root: Element | None) -> None:
        self._styles: dict[str, _Style] = {}
        self._known: dict[tuple[str | None, str], bool | None] = {}
        self._default: str | None = None
        self._everywhere: Element | None = None
        if root is None:
            return
        self._everywhere = root.find(f"{W}docDefaults/{W}rPrDefault/{W}rPr")
        for style in root.iterfind(W + "style"):
            name = style.get(W + "styleId", "")
            numbered = style.find(f"{W}pPr/{W}numPr")
            level = value(numbered, "ilvl")
            self._styles[name] = _Style(
                value(style, "basedOn"),
                style.find(W + "rPr"),
                (value(numbered, "numId"), None if level is None else number(level)),
            )
            if style.get(W + "type") == "paragraph" and style.get(W + "default") in ("1", "true", "on"):
                self._default = name

    def is_on(self, name: str, run: Element | None, paragraph_style: str | None) -> bool:
        """Whether a run is hidden or struck out: by its own properties, else by its styles."""
        own = on(run, name)
        if own is not None:
            return own
        if on(self._everywhere, name):
            return True
        of_paragraph = self._said(paragraph_style or self._default, name)
        of_run = self._said(value(run, "rStyle"), name)
        if name in _TOGGLED:
            return bool(of_paragraph) != bool(of_run)
        return bool(of_paragraph if of_run is None else of_run)

    def _said(self, style: str | None, name: str) -> bool | None:
        """What a style says of a property, or the first of those it is based on that says anything."""
        if (style, name) not in self._known:
            said = (on(each.run, name) for each in self._chain(style))
            self._known[style, name] = next((each for each in said if each is not None), None)
        return self._known[style, name]

    def _chain(self, style: str | None) -> list[_Style]:
        """A style and those it is based on."""
        found: list[_Style] = []
        while style is not None and style in self._styles and len(found) < _LONGEST_CHAIN:
            found.append(self._styles[style])
            style = found[-1].based_on
        return found

    def numbered(self, style: str | None) -> tuple[str | None, int | None]:
        """The list of a paragraph style and its level in it; None where it has none."""
        list_, level = None, None
        for each in self._chain(style or self._default):
            list_ = each.numbered[0] if list_ is None else list_
            level = each.numbered[1] if level is None else level
        return list_, level
