"""The main job, once from end to end."""

from __future__ import annotations

import os

from conftest import Gongkai


def test_a_clerk_lists_fills_and_reports(gongkai: Gongkai) -> None:
    tasks = gongkai("tasks", "--unit", "区司法局", "--as-of", "2019-07-17", "--format", "json").json
    assert [task["id"] for task in tasks if task["basis"] == "named"] == ["12", "14", "21"]
    filled = gongkai(
        *("fill", "-u", "区司法局", "-t", "14", "--on", "2019-07-18", "--measure", "公布清单"),
        *("--section", "法制科", "--officer", "张三", "--contact", "0533-0000000"),
    )
    assert filled.status == 0, filled.err
    report = gongkai("report", "--as-of", "2019-07-18", "--format", "json").json
    assert report["completion"]["rows_filed"] == 1
    assert (
        gongkai("report", "--as-of", "2019-07-17", "--format", "json").json["completion"]["rows_filed"] == 0
    )


def test_each_store_is_the_one_that_is_meant(gongkai: Gongkai, engine: str) -> None:
    """Were GONGKAI_DB not set by the fixture, half of the tests would run on files twice, and say nothing."""
    assert os.environ["GONGKAI_DB"].startswith("postgresql://") == (engine == "postgres")
    assert gongkai("units").status == 0
