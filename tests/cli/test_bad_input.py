"""Bad input gets one clear Chinese line on stderr, exit 1 or 2, and changes nothing."""

from __future__ import annotations

import re
import sqlite3
from pathlib import Path

import pytest
from conftest import Gongkai, Ran

pytestmark = pytest.mark.sqlite

UNIT = ("-u", "区司法局")
FULL = ("--measure", "公布清单", "--section", "法制科", "--officer", "张三", "--contact", "0533-0000000")


def content(path: Path) -> list[str]:
    """Everything in a store."""
    with sqlite3.connect(path) as connection:
        dump = list(connection.iterdump())
    connection.close()
    return dump


def assert_one_line(ran: Ran, status: int) -> None:
    assert ran.status == status, ran
    assert re.fullmatch(r"错误：[^\n]+\n", ran.err), ran.err
    assert re.search(r"[一-鿿]{3}", ran.err)
    assert "Traceback" not in ran.err + ran.out


BAD = {
    # units
    "no unit": (("tasks",), 2, "请用 --unit 指明单位"),
    "blank unit": (("tasks", "-u", "　 "), 2, "选项 -u / --unit：不能是空的"),
    "invisible unit": (("tasks", "-u", "\u200b"), 2, "不能是空的"),
    "unknown unit": (("tasks", "-u", "区司发局"), 2, "没有单位“区司发局”，是不是 区司法局"),
    "unit of nowhere": (("tasks", "-u", "xyzzy"), 2, "没有单位“xyzzy”，请用 gongkai units 查看全部单位"),
    "ambiguous unit": (
        ("fill", "-u", "镇", "-t", "1", *FULL),
        2,
        "“镇”可以是 7 个单位：齐都镇、皇城镇、敬仲镇",
    ),
    "unit in two lines": (("tasks", "-u", "区\n司发\n局"), 2, "是不是 区司法局"),
    "long unit": (("tasks", "-u", "没有这个单位" * 500), 2, "没有单位“没有这个单位"),
    # tasks
    "no task": (("fill", *UNIT, *FULL), 2, "请用 --task 指明填报哪一项任务"),
    "unknown task": (("fill", *UNIT, "-t", "38", *FULL), 2, "没有任务“38”，任务序号为 1 至 37、Z1 至 Z"),
    "unknown body task": (("show", "Z99"), 2, "没有任务“Z99”"),
    "task zero": (("fill", *UNIT, "-t", "0", *FULL), 2, "没有任务“0”"),
    "negative task": (("fill", *UNIT, "-t", "-1", *FULL), 2, "没有任务“-1”"),
    "decimal task": (("fill", *UNIT, "-t", "1.4", *FULL), 2, "没有任务“1.4”"),
    "task of digits without end": (("fill", *UNIT, "-t", "1" * 6000, *FULL), 2, "没有任务“111"),
    "other unit's task": (
        ("fill", *UNIT, "-t", "1", *FULL),
        1,
        "任务 1 不是区司法局的任务；区司法局的任务是：12、14",
    ),
    "filing duty": (("fill", *UNIT, "-t", "Z1", *FULL), 1, "任务 Z1 就是填报本身"),
    "claimable task": (("fill", *UNIT, "-t", "15", *FULL), 1, "任务 15 要先认领才能填报"),
    "walk to a claimable task": (("fill", *UNIT, "-t", "15"), 1, "任务 15 要先认领才能填报"),
    # fields
    "empty measure": (("fill", *UNIT, "-t", "14", "--measure", ""), 2, "选项 -m / --measure：不能是空的"),
    "blank measure": (
        ("fill", *UNIT, "-t", "14", "--measure", " \t　\n"),
        2,
        "选项 -m / --measure：不能是空的",
    ),
    "invisible measure": (
        ("fill", *UNIT, "-t", "14", "--measure", "\x07\x1b"),
        2,
        "选项 -m / --measure：不能是空的",
    ),
    "empty section": (("fill", *UNIT, "-t", "14", "--section", ""), 2, "选项 -s / --section：不能是空的"),
    "empty officer": (("fill", *UNIT, "-t", "14", "--officer", ""), 2, "选项 -o / --officer：不能是空的"),
    "empty contact": (("fill", *UNIT, "-t", "14", "--contact", ""), 2, "选项 -c / --contact：不能是空的"),
    "empty reason": (("fill", *UNIT, "-t", "14", "--not-involved", ""), 2, "选项 --not-involved：不能是空的"),
    "reason with measure": (("fill", *UNIT, "-t", "14", "--not-involved", "无", *FULL), 2, "不能再写措施"),
    "bad phone": (("fill", *UNIT, "-t", "14", "--contact", "12ab"), 2, "联系方式：“12ab”不是有效的电话号码"),
    "short mobile": (("fill", *UNIT, "-t", "14", "--contact", "1380000"), 2, "手机号码应为11位，这里是7位"),
    "one good field, one bad": (("fill", *UNIT, "-t", "14", *FULL[:-1], "0533"), 2, "不是有效的电话号码"),
    # dates
    "impossible date": (
        ("fill", *UNIT, "-t", "14", *FULL, "--on", "2019-02-30"),
        2,
        "“2019-02-30”不是有效日期",
    ),
    "month 13": (("claim", *UNIT, "-t", "15", "--on", "2019-13-01"), 2, "应形如 2019-07-31"),
    "no date": (("fill", *UNIT, "-t", "14", *FULL, "--on", "明天"), 2, "“明天”不是有效日期"),
    "year zero": (("report", "--as-of", "0000-01-01"), 2, "不是有效日期"),
    "empty date": (("report", "--as-of", ""), 2, "选项 --as-of：不能是空的"),
    # what the command line's parser complains of
    "unknown option": (("fill", *UNIT, "--mesure", "x"), 2, "没有选项“--mesure”，是不是 --measure"),
    "unknown short option": (("tasks", *UNIT, "-z"), 2, "没有选项“-z”"),
    "option without value": (("tasks", "-u"), 2, "选项“-u”后面缺少值"),
    "long option without value": (("fill", *UNIT, "--measure"), 2, "选项“--measure”后面缺少值"),
    "flag with value": (("fill", *UNIT, "--edit=1"), 2, "选项“--edit”不带值"),
    "unknown command": (("taks",), 2, "没有命令“taks”，是不是 tasks"),
    "unknown command of plan": (("plan", "chek"), 2, "没有命令“chek”，是不是 check"),
    "command of nowhere": (("火星",), 2, "没有命令“火星”"),
    "help for nothing": (("help", "taks"), 2, "没有命令“taks”，是不是 tasks"),
    "extra argument": (("tasks", "区司法局"), 2, "多出了“区司法局”；单位请写在 -u 后面，如 -u 区司法局"),
    "extra arguments": (("undo", *UNIT, "-t", "14", "15", "17"), 2, "多出了“15 17”"),
    "bad choice": (("tasks", *UNIT, "--format", "xml"), 2, "“xml”不在可选之列，可选：table 表格、json、csv"),
    "bad number": (("log", "-n", "十"), 2, "应是"),
    "number too small": (("log", "-n", "0"), 2, "应是 1 以上的整数"),
    "long number": (("tasks", *UNIT, "--warn", "9" * 5000), 2, "应是 0 至 60 的整数"),
    "long number of a record": (("publish", "--correct", "长" * 5000), 2, "应是 1 以上的整数"),
    "number too great": (("tasks", *UNIT, "--warn", "1000"), 2, "应是 0 至 60 的整数"),
}


