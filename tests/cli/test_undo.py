"""`undo` takes back what a person did: an answer with its claim, a whole collected file, a batch."""

from __future__ import annotations

import shutil
import sqlite3
from pathlib import Path
from typing import Any

import pytest
from conftest import Gongkai
from openpyxl import load_workbook

UNIT = "区司法局"
ANSWER = ("--measure", "公布清单", "--section", "法制科", "--officer", "张三", "--contact", "0533-0000000")


@pytest.fixture
def form(gongkai: Gongkai, tmp_path: Path) -> Path:
    """A unit's form with two of its own rows and one claimable row filled in."""
    path = tmp_path / f"{UNIT}.xlsx"
    assert gongkai("form", "-u", UNIT, "-o", str(path), "--as-of", "2019-07-16").status == 0
    book = load_workbook(path)
    for sheet, count in zip(book.worksheets, (2, 1), strict=False):
        rows = [row for row in sheet.iter_rows() if any(cell.data_type == "s" for cell in row)]
        measure = next(c.column for row in rows for c in row if c.value == "具体工作措施")
        head = next(row[0].row for row in rows for c in row if c.value == "具体工作措施")
        for at in range(head + 1, head + 1 + count):
            sheet.cell(at, measure, f"按期公布第{at}项")
            sheet.cell(at, measure + 1, "责任科室：法制科\n责任人：张三\n联系方式：0533-0000000")
    book.save(path)
    return path


def state(gongkai: Gongkai) -> list[tuple[str, str, str]]:
    rows = gongkai("tasks", "-u", UNIT, "--as-of", "2019-07-25", "--format", "json").json
    return [(row["id"], row["basis"], row["status"]) for row in rows]


def filed(gongkai: Gongkai) -> list[str]:
    return [number for number, _, status in state(gongkai) if status == "filed"]


def collect(gongkai: Gongkai, form: Path) -> None:
    done = gongkai("collect", str(form), "--on", "2019-07-18")
    assert done.status == 0, (done.out, done.err)


def test_a_collected_file_is_taken_back_whole(gongkai: Gongkai, form: Path) -> None:
    before = state(gongkai)
    collect(gongkai, form)
    taken = filed(gongkai)
    assert len(taken) == 3 and any(basis == "claimed" for _, basis, _ in state(gongkai))
    done = gongkai("undo", "-u", UNIT, "--file", str(form))
    assert done.status == 0, done.err
    head, *lines = done.out.splitlines()
    assert head.startswith("√ 已撤销 ") and head.endswith("的一次改动，共 5 条：")
    assert [line for line in lines if "“报送”（区司法局.xlsx）" in line]
    assert len([line for line in lines if "“填报”（具体工作措施：按期公布第" in line]) == 3
    assert state(gongkai) == before
    assert "没有可撤销的报送登记" in gongkai("undo", "-u", UNIT, "--submission").err
    collect(gongkai, form)
    assert filed(gongkai) == taken


def test_each_file_of_a_folder_is_a_change_of_its_own(gongkai: Gongkai, form: Path) -> None:
    other = form.with_name("区水利局.xlsx")
    assert gongkai("form", "-u", "区水利局", "-o", str(other), "--as-of", "2019-07-16").status == 0
    book = load_workbook(other)
    [head] = [cell for row in book.worksheets[0].iter_rows() for cell in row if cell.value == "具体工作措施"]
    book.worksheets[0].cell(head.row + 1, head.column, "按季公开")
    book.save(other)
    assert gongkai("collect", str(form), str(other), "--on", "2019-07-18").status == 0
    sent = [line for line in gongkai("log", "--format", "json").json if line["action"] == "submit"]
    assert len({line["change"] for line in sent}) == 2
    last = gongkai("undo", "--change", str(sent[0]["id"]))
    assert last.status == 0 and sent[0]["unit"] in last.out
    assert sent[1]["unit"] not in last.out


def test_a_claim_that_came_with_the_answer_goes_with_it(gongkai: Gongkai, form: Path) -> None:
    collect(gongkai, form)
    [claimed] = [number for number, basis, _ in state(gongkai) if basis == "claimed"]
    done = gongkai("undo", "-u", UNIT, "-t", claimed)
    assert "“填报”" in done.out and "“认领”" in done.out
    assert (claimed, "claimable", "unclaimed") in state(gongkai)
    assert len(filed(gongkai)) == 2  # the file's other answers stay
    assert gongkai("undo", "-u", UNIT, "--submission").status == 0
    assert filed(gongkai) == []


def test_what_came_later_is_taken_back_first(gongkai: Gongkai, form: Path) -> None:
    collect(gongkai, form)
    before = state(gongkai)
    first = filed(gongkai)[0]
    gongkai("fill", "-u", UNIT, "-t", first, "--officer", "李四", "--on", "2019-07-19")
    refused = gongkai("undo", "-u", UNIT, "--submission")
    assert refused.status == 1
    assert f"任务 {first} 后来又有改动" in refused.err and f"gongkai undo -u {UNIT} -t {first}" in refused.err
    assert state(gongkai) == before
    assert "责任人" in gongkai("undo", "-u", UNIT, "-t", first).out
    assert gongkai("undo", "-u", UNIT, "--submission").status == 0
    assert filed(gongkai) == []


def test_verdicts_of_one_command_are_one_change(gongkai: Gongkai, form: Path) -> None:
    collect(gongkai, form)
    assert gongkai("accept", "-u", UNIT, "--on", "2019-07-20").status == 0
    number = gongkai("log", "-n", "2", "--format", "json").json[1]["id"]
    assert "后来又有改动" in gongkai("undo", "-u", UNIT, "--submission").err
    done = gongkai("undo", "--change", str(number))
    assert done.status == 0 and done.out.count("“备案”") == 3
    assert "已经撤销过" in gongkai("undo", "--change", str(number)).err
    undoing = gongkai("log", "-n", "1", "--format", "json").json[0]["id"]
    assert "本身是撤销" in gongkai("undo", "--change", str(undoing)).err
    assert gongkai("undo", "-u", UNIT, "--submission").status == 0


