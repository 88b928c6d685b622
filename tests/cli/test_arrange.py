"""`gongkai arrange`: what the plan leaves undated is given days, rhythms and single events, and followed by them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import docx
import pytest
from clock import set_clock
from conftest import Gongkai, Ran
from databases import OFFICE, District

UNIT = "区司法局"


@pytest.fixture
def arrange(gongkai: Gongkai, monkeypatch: pytest.MonkeyPatch) -> Any:
    """`gongkai arrange` by a clerk of the unit, on the first day of August 2019."""
    set_clock(monkeypatch, "2019-08-01")

    def run(*arguments: str, on: str = "2019-07-20", unit: str = UNIT) -> Ran:
        return gongkai("arrange", "-u", unit, *arguments, "--on", on)

    return run


def periods(gongkai: Gongkai, as_of: str, item: str, unit: str = UNIT) -> list[tuple[str, str, str, str]]:
    """Each 期次 of a unit's 事项 at a date: key, due day, origin, state."""
    found = gongkai("report", "-u", unit, "--as-of", as_of, "--format", "json").json["deadlines"]
    return [
        (row["period"], row["due"], row["origin"], row["state"]) for row in found if row["obligation"] == item
    ]


def figures(gongkai: Gongkai, as_of: str) -> dict[str, Any]:
    [unit] = gongkai("report", "-u", UNIT, "--as-of", as_of, "--format", "json").json["units"]
    return unit  # type: ignore[no-any-return]


# ---------------------------------------------------------------- a unit's own dates


def test_a_day_of_ones_own_is_met_by_what_is_published_from_then_on(gongkai: Gongkai, arrange: Any) -> None:
    before = figures(gongkai, "2019-10-08")
    ran = arrange("-t", "21-1", "--by", "2019-09-30")
    assert ran.status == 0, ran.err
    assert "√ 已记为 1：区司法局 21-1，2019-09-30 前（自 2019-07-20 起）" in ran.out
    assert periods(gongkai, "2019-07-19", "21-1") == []
    key = "own:2019-09-30"
    assert periods(gongkai, "2019-07-20", "21-1") == [(key, "2019-09-30", "own", "pending")]
    assert periods(gongkai, "2019-09-30", "21-1") == [(key, "2019-09-30", "own", "soon")]
    assert periods(gongkai, "2019-10-08", "21-1") == [(key, "2019-09-30", "own", "overdue")]
    after = figures(gongkai, "2019-10-08")
    assert after["overdue_own"] == 1  # beside the plan's, in no sum with it
    assert {**after, "overdue_own": 0} == before


def test_late_is_late_and_earlier_is_nothing(gongkai: Gongkai, arrange: Any, monkeypatch: Any) -> None:
    arrange("-t", "21-1", "--by", "2019-09-30")
    set_clock(monkeypatch, "2019-10-20")
    published = ("publish", "-u", UNIT, "-t", "21-1", "--title", "公示", "--date")
    assert "常态" in gongkai(*published, "2019-07-19").out  # before anything was arranged
    assert periods(gongkai, "2019-10-20", "21-1")[0][3] == "overdue"
    assert "自定：2019年9月30日前（期限 2019-09-30）：逾期完成。" in gongkai(*published, "2019-10-10").out
    assert periods(gongkai, "2019-10-20", "21-1")[0][3] == "done_late"
    assert "按期完成" in gongkai(*published, "2019-09-01").out
    assert periods(gongkai, "2019-10-20", "21-1")[0][3] == "done"


