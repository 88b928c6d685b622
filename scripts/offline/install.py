"""Install gongkai from this folder, without network, into an environment of its own. Called by install.sh and install.bat.

    python install.py [--to 文件夹]

Needs nothing but Python: pip and all packages are in the folder. Installing again replaces the program; what has
been recorded stays where it is, in another folder.
"""

import argparse
import hashlib
import os
import platform
import shutil
import subprocess
import sys
import venv

HERE = os.path.dirname(os.path.abspath(__file__))
WINDOWS = sys.platform == "win32"


class InstallError(Exception):
    """Can't be installed; the message says why and what to do."""


def main() -> int:
    parser = argparse.ArgumentParser(description="离线安装 gongkai", add_help=False)
    parser.add_argument("-h", "--help", action="help", help="显示本说明")
    parser.add_argument("--to", metavar="文件夹", help="装到哪里；不写时装在当前用户的数据文件夹")
    asked = parser.parse_args()
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
    try:
        install(os.path.abspath(asked.to) if asked.to else default_folder(), link=asked.to is None)
    except InstallError as error:
        print(f"错误：{error}", file=sys.stderr)
        return 1
    except OSError as error:
        print(
            f"错误：{error.filename or ''} {error.strerror or error}。请确认磁盘有空间、有写入权限",
            file=sys.stderr,
        )
        return 1
    return 0


def install(folder: str, link: bool) -> None:
    """Check the computer and the files, install into `folder`, and try what was installed."""
    with open(os.path.join(HERE, "bundle.txt"), encoding="utf-8") as file:
        version, machine, pythons = file.read().splitlines()
    check_python(pythons.split())
    check_machine(machine)
    print("1/4 核对安装文件……", flush=True)
    check_files()
    print(f"2/4 建立运行环境：{folder}", flush=True)
    make_environment(folder)
    print("3/4 安装程序和所需的组件……", flush=True)
    install_packages(folder)
    print("4/4 试运行……", flush=True)
    program = program_in(folder)
    done = run([program, "--version"])
    if done.returncode != 0 or version not in done.stdout:
        raise InstallError(f"装好了，但不能运行：{tail(done)}")
    print(f"√ 已装好 {done.stdout.strip()}")
    say_how_to_call(make_link(program) if link else None, program)


def check_python(pythons: list[str]) -> None:
    """This Python is one that the wheels are for."""
    here = "{}.{}".format(*sys.version_info[:2])
    if here not in pythons:
        raise InstallError(
            f"这里的 Python 是 {here}，安装包备有 Python {pythons[0]} 至 {pythons[-1]} 所需的组件。请换用其中一种 Python"
        )


def check_machine(machine: str) -> None:
    """This computer is one that the wheels are for."""
    here = platform.machine()
    if here.lower() != machine.lower() or sys.maxsize < 2**32:
        bits = 64 if sys.maxsize > 2**32 else 32
        raise InstallError(
            f"安装包是给 {machine}、64 位 Python 的，这里是 {here}、{bits} 位 Python。请换用合适的安装包或 Python"
        )


def check_files() -> None:
    """Everything is here as it was packed: memory sticks and mail systems do cut files off."""
    with open(os.path.join(HERE, "SHA256SUMS"), encoding="utf-8") as file:
        sums = [line.rstrip("\n").split("  ", 1) for line in file]
    for digest, name in sums:
        path = os.path.join(HERE, *name.split("/"))
        if not os.path.exists(path):
            if name.startswith("说明/"):
                continue  # not needed to install; some unpacking programs garble Chinese names
            raise InstallError(f"缺少文件 {name}。请重新解压安装包")
        with open(path, "rb") as file:
            if hashlib.sha256(file.read()).hexdigest() != digest:
                raise InstallError(f"文件 {name} 已损坏。请重新复制并解压安装包")


