"""The server keeps the logins apart: attacks over a plain connection, with none of our code between."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, NamedTuple

import psycopg
import pytest
from conftest import Gongkai
from databases import OFFICE, OWNER, READER, TEMPLATE, UNITS, District, Server

from gongkai.store.changes import answers
from gongkai.store.changes.journal import Author
from gongkai.store.engine.opening import open_store
from gongkai.store.kinds import KINDS

PLAN = "linzi-2019"
RECORDS = (*KINDS, "journal")
COLUMNS = "plan, unit, task, kind, measure, section, officer, contact, reason, on_date, since"
ANSWERED = (
    '{"measure": "a", "section": "b", "officer": "c", "contact": "d", "reason": "", "on_date": "2019-07-18"}'
)

Refused = (psycopg.errors.InsufficientPrivilege,)


class Filled(NamedTuple):
    """A database for all these tests: whatever an attack changes is rolled back after it."""

    server: Server
    database: str

    @contextmanager
    def connect(self, user: str) -> Iterator[Any]:
        """A plain connection, with none of our code in it."""
        with (
            self.server.connect(self.database, user) as connection,
            connection.transaction(force_rollback=True),
        ):
            yield connection


@pytest.fixture(scope="module")
def filled(template: Server) -> Iterator[Filled]:
    """A database in which both units have answered, and the office has had its word."""
    name = "filled"
    template.sql(f"CREATE DATABASE {name} TEMPLATE {TEMPLATE} OWNER {OWNER}")
    for (login, unit), task in zip(UNITS.items(), ("14", "7"), strict=True):
        store = open_store(template.address(name, login))
        plan = str((store.row("SELECT id FROM plan") or {})["id"])
        fields = {
            "measure": f"{unit}的措施",
            "section": "法制科",
            "officer": "张三",
            "contact": "13800000000",
        }
        answers.file_answer(store, Author(login, ""), plan, unit, task, "2019-07-18", fields)
        store.close()
    with template.connect(name, OFFICE) as office:
        office.execute(
            "INSERT INTO gongkai.receipt (plan, unit, task, filing, verdict, reason, on_date) "
            "SELECT plan, unit, task, id, 'returned', '请写明科室', '2019-07-19' FROM gongkai.filing"
        )
    yield Filled(template, name)
    template.sql(f"DROP DATABASE {name} WITH (FORCE)")


def answer(unit: str) -> str:
    plan = "(SELECT id FROM gongkai.plan)"
    return (
        f"INSERT INTO gongkai.filing ({COLUMNS}) VALUES "
        f"({plan}, '{unit}', '12', 'measure', '措施', '科室', '李四', '12345', '', '2019-07-18', '2019-07-18')"
    )


def line(actor: str, unit: str | None) -> str:
    where = f"'{unit}'" if unit else "NULL"
    return (
        "INSERT INTO gongkai.journal (at, actor, action, plan, unit, task, record, after) "
        f"VALUES ('1999-01-01T00:00:00+00:00', '{actor}', 'fill', '{PLAN}', {where}, '14', 1, '{ANSWERED}')"
    )


@pytest.mark.parametrize("table", RECORDS)
def test_a_unit_reads_only_its_own_rows(filled: Filled, table: str) -> None:
    with filled.connect("sfj") as sfj, filled.connect("postgres") as all_of_it:
        question = f"SELECT DISTINCT unit FROM gongkai.{table}"
        assert {unit for (unit,) in sfj.execute(question)} <= {"区司法局"}
        if table in ("filing", "receipt", "journal"):
            assert {unit for (unit,) in sfj.execute(question)} == {"区司法局"}
            assert {unit for (unit,) in all_of_it.execute(question)} == {"区司法局", "区水利局"}


RHYTHM = """
    INSERT INTO gongkai.rhythm (plan, unit, task, group_name, category, item, rhythm, times, note, on_date)
    VALUES ('linzi-2019', '{unit}', '21', '', '', 1, 'quarter', 1, '', '2019-07-20')