@pytest.mark.parametrize("name", BAD)
def test_bad_input(gongkai: Gongkai, store_path: Path, name: str) -> None:
    arguments, status, said = BAD[name]
    gongkai("fill", "-u", "区司法局", "-t", "12", "--on", "2019-07-18", *FULL)
    before = content(store_path)
    ran = gongkai(*arguments)
    assert_one_line(ran, status)
    assert said in ran.err
    assert len(ran.err) < 400
    assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f]", ran.err)
    assert ran.out == ""
    assert content(store_path) == before


def test_a_group_without_a_command_shows_its_help(gongkai: Gongkai) -> None:
    ran = gongkai("plan")
    assert (ran.status, ran.err) == (0, "")
    assert ran.out.startswith("用法：gongkai plan") and "check" in ran.out


# ---------------------------------------------------------------- plan files


def test_a_plan_file_that_is_not_there(gongkai: Gongkai, tmp_path: Path) -> None:
    ran = gongkai("tasks", *UNIT, "--plan", str(tmp_path / "none.yaml"))
    assert_one_line(ran, 1)
    assert "找不到方案文件" in ran.err and "请检查 --plan" in ran.err
    assert not (tmp_path / "gongkai.db").exists()


def test_a_plan_to_check_is_told_without_options_that_the_command_lacks(gongkai: Gongkai) -> None:
    ran = gongkai("plan", "check", "没有.yaml")
    assert_one_line(ran, 1)
    assert ran.err == "错误：找不到方案文件：没有.yaml\n"


