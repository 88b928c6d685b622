"""The SQLite file itself: created on first use, migrated forward, its journal append-only."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
from conftest import Gongkai

from gongkai.base.problems import StoreError
from gongkai.store.engine.migrations import SCHEMA_VERSION, scripts
from gongkai.store.engine.sqlite import APPLICATION_ID, SqliteStore
from gongkai.store.kinds import KINDS

pytestmark = pytest.mark.sqlite

UNIT = ("-u", "区司法局")
FULL = ("--measure", "公布清单", "--section", "法制科", "--officer", "张三", "--contact", "0533-0000000")


@pytest.fixture
def database(store_path: Path, gongkai: Gongkai) -> Iterator[sqlite3.Connection]:
    """A store with an answer and a claim, opened by another program."""
    assert gongkai("fill", *UNIT, "-t", "14", "--on", "2019-07-18", *FULL).status == 0
    assert gongkai("claim", *UNIT, "-t", "15", "--on", "2019-07-18").status == 0
    connection = sqlite3.connect(store_path)
    yield connection
    connection.close()


def pragma(path: Path, name: str) -> object:
    with sqlite3.connect(path) as connection:
        value = connection.execute(f"PRAGMA {name}").fetchone()[0]
    connection.close()
    return value


def schema(path: Path) -> list[tuple[str, str]]:
    with sqlite3.connect(path) as connection:
        found = list(
            connection.execute("SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL ORDER BY name")
        )
    connection.close()
    return found


# ---------------------------------------------------------------- opening


def test_a_store_is_made_on_first_use_with_its_folder(gongkai: Gongkai, tmp_path: Path) -> None:
    path = tmp_path / "还没有的" / "文件夹" / "公开 清单.db"
    assert gongkai("claim", *UNIT, "-t", "15", "--on", "2019-07-18", "--db", str(path)).status == 0
    assert pragma(path, "application_id") == APPLICATION_ID
    assert pragma(path, "user_version") == SCHEMA_VERSION
    assert pragma(path, "journal_mode") == "wal"
    assert pragma(path, "integrity_check") == "ok"


def test_the_usual_place_is_the_users_data_folder(
    gongkai: Gongkai, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("GONGKAI_DB")
    assert gongkai("claim", *UNIT, "-t", "15", "--on", "2019-07-18").status == 0
    assert (tmp_path / "data" / "gongkai" / "gongkai.db").exists()


def test_the_option_comes_before_the_environment(gongkai: Gongkai, tmp_path: Path) -> None:
    for place in ((), ("fill",)):
        other = tmp_path / f"other{len(place)}.db"
        options = ("--db", str(other))
        arguments = (
            *(options if not place else ()),
            "fill",
            *(options if place else ()),
            *UNIT,
            "-t",
            "14",
            *FULL,
        )
        assert gongkai(*arguments).status == 0
        assert other.exists()
    assert not (tmp_path / "gongkai.db").exists()


def test_foreign_keys_are_on(store_path: Path) -> None:
    store = SqliteStore(str(store_path))
    with pytest.raises(StoreError), store.transaction():
        store.execute("DELETE FROM plan")
    store.close()


def test_a_transaction_is_whole_or_nothing(store_path: Path) -> None:
    store = SqliteStore(str(store_path))
    count = store.row("SELECT COUNT(*) AS n FROM claim")
    values = {"plan": "linzi-2019", "unit": "x", "task": "1", "on_date": "2019-07-18", "until": None}
    with pytest.raises(KeyboardInterrupt), store.transaction():
        store.insert("claim", values)
        raise KeyboardInterrupt
    assert store.row("SELECT COUNT(*) AS n FROM claim") == count
    with store.transaction():
        store.insert("claim", values)
    assert store.row("SELECT COUNT(*) AS n FROM claim") != count
    store.close()


# ---------------------------------------------------------------- migrations


def made_at(path: Path, version: int) -> None:
    """A store as the program made it when its schema was at `version`."""
    with sqlite3.connect(path) as connection:
        for each in range(version):
            for script in scripts("sqlite", each):
                connection.executescript(script)
        connection.execute(f"PRAGMA application_id = {0x676B6169}")
        connection.execute(f"PRAGMA user_version = {version}")
        connection.execute(
            """INSERT INTO plan (id, digest, file, number, title, issuer, issued, year, window_from, window_to, warn)
               VALUES ('linzi-2019', 'old', '', '', '', '', '2019-07-16', 2019, '2019-07-16', '2019-12-31', 5)"""
        )
        connection.execute(
            """INSERT INTO filing (plan, unit, task, kind, measure, section, officer, contact, reason, on_date, since)
               VALUES ('linzi-2019', '区司法局', '14', 'measure', '公布清单', '法制科', '张三', '12345', '',
                       '2019-07-18', '2019-07-18')"""
        )
    connection.close()


@pytest.mark.parametrize("version", range(1, SCHEMA_VERSION + 1))
def test_an_older_store_is_brought_up_to_date_and_keeps_its_records(
    gongkai: Gongkai, tmp_path: Path, compiled_store: Path, version: int
) -> None:
    with sqlite3.connect(compiled_store) as connection:
        (plan,) = connection.execute("SELECT id FROM plan").fetchone()
    connection.close()
    assert plan == "linzi-2019"
    path = tmp_path / "gongkai.db"
    made_at(path, version)
    tasks = gongkai("tasks", *UNIT, "--as-of", "2019-07-18", "--format", "json").json
    assert {task["id"]: task["measure"] for task in tasks}["14"] == "公布清单"
    assert pragma(path, "user_version") == SCHEMA_VERSION
    assert pragma(path, "integrity_check") == "ok"
    assert schema(path) == schema(compiled_store)
    assert gongkai("fill", *UNIT, "-t", "14", "--on", "2019-07-19", "--officer", "李四").status == 0


def test_what_is_derived_is_made_anew_with_its_tables(tmp_path: Path, filled_store: Path) -> None:
    """Also of a plan whose file isn't at hand any more."""
    question = "SELECT * FROM holding ORDER BY unit, task, from_date"
    path = tmp_path / "older.db"
    shutil.copy(filled_store, path)
    with sqlite3.connect(path) as connection:
        wanted = connection.execute(question).fetchall()
        connection.executescript(
            "DELETE FROM holding; CREATE TABLE tally (unit); DROP INDEX journal_change; "
            "ALTER TABLE journal DROP COLUMN change; PRAGMA user_version = 4;"
            + "".join(f"DROP TABLE {kind.table};" for kind in KINDS.values() if kind.since > 4)
        )
    connection.close()
    SqliteStore(str(path)).close()
    with sqlite3.connect(path) as connection:
        assert connection.execute(question).fetchall() == wanted != []
    connection.close()


