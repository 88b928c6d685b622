"""`gongkai` alone: what needs doing today."""

from __future__ import annotations

import os
from collections.abc import Iterator

from rich.console import RenderableType
from rich.text import Text

from gongkai.cli.output import console, show
from gongkai.cli.session import Session
from gongkai.render import report as render
from gongkai.render.text import lines
from gongkai.report import completion
from gongkai.report.tasks import unit_tasks

MOST = 8


def today(session: Session) -> None:
    """For a clerk (GONGKAI_UNIT) the unit's open deadlines and what is unfilled; for the office the headline."""
    name = os.environ.get("GONGKAI_UNIT")
    unit = session.scope(name)
    show(_page(session, unit, console().width))
    session.warn_of_unknown_years()


def _page(session: Session, unit: str | None, width: int) -> Iterator[RenderableType]:
    data = completion.report(session.store, session.asked, session.calendar, unit=unit)
    gathered = data["gathered"]
    yield from render.headline(session.heading, data, unit or "今日要情", session.days, width)
    pressing = [row for row in gathered if row["state"] in ("overdue", "soon")]
    shown = pressing[-MOST:] if pressing else [row for row in gathered if row["state"] == "pending"][:MOST]
    yield from render.pressing(shown, width, one_unit=unit is not None)
    if len(pressing) > len(shown):
        more = f"……另有更早到期的 {len(pressing) - len(shown)} 条，见 gongkai report"
        yield from lines(f"{more} --unit {unit}" if unit else more, width, "bright_black")
    if unit:
        yield from _unfilled(session, unit, width)
    yield Text("")
    yield from _hints(unit, width)


def _unfilled(session: Session, unit: str, width: int) -> Iterator[RenderableType]:
    open_rows = [
        row
        for row in unit_tasks(session.store, session.asked, unit)
        if row["filing_duty"] and row["status"] not in ("filed", "not_involved")
    ]
    yield Text("")
    yield from lines(f"未填报（{len(open_rows)}）", width, "bold")
    for row in open_rows[:MOST]:
        yield from lines(f"{row['id']}　{row['topic']}", width, "", 2)
    if len(open_rows) > MOST:
        yield from lines(
            f"……还有 {len(open_rows) - MOST} 项，见 gongkai tasks --unfiled", width, "bright_black", 2
        )
    if not open_rows:
        yield from lines("都已填报。", width, "green", 2)


def _hints(unit: str | None, width: int) -> Iterator[RenderableType]:
    if unit:
        said = "填报 gongkai fill；全部任务 gongkai tasks；记发布 gongkai publish；日程 gongkai schedule；说明 gongkai help"
    else:
        said = (
            "各单位任务 gongkai tasks --unit 单位；完成情况 gongkai report；说明 gongkai help；"
            "只管一个单位的，可设环境变量 GONGKAI_UNIT；初次使用 gongkai tutorial"
        )
    yield from lines(said, width, "bright_black")
