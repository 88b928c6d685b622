"""`gongkai server`: one record for a whole district on a PostgreSQL server."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING, Any

import click

from gongkai.base.problems import GongkaiError, UsageMistake
from gongkai.cli.commands.plan import Group
from gongkai.cli.help_pages import Argument, Command
from gongkai.cli.options import FILE, complete_unit, format_option, session_options
from gongkai.cli.output import console, say, show, show_csv, show_json, warn
from gongkai.cli.paths import default_database
from gongkai.cli.session import Session, ask_password
from gongkai.store.opening import Ask, address_of, is_server, open_store, postgres

if TYPE_CHECKING:
    from gongkai.store.postgres import PostgresStore

LOGIN_FIELDS = {"login": "登录名", "role": "角色", "unit": "单位", "added": "开通日期"}
ROLE = {"office": "政务公开办", "unit": "单位", "reader": "查看者"}


@click.group(cls=Group)
def server() -> None:
    """全区共用一份记录的服务器（PostgreSQL）：建立、开通登录名、迁移记录。

    数据库地址用 --db 或 GONGKAI_DB 写明，如 postgresql://zwgk@10.0.0.5/gongkai?sslmode=verify-full；口令不写在地址里，
    用 PGPASSFILE（.pgpass）、PGSERVICE，或在提示时输入。各单位之间由服务器自己隔离（行级安全），不靠本程序。
    """


@server.command(
    cls=Command,
    short_help="在已有的空数据库里建立记录、角色和权限，并载入方案；可重复运行，也用于升级",
    epilog="gongkai server init --db postgresql://admin@10.0.0.5/gongkai?sslmode=require",
)
@session_options
def init(session: Session) -> None:
    """在已有的数据库里建立记录、角色和权限，并载入方案。

    用数据库所有者的登录名运行，它要有建立角色的权限。可以重复运行：升级 gongkai 后用它升级记录，更换方案后用它更新方案。
    """
    from gongkai.store import server as setting_up

    ask = _asked_once()
    store = _unchecked(session, ask)
    try:
        before, after = setting_up.init(store)
    finally:
        store.close()
    done = (
        "已建立记录"
        if not before
        else f"记录已从格式 {before} 升级到 {after}"
        if before < after
        else "记录已是最新"
    )
    session.__dict__["store"] = open_store(session.database, ask)
    say(f"√ {session.store.where}：{done}（格式 {after}）")
    if session.load_plan(anew=True):
        say(f"√ 方案《{session.heading['title']}》（{session.heading['number']}）已载入")
    else:
        say("服务器上的方案不是随程序带的那一份，没有改动；要更新它，请加 --plan 方案文件")


def _login_options(command: Any) -> Any:
    for option in reversed(
        [
            click.option("--login", metavar="登录名", required=True, help="登录名，如 qsfj"),
            click.option("--password-stdin", is_flag=True, help="从标准输入读口令（一行），供脚本使用"),
            click.option("--existing", is_flag=True, help="沿用服务器上已有的登录名，不改它的口令"),
        ]
    ):
        command = option(command)
    return command


@server.command(
    "add-unit",
    cls=Command,
    short_help="为一个单位开通登录名：只能读写本单位的记录",
    epilog="gongkai server add-unit 区司法局 --login qsfj",
)
@click.argument(
    "unit",
    cls=Argument,
    metavar="单位",
    help="单位全称、简称、缩写或拼音首字母",
    shell_complete=complete_unit,
)
@_login_options
@session_options
def add_unit(session: Session, unit: str, login: str, password_stdin: bool, existing: bool) -> None:
    """为一个单位开通登录名。它能看方案和本单位的记录，只能写本单位的记录。"""
    name = session.unit(unit)
    _add(session, "unit", login, password_stdin, existing, name)


@server.command(
    "add-office",
    cls=Command,
    short_help="为政务公开办开通登录名：看和写全部记录，更换方案",
    epilog="gongkai server add-office --login zwgk",
)
@_login_options
@session_options
def add_office(session: Session, login: str, password_stdin: bool, existing: bool) -> None:
    """为政务公开办开通登录名。它能看和写全部记录，能载入和更换方案；改动记录同样不能修改或删除。"""
    _add(session, "office", login, password_stdin, existing)


@server.command(
    "add-reader",
    cls=Command,
    short_help="为查看者开通登录名：看数字和填报内容，看不到责任人和联系方式",
    epilog="gongkai server add-reader --login ld",
)
@_login_options
@session_options
def add_reader(session: Session, login: str, password_stdin: bool, existing: bool) -> None:
    """为查看者（如领导）开通登录名。它能看期限与完成情况，看不到责任人、联系方式和改动前后的内容，不能写。"""
    _add(session, "reader", login, password_stdin, existing)


def _add(
    session: Session, role: str, name: str, from_stdin: bool, existing: bool, unit: str | None = None
) -> None:
    from gongkai.store.server import Login, add, check_name, check_password

    store = _managed(session)
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


@server.command(cls=Command, short_help="取消一个登录名", epilog="gongkai server remove qsfj")
@click.argument("login", cls=Argument, metavar="登录名", help="要取消的登录名")
@session_options
def remove(session: Session, login: str) -> None:
    """取消一个登录名：立即断开，不能再登录。它写过的记录和改动记录都保留。"""
    from gongkai.store.server import remove as shut_out

    store = _managed(session)
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


@server.command("list", cls=Command, short_help="列出开通的登录名", epilog="gongkai server list")
@format_option
@session_options
def list_(session: Session, form: str) -> None:
    """列出开通的登录名：角色、单位、开通日期。"""
    from gongkai.store.server import logins

    rows = [row | {"unit": row["unit"] or ""} for row in logins(_server(session))]
    if form == "json":
        show_json(rows)
    elif form == "csv":
        show_csv(LOGIN_FIELDS, rows)
    else:
        from gongkai.render.table import Column, table, widths

        columns = [Column(title) for title in LOGIN_FIELDS.values()]
        lines = [(row["login"], ROLE[row["role"]], row["unit"], row["added"]) for row in rows]
        show(
            [table(columns, lines, widths(columns, lines, console().width))]
            if rows
            else ["还没有开通登录名。"]
        )


@server.command(
    cls=Command,
    short_help="核对记录、改动记录、台账和方案是否相符，发现绕过本程序的改动",
    epilog="gongkai server check",
)
@session_options
def check(session: Session) -> None:
    """核对记录、改动记录、台账和方案是否相符。

    单位的登录名只能写本单位的记录，但可以不用本程序、直接在服务器上写。改动记录谁也改不了：从头读一遍，就知道每条记录应是什么样，
    不相符的在这里都查得出来。填报的起止日期和台账由记录推算而来，不相符的当场改正。手边有方案文件的，也核对服务器上的方案。
    用政务公开办的登录名运行；查出问题时退出状态为 3。
    """
    from gongkai.render.findings import finding_words
    from gongkai.store.audit import audit, audit_plan

    store = _server(session)
    if not store.may_compile:
        raise UsageMistake(f"核对要看全部记录，请用政务公开办的登录名，不能用 {store.login}")
    found = audit(store, session.plan)
    compiled = session.compiled_file()
    if compiled is None:
        warn("手边没有服务器上所用的那份方案文件，没有核对方案；可用 --plan 指明")
    else:
        found += audit_plan(store, compiled.plan, compiled.tables)
    for each in found:
        say(finding_words(each))
    if found:
        sys.exit(3)
    say("√ 记录、改动记录和台账都相符。" if compiled is None else "√ 记录、改动记录、台账和方案都相符。")


@server.command(
    cls=Command,
    short_help="把全部记录从一处复制到另一处：文件到服务器，或服务器到文件",
    epilog="""
    gongkai server copy gongkai.db postgresql://admin@10.0.0.5/gongkai?sslmode=require
    gongkai server copy postgresql://zwgk@10.0.0.5/gongkai?sslmode=require 本机.db
    """,
)
@click.argument("source", cls=Argument, metavar="从", type=FILE, help="数据库文件，或服务器地址")
@click.argument(
    "target", cls=Argument, metavar="到", type=FILE, help="数据库文件，或服务器地址；里面不能已有记录"
)
@click.option("--digests", is_flag=True, help="列出每张表的行数和校验值")
def copy(source: str, target: str, digests: bool) -> None:
    """把全部记录，包括改动记录，从一处复制到另一处。

    复制的是同一时刻的全部记录，复制后逐表核对行数和校验值，都相符才启用。中断了就重新运行，会接着复制。目标里已有记录的不复制；
    目标是服务器时，先用 gongkai server init 建立空的记录，并用数据库所有者的登录名。
    """
    from gongkai.cli.commands.backup import copied, records_words
    from gongkai.store.transfer import open_source, target_at

    source, target = (address_of(each, typed=True) for each in (source, target))
    if not is_server(source) and not os.path.exists(source):
        raise GongkaiError(f"没有数据库文件 {source}，请核对；没有另外指定过的在 {default_database()}")
    if os.path.exists(source) and os.path.exists(target) and os.path.samefile(source, target):
        raise UsageMistake(f"{source} 和 {target} 是同一个文件，不用复制")
    opened = open_source(source, ask_password)
    try:
        moved = copied(opened, target_at(target, ask_password), "复制")
    finally:
        opened.close()
    if digests:
        for each in moved:
            say(f"  {each.table}　{each.rows} 行　{each.digest}")
    say(f"√ 已从 {source} 复制到 {target}：{records_words(moved)}")


def _need_server(session: Session) -> None:
    if not is_server(session.database):
        raise UsageMistake(
            f"这个命令用于服务器，数据库地址应是 postgresql://…，现在是 {session.database}；请用 --db 或 GONGKAI_DB 指明"
        )


def _unchecked(session: Session, ask: Ask) -> PostgresStore:
    _need_server(session)
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


def _server(session: Session) -> PostgresStore:
    _need_server(session)
    store: Any = session.store
    return store  # type: ignore[no-any-return]


def _managed(session: Session) -> PostgresStore:
    """The server's store, for its owner only."""
    store = _server(session)
    if store.role != "owner":
        raise UsageMistake(f"开通和取消登录名要用数据库所有者的登录名，不能用 {store.login}")
    return store
