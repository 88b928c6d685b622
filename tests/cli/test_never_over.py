"""No command writes over a file that a person has filled in or changed: one rule for all that write files."""

from __future__ import annotations

import os
import shutil
import stat
import subprocess
import sys
import threading
from pathlib import Path

import click
import pytest
from conftest import ROOT, Gongkai
from plans import small_plan

from gongkai.base import files
from gongkai.cli.main import gongkai as program
from gongkai.office.ours import Ours
from gongkai.office.writing import Rule, write_file

pytestmark = pytest.mark.sqlite

DAY = "2019-07-22"
AS_OF = ("--as-of", DAY)
UNIT = ("-u", "区司法局")

# Command line without -o, and the file's name; its first word names the command.
WRITERS = {
    "form docx": (("form", *UNIT, *AS_OF), "区司法局.docx"),
    "form xlsx": (("form", *UNIT, *AS_OF), "区司法局.xlsx"),
    "submit": (("submit", *UNIT, "--on", DAY, "--to", "a@example.cn"), "区司法局.eml"),
    "bulletin": (("bulletin", *AS_OF), "通报.docx"),
    "annual unit": (("annual", *UNIT, *AS_OF), "素材.docx"),
    "annual": (("annual", *AS_OF), "素材.docx"),
    "ledger": (("ledger", *UNIT, *AS_OF), "台账.xlsx"),
    "remind docx": (("remind", *UNIT, *AS_OF), "催办单.docx"),
    "remind txt": (("remind", *UNIT, *AS_OF), "催办单.txt"),
    "report": (("report", *UNIT, *AS_OF), "网页.html"),
    "report csv": (("report", *UNIT, *AS_OF), "完成情况.csv"),
    "report json": (("report", *UNIT, *AS_OF, "--format", "json"), "完成情况.json"),
    "schedule": (("schedule", *UNIT, *AS_OF), "日程.ics"),
    "schedule csv": (("schedule", *UNIT, *AS_OF, "--format", "csv"), "日程.csv"),
    "records csv": (("records", *AS_OF, "--format", "csv"), "记录.csv"),
    "records json": (("records", "--as-of", DAY, "--format", "json"), "记录.json"),
}
# Those that refuse: a record's backup, and plan files (they name what to do).
REFUSE = {"backup", "plan new", "plan draft"}


@pytest.fixture(autouse=True)
def _filled(filled_store: Path, tmp_path: Path) -> None:
    shutil.copyfile(filled_store, tmp_path / "gongkai.db")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "结果"
    made.mkdir()
    return made


def dated(path: Path, more: str = "") -> Path:
    return path.with_name(f"{path.stem}（{DAY}）{more}{path.suffix}")


def names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


def test_the_table_names_every_command_that_writes_a_file() -> None:
    def writing(command: click.Command, name: str) -> set[str]:
        if isinstance(command, click.Group):
            context = click.Context(command)
            below = ((each, command.get_command(context, each)) for each in command.list_commands(context))
            return set().union(*(writing(each, f"{name} {word}") for word, each in below if each))
        return {name.strip()} if any("--output" in param.opts for param in command.params) else set()

    assert writing(program, "") == {line.split()[0] for line in WRITERS} | REFUSE


@pytest.mark.parametrize("writer", WRITERS)
def test_a_persons_file_stays(writer: str, gongkai: Gongkai, folder: Path) -> None:
    line, name = WRITERS[writer]
    target = folder / name
    target.write_bytes(b"typed by hand")
    for _ in range(2):  # the second time the one beside is ours and takes the new one's place
        ran = gongkai(*line, "-o", str(target))
        assert ran.status == 0, ran.err
        assert f"注意：{target} 可能有人填写或改动过，没有覆盖" in ran.err
        assert str(dated(target)) in ran.err
        assert "--force" in ran.err
        assert "√ 已写入" not in ran.out
        assert target.read_bytes() == b"typed by hand"
        assert names(folder) == {target.name, dated(target).name}
    with dated(target).open("ab") as file:
        file.write(b" and here")
    ran = gongkai(*line, "-o", str(target))
    assert str(dated(target, "（2）")) in ran.err
    assert dated(target).read_bytes().endswith(b" and here")
    assert names(folder) == {target.name, dated(target).name, dated(target, "（2）").name}