"""


def test_what_is_for_all_is_read_by_each_and_written_by_the_office(filled: Filled) -> None:
    """Each in a transaction of its own: none of it is there for the others."""
    read = "SELECT unit FROM gongkai.rhythm"
    with filled.connect(OFFICE) as office:
        for unit in ("", *UNITS.values()):
            office.execute(RHYTHM.format(unit=unit))
        assert office.execute("SELECT count(*) FROM gongkai.rhythm").fetchone() == (3,)
    for attack in (
        RHYTHM.format(unit=""),
        RHYTHM.format(unit="区司法局"),
        "SELECT gongkai.remove_own('rhythm', '{}')",
    ):
        with filled.connect("sfj") as sfj, pytest.raises(Refused):
            sfj.execute(attack)
    with filled.connect("postgres") as all_of_it:  # as the policies let it see, in one transaction
        for unit in ("", *UNITS.values()):
            all_of_it.execute(RHYTHM.format(unit=unit))
        all_of_it.execute("SET SESSION AUTHORIZATION sfj")
        assert {unit for (unit,) in all_of_it.execute(read)} == {"", "区司法局"}
        all_of_it.execute("RESET SESSION AUTHORIZATION")


def test_a_unit_reads_the_whole_plan(filled: Filled) -> None:
    with filled.connect("sfj") as sfj, filled.connect("postgres") as all_of_it:
        for table in ("plan", "unit", "task", "obligation", "period", "assignment", "spelling", "member"):
            question = f"SELECT count(*) FROM gongkai.{table}"
            assert sfj.execute(question).fetchone() == all_of_it.execute(question).fetchone() != (0,)


@pytest.mark.parametrize(
    "attack",
    [
        answer("区水利局"),
        line("slj", "区水利局"),
        line("sfj", None),
        "UPDATE gongkai.filing SET unit = '区水利局'",
        "UPDATE gongkai.filing SET measure = '改了'",
        "UPDATE gongkai.filing SET id = 999",
        "INSERT INTO gongkai.receipt (plan, unit, task, filing, verdict, reason, on_date) "
        "SELECT plan, unit, task, id, 'accepted', '', '2019-07-19' FROM gongkai.filing",
        "UPDATE gongkai.receipt SET verdict = 'accepted'",
        "UPDATE gongkai.receipt SET until = '2019-07-19'",
        "DELETE FROM gongkai.receipt",
        "TRUNCATE gongkai.filing",
        "DELETE FROM gongkai.filing",
        "SELECT gongkai.remove_own('receipt', '{}')",
        "SELECT gongkai.remove_own('journal', '{}')",
        "SELECT gongkai.remove_own('plan', '{}')",
        "SELECT gongkai.remove_own('account', '{}')",
        "INSERT INTO gongkai.plan SELECT * FROM gongkai.plan",
        "UPDATE gongkai.plan SET title = '改了'",
        "UPDATE gongkai.assignment SET basis = 'claimable'",
        "DELETE FROM gongkai.task",
        "UPDATE gongkai.period SET due = '2099-12-31'",
        "SELECT * FROM gongkai.account",
        "INSERT INTO gongkai.account VALUES ('sfj2', 'office', NULL, 1, '')",
        "UPDATE gongkai.account SET role = 'office', unit = NULL",
        "SELECT * FROM gongkai.about",
        "SELECT * FROM gongkai_figures.filing",
        "SET ROLE gongkai_template_office",
        f'SET ROLE "{OFFICE}"',
        "SET SESSION AUTHORIZATION postgres",
        "SET session_replication_role = replica",
        "SET row_security = off; SELECT * FROM gongkai.filing",
        "ALTER TABLE gongkai.filing DISABLE ROW LEVEL SECURITY",
        "DROP POLICY own ON gongkai.filing",
        "CREATE POLICY all_of_it ON gongkai.filing USING (true)",
        "ALTER TABLE gongkai.journal DISABLE TRIGGER ALL",
        "DROP TRIGGER journal_is_signed ON gongkai.journal",
        "CREATE OR REPLACE FUNCTION gongkai.own_unit() RETURNS text LANGUAGE sql AS 'SELECT ''区水利局'''",
        "CREATE FUNCTION gongkai.evil() RETURNS text LANGUAGE sql AS 'SELECT 1::text'",
        "CREATE TABLE gongkai.evil (a int)",
        "GRANT gongkai_template_office TO sfj",
        "ALTER ROLE sfj BYPASSRLS",
        "CREATE ROLE evil SUPERUSER",
        "ALTER ROLE slj PASSWORD 'x'",
        "COPY gongkai.filing TO PROGRAM 'cat'",
        "SELECT pg_read_file('pg_hba.conf')",
    ],
)
def test_a_unit_is_refused(filled: Filled, attack: str) -> None:
    with filled.connect("sfj") as sfj, pytest.raises(Refused):
        sfj.execute(attack)
    with filled.connect("postgres") as after:
        assert after.execute("SELECT count(*) FROM gongkai.filing").fetchone() == (2,)


@pytest.mark.parametrize(
    "attack",
    [
        "UPDATE gongkai.filing SET until = '2019-07-18' WHERE unit = '区水利局'",
        """SELECT 1 WHERE gongkai.remove_own('filing', '{"unit": "区水利局"}') > 0""",
        """SELECT 1 WHERE gongkai.remove_own('filing', '{"task": "7"}') > 0""",
        """SELECT 1 WHERE gongkai.remove_own('filing', '{"task": "7'' OR true --"}') > 0""",
    ],
)
def test_a_unit_cannot_reach_what_it_does_not_see(filled: Filled, attack: str) -> None:
    with filled.connect("sfj") as sfj:
        assert sfj.execute(attack).rowcount == 0
    with filled.connect("postgres") as after:
        assert after.execute(
            "SELECT count(*) FROM gongkai.filing WHERE unit = '区水利局' AND until IS NULL"
        ).fetchone() == (1,)


def test_a_function_in_the_condition_sees_no_foreign_row(filled: Filled) -> None:
    """The condition runs after the policy, whatever it costs and whoever made it."""
    seen: list[str] = []
    with filled.connect("sfj") as sfj:
        sfj.add_notice_handler(lambda notice: seen.append(str(notice.message_primary)))
        sfj.execute(
            "CREATE FUNCTION pg_temp.leak(text) RETURNS bool LANGUAGE plpgsql COST 0.0000001 AS "
            "$$ BEGIN RAISE NOTICE '%', $1; RETURN true; END $$"
        )
        sfj.execute("SELECT * FROM gongkai.filing WHERE pg_temp.leak(measure)")
    assert seen == ["区司法局的措施"]


def test_a_table_of_the_same_name_changes_nothing(filled: Filled) -> None:
    """A login's own temporary `account` says it is another unit; the server doesn't ask it."""
    with filled.connect("sfj") as sfj:
        sfj.execute(
            "CREATE TEMP TABLE account AS SELECT 'sfj' AS login, 'office' AS role, '区水利局' AS unit"
        )
        sfj.execute("SET search_path = pg_temp, gongkai")
        assert sfj.execute("SELECT DISTINCT unit FROM gongkai.filing").fetchall() == [("区司法局",)]
        assert sfj.execute("SELECT gongkai.own_unit(), gongkai.own_role()").fetchone() == ("区司法局", "unit")


@pytest.mark.parametrize("login", ["sfj", OFFICE, OWNER, "postgres"])
@pytest.mark.parametrize(
    "attack",
    [
        "UPDATE gongkai.journal SET actor = 'x'",
        "DELETE FROM gongkai.journal",
        "TRUNCATE gongkai.journal",
        "TRUNCATE gongkai.journal, gongkai.filing",
    ],
)
def test_nobody_changes_or_deletes_a_journal_line(filled: Filled, login: str, attack: str) -> None:
    """Not even the database's owner or the server's superuser, as long as they don't rebuild the table."""
    count = "SELECT count(*), string_agg(actor, ',' ORDER BY id) FROM gongkai.journal"
    with filled.connect("postgres") as witness:
        before = witness.execute(count).fetchone()
    attacker = filled.server.connect(filled.database, login)  # nothing here is rolled back
    with attacker, pytest.raises((*Refused, psycopg.errors.RaiseException)):
        attacker.execute(attack)
    with filled.connect("postgres") as witness:
        assert witness.execute(count).fetchone() == before


