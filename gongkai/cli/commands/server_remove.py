"""`gongkai server remove`: a login less."""

from __future__ import annotations

from gongkai.cli.help_pages import argument, command
from gongkai.cli.options import session_options
from gongkai.cli.output import say, warn
from gongkai.cli.server.reached import managed
from gongkai.cli.session import Session


@command(epilog="gongkai server remove qsfj")
@argument("login", metavar="登录名", help="要取消的登录名")
@session_options
def remove(session: Session, login: str) -> None:
    """取消一个登录名：立即断开，不能再登录。它写过的记录和改动记录都保留。"""
    from gongkai.store.server.logins import remove as shut_out

    store = managed(session)
    left = shut_out(store, login)
    say(f"√ 已取消登录名 {login}")
    if left.connected:
        warn(
            f"{login} 现在还连着，{store.login} 无权断开；请服务器管理员运行 "
            f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = '{login}'"
        )
    if left.mighty:
        warn(f"{login} {'、'.join(left.mighty)}，凭此仍能进入本记录；要挡住它，请服务器管理员收回（REVOKE）")
    elif left.elsewhere:
        say("  服务器上的别的数据库还在用这个登录名，所以没有删除；它已不能进入本记录。")
    elif left.there:
        say("  服务器上仍有这个登录名（不是本程序建的，或别处还在用），但它已不能进入本记录。")
