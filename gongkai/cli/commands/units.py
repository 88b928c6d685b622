"""`gongkai units`: the roster."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from gongkai.base.problems import UsageMistake
from gongkai.base.rows import headings
from gongkai.cli.help_pages import command
from gongkai.cli.listing import Listing, Out
from gongkai.cli.options import format_option, reading_options
from gongkai.cli.output import Page
from gongkai.report.roster import roster
from gongkai.store.questions.lookup import check_kind
from gongkai.store.questions.plan import Member, Unit, group_rows

if TYPE_CHECKING:
    from gongkai.cli.session import Session


@command(
    epilog="""
    gongkai units
    gongkai units --kind 镇
    gongkai units --groups
    """,
)
@click.option("--kind", metavar="类别", help="只列一个类别，如 区政府部门、镇、街道")
@click.option("--groups", is_flag=True, help="列单位组及其成员")
@click.option("--sources", is_flag=True, help="表格中加上每个单位的出处和说明")
@format_option
@reading_options
def units(session: Session, kind: str | None, groups: bool, sources: bool, out: Out) -> None:
    """列出方案涉及的单位：类别、全称、别名、所属单位组、出处、把握程度和最近一次报送；或列出单位组及成员。"""
    if groups and (kind is not None or sources):
        raise UsageMistake("--groups 列单位组，不与 --kind、--sources 一起用")
    if kind is not None:
        check_kind(session.store, session.plan, kind)
    out.put(_groups(session) if groups else _units(session, kind, sources=sources))


def _units(session: Session, kind: str | None, *, sources: bool) -> Listing:
    found = roster(session.store, session.asked, kind)

    def table(width: int) -> Page:
        from gongkai.render.terminal.roster import unit_list

        return unit_list(session.heading, found, width, sources=sources)

    rows = (u._asdict() | {"aliases": "、".join(u.aliases), "groups": "、".join(u.groups)} for u in found)
    return Listing(Unit, rows, table, document=lambda: found)


def _groups(session: Session) -> Listing:
    found = group_rows(session.store, session.plan)

    def table(width: int) -> Page:
        from gongkai.render.terminal.roster import group_list

        return group_list(found, width)

    rows = ({"group": group.name} | each._asdict() for group in found for each in group.members)
    return Listing({"group": "单位组"} | headings(Member), rows, table, document=lambda: found)
