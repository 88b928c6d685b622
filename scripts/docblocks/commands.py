"""Every command from its own help page, subcommands included, found by walking the program's click tree."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import click

from gongkai.cli.help_pages import ChineseFormatter
from gongkai.cli.main import GROUPS, gongkai
from scripts.docblocks.markdown import anchor, code, table

WIDTH = 92


class Found(NamedTuple):
    """A command: as it is typed, and its context, which knows its help."""

    path: str
    context: click.Context

    @property
    def summary(self) -> str:
        """Its one line in the list of commands, or the first paragraph of its help."""
        parent = self.context.parent
        if parent is not None and isinstance(parent.command, click.Group):
            line = listed(parent).get(self.context.info_name or "")
            if line:
                return line
        return "".join(
            part.strip() for part in (self.context.command.help or "").split("\n\n")[0].splitlines()
        )


class _Lines(ChineseFormatter):
    """Keeps the rows of definition lists instead of laying them out."""

    def __init__(self) -> None:
        super().__init__(width=WIDTH)
        self.rows: dict[str, str] = {}

    def write_dl(self, rows: object, col_max: int = 0, col_spacing: int = 0) -> None:
        self.rows.update(rows)  # type: ignore[call-overload]


def listed(context: click.Context) -> dict[str, str]:
    """The one line of every subcommand, as the group's help page lists them."""
    lines = _Lines()
    context.command.format_options(context, lines)
    return {name.split(" ")[0]: line for name, line in lines.rows.items()}


def walk(context: click.Context | None = None) -> Iterator[Found]:
    """Every command, a group before its subcommands; each is imported only when it is reached."""
    context = context or gongkai.context_class(gongkai, info_name="gongkai", terminal_width=WIDTH)
    yield Found(context.command_path, context)
    if isinstance(context.command, click.Group):
        for name in context.command.list_commands(context):
            command = context.command.get_command(context, name)
            assert command is not None, name
            if not command.hidden:
                yield from walk(
                    command.context_class(command, info_name=name, parent=context, terminal_width=WIDTH)
                )


def overview() -> str:
    """A table for each group of users."""
    found = [one for one in walk() if one.context.parent is not None]
    return "\n\n".join(
        f"**{title}**\n\n"
        + table(
            ("命令", "做什么"),
            (
                [f"[`{one.path}`](#{anchor(one.path)})", one.summary]
                for one in found
                if one.path.split()[1] in commands
            ),
        )
        for title, commands in GROUPS.items()
    )


def subcommands(group: str) -> str:
    """The subcommands of one group, with links to their help."""
    found = [one for one in walk() if one.path.startswith(f"gongkai {group} ")]
    return table(
        ("命令", "做什么"), ([f"[`{one.path}`](命令.md#{anchor(one.path)})", one.summary] for one in found)
    )


def pages() -> str:
    return "\n\n".join(f"## {one.path}\n\n{code(one.context.get_help())}" for one in walk())
