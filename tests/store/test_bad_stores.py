"""Stores that can't be opened, read or written: one clear Chinese line, exit 1, and nothing changed."""

from __future__ import annotations

import ctypes
import os
import random
import re
import resource
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, suppress
from pathlib import Path

import pytest
from conftest import Gongkai, Ran

from gongkai.base.problems import DiskError
from gongkai.store.engine.sqlite import SqliteStore

pytestmark = pytest.mark.sqlite

UNIT = ("-u", "区司法局")
FULL = ("--measure", "公布清单", "--section", "法制科", "--officer", "张三", "--contact", "0533-0000000")
FILL = ("fill", *UNIT, "-t", "14", "--on", "2019-07-18", *FULL)
COMMANDS = {"tasks": ("tasks", *UNIT), "fill": FILL}

linux = pytest.mark.skipif(sys.platform != "linux", reason="mounts and capabilities are Linux's")


MEND = "用备份恢复（gongkai restore 备份文件 --replace）"


def refused(ran: Ran) -> str:
    """The one line a refused command says."""
    assert ran.status == 1, ran
    assert ran.out == ""
    assert ran.err.startswith("错误：") and ran.err.count("\n") == 1 and ran.err.endswith("\n"), ran.err
    return ran.err


def answers(path: Path) -> list[object]:
    with sqlite3.connect(path) as connection:
        found = list(connection.execute("SELECT * FROM filing")) + list(
            connection.execute("SELECT * FROM journal")
        )
    connection.close()
    return found


# ---------------------------------------------------------------- not ours


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize("user_version", [0, 1, 2, 3, 70])
@pytest.mark.parametrize("application_id", [0, 0x0F055112])
def test_another_programs_database(
    gongkai: Gongkai, tmp_path: Path, command: str, user_version: int, application_id: int
) -> None:
    path = tmp_path / "gongkai.db"
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE plan (id TEXT, digest TEXT)")
        connection.execute(f"PRAGMA user_version = {user_version}")
        connection.execute(f"PRAGMA application_id = {application_id}")
    connection.close()
    before = path.read_bytes()
    assert "是别的程序的数据库，没有改动" in refused(gongkai(*COMMANDS[command]))
    assert path.read_bytes() == before
    assert [each.name for each in tmp_path.iterdir()] == ["gongkai.db"]


@pytest.mark.parametrize("command", COMMANDS)
def test_a_newer_store(gongkai: Gongkai, store_path: Path, command: str) -> None:
    with sqlite3.connect(store_path) as connection:
        (version,) = connection.execute("PRAGMA user_version").fetchone()
        connection.execute(f"PRAGMA user_version = {version + 1}")
    connection.close()
    before = store_path.read_bytes()
    said = refused(gongkai(*COMMANDS[command]))
    assert "由更新版本的 gongkai 建立" in said and "请升级 gongkai" in said
    assert store_path.read_bytes() == before


@pytest.mark.parametrize("version", [1, 2])
def test_a_store_whose_head_belies_it(gongkai: Gongkai, store_path: Path, version: int) -> None:
    """As older than it is: what would be added is there already."""
    with closing(sqlite3.connect(store_path)) as connection:
        connection.execute(f"PRAGMA user_version = {version}")
    before = store_path.read_bytes()
    ran = gongkai("report", "--db", str(store_path))
    assert "已损坏" in refused(ran) and "exists" not in ran.err and "column" not in ran.err
    assert store_path.read_bytes() == before


def test_a_disk_that_fails_in_the_middle_of_a_question_is_what_is_said(store_path: Path) -> None:
    """SQLite then rolls back by itself; to do it again would be another error in the place of that one."""
    store = SqliteStore(str(store_path))
    with pytest.raises(DiskError), store.snapshot():
        store.execute("ROLLBACK")
        raise DiskError
    store.close()


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize("size", [1, 100, 5000, 200_000])
def test_random_bytes(gongkai: Gongkai, tmp_path: Path, command: str, size: int) -> None:
    path = tmp_path / "gongkai.db"
    path.write_bytes(random.Random(size).randbytes(size))
    before = path.read_bytes()
    assert "不是数据库文件，没有改动" in refused(gongkai(*COMMANDS[command]))
    assert path.read_bytes() == before


