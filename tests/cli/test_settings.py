"""What isn't typed: the environment, then the settings file, then the default; and what is typed goes before all."""

from __future__ import annotations

import json
import os
import sqlite3
import sys
from pathlib import Path
from typing import Any

import pytest
from conftest import PLAN_FILE, Gongkai

from gongkai.cli import settings_text
from gongkai.cli.settings import read_settings

pytestmark = pytest.mark.sqlite

UNIT = "区司法局"
AS_OF = ("--as-of", "2019-08-15")
FULL = ("--measure", "公布清单", "--section", "法制科", "--officer", "张三", "--contact", "0533-0000000")
ON = ("--on", "2019-07-18")

# Questions that a usual unit narrows, and a paper.
QUESTIONS = {
    "schedule": ("schedule", *AS_OF),
    "report": ("report", *AS_OF),
    "records": ("records", *AS_OF),
    "log": ("log",),
    "show": ("show", "14", *AS_OF),
    "remind": ("remind", *AS_OF),
}
PAPERS = {
    "annual": ("annual", *AS_OF, "-o", "{}.docx"),
    "ledger": ("ledger", *AS_OF, "-o", "{}.xlsx"),
    "page": ("report", *AS_OF, "-o", "{}.html"),
    "reminder": ("remind", *AS_OF, "-o", "{}.docx"),
}


@pytest.fixture
def settings(tmp_path: Path) -> Path:
    """Where the settings file is, or will be."""
    return tmp_path / "settings" / "gongkai" / "config.toml"


