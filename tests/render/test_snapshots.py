"""What the terminal shows, kept as files: a change of the output is a change somebody looked at."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import click
import pytest
from conftest import SNAPSHOTS, Gongkai
from screens import MISTAKES, SCREENS, Screen, cells, uncoloured

from gongkai.cli.main import COMMANDS
from gongkai.cli.main import gongkai as program

WIDTHS = (60, 80)  # wider ones are looked at by rule: test_rules.py
# Colours are kept as files for the screens that together show every style, at one width.
COLOURED = ("tasks", "show", "report", "report-matrix", "report-timeline")


def command_paths() -> Iterator[tuple[str, ...]]:
    """Every command and subcommand: ("tasks",), …, ("plan", "check"), …"""
    context = click.Context(program, info_name="gongkai")
    for name in COMMANDS:
        yield (name,)
        command = program.get_command(context, name)
        if isinstance(command, click.Group):
            yield from ((name, below) for below in command.list_commands(context))


HELP = {"-".join(("help", *path)): (*path, "--help") for path in command_paths()} | {
    "help-gongkai": ("--help",)
}


@pytest.fixture
def screen(gongkai: Gongkai, filled_store: Path, monkeypatch: pytest.MonkeyPatch) -> Screen:
    return Screen(gongkai, filled_store, monkeypatch)


Compare = Callable[[str, str], None]


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("name", SCREENS)
def test_plain_screen(name: str, width: int, screen: Screen, snapshot: Compare) -> None:
    shown = screen(*SCREENS[name], width=width)
    lines = [line.rstrip() for line in shown.splitlines()]  # every table line is filled up with spaces
    snapshot(f"{name}-{width}", "\n".join(lines) + "\n")


@pytest.mark.parametrize("name", SCREENS)
def test_coloured_screen(name: str, screen: Screen, snapshot: Compare) -> None:
    shown = screen(*SCREENS[name], width=80, colour=True)
    assert "\x1b[" in shown
    assert uncoloured(shown) == screen(*SCREENS[name], width=80)
    if name in COLOURED:
        snapshot(f"{name}-80-colour", shown.replace("\x1b", "^["))


@pytest.mark.parametrize("name", HELP)
def test_help_page(name: str, screen: Screen, snapshot: Compare) -> None:
    """A page is kept at 80 cells; at other widths it is the same text, broken into other lines."""
    page = screen(*HELP[name], width=80)
    snapshot(name, page)
    for width in (60, 100, 120):
        other = screen(*HELP[name], width=width)
        assert "".join(other.split()) == "".join(page.split())
        explained = other.split("\n例：")[0]  # examples stand as they are typed
        for line in explained.splitlines():
            assert cells(line) <= width, line
            assert not line.strip().startswith(tuple("、，。；：）》”")), line
            assert not line.endswith(tuple("（《“")), line


def test_mistakes(
    gongkai: Gongkai, filled_store: Path, monkeypatch: pytest.MonkeyPatch, snapshot: Compare
) -> None:
    monkeypatch.setenv("GONGKAI_DB", str(filled_store))
    said = []
    for arguments in MISTAKES.values():
        done = gongkai(*arguments)
        assert done.out == "", arguments
        assert done.err.count("\n") == 1, arguments
        assert done.err.startswith("错误："), arguments
        said.append(f"$ gongkai {' '.join(arguments)}\n{done.err}退出状态 {done.status}\n")
    snapshot("mistakes", "\n".join(said))


def test_every_snapshot_belongs_to_a_screen(request: pytest.FixtureRequest) -> None:
    plain = {f"{name}-{width}" for name in SCREENS for width in WIDTHS} | set(HELP)
    coloured = {f"{name}-80-colour" for name in COLOURED}
    known = plain | coloured | {"mistakes"}
    if request.config.getoption("--update-snapshots"):
        for file in SNAPSHOTS.glob("*.txt"):
            if file.stem not in known:
                file.unlink()
    assert {file.stem for file in SNAPSHOTS.glob("*.txt")} <= known
