"""What holds for every option of every command, as it was typed: not empty, not twice, readable, within bounds."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import click
import pytest
from conftest import ROOT, Gongkai, Ran

from gongkai.cli.main import gongkai as program
from gongkai.cli.typed_values import Clearable
from gongkai.cli.value_types import DATE, Choice, FileName, Number

pytestmark = pytest.mark.sqlite

UNIT = ("-u", "区司法局")
FULL = ("--measure", "公布清单", "--section", "法制科", "--officer", "张三", "--contact", "0533-0000000")


class Place(NamedTuple):
    """A parameter, and the words before it."""

    command: tuple[str, ...]
    param: click.Parameter

    def given(self, value: str) -> list[str]:
        """The parameter as it is typed with a value."""
        return [value] if isinstance(self.param, click.Argument) else [self.param.opts[-1], value]

    def __str__(self) -> str:
        return " ".join((*self.command, self.param.opts[-1]))


def places(command: click.Command, words: tuple[str, ...] = ()) -> Iterator[Place]:
    context = command.context_class(command)
    for param in command.get_params(context):
        if not param.is_eager:
            yield Place(words, param)
    if isinstance(command, click.Group):
        for name in command.list_commands(context):
            below = command.get_command(context, name)
            assert below is not None
            yield from places(below, (*words, name))


PLACES = list(places(program))
OPTIONS = [place for place in PLACES if isinstance(place.param, click.Option)]
WITH_VALUE = [place for place in PLACES if not getattr(place.param, "is_flag", False)]
TEXTS = [place for place in WITH_VALUE if not isinstance(place.param.type, FileName)]


def assert_usage(ran: Ran, said: str) -> None:
    assert ran.status == 2, ran
    assert ran.err.startswith("错误：")
    assert said in ran.err
    assert ran.err.count("\n") == 1
    assert ran.out == ""


def test_all_commands_are_looked_at() -> None:
    assert len({place.command for place in PLACES}) > 35
    assert len(WITH_VALUE) > 120


@pytest.mark.parametrize("value", ["", " \t　"], ids=["empty", "blank"])
@pytest.mark.parametrize("place", WITH_VALUE, ids=str)
def test_nothing_typed_is_empty(gongkai: Gongkai, place: Place, value: str) -> None:
    assert_usage(gongkai(*place.command, *place.given(value)), "不能是空的")


@pytest.mark.parametrize("place", [place for place in OPTIONS if not place.param.multiple], ids=str)
def test_what_is_wanted_once_is_typed_once(gongkai: Gongkai, place: Place) -> None:
    once = [place.param.opts[-1]] if getattr(place.param, "is_flag", False) else place.given("14")
    assert_usage(gongkai(*place.command, *once, *once), "只能写一次")


@pytest.mark.parametrize("place", TEXTS, ids=str)
def test_texts_are_in_this_machine_s_encoding(gongkai: Gongkai, place: Place) -> None:
    foreign = os.fsdecode("张三".encode("gbk"))
    assert_usage(gongkai(*place.command, *place.given(foreign)), "不是本机的编码（UTF-8）")


@pytest.mark.parametrize(
    "place", [place for place in PLACES if isinstance(place.param.type, Number)], ids=str
)
def test_numbers_have_bounds(gongkai: Gongkai, place: Place) -> None:
    for number in ("9223372036854775808", "9" * 5000, "-1"):
        assert_usage(gongkai(*place.command, *place.given(number)), "的整数")


@pytest.mark.parametrize(
    "place",
    [place for place in PLACES if getattr(place.param.type, "typed", place.param.type) is DATE],
    ids=str,
)
def test_years_have_bounds(gongkai: Gongkai, place: Place) -> None:
    for day in ("9999-12-31", "2101-01-01", "1899-12-31", "0001-01-01"):
        assert_usage(gongkai(*place.command, *place.given(day)), "应在 1900 至 2100 之间")


def test_the_last_year_can_be_asked_about(gongkai: Gongkai, store_path: Path) -> None:
    for command in (("report",), ("tasks", *UNIT), ("schedule",), ("remind",), ("show", "14")):
        assert gongkai(*command, "--as-of", "2100-12-31", "--warn", "60").status == 0, command


@pytest.mark.parametrize(
    "place", [place for place in PLACES if isinstance(place.param.type, click.Choice)], ids=str
)
def test_choices_know_their_chinese_words(gongkai: Gongkai, place: Place) -> None:
    choice = place.param.type
    assert isinstance(choice, Choice)
    for code, word in choice.words.items():
        assert choice.convert(code.upper(), place.param, None) == code
        if word:
            assert choice.convert(word, place.param, None) == code
    ran = gongkai(*place.command, *place.given("it's"))
    assert_usage(ran, "“it's”不在可选之列，可选：")
    for code, word in choice.words.items():
        assert f"{code} {word}".strip() in ran.err


def test_only_a_correction_clears(gongkai: Gongkai, store_path: Path) -> None:
    clearing = [place for place in PLACES if isinstance(place.param, Clearable)]
    assert [str(place) for place in clearing] == ["publish --url"]
    record = (*UNIT, "-t", "14", "--item", "4", "--date", "2019-07-30", "--title", "清单")
    assert_usage(gongkai("publish", *record, "--url", ""), "不能是空的")
    assert gongkai("publish", *record, "--url", "http://www.example.gov.cn/1.html").status == 0
    assert gongkai("publish", "--correct", "1", "--url", "").status == 0
    assert gongkai("records", "--format", "json").json[0]["url"] == ""


def test_an_empty_task_undoes_and_returns_nothing(gongkai: Gongkai, store_path: Path, tmp_path: Path) -> None:
    gongkai("fill", *UNIT, "-t", "14", "--on", "2019-07-18", *FULL)
    gongkai("submit", *UNIT, "--on", "2019-07-18", "-o", str(tmp_path / "区司法局.eml"))
    before = gongkai("log", "--format", "json").out
    for command in (
        ("undo", *UNIT, "-t", ""),
        ("return", *UNIT, "-t", "", "--reason", "重填"),
        ("accept", *UNIT, "-t="),
        ("accept", *UNIT, "-t", "14", "-t", ""),
    ):
        assert gongkai(*command).status == 2, command
    assert gongkai("log", "--format", "json").out == before


def test_several_tasks(gongkai: Gongkai, store_path: Path) -> None:
    """claim, unclaim, accept and return take several tasks: all of them or none."""
    ran = gongkai("claim", *UNIT, "-t", "2", "-t", "4", "-t", "2", "--on", "2019-07-18")
    assert ran.out == "√ 区司法局已认领任务 2、4，自 2019-07-18 起承担\n"
    ran = gongkai("claim", *UNIT, "-t", "15", "-t", "4", "--on", "2019-07-18")
    assert (ran.status, ran.out) == (1, "")
    claimed = gongkai("tasks", *UNIT, "--basis", "认领", "--format", "json").json
    assert [task["id"] for task in claimed] == ["2", "4"]
    assert gongkai("unclaim", *UNIT, "-t", "2", "-t", "4", "--on", "2019-07-20").status == 0
    assert gongkai("tasks", *UNIT, "--basis", "认领", "--format", "json").json == []
    for task in ("14", "21", "12"):
        gongkai("fill", *UNIT, "-t", task, "--on", "2019-07-18", *FULL)
    ran = gongkai("accept", *UNIT, "-t", "14", "-t", "21", "--on", "2019-07-22")
    assert "√ 已备案 区司法局 2 项（14、21）" in ran.out
    assert ran.out.count("所指的填报") == 2
    ran = gongkai("return", *UNIT, "-t", "14", "-t", "17", "--reason", "重填", "--on", "2019-07-23")
    assert (ran.status, ran.out) == (1, "")
    assert "没有填报任务 17" in ran.err
    ran = gongkai("return", *UNIT, "-t", "12", "-t", "14", "--reason", "重填", "--on", "2019-07-23")
    assert "√ 已退回 区司法局 2 项（12、14）" in ran.out


def test_before_and_behind_the_command(gongkai: Gongkai, tmp_path: Path) -> None:
    """--db may stand before the command or behind it, not at both places."""
    ran = gongkai("--db", str(tmp_path / "a.db"), "units", "--db", str(tmp_path / "b.db"))
    assert_usage(ran, "只能写一次")


def test_help_goes_before_everything(gongkai: Gongkai) -> None:
    for word in ("-h", "--help"):
        ran = gongkai("tasks", "-u", "", "-u", "", word)
        assert (ran.status, ran.err) == (0, "")
        assert ran.out.startswith("用法：gongkai tasks")


@pytest.mark.parametrize("place", sorted({place.command for place in PLACES}), ids=" ".join)
def test_h_is_help(gongkai: Gongkai, place: tuple[str, ...]) -> None:
    ran = gongkai(*place, "-h")
    assert (ran.status, ran.err) == (0, "")
    assert ran.out == gongkai(*place, "--help").out
    assert "-h, --help" in ran.out


def test_version(gongkai: Gongkai) -> None:
    assert gongkai("-V").out == gongkai("--version").out != ""


MISTYPED = {
    "help with more": (("help", "fill", "14"), "多出了“14”；gongkai fill 没有子命令"),
    "help with a command": (("help", "tasks", "fill"), "多出了“fill”"),
    "help below a group": (("help", "plan", "check", "x"), "多出了“x”"),
    "task without its option": (("fill", "14"), "任务序号请写在 -t 后面，如 -t 14"),
    "task behind the unit": (("fill", *UNIT, "14"), "任务序号请写在 -t 后面，如 -t 14"),
    "task to claim": (("claim", *UNIT, "15"), "任务序号请写在 -t 后面，如 -t 15"),
    "task of the body": (("undo", *UNIT, "Z1"), "任务序号请写在 -t 后面，如 -t Z1"),
    "unit without its option": (("tasks", "区司法局"), "单位请写在 -u 后面，如 -u 区司法局"),
    "no task": (("show",), "请写一个任务序号，如 gongkai show 14"),
    "two tasks": (("show", "14", "-t", "15"), "请写一个任务序号"),
    "填报": (("填报",), "没有命令“填报”，是不是 fill"),
    "任务": (("任务",), "是不是 tasks"),
    "quotes": (("it's",), "没有命令“it's”"),
    "long command": (("没有这个" * 1000,), "没有命令“没有这个"),
    "long argument": (("tasks", "没有这个" * 1000), "多出了“没有这个"),
    "foreign command": ((os.fsdecode("填报".encode("gbk")),), "不是本机的编码"),
    "foreign argument": (("tasks", os.fsdecode("填报".encode("gbk"))), "不是本机的编码"),
}


@pytest.mark.parametrize("name", MISTYPED)
def test_mistyped(gongkai: Gongkai, store_path: Path, name: str) -> None:
    typed, said = MISTYPED[name]
    ran = gongkai(*typed)
    assert_usage(ran, said)
    assert len(ran.err) < 300


def test_show_takes_the_task_either_way(gongkai: Gongkai, store_path: Path) -> None:
    assert gongkai("show", "-t", "14").out == gongkai("show", "14").out != ""


@pytest.mark.skipif(sys.platform == "win32", reason="there arguments are text")
def test_bytes_of_another_encoding(store_path: Path, tmp_path: Path) -> None:
    """As a shell hands them over: a text is refused, a file's name is taken as it is."""

    def run(*arguments: str | bytes) -> tuple[int, str, str]:
        done = subprocess.run(
            [sys.executable, "-m", "gongkai", *arguments], capture_output=True, cwd=ROOT, check=False
        )
        return done.returncode, done.stdout.decode(), done.stderr.decode()

    status, out, err = run("fill", *UNIT, "-t", "14", "--officer", "张三".encode("gbk"))
    assert (status, out) == (2, "")
    assert "选项 -o / --officer：内容不是本机的编码（UTF-8）" in err
    name = os.fsencode(tmp_path) + b"/" + "年报".encode("gbk") + b".docx"
    status, out, err = run("annual", *UNIT, "-o", name)
    assert status == 0, err
    assert "√ 已写入" in out
    assert os.path.exists(name)
    other = os.fsencode(tmp_path) + b"/" + "库".encode("gbk") + b".db"
    status, _, err = run("fill", *UNIT, "-t", "14", *FULL, "--db", other)
    assert status == 0, err
    assert os.path.exists(other)
