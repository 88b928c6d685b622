"""A whole record moved between stores, backed up and restored: the same afterwards, or nothing."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from conftest import Gongkai
from databases import OFFICE, OWNER, READER, District

from gongkai.base.problems import GongkaiError
from gongkai.cli.paths import default_database
from gongkai.store import tables
from gongkai.store.changes import claims
from gongkai.store.changes.answers import file_answer
from gongkai.store.changes.journal import Author
from gongkai.store.copies import backups, to_file, transfer
from gongkai.store.engine.interface import Unsaved
from gongkai.store.engine.migrations import SCHEMA_VERSION, scripts
from gongkai.store.engine.opening import open_store
from gongkai.store.engine.sqlite import APPLICATION_ID

QUESTIONS = (
    ("report", "--as-of", "2019-08-15"),
    ("tasks", "-u", "区司法局", "--as-of", "2019-07-31"),
    ("log", "--with-contacts"),
    ("records", "--as-of", "2019-12-31"),
    ("show", "14", "--as-of", "2019-07-31"),
    ("units",),
)


def everything(gongkai: Gongkai, database: str) -> list[Any]:
    answers = [gongkai(*question, "--format", "json", "--db", database) for question in QUESTIONS]
    assert [answer.err for answer in answers if answer.status] == []
    found = [answer.json for answer in answers]
    for line in found[QUESTIONS.index(("log", "--with-contacts"))]:
        line.pop("change")  # which lines are one change wasn't kept by older programs
    return found


def contents(address: str) -> list[tuple[str, int, str]]:
    store = open_store(address)
    try:
        return [(table.name, *tables.digest(tables.ordered(store, table))) for table in tables.tables()]
    finally:
        store.close()


@pytest.fixture
def file(filled_store: Path, tmp_path: Path) -> str:
    return str(shutil.copyfile(filled_store, tmp_path / "filled.db"))


def test_every_table_is_known_with_its_key() -> None:
    found = {table.name: table for table in tables.tables()}
    assert found["plan"].key == ("id",) and not found["plan"].record
    assert found["period"].key == ("plan", "task", "item", "period")
    assert {name for name, table in found.items() if table.record} == {
        *("filing", "claim", "disclosure", "submission", "receipt"),
        *("arrangement", "rhythm", "event", "journal"),
    }


def test_there_and_back_again(gongkai: Gongkai, file: str, district: District, tmp_path: Path) -> None:
    before = everything(gongkai, file)
    there = gongkai("server", "copy", file, district.address(OWNER), "--digests")
    assert there.status == 0, there.err
    assert "行数和校验值相符" in there.out and there.err == ""
    assert everything(gongkai, district.address(OFFICE)) == before
    back = str(tmp_path / "back.db")
    again = gongkai("server", "copy", district.address(OFFICE), back, "--digests")
    assert again.status == 0, again.err
    assert everything(gongkai, back) == before
    assert contents(file) == contents(back) == contents(district.address(OFFICE))
    digests = [line for line in there.out.splitlines() if "　" in line]
    assert digests == [line for line in again.out.splitlines() if "　" in line]
    assert not list(tmp_path.glob("*.partial*"))


def test_work_goes_on_where_the_record_went(gongkai: Gongkai, file: str, district: District) -> None:
    """New numbers follow the copied ones, and new journal lines are signed again."""
    assert gongkai("server", "copy", file, district.address(OWNER)).status == 0
    office = ("--db", district.address(OFFICE))
    last = gongkai("log", "--format", "json", *office).json[0]["id"]
    done = gongkai("fill", "-u", "区司法局", "-t", "14", "--on", "2019-07-20", "--measure", "改了", *office)
    assert done.status == 0, done.err
    line = gongkai("log", "--format", "json", *office).json[0]
    assert line["id"] == last + 1 and line["actor"] == OFFICE
    assert gongkai("undo", "-u", "区司法局", "-t", "14", *office).status == 0


@pytest.mark.parametrize("by", ["copy", "restore"])
def test_a_record_that_was_moved_is_measured_and_guarded(
    gongkai: Gongkai, file: str, district: District, tmp_path: Path, by: str
) -> None:
    """The server knows how much there is in each table, and refuses again what nobody could read."""

    def guards() -> list[Any]:
        return connection.execute(
            "SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint WHERE conname LIKE 'ours_%' ORDER BY 1, 2"
        ).fetchall()

    owner = district.address(OWNER)
    with district.connect("postgres") as connection:
        before = guards()
        assert len(before) > 50
        if by == "copy":
            done = gongkai("server", "copy", file, owner)
        else:
            assert gongkai("backup", "-o", str(tmp_path / "kept.db"), "--db", file).status == 0
            done = gongkai("restore", str(tmp_path / "kept.db"), "--db", owner)
        assert done.status == 0, done.err
        assert guards() == before
        unknown = connection.execute(
            "SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'gongkai'::regnamespace "
            "AND relname <> 'turn' AND reltuples < 0"
        ).fetchall()
        assert unknown == []


def test_a_line_cannot_use_up_the_numbers(gongkai: Gongkai, file: str, district: District) -> None:
    """Somebody wrote a line, on an older server, about the greatest number there is: the copy counts on without it."""
    with sqlite3.connect(file) as connection:
        connection.execute(
            "INSERT INTO journal (at, actor, action, plan, unit, task, record, after) "
            "SELECT at, 'sfj', 'claim', plan, '区司法局', '15', 2147483647, '{}' FROM journal LIMIT 1"
        )
    connection.close()
    assert gongkai("server", "copy", file, district.address(OWNER)).status == 0
    done = gongkai(
        *("fill", "-u", "区司法局", "-t", "14", "--on", "2019-07-20", "--measure", "改了"),
        *("--db", district.address(OFFICE)),
    )
    assert done.status == 0, done.err


def test_a_target_with_records_is_refused(
    gongkai: Gongkai, file: str, district: District, tmp_path: Path
) -> None:
    assert gongkai("server", "copy", file, district.address(OWNER)).status == 0
    before = contents(district.address(OFFICE))
    again = gongkai("server", "copy", file, district.address(OWNER))
    assert again.status == 1 and "里已有记录，没有改动" in again.err
    assert contents(district.address(OFFICE)) == before
    other = str(shutil.copyfile(file, tmp_path / "other.db"))
    again = gongkai("server", "copy", district.address(OFFICE), other)
    assert again.status == 1 and "里已有记录，没有改动" in again.err
    assert contents(other) == contents(file)


def test_who_may_copy(gongkai: Gongkai, file: str, district: District, tmp_path: Path) -> None:
    for login in ("sfj", READER):
        done = gongkai("server", "copy", district.address(login), str(tmp_path / "out.db"))
        assert done.status == 1 and "看不到全部记录" in done.err
    for login in ("sfj", OFFICE):
        done = gongkai("server", "copy", file, district.address(login))
        assert done.status == 1 and "所有者" in done.err
    missing = gongkai("server", "copy", str(tmp_path / "no.db"), district.address(OWNER))
    assert missing.status == 1 and "没有数据库文件" in missing.err
    assert default_database() in missing.err, "where it is, if nothing else was said"
    assert not (tmp_path / "no.db").exists()


class Stop(Exception):
    """The power fails in the middle of a copy."""


def interrupted(source: str, target: transfer.Target, at: str) -> None:
    def progress(step: transfer.Step) -> None:
        if (step.what, step.table) == ("copy", at):
            raise Stop

    opened = transfer.open_source(source, None)
    try:
        with pytest.raises(Stop):
            transfer.copy(opened, target, progress)
    finally:
        opened.close()


@pytest.mark.parametrize("at", ["plan", "assignment", "filing", "journal"])
def test_an_interrupted_copy_goes_on(
    gongkai: Gongkai, file: str, district: District, tmp_path: Path, at: str
) -> None:
    owner = district.address(OWNER)
    interrupted(file, transfer.target_at(owner, None), at)
    half = gongkai("tasks", "-u", "区司法局", "--db", district.address(OFFICE))
    assert half.status == 1 and "只复制了一部分" in half.err
    with district.connect("postgres") as connection:
        rows = connection.execute("SELECT xmin::text FROM gongkai.plan").fetchall()
        assert gongkai("server", "copy", file, owner).status == 0
        assert connection.execute("SELECT xmin::text FROM gongkai.plan").fetchall() == rows, "not begun anew"
    assert contents(file) == contents(district.address(OFFICE))
    back = str(tmp_path / "back.db")
    interrupted(owner, transfer.target_at(back, None), at)
    assert not os.path.exists(back)
    assert gongkai("server", "copy", owner, back).status == 0
    assert contents(file) == contents(back)


@pytest.mark.parametrize("to", ["file", "server"])
def test_a_source_that_changed_meanwhile_is_copied_anew(
    gongkai: Gongkai, file: str, district: District, tmp_path: Path, to: str
) -> None:
    target = district.address(OWNER) if to == "server" else str(tmp_path / "back.db")
    interrupted(file, transfer.target_at(target, None), "journal")
    assert gongkai("undo", "-u", "区司法局", "-t", "14", "--db", file).status == 0
    assert gongkai("server", "copy", file, target).status == 0
    assert contents(file) == contents(target)


def test_a_difference_is_found(file: str, tmp_path: Path) -> None:
    """A row that arrives changed is found by its digest, and the copy doesn't become the record."""
    target = to_file.FileTarget(str(tmp_path / "out.db"))

    def spoil(step: transfer.Step) -> None:
        if (step.what, step.table) == ("copy", "filing"):
            with target.writing():
                target._store.execute("UPDATE filing SET measure = measure || ' ' WHERE id = 1")

    source = transfer.open_source(file, None)
    with pytest.raises(GongkaiError, match="核对不符：filing"):
        transfer.copy(source, target, spoil)
    source.close()
    assert not (tmp_path / "out.db").exists()


