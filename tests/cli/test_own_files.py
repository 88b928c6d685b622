"""What the program writes is its owner's alone, and what a killed one left is cleared away: nothing else is touched."""

from __future__ import annotations

import os
import shutil
import signal
import stat
import subprocess
import sys
from binascii import crc32
from pathlib import Path

import pytest
from conftest import ROOT, Gongkai, Ran

from gongkai.cli.settings import settings_file

pytestmark = [
    pytest.mark.sqlite,
    pytest.mark.skipif(sys.platform == "win32", reason="rights are others there"),
]

UNIT = ("-u", "区司法局")
ANSWER = (
    "fill",
    *UNIT,
    "-t",
    "14",
    "--measure",
    "公布清单",
    "--officer",
    "张三",
    "--contact",
    "0533-0000000",
)


def mode(path: Path) -> str:
    return f"{stat.S_IMODE(path.lstat().st_mode):o}"


def modes(folder: Path) -> set[tuple[str, str]]:
    """Of everything in a folder and below: its kind and rights."""
    return {("folder" if path.is_dir() else "file", mode(path)) for path in folder.rglob("*")}


# ---------------------------------------------------------------- rights

# What holds names, telephone numbers, addresses of servers, or what somebody has typed; in folders that aren't there yet.
WRITERS = {
    "record": (*ANSWER, "--db", "{new}/里面/库.db"),
    "backup": ("backup", "-o", "{new}/里面/备份.db"),
    "copy": ("server", "copy", "{db}", "{new}/里面/库.db"),
    "form": ("form", *UNIT, "-o", "{new}/"),
    "mail": ("submit", *UNIT, "--to", "a@example.com", "-o", "{new}/"),
    "slips": ("remind", "--as-of", "2019-08-01", "-o", "{new}/"),
    "settings": ("config", "set", "unit", "区司法局"),
    "completion": ("completion", "install"),
}


