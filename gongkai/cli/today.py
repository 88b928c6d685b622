"""`gongkai` alone: what needs doing today."""

from __future__ import annotations

from rich.text import Text

from gongkai.base.states import PRESSING, State
from gongkai.base.words import COMPLETE, STATUS
from gongkai.cli.output import Page, console, show
from gongkai.cli.session import Session
from gongkai.render.terminal import report as render
from gongkai.render.terminal.text import lines
from gongkai.render.wording.common import verdict_words
from gongkai.report.completion import Report
from gongkai.report.deadlines import Gathered
from gongkai.report.tasks import without_duty
from gongkai.store.questions.tasks import HeldTask, tasks_of

MOST = 8
# Of what is late, the latest; what is due soon; and of what lies ahead, the next few in any case.
MOST_LATE, MOST_SOON, LEAST_AHEAD = 5, 8, 3


def today(session: Session) -> None:
    """For a clerk (whose usual unit is set) the unit's open deadlines and what is unfilled; for the office the headline."""
    unit = session.scope(None, told=True)
    show(_page(session, unit, console().width))
    session.warn_of_unknown_years()


def _page(session: Session, unit: str | None, width: int) -> Page:
    data = Report(session.store, session.asked, session.calendar, unit=unit)
    tasks = tasks_of(session.store, session.asked, unit) if unit else []
    free = without_duty(tasks) if unit else None
    yield from render.headline(session.heading, data, unit or "今日要情", session.days, width, free)
    awaiting = data.completion.counts.rows_filed - data.completion.counts.rows_accepted
    if awaiting and unit is None:
        said = f"等着备案或退回的填报 {awaiting} 项，见 gongkai report --awaiting"
        yield from lines(said, width, "bright_black")
    yield Text("")
    yield from _deadlines(data.gathered, unit, width)
    if own := [row for row in data.gathered_own if row.first.state in PRESSING]:
        yield from render.own_head(own, width)
        yield from _deadlines(own, unit, width)
    if any(task.filing_duty for task in tasks):
        yield from _unfilled(tasks, width)
    yield Text("")
    yield from _hints(unit, width)


def _deadlines(gathered: list[Gathered], unit: str | None, width: int) -> Page:
    """What to look at now and what comes next, and how many are left out on either side."""
    late, soon, ahead = (
        [row for row in gathered if row.first.state is state]
        for state in (State.overdue, State.soon, State.pending)
    )
    pressing = [*late[-MOST_LATE:], *soon[:MOST_SOON]]
    shown = [*pressing, *ahead[: max(LEAST_AHEAD, MOST - len(pressing))]]
    yield from render.pressing(shown, width, one_unit=unit is not None)
    earlier = len(late[:-MOST_LATE])
    later = len(late) + len(soon) + len(ahead) - len(shown) - earlier
    of_unit = f" --unit {unit}" if unit else ""
    if earlier:
        said = f"……另有更早逾期的 {earlier} 条，见 gongkai report{of_unit}"
        yield from lines(said, width, "bright_black")
    if later:
        yield from lines(f"……此后还有 {later} 条，见 gongkai schedule{of_unit}", width, "bright_black")


def _unfilled(tasks: list[HeldTask], width: int) -> Page:
    open_rows = [task for task in tasks if task.filing_duty and task.status not in COMPLETE]
    yield Text("")
    yield from lines(f"未填报（{len(open_rows)}）", width, "bold")
    for row in open_rows[:MOST]:
        why = "" if row.status == "unfiled" else f"（{STATUS[row.status]}）"
        yield from lines(f"{row.id}　{row.name}{why}", width, "", 2)
        if row.status == "returned":
            yield from lines(verdict_words(row), width, "red", 6)
    if len(open_rows) > MOST:
        yield from lines(
            f"……还有 {len(open_rows) - MOST} 项，见 gongkai tasks --unfiled", width, "bright_black", 2
        )
    if not open_rows:
        yield from lines("都已填报。", width, "green", 2)


def _hints(unit: str | None, width: int) -> Page:
    if unit:
        said = "填报 gongkai fill；全部任务 gongkai tasks；记发布 gongkai publish；日程 gongkai schedule；说明 gongkai help"
    else:
        said = (
            "各单位任务 gongkai tasks --unit 单位；完成情况 gongkai report；说明 gongkai help；"
            "初次使用 gongkai tutorial；只管一个单位的，运行一次 gongkai config set unit 单位"
        )
    yield from lines(said, width, "bright_black")
