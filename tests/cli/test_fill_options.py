"""`gongkai fill` by options: what scripts do."""

from __future__ import annotations

import os
import re
from typing import Any

import pytest
from conftest import Gongkai, Ran

UNIT = "区司法局"
FIELDS = {"measure": "公布清单", "section": "法制科", "officer": "张三", "contact": "0533-0000000"}


def fill(gongkai: Gongkai, *more: str, task: str = "14", on: str = "2019-07-18", **fields: str) -> Ran:
    options = [word for name, value in fields.items() for word in (f"--{name.replace('_', '-')}", value)]
    return gongkai("fill", "-u", UNIT, "-t", task, "--on", on, *options, *more)


def row(gongkai: Gongkai, task: str = "14", as_of: str = "2019-12-31") -> dict[str, Any]:
    tasks = gongkai("tasks", "-u", UNIT, "--as-of", as_of, "--format", "json").json
    return next(each for each in tasks if each["id"] == task)


def answer(gongkai: Gongkai, task: str = "14", as_of: str = "2019-12-31") -> dict[str, str]:
    found = row(gongkai, task, as_of)
    return {name: found[name] for name in (*FIELDS, "reason", "status")}


def journal(gongkai: Gongkai) -> list[dict[str, Any]]:
    lines: list[dict[str, Any]] = gongkai("log", "--with-contacts", "--format", "json").json
    return lines


def test_every_field_is_recorded(gongkai: Gongkai) -> None:
    done = fill(gongkai, **FIELDS)
    assert (done.status, done.err) == (0, "")
    assert done.out == "√ 已保存：区司法局 任务 14 填报，日期 2019-07-18\n"
    assert answer(gongkai) == FIELDS | {"reason": "", "status": "filed"}
    (line,) = journal(gongkai)
    assert line["after"] == FIELDS | {"reason": "", "on_date": "2019-07-18"}
    assert (line["before"], line["action"], line["actor"]) == (None, "fill", "测试员")
    assert (line["unit"], line["task"]) == (UNIT, "14")


@pytest.mark.any_store
@pytest.mark.parametrize(
    ("field", "words"),
    [("measure", "具体工作措施"), ("section", "责任科室"), ("officer", "责任人"), ("contact", "联系方式")],
)
def test_what_lacks_is_said_and_the_answer_counts_as_incomplete(
    gongkai: Gongkai, field: str, words: str
) -> None:
    done = fill(gongkai, **{name: value for name, value in FIELDS.items() if name != field})
    assert (done.status, done.out) == (
        0,
        f"√ 已保存：区司法局 任务 14 填报，日期 2019-07-18；还缺{words}\n",
    )
    assert answer(gongkai)["status"] == "incomplete"
    assert not fill(gongkai, **{field: FIELDS[field]}).err
    assert answer(gongkai) == FIELDS | {"reason": "", "status": "filed"}


def test_fields_not_given_keep_what_they_were(gongkai: Gongkai) -> None:
    fill(gongkai, **FIELDS)
    fill(gongkai, officer="李四", on="2019-07-20")
    assert answer(gongkai) == FIELDS | {"officer": "李四", "reason": "", "status": "filed"}
    assert answer(gongkai, as_of="2019-07-19")["officer"] == "张三"


# ---------------------------------------------------------------- those who answered last


def test_measures_alone_are_answered_for_by_those_of_last_time(gongkai: Gongkai) -> None:
    fill(gongkai, task="12", **FIELDS)
    done = gongkai("fill", "-u", UNIT, "-t", "14", "--on", "2019-07-18", "-m", "公布清单")
    assert (done.status, done.err) == (0, "")
    assert done.out == (
        "√ 已保存：区司法局 任务 14 填报，日期 2019-07-18\n"
        "　责任科室、责任人、联系方式沿用上次的：法制科 张三 0533-0000000\n"
    )
    assert answer(gongkai) == FIELDS | {"reason": "", "status": "filed"}
    assert len(journal(gongkai)) == 2
    assert gongkai("undo", "-u", UNIT, "-t", "14").status == 0
    assert answer(gongkai)["status"] == "unfiled"