@pytest.fixture
def db(filled_store: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    copy = tmp_path / "gongkai.db"
    copy.write_bytes(filled_store.read_bytes())
    monkeypatch.setenv("GONGKAI_DB", str(copy))
    return copy


def write(settings: Path, text: str) -> None:
    settings.parent.mkdir(parents=True, exist_ok=True)
    settings.write_text(text, encoding="utf-8")


def answers(gongkai: Gongkai, *command: str) -> tuple[Any, str]:
    return gongkai(*command, "--format", "json").json, gongkai(*command).out


# ---------------------------------------------------------------- the usual unit


@pytest.mark.parametrize("where", ["environment", "file"])
@pytest.mark.parametrize("question", QUESTIONS)
def test_questions_are_narrowed_and_say_so(
    gongkai: Gongkai, db: Path, settings: Path, monkeypatch: pytest.MonkeyPatch, question: str, where: str
) -> None:
    command = QUESTIONS[question]
    wide, narrow = answers(gongkai, *command), answers(gongkai, *command, "-u", UNIT)
    assert wide != narrow
    if where == "environment":
        monkeypatch.setenv("GONGKAI_UNIT", "qsfj")
        origin = "GONGKAI_UNIT"
    else:
        write(settings, 'unit = "qsfj"\n')
        origin = f"设置文件 {settings}"
    assert answers(gongkai, *command) == narrow
    assert gongkai(*command).err == f"注意：这里只是{UNIT}的（{origin}）；要全部单位的，请加 --all-units\n"
    assert answers(gongkai, *command, "--all-units") == wide
    assert gongkai(*command, "--all-units").err == ""
    other = answers(gongkai, *command, "-u", "区水利局") if question != "show" else narrow
    assert other != wide
    assert gongkai(*command, "-u", UNIT).err == ""
    assert gongkai(*command, "-u", UNIT, "--all-units").status == 2


@pytest.mark.parametrize("paper", PAPERS)
def test_papers_are_narrowed_and_say_so(
    gongkai: Gongkai, db: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, paper: str
) -> None:
    def made(name: str, *more: str) -> int:
        target = str(tmp_path / name)
        ran = gongkai(*(word.format(target) for word in PAPERS[paper]), *more)
        assert ran.status == 0, ran
        assert ("这里只是区司法局的（GONGKAI_UNIT）" in ran.err) == (name == "usual")
        return next(tmp_path.glob(f"{name}.*")).stat().st_size

    typed = made("typed", "-u", UNIT)
    monkeypatch.setenv("GONGKAI_UNIT", UNIT)
    usual, wide = made("usual"), made("wide", "--all-units")
    assert abs(usual - typed) < 200  # the documents' own time
    assert wide > usual + 200


NOT_THERE = {
    "unit": ("没有的局", ("tasks",), "没有单位“没有的局”"),
    "database": ("一个文件", ("report",), "不是"),
    "plan": ("没有.yaml", ("report",), "找不到方案文件"),
}


@pytest.mark.parametrize("where", ["environment", "file", "typed"])
@pytest.mark.parametrize("name", NOT_THERE)
def test_a_wrong_value_says_where_it_comes_from(
    gongkai: Gongkai,
    settings: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    name: str,
    where: str,
) -> None:
    value, command, said = NOT_THERE[name]
    (tmp_path / "一个文件").write_text("不是数据库" * 500, encoding="utf-8")
    value = value if name == "unit" else str(tmp_path / value)
    if name == "database":
        monkeypatch.delenv("GONGKAI_DB")
    variable, option = {
        "unit": ("GONGKAI_UNIT", "--unit"),
        "database": ("GONGKAI_DB", "--db"),
        "plan": ("GONGKAI_PLAN", "--plan"),
    }[name]
    ending = ""
    if where == "environment":
        monkeypatch.setenv(variable, value)
        ending = f"（取自 {variable}）"
    elif where == "file":
        write(settings, f'{name} = "{value}"\n')
        ending = f"（取自设置文件 {settings}）"
    else:
        command = (*command, option, value)
    ran = gongkai(*command)
    assert ran.status != 0
    assert said in ran.err
    assert ("取自" in ran.err) == bool(ending)
    assert ran.err.endswith(f"{ending}\n"), ran.err


@pytest.mark.parametrize("value", ["", " \t"])
def test_an_empty_variable_is_not_set(
    gongkai: Gongkai, db: Path, monkeypatch: pytest.MonkeyPatch, value: str
) -> None:
    expected = gongkai("schedule", *AS_OF).out
    for name in ("UNIT", "PLAN", "CALLBACK", "WORKDAYS", "CONFIG", "PAGER", "USER"):
        monkeypatch.setenv(f"GONGKAI_{name}", value)
    assert gongkai("schedule", *AS_OF) == (0, expected, "")
    assert gongkai("tasks").status == 2
    assert gongkai("plan", "check").status == 0


def test_the_answers_of_others_are_not_the_usual_unit_s(
    gongkai: Gongkai, db: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The office is a unit itself; what it takes in and judges is other units' work."""
    folder = tmp_path / "收件"
    folder.mkdir()
    for unit in (UNIT, "区水利局"):
        assert gongkai("form", "-u", unit, "-o", str(folder / f"{unit}.docx")).status == 0
    monkeypatch.setenv("GONGKAI_UNIT", "区政府办公室")
    collected = gongkai("collect", str(folder), "--dry-run", "--format", "json").json
    assert {each["unit"] for each in collected} == {UNIT, "区水利局"}
    for command in (("accept",), ("return", "--reason", "重填")):
        ran = gongkai(*command)
        assert ran.status == 2
        assert ran.err.startswith("错误：请用 --unit 指明是哪个单位的填报")


def test_a_unit_typed_for_a_record_is_not_the_usual_one(
    gongkai: Gongkai, db: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """--withdraw takes any record where no unit is typed."""
    monkeypatch.setenv("GONGKAI_UNIT", "区水利局")
    assert gongkai("publish", "--withdraw", "1", "-u", "区水利局").status == 1
    assert gongkai("publish", "--withdraw", "1").status == 0


@pytest.mark.parametrize("command", [("tasks",), ("form", "-o", "{}"), ("undo", "-t", "15")])
def test_a_command_about_one_unit_takes_the_usual_one(
    gongkai: Gongkai, db: Path, settings: Path, tmp_path: Path, command: tuple[str, ...]
) -> None:
    write(settings, f'unit = "{UNIT}"\n')
    folder = tmp_path / "表"
    folder.mkdir()
    ran = gongkai(*(word.format(folder) for word in command))
    assert ran.status == 0
    assert UNIT in ran.out


def test_all_units_go_with_no_unit(gongkai: Gongkai, db: Path, tmp_path: Path) -> None:
    ran = gongkai("form", "--all-units", "-u", UNIT, "-o", str(tmp_path / "表"))
    assert (ran.status, ran.err) == (2, "错误：--unit 和 --all-units 只能写一个\n")
    assert not (tmp_path / "表").exists()


def test_todays_page(gongkai: Gongkai, db: Path, settings: Path) -> None:
    wide = gongkai("--as-of", "2019-08-15").out
    write(settings, f'unit = "{UNIT}"\n')
    assert gongkai("--as-of", "2019-08-15").out.startswith(UNIT)
    assert gongkai("--as-of", "2019-08-15", "--all-units").out == wide
    assert gongkai("--all-units", "tasks").status == 2


@pytest.mark.parametrize("command", ["tasks", "fill", "schedule", "report", "log", "remind", "annual"])
def test_help_names_the_variable(gongkai: Gongkai, command: str) -> None:
    assert "GONGKAI_UNIT" in gongkai(command, "--help").out


def test_the_general_help_names_every_variable(gongkai: Gongkai) -> None:
    out = gongkai("--help").out
    for name in ("UNIT", "DB", "PLAN", "USER", "WORKDAYS", "CALLBACK", "PAGER", "CONFIG"):
        assert f"GONGKAI_{name} " in out


# ---------------------------------------------------------------- which goes before which


def test_precedence(
    gongkai: Gongkai, store_path: Path, settings: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """typed > environment > settings file > default."""
    monkeypatch.delenv("GONGKAI_DB")
    for number, name in enumerate(("default", "file", "environment", "typed"), 1):
        place = tmp_path / f"{name}.db"
        if name == "default":
            place = tmp_path / "data" / "gongkai" / "gongkai.db"
            place.parent.mkdir(parents=True)
        place.write_bytes(store_path.read_bytes())
        for _ in range(number):
            gongkai("fill", "-u", UNIT, "-t", "14", "--measure", f"措施{_}", *ON, "--db", str(place))

    def lines(*more: str) -> int:
        return len(gongkai("log", "--format", "json", *more).json)

    assert lines() == 1
    write(settings, f"database = {json.dumps(str(tmp_path / 'file.db'))}\n")
    assert lines() == 2
    monkeypatch.setenv("GONGKAI_DB", str(tmp_path / "environment.db"))
    assert lines() == 3
    assert lines("--db", str(tmp_path / "typed.db")) == 4


def test_a_file_beside_the_settings_and_one_at_home(
    gongkai: Gongkai, db: Path, settings: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("GONGKAI_DB")
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    expected = gongkai("log", "--format", "json", "--db", str(db)).out
    for text, place in (
        ("这里.db", settings.parent / "这里.db"),
        ("~/家里.db", tmp_path / "home" / "家里.db"),
    ):
        write(settings, f'database = "{text}"\n')
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(db.read_bytes())
        assert gongkai("log", "--format", "json").out == expected


# ---------------------------------------------------------------- gongkai config


def test_set_get_list_unset(gongkai: Gongkai, db: Path, settings: Path, tmp_path: Path) -> None:
    assert gongkai("config", "get", "unit") == (
        1,
        "",
        "错误：没有设单位；设置用 gongkai config set unit 值\n",
    )
    ran = gongkai("config", "set", "unit", "qsfj")
    assert (ran.status, ran.out) == (0, f"√ 已设单位：{UNIT}（{settings}）\n")
    assert settings.read_text(encoding="utf-8") == f'unit = "{UNIT}"\n'
    assert gongkai("config", "get", "单位").out == f"{UNIT}\n"
    rows = gongkai("config", "list", "--format", "json").json
    assert [(row["name"], row["value"], row["origin"]) for row in rows[:3]] == [
        ("unit", UNIT, f"设置文件 {settings}"),
        ("database", str(db), "GONGKAI_DB"),
        ("plan", str(PLAN_FILE), "默认"),
    ]
    assert UNIT in gongkai("config").out
    assert gongkai("tasks").out.startswith(UNIT)
    assert gongkai("config", "unset", "unit").status == 0
    assert settings.read_text(encoding="utf-8") == ""
    assert gongkai("config", "unset", "unit").out == "设置文件里没有单位，没有改动\n"


def test_what_is_set_is_checked(gongkai: Gongkai, db: Path, settings: Path, tmp_path: Path) -> None:
    refused = {
        ("unit", "区司发局"): "没有单位“区司发局”，是不是 区司法局",
        ("plan", str(tmp_path / "没有.yaml")): "找不到方案文件",
        ("pager", "no-such-pager -R"): "找不到程序 no-such-pager",
        ("database", "postgresql://zwgk:secret@10.0.0.5/gongkai"): "口令不要写在命令行里",
        ("colour", "red"): "“colour”不在可选之列，可选：unit 单位、database 数据库",
        ("unit", ""): "不能是空的",
    }
    for pair, said in refused.items():
        ran = gongkai("config", "set", *pair)
        assert ran.status == 2, ran
        assert said in ran.err
    assert not settings.exists()


def test_relative_files_are_kept_whole(
    gongkai: Gongkai, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    assert str(tmp_path / "台账.db") in gongkai("config", "set", "database", "台账.db").out
    assert str(tmp_path / "home" / "台账.db") in gongkai("config", "set", "database", "~/台账.db").out


def test_the_environment_that_goes_before_is_said(
    gongkai: Gongkai, db: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GONGKAI_UNIT", "区水利局")
    assert gongkai("config", "set", "unit", UNIT).err == "注意：环境变量 GONGKAI_UNIT 也设了，以它为准\n"
    assert gongkai("config", "get", "unit").out == "区水利局\n"


KEPT = """\
# 本机的设置
plan = 'data/2020.yaml'  # 今年的
  "unit" = "区水利局"\t# 原来的单位

# 完
"""


def test_what_somebody_wrote_is_kept(gongkai: Gongkai, db: Path, settings: Path) -> None:
    write(settings, KEPT.replace("plan = 'data/2020.yaml'", f"plan = '{PLAN_FILE}'"))
    before = settings.read_text(encoding="utf-8")
    assert gongkai("config", "set", "unit", UNIT).status == 0
    after = settings.read_text(encoding="utf-8")
    assert after == before.replace('  "unit" = "区水利局"', f'unit = "{UNIT}"')
    assert gongkai("config", "set", "database", '/没有/\\引"号.db').status == 0
    assert gongkai("config", "get", "unit").out == f"{UNIT}\n"
    assert settings.read_text(encoding="utf-8").startswith(after)
    assert gongkai("config", "unset", "plan").status == 0
    assert "今年的" not in settings.read_text(encoding="utf-8")
    assert settings.read_text(encoding="utf-8").startswith("# 本机的设置\n")


def test_what_can_not_be_changed_line_by_line_is_left(gongkai: Gongkai, db: Path, settings: Path) -> None:
    text = 'unit = """\n区水利局"""\n'
    write(settings, text)
    ran = gongkai("config", "set", "unit", UNIT)
    assert ran.status == 1
    assert "的写法改不动，没有改动；请用编辑器改其中的 unit" in ran.err
    assert settings.read_text(encoding="utf-8") == text


WRONG = {
    "no quotes": ("# 注释\nunit = 区司法局\n", 2, "看不懂这一行"),
    "full-width quotes": ("unit = “区司法局”\n", 1, "看不懂这一行"),
    "open quotes": ('unit = "区司法局\n', 1, "看不懂这一行"),
    "twice": ('unit = "a"\nunit = "b"\n', 2, "看不懂这一行"),
    "unknown": (
        'plan = "a"\n\nunti = "区司法局"\n',
        3,
        "没有设置“unti”，可用的有 unit、database、plan、pager",
    ),
    "table": ('[unit]\nname = "区司法局"\n', 1, "unit 的值应写在引号里"),
    "number": ("\nunit = 14\n", 2, "unit 的值应写在引号里"),
    "escape sequence": ('unit = "\\u001b[31m"\n', 1, "unit 的值里有换行或控制字符"),
    "two lines": ('\nunit = """区司\n法局"""\n', 2, "unit 的值里有换行或控制字符"),
}


@pytest.mark.parametrize("name", WRONG)
def test_a_wrong_file_is_one_line(gongkai: Gongkai, db: Path, settings: Path, name: str) -> None:
    text, line, said = WRONG[name]
    write(settings, text)
    for command in (("tasks",), ("report",), ("config",), ("config", "set", "pager", "cat")):
        ran = gongkai(*command)
        assert (ran.status, ran.out) == (1, ""), ran
        assert ran.err.startswith(f"错误：{settings}:{line}：")
        assert said in ran.err
        assert ran.err.count("\n") == 1
    assert settings.read_text(encoding="utf-8") == text
    assert gongkai("tasks", "--help").status == 0
    assert gongkai("help").status == 0


def test_a_password_in_the_file_is_not_shown(
    gongkai: Gongkai, db: Path, settings: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("GONGKAI_DB")
    for kept, shown in {
        "postgresql://zwgk:sec?r@et@10.0.0.5/gongkai?sslmode=require": "postgresql://zwgk@10.0.0.5/gongkai?sslmode=require",
        "postgresql://zwgk@10.0.0.5/gongkai?password=secret&sslmode=require": "postgresql://zwgk@10.0.0.5/gongkai?sslmode=require",
        "postgres://10.0.0.5/gongkai?user=zwgk&pass%77ord=secret": "postgres://10.0.0.5/gongkai?user=zwgk",
        "postgresql://zwgk@10.0.0.5:5432/gongkai": "postgresql://zwgk@10.0.0.5:5432/gongkai",
    }.items():
        write(settings, f'database = "{kept}"\n')
        assert gongkai("config", "get", "database").out == f"{shown}\n"
        [row] = [
            row for row in gongkai("config", "list", "--format", "json").json if row["name"] == "database"
        ]
        assert row["value"] == shown
        assert "sec" not in "".join(gongkai("config").out.split())
    monkeypatch.setenv("GONGKAI_DB", "postgresql://zwgk:secret@10.0.0.5/gongkai")
    assert gongkai("config", "get", "database").out == "postgresql://zwgk@10.0.0.5/gongkai\n"


@pytest.mark.parametrize("endless", ["[" * 5000, "9" * 5000])
def test_what_has_no_end_is_one_line(gongkai: Gongkai, db: Path, settings: Path, endless: str) -> None:
    write(settings, f"unit = {endless}")
    ran = gongkai("tasks")
    assert (ran.status, ran.err) == (1, f"错误：设置文件 {settings} 看不懂：括号套得过深，或数字过长\n")


def test_other_wrong_files(gongkai: Gongkai, db: Path, settings: Path) -> None:
    write(settings, "")
    settings.write_bytes('unit = "区司法局"\n'.encode("gbk"))
    ran = gongkai("tasks")
    assert (ran.status, ran.err) == (1, f"错误：设置文件 {settings} 不是 UTF-8 编码，请另存为 UTF-8\n")
    settings.unlink()
    settings.mkdir()
    ran = gongkai("tasks")
    assert (ran.status, ran.err) == (1, f"错误：读不了设置文件 {settings}（是一个文件夹）\n")


def test_notepad_s_mark_at_the_beginning_is_no_matter(gongkai: Gongkai, db: Path, settings: Path) -> None:
    write(settings, f'\ufeffunit = "{UNIT}"\r\n')
    assert gongkai("tasks").status == 0
    assert gongkai("config", "set", "unit", "区水利局").status == 0
    assert gongkai("config", "get", "unit").out == "区水利局\n"


def test_the_file_can_be_elsewhere(
    gongkai: Gongkai, db: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GONGKAI_CONFIG", str(tmp_path / "别处" / "设置.toml"))
    assert gongkai("config", "set", "unit", UNIT).status == 0
    assert (tmp_path / "别处" / "设置.toml").exists()
    assert gongkai("tasks").out.startswith(UNIT)


def test_where_the_file_is_on_each_system(monkeypatch: pytest.MonkeyPatch) -> None:
    from gongkai.cli import settings

    monkeypatch.setattr("sys.platform", "win32")
    monkeypatch.setenv("APPDATA", "C:/Users/zwgk/AppData/Roaming")
    assert settings.settings_file().replace("\\", "/") == "C:/Users/zwgk/AppData/Roaming/gongkai/config.toml"
    monkeypatch.setattr("sys.platform", "darwin")
    monkeypatch.setenv("HOME", "/Users/zwgk")
    assert settings.settings_file() == "/Users/zwgk/Library/Application Support/gongkai/config.toml"
    monkeypatch.setattr("sys.platform", "linux")
    monkeypatch.delenv("XDG_CONFIG_HOME")
    assert settings.settings_file() == "/Users/zwgk/.config/gongkai/config.toml"


@pytest.mark.skipif(sys.platform == "win32", reason="the variables are those of Unix")
@pytest.mark.parametrize("named", ["相对的", " ", "."])
def test_a_place_that_depends_on_the_folder_is_none(
    named: str, gongkai: Gongkai, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The same record and settings wherever a command is run."""
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.delenv("GONGKAI_DB")
    for variable in ("XDG_DATA_HOME", "XDG_CONFIG_HOME"):
        monkeypatch.setenv(variable, named)
    monkeypatch.chdir(tmp_path)
    assert gongkai("config", "set", "unit", UNIT).status == 0
    assert gongkai("claim", "-t", "2").status == 0
    assert gongkai("completion", "install", "--shell", "fish").status == 0
    made = {str(path.relative_to(tmp_path)) for path in tmp_path.rglob("*") if path.is_file()}
    assert made == {
        ".config/gongkai/config.toml",
        ".local/share/gongkai/gongkai.db",
        ".config/fish/completions/gongkai.fish",
    }


def test_a_start_reads_no_settings_where_there_are_none(process: Gongkai, db: Path) -> None:
    """tomllib costs a start some milliseconds."""
    loaded = process("tasks", "-u", UNIT, env={"PYTHONPROFILEIMPORTTIME": "1"}).err
    assert "gongkai.cli.settings" in loaded
    assert "tomllib" not in loaded


def test_the_tutorial_does_not_look_at_it(gongkai: Gongkai, db: Path, settings: Path) -> None:
    write(settings, 'unit = "区水利局"\ndatabase = "别的.db"\n')
    ran = gongkai("tutorial", "--no-wait")
    assert (ran.status, ran.err) == (0, "")
    assert "区水利局的" not in ran.out
    assert sqlite3.connect(db).execute("SELECT COUNT(*) FROM journal").fetchone()[0] > 0
    assert not os.path.exists(settings.parent / "别的.db")


@pytest.mark.parametrize("there", [None, 'unit = "区水利局"\n'])
def test_two_who_set_something_at_the_same_moment_both_have_it(
    gongkai: Gongkai, db: Path, settings: Path, there: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The other one is done between this one's reading and its writing."""
    if there:
        settings.parent.mkdir(parents=True)
        settings.write_text(there, encoding="utf-8")
    changed = settings_text.changed
    others = [lambda: gongkai("config", "set", "pager", "cat")]

    def while_another_writes(text: str, name: str, value: str | None) -> str:
        if others:
            assert others.pop()().status == 0
        return changed(text, name, value)

    monkeypatch.setattr(settings_text, "changed", while_another_writes)
    ran = gongkai("config", "set", "unit", "区司法局")
    assert ran.status == 0, ran.err
    assert others == []
    assert read_settings(str(settings)) == {"unit": "区司法局", "pager": "cat"}
