"""What TAB offers, in the form that each shell wants it in, and how it is installed. test_shells.py presses it."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import click
import pytest
from click.shell_completion import CompletionItem, ShellComplete
from conftest import PLAN_FILE, ROOT, Gongkai
from databases import OWNER, District
from plans import small_plan

from gongkai.cli.main import COMMANDS
from gongkai.cli.main import gongkai as command
from gongkai.cli.session import Session
from gongkai.cli.tab.shells import SHELLS, answer, script
from gongkai.cli.workplace import Workplace

pytestmark = pytest.mark.sqlite


def offered(*words: str) -> list[CompletionItem[str]]:
    """What TAB offers after these words; the last one is being typed."""
    return ShellComplete(command, {}, "gongkai", "").get_completions(list(words[:-1]), words[-1])


def values(*words: str) -> list[str]:
    return [item.value for item in offered(*words)]


def answered(shell: str, line: str, **asked: str) -> list[str]:
    """The words a shell is given."""
    kind, *words = answer(command, shell, {"COMP_LINE": line, **asked}).splitlines()
    assert kind == "words"
    return words


@pytest.mark.usefixtures("store_path")
class TestOffers:
    def test_commands(self) -> None:
        assert values("") == list(COMMANDS)
        assert values("unc") == ["unclaim"]

    def test_units_by_name_alias_and_initials(self) -> None:
        assert values("tasks", "--unit", "qsf") == values("tasks", "--unit", "ＱＳＦ") == ["区司法局"]
        assert values("tasks", "-u", "区教育局和") == ["区教育和体育局"]
        assert values("server", "add-unit", "qsf") == ["区司法局"]
        assert len(values("report", "-u", "")) == 49
        assert set(values("report", "-u", "临淄")) >= {"临淄公安分局", "临淄生态环境分局", "临淄医保分局"}
        assert values("tasks", "-u", "没有") == []

    def test_tasks_with_their_topics(self) -> None:
        assert values("fill", "-t", "3")[:2] == ["3", "30"]
        assert values("show", "z1")[0] == "Z1"
        [item] = offered("show", "14")
        assert item.help and item.help.startswith("推进政府规章、规范性文件清理结果公开：建立规章")

    def test_after_a_unit_the_tasks_that_the_command_can_be_about(
        self, gongkai: Gongkai, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        tasks = gongkai("tasks", "-u", "区司法局", "--format", "json").json
        own = [task["id"] for task in tasks if task["basis"] != "claimable"]
        claimable = [task["id"] for task in tasks if task["basis"] == "claimable"]
        assert sorted(values("fill", "-u", "qsfj", "-t", "")) == sorted(own)
        assert sorted(values("claim", "-u", "区司法局", "-t", "")) == sorted(claimable)
        assert values("unclaim", "-u", "区司法局", "-t", "") == []
        gongkai("claim", "-u", "区司法局", "-t", "15")
        assert values("unclaim", "-u", "区司法局", "-t", "") == ["15"]
        assert "15" in values("fill", "-u", "区司法局", "-t", "")
        assert values("fill", "-u", "区司法局", "-t", "3") == ["32", "33", "34", "35", "36", "37"]
        everything = values("fill", "-t", "")
        assert len(everything) > len(own) and values("fill", "-u", "没有", "-t", "") == everything
        assert values("publish", "-u", "区司法局", "-t", "") == everything
        monkeypatch.setenv("GONGKAI_UNIT", "区司法局")
        assert sorted(values("fill", "-t", "")) == sorted([*own, "15"])

    def test_no_two_tasks_of_the_annex_look_alike(self) -> None:
        said = [item.help for item in offered("show", "") if not item.value.startswith("Z")]
        assert len(said) == len(set(said)) == 37

    def test_dates(self) -> None:
        assert values("report", "--as-of", "2019-07") == ["2019-07-19", "2019-07-31"]
        assert date.today().isoformat() in values("fill", "--on", "")

    def test_choices(self) -> None:
        assert values("report", "--by", "") == ["unit", "kind", "category", "task"]
        assert values("help", "unc") == ["unclaim"]
        assert values("help", "plan", "") == ["check", "draft", "diff", "new"]
        assert values("help", "tasks", "") == values("help", "nothing", "") == []


# ---------------------------------------------------------------- which plan


def test_the_plan_in_use_is_offered(
    store_path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Not the newest in the store, but the one that the command would work on."""
    small = small_plan(tmp_path, ("公开清单", "", "甲局"), year=2020, issued="2020-03-01")
    session = Session(Workplace(str(store_path), small))
    assert session.plan == "small-2020"
    session.close()
    assert values("tasks", "-u", "q")[:2] == ["区政府办公室", "区发改局"]
    assert values("tasks", "-u", "甲") == []
    assert values("tasks", "--plan", small, "-u", "") == ["甲局", "乙局", "丙镇"]
    assert values("--plan", small, "show", "") == ["1"]
    monkeypatch.setenv("HOME", str(tmp_path))
    assert values("--plan", f"~/{Path(small).name}", "show", "") == ["1"]
    monkeypatch.setenv("GONGKAI_PLAN", small)
    assert values("tasks", "-u", "") == ["甲局", "乙局", "丙镇"]
    assert values("tasks", "--plan", str(PLAN_FILE), "-u", "qsf") == ["区司法局"]
    # A file that is not compiled yet, as one just edited: the newest plan, at once.
    with Path(small).open("a", encoding="utf-8") as file:
        file.write("# edited\n")
    assert values("tasks", "-u", "") == ["甲局", "乙局", "丙镇"]


