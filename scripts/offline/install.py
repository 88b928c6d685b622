"""Install gongkai from this folder, without network, into an environment of its own. Called by install.sh and install.bat.

    python install.py [--to 文件夹]

Needs nothing but Python: pip and all packages are in the folder. What has been recorded stays where it is, in
another folder. The program's folder holds

    gongkai-app.txt   a mark that the folder is ours
    env-1/            the environment; an upgrade builds env-2/ beside it, and env-1/ goes at the very end
    bin/gongkai       the launcher of the one or the other (on Windows Scripts\\gongkai.exe)

so that an upgrade that fails, or is stopped, or is cut short by the mains, leaves the earlier program whole.
"""

from __future__ import annotations

import errno
import glob
import hashlib
import os
import platform
import re
import shutil
import signal
import subprocess
import sys
import venv
from contextlib import suppress
from itertools import count

HERE = os.path.dirname(os.path.abspath(__file__))
WINDOWS = sys.platform == "win32"

HELP = f"""\
离线安装 gongkai。安装时不需要网络，也不需要管理员权限。

用法：{"install.bat" if WINDOWS else "sh install.sh"} [--to 文件夹]

选项：
  --to 文件夹  装到哪里；不写时装在当前用户的数据文件夹
  -h、--help   显示本说明"""

MARK = "gongkai-app.txt"
MARK_TEXT = "这个文件夹由 gongkai 的安装程序建立，升级时会删掉其中的旧版本。请不要在里面放别的文件。\n"

# An earlier installer made the folder itself the environment, and left no mark: what lay there, beside the scripts.
EARLIER = ("include", "lib", "lib64", "share", "pyvenv.cfg")

REASONS = {
    errno.ENOENT: "不存在",
    errno.EACCES: "没有权限，或者正被别的程序使用",
    errno.EPERM: "没有权限",
    errno.EROFS: "所在磁盘是只读的",
    errno.ENOSPC: "磁盘已满",
    errno.EDQUOT: "超出磁盘配额",
    errno.ENOTDIR: "不是文件夹",
    errno.EEXIST: "已有同名文件",
}


# Ctrl-C, each time it was pressed. Only looked at between steps, so that it never disturbs the tidying up.
stop_signals: list[int] = []


class InstallError(Exception):
    """Can't be installed; the message says why and what to do."""


class Stopped(Exception):
    """By Ctrl-C."""


def main(arguments: list[str]) -> int:
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
    if set(arguments) & {"-h", "--help"}:
        print(HELP)
        return 0
    if arguments and (len(arguments) != 2 or arguments[0] != "--to" or not arguments[1]):
        print(f"错误：不认识的参数：{' '.join(arguments)}\n\n{HELP}", file=sys.stderr)
        return 2
    folder = os.path.abspath(arguments[1]) if arguments else default_folder()
    try:
        signal.signal(signal.SIGINT, lambda number, frame: stop_signals.append(number))
        install(folder, default=not arguments)
        return 0
    except InstallError as error:
        status, said = 1, f"错误：{error}"
    except OSError as error:
        status, said = 1, f"错误：{explain(error)}"
    except Stopped:
        status, said = 130, "已停止，没有安装"
        if sys.stderr.isatty():
            print(file=sys.stderr)  # after the terminal's ^C
    if os.path.exists(launcher_in(folder)):
        said += "。原来装的程序没有动"
    print(said, file=sys.stderr)
    return status


def check_not_stopped() -> None:
    if stop_signals:
        raise Stopped


def explain(error: OSError) -> str:
    """Where and why the system refused, and what to look at."""
    where = f"{error.filename}：" if error.filename else ""
    why = REASONS.get(error.errno or 0) or (error.strerror or str(error)).rstrip("。. ")
    return f"{where}{why}。请确认磁盘有空间、有写入权限，文件没有被别的程序打开"


def install(folder: str, default: bool) -> None:
    """Check the computer and the files, install into `folder` (the user's own, by default), and try the program."""
    version, machine, pythons = packed("bundle.txt").splitlines()
    check_python(pythons.split())
    check_machine(machine)
    print("1/4 核对安装文件……", flush=True)
    check_files()
    check_folder(folder, default)
    environment = next(
        path for n in count(1) if not os.path.lexists(path := os.path.join(folder, f"env-{n}"))
    )
    try:
        print(f"2/4 建立运行环境：{folder}", flush=True)
        os.makedirs(folder, exist_ok=True)
        with open(os.path.join(folder, MARK), "w", encoding="utf-8") as file:
            file.write(MARK_TEXT)
        venv.EnvBuilder(symlinks=not WINDOWS, with_pip=False).create(environment)
        print("3/4 安装程序和所需的组件……", flush=True)
        install_packages(environment)
        print("4/4 试运行……", flush=True)
        said = try_out(environment, version)
        launcher = launcher_in(folder)
        put(launcher, launcher_in(environment))
    except BaseException:
        shutil.rmtree(environment, ignore_errors=True)
        if os.path.isdir(folder) and set(os.listdir(folder)) <= {MARK}:
            shutil.rmtree(folder, ignore_errors=True)
        raise
    link = None
    try:
        if default:
            link = make_link(launcher)
        remove_others(folder, environment)
    except OSError as error:
        print(f"注意：{explain(error)}")
    print(f"√ 已装好 {said}")
    say_how_to_call(link, launcher)


