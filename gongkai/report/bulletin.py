"""What the office tells all units: how far everybody is, who is behind with what, what comes next."""

from __future__ import annotations

from gongkai.base.rows import NamedTuple
from gongkai.base.states import COUNTED, State
from gongkai.report.completion import Report
from gongkai.report.deadlines import Gathered, gathered
from gongkai.report.figures import Completion, UnitLine
from gongkai.report.ranking import Ranking, came_due, rankings
from gongkai.store.questions.figures import Following


class Bulletin(NamedTuple):
    """A report's figures arranged for a 通报.

    `complete`, `begun`, `unsettled` and `unfiled` are the units with the filing duty (see `figures.Filed`). `late` and
    `soon` are 事项 with the units that owe them, the filing duty itself left out; `next` is what falls due on the
    earliest later date. `clean` did all that was asked for so far, in time; `unranked` are schemes.
    """

    as_of: str
    completion: Completion
    following: Following
    complete: list[UnitLine]
    begun: list[UnitLine]
    unsettled: list[UnitLine]
    unfiled: list[UnitLine]
    without_duty: list[str]
    late: list[Gathered]
    late_filing: list[str]
    soon: list[Gathered]
    next: list[Gathered]
    clean: list[str]
    rankings: list[Ranking]
    unranked: list[str]


def bulletin(report: Report) -> Bulletin:
    """The 通报 of a whole report."""
    by_item = gathered([row for row in report.deadlines if not row.filing])
    pending = [row for row in by_item if row.first.state is State.pending]
    soonest = min((row.first.due for row in pending), default=None)
    ranked = rankings(report.units)
    return Bulletin(
        as_of=report.as_of,
        completion=report.completion,
        following=report.following,
        complete=[unit for unit in report.units if unit.filed == "complete"],
        begun=[unit for unit in report.units if unit.filed == "begun"],
        unsettled=[unit for unit in report.units if unit.filed == "unsettled"],
        unfiled=[unit for unit in report.units if unit.filed == "unfiled"],
        without_duty=[kind.kind for kind in report.kinds if not kind.units_due],
        late=[row for row in by_item if row.first.state is State.overdue],
        late_filing=[row.unit for row in report.deadlines if row.filing and row.state is State.overdue],
        soon=[row for row in by_item if row.first.state is State.soon],
        next=[row for row in pending if row.first.due == soonest],
        clean=[unit.unit for unit in report.units if _clean(unit)],
        rankings=[group for group in ranked if any(unit.rank for unit in group.units)],
        unranked=[group.scheme for group in ranked if not any(unit.rank for unit in group.units)],
    )


def _clean(unit: UnitLine) -> bool:
    """Everything asked for so far is done, and in time."""
    asked = unit.filed or came_due(unit)
    late = unit.counts.of(*(state for state in COUNTED if state.late))
    return bool(asked) and unit.filed in (None, "complete") and not late