# Records of older programs.


def older(filled: str, path: Path, version: int) -> str:
    """The same record as a program of that version left it: without what later ones added."""
    with sqlite3.connect(path) as connection:
        for each in range(version):
            for script in scripts("sqlite", each):
                connection.executescript(script)
        connection.execute("ATTACH ? AS filled", [filled])
        names = [
            name for (name,) in connection.execute("SELECT name FROM main.sqlite_master WHERE type = 'table'")
        ]
        for name in names:
            if name not in (
                "sqlite_sequence",
                "holding",
                "duty",
                "tally",
            ):  # the ledger was elsewhere, or wrong
                columns = ", ".join(row[1] for row in connection.execute(f"PRAGMA main.table_info({name})"))
                connection.execute(f"INSERT INTO main.{name} ({columns}) SELECT {columns} FROM filled.{name}")
        connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        connection.execute(f"PRAGMA user_version = {version}")
        connection.commit()
    connection.close()
    return str(path)


versions = pytest.mark.parametrize("version", range(1, SCHEMA_VERSION))


@versions
def test_a_copy_of_an_older_file_shows_what_the_file_shows(
    gongkai: Gongkai, file: str, district: District, tmp_path: Path, version: int
) -> None:
    before = everything(gongkai, file)
    old = older(file, tmp_path / "old.db", version)
    there = gongkai("server", "copy", old, district.address(OWNER))
    assert there.status == 0, there.err
    assert everything(gongkai, district.address(OFFICE)) == before
    assert everything(gongkai, old) == before


