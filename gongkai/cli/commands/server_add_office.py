"""`gongkai server add-office`: the office's login."""

from __future__ import annotations

from gongkai.cli.help_pages import command
from gongkai.cli.options import session_options
from gongkai.cli.server.logins import add_login, login_options
from gongkai.cli.session import Session


@command(
    "add-office",
    epilog="gongkai server add-office --login zwgk",
)
@login_options
@session_options
def add_office(session: Session, login: str, password_stdin: bool, existing: bool) -> None:
    """为政务公开办开通登录名。它能看和写全部记录，能载入和更换方案；改动记录同样不能修改或删除。"""
    add_login(session, "office", login, password_stdin, existing)
