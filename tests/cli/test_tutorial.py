"""`gongkai tutorial`: whatever ends it, nothing of it is left behind."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from conftest import Gongkai
from wcwidth import wcswidth

from gongkai.cli.commands.tutorial import STEPS

pexpect = pytest.importorskip("pexpect")

pytestmark = pytest.mark.sqlite

NOTHING_LEFT = "已离开，没有留下任何数据。"


@pytest.fixture
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder for temporary files, empty."""
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setenv("TMPDIR", str(folder))
    monkeypatch.setattr("tempfile.tempdir", None)
    return folder


@pytest.fixture
def tour(temporary: Path, terminal: Callable[..., Any]) -> Callable[..., Any]:
    """Start it in a terminal."""
    return partial(terminal, "tutorial")


@pytest.mark.parametrize("stop", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_stopped_between_steps(stop: signal.Signals, tour: Callable[..., Any], temporary: Path) -> None:
    child = tour()
    child.expect_exact("按回车继续")
    assert list(temporary.iterdir())
    for _ in range(20):  # one that comes just before Python waits for a line is only heard with the next
        child.kill(stop)
        if child.expect_exact([NOTHING_LEFT, pexpect.TIMEOUT], timeout=2) == 0:
            break
    else:
        pytest.fail("it went on waiting")
    child.expect(pexpect.EOF)
    child.close()
    assert child.exitstatus == 130  # as after Ctrl-C everywhere
    assert list(temporary.iterdir()) == []


@pytest.mark.parametrize("key", ["q", "ｑ"])
def test_left_by_q(key: str, tour: Callable[..., Any], temporary: Path) -> None:
    child = tour()
    child.expect_exact("按回车继续，q 离开")
    child.sendline(key)
    child.expect_exact(NOTHING_LEFT)
    child.expect(pexpect.EOF)
    child.close()
    assert child.exitstatus == 0
    assert list(temporary.iterdir()) == []


def rows_of(line: str, columns: int) -> int:
    """How many rows of a screen a line takes."""
    return max(1, -(-wcswidth(line) // columns))


@pytest.mark.parametrize("columns", [60, 80])
def test_what_a_step_is_about_is_on_the_screen_at_its_end(
    tour: Callable[..., Any], monkeypatch: pytest.MonkeyPatch, columns: int
) -> None:
    """On a screen of 24 lines, with the command; of a step that fits it is said once."""
    monkeypatch.setenv("COLUMNS", str(columns))
    monkeypatch.setenv("NO_COLOR", "1")
    child = tour(TERM="xterm")  # on a dumb one tables are laid out for 80 columns, whatever there is
    child.setwinsize(24, columns)
    for number, (what, arguments) in enumerate(STEPS, 1):
        last = number == len(STEPS)
        child.expect_exact("走完了" if last else "按回车继续")
        child.sendline("")
        lines = child.before.replace("\r", "").split("\n")
        rows = [line if row == 0 else "" for line in lines for row in range(rows_of(line, columns))]
        screen = "".join(rows[-23:])
        assert what in screen and f"$ gongkai {arguments[0]}" in screen, screen
        assert child.before.count(what) == 1 or len(rows) > 17  # said once where it fits
    child.expect(pexpect.EOF)


def test_its_window_closed(tour: Callable[..., Any], temporary: Path) -> None:
    child = tour()
    child.expect_exact("按回车继续")
    assert list(temporary.iterdir())
    # Its terminal is gone: the system sends SIGHUP, and nothing can be written any more.
    child.ptyproc.fileobj.close()
    child.ptyproc.closed = True
    child.ptyproc.wait()
    assert list(temporary.iterdir()) == []


PAUSED = """
import time
from gongkai.cli.commands import show
def paused(*_, **__):
    print("此处", flush=True)
    time.sleep(30)
show.show.callback = paused
"""


def test_ctrl_c_within_a_step(tour: Callable[..., Any], temporary: Path) -> None:
    child = tour(before=PAUSED)
    child.expect_exact("按回车继续")
    child.sendline("")
    child.expect_exact("此处")
    child.sendintr()
    child.expect_exact(NOTHING_LEFT)
    child.expect(pexpect.EOF)
    child.close()
    assert child.exitstatus == 130
    assert list(temporary.iterdir()) == []


def test_what_was_killed_is_cleared_away_next_time(gongkai: Gongkai, temporary: Path) -> None:
    """Where a system ends the program without a word, as Windows does when the console is closed."""
    gone = subprocess.Popen([sys.executable, "-c", ""])
    gone.wait()
    left = temporary / f"gongkai-tutorial-{gone.pid}-abcd1234"
    left.mkdir()
    (left / "试用.db").write_bytes(b"x")
    alive = temporary / f"gongkai-tutorial-{os.getpid()}-abcd1234"
    alive.mkdir()
    others = [temporary / name for name in (f"tutorial-{gone.pid}-a", "gongkai-tutorial", f"x-{gone.pid}-b")]
    for other in others:
        other.mkdir()
    link = temporary / f"gongkai-tutorial-{gone.pid}-link"
    link.symlink_to(others[0])
    assert gongkai("tutorial", "--no-wait").status == 0
    assert set(temporary.iterdir()) == {alive, link, *others}
