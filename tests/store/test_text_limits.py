"""Each text that people write has a stated limit, whichever way it comes in; what is longer from before can be read."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any

import psycopg
import pytest
from conftest import Gongkai
from databases import District
from openpyxl import load_workbook

from gongkai.store.kinds import ACTOR, KINDS

UNIT = "区司法局"
WHO = ("--section", "法制科", "--officer", "张三", "--contact", "0533-0000000")
FILL = ("fill", "-u", UNIT, "-t", "14", "--on", "2019-07-18")
PUBLISH = ("publish", "-u", UNIT, "-t", "14-4", "--date", "2019-07-30")


def longest(limit: int, kind: str = "") -> str:
    numbers = "、".join(["0533-1234567"] * (limit // 13))
    return {"phone": numbers, "url": f"http://a.cn/{'x' * (limit - 12)}"}.get(kind, "字" * limit)


# Every way in by a command's options: the command up to the text, its limit, and what kind of text it is.
OPTIONS = {
    "具体工作措施": ((*FILL, *WHO, "--measure"), 20_000, ""),
    "责任科室": ((*FILL, "--measure", "公布", "--section"), 200, ""),
    "责任人": ((*FILL, "--measure", "公布", "--officer"), 200, ""),
    "联系方式": ((*FILL, "--measure", "公布", "--contact"), 200, "phone"),
    "不涉及的理由": ((*FILL, "--not-involved"), 2_000, ""),
    "标题": ((*PUBLISH, "--title"), 500, ""),
    "网址": ((*PUBLISH, "--title", "清单", "--url"), 2_000, "url"),
    "退回原因": (("return", "-u", UNIT, "-t", "14", "--on", "2019-07-18", "--reason"), 2_000, ""),
}


def lines(gongkai: Gongkai) -> int:
    return len(gongkai("log", "--format", "json").json)


@pytest.mark.parametrize("label", OPTIONS)
def test_an_option_takes_so_much_and_no_more(gongkai: Gongkai, label: str) -> None:
    command, limit, kind = OPTIONS[label]
    if command[0] == "return":
        assert gongkai(*FILL, *WHO, "--measure", "公布清单").status == 0
    before = lines(gongkai)
    text = longest(limit, kind)
    more = text + "、0533-1234567" * 2 if kind == "phone" else text + "长"
    refused = gongkai(*command, more)
    assert (refused.status, refused.err.count("\n")) == (2, 1), refused.err
    assert f"{label}太长（{len(more)} 字，至多 {limit} 字）" in refused.err
    assert lines(gongkai) == before
    assert gongkai(*command, text).status == 0
    assert lines(gongkai) == before + 1


@pytest.mark.sqlite
@pytest.mark.parametrize("command", ["fill", "publish", "return"])
def test_help_says_how_much_an_option_takes(gongkai: Gongkai, command: str) -> None:
    said = gongkai(command, "--help").out
    for _, limit, _ in (each for each in OPTIONS.values() if each[0][0] == command):
        assert f"至多 {limit} 字" in "".join(line.strip() for line in said.splitlines())


def test_a_correction_too(gongkai: Gongkai) -> None:
    assert gongkai(*PUBLISH, "--title", "清单").status == 0
    refused = gongkai("publish", "--correct", "1", "--title", "长" * 501)
    assert (refused.status, refused.err.count("\n")) == (2, 1)
    assert "标题太长（501 字，至多 500 字）" in refused.err


@pytest.mark.sqlite
def test_whoever_changes_something_has_a_name_of_some_length(
    gongkai: Gongkai, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GONGKAI_USER", "名" * (ACTOR.limit + 1))
    refused = gongkai(*FILL, *WHO, "--measure", "公布清单")
    assert (refused.status, refused.err.count("\n")) == (2, 1)
    assert "GONGKAI_USER" in refused.err and "至多 200 字" in refused.err


@pytest.mark.parametrize("ending", ["xlsx", "docx"])
def test_a_returned_forms_row_is_named_and_nothing_is_cut(
    gongkai: Gongkai, tmp_path: Path, ending: str
) -> None:
    path = tmp_path / f"收件.{ending}"
    assert gongkai("form", "-u", UNIT, "-o", str(path), "--as-of", "2019-07-18").status == 0
    write_measure(path, "长" * 20_001)
    refused = gongkai("collect", str(path), "--on", "2019-07-18", "--format", "json")
    assert refused.status == 1
    row = next(row for row in refused.json[0]["rows"] if row["task"] == "14")
    assert row["result"] == "doubtful"
    assert "具体工作措施太长（20001 字，至多 20000 字）" in "".join(row["notes"])
    assert gongkai("log", "--format", "json").json == []
    write_measure(path, "长" * 20_000)
    assert gongkai("collect", str(path), "--on", "2019-07-18").status == 0
    assert measure(gongkai) == "长" * 20_000


def write_measure(path: Path, text: str) -> None:
    if path.suffix == ".docx":
        sys.path.insert(0, str(Path(__file__).parent.parent / "forms"))
        from hand import fill, word

        path.write_bytes(
            word(lambda document: fill(document, "14", text, "法制科 张三 0533-0000000"), path.read_bytes())
        )
        return
    workbook = load_workbook(path)
    sheet: Any = workbook.active
    (row,) = (
        cells for cells in sheet.iter_rows(min_row=4) if any("规范性文件" in str(c.value) for c in cells)
    )
    row[6].value, row[7].value = text, "法制科 张三 0533-0000000"
    workbook.save(path)


def measure(gongkai: Gongkai) -> str:
    rows = gongkai("tasks", "-u", UNIT, "--as-of", "2019-08-01", "--format", "json").json
    return next(str(row["measure"]) for row in rows if row["id"] == "14")


def test_a_table_of_what_was_published_names_the_line(gongkai: Gongkai, tmp_path: Path) -> None:
    path = tmp_path / "记录.csv"
    row = f"{UNIT},14,4,2019-07-30,{{}},http://a.cn/{{}}\n"
    path.write_text(
        "单位,任务,事项,发布日期,标题,网址\n" + row.format("好", "") + row.format("长" * 501, "x" * 2000),
        encoding="utf-8-sig",
    )
    refused = gongkai("publish", "--from", str(path))
    assert refused.status == 1
    assert "第 3 行：标题太长（501 字，至多 500 字）" in refused.err
    assert gongkai("records", "--format", "json").json == []


@pytest.mark.sqlite
def test_a_sheet_names_its_line(gongkai: Gongkai, tmp_path: Path) -> None:
    sheet = tmp_path / "填报表.txt"
    sheet.write_text("任务14:\n  措施: 公布\n  科室: " + "长" * 201 + "\n", encoding="utf-8")
    refused = gongkai("fill", "-u", UNIT, "--from", str(sheet), "--on", "2019-07-18")
    assert refused.status != 0
    assert "责任科室太长（201 字，至多 200 字）" in refused.out + refused.err


@pytest.mark.sqlite
def test_the_walk_asks_again(store_path: Path) -> None:
    pexpect = pytest.importorskip("pexpect")
    child = pexpect.spawn(
        sys.executable,
        ["-m", "gongkai", "fill", "-u", UNIT, "-t", "14", "--on", "2019-07-18"],
        encoding="utf-8",
        codec_errors="replace",  # a long line is echoed in pieces
        timeout=60,
        dimensions=(50, 80),
        env=os.environ | {"TERM": "dumb"},
    )
    child.expect("具体工作措施：")
    child.sendline("公布")
    child.expect("责任科室：")
    child.sendline("长" * 201)
    child.expect("责任科室太长（201 字，至多 200 字）")
    child.expect("责任科室：")
    child.close(force=True)


# ---------------------------------------------------------------- past our commands, and from before


INSERT = (
    "INSERT INTO gongkai.filing (plan, unit, task, kind, measure, section, officer, contact, reason, on_date, since) "
    f"VALUES ('linzi-2019', '{UNIT}', '14', 'measure', %s, '', '', %s, '', '2019-07-18', '2019-07-18')"
)


def test_a_server_takes_no_longer_text_past_our_commands(district: District) -> None:
    with district.connect("sfj") as connection:
        for measure, contact in (("x" * 20_001, ""), ("", "1" + " " * 60_000 + "1")):
            with pytest.raises(psycopg.errors.CheckViolation):
                connection.execute(INSERT, (measure, contact))
        with pytest.raises(psycopg.errors.CheckViolation):
            connection.execute(
                "INSERT INTO gongkai.journal (at, actor, action, plan, unit, task, record, after) "
                "VALUES ('', '', 'undo', 'linzi-2019', %s, '14', 1, %s)",
                (UNIT, '{"contact": "' + " " * 2_000_000 + '"}'),
            )
        connection.execute(INSERT, ("x" * 20_000, ""))


def test_a_server_takes_no_text_that_turns_the_direction(district: District) -> None:
    with district.connect("sfj") as connection:
        for measure in ("公布\u202e单清", "\u2066公布清单", "公布\u200f"):
            with pytest.raises(psycopg.errors.CheckViolation):
                connection.execute(INSERT, (measure, ""))
        connection.execute(INSERT, ("公布👨\u200d👩", ""))


def test_every_text_of_a_record_is_bounded_on_a_server(district: District) -> None:
    with district.connect("postgres") as connection:
        for kind in KINDS.values():
            bounds = connection.execute(
                "SELECT encode(tgargs, 'escape') FROM pg_trigger WHERE tgrelid = %s::regclass AND tgname = %s",
                (f"gongkai.{kind.table}", "texts_are_bounded"),
            ).fetchall()
            assert len(bounds) == 1
            for field in kind.texts:
                assert f'"{field.name}": {field.limit}' in bounds[0][0]


@pytest.fixture
def older(gongkai: Gongkai, engine: str, request: pytest.FixtureRequest, tmp_path: Path) -> Gongkai:
    """A record in which an answer and a title of an older version are longer than they may be by now."""
    assert gongkai(*FILL, *WHO, "--measure", "公布清单").status == 0
    assert gongkai(*PUBLISH, "--title", "清单").status == 0
    lengthen = (
        "UPDATE {0}filing SET measure = '{1}'",
        "UPDATE {0}disclosure SET title = '{2}'",
        "UPDATE {0}filing SET section = '法\u202e制科'",
        "UPDATE {0}journal SET after = replace(after, '法制科', '法\u202e制科')",
        "UPDATE {0}journal SET after = replace(replace(after, '公布清单', '{1}'), '\"清单\"', '\"{2}\"')",
    )
    if engine == "postgres":
        district: District = request.getfixturevalue("district")
        with district.connect("postgres") as connection:
            connection.execute("SET session_replication_role = replica")
            for statement in lengthen:
                connection.execute(statement.format("gongkai.", "长" * 22_000, "长" * 600))
    else:
        import sqlite3

        connection = sqlite3.connect(tmp_path / "gongkai.db")
        connection.execute("DROP TRIGGER journal_is_true")
        for statement in lengthen:
            connection.execute(statement.format("", "长" * 22_000, "长" * 600))
        connection.commit()
        connection.close()
    return gongkai


def test_what_is_longer_from_before_is_read_and_taken_over(older: Gongkai) -> None:
    assert measure(older) == "长" * 22_000
    assert older("report", "--as-of", "2019-08-01").status == 0
    assert older("publish", "--withdraw", "1", "--on", "2019-08-02").status == 0
    shorter = older("fill", "-u", UNIT, "-t", "14", "--measure", "短的", "--on", "2019-07-19")
    assert shorter.status == 0, shorter.err
    assert measure(older) == "短的"
    assert older("undo", "-u", UNIT, "-t", "14").status == 0
    assert measure(older) == "长" * 22_000


def test_the_check_of_a_server_names_what_is_longer(older: Gongkai, engine: str) -> None:
    if engine != "postgres":
        pytest.skip("a server's check")
    found = older("server", "check")
    assert found.status == 3
    said = found.out.splitlines()
    assert f"{UNIT}：编号 1 的填报有一栏太长（具体工作措施，至多 20000 字）：仍可查阅，改写时请改短" in said
    assert f"{UNIT}：编号 1 的发布记录有一栏太长（标题，至多 500 字）：仍可查阅，改写时请改短" in said
    assert len(said) == 2
