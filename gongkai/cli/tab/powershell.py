"""The start-up files of Windows PowerShell and of PowerShell 7, where they are allowed to run."""

from __future__ import annotations

import os
import shutil
import subprocess
from base64 import b64decode

from gongkai.base.problems import GongkaiError
from gongkai.cli.output import warn

# Windows PowerShell, which comes with Windows, and PowerShell 7, which is installed beside it.
_PROGRAMS = ("powershell", "pwsh")
# Base64, as a Chinese path would arrive in the console's encoding, whatever that is.
_QUESTION = (
    "[Convert]::ToBase64String([Text.Encoding]::UTF8.GetBytes("
    '"$(Get-ExecutionPolicy)|$($PROFILE.CurrentUserCurrentHost)"))'
)
_RUNS_NO_PROFILE = ("Restricted", "AllSigned")
_REFUSED = (
    "{name} 不运行配置文件（执行策略是 {policy}），没有为它安装补全。请先在 {name} 里运行 "
    "Set-ExecutionPolicy -Scope CurrentUser RemoteSigned，再运行 gongkai completion install；"
    "单位不允许改执行策略的，就不能按 TAB 补全，其他命令照常可用"
)
_BY_HAND = "可用 gongkai completion powershell 输出脚本，放进它的配置文件"


def profiles() -> list[str]:
    """The paths, as each PowerShell itself says. GongkaiError where no PowerShell would run its profile."""
    paths, refusals = [], []
    for name in _PROGRAMS:
        if program := shutil.which(name):
            policy, path = _asked(program)
            if policy in _RUNS_NO_PROFILE:
                refusals.append(_REFUSED.format(name=name, policy=policy))
            else:
                paths.append(path)
    if not paths:
        raise GongkaiError("；".join(refusals) or f"没有找到 PowerShell；{_BY_HAND}")
    for refusal in refusals:
        warn(refusal)
    return paths


def _asked(program: str) -> tuple[str, str]:
    """The execution policy of a PowerShell started anew, and the path of its profile."""
    env = {name: value for name, value in os.environ.items() if name.lower() != "psexecutionpolicypreference"}
    try:
        done = subprocess.run(
            [program, "-NoProfile", "-NonInteractive", "-Command", _QUESTION],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            env=env,
            timeout=60,
            check=True,
        )
        policy, _, path = b64decode(done.stdout.split()[-1]).decode().partition("|")
    except (OSError, subprocess.SubprocessError, ValueError, IndexError):
        raise GongkaiError(f"{program} 没有说出配置文件在哪里；{_BY_HAND}") from None
    return policy, path
