"""Setting up a record on a server: schema, roles, policies and logins. PostgreSQL's own rules do the rest."""

from __future__ import annotations

from typing import NamedTuple

from gongkai.base.problems import GongkaiError, StoreError
from gongkai.store import ledger, server_checks
from gongkai.store.compiled import DERIVED
from gongkai.store.interface import Row, sql
from gongkai.store.kinds import KINDS, MASKS, Kind
from gongkai.store.migrations import SCHEMA_VERSION, scripts
from gongkai.store.postgres import FIGURES, IDLE_SECONDS, SCHEMA, PostgresStore
from gongkai.store.postgres_errors import HALF_COPIED

LEAST_VERSION = 130000
LEAST_PASSWORD = 8
GROUPS = ("office", "unit", "reader")
# So many may be connected by one login.
CONNECTIONS = {"office": 80, "unit": 10, "reader": 10}
OURS = ("about", "account", "mark", "turn")
PLAN_TABLES = ("plan", *DERIVED)

FIXED = ("id", "plan", "unit", "task")

# Roles that every server has, and that show nobody a record. Any other one of them is a way past the walls.
HARMLESS = ("pg_read_all_settings", "pg_checkpoint", "pg_use_reserved_connections")

# What a reader doesn't see: who is meant by a record, and the texts of the journal, in which the same stands.
CONTACTS = tuple(name for name, mask in MASKS.items() if mask in ("name", "telephone"))
TEXTS = ("before", "after")
HIDDEN = "***"


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
            ledger.rebuild_all(store)
        for statement in server_checks.without():
            store.execute(statement)
        secure(store)
        for statement in server_checks.statements():
            store.execute(statement)
        store.measure()
    return found, SCHEMA_VERSION


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
        _need_to_make_roles(store)


def _need_to_make_roles(store: PostgresStore) -> None:
    row = store.row(
        "SELECT 1 AS one FROM pg_roles WHERE rolname = current_user AND (rolcreaterole OR rolsuper)"
    )
    if row is None:
        raise StoreError(
            f"以 {store.login} 登录无权建立角色，没有改动；"
            f"请服务器管理员运行 ALTER ROLE {quoted(store.login)} CREATEROLE 后重做"
        )


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
        if not any(_role_exists(store, name) for name in names):
            break
        number += 1
    for name in names:
        store.execute(f"CREATE ROLE {quoted(name)} NOLOGIN")
    return str(prefix)


def secure(store: PostgresStore) -> None:
    """Say for every table who may do what in it. Whatever table a migration adds is covered:

    the plan is read by all and written by the office; a record (it has a `unit`) is a unit's own; anything else
    is the office's.
    """
    office, unit, reader = (quoted(name) for name in group_names(store).values())
    everybody = f"{office}, {unit}, {reader}"
    database = store.row("SELECT current_database() AS name")
    assert database is not None
    store.execute(
        f"DROP SCHEMA IF EXISTS {FIGURES} CASCADE; CREATE SCHEMA {FIGURES};"
        f"REVOKE CONNECT, TEMPORARY ON DATABASE {quoted(database['name'])} FROM PUBLIC;"
        "DO $$ BEGIN REVOKE CREATE ON SCHEMA public FROM PUBLIC; EXCEPTION WHEN invalid_schema_name THEN NULL; END $$;"
        f"GRANT CONNECT ON DATABASE {quoted(database['name'])} TO {everybody};"
        f"GRANT USAGE ON SCHEMA {SCHEMA} TO {everybody}; GRANT USAGE ON SCHEMA {FIGURES} TO {reader};"
        f"REVOKE ALL ON ALL TABLES IN SCHEMA {SCHEMA} FROM PUBLIC, {everybody};"
        f"GRANT SELECT ON account TO {office};"
        "REVOKE ALL ON FUNCTION copier_lives(TEXT), take_turn(TEXT), has_mark(TEXT), measure(), given_out(TEXT), counters(),"
        f" remove_own(TEXT, JSONB) FROM PUBLIC, {everybody};"
        f"GRANT EXECUTE ON FUNCTION remove_own(TEXT, JSONB) TO {unit};"
        f"GRANT EXECUTE ON FUNCTION take_turn(TEXT), has_mark(TEXT) TO {office}, {unit};"
        f"GRANT EXECUTE ON FUNCTION measure(), counters() TO {office}"
    )
    for table, columns in tables(store).items():
        if table in PLAN_TABLES:
            store.execute(
                f"GRANT SELECT ON {table} TO {everybody}; GRANT INSERT, UPDATE, DELETE ON {table} TO {office}"
            )
        elif "unit" in columns:
            _secure_record(store, table, columns, office, unit, reader)
        else:
            store.execute(f"GRANT SELECT, INSERT, UPDATE, DELETE ON {table} TO {office}")
    _bound_logins(store)
    _refuse_files_and_locks(store)


