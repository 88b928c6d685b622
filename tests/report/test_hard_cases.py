"""States and lights in the cases where programs usually go wrong."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from conftest import Gongkai
from plans import small_plan

Data = dict[str, Any]


def deadlines(gongkai: Gongkai, as_of: str, unit: str, obligation: str, *more: str) -> dict[str, Data]:
    """The periods of a unit's 事项 at a date, by period."""
    data = gongkai("report", "--as-of", as_of, "--unit", unit, "--format", "json", *more).json
    return {row["period"]: row for row in data["deadlines"] if row["obligation"] == obligation}


def publish(gongkai: Gongkai, unit: str, obligation: str, day: str, *more: str) -> None:
    task, item = obligation.split("-")
    done = gongkai(
        "publish", "-u", unit, "-t", task, "--item", item, "--date", day, "--title", f"试例{day}", *more
    )
    assert done.status == 0, done.err


def test_due_on_the_day_is_not_late_and_the_day_after_is(gongkai: Gongkai) -> None:
    def state(as_of: str) -> str:
        return str(deadlines(gongkai, as_of, "区司法局", "14-4")["once"]["state"])

    assert state("2019-07-31") == "soon"
    assert state("2019-08-01") == "overdue"


@pytest.mark.parametrize(
    ("as_of", "state"),
    [
        # 2019-07-31 is a Wednesday: 07-29, 07-30 and 07-31 are the three working days after Friday 07-26.
        ("2019-07-25", "pending"),
        ("2019-07-26", "soon"),
        ("2019-07-28", "soon"),
    ],
)
def test_due_soon_counts_working_days(gongkai: Gongkai, as_of: str, state: str) -> None:
    assert deadlines(gongkai, as_of, "区司法局", "14-4")["once"]["state"] == state


def test_days_off_and_working_weekends_move_due_soon(gongkai: Gongkai) -> None:
    # 2019-09-30 is a Monday; Sunday 09-29 was worked for the National Day holiday: 26, 27, 29, 30.
    def state(as_of: str) -> str:
        return str(deadlines(gongkai, as_of, "区水利局", "7-4")["2019-Q3"]["state"])

    assert state("2019-09-25") == "pending"
    assert state("2019-09-26") == "soon"


def test_warn_says_otherwise(gongkai: Gongkai) -> None:
    rows = deadlines(gongkai, "2019-07-22", "区司法局", "14-4", "--warn", "7")
    assert rows["once"]["state"] == "soon"
    rows = deadlines(gongkai, "2019-07-30", "区司法局", "14-4", "--warn", "0")
    assert rows["once"]["state"] == "pending"


def test_a_record_on_the_very_due_day_is_on_time(gongkai: Gongkai) -> None:
    publish(gongkai, "区司法局", "14-4", "2019-07-31")
    for as_of in ("2019-07-31", "2019-08-01", "2026-01-01"):
        row = deadlines(gongkai, as_of, "区司法局", "14-4")["once"]
        assert (row["state"], row["light"], row["done_on"]) == ("done", "green", "2019-07-31")
    assert deadlines(gongkai, "2019-07-30", "区司法局", "14-4")["once"]["state"] == "soon"


def test_a_record_dated_after_its_period_is_done_late(gongkai: Gongkai) -> None:
    publish(gongkai, "区水利局", "7-4", "2019-10-08", "--period", "2019-Q3")
    before = deadlines(gongkai, "2019-10-07", "区水利局", "7-4")
    after = deadlines(gongkai, "2019-10-08", "区水利局", "7-4")
    assert before["2019-Q3"]["state"] == "overdue"
    assert (after["2019-Q3"]["state"], after["2019-Q3"]["light"]) == ("done_late", "yellow")
    assert after["2019-Q4"]["state"] == "pending"


def test_two_records_in_one_period_and_none_in_the_next(gongkai: Gongkai) -> None:
    publish(gongkai, "区国资局", "22-2", "2019-08-05")
    publish(gongkai, "区国资局", "22-2", "2019-08-25")
    rows = deadlines(gongkai, "2019-10-15", "区国资局", "22-2")
    assert rows["2019-08"]["state"] == "done"
    assert rows["2019-08"]["done"] == 2
    assert rows["2019-08"]["done_on"] == "2019-08-05"
    assert rows["2019-09"]["state"] == "overdue"
    assert rows["2019-07"]["state"] == "overdue"
    assert rows["2019-10"]["state"] == "pending"