@pytest.mark.parametrize("login", ["sfj", OFFICE, OWNER])
def test_nobody_writes_in_anothers_name_or_time(filled: Filled, login: str) -> None:
    with filled.connect(login) as connection:
        connection.execute(line("区长", "区司法局"))
        actor, at = connection.execute(
            "SELECT actor, at FROM gongkai.journal ORDER BY id DESC LIMIT 1"
        ).fetchone()
        assert actor == login
        assert at.startswith(connection.execute("SELECT to_char(now(), 'YYYY-MM-DD')").fetchone()[0])


@pytest.mark.parametrize(
    "trick",
    [
        "SET ROLE gongkai_template_unit",
        "SET search_path = pg_temp",
        "CREATE FUNCTION pg_temp.to_char(timestamptz, text) RETURNS text LANGUAGE sql AS 'SELECT ''1999'''; "
        "SET search_path = pg_temp, pg_catalog",
        "SET TIME ZONE 'UTC'",
    ],
)
def test_no_setting_changes_whose_line_it_is(filled: Filled, trick: str) -> None:
    with filled.connect("sfj") as sfj:
        sfj.execute(trick)
        sfj.execute(line("slj", "区司法局"))
        sfj.execute("RESET search_path")
        actor, at = sfj.execute("SELECT actor, at FROM gongkai.journal ORDER BY id DESC LIMIT 1").fetchone()
        assert actor == "sfj" and not at.startswith("1999")


