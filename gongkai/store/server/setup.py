"""Setting up a record on a server: schema, roles and policies. PostgreSQL's own rules do the rest."""

from __future__ import annotations

from gongkai.base.problems import StoreError
from gongkai.store import holdings
from gongkai.store.engine.interface import sql
from gongkai.store.engine.migrations import SCHEMA_VERSION, scripts
from gongkai.store.engine.postgres import FIGURES, SCHEMA, PostgresStore
from gongkai.store.engine.postgres_errors import HALF_COPIED
from gongkai.store.server import checks
from gongkai.store.server.logins import GROUPS, check_may_make_roles, quoted, role_exists
from gongkai.store.server.walls import refuse_files_and_locks, secure

LEAST_VERSION = 130000


def init(store: PostgresStore) -> tuple[int, int]:
    """Create the record in an existing database, or bring it up to date; the versions before and after.

    All of it in one transaction, and harmless to repeat. `store` is opened unchecked.
    """
    with store.transaction():
        row = store.row("SELECT current_setting('server_version_num')::int AS version")
        if row and row["version"] < LEAST_VERSION:
            raise StoreError(f"服务器 {store.where} 的 PostgreSQL 版本太旧，要 13 或更新的")
        _check_rights(store)
        found = _version(store)
        if found > SCHEMA_VERSION:
            raise StoreError(
                f"{store.where} 的记录由更新版本的 gongkai 建立（格式 {found}，本程序只认到 {SCHEMA_VERSION}），请升级 gongkai"
            )
        if found:
            _act_as_owner(store)
        if not found:
            store.execute(f"CREATE SCHEMA {SCHEMA}")
        elif store.row("SELECT 1 AS one FROM pg_class WHERE oid = to_regclass('gongkai.turn')"):
            store.execute("LOCK TABLE turn IN EXCLUSIVE MODE")
        if found and store.row("SELECT 1 AS one FROM about WHERE copying IS NOT NULL"):
            raise StoreError(HALF_COPIED.format(place=store.where))
        for version in range(found, SCHEMA_VERSION):
            for script in scripts("postgres", version):
                store.execute(script)
        store.execute(sql("schema", "server"))
        if not found:
            store.execute(
                "INSERT INTO about (version, prefix) VALUES (:version, :prefix)",
                {"version": SCHEMA_VERSION, "prefix": _make_groups(store)},
            )
        store.execute("UPDATE about SET version = :version", {"version": SCHEMA_VERSION})
        if 0 < found < SCHEMA_VERSION:
            holdings.rebuild_all(store)
        for statement in checks.without():
            store.execute(statement)
        secure(store)
        for statement in checks.statements():
            store.execute(statement)
        store.measure()
        store.execute("SET LOCAL ROLE NONE")
        refuse_files_and_locks(store)
    return found, SCHEMA_VERSION


def _act_as_owner(store: PostgresStore) -> None:
    """Let what a superuser brings up to date stay its owner's, who couldn't do so any more otherwise; what earlier
    programs made the superuser's is given back."""
    row = store.row(
        "SELECT pg_get_userbyid(n.nspowner)::text AS owner FROM pg_namespace n JOIN pg_roles r ON r.rolname = current_user "
        "WHERE n.nspname = :schema AND r.rolsuper AND n.nspowner <> r.oid",
        {"schema": SCHEMA},
    )
    if row is None:
        return
    owner = quoted(row["owner"])
    for other in list(store.rows(_OF_OTHERS, {"owner": row["owner"]})):
        store.execute(f"ALTER {other['what']} OWNER TO {owner}")
    store.execute(f"SET LOCAL ROLE {owner}")


_OF_OTHERS = f"""
    SELECT 'SCHEMA ' || quote_ident(nspname) AS what FROM pg_namespace
    WHERE nspname = '{FIGURES}' AND pg_get_userbyid(nspowner) <> :owner
    UNION ALL
    SELECT CASE relkind WHEN 'v' THEN 'VIEW ' ELSE 'TABLE ' END || oid::regclass::text FROM pg_class
    WHERE relnamespace IN (SELECT oid FROM pg_namespace WHERE nspname IN ('{SCHEMA}', '{FIGURES}'))
      AND relkind IN ('r', 'v') AND pg_get_userbyid(relowner) <> :owner
    UNION ALL
    SELECT 'FUNCTION ' || oid::regprocedure::text FROM pg_proc
    WHERE pronamespace = (SELECT oid FROM pg_namespace WHERE nspname = '{SCHEMA}') AND pg_get_userbyid(proowner) <> :owner
"""


def _check_rights(store: PostgresStore) -> None:
    """StoreError that says what the login lacks for making a record, or bringing one up to date."""
    row = store.row(
        """
        SELECT has_database_privilege(current_database(), 'CREATE') AS may_create,
               pg_get_userbyid(d.datdba)::text AS owner,
               (SELECT pg_has_role(nspowner, 'USAGE') FROM pg_namespace WHERE nspname = :schema) AS ours
        FROM pg_database d WHERE d.datname = current_database()
        """,
        {"schema": SCHEMA},
    )
    assert row is not None
    if row["ours"] is False or not row["may_create"]:
        raise StoreError(
            f"以 {store.login} 登录无权在 {store.where} 建立或升级记录，没有改动；"
            f"请用数据库所有者的登录名（{row['owner']}）"
        )
    if row["ours"] is None:
        check_may_make_roles(store)


def _version(store: PostgresStore) -> int:
    """The record's version; 0 where there is none yet."""
    schema = store.row("SELECT oid FROM pg_namespace WHERE nspname = :name", {"name": SCHEMA})
    if schema is None:
        return 0
    ours = store.row(
        "SELECT 1 AS one FROM pg_class WHERE relname = 'about' AND relnamespace = :schema",
        {"schema": schema["oid"]},
    )
    row = store.row("SELECT version FROM about") if ours else None
    if row is None:
        raise StoreError(f"{store.where} 里已有别的程序的 {SCHEMA} 架构，没有改动；请换一个数据库")
    return int(row["version"])


def _make_groups(store: PostgresStore) -> str:
    """Make group roles of names nobody on the server has yet: roles belong to all its databases. Their prefix."""
    row = store.row("SELECT current_database() AS name")
    assert row is not None
    number = 1
    while True:
        prefix = row["name"][:40] + (f"_{number}" if number > 1 else "")
        names = [f"{prefix}_{group}" for group in GROUPS]
        if not any(role_exists(store, name) for name in names):
            break
        number += 1
    for name in names:
        store.execute(f"CREATE ROLE {quoted(name)} NOLOGIN")
    return str(prefix)
