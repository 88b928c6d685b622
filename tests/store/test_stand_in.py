"""A store that isn't there, one that can't be written and a backup: they are asked, and nothing is made of them."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from conftest import ROOT, Gongkai

pytestmark = pytest.mark.sqlite

UNIT = ("-u", "区司法局")
FULL = ("--measure", "公布清单", "--section", "法制科", "--officer", "张三", "--contact", "0533-0000000")
FILL = ("fill", *UNIT, "-t", "14", *FULL, "--on", "2019-07-18")
QUESTIONS = {
    "tasks": ("tasks", *UNIT),
    "show": ("show", "14"),
    "records": ("records",),
    "schedule": ("schedule",),
    "report": ("report",),
    "remind": ("remind",),
    "units": ("units",),
    "log": ("log",),
    "today": (),
    "form": ("form", *UNIT, "-o", "x.docx"),
    "ledger": ("ledger", "-o", "x.xlsx"),
    "page": ("report", "-o", "x.html"),
}
CHANGES = {
    "fill": FILL,
    "claim": ("claim", *UNIT, "-t", "15", "--on", "2019-07-18"),
    "publish": ("publish", *UNIT, "-t", "14", "--item", "4", "--date", "2019-07-30", "--title", "清单"),
    "not involved": ("fill", *UNIT, "-t", "32", "--not-involved", "无此职能", "--on", "2019-07-18"),
}


@pytest.fixture(autouse=True)
def _folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "这里").mkdir()
    monkeypatch.chdir(tmp_path / "这里")


def content(path: Path) -> list[str]:
    """Everything in a store, without opening it for writing."""
    with sqlite3.connect(f"{path.as_uri()}?immutable=1", uri=True) as connection:
        dump = list(connection.iterdump())
    connection.close()
    return dump


# ---------------------------------------------------------------- not there


@pytest.mark.parametrize("name", QUESTIONS)
def test_a_question_makes_no_store(gongkai: Gongkai, store_path: Path, tmp_path: Path, name: str) -> None:
    expected = gongkai(*QUESTIONS[name])
    for made in Path().iterdir():
        made.unlink()
    missing = tmp_path / "没有" / "打错.db"
    ran = gongkai("--db", str(missing), *QUESTIONS[name])
    assert ran.status == 0, ran
    assert ran.out == expected.out
    assert f"注意：还没有数据库 {missing}，" in ran.err
    assert not missing.parent.exists()


@pytest.mark.parametrize("how", ["typed", "environment", "settings"])
def test_however_the_store_is_named(
    gongkai: Gongkai, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, how: str
) -> None:
    missing = tmp_path / "打错.db"
    monkeypatch.delenv("GONGKAI_DB")
    typed: tuple[str, ...] = ()
    if how == "typed":
        typed = ("--db", str(missing))
    elif how == "environment":
        monkeypatch.setenv("GONGKAI_DB", str(missing))
    else:
        gongkai("config", "set", "database", str(missing))
    assert f"还没有数据库 {missing}" in gongkai("units", *typed).err
    assert not missing.exists()


@pytest.mark.parametrize("name", CHANGES)
def test_the_first_change_says_that_it_makes_one(gongkai: Gongkai, tmp_path: Path, name: str) -> None:
    new = tmp_path / "新" / "库.db"
    ran = gongkai(*CHANGES[name], "--db", str(new))
    assert ran.status == 0, ran
    assert ran.err.count(f"注意：新建了数据库 {new}\n") == 1
    assert "还没有数据库" not in ran.err
    again = gongkai("log", "--db", str(new), "--format", "json")
    assert (len(again.json), again.err) == (1, "")
    assert "新建" not in gongkai(*CHANGES[name], "--db", str(new)).err


def test_what_was_not_changed_after_all_makes_none(gongkai: Gongkai, tmp_path: Path) -> None:
    new = tmp_path / "新.db"
    for command in (("fill", *UNIT, "-t", "99", *FULL), ("undo", *UNIT, "-t", "14"), ("accept", *UNIT)):
        assert gongkai(*command, "--db", str(new)).status in (1, 2)
    ran = gongkai("publish", "--withdraw", "7", "--db", str(new))
    assert ran.status == 1
    assert not new.exists()


def test_collecting_into_a_new_store(gongkai: Gongkai, tmp_path: Path) -> None:
    """Several files, a transaction each; tried first without saving."""
    for unit in ("区司法局", "区水利局"):
        store = str(tmp_path / f"{unit}.db")
        task = "14" if unit == "区司法局" else "17"
        gongkai("fill", "-u", unit, "-t", task, *FULL, "--on", "2019-07-18", "--db", store)
        gongkai("form", "-u", unit, "-o", f"{unit}.docx", "--db", store)
    new = tmp_path / "新.db"
    files = ("区司法局.docx", "区水利局.docx")
    tried = gongkai("collect", *files, "--dry-run", "--db", str(new))
    assert tried.status == 0
    assert not new.exists()
    ran = gongkai("collect", *files, "--db", str(new), "--on", "2019-07-18")
    assert ran.status == 0
    assert ran.err.count("新建了数据库") == 1
    assert {line["unit"] for line in gongkai("log", "--db", str(new), "--format", "json").json} == {
        "区司法局",
        "区水利局",
    }


def test_two_first_changes_at_once(tmp_path: Path) -> None:
    new = tmp_path / "新.db"
    started = [
        subprocess.Popen(
            [
                sys.executable,
                "-m",
                "gongkai",
                "claim",
                "-u",
                unit,
                "-t",
                "15",
                "--on",
                "2019-07-18",
                "--db",
                new,
            ],
            cwd=ROOT,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
        for unit in ("区司法局", "区水利局", "区财政局")
    ]
    outcomes = [process.communicate() for process in started]
    assert [process.returncode for process in started] == [0, 0, 0], outcomes
    with sqlite3.connect(new) as connection:
        assert connection.execute("SELECT COUNT(*) FROM claim").fetchone() == (3,)


def test_home(gongkai: Gongkai, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """~ is the home folder, however the shell hands it over."""
    monkeypatch.setenv("HOME", str(tmp_path / "家"))
    monkeypatch.setenv("USERPROFILE", str(tmp_path / "家"))
    assert gongkai(*FILL, "--db", "~/库.db").status == 0
    assert (tmp_path / "家" / "库.db").exists()
    monkeypatch.setenv("GONGKAI_DB", "~/库.db")
    assert len(gongkai("log", "--format", "json").json) == 1
    shutil.copyfile(ROOT / "data" / "tasks_2019.yaml", tmp_path / "家" / "方案.yaml")
    assert gongkai("units", "--plan", "~/方案.yaml").status == 0
    monkeypatch.setenv("GONGKAI_PLAN", "~/方案.yaml")
    assert gongkai("units").status == 0
    assert gongkai("plan", "check").status == 0
    assert gongkai("annual", *UNIT, "-o", "~/年报.docx").status == 0
    assert (tmp_path / "家" / "年报.docx").exists()
    assert not Path("~").exists()


# ---------------------------------------------------------------- a backup


def test_a_backup_is_read_and_not_written(gongkai: Gongkai, store_path: Path, tmp_path: Path) -> None:
    gongkai(*FILL)
    backup = tmp_path / "备份.db"
    assert gongkai("backup", "-o", str(backup)).status == 0
    before = backup.read_bytes()
    plan = tmp_path / "方案.yaml"
    plan.write_text(
        (ROOT / "data" / "tasks_2019.yaml").read_text(encoding="utf-8") + "\n# 改过\n", encoding="utf-8"
    )
    expected = gongkai("log", "--format", "json").out
    assert gongkai("log", "--format", "json", "--db", str(backup)).out == expected
    assert gongkai("tasks", *UNIT, "--db", str(backup), "--plan", str(plan)).status == 0
    for command in CHANGES.values():
        ran = gongkai(*command, "--db", str(backup))
        assert (ran.status, ran.out) == (1, ""), ran
        assert "还没有数据库" not in ran.err
        assert f"{backup} 是备份文件，不能往里写" in ran.err
    assert backup.read_bytes() == before
    assert sorted(path.name for path in tmp_path.glob("备份*")) == ["备份.db"]
    assert gongkai("restore", str(backup), "--db", str(tmp_path / "又一个.db")).status == 0


# ---------------------------------------------------------------- read-only


@pytest.fixture
def closed(store_path: Path, gongkai: Gongkai) -> Iterator[Path]:
    """A folder that anybody may read, with a store in it; a test makes it read-only."""
    gongkai(*FILL)
    folder = Path(tempfile.mkdtemp(prefix="gongkai-test-"))
    yield folder
    folder.chmod(0o755)
    shutil.rmtree(folder)


def without_rights(*arguments: str) -> tuple[int, str, str]:
    """Run without root's right to write what is read-only."""
    without: list[str] = []
    if os.geteuid() == 0:
        if shutil.which("setpriv") is None:
            pytest.skip("root may write everywhere")
        without = ["setpriv", "--bounding-set", "-dac_override", "--inh-caps", "-dac_override"]
    done = subprocess.run(
        [*without, sys.executable, "-m", "gongkai", *arguments],
        cwd=ROOT,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    return done.returncode, done.stdout, done.stderr


@pytest.mark.skipif(sys.platform == "win32", reason="rights of folders are others there")
@pytest.mark.parametrize("what", ["file", "folder", "both", "left over"])
def test_a_store_that_can_not_be_written_is_read(
    gongkai: Gongkai, store_path: Path, closed: Path, what: str
) -> None:
    place = closed / "库.db"
    writer = sqlite3.connect(store_path)
    assert writer.execute("SELECT COUNT(*) FROM journal").fetchone() == (1,)
    if what == "left over":  # the last answer is not in the file yet
        gongkai(*FILL[:-1], "2019-07-19")
        side = Path(f"{store_path}-wal")
        assert side.stat().st_size > 0
        shutil.copyfile(side, closed / "库.db-wal")
    shutil.copyfile(store_path, place)
    expected = gongkai("log", "--format", "json").out
    writer.close()
    if what != "folder":
        for file in closed.iterdir():
            file.chmod(0o444)
    closed.chmod(0o777 if what == "file" else 0o555)
    before = sorted((path.name, path.read_bytes()) for path in closed.iterdir())
    status, out, err = without_rights("log", "--format", "json", "--db", str(place))
    assert (status, err) == (0, ""), err
    assert out == expected
    for command in (("tasks", *UNIT), ("report", "--as-of", "2019-08-01")):
        status, _, err = without_rights(*command, "--db", str(place))
        assert (status, err) == (0, "")
    status, out, err = without_rights(*FILL, "--db", str(place))
    assert (status, out) == (1, "")
    assert err == f"错误：数据库 {place} 是只读的，没有保存；请检查文件和文件夹的写入权限\n"
    assert sorted((path.name, path.read_bytes()) for path in closed.iterdir()) == before


@pytest.mark.skipif(sys.platform == "win32", reason="rights of folders are others there")
def test_a_changed_plan_and_a_read_only_store(gongkai: Gongkai, store_path: Path, closed: Path) -> None:
    """The plan is compiled for the answer only."""
    place = closed / "库.db"
    shutil.copyfile(store_path, place)
    plan = closed / "方案.yaml"
    plan.write_text(
        (ROOT / "data" / "tasks_2019.yaml").read_text(encoding="utf-8") + "\n# 改过\n", encoding="utf-8"
    )
    closed.chmod(0o555)
    before = content(place)
    status, _, err = without_rights("tasks", *UNIT, "--db", str(place), "--plan", str(plan))
    assert (status, err) == (0, "")
    assert content(place) == before