@pytest.mark.parametrize("login", ["sfj", OFFICE])
def test_nobody_chooses_a_lines_number(filled: Filled, login: str) -> None:
    number = line("sfj", "区司法局").replace("(at,", "(id, at,").replace("VALUES (", "VALUES (-1, ")
    with filled.connect(login) as connection, pytest.raises(Refused):
        connection.execute(number)
    with filled.connect(login) as connection, pytest.raises(Refused):
        connection.execute(number.replace("VALUES", "OVERRIDING SYSTEM VALUE VALUES"))


def test_the_office_sees_and_writes_all_and_may_change_the_plan(filled: Filled) -> None:
    with filled.connect(OFFICE) as office:
        assert office.execute("SELECT count(DISTINCT unit) FROM gongkai.filing").fetchone() == (2,)
        office.execute(answer("区水利局"))
        office.execute("UPDATE gongkai.plan SET title = title")
        office.execute("DELETE FROM gongkai.filing WHERE unit = '区水利局'")
        assert office.execute("SELECT count(*) FROM gongkai.filing").fetchone() == (1,)


@pytest.mark.parametrize(
    "attack",
    [
        "UPDATE gongkai.account SET role = 'unit'",
        "UPDATE gongkai.filing SET measure = '改了'",
        "ALTER TABLE gongkai.filing DISABLE ROW LEVEL SECURITY",
        "DROP TABLE gongkai.filing",
        "CREATE ROLE evil LOGIN",
        f"SET ROLE {OWNER}",
        "SELECT * FROM gongkai.about",
    ],
)
def test_the_office_is_no_administrator(filled: Filled, attack: str) -> None:
    with filled.connect(OFFICE) as office, pytest.raises(Refused):
        office.execute(attack)


def test_a_reader_sees_figures_without_contacts(filled: Filled) -> None:
    with filled.connect(READER) as reader:
        rows = reader.execute("SELECT unit, measure, officer, contact FROM gongkai_figures.filing").fetchall()
        assert {(officer, contact) for _, _, officer, contact in rows} == {("***", "***")}
        assert len(rows) == 2
        lines = reader.execute("SELECT actor, before, after FROM gongkai_figures.journal").fetchall()
        assert {(before, after) for _, before, after in lines} == {(None, None)}
        everything = [
            str(value)
            for (table,) in reader.execute(
                "SELECT table_schema || '.' || table_name FROM information_schema.tables "
                "WHERE table_schema LIKE 'gongkai%' AND has_table_privilege(table_schema || '.' || table_name, 'SELECT')"
            ).fetchall()
            for row in reader.execute(f"SELECT * FROM {table}").fetchall()
            for value in row
        ]
    assert not [value for value in everything if "张三" in value or "13800000000" in value]


@pytest.mark.parametrize(
    "attack",
    [
        "SELECT contact FROM gongkai.filing",
        "SELECT count(*) FROM gongkai.filing WHERE officer = '张三'",
        "SELECT after FROM gongkai.journal",
        "INSERT INTO gongkai_figures.claim (plan, unit, task, on_date) VALUES ('x', 'x', 'x', 'x')",
        "UPDATE gongkai_figures.filing SET until = 'x'",
        "DELETE FROM gongkai_figures.filing",
        "UPDATE gongkai_figures.journal SET actor = 'x'",
        "DELETE FROM gongkai.plan",
        line("ld", "区司法局"),
        answer("区司法局"),
        "CREATE OR REPLACE VIEW gongkai_figures.filing AS SELECT * FROM gongkai.filing",
        "SET ROLE gongkai_template_office",
    ],
)
def test_a_reader_is_refused(filled: Filled, attack: str) -> None:
    with filled.connect(READER) as reader, pytest.raises(Refused):
        reader.execute(attack)


