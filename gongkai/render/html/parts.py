"""Small pieces that recur on the page."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from gongkai.render.html.element import Child, Html, element, join


class Head(NamedTuple):
    """A column's heading; `sort` makes it sortable: as text, by number, or by the order of the rows at first."""

    title: str
    sort: str | None = None
    class_: str | None = None


def table(caption: str, heads: Sequence[Head], rows: Iterable[Html], *, class_: str) -> Html:
    """A table with its caption, which a narrow screen may scroll sideways.

    One whose rows hold links (`cards`) is scrolled by moving through them and is no stop of its own.
    """
    cells = [
        element("th", head.title, scope="col", class_=head.class_, data_sort=head.sort) for head in heads
    ]
    region = "cards" not in class_
    return element(
        "div",
        element(
            "table",
            element("caption", caption),
            element("thead", element("tr", cells)),
            element("tbody", rows),
            class_=class_,
        ),
        class_="scroll",
        tabindex=0 if region else None,
        role="region" if region else None,
        aria_label=f"{caption}（可左右滚动）" if region else None,
    )


def row(
    heads: Sequence[Head], cells: Sequence[Child | tuple[Child, str | int]], **attributes: str | None
) -> Html:
    """A row; its first cell heads it. A cell may be a pair: what is shown and what it is sorted by."""
    made = []
    for index, (head, cell) in enumerate(zip(heads, cells, strict=True)):
        shown, value = cell if isinstance(cell, tuple) else (cell, None)
        tag, scope = ("th", "row") if index == 0 else ("td", None)
        made.append(
            element(tag, shown, scope=scope, class_=head.class_, data_value=value, data_label=head.title)
        )
    return element("tr", made, **attributes)


def light(colour: str, words: str) -> Html:
    """A light: a shape, a colour, and always a word."""
    return element("span", words, class_=f"light {colour}")


def bar(parts: Iterable[tuple[str, int]], whole: int, words: str) -> Html:
    """A bar of one or several parts, each a class and an amount."""
    segments = [
        element("span", class_=name, style=f"width:{100 * amount / whole:.2f}%")
        for name, amount in parts
        if amount
    ]
    return element("div", segments if whole else None, class_="bar", role="img", aria_label=words)


def unit_id(name: str) -> str:
    """A unit's anchor."""
    return "unit-" + "".join(name.split())


def unit_link(name: str) -> Html:
    return element("a", name, href=f"#{unit_id(name)}")


def task_link(task: str, words: str = "") -> Html:
    return element("a", f"{task} {words}".rstrip(), href=f"#task-{task}")


def unit_links(names: Sequence[str]) -> Html:
    """Names with links, parted by 、."""
    return join([join("、" if index else None, unit_link(name)) for index, name in enumerate(names)])
