"""What lists is had in every form, by any command that lists, on the terminal's way and into a file."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest
from conftest import Gongkai

DAY = ("--as-of", "2019-09-02")
LISTS = {
    "tasks": ("tasks", "-u", "区司法局", *DAY),
    "show": ("show", "14", *DAY),
    "schedule": ("schedule", "--standing", *DAY),
    "records": ("records", *DAY),
    "units": ("units",),
    "groups": ("units", "--groups"),
    "log": ("log",),
    "report": ("report", *DAY),
    "headline": ("report", "--headline", *DAY),
    "matrix": ("report", "--matrix", *DAY),
    "timeline": ("report", "--timeline", *DAY),
    "explain": ("report", "--explain", *DAY),
    "claims": ("report", "--claims", *DAY),
    "awaiting": ("report", "--awaiting", *DAY),
    "all plans": ("report", "--all-plans", *DAY),
    "remind": ("remind", *DAY),
    "config": ("config", "list"),
    "plan check": ("plan", "check", "2019"),
    "plan diff": ("plan", "diff", "2019", "2019"),
}


@pytest.fixture(autouse=True)
def recorded(filled_store: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    import shutil

    monkeypatch.setenv("GONGKAI_DB", shutil.copyfile(filled_store, str(tmp_path / "filled.db")))


@pytest.mark.parametrize("name", LISTS)
def test_a_list_is_had_in_every_form(name: str, gongkai: Gongkai) -> None:
    done = {form: gongkai(*LISTS[name], "--format", form) for form in ("table", "json", "csv")}
    assert [ran.status for ran in done.values()] == [0, 0, 0], [ran.err for ran in done.values()]
    assert isinstance(done["json"].json, (list, dict))
    heading, *rows = csv.reader(done["csv"].out.removeprefix("\ufeff").splitlines())
    assert all(heading)
    assert all(len(row) == len(heading) for row in rows)
    assert done["table"].out.strip()


@pytest.mark.parametrize("name", ["schedule", "records", "report", "matrix"])
def test_a_file_holds_what_is_printed(name: str, gongkai: Gongkai, tmp_path: Path) -> None:
    for form in ("json", "csv"):
        path = tmp_path / f"list.{form}"
        assert gongkai(*LISTS[name], "-o", str(path)).status == 0
        printed = gongkai(*LISTS[name], "--format", form).out
        written = path.read_bytes().decode("utf-8-sig")
        if form == "json":
            assert json.loads(written) == json.loads(printed)
        else:
            assert written.split() == printed.removeprefix("\ufeff").split()