@pytest.mark.parametrize("writer", WRITERS)
def test_our_own_unchanged_file_is_replaced_and_a_changed_one_is_not(
    writer: str, gongkai: Gongkai, folder: Path
) -> None:
    line, name = WRITERS[writer]
    target = folder / name
    for _ in range(2):
        ran = gongkai(*line, "-o", str(target))
        assert (ran.status, ran.out.splitlines()[0].split("；")[0].split("（")[0]) == (
            0,
            f"√ 已写入 {target}",
        )
        assert "没有覆盖" not in ran.err
        assert names(folder) == {name}
    with target.open("ab") as file:
        file.write(b" typed by hand")
    assert "没有覆盖" in gongkai(*line, "-o", str(target)).err
    assert target.read_bytes().endswith(b" typed by hand")
    ran = gongkai(*line, "-o", str(target), "--force")
    assert ran.status == 0, ran.err
    assert f"√ 已写入 {target}" in ran.out
    assert not target.read_bytes().endswith(b" typed by hand")


@pytest.mark.parametrize(("command", "name"), [("form", "区司法局.docx"), ("submit", "区司法局.eml")])
@pytest.mark.parametrize("given", [(), ("-o", "."), ("-o", "新的/")])
def test_a_name_that_nobody_typed_is_no_exception(
    command: str,
    name: str,
    given: tuple[str, ...],
    gongkai: Gongkai,
    folder: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(folder)
    (folder / "新的").mkdir()
    target = folder / (given[1] if given else ".") / name
    target.write_bytes(b"typed by hand")
    ran = gongkai(command, *UNIT, *given)
    assert ran.status == 0, ran.err
    assert "没有覆盖" in ran.err
    assert target.read_bytes() == b"typed by hand"
    assert len([each for each in target.parent.iterdir() if each.is_file()]) == 2


@pytest.mark.parametrize("writer", WRITERS)
def test_a_pipe_is_written_into(writer: str, gongkai: Gongkai, folder: Path) -> None:
    line, name = WRITERS[writer]
    target = folder / name
    os.mkfifo(target)
    got: list[bytes] = []
    reader = threading.Thread(target=lambda: got.append(target.read_bytes()))
    reader.start()
    ran = gongkai(*line, "-o", str(target))
    reader.join(30)
    assert ran.status == 0, ran.err
    assert len(got[0]) > 1  # no records yet: []
    assert stat.S_ISFIFO(target.stat().st_mode)
    assert names(folder) == {name}


@pytest.mark.parametrize("writer", WRITERS)
def test_standard_output_holds_the_file_and_nothing_else(writer: str, folder: Path) -> None:
    line, _ = WRITERS[writer]
    command = [sys.executable, "-m", "gongkai", *line, "-o", "/dev/stdout"]
    with (folder / "into").open("wb") as file:
        file.write(b"before ")
        file.flush()
        done = subprocess.run(command, stdout=file, stderr=subprocess.PIPE, cwd=ROOT, check=False)
    assert done.returncode == 0, done.stderr.decode()
    content = (folder / "into").read_bytes()
    assert content.startswith(b"before ")
    assert "√".encode() not in content
    assert "已登记".encode() not in content
    assert names(folder) == {"into"}


@pytest.fixture
def of_few(tmp_path: Path) -> tuple[str, str]:
    """Options for a plan that asks three units."""
    tasks = [
        (f"7月25日前公开{unit}清单", "{by: 2019-07-25, text: 7月25日前}", unit)
        for unit in ("甲局", "乙局", "丙镇")
    ]
    return ("--plan", small_plan(tmp_path, *tasks))


def test_forms_for_all_units_leave_the_replies(
    gongkai: Gongkai, of_few: tuple[str, str], folder: Path
) -> None:
    (folder / "甲局.docx").write_bytes(b"typed by hand")
    (folder / "乙局.docx").write_bytes(b"typed as well")
    line = ("form", "--all-units", *of_few, *AS_OF, "-o", str(folder))
    ran = gongkai(*line)
    assert ran.status == 0, ran.err
    assert "√ 已写入" in ran.out
    (said,) = [line for line in ran.err.splitlines() if "没有覆盖" in line]
    assert "有 2 份" in said
    assert f"甲局（{DAY}）.docx、乙局（{DAY}）.docx" in said
    assert (folder / "甲局.docx").read_bytes() == b"typed by hand"
    assert (folder / "乙局.docx").read_bytes() == b"typed as well"
    count = len(names(folder))
    assert gongkai(*line).status == 0
    assert len(names(folder)) == count
    assert "没有覆盖" not in gongkai(*line, "--force").err
    assert (folder / "甲局.docx").read_bytes() != b"typed by hand"


def test_slips_carry_their_day_and_old_ones_are_named(
    gongkai: Gongkai, of_few: tuple[str, str], folder: Path
) -> None:
    (folder / "催办单（乙局）.docx").write_bytes(b"from before")
    assert gongkai("remind", *of_few, "--as-of", DAY, "-o", str(folder)).status == 0
    slip = folder / f"催办单（甲局）{DAY}.docx"
    slip.write_bytes(b"noted by hand")
    ran = gongkai("remind", *of_few, "--as-of", DAY, "-o", f"{folder}/")
    assert slip.read_bytes() == b"noted by hand"
    assert f"催办单（甲局）{DAY}（2）.docx" in names(folder)
    assert "有 1 份可能有人填写或改动过" in ran.err
    assert f"催办单（甲局）{DAY}（2）.docx" in ran.err
    first = {name for name in names(folder) if DAY in name}

    ran = gongkai("remind", *of_few, "--as-of", "2019-08-05", "--only", "late", "-o", str(folder))
    assert ran.status == 0
    assert first < names(folder)
    (said,) = [line for line in ran.err.splitlines() if "以前的催办单" in line]
    assert f"{DAY}的 {len(first)} 份" in said
    assert "没有日期的 1 份" in said

    # Nobody is to be reminded: the slips that lie there are told of all the same.
    ran = gongkai("remind", *of_few, "--as-of", "2019-07-01", "-u", "甲局", "-o", str(folder))
    assert "没有要催办的" in ran.out
    assert "其中这次不用催办的单位：甲局" in ran.err


@pytest.mark.parametrize(
    ("line", "target", "words"),
    [
        (("remind",), "催办单.doc", "应以 .docx 或 .txt 结尾；要写进文件夹，请在末尾加 /"),
        (("remind",), "催办单.pdf", "应以 .docx 或 .txt 结尾"),
        (("form", "--all-units"), "填报表.docx", "-o 应是文件夹"),
        (("form", "--all-units"), "填报表.doc", "请在末尾加 /"),
        (("form", *UNIT), "区司法局", "应以 .docx 或 .xlsx 结尾"),
        (("submit", *UNIT), "区司法局.docx", "应以 .eml 结尾"),
        (("bulletin",), "通报/", "是文件夹，请写明文件名"),
        (("annual",), "通报.doc", "应以 .docx 结尾"),
        (("ledger",), "台账.xls", "应以 .xlsx 结尾"),
        (("report",), "网页.pdf", "应以 .html 或 .htm 或 .csv 或 .json 结尾"),
        (("report", "--format", "csv"), "网页.html", "应以 .csv 结尾"),
        (("schedule",), "日程.doc", "应以 .ics 或 .csv 或 .json 结尾"),
        (("records",), "记录.ics", "应以 .csv 或 .json 结尾"),
        (("schedule", "--format", "ics"), "-", "应以 .ics 结尾"),
    ],
)
def test_an_unknown_ending_is_refused(
    line: tuple[str, ...],
    target: str,
    words: str,
    gongkai: Gongkai,
    folder: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(folder)
    ran = gongkai(*line, "-o", target)
    assert ran.status == 2
    assert words in ran.err
    assert names(folder) == set()


# ---------------------------------------------------------------- whose it is and how it is known


@pytest.fixture
def rule(tmp_path: Path) -> Rule:
    return Rule(DAY, Ours(str(tmp_path / "data" / "gongkai" / "written")))


def test_what_isnt_known_for_certain_counts_as_a_persons(rule: Rule, folder: Path, tmp_path: Path) -> None:
    kept = tmp_path / "data" / "gongkai" / "written"
    target = folder / "通报.docx"
    write_file(str(target), b"one", rule)
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    good = kept.read_bytes()
    for bad in (b"", good[:40], b"\xff\x00" * 100, good.replace(good[1:5], b"zzzz")):
        kept.write_bytes(bad)
        assert write_file(str(target), b"two", rule).hindrance == "changed"
        assert target.read_bytes() == b"one"
    kept.write_bytes(good[:30] + good)  # a line that a crash cut off spoils no other
    assert write_file(str(target), b"two", rule).hindrance is None
    # The same content at another place isn't the file that was written.
    shutil.copyfile(target, folder / "终稿.docx")
    assert write_file(str(folder / "终稿.docx"), b"three", rule).hindrance == "changed"


def test_where_nothing_can_be_kept_files_are_written_all_the_same(folder: Path) -> None:
    (folder / "file").touch()
    rule = Rule(DAY, Ours(str(folder / "file" / "written")))
    target = folder / "通报.docx"
    assert write_file(str(target), b"one", rule).hindrance is None
    assert write_file(str(target), b"two", rule).hindrance == "changed"


def test_what_is_kept_is_bounded_and_the_newest_stay(tmp_path: Path) -> None:
    ours = Ours(str(tmp_path / "written"))
    for number in range(16000):
        ours.add(f"/x/{number}", b"content")
    assert (tmp_path / "written").stat().st_size < 1_100_000
    assert ours.has("/x/15999", b"content")
    assert ours.has("/x/9000", b"content")
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith("tmp")] == []


def test_many_at_once_keep_what_each_wrote(rule: Rule, folder: Path) -> None:
    def write(number: int) -> None:
        for content in (b"one", b"two", b"three"):
            assert write_file(str(folder / f"{number}.docx"), content, rule).hindrance is None

    threads = [threading.Thread(target=write, args=(number,)) for number in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(names(folder)) == 12
    assert {path.read_bytes() for path in folder.iterdir()} == {b"three"}


WAYS = ["exchange", "another name", "no links"]


@pytest.fixture(params=WAYS)
def way(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """The ways of systems and disks: two names change in one step; they can't; a file can have one name only."""
    way = str(request.param)
    if way != "exchange":
        monkeypatch.setattr(files, "exchange", lambda one, other: False)
    if way == "no links":

        def refused(*_: object, **__: object) -> None:
            raise OSError(95, "not supported")

        monkeypatch.setattr(os, "link", refused)
    return way


@pytest.mark.parametrize("in_place", [False, True], ids=["by another file", "in place"])
def test_a_file_saved_at_the_last_moment_stays(
    in_place: bool, way: str, rule: Rule, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = folder / "通报.docx"
    write_file(str(target), b"ours", rule)
    has = Ours.has

    def saved_after_the_look(self: Ours, place: str, digest: bytes) -> bool:
        found = has(self, place, digest)
        if found and place == str(target):
            monkeypatch.setattr(Ours, "has", has)
            if in_place:
                target.write_bytes(b"typed by hand")
            else:
                (folder / "new").write_bytes(b"typed by hand")
                os.replace(folder / "new", target)
        return found

    monkeypatch.setattr(Ours, "has", saved_after_the_look)
    written = write_file(str(target), b"new", rule)
    assert target.read_bytes() == b"typed by hand"
    assert written.hindrance == "changed"
    assert Path(written.path).read_bytes() == b"new"
    assert names(folder) == {target.name, dated(target).name}


def test_a_file_made_at_the_last_moment_stays(
    way: str, rule: Rule, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = folder / "通报.docx"
    name_new = files.name_new

    def made_before(made: str, name: str) -> None:
        if name == str(target) and not target.exists():
            target.write_bytes(b"typed by hand")
        name_new(made, name)

    monkeypatch.setattr(files, "name_new", made_before)
    assert write_file(str(target), b"new", rule).path == str(dated(target))
    assert target.read_bytes() == b"typed by hand"


@pytest.mark.parametrize("interrupted", [KeyboardInterrupt, OSError])
def test_broken_off_while_replacing_the_old_one_is_back(
    interrupted: type[BaseException], way: str, rule: Rule, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = folder / "通报.docx"
    write_file(str(target), b"old", rule)
    has, looks = Ours.has, []

    def broken_off(self: Ours, place: str, digest: bytes) -> bool:
        looks.append(place)
        if len(looks) == 2:
            raise interrupted
        return has(self, place, digest)

    monkeypatch.setattr(Ours, "has", broken_off)
    with pytest.raises(BaseException):  # noqa: B017
        write_file(str(target), b"new", rule)
    assert target.read_bytes() == b"old"
    monkeypatch.setattr(Ours, "has", has)
    assert write_file(str(target), b"new", rule).hindrance is None


def test_a_link_leads_to_the_file(rule: Rule, folder: Path, tmp_path: Path) -> None:
    link, target = folder / "最新.docx", tmp_path / "通报.docx"
    link.symlink_to(target)
    assert write_file(str(link), b"one", rule).path == str(target)
    assert write_file(str(link), b"two", rule).hindrance is None
    target.write_bytes(b"typed by hand")
    assert write_file(str(link), b"three", rule).path == str(dated(target))
    assert link.is_symlink()
    assert target.read_bytes() == b"typed by hand"


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def test_rights(rule: Rule, folder: Path) -> None:
    write_file(str(folder / "通报.docx"), b"x", rule)
    write_file(str(folder / "区司法局.docx"), b"x", rule, private=True)
    assert mode(folder / "通报.docx") == 0o666 & ~umask()
    assert mode(folder / "区司法局.docx") == 0o600
    (folder / "区司法局.docx").chmod(0o640)  # shown to colleagues: stays so
    write_file(str(folder / "区司法局.docx"), b"y", rule, private=True)
    assert mode(folder / "区司法局.docx") == 0o640
