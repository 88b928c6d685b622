"""A checked plan into the store's rows: who owes what, and by when; and the store when the plan changes."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from conftest import PLAN_FILE, Gongkai, Ran
from small_plan import SMALL, changed

from gongkai.plan.compile import Compiled, Membership, compile_plan, members
from gongkai.plan.loading import checked_plan

FILE = "方案.yaml"


def compiled(*edits: tuple[str, str]) -> Compiled:
    return compile_plan(checked_plan(FILE, changed(*edits)), FILE, "摘要")


def assignments(*edits: tuple[str, str], task: str) -> dict[str, tuple[str, str | None, int]]:
    """Who has a task: basis, via, and whether the filing duty covers it."""
    rows = [row for row in compiled(*edits).tables["assignment"] if row["task"] == task]
    assert len({row["unit"] for row in rows}) == len(rows)  # one basis for each unit
    return {row["unit"]: (row["basis"], row["via"], row["filing"]) for row in rows}


def spans(*edits: tuple[str, str], task: str) -> dict[str, tuple[str | None, str | None]]:
    return {
        r["unit"]: (r["since"], r["until"])
        for r in compiled(*edits).tables["assignment"]
        if r["task"] == task
    }


def periods(*edits: tuple[str, str], task: str, item: int) -> list[tuple[str, str]]:
    return [
        (row["period"], row["due"])
        for row in compiled(*edits).tables["period"]
        if (row["task"], row["item"]) == (task, item)
    ]


# ---------------------------------------------------------------- who owes what


def test_those_named_have_it_and_departments_may_claim_an_open_one() -> None:
    assert assignments(task="1") == {
        "甲局": ("named", None, 1),
        "乙局": ("named", None, 1),
        "丙局": ("claimable", "各部门", 1),
    }


def test_a_closed_list_is_claimed_by_nobody() -> None:
    closed = (("乙局等有关部门", "乙局"), ("    open: 等有关部门\n", ""))
    assert assignments(*closed, task="1") == {"甲局": ("named", None, 1), "乙局": ("named", None, 1)}


def test_named_comes_before_group_and_the_filing_duty_binds_only_its_units() -> None:
    """乙局 is named behind 各镇 and before 各部门, to which it belongs; towns have the row but need not file."""
    assert assignments(task="2") == {
        "甲局": ("group", "各部门", 1),
        "乙局": ("named", None, 1),
        "丙局": ("group", "各部门", 1),
        "丁镇": ("group", "各镇", 0),
        "戊镇": ("group", "各镇", 0),
    }


def test_group_comes_before_claimable() -> None:
    opened = (
        ("各镇，乙局，各部门", "各镇，乙局，专班等部门"),
        ("[各镇, 乙局, 各部门]", "[各镇, 乙局, 专班]\n    open: 等部门"),
    )
    assert assignments(*opened, task="2") == {
        "甲局": ("group", "专班", 1),
        "乙局": ("named", None, 1),
        "丙局": ("claimable", "各部门", 1),
        "丁镇": ("group", "各镇", 0),
        "戊镇": ("group", "各镇", 0),
    }


def test_the_filing_duty_covers_no_body_duty() -> None:
    assert assignments(task="Z1") == dict.fromkeys(("甲局", "乙局", "丙局"), ("group", "各部门", 0))
    assert assignments(task="Z2") == dict.fromkeys(("甲局", "乙局", "丙局"), ("claimable", "各部门", 0))


def test_without_a_filing_duty_no_row_is_covered() -> None:
    found = compiled((", fulfilled_by: filing", ""))
    assert {row["filing"] for row in found.tables["assignment"]} == {0}
    assert [found.plan[name] for name in ("filing_task", "filing_item", "filing_due")] == [None, None, None]


def test_the_plan_says_which_item_is_the_filing_duty() -> None:
    found = compiled().plan
    assert [found[name] for name in ("filing_task", "filing_item", "filing_due")] == ["Z1", 1, "2019-04-10"]


def test_a_group_in_a_group() -> None:
    assert assignments(task="Z3") == dict.fromkeys(("甲局", "乙局", "丙局", "丁镇"), ("group", "各单位", 0))
    deeper = (
        ("groups: [各部门, 专班]", "groups: [各镇, 专班]"),
        ("- {name: 专班, members: [甲局, ", "- {name: 专班, groups: [各部门], members: ["),
    )
    assert set(assignments(*deeper, task="Z3")) == {"甲局", "乙局", "丙局", "丁镇", "戊镇"}
    plan = checked_plan(FILE, changed(*deeper))
    assert [member.unit for member in members(plan, "各单位")] == ["丁镇", "戊镇", "甲局", "乙局", "丙局"]


def test_membership_lasts_from_since_to_until() -> None:
    limited = ("2019-06-01", "2019-09-30")
    assert spans(task="Z4") == {"甲局": (None, None), "丁镇": limited}
    assert spans(task="Z3") == {
        "甲局": (None, None),
        "乙局": (None, None),
        "丙局": (None, None),
        "丁镇": limited,
    }
    rows = compiled().tables["member"]
    assert {(r["group_name"], r["since"], r["until"]) for r in rows if r["unit"] == "丁镇"} == {
        ("各镇", None, None),
        ("各单位", *limited),
        ("专班", *limited),
    }


@pytest.mark.parametrize("groups", ["[各部门, 专班, 各镇]", "[各镇, 各部门, 专班]", "[专班, 各镇, 各部门]"])
def test_the_longer_of_two_memberships_counts(groups: str) -> None:
    """丁镇 is in 专班 for four months and in 各镇 always: it is in a group of both always."""
    assert spans(("[各部门, 专班]", groups), task="Z3")["丁镇"] == (None, None)


def test_the_longer_of_two_groups_of_one_task_counts() -> None:
    edits = (
        ("responsible: 专班", "responsible: 专班、各镇"),
        ("owners: [专班]", "owners: [专班, 各镇]"),
        ("通报一次。}", "通报一次。专班、各镇。}"),
    )
    assert spans(*edits, task="Z4")["丁镇"] == (None, None)
    assert assignments(*edits, task="Z4")["丁镇"] == ("group", "各镇", 0)
    assert assignments(*edits, task="Z4")["甲局"] == ("group", "专班", 0)


def test_a_named_unit_owes_it_at_all_times() -> None:
    edits = (
        ("responsible: 专班", "responsible: 专班、丁镇"),
        ("owners: [专班]", "owners: [专班, 丁镇]"),
        ("通报一次。}", "通报一次。专班、丁镇。}"),
    )
    assert spans(*edits, task="Z4")["丁镇"] == (None, None)
    assert assignments(*edits, task="Z4")["丁镇"] == ("named", None, 0)


def test_roles_are_kept() -> None:
    edits = (
        ("甲局、乙局等有关部门", "甲局牵头，乙局配合"),
        (
            "owners: [甲局, 乙局]\n    open: 等有关部门",
            "owners: [{name: 甲局, role: 牵头}, {name: 乙局, role: 配合}]",
        ),
    )
    rows = compiled(*edits).tables["assignment"]
    assert {row["unit"]: row["role"] for row in rows if row["task"] == "1"} == {
        "甲局": "牵头",
        "乙局": "配合",
    }
    assert {row["role"] for row in compiled().tables["assignment"]} == {"责任"}


# ---------------------------------------------------------------- by when


def test_periods_follow_the_readings() -> None:
    quarters = [
        ("2019-Q1", "2019-03-31"),
        ("2019-Q2", "2019-06-30"),
        ("2019-Q3", "2019-09-30"),
        ("2019-Q4", "2019-12-31"),
    ]
    assert periods(task="1", item=1) == quarters  # the first ends on or after the day of issue
    assert periods(task="2", item=1) == [("once", "2019-12-31")]
    assert periods(task="2", item=3) == [("2019", "2019-12-31")]
    assert periods(task="Z1", item=1) == [("once", "2019-04-10")]
    assert [key for key, _ in periods(task="Z4", item=1)] == [f"2019-{month:02}" for month in range(3, 13)]
    for task, item in (("1", 2), ("1", 3), ("2", 2), ("Z2", 1), ("Z3", 1)):
        assert periods(task=task, item=item) == []


def test_a_period_that_ended_before_the_issue_is_not_owed() -> None:
    late = (("issued: 2019-03-20", "issued: 2019-04-01"), ("from: 2019-03-20", "from: 2019-04-01"))
    assert [key for key, _ in periods(*late, task="1", item=1)] == ["2019-Q2", "2019-Q3", "2019-Q4"]
    last_day = (("issued: 2019-03-20", "issued: 2019-03-31"), ("from: 2019-03-20", "from: 2019-03-31"))
    assert next(key for key, _ in periods(*last_day, task="1", item=1)) == "2019-Q1"
    early_end = ("to: 2019-12-31", "to: 2019-12-30")
    assert [key for key, _ in periods(early_end, task="1", item=1)] == ["2019-Q1", "2019-Q2", "2019-Q3"]


def test_a_date_before_the_issue_is_marked() -> None:
    edits = (
        ("4月10日前报送措施。要", "3月19日前报送措施。要"),
        ("4月10日前报送措施。\n", "3月19日前报送措施。\n"),
        (
            "于4月10日前报送措施, when: {by: 2019-04-10, text: 于4月10日前}",
            "于3月19日前报送措施, when: {by: 2019-03-19, text: 于3月19日前}",
        ),
    )
    predates = {(r["task"], r["period"]): r["predates"] for r in compiled(*edits).tables["period"]}
    assert predates["Z1", "once"] == 1
    assert sum(predates.values()) == 1
    same_day = tuple((old, new.replace("19日", "20日").replace("03-19", "03-20")) for old, new in edits)
    assert sum(r["predates"] for r in compiled(*same_day).tables["period"]) == 0


def test_items_say_how_much_is_needed_and_what_they_are() -> None:
    rows = {(row["task"], row["item"]): row for row in compiled().tables["obligation"]}
    assert len(rows) == 10
    assert {at: row["need"] for at, row in rows.items() if row["need"] != 1} == {("2", 3): 3}
    assert [rows["1", n]["kind"] for n in (1, 2, 3)] == ["every", "ongoing", "ongoing"]
    assert [rows["1", n]["demand"] for n in (1, 2, 3)] == ["每季度", "常态", "常态"]
    assert [rows["2", n]["demand"] for n in (1, 2, 3)] == ["2019年12月31日前", "常态", "每年不少于3次"]
    assert (rows["Z2", 1]["demand"], rows["Z4", 1]["demand"]) == ("定期（未写间隔）", "每月")
    assert (rows["1", 2]["soft"], rows["2", 2]["beyond"], rows["1", 1]["soft"]) == ("原则上", "规章", None)
    assert {at for at, row in rows.items() if row["fulfilled_by"] == "filing"} == {("Z1", 1)}
    assert (rows["1", 1]["printed"], rows["1", 2]["printed"], rows["1", 1]["source"]) == (
        "每季度",
        None,
        None,
    )


@pytest.mark.parametrize(
    ("when", "demand"),
    [
        ("{event: 及时, within: {workdays: 5}}", "事后5个工作日内"),
        ("{event: 及时, within: {days: 7}}", "事后7日内"),
        ("{event: 及时, within: {hours: 24}}", "事后24小时内"),
    ],
)
def test_spans_after_an_event_in_words(when: str, demand: str) -> None:
    """及时 is no event, so the words are changed too."""
    words = {"workdays": "5个工作日内", "days": "7日内", "hours": "24小时内"}
    printed = next(text for unit, text in words.items() if unit in when)
    edits = (
        ("及时更新。", f"{printed}更新。"),
        ("quote: 及时更新", f"quote: {printed}更新"),
        ("{ongoing: 及时}", when.replace("及时", printed)),
    )
    rows = compiled(*edits).tables["obligation"]
    assert [row["demand"] for row in rows if (row["task"], row["item"]) == ("1", 3)] == [demand]


def test_every_row_belongs_to_the_plan_and_nothing_is_left_out() -> None:
    found = compiled()
    assert (
        {row["plan"] for rows in found.tables.values() for row in rows}
        == {"small-2019"}
        == {found.plan["id"]}
    )
    counts = {table: len(rows) for table, rows in found.tables.items()}
    assert counts["unit"] == 5 and counts["unit_group"] == 4 and counts["task"] == 6 and counts["note"] == 1
    assert counts["citation"] == 1 and counts["member"] == 3 + 2 + 4 + 2
    assert [row["part"] for row in found.tables["task"]] == ["annex"] * 2 + ["body"] * 4
    spelled = {row["shown"]: row["sort"] for row in found.tables["spelling"] if row["unit"] == "甲局"}
    assert spelled == {"甲局": "name", "甲区甲局": "full", "甲管局": "alias", "jj": "initials"}
    assert compiled() == found


def test_the_plan_says_what_it_is() -> None:
    assert compiled().plan == {
        "id": "small-2019",
        "digest": "摘要",
        "file": FILE,
        "number": "甲政办发〔2019〕2号",
        "title": "2019年甲区政务公开工作方案",
        "annex": None,
        "issuer": "甲区政府办公室",
        "issued": "2019-03-20",
        "year": 2019,
        "window_from": "2019-03-20",
        "window_to": "2019-12-31",
        "warn": 3,
        "office": None,
        "mail": None,
        "mail_note": None,
        "filing_task": "Z1",
        "filing_item": 1,
        "filing_due": "2019-04-10",
    }


def test_what_is_counted_counts_from_one() -> None:
    tables = compiled().tables
    for table, count in (("unit", 5), ("unit_group", 4), ("task", 6)):
        assert [row["seq"] for row in tables[table]] == list(range(1, count + 1)), table
    assert {row["kind"]: row["kind_seq"] for row in tables["unit"]} == {"部门": 1, "镇": 2}
    assert [(row["task"], row["seq"], row["quote"]) for row in tables["note"]] == [("1", 1, "收支")]
    assert [
        (row["task"], row["item"], row["seq"], row["section"], row["quote"]) for row in tables["citation"]
    ] == [("Z2", 1, 1, "二", "通报")]
    several = (
        (
            "notes: [{kind: reading, quote: 收支, text: 指预算收支。}]",
            "notes: [{kind: remark, text: 一}, {kind: remark, text: 二}]",
        ),
        (
            "also: [{section: 二, quote: 通报}]",
            "also: [{section: 二, quote: 通报}, {section: 一, quote: 检查}]",
        ),
    )
    tables = compiled(*several).tables
    assert [(row["seq"], row["text"]) for row in tables["note"]] == [(1, "一"), (2, "二")]
    assert [(row["seq"], row["quote"]) for row in tables["citation"]] == [(1, "通报"), (2, "检查")]


def test_a_spelling_is_kept_once_for_a_unit() -> None:
    """A full name that is the short name too, and an alias that differs from it only in width."""
    same = (
        ("{name: 甲局, full: 甲区甲局", "{name: 甲局, full: 甲局"),
        ("aliases: [甲管局]", "aliases: [jj]"),
    )
    rows = [row for row in compiled(*same).tables["spelling"] if row["unit"] == "甲局"]
    assert [(row["shown"], row["sort"]) for row in rows] == [("甲局", "name"), ("jj", "alias")]


SPANS = [
    (None, None),
    ("2019-01-01", None),
    (None, "2019-12-31"),
    ("2019-01-01", "2019-12-31"),
    ("2019-02-01", "2019-11-30"),
]


@pytest.mark.parametrize(("longer", "shorter"), [(0, 1), (0, 2), (0, 4), (1, 3), (2, 3), (3, 4), (1, 4)])
def test_one_membership_outlasts_another(longer: int, shorter: int) -> None:
    def held(span: tuple[str | None, str | None]) -> Membership:
        since, until = (date.fromisoformat(day) if day else None for day in span)
        return Membership("甲局", since, until)

    a, b = held(SPANS[longer]), held(SPANS[shorter])
    assert a.outlasts(b)
    assert not b.outlasts(a)
    assert not a.outlasts(a)
    assert not held(SPANS[1]).outlasts(held(SPANS[2]))  # neither holds the other
    assert not held(SPANS[2]).outlasts(held(SPANS[1]))


# ---------------------------------------------------------------- in the store


@pytest.fixture
def plan_file(tmp_path: Path) -> Path:
    file = tmp_path / "small.yaml"
    file.write_text(SMALL, "utf-8")
    return file


def fill(gongkai: Gongkai, plan: Path, unit: str, task: str, measure: str = "照办") -> Ran:
    return gongkai(
        *("--plan", str(plan), "fill", "-u", unit, "-t", task, "--on", "2019-04-01", "--measure", measure),
        *("--section", "办公室", "--officer", "张三", "--contact", "0533-0000000"),
    )


def tasks(gongkai: Gongkai, plan: Path, unit: str) -> dict[str, dict[str, Any]]:
    ran = gongkai("--plan", str(plan), "tasks", "-u", unit, "--as-of", "2019-04-02", "--format", "json")
    assert ran.status == 0, ran.err
    return {task["id"]: task for task in ran.json}


def test_a_changed_file_is_compiled_anew_and_what_was_filed_stays(gongkai: Gongkai, plan_file: Path) -> None:
    assert fill(gongkai, plan_file, "甲局", "1").status == 0
    plan_file.write_bytes(changed(("topic: 财政", "topic: 财政收支")))
    again = tasks(gongkai, plan_file, "甲局")["1"]
    assert (again["topic"], again["status"], again["measure"]) == ("财政收支", "filed", "照办")
    # A unit that joins the plan, and one whose basis changes.
    plan_file.write_bytes(
        changed(("甲局、乙局等有关部门", "乙局等有关部门"), ("owners: [甲局, 乙局]", "owners: [乙局]"))
    )
    again = tasks(gongkai, plan_file, "甲局")["1"]
    assert (again["basis"], again["measure"]) == ("claimable", "照办")


def _without_task_2() -> str:
    start = SMALL.index('  - id: "2"')
    return SMALL[:start] + SMALL[SMALL.index('  - id: "Z1"') :]


def test_a_task_that_disappears_is_reported_and_its_records_stay(gongkai: Gongkai, plan_file: Path) -> None:
    assert fill(gongkai, plan_file, "丙局", "2").status == 0
    plan_file.write_text(_without_task_2(), "utf-8")
    ran = gongkai(
        "--plan", str(plan_file), "tasks", "-u", "丙局", "--as-of", "2019-04-02", "--format", "json"
    )
    assert ran.status == 0
    assert "2" not in {task["id"] for task in ran.json}
    assert "丙局" in ran.err and "任务 2" in ran.err and "1 条记录仍保留" in ran.err
    assert "照办" in gongkai("--plan", str(plan_file), "log", "--format", "json").out
    assert (
        gongkai("--plan", str(plan_file), "tasks", "-u", "丙局").err == ""
    )  # said once, when it was compiled
    # It comes back with the task.
    plan_file.write_text(SMALL, "utf-8")
    assert tasks(gongkai, plan_file, "丙局")["2"]["measure"] == "照办"


def test_a_unit_that_disappears_is_reported_too(gongkai: Gongkai, plan_file: Path) -> None:
    assert fill(gongkai, plan_file, "戊镇", "2").status == 0
    unit = next(line for line in SMALL.splitlines() if "name: 戊镇" in line)
    plan_file.write_bytes(changed((unit + "\n", ""), ("[丁镇, 戊镇]", "[丁镇]")))
    ran = gongkai("--plan", str(plan_file), "units", "--format", "json")
    assert "戊镇" in ran.err and "1 条记录仍保留" in ran.err
    assert "戊镇" not in [row.get("unit", row.get("name")) for row in ran.json]


def test_a_broken_file_changes_nothing(gongkai: Gongkai, plan_file: Path) -> None:
    assert fill(gongkai, plan_file, "甲局", "1").status == 0
    plan_file.write_bytes(changed(("every: quarter", "every: month")))
    ran = gongkai("--plan", str(plan_file), "tasks", "-u", "甲局")
    assert ran.status == 1
    assert f"{plan_file}:" in ran.err and "every: quarter" in ran.err
    assert fill(gongkai, plan_file, "甲局", "1", "另办").status == 1
    plan_file.write_text(SMALL, "utf-8")
    assert tasks(gongkai, plan_file, "甲局")["1"]["measure"] == "照办"


def test_two_plans_in_one_store_do_not_mix(gongkai: Gongkai, plan_file: Path) -> None:
    other = plan_file.with_name("other.yaml")
    other.write_bytes(changed(("id: small-2019", "id: other-2019")))
    assert fill(gongkai, plan_file, "甲局", "1").status == 0
    assert tasks(gongkai, other, "甲局")["1"]["status"] == "unfiled"
    assert fill(gongkai, other, "甲局", "1", "另办").status == 0
    assert tasks(gongkai, plan_file, "甲局")["1"]["measure"] == "照办"
    assert tasks(gongkai, other, "甲局")["1"]["measure"] == "另办"
    for plan, measure in ((plan_file, "照办"), (other, "另办")):
        report = gongkai("--plan", str(plan), "report", "--as-of", "2019-04-02", "--format", "json").json
        assert report["completion"]["rows_filed"] == 1
        assert len(report["units"]) == 5
        log = gongkai("--plan", str(plan), "log", "--format", "json").out
        assert measure in log
    # One of them changes: the other keeps its rows.
    other.write_bytes(changed(("id: small-2019", "id: other-2019"), ("topic: 财政", "topic: 收支")))
    assert tasks(gongkai, other, "甲局")["1"]["topic"] == "收支"
    assert tasks(gongkai, plan_file, "甲局")["1"]["topic"] == "财政"


def test_the_real_plan_beside_a_small_one(gongkai: Gongkai, plan_file: Path) -> None:
    assert fill(gongkai, plan_file, "甲局", "1").status == 0
    assert len(gongkai("--plan", str(PLAN_FILE), "units", "--format", "json").json) == 49
    assert gongkai("--plan", str(PLAN_FILE), "tasks", "-u", "甲局").status == 2
    report = gongkai("--plan", str(PLAN_FILE), "report", "--as-of", "2019-07-20", "--format", "json").json
    assert report["completion"]["rows_filed"] == 0
