"""One report in the form asked for: a document for programs, rows for a sheet, pages for people."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import partial
from itertools import chain
from typing import TYPE_CHECKING, Any, NamedTuple

from gongkai.cli.output import Listing
from gongkai.report import completion
from gongkai.report.completion import AWAITING_FIELDS, CLAIM_FIELDS, UNIT_FIELDS, Report
from gongkai.report.deadlines import DEADLINE_FIELDS

if TYPE_CHECKING:
    from rich.console import RenderableType

    from gongkai.cli.session import Session

Data = dict[str, Any]

ONLY = {"late": ("overdue",), "soon": ("soon",), "open": ("overdue", "soon", "pending")}

# What `--by` groups by, and its CSV columns.
_COUNTED = {name: words for name, words in UNIT_FIELDS.items() if name in completion.COUNTS}
HEADLINE_FIELDS = {
    "units_due": "应报单位",
    "units_complete": "报齐单位",
    "units_begun": "部分填报单位",
    "units_unsettled": "被退回或没有填全单位",
    "units_unfiled": "未报单位",
} | _COUNTED
BY_FIELDS = {
    "unit": UNIT_FIELDS,
    "kind": {"kind": "类别", "units": "单位数", "units_due": "应报单位", "units_complete": "报齐单位"}
    | _COUNTED,
    "category": {"category": "任务类别", "tasks": "任务数", "units": "单位数"} | _COUNTED,
    "task": {"task": "任务", "topic": "工作任务", "category": "任务类别", "units": "单位数"} | _COUNTED,
}


class PlansReport(NamedTuple):
    """A plan's report, and the unit that it is narrowed to."""

    session: Session
    data: Report
    unit: str | None


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

    @property
    def plain(self) -> bool:
        """Nothing of it was asked for."""
        return self == View(None, None, "plan", False, False, False)


_COUNT_OF = {"overdue": "overdue", "soon": "due_soon", "pending": "pending"}


def _deadlines(data: Report, view: View) -> list[Data]:
    """The deadlines, those of some states where asked for."""
    return [row for row in data["deadlines"] if view.only is None or row["state"] in ONLY[view.only]]


def _group(data: Report, by: str, view: View) -> list[Data]:
    """Completion by unit, kind, category or task; `only` keeps the lines that have such deadlines."""
    rows: list[Data] = data[{"unit": "units", "kind": "kinds", "category": "categories", "task": "tasks"}[by]]
    if view.only:
        wanted = [_COUNT_OF[state] for state in ONLY[view.only]]
        rows = [row for row in rows if any(row[count] for count in wanted)]
    if view.sort == "late":
        rows = sorted(rows, key=lambda row: -row["overdue"])
    if view.sort == "rate":
        rows = sorted(rows, key=lambda row: row["rows_filed"] / row["rows_due"] if row["rows_due"] else 2)
    return rows


def document(data: Report, view: View) -> Data:
    """The contract of `gongkai report --format json`."""
    if view.headline:
        return {name: data[name] for name in ("as_of", "plan", "completion")}
    made: Data = {name: data[name] for name in ("as_of", "plan", "completion")}
    made["units"] = _group(data, "unit", view)
    made |= {name: data[name] for name in ("kinds", "unowned")}
    made["deadlines"] = _deadlines(data, view)
    if view.by:
        made["by"] = _group(data, view.by, view)
    if view.awaiting:
        made["awaiting"] = data["awaiting"]
    if view.claims:
        made["claims"] = data["claims"]
    if view.matrix:
        from gongkai.report.matrix import matrix as matrix_of

        made["matrix"] = matrix_of(data)
    if view.timeline:
        from gongkai.report.timeline import timeline as timeline_of

        made["timeline"] = timeline_of(_deadlines(data, view))
    if view.explain:
        from gongkai.report.explain import explain as explain_counts

        made["explain"] = explain_counts(data)
    return made


def _claims_in_cells(row: Data) -> Data:
    return row | {name: "、".join(row[name]) for name in ("claimed", "declined", "silent")}


