"""What a server complains of, in one line of Chinese. Never its own text where a password could stand in it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import psycopg

from gongkai.store.engine.interface import MEND_SERVER
from gongkai.store.kinds import KINDS

UNSECURED = "与 {place} 建立不了加密连接：服务器没有开通；请管理员开通（确在可信的网络里，才可在地址后加 ?sslmode=disable）"

# Words of libpq and of servers in English and Chinese, in the order in which they are looked for.
_CONNECTING = (
    (
        ("CONNECT privilege", "CONNECT 权限"),
        "这个登录名在 {place} 没有开通，请管理员用 gongkai server add-unit 等命令开通",
    ),
    (
        ("password authentication failed", "Password 认证失败", "authentication failed"),
        "{place} 不认这个用户名或口令，请核对",
    ),
    (
        ("no password supplied",),
        "{place} 要求口令；请在终端里运行以便输入，或设 PGPASSFILE（.pgpass）、PGSERVICE",
    ),
    (('role "', "角色"), "{place} 没有这个登录名或不许它登录，请核对用户名，或请管理员开通"),
    (("pg_hba.conf",), "{place} 不许从这台电脑用这个用户名连接，请管理员检查 pg_hba.conf"),
    (("does not support SSL", "不支持 SSL", "不支持SSL"), UNSECURED),
    (
        ("SSL", "certificate", "sslmode", "TLS"),
        "与 {place} 建立不了加密连接，请核对 sslmode、sslrootcert 等设置",
    ),
    (('database "', "数据库"), "服务器上没有数据库 {place}，请核对名称，或请管理员建立"),
    (
        ("could not translate host name", "Name or service not known"),
        "找不到服务器 {place}，请核对主机名和网络",
    ),
    (("definition of service", "service file"), "没有找到 PGSERVICE 指定的服务，请核对 pg_service.conf"),
    (
        ("Connection refused", "No such file or directory", "timeout", "No route", "unreachable", "closed"),
        "连不上服务器 {place}：没有响应，请核对地址和网络，或问管理员服务器是否在运行",
    ),
)

_NO_LOCKS = ("out of shared memory", "共享内存")
_STARTING = (
    "starting up", "shutting down", "recovery mode", "not yet accepting connections", "not accepting connections",
    "启动中", "正在关闭", "恢复模式", "尚未接受连接", "不接受连接",
)  # fmt: skip
_FULL = ("too many clients", "too many connections", "remaining connection slots", "太多")
_OWN_FULL = ("too many connections for role", "角色的连接太多", "由角色")
_GONE = (
    "Connection refused", "No such file or directory", "closed the connection", "Connection reset",
    "terminating", "timeout expired",
)  # fmt: skip

# Faults that may pass by themselves: the same again may succeed.
_PASSING = {"40001", "40P01", "57P01", "57P02", "57P03", "53300"}

WAITED_LONG = "55P03"

_MEANINGS = {
    "GK001": "管理员正在把全部记录复制到 {place}（gongkai server copy），还没有复制完，这一步没有保存；请等复制完后重做",
    "GK002": "另有一个 gongkai server copy 正在往 {place} 复制，没有改动；请等它结束后再看",
    "22007": "日期或数字不合规定{unsaved}",
    "22008": "日期或数字不合规定{unsaved}",
    "22P02": "日期或数字不合规定{unsaved}",
    "23505": "与别人的改动撞在一起{unsaved}；请重做",
    "42P06": "与别人的改动撞在一起{unsaved}；请重做",
    "40001": "与别人的改动撞在一起{unsaved}；请重做",
    "40P01": "与别人的改动互相等待{unsaved}；请重做",
    WAITED_LONG: "{place} 正被别的程序占用{by}，等了 30 秒仍未放开{unsaved}；请稍后重做",
    "53100": "服务器 {place} 的磁盘已满{unsaved}；请管理员清出空间后重做",
    "53200": "服务器 {place} 的内存或锁用尽了，没有完成；请稍后重做，总是这样的请服务器管理员重新启动服务器",
    "53300": "服务器 {place} 的连接已满，请稍后重做",
    "25006": "{place} 现在是只读的（备用服务器，或管理员设为只读）{unsaved}",
    "57014": "{place} 取消了这一步（超时，或管理员中止）{unsaved}",
    "25P03": "{place} 等得太久，取消了这一步{unsaved}；请重做",
    "XX001": "{place} 的数据已损坏，没有改动；" + MEND_SERVER,
    "XX002": "{place} 的索引已损坏，没有改动；请管理员运行 REINDEX，或用备份恢复（gongkai restore）",
    "58030": "服务器 {place} 读写磁盘出错{unsaved}；请告诉管理员",
    "42883": "{place} 的表与本程序的版本不合，请管理员运行 gongkai server init",
    "42P01": "{place} 里缺少本程序要用的表，请管理员运行 gongkai server init",
    "42703": "{place} 的表与本程序的版本不合，请管理员运行 gongkai server init",
    "3F000": "{place} 里还没有建立记录，请管理员先运行 gongkai server init",
}

# A copy into the record has begun and not ended.
HALF_COPIED = "{place} 的记录只复制了一部分，还不能用；请管理员重新运行 gongkai server copy，会接着复制"

_ROLE = {"office": "政务公开办", "unit": "单位", "reader": "查看者", "owner": "管理员"}


def place(parameters: Mapping[str, Any], info: psycopg.ConnectionInfo | None = None) -> str:
    """The server's address without a password; as it turned out to be, once connected."""
    if info is not None:
        user, host, port, name = info.user, info.host, str(info.port), info.dbname
    else:
        user, host, port, name = (str(parameters.get(key, "")) for key in ("user", "host", "port", "dbname"))
        if parameters.get("service") and not host:
            return f"postgresql:///?service={parameters['service']}"
    if host.startswith("/"):
        host = "（本机）"
    return f"postgresql://{user + '@' if user else ''}{host}{':' + port if port else ''}/{name}"