def _bound_logins(store: PostgresStore) -> None:
    """Bounds for the logins that we made, where the one connected may set them: a later owner of the database may not."""
    for row in list(store.rows("SELECT login, role FROM account WHERE made = 1")):
        if _role_exists(store, row["login"]):
            store.execute(f"DO {literal(_bounds_if_allowed(row['login'], row['role']))}")


def _bounds_if_allowed(name: str, role: str) -> str:
    return f"BEGIN {_bounds(name, role)} EXCEPTION WHEN insufficient_privilege THEN NULL; END"


def _bounds(name: str, role: str) -> str:
    """So many connections, and no transaction in which nothing happens."""
    return (
        f"ALTER ROLE {quoted(name)} CONNECTION LIMIT {CONNECTIONS[role]};"
        f"ALTER ROLE {quoted(name)} SET idle_in_transaction_session_timeout = '{IDLE_SECONDS}s';"
    )


def _refuse_files_and_locks(store: PostgresStore) -> None:
    """Nobody keeps files in the database, nor takes the locks that anybody can have without end: the server has so many,
    for all, and we need none of them. Only a superuser can bring that about."""
    if store.row("SELECT 1 AS one FROM pg_roles WHERE rolname = current_user AND rolsuper"):
        names = [
            str(row["name"])
            for row in store.rows(
                "SELECT oid::regprocedure::text AS name FROM pg_proc WHERE pronamespace = 'pg_catalog'::regnamespace "
                "AND (proname IN ('lo_create', 'lo_creat', 'lo_from_bytea', 'lo_open', 'lo_put', 'lowrite') "
                "OR proname ~ '^pg_(try_)?advisory_')"
            )
        ]
        store.execute(f"REVOKE EXECUTE ON FUNCTION {', '.join(names)} FROM PUBLIC")


def _secure_record(
    store: PostgresStore, table: str, columns: list[str], office: str, unit: str, reader: str
) -> None:
    # The list is looked at before whatever else a question demands of a row, being the cheapest; the equation contradicts
    # every other one.
    walled = f"{SCHEMA}.walled_in()"
    own = f"unit = {walled} AND unit = ANY (ARRAY[{walled}])"
    office_only = f"(SELECT {SCHEMA}.own_role()) = 'office'"
    # Nobody chooses a row's number, and nobody changes a journal line.
    changes = f"INSERT ({', '.join(column for column in columns if column != 'id')})"
    deletes = "SELECT"
    if table != "journal":
        kind = KINDS.get(table)
        if free := _changeable(kind) if kind else [c for c in columns if c not in FIXED]:
            changes += f", UPDATE ({', '.join(free)})"
        deletes += ", DELETE"  # a unit does so by remove_own
    writers = office if table in KINDS and KINDS[table].office else f"{office}, {unit}"
    store.execute(
        f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY;"
        f"DROP POLICY IF EXISTS office ON {table}; DROP POLICY IF EXISTS own ON {table};"
    )
    _unlearn(store, table, [column for column in columns if column != "id"])
    store.execute(
        f"CREATE POLICY office ON {table} TO {office} USING ({office_only}) WITH CHECK ({office_only});"
        f"CREATE POLICY own ON {table} TO {unit} USING ({own}) WITH CHECK ({own});"
        f"GRANT {deletes} ON {table} TO {office}; GRANT SELECT ON {table} TO {unit};"
        f"GRANT {changes} ON {table} TO {writers};"
        f"CREATE VIEW {FIGURES}.{table} AS SELECT {', '.join(map(_shown, columns))} FROM {SCHEMA}.{table}"
        f" WHERE (SELECT {SCHEMA}.own_role()) = 'reader';"
        f"GRANT SELECT ON {FIGURES}.{table} TO {reader}"
    )