def test_a_rhythm_has_each_period_that_ends_in_it(gongkai: Gongkai, arrange: Any, monkeypatch: Any) -> None:
    arrange("-t", "21-1", "--every", "quarter")
    assert [row[:2] for row in periods(gongkai, "2019-08-01", "21-1")] == [
        ("own:2019-Q3", "2019-09-30"),
        ("own:2019-Q4", "2019-12-31"),
    ]
    set_clock(monkeypatch, "2019-12-31")
    published = ("publish", "-u", UNIT, "-t", "21-1", "--title", "公示", "--date")
    gongkai(*published, "2019-10-08")
    assert [row[3] for row in periods(gongkai, "2019-12-31", "21-1")] == ["overdue", "done"]
    # what was missed is made good by saying so
    gongkai(*published, "2019-10-09", "--period", "own:2019-Q3")
    assert [row[3] for row in periods(gongkai, "2019-12-31", "21-1")] == ["done_late", "done"]


@pytest.mark.parametrize(
    ("words", "keys"),
    [
        (("--every", "month", "--until", "2019-10-15"), ["own:2019-07", "own:2019-08", "own:2019-09"]),
        (("--every", "两周", "--until", "2019-08-30"), []),
        (("--every", "two-weeks", "--until", "2019-08-30"), ["own:2019-07-20", "own:2019-08-03", "own:2019-08-17"]),
        (("--every", "每半年"), ["own:2019-H2"]),
        (("--every", "year"), ["own:2019"]),
        (("--times", "2", "--per", "year"), ["own:2019"]),
    ],
)  # fmt: skip
def test_which_periods(gongkai: Gongkai, arrange: Any, words: tuple[str, ...], keys: list[str]) -> None:
    ran = arrange("-t", "21-1", *words)
    assert (ran.status == 0) == bool(keys), ran.err
    assert [row[0] for row in periods(gongkai, "2019-08-01", "21-1")] == keys


def test_so_many_times(gongkai: Gongkai, arrange: Any, monkeypatch: Any) -> None:
    arrange("-t", "21-1", "--times", "2", "--per", "year")
    set_clock(monkeypatch, "2019-12-31")
    published = ("publish", "-u", UNIT, "-t", "21-1", "--title", "公示", "--date")
    assert "未到期，已完成 1/2" in gongkai(*published, "2019-08-01").out.replace("临期", "未到期")
    gongkai(*published, "2019-11-01")
    assert [row[3] for row in periods(gongkai, "2019-12-31", "21-1")] == ["done"]


def test_what_the_plan_dates_cant_be_arranged(gongkai: Gongkai, arrange: Any) -> None:
    ran = arrange("-t", "14-4", "--by", "2019-09-30")
    assert ran.status == 1
    assert "事项 14-4 的期限由方案定" in ran.err
    ran = arrange("-t", "Z18-1", "--by", "2019-09-30")
    assert ran.status == 1
    assert "期限由法规定" in ran.err
    assert gongkai("arrange", "--list", "--format", "json").json == []


def test_a_new_one_takes_the_place_and_what_had_fallen_due_stays(
    gongkai: Gongkai, arrange: Any, monkeypatch: Any
) -> None:
    arrange("-t", "21-1", "--every", "month")
    set_clock(monkeypatch, "2019-09-10")
    ran = arrange("-t", "21-1", "--every", "quarter", on="2019-09-10")
    assert "原来的 1 自 2019-09-10 起停止，此前到期的期次保留" in ran.out
    keys = [row[0] for row in periods(gongkai, "2019-09-10", "21-1")]
    assert keys == ["own:2019-07", "own:2019-08", "own:2019-Q3", "own:2019-Q4"]
    months = [row[0] for row in periods(gongkai, "2019-09-09", "21-1")]  # as it stood the day before
    assert months == [f"own:2019-{month:02}" for month in range(7, 13)]
    again = arrange("-t", "21-1", "--every", "quarter", on="2019-09-10")
    assert "与原来的安排相同" in again.out
    stopped = gongkai("arrange", "--end", "2", "--on", "2019-10-20")
    assert stopped.status == 0, stopped.err
    keys = [row[0] for row in periods(gongkai, "2019-12-31", "21-1")]
    assert keys == ["own:2019-07", "own:2019-08", "own:2019-Q3"]


