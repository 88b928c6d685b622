"""What the office has said of an answer is to be seen wherever the answer is; what awaits its word is a list."""

from __future__ import annotations

import csv
import io
import re
from pathlib import Path
from typing import Any

import pytest
from conftest import Gongkai
from docx import Document
from openpyxl import load_workbook

ANSWER = ("--measure", "公布", "--section", "法制科", "--officer", "张三", "--contact", "0533-0000000")
REASON = "没有写明完成时间"
DAY = ("--as-of", "2019-07-23")


def did(gongkai: Gongkai, *arguments: str) -> str:
    done = gongkai(*arguments)
    assert done.status == 0, done.err
    return done.out


def fill(gongkai: Gongkai, unit: str, task: str, *answer: str) -> None:
    did(gongkai, "fill", "-u", unit, "-t", task, "--on", "2019-07-18", *(answer or ANSWER))


def flat(text: str) -> str:
    return "".join(text.split())


@pytest.fixture
def judged(gongkai: Gongkai) -> None:
    """区残联 is accepted whole; of 区司法局's answers one is accepted, one returned, one awaits, one isn't complete."""
    fill(gongkai, "区残联", "23")
    fill(
        gongkai, "区司法局", "18", "--measure", "公布"
    )  # the first, or those of last time would answer for it
    for task in ("12", "14", "17"):
        fill(gongkai, "区司法局", task)
    did(gongkai, "accept", "-u", "区残联", "--on", "2019-07-22")
    did(gongkai, "accept", "-u", "区司法局", "-t", "12", "--on", "2019-07-22")
    did(gongkai, "return", "-u", "区司法局", "-t", "14", "--reason", REASON, "--on", "2019-07-22")


def test_in_the_list_of_tasks(gongkai: Gongkai, judged: None) -> None:
    page = did(gongkai, "tasks", "-u", "区司法局", *DAY)
    assert flat(f"任务 14：2019-07-22 退回：{REASON}") in flat(page)
    assert page.count("已备案") == 1
    rows = csv.DictReader(
        io.StringIO(did(gongkai, "tasks", "-u", "区司法局", *DAY, "--format", "csv").lstrip("\ufeff"))
    )
    words = {row["序号"]: (row["备案或退回"], row["退回原因"]) for row in rows}
    assert (words["12"], words["14"], words["17"]) == (("备案", ""), ("退回", REASON), ("", ""))


def test_with_the_task(gongkai: Gongkai, judged: None) -> None:
    assert "已备案" in did(gongkai, "show", "12", "-u", "区司法局", *DAY)
    assert flat(f"2019-07-22 退回：{REASON}") in flat(did(gongkai, "show", "14", "-u", "区司法局", *DAY))
    unit = gongkai("show", "14", "-u", "区司法局", *DAY, "--format", "json").json["units"][0]
    assert (unit["verdict"], unit["verdict_on"], unit["verdict_reason"]) == ("returned", "2019-07-22", REASON)


def test_in_the_report(gongkai: Gongkai, judged: None) -> None:
    figures = gongkai("report", *DAY, "--format", "json").json["completion"]
    assert (figures["rows_filed"], figures["rows_accepted"], figures["rows_returned"]) == (3, 2, 1)
    said = flat(did(gongkai, "report", *DAY, "--headline"))
    assert "被退回1项；已备案2项、待备案1项" in said


def test_in_the_bulletin(gongkai: Gongkai, judged: None, tmp_path: Path) -> None:
    paper = tmp_path / "b.docx"
    did(gongkai, "bulletin", *DAY, "-o", str(paper))
    assert any("已备案 2 项。报齐的 1 个" in paragraph.text for paragraph in Document(str(paper)).paragraphs)


def test_in_the_ledger_and_on_the_page(gongkai: Gongkai, judged: None, tmp_path: Path) -> None:
    book, page = tmp_path / "l.xlsx", tmp_path / "r.html"
    did(gongkai, "ledger", "-u", "区司法局", *DAY, "-o", str(book))
    rows = [list(row) for row in load_workbook(book)["台账"].iter_rows(values_only=True)]
    heads = next(row for row in rows if row[0] == "单位")
    found: dict[str, Any] = {
        str(row[1]): tuple(row[heads.index(name)] for name in ("备案或退回", "退回原因"))
        for row in rows
        if row[0] == "区司法局"
    }
    assert found["12"] == ("备案", None) and found["14"] == ("退回", REASON)
    assert found["17"] == ("待备案", None) and found["18"] == (None, None)
    did(gongkai, "report", "-u", "区司法局", *DAY, "-o", str(page))
    text = re.sub(r"<[^>]+>", "|", page.read_text(encoding="utf-8"))
    assert "2019-07-22 备案|" in text and f"2019-07-22 退回：{REASON}|" in text


