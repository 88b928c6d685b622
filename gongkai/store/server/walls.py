"""Who may do what in each table of a record on a server: policies, rights, and what readers are shown."""

from __future__ import annotations

from gongkai.base.problems import StoreError
from gongkai.store.compiled import DERIVED
from gongkai.store.declarations import ALL, Kind
from gongkai.store.engine.postgres import FIGURES, SCHEMA, PostgresStore
from gongkai.store.kinds import KINDS, MASKS
from gongkai.store.server.logins import bounds, group_names, literal, quoted, role_exists

OURS = ("about", "account", "mark", "turn")
PLAN_TABLES = ("plan", *DERIVED)
FIXED = ("id", "plan", "unit", "task")

# What a reader doesn't see: who is meant by a record, and the texts of the journal, in which the same stands.
CONTACTS = tuple(name for name, mask in MASKS.items() if mask in ("name", "telephone"))
TEXTS = ("before", "after")
HIDDEN = "***"


# In databases made by PostgreSQL 13 and 14 anybody may.
_NO_TABLES_IN_PUBLIC = """
    DO $$ BEGIN REVOKE CREATE ON SCHEMA public FROM PUBLIC; EXCEPTION WHEN invalid_schema_name THEN NULL; END $$;
"""


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
        f"{_NO_TABLES_IN_PUBLIC}"
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


def _bound_logins(store: PostgresStore) -> None:
    """Bounds for the logins that we made, where the one connected may set them: a later owner of the database may not."""
    for row in list(store.rows("SELECT login, role FROM account WHERE made = 1")):
        if role_exists(store, row["login"]):
            store.execute(f"DO {literal(_bounds_if_allowed(row['login'], row['role']))}")


def _bounds_if_allowed(name: str, role: str) -> str:
    return f"BEGIN {bounds(name, role)} EXCEPTION WHEN insufficient_privilege THEN NULL; END"


def refuse_files_and_locks(store: PostgresStore) -> None:
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
        store.execute(f"REVOKE EXECUTE ON FUNCTION {', '.join(names)} FROM PUBLIC; {_NO_TABLES_IN_PUBLIC}")


def files_and_locks_are_open(store: PostgresStore) -> bool:
    """Whether they are open to everybody still, since no superuser has set the record up."""
    row = store.row("SELECT has_function_privilege('public', 'lo_create(oid)', 'EXECUTE') AS open")
    return bool(row and row["open"])


def _secure_record(
    store: PostgresStore, table: str, columns: list[str], office: str, unit: str, reader: str
) -> None:
    # The list is looked at before whatever else a question demands of a row, being the cheapest; the equation contradicts
    # every other one.
    kind = KINDS.get(table)
    walled = f"{SCHEMA}.walled_in()"
    own = f"unit = {walled} AND unit = ANY (ARRAY[{walled}])"
    office_only = f"(SELECT {SCHEMA}.own_role()) = 'office'"
    # Nobody chooses a row's number, and nobody changes a journal line.
    changes = f"INSERT ({', '.join(column for column in columns if column != 'id')})"
    deletes = "SELECT"
    if table != "journal":
        if free := _changeable(kind) if kind else [c for c in columns if c not in FIXED]:
            changes += f", UPDATE ({', '.join(free)})"
        deletes += ", DELETE"  # a unit does so by remove_own
    writers = office if kind and kind.office else f"{office}, {unit}"
    store.execute(
        f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY;"
        f"DROP POLICY IF EXISTS office ON {table}; DROP POLICY IF EXISTS own ON {table};"
        f"DROP POLICY IF EXISTS of_all ON {table};"
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
    if kind and kind.for_all:
        store.execute(f"CREATE POLICY of_all ON {table} FOR SELECT TO {unit} USING (unit = '{ALL}')")


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
    drops them, be it to the same one. StoreError where somebody else keeps some that only he can drop.
    """
    _drop_measured_expressions(store, table)
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


def _drop_measured_expressions(store: PostgresStore, table: str) -> None:
    """What an administrator may have put on a table by hand, and of whose expressions statistics are kept."""
    indexes = """
        SELECT c.relname::text AS name FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid
        WHERE i.indrelid = :table::regclass AND i.indexprs IS NOT NULL
    """
    for row in list(store.rows(indexes, {"table": table})):
        store.execute(f"DROP INDEX {quoted(row['name'])}")
    statistics = """
        SELECT stxnamespace::regnamespace::text || '.' || quote_ident(stxname) AS name,
               pg_has_role(stxowner, 'USAGE') AS ours
        FROM pg_statistic_ext WHERE stxrelid = :table::regclass
    """
    for row in list(store.rows(statistics, {"table": table})):
        drop = f"DROP STATISTICS {row['name']}"
        if not row["ours"]:
            raise StoreError(f"表 {table} 上有别人建的统计，会泄露各单位的内容；请服务器管理员先运行：{drop}")
        store.execute(drop)


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