def may_pass(error: psycopg.Error, *, was_there: bool = False) -> bool:
    """Whether the same again may succeed: the server is just starting, full for now, or another one was faster."""
    if error.sqlstate:
        return error.sqlstate in _PASSING
    said = str(error)
    return any(words in said for words in (*_STARTING, *_FULL, *(_GONE if was_there else ())))


def unreachable(error: psycopg.Error, where: str) -> str:
    """Why there is no connection."""
    said = str(error)
    if error.sqlstate == "57014":
        return f"{where} 刚连上就取消了第一个问题：这个登录名的时限（statement_timeout）太短，请管理员改长"
    if any(words in said for words in _OWN_FULL):
        return f"{where} 这个登录名的连接已满（每个登录名有限额），请关闭别处的连接后重做"
    if any(words in said for words in _NO_LOCKS):
        return _MEANINGS["53200"].format(place=where)
    if any(words in said for words in _STARTING):
        return f"服务器 {where} 正在启动或关闭，请稍后重做"
    if any(words in said for words in _FULL):
        return f"服务器 {where} 的连接已满，请稍后重做"
    for patterns, words in _CONNECTING:
        if any(pattern in said for pattern in patterns):
            return words.format(place=where)
    return f"连不上服务器 {where}，请核对地址、用户名和网络"


class Who(NamedTuple):
    """The one who is connected."""

    login: str
    role: str
    unit: str | None


def holding(login: str, tables: Sequence[str], prepared: str | None = None) -> str:
    """What a login holds, in words. A `prepared` transaction (its name) holds on without a connection."""
    turn = ["写入的次序"] if "turn" in tables else []
    others = "、".join(table for table in tables if table != "turn")
    by = f"（预备事务 {prepared}）" if prepared else ""
    return f"登录名 {login} 占着{'和'.join(turn + ([f'表 {others}'] if others else []))}{by}"


def held(connection: psycopg.Connection[Any], mode: str) -> str:
    """Who holds what of the record, in words: the locks of certain modes."""
    question = f"""
        SELECT COALESCE(a.usename, x.owner) AS login, x.gid,
               string_agg(DISTINCT c.relname, '、' ORDER BY c.relname) AS tables
        FROM pg_locks l JOIN pg_database d ON d.oid = l.database AND d.datname = current_database()
        JOIN pg_class c ON c.oid = l.relation LEFT JOIN pg_stat_activity a ON a.pid = l.pid
        LEFT JOIN pg_locks t ON l.pid IS NULL AND t.pid IS NULL AND t.virtualtransaction = l.virtualtransaction
             AND t.locktype = 'transactionid'
        LEFT JOIN pg_prepared_xacts x ON x.transaction = t.transactionid
        WHERE c.relnamespace = 'gongkai'::regnamespace AND c.relkind = 'r' AND l.granted
          AND l.pid IS DISTINCT FROM pg_backend_pid() AND l.mode {mode}
        GROUP BY l.pid, l.virtualtransaction, 1, 2 ORDER BY 1
    """
    found = connection.execute(question).fetchall()
    return "；".join(holding(row["login"], row["tables"].split("、"), row["gid"]) for row in found)


def meaning(error: psycopg.Error, where: str, who: Who, held_by: str = "", *, writing: bool) -> str:
    """What a statement's failure means to the user. `held_by`: for whom we waited too long. Whoever was only reading
    isn't told that nothing was saved."""
    state = error.sqlstate or ""
    unsaved = "，没有保存" if writing else ""
    # 0A000: a reader's table is a view, and parts of it can't be written at all.
    if state == "42501" or (state == "0A000" and who.role == "reader"):
        if who.role == "unit" and "row-level security" in str(error):
            return f"服务器不许：以 {who.login} 登录只能读写{who.unit}自己的记录{unsaved}"
        role = f"（{_ROLE[who.role]}）" if who.role in _ROLE else ""
        return f"服务器不许：以 {who.login} 登录{role}无权做这件事，没有改动"
    if "append-only" in str(error):
        return "改动记录只能增加，不能修改或删除，没有改动"
    if state == "23514" and (column := error.diag.column_name):
        kind = KINDS.get(error.diag.table_name or "")
        field = next((each for each in kind.texts if each.name == column), None) if kind else None
        return (f"{field.label}太长，{field.most}" if field else f"{column} 太长") + unsaved
    if state == "23514":
        return f"内容不合规定，服务器不收{unsaved}（表 {error.diag.table_name}，规定 {error.diag.constraint_name}）"
    if state in _MEANINGS:
        by = f"（{held_by}）" if held_by else ""
        return _MEANINGS[state].format(place=where, by=by, unsaved=unsaved)
    if state.startswith("08"):
        return f"与 {where} 的连接中断{unsaved}；请重做"
    primary = error.diag.message_primary or type(error).__name__
    return f"数据库 {where} 出错{unsaved}：{primary}（{state}）"
