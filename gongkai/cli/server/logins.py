"""Opening a login on a server."""

from __future__ import annotations

import sys
from typing import Any

import click

from gongkai.base.problems import UsageMistake
from gongkai.cli.output import say
from gongkai.cli.server.reached import managed
from gongkai.cli.session import Session
from gongkai.cli.workplace import ask_password

ROLE = {"office": "政务公开办", "unit": "单位", "reader": "查看者"}


def login_options(command: Any) -> Any:
    for option in reversed(
        [
            click.option("--login", metavar="登录名", required=True, help="登录名，如 qsfj"),
            click.option("--password-stdin", is_flag=True, help="从标准输入读口令（一行），供脚本使用"),
            click.option("--existing", is_flag=True, help="沿用服务器上已有的登录名，不改它的口令"),
        ]
    ):
        command = option(command)
    return command


def add_login(
    session: Session, role: str, name: str, from_stdin: bool, existing: bool, unit: str | None = None
) -> None:
    from gongkai.store.server.logins import Login, add, check_name, check_password

    store = managed(session)
    check_name(name)
    password = None if existing else _new_password(name, from_stdin)
    if password:
        check_password(name, password)
    verifier = store.hashed(name, password) if password else None
    add(store, Login(name, role, unit, verifier), existing=existing)
    who = unit or ROLE[role]
    say(
        f"√ 已为{who}开通登录名 {name}"
        + ("" if verifier or existing else "；没有设口令，服务器要口令时登不进来")
    )
    say(f"  {who}这样用：GONGKAI_DB={store.address_for(name)}")


def _new_password(login: str, from_stdin: bool) -> str | None:
    """The password for a new login, read so that nobody sees it; None: none."""
    if from_stdin:
        password = sys.stdin.readline().rstrip("\r\n")
        if not password:
            raise UsageMistake("标准输入里没有口令")
        return password
    password = ask_password(f"{login} 的口令（直接回车：不设）")
    if password and ask_password("再输一遍") != password:
        raise UsageMistake("两遍口令不同，没有开通")
    return password or None