def test_before_the_plan_was_issued_nothing_is_late(gongkai: Gongkai) -> None:
    data = gongkai("report", "--as-of", "2019-05-01", "--format", "json").json
    assert {row["state"] for row in data["deadlines"]} == {"pending"}
    assert data["completion"]["overdue"] == data["completion"]["due_soon"] == 0
    page = gongkai("report", "--as-of", "2019-05-01").out
    assert "方案尚未印发" in page


def test_in_another_year_all_is_decided(gongkai: Gongkai) -> None:
    publish(gongkai, "区司法局", "14-4", "2019-07-30")
    data = gongkai("report", "--as-of", "2031-05-01", "--format", "json").json
    assert {row["state"] for row in data["deadlines"]} == {"done", "overdue"}


def test_the_counted_demand_counts(gongkai: Gongkai) -> None:
    def row(as_of: str) -> Data:
        return deadlines(gongkai, as_of, "区司法局", "33-3")["2019"]

    publish(gongkai, "区司法局", "33-3", "2019-03-08")  # before the plan was issued: the year counts whole
    assert (row("2019-12-20")["need"], row("2019-12-20")["done"], row("2019-12-20")["state"]) == (
        2,
        1,
        "pending",
    )
    publish(gongkai, "区司法局", "33-3", "2019-12-20")
    assert row("2019-12-19")["state"] == "pending"
    assert (row("2019-12-20")["done"], row("2019-12-20")["state"]) == (2, "done")
    assert row("2019-12-20")["done_on"] == "2019-12-20"
    publish(gongkai, "区司法局", "33-3", "2019-12-25")
    assert row("2020-01-02")["done"] == 3
    assert row("2020-01-02")["done_on"] == "2019-12-20"


def test_a_counted_demand_met_after_its_year_is_late(gongkai: Gongkai) -> None:
    publish(gongkai, "区民政局", "33-3", "2019-11-01")
    publish(gongkai, "区民政局", "33-3", "2020-01-10", "--period", "2019")
    assert deadlines(gongkai, "2020-01-09", "区民政局", "33-3")["2019"]["state"] == "overdue"
    assert deadlines(gongkai, "2020-01-10", "区民政局", "33-3")["2019"]["state"] == "done_late"


def test_a_date_in_no_period_has_to_be_placed_by_hand(gongkai: Gongkai) -> None:
    refused = gongkai(
        *("publish", "-u", "区民政局", "-t", "33", "--item", "3", "--date", "2020-01-10", "--title", "试例")
    )
    assert refused.status == 2
    assert "--period" in refused.err
    assert gongkai("records", "--format", "json").json == []


def test_a_claim_after_a_period_does_not_make_it_late(gongkai: Gongkai) -> None:
    # 区应急管理局 claims the drinking-water task in November: the third quarter isn't its own.
    assert gongkai("claim", "-u", "区应急管理局", "-t", "7", "--on", "2019-11-05").status == 0
    rows = deadlines(gongkai, "2020-02-01", "区应急管理局", "7-4")
    assert list(rows) == ["2019-Q4"]
    assert rows["2019-Q4"]["state"] == "overdue"
    assert deadlines(gongkai, "2019-11-04", "区应急管理局", "7-4") == {}


def test_a_claim_after_the_filing_deadline_is_not_late_for_it(gongkai: Gongkai) -> None:
    assert gongkai("claim", "-u", "区应急管理局", "-t", "7", "--on", "2019-11-05").status == 0
    tasks = gongkai("tasks", "-u", "区应急管理局", "--as-of", "2019-11-06", "--format", "json").json
    claimed = next(task for task in tasks if task["id"] == "7")
    assert (claimed["basis"], claimed["status"], claimed["filing_due"]) == ("claimed", "unfiled", None)
    assert claimed["next_due"] == "2019-12-31"
    assert claimed["light"] == "green"


def test_a_claimable_obligation_nobody_claimed_is_owed_by_nobody(gongkai: Gongkai) -> None:
    data = gongkai("report", "--as-of", "2026-01-01", "--format", "json").json
    assert not [row for row in data["deadlines"] if row["unit"] == "区应急管理局" and row["task"] == "7"]
    assert "31" in [row["task"] for row in data["unowned"]]
    assert gongkai("claim", "-u", "区民政局", "-t", "31", "--on", "2019-08-01").status == 0
    data = gongkai("report", "--as-of", "2026-01-01", "--format", "json").json
    assert "31" not in [row["task"] for row in data["unowned"]]


