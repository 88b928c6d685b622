"""Who may log in to a record on a server: letting in, shutting out, and what a login may be."""

from __future__ import annotations

from typing import NamedTuple

from gongkai.base.problems import GongkaiError, StoreError
from gongkai.store.engine.interface import Row
from gongkai.store.engine.postgres import IDLE_SECONDS, SCHEMA, PostgresStore

LEAST_PASSWORD = 8
GROUPS = ("office", "unit", "reader")
# So many may be connected by one login.
CONNECTIONS = {"office": 80, "unit": 10, "reader": 10}

# Roles that every server has, and that show nobody a record. Any other one of them is a way past the walls.
HARMLESS = ("pg_read_all_settings", "pg_checkpoint", "pg_use_reserved_connections")


class Login(NamedTuple):
    """A login to be made: `verifier` is its password, already hashed; None: none."""

    name: str
    role: str
    unit: str | None = None
    verifier: str | None = None


class Left(NamedTuple):
    """What is left of a login that was shut out: is it still on the server, do other databases use it, what else lets it
    in (in words), and is it connected still, because the one who removed it may not end that."""

    there: bool
    elsewhere: bool
    mighty: list[str]
    connected: bool = False


def add(store: PostgresStore, login: Login, *, existing: bool = False) -> None:
    """Let a login in. With `existing` it is there already (a login of another record, or of the server's own)."""
    check_name(login.name)
    with store.transaction():
        if store.row("SELECT login FROM account WHERE login = :login", {"login": login.name}):
            raise GongkaiError(f"登录名 {login.name} 已经开通；要改请先 gongkai server remove {login.name}")
        there = role_exists(store, login.name)
        if there and not existing:
            raise GongkaiError(f"服务器上已有登录名 {login.name}，请换一个；确实要沿用它，请加 --existing")
        if existing and not there:
            raise GongkaiError(f"服务器上没有登录名 {login.name}，不能沿用；请去掉 --existing")
        if there and (reasons := _mighty(store, login.name)):
            raise GongkaiError(
                f"登录名 {login.name} {'、'.join(reasons)}，不受单位之间的隔离约束，不能沿用；请换一个"
            )
        if not there:
            check_may_make_roles(store)
            password = f"PASSWORD {literal(login.verifier)}" if login.verifier else ""
            store.execute(f"CREATE ROLE {quoted(login.name)} LOGIN {password}")
            store.execute(bounds(login.name, login.role))
        store.execute(f"GRANT {quoted(group_names(store)[login.role])} TO {quoted(login.name)}")
        store.execute(
            "INSERT INTO account (login, role, unit, made, added) "
            "VALUES (:login, :role, :unit, :made, to_char(now(), 'YYYY-MM-DD'))",
            {"login": login.name, "role": login.role, "unit": login.unit, "made": 0 if there else 1},
        )


def _mighty(store: PostgresStore, name: str) -> list[str]:
    """What lets a login past the walls between units, in words: its own attributes, and whatever it is a member of,
    directly or through others."""
    rows = store.rows(
        """
        WITH RECURSIVE above AS (
            SELECT oid FROM pg_roles WHERE rolname = :name
            UNION SELECT m.roleid FROM pg_auth_members m JOIN above a ON m.member = a.oid
        )
        SELECT r.rolname::text AS name, r.rolname = :name AS itself, r.rolsuper, r.rolbypassrls, r.rolcreaterole,
               r.rolreplication, r.rolname LIKE 'pg\\_%' AS predefined,
               EXISTS (SELECT 1 FROM pg_namespace n WHERE n.nspname = :schema AND n.nspowner = r.oid) AS owns,
               EXISTS (SELECT 1 FROM pg_database d WHERE d.datname = current_database() AND d.datdba = r.oid) AS owns_all
        FROM above a JOIN pg_roles r ON r.oid = a.oid ORDER BY r.rolname
        """,
        {"name": name, "schema": SCHEMA},
    )
    groups = set(group_names(store).values())
    found = []
    for row in rows:
        if row["owns"] or row["owns_all"]:
            found.append("是数据库的所有者" if row["itself"] else f"属于数据库的所有者 {row['name']}")
        elif row["rolsuper"] or row["rolbypassrls"] or row["rolcreaterole"] or row["rolreplication"]:
            found.append("有管理权限" if row["itself"] else f"属于有管理权限的角色 {row['name']}")
        elif row["predefined"] and row["name"] not in HARMLESS:
            found.append(f"属于服务器的角色 {row['name']}")
        elif row["name"] in groups:
            found.append(f"属于本记录的组 {row['name']}")
    return found


