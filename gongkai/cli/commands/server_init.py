"""`gongkai server init`: set up a server, or bring it up to date."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gongkai.cli.help_pages import command
from gongkai.cli.options import session_options
from gongkai.cli.output import say, warn
from gongkai.cli.server.reached import need_server
from gongkai.cli.session import Session
from gongkai.cli.workplace import ask_password
from gongkai.store.engine.opening import Ask, open_store, postgres

if TYPE_CHECKING:
    from gongkai.store.engine.postgres import PostgresStore


@command(
    epilog="gongkai server init --db postgresql://admin@10.0.0.5/gongkai?sslmode=require",
)
@session_options
def init(session: Session) -> None:
    """在已有的数据库里建立记录、角色和权限，并载入方案。

    用数据库所有者的登录名运行，它要有建立角色的权限。可以重复运行：升级 gongkai 后用它升级记录，更换方案后用它更新方案。
    """
    from gongkai.store.server import setup as setting_up
    from gongkai.store.server.walls import files_and_locks_are_open

    ask = _asked_once()
    store = _unchecked(session, ask)
    try:
        before, after = setting_up.init(store)
        if files_and_locks_are_open(store):
            warn(
                "谁都还能在数据库里存大对象、占咨询锁，存心的能占满服务器；请超级用户运行一次 gongkai server init 收回"
            )
    finally:
        store.close()
    done = (
        "已建立记录"
        if not before
        else f"记录已从格式 {before} 升级到 {after}"
        if before < after
        else "记录已是最新"
    )
    session.workplace.use(open_store(session.database, ask))
    say(f"√ {session.store.where}：{done}（格式 {after}）")
    if session.workplace.load_plan(anew=True):
        say(f"√ 方案《{session.heading.title}》（{session.heading.number}）已载入")
    else:
        say("服务器上的方案不是随程序带的那一份，没有改动；要更新它，请加 --plan 方案文件")


def _unchecked(session: Session, ask: Ask) -> PostgresStore:
    need_server(session)
    store: PostgresStore = postgres().PostgresStore(session.database, ask, checked=False)
    return store


def _asked_once() -> Ask:
    """Asks for a password the first time only: the same one is good for the other connections of a command."""
    said: list[str | None] = []

    def ask(words: str) -> str | None:
        if not said:
            said.append(ask_password(words))
        return said[0]

    return ask
