"""Help pages in Chinese: click measures text with len(), here it is measured in terminal cells."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import partial
from typing import Any

import click

from gongkai.base.text import cells, pad, wrap
from gongkai.cli.output import LEAST_WIDTH
from gongkai.cli.typed_values import check_typed

MOST_WIDTH = 100
_FIRST_COLUMN = 32


class ChineseFormatter(click.HelpFormatter):
    """click's formatter with Chinese headings and widths in cells."""

    def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
        self.write_lines(f"用法：{prog} {args}".rstrip(), 0)

    def write_heading(self, heading: str) -> None:
        self.write(f"{'':>{self.current_indent}}{heading}：\n")

    def write_text(self, text: str) -> None:
        self.write_lines(text, self.current_indent)

    def write_lines(self, text: str, indent: int) -> None:
        for line in wrap(text, max(self.width - indent, 20)):
            self.write(" " * indent + line + "\n")

    def write_dl(
        self, rows: Iterable[tuple[str, str]], col_max: int = _FIRST_COLUMN, col_spacing: int = 2
    ) -> None:
        rows = list(rows)
        widest = max((cells(first) for first, _ in rows), default=0)
        column = min(widest, col_max, self.width // 2)
        for first, second in rows:
            lead = " " * self.current_indent
            text = (
                wrap(second, max(self.width - self.current_indent - column - col_spacing, 16))
                if second
                else []
            )
            if cells(first) > column:
                self.write(f"{lead}{first}\n")
            else:
                self.write(
                    f"{lead}{pad(first, column + col_spacing)}{text.pop(0) if text else ''}".rstrip() + "\n"
                )
            for line in text:
                self.write(f"{lead}{' ' * (column + col_spacing)}{line}\n")


class ChineseContext(click.Context):
    """A context whose help is formatted in Chinese and that keeps within a readable width."""

    def make_formatter(self) -> click.HelpFormatter:
        import shutil

        width = self.terminal_width or shutil.get_terminal_size().columns
        return ChineseFormatter(width=max(LEAST_WIDTH, min(width, MOST_WIDTH)))


class Argument(click.Argument):
    """An argument that says what it is (before 8.4 click's own can't)."""

    def __init__(self, param_decls: Sequence[str], help: str = "", **attributes: Any) -> None:
        super().__init__(param_decls, **attributes)
        self.help = help


def _show_help(ctx: click.Context, _param: click.Parameter, value: bool) -> None:
    if value and not ctx.resilient_parsing:
        click.echo(ctx.get_help())
        ctx.exit()


HELP = click.Option(
    ["-h", "--help", "show_help"],
    is_flag=True,
    expose_value=False,
    is_eager=True,
    callback=_show_help,
    help="显示本说明",
)


class Command(click.Command):
    """A command whose help page is Chinese."""

    context_class = ChineseContext

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        if not ctx.resilient_parsing:  # at the press of TAB
            check_typed(ctx, *self.make_parser(ctx).parse_args(list(args)))
        return super().parse_args(ctx, args)

    def get_help_option(self, ctx: click.Context) -> click.Option:
        """One for all commands: click's own would first look for its words in other languages."""
        return HELP

    def format_help(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The parts of a page, named here because click's versions differ in them."""
        self.format_usage(ctx, formatter)
        self.format_help_text(ctx, formatter)
        self.format_options(ctx, formatter)
        self.format_epilog(ctx, formatter)

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        params = self.get_params(ctx)
        arguments = [param for param in params if isinstance(param, click.Argument)]
        options = [param for param in params if isinstance(param, click.Option)]
        if arguments:
            with formatter.section("参数"):
                formatter.write_dl(
                    [(one.make_metavar(ctx), getattr(one, "help", "") or "") for one in arguments]
                )
        if options:
            with formatter.section("选项"):
                records = [record for one in options if (record := one.get_help_record(ctx))]
                formatter.write_dl(
                    [(name, text.replace("  [required]", "（必填）")) for name, text in records]
                )

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Examples, a line each, as they stand: they are there to be copied."""
        if self.epilog:
            formatter.write_paragraph()
            formatter.write("例：\n")
            for line in self.epilog.strip().splitlines():
                formatter.write(f"  {line.strip()}\n")

    def format_help_text(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The docstring's paragraphs; their source lines are joined without spaces, as Chinese is."""
        for paragraph in (self.help or "").strip().split("\n\n"):
            formatter.write_paragraph()
            formatter.write_text("".join(line.strip() for line in paragraph.splitlines()))

    def collect_usage_pieces(self, ctx: click.Context) -> list[str]:
        pieces = ["[选项]"] if any(isinstance(param, click.Option) for param in self.params) else []
        for param in self.get_params(ctx):
            pieces += param.get_usage_pieces(ctx)
        return pieces


command = partial(click.command, cls=Command)
argument = partial(click.argument, cls=Argument)