def default_folder() -> str:
    """`app` in the user's data folder, beside the default database, never touching it."""
    if WINDOWS:
        base = os.environ.get("LOCALAPPDATA") or os.path.expanduser("~\\AppData\\Local")
        if "windowsapps" in sys.base_prefix.lower():
            # The Store's Python sees a redirected copy of that folder, other programs don't.
            base = os.path.expanduser("~")
    else:
        base = os.environ.get("XDG_DATA_HOME") or os.path.expanduser("~/.local/share")
    return os.path.join(base, "gongkai", "app")


def make_environment(folder: str) -> None:
    """An empty environment; an earlier one is replaced, anything else is left alone."""
    if (
        os.path.isdir(folder)
        and os.listdir(folder)
        and not os.path.exists(os.path.join(folder, "pyvenv.cfg"))
    ):
        raise InstallError(f"{folder} 里有别的文件，没有动它。请用 --to 指定一个空文件夹")
    venv.EnvBuilder(clear=True, symlinks=not WINDOWS, with_pip=False).create(folder)


def install_packages(folder: str) -> None:
    """Install with the pip that is here, from the wheels that are here, digests checked, the network never asked."""
    tools = os.path.join(HERE, "tools")
    [pip] = [name for name in os.listdir(tools) if name.startswith("pip-")]
    command = [python_in(folder), os.path.join(tools, pip, "pip"), "install", "--no-index", "--no-cache-dir"]
    command += ["--find-links", os.path.join(HERE, "wheels"), "--require-hashes", "--only-binary=:all:"]
    command += ["-r", os.path.join(HERE, "requirements.txt")]
    done = run(command)
    if done.returncode != 0:
        raise InstallError(f"组件没有装上：{tail(done)}")


def run(command: list[str]) -> subprocess.CompletedProcess[str]:
    """Run a program with its output kept, untouched by settings made for pip or Python on this computer."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PIP_", "PYTHON"))}
    kept.update(PIP_CONFIG_FILE=os.devnull, PIP_DISABLE_PIP_VERSION_CHECK="1", PYTHONUTF8="1")
    return subprocess.run(
        command, capture_output=True, encoding="utf-8", errors="replace", env=kept, check=False
    )


def tail(done: subprocess.CompletedProcess[str]) -> str:
    lines = (done.stderr or done.stdout).strip().splitlines()
    return "；".join(lines[-3:]) or f"退出状态 {done.returncode}"


def python_in(folder: str) -> str:
    return os.path.join(folder, "Scripts", "python.exe") if WINDOWS else os.path.join(folder, "bin", "python")


def program_in(folder: str) -> str:
    return (
        os.path.join(folder, "Scripts", "gongkai.exe") if WINDOWS else os.path.join(folder, "bin", "gongkai")
    )


def make_link(program: str) -> str | None:
    """Put the program where a terminal finds it; None where that isn't possible."""
    if WINDOWS:
        # In every user's PATH since Windows 10; the program file knows its environment, so a copy works.
        apps = os.path.join(os.environ.get("LOCALAPPDATA", ""), "Microsoft", "WindowsApps")
        if not os.path.isdir(apps):
            return None
        link = os.path.join(apps, "gongkai.exe")
        shutil.copyfile(program, link)
        return link
    link = os.path.expanduser("~/.local/bin/gongkai")
    os.makedirs(os.path.dirname(link), exist_ok=True)
    if os.path.islink(link):
        os.unlink(link)
    elif os.path.exists(link):
        print(f"注意：{link} 已有同名文件，没有动它")
        return None
    os.symlink(program, link)
    return link


def say_how_to_call(link: str | None, program: str) -> None:
    folders = [
        os.path.normcase(os.path.normpath(one)) for one in os.environ.get("PATH", "").split(os.pathsep) if one
    ]
    if link and os.path.normcase(os.path.dirname(link)) in folders:
        print("  打开一个新的命令行窗口，输入：gongkai tasks --unit 区司法局")
        return
    quoted = f'"{program}"' if " " in program else program
    print(f"  在命令行窗口输入：{quoted} tasks --unit 区司法局")
    if link:
        print("  重新登录后，可以只输入 gongkai（~/.local/bin 届时在查找路径中；不在的，请加入 PATH）")


if __name__ == "__main__":
    sys.exit(main())