def packed(name: str) -> str:
    """The text of a file of the bundle."""
    try:
        with open(os.path.join(HERE, name), encoding="utf-8") as file:
            return file.read()
    except FileNotFoundError:
        raise InstallError(f"缺少文件 {name}。请重新解压安装包") from None


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
    for line in packed("SHA256SUMS").splitlines():
        check_not_stopped()
        digest, name = line.split("  ", 1)
        path = os.path.join(HERE, *name.split("/"))
        if not os.path.exists(path):
            if name.startswith("说明/"):
                continue  # not needed to install; some unpacking programs garble Chinese names
            raise InstallError(f"缺少文件 {name}。请重新解压安装包")
        with open(path, "rb") as file:
            if hashlib.sha256(file.read()).hexdigest() != digest:
                raise InstallError(f"文件 {name} 已损坏。请重新复制并解压安装包")


def check_folder(folder: str, default: bool) -> None:
    """A folder that the user names is new, or empty, or an earlier installation; anything else is left alone."""
    if os.pathsep in folder:
        raise InstallError(f"文件夹的路径里不能有“{os.pathsep}”：{folder}")
    names = os.listdir(folder) if os.path.exists(folder) else []
    if default or not names or MARK in names:
        return
    others = [name for name in names if name.lower() not in (*EARLIER, "bin", "scripts")]
    if others or not is_earlier(folder):
        raise InstallError(f"{folder} 里有别的文件，没有动它。请用 --to 指定一个空文件夹")


def is_earlier(folder: str) -> bool:
    """Whether an environment has gongkai and nothing that isn't in this bundle: then an earlier installer made it.

    People's own environments have at least pip too.
    """
    library = os.path.join("Lib" if WINDOWS else "lib/python*", "site-packages", "*.dist-info")
    found = {plain(os.path.basename(path).split("-")[0]) for path in glob.glob(library, root_dir=folder)}
    ours = {plain(name) for name in re.findall(r"^([\w.-]+)==", packed("requirements.txt"), re.MULTILINE)}
    return "gongkai" in found and found <= ours


def plain(name: str) -> str:
    """A package's name as it compares."""
    return re.sub(r"[-_.]+", "-", name).lower()


def default_folder() -> str:
    """`app` in the user's data folder, beside the default database, never touching it."""
    if WINDOWS:
        base = os.environ.get("LOCALAPPDATA") or os.path.expanduser("~\\AppData\\Local")
        if from_the_store():
            base = os.path.expanduser("~")
    else:
        base = os.environ.get("XDG_DATA_HOME") or os.path.expanduser("~/.local/share")
    return os.path.join(base, "gongkai", "app")


def from_the_store() -> bool:
    """Whether this Python is from Microsoft's Store: what it writes below AppData, other programs don't see."""
    return "windowsapps" in sys.base_prefix.lower()


def install_packages(environment: str) -> None:
    """Install with the pip that is here, from the wheels that are here, digests checked, the network never asked."""
    tools = os.path.join(HERE, "tools")
    [pip] = [name for name in os.listdir(tools) if name.startswith("pip-")]
    command = [python_in(environment), os.path.join(tools, pip, "pip"), "install"]
    command += ["--no-index", "--no-cache-dir", "--require-hashes", "--only-binary=:all:"]
    command += ["--find-links", os.path.join(HERE, "wheels"), "-r", os.path.join(HERE, "requirements.txt")]
    done = run(command)
    if done.returncode != 0:
        full = shutil.disk_usage(environment).free < 2**20
        raise InstallError(f"组件没有装上：{'磁盘已满' if full else tail(done)}")


def try_out(environment: str, version: str) -> str:
    """Run the program that was installed; what it says it is."""
    done = run([launcher_in(environment), "--version"])
    if done.returncode != 0 or version not in done.stdout:
        raise InstallError(f"程序装上了，但不能运行：{tail(done)}")
    return done.stdout.strip()