@versions
@pytest.mark.parametrize("to", ["file", "server"])
def test_an_older_backup_restores_to_what_it_showed(
    gongkai: Gongkai, file: str, district: District, tmp_path: Path, version: int, to: str
) -> None:
    before = everything(gongkai, file)
    old = older(file, tmp_path / "old.db", version)
    with sqlite3.connect(old) as connection:
        connection.row_factory = lambda cursor, row: {
            column[0]: value for column, value in zip(cursor.description, row, strict=True)
        }
        names = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%'"
        told = [backups._table(connection, row["name"]) for row in connection.execute(names).fetchall()]
        sums = [(t.name, *tables.digest(backups._plainly_ordered(connection, t))) for t in told]
        connection.execute("CREATE TABLE backup (name TEXT PRIMARY KEY, count INTEGER, digest TEXT)")
        connection.executemany("INSERT INTO backup VALUES (?, ?, ?)", sums)
    connection.close()
    kept = Path(old).read_bytes()
    target = district.address(OWNER) if to == "server" else str(tmp_path / "restored.db")
    done = gongkai("restore", old, "--db", target)
    assert done.status == 0, done.err
    assert Path(old).read_bytes() == kept
    assert everything(gongkai, district.address(OFFICE) if to == "server" else target) == before


# Who writes while a copy is under way.