def remove(store: PostgresStore, name: str) -> Left:
    """Shut a login out at once, and drop it if we made it and nobody else on the server uses it.

    Its connections are ended before anything else is waited for: it may be what everybody waits for.
    """
    with store.transaction(turn=False):
        row = store.row("SELECT role, made FROM account WHERE login = :login", {"login": name})
        if row is None:
            raise GongkaiError(f"没有开通登录名 {name}；gongkai server list 可列出全部")
        store.execute("DELETE FROM account WHERE login = :login", {"login": name})
        if not role_exists(store, name):
            return Left(False, False, [])
        store.execute(f"REVOKE {quoted(group_names(store)[row['role']])} FROM {quoted(name)}")
        left = Left(True, _used_elsewhere(store, name), _mighty(store, name))
        ours = row["made"] and not left.elsewhere
        if ours:
            store.execute(f"ALTER ROLE {quoted(name)} NOLOGIN")
    left = left._replace(connected=not _cut(store, name, everywhere=ours))
    if not ours:
        return left
    try:
        with store.transaction(turn=False):
            store.execute(f"DROP ROLE {quoted(name)}")
    except StoreError:
        return left  # something else on the server still names it; it can't log in any more
    return Left(False, False, [])


def _cut(store: PostgresStore, name: str, *, everywhere: bool) -> bool:
    """End a login's connections to this database, or to all, and what it has prepared here; False where that isn't ours.

    Whoever ends them has to be a member of the login; one whose login it isn't becomes that for the moment.
    """
    member = store.row("SELECT pg_has_role(current_user, :name, 'USAGE') AS already", {"name": name})
    joins = not (member and member["already"])
    here = "" if everywhere else " AND datname = current_database()"
    connected = f"FROM pg_stat_activity WHERE usename = :name{here}"
    try:
        if joins:
            with store.transaction(turn=False):
                store.execute(f"GRANT {quoted(name)} TO CURRENT_USER")
        try:
            store.row(f"SELECT count(pg_terminate_backend(pid)) AS ended {connected}", {"name": name})
            _drop_prepared(store, name)
        finally:
            if joins:
                with store.transaction(turn=False):
                    store.execute(f"REVOKE {quoted(name)} FROM CURRENT_USER")
    except StoreError:
        return store.row(f"SELECT 1 AS one {connected}", {"name": name}) is None
    return True


def _drop_prepared(store: PostgresStore, name: str) -> None:
    """Roll back the transactions that hold on without a connection. Only who has begun them may."""
    prepared = "SELECT gid FROM pg_prepared_xacts WHERE owner = :name AND database = current_database()"
    for row in list(store.rows(prepared, {"name": name})):
        store.execute(f"SET ROLE {quoted(name)}")
        try:
            store.execute(f"ROLLBACK PREPARED {literal(row['gid'])}")
        finally:
            store.execute("RESET ROLE")


def _used_elsewhere(store: PostgresStore, name: str) -> bool:
    """Whether a login is in anybody's group still, or another database knows it: it was taken over there."""
    row = store.row(
        """
        SELECT 1 AS one FROM pg_roles r WHERE r.rolname = :name AND (
            EXISTS (SELECT 1 FROM pg_auth_members m WHERE m.member = r.oid)
            OR EXISTS (SELECT 1 FROM pg_shdepend s WHERE s.refclassid = 'pg_authid'::regclass AND s.refobjid = r.oid
                       AND s.dbid <> (SELECT oid FROM pg_database WHERE datname = current_database())))
        """,
        {"name": name},
    )
    return row is not None


def logins(store: PostgresStore) -> list[Row]:
    """Everybody who was let in: login, role, unit, since when."""
    return list(
        store.rows("SELECT login, role, unit, added FROM account ORDER BY role, unit NULLS FIRST, login")
    )


def check_name(name: str) -> None:
    """GongkaiError for a name that can't be a login."""
    if not name.strip() or name != name.strip() or name.startswith("pg_") or len(name.encode()) > 63:
        raise GongkaiError(f"“{name}”不能作登录名：不能为空、前后有空格、以 pg_ 开头，或超过 63 字节")


def check_password(login: str, password: str) -> None:
    """GongkaiError for a password that is guessed soon."""
    if len(password) < LEAST_PASSWORD:
        raise GongkaiError(f"口令太短，至少 {LEAST_PASSWORD} 个字符，没有开通")
    if password.casefold() == login.casefold():
        raise GongkaiError("口令不能就是登录名，没有开通")


def check_may_make_roles(store: PostgresStore) -> None:
    row = store.row(
        "SELECT 1 AS one FROM pg_roles WHERE rolname = current_user AND (rolcreaterole OR rolsuper)"
    )
    if row is None:
        raise StoreError(
            f"以 {store.login} 登录无权建立角色，没有改动；"
            f"请服务器管理员运行 ALTER ROLE {quoted(store.login)} CREATEROLE 后重做"
        )


def role_exists(store: PostgresStore, name: str) -> bool:
    return store.row("SELECT 1 AS one FROM pg_roles WHERE rolname = :name", {"name": name}) is not None


def bounds(name: str, role: str) -> str:
    """So many connections, and no transaction in which nothing happens."""
    return (
        f"ALTER ROLE {quoted(name)} CONNECTION LIMIT {CONNECTIONS[role]};"
        f"ALTER ROLE {quoted(name)} SET idle_in_transaction_session_timeout = '{IDLE_SECONDS}s';"
    )


def group_names(store: PostgresStore) -> dict[str, str]:
    """The group roles of this record."""
    row = store.row("SELECT prefix FROM about")
    assert row is not None
    return {group: f"{row['prefix']}_{group}" for group in GROUPS}


def quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def literal(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