def test_a_batch_of_records_is_one_change(gongkai: Gongkai, tmp_path: Path) -> None:
    path = tmp_path / "记录.csv"
    path.write_text(
        "单位,任务,事项,日期,标题\n区司法局,14,4,2019-07-30,甲\n区司法局,14,4,2019-07-29,乙\n区水利局,7,4,2019-09-01,丙\n",
        encoding="utf-8",
    )

    def titles() -> list[str]:
        return [row["title"] for row in gongkai("records", "--format", "json").json]

    def take() -> None:
        assert gongkai("publish", "--from", str(path)).status == 0

    take()
    said = gongkai("undo", "--change", "1", "-u", "区水利局")
    assert "第 3 条，7-4，2019-09-01《丙》" in said.out and titles() == ["乙", "甲"]
    taken_back = gongkai("undo", "-u", UNIT, "-t", "14").out
    assert "共 2 条" in taken_back and "记在" not in taken_back and titles() == []
    take()
    number = gongkai("log", "-n", "1", "--format", "json").json[0]["id"]
    assert "共 3 条" in gongkai("undo", "--change", str(number)).out and titles() == []
    assert "没有第 999 条" in gongkai("undo", "--change", "999").err
    take()
    assert "不是区财政局的" in gongkai("undo", "--change", "1", "-u", "区财政局").err


def test_a_later_record_is_no_hindrance_but_a_correction_is(gongkai: Gongkai) -> None:
    row = ("publish", "-u", UNIT, "-t", "14-4", "--date", "2019-07-30", "--title")
    for title in ("甲", "乙"):
        gongkai(*row, title)
    gongkai("publish", "--correct", "2", "--title", "丙")
    said = gongkai("undo", "--change", "1")
    assert "第 1 条，14-4，2019-07-30《甲》" in said.out
    assert "后来又有改动" in gongkai("undo", "--change", "2").err
    assert "第 2 条《乙》，标题改回 乙" in gongkai("undo", "--change", "3").out
    assert gongkai("undo", "--change", "2").status == 0


def test_the_file_is_meant_by_its_name(gongkai: Gongkai, form: Path) -> None:
    collect(gongkai, form)
    refused = gongkai("undo", "-u", UNIT, "--file", "别的.xlsx")
    assert (refused.status, refused.err) == (
        1,
        "错误：区司法局没有登记过名为 别的.xlsx 的文件；登记过的有 区司法局.xlsx\n",
    )


@pytest.mark.parametrize(
    "more",
    [(), ("-t", "14", "--submission"), ("--submission", "--file", "x"), ("-t", "14", "--change", "1")],
)
def test_one_way_at_a_time(gongkai: Gongkai, more: tuple[str, ...]) -> None:
    done = gongkai("undo", "-u", UNIT, *more)
    assert done.status == 2 and "只能用一个" in done.err


@pytest.mark.sqlite
def test_lines_of_an_older_version_are_changes_of_their_own(
    gongkai: Gongkai, form: Path, tmp_path: Path
) -> None:
    collect(gongkai, form)
    path = tmp_path / "gongkai.db"
    with sqlite3.connect(path) as connection:
        guards = connection.execute("SELECT sql FROM sqlite_master WHERE name = 'journal_is_true'").fetchone()
        connection.execute("DROP TRIGGER journal_is_true")
        connection.execute("UPDATE journal SET change = NULL")
        connection.execute(guards[0])
    connection.close()
    [claimed] = [number for number, basis, _ in state(gongkai) if basis == "claimed"]
    assert "“填报”" in gongkai("undo", "-u", UNIT, "-t", claimed).out
    assert (claimed, "claimed", "unfiled") in state(gongkai)
    assert "“报送”" in gongkai("undo", "-u", UNIT, "--submission").out
    assert len(filed(gongkai)) == 2


@pytest.mark.sqlite
def test_a_backup_keeps_what_belongs_together(gongkai: Gongkai, form: Path, tmp_path: Path) -> None:
    collect(gongkai, form)
    copy, restored = str(tmp_path / "备份.db"), str(tmp_path / "恢复.db")
    assert gongkai("backup", "-o", copy).status == 0
    assert gongkai("restore", copy, "--db", restored).status == 0
    done = gongkai("undo", "-u", UNIT, "--submission", "--db", restored)
    assert done.status == 0 and "共 5 条" in done.out


@pytest.mark.sqlite
def test_the_audit_has_nothing_to_say(gongkai: Gongkai, form: Path, tmp_path: Path) -> None:
    from gongkai.store.checks.audit import audit
    from gongkai.store.engine.sqlite import SqliteStore

    collect(gongkai, form)
    gongkai("undo", "-u", UNIT, "--submission")
    store = SqliteStore(str(shutil.copy(tmp_path / "gongkai.db", tmp_path / "审核.db")))
    found: list[Any] = audit(store, "linzi-2019")
    store.close()
    assert found == []


def test_a_number_within_a_measure_is_not_repeated(gongkai: Gongkai) -> None:
    given = ("-m", "按月公布，咨询张三13800000000", *ANSWER[2:])
    assert gongkai("fill", "-u", UNIT, "-t", "14", *given).status == 0
    said = gongkai("undo", "-u", UNIT, "-t", "14").out
    assert "按月公布，咨询张*138****0000" in said
    assert "张三" not in said and "13800000000" not in said
