"""Units × tasks: one sign each for how a unit stands with a task."""

from __future__ import annotations

from enum import StrEnum

from gongkai.base.rows import NamedTuple
from gongkai.base.states import OPEN, PRESSING, State
from gongkai.report.completion import Report
from gongkai.store.questions.figures import UnitTask


class Sign(StrEnum):
    """How a unit stands with a task; `word` says it."""

    word: str

    def __new__(cls, code: str, word: str) -> Sign:
        sign = str.__new__(cls, code)
        sign._value_ = code
        sign.word = word
        return sign

    late = "late", State.overdue.word
    soon = "soon", State.soon.word
    open = "open", "未完"
    done = "done", "已填报或完成"
    exempt = "exempt", "不涉及"


class UnitSigns(NamedTuple):
    """A unit and its sign for each task it has."""

    unit: str
    states: dict[str, Sign]


class Matrix(NamedTuple):
    """The tasks in the plan's order, and the units."""

    tasks: list[str]
    units: list[UnitSigns]


def matrix(report: Report) -> Matrix:
    """Each unit's sign for each task it has."""
    tasks = dict(sorted({line.task_seq: line.task for line in report.lines}.items()))
    filing = {row.unit: row.state for row in report.deadlines if row.filing}
    units: dict[str, dict[str, Sign]] = {}
    for line in report.lines:
        units.setdefault(line.unit, {})[line.task] = _sign(line, filing.get(line.unit))
    return Matrix(list(tasks.values()), [UnitSigns(unit, signs) for unit, signs in units.items()])


def _sign(line: UnitTask, filing: State | None) -> Sign:
    found = line.counts
    if line.status == "not_involved":
        return Sign.exempt
    unfiled = found.rows_due and not found.rows_filed
    for state in PRESSING:
        if found.of(state) or (unfiled and filing is state):
            return Sign.late if state.late else Sign.soon
    if unfiled or found.of(*OPEN):
        return Sign.open
    return Sign.done if line.answered or found.finished else Sign.open
