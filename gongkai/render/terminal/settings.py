"""The settings in the terminal."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from rich.console import RenderableType
from rich.text import Text

from gongkai.render.terminal.text import labelled, lines


def settings_list(rows: list[dict[str, Any]], where: str, width: int) -> Iterator[RenderableType]:
    """Each setting: what it is called, its value and who says so."""
    yield from lines(where, width, "bold")
    yield Text("")
    for row in rows:
        value = f"{row['value']}（{row['origin']}）" if row["value"] else "（没有设）"
        yield from labelled(f"{row['said']} {row['name']}", value, width, label_width=18)
