"""One report in the form asked for: a document for programs, rows for a sheet, pages for people."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import partial
from itertools import chain
from typing import TYPE_CHECKING, Any, NamedTuple

from gongkai.base.problems import UsageMistake
from gongkai.base.rows import headings, plain
from gongkai.base.states import ONLY
from gongkai.cli.listing import Listing
from gongkai.cli.output import Page
from gongkai.report.completion import Claims, Report
from gongkai.report.deadlines import DEADLINE_FIELDS
from gongkai.report.figures import AnyLine, CategoryLine, Completion, KindLine, TaskLine, UnitLine
from gongkai.store.kinds import ANSWER
from gongkai.store.questions.figures import Awaiting, Deadline, Standing

if TYPE_CHECKING:
    from gongkai.cli.session import Session
    from gongkai.report.tasks import Free

Data = dict[str, Any]

# A sheet's columns, where they aren't the fields of its rows in their order.
AWAITING_FIELDS = (
    "unit",
    "task",
    "topic",
    "status",
    "filed_on",
    *ANSWER,
)

LINES: dict[str, type[AnyLine]] = {
    "unit": UnitLine,
    "kind": KindLine,
    "category": CategoryLine,
    "task": TaskLine,
}


class PlansReport(NamedTuple):
    """A plan's report, and the unit that it is narrowed to."""

    session: Session
    data: Report
    unit: str | None


# Each is a list of its own.
_LISTS = "--matrix、--timeline、--awaiting、--claims、--silent、--explain"


class View(NamedTuple):
    """How a report is to be shown: grouped, narrowed to some states, ordered, and in which views."""

    by: str | None
    only: str | None
    sort: str
    matrix: bool
    timeline: bool
    explain: bool
    headline: bool = False
    awaiting: bool = False
    claims: bool = False
    silent: bool = False

    @property
    def views(self) -> int:
        """How many lists of its own are asked for."""
        return sum((*self.lists, bool(self.by)))

    @property
    def lists(self) -> tuple[bool, ...]:
        return (self.matrix, self.timeline, self.explain, self.awaiting, self.claims, self.silent)

    @property
    def plain(self) -> bool:
        """Nothing of it was asked for."""
        return self == View(None, None, "plan", False, False, False)

    def check(self, form: str) -> None:
        """UsageMistake where what is asked for can't stand together, in that form."""
        if self.headline and not self._replace(headline=False).plain:
            raise UsageMistake(f"--headline 只看总数，不能与 --by、--only、--sort、{_LISTS} 一起用")
        if form == "csv" and self.views > 1:
            raise UsageMistake(f"csv 一次只能列一种：{_LISTS}、--by 只能用一个")


def _deadlines(rows: Iterable[Deadline], view: View) -> list[Deadline]:
    """The deadlines, those of some states where asked for."""
    return [row for row in rows if view.only is None or row.state in ONLY[view.only]]


def _group(data: Report, by: str, view: View) -> Sequence[AnyLine]:
    """Completion by unit, kind, category or task; `only` keeps the lines that have such deadlines."""
    grouped: dict[str, Callable[[], Sequence[AnyLine]]] = {
        "unit": lambda: data.units,
        "kind": lambda: data.kinds,
        "category": lambda: data.categories,
        "task": lambda: data.tasks,
    }
    rows = grouped[by]()
    if view.only:
        rows = [row for row in rows if row.counts.of(*ONLY[view.only])]
    if view.sort == "late":
        rows = sorted(rows, key=lambda row: -row.counts.overdue)
    if view.sort == "rate":
        rows = sorted(rows, key=_rate)
    return rows


def _rate(row: AnyLine) -> float:
    counts = row.counts
    return counts.rows_filed / counts.rows_due if counts.rows_due else 2


def document(data: Report, view: View) -> Data:
    """The contract of `gongkai report --format json`."""
    made: Data = {"as_of": data.as_of, "plan": data.plan, "completion": data.completion}
    if view.headline:
        return made
    made |= {"units": _group(data, "unit", view), "kinds": data.kinds, "unowned": data.unowned}
    made["deadlines"] = _deadlines(data.all_deadlines, view)
    made["following"] = data.following
    if view.by:
        made["by"] = _group(data, view.by, view)
    if view.awaiting:
        made["awaiting"] = data.awaiting
    if view.claims:
        made["claims"] = data.claims
    if view.silent:
        made["silent"] = data.silent
    if view.matrix:
        from gongkai.report.matrix import matrix

        made["matrix"] = matrix(data)._asdict()
    if view.timeline:
        from gongkai.report.timeline import timeline

        made["timeline"] = timeline(_deadlines(data.deadlines, view))
    if view.explain:
        from gongkai.report.explain import explain

        made["explain"] = explain(data)
    return made


Sheet = tuple[dict[str, str], Iterable[Any]]


