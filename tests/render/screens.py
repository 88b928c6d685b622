"""Screens for the tests of the terminal output: which command lines, run how, seen as what."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from conftest import Gongkai
from wcwidth import wcswidth

AS_OF = ("--as-of", "2019-07-25")

# Name → command line. Each is a snapshot at two widths, and goes through the rules of typesetting at more.
SCREENS: dict[str, tuple[str, ...]] = {
    "tasks": ("tasks", "-u", "区司法局", *AS_OF),
    "tasks-full": ("tasks", "-u", "区司法局", "--full", "--part", "annex", *AS_OF),
    "tasks-unfiled": ("tasks", "-u", "qsfj", "--unfiled", *AS_OF),
    "tasks-town": ("tasks", "-u", "齐都镇", *AS_OF),
    "tasks-late": ("tasks", "-u", "区水利局", "--basis", "named", "--as-of", "2019-10-10"),
    "tasks-none": ("tasks", "-u", "齐都镇", "--basis", "named", *AS_OF),
    "show": ("show", "14", *AS_OF),
    "show-shared": ("show", "36", *AS_OF),
    "show-body": ("show", "Z10", "--unit", "区司法局", *AS_OF),
    "report": ("report", *AS_OF),
    "report-before": ("report", "--as-of", "2019-07-10"),
    "report-due-day": ("report", "--as-of", "2019-07-19"),
    "report-end": ("report", "--as-of", "2020-02-01", "--by", "kind"),
    "report-unit": ("report", "-u", "区司法局", *AS_OF),
    "report-town": ("report", "-u", "齐都镇", *AS_OF),
    "report-by-unit": ("report", "--by", "unit", "--sort", "rate", *AS_OF),
    "report-by-kind": ("report", "--by", "kind", *AS_OF),
    "report-by-category": ("report", "--by", "category", *AS_OF),
    "report-by-task": ("report", "--by", "task", *AS_OF),
    "report-only-late": ("report", "--only", "late", *AS_OF),
    "report-only-soon": ("report", "--only", "soon", "--warn", "10", *AS_OF),
    "report-only-open": ("report", "--only", "open", "-u", "区水利局", *AS_OF),
    "report-matrix": ("report", "--matrix", *AS_OF),
    "report-timeline": ("report", "--timeline", *AS_OF),
    "report-explain": ("report", "--explain", "-u", "区水利局", *AS_OF),
    "units": ("units",),
    "units-sources": ("units", "--sources", "--kind", "镇"),
    "units-groups": ("units", "--groups"),
    "log": ("log", "-n", "8"),
    "log-task": ("log", "-u", "区司法局", "-t", "14"),
}

# What a wrong command line gets. One line on stderr at any width.
MISTAKES: dict[str, tuple[str, ...]] = {
    "no-unit": ("tasks",),
    "unknown-unit": ("tasks", "-u", "区司发局"),
    "unknown-task": ("show", "99"),
    "unknown-command": ("task",),
    "unknown-option": ("tasks", "--unitt", "区司法局"),
    "wrong-choice": ("report", "--by", "month"),
    "wrong-date": ("report", "--as-of", "2019-02-30"),
    "wrong-number": ("report", "--warn", "61"),
    "missing-argument": ("show",),
    "extra-argument": ("units", "镇"),
    "missing-value": ("tasks", "-u"),
    "not-the-units-task": ("fill", "-u", "齐都镇", "-t", "14", "--measure", "公布清单"),
    "empty-measure": ("fill", "-u", "区司法局", "-t", "14", "--measure", " "),
    "wrong-telephone": ("fill", "-u", "区司法局", "-t", "14", "--contact", "12"),
}

_CLOCK = re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d")
_CODE = re.compile(r"\x1b\[[0-9;]*m")


class Screen:
    """Runs a command line as at a terminal of some width, in this process."""

    def __init__(self, run: Gongkai, store: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.run = run
        self.monkeypatch = monkeypatch
        monkeypatch.setenv("GONGKAI_DB", str(store))
        monkeypatch.setenv("TERM", "xterm-256color")
        monkeypatch.delenv("COLORTERM", raising=False)

    def __call__(self, *arguments: str, width: int, colour: bool = False) -> str:
        """What it prints; the clock's times are made the same."""
        self.monkeypatch.setenv("COLUMNS", str(width))
        if colour:
            self.monkeypatch.setenv("FORCE_COLOR", "1")
        else:
            self.monkeypatch.delenv("FORCE_COLOR", raising=False)
        done = self.run(*arguments)
        assert done.status == 0, done.err
        assert done.err == ""
        return _CLOCK.sub("2019-07-25 09:00:00", done.out)


def cells(text: str) -> int:
    """Width in terminal cells, by another measure than the program's own."""
    return wcswidth(text)


def uncoloured(text: str) -> str:
    return _CODE.sub("", text)
