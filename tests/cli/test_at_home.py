"""`gongkai` alone, the tutorial and the shell's TAB."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest
from click.shell_completion import CompletionItem, get_completion_class
from conftest import ROOT, Gongkai

from gongkai.cli.main import COMMANDS
from gongkai.cli.main import gongkai as command


def offered(*words: str) -> list[CompletionItem[str]]:
    """What TAB offers after these words; the last one is being typed."""
    made = get_completion_class("bash")
    assert made is not None
    return made(command, {}, "gongkai", "_GONGKAI_COMPLETE").get_completions(list(words[:-1]), words[-1])


def values(*words: str) -> list[str]:
    return [item.value for item in offered(*words)]


@pytest.mark.usefixtures("store_path")
class TestCompletion:
    def test_commands(self) -> None:
        assert values("") == list(COMMANDS)
        assert values("unc") == ["unclaim"]

    def test_units_by_name_alias_and_initials(self) -> None:
        assert values("tasks", "--unit", "qsf") == ["区司法局"]
        assert values("tasks", "-u", "区教育局和") == ["区教育和体育局"]
        assert len(values("report", "-u", "")) == 49
        assert set(values("report", "-u", "临淄")) >= {"临淄公安分局", "临淄生态环境分局", "临淄医保分局"}
        assert values("tasks", "-u", "没有") == []

    def test_tasks_with_their_topics(self) -> None:
        assert values("fill", "-u", "区司法局", "-t", "3")[:2] == ["3", "30"]
        assert values("show", "z1")[0] == "Z1"
        [item] = offered("show", "14")
        assert item.help == "推进政府规章、规范性文件清理结果公开"

    def test_dates(self) -> None:
        assert values("report", "--as-of", "2019-07") == ["2019-07-19", "2019-07-31"]
        assert date.today().isoformat() in values("fill", "--on", "")

    def test_choices_and_files(self) -> None:
        assert values("report", "--by", "") == ["unit", "kind", "category", "task"]
        assert offered("plan", "check", "")[0].type == "file"


def test_completion_is_quiet_without_a_store(tmp_path: Path) -> None:
    assert values("tasks", "-u", "区") == []
    assert not (tmp_path / "gongkai.db").exists()
    (tmp_path / "gongkai.db").write_bytes(b"no database at all" * 100)
    assert values("tasks", "-u", "区") == []


@pytest.mark.parametrize(
    ("shell", "files"),
    [
        ("bash", [".bashrc", "data/gongkai/complete.bash"]),
        ("zsh", [".zshrc", "data/gongkai/complete.zsh"]),
        ("fish", [".config/fish/completions/gongkai.fish"]),
        ("powershell", [".config/powershell/Microsoft.PowerShell_profile.ps1"]),
    ],
)
@pytest.mark.skipif(sys.platform == "win32", reason="the paths are those of Unix")
def test_install_is_repeatable_and_keeps_what_was_there(
    gongkai: Gongkai, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, shell: str, files: list[str]
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.delenv("ZDOTDIR", raising=False)
    monkeypatch.delenv("XDG_CONFIG_HOME", raising=False)
    start_up = tmp_path / files[0]
    start_up.parent.mkdir(parents=True, exist_ok=True)
    if shell != "fish":
        start_up.write_text("alias ll='ls -l'", encoding="utf-8")
    assert gongkai("completion", "install", "--shell", shell).status == 0
    assert values("tasks", "-u", "qsf") == ["区司法局"]
    first = {name: (tmp_path / name).read_text(encoding="utf-8-sig") for name in files}
    assert gongkai("completion", "install", "--shell", shell).status == 0
    assert {name: (tmp_path / name).read_text(encoding="utf-8-sig") for name in files} == first
    if shell != "fish":
        assert first[files[0]].startswith("alias ll='ls -l'\n")
        assert first[files[0]].count("gongkai 补全 开始") == 1


@pytest.mark.skipif(shutil.which("bash") is None, reason="no bash")
def test_bash_itself_completes(tmp_path: Path, store_path: Path) -> None:
    script = tmp_path / "complete.bash"
    made = get_completion_class("bash")
    assert made is not None
    script.write_text(made(command, {}, "gongkai", "_GONGKAI_COMPLETE").source(), encoding="utf-8")
    shim = tmp_path / "gongkai"
    shim.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m gongkai "$@"\n', encoding="utf-8")
    shim.chmod(0o755)
    line = (
        f"source {script}; COMP_WORDS=(gongkai tasks -u qsf); COMP_CWORD=3; "
        '_gongkai_completion gongkai; echo "${COMPREPLY[@]}"'
    )
    done = subprocess.run(
        ["bash", "-c", line],
        capture_output=True,
        encoding="utf-8",
        env=os.environ | {"PATH": f"{tmp_path}:{os.environ['PATH']}", "PYTHONPATH": str(ROOT)},
        check=False,
    )
    assert done.stdout.strip() == "区司法局", done.stderr


def test_alone_it_shows_the_office_its_headline(gongkai: Gongkai) -> None:
    ran = gongkai()
    assert ran.status == 0
    assert "今日要情" in ran.out
    assert "应报 34 个单位" in ran.out
    assert "gongkai tutorial" in ran.out


def test_alone_it_shows_a_clerk_what_is_due_and_unfilled(
    gongkai: Gongkai, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GONGKAI_UNIT", "qsfj")
    ran = gongkai()
    assert ran.status == 0
    assert ran.out.startswith("区司法局")
    assert "未填报（11）" in ran.out
    assert "14　推进政府规章、规范性文件清理结果公开" in ran.out
    monkeypatch.setenv("GONGKAI_UNIT", "没有的局")
    assert gongkai().status == 2


def test_the_tutorial_runs_ten_steps_and_leaves_nothing(
    gongkai: Gongkai, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr("tempfile.tempdir", None)
    before = sorted(tmp_path.iterdir())
    surroundings = dict(os.environ)
    ran = gongkai("tutorial", "--no-wait")
    assert ran.status == 0, ran.err
    assert ran.err == ""
    assert ran.out.count("【第 ") == 10
    assert "按期完成" in ran.out
    assert "0533-000****" in ran.out
    assert sorted(tmp_path.iterdir()) == before
    assert dict(os.environ) == surroundings
