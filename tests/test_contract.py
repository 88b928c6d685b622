"""The JSON that other programs rely on: every field of the contract, its type and its allowed values."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from conftest import Gongkai

from gongkai.store.questions.figures import Counts

DATE = re.compile(r"\d{4}-\d\d-\d\d")
BASIS = {"named", "group", "claimed", "claimable"}
LIGHT = {"green", "yellow", "red", "grey"}
STATUS = {"filed", "incomplete", "unfiled", "not_involved", "unclaimed"}
STATE = {"done", "done_late", "overdue", "soon", "pending", "check"}

TASK = {
    "id": str,
    "category": str,
    "topic": str,
    "subtopic": (str, type(None)),
    "requirement": str,
    "responsible": (str, type(None)),
    "basis": str,
    "via": (str, type(None)),
    "status": str,
    "next_due": (str, type(None)),
    "light": str,
}
COMPLETION = dict.fromkeys(("units_due", "units_complete", "rows_due", "rows_filed"), int)
UNIT = {"unit": str, "kind": str} | dict.fromkeys(("rows_due", "rows_filed", "overdue", "due_soon"), int)
DEADLINE = dict.fromkeys(("unit", "task", "obligation", "period", "due", "state", "light"), str)

DAYS = ("2019-07-10", "2019-07-19", "2019-07-25", "2019-10-01", "2020-04-01")


@pytest.fixture(autouse=True)
def _store(filled_store: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GONGKAI_DB", str(filled_store))


def check(found: dict[str, Any], contract: dict[str, Any]) -> None:
    assert contract.keys() <= found.keys(), contract.keys() - found.keys()
    for name, kind in contract.items():
        assert isinstance(found[name], kind), (name, found[name])
        assert not isinstance(found[name], bool), name


@pytest.mark.parametrize("as_of", DAYS)
@pytest.mark.parametrize("unit", ["区司法局", "齐都镇", "区财政局", "区政府办公室", "齐城农业高新区管委会"])
def test_tasks(unit: str, as_of: str, gongkai: Gongkai) -> None:
    tasks = gongkai("tasks", "--unit", unit, "--as-of", as_of, "--format", "json").json
    assert isinstance(tasks, list)
    assert tasks
    for task in tasks:
        check(task, TASK)
        assert re.fullmatch(r"Z?[1-9]\d?", task["id"])
        assert task["basis"] in BASIS
        assert (task["via"] is not None) == (task["basis"] == "group") or task["basis"] in (
            "claimed",
            "claimable",
        )
        assert task["status"] in STATUS
        assert task["light"] in LIGHT
        assert task["next_due"] is None or DATE.fullmatch(task["next_due"])
        assert task["requirement"]
    numbers = [task["id"] for task in tasks]
    assert len(set(numbers)) == len(numbers)
    annex = [int(number) for number in numbers if number.isdigit()]
    assert annex == sorted(annex)
    assert numbers[: len(annex)] == [str(number) for number in annex]


@pytest.mark.parametrize("as_of", DAYS)
@pytest.mark.parametrize(
    "more", [(), ("--unit", "区司法局"), ("--by", "task"), ("--matrix", "--timeline", "--explain")]
)
def test_report(more: tuple[str, ...], as_of: str, gongkai: Gongkai) -> None:
    report = gongkai("report", *more, "--as-of", as_of, "--format", "json").json
    assert report["as_of"] == as_of
    check(report["completion"], COMPLETION)
    for unit in report["units"]:
        check(unit, UNIT)
    for deadline in report["deadlines"]:
        check(deadline, DEADLINE)
        assert deadline["state"] in STATE
        assert deadline["light"] in LIGHT
        assert DATE.fullmatch(deadline["due"])
        assert deadline["obligation"].startswith(deadline["task"] + "-")
    for name in Counts._fields:
        assert report["completion"][name] == sum(unit[name] for unit in report["units"])
    assert report["completion"]["units_due"] == sum(unit["rows_due"] > 0 for unit in report["units"])
    overdue = [deadline for deadline in report["deadlines"] if deadline["state"] == "overdue"]
    assert len(overdue) == report["completion"]["overdue"]
    assert all(deadline["light"] == "red" and deadline["due"] < as_of for deadline in overdue)


def test_units_without_the_filing_duty_have_no_rows_due(gongkai: Gongkai) -> None:
    report = gongkai("report", "--as-of", "2019-07-25", "--format", "json").json
    kinds = {unit["kind"] for unit in report["units"] if unit["rows_due"] == 0}
    assert kinds == {"镇", "街道", "开发区"}
