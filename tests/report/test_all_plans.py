"""Several plans in one store and one report."""

from __future__ import annotations

import csv
import io
from pathlib import Path

from conftest import PLAN_FILE, Gongkai
from plans import small_plan


def two_plans(gongkai: Gongkai, folder: Path) -> None:
    """The 2019 plan, and one of 2020 with something late in it."""
    plan = small_plan(
        folder,
        ("按月公开甲表", "{every: month, text: 按月}", "甲局"),
        year=2020,
        issued="2020-10-03",
    )
    assert gongkai("units", "--plan", plan).status == 0


def test_each_plan_has_its_own_report(gongkai: Gongkai, tmp_path: Path) -> None:
    two_plans(gongkai, tmp_path)
    found = gongkai("report", "--all-plans", "--as-of", "2020-11-15", "--format", "json").json["plans"]
    assert {made["number"] for made in found} == {"临政办发〔2019〕1号", "某政办发〔2020〕9号"}
    for made in found:
        plan = str(PLAN_FILE if made["plan"] == "linzi-2019" else tmp_path / "small_2020.yaml")
        alone = gongkai("report", "--as-of", "2020-11-15", "--format", "json", "--plan", plan).json
        assert {name: made[name] for name in alone} == alone


def test_as_a_page_and_as_a_sheet(gongkai: Gongkai, tmp_path: Path) -> None:
    two_plans(gongkai, tmp_path)
    page = gongkai("report", "--all-plans", "--as-of", "2020-11-15").out
    assert "2019年临淄区政务公开工作方案" in page
    assert "2020年某区政务公开工作方案" in page
    text = gongkai("report", "--all-plans", "--as-of", "2020-11-15", "--format", "csv").out
    rows = list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"))))
    assert {row["方案"] for row in rows} == {"2019年临淄区政务公开工作方案", "2020年某区政务公开工作方案"}
    assert len(rows) == 49 + 3


def test_a_unit_that_only_one_plan_knows(gongkai: Gongkai, tmp_path: Path) -> None:
    two_plans(gongkai, tmp_path)
    ran = gongkai("report", "--all-plans", "-u", "甲局", "--as-of", "2020-11-15", "--format", "json")
    assert [made["plan"] for made in ran.json["plans"]] == ["small-2020"]
    assert "没有列入" in ran.err


def test_check_looks_at_all_of_them(gongkai: Gongkai, tmp_path: Path) -> None:
    two_plans(gongkai, tmp_path)
    assert gongkai("report", "--all-plans", "--check", "--as-of", "2019-07-18").status == 0
    assert gongkai("report", "--all-plans", "--check", "-u", "甲局", "--as-of", "2020-11-15").status == 3
    assert gongkai("report", "--all-plans", "-o", str(tmp_path / "x.html")).status == 2


def test_two_years_live_in_one_store(gongkai: Gongkai, tmp_path: Path) -> None:
    """What is filed for one plan is not filed for the other; each report is its own."""
    out = tmp_path / "2020.yaml"
    gongkai("plan", "new", "--year", "2020", "--from", "2019", "-o", str(out))
    text = out.read_text(encoding="utf-8")
    text = text.replace("number:   #", "number: 临政办发〔2020〕1号   #").replace(
        "issued:   #", "issued: 2020-05-10   #"
    )
    out.write_text(text.replace("{from: , to", "{from: 2020-05-10, to"), encoding="utf-8")
    filled = gongkai(
        *(
            "fill",
            "-u",
            "区司法局",
            "-t",
            "14",
            "--on",
            "2020-06-01",
            "--plan",
            str(out),
            "--measure",
            "公布清单",
        ),
        *("--section", "法制科", "--officer", "张三", "--contact", "0533-0000000"),
    )
    assert filled.status == 0, filled.err
    for plan, filed in ((str(out), 1), (str(PLAN_FILE), 0)):
        report = gongkai("report", "--plan", plan, "--as-of", "2020-06-02", "--format", "json").json
        assert report["completion"]["rows_filed"] == filed
    deadlines = gongkai("report", "--plan", str(out), "--as-of", "2020-06-02", "--format", "json").json[
        "deadlines"
    ]
    assert {each["due"][:4] for each in deadlines} <= {"2020", "2021"}
