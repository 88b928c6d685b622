"""Plain lines for the terminal: wrapped, indented, labelled."""

from __future__ import annotations

from collections.abc import Iterator

from rich.text import Text

from gongkai.base.text import cells, wrap

LABEL = 12
# Below so many cells a table leaves out what it can.
NARROW = 76


def lines(text: str, width: int, style: str = "", indent: int = 0) -> Iterator[Text]:
    """A paragraph wrapped to `width`, indented by so many cells."""
    for line in wrap(text, width - indent):
        yield Text(" " * indent + line, style=style)


def labelled(
    label: str, text: str, width: int, style: str = "", indent: int = 0, label_width: int = LABEL
) -> Iterator[Text]:
    """`label` before a paragraph that hangs beside it."""
    for index, line in enumerate(wrap(text, max(width - indent - label_width, 8)) or [""]):
        lead = label + " " * max(label_width - cells(label), 0) if index == 0 else " " * label_width
        made = Text(" " * indent)
        made.append(lead, style="bright_black")
        made.append(line, style=style)
        yield made