def test_after_its_day_a_date_cant_be_moved_away(gongkai: Gongkai, arrange: Any, monkeypatch: Any) -> None:
    arrange("-t", "21-1", "--by", "2019-09-30")
    set_clock(monkeypatch, "2019-10-08")
    for evading in (("-t", "21-1", "--by", "2019-12-31"), ("--end", "1")):
        ran = arrange(*evading, on="2019-09-29")
        assert ran.status == 1
        assert "2019-09-30 已经到期，不能倒填日期去掉" in ran.err
    assert arrange("-t", "21-1", "--by", "2019-12-31", on="2019-10-08").status == 0
    assert periods(gongkai, "2019-10-08", "21-1") == [
        ("own:2019-09-30", "2019-09-30", "own", "overdue"),
        ("own:2019-12-31", "2019-12-31", "own", "pending"),
    ]


# ---------------------------------------------------------------- the office's rhythms


def test_a_rhythm_of_the_office_binds_whoever_holds_it(gongkai: Gongkai, arrange: Any) -> None:
    ran = gongkai("arrange", "--office", "-t", "21-1", "--every", "quarter", "--on", "2019-07-20")
    assert ran.status == 0, ran.err
    assert "√ 已记为 B1：全部承担单位，21-1，每季度" in ran.out
    data = gongkai("report", "--as-of", "2019-10-08", "--format", "json").json
    late = [row for row in data["deadlines"] if row["obligation"] == "21-1" and row["state"] == "overdue"]
    holders = gongkai("show", "21", "--as-of", "2019-10-08", "--format", "json").json["units"]
    assert {row["unit"] for row in late} == {each["unit"] for each in holders if each["basis"] != "claimable"}
    assert {(row["period"], row["origin"]) for row in late} == {("office:2019-Q3", "office")}
    assert data["following"]["arranged"] == len(late)
    assert data["following"]["cells"] == 2292


def test_the_one_for_the_fewest_counts(gongkai: Gongkai, arrange: Any) -> None:
    office = ("arrange", "--office", "--on", "2019-07-20")
    gongkai(*office, "--category", "做好优化营商环境", "--every", "quarter")
    gongkai(*office, "-t", "14-1", "--every", "half-year")
    gongkai(*office, "-u", UNIT, "-t", "14-1", "--every", "month", "--until", "2019-08-31")
    assert [row[0] for row in periods(gongkai, "2019-08-01", "14-2")] == ["office:2019-Q3", "office:2019-Q4"]
    assert [row[0] for row in periods(gongkai, "2019-08-01", "14-1")] == [
        *("office:2019-07", "office:2019-08"),
        "office:2019-H2",  # when the unit's own is over, the one for all again
    ]
    assert [row[0] for row in periods(gongkai, "2019-08-01", "14-4")] == ["once"]  # the plan's own


def test_a_group_is_its_members(gongkai: Gongkai, arrange: Any) -> None:
    ran = gongkai(
        *("arrange", "--office", "--group", "各镇", "-t", "33-1", "--every", "quarter", "--on", "2019-07-20")
    )
    if ran.status == 2:  # several groups have it in their names
        assert "可以是几个单位组" in ran.err
    named = gongkai("arrange", "--office", "--group", "没有的组", "-t", "33-1", "--every", "month")
    assert named.status == 2
    assert "没有单位组“没有的组”，单位组有：" in named.err


