"""TAB as it is pressed: in bash, zsh and fish, each at a terminal of its own, installed as the user installs it."""

from __future__ import annotations

import os
import re
import shutil
import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from conftest import ROOT, Gongkai

pexpect = pytest.importorskip("pexpect")

pytestmark = [
    pytest.mark.sqlite,
    pytest.mark.skipif(sys.platform == "win32", reason="terminals of POSIX"),
]

SHOW, CLEAR, TAB = "\x18s", "\x15", "\t"  # Ctrl-X s: write down the line being typed
# A start-up file each, to which `completion install` adds its lines. The line is written down after its cursor.
START = {
    "bash": (
        ".bashrc",
        "PS1='> '; bind 'set enable-bracketed-paste off'; bind 'set completion-query-items 0'\n"
        "bind 'set page-completions off'\n"
        '_show() { printf "%s" "$READLINE_LINE" >"$LINE.new"; mv "$LINE.new" "$LINE"; }; bind -x \'"\\C-xs": _show\'\n',
    ),
    "zsh": (
        ".zshrc",
        "PS1='> '; unset zle_bracketed_paste; LISTMAX=0; autoload -Uz compinit; compinit -u -D\n"
        'show() { print -rn -- "$BUFFER" >"$LINE.new"; mv "$LINE.new" "$LINE" }; zle -N show; bindkey "^Xs" show\n',
    ),
    "fish": (
        ".config/fish/config.fish",
        "function fish_prompt; echo -n '> '; end; function fish_greeting; end\n"
        "function show; commandline >$LINE.new; mv $LINE.new $LINE; end; bind \\cxs show\n",
    ),
}
ARGUMENTS = {"bash": ["--noprofile", "-i"], "zsh": ["-i"], "fish": ["-i"]}


class Terminal:
    """A shell at a terminal, in the folder `files`."""

    def __init__(self, shell: str, home: Path, files: Path) -> None:
        self.written = home / "line"
        env = os.environ | {
            "LINE": str(self.written),
            "TERM": "xterm",
            "LANG": "C.UTF-8",
            "LC_ALL": "C.UTF-8",
        }
        self.child = pexpect.spawn(
            shell,
            ARGUMENTS[shell],
            env=env,
            cwd=str(files),
            encoding="utf-8",
            dimensions=(60, 100),
            timeout=60,
        )
        self.child.delaybeforesend = None
        self.screen = ""
        self.child.send(f"cd '{files}'\r")
        self.line()

    def type(self, text: str) -> str:
        """Type keys on the line that is there; what the line then is."""
        self.child.send(text)
        return self.line()

    def line(self) -> str:
        """The line being typed, once the shell has done what was asked before."""
        self.written.unlink(missing_ok=True)
        self.child.send(SHOW)
        for _ in range(1000):
            with suppress(pexpect.TIMEOUT):
                self.screen += self.child.read_nonblocking(4096, timeout=0.02)
            if self.written.exists():
                return self.written.read_text(encoding="utf-8").removesuffix("\n")
        raise AssertionError(f"no answer; on the screen: {self.screen!r}")

    def tab(self, line: str) -> str:
        """The line after a press of TAB at the end of `line`."""
        self.child.send(CLEAR)
        return self.type(line + TAB)

    def listed(self, line: str) -> str:
        """What is shown after TAB is pressed twice at the end of `line`, without colours and the like."""
        self.screen = ""
        self.type(CLEAR + line + TAB + TAB)
        return re.sub(r"\x1b(\[[0-9;?]*[A-Za-z]|[=>()].?)|\r", "", self.screen)


Open = Callable[[str], Terminal]


@pytest.fixture
def open_shell(
    tmp_path: Path, store_path: Path, gongkai: Gongkai, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Open]:
    """A shell with completion installed, in a home whose name needs quoting, and files to be completed."""
    opened: list[Terminal] = []

    def start(shell: str) -> Terminal:
        if shutil.which(shell) is None:
            pytest.skip(f"no {shell}")
        home, files = tmp_path / "it's 家", tmp_path / "files"
        name, lines = START[shell]
        (home / name).parent.mkdir(parents=True)
        (home / name).write_text(lines, encoding="utf-8")
        for there in ("表一.docx", "备份 甲.db", "收件/区司法局.docx"):
            (files / there).parent.mkdir(parents=True, exist_ok=True)
            (files / there).touch()
        programs = tmp_path / "bin"
        programs.mkdir()
        program = programs / "gongkai"
        program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m gongkai "$@"\n', encoding="utf-8")
        program.chmod(0o755)
        for variable, value in {
            "HOME": str(home),
            "XDG_DATA_HOME": str(home / "data"),
            "PATH": f"{programs}:{os.environ['PATH']}",
            "PYTHONPATH": str(ROOT),
        }.items():
            monkeypatch.setenv(variable, value)
        for variable in ("ZDOTDIR", "XDG_CONFIG_HOME"):
            monkeypatch.delenv(variable, raising=False)
        done = gongkai("completion", "install", "--shell", shell)
        assert done.status == 0, done.err
        opened.append(Terminal(shell, home, files))
        return opened[-1]

    yield start
    for terminal in opened:
        terminal.child.close(force=True)


