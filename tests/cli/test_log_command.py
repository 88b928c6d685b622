"""`gongkai log`: the journal of changes as a list, JSON and CSV, contacts masked."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import Any

import pytest
from conftest import Gongkai

from gongkai.store.changes.journal import Author
from gongkai.store.changes.submissions import Submission, submit
from gongkai.store.engine.sqlite import SqliteStore

UNIT = ("-u", "区司法局")
FULL = ("--measure", "公布清单，电话 0533-0000000", "--section", "法制科", "--officer", "张三")


@pytest.fixture
def changes(store_path: Path, gongkai: Gongkai) -> None:
    """Six changes: two answers, a claim of another task, one taken back, one of another unit."""
    gongkai("fill", *UNIT, "-t", "14", "--on", "2019-07-18", *FULL, "--contact", "0533-0000000")
    gongkai(
        "fill", *UNIT, "-t", "14", "--on", "2019-07-19", "--officer", "李四五", "--contact", "13800000000"
    )
    gongkai("claim", *UNIT, "-t", "15", "--on", "2019-07-18")
    gongkai("unclaim", *UNIT, "-t", "15", "--on", "2019-08-01")
    gongkai("undo", *UNIT, "-t", "14")
    gongkai("fill", "-u", "齐都镇", "-t", "17", "--on", "2019-07-18", "--not-involved", "本镇无此事项")


def log(gongkai: Gongkai, *options: str) -> list[dict[str, Any]]:
    lines: list[dict[str, Any]] = gongkai("log", "--format", "json", *options).json
    return lines


def test_nothing_yet(gongkai: Gongkai) -> None:
    assert gongkai("log").out == "还没有改动记录。\n"
    assert log(gongkai) == []


@pytest.mark.usefixtures("changes")
def test_the_newest_comes_first_with_all_there_is_to_know(gongkai: Gongkai) -> None:
    lines = log(gongkai)
    assert [(line["action"], line["unit"], line["task"]) for line in lines] == [
        ("not_involved", "齐都镇", "17"),
        ("undo", "区司法局", "14"),
        ("unclaim", "区司法局", "15"),
        ("claim", "区司法局", "15"),
        ("fill", "区司法局", "14"),
        ("fill", "区司法局", "14"),
    ]
    assert {line["actor"] for line in lines} == {"测试员"}
    assert [line["id"] for line in lines] == sorted((line["id"] for line in lines), reverse=True)
    taken_back, undone, first = lines[1], lines[4], lines[5]
    assert taken_back["undoes"] == undone["id"]
    assert (taken_back["before"], taken_back["after"]) == (undone["after"], undone["before"])
    assert undone["before"] == first["after"]


@pytest.mark.usefixtures("changes")
def test_contacts_are_masked_unless_asked_for(gongkai: Gongkai) -> None:
    after = [line["after"] or {} for line in log(gongkai)]
    assert after[5]["officer"] == "张*"
    assert after[5]["contact"] == "0533-000****"
    assert after[5]["measure"] == "公布清单，电话 0533-000****"
    assert after[4]["officer"] == "李**"
    assert after[4]["contact"] == "138****0000"
    for form in ("table", "json", "csv"):
        out = gongkai("log", "--format", form).out
        assert not any(secret in out for secret in ("张三", "李四五", "0533-0000000", "13800000000"))
        out = gongkai("log", "--format", form, "--with-contacts").out
        assert all(secret in out for secret in ("张三", "李四五", "0533-0000000", "13800000000"))


def test_eight_digits_that_could_be_a_date_are_a_telephone_number_in_its_field(gongkai: Gongkai) -> None:
    gongkai("fill", *UNIT, "-t", "14", "--on", "2019-07-18", "--measure", "公布", "--contact", "20190731")
    assert log(gongkai)[0]["after"]["contact"] == "2019****"
    assert log(gongkai)[0]["after"]["on_date"] == "2019-07-18"


@pytest.mark.usefixtures("changes")
def test_one_unit_one_task_the_last_few(gongkai: Gongkai) -> None:
    assert {line["unit"] for line in log(gongkai, *UNIT)} == {"区司法局"}
    assert [line["action"] for line in log(gongkai, *UNIT, "-t", "15")] == ["unclaim", "claim"]
    assert [line["action"] for line in log(gongkai, "-n", "2")] == ["not_involved", "undo"]
    assert log(gongkai, "-t", "12") == []


@pytest.mark.usefixtures("changes")
def test_the_unit_of_the_environment_narrows_it(gongkai: Gongkai, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GONGKAI_UNIT", "齐都镇")
    assert [line["action"] for line in log(gongkai)] == ["not_involved"]
    assert len(log(gongkai, "--all-units")) == 6


@pytest.mark.usefixtures("changes")
def test_csv(gongkai: Gongkai) -> None:
    out = gongkai("log", "--format", "csv").out
    assert out.startswith("\ufeff编号,时间,何人,动作,单位,任务,改前,改后,撤销的编号\r\n")
    rows = list(csv.DictReader(io.StringIO(out.removeprefix("\ufeff"), newline="")))
    assert [row["动作"] for row in rows] == ["报不涉及", "撤销", "取消认领", "认领", "填报", "填报"]
    assert "；责任科室：法制科；责任人：张*；" in rows[5]["改后"]
    assert rows[5]["改前"] == ""


@pytest.mark.usefixtures("changes")
def test_the_list_says_it_in_words(gongkai: Gongkai) -> None:
    out = gongkai("log").out
    for words in (
        "测试员",
        "区司法局 任务 14　填报",
        "齐都镇 任务 17　报不涉及",
        "取消认领",
        "不涉及的理由",
        "撤销第",
    ):
        assert words in out
    assert "改前：张*" in out and "改后：李**" in out
    assert "fill" not in out and "officer" not in out


@pytest.mark.sqlite
def test_from_a_day_to_a_day(gongkai: Gongkai, store_path: Path) -> None:
    store = SqliteStore(str(store_path))
    for day in ("2019-07-18", "2019-07-19", "2019-07-22"):
        author = Author("张三", f"{day}T23:59:59+08:00")
        submission = Submission("区司法局", day, "sent", f"{day}.docx", day)
        submit(store, author, "linzi-2019", submission)
    store.close()

    def days(*narrowed: str) -> list[str]:
        return [line["at"][8:10] for line in log(gongkai, *narrowed)]

    assert days("--since", "2019-07-19") == ["22", "19"]
    assert days("--until", "2019-07-19") == ["19", "18"]
    assert days("--since", "2019-07-19", "--until", "2019-07-21") == ["19"]
    assert days("--since", "2019-07-19", "-n", "1") == ["22"]
    wrong = gongkai("log", "--since", "2019-07-19", "--until", "2019-07-18")
    assert wrong.status == 2 and "早于" in wrong.err
    # A 报送 is of no task.
    assert "区司法局　报送" in gongkai("log").out and "任务" not in gongkai("log").out
