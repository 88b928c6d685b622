"""`gongkai` alone: what is late, what is due soon, and in any case what comes next."""

from __future__ import annotations

import re

import pytest
from clock import set_clock
from conftest import Gongkai

ANSWER = ("--section", "党政办", "--officer", "张三", "--contact", "0533-0000000")


@pytest.fixture
def today(gongkai: Gongkai, monkeypatch: pytest.MonkeyPatch):  # type: ignore[no-untyped-def]
    """The page as a unit sees it, or the office, on a day."""

    def page(day: str, unit: str | None = None) -> str:
        with monkeypatch.context() as then:
            if unit:
                then.setenv("GONGKAI_UNIT", unit)
            set_clock(then, day)
            ran = gongkai()
        assert ran.status == 0, ran.err
        return ran.out

    return page


def dated(page: str) -> list[tuple[str, str, str]]:
    """The lines of its table: when due, which 事项, how it stands."""
    return re.findall(r"^(\d{4}-\d\d-\d\d)  (Z?\d+-\d+) .*?(逾期|临期|未到期) *$", page, re.MULTILINE)


def test_what_comes_next_is_there_beside_what_is_late(today) -> None:  # type: ignore[no-untyped-def]
    page = today("2019-08-20", "区财政局")
    found = dated(page)
    assert [state for _, _, state in found[:4]] == ["逾期"] * 4
    assert ("2019-08-31", "22-2", "未到期") in found
    assert sum(state == "未到期" for _, _, state in found) >= 3
    assert found == sorted(found, key=lambda line: line[0])


def test_what_comes_next_is_there_beside_what_is_due_soon(today) -> None:  # type: ignore[no-untyped-def]
    found = dated(today("2019-07-17", "区司法局"))
    assert [state for _, _, state in found].count("临期") == 3
    assert ("2019-07-31", "14-4", "未到期") in found


def test_the_office_sees_what_is_late_and_what_comes_next(today) -> None:  # type: ignore[no-untyped-def]
    page = today("2019-10-15")
    found = dated(page)
    late = [line for line in found if line[2] == "逾期"]
    assert 0 < len(late) < 9
    assert late[-1][0] == "2019-09-30", "the latest ones"
    assert any(state == "未到期" for _, _, state in found)
    assert ("2019-10-31", "22-2", "未到期") in found


def test_what_is_left_out_is_counted(today) -> None:  # type: ignore[no-untyped-def]
    page = today("2019-12-20", "区财政局")
    found = dated(page)
    shown = {state: sum(line[2] == state for line in found) for state in ("逾期", "未到期")}
    late, ahead = (int(re.search(rf"[；\s]{word} (\d+)", page)[1]) for word in ("逾期", "未到期"))  # type: ignore[index]
    assert f"另有更早逾期的 {late - shown['逾期']} 条，见 gongkai report --unit 区财政局" in page
    if ahead > shown["未到期"]:
        assert f"此后还有 {ahead - shown['未到期']} 条" in page
    assert "此后还有" in today("2019-08-20", "区财政局")


@pytest.mark.parametrize("unit", ["齐都镇", "齐城农业高新区管委会"])
def test_nobody_is_said_to_have_filed_who_has_not(unit: str, today) -> None:  # type: ignore[no-untyped-def]
    page = today("2019-07-17", unit)
    assert "都已填报" not in page
    assert "未填报" not in page


def test_a_unit_without_tasks_in_the_annex_is_not_asked_to_file(today) -> None:  # type: ignore[no-untyped-def]
    assert "附件里没有任务，不用填报" in today("2019-07-17", "齐城农业高新区管委会")
    assert "可以填报" in today("2019-07-17", "齐都镇")


def test_what_a_town_files_without_having_to_is_counted(gongkai: Gongkai, today) -> None:  # type: ignore[no-untyped-def]
    fill = ("fill", "-u", "齐都镇", "--on", "2019-07-18", "--measure", "公开项目进展")
    assert gongkai(*fill, "-t", "2").status == 0  # first, while nobody has answered who could answer for it
    assert gongkai(*fill, "-t", "1", *ANSWER).status == 0
    for page in (
        today("2019-07-20", "齐都镇"),
        gongkai("report", "-u", "齐都镇", "--as-of", "2019-07-20").out,
    ):
        assert "没有填报期限（可以填报，不计逾期）；已填报 1 项；未填全 1 项" in page
    assert "已填报" not in today("2019-07-17", "齐都镇"), "it was not yet filed then"


def test_all_filed_is_said_where_it_is_so(gongkai: Gongkai, today) -> None:  # type: ignore[no-untyped-def]
    fill = ("fill", "-u", "区残联", "--on", "2019-07-18", "--measure", "措施", *ANSWER)
    due = [
        task["id"]
        for task in gongkai("tasks", "-u", "区残联", "--as-of", "2019-07-17", "--format", "json").json
        if task["filing_duty"]
    ]
    assert f"未填报（{len(due)}）" in today("2019-07-17", "区残联")
    for task in due:
        assert gongkai(*fill, "-t", task).status == 0
    page = today("2019-07-18", "区残联")
    assert "都已填报" in page


def test_why_an_answer_does_not_count_is_said(gongkai: Gongkai, today) -> None:  # type: ignore[no-untyped-def]
    fill = ("fill", "-u", "区司法局", "--on", "2019-07-18", "--measure", "公布清单")
    assert gongkai(*fill, "-t", "12").status == 0
    assert gongkai(*fill, "-t", "14", *ANSWER).status == 0
    back = ("return", "-u", "区司法局", "-t", "14", "--on", "2019-07-19", "--reason", "请写明栏目")
    assert gongkai(*back).status == 0
    page = today("2019-07-20", "区司法局")
    assert re.search(r"^  12　.*（未填全）$", page, re.MULTILINE)
    assert re.search(r"^  14　.*（退回）$", page, re.MULTILINE)


def test_another_day_can_be_asked_about(gongkai: Gongkai, monkeypatch: pytest.MonkeyPatch, today) -> None:  # type: ignore[no-untyped-def]
    there = today("2019-08-20", "区财政局")
    monkeypatch.setenv("GONGKAI_UNIT", "区财政局")
    assert gongkai("--as-of", "2019-08-20").out == there
    wrong = gongkai("--as-of", "2019-08-20", "tasks")
    assert wrong.status == 2 and "命令之后" in wrong.err
    assert gongkai("--as-of", "2019-02-30").status == 2


def test_of_own_dates_the_latest_and_what_is_due_soon_stand_there(  # type: ignore[no-untyped-def]
    today, gongkai: Gongkai, monkeypatch: pytest.MonkeyPatch
) -> None:
    set_clock(monkeypatch, "2019-07-20")
    own = ("arrange", "-u", "区司法局", "--on", "2019-07-20", "-t")
    gongkai(*own, "14-1", "--every", "week")
    gongkai(*own, "21-1", "--by", "2019-10-22")
    page = today("2019-10-21", "区司法局").partition("自定、办公室定、逐次的期限（")[2]
    assert page.startswith("15）")
    # On Sundays, the first on the 21st of July: 14 of them are over.
    late = ["2019-09-22", "2019-09-29", "2019-10-06", "2019-10-13", "2019-10-20"]
    assert dated(page) == [*((day, "14-1", "逾期") for day in late), ("2019-10-22", "21-1", "临期")]
    assert "另有更早逾期的 9 条，见 gongkai report --unit 区司法局" in page
