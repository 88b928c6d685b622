"""What a unit's login gets on a server: its own part, the same as the office sees of it, and no papers on the others."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import psycopg
import pytest
from conftest import Gongkai
from databases import OFFICE, READER, District
from plans import small_plan

UNIT = "区司法局"
SEES = f"这个登录名只看得到{UNIT}的记录"
AS_OF = ("--as-of", "2019-08-15")
FULL = ("--measure", "公布清单", "--section", "法制科", "--officer", "张三", "--contact", "0533-0000000")


def use(monkeypatch: pytest.MonkeyPatch, district: District, login: str) -> None:
    monkeypatch.setenv("GONGKAI_DB", district.address(login))


@pytest.fixture
def filled(district: District, gongkai: Gongkai, monkeypatch: pytest.MonkeyPatch) -> District:
    """Two units with answers, a claim, a record and a return; the office is connected."""
    use(monkeypatch, district, OFFICE)
    for unit, task in ((UNIT, "14"), (UNIT, "17"), ("区水利局", "17"), ("齐都镇", "17")):
        assert gongkai("fill", "-u", unit, "-t", task, "--on", "2019-07-18", *FULL).status == 0
    assert gongkai("claim", "-u", "区水利局", "-t", "15", "--on", "2019-07-18").status == 0
    publish = ("publish", "-u", UNIT, "-t", "14", "--item", "4", "--date", "2019-07-30", "--title", "清单")
    assert gongkai(*publish).status == 0
    back = ("return", "-u", UNIT, "-t", "17", "--reason", "没有写明时间", "--on", "2019-07-22")
    assert gongkai(*back).status == 0
    return district


# Everything about the whole district that goes into a file, and what only the office does.
OFFICES = {
    "bulletin": (("bulletin", "-o", "{}/b.docx"), "通报请由政务公开办来做"),
    "annual": (
        ("annual", "-o", "{}/a.docx"),
        f"全区年报素材请由政务公开办来做；只要{UNIT}的，请加 --unit {UNIT}",
    ),
    "ledger": (
        ("ledger", "-o", "{}/l.xlsx"),
        f"全区台账请由政务公开办来做；只要{UNIT}的，请加 --unit {UNIT}",
    ),
    "page": (
        ("report", "-o", "{}/p.html"),
        f"全区的网页请由政务公开办来做；只要{UNIT}的，请加 --unit {UNIT}",
    ),
    "reminders": (("remind", "-o", "{}/催办"), "各单位的催办单请由政务公开办来做"),
    "forms": (("form", "--all-units", "-o", "{}/表"), "各单位的填报表请由政务公开办来做"),
    "accept": (("accept",), "备案请由政务公开办来做"),
    "return": (("return", "--reason", "重填"), "退回请由政务公开办来做"),
}


@pytest.mark.parametrize("paper", OFFICES)
def test_the_offices_papers_are_refused(
    filled: District, gongkai: Gongkai, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, paper: str
) -> None:
    command, said = OFFICES[paper]
    use(monkeypatch, filled, "sfj")
    done = gongkai(*(word.format(tmp_path) for word in command))
    assert (done.status, done.out) == (1, "")
    assert done.err.startswith(f"错误：{SEES}，{said}") and done.err.count("\n") == 1
    assert list(tmp_path.iterdir()) == []
    if paper in ("accept", "return"):
        return
    plan = small_plan(tmp_path, ("7月底前公开甲表", "{by: 2019-07-31, text: 7月底前}", "区政府各部门"))
    for login in (OFFICE, READER):
        use(monkeypatch, filled, login)
        done = gongkai(*(word.format(tmp_path) for word in command), "--plan", plan, *AS_OF)
        assert done.status == 0, done.err


@pytest.mark.parametrize(
    "command",
    [
        ("annual", "-o", "{}/a.docx"),
        ("ledger", "-o", "{}/l.xlsx"),
        ("report", "-o", "{}/p.html"),
        ("remind", "-o", "{}/催办.docx"),
        ("form", "-o", "{}/表.docx"),
    ],
    ids=lambda command: command[0],
)
def test_its_own_papers_are_made(
    filled: District,
    gongkai: Gongkai,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    command: tuple[str, ...],
) -> None:
    papers = tmp_path / "材料"
    papers.mkdir()
    use(monkeypatch, filled, "sfj")
    done = gongkai(*(word.format(papers) for word in command), "--unit", "司法局", *AS_OF)
    assert done.status == 0, done.err
    assert len(list(papers.iterdir())) == 1


QUESTIONS = {
    "report": ("report", *AS_OF),
    "headline": ("report", "--headline", *AS_OF),
    "by task": ("report", "--by", "task", *AS_OF),
    "show": ("show", "17", *AS_OF),
    "log": ("log",),
    "records": ("records", *AS_OF),
    "schedule": ("schedule", *AS_OF),
    "remind": ("remind", *AS_OF),
}


@pytest.mark.parametrize("question", QUESTIONS)
def test_an_answer_is_narrowed_and_says_so(
    filled: District, gongkai: Gongkai, monkeypatch: pytest.MonkeyPatch, question: str
) -> None:
    """It is what the office gets when it asks about the unit."""
    command = QUESTIONS[question]

    def asked(*more: str) -> tuple[Any, str]:
        return gongkai(*command, "--format", "json", *more).json, gongkai(*command, *more).out

    use(monkeypatch, filled, OFFICE)
    expected = asked("-u", UNIT)
    use(monkeypatch, filled, "sfj")
    assert asked() == expected
    assert gongkai(*command).err == f"注意：{SEES}，这里只是{UNIT}的\n"
    named = gongkai(*command, "-u", UNIT)
    assert (named.out, named.err) == (expected[1], "")
    monkeypatch.setenv("GONGKAI_UNIT", UNIT)  # who says once whose they are needn't be told
    assert gongkai(*command).err == ""


def test_who_shares_a_task_is_not_counted_in_one_units_view(
    filled: District, gongkai: Gongkai, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "承担单位（39，" in gongkai("show", "17", *AS_OF).out
    use(monkeypatch, filled, "sfj")
    seen = gongkai("show", "17", *AS_OF).out
    assert "承担单位（只列区司法局，" in seen
    assert "区水利局" not in seen


def test_what_is_of_the_plan_is_seen_whole(
    filled: District, gongkai: Gongkai, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = [("units", "--format", "json"), ("units", "--groups", "--format", "json"), ("units", "--sources")]
    expected = [gongkai(*command).out for command in asked]
    use(monkeypatch, filled, "sfj")
    assert [gongkai(*command).out for command in asked] == expected


def test_todays_page_is_the_units(
    filled: District, gongkai: Gongkai, monkeypatch: pytest.MonkeyPatch
) -> None:
    use(monkeypatch, filled, "sfj")
    page = gongkai("--as-of", "2019-08-15")
    assert (page.status, page.err) == (0, "")
    assert page.out.startswith(UNIT)
    monkeypatch.setenv("GONGKAI_UNIT", "区水利局")
    assert "不能用于区水利局" in gongkai().err


@pytest.mark.parametrize("dry", [(), ("--dry-run",)], ids=["", "dry run"])
def test_only_its_own_form_is_collected(
    filled: District, gongkai: Gongkai, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, dry: tuple[str, ...]
) -> None:
    received = tmp_path / "收件"
    received.mkdir()
    for unit in (UNIT, "区水利局"):
        assert gongkai("form", "-u", unit, "-o", str(received / f"{unit}.docx")).status == 0
        assert gongkai("undo", "-u", unit, "-t", "17").status == 0
    use(monkeypatch, filled, "sfj")
    own, other = gongkai("collect", str(received), *dry, "--format", "json").json
    if own["unit"] != UNIT:
        own, other = other, own
    assert own["status"] != "refused"
    assert other["status"] == "refused" and "只能看和填区司法局的记录，不能用于区水利局" in other["problem"]


def test_only_its_own_changes_are_taken_back(
    filled: District, gongkai: Gongkai, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = gongkai("log", "-u", "区水利局", "--format", "json").json[0]["id"]
    use(monkeypatch, filled, "sfj")
    refused = gongkai("undo", "--change", str(other))
    assert (refused.status, refused.out) == (1, "") and f"没有第 {other} 条改动记录" in refused.err
    done = gongkai("fill", "-t", "18", "--measure", "另写", "--format", "json")
    [entry] = done.json["recorded"]
    taken_back = gongkai("undo", "--change", str(entry["line"]))
    assert taken_back.status == 0 and "任务 18 的“填报”" in taken_back.out


def test_no_answer_is_dated_before_the_offices_word(
    filled: District, gongkai: Gongkai, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Neither by our commands nor past them."""
    use(monkeypatch, filled, "sfj")
    refused = gongkai("fill", "-t", "17", "--measure", "改过", "--on", "2019-07-21")
    assert refused.status == 1 and "2019-07-22 退回" in refused.err
    statement = (
        "INSERT INTO gongkai.filing (plan, unit, task, kind, measure, section, officer, contact, reason, on_date, since) "
        "VALUES ('linzi-2019', '区司法局', '17', 'measure', '改', '科', '张三', '12345', '', '2019-07-21', '2019-07-21')"
    )
    with filled.connect("sfj") as sfj, pytest.raises(psycopg.errors.RaiseException):
        sfj.execute(statement)
    done = gongkai("fill", "-t", "17", "--measure", "改过", "--on", "2019-07-22")
    assert done.status == 0, done.err