@pytest.mark.parametrize("name", WRITERS)
def test_what_is_written_is_its_owners_alone(
    name: str, gongkai: Gongkai, store_path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert gongkai(*ANSWER).status == 0
    new = tmp_path / "新的"
    words = [word.format(new=new, db=store_path) for word in WRITERS[name]]
    places = {"GONGKAI_CONFIG": str(new / "设置" / "config.toml")} if name == "settings" else {}
    places |= {"XDG_DATA_HOME": str(new), "HOME": str(tmp_path), "SHELL": "/bin/bash"}
    for variable, place in places.items():
        monkeypatch.setenv(variable, place)
    before = os.umask(0o022)
    try:
        ran = gongkai(*words)
    finally:
        os.umask(before)
    assert ran.status == 0, ran.err
    assert mode(new) == "700"
    assert modes(new) == {("folder", "700"), ("file", "600")}


def test_what_was_typed_is_kept_for_its_owner(process: Gongkai, store_path: Path, tmp_path: Path) -> None:
    """An editor that leaves a sheet wrong: it stays, and the folders above it are new."""
    editor = tmp_path / "editor.sh"
    editor.write_text('#!/bin/sh\nprintf "任务14: [\\n" >> "$1"\n')
    editor.chmod(0o755)
    ran = process(
        *("fill", *UNIT, "--edit"),
        env={"VISUAL": str(editor), "XDG_DATA_HOME": str(tmp_path / "新的")},
        preexec_fn=lambda: os.umask(0o022),
        stdin=subprocess.DEVNULL,
    )
    assert ran.status != 0
    kept = tmp_path / "新的" / "gongkai" / "unsaved"
    assert [mode(path) for path in kept.iterdir()] == ["600"], ran.err
    assert mode(kept) == mode(kept.parent) == mode(kept.parent.parent) == "700"


def test_settings_that_somebody_has_shared_stay_shared(gongkai: Gongkai, tmp_path: Path) -> None:
    path = tmp_path / "settings" / "gongkai" / "config.toml"
    assert gongkai("config", "set", "unit", "区司法局").status == 0
    path.chmod(0o644)
    path.parent.chmod(0o755)
    assert gongkai("config", "set", "unit", "区水利局").status == 0
    assert (mode(path), mode(path.parent)) == ("644", "755")


# ---------------------------------------------------------------- what was killed

KILLED_WHILE_NAMING = """
import os, signal
def end(*_, **__): os.kill(os.getpid(), signal.SIGKILL)
os.link = os.replace = end
from gongkai.__main__ import main
main()
"""


def killed(*arguments: str) -> None:
    done = subprocess.run(
        [sys.executable, "-c", KILLED_WHILE_NAMING, *arguments], cwd=ROOT, capture_output=True, check=False
    )
    assert done.returncode == -signal.SIGKILL, done.stderr


@pytest.mark.slow
@pytest.mark.parametrize(
    "line",
    [
        ("backup", "-o", "{here}/备份.db"),
        ("restore", "{kept}", "--db", "{here}/库.db"),
        ("annual", "-o", "{here}/年报.docx"),
        ("form", *UNIT, "-o", "{here}/表.docx"),
        ("report", "-o", "{here}/情况.html"),
    ],
    ids=lambda line: line[0],
)
def test_what_a_killed_program_left_is_gone_after_the_next(
    line: tuple[str, ...], gongkai: Gongkai, store_path: Path, tmp_path: Path
) -> None:
    assert gongkai(*ANSWER).status == 0
    assert gongkai("backup", "-o", str(tmp_path / "kept.db")).status == 0
    here = tmp_path / "这里"
    here.mkdir()
    words = [word.format(here=here, kept=tmp_path / "kept.db") for word in line]
    killed(*words)
    (left,) = here.iterdir()
    assert left.name.startswith(".gongkai-")
    for side in ("-wal", "-shm", "-journal"):
        left.with_name(left.name + side).touch()
    assert gongkai(*words).status == 0
    assert [path.name for path in here.iterdir()] == [words[-1].rsplit("/", 1)[1]]


def test_only_our_own_dead_files_are_cleared_away(gongkai: Gongkai, store_path: Path, tmp_path: Path) -> None:
    ended = subprocess.Popen([sys.executable, "-c", ""])
    ended.wait()
    here, other = (format(crc32(name.encode()), "08x") for name in (os.uname().nodename, "另一台电脑"))
    stay = [
        f".gongkai-{here}-{os.getpid()}-aaaaaaaa.tmp",  # still running
        f".gongkai-{other}-{ended.pid}-aaaaaaaa.tmp",  # of another computer that writes here too
        f".gongkai-{here}-{ended.pid}-aaaaaaaa.tmp.old",  # perhaps a person's
        f"gongkai-{here}-{ended.pid}-aaaaaaaa.tmp",
        ".gongkai-我的.tmp",
    ]
    for name in stay:
        (tmp_path / name).write_text("不能删")
    (tmp_path / f".gongkai-{here}-{ended.pid}-bbbbbbbb.tmp").symlink_to(tmp_path / stay[0])
    (tmp_path / f".gongkai-{here}-{ended.pid}-cccccccc.tmp").mkdir()
    gone = tmp_path / f".gongkai-{here}-{ended.pid}-dddddddd.tmp"
    gone.touch()
    before = {path.name for path in tmp_path.iterdir()}
    assert gongkai("annual", "-o", str(tmp_path / "年报.docx")).status == 0
    after = {path.name for path in tmp_path.iterdir()}
    assert before - after == {gone.name}
    assert {(tmp_path / name).read_text() for name in stay} == {"不能删"}


# ---------------------------------------------------------------- odd places


def test_a_pipe_in_the_place_of_what_is_known_of_files(
    process: Gongkai, store_path: Path, tmp_path: Path
) -> None:
    os.makedirs(tmp_path / "data" / "gongkai")
    os.mkfifo(tmp_path / "data" / "gongkai" / "written")
    for name in ("年报.docx", "年报（2019-08-01）.docx"):  # what can't be told counts as a person's
        ran = process("annual", "-o", str(tmp_path / "年报.docx"), "--as-of", "2019-08-01", timeout=60)
        assert ran.status == 0, ran.err
        assert (tmp_path / name).exists()


@pytest.mark.parametrize("side", ["-wal", "-shm", "-journal"])
@pytest.mark.parametrize(
    ("line", "made"),
    [
        ((*ANSWER, "--db", "{here}/新.db"), "新.db"),
        (("backup", "-o", "{here}/新.db"), "新.db"),
        (("backup", "-o", "{here}/新.db"), "新.db.partial"),
        (("restore", "{here}/kept.db", "--db", "{here}/新.db"), "新.db.partial"),
    ],
    ids=lambda what: what[0] if isinstance(what, tuple) else what,
)
def test_what_stands_beside_a_name_is_not_made_part_of_a_new_file(
    side: str, line: tuple[str, ...], made: str, gongkai: Gongkai, store_path: Path, tmp_path: Path
) -> None:
    """SQLite would read it into the new file, or remove it; what a record that was moved away has not taken up yet,
    or somebody's notes."""
    assert gongkai(*ANSWER).status == 0
    assert gongkai("backup", "-o", str(tmp_path / "kept.db")).status == 0
    left = tmp_path / (made + side)
    left.write_text("记录还在这里")
    before = {path.name for path in tmp_path.iterdir()}
    ran = gongkai(*(word.format(here=tmp_path) for word in line))
    assert ran.status == 1 and str(left) in ran.err
    assert left.read_text() == "记录还在这里"
    assert {path.name for path in tmp_path.iterdir()} == before
    left.unlink()
    assert gongkai(*(word.format(here=tmp_path) for word in line)).status == 0


def without_power_over_files(*arguments: str, **more: str) -> Ran:
    without: list[str] = []
    if os.geteuid() == 0:
        if shutil.which("setpriv") is None:
            pytest.skip("root may do everything")
        dropped = "-dac_override,-dac_read_search"
        without = ["setpriv", "--bounding-set", dropped, "--inh-caps", dropped]
    done = subprocess.run(
        [*without, sys.executable, "-m", "gongkai", *arguments],
        cwd=ROOT,
        env=os.environ | more,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    return Ran(done.returncode, done.stdout, done.stderr)


def test_a_folder_for_temporary_files_that_can_not_be_listed(
    gongkai: Gongkai, store_path: Path, tmp_path: Path
) -> None:
    assert gongkai(*ANSWER).status == 0
    assert gongkai("backup", "-o", str(tmp_path / "备份.db")).status == 0
    unlisted = tmp_path / "临时"
    unlisted.mkdir()
    unlisted.chmod(0o333)
    line = ("restore", str(tmp_path / "备份.db"), "--db", str(tmp_path / "库.db"))
    ran = without_power_over_files(*line, TMPDIR=str(unlisted))
    unlisted.chmod(0o700)
    assert ran.status == 0, ran.err
    assert list(unlisted.iterdir()) == []


@pytest.mark.parametrize("name", ["库.db/", "新的/库.db/"])
def test_a_name_with_a_stroke_at_its_end_is_a_folder(gongkai: Gongkai, tmp_path: Path, name: str) -> None:
    ran = gongkai(*ANSWER, "--db", f"{tmp_path}/{name}")
    assert ran.status == 1 and "是一个文件夹" in ran.err
    assert not (tmp_path / name).exists() and not (tmp_path / "新的").exists()


def test_a_folder_that_can_not_be_written_is_named(store_path: Path, tmp_path: Path) -> None:
    """By what was asked for, not by a file that nobody knows."""
    shut = tmp_path / "只读"
    shut.mkdir(0o555)
    ran = without_power_over_files("backup", "-o", str(shut / "备份.db"))
    assert (ran.status, ran.err) == (1, f"错误：建不了 {shut / '备份.db'}（没有权限），请换一个位置\n")


@pytest.mark.parametrize(
    ("place", "why"), [("文件/里面/库.db", "路径中有一段不是文件夹"), ("d/" * 3000 + "库.db", "名称过长")]
)
def test_a_folder_that_can_not_be_made(place: str, why: str, gongkai: Gongkai, tmp_path: Path) -> None:
    (tmp_path / "文件").touch()
    ran = gongkai(*ANSWER, "--db", str(tmp_path / place))
    assert ran.status == 1 and f"（{why}），请用 --db 或 GONGKAI_DB 换一个位置" in ran.err
    assert [path.name for path in tmp_path.iterdir()] == ["文件"]


@pytest.mark.parametrize("linked", [False, True])
def test_a_start_up_file_is_never_half_written(
    linked: bool, gongkai: Gongkai, store_path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A limit on the size of files, as a full disk has it."""
    import resource

    monkeypatch.setenv("HOME", str(tmp_path))
    aliases = "alias ll='ls -l'\n" * 1000
    start_up = tmp_path / "点文件" if linked else tmp_path / ".bashrc"
    start_up.write_text(aliases)
    if linked:
        (tmp_path / ".bashrc").symlink_to(start_up.name)
    line = [sys.executable, "-m", "gongkai", "completion", "install", "--shell", "bash"]
    done = subprocess.run(
        line,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096)),
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert (done.returncode, done.stderr) == (1, f"错误：写不了 {tmp_path / '.bashrc'}：文件过大\n")
    assert start_up.read_text() == aliases
    assert gongkai(*line[3:]).status == 0
    assert start_up.read_text().startswith(aliases) and "gongkai" in start_up.read_text()
    assert (tmp_path / ".bashrc").is_symlink() == linked


@pytest.mark.skipif(os.name == "nt" or os.geteuid() != 0, reason="only root gives files away")
def test_what_an_administrator_replaces_stays_whose_it_was(
    gongkai: Gongkai, store_path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Or the clerk could no longer read the own record, settings, start-up file and form."""
    monkeypatch.setenv("HOME", str(tmp_path))
    backup, form = str(tmp_path / "备份.db"), tmp_path / "区司法局.docx"
    lines = (
        ("form", *UNIT, "-o", str(form)),
        ("config", "set", "unit", "区司法局"),
        ("completion", "install", "--shell", "bash"),
        ("restore", "--replace", backup),
    )
    assert gongkai("backup", "-o", backup).status == 0
    assert [gongkai(*line).status for line in lines] == [0] * 4
    files = [store_path, form, tmp_path / ".bashrc", Path(settings_file())]
    for path in files:
        os.chown(path, 65534, 65534)
    assert gongkai(*ANSWER).status == 0
    assert [gongkai(*line).status for line in lines] == [0] * 4
    assert {(path.stat().st_uid, path.stat().st_gid) for path in files} == {(65534, 65534)}


HOLDS_OPEN = """
import sqlite3, sys
connection = sqlite3.connect(sys.argv[1])
connection.executescript("CREATE TABLE x (y); DROP TABLE x;")
print(flush=True)
sys.stdin.read()
"""


@pytest.mark.parametrize("sides", [("-shm",), ("-wal",), ("-wal", "-shm")])
def test_read_only_files_beside_a_record_are_named(
    sides: tuple[str, ...], gongkai: Gongkai, store_path: Path, tmp_path: Path
) -> None:
    """As a program leaves them that may only read the record."""
    holder = subprocess.Popen(
        [
            sys.executable,
            "-c",
            HOLDS_OPEN,
            str(store_path),
        ],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    assert holder.stdout is not None
    holder.stdout.readline()
    holder.kill()  # what it had open stays
    holder.wait()
    left = [Path(f"{store_path}{side}") for side in sides]
    for path in left:
        path.chmod(0o444)
    before = {path.name: path.read_bytes() for path in (store_path, *left)}
    ran = without_power_over_files(*ANSWER)
    assert ran.status == 1 and ran.err.count("\n") == 1
    assert all(str(path) in ran.err for path in left) and "不要删去" in ran.err
    assert f"chmod u+w {' '.join(map(str, left))}" in ran.err
    assert without_power_over_files("tasks", *UNIT).status == 0
    assert {path.name: path.read_bytes() for path in (store_path, *left)} == before
    for path in left:
        path.chmod(0o600)
    assert without_power_over_files(*ANSWER).status == 0