def test_who_began_before_the_copy_writes_nothing_into_it(file: str, district: District) -> None:
    """A form that was opened before: the copy that was broken off would wipe what it saved when it goes on."""
    clerk = open_store(district.address("sfj"))
    office = open_store(district.address(OFFICE))
    plan = str((clerk.row("SELECT id FROM plan") or {})["id"])
    interrupted(file, transfer.target_at(district.address(OWNER), None), "filing")
    for store in (clerk, office):
        with pytest.raises(GongkaiError, match=r"正在把全部记录复制到.*这一步没有保存") as told:
            claims.claim(store, Author("x", ""), plan, "区司法局", "15", "2019-07-18")
        assert not isinstance(told.value, Unsaved)
    opened = transfer.open_source(file, None)
    transfer.copy(opened, transfer.target_at(district.address(OWNER), None), lambda step: None)
    opened.close()
    claims.claim(clerk, Author("x", ""), plan, "区司法局", "2", "2019-07-18")
    assert clerk.row("SELECT COUNT(*) AS n FROM claim WHERE task = '2'") == {"n": 1}
    clerk.close()
    office.close()


def test_two_copies_at_once(gongkai: Gongkai, file: str, district: District) -> None:
    """The second one is refused and the first one goes on; after the first one broke off, the second one may."""
    owner = district.address(OWNER)
    seen: list[str] = []

    def progress(step: transfer.Step) -> None:
        if (step.what, step.table) == ("copy", "filing") and not seen:
            second = gongkai("server", "copy", file, owner)
            assert second.status == 1
            seen.append(second.err)

    opened = transfer.open_source(file, None)
    transfer.copy(opened, transfer.target_at(owner, None), progress)
    opened.close()
    assert len(seen) == 1 and "另有一个 gongkai server copy 正在往" in seen[0] and seen[0].count("\n") == 1
    assert contents(file) == contents(district.address(OFFICE))


def test_a_copy_that_lost_its_turn_does_not_go_on(file: str, district: District) -> None:
    """The connection breaks, another copy takes over: the first one finds itself refused, and spoils nothing."""
    owner = district.address(OWNER)
    other: list[transfer.Target] = []

    def progress(step: transfer.Step) -> None:
        if (step.what, step.table) == ("copy", "filing") and not other:
            with district.connect("postgres") as connection:
                connection.execute(
                    "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE application_name LIKE 'gongkai copy%'"
                )
            other.append(transfer.target_at(owner, None))
            other[0].begin()

    opened = transfer.open_source(file, None)
    with pytest.raises(GongkaiError, match="另有一个 gongkai server copy 正在往"):
        transfer.copy(opened, transfer.target_at(owner, None), progress)
    opened.close()


# Backups.


@pytest.fixture
def full(request: pytest.FixtureRequest, gongkai: Gongkai, file: str, district: District) -> str:
    """The same record in a file or on a server; its address."""
    if request.param == "file":
        return file
    assert gongkai("server", "copy", file, district.address(OWNER)).status == 0
    return district.address(OFFICE)


both = pytest.mark.parametrize("full", ["file", "server"], indirect=True)


@both
def test_a_backup_restores_all(gongkai: Gongkai, full: str, district: District, tmp_path: Path) -> None:
    kept = str(tmp_path / "kept.db")
    done = gongkai("backup", "-o", kept, "--db", full)
    assert done.status == 0, done.err
    assert "行数和校验值相符" in done.out
    before = Path(kept).read_bytes()
    restored = str(tmp_path / "restored.db")
    assert gongkai("restore", kept, "--db", restored).status == 0
    assert contents(restored) == contents(full)
    assert Path(kept).read_bytes() == before
    if full != district.address(OFFICE):
        assert gongkai("restore", kept, "--db", district.address(OWNER)).status == 0
        assert contents(district.address(OFFICE)) == contents(full)


def test_a_backup_overwrites_nothing(gongkai: Gongkai, file: str, tmp_path: Path) -> None:
    kept = tmp_path / "kept.db"
    kept.write_text("mine")
    done = gongkai("backup", "-o", str(kept), "--db", file)
    assert done.status == 1 and "已经存在，没有改动" in done.err and kept.read_text() == "mine"
    missing = gongkai("backup", "-o", str(tmp_path / "out.db"), "--db", str(tmp_path / "no.db"))
    assert missing.status == 1 and not (tmp_path / "out.db").exists()


def test_restoring_over_a_record_keeps_it_aside(gongkai: Gongkai, file: str, tmp_path: Path) -> None:
    kept = str(tmp_path / "kept.db")
    assert gongkai("backup", "-o", kept, "--db", file).status == 0
    assert gongkai("undo", "-u", "区司法局", "-t", "14", "--db", file).status == 0
    changed = contents(file)
    refused = gongkai("restore", kept, "--db", file)
    assert refused.status == 1 and "里已有记录" in refused.err and contents(file) == changed
    done = gongkai("restore", kept, "--db", file, "--replace")
    assert done.status == 0, done.err
    assert contents(file) == contents(kept) != changed
    (aside,) = tmp_path.glob("filled.db.*.old")
    assert contents(str(aside)) == changed


