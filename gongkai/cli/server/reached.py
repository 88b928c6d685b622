"""The server that a command is about, and what its login may do there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from gongkai.base.problems import UsageMistake
from gongkai.cli.session import Session
from gongkai.store.engine.opening import is_server

if TYPE_CHECKING:
    from gongkai.store.engine.postgres import PostgresStore


def need_server(session: Session) -> None:
    if not is_server(session.database):
        raise UsageMistake(
            f"这个命令用于服务器，数据库地址应是 postgresql://…，现在是 {session.database}；请用 --db 或 GONGKAI_DB 指明"
        )


def server_of(session: Session) -> PostgresStore:
    need_server(session)
    store: Any = session.store
    return store  # type: ignore[no-any-return]


def managed(session: Session) -> PostgresStore:
    """The server's store, for its owner only."""
    store = server_of(session)
    if store.role != "owner":
        raise UsageMistake(f"开通和取消登录名要用数据库所有者的登录名，不能用 {store.login}")
    return store
