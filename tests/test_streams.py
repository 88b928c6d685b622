"""Where the output goes: consoles in GBK, terminals with and without colour, pipes, and CSV files for Excel and WPS."""

from __future__ import annotations

import csv
import io
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import ROOT, Gongkai
from libreoffice import needs_libreoffice, saved_as

Raw = Callable[..., "subprocess.CompletedProcess[bytes]"]

GBK = {"PYTHONIOENCODING": "gbk:strict", "PYTHONUTF8": "0"}
UTF8 = {"PYTHONIOENCODING": "utf-8:strict", "PYTHONUTF8": "0"}


@pytest.fixture
def raw(filled_store: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Raw:
    """Run a real process on a filled store of the test's own, and see its bytes."""
    database = tmp_path / "gongkai.db"
    shutil.copyfile(filled_store, database)
    monkeypatch.setenv("GONGKAI_DB", str(database))

    def run(*arguments: str, **env: str) -> subprocess.CompletedProcess[bytes]:
        return subprocess.run(
            [sys.executable, "-m", "gongkai", *arguments],
            capture_output=True,
            cwd=ROOT,
            env=os.environ | env,
            check=False,
        )

    return run


def test_where_only_ascii_can_be_shown_it_is_utf_8(raw: Raw) -> None:
    done = raw("units", LC_ALL="C", PYTHONUTF8="0", PYTHONCOERCECLOCALE="0")
    assert (done.returncode, done.stderr) == (0, b"")
    assert "区司法局" in done.stdout.decode()


# ---------------------------------------------------------------- GBK


@pytest.mark.parametrize(
    "line",
    [
        "tasks -u 区司法局 --full --as-of 2019-07-25",
        "show 14 --as-of 2019-07-25",
        "show 35 --as-of 2019-07-25",
        "report --as-of 2019-07-25",
        "report --matrix --as-of 2019-07-25",
        "units --sources",
        "units --groups",
        "log",
        "plan check",
        "fill --help",
    ],
)
def test_a_strict_gbk_console_shows_everything(line: str, raw: Raw) -> None:
    done = raw(*line.split(), **GBK)
    assert done.returncode == 0, done.stderr.decode("gbk")
    assert done.stderr == b""
    # No ? for a sign that GBK lacks: the same text as on a UTF-8 console.
    assert done.stdout.decode("gbk") == raw(*line.split(), **UTF8).stdout.decode("utf-8")
    assert "区" in done.stdout.decode("gbk")


def test_changes_and_complaints_are_said_in_gbk(raw: Raw) -> None:
    filled = raw("fill", "-u", "区司法局", "-t", "17", "--on", "2019-07-18", "--measure", "公布清单", **GBK)
    assert filled.returncode == 0
    assert filled.stdout.decode("gbk").startswith("√ 已保存：区司法局 任务 17")
    wrong = raw("tasks", "-u", "区司发局", **GBK)
    assert wrong.returncode == 2
    assert wrong.stderr.decode("gbk").startswith("错误：没有单位“区司发局”，是不是 区司法局")


def test_a_sign_that_gbk_lacks_is_no_crash(raw: Raw) -> None:
    filled = raw("fill", "-u", "区司法局", "-t", "17", "--on", "2019-07-18", "--measure", "公布清单✓", **GBK)
    assert filled.returncode == 0, filled.stderr.decode("gbk")
    shown = raw("show", "17", "--as-of", "2019-07-25", **GBK)
    assert shown.returncode == 0
    assert "公布清单?" in shown.stdout.decode("gbk")
    stored = json.loads(
        raw("show", "17", "-u", "区司法局", "--as-of", "2019-07-25", "--format", "json", **GBK).stdout
    )
    assert stored["units"][0]["measure"] == "公布清单✓"


@pytest.mark.skipif(sys.platform == "win32", reason="a file's name has no line break there")
def test_a_line_break_in_an_address_makes_no_second_line(gongkai: Gongkai, tmp_path: Path) -> None:
    done = gongkai("tasks", "-u", "区司法局", "--db", str(tmp_path / "a\nb.db"))
    assert done.status == 0
    assert done.err.splitlines() == [
        f"注意：还没有数据库 {tmp_path / 'a b.db'}，这里只按方案回答；登记第一条记录时才新建"
    ]


# ---------------------------------------------------------------- pipes, terminals, colour


def test_no_escape_codes_in_a_pipe(raw: Raw) -> None:
    for line in ("tasks -u 区司法局", "report", "show 14", "units", "log"):
        assert b"\x1b" not in raw(*line.split(), TERM="xterm-256color", COLORTERM="truecolor").stdout


def at_terminal(arguments: list[str], width: int, **env: str) -> str:
    """What a terminal of that width receives."""
    pexpect = pytest.importorskip("pexpect")
    child = pexpect.spawn(
        sys.executable,
        ["-m", "gongkai", *arguments],
        dimensions=(50, width),
        env={k: v for k, v in os.environ.items() if k != "COLUMNS"} | {"TERM": "xterm-256color"} | env,
        encoding="utf-8",
        cwd=str(ROOT),
    )
    child.expect(pexpect.EOF, timeout=60)
    child.close()
    assert child.exitstatus == 0
    return str(child.before)


@pytest.mark.skipif(sys.platform == "win32", reason="a pseudo-terminal")
def test_a_terminal_gets_colour_and_its_own_width(raw: Raw) -> None:
    for width in (70, 110):
        shown = at_terminal(["tasks", "-u", "区司法局", "--as-of", "2019-07-25"], width)
        assert "\x1b[" in shown
        assert "─" * width in shown
        assert "─" * (width + 1) not in shown


@pytest.mark.skipif(sys.platform == "win32", reason="a pseudo-terminal")
@pytest.mark.parametrize("env", [{"NO_COLOR": "1"}, {"TERM": "dumb"}])
def test_colour_can_be_refused(env: dict[str, str], raw: Raw) -> None:
    assert "\x1b" not in at_terminal(["report", "--as-of", "2019-07-25"], 80, **env)


# ---------------------------------------------------------------- JSON and CSV


@pytest.mark.parametrize("line", ["tasks -u 区司法局", "report", "show 14", "units", "log", "units --groups"])
def test_json_is_the_same_on_every_console(line: str, raw: Raw) -> None:
    as_of = () if line.startswith(("units", "log")) else ("--as-of", "2019-07-25")
    arguments = (*line.split(), *as_of, "--format", "json")
    utf8 = raw(*arguments, **UTF8).stdout.decode("utf-8")
    assert "区司法局" in utf8
    assert json.loads(raw(*arguments, **GBK).stdout.decode("gbk")) == json.loads(utf8)


CSV_LINES = (
    "tasks -u 区司法局 --as-of 2019-07-25",
    "show 14 --as-of 2019-07-25",
    "report --as-of 2019-07-25",
    "report --only late --as-of 2019-07-25",
    "report --by task --as-of 2019-07-25",
    "report --explain --as-of 2019-07-25",
    "units",
    "units --groups",
    "log",
)


@pytest.mark.parametrize("line", CSV_LINES)
def test_csv_is_what_excel_and_wps_want(line: str, raw: Raw) -> None:
    """A BOM and CRLF whatever the console's encoding, Chinese headings, every line as long as the heading."""
    done = raw(*line.split(), "--format", "csv", **GBK)
    assert done.returncode == 0, done.stderr.decode("gbk")
    assert done.stdout.startswith(b"\xef\xbb\xbf")
    text = done.stdout.decode("utf-8-sig")
    assert "\ufeff" not in text
    assert text.endswith("\r\n")
    rows = list(csv.reader(io.StringIO(text, newline="")))
    assert len(rows) > 1
    assert {len(row) for row in rows} == {len(rows[0])}
    assert all(not title.isascii() for title in rows[0]), rows[0]
    # Line ends are CRLF; a bare LF stands only inside a quoted cell.
    assert text.replace("\r\n", "").count("\n") == sum(cell.count("\n") for row in rows for cell in row)


@pytest.mark.parametrize(
    "measure", ["=1+1", "+8613800000000", "-1", "@SUM(A1)", '=HYPERLINK("http://a.b","看")']
)
def test_a_cell_is_no_formula(measure: str, gongkai: Gongkai, store_path: Path) -> None:
    assert (
        gongkai("fill", "-u", "区司法局", "-t", "14", "--on", "2019-07-18", "--measure", measure).status == 0
    )
    out = gongkai("tasks", "-u", "区司法局", "--as-of", "2019-07-25", "--format", "csv").out
    rows = list(csv.DictReader(io.StringIO(out.removeprefix("\ufeff"), newline="")))
    found = next(row for row in rows if row["序号"] == "14")
    assert found["具体工作措施"] == "'" + measure
    told = gongkai("tasks", "-u", "区司法局", "--as-of", "2019-07-25", "--format", "json").json
    assert next(task for task in told if task["id"] == "14")["measure"] == measure


@pytest.mark.slow
@needs_libreoffice
@pytest.mark.parametrize("line", ["tasks -u 区司法局 --as-of 2019-07-25", "units"])
def test_an_office_program_opens_the_csv(line: str, raw: Raw, tmp_path: Path) -> None:
    """Chinese stays Chinese, numbers of tasks and telephones stay as they are."""
    wanted = raw(*line.split(), "--format", "csv").stdout
    file = tmp_path / "表.csv"
    file.write_bytes(wanted)
    utf8 = "44,34,76,1,,0,false,true"  # without its import dialog the program has to be told so
    steps = (
        (file, "ods", [f"--infilter=Text - txt - csv (StarCalc):{utf8}"]),
        (file.with_suffix(".ods"), f"csv:Text - txt - csv (StarCalc):{utf8}", []),
    )
    for source, form, more in steps:
        saved_as(form, tmp_path, source, options=more)
    grid = list(csv.reader(io.StringIO(file.read_text(encoding="utf-8-sig"), newline="")))
    assert grid == list(csv.reader(io.StringIO(wanted.decode("utf-8-sig"), newline="")))
