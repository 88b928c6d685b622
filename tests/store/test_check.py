"""`check`: whatever our commands leave is in order; what is damaged, written past them or open to others is found."""

from __future__ import annotations

import os
import random
import shutil
import sqlite3
import stat
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from conftest import ROOT, Gongkai

from gongkai.store.checks.replay import KINDS

pytestmark = pytest.mark.sqlite

UNIT = ("-u", "区司法局")
WELL = "√ 记录、改动记录、台账和方案都相符。\n"
FILES = pytest.mark.skipif(sys.platform == "win32", reason="rights are others there")


@pytest.fixture(scope="module")
def every_kind(filled_store: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A record with something of every kind in it, each of which nobody has changed since."""
    from click.testing import CliRunner

    from gongkai.cli.main import gongkai as command

    path = Path(shutil.copyfile(filled_store, tmp_path_factory.mktemp("kinds") / "gongkai.db"))
    for line in (
        ("submit", *UNIT, "--on", "2019-07-20", "-o", str(path.with_name("报送.eml"))),
        ("accept", *UNIT, "-t", "14", "--on", "2019-07-25"),
        ("return", *UNIT, "-t", "21", "--on", "2019-07-25", "--reason", "请写明时限"),
        ("arrange", *UNIT, "-t", "21-1", "--every", "quarter", "--on", "2019-07-20"),
        ("arrange", "--office", *UNIT, "-t", "14-1", "--every", "quarter", "--on", "2019-07-20"),
        (
            "arrange",
            *UNIT,
            "-t",
            "14-7",
            "--event",
            "某文件废止",
            "--date",
            "2019-07-20",
            "--on",
            "2019-07-20",
        ),
    ):
        done = CliRunner().invoke(command, line, env={"GONGKAI_DB": str(path), "GONGKAI_USER": "测试员"})
        assert done.exit_code == 0, done.output
    return path


@pytest.fixture
def record(every_kind: Path, tmp_path: Path) -> Path:
    path = Path(shutil.copyfile(every_kind, tmp_path / "gongkai.db"))
    path.chmod(0o600)
    return path


def past_the_program(path: Path, statement: str) -> int:
    """Change a record by plain SQL, whatever guards it; how many rows."""
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA ignore_check_constraints = ON")
        guards = connection.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").fetchall()
        for name, _ in guards:
            connection.execute(f"DROP TRIGGER {name}")
        count = connection.execute(statement).rowcount
        for _, text in guards:
            connection.execute(text)
        connection.commit()
    return count


def contents(path: Path) -> list[str]:
    """All that is in a record, but for the holdings, which follow from it."""
    with closing(sqlite3.connect(path)) as connection:
        lines = sorted(connection.iterdump())
    return [line for line in lines if not line.startswith(('INSERT INTO "duty"', 'INSERT INTO "holding"'))]


# ---------------------------------------------------------------- in order


def test_what_our_commands_leave_is_in_order(gongkai: Gongkai, record: Path) -> None:
    before = contents(record)
    ran = gongkai("check")
    assert (ran.status, ran.out, ran.err) == (0, WELL, "")
    ran = gongkai("check", "--format", "json")
    assert (ran.status, ran.json) == (0, [])
    assert contents(record) == before


def test_a_backup_can_be_looked_through(gongkai: Gongkai, record: Path, tmp_path: Path) -> None:
    backup = tmp_path / "备份.db"
    assert gongkai("backup", "-o", str(backup)).status == 0
    assert gongkai("check", "--db", str(backup)).out == WELL
    past_the_program(backup, "UPDATE disclosure SET title = '另一个' WHERE id = 1")
    ran = gongkai("check", "--db", str(backup))
    assert ran.status == 3 and "发布记录与改动记录所写不同（标题）" in ran.out
    past_the_program(backup, "UPDATE duty SET done_on = NULL")
    before = backup.read_bytes()
    ran = gongkai("check", "--db", str(backup))
    assert ran.status == 3 and "台账与记录不符，备份或只读的文件不改" in ran.out
    assert backup.read_bytes() == before


def test_nothing_there_is_nothing_to_check(gongkai: Gongkai, tmp_path: Path) -> None:
    ran = gongkai("check")
    assert ran.status == 1 and "还没有数据库" in ran.err and ran.out == ""
    assert list(tmp_path.iterdir()) == []


def test_without_the_plans_file_the_plan_is_not_compared(
    gongkai: Gongkai, record: Path, tmp_path: Path
) -> None:
    other = tmp_path / "另一份.yaml"
    other.write_text(
        (ROOT / "data" / "tasks_2019.yaml").read_text(encoding="utf-8") + "\n# 改过\n", encoding="utf-8"
    )
    before = contents(record)
    ran = gongkai("check", "--plan", str(other))
    assert ran.status == 0 and ran.out == "√ 记录、改动记录和台账都相符。\n"
    assert "没有核对方案" in ran.err
    assert contents(record) == before  # it isn't loaded for that
    past_the_program(record, "UPDATE period SET due = '2019-13-45' WHERE task = '14'")
    ran = gongkai("check", "--plan", str(other))
    assert ran.status == 3 and "方案中的期次和期限里有看不懂、不合规定的内容" in ran.out


# ---------------------------------------------------------------- written past the program

PAST = {
    "a title": ("UPDATE disclosure SET title = '另一个' WHERE id = 1", "other", "发布记录与改动记录所写不同（标题）"),
    "an answer gone": ("DELETE FROM filing WHERE id = 3", "gone", "不见了，改动记录里却没有撤销"),
    "a claim without a line": (
        "INSERT INTO claim (plan, unit, task, on_date) VALUES ('linzi-2019', '区司法局', '16', '2019-07-18')",
        "untold",
        "的认领没有改动记录",
    ),
    "a line": (
        "INSERT INTO journal (at, actor, action, plan, unit, task, record, after) "
        "VALUES ('x', 'x', 'fill', 'linzi-2019', '区司法局', '14', 999, '{}')",
        "line",
        "改动记录不是本程序写的，或与前面的对不上",
    ),
    "a line of no plan": (
        "INSERT INTO journal (at, actor, action, plan, unit, task, record, after) "
        "VALUES ('x', 'x', 'fill', '没有的', '区司法局', '14', 999, '{}')",
        "line",
        "改动记录不是本程序写的，或与前面的对不上",
    ),
    "since when": ("UPDATE filing SET since = '2019-07-01' WHERE id = 2", "span", "不是按各次填报推算的，已改正"),
    "the ledger": ("UPDATE duty SET done_on = '2019-07-17' WHERE done_on IS NOT NULL", "ledger", "已按记录改正"),
    "the plan": ("UPDATE period SET due = '2019-08-30' WHERE task = '14'", "plan", "与方案文件不同，已按方案文件改正"),
    "a day": ("UPDATE filing SET on_date = '2019-02-30' WHERE id = 2", "content", "有看不懂、不合规定的内容（日期）"),
    "bytes for a text": ("UPDATE filing SET measure = x'ff00' WHERE id = 2", "content", "（具体工作措施）"),
    "a control character": ("UPDATE filing SET officer = char(27) || '[2J' WHERE id = 2", "content", "（责任人）"),
    "a table more": ("CREATE TABLE mine (x)", "schema", "mine（表、索引或保护改动记录的触发器）不是本程序建的"),
    "an index less": ("DROP INDEX assignment_task", "schema", "assignment_task（表、索引或保护改动记录的触发器）没有了"),
}  # fmt: skip
MENDED = ("span", "ledger", "plan")


@pytest.mark.parametrize("name", PAST)
def test_what_was_written_past_the_program_is_found(name: str, gongkai: Gongkai, record: Path) -> None:
    statement, problem, words = PAST[name]
    report = gongkai("report", "--as-of", "2019-08-01", "--format", "json").out
    assert past_the_program(record, statement) != 0
    changed = contents(record)
    ran = gongkai("check", "--format", "json")
    assert ran.status == 3 and ran.err == ""
    assert problem in {row["problem"] for row in ran.json}
    assert any(words in row["text"] for row in ran.json), ran.out
    if problem in MENDED:
        assert gongkai("check").out == WELL
        assert gongkai("report", "--as-of", "2019-08-01", "--format", "json").out == report
    else:
        assert contents(record) == changed
        table = gongkai("check")
        assert table.status == 3 and table.out.splitlines() == [
            row["text"] for row in ran.json if row["problem"] not in MENDED
        ]
        listed = gongkai("check", "--format", "csv")
        assert listed.status == 3 and words in listed.out


def test_a_guard_of_the_journal_that_is_gone_is_found(gongkai: Gongkai, record: Path) -> None:
    with closing(sqlite3.connect(record)) as connection:
        connection.execute("DROP TRIGGER journal_is_kept")
        connection.commit()
    ran = gongkai("check")
    assert ran.status == 3 and "journal_is_kept（表、索引或保护改动记录的触发器）没有了" in ran.out


# Nobody can tell from the rest what stood there: who wrote a line when, and what belongs together.
FREE = {("journal", column) for column in ("id", "at", "actor", "change", "task", "undoes", "before")}
FREE |= {("submission", "digest")}  # the line tells the file's name


@pytest.mark.parametrize("kind", [*KINDS, "journal"])
def test_every_value_of_a_record_is_looked_at(kind: str, gongkai: Gongkai, record: Path) -> None:
    with closing(sqlite3.connect(record)) as connection:
        columns = [row[1] for row in connection.execute(f"PRAGMA table_info({kind})")]
        (number,) = connection.execute(f"SELECT MIN(id) FROM {kind}").fetchone()
    whole = record.read_bytes()
    for column in columns:
        if (kind, column) in FREE:
            continue
        record.write_bytes(whole)
        value = "'2019-07-02'" if column in ("on_date", "until", "since") else "700"
        if past_the_program(record, f"UPDATE {kind} SET {column} = {value} WHERE id = {number}"):
            ran = gongkai("check")
            assert ran.status == 3 and ran.out and not ran.err, column


# ---------------------------------------------------------------- damaged


@pytest.mark.parametrize("seed", range(12))
def test_a_damaged_file_is_said_to_be_so(seed: int, gongkai: Gongkai, record: Path) -> None:
    """Whole pages of rubbish: of any of them something was in use."""
    whole, chance = record.read_bytes(), random.Random(seed)
    start = chance.randrange(1, len(whole) // 4096) * 4096
    record.write_bytes(whole[:start] + chance.randbytes(4096) + whole[start + 4096 :])
    ran = gongkai("check")
    assert ran.status == 3 and ran.out.count("\n") == 1 and ran.err == ""
    assert f"数据库 {record} 已损坏" in ran.out and "gongkai restore" in ran.out
    assert gongkai("check", "--format", "json").json[0]["problem"] == "damaged"


@pytest.mark.parametrize("content", [b"text " * 5000, b"x", b"SQLite format 3\0" + b"\xff" * 9000])
def test_what_is_no_database_is_said_to_be_so(content: bytes, gongkai: Gongkai, tmp_path: Path) -> None:
    (tmp_path / "gongkai.db").write_bytes(content)
    (tmp_path / "gongkai.db").chmod(0o600)
    ran = gongkai("check")
    assert ran.status == 3 and "已损坏，或不是数据库文件" in ran.out


# ---------------------------------------------------------------- who can read it


def mode(path: Path) -> str:
    return f"{stat.S_IMODE(path.stat().st_mode):o}"


@pytest.fixture
def from_before(record: Path, tmp_path: Path) -> Iterator[dict[Path, str]]:
    """A record as older programs left it, in a folder that people share, and what is known of the user elsewhere."""
    ours = tmp_path / "data" / "gongkai"
    (ours / "unsaved").mkdir(parents=True)
    (tmp_path / "settings" / "gongkai").mkdir(parents=True)
    files = [
        record,
        record.with_name("gongkai.db.20190731-083005.old"),
        record.with_name("gongkai.db.20190731-083005-2.old"),
        ours / "written",
        ours / "unsaved" / "区司法局-任务14-0a1b2c3d-1.yaml",
        tmp_path / "settings" / "gongkai" / "config.toml",
    ]
    for file in files:
        file.touch()
        file.chmod(0o644)
    record.chmod(0o664)
    for folder in (ours, ours / "unsaved"):
        folder.chmod(0o755)
    theirs = [tmp_path / "同事的.db", tmp_path / "gongkai.db的说明.txt"]
    for file in theirs:
        file.touch()
        file.chmod(0o644)
    (record.parent / "gongkai.db.20190801-083005.old").symlink_to(theirs[0])
    tmp_path.chmod(0o775)
    yield {path: mode(path) for path in [*files, ours, ours / "unsaved"]}
    tmp_path.chmod(0o700)


@FILES
def test_what_is_open_is_told_and_changed_only_when_asked(
    gongkai: Gongkai, from_before: dict[Path, str], tmp_path: Path
) -> None:
    ran = gongkai("check", "--format", "json")
    assert ran.status == 3
    assert {(Path(row["path"]), *row["details"]) for row in ran.json} == set(from_before.items())
    assert {row["problem"] for row in ran.json} == {"open"}
    assert all("gongkai check --tighten" in row["text"] for row in ran.json)
    assert gongkai("tasks", *UNIT).status == 0
    assert {path: mode(path) for path in from_before} == from_before
    ran = gongkai("check", "--tighten")
    assert ran.status == 0 and ran.out.endswith(WELL)
    told = ran.out.splitlines()[:-1]
    assert sorted(told) == sorted(
        f"√ {path} 的权限原为 {before}，已收紧，只有本人能用" for path, before in from_before.items()
    )
    assert {mode(path) for path in from_before} == {"600", "700"}
    assert (
        mode(tmp_path) == "775"
        and mode(tmp_path / "同事的.db") == mode(tmp_path / "gongkai.db的说明.txt") == "644"
    )
    assert gongkai("check").out == WELL


@FILES
def test_another_ones_file_is_left_to_him(
    process: Gongkai, record: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if os.geteuid() != 0:
        pytest.skip("only root can give a file away")
    record.chmod(0o644)
    tmp_path.chmod(0o755)
    import ctypes

    def without_power() -> None:
        for capability in (1, 2, 3):  # CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH, CAP_FOWNER
            ctypes.CDLL(None).prctl(24, capability, 0, 0, 0)  # PR_CAPBSET_DROP

    os.chown(record, 65534, 65534)
    ran = process("check", "--tighten", preexec_fn=without_power)
    assert ran.status == 3 and f"{record} 别人也能用（权限 644）" in ran.out
    assert "没有权限" in ran.err and "请它的所有者来改" in ran.err
    assert mode(record) == "644"