def test_on_todays_page(gongkai: Gongkai, judged: None, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "gongkai report --awaiting" in flat(did(gongkai)) or "gongkaireport--awaiting" in flat(
        did(gongkai)
    )
    monkeypatch.setenv("GONGKAI_UNIT", "区司法局")
    assert flat(f"（退回）2019-07-22 退回：{REASON}") in flat(did(gongkai))


def test_what_awaits_a_verdict(gongkai: Gongkai, judged: None) -> None:
    listed = gongkai("report", "--awaiting", *DAY, "--format", "json").json["awaiting"]
    assert [(row["unit"], row["task"], row["status"]) for row in listed] == [("区司法局", "17", "filed")]
    assert "17" in did(gongkai, "report", "--awaiting", *DAY)
    rows = did(gongkai, "report", "--awaiting", *DAY, "--format", "csv").lstrip("\ufeff").splitlines()
    assert rows[1].startswith("区司法局,17,") and len(rows) == 2
    before = gongkai("report", "--awaiting", "--as-of", "2019-07-21", "--format", "json").json["awaiting"]
    assert [row["task"] for row in before] == ["12", "14", "17", "23"]
    # An answer given anew has to be judged anew.
    fill_day = ("--on", "2019-07-23", "--measure", "7月31日前公布")
    did(gongkai, "fill", "-u", "区司法局", "-t", "14", *fill_day)
    listed = gongkai("report", "--awaiting", *DAY, "--format", "json").json["awaiting"]
    assert [row["task"] for row in listed] == ["14", "17"]


# ---------------------------------------------------------------- several at once


def test_several_units_are_accepted(gongkai: Gongkai) -> None:
    fill(gongkai, "区残联", "23")
    fill(gongkai, "区司法局", "14")
    fill(gongkai, "区水利局", "7")
    said = did(gongkai, "accept", "-u", "区残联", "-u", "qsfj", "-u", "区司法局", "--on", "2019-07-22")
    assert said.splitlines() == [
        "√ 已备案 区残联 1 项（23），日期 2019-07-22",
        "√ 已备案 区司法局 1 项（14），日期 2019-07-22",
    ]
    listed = gongkai("report", "--awaiting", *DAY, "--format", "json").json["awaiting"]
    assert [row["unit"] for row in listed] == ["区水利局"]


def test_one_that_cannot_be_accepted_keeps_none_of_the_others(gongkai: Gongkai) -> None:
    fill(gongkai, "区残联", "23")
    done = gongkai("accept", "-u", "区水利局", "-u", "区残联", "--on", "2019-07-22")
    assert done.status == 1
    assert "区水利局还没有填报" in done.err and "√ 已备案 区残联 1 项" in done.out


def test_all_that_are_complete_are_accepted(gongkai: Gongkai) -> None:
    fill(gongkai, "区残联", "23")
    fill(gongkai, "区司法局", "14")  # one of several rows
    assert (
        did(gongkai, "accept", "--complete", "--on", "2019-07-22")
        == "√ 已备案 区残联 1 项（23），日期 2019-07-22\n"
    )
    assert did(gongkai, "accept", "--complete", "--on", "2019-07-22") == ""
    listed = gongkai("report", "--awaiting", *DAY, "--format", "json").json["awaiting"]
    assert [row["unit"] for row in listed] == ["区司法局"]
    wrong = gongkai("accept", "--complete", "-u", "区残联")
    assert wrong.status == 2 and "--complete" in wrong.err


def test_nobody_is_complete(gongkai: Gongkai) -> None:
    assert did(gongkai, "accept", "--complete") == "没有报齐的单位，没有改动\n"


# ---------------------------------------------------------------- who claims


def test_who_has_claimed_declined_and_is_silent(gongkai: Gongkai) -> None:
    day = ("--on", "2019-07-18")
    did(gongkai, "claim", "-u", "区司法局", "-t", "15", *day)
    did(gongkai, "fill", "-u", "区审计局", "-t", "31", "--not-involved", "无此职能", *day)
    page = did(gongkai, "show", "31", *DAY)
    assert "报不涉及    区审计局" in page
    silent = flat(page.split("可认领")[-1].split("各单位填报")[0])
    assert "区司法局" in silent and "区审计局" not in silent and "没有认领，也没有报不涉及" in silent
    unowned = {row["task"]: row for row in gongkai("report", *DAY, "--format", "json").json["unowned"]}
    assert unowned["31"]["declined"] == ["区审计局"] and "区司法局" in unowned["31"]["silent"]
    assert "其中报“不涉及”的：31有1个" in flat(did(gongkai, "report", *DAY))
    claimed = gongkai("show", "15", *DAY, "--format", "json").json["units"]
    assert [row["unit"] for row in claimed if row["basis"] == "claimed"] == ["区司法局"]
