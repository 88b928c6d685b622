"""`report` narrowed to a unit, a task, a category, or to what stands in some states."""

from __future__ import annotations

import csv
import io

import pytest
from conftest import Gongkai

AS_OF = ("--as-of", "2019-08-02")


def test_a_task_that_is_not_the_units_is_said(gongkai: Gongkai) -> None:
    ran = gongkai("report", "-u", "区水利局", "-t", "14", *AS_OF)
    assert (ran.status, ran.out) == (1, "")
    assert ran.err == "错误：截至2019-08-02，区水利局没有任务 14\n"
    assert gongkai("report", "-u", "区司法局", "-t", "14", *AS_OF).status == 0
    gongkai("claim", "-u", "区水利局", "-t", "31", "--on", "2019-08-01")
    assert gongkai("report", "-u", "区水利局", "-t", "31", *AS_OF).status == 0


def test_what_has_no_date_is_narrowed_too(gongkai: Gongkai) -> None:
    assert "常态事项（没有期限，7；" in gongkai("report", "-u", "区司法局", "-t", "14", *AS_OF).out
    assert "常态事项（没有期限，9；" in gongkai("report", "-u", "区司法局", "--category", "营商", *AS_OF).out


@pytest.mark.parametrize("by", ["unit", "category", "task"])
def test_only_keeps_the_lines_that_have_such_deadlines(gongkai: Gongkai, by: str) -> None:
    ask = ("report", "--by", by, "--format", "csv", *AS_OF)
    every, late = (
        list(csv.DictReader(io.StringIO(gongkai(*ask, *more).out.removeprefix("\ufeff"))))
        for more in ((), ("--only", "late"))
    )
    assert late == [row for row in every if row["逾期"] != "0"]
    assert 0 < len(late) < len(every)
