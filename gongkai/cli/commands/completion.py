"""`gongkai completion`: the shell's TAB."""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from shlex import quote

import click

from gongkai.base.files import make_folder
from gongkai.base.problems import GongkaiError, UsageMistake
from gongkai.base.system import reason
from gongkai.base.temporary import write_whole
from gongkai.cli.help_pages import argument, command
from gongkai.cli.output import say
from gongkai.cli.paths import xdg_folder
from gongkai.cli.tab.shells import SHELLS, script
from gongkai.cli.value_types import Choice

MARK = "# gongkai 补全"


@command(
    epilog="""
    gongkai completion install
    gongkai completion bash > gongkai.bash
    """,
)
@argument(
    "what",
    metavar="动作",
    help="install 安装；bash、zsh、fish、powershell 输出脚本",
    type=Choice({"install": "安装"} | dict.fromkeys(SHELLS, "")),
)
@click.option(
    "--shell",
    type=Choice(dict.fromkeys(SHELLS, "")),
    metavar="名称",
    help="装到哪个 shell；不写时看当前用的是哪个",
)
def completion(what: str, shell: str | None) -> None:
    """按 TAB 键补全命令、选项、单位名称、任务序号、日期和文件名。

    install：装到当前的 shell（bash、zsh、fish、powershell）。写 shell 名称：只输出补全脚本。

    单位可以打名称或简称的开头，也可以打拼音首字母，如 qsfj：剩下几个就列出几个，剩下一个就换成单位名称（fish 里补全的是首字母，
    同样可用）。

    Windows 上在 PowerShell 里用，cmd（命令提示符）没有补全。PowerShell 不许运行配置文件的（Windows 起初如此），
    先在其中运行 Set-ExecutionPolicy -Scope CurrentUser RemoteSigned，再安装。
    """
    if what != "install":
        say(script(what).rstrip("\n"))
        return
    name = shell or _current_shell()
    for path in _install(name):
        say(f"√ 已写 {path}")
    _make_store()
    if name == "powershell":
        say(
            "请重新打开 PowerShell，输入 gongkai tasks -u 和一个空格，再按 TAB 试试。cmd（命令提示符）没有补全。"
        )
    else:
        say("请重新打开终端，输入 gongkai tasks -u 和一个空格，再按 TAB 试试。")


def _make_store() -> None:
    """Completion offers what the store knows; a store that can't be made now is said so by the next command."""
    from gongkai.cli.workplace import Workplace

    workplace = Workplace()
    with suppress(GongkaiError):
        assert workplace.plan
    workplace.close()


def _current_shell() -> str:
    if sys.platform == "win32":
        return "powershell"
    name = os.path.basename(os.environ.get("SHELL", ""))
    if name in SHELLS:
        return name
    raise UsageMistake(
        f"认不出当前的 shell（{name or '没有设 SHELL'}），请用 --shell 指明：{'、'.join(SHELLS)}"
    )


def _install(shell: str) -> list[str]:
    """Write the script where the shell finds it; the files written."""
    if shell == "fish":
        base = xdg_folder("XDG_CONFIG_HOME", "~/.config")
        return [_write(os.path.join(base, "fish", "completions", "gongkai.fish"), script(shell))]
    if shell == "powershell":
        from gongkai.cli.tab.powershell import profiles

        return [_hook(profile, script(shell)) for profile in profiles()]
    base = xdg_folder("XDG_DATA_HOME", "~/.local/share")
    file = _write(os.path.join(base, "gongkai", f"complete.{shell}"), script(shell))
    if shell == "zsh":
        rc = os.path.join(os.environ.get("ZDOTDIR") or os.path.expanduser("~"), ".zshrc")
        line = f"(( $+functions[compdef] )) || {{ autoload -Uz compinit && compinit; }}\n. {quote(file)}"
    else:
        rc, line = os.path.expanduser("~/.bashrc"), f"[ -r {quote(file)} ] && . {quote(file)}"
    return [file, _hook(rc, line)]


def _write(path: str, text: str) -> str:
    try:
        make_folder(os.path.dirname(path))
        write_whole(path, text.encode())
    except OSError as error:
        raise GongkaiError(f"写不了 {path}：{reason(error)}") from None
    return path


def _hook(path: str, lines: str) -> str:
    """Put our lines, between marks, into a start-up file; an earlier version of them is replaced."""
    begin, end = f"{MARK} 开始", f"{MARK} 结束"
    try:
        with open(path, encoding="utf-8-sig", newline="") as file:
            text = file.read()
    except FileNotFoundError:
        text = ""
    except (OSError, UnicodeDecodeError):
        raise GongkaiError(f"读不了 {path}，没有改动；可用 gongkai completion 手工安装") from None
    if begin in text and end in text:
        text = text[: text.index(begin)] + text[text.index(end) + len(end) :].lstrip("\r\n")
    if text and not text.endswith("\n"):
        text += "\n"
    # PowerShell 5 reads a profile without BOM in the system's encoding.
    bom = "\ufeff" if path.endswith(".ps1") else ""
    return _write(path, f"{bom}{text}{begin}\n{lines.rstrip()}\n{end}\n")
