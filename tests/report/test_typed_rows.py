"""What the store answers has the types that its classes say, and strict mypy sees a field that is misspelt."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, NamedTuple, get_args, get_origin, get_type_hints

import pytest
from conftest import Gongkai
from mypy import api

from gongkai.base.rows import fields, filler, plain
from gongkai.base.states import State
from gongkai.store.changes import journal
from gongkai.store.engine import opening
from gongkai.store.engine.interface import Store
from gongkai.store.questions import answers, figures, filings, obligations, plan, records, tasks
from gongkai.store.questions.asked import Asked

ASKED = Asked("linzi-2019", "2019-10-10", "2019-10-14")
ROOT = Path(__file__).parent.parent.parent


class Part(NamedTuple):
    one: int
    two: bool


class Whole(NamedTuple):
    state: State | None
    part: Part
    words: Annotated[str, "词"]


def test_rows_are_filled_by_the_names_of_the_columns() -> None:
    fill = filler(Whole, ("two", "words", "state", "one"))
    assert fields(Whole) == ["state", "one", "two", "words"]
    assert fill([1, "甲", "overdue", 5]) == Whole(State.overdue, Part(5, True), "甲")
    assert fill([0, "甲", None, 5]).state is None
    assert plain([fill([0, "甲", "done", 5])]) == [{"state": "done", "one": 5, "two": False, "words": "甲"}]


@pytest.mark.parametrize("columns", [("two", "words", "state"), ("two", "words", "state", "one", "more")])
def test_other_columns_than_the_fields_are_refused(columns: tuple[str, ...]) -> None:
    with pytest.raises(TypeError, match=r"Whole: (one|more)"):
        filler(Whole, columns)


QUESTIONS: dict[str, Callable[[Store], Iterator[Any] | list[Any]]] = {
    "lines": lambda store: figures.lines(store, ASKED),
    "deadlines": lambda store: figures.deadlines(store, ASKED),
    "standing": lambda store: figures.standing(store, ASKED),
    "unowned": lambda store: figures.unowned(store, ASKED),
    "claims": lambda store: figures.claims(store, ASKED),
    "awaiting": lambda store: figures.awaiting(store, ASKED),
    "answers": lambda store: answers.answers(store, ASKED),
    "items": lambda store: answers.item_states(store, ASKED),
    "published": lambda store: answers.published(store, ASKED),
    "obligations": lambda store: obligations.obligations(store, ASKED.plan, "7"),
    "heading": lambda store: [plan.heading(store, ASKED.plan)],
    "units": lambda store: plan.unit_rows(store, ASKED.plan),
    "groups": lambda store: plan.group_rows(store, ASKED.plan),
    "spellings": lambda store: plan.spelling_rows(store, ASKED.plan),
    "spelled": lambda store: plan.spelled(store, ASKED.plan, "qslj"),
    "memberships": lambda store: plan.membership_rows(store, ASKED.plan),
    "tasks": lambda store: plan.task_rows(store, ASKED.plan),
    "notes": lambda store: plan.task_notes(store, ASKED.plan, "Z1"),
    "tasks of a unit": lambda store: tasks.tasks_of(store, ASKED, "区水利局"),
    "records": lambda store: records.records(store, ASKED.plan, ASKED.as_of),
    "filings": lambda store: filings.filings(store, ASKED.plan, "区水利局"),
    "journal": lambda store: journal.lines(store, ASKED.plan),
    "units of a task": lambda store: tasks.units_of(store, ASKED, "7"),
}


def test_every_value_is_of_the_type_that_its_class_says(gongkai: Gongkai) -> None:
    answer = ("--measure", "公布", "--section", "法制科", "--officer", "张三", "--contact", "0533-0000000")
    assert gongkai("fill", "-u", "区水利局", "-t", "7", "--on", "2019-07-18", *answer).status == 0
    assert (
        gongkai(
            "publish", "-u", "区水利局", "-t", "7", "--item", "4", "--date", "2019-09-10", "--title", "甲"
        ).status
        == 0
    )
    store = opening.open_store(os.environ["GONGKAI_DB"])
    try:
        for name, question in QUESTIONS.items():
            rows = list(question(store))
            assert rows, name
            for row in rows:
                _check(row, name)
    finally:
        store.close()


def _check(row: Any, where: str) -> None:
    for name, hint in get_type_hints(type(row)).items():
        value = getattr(row, name)
        if name in ("items", "records", "aliases", "groups", "members") and value is None:
            continue  # filled in by whoever asks for them
        assert _fits(value, hint), f"{where}.{name}: {value!r} is no {hint}"


def _fits(value: Any, hint: Any) -> bool:
    if get_origin(hint) is Literal:
        return value in get_args(hint)
    if isinstance(hint, UnionType) or get_args(hint)[1:] == (NoneType,):
        return any(_fits(value, each) for each in get_args(hint))
    if get_origin(hint) in (list, dict):
        return type(value) is get_origin(hint)
    if hasattr(hint, "_fields"):
        _check(value, hint.__name__)
    return type(value) is hint


# A line of each floor, and the same with a field misspelt.
MISSPELT = (
    ("gongkai/store/questions/figures.py", "state.figure", "state.figures"),
    ("gongkai/store/questions/lookup.py", "row.sort in sorts", "row.sorts in sorts"),
    ("gongkai/store/changes/undoing.py", "undoes=line.id", "undoes=line.number"),
    ("gongkai/store/changes/answers.py", "later[0].on_date", "later[0].on_day"),
    ("gongkai/store/changes/verdicts.py", "now.texts", "now.text"),
    ("gongkai/store/changes/disclosures.py", "plan, record.unit, number):", "plan, record.units, number):"),
    ("gongkai/store/checks/replay.py", "line.undoes or 0, None", "line.undo or 0, None"),
    ("gongkai/report/log.py", "line.actor", "line.author"),
    ("gongkai/report/ranking.py", "unit.counts.rows_filed", "unit.counts.row_filed"),
    ("gongkai/report/tasks.py", "task.filing_duty", "task.filing_dutty"),
    ("gongkai/report/roster.py", "each.group_name", "each.group"),
    ("gongkai/forms/out/layout.py", "plan.issuer", "plan.isuer"),
    ("gongkai/forms/back/outcome.py", "texts.reason", "texts.reasons"),
    ("gongkai/forms/back/which_task.py", "row.requirement", "row.requirements"),
    ("gongkai/render/terminal/report.py", "row.last_workday", "row.last_workdays"),
    ("gongkai/render/terminal/tasks.py", "task.next_due_state", "task.next_state"),
    ("gongkai/render/terminal/task.py", "row.verdict ==", "row.verdicts =="),
    ("gongkai/render/terminal/log.py", "line.changed", "line.change_"),
    ("gongkai/render/wording/journal_line.py", "line.told", "line.tells"),
    ("gongkai/render/terminal/schedule.py", "row.withdrawn_on", "row.withdrawn"),
    ("gongkai/render/terminal/collect.py", "result.problem", "result.problems"),
    ("gongkai/render/terminal/roster.py", "unit.certainty", "unit.certain"),
    ("gongkai/cli/today.py", "data.gathered", "data.gatherd"),
    ("gongkai/cli/recorded.py", "line.undoes", "line.undone"),
    ("gongkai/cli/judging.py", "answer.texts.words", "answer.texts.word"),
    ("gongkai/cli/fill/answers.py", "filed.last.texts", "filed.last.text"),
    ("gongkai/cli/commands/publish.py", "record.item}《", "record.items}《"),
    ("gongkai/cli/submit/mailing.py", "figures.rows_due", "figures.row_due"),
)


@pytest.mark.slow
def test_a_misspelt_field_is_seen_on_every_floor(tmp_path: Path) -> None:
    command = ["--strict", "--cache-dir", str(tmp_path / "cache"), "--no-error-summary", "--config-file"]
    command.append(str(ROOT / "pyproject.toml"))
    for path, right, wrong in MISSPELT:
        text = (ROOT / path).read_text(encoding="utf-8")
        assert right in text, path
        copy = tmp_path / path.replace("/", "-")
        copy.write_text(text.replace(right, wrong, 1), encoding="utf-8")
        command += ["--shadow-file", str(ROOT / path), str(copy)]
    said, faults, _ = api.run([*command, *(str(ROOT / path) for path, _, _ in MISSPELT)])
    found = {line.partition(":")[0] for line in said.splitlines() if "attr-defined" in line}
    assert {str(Path(path).resolve()) for path in found} == {str(ROOT / path) for path, _, _ in MISSPELT}, (
        said + faults
    )