def test_a_migration_that_fails_leaves_the_store_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "gongkai.db"
    made_at(path, 1)
    before = schema(path)

    def scripts(engine: str, version: int) -> Iterator[str]:
        yield "CREATE TABLE half (id INTEGER PRIMARY KEY);\nCREATE TABLE half (id INTEGER PRIMARY KEY);\n"

    monkeypatch.setattr("gongkai.store.engine.sqlite.scripts", scripts)
    monkeypatch.setattr("gongkai.store.engine.sqlite.SCHEMA_VERSION", 2)
    with pytest.raises(StoreError):
        SqliteStore(str(path))
    assert schema(path) == before
    assert pragma(path, "user_version") == 1


# ---------------------------------------------------------------- the journal


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE journal SET actor = '别人'",
        "UPDATE journal SET at = '2000-01-01' WHERE id = 1",
        "DELETE FROM journal",
        "DELETE FROM journal WHERE id = 1",
        "INSERT OR REPLACE INTO journal (id, at, actor, action, plan) VALUES (1, '2000', '别人', 'fill', 'x')",
        "REPLACE INTO journal SELECT id, '2000', actor, action, plan, unit, task, record, before, after, undoes, change "
        "FROM journal",
        "INSERT INTO journal (id, at, actor, action, plan) VALUES (1, '', '', '', '') ON CONFLICT DO UPDATE SET actor = ''",
    ],
)
def test_the_journal_is_append_only(database: sqlite3.Connection, statement: str) -> None:
    before = list(database.execute("SELECT * FROM journal"))
    with pytest.raises(sqlite3.IntegrityError, match="append-only"):
        database.execute(statement)
    assert list(database.execute("SELECT * FROM journal")) == before
    assert len(before) == 2


def test_a_records_number_is_never_given_twice(database: sqlite3.Connection, gongkai: Gongkai) -> None:
    """So that what a journal line, or somebody's note, says of a number stays true."""
    numbers = []
    for measure in ("一", "二", "三"):
        assert gongkai("undo", *UNIT, "-t", "14").status == 0
        assert gongkai("fill", *UNIT, "-t", "14", "--on", "2019-07-18", "--measure", measure).status == 0
        numbers += [number for (number,) in database.execute("SELECT id FROM filing")]
    assert len(numbers) == len(set(numbers)) == 3
    for _ in range(2):
        assert gongkai("undo", *UNIT, "-t", "15").status == 0
        assert gongkai("claim", *UNIT, "-t", "15", "--on", "2019-07-18").status == 0
    claims = [number for (number,) in database.execute("SELECT record FROM journal WHERE action = 'claim'")]
    assert len(claims) == len(set(claims)) == 3


def test_a_store_copied_while_closed_is_a_backup(store_path: Path, gongkai: Gongkai, tmp_path: Path) -> None:
    gongkai("fill", *UNIT, "-t", "14", "--on", "2019-07-18", *FULL)
    assert sorted(each.name for each in tmp_path.glob("gongkai.db*")) == ["gongkai.db"]
    backup = tmp_path / "backup.db"
    shutil.copyfile(store_path, backup)
    assert "公布清单" in gongkai("log", "--db", str(backup)).out