def told(action: str, after: str, record: str = "1", undoes: str = "NULL", before: str = "NULL") -> str:
    return (
        "INSERT INTO gongkai.journal (at, actor, action, plan, unit, task, record, before, after, undoes) VALUES "
        f"('', '', '{action}', (SELECT id FROM gongkai.plan), '区司法局', '14', {record}, {before}, {after}, {undoes})"
    )


PUBLISHED = '{"item": 4, "period": "once", "title": "t", "url": "", "on_date": "2019-07-18"}'
RECORDED = (
    "INSERT INTO gongkai.disclosure (plan, unit, task, item, title, url, on_date) "
    f"VALUES ('{PLAN}', '区司法局', '14', 4, 't', '', '2019-07-18')"
)
LAST_PUBLISHED = "(SELECT max(id) FROM gongkai.disclosure)"


def gone(table: str) -> str:
    return f"SELECT gongkai.remove_own('{table}', '{{}}')"


# What our commands would trip over, for the office too.
UNSOUND = [
    told("fill", "'x'"),
    told("fill", "''"),
    told("fill", "'[1]'"),
    told("fill", "NULL"),
    told("fill", "'{}'"),
    told("fill", "'{\"measure\": 1}'"),
    told("fill", f"'{ANSWERED}'".replace('"c"', "5")),
    told("fill", f"'{ANSWERED}'".replace('"c"', '["c"]')),
    told("fill", f"'{ANSWERED}'".replace('"c"', "true")),
    told("fill", f"'{ANSWERED}'".replace("07-18", "02-30")),
    told("fill", f"'{ANSWERED}'".replace('"2019-07-18"', "null")),
    told("fill", f"'{ANSWERED}'".replace('"c"', '"\\ud800"')),
    told("fill", "'" + ANSWERED[:-1] + ', "more": ' + "[" * 3000 + "]" * 3000 + "}'"),
    told("fill", f"'{ANSWERED}'", "NULL"),
    told("fill", f"'{ANSWERED}'", "2147483647"),
    told("fill", f"'{ANSWERED}'", "-1"),
    told("fill", f"'{ANSWERED}'", undoes="1"),
    told("undo", "NULL"),
    told("hack", f"'{ANSWERED}'"),
    told("publish", f"'{PUBLISHED}'".replace("4", '"4"')),
    told("correct", f"'{PUBLISHED}'"),
    told("unclaim", '\'{"on_date": "2019-07-18"}\''),
    answer("区司法局").replace("2019-07-18", "2019-99"),
    answer("区司法局").replace("2019-07-18", "2019-02-30"),
    answer("区司法局").replace("2019-07-18", ""),
    answer("区司法局").replace("'measure'", "'not_involved'"),
    answer("区司法局").replace("'措施'", "E'a\\x0b'"),
    "UPDATE gongkai.filing SET until = 'tomorrow'",
    "UPDATE gongkai.filing SET since = '19-7-1'",
    "INSERT INTO gongkai.claim (plan, unit, task, on_date) VALUES ('p', '区司法局', '15', '2019-13-01')",
    "INSERT INTO gongkai.claim (plan, unit, task, on_date) VALUES ('p', '区司法局', E'\\x1b[31m', '2019-12-01')",
    "INSERT INTO gongkai.disclosure (plan, unit, task, item, title, url, on_date) "
    "VALUES ('p', '区司法局', '14', 4, 't', '', '2019')",
    "INSERT INTO gongkai.disclosure (plan, unit, task, item, period, title, url, on_date) "
    "VALUES ('p', '区司法局', '14', 4, '', 't', '', '2019-07-18')",
    "INSERT INTO gongkai.submission (plan, unit, on_date, way, file, digest) "
    "VALUES ('p', '区司法局', '2019/7/1', 'sent', 'x', 'x')",
    "UPDATE gongkai.holding SET from_date = 'x'",
    "UPDATE gongkai.holding SET to_date = '2019-02-30+'",
    "UPDATE gongkai.holding SET filing_due = 'x'",
    "UPDATE gongkai.holding SET filing = 7",
    "UPDATE gongkai.duty SET due = 'x'",
    "UPDATE gongkai.duty SET done_on = 'x'",
]