SHELLS = pytest.mark.parametrize("shell", START)


@SHELLS
def test_what_is_typed_is_completed(shell: str, open_shell: Open) -> None:
    terminal = open_shell(shell)
    tab = terminal.tab
    assert tab("gongkai unc") == "gongkai unclaim "
    assert tab("gongkai tasks -u 区司") == "gongkai tasks -u 区司法局 "
    assert tab("gongkai tasks --unit=区司") == "gongkai tasks --unit=区司法局 "
    assert tab("gongkai show 14") == "gongkai show 14 "
    assert tab("gongkai report --as-of 2019-07-3") == "gongkai report --as-of 2019-07-31 "
    # Words that the shell itself would split, and commands before this one.
    server = "gongkai tasks --db postgresql://zwgk@10.0.0.5/gongkai --format "
    assert tab(f"{server}j") == f"{server}json "
    assert tab("true; gongkai show 14") == "true; gongkai show 14 "
    assert tab("gongkai tasks -u 没有") == "gongkai tasks -u 没有"


@pytest.mark.slow
@SHELLS
def test_variables_may_be_set_before_the_program(
    shell: str, open_shell: Open, store_path: Path, tmp_path: Path
) -> None:
    tab = open_shell(shell).tab
    shutil.copyfile(store_path, tmp_path / "files" / "x.db")  # fish sets the variables for the completion too
    for before in ("GONGKAI_DB=x.db", "GONGKAI_DB=x.db _A1='甲 乙'"):
        assert tab(f"{before} gongkai tasks -u 区司") == f"{before} gongkai tasks -u 区司法局 "
        assert tab(f"{before} gongkai unc") == f"{before} gongkai unclaim "
    assert tab("GONGKAI_DB=x.db gongkai collect 表") == "GONGKAI_DB=x.db gongkai collect 表一.docx "


@pytest.mark.slow
@SHELLS
def test_file_names(shell: str, open_shell: Open) -> None:
    tab = open_shell(shell).tab
    assert tab("gongkai collect 表") == "gongkai collect 表一.docx "
    assert tab("gongkai collect 收件/区") == "gongkai collect 收件/区司法局.docx "
    assert tab("gongkai form -o 收") == "gongkai form -o 收件/"
    assert tab("gongkai form --output=表") == "gongkai form --output=表一.docx "
    assert tab("gongkai restore 备") == r"gongkai restore 备份\ 甲.db "


@pytest.mark.slow
@SHELLS
def test_tasks_are_listed_with_what_they_are_about(shell: str, open_shell: Open) -> None:
    terminal = open_shell(shell)
    listed = terminal.listed("gongkai show 1")
    assert re.search("^1 +.*推进新旧动能转换", listed, re.MULTILINE), listed
    # Tasks of one topic can be told apart.
    assert re.search("10 .*及时公布企业投资项目", listed), listed
    assert (
        listed.index("10 ") < listed.index("推进政府规章") < listed.index("推进重大建设项目")
        or shell == "fish"
    )
    if shell == "bash":
        assert terminal.line() == "gongkai show 1"


@pytest.mark.slow
@SHELLS
def test_pinyin_initials_stay_until_one_unit_is_left(shell: str, open_shell: Open) -> None:
    terminal = open_shell(shell)
    assert terminal.tab("gongkai tasks -u qs") == "gongkai tasks -u qs"
    listed = terminal.listed("gongkai tasks -u qs")
    assert "区司法局" in listed and "区水利局" in listed
    assert "区财政局" not in listed
    # fish offers only words that begin with what was typed: there the initials, which every command takes.
    unit = "qsfj" if shell == "fish" else "区司法局"
    assert terminal.tab("gongkai tasks -u qsf") == f"gongkai tasks -u {unit} "
    assert terminal.tab("gongkai tasks --unit=qsf") == f"gongkai tasks --unit={unit} "
    assert "区司法局" in terminal.listed("gongkai tasks --unit=qs")
