"""The program with some lines more, as a process of its own: what an addition to it would touch, and what follows from it."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import PLAN_FILE, ROOT, Ran

# In which module, before what, what more.
Edit = tuple[str, str, str]
Program = Callable[..., Ran]
Changed = Callable[[tuple[Edit, ...]], Program]


@pytest.fixture
def changed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Changed:
    folder = tmp_path / "newer"
    monkeypatch.setenv("GONGKAI_PLAN", str(PLAN_FILE))

    def run(*arguments: str, code: str = "") -> Ran:
        command = ["-c", code] if code else ["-m", "gongkai"]
        done = subprocess.run(
            [sys.executable, *command, *arguments],
            capture_output=True,
            encoding="utf-8",
            cwd=folder,
            check=False,
        )
        return Ran(done.returncode, done.stdout, done.stderr)

    def change(edits: tuple[Edit, ...]) -> Program:
        shutil.copytree(ROOT / "gongkai", folder / "gongkai", ignore=shutil.ignore_patterns("__pycache__"))
        for module, before, more in edits:
            path = folder / "gongkai" / f"{module}.py"
            text = path.read_text(encoding="utf-8")
            assert text.count(before) == 1, before
            path.write_text(text.replace(before, more + before), encoding="utf-8")
        return run

    return change