def test_one_record_serves_both_and_is_entered_once(
    gongkai: Gongkai, arrange: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    arrange("-t", "21-1", "--by", "2019-09-30")
    gongkai("arrange", "--office", "-t", "21-1", "--every", "quarter", "--on", "2019-07-20")
    set_clock(monkeypatch, "2019-10-20")
    ran = gongkai("publish", "-u", UNIT, "-t", "21-1", "--title", "公示", "--date", "2019-09-20")
    assert ran.out.count("按期完成") == 2
    assert {row[3] for row in periods(gongkai, "2019-10-08", "21-1") if row[1] <= "2019-09-30"} == {"done"}


def test_a_rhythm_is_taken_back_by_its_number_only(gongkai: Gongkai, arrange: Any) -> None:
    gongkai("arrange", "--office", "-u", UNIT, "-t", "21-1", "--every", "quarter", "--on", "2019-07-20")
    ran = gongkai("undo", "-u", UNIT, "-t", "21")
    assert ran.status == 1
    assert "没有可撤销的改动" in ran.err
    undone = gongkai("undo", "--arrangement", "B1")
    assert undone.status == 0, undone.err
    assert periods(gongkai, "2019-08-01", "21-1") == []


def test_ones_own_is_undone_like_any_change(gongkai: Gongkai, arrange: Any) -> None:
    arrange("-t", "21-1", "--every", "quarter")
    arrange("-t", "21-1", "--by", "2019-09-30", on="2019-07-25")
    assert gongkai("undo", "-u", UNIT, "-t", "21").status == 0
    assert [row[0] for row in periods(gongkai, "2019-08-01", "21-1")] == ["own:2019-Q3", "own:2019-Q4"]
    assert gongkai("undo", "-u", UNIT, "-t", "21").status == 0
    assert periods(gongkai, "2019-08-01", "21-1") == []


# ---------------------------------------------------------------- events


@pytest.mark.parametrize(
    ("item", "within", "due", "why"),
    [
        ("14-7", (), "2019-08-14", "条例》第二十六条：20 个工作日内"),  # 及时, from Wednesday 17 July
        ("14-7", ("--within", "3"), "2019-07-22", "3 个工作日内"),
    ],
)
def test_when_an_event_is_due(
    gongkai: Gongkai, arrange: Any, item: str, within: tuple[str, ...], due: str, why: str
) -> None:
    ran = arrange("-t", item, "--event", "某文件废止", "--date", "2019-07-17", *within)
    assert ran.status == 0, ran.err
    assert f"期限 {due}" in ran.out
    assert why in ran.out
    assert periods(gongkai, "2019-07-20", item)[0][:3] == ("E1", due, "event")


def test_an_event_is_done_by_the_record_that_names_it(gongkai: Gongkai, arrange: Any) -> None:
    for title in ("甲文件废止", "乙文件废止"):
        arrange("-t", "14-7", "--event", title, "--date", "2019-07-17")
    again = arrange("-t", "14-7", "--event", "甲文件废止", "--date", "2019-07-17")
    assert again.status == 1
    assert "已经记为 E1" in again.err
    ran = gongkai("publish", "-u", UNIT, "--event", "e1", "--date", "2019-07-30")
    assert ran.status == 0, ran.err
    assert "《甲文件废止》" in ran.out
    assert "逐次：甲文件废止（期限 2019-08-14）：按期完成。" in ran.out
    assert [row[3] for row in periods(gongkai, "2019-09-01", "14-7")] == ["done", "overdue"]
    listed = gongkai("arrange", "--list", "--format", "json").json
    assert [(row["number"], row["state"]) for row in listed] == [("E1", "done"), ("E2", "pending")]
    wrong = gongkai("publish", "-u", "区水利局", "--event", "E2", "--date", "2019-07-30")
    assert wrong.status == 2
    assert "不是区水利局的逐次事项" in wrong.err


# ---------------------------------------------------------------- on a server, by a unit's own login


def test_a_unit_arranges_its_own_and_no_rhythm(
    gongkai: Gongkai, district: District, monkeypatch: pytest.MonkeyPatch
) -> None:
    office = gongkai(
        *("arrange", "--office", "-t", "21-1", "--every", "quarter", "--on", "2019-07-20"),
        *("--db", district.address(OFFICE)),
    )
    assert office.status == 0, office.err
    monkeypatch.setenv("GONGKAI_DB", district.address("sfj"))
    ran = gongkai(
        "arrange", "-t", "14-7", "--event", "某文件废止", "--date", "2019-07-17", "--on", "2019-07-20"
    )
    assert ran.status == 0, ran.err
    assert gongkai("arrange", "-t", "14-1", "--every", "month", "--on", "2019-07-20").status == 0
    refused = gongkai("arrange", "--office", "-t", "14-1", "--every", "month")
    assert refused.status == 1
    assert "更新周期请由政务公开办来做" in refused.err
    refused = gongkai("arrange", "--end", "B1")
    assert refused.status == 1
    assert "请由政务公开办来做" in refused.err
    seen = {row["number"] for row in gongkai("arrange", "--list", "--format", "json").json}
    assert seen == {"B1", "1", "E1"}
    found = gongkai("report", "--as-of", "2019-08-01", "--format", "json").json["deadlines"]
    assert {row["origin"] for row in found} == {"plan", "law", "own", "office", "event"}
    monkeypatch.setenv("GONGKAI_DB", district.address("slj"))
    assert [row["number"] for row in gongkai("arrange", "--list", "--format", "json").json] == ["B1"]
    audited = gongkai("server", "check", "--db", district.address(OFFICE))
    assert audited.status == 0, audited.out


# ---------------------------------------------------------------- the time words of a measure


@pytest.mark.parametrize(
    ("measure", "offered"),
    [
        ("9月底前完成权责清单调整", "-t 21 --item 事项 --by 2019-09-30"),
        ("每季度公布执法数据", "-t 21 --item 事项 --every quarter"),
        ("全年不少于4次公开", "-t 21 --item 事项 --times 4 --per year"),
        ("及时公开，6月底前已经完成", None),
    ],
)
def test_the_time_words_of_a_measure_are_offered(
    gongkai: Gongkai, arrange: Any, measure: str, offered: str | None
) -> None:
    ran = gongkai("fill", "-u", UNIT, "-t", "21", "--measure", measure, "--on", "2019-07-20")
    assert ran.status == 0, ran.err
    assert ("可记为工作进度" in ran.out) == (offered is not None)
    if offered:
        assert f"gongkai arrange -u {UNIT} {offered}" in ran.out
    assert gongkai("arrange", "--list", "--format", "json").json == []  # never taken unasked


def test_what_the_plan_demands_at_the_same_time_is_not_offered(gongkai: Gongkai, arrange: Any) -> None:
    ran = gongkai(
        "fill", "-u", UNIT, "-t", "14", "--measure", "7月底前公布，9月底前清理", "--on", "2019-07-20"
    )
    assert "“9月底前”" in ran.out
    assert "“7月底前”" not in ran.out


# ---------------------------------------------------------------- what doesn't fit together


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--list", "--end", "1"), "--end 不与 --list 一起写"),
        (("--list", "-t", "21"), "--task 不与 --list 一起写"),
        (("--end", "1", "--by", "2019-09-30"), "--by 不与 --end 一起写"),
        (("--end", "1", "--event", "甲"), "--event 不与 --end 一起写"),
        (("-t", "14-7", "--event", "甲", "--date", "2019-07-18", "--every", "month"), "--every 不与 --event 一起写"),
        (("--office", "--group", "各镇", "-t", "14-7", "--event", "甲", "--date", "2019-07-18"),
         "--group 不与 --event 一起写"),
        (("-t", "21-1", "--every", "month", "--within", "3"), "--within 不与 --by、--every、--times 一起写"),
        (("-t", "21-1", "--every", "month", "--all-units"), "--all-units 不与 --by、--every、--times 一起写"),
    ],
)  # fmt: skip
def test_no_option_is_dropped_without_a_word(
    gongkai: Gongkai, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...], said: str
) -> None:
    monkeypatch.setenv("GONGKAI_UNIT", UNIT)
    gongkai("arrange", "-t", "21-1", "--every", "quarter", "--on", "2019-07-20")
    ran = gongkai("arrange", *words)
    assert ran.status == 2
    assert said in ran.err
    assert [row["number"] for row in gongkai("arrange", "--list", "--format", "json").json] == ["1"]