def test_completion_is_quiet_without_a_store(tmp_path: Path) -> None:
    assert values("tasks", "-u", "区") == []
    assert not (tmp_path / "gongkai.db").exists()
    (tmp_path / "gongkai.db").write_bytes(b"no database at all" * 100)
    assert values("tasks", "-u", "区") == []
    assert values("tasks", "--plan", str(tmp_path / "nowhere.yaml"), "-u", "区") == []
    # Nobody is asked for a password, nor told that it doesn't belong there.
    assert values("tasks", "--db", "postgresql://a:secret@127.0.0.1:1/gongkai", "-u", "区") == []


def test_on_a_server(district: District, tmp_path: Path) -> None:
    """There the plan is the one that the office has loaded; none is looked for where several are."""
    words = ("tasks", "--db", district.address("sfj"))
    assert values(*words, "-u", "qsf") == ["区司法局"]
    assert values("show", "--db", district.address("sfj"), "14") == ["14"]
    assert values(*words, "--plan", str(PLAN_FILE), "-u", "qs")[0] == "区司法局"
    small = small_plan(tmp_path, ("公开清单", "", "甲局"), year=2020, issued="2020-03-01")
    session = Session(Workplace(district.address(OWNER), small))
    assert session.plan == "small-2020"
    session.close()
    assert values(*words, "-u", "qsf") == []
    assert values(*words, "--plan", small, "-u", "") == ["甲局", "乙局", "丙镇"]


# ---------------------------------------------------------------- what has no completion

# What only a person can know.
FREE = {
    *(
        "measure",
        "note",
        "within",
        "times",
        "group",
        "event",
        "end",
        "arrangement",
        "section",
        "officer",
        "contact",
        "reason",
        "title",
        "url",
        "callback",
        "to",
        "by_hand",
    ),
    *(
        "item",
        "period",
        "correct",
        "withdraw",
        "change",
        "last",
        "login",
        "year",
        "warn_days",
        "category",
        "kind",
    ),
}


def parameters(group: click.Group, path: str = "") -> Iterator[tuple[str, click.Context, click.Parameter]]:
    """Every parameter that takes a value, of every command."""
    context = click.Context(group, info_name="gongkai")
    for param in group.params:
        if not getattr(param, "is_flag", False):
            yield f"{path} {param.name}", context, param
    for name in group.list_commands(context):
        below = group.get_command(context, name)
        assert below is not None
        if isinstance(below, click.Group):
            yield from parameters(below, f"{path} {name}")
            continue
        for param in below.params:
            if not getattr(param, "is_flag", False):
                yield f"{path} {name} {param.name}", click.Context(below, parent=context), param


def test_whatever_can_be_completed_is(store_path: Path) -> None:
    bare, files = set(), set()
    for name, context, param in parameters(command):
        found = param.shell_complete(context, "")
        assert param.name is not None
        if not found and param.name not in FREE:
            bare.add(name)
        if found and found[0].type == "file":
            files.add(name)
    assert not bare, sorted(bare)
    assert {" collect files", " restore file", " backup output", " form target", " plan diff new"} <= files


# ---------------------------------------------------------------- in each shell's form


