"""The installer's own checks: what it refuses, and what it says."""

from __future__ import annotations

import errno
import os
import platform
import subprocess
import sys
from pathlib import Path

import pytest
from made_bundle import made_bundle
from project_scripts import script

installer = script("scripts/offline/install.py")


@pytest.fixture
def packed(tmp_path: Path) -> Path:
    """An unpacked bundle for this computer."""
    return made_bundle(tmp_path / "解压 后")


def run(packed: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(packed / "install.py"), *arguments]
    return subprocess.run(command, capture_output=True, encoding="utf-8", check=False)


def test_another_python_is_refused(packed: Path) -> None:
    (packed / "bundle.txt").write_text(f"1.0\n{platform.machine()}\n3.98 3.99\n", encoding="utf-8")
    done = run(packed)
    assert done.returncode == 1
    assert "备有 Python 3.98 至 3.99" in done.stderr


def test_another_machine_is_refused(packed: Path) -> None:
    text = (packed / "bundle.txt").read_text(encoding="utf-8")
    (packed / "bundle.txt").write_text(text.replace(platform.machine(), "mips64"), encoding="utf-8")
    done = run(packed)
    assert done.returncode == 1
    assert "给 mips64、64 位 Python 的" in done.stderr


def test_a_file_cut_off_is_noticed(packed: Path) -> None:
    wheel = "wheels/gongkai-1.0-py3-none-any.whl"
    (packed / wheel).write_bytes((packed / wheel).read_bytes()[:-1])
    done = run(packed)
    assert done.returncode == 1
    assert f"{wheel} 已损坏。请重新复制并解压" in done.stderr
    for name in (wheel, "SHA256SUMS", "bundle.txt"):
        (packed / name).unlink()
        assert run(packed).stderr == f"错误：缺少文件 {name}。请重新解压安装包\n"


def test_explanatory_pages_may_be_missing(packed: Path, tmp_path: Path) -> None:
    """Some unpacking programs garble Chinese names."""
    with (packed / "SHA256SUMS").open("a", encoding="utf-8") as file:
        file.write(f"{'0' * 64}  说明/没有.md\n")
    (tmp_path / "满的").write_text("一个文件", encoding="utf-8")
    assert "不是文件夹" in run(packed, "--to", str(tmp_path / "满的")).stderr, "past the files"


def test_other_peoples_files_are_left_alone(packed: Path, tmp_path: Path) -> None:
    full = tmp_path / "满的"
    full.mkdir()
    (full / "家用.txt").write_text("不要删", encoding="utf-8")
    done = run(packed, "--to", str(full))
    assert done.returncode == 1
    assert "里有别的文件，没有动它" in done.stderr
    assert (full / "家用.txt").read_text(encoding="utf-8") == "不要删"


def test_it_never_fails_for_a_console_that_lacks_a_character(packed: Path) -> None:
    (packed / "bundle.txt").write_text(f"1.0\n{platform.machine()}\n3.99\n", encoding="utf-8")
    for encoding in ("ascii", "gbk"):
        command = [sys.executable, str(packed / "install.py")]
        environment = os.environ | {"PYTHONIOENCODING": encoding, "PYTHONUTF8": "0"}
        done = subprocess.run(command, capture_output=True, env=environment, check=False)
        assert done.returncode == 1
        assert b"Traceback" not in done.stderr
        assert b"3.99" in done.stderr


def test_the_database_is_not_where_the_program_is_put(monkeypatch: pytest.MonkeyPatch) -> None:
    from gongkai.cli import paths

    program, database = Path(installer.default_folder()), Path(paths.default_database())
    assert program.parent == database.parent
    assert program != database
    assert program not in database.parents
    monkeypatch.setattr(installer, "WINDOWS", True)
    monkeypatch.setenv("LOCALAPPDATA", "/用户/本地")
    assert Path(installer.default_folder()).parts[-3:] == ("本地", "gongkai", "app")
    monkeypatch.setattr(sys, "base_prefix", r"C:\Program Files\WindowsApps\Python")
    monkeypatch.setenv("HOME", "/用户")
    assert Path(installer.default_folder()).parts[-3:] == ("用户", "gongkai", "app")


