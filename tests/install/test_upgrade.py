"""Installing over what is there: the earlier program works until the new one does, and nobody else's files are touched."""

from __future__ import annotations

import hashlib
import os
import signal
import subprocess
import sys
import time
import venv
from pathlib import Path
from typing import NamedTuple

import pytest
from made_bundle import CRASHES, made_bundle
from project_scripts import script

installer = script("scripts/offline/install.py")

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="the bundle in small is for Linux")


class Computer(NamedTuple):
    """A user's computer, with folders for memory sticks."""

    folder: Path

    @property
    def home(self) -> Path:
        return self.folder / "家 目录"

    @property
    def app(self) -> Path:
        return self.home / "数据 夹" / "gongkai" / "app"

    @property
    def environment(self) -> dict[str, str]:
        home = str(self.home)
        return {"HOME": home, "XDG_DATA_HOME": f"{home}/数据 夹", "PATH": os.defpath, "LANG": "C.UTF-8"}

    def bundle(self, version: str, **more: str) -> Path:
        return made_bundle(self.folder / f"解压 {version}", version, **more)

    def command(self, bundle: Path, *arguments: str) -> list[str]:
        self.home.mkdir(exist_ok=True)
        return [sys.executable, "-B", str(bundle / "install.py"), *arguments]

    def install(self, bundle: Path, *arguments: str, status: int = 0) -> str:
        """Run the installer; what it said last."""
        done = subprocess.run(
            self.command(bundle, *arguments),
            env=self.environment,
            cwd=self.folder,
            capture_output=True,
            encoding="utf-8",
            check=False,
        )
        assert done.returncode == status, done.stdout + done.stderr
        return done.stdout if status == 0 else done.stderr

    def said(self, folder: Path | None = None) -> str:
        """What the program says of itself, called as a user calls it."""
        program = folder / "bin" / "gongkai" if folder else self.home / ".local" / "bin" / "gongkai"
        return subprocess.run([program], env=self.environment, capture_output=True, encoding="utf-8").stdout


@pytest.fixture
def computer(tmp_path: Path) -> Computer:
    return Computer(tmp_path)


def tree(folder: Path) -> set[str]:
    """All that lies in a folder, with its content's digest."""
    return {
        f"{path.relative_to(folder)} {os.readlink(path)}"
        if path.is_symlink()
        else f"{path.relative_to(folder)} {path.is_dir() or hashlib.sha256(path.read_bytes()).hexdigest()}"
        for path in folder.rglob("*")
        if "__pycache__" not in path.parts
    }


def installed_earlier(computer: Computer, folder: Path) -> None:
    """What the installer made that had the environment in the folder itself, and left no mark."""
    venv.EnvBuilder(symlinks=True).create(folder)
    bundle = made_bundle(computer.folder / "旧的", "0.9")
    command = [
        folder / "bin/python",
        bundle / "tools/pip-0/pip",
        "install",
        "--no-index",
        *(bundle / "wheels").iterdir(),
    ]
    subprocess.run(command, check=True, capture_output=True)


