"""`gongkai server add-unit`: a unit's login."""

from __future__ import annotations

from gongkai.cli.help_pages import argument, command
from gongkai.cli.lookups import UNIT
from gongkai.cli.options import complete_unit, session_options
from gongkai.cli.server.logins import add_login, login_options
from gongkai.cli.session import Session


@command(
    "add-unit",
    epilog="gongkai server add-unit 区司法局 --login qsfj",
)
@argument(
    "unit",
    metavar="单位",
    type=UNIT,
    help="单位全称、简称、缩写或拼音首字母",
    shell_complete=complete_unit,
)
@login_options
@session_options
def add_unit(session: Session, unit: str, login: str, password_stdin: bool, existing: bool) -> None:
    """为一个单位开通登录名。它能看方案和本单位的记录，只能写本单位的记录。"""
    add_login(session, "unit", login, password_stdin, existing, unit)