def test_what_is_listed_is_the_units_own_or_all(gongkai: Gongkai, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GONGKAI_UNIT", UNIT)
    gongkai("arrange", "-t", "21-1", "--every", "quarter", "--on", "2019-07-20")
    gongkai(
        "arrange", "--office", "--group", "各镇街道", "-t", "2-1", "--every", "quarter", "--on", "2019-07-20"
    )
    ran = gongkai("arrange", "--list", "--format", "json")
    assert [row["number"] for row in ran.json] == ["1"]  # the towns' is none of its business
    assert "这里只是区司法局的" in ran.err
    ran = gongkai("arrange", "--list", "--all-units", "--format", "json")
    assert ran.status == 0, ran.err
    assert [row["number"] for row in ran.json] == ["B1", "1"]


def test_whose_answer_is_that_it_isnt_involved_arranges_nothing(gongkai: Gongkai, arrange: Any) -> None:
    gongkai("fill", "-u", UNIT, "-t", "14", "--not-involved", "本局无此职能", "--on", "2019-07-18")
    for words in (("--every", "month"), ("--event", "甲", "--date", "2019-07-18")):
        ran = arrange("-t", "14-1", *words)
        assert ran.status == 1
        assert "任务 14 报的是“不涉及”" in ran.err


def test_a_rhythm_for_nobody_is_refused(gongkai: Gongkai) -> None:
    for words in (("--group", "各镇街道", "-t", "14-1"), ("-u", "临淄公安分局", "-t", "14"), ("-t", "35-1")):
        ran = gongkai("arrange", "--office", *words, "--every", "month", "--on", "2019-07-20")
        assert ran.status == 1, words
    ran = gongkai(
        *(
            "arrange",
            "--office",
            "--group",
            "各镇街道",
            "-t",
            "14-1",
            "--every",
            "month",
            "--on",
            "2019-07-20",
        )
    )
    assert "这样定管不到谁：各镇街道，14-1，没有承担的单位" in ran.err
    assert gongkai("arrange", "--list", "--format", "json").json == []


def test_a_record_says_for_which_period_it_is(gongkai: Gongkai, arrange: Any, monkeypatch: Any) -> None:
    arrange("-t", "21-1", "--every", "quarter")
    arrange("-t", "14-7", "--event", "某文件废止", "--date", "2019-07-17")
    set_clock(monkeypatch, "2019-10-20")
    gongkai("publish", "-u", UNIT, "--event", "E1", "--date", "2019-07-30")
    late = ("--date", "2019-10-09", "--title", "公示", "--period", "own:2019-Q3")
    gongkai("publish", "-u", UNIT, "-t", "21-1", *late)
    assert [row["label"] for row in gongkai("records", "--format", "json").json] == [
        "某文件废止",
        "2019年第3季度",
    ]
    gongkai("arrange", "--end", "E1")
    out = gongkai("records").out
    assert "期次：某文件废止" in out
    assert "期次：2019年第3季度" in out


def test_a_task_whole_says_what_is_arranged(gongkai: Gongkai, arrange: Any) -> None:
    arrange("-t", "14-1", "--every", "quarter")
    arrange("-t", "14-7", "--event", "某文件废止", "--date", "2019-07-17")
    office = ("arrange", "--office", "--on", "2019-07-20")
    gongkai(*office, "--category", "做好优化营商环境", "--every", "half-year", "--note", "半年一次")
    out = gongkai("show", "14", "--as-of", "2019-07-20").out
    assert "自定：区司法局，每季度" in out
    assert "逐次：区司法局，某文件废止（期限 2019-08-14，未到期）" in out
    assert out.count("办公室定：全部承担单位，每半年") == 7  # not of 14-4, which the plan dates
    assert "自定" not in gongkai("show", "14", "--as-of", "2019-07-19").out
    found = gongkai("show", "14", "-u", UNIT, "--as-of", "2019-07-20", "--format", "json").json
    assert [row["number"] for row in found["arranged"]] == ["B1", "1", "E1"]
    assert gongkai("show", "17", "--as-of", "2019-07-20", "--format", "json").json["arranged"] == []


def test_an_odd_year_is_said(gongkai: Gongkai, arrange: Any) -> None:
    ran = arrange("-t", "14-7", "--event", "某文件废止", "--date", "1999-07-17")
    assert "1999-07-17 不在方案的年份前后" in ran.err
    ran = arrange("-t", "14-7", "--by", "2091-09-30")
    assert "2091-09-30 不在方案的年份前后" in ran.err


def test_what_is_listed_is_as_of_a_day(gongkai: Gongkai, arrange: Any) -> None:
    arrange("-t", "21-1", "--every", "quarter")
    arrange("-t", "21-1", "--every", "month", on="2019-07-25")
    listed = gongkai("arrange", "--list", "--as-of", "2019-07-24", "--format", "json").json
    assert [(row["number"], row["rhythm"]) for row in listed] == [("1", "quarter")]
    refused = arrange("-t", "21-1", "--every", "week", "--as-of", "2019-07-24")
    assert refused.status == 2


def test_numbers_are_said_as_they_are_typed(gongkai: Gongkai, arrange: Any) -> None:
    office = ("arrange", "--office", "-t", "21-1")
    gongkai(*office, "--every", "quarter", "--on", "2019-07-25")
    ran = gongkai(*office, "--every", "month", "--on", "2019-07-20")
    assert "更新周期 B1 是 2019-07-25 起的" in ran.err
    ran = gongkai("arrange", "--end", "B1", "--on", "2019-07-20")
    assert "更新周期 B1 是 2019-07-25 起的" in ran.err


def test_what_is_dated_back_says_what_it_changes(gongkai: Gongkai, arrange: Any, monkeypatch: Any) -> None:
    arrange("-t", "21-1", "--every", "month", on="2019-08-01")
    set_clock(monkeypatch, "2019-09-10")
    told = "记在过去的日期，区司法局以前各日的报告随之改变"
    ran = arrange("-t", "14-1", "--every", "month", on="2019-08-15")
    assert f"{told}：14-1（自定：2019年8月） 2019-08-15 至 2019-08-31 不承担→未到期" in ran.err
    assert "2019-09-01 起 不承担→逾期" in ran.err
    assert told in arrange("--end", "1", on="2019-09-01").err
    assert told in arrange("-t", "14-7", "--event", "甲", "--date", "2019-07-17", on="2019-09-01").err
    assert "随之改变" not in arrange("-t", "14-2", "--every", "month", on="2019-09-10").err
    ran = gongkai("arrange", "--office", "-t", "17-1", "--every", "month", "--on", "2019-07-20")
    assert "记在过去的日期，各单位自 2019-07-20 起的报告随之改变" in ran.err


def test_papers_that_say_what_is_late_say_how_much_is_followed(
    gongkai: Gongkai, arrange: Any, tmp_path: Path
) -> None:
    arrange("-t", "21-1", "--by", "2019-09-30")
    page, paper = tmp_path / "report.html", tmp_path / "bulletin.docx"
    assert gongkai("report", "--as-of", "2019-10-08", "-o", str(page)).status == 0
    assert gongkai("bulletin", "--as-of", "2019-10-08", "-o", str(paper)).status == 0
    said = [
        "2292 项（单位×事项）：方案、法规定期限 229，自定、办公室定或逐次 1，没有期限 2062（有发布记录 0、没有任何记录 2062）",
        "自定、办公室定、逐次的期限：逾期 1；临期 0；未到期 0；按期完成 0；逾期完成 0（不计入落实）",
    ]
    for words in said:
        assert words in page.read_text("utf-8")
        assert words in "\n".join(paragraph.text for paragraph in docx.Document(str(paper)).paragraphs)
    gongkai("report", "-u", "区水利局", "--as-of", "2019-10-08", "-o", str(page), "--force")
    assert "不计入落实" not in page.read_text("utf-8")