def started(computer: Computer, bundle: Path, step: str) -> subprocess.Popen[str]:
    """The installer, arrived at a step; the last of them lasts."""
    process = subprocess.Popen(
        computer.command(bundle),
        env=computer.environment | {"STANDS_STILL": "30"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
        start_new_session=True,
    )
    assert process.stdout
    while not process.stdout.readline().startswith(step):
        assert process.poll() is None
    return process


def test_an_upgrade_replaces_the_program(computer: Computer) -> None:
    computer.install(computer.bundle("1.0"))
    assert computer.said() == "gongkai 1.0\n"
    said = computer.install(computer.bundle("2.0"))
    assert "√ 已装好 gongkai 2.0" in said
    assert computer.said() == computer.said(computer.app) == "gongkai 2.0\n"
    assert len(list(computer.app.glob("env-*"))) == 1, "the earlier one is gone"


@pytest.mark.slow
def test_an_upgrade_that_fails_leaves_all_as_it_was(computer: Computer) -> None:
    computer.install(computer.bundle("1.0"))
    before = tree(computer.app)
    lacking = computer.bundle("2.0")
    with open(lacking / "requirements.txt", "a", encoding="utf-8") as file:
        file.write(f"lacking==1 --hash=sha256:{'0' * 64}\n")
    for bundle, why in (
        (lacking, "组件没有装上"),
        (computer.bundle("3.0", program=CRASHES), "不能运行：程序坏了"),
    ):
        [line] = computer.install(bundle, status=1).splitlines()
        assert line.startswith("错误：")
        assert why in line
        assert line.endswith("。原来装的程序没有动")
        assert tree(computer.app) == before
        assert computer.said() == "gongkai 1.0\n"


@pytest.mark.slow
def test_a_first_installation_that_fails_leaves_nothing(computer: Computer) -> None:
    broken = computer.bundle("2.0", program=CRASHES)
    target = computer.folder / "装 这里"
    assert "没有动" not in computer.install(broken, "--to", str(target), status=1)
    assert not target.exists()
    target.mkdir()
    computer.install(broken, "--to", str(target), status=1)
    computer.install(computer.bundle("3.0"), "--to", str(target))
    assert computer.said(target) == "gongkai 3.0\n"


@pytest.mark.slow
def test_stopped_at_any_step_it_leaves_all_as_it_was(computer: Computer) -> None:
    computer.install(computer.bundle("1.0"))
    before = tree(computer.app)
    bundle = computer.bundle("2.0")
    sums = bundle / "SHA256SUMS"
    sums.write_text(sums.read_text(encoding="utf-8") * 20_000, encoding="utf-8")  # so that step 1 lasts
    for step in ("1/4", "2/4", "3/4", "4/4"):
        process = started(computer, bundle, step)
        os.killpg(
            process.pid, signal.SIGINT
        )  # as the terminal does: to the installer and to what it has started
        os.killpg(process.pid, signal.SIGINT)
        _, err = process.communicate(timeout=60)
        assert (process.returncode, err) == (130, "已停止，没有安装。原来装的程序没有动\n"), step
        assert tree(computer.app) == before, step
    assert computer.said() == "gongkai 1.0\n"


def test_stopped_while_python_starts_it_says_so_too(computer: Computer) -> None:
    bundle = computer.bundle("2.0")
    computer.home.mkdir()
    process = subprocess.Popen(
        ["sh", bundle / "install.sh"],
        env=computer.environment | {"GONGKAI_PYTHON": sys.executable},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        encoding="utf-8",
    )
    command = Path(f"/proc/{process.pid}/cmdline")
    while "install.py" not in command.read_text(encoding="utf-8"):
        time.sleep(0.001)
    while process.poll() is None:
        process.send_signal(signal.SIGINT)
        time.sleep(0.01)
    assert process.stderr
    assert process.stderr.read() == "已停止，没有安装\n"
    assert process.returncode in (130, -signal.SIGINT)  # Python, on its way out, minds the signal again
    assert not computer.app.exists()


@pytest.mark.slow
def test_cut_short_it_leaves_the_program_and_the_next_time_tidies_up(computer: Computer) -> None:
    computer.install(computer.bundle("1.0"))
    bundle = computer.bundle("2.0")
    process = started(computer, bundle, "4/4")
    os.killpg(process.pid, signal.SIGKILL)
    process.communicate()
    assert computer.said() == "gongkai 1.0\n"
    assert len(list(computer.app.glob("env-*"))) == 2
    computer.install(bundle)
    assert computer.said() == "gongkai 2.0\n"
    assert len(list(computer.app.glob("env-*"))) == 1


@pytest.mark.slow
def test_an_earlier_installers_folder_is_taken_over(computer: Computer) -> None:
    target = computer.folder / "D 盘"
    installed_earlier(computer, target)
    computer.install(computer.bundle("1.0", program=CRASHES), "--to", str(target), status=1)
    assert computer.said(target) == "gongkai 0.9\n"
    computer.install(computer.bundle("2.0"), "--to", str(target))
    assert computer.said(target) == "gongkai 2.0\n"
    assert sorted(os.listdir(target)) == ["bin", "env-1", "gongkai-app.txt"]
    assert os.listdir(target / "bin") == ["gongkai"]


@pytest.mark.parametrize("rest", [pytest.param("empty", marks=pytest.mark.slow), "no pyvenv.cfg"])
def test_what_an_earlier_installer_left_half_made_is_no_obstacle(computer: Computer, rest: str) -> None:
    venv.EnvBuilder(symlinks=True).create(computer.app)
    if rest == "no pyvenv.cfg":
        (computer.app / "pyvenv.cfg").unlink()
    computer.install(computer.bundle("2.0"))
    assert computer.said() == "gongkai 2.0\n"
    assert sorted(os.listdir(computer.app)) == ["bin", "env-1", "gongkai-app.txt"]


@pytest.mark.slow
@pytest.mark.parametrize("whose", ["other packages", "gongkai and more", "gongkai, and files", "empty"])
def test_other_peoples_environments_are_left_alone(computer: Computer, whose: str) -> None:
    target = computer.folder / "我的环境"
    if whose.startswith("gongkai"):
        installed_earlier(computer, target)
    else:
        venv.EnvBuilder(symlinks=True).create(target)
    [library] = target.glob("lib/python*/site-packages")
    if whose == "gongkai, and files":
        (target / "论文.docx").write_bytes(b"")
    elif whose != "empty":
        (library / "todo-1.0.dist-info").mkdir()
    before = tree(target)
    said = computer.install(computer.bundle("2.0"), "--to", str(target), status=1)
    assert "里有别的文件，没有动它。请用 --to 指定一个空文件夹" in said
    assert tree(target) == before


@pytest.mark.slow
def test_files_put_beside_the_program_stay(computer: Computer) -> None:
    target = computer.folder / "装 这里"
    computer.install(computer.bundle("1.0"), "--to", str(target))
    (target / "笔记.txt").write_text("不要删", encoding="utf-8")
    computer.install(computer.bundle("2.0"), "--to", str(target))
    assert computer.said(target) == "gongkai 2.0\n"
    assert (target / "笔记.txt").read_text(encoding="utf-8") == "不要删"


def test_a_program_that_runs_is_put_aside_on_windows(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program, launcher = tmp_path / "新.exe", tmp_path / "gongkai.exe"
    program.write_text("新", encoding="utf-8")
    launcher.write_text("旧", encoding="utf-8")

    def refused(source: str, target: str) -> None:
        if os.path.exists(target):
            raise PermissionError(13, "拒绝访问。", target)
        os.rename(source, target)

    monkeypatch.setattr(installer, "WINDOWS", True)
    monkeypatch.setattr(os, "replace", refused)
    installer.put(str(launcher), str(program))
    assert launcher.read_text(encoding="utf-8") == "新"
    assert (tmp_path / "gongkai.exe.old1").read_text(encoding="utf-8") == "旧"
    program.write_text("更新", encoding="utf-8")
    monkeypatch.undo()
    installer.put(str(launcher), str(program))
    assert sorted(os.listdir(tmp_path)) == ["gongkai.exe", "新.exe"]


def test_a_launcher_that_cannot_be_replaced_stays(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program, launcher = tmp_path / "新.exe", tmp_path / "gongkai.exe"
    program.write_text("新", encoding="utf-8")
    launcher.write_text("旧", encoding="utf-8")
    rename = os.rename

    def refused(source: str, target: str) -> None:
        if source.endswith(".new"):
            raise PermissionError(13, "拒绝访问。", target)
        rename(source, target)

    monkeypatch.setattr(installer, "WINDOWS", True)
    monkeypatch.setattr(os, "replace", refused)
    monkeypatch.setattr(os, "rename", refused)
    with pytest.raises(PermissionError):
        installer.put(str(launcher), str(program))
    assert launcher.read_text(encoding="utf-8") == "旧"


def test_an_environment_whose_python_runs_is_left_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Windows refuses to remove a program that runs."""
    monkeypatch.setattr(installer, "WINDOWS", True)
    for name in ("env-1", "env-2", "env-3", "."):
        (tmp_path / name / "Scripts").mkdir(parents=True, exist_ok=True)
        (tmp_path / name / "Scripts" / "python.exe").write_bytes(b"")
        (tmp_path / name / "Lib").mkdir()
    (tmp_path / "Scripts" / "gongkai.exe").write_bytes(b"")
    unlink = os.unlink

    def refused(path: str, **more: int) -> None:
        if path.endswith(os.path.join("env-1", "Scripts", "python.exe")):
            raise PermissionError(13, "拒绝访问。", path)
        unlink(path, **more)

    monkeypatch.setattr(os, "unlink", refused)
    installer.remove_others(str(tmp_path), str(tmp_path / "env-3"))
    assert (tmp_path / "env-1" / "Lib").exists()
    assert not (tmp_path / "env-2").exists()
    assert (tmp_path / "env-3" / "Scripts" / "python.exe").exists()
    assert os.listdir(tmp_path / "Scripts") == ["gongkai.exe"]