def sheet(data: Report, view: View) -> tuple[dict[str, str], Iterable[Data]]:
    """The columns and rows of a report as a sheet: the rows behind each count, the deadlines, or a group a line."""
    if view.headline:
        return HEADLINE_FIELDS, [data["completion"]]
    if view.awaiting:
        return AWAITING_FIELDS, data["awaiting"]
    if view.claims:
        return CLAIM_FIELDS, map(_claims_in_cells, data["claims"])
    if view.explain:
        from gongkai.report.explain import EXPLAIN_FIELDS
        from gongkai.report.explain import explain as explain_counts

        counts = explain_counts(data)
        return EXPLAIN_FIELDS, (row | {"count": count["words"]} for count in counts for row in count["rows"])
    if view.matrix:
        from gongkai.report.matrix import SAID
        from gongkai.report.matrix import matrix as matrix_of

        found = matrix_of(data)
        columns = {"unit": "单位"} | {task: f"任务 {task}" for task in found["tasks"]}
        lines = ({task: SAID[state] for task, state in unit["states"].items()} for unit in found["units"])
        named = zip(found["units"], lines, strict=True)
        return columns, ({"unit": unit["unit"]} | line for unit, line in named)
    if view.timeline:
        from gongkai.report.timeline import ITEM_FIELDS
        from gongkai.report.timeline import timeline as timeline_of

        months = timeline_of(_deadlines(data, view))
        return ITEM_FIELDS, ({"month": month["month"]} | item for month in months for item in month["items"])
    if view.only and not view.by:
        return DEADLINE_FIELDS, _deadlines(data, view)
    by = view.by or "unit"
    return BY_FIELDS[by], _group(data, by, view)


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
    titles = [report.session.heading["title"] for report in reports]
    each = [listing(report, view) for report in reports]

    def documents() -> Data:
        headings = [report.session.heading for report in reports]
        return {
            "plans": [
                {name: heading[name] for name in ("title", "number")} | document(report.data, view)
                for heading, report in zip(headings, reports, strict=True)
            ]
        }

    def table(width: int) -> Iterator[RenderableType]:
        for number, one in enumerate(each):
            yield from [""] if number else []
            yield from one.table(width)

    rows = ({**row, "plan": title} for title, one in zip(titles, each, strict=True) for row in one.rows)
    columns = {"plan": "方案"} | {name: words for one in each for name, words in one.columns.items()}
    return Listing(
        columns,
        rows,
        table,
        documents,
        head=lambda width: chain.from_iterable(one.head(width) for one in each),
    )


def _free(session: Session, data: Report, unit: str | None) -> Data | None:
    """What a unit without the filing duty has filed all the same."""
    if unit is None or data.narrowed or data["completion"]["rows_due"]:
        return None
    from gongkai.report.tasks import unit_tasks, without_duty

    return without_duty(unit_tasks(session.store, session.asked, unit))


def counts(session: Session, data: Report, unit: str | None, width: int) -> Iterator[RenderableType]:
    """A report's head for the terminal."""
    from gongkai.render import report as render

    free = _free(session, data, unit)
    yield from render.headline(session.heading, data, unit or "期限与完成情况", session.days, width, free)


def pages(
    session: Session, data: Report, unit: str | None, view: View, width: int
) -> Iterator[RenderableType]:
    """A report for the terminal."""
    from gongkai.render import report as render

    yield from counts(session, data, unit, width)
    if view.headline:
        return
    if view.matrix:
        from gongkai.render.views import matrix_view
        from gongkai.report.matrix import matrix as matrix_of

        yield from matrix_view(matrix_of(data), width)
    if view.timeline:
        from gongkai.render.views import timeline_view
        from gongkai.report.timeline import timeline as timeline_of

        yield from timeline_view(timeline_of(_deadlines(data, view)), width)
    if view.explain:
        from gongkai.render.views import explain_view
        from gongkai.report.explain import explain as explain_counts

        yield from explain_view(explain_counts(data), width)
    if view.awaiting:
        yield from render.awaiting_list(data["awaiting"], width, one_unit=unit is not None)
    if view.claims:
        yield from render.claim_list(data["claims"], width)
    if view.matrix or view.timeline or view.explain or view.awaiting or view.claims:
        return
    if view.by is None or view.only:
        yield from render.deadline_lists(data["gathered"], view.only, width, one_unit=unit is not None)
    if unit and not view.by and not view.only:
        from gongkai.render.schedule import standing_list
        from gongkai.report.schedule import standing

        recorded = [row for row in standing(session.store, session.asked, unit) if data.wanted(row)]
        yield from standing_list(recorded, width, unit=unit, recorded_only=True)
    for dimension in [view.by] if view.by else ["task"] if unit else ["kind", "unit"]:
        narrow = view._replace(only=None) if dimension == "kind" and not view.by else view
        yield from render.by_table(dimension, _group(data, dimension, narrow), width)
    if (view.by or "unit") == "unit" and not unit:
        yield from render.uncertain_note(data["units"], width)