OTHERS = {"section": "办公室", "officer": "李四", "contact": "13800000000"}
LAST = {"section": "法制科", "officer": "张三", "contact": "0533-0000000"}


@pytest.mark.parametrize(
    ("given", "taken"),
    [
        ({"section": "执法科"}, {"officer": "张三", "contact": "0533-0000000"}),
        ({"contact": "0533-0000009"}, {"section": "法制科", "officer": "张三"}),
        ({"officer": "张三"}, {"section": "法制科", "contact": "0533-0000000"}),
        (
            {"officer": "李四"},
            {"section": "办公室", "contact": "13800000000"},
        ),  # his own, though not the last
        ({"officer": "王五"}, {"section": "法制科"}),  # nobody's guess what his telephone is
        ({"officer": "王五", "contact": "0533-0000009"}, {"section": "法制科"}),
        (LAST, {}),
    ],
)
def test_what_lacks_is_taken_from_last_time_but_no_other_officers_telephone(
    gongkai: Gongkai, given: dict[str, str], taken: dict[str, str]
) -> None:
    fill(gongkai, task="12", measure="甲", **OTHERS)
    fill(gongkai, task="17", measure="乙", **LAST)
    done = fill(gongkai, measure="公布清单", **given)
    expected = dict.fromkeys(FIELDS, "") | {"measure": "公布清单"} | taken | given
    found = answer(gongkai)
    assert {name: found[name] for name in FIELDS} == expected
    said = f"沿用上次的：{' '.join(taken[name] for name in FIELDS if name in taken)}\n"
    assert done.out.endswith(said) if taken else "沿用" not in done.out
    assert ("还缺联系方式" in done.out) == (not expected["contact"])


def test_an_answers_own_people_come_before_those_of_last_time(gongkai: Gongkai) -> None:
    fill(gongkai, measure="公布清单", **OTHERS)
    fill(gongkai, task="17", measure="乙", **LAST)
    assert "沿用" not in fill(gongkai, measure="公布新的清单").out
    assert "沿用" not in fill(gongkai, contact="13800000001").out
    assert answer(gongkai) == OTHERS | {
        "measure": "公布新的清单",
        "contact": "13800000001",
        "reason": "",
        "status": "filed",
    }


def test_people_are_only_taken_over_for_measures(gongkai: Gongkai) -> None:
    """A telephone alone, or 不涉及, is no answer that somebody answers for; nor is another unit's last time ours."""
    fill(gongkai, task="17", measure="乙", **LAST)
    assert "沿用" not in fill(gongkai, contact="13800000001").out
    assert answer(gongkai)["section"] == ""
    assert "沿用" not in fill(gongkai, task="32", not_involved="本局无此职能").out
    if "postgresql" not in os.environ["GONGKAI_DB"]:
        done = gongkai("fill", "-u", "区水利局", "-t", "7", "--on", "2019-07-18", "-m", "公布")
        assert done.out.endswith("；还缺责任科室、责任人、联系方式\n")


@pytest.mark.any_store
def test_short_options(gongkai: Gongkai) -> None:
    short = ("-m", "公布清单", "-s", "法制科", "-o", "张三", "-c", "0533-0000000")
    assert gongkai("fill", "-u", UNIT, "-t", "14", "--on", "2019-07-18", *short).status == 0
    assert answer(gongkai) == FIELDS | {"reason": "", "status": "filed"}


def test_whose_text_is_replaced_is_told(gongkai: Gongkai, monkeypatch: pytest.MonkeyPatch) -> None:
    """On a server all have one login and are not told apart: so it is told of one's own text too."""
    one, other = ("李四", "王五") if "postgresql" not in os.environ["GONGKAI_DB"] else ("测试员", "测试员")
    monkeypatch.setenv("GONGKAI_USER", one)
    assert "原为" not in fill(gongkai, measure="甲写的\n第二行", section="法制科").out
    monkeypatch.setenv("GONGKAI_USER", other)
    assert "原为" not in fill(gongkai, officer="张三", measure="甲写的\n第二行").out
    done = fill(gongkai, measure="乙写的", officer="赵六", contact="0533-0000000")
    assert (done.status, done.err) == (0, "")
    saved, *replaced = done.out.splitlines()
    assert saved == "√ 已保存：区司法局 任务 14 填报，日期 2019-07-18"
    clock = r"，20\d\d-\d\d-\d\d \d\d:\d\d）"
    assert [re.sub(clock, "", line) for line in replaced] == [
        f"　具体工作措施原为“甲写的 第二行”（{one}",
        f"　责任人原为“张三”（{other}",
    ]