def run(command: list[str]) -> subprocess.CompletedProcess[str]:
    """Run a program with its output kept, untouched by settings made for pip or Python on this computer.

    Ctrl-C ends the program too.
    """
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PIP_", "PYTHON"))}
    kept.update(PIP_CONFIG_FILE=os.devnull, PIP_DISABLE_PIP_VERSION_CHECK="1", PYTHONUTF8="1")
    pipe = subprocess.PIPE
    process = subprocess.Popen(
        command, stdout=pipe, stderr=pipe, encoding="utf-8", errors="replace", env=kept
    )
    while True:
        try:
            out, err = process.communicate(timeout=0.2)
        except subprocess.TimeoutExpired:
            if stop_signals:
                process.terminate()
        else:
            check_not_stopped()
            return subprocess.CompletedProcess(command, process.returncode, out, err)


def tail(done: subprocess.CompletedProcess[str]) -> str:
    lines = (done.stderr or done.stdout).strip().splitlines()
    return "；".join(lines[-3:]).rstrip("。. ") or f"退出状态 {done.returncode}"


def python_in(environment: str) -> str:
    return os.path.join(environment, *(("Scripts", "python.exe") if WINDOWS else ("bin", "python")))


def launcher_in(folder: str) -> str:
    return os.path.join(folder, *(("Scripts", "gongkai.exe") if WINDOWS else ("bin", "gongkai")))


def put(launcher: str, program: str) -> None:
    """Let `launcher` start `program` from now on; where that fails, what it started until now."""
    os.makedirs(os.path.dirname(launcher), exist_ok=True)
    fresh = launcher + ".new"
    remove(fresh)
    for old in glob.glob(glob.escape(launcher) + ".old*"):
        remove(old)
    if WINDOWS:
        shutil.copyfile(program, fresh)  # it knows its environment by the full path
    else:
        os.symlink(program, fresh)
    try:
        os.replace(fresh, launcher)
    except PermissionError:
        # Windows doesn't overwrite a program that runs, but renames it.
        aside = next(path for n in count(1) if not os.path.lexists(path := f"{launcher}.old{n}"))
        os.rename(launcher, aside)
        try:
            os.rename(fresh, launcher)
        except OSError:
            os.rename(aside, launcher)
            raise


def remove_others(folder: str, kept: str) -> None:
    """Remove all environments but one: earlier ones, those of installations cut short, an earlier installer's."""
    for name in os.listdir(folder):
        path = os.path.join(folder, name)
        if name.startswith("env-") and path != kept and shut(path):
            remove(path)
    if shut(folder):
        scripts, launcher = os.path.split(launcher_in(folder))
        for name in os.listdir(scripts):
            if name != launcher:
                remove(os.path.join(scripts, name))
        for name in EARLIER:
            remove(os.path.join(folder, name))


def shut(environment: str) -> bool:
    """Remove an environment's Python, and say whether it is gone: Windows refuses while it runs.

    Then the environment is better left whole; the next installation removes it.
    """
    try:
        os.unlink(python_in(environment))
    except FileNotFoundError:
        return True
    except OSError:
        return False
    return True


def remove(path: str) -> None:
    """Remove a file or a folder, as far as possible."""
    if os.path.isdir(path) and not os.path.islink(path):
        shutil.rmtree(path, ignore_errors=True)
    else:
        with suppress(OSError):
            os.unlink(path)


def make_link(launcher: str) -> str | None:
    """Put the program where a terminal finds it; None where that isn't possible."""
    if WINDOWS:
        # In every user's PATH since Windows 10.
        apps = os.path.join(os.environ.get("LOCALAPPDATA", ""), "Microsoft", "WindowsApps")
        if from_the_store() or not os.path.isdir(apps):
            return None
        link = os.path.join(apps, "gongkai.exe")
    else:
        link = os.path.expanduser("~/.local/bin/gongkai")
        if os.path.exists(link) and not os.path.islink(link):
            print(f"注意：{link} 已有同名文件，没有动它")
            return None
    put(link, launcher)
    return link


def say_how_to_call(link: str | None, launcher: str) -> None:
    """The first command to try, as it is to be typed in here."""
    folders = [
        os.path.normcase(os.path.normpath(one)) for one in os.environ.get("PATH", "").split(os.pathsep) if one
    ]
    if link and os.path.normcase(os.path.dirname(link)) in folders:
        print("  打开一个新的命令行窗口，输入：gongkai tasks --unit 区司法局")
    else:
        quoted = f'"{launcher}"' if " " in launcher else launcher
        print(f"  在命令行窗口输入：{quoted} tasks --unit 区司法局")
        if link and WINDOWS:
            print(f"  把 {os.path.dirname(link)} 加入环境变量 Path 后，可以只输入 gongkai")
        elif link:
            print("  重新登录后，可以只输入 gongkai（~/.local/bin 届时在查找路径中；不在的，请加入 PATH）")
    if link:
        print("  可选：再运行一次 gongkai completion install，以后按 TAB 键补全单位名称、任务序号等")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
