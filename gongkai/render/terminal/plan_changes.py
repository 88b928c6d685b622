"""Differences between two plans in the terminal."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Protocol

from rich.console import RenderableType

from gongkai.base.words import PLAN_CHANGE
from gongkai.render.terminal.table import Column, table, widths


class Change(Protocol):
    @property
    def change(self) -> str: ...
    @property
    def old(self) -> str | None: ...
    @property
    def new(self) -> str | None: ...
    @property
    def topic(self) -> str: ...
    @property
    def detail(self) -> str: ...


def plan_changes(found: Sequence[Change], width: int) -> Iterator[RenderableType]:
    """A row a change."""
    columns = [
        Column("变化", most=6),
        Column("原", most=4),
        Column("新", most=4),
        Column("工作任务", share=1, least=12),
        Column("内容", share=3, least=16),
    ]
    rows = [
        [PLAN_CHANGE[each.change], each.old or "—", each.new or "—", each.topic, each.detail]
        for each in found
    ]
    yield table(columns, rows, widths(columns, rows, width))