def test_bash_replaces_what_follows_its_word_breaks(store_path: Path) -> None:
    assert answered("bash", "gongkai tasks -u qsf", COMP_WORD="qsf") == ["区司法局"]
    assert answered("bash", "gongkai tasks --unit=qsf", COMP_WORD="qsf") == ["区司法局"]
    assert answered("bash", "gongkai tasks --unit=qsf", COMP_WORD="--unit=qsf") == ["--unit=区司法局"]
    assert answered("bash", "gongkai tasks -u '区司", COMP_WORD="区司") == ["区司法局"]


def test_bash_lists_in_columns_and_inserts_words_alone(store_path: Path) -> None:
    listed = answered("bash", "gongkai show 1", COMP_WORD="1", COMP_TYPE="63", COLUMNS="40")
    assert listed[0].startswith("1   推进新旧动能转换")
    assert listed[1].startswith("10  优化涉企服务：")
    # With menu-complete, each is inserted as it is.
    assert answered("bash", "gongkai show 1", COMP_WORD="1", COMP_TYPE="37")[:2] == ["1", "10"]


def test_units_stand_under_what_was_typed(store_path: Path, tmp_path: Path) -> None:
    typed = "gongkai tasks -u qs"
    assert answered("bash", typed, COMP_WORD="qs")[0].split() == ["qsfj", "区司法局"]
    assert answered("zsh", typed)[:2] == ["qsfj", "qsfj    区司法局"]
    assert answered("fish", typed)[0] == "qsfj\t区司法局"
    # Initials that several units share would mean none of them: their names are offered.
    small = Path(small_plan(tmp_path, ("公开清单", "", "甲局")))
    small.write_text(small.read_text(encoding="utf-8").replace(": yj", ": jj"), encoding="utf-8")
    session = Session(Workplace(str(store_path), str(small)))
    assert session.plan
    session.close()
    assert answered("fish", f"gongkai --plan {small} tasks -u j") == ["甲局\t区政府部门", "乙局\t区政府部门"]


def test_powershell_is_answered_in_ascii(store_path: Path) -> None:
    """Whatever encoding its console has: on a Chinese Windows not the one that a program's UTF-8 is in."""
    words = answered("powershell", "gongkai tasks --unit=qs")
    assert all(map(str.isascii, words))
    assert json.loads(words[0]) == {
        "word": "--unit=区司法局",
        "line": "区司法局      区政府部门",
        "tip": "区政府部门",
    }
    assert answer(command, "powershell", {"COMP_LINE": "gongkai tasks -u 没有"}) == "words\n"
    assert answer(command, "powershell", {"COMP_LINE": "gongkai collect "}) == "files\n"


@pytest.mark.skipif(sys.platform == "win32", reason="a backslash in a file name")
def test_powershell_has_no_backslash_escapes(store_path: Path) -> None:
    path = store_path.parent / r"data\gongkai.db"
    shutil.copyfile(store_path, path)
    for quote in ("", '"', "'"):
        [word] = answered("powershell", f"gongkai tasks --db {quote}{path}{quote} -u qsf")
        assert json.loads(word)["word"] == "区司法局"


def test_powershell_words_are_quoted_where_they_need_it() -> None:
    from gongkai.cli.tab.shells import _quoted

    assert [_quoted(word) for word in ("区司法局", "Z1", "--as-of", "2019-07-31")] == [
        *("区司法局", "Z1", "--as-of", "2019-07-31")
    ]
    assert _quoted("区委(区政府)办") == "'区委(区政府)办'"
    assert _quoted("a'b c") == "'a''b c'"


@pytest.mark.parametrize("shell", SHELLS)
def test_scripts_are_ascii_and_printed(shell: str, gongkai: Gongkai) -> None:
    """So that no shell can take them for another encoding."""
    assert script(shell).isascii()
    assert gongkai("completion", shell).out == script(shell)


@pytest.mark.skipif(shutil.which("pwsh") is None, reason="no PowerShell")
def test_powershell_itself_completes(tmp_path: Path, store_path: Path) -> None:
    program = tmp_path / "gongkai"
    program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m gongkai "$@"\n', encoding="utf-8")
    program.chmod(0o755)
    (tmp_path / "gongkai.ps1").write_text(script("powershell"), encoding="utf-8")
    (tmp_path / "表 一.docx").touch()
    lines = ["gongkai tasks -u qsf", "gongkai tasks --unit=qsf", "true; gongkai unc", "gongkai collect 表"]
    asking = "; ".join(
        f"(TabExpansion2 '{line}' {len(line)}).CompletionMatches[0].CompletionText" for line in lines
    )
    done = subprocess.run(
        ["pwsh", "-NoProfile", "-Command", f". ./gongkai.ps1; {asking}"],
        capture_output=True,
        encoding="utf-8",
        cwd=tmp_path,
        env=os.environ | {"PATH": f"{tmp_path}:{os.environ['PATH']}", "PYTHONPATH": str(ROOT)},
        check=False,
    )
    assert done.stdout.split("\n")[:3] == ["区司法局", "--unit=区司法局", "unclaim"], done.stderr
    assert "表 一.docx'" in done.stdout


