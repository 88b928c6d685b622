"""What long work shows on a terminal: one line, written over, in Chinese, and gone at the end; and Ctrl-C."""

from __future__ import annotations

import re
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from conftest import ROOT, Gongkai

pexpect = pytest.importorskip("pexpect")

pytestmark = pytest.mark.sqlite

Terminal = Callable[..., Any]


def all_of(child: Any) -> str:
    """Everything it wrote until its end."""
    child.expect(pexpect.EOF)
    child.close()
    return str(child.before)


def left(written: str) -> list[str]:
    """The lines that stand on the terminal in the end."""
    shown = []
    for line in written.replace("\r\n", "\n").split("\n"):
        cells: list[str] = []
        for part in line.split("\r"):
            cells[: len(part)] = part
        shown.append("".join(cells).rstrip())
    return [line for line in shown if line]


def said_meanwhile(written: str) -> list[str]:
    """What stood on lines that were written over."""
    parts = [part for line in written.replace("\r\n", "\n").split("\n") for part in line.split("\r")[:-1]]
    return [part.strip() for part in parts if part.strip()]


def is_chinese(lines: list[str]) -> bool:
    return not any(re.search("[a-z]{3}", line) for line in lines)


def test_a_backup_counts_rows_on_one_line(terminal: Terminal, filled_store: Path, tmp_path: Path) -> None:
    kept = str(tmp_path / "备份.db")
    child = terminal("backup", "-o", kept, "--db", str(filled_store))
    written = all_of(child)
    assert child.exitstatus == 0
    (line,) = left(written)
    assert line.startswith("√ 已备份到")
    said = said_meanwhile(written)
    assert is_chinese(said)
    assert re.fullmatch(r"备份：\d ?\d{0,3}／(\d \d{3}) 行", said[0])
    assert any(re.fullmatch(r"核对：(\d \d{3})／\1 行", part) for part in said)
    child = terminal("restore", kept, "--db", str(tmp_path / "新.db"))
    written = all_of(child)
    (line,) = left(written)
    assert line.startswith("√ 已从")
    said = said_meanwhile(written)
    assert is_chinese(said)
    assert [part.split("：")[0] for part in said[:1]] == ["核对备份"]
    assert any(part.startswith("恢复：") for part in said)


# Stands still in the middle of a copy, so that Ctrl-C meets it there.
PAUSED = """
import time
from gongkai.store.copies import transfer
copy_table = transfer._copy_table
def paused(source, target, store, table, *more):
    copy_table(source, target, store, table, *more)
    if table.name == "assignment":
        print("此处", flush=True)
        time.sleep(30)
transfer._copy_table = paused
"""


@pytest.mark.slow
def test_ctrl_c_in_a_backup_says_what_is_left(terminal: Terminal, filled_store: Path, tmp_path: Path) -> None:
    kept = tmp_path / "备份.db"
    command = ("backup", "-o", str(kept), "--db", str(filled_store))
    child = terminal(*command, before=PAUSED)
    child.expect_exact("此处")
    child.sendintr()
    written = all_of(child)
    assert child.exitstatus == 130
    said = re.sub(r"\s", "", left(written)[-1])
    assert (
        f"注意：已中断，没有备份完；再运行同一命令会接着备份。做了一半的留在{kept}.partial，不要了可以删去"
        in said
    )
    assert sorted(path.name for path in tmp_path.iterdir()) == ["备份.db.partial"]
    again = terminal(*command)
    written = all_of(again)
    assert again.exitstatus == 0
    assert any(part.startswith("核对上次抄到的：") for part in said_meanwhile(written))
    assert [path.name for path in tmp_path.iterdir()] == ["备份.db"]


@pytest.mark.slow
def test_ctrl_c_in_a_restore_keeps_what_was_there(
    terminal: Terminal, gongkai: Gongkai, filled_store: Path, tmp_path: Path
) -> None:
    kept, standing = tmp_path / "备份.db", tmp_path / "数据.db"
    assert gongkai("backup", "-o", str(kept), "--db", str(filled_store)).status == 0
    fill = ("fill", "-u", "区司法局", "-t", "14", "--on", "2019-07-18", "--measure", "旧的")
    assert gongkai(*fill, "--db", str(standing)).status == 0
    command = ("restore", str(kept), "--replace", "--db", str(standing))
    child = terminal(*command, before=PAUSED)
    child.expect_exact("此处")
    child.sendintr()
    written = all_of(child)
    assert child.exitstatus == 130
    assert "没有恢复完；再运行同一命令会接着恢复" in re.sub(r"\r\n", "", written)
    assert "旧的" in gongkai("log", "--db", str(standing), "--format", "json").out
    assert gongkai(*command).status == 0
    assert "旧的" not in gongkai("log", "--db", str(standing), "--format", "json").out