def test_taking_back_restores_whose_text_it_was(gongkai: Gongkai) -> None:
    fill(gongkai, measure="甲写的")
    fill(gongkai, measure="乙写的")
    assert gongkai("undo", "-u", UNIT, "-t", "14").status == 0
    assert "具体工作措施原为“甲写的”（测试员，" in fill(gongkai, measure="丙写的").out
    done = fill(gongkai, not_involved="本局无此职能")
    assert "具体工作措施原为“丙写的”" in done.out
    assert "不涉及的理由原为“本局无此职能”" in fill(gongkai, measure="丁写的").out


def test_the_same_again_changes_nothing_and_leaves_no_trace(gongkai: Gongkai) -> None:
    fill(gongkai, **FIELDS)
    again = fill(gongkai, on="2019-07-25", **FIELDS)
    assert (again.status, again.out) == (0, "区司法局 任务 14 与已填报的相同，没有改动\n")
    assert len(journal(gongkai)) == 1
    assert row(gongkai)["filed_on"] == "2019-07-18"


def test_a_report_of_an_earlier_day_does_not_count_it(gongkai: Gongkai) -> None:
    fill(gongkai, **FIELDS)
    assert answer(gongkai, as_of="2019-07-17")["status"] == "unfiled"
    assert answer(gongkai, as_of="2019-07-18")["status"] == "filed"


def test_an_answer_is_dated_today_where_no_day_is_given(gongkai: Gongkai) -> None:
    from datetime import date

    done = gongkai("fill", "-u", UNIT, "-t", "14", "--measure", "公布清单")
    assert date.today().isoformat() in done.out
    assert row(gongkai, as_of=date.today().isoformat())["filed_on"] == date.today().isoformat()


def test_a_correction_dated_earlier_counts_from_its_own_day(gongkai: Gongkai) -> None:
    fill(gongkai, **FIELDS)
    fill(gongkai, measure="公布清单，更正", on="2019-07-10")
    for day, measure in (
        ("2019-07-09", None),
        ("2019-07-10", "公布清单，更正"),
        ("2019-12-31", "公布清单，更正"),
    ):
        assert answer(gongkai, as_of=day)["measure"] == measure
    # The answer that was dated later is written anew: it has the correction, and counts from its own day.
    assert len(journal(gongkai)) == 3
    assert [row(gongkai, as_of=day)["status"] for day in ("2019-07-17", "2019-07-18")] == [
        "incomplete",
        "filed",
    ]


def test_the_same_answer_dated_earlier_is_a_correction_of_the_date(gongkai: Gongkai) -> None:
    fill(gongkai, on="2019-07-25", **FIELDS)
    assert row(gongkai)["filing_due"] == "2019-07-19"
    fill(gongkai, on="2019-07-18", **FIELDS)
    assert row(gongkai)["filed_on"] == "2019-07-18"
    assert row(gongkai, as_of="2019-07-18")["status"] == "filed"


def test_not_involved_needs_a_reason_and_takes_the_place_of_measures(gongkai: Gongkai) -> None:
    fill(gongkai, task="32", **FIELDS)
    done = fill(gongkai, task="32", on="2019-07-19", not_involved="本局无此职能")
    first, *replaced = done.out.splitlines()
    assert first == "√ 已保存：区司法局 任务 32 报“不涉及”，日期 2019-07-19"
    assert len(replaced) == 4 and replaced[3].startswith("　联系方式原为“0533-0000000”（测试员，")
    assert answer(gongkai, "32") == dict.fromkeys(FIELDS, "") | {
        "reason": "本局无此职能",
        "status": "not_involved",
    }
    assert answer(gongkai, "32", "2019-07-18")["status"] == "filed"


