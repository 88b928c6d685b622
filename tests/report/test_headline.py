"""`report --headline`: the figures of all units together, and nothing that grows with their number."""

from __future__ import annotations

import csv
import io

import pytest
from conftest import Gongkai


@pytest.fixture
def some(gongkai: Gongkai) -> None:
    answer = ("--section", "法制科", "--officer", "张三", "--contact", "12345", "--measure", "公布")
    assert gongkai("fill", "-u", "区司法局", "-t", "14", "--on", "2019-07-18", *answer).status == 0
    assert gongkai("fill", "-u", "区水利局", "-t", "7", "--on", "2019-07-18", "--measure", "公布").status == 0
    assert (
        gongkai(
            "fill", "-u", "区财政局", "-t", "32", "--on", "2019-07-18", "--not-involved", "无此职能"
        ).status
        == 0
    )


@pytest.mark.parametrize("day", ["2019-07-16", "2019-07-18", "2019-08-15", "2019-12-31"])
def test_it_is_the_sum_of_the_units(gongkai: Gongkai, some: None, day: str) -> None:
    whole = gongkai("report", "--as-of", day, "--format", "json").json
    short = gongkai("report", "--as-of", day, "--headline", "--format", "json").json
    assert short == {name: whole[name] for name in ("as_of", "plan", "completion")}
    units, figures = whole["units"], short["completion"]
    due = [unit for unit in units if unit["rows_due"]]
    assert figures["units_due"] == len(due)
    assert figures["units_begun"] == sum(0 < unit["rows_filed"] < unit["rows_due"] for unit in due)
    for name in (
        "rows_due",
        "rows_filed",
        "rows_not_involved",
        "rows_incomplete",
        "overdue",
        "due_soon",
        "pending",
    ):
        assert figures[name] == sum(unit[name] for unit in units), name
    assert all(isinstance(value, int) for value in figures.values())


def test_on_the_terminal_and_as_a_sheet(gongkai: Gongkai, some: None) -> None:
    page = gongkai("report", "--as-of", "2019-07-18", "--headline").out
    assert "填报" in page and "落实" in page and "区司法局" not in page
    assert gongkai("report", "--as-of", "2019-07-18").out.startswith(page)
    sheet = gongkai("report", "--as-of", "2019-07-18", "--headline", "--format", "csv").out.lstrip("\ufeff")
    (row,) = csv.DictReader(io.StringIO(sheet))
    assert (row["部分填报单位"], row["已填报"], row["未填全"]) == ("2", "2", "1")


def test_it_goes_with_no_other_view(gongkai: Gongkai) -> None:
    done = gongkai("report", "--headline", "--matrix")
    assert done.status == 2 and "--headline 只看总数" in done.err
    assert gongkai("report", "--headline", "--as-of", "2019-12-31", "--check").status == 3
