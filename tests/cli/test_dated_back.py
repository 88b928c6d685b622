"""What is dated back: nothing that the office said is undone by a date, a field counts from its own day, and what
changes in reports of the past is said."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from conftest import Gongkai
from docx import Document
from plans import small_plan

UNIT = "区残联"  # one row, 23
ANSWER = ("--section", "办公室", "--officer", "张三", "--contact", "0533-0000001")


def did(gongkai: Gongkai, *arguments: str) -> str:
    done = gongkai(*arguments)
    assert done.status == 0, done.err
    return done.err


def fill(gongkai: Gongkai, on: str, *answer: str, unit: str = UNIT, task: str = "23") -> str:
    return did(gongkai, "fill", "-u", unit, "-t", task, "--on", on, *answer)


def row(gongkai: Gongkai, day: str, unit: str = UNIT, task: str = "23") -> Any:
    found = gongkai("tasks", "-u", unit, "--as-of", day, "--format", "json").json
    return next(each for each in found if each["id"] == task)


def filing_duty(gongkai: Gongkai, day: str, unit: str = UNIT) -> str:
    found = gongkai("schedule", "-u", unit, "--as-of", day, "--format", "json").json
    return str(next(each["state"] for each in found if each["obligation"] == "Z1-1"))


@pytest.mark.parametrize("verdict", ["return", "accept"])
@pytest.mark.parametrize("how", ["fill", "one field", "not involved", "sheet", "collect"])
def test_nothing_is_dated_before_a_verdict_it_would_undo(
    gongkai: Gongkai, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, verdict: str, how: str
) -> None:
    fill(gongkai, "2019-07-18", "--measure", "措施一", *ANSWER)
    reason = ("--reason", "请改") if verdict == "return" else ()
    did(gongkai, verdict, "-u", UNIT, *reason, "--on", "2019-07-22")
    form = tmp_path / "区残联.docx"
    did(gongkai, "form", "-u", UNIT, "-o", str(form), "--as-of", "2019-07-22")
    document = Document(str(form))
    line = next(r for r in document.tables[0].rows if "措施一" in r.cells[-2].text)
    line.cells[-2].text = "措施二"
    document.save(str(form))
    editor = tmp_path / "editor.sh"
    editor.write_text("#!/bin/sh\nsed -i 's/措施一/措施二/' \"$1\"\n", encoding="utf-8")
    editor.chmod(0o755)
    monkeypatch.setenv("EDITOR", str(editor))
    ways = {
        "fill": ("fill", "-u", UNIT, "-t", "23", "--measure", "措施二"),
        "one field": ("fill", "-u", UNIT, "-t", "23", "--contact", "0533-0000002"),
        "not involved": ("fill", "-u", UNIT, "-t", "23", "--not-involved", "无"),
        "sheet": ("fill", "-u", UNIT, "-t", "23", "--edit"),
        "collect": ("collect", str(form), "--replace"),
    }
    refused = gongkai(*ways[how], "--on", "2019-07-21")
    assert refused.status == 1
    said = "".join((refused.out + refused.err).split())
    assert (
        "2019-07-22退回" if verdict == "return" else "2019-07-22备案"
    ) in said and "--on写2019-07-22或以后" in said
    expected = "returned" if verdict == "return" else "filed"
    assert (row(gongkai, "2019-07-22")["status"], row(gongkai, "2019-07-25")["measure"]) == (
        expected,
        "措施一",
    )
    # The same day will do.
    assert gongkai(*ways[how], "--on", "2019-07-22").status == 0
    assert row(gongkai, "2019-07-22")["verdict"] is None


def test_after_undo_of_the_return_any_day_will_do(gongkai: Gongkai) -> None:
    fill(gongkai, "2019-07-18", "--measure", "措施一", *ANSWER)
    did(gongkai, "return", "-u", UNIT, "--reason", "请改", "--on", "2019-07-22")
    did(gongkai, "undo", "-u", UNIT, "-t", "23")
    fill(gongkai, "2019-07-19", "--measure", "措施二")
    assert filing_duty(gongkai, "2019-07-25") == "done"


def test_a_claim_is_not_given_back_before_its_answer_was_judged(gongkai: Gongkai) -> None:
    did(gongkai, "claim", "-u", "区司法局", "-t", "15", "--on", "2019-07-17")
    fill(gongkai, "2019-07-18", "--measure", "措施", *ANSWER, unit="区司法局", task="15")
    did(gongkai, "accept", "-u", "区司法局", "-t", "15", "--on", "2019-07-25")
    refused = gongkai("unclaim", "-u", "区司法局", "-t", "15", "--on", "2019-07-20")
    assert refused.status == 1 and "2019-07-25 备案" in refused.err
    did(gongkai, "unclaim", "-u", "区司法局", "-t", "15", "--on", "2019-07-25")


def test_nothing_is_withdrawn_before_it_was_published(gongkai: Gongkai) -> None:
    record = ("-t", "14", "--item", "4", "--date", "2019-07-30", "--title", "清单")
    did(gongkai, "publish", "-u", "区司法局", *record)
    refused = gongkai("publish", "--withdraw", "1", "--on", "2019-07-29")
    assert refused.status == 1 and "2019-07-30" in refused.err and "gongkai undo" in refused.err
    said = did(gongkai, "publish", "--withdraw", "1", "--on", "2019-08-02")
    assert "14-4 2019-08-02 起 按期完成→逾期" in said


# ---------------------------------------------------------------- a field counts from its own day


def test_a_telephone_number_makes_no_late_answer_punctual(gongkai: Gongkai) -> None:
    fill(gongkai, "2019-08-20", "--measure", "措施", *ANSWER)
    fill(gongkai, "2019-07-19", "--contact", "0533-0000002")
    before = row(gongkai, "2019-07-20")
    assert (before["status"], before["measure"], before["contact"]) == ("incomplete", "", "0533-0000002")
    assert [
        filing_duty(gongkai, day) for day in ("2019-07-20", "2019-08-19", "2019-08-20", "2019-12-01")
    ] == [
        "overdue",
        "overdue",
        "done_late",
        "done_late",
    ]
    now = row(gongkai, "2019-08-20")
    assert (now["status"], now["measure"], now["contact"]) == ("filed", "措施", "0533-0000002")


def test_an_answer_dated_before_another_leaves_that_one(gongkai: Gongkai) -> None:
    fill(gongkai, "2019-08-01", "--measure", "甲", *ANSWER)
    said = fill(gongkai, "2019-07-19", "--measure", "乙", *ANSWER)
    assert "另有 2019-08-01 的填报" in said
    assert [row(gongkai, day)["measure"] for day in ("2019-07-18", "2019-07-31", "2019-08-01")] == [
        None,
        "乙",
        "甲",
    ]
    assert filing_duty(gongkai, "2019-08-02") == "done"  # it was complete from 07-19 on, without a break


def test_a_measure_alone_goes_on_into_later_answers(gongkai: Gongkai) -> None:
    fill(gongkai, "2019-08-01", "--measure", "甲", *ANSWER)
    fill(gongkai, "2019-07-19", "--measure", "乙")
    found = [row(gongkai, day) for day in ("2019-07-31", "2019-08-01")]
    assert [(each["status"], each["measure"]) for each in found] == [("incomplete", "乙"), ("filed", "乙")]
    assert filing_duty(gongkai, "2019-08-02") == "done_late"


def test_who_answers_goes_on_into_later_answers(gongkai: Gongkai) -> None:
    fill(gongkai, "2019-07-10", "--measure", "甲", *ANSWER)
    fill(gongkai, "2019-08-20", "--measure", "乙")
    fill(gongkai, "2019-07-15", "--officer", "李四")
    found = [row(gongkai, day) for day in ("2019-07-14", "2019-07-15", "2019-08-20")]
    assert [(each["measure"], each["officer"]) for each in found] == [
        ("甲", "张三"),
        ("甲", "李四"),
        ("乙", "李四"),
    ]
    # One change, and taken back as one.
    assert "共 2 条" in gongkai("undo", "-u", UNIT, "-t", "23").out
    assert [row(gongkai, day)["officer"] for day in ("2019-07-15", "2019-08-20")] == ["张三", "张三"]
    fill(gongkai, "2019-07-15", "--officer", "李四")
    assert gongkai("fill", "-u", UNIT, "-t", "23", "--officer", "李四", "--on", "2019-07-15").out.endswith(
        "没有改动\n"
    )


def test_it_goes_into_no_later_declining(gongkai: Gongkai) -> None:
    fill(gongkai, "2019-07-10", "--measure", "甲", *ANSWER)
    fill(gongkai, "2019-08-20", "--not-involved", "无此职能")
    fill(gongkai, "2019-07-15", "--officer", "李四")
    assert row(gongkai, "2019-08-19")["officer"] == "李四"
    assert row(gongkai, "2019-08-20")["status"] == "not_involved"


# ---------------------------------------------------------------- what changes in the past is said


def test_what_becomes_punctual_or_late_is_said(gongkai: Gongkai) -> None:
    fill(gongkai, "2019-07-22", "--measure", "措施", *ANSWER)
    said = fill(gongkai, "2019-07-19", "--measure", "措施", *ANSWER)
    assert "Z1-1 2019-07-20 至 2019-07-21 逾期→按期完成；Z1-1 2019-07-22 起 逾期完成→按期完成" in said
    said = did(gongkai, "return", "-u", UNIT, "--reason", "请改", "--on", "2019-07-25")
    assert "任务 23 的填报 2019-07-25 起 已填报→退回" in said and "Z1-1 2019-07-25 起 按期完成→逾期" in said


def test_a_claim_dated_back_says_what_it_makes_overdue(gongkai: Gongkai) -> None:
    said = did(gongkai, "claim", "-u", "区住建局", "-t", "7", "--on", "2019-07-18")
    assert "7-4（2019年第3季度） 2019-10-01 起 不承担→逾期" in said
    said = did(gongkai, "unclaim", "-u", "区住建局", "-t", "7", "--on", "2019-10-11")
    assert "7-4（2019年第3季度） 2019-10-11 起 逾期→不承担" in said


def test_what_changes_nothing_of_the_past_says_nothing(gongkai: Gongkai) -> None:
    fill(gongkai, "2019-07-18", "--measure", "先建好数据库", *ANSWER)
    assert fill(gongkai, "2019-07-18", "--measure", "甲", *ANSWER, unit="区司法局", task="14") == ""
    assert fill(gongkai, "2019-07-18", "--measure", "乙", unit="区司法局", task="14") == ""


def test_a_field_of_an_earlier_day_is_told_by_its_days(gongkai: Gongkai) -> None:
    fill(gongkai, "2019-07-18", "--measure", "措施一", *ANSWER)
    telephone = ("fill", "-u", UNIT, "-t", "23", "--contact", "0533-0000002", "--on", "2019-07-17")
    said = gongkai(*telephone).out.splitlines()
    assert said[0] == (
        f"√ 已保存：{UNIT} 任务 23 填报，日期 2019-07-17；2019-07-17 当天还缺具体工作措施、责任科室、责任人，"
        "2019-07-18 的填报已填全"
    )
    assert [(line["action"], line["changed"]) for line in gongkai("log", "--format", "json").json] == [
        ("fill", ["contact"]),
        ("fill", ["contact", "on_date"]),
        ("fill", ["measure", "section", "officer", "contact", "on_date"]),
    ]
    newest = gongkai("log", "-n", "1").out.splitlines()[1:]
    assert [line.split() for line in newest] == [
        ["联系方式", "改前：0533-000****"],
        ["改后：0533-000****（改了，打码后看不出）"],
    ]
    assert gongkai("undo", "-u", UNIT, "-t", "23").out.splitlines()[1:] == [
        f"　{UNIT}任务 23 的“填报”（联系方式，记在 2019-07-17）；现为已填报（2019-07-18）",
        f"　{UNIT}任务 23 的“填报”（联系方式，记在 2019-07-18）",
    ]


def test_what_both_days_lack_is_told_of_both(gongkai: Gongkai) -> None:
    fill(gongkai, "2019-07-18", "--measure", "措施一")
    said = gongkai("fill", "-u", UNIT, "-t", "23", "--section", "办公室", "--on", "2019-07-17").out
    assert said.splitlines()[0].endswith(
        "；2019-07-17 当天还缺具体工作措施、责任人、联系方式；2019-07-18 的填报还缺责任人、联系方式"
    )


def test_what_was_due_before_the_plan_was_issued_is_never_told_as_late(
    gongkai: Gongkai, tmp_path: Path
) -> None:
    plan = small_plan(tmp_path, ("6月底前公布清单", "{by: 2019-06-30, text: 6月底前}", "甲局"))
    of_plan = ("--plan", plan)
    record = ("--item", "1", "--date", "2019-08-01", "--title", "清单")
    did(gongkai, "publish", "-u", "甲局", "-t", "1", *record, *of_plan)
    said = did(gongkai, "publish", "--withdraw", "1", "--on", "2019-08-05", *of_plan)
    assert "1-1 2019-08-05 起 按期完成→待核" in said