def test_not_involved_owes_nothing_from_then_on(gongkai: Gongkai) -> None:
    done = gongkai("fill", "-u", "区信访局", "-t", "33", "--not-involved", "无此职能", "--on", "2019-07-18")
    assert done.status == 0, done.err
    assert deadlines(gongkai, "2020-02-01", "区信访局", "33-3") == {}
    assert "2019" in deadlines(gongkai, "2019-07-17", "区信访局", "33-3")


def test_the_filing_duty_is_done_when_the_last_row_is(gongkai: Gongkai) -> None:
    def duty(as_of: str) -> Data:
        return deadlines(gongkai, as_of, "区残联", "Z1-1")["once"]

    assert (duty("2019-07-19")["state"], duty("2019-07-20")["state"]) == ("soon", "overdue")
    answer = ("--measure", "措施", "--section", "办公室", "--officer", "张三", "--contact", "0533-0000000")
    assert gongkai("fill", "-u", "区残联", "-t", "23", "--on", "2019-07-19", *answer).status == 0
    assert duty("2019-07-18")["state"] == "soon"
    assert (duty("2019-07-20")["state"], duty("2019-07-20")["done_on"]) == ("done", "2019-07-19")
    # Better words later don't make an answer late.
    assert (
        gongkai("fill", "-u", "区残联", "-t", "23", "--on", "2019-08-01", "--measure", "新措施").status == 0
    )
    assert (duty("2019-08-02")["state"], duty("2019-08-02")["done_on"]) == ("done", "2019-07-19")


def test_a_late_filing_is_done_late(gongkai: Gongkai) -> None:
    answer = ("--measure", "措施", "--section", "办公室", "--officer", "张三", "--contact", "0533-0000000")
    assert gongkai("fill", "-u", "区残联", "-t", "23", "--on", "2019-07-22", *answer).status == 0
    assert deadlines(gongkai, "2019-07-22", "区残联", "Z1-1")["once"]["state"] == "done_late"
    task = next(
        t
        for t in gongkai("tasks", "-u", "区残联", "--as-of", "2019-07-22", "--format", "json").json
        if t["id"] == "23"
    )
    assert (task["status"], task["light"]) == ("filed", "yellow")


def test_towns_owe_no_filing(gongkai: Gongkai) -> None:
    data = gongkai("report", "-u", "齐都镇", "--as-of", "2026-01-01", "--format", "json").json
    assert data["completion"]["rows_due"] == 0
    assert not [row for row in data["deadlines"] if row["filing"]]
    assert data["units"][0]["overdue"] == 1  # 年度重大决策事项目录


def test_the_annual_report_is_due_by_the_regulation(gongkai: Gongkai) -> None:
    rows = gongkai("schedule", "--format", "json", "--from", "2020-01-01").json
    by_due = {(row["due"], row["unit"]) for row in rows}
    assert ("2020-01-31", "区司法局") in by_due
    assert ("2020-03-31", "区政府办公室") in by_due
    assert all("条例" in row["source"] for row in rows)
    assert not [row for row in rows if row["unit"] == "齐都镇"]


def test_a_due_date_on_a_day_off_names_the_last_working_day(gongkai: Gongkai) -> None:
    rows = deadlines(gongkai, "2019-08-01", "区国资局", "22-2")
    assert rows["2019-08"]["last_workday"] == "2019-08-30"  # 08-31 is a Saturday
    assert rows["2019-09"]["last_workday"] is None
    assert "最后一个工作日是" in gongkai("schedule", "-u", "区国资局", "--as-of", "2019-08-01").out