@pytest.mark.parametrize("statement", UNSOUND)
def test_what_nobody_could_read_is_not_taken(filled: Filled, statement: str) -> None:
    """One unit's row would stop the office's commands, and a journal line for good: nobody can delete it."""
    with (
        filled.connect("sfj") as sfj,
        pytest.raises((psycopg.errors.IntegrityError, psycopg.errors.DataError)),
    ):
        sfj.execute(statement)


def test_what_our_commands_write_is_sound(filled: Filled) -> None:
    after = f"'{PUBLISHED}'".replace('"once"', "null")
    for statement in (
        told("fill", f"'{ANSWERED}'"),
        f"{RECORDED}; {told('publish', after, LAST_PUBLISHED)}",
        f"{RECORDED}; {told('correct', after, LAST_PUBLISHED, before=after)}",
        f"{gone('filing')}; {told('undo', 'NULL', undoes='1')}",
        answer("区司法局").replace("'措施'", "E'a\\n\\tb'"),
        "UPDATE gongkai.duty SET from_date = '2019-07-31+'",
    ):
        with filled.connect("sfj") as sfj:
            assert sfj.execute(statement).rowcount > 0


# What a reader sees of each record. Whoever adds a column decides here whether it is a figure or a contact.
SEEN_BY_READERS = {
    "filing": "id plan unit task kind measure section officer contact reason on_date until since",
    "claim": "id plan unit task on_date until",
    "disclosure": "id plan unit task item period title url on_date until",
    "submission": "id plan unit on_date way file digest",
    "receipt": "id plan unit task filing verdict reason on_date until",
    "holding": "plan unit task from_date to_date basis via role filing filing_due status answer answered_on",
    "duty": "plan unit task item period from_date to_date origin label starts ends due predates need done_on",
    "journal": "id at actor action plan unit task record before after undoes change",
    "arrangement": "id plan unit task item day rhythm times last quote note on_date until",
    "rhythm": "id plan unit task group_name category item day rhythm times last note on_date until",
    "event": "id plan unit task item title happened due due_by note on_date until",
}


def test_every_record_is_walled(filled: Filled) -> None:
    """Every table is either the plan's, or a record with policies and a reader's view of known columns."""
    with filled.connect("postgres") as all_of_it:
        tables = dict(
            all_of_it.execute(
                "SELECT relname, relrowsecurity FROM pg_class WHERE relkind = 'r' "
                "AND relnamespace = 'gongkai'::regnamespace AND relname NOT IN ('about', 'account', 'mark', 'turn')"
            )
        )
        views: dict[str, str] = dict(
            all_of_it.execute(
                "SELECT table_name, string_agg(column_name, ' ' ORDER BY ordinal_position) "
                "FROM information_schema.columns WHERE table_schema = 'gongkai_figures' GROUP BY table_name"
            ).fetchall()
        )
    assert {name for name, walled in tables.items() if walled} == set(SEEN_BY_READERS)
    assert views == SEEN_BY_READERS


def test_a_login_that_was_never_let_in_sees_nothing(filled: Filled) -> None:
    filled.server.sql("CREATE ROLE stranger LOGIN")
    try:
        with filled.connect("stranger") as stranger, pytest.raises(Refused):
            stranger.execute("SELECT * FROM gongkai.plan")
    finally:
        filled.server.sql("DROP ROLE stranger")


def test_a_login_that_was_removed_sees_nothing_though_connected(district: District, gongkai: Gongkai) -> None:
    owner = district.address(OWNER)
    assert gongkai("server", "add-unit", "区财政局", "--login", "czj", "--db", owner).status == 0
    connected = district.connect("czj")
    assert connected.execute("SELECT gongkai.own_unit()").fetchone() == ("区财政局",)
    assert gongkai("server", "remove", "czj", "--db", owner).status == 0
    with pytest.raises(psycopg.OperationalError):
        connected.execute("SELECT 1")
    with pytest.raises(psycopg.OperationalError):
        district.connect("czj")