def _changeable(kind: Kind) -> list[str]:
    """The columns of a record that may change: what a correction corrects, and the days that follow from other records.
    Otherwise a record is changed by writing another one."""
    corrected = any(each.effect == "corrects" for each in kind.actions)
    return [
        each.name
        for each in kind.fields
        if (corrected and each.told_as) or (each.sort == "day" and not each.told_as)
    ]


def _unlearn(store: PostgresStore, table: str, columns: list[str]) -> None:
    """Let the server keep no statistics of what stands in a table, and drop those it has.

    Policies don't cover them: what EXPLAIN expects of a condition tells of the rows of others. Only a change of type
    drops them, be it to the same one.
    """
    unmeasured = ", ".join(f"ALTER {column} SET STATISTICS 0" for column in columns)
    store.execute(f"ALTER TABLE {table} {unmeasured}")
    kept = list(
        store.rows(
            """
            SELECT a.attname::text AS name, format_type(a.atttypid, a.atttypmod) AS type, c.collname::text AS collation
            FROM pg_attribute a LEFT JOIN pg_collation c ON c.oid = a.attcollation
            JOIN pg_stats s ON s.schemaname = :schema AND s.tablename = :table AND s.attname = a.attname
            WHERE a.attrelid = :table::regclass AND a.attname <> 'id'
            """,
            {"schema": SCHEMA, "table": table},
        )
    )
    if kept:
        retyped = (
            f"ALTER {row['name']} TYPE {row['type']}"
            + (f" COLLATE {quoted(row['collation'])}" if row["collation"] else "")
            for row in kept
        )
        store.execute(f"ALTER TABLE {table} {', '.join(retyped)}")


def _shown(column: str) -> str:
    """A column as a reader sees it. Whether a contact is given is a figure, so an empty one stays empty."""
    if column in CONTACTS:
        return f"CASE WHEN {column} = '' THEN '' ELSE '{HIDDEN}' END AS {column}"
    if column in TEXTS:
        return f"NULL::text AS {column}"
    return column


def tables(store: PostgresStore) -> dict[str, list[str]]:
    """The record's tables, each with its columns."""
    found: dict[str, list[str]] = {}
    for row in store.rows(
        """
        SELECT c.relname::text AS name, a.attname::text AS column_name
        FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
        WHERE c.relkind = 'r' AND c.relnamespace = :schema::regnamespace
        ORDER BY c.relname, a.attnum
        """,
        {"schema": SCHEMA},
    ):
        if row["name"] not in OURS:
            found.setdefault(row["name"], []).append(row["column_name"])
    return found


def group_names(store: PostgresStore) -> dict[str, str]:
    """The group roles of this record."""
    row = store.row("SELECT prefix FROM about")
    assert row is not None
    return {group: f"{row['prefix']}_{group}" for group in GROUPS}


def add(store: PostgresStore, login: Login, *, existing: bool = False) -> None:
    """Let a login in. With `existing` it is there already (a login of another record, or of the server's own)."""
    check_name(login.name)
    with store.transaction():
        if store.row("SELECT login FROM account WHERE login = :login", {"login": login.name}):
            raise GongkaiError(f"登录名 {login.name} 已经开通；要改请先 gongkai server remove {login.name}")
        there = _role_exists(store, login.name)
        if there and not existing:
            raise GongkaiError(f"服务器上已有登录名 {login.name}，请换一个；确实要沿用它，请加 --existing")
        if existing and not there:
            raise GongkaiError(f"服务器上没有登录名 {login.name}，不能沿用；请去掉 --existing")
        if there and (reasons := _mighty(store, login.name)):
            raise GongkaiError(
                f"登录名 {login.name} {'、'.join(reasons)}，不受单位之间的隔离约束，不能沿用；请换一个"
            )
        if not there:
            _need_to_make_roles(store)
            password = f"PASSWORD {literal(login.verifier)}" if login.verifier else ""
            store.execute(f"CREATE ROLE {quoted(login.name)} LOGIN {password}")
            store.execute(_bounds(login.name, login.role))
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
        if not _role_exists(store, name):
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


def _role_exists(store: PostgresStore, name: str) -> bool:
    return store.row("SELECT 1 AS one FROM pg_roles WHERE rolname = :name", {"name": name}) is not None


def quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def literal(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