def sheet(data: Report, view: View) -> Sheet:
    """The columns and rows of a report as a sheet: the rows behind each count, the deadlines, or a group a line."""
    if view.headline:
        return headings(Completion), [data.completion]
    if view.awaiting:
        return headings(Awaiting, AWAITING_FIELDS), data.awaiting
    if view.claims:
        return headings(Claims), [_in_cells(row) for row in data.claims]
    if view.silent:
        return headings(Standing), data.silent
    if view.explain:
        return _explained(data)
    if view.matrix:
        return _signs(data)
    if view.timeline:
        from gongkai.report.timeline import FallingDue, timeline

        months = timeline(_deadlines(data.deadlines, view))
        rows = [{"month": month.month} | item._asdict() for month in months for item in month.items]
        return {"month": "月份"} | headings(FallingDue), rows
    if view.only and not view.by:
        return headings(Deadline, DEADLINE_FIELDS), _deadlines(data.all_deadlines, view)
    by = view.by or "unit"
    return headings(LINES[by]), _group(data, by, view)


def _in_cells(row: Claims) -> Data:
    units = {"claimed": row.claimed, "declined": row.declined, "silent": row.silent}
    return row._asdict() | {name: "、".join(each) for name, each in units.items()}


def _explained(data: Report) -> Sheet:
    from gongkai.report.explain import Explained, RowDue, explain

    counts = explain(data)
    rows = [row._asdict() | {"count": count.words} for count in counts for row in count.rows]
    return headings(Explained) | headings(RowDue), rows


def _signs(data: Report) -> Sheet:
    from gongkai.report.matrix import matrix

    found = matrix(data)
    columns = {"unit": "单位"} | {task: f"任务 {task}" for task in found.tasks}
    rows = [
        {"unit": unit.unit} | {task: sign.word for task, sign in unit.states.items()} for unit in found.units
    ]
    return columns, rows


def listing(report: PlansReport, view: View) -> Listing:
    """One plan's report in any form."""
    return Listing(
        *sheet(report.data, view),
        partial(pages, *report, view),
        document=partial(document, report.data, view),
        head=partial(counts, *report),
    )


def all_listings(reports: list[PlansReport], view: View) -> Listing:
    """The reports of several plans, one after the other."""
    titles = [report.session.heading.title for report in reports]
    each = [listing(report, view) for report in reports]

    def documents() -> Data:
        plans = [report.session.heading for report in reports]
        return {
            "plans": [
                {"title": heading.title, "number": heading.number} | document(report.data, view)
                for heading, report in zip(plans, reports, strict=True)
            ]
        }

    def table(width: int) -> Page:
        for number, one in enumerate(each):
            yield from [""] if number else []
            yield from one.table(width)

    rows = (
        {**plain(row), "plan": title} for title, one in zip(titles, each, strict=True) for row in one.rows
    )
    columns = {"plan": "方案"} | {name: words for one in each for name, words in one.headings.items()}
    return Listing(
        columns,
        rows,
        table,
        documents,
        head=lambda width: chain.from_iterable(one.head(width) for one in each),
    )


def _free(session: Session, data: Report, unit: str | None) -> Free | None:
    """What a unit without the filing duty has filed all the same."""
    if unit is None or data.narrowed or data.completion.counts.rows_due:
        return None
    from gongkai.report.tasks import without_duty
    from gongkai.store.questions.tasks import tasks_of

    return without_duty(tasks_of(session.store, session.asked, unit))


def counts(session: Session, data: Report, unit: str | None, width: int) -> Page:
    """A report's head for the terminal."""
    from gongkai.render.terminal import report as render

    free = _free(session, data, unit)
    yield from render.headline(session.heading, data, unit or "期限与完成情况", session.days, width, free)


def pages(session: Session, data: Report, unit: str | None, view: View, width: int) -> Page:
    """A report for the terminal."""
    from gongkai.render.terminal import report as render

    yield from counts(session, data, unit, width)
    if view.headline:
        return
    if view.matrix:
        from gongkai.render.terminal.views import matrix_view
        from gongkai.report.matrix import matrix

        yield from matrix_view(matrix(data), width)
    if view.timeline:
        from gongkai.render.terminal.views import timeline_view
        from gongkai.report.timeline import timeline

        yield from timeline_view(timeline(_deadlines(data.deadlines, view)), width)
    if view.explain:
        from gongkai.render.terminal.views import explain_view
        from gongkai.report.explain import explain

        yield from explain_view(explain(data), width)
    if view.awaiting:
        yield from render.awaiting_list(data.awaiting, width, one_unit=unit is not None)
    if view.claims:
        yield from render.claim_list(data.claims, width)
    if view.silent:
        yield from render.silent_lists(data.standing, width, one_unit=unit is not None)
    if any(view.lists):
        return
    if view.by is None or view.only:
        yield from render.deadline_lists(data.gathered, view.only, width, one_unit=unit is not None)
        yield from render.own_lists(data.gathered_own, view.only, width, one_unit=unit is not None)
    if unit and not view.by and not view.only:
        from gongkai.render.terminal.schedule import standing_list

        yield from standing_list(data.standing, width, unit=unit, recorded_only=True)
    for dimension in [view.by] if view.by else ["task"] if unit else ["kind", "unit"]:
        narrow = view._replace(only=None) if dimension == "kind" and not view.by else view
        yield from render.by_table(LINES[dimension], _group(data, dimension, narrow), width)
    if (view.by or "unit") == "unit" and not unit:
        yield from render.uncertain_note(data.units, width)
