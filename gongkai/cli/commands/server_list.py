"""`gongkai server list`: the logins."""

from __future__ import annotations

from gongkai.cli.help_pages import command
from gongkai.cli.listing import Listing, Out
from gongkai.cli.options import format_option, session_options
from gongkai.cli.output import Page
from gongkai.cli.server.logins import ROLE
from gongkai.cli.server.reached import server_of
from gongkai.cli.session import Session

LOGIN_FIELDS = {"login": "登录名", "role": "角色", "unit": "单位", "added": "开通日期"}


@command("list", epilog="gongkai server list")
@format_option
@session_options
def list_(session: Session, out: Out) -> None:
    """列出开通的登录名：角色、单位、开通日期。"""
    from gongkai.store.server.logins import logins

    rows = [row | {"unit": row["unit"] or ""} for row in logins(server_of(session))]

    def listed(width: int) -> Page:
        from gongkai.render.terminal.table import Column, table, widths

        columns = [Column(title) for title in LOGIN_FIELDS.values()]
        lines = [(row["login"], ROLE[row["role"]], row["unit"], row["added"]) for row in rows]
        return [table(columns, lines, widths(columns, lines, width))] if rows else ["还没有开通登录名。"]

    out.put(Listing(LOGIN_FIELDS, rows, listed, paged=False))