def test_measures_after_not_involved_start_from_nothing(gongkai: Gongkai) -> None:
    fill(gongkai, task="32", not_involved="本局无此职能")
    done = fill(gongkai, task="32", on="2019-07-20", measure="公布清单")
    assert "还缺责任科室、责任人、联系方式" in done.out
    assert answer(gongkai, "32")["status"] == "incomplete"
    assert answer(gongkai, "32")["reason"] == ""
    assert answer(gongkai, "32", "2019-07-19")["status"] == "not_involved"


def test_a_claimable_task_is_refused_until_it_is_claimed(gongkai: Gongkai) -> None:
    refused = fill(gongkai, task="15", **FIELDS)
    assert refused.status == 1
    assert "gongkai claim -u 区司法局 -t 15" in refused.err
    assert journal(gongkai) == []
    gongkai("claim", "-u", UNIT, "-t", "15", "--on", "2019-07-18")
    assert fill(gongkai, task="15", **FIELDS).status == 0
    assert answer(gongkai, "15")["status"] == "filed"


def test_a_claimable_task_can_be_answered_with_not_involved_without_a_claim(gongkai: Gongkai) -> None:
    assert fill(gongkai, task="15", not_involved="本局无此职能").status == 0
    assert answer(gongkai, "15")["status"] == "not_involved"


def test_the_filing_duty_itself_is_not_filed(gongkai: Gongkai) -> None:
    refused = fill(gongkai, task="Z1", **FIELDS)
    assert refused.status == 1
    assert refused.err == "错误：任务 Z1 就是填报本身，请逐项填报附件各项任务，不必单独填报\n"
    assert journal(gongkai) == []


@pytest.mark.any_store
@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("０５３３－００００００００", "0533-00000000"),
        ("０５３３－０００００００", "0533-0000000"),
        ("１３８００００００００", "13800000000"),
        ("（0533）0000000，138 0000 0000", "0533-0000000、13800000000"),
    ],
)
def test_telephone_numbers_are_normalised(gongkai: Gongkai, typed: str, stored: str) -> None:
    assert fill(gongkai, **FIELDS | {"contact": typed}).status == 0
    assert answer(gongkai)["contact"] == stored


@pytest.mark.any_store
def test_a_task_number_may_be_full_width_or_padded(gongkai: Gongkai) -> None:
    assert fill(gongkai, task="０１４", **FIELDS).status == 0
    assert answer(gongkai)["status"] == "filed"


def test_text_is_kept_word_for_word(gongkai: Gongkai) -> None:
    measure = "一是“公开”①（试行）；\n二是 50㎡ 以上的，--- #1：按‘规定’办"
    fill(gongkai, **FIELDS | {"measure": f"  {measure}\n"})
    assert answer(gongkai)["measure"] == measure


def test_a_body_duty_may_be_answered(gongkai: Gongkai) -> None:
    done = fill(gongkai, task="Z5", **FIELDS)
    assert done.status == 0, done.err
    assert answer(gongkai, "Z5")["status"] == "filed"


def test_not_involved_says_which_dates_go_with_it(gongkai: Gongkai) -> None:
    done = fill(gongkai, task="14", not_involved="本局无此职能")
    assert done.status == 0
    assert done.err.startswith("注意：任务 14 有期限的事项也不再由本单位承担：14-4（2019年7月31日前）")
    # Nothing goes where nothing was owed, or where nothing has a date.
    assert fill(gongkai, task="7", not_involved="本局无此职能").err == ""
    assert fill(gongkai, task="12", not_involved="本局无此职能").err == ""


def test_a_day_to_come_is_recorded_with_a_warning(gongkai: Gongkai) -> None:
    done = fill(gongkai, on="2099-07-18", **FIELDS)
    assert (done.status, done.err[:23]) == (0, "注意：2099-07-18 还没有到，从那天起")
    assert row(gongkai)["status"] == "unfiled"


def test_a_unit_without_a_row_of_the_annex_is_told_so(gongkai: Gongkai) -> None:
    done = gongkai("fill", "-u", "齐城农业高新区管委会")
    assert (done.status, done.out) == (1, "")
    assert done.err.startswith("错误：齐城农业高新区管委会没有附件任务；正文任务（Z9）可以逐项填报")