def test_a_link_never_replaces_a_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    first = installer.make_link("/装在/这里/gongkai")
    assert os.readlink(first) == "/装在/这里/gongkai"
    assert os.readlink(installer.make_link("/装在/那里/gongkai")) == "/装在/那里/gongkai"
    os.unlink(first)
    Path(first).write_text("别的程序", encoding="utf-8")
    assert installer.make_link("/装在/这里/gongkai") is None
    assert Path(first).read_text(encoding="utf-8") == "别的程序"
    assert "没有动它" in capsys.readouterr().out


def test_its_help_and_its_complaints_are_in_chinese(packed: Path) -> None:
    done = run(packed, "--help")
    assert done.stdout.startswith("离线安装 gongkai")
    assert "用法：sh install.sh [--to 文件夹]" in done.stdout
    for english in ("usage", "options", "show"):
        assert english not in done.stdout
    for wrong in (["--too", "x"], ["--to"], ["--to", ""], ["--to", "a", "b"]):
        done = run(packed, *wrong)
        assert done.returncode == 2
        assert done.stderr.startswith(f"错误：不认识的参数：{' '.join(wrong)}\n")
        assert "用法：" in done.stderr


def test_what_the_system_says_ends_in_one_full_stop() -> None:
    said = "另一个程序正在使用此文件，进程无法访问。"
    assert installer.explain(OSError(errno.EDEADLK, said, "甲.exe")).startswith(f"甲.exe：{said}请确认")
    assert installer.explain(OSError(errno.ENOSPC, "No space left on device")).startswith("磁盘已满。请确认")


def test_on_windows_it_names_the_folder_to_put_into_the_path(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(installer, "WINDOWS", True)
    monkeypatch.setenv("LOCALAPPDATA", str(tmp_path))
    program = tmp_path / "gongkai.exe"
    program.write_bytes(b"MZ")
    assert installer.make_link(str(program)) is None
    installer.say_how_to_call(None, str(program))
    assert "completion" not in capsys.readouterr().out, "a shell doesn't find the program by its name"
    apps = tmp_path / "Microsoft" / "WindowsApps"
    apps.mkdir(parents=True)
    link = installer.make_link(str(program))
    assert Path(link).read_bytes() == b"MZ"
    installer.say_how_to_call(link, str(program))
    said = capsys.readouterr().out
    assert ".local" not in said
    assert f"把 {apps} 加入环境变量 Path 后，可以只输入 gongkai" in said
    monkeypatch.setenv("PATH", str(apps))
    installer.say_how_to_call(link, str(program))
    said = capsys.readouterr().out
    assert "输入：gongkai tasks" in said
    assert "gongkai completion install" in said
    monkeypatch.setattr(sys, "base_prefix", r"C:\Program Files\WindowsApps\Python")
    assert installer.make_link(str(program)) is None, "other programs wouldn't see it"


def test_the_shell_script_says_what_to_do_without_python(packed: Path, tmp_path: Path) -> None:
    tools = tmp_path / "bin"
    tools.mkdir()
    (tools / "dirname").symlink_to("/usr/bin/dirname")
    (tools / "cat").symlink_to("/bin/cat")
    old = tools / "python3"
    old.write_text(
        '#!/bin/sh\n[ "$1" = --version ] && { echo Python 3.7.3; exit 0; }\nexit 1\n', encoding="utf-8"
    )
    old.chmod(0o755)
    done = subprocess.run(
        ["/bin/sh", str(packed / "install.sh")],
        capture_output=True,
        encoding="utf-8",
        env={"PATH": str(tools)},
        check=False,
    )
    assert done.returncode == 1
    assert "需要 Python 3.11 以上，这台电脑上：Python 3.7.3" in done.stderr
    assert "GONGKAI_PYTHON=" in done.stderr
    old.unlink()
    env = {"PATH": str(tools), "GONGKAI_PYTHON": sys.executable}
    command = ["/bin/sh", str(packed / "install.sh"), "--help"]
    assert (
        "离线安装 gongkai"
        in subprocess.run(command, capture_output=True, encoding="utf-8", env=env, check=False).stdout
    )
    (packed / "install.py").unlink()
    done = subprocess.run(command, capture_output=True, encoding="utf-8", env=env, check=False)
    assert done.returncode == 1
    assert done.stderr == "错误：缺少文件 install.py。请先把压缩包整个解压，再运行解压出来的 install.sh\n"