@pytest.mark.slow
@pytest.mark.parametrize("stop", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_nothing_personal_is_left_in_the_temporary_folder(
    stop: signal.Signals,
    terminal: Terminal,
    gongkai: Gongkai,
    filled_store: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    kept, scratch = tmp_path / "备份.db", tmp_path / "scratch"
    scratch.mkdir()
    monkeypatch.setenv("TMPDIR", str(scratch))
    assert gongkai("backup", "-o", str(kept), "--db", str(filled_store)).status == 0
    child = terminal("restore", str(kept), "--db", str(tmp_path / "新.db"), before=PAUSED)
    child.expect_exact("此处")
    assert list(scratch.iterdir())
    child.kill(stop)
    child.expect(pexpect.EOF)
    child.close()
    assert list(scratch.iterdir()) == []


@pytest.fixture(scope="module")
def long_document(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A PDF of several pages."""
    pytest.importorskip("pdfplumber")
    sys.path.insert(0, str(ROOT / "bench"))
    from made_files import portable
    from made_up import made_plan

    file = tmp_path_factory.mktemp("document") / "方案.pdf"
    file.write_bytes(portable(made_plan(3)))
    return file


def test_drafting_counts_pages(terminal: Terminal, long_document: Path, tmp_path: Path) -> None:
    child = terminal("plan", "draft", str(long_document), "-o", str(tmp_path / "plan.yaml"))
    written = all_of(child)
    assert child.exitstatus == 0, written
    said = said_meanwhile(written)
    assert said[0] == "读 方案.pdf"
    assert said[1].startswith("读 方案.pdf：1／")
    assert re.fullmatch(r"读 方案.pdf：(\d+)／\1 页", said[-2])
    assert said[-1] == "整理任务、单位和时间"
    assert left(written)[0].startswith("√ 已写入")


# Stands still at a document's second page.
AT_A_PAGE = """
import time
from gongkai.office import read_pdf
page, seen = read_pdf._page, []
def paused(one, limits):
    seen.append(one)
    if len(seen) == 2:
        print("此处", flush=True)
        time.sleep(30)
    return page(one, limits)
read_pdf._page = paused
"""


@pytest.mark.slow
def test_ctrl_c_in_drafting_leaves_no_file(terminal: Terminal, long_document: Path, tmp_path: Path) -> None:
    child = terminal(
        *("plan", "draft", str(long_document), "-o", str(tmp_path / "plan.yaml")), before=AT_A_PAGE
    )
    child.expect_exact("此处")
    child.sendintr()
    written = all_of(child)
    assert child.exitstatus == 130
    assert "Traceback" not in written
    assert list(tmp_path.iterdir()) == []


def test_the_ledger_counts_units(terminal: Terminal, filled_store: Path, tmp_path: Path) -> None:
    child = terminal("ledger", "-o", str(tmp_path / "台账.xlsx"), "--db", str(filled_store))
    written = all_of(child)
    assert child.exitstatus == 0, written
    said = said_meanwhile(written)
    assert said[0] == "写台账：1／49 个单位"
    assert said[-2:] == ["写台账：49／49 个单位", "写台账：存盘"]
    assert left(written)[0].startswith("√ 已写入")


def test_collecting_and_forms_count_files_and_units(
    terminal: Terminal, filled_store: Path, tmp_path: Path
) -> None:
    forms = str(tmp_path / "表")
    child = terminal("form", "--all-units", "--type", "xlsx", "-o", forms, "--db", str(filled_store))
    written = all_of(child)
    assert said_meanwhile(written)[:1] == ["生成填报表：1／49 个单位"]
    assert left(written)[0].startswith("√ 已写入")
    files = [str(path) for path in sorted(Path(forms).iterdir())[:3]]
    child = terminal("collect", *files, "--dry-run", "--db", str(filled_store))
    written = all_of(child)
    assert said_meanwhile(written) == [f"读表：{number}／3 份" for number in (1, 2, 3)]


@pytest.mark.parametrize(
    ("command", "said"),
    [
        (("bulletin", "-o", "{}.docx"), "写附件：1／34 行"),
        (("report", "-o", "{}.html"), "写网页：1／49 个单位"),
        (("schedule", "--format", "ics", "-o", "{}.ics"), "写日历：1／242 条"),
    ],
)
def test_papers_count_what_they_are_made_of(
    command: tuple[str, ...], said: str, terminal: Terminal, filled_store: Path, tmp_path: Path
) -> None:
    arguments = [each.format(tmp_path / "文件") for each in command]
    written = all_of(terminal(*arguments, "--as-of", "2019-09-27", "--db", str(filled_store)))
    meanwhile = said_meanwhile(written)
    assert meanwhile[0] == said
    assert said.replace("：1／", f"：{said.split('／')[1].split(' ')[0]}／") in meanwhile
    assert left(written)[0].startswith("√ 已写入")


# Stands still before a folder's third file.
AT_A_FILE = """
import time
from gongkai.office import writing
write, seen = writing.write_file, []
def paused(path, content, *more, **named):
    seen.append(path)
    if len(seen) == 3:
        print("此处", flush=True)
        time.sleep(30)
    return write(path, content, *more, **named)
writing.write_file = paused
"""


@pytest.mark.slow
@pytest.mark.parametrize(
    ("command", "units"),
    [(("form", "--all-units", "--type", "xlsx"), 49), (("remind", "--as-of", "2019-09-27"), 34)],
)
def test_ctrl_c_in_writing_a_folder_says_how_many_are_there(
    command: tuple[str, ...], units: int, terminal: Terminal, filled_store: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "表"
    child = terminal(*command, "-o", str(folder), "--db", str(filled_store), before=AT_A_FILE)
    child.expect_exact("此处")
    child.sendintr()
    written = all_of(child)
    assert child.exitstatus == 130
    said = f"注意：已中断：{units} 个单位只写完 2 个；再运行同一命令会全部重写"
    assert left(written)[-1].removeprefix("^C") == said
    assert len(list(folder.iterdir())) == 2


def test_nothing_is_said_where_nobody_looks(process: Gongkai, filled_store: Path, tmp_path: Path) -> None:
    done = process("backup", "-o", str(tmp_path / "备份.db"), "--db", str(filled_store))
    assert (done.status, done.err) == (0, "")
