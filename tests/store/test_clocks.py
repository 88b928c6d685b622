"""A clock that jumps back: what was recorded last stands, whatever the clock said, and the journal keeps the order."""

from __future__ import annotations

import pytest
from clock import set_clock
from conftest import Gongkai


def test_a_clock_that_jumps_back(gongkai: Gongkai, monkeypatch: pytest.MonkeyPatch) -> None:
    fill = ("fill", "-u", "区司法局", "-t", "14", "--measure")
    for day, measure in (("2019-07-20", "一"), ("2019-07-17", "二"), ("2019-07-18", "三")):
        set_clock(monkeypatch, day)
        done = gongkai(*fill, measure)
        assert done.status == 0, done.err
    lines = gongkai("log", "--format", "json").json
    assert [line["after"]["measure"] for line in lines] == ["三", "二", "一"]
    assert [line["id"] for line in lines] == sorted((line["id"] for line in lines), reverse=True)

    def answers() -> list[str]:
        days = ("2019-07-16", "2019-07-17", "2019-07-18", "2019-07-19", "2019-07-31")
        found = []
        for day in days:
            (row,) = [
                row
                for row in gongkai("tasks", "-u", "区司法局", "--as-of", day, "--format", "json").json
                if row["id"] == "14"
            ]
            found.append(row["measure"])
        return found

    assert answers() == [None, "二", "三", "三", "三"], "the answer given last stands from its own day on"
    assert gongkai("undo", "-u", "区司法局", "-t", "14").status == 0
    assert answers() == [None, "二", "二", "二", "二"]
    assert gongkai("undo", "-u", "区司法局", "-t", "14").status == 0
    assert answers() == [None, None, None, None, "一"]


def test_a_claim_before_its_own_day_is_not_taken_back(
    gongkai: Gongkai, monkeypatch: pytest.MonkeyPatch
) -> None:
    set_clock(monkeypatch, "2019-07-20")
    assert gongkai("claim", "-u", "区司法局", "-t", "15").status == 0
    set_clock(monkeypatch, "2019-07-17")
    done = gongkai("unclaim", "-u", "区司法局", "-t", "15")
    assert done.status == 1 and "不能早于这一天" in done.err
    assert gongkai("undo", "-u", "区司法局", "-t", "15").status == 0
