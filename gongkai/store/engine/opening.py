"""Which engine an address means: a file is SQLite, `postgresql://…` a server."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from gongkai.base.problems import UsageMistake
from gongkai.store.engine.interface import Store

if TYPE_CHECKING:
    from gongkai.store.engine.sqlite import SqliteStore

# Asks for a password, given the words of the question; None where nobody can be asked.
Ask = Callable[[str], str | None]

SERVER_SCHEMES = ("postgresql://", "postgres://")

# Signs that a text is no file's name but some server's address: a scheme (a drive has only one letter), a user with a
# password, or libpq's other way of writing. Full-width signs are looked at as if they were the usual ones.
_NARROW = str.maketrans("：／＝＠＼　", ":/=@\\ ")
_ADDRESS = re.compile(
    r"[a-z][a-z0-9+.-]+:/*/ | postgres(ql)?(: | /.*@) | [^/\\\s]+:[^/\\]+@ "
    r"| (.*\s)?(host|hostaddr|port|dbname|user|password|passfile|service|sslmode|options)\s*=",
    re.IGNORECASE | re.VERBOSE,
)
_LIKE = "postgresql://用户@主机:5432/数据库"


def is_server(address: str) -> bool:
    return address.startswith(SERVER_SCHEMES)


def address_of(text: str, *, typed: bool = False) -> str:
    """Where a record is: a file's path or a server's address, the latter with its scheme in small letters.

    UsageMistake, without repeating the text, for one that looks like an address and isn't one of ours: there may be a
    password in it, which has no place in a message or a file's name. Also for a password that was `typed` on the
    command line.
    """
    address = text.strip()
    if not _ADDRESS.match(address.translate(_NARROW)):
        return os.path.expanduser(text)
    scheme, sign, rest = address.partition("://")
    address = scheme.lower() + sign + rest
    if not is_server(address):
        hint = "不用 host=… user=… 的写法" if "=" in address.translate(_NARROW) else "用半角的 :// 和 @"
        raise UsageMistake(f"数据库地址看不懂，应如 {_LIKE}（{hint}）；为防口令外泄，这里不重复所写的内容")
    if typed and _has_password(rest):
        raise UsageMistake(
            "口令不要写在命令行里（别人在进程列表中看得到）：请去掉口令，用 PGPASSFILE（.pgpass）、PGSERVICE，"
            "或在提示时输入"
        )
    return address


def without_password(address: str) -> str:
    """An address as it may be shown: a server's without what may be a password in it, a file's path as it is."""
    from urllib.parse import unquote

    if not is_server(address):
        return address
    scheme, sign, rest = address.partition("://")
    user, at, host = rest.rpartition("@")
    place, _, settings = (user.partition(":")[0] + at + host).partition("?")
    kept = "&".join(each for each in settings.split("&") if "password" not in unquote(each))
    return f"{scheme}{sign}{place}{'?' if kept else ''}{kept}"


def _has_password(rest: str) -> bool:
    """Whether there is one in an address after its scheme."""
    from urllib.parse import unquote

    place, _, settings = rest.partition("?")
    names = [unquote(setting.partition("=")[0]) for setting in settings.split("&")]
    return ":" in place.rpartition("@")[0] or any("password" in name for name in names)


def open_store(
    address: str, ask: Ask | None = None, made: Callable[[SqliteStore], None] | None = None
) -> Store:
    """The store at a file's path or a server's address. The engine is imported only where it is used.

    With `made` a file that isn't there is made at the first change, and `made` is called then; and one that can't be
    written is read.
    """
    address = address_of(address)
    if is_server(address):
        store: Store = postgres().PostgresStore(address, ask)
        return store
    if made:
        from gongkai.store.engine.stand_in import open_or_stand_in

        return open_or_stand_in(address, made)
    from gongkai.store.engine.sqlite import SqliteStore

    return SqliteStore(address)


def postgres() -> Any:
    """The module for PostgreSQL; UsageMistake where its driver isn't installed."""
    try:
        from gongkai.store.engine import postgres as module
    except ImportError:
        from gongkai.base.extras import how_to_add

        raise UsageMistake(f"要用服务器上的数据库，需要另装组件，{how_to_add('postgres')}") from None
    return module
