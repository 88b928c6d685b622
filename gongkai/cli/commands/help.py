"""`gongkai help [命令]`."""

from __future__ import annotations

from typing import Any

import click

from gongkai.cli.help_pages import argument, command
from gongkai.cli.output import say


def _complete(ctx: click.Context, _param: click.Parameter, incomplete: str) -> list[Any]:
    """The commands below those named already."""
    context = ctx.find_root()
    for name in ctx.params.get("names") or ():
        group = context.command
        command = group.get_command(context, name) if isinstance(group, click.Group) else None
        if not isinstance(command, click.Group):
            return []
        context = click.Context(command, parent=context)
    return context.command.shell_complete(context, incomplete)


@command(
    "help",
)
@argument(
    "names",
    nargs=-1,
    metavar="[命令]",
    help="命令名，如 fill、plan check",
    shell_complete=_complete,
)
@click.pass_context
def help_(ctx: click.Context, names: tuple[str, ...]) -> None:
    """显示总说明，或一个命令的说明。"""
    context = ctx.find_root()
    for name in names:
        group = context.command
        if not isinstance(group, click.Group):
            raise click.UsageError(f"多出了“{name}”；{context.command_path} 没有子命令", ctx=context)
        command = group.get_command(context, name)
        if command is None:
            raise click.exceptions.NoSuchCommand(name, ctx=context)
        context = command.context_class(command, info_name=name, parent=context)
    say(context.get_help())