# ---------------------------------------------------------------- installing


def fake_powershell(folder: Path, name: str, policy: str, profile: Path) -> None:
    """A program that says what PowerShell says when asked for its policy and profile."""
    folder.mkdir(exist_ok=True)
    program = folder / name
    program.write_text(f"#!/bin/sh\nprintf '%s' '{policy}|{profile}' | base64 -w 0\n", encoding="utf-8")
    program.chmod(0o755)


unix = pytest.mark.skipif(sys.platform == "win32", reason="the paths are those of Unix")


@pytest.mark.parametrize(
    ("shell", "files"),
    [
        ("bash", [".bashrc", "data/gongkai/complete.bash"]),
        ("zsh", [".zshrc", "data/gongkai/complete.zsh"]),
        ("fish", [".config/fish/completions/gongkai.fish"]),
        ("powershell", ["我的文档/profile.ps1"]),
    ],
)
@unix
def test_install_is_repeatable_and_keeps_what_was_there(
    gongkai: Gongkai, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, shell: str, files: list[str]
) -> None:
    fake_powershell(tmp_path / "bin", "pwsh", "RemoteSigned", tmp_path / "我的文档/profile.ps1")
    monkeypatch.setenv("PATH", f"{tmp_path / 'bin'}:{os.environ['PATH']}")
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.delenv("ZDOTDIR", raising=False)
    monkeypatch.delenv("XDG_CONFIG_HOME", raising=False)
    start_up = tmp_path / files[0]
    start_up.parent.mkdir(parents=True, exist_ok=True)
    if shell != "fish":
        start_up.write_text("alias ll='ls -l'", encoding="utf-8")
    ran = gongkai("completion", "install", "--shell", shell)
    assert ran.status == 0
    assert ("PowerShell" in ran.out) == ("cmd（命令提示符）没有补全" in ran.out) == (shell == "powershell")
    assert values("tasks", "-u", "qsf") == ["区司法局"]
    first = {name: (tmp_path / name).read_text(encoding="utf-8-sig") for name in files}
    assert gongkai("completion", "install", "--shell", shell).status == 0
    assert {name: (tmp_path / name).read_text(encoding="utf-8-sig") for name in files} == first
    if shell != "fish":
        assert first[files[0]].startswith("alias ll='ls -l'\n")
        assert first[files[0]].count("gongkai 补全 开始") == 1


@unix
def test_no_profile_is_written_that_would_only_fail(
    gongkai: Gongkai, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where PowerShell runs no scripts, as Windows has it at first, each start would greet with a red error."""
    monkeypatch.setenv("PATH", f"{tmp_path / 'bin'}:{os.environ['PATH']}")
    old, new = tmp_path / "5.ps1", tmp_path / "7.ps1"
    fake_powershell(tmp_path / "bin", "powershell", "Restricted", old)
    ran = gongkai("completion", "install", "--shell", "powershell")
    assert ran.status == 1
    assert "Set-ExecutionPolicy -Scope CurrentUser RemoteSigned" in ran.err
    assert not old.exists()
    fake_powershell(tmp_path / "bin", "pwsh", "RemoteSigned", new)
    ran = gongkai("completion", "install", "--shell", "powershell")
    assert (ran.status, old.exists(), new.exists()) == (0, False, True)
    assert "powershell 不运行配置文件（执行策略是 Restricted）" in ran.err


@unix
def test_a_powershell_that_says_nothing(
    gongkai: Gongkai, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    ran = gongkai("completion", "install", "--shell", "powershell")
    assert (ran.status, ran.err.startswith("错误：没有找到 PowerShell")) == (1, True)
    broken = tmp_path / "pwsh"
    broken.write_text("#!/bin/sh\n", encoding="utf-8")
    broken.chmod(0o755)
    ran = gongkai("completion", "install", "--shell", "powershell")
    assert (ran.status, "没有说出配置文件在哪里" in ran.err) == (1, True)
