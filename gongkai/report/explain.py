"""The rows behind each count of a report."""

from __future__ import annotations

from typing import Annotated, Any

from gongkai.base.rows import NamedTuple, headings
from gongkai.base.states import COUNTED
from gongkai.report.completion import Report
from gongkai.store.questions.figures import Counts, Deadline


class RowDue(NamedTuple):
    """A row to be filed: of a unit, one task."""

    unit: Annotated[str, "单位"]
    task: Annotated[str, "任务"]
    obligation: Annotated[str | None, "事项"] = None
    period: Annotated[str | None, "期次"] = None
    due: Annotated[str | None, "期限"] = None


class Explained(NamedTuple):
    """A count, its words, and the rows it is the number of."""

    count: Annotated[str, "统计项"]  # type: ignore[assignment]
    words: str
    rows: list[RowDue] | list[Deadline]


def explain(report: Report) -> list[Explained]:
    """Every count of a report with the rows it is the number of."""
    words: dict[str, Any] = headings(Counts) | {"rows_not_involved": "不涉及"}
    explained = [
        Explained(
            name,
            words[name],
            [RowDue(line.unit, line.task) for line in report.lines if getattr(line.counts, name)],
        )
        for name in Counts._fields
        if name.startswith("rows_")
    ]
    return explained + [
        Explained(state.figure, state.word, [row for row in report.deadlines if row.state is state])
        for state in COUNTED
    ]
