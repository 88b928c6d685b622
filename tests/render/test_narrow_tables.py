"""In narrow terminals a column of dates keeps them whole, and tables have the columns that there is room for."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest
from conftest import Gongkai

pytestmark = pytest.mark.sqlite

LISTS = {
    "records": ("records", "--as-of", "2019-12-31"),
    "records of a unit": ("records", "-u", "区水利局", "--as-of", "2019-12-31"),
    "report": ("report", "--as-of", "2019-09-10"),
    "report of a unit": ("report", "-u", "区司法局", "--as-of", "2019-09-10"),
    "schedule": ("schedule", "--as-of", "2019-09-10"),
    "tasks": ("tasks", "-u", "区司法局", "--as-of", "2019-07-20"),
    "today": ("--as-of", "2019-07-20"),
}


@pytest.mark.parametrize("name", LISTS)
def test_no_date_is_broken(
    gongkai: Gongkai, filled_store: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    shutil.copyfile(filled_store, tmp_path / "gongkai.db")
    monkeypatch.setenv("COLUMNS", "40")
    out = gongkai(*LISTS[name]).out
    assert re.search(r"^ *(\d+ +)?\d{4}-\d\d-\d\d( |$)", out, re.MULTILINE) or name == "tasks"
    assert not re.search(r"^ *(\d+ +)?\d{4}-(\d\d?(-\d?)?)?( |$)", out, re.MULTILINE), out


@pytest.mark.parametrize(("width", "wide"), [(60, False), (75, False), (76, True)])
def test_what_is_done_has_a_column_where_there_is_room_for_it(
    gongkai: Gongkai, monkeypatch: pytest.MonkeyPatch, width: int, wide: bool
) -> None:
    monkeypatch.setenv("COLUMNS", str(width))
    lines = gongkai("report", "--by", "kind", "--as-of", "2019-09-10").out.splitlines()
    [head] = [line for line in lines if line.startswith("单位类别")]
    assert head.rstrip().endswith("完成") == wide, head
