"""Groups of commands, each of which is imported only when it is called."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from keyword import iskeyword
from typing import Any

import click

from gongkai.cli.help_pages import Command


class Group(Command, click.Group):
    """A group that knows its commands by name: `sections` of its help page, each name → one line.

    A command is the only one in its file of `cli/commands`, named as it is typed: `gongkai plan draft` is plan_draft.py.
    """

    def __init__(self, name: str, *, sections: Mapping[str, Mapping[str, str]], **attributes: Any) -> None:
        super().__init__(name, **attributes)
        self.sections = sections
        self.lines = {name: line for section in sections.values() for name, line in section.items()}
        self.before = ""  # what stands before a command's name in its file's

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(self.lines)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in self.lines:
            return None
        file = (self.before + cmd_name).replace("-", "_")
        module = import_module(f"gongkai.cli.commands.{file}{'_' if iskeyword(file) else ''}")
        command = next(value for value in vars(module).values() if isinstance(value, click.Command))
        if isinstance(command, Group):
            command.before = f"{file}_"
        return command

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[Any]:
        """Names without importing the commands."""
        from click.shell_completion import CompletionItem

        names = [
            CompletionItem(name, help=line)
            for name, line in self.lines.items()
            if name.startswith(incomplete)
        ]
        return [*names, *click.Command.shell_complete(self, ctx, incomplete)]

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        widest = max(map(len, self.lines))
        for title, commands in self.sections.items():
            with formatter.section(title):
                formatter.write_dl([(name.ljust(widest), line) for name, line in commands.items()])
        super().format_options(ctx, formatter)

    def collect_usage_pieces(self, ctx: click.Context) -> list[str]:
        return ["命令", "[选项]"]
