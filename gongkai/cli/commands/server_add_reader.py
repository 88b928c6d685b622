"""`gongkai server add-reader`: a login that only looks."""

from __future__ import annotations

from gongkai.cli.help_pages import command
from gongkai.cli.options import session_options
from gongkai.cli.server.logins import add_login, login_options
from gongkai.cli.session import Session


@command(
    "add-reader",
    epilog="gongkai server add-reader --login ld",
)
@login_options
@session_options
def add_reader(session: Session, login: str, password_stdin: bool, existing: bool) -> None:
    """为查看者（如领导）开通登录名。它能看期限与完成情况，看不到责任人、联系方式和改动前后的内容，不能写。"""
    add_login(session, "reader", login, password_stdin, existing)