def test_a_plan_to_check_may_be_named_by_its_year(gongkai: Gongkai) -> None:
    assert gongkai("plan", "check", "2019").status == 0
    ran = gongkai("plan", "check", "2018")
    assert_one_line(ran, 2)
    assert "没有随附 2018 年的方案" in ran.err


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "文件是空的"),
        (b"plan: [", "此处缺少内容"),
        ("plan:\n\t编号: 1\n".encode(), ":2:1"),
        ("plan:\n  title: 临淄区\n".encode("gbk"), "不是 UTF-8 编码"),
        ("plan: 临淄区\n".encode("utf-16"), "不是 UTF-8 编码"),
        (b"\x00\x01\x02\xff", "UTF-8"),
        (b"hello\n", "最外层应是“键: 值”"),
        (b"schema: '1'\n", "缺少“kinds”；共 4 处问题，运行 gongkai plan check 查看全部"),
        (b"[" * 10_000, ":1:"),
    ],
)
def test_a_plan_file_that_is_none(
    gongkai: Gongkai, store_path: Path, tmp_path: Path, data: bytes, said: str
) -> None:
    plan = tmp_path / "方案.yaml"
    plan.write_bytes(data)
    before = content(store_path)
    for command in ("tasks", "fill"):
        ran = gongkai(
            command, *UNIT, "--plan", str(plan), *(() if command == "tasks" else ("-t", "14", *FULL))
        )
        assert_one_line(ran, 1)
        assert "方案.yaml" in ran.err and said in ran.err
    assert content(store_path) == before


def test_a_plan_file_that_is_a_folder(gongkai: Gongkai, tmp_path: Path) -> None:
    ran = gongkai("tasks", *UNIT, "--plan", str(tmp_path))
    assert_one_line(ran, 1)
    assert "方案文件是一个文件夹" in ran.err


def test_a_wrong_plan_leaves_the_compiled_one_as_it_was(
    gongkai: Gongkai, store_path: Path, tmp_path: Path
) -> None:
    from conftest import PLAN_FILE

    plan = tmp_path / "plan.yaml"
    plan.write_text(
        PLAN_FILE.read_text(encoding="utf-8").replace("区司法局", "区司发局", 1), encoding="utf-8"
    )
    before = content(store_path)
    ran = gongkai("tasks", *UNIT, "--plan", str(plan))
    assert_one_line(ran, 1)
    assert f"{plan}:" in ran.err
    assert content(store_path) == before


def test_the_environment_is_no_better_than_the_options(
    gongkai: Gongkai, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GONGKAI_UNIT", "区司发局")
    assert_one_line(gongkai("tasks"), 2)
    monkeypatch.setenv("GONGKAI_UNIT", "区司法局")
    assert gongkai("tasks").status == 0
    monkeypatch.setenv("GONGKAI_PLAN", "/no/such/plan.yaml")
    assert_one_line(gongkai("tasks"), 1)


def test_a_name_the_system_cannot_spell_is_no_reason_to_fail(
    gongkai: Gongkai, store_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A user's name or an argument in another encoding comes as half surrogate pairs."""
    monkeypatch.setenv("GONGKAI_USER", "\udcb2\udce2李")
    ran = gongkai("fill", *UNIT, "-t", "14", "--on", "2019-07-18", *FULL[:-1], "0533-0000000")
    assert (ran.status, ran.err) == (0, "")
    assert gongkai("log", "--format", "json").json[0]["actor"] == "李"
    assert_one_line(gongkai("tasks", "-u", "\udcb2\udce2局"), 2)


def test_a_name_is_one_line_of_the_journal(
    gongkai: Gongkai, store_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GONGKAI_USER", "张三\n999　2019-07-18 09:00:00　李四　\x1b[31m备案")
    assert gongkai("fill", *UNIT, "-t", "14", "--on", "2019-07-18", *FULL[:-1], "0533-0000000").status == 0
    assert gongkai("log", "--format", "json").json[0]["actor"] == "张三 999 2019-07-18 09:00:00 李四 [31m备案"
    assert not [line for line in gongkai("log").out.splitlines() if line.startswith("999")]


@pytest.mark.parametrize("nothing", ["\u200b", "\u200d \u2060", "\u202e\u3000"])
def test_what_cannot_be_seen_is_no_answer(gongkai: Gongkai, store_path: Path, nothing: str) -> None:
    answered = ("fill", *UNIT, "-t", "14", "--on", "2019-07-18")
    assert_one_line(gongkai(*answered, "--measure", nothing, *FULL[2:-1], "0533-0000000"), 2)
    assert_one_line(gongkai(*answered, "--not-involved", nothing), 2)
    assert gongkai("log", "--format", "json").json == []