@pytest.mark.parametrize("command", COMMANDS)
def test_a_text_file(gongkai: Gongkai, tmp_path: Path, command: str) -> None:
    path = tmp_path / "gongkai.db"
    path.write_text("任务14:\n" * 1000, encoding="utf-8")
    assert "不是数据库文件" in refused(gongkai(*COMMANDS[command]))


@pytest.mark.parametrize("command", COMMANDS)
def test_a_folder(gongkai: Gongkai, tmp_path: Path, command: str) -> None:
    (tmp_path / "gongkai.db").mkdir()
    assert "是一个文件夹" in refused(gongkai(*COMMANDS[command]))


def test_an_empty_file_becomes_a_store(gongkai: Gongkai, tmp_path: Path) -> None:
    (tmp_path / "gongkai.db").touch()
    assert gongkai(*FILL).status == 0


def test_a_name_that_sqlite_takes_for_memory_is_a_file(
    gongkai: Gongkai, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert gongkai(*FILL, "--db", ":memory:").status == 0
    assert len(answers(tmp_path / ":memory:")) == 2


def test_a_store_that_another_program_keeps_to_itself(
    gongkai: Gongkai, store_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("gongkai.store.engine.sqlite.BUSY_SECONDS", 0.1)  # half a minute otherwise
    holder = sqlite3.connect(store_path, isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    assert "正被别的程序占用" in refused(gongkai(*FILL))
    holder.execute("ROLLBACK")
    holder.close()
    assert answers(store_path) == []


# ---------------------------------------------------------------- damaged


@pytest.mark.parametrize("command", COMMANDS)
def test_a_store_cut_off(gongkai: Gongkai, store_path: Path, command: str) -> None:
    whole = store_path.read_bytes()
    store_path.write_bytes(whole[: len(whole) // 2])
    before = store_path.read_bytes()
    said = refused(gongkai(*COMMANDS[command]))
    assert "已损坏，没有改动" in said and MEND in said
    assert store_path.read_bytes() == before


def test_a_store_with_pages_of_rubbish_is_said_to_be_damaged(gongkai: Gongkai, store_path: Path) -> None:
    pages = store_path.read_bytes()
    rubbish = random.Random(1).randbytes(len(pages) - 8192)
    store_path.write_bytes(pages[:8192] + rubbish)
    assert "已损坏" in refused(gongkai(*FILL))


def test_rubbish_anywhere_in_a_store_never_ends_in_a_traceback(gongkai: Gongkai, store_path: Path) -> None:
    """Nothing can be said of every byte; but whatever comes of it is an answer or one line."""
    gongkai(*FILL)
    with sqlite3.connect(store_path) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()
    whole = store_path.read_bytes()
    chance = random.Random(2019)
    refusals = 0
    for _ in range(40):
        damaged = bytearray(whole)
        for _ in range(chance.choice((1, 20, 400))):
            damaged[chance.randrange(100, len(damaged))] = chance.randrange(256)
        start = chance.randrange(1, len(whole) // 4096) * 4096
        damaged[start : start + 4096] = chance.randbytes(4096)
        store_path.write_bytes(bytes(damaged))
        for leftover in (store_path.with_name("gongkai.db-wal"), store_path.with_name("gongkai.db-shm")):
            leftover.unlink(missing_ok=True)
        for command in (("tasks", *UNIT), ("report",), ("log",), (*FILL[:-1], "13800000000")):
            ran = gongkai(*command)
            if ran.status:
                refused(ran._replace(out=""))
                refusals += 1
    assert refusals > 10


def test_a_line_of_the_log_that_is_no_json_is_shown_as_such(gongkai: Gongkai, store_path: Path) -> None:
    with sqlite3.connect(store_path) as connection:
        connection.execute(
            "INSERT INTO journal (at, actor, action, plan, unit, task, after) "
            "SELECT '2019-07-18T10:00:00', '张三', 'fill', id, '区司法局', '14', '{' FROM plan"
        )
    connection.close()
    assert gongkai(*FILL).status == 0
    shown = gongkai("log")
    assert shown.status == 0 and "看不懂" in shown.out and "公布清单" in shown.out
    assert gongkai("undo", *UNIT, "-t", "14").status == 0
    nothing_left = gongkai("undo", *UNIT, "-t", "14")
    assert nothing_left.status == 1 and "没有可撤销的改动" in nothing_left.err


def test_the_advice_on_a_damaged_store_helps(gongkai: Gongkai, store_path: Path, tmp_path: Path) -> None:
    assert gongkai(*FILL).status == 0
    backup = str(tmp_path / "备份.db")
    assert gongkai("backup", "-o", backup).status == 0
    whole = store_path.read_bytes()
    store_path.write_bytes(whole[:8192] + random.Random(2).randbytes(len(whole) - 8192))
    for side in ("-wal", "-shm"):
        store_path.with_name(f"gongkai.db{side}").unlink(missing_ok=True)
    assert MEND in refused(gongkai("tasks", *UNIT))
    assert gongkai("restore", backup, "--replace").status == 0
    assert gongkai("show", "14").out.count("公布清单") == 1


# ---------------------------------------------------------------- places that can't be written


@linux
@pytest.mark.parametrize("path", ["/proc/gongkai.db", "/dev/null/gongkai.db", "/etc/hostname/x/gongkai.db"])
def test_a_place_where_nothing_can_be_made(gongkai: Gongkai, path: str) -> None:
    said = refused(gongkai(*FILL, "--db", path))
    assert path.rsplit("/", 1)[0] in said
    assert "--db 或 GONGKAI_DB 换一个位置" in said
    assert "directory" not in said


OPENERS = {
    "question": ("report", "--as-of", "2019-07-20"),
    "change": FILL,
    "check": ("check",),
}


@linux
@pytest.mark.parametrize("side", ["", "-wal", "-shm", "-journal"])
@pytest.mark.parametrize("command", OPENERS)
def test_a_pipe_is_not_waited_for(process: Gongkai, store_path: Path, command: str, side: str) -> None:
    """SQLite would wait for its other end without end, deaf to the signals that end a program."""
    assert process(*FILL).status == 0
    pipe = Path(f"{store_path}{side}")
    pipe.unlink(missing_ok=True)
    os.mkfifo(pipe)
    ran = process(*OPENERS[command], timeout=20)
    assert f"{pipe} 是设备或管道，不是文件，没有打开" in refused(ran)
    assert pipe.is_fifo()


@linux
@pytest.mark.parametrize(
    "words", ["restore {backup} --db", "restore {backup} --replace --db", "server copy {store}"]
)
def test_no_record_takes_the_place_of_a_pipe(
    process: Gongkai, store_path: Path, tmp_path: Path, words: str
) -> None:
    backup, pipe = tmp_path / "backup.db", tmp_path / "pipe"
    assert process(*FILL).status == 0
    assert process("backup", "-o", str(backup)).status == 0
    os.mkfifo(pipe)
    ran = process(*words.format(backup=backup, store=store_path).split(), str(pipe), timeout=20)
    assert f"{pipe} 是设备或管道" in refused(ran)
    assert pipe.is_fifo()
    assert not list(tmp_path.glob("pipe?*"))


def without_power_over_files() -> None:
    """What root may and others may not: write where the permissions forbid it. Taken from the child."""
    libc = ctypes.CDLL(None)
    for capability in (1, 2):  # CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH
        libc.prctl(24, capability, 0, 0, 0)  # PR_CAPBSET_DROP


@linux
def test_a_read_only_folder(process: Gongkai, tmp_path: Path) -> None:
    folder = tmp_path / "readonly"
    folder.mkdir()
    folder.chmod(0o555)
    ran = process(*FILL, "--db", str(folder / "gongkai.db"), preexec_fn=without_power_over_files)
    assert "只读" in refused(ran)
    assert list(folder.iterdir()) == []
    ran = process(*FILL, "--db", str(folder / "more" / "gongkai.db"), preexec_fn=without_power_over_files)
    assert "建不了存放数据库的文件夹" in refused(ran)
    assert "没有权限" in ran.err
    folder.chmod(0o755)


@linux
@pytest.mark.parametrize("folder_mode", [0o755, 0o555])
def test_a_read_only_store(process: Gongkai, store_path: Path, tmp_path: Path, folder_mode: int) -> None:
    folder = tmp_path / "readonly"
    folder.mkdir()
    path = folder / "gongkai.db"
    shutil.copyfile(store_path, path)
    path.chmod(0o444)
    folder.chmod(folder_mode)
    before = path.read_bytes()
    ran = process(*FILL, "--db", str(path), preexec_fn=without_power_over_files)
    backup = ("backup", "--db", str(path), "-o", str(tmp_path / "备份.db"))
    kept = process(*backup, preexec_fn=without_power_over_files)
    folder.chmod(0o755)
    assert "只读" in refused(ran)
    assert kept.status == 0, kept.err  # what can be read can be kept in a safer place
    assert path.read_bytes() == before and [each.name for each in folder.iterdir()] == ["gongkai.db"]


@linux
def test_a_store_that_may_not_be_read(process: Gongkai, store_path: Path) -> None:
    store_path.chmod(0o000)
    ran = process("tasks", *UNIT, preexec_fn=without_power_over_files)
    store_path.chmod(0o644)
    assert "打不开数据库" in refused(ran)


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of four megabytes."""
    disk = tmp_path / "disk"
    disk.mkdir()
    try:
        done = subprocess.run(
            ["mount", "-t", "tmpfs", "-o", "size=4m", "tmpfs", str(disk)], capture_output=True, check=False
        )
    except OSError:
        pytest.skip("no mount")
    if done.returncode:
        pytest.skip("may not mount")
    yield disk
    subprocess.run(["umount", "-l", str(disk)], check=True)


def fill_up(disk: Path, leave: int = 0) -> None:
    with (disk / "ballast").open("wb") as ballast:
        free = os.statvfs(disk)
        ballast.write(bytes(max(free.f_bavail * free.f_frsize - leave, 0)))


@linux
@pytest.mark.parametrize("leave", [0, 4096, 40_000, 200_000])
def test_a_full_disk(gongkai: Gongkai, store_path: Path, small_disk: Path, leave: int) -> None:
    path = small_disk / "gongkai.db"
    shutil.copyfile(store_path, path)
    assert gongkai(*FILL, "--db", str(path)).status == 0
    before = len(answers(path))
    fill_up(small_disk, leave)
    for number in range(1000):
        measure = f"{number}{'很长的措施' * 3000}"
        ran = gongkai("fill", *UNIT, "-t", "12", "--measure", measure, "--db", str(path))
        if ran.status:
            break
    said = refused(ran)
    assert "磁盘已满" in said or "磁盘读写出错" in said or "打不开数据库" in said
    (small_disk / "ballast").unlink()
    assert len(answers(path)) == before + 2 * number  # an answer and its line each
    assert gongkai("fill", *UNIT, "-t", "12", "--measure", "公布", "--db", str(path)).status == 0


@linux
def test_a_full_disk_at_first_use(gongkai: Gongkai, small_disk: Path) -> None:
    path = small_disk / "gongkai.db"
    fill_up(small_disk, 20_000)
    refused(gongkai(*FILL, "--db", str(path)))
    (small_disk / "ballast").unlink()
    assert gongkai(*FILL, "--db", str(path)).status == 0
    assert len(answers(path)) == 2


@linux
@pytest.mark.parametrize("leave", [0, 4096, 40_000, 200_000, 290_000, 350_000, 500_000])
@pytest.mark.parametrize("command", ["backup", "restore", "restore --replace", "copy"])
def test_a_copy_onto_a_full_disk_leaves_nothing_and_says_so(
    command: str, leave: int, gongkai: Gongkai, store_path: Path, small_disk: Path, tmp_path: Path
) -> None:
    assert gongkai(*FILL).status == 0
    assert gongkai("backup", "-o", str(tmp_path / "备份.db")).status == 0
    place = str(small_disk / "库.db")
    if command == "restore --replace":
        shutil.copyfile(store_path, place)
    fill_up(small_disk, leave)
    before = {path.name: path.stat().st_size for path in small_disk.iterdir()}
    line = {
        "backup": ("backup", "-o", place),
        "copy": ("server", "copy", str(store_path), place),
    }.get(command, ("restore", str(tmp_path / "备份.db"), "--db", place, *command.split()[1:]))
    ran = gongkai(*line)
    assert "磁盘已满" in refused(ran)
    assert {path.name: path.stat().st_size for path in small_disk.iterdir()} == before
    (small_disk / "ballast").unlink()
    assert gongkai(*line).status == 0  # there is room now


@linux
@pytest.mark.parametrize("name", ["年报.docx", "情况.csv"])
def test_a_paper_onto_a_full_disk_leaves_nothing_and_says_so(
    name: str, gongkai: Gongkai, store_path: Path, small_disk: Path
) -> None:
    fill_up(small_disk)
    command = "annual" if name.endswith("docx") else "report"
    assert "磁盘已满" in refused(gongkai(command, "-o", str(small_disk / name)))
    assert [path.name for path in small_disk.iterdir()] == ["ballast"]


@linux
def test_a_disk_that_is_mounted_read_only(gongkai: Gongkai, store_path: Path, small_disk: Path) -> None:
    path = small_disk / "gongkai.db"
    shutil.copyfile(store_path, path)
    subprocess.run(["mount", "-o", "remount,ro", str(small_disk)], check=True)
    said = refused(gongkai(*FILL, "--db", str(path)))
    assert "只读" in said
    subprocess.run(["mount", "-o", "remount,rw", str(small_disk)], check=True)


@linux
def test_a_quota_that_is_used_up(process: Gongkai, store_path: Path) -> None:
    process(*FILL)
    before = answers(store_path)

    def quota() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (8192, 8192))

    measures = "很长的措施" * 3_000
    ran = process("fill", *UNIT, "-t", "12", "--measure", measures, preexec_fn=quota)
    said = refused(ran)
    assert "磁盘" in said
    assert answers(store_path) == before


@linux
def test_an_output_that_cannot_be_written(process: Gongkai, store_path: Path) -> None:
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [sys.executable, "-m", "gongkai", "tasks", *UNIT],
            stdout=full,
            stderr=subprocess.PIPE,
            check=False,
        )
    assert done.returncode == 1
    assert done.stderr.decode() == "错误：结果写不出去：磁盘已满\n"


# ---------------------------------------------------------------- damaged anywhere


def damaged(content: bytes, seed: int) -> bytes:
    """A file with some bytes of its head, of its first pages or of anything else written over."""
    chance = random.Random(seed)
    found = bytearray(content)
    first, last, count = ((0, 4096, 20), (100, 40_000, 60), (0, len(content), 200))[seed % 3]
    for _ in range(count):
        found[chance.randrange(first, last)] = chance.randrange(256)
    return bytes(found)


def test_a_damaged_file_is_never_called_a_fault_of_the_program(
    gongkai: Gongkai, store_path: Path, tmp_path: Path
) -> None:
    assert gongkai(*FILL).status == 0
    content = store_path.read_bytes()
    spoilt = [damaged(content, seed) for seed in range(36)]
    # A schema that isn't text any more, and a plan whose name is another one in the table than in its index.
    spoilt.append(content.replace(b"CREATE TABLE filing", b"CREATE TABLE fil\xffng", 1))
    place = content.index(b"linzi-2019")
    while place >= 0 and len(spoilt) < 50:
        spoilt.append(content[:place] + b"linzi-2010" + content[place + 10 :])
        place = content.find(b"linzi-2019", place + 10)
    said = []
    for number, each in enumerate(spoilt):
        path = tmp_path / f"{number}.db"
        path.write_bytes(each)
        for command in (*COMMANDS.values(), ("backup", "-o", str(tmp_path / f"{number}.kept"))):
            ran = gongkai(*command, "--db", str(path))
            assert ran.status in (0, 1, 2)  # 2: a unit's name that was written over is another unit's
            assert "程序内部出错" not in ran.err, ran.err
            assert " constraint " not in ran.err
            said.append(ran.err)
    assert sum("已损坏" in each for each in said) > 30


# What SQLite and Python say of their own.
RAW = re.compile(
    r"程序内部出错|constraint|malformed|unsupported|mismatch|no such|decode|field limit|unable to|disk image|Traceback"
)
ON = ("--on", "2019-07-30")
EVERYDAY = [
    (),
    ("tasks", *UNIT),
    ("show", "14"),
    ("schedule", *UNIT, "--as-of", "2019-07-18"),
    ("records",),
    ("units",),
    ("log",),
    ("report", "--as-of", "2019-08-01"),
    ("fill", *UNIT, "-t", "12", *ON, *FULL),
    ("claim", *UNIT, "-t", "15", *ON),
    ("publish", *UNIT, "-t", "14", "--item", "4", "--date", "2019-07-30", "--title", "清单"),
    ("accept", *UNIT, "-t", "14", *ON),
    ("undo", *UNIT, "-t", "14"),
    ("remind", "--as-of", "2019-08-01"),
    ("form", *UNIT, "-o", "{here}/表.docx"),
    ("ledger", "-o", "{here}/台账.xlsx"),
    ("annual", "-o", "{here}/年报.docx"),
    ("backup", "-o", "{here}/备份"),
    ("server", "copy", "{here}/库.db", "{here}/另一个.db"),
]
VALUES = (
    *("x'fffe'", "CAST(x'fffe' AS TEXT)", "7", "''", "'2019-13-45'", "'a' || char(1)", "NULL", "1e300", "'{'", "'[]'"),
    *("'0000-00-00'", "'99999-1-1'", "-1", "4611686018427387904", "CAST(x'eda080' AS TEXT)", "'linzi-2010'"),
)  # fmt: skip


# What follows from nothing else: who wrote a line when, which other line it takes back, which file a plan is from. (Of
# damaged bytes some are in no use.)
NOT_TOLD = [
    f"UPDATE {place} " for place in (
        *(f"journal SET {name}" for name in ("at", "actor", "change", "task", "undoes", "before")),
        *("plan SET digest", "plan SET file", "submission SET digest"),
    )
]  # fmt: skip


def with_another_value(path: Path, seed: int) -> str:
    """Write a value past the program into a place of some table; which."""
    chance = random.Random(seed)
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("PRAGMA ignore_check_constraints = ON")
        guards = connection.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").fetchall()
        for name, _ in guards:
            connection.execute(f"DROP TRIGGER {name}")
        names = [
            name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
        ]
        while True:
            table = chance.choice([name for name in names if not name.startswith("sqlite_")])
            column = chance.choice([row[1] for row in connection.execute(f"PRAGMA table_info({table})")])
            value, where = chance.choice(VALUES), chance.choice(("", " AND unit = '区司法局'"))
            change = f"UPDATE {table} SET {column} = {value} WHERE {column} IS NOT {value}{where}"
            with suppress(sqlite3.Error):
                if connection.execute(change).rowcount:
                    break
        for _, text in guards:
            connection.execute(text)
        return change


@pytest.mark.parametrize("seed", range(16))
def test_whatever_stands_in_a_file_is_an_answer_or_one_clear_line(
    seed: int, gongkai: Gongkai, store_path: Path, tmp_path: Path
) -> None:
    for line in (FILL, ("claim", *UNIT, "-t", "15", *ON), ("accept", *UNIT, "-t", "14", *ON)):
        assert gongkai(*line).status == 0
    content = store_path.read_bytes()
    for number, line in enumerate(random.Random(seed).sample(EVERYDAY, 6)):
        here = tmp_path / str(number)
        here.mkdir()
        path = here / "库.db"
        if number % 3:
            path.write_bytes(content)
            how = with_another_value(path, seed * 100 + number)
        else:
            path.write_bytes(damaged(content, seed * 100 + number))
            how = f"damaged {seed * 100 + number}"
        ran = gongkai(
            *(word.format(here=here) for word in line), *(() if "copy" in line else ("--db", str(path)))
        )
        assert ran.status in (0, 1, 2) and not RAW.search(ran.err), (how, line, ran.err)
        errors = [each for each in ran.err.splitlines() if each.startswith("错误：")]
        assert len(errors) == (ran.status != 0), (how, line, ran.err)
        checked = gongkai("check", "--db", str(path))
        assert checked.status == 3 and checked.out and not RAW.search(checked.out + checked.err), (
            how,
            checked,
        )


@linux
@pytest.mark.parametrize(
    "line",
    [
        ("fill", *UNIT, "-t", "14", "--measure", "公布清单"),
        ("fill", *UNIT, "-t", "32", "--not-involved", "本局无此职能"),
        ("claim", *UNIT, "-t", "15"),
        ("publish", *UNIT, "-t", "14", "--item", "4", "--date", "2019-07-30", "--title", "清单"),
    ],
)
def test_a_change_that_cannot_be_shown_is_said_to_be_saved(
    gongkai: Gongkai, store_path: Path, line: tuple[str, ...]
) -> None:
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [sys.executable, "-m", "gongkai", *line], stdout=full, stderr=subprocess.PIPE, check=False
        )
    said = done.stderr.decode().splitlines()[-1]
    assert (done.returncode, said) == (
        1,
        "错误：改动已经保存，只是结果显示不出来（磁盘已满）；可用 gongkai log 核对",
    )
    assert len(gongkai("log", "--format", "json").json) == 1