def test_an_unknown_year_is_said(gongkai: Gongkai, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    plan = small_plan(
        tmp_path, ("按月公开甲表", "{every: month, text: 按月}", "甲局"), year=2051, issued="2051-07-16"
    )
    ran = gongkai("report", "--plan", plan, "--as-of", "2051-07-20")
    assert ran.status == 0
    assert "2051年" in ran.err
    assert "放假调休" in ran.err
    calendar = tmp_path / "workdays.txt"
    calendar.write_text("2051-07-31,休\n2052-01-01,休\n", encoding="utf-8")
    monkeypatch.setenv("GONGKAI_WORKDAYS", str(calendar))
    ran = gongkai("report", "--plan", plan, "--as-of", "2051-07-20", "--format", "json")
    assert ran.err == ""
    assert ran.json["deadlines"][0]["last_workday"] == "2051-07-28"  # 29 and 30 July 2051 are a weekend


def test_a_date_before_the_plan_was_issued_is_flagged_not_late(gongkai: Gongkai, tmp_path: Path) -> None:
    plan = small_plan(tmp_path, ("6月底前公布清单", "{by: 2019-06-30, text: 6月底前}", "甲局"))
    for as_of in ("2019-07-16", "2019-12-31"):
        row = deadlines(gongkai, as_of, "甲局", "1-1", "--plan", plan)["once"]
        assert (row["state"], row["light"], row["predates"]) == ("check", "grey", True)
    assert "早于方案印发日" in gongkai("show", "1", "--plan", plan).out
    publish(gongkai, "甲局", "1-1", "2019-08-01", "--plan", plan)
    assert deadlines(gongkai, "2019-08-02", "甲局", "1-1", "--plan", plan)["once"]["state"] == "done"


def test_a_leap_day(gongkai: Gongkai, tmp_path: Path) -> None:
    plan = small_plan(
        tmp_path,
        ("2月底前公布清单", "{by: 2020-02-29, text: 2月底前}", "甲局"),
        ("按月公开甲表", "{every: month, text: 按月}", "甲局"),
        year=2020,
        issued="2020-02-03",
    )
    publish(gongkai, "甲局", "2-1", "2020-02-29", "--plan", plan)
    on_the_day = deadlines(gongkai, "2020-02-29", "甲局", "1-1", "--plan", plan)["once"]
    assert on_the_day["state"] == "soon"
    assert deadlines(gongkai, "2020-03-01", "甲局", "1-1", "--plan", plan)["once"]["state"] == "overdue"
    months = deadlines(gongkai, "2020-03-01", "甲局", "2-1", "--plan", plan)
    assert (months["2020-02"]["due"], months["2020-02"]["state"]) == ("2020-02-29", "done")


def test_a_unit_that_leaves_a_group_in_the_year(gongkai: Gongkai, tmp_path: Path) -> None:
    plan = small_plan(
        tmp_path,
        ("按季度公开甲表", "{every: quarter, text: 按季度}", "区政府各部门"),
        second="{unit: 乙局, until: 2019-10-15}",
    )
    rows = deadlines(gongkai, "2019-12-31", "乙局", "1-1", "--plan", plan)
    assert {period: row["state"] for period, row in rows.items()} == {"2019-Q3": "overdue"}
    stays = deadlines(gongkai, "2020-01-01", "甲局", "1-1", "--plan", plan)
    assert set(stays) == {"2019-Q3", "2019-Q4"}

    def has_it(as_of: str) -> bool:
        return bool(gongkai("tasks", "-u", "乙局", "--plan", plan, "--as-of", as_of, "--format", "json").json)

    assert (has_it("2019-10-15"), has_it("2019-10-16")) == (True, False)
    publish(gongkai, "乙局", "1-1", "2019-09-20", "--plan", plan)
    assert deadlines(gongkai, "2019-12-31", "乙局", "1-1", "--plan", plan)["2019-Q3"]["state"] == "done"


def test_a_plan_with_no_dated_demand(gongkai: Gongkai, tmp_path: Path) -> None:
    plan = small_plan(
        tmp_path,
        ("及时公开甲表", "{ongoing: 及时}", "甲局"),
        ("定期公开乙表", "{regular: 定期}", "区政府各部门"),
    )
    data = gongkai("report", "--plan", plan, "--as-of", "2019-12-31", "--format", "json").json
    assert data["deadlines"] == []
    assert data["completion"]["rows_due"] == data["completion"]["overdue"] == 0
    tasks = gongkai("tasks", "-u", "甲局", "--plan", plan, "--format", "json").json
    assert {(task["next_due"], task["light"]) for task in tasks} == {(None, "grey")}
    assert gongkai("report", "--plan", plan, "--check").status == 0
    publish(gongkai, "甲局", "1-1", "2019-08-01", "--plan", plan)
    standing = gongkai("schedule", "-u", "甲局", "--plan", plan, "--standing", "--format", "json").json
    first = next(row for row in standing if row["obligation"] == "1-1")
    assert (first["state"], first["last_on"], first["done"]) == ("ongoing", "2019-08-01", 1)


def test_check_exits_3_only_where_something_is_late(gongkai: Gongkai) -> None:
    assert gongkai("report", "--check", "--as-of", "2019-07-19").status == 0
    assert gongkai("report", "--check", "--as-of", "2019-07-20").status == 3
    # Whatever is shown, the check is on what is late.
    assert gongkai("report", "--check", "--only", "soon", "--as-of", "2019-07-20").status == 3
    assert gongkai("report", "--check", "--unit", "齐都镇", "--as-of", "2019-07-20").status == 0
