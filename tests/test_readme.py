"""README.md says what is so: its screen is what the program prints, its commands are run as they are printed."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
from pathlib import Path

import pytest
from conftest import PLAN_FILE, ROOT, Gongkai

README = ROOT / "README.md"


def blocks(language: str) -> list[str]:
    return re.findall(
        rf"^```{language}\n(.*?)^```$", README.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL
    )


def screen() -> list[tuple[str, list[str]]]:
    """The README's screen: each command line with the lines printed below it."""
    (block,) = blocks("console")
    found: list[tuple[str, list[str]]] = []
    for line in block.splitlines():
        if line.startswith("$ "):
            found.append((line[2:], []))
        else:
            found[-1][1].append(line)
    return found


def set_up_commands() -> list[str]:
    return [line for block in blocks("sh") for line in block.splitlines() if "-m venv" in line]


@pytest.mark.sqlite
def test_the_screen_is_what_the_program_prints(
    gongkai: Gongkai, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GONGKAI_DB", str(tmp_path / "readme.db"))
    monkeypatch.setenv("COLUMNS", "80")
    commands = screen()
    assert len(commands) > 1
    for command, printed in commands:
        name, *arguments = shlex.split(command)
        assert name == "gongkai"
        done = gongkai(*arguments)
        assert done.status == 0, done.err
        assert [line.rstrip() for line in done.out.splitlines()] == printed, command


def test_it_is_short_and_in_chinese_after_five_lines_of_english() -> None:
    lines = README.read_text(encoding="utf-8").splitlines()
    assert len(lines) <= 56, "one screen"
    assert lines[0] == "# gongkai"
    head = lines[2:7]
    assert all(line.isascii() and line for line in head)
    assert lines[7] == ""
    prose = re.sub(r"```.*?```", "", "\n".join(lines[8:]), flags=re.DOTALL)
    for line in filter(None, prose.splitlines()):
        assert re.search(r"[\u4e00-\u9fff]", line), line


def test_every_command_in_it_exists(gongkai: Gongkai) -> None:
    from gongkai.cli.main import COMMANDS

    named = re.findall(r"gongkai ([a-z]+)", README.read_text(encoding="utf-8"))
    assert len(named) > 4
    assert set(named) <= set(COMMANDS)


def test_there_are_two_set_up_commands() -> None:
    run, test = set_up_commands()
    assert run.endswith("gongkai tasks --unit 区司法局")
    assert test.endswith("-m pytest")


# ---------------------------------------------------------------- the set-up commands, exactly as printed


def fresh_clone(folder: Path) -> Path:
    """The commit that is checked out, as somebody else gets it."""
    if not (ROOT / ".git").exists() or shutil.which("git") is None:
        pytest.skip("not a git checkout")
    home = folder / "home"
    home.mkdir()
    (home / ".gitconfig").write_text("[safe]\n\tdirectory = *\n", encoding="utf-8")
    clone = folder / "gongkai"
    subprocess.run(["git", "clone", "--quiet", str(ROOT), str(clone)], check=True, env=surroundings(folder))
    return clone


def surroundings(folder: Path) -> dict[str, str]:
    """A user's who has never used the program: a new home, nothing of our virtual environment or settings."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("GONGKAI_", "XDG_", "PYTEST", "COV_"))
        and name not in ("VIRTUAL_ENV", "PYTHONPATH", "COLUMNS")
    }
    own = os.environ.get("VIRTUAL_ENV", "")
    path = [part for part in kept["PATH"].split(os.pathsep) if not own or not part.startswith(own)]
    return kept | {"HOME": str(folder / "home"), "PATH": os.pathsep.join(path)}


def run(command: str, clone: Path, minutes: int) -> str:
    done = subprocess.run(
        ["bash", "-c", command],
        cwd=clone,
        env=surroundings(clone.parent),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        timeout=minutes * 60,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-3000:]
    return done.stdout


@pytest.mark.slow
def test_the_first_command_installs_and_does_the_main_job(tmp_path: Path) -> None:
    clone = fresh_clone(tmp_path)
    out = run(set_up_commands()[0], clone, minutes=10)
    listed = re.findall(r"^(Z?\d+)  +【", out, re.MULTILINE)
    assert {"12", "14", "21", "17", "18", "32", "37", "2", "31"} <= set(listed)
    assert "区政府各部门" in out
    assert "可认领" in out


@pytest.mark.slow
def test_the_second_command_installs_and_tests(tmp_path: Path) -> None:
    """In a fresh clone: all tests are found, and one runs; `.ci/run` runs them all by the same command."""
    clone = fresh_clone(tmp_path)
    out = run(f"export PYTEST_ADDOPTS='-k test_smoke -n 1'; {set_up_commands()[1]}", clone, minutes=30)
    assert re.search(r"\b[1-9]\d* passed", out.splitlines()[-1]), out[-3000:]


def test_the_check_runs_the_second_command_as_it_is_printed() -> None:
    script = ROOT / ".ci" / "run"
    if not script.exists():
        pytest.skip("not a git checkout")
    [search] = re.findall(r"^  (grep .* README\.md)$", script.read_text(encoding="utf-8"), re.MULTILINE)
    found = subprocess.run(search, shell=True, cwd=ROOT, check=True, capture_output=True, encoding="utf-8")
    assert found.stdout.splitlines() == [set_up_commands()[1]]
    assert 'bash -c "$(readme_test_command)"\n' in script.read_text(encoding="utf-8")


# ---------------------------------------------------------------- what is installed carries its data


def environment(folder: Path, *install: str) -> Path:
    """A virtual environment with something installed into it; its folder of programs."""
    python = "python3" if shutil.which("python3", path=surroundings(folder)["PATH"]) else "python"
    (folder / "home").mkdir(exist_ok=True)
    for command in ([python, "-m", "venv", "venv"], ["venv/bin/pip", "install", "--quiet", *install]):
        done = subprocess.run(
            command, cwd=folder, env=surroundings(folder), capture_output=True, encoding="utf-8", check=False
        )
        assert done.returncode == 0, done.stdout + done.stderr
    return folder / "venv" / "bin"


def does_the_main_job(programs: Path, folder: Path) -> None:
    """From an empty folder, with a new home: the tasks of a unit, a filing, and the report that counts it."""
    empty = folder / "empty"
    empty.mkdir()

    def gongkai(*arguments: str) -> str:
        done = subprocess.run(
            [programs / "gongkai", *arguments],
            cwd=empty,
            env=surroundings(folder),
            capture_output=True,
            encoding="utf-8",
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    assert "推进行政执法信息公开" in gongkai("tasks", "-u", "区司法局", "--as-of", "2019-07-18")
    gongkai("fill", "-u", "区司法局", "-t", "14", "--on", "2019-07-18", "--measure", "公布清单")
    assert "未填全 1 项" in gongkai("report", "-u", "区司法局", "--as-of", "2019-07-18")
    assert "没有问题" in gongkai("plan", "check")
    assert list(empty.iterdir()) == []


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the sdist and the wheel made from a fresh clone (the wheel from the sdist)."""
    import sys

    folder = tmp_path_factory.mktemp("built")
    clone = fresh_clone(folder)
    subprocess.run(
        [sys.executable, "-m", "build", "--no-isolation", "--outdir", str(folder / "dist"), str(clone)],
        check=True,
        capture_output=True,
    )
    return folder / "dist"


def needed(clone_files: list[str]) -> set[str]:
    return {name for name in clone_files if name.endswith((".sql", ".py")) and name.startswith("gongkai/")}


@pytest.mark.slow
def test_the_wheel_carries_everything(built: Path, tmp_path: Path) -> None:
    import zipfile

    (wheel,) = built.glob("*.whl")
    names = set(zipfile.ZipFile(wheel).namelist())
    assert "gongkai/data/tasks_2019.yaml" in names
    tracked = subprocess.run(
        ["git", "ls-files", "gongkai"], cwd=ROOT, check=True, capture_output=True, encoding="utf-8"
    )
    assert set(tracked.stdout.splitlines()) <= names
    assert zipfile.ZipFile(wheel).read("gongkai/data/tasks_2019.yaml") == PLAN_FILE.read_bytes()
    does_the_main_job(environment(tmp_path, str(wheel)), tmp_path)


@pytest.mark.slow
def test_the_sdist_carries_everything(built: Path, tmp_path: Path) -> None:
    import tarfile

    (sdist,) = built.glob("*.tar.gz")
    with tarfile.open(sdist) as tar:
        names = {name.split("/", 1)[-1] for name in tar.getnames()}
    assert {"data/tasks_2019.yaml", "README.md", "LICENSE", "pyproject.toml"} <= names
    does_the_main_job(environment(tmp_path, str(sdist)), tmp_path)


@pytest.mark.slow
def test_an_editable_install_finds_the_data(tmp_path: Path) -> None:
    clone = fresh_clone(tmp_path)
    does_the_main_job(environment(tmp_path, "-e", str(clone)), tmp_path)