def test_restoring_over_a_broken_file(gongkai: Gongkai, file: str, tmp_path: Path) -> None:
    kept = str(tmp_path / "kept.db")
    assert gongkai("backup", "-o", kept, "--db", file).status == 0
    Path(file).write_bytes(b"rubbish" * 1000)
    assert gongkai("restore", kept, "--db", file).status == 1
    assert gongkai("restore", kept, "--db", file, "--replace").status == 0
    assert contents(file) == contents(kept)


def test_a_failed_restore_leaves_what_was_there(
    gongkai: Gongkai, file: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = str(tmp_path / "kept.db")
    assert gongkai("backup", "-o", kept, "--db", file).status == 0
    before = contents(file)
    monkeypatch.setattr(os, "replace", _failing_for(file))
    done = gongkai("restore", kept, "--db", file, "--replace")
    monkeypatch.undo()
    assert done.status == 1
    assert contents(file) == before


def _failing_for(path: str) -> Callable[..., None]:
    real = os.replace

    def replace(source: str, target: str) -> None:
        if target == path:
            raise OSError(28, "No space left on device", target)
        real(source, target)

    return replace


@pytest.mark.parametrize("change", ["a cell", "a missing row", "a page", "the end", "no backup"])
def test_a_backup_that_is_not_whole_is_refused(
    gongkai: Gongkai, file: str, tmp_path: Path, change: str
) -> None:
    kept = tmp_path / "kept.db"
    assert gongkai("backup", "-o", str(kept), "--db", file).status == 0
    if change == "a cell":
        _sql(kept, "UPDATE filing SET contact = '1' WHERE id = 1")
    elif change == "a missing row":
        _sql(kept, "DELETE FROM assignment WHERE rowid = 1")
    elif change == "no backup":
        _sql(kept, "DROP TABLE backup")
    else:
        content = bytearray(kept.read_bytes())
        if change == "a page":
            content[20 * 4096 : 21 * 4096] = bytes(4096)
        kept.write_bytes(content[: len(content) // 2] if change == "the end" else content)
    done = gongkai("restore", str(kept), "--db", str(tmp_path / "restored.db"))
    assert done.status == 1 and "没有恢复" in done.err, done.err
    assert not (tmp_path / "restored.db").exists()


def _sql(path: Path, statement: str) -> None:
    with sqlite3.connect(path) as connection:
        connection.execute(statement)
    connection.close()


@both
def test_a_backup_is_of_one_moment(gongkai: Gongkai, full: str, tmp_path: Path) -> None:
    """While somebody writes all the time: every answer in the backup has its journal line, and the other way round."""
    stop = threading.Event()
    written: list[int] = []

    def write() -> None:
        store = open_store(full)
        plan = str((store.row("SELECT id FROM plan") or {})["id"])
        while not stop.is_set():
            author = Author(OFFICE, "2019-07-20T08:00:00+08:00")
            file_answer(
                store, author, plan, "区财政局", "22", "2019-07-20", {"measure": f"第{len(written)}稿"}
            )
            written.append(len(written))
        store.close()

    writer = threading.Thread(target=write)
    writer.start()
    try:
        backups = [tmp_path / f"{number}.db" for number in range(4)]
        for path in backups:
            assert gongkai("backup", "-o", str(path), "--db", full).status == 0
    finally:
        stop.set()
        writer.join()
    assert written
    for path in backups:
        with sqlite3.connect(path) as connection:
            answers = connection.execute(
                "SELECT measure FROM filing WHERE task = '22' ORDER BY id"
            ).fetchall()
            lines = connection.execute(
                "SELECT after FROM journal WHERE task = '22' AND action = 'fill' ORDER BY id"
            ).fetchall()
        connection.close()
        assert [measure for (measure,) in answers] == [json.loads(after)["measure"] for (after,) in lines]


def test_no_progress_where_nobody_watches(gongkai: Gongkai, file: str, tmp_path: Path) -> None:
    assert gongkai("backup", "-o", str(tmp_path / "kept.db"), "--db", file).err == ""
