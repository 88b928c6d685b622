"""Which engine an address means: a file is SQLite, `postgresql://…` a server."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from gongkai.base.problems import UsageMistake
from gongkai.store.interface import Store

# Asks for a password, given the words of the question; None where nobody can be asked.
Ask = Callable[[str], str | None]

SERVER_SCHEMES = ("postgresql://", "postgres://")


def is_server(address: str) -> bool:
    return address.startswith(SERVER_SCHEMES)


def open_store(address: str, ask: Ask | None = None) -> Store:
    """The store at a file's path or a server's address. The engine is imported only where it is used."""
    if is_server(address):
        store: Store = postgres().PostgresStore(address, ask)
        return store
    from gongkai.store.sqlite import SqliteStore

    return SqliteStore(address)


def postgres() -> Any:
    """The module for PostgreSQL; UsageMistake where its driver isn't installed."""
    try:
        from gongkai.store import postgres as module
    except ImportError:
        from gongkai.base.extras import how_to_add

        raise UsageMistake(f"要用服务器上的数据库，需要另装组件，{how_to_add('postgres')}") from None
    return module


def refuse_password(address: str) -> None:
    """UsageMistake for an address on the command line that has a password in it: every user of the machine sees it."""
    if not is_server(address):
        return
    authority, _, query = address.partition("://")[2].partition("?")
    before_host = authority.partition("/")[0].rpartition("@")[0]
    if ":" in before_host or "password=" in query:
        raise UsageMistake(
            "口令不要写在命令行里（别人在进程列表中看得到）：请去掉口令，用 PGPASSFILE（.pgpass）、PGSERVICE，"
            "或在提示时输入"
        )
