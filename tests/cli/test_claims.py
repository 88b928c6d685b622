"""`gongkai claim`, `unclaim` and `undo`: rules, messages and dates."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from conftest import PLAN_FILE, Gongkai, Ran

UNIT = "区司法局"
FULL = ("--measure", "公布清单", "--section", "法制科", "--officer", "张三", "--contact", "0533-0000000")


def on(gongkai: Gongkai, command: str, day: str | None, *more: str, task: str = "15") -> Ran:
    return gongkai(command, "-u", UNIT, "-t", task, *(("--on", day) if day else ()), *more)


def row(gongkai: Gongkai, task: str = "15", as_of: str = "2019-12-31") -> dict[str, Any]:
    tasks = gongkai("tasks", "-u", UNIT, "--as-of", as_of, "--format", "json").json
    (found,) = [each for each in tasks if each["id"] == task]
    return found


def actions(gongkai: Gongkai) -> list[str]:
    return [line["action"] for line in gongkai("log", "--format", "json").json]


# ---------------------------------------------------------------- claim


def test_a_claim_counts_from_its_day(gongkai: Gongkai) -> None:
    done = on(gongkai, "claim", "2019-08-01")
    assert (done.status, done.out) == (0, "√ 区司法局已认领任务 15，自 2019-08-01 起承担\n")
    assert row(gongkai, as_of="2019-07-31")["basis"] == "claimable"
    assert row(gongkai, as_of="2019-08-01")["basis"] == "claimed"
    (line,) = gongkai("log", "--format", "json").json
    assert (line["action"], line["after"]) == ("claim", {"on_date": "2019-08-01"})


def test_a_claimed_task_is_not_claimed_again(gongkai: Gongkai) -> None:
    on(gongkai, "claim", "2019-08-01")
    again = on(gongkai, "claim", "2019-09-01")
    assert (again.status, again.err) == (1, "错误：区司法局已认领任务 15，不必再认领\n")
    assert actions(gongkai) == ["claim"]


@pytest.mark.parametrize(
    ("unit", "task", "said"),
    [
        ("区司法局", "14", "任务 14 本来就是区司法局的任务，不必认领"),
        ("区司法局", "17", "任务 17 本来就是区司法局的任务，不必认领"),
        ("区司法局", "1", "区司法局不能认领任务 1；可认领的有：2、4、5、6"),
        ("齐都镇", "15", "齐都镇不能认领任务 15"),
    ],
)
def test_what_cannot_be_claimed(gongkai: Gongkai, unit: str, task: str, said: str) -> None:
    refused = gongkai("claim", "-u", unit, "-t", task)
    assert refused.status == 1
    assert refused.err.startswith(f"错误：{said}")
    assert actions(gongkai) == []


@pytest.mark.parametrize("command", ["claim", "unclaim", "undo"])
def test_a_task_must_be_named(gongkai: Gongkai, command: str) -> None:
    refused = gongkai(command, "-u", UNIT)
    assert refused.status == 2
    assert "请用 --task 指明任务" in refused.err


# ---------------------------------------------------------------- unclaim


def test_giving_back_counts_from_its_day_and_keeps_the_answer_in_the_record(gongkai: Gongkai) -> None:
    on(gongkai, "claim", "2019-08-01")
    on(gongkai, "fill", "2019-08-02", *FULL)
    done = on(gongkai, "unclaim", "2019-09-01")
    assert (done.status, done.out) == (0, "√ 区司法局已取消认领任务 15，自 2019-09-01 起不再承担\n")
    assert row(gongkai, as_of="2019-08-31")["basis"] == "claimed"
    assert row(gongkai, as_of="2019-09-01")["basis"] == "claimable"
    assert actions(gongkai) == ["unclaim", "fill", "claim"]


def test_what_is_not_claimed_cannot_be_given_back(gongkai: Gongkai) -> None:
    refused = on(gongkai, "unclaim", None)
    assert (refused.status, refused.err) == (1, "错误：区司法局没有认领任务 15，无可取消\n")


def test_giving_back_before_the_claim_is_refused(gongkai: Gongkai) -> None:
    on(gongkai, "claim", "2019-08-01")
    refused = on(gongkai, "unclaim", "2019-07-31")
    assert refused.status == 1
    assert "2019-08-01 认领" in refused.err
    assert row(gongkai)["basis"] == "claimed"


def test_claimed_and_given_back_on_one_day_never_counts(gongkai: Gongkai) -> None:
    on(gongkai, "claim", "2019-08-01")
    on(gongkai, "unclaim", "2019-08-01")
    assert row(gongkai, as_of="2019-08-01")["basis"] == "claimable"


def test_a_task_given_back_can_be_claimed_again(gongkai: Gongkai) -> None:
    on(gongkai, "claim", "2019-08-01")
    on(gongkai, "unclaim", "2019-09-01")
    assert on(gongkai, "claim", "2019-09-01").status == 0
    assert row(gongkai, as_of="2019-09-01")["basis"] == "claimed"


@pytest.mark.parametrize("day", ["2019-08-31", "2019-07-01"])
def test_two_claims_of_one_task_never_overlap(gongkai: Gongkai, day: str) -> None:
    on(gongkai, "claim", "2019-08-01")
    on(gongkai, "unclaim", "2019-09-01")
    refused = on(gongkai, "claim", day)
    assert refused.status == 1
    assert "2019-09-01" in refused.err
    assert row(gongkai, as_of="2019-08-15")["basis"] == "claimed"  # one line only: row() sees to that


# ---------------------------------------------------------------- undo


def test_a_first_answer_is_taken_back(gongkai: Gongkai) -> None:
    on(gongkai, "fill", "2019-07-18", *FULL, task="14")
    done = on(gongkai, "undo", None, task="14")
    assert done.status == 0
    assert "测试员 对区司法局任务 14 的“填报”" in done.out
    assert row(gongkai, "14")["status"] == "unfiled"
    newest = gongkai("log", "--format", "json").json[0]
    assert (newest["action"], newest["undoes"], newest["after"]) == ("undo", 1, None)
    assert newest["before"]["measure"] == "公布清单"


def test_repeated_undo_goes_further_back(gongkai: Gongkai) -> None:
    on(gongkai, "fill", "2019-07-18", *FULL, task="14")
    on(gongkai, "fill", "2019-07-19", "--officer", "李四", task="14")
    on(gongkai, "fill", "2019-07-20", "--not-involved", "本局无此职能", task="14")
    on(gongkai, "undo", None, task="14")
    assert (row(gongkai, "14")["status"], row(gongkai, "14")["officer"]) == ("filed", "李四")
    on(gongkai, "undo", None, task="14")
    assert row(gongkai, "14")["officer"] == "张三"
    on(gongkai, "undo", None, task="14")
    assert row(gongkai, "14")["status"] == "unfiled"
    refused = on(gongkai, "undo", None, task="14")
    assert (refused.status, refused.err) == (1, "错误：区司法局的任务 14 没有可撤销的改动\n")
    assert [line["undoes"] for line in gongkai("log", "--format", "json").json] == [1, 2, 3, None, None, None]


def test_a_correction_dated_earlier_is_taken_back(gongkai: Gongkai) -> None:
    on(gongkai, "fill", "2019-07-18", *FULL, task="14")
    on(gongkai, "fill", "2019-07-10", "--measure", "更正", task="14")
    on(gongkai, "undo", None, task="14")
    assert row(gongkai, "14", "2019-07-17")["status"] == "unfiled"
    assert row(gongkai, "14", "2019-07-18")["measure"] == "公布清单"


def test_a_change_after_an_undo_can_be_taken_back_too(gongkai: Gongkai) -> None:
    on(gongkai, "fill", "2019-07-18", *FULL, task="14")
    on(gongkai, "undo", None, task="14")
    on(gongkai, "fill", "2019-07-19", "--measure", "另写", task="14")
    on(gongkai, "undo", None, task="14")
    assert row(gongkai, "14")["status"] == "unfiled"
    assert on(gongkai, "undo", None, task="14").status == 1


def test_a_claim_and_a_giving_back_are_taken_back(gongkai: Gongkai) -> None:
    on(gongkai, "claim", "2019-08-01")
    on(gongkai, "unclaim", "2019-09-01")
    assert "的“取消认领”" in on(gongkai, "undo", None).out
    assert row(gongkai)["basis"] == "claimed"
    assert "的“认领”" in on(gongkai, "undo", None).out
    assert row(gongkai, as_of="2019-08-15")["basis"] == "claimable"
    assert actions(gongkai) == ["undo", "undo", "unclaim", "claim"]


def test_undo_touches_no_other_task_or_unit(gongkai: Gongkai) -> None:
    on(gongkai, "fill", "2019-07-18", *FULL, task="14")
    on(gongkai, "fill", "2019-07-18", *FULL, task="12")
    gongkai("fill", "-u", "区财政局", "-t", "17", "--on", "2019-07-18", *FULL)
    on(gongkai, "undo", None, task="14")
    assert row(gongkai, "12")["status"] == "filed"
    report = gongkai("report", "--as-of", "2019-07-18", "--format", "json").json
    assert report["completion"]["rows_filed"] == 2


def test_undo_says_when_in_the_clerks_words_and_what_stands_now(gongkai: Gongkai) -> None:
    on(gongkai, "fill", "2019-07-18", *FULL, task="14")
    on(gongkai, "fill", "2019-07-19", "--not-involved", "本局无此职能", task="14")
    said = on(gongkai, "undo", None, task="14").out
    assert "T" not in said and "+" not in said
    assert "现为已填报（2019-07-18）" in said
    assert "现为未填报" in on(gongkai, "undo", None, task="14").out


# ---------------------------------------------------------------- a plan whose units come and go


def test_an_answer_dated_before_the_unit_had_the_task(gongkai: Gongkai, tmp_path: Path) -> None:
    """Kept as it was typed; it counts once the unit has the task."""
    text = PLAN_FILE.read_text(encoding="utf-8")
    plan = tmp_path / "plan.yaml"
    member = "members: [齐都镇, 皇城镇"
    assert text.count(member) == 1
    later = text.replace(member, 'members: [{unit: 齐都镇, since: "2019-08-01"}, 皇城镇')
    plan.write_text(later, encoding="utf-8")
    done = gongkai("fill", "--plan", str(plan), "-u", "齐都镇", "-t", "17", "--on", "2019-07-18", *FULL)
    assert (done.status, done.err) == (0, "")
    assert "√ 已保存：齐都镇 任务 17 填报，日期 2019-07-18" in done.out
    tasks = gongkai(
        "tasks", "--plan", str(plan), "-u", "齐都镇", "--as-of", "2019-08-01", "--format", "json"
    ).json
    assert {task["id"]: task["status"] for task in tasks}["17"] == "filed"


# ---------------------------------------------------------------- given back and claimed again


def late(gongkai: Gongkai, as_of: str) -> list[str]:
    rows = gongkai("schedule", "-u", "区住建局", "--as-of", as_of, "--format", "json").json
    return [row["period"] for row in rows if row["task"] == "7" and row["state"] == "overdue"]


def test_what_was_missed_under_a_claim_is_owed_under_the_next(gongkai: Gongkai) -> None:
    def do(command: str, day: str) -> Ran:
        return gongkai(command, "-u", "区住建局", "-t", "7", "--on", day)

    do("claim", "2019-07-18")
    assert late(gongkai, "2019-10-10") == ["2019-Q3"]
    given_back = do("unclaim", "2019-10-11")
    assert "再认领时仍算逾期：7-4 2019年第3季度（期限 2019-09-30）" in given_back.err
    assert late(gongkai, "2019-10-11") == []
    assert "逾期未完成" in gongkai("log").out and "7-4 2019年第3季度" in gongkai("log").out
    again = do("claim", "2019-10-12")
    assert "仍算逾期：7-4 2019年第3季度" in again.err
    assert late(gongkai, "2019-10-12") == ["2019-Q3"]
    gongkai("undo", "-u", "区住建局", "-t", "7")
    gongkai("undo", "-u", "区住建局", "-t", "7")
    assert late(gongkai, "2019-10-12") == ["2019-Q3"]


@pytest.mark.any_store
@pytest.mark.parametrize(("claimed", "owed"), [("2019-09-30", ["2019-Q3"]), ("2019-10-01", [])])
def test_a_period_is_owed_that_is_claimed_on_its_last_day(
    gongkai: Gongkai, claimed: str, owed: list[str]
) -> None:
    assert gongkai("claim", "-u", "区住建局", "-t", "7", "--on", claimed).status == 0
    assert late(gongkai, "2019-12-01") == owed


@pytest.mark.any_store
@pytest.mark.parametrize(
    ("claimed", "given_back", "owed"),
    [
        ("2019-07-18", "2019-09-30", []),  # due on the day on which it was the unit's no more
        ("2019-07-18", "2019-10-01", ["2019-Q3"]),
        ("2019-09-30", "2019-10-01", ["2019-Q3"]),
        ("2019-10-01", "2019-10-02", []),
    ],
)
def test_what_is_missed_is_what_fell_due_under_the_claim(
    gongkai: Gongkai, claimed: str, given_back: str, owed: list[str]
) -> None:
    for command, day in (("claim", claimed), ("unclaim", given_back), ("claim", "2019-10-12")):
        assert gongkai(command, "-u", "区住建局", "-t", "7", "--on", day).status == 0
    assert late(gongkai, "2019-12-01") == owed


def test_what_fell_due_between_two_claims_is_not_owed(gongkai: Gongkai) -> None:
    for command, day in (("claim", "2019-07-18"), ("unclaim", "2019-08-01"), ("claim", "2019-10-12")):
        ran = gongkai(command, "-u", "区住建局", "-t", "7", "--on", day)
        assert ran.status == 0 and "仍算逾期" not in ran.err
    assert late(gongkai, "2019-12-01") == []


def test_who_claimed_declined_and_is_silent(gongkai: Gongkai) -> None:
    day = ("--as-of", "2019-07-25")
    assert gongkai("claim", "-u", "区司法局", "-t", "31", "--on", "2019-07-18").status == 0
    declined = ("-t", "31", "--not-involved", "无此职能", "--on", "2019-07-18")
    assert gongkai("fill", "-u", "区审计局", *declined).status == 0
    asked = ("report", "--claims", *day)
    rows = {row["task"]: row for row in gongkai(*asked, "--format", "json").json["claims"]}
    row = rows["31"]
    assert (row["claimed"], row["declined"]) == (["区司法局"], ["区审计局"])
    assert len(row["silent"]) == 25 and not {"区司法局", "区审计局"} & set(row["silent"])
    assert (rows["2"]["claimed"], rows["2"]["declined"]) == ([], [])
    assert "13" not in rows  # nobody may claim it
    line = next(line.split() for line in gongkai(*asked).out.splitlines() if line.startswith("31 "))
    assert line[2:] == ["区司法局", "区审计局", "其余", "25", "个单位"]
    sheet = gongkai(*asked, "-t", "31", "--format", "csv").out.lstrip("\ufeff").splitlines()
    assert sheet[0] == "任务,工作任务,已认领,报不涉及,没有回音" and len(sheet) == 2
    assert sheet[1].startswith("31,推进公共企事业单位信息公开,区司法局,区审计局,区政府办公室、")
    one = gongkai(*asked, "-u", "区审计局", "--format", "json").json["claims"]
    assert [row["task"] for row in one if row["declined"]] == ["31"]
    before = gongkai("report", "--claims", "--as-of", "2019-07-17", "-t", "31", "--format", "json").json
    assert len(before["claims"][0]["silent"]) == 27
    gongkai("unclaim", "-u", "区司法局", "-t", "31", "--on", "2019-07-26")
    then = gongkai("report", "--claims", "--as-of", "2019-07-27", "-t", "31", "--format", "json").json
    assert then["claims"][0]["claimed"] == [] and "区司法局" in then["claims"][0]["silent"]
