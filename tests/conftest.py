"""What the tests share: the real plan, a fresh store, and the command line as a user calls it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import pytest

ROOT = Path(__file__).resolve().parent.parent
PLAN_FILE = ROOT / "data" / "tasks_2019.yaml"


class Ran(NamedTuple):
    """What a command left behind."""

    status: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


Gongkai = Callable[..., Ran]


@pytest.fixture(autouse=True)
def _own_surroundings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No test sees the user's own store, plan, unit or terminal."""
    for name in list(os.environ):
        if name.startswith("GONGKAI_") or name in ("VISUAL", "EDITOR", "NO_COLOR", "FORCE_COLOR", "CLICOLOR_FORCE"):
            monkeypatch.delenv(name)
    monkeypatch.setenv("GONGKAI_DB", str(tmp_path / "gongkai.db"))
    monkeypatch.setenv("GONGKAI_USER", "测试员")
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.setenv("PYTHONUTF8", "1")


@pytest.fixture
def gongkai(capfd: pytest.CaptureFixture[str]) -> Gongkai:
    """Run a command line in this process, through the program's own entry point: `gongkai("tasks", "-u", "区司法局")`."""

    def run(*arguments: str) -> Ran:
        from gongkai.cli.main import main

        capfd.readouterr()
        before = sys.argv
        sys.argv = ["gongkai", *arguments]
        try:
            main()
        except SystemExit as leaving:
            status = leaving.code if isinstance(leaving.code, int) else 0 if leaving.code is None else 1
        finally:
            sys.argv = before
        out, err = capfd.readouterr()
        return Ran(status, out, err)

    return run


@pytest.fixture
def process() -> Gongkai:
    """Run a command line as a process of its own; keyword arguments go to subprocess.run (env adds to ours)."""

    def run(*arguments: str, env: dict[str, str] | None = None, **more: Any) -> Ran:
        done = subprocess.run(
            [sys.executable, "-m", "gongkai", *arguments],
            capture_output=True,
            encoding="utf-8",
            env=os.environ | (env or {}),
            cwd=ROOT,
            check=False,
            **more,
        )
        return Ran(done.returncode, done.stdout, done.stderr)

    return run
