"""催办: who is reminded, of what, by when; who isn't; whom to ring."""

from __future__ import annotations

import io
import shutil
import zipfile
from pathlib import Path
from typing import Any

import docx
import pytest
from conftest import Gongkai

AS_OF = ("--as-of", "2019-09-27")


@pytest.fixture(autouse=True)
def _filled(filled_store: Path, tmp_path: Path) -> None:
    """Every test works on its own copy of the filled store."""
    shutil.copyfile(filled_store, tmp_path / "gongkai.db")


def entries(gongkai: Gongkai, *arguments: str) -> dict[str, Any]:
    found = gongkai("remind", *arguments, "--format", "json")
    assert found.status == 0, found.err
    return {entry["unit"]: entry for entry in found.json}


def words_of(path: Path) -> str:
    """All text of a Word file, tables included, in order."""
    document = docx.Document(str(path))
    return "\n".join(node.text or "" for node in document.element.body.iter() if node.tag.endswith("}t"))


def test_counts_agree_with_the_report(gongkai: Gongkai) -> None:
    report = gongkai("report", *AS_OF, "--format", "json").json
    found = entries(gongkai, *AS_OF)
    for unit in report["units"]:
        entry = found.get(unit["unit"])
        lacking = unit["rows_due"] - unit["rows_filed"]
        assert (entry["rows_missing"] if entry else 0) == lacking
        assert (entry["overdue"] if entry else 0) == unit["overdue"]
        assert (entry["due_soon"] if entry else 0) == unit["due_soon"]
        assert (entry is None) == (lacking == unit["overdue"] == unit["due_soon"] == 0)


def test_units_without_the_filing_duty_are_never_told_that_they_missed_it(gongkai: Gongkai) -> None:
    report = gongkai("report", *AS_OF, "--format", "json").json
    without = {unit["unit"] for unit in report["units"] if not unit["rows_due"]}
    assert "皇城镇" in without
    for day in ("2019-07-18", "2019-07-25", "2020-04-30"):
        for unit, entry in entries(gongkai, "--as-of", day).items():
            assert unit not in without or entry["rows"] == []
    gongkai("remind", "-u", "皇城镇", "--as-of", "2019-09-27")
    assert "没有要催办的" in gongkai("remind", "-u", "皇城镇", *AS_OF).out


def test_a_town_that_is_late_with_something_else_is_reminded_of_that_alone(gongkai: Gongkai) -> None:
    late = entries(gongkai, "--as-of", "2020-01-20")["皇城镇"]
    assert [item["obligation"] for item in late["items"]] == ["35-1"]
    assert late["rows"] == []
    letter = gongkai("remind", "-u", "皇城镇", "--as-of", "2020-01-20").out
    assert "填报" not in letter.split("电话调度")[0]


def test_working_days_are_counted_by_the_official_calendar(gongkai: Gongkai) -> None:
    def days(as_of: str) -> tuple[int | None, int | None]:
        row = entries(gongkai, "--as-of", as_of, "-u", "区工信局")["区工信局"]["rows"][0]
        return row["days_left"], row["days_over"]

    assert days("2019-07-18") == (1, None)
    assert days("2019-07-19") == (0, None)
    assert days("2019-07-21") == (None, 0)  # a Sunday
    assert days("2019-07-22") == (None, 1)
    # 2019-09-29 was a Sunday worked, 10-01 to 10-07 were days off, 10-12 a Saturday worked.
    before, after = days("2019-09-28")[1], days("2019-10-12")[1]
    assert after is not None
    assert before is not None
    assert after - before == 7
    assert "今天到期" in gongkai("remind", "-u", "区工信局", "--as-of", "2019-07-19").out
    assert "还有 1 个工作日" in gongkai("remind", "-u", "区工信局", "--as-of", "2019-07-18").out


def test_nothing_is_asked_long_before_it_is_due(gongkai: Gongkai) -> None:
    assert entries(gongkai, "--as-of", "2019-07-10") == {}


def test_only_late_leaves_out_what_is_due_soon(gongkai: Gongkai) -> None:
    both = entries(gongkai, *AS_OF)["区财政局"]
    late = entries(gongkai, *AS_OF, "--only", "late")["区财政局"]
    assert {item["state"] for item in both["items"]} == {"overdue", "soon"}
    assert {item["state"] for item in late["items"]} == {"overdue"}
    assert entries(gongkai, "--as-of", "2019-07-18", "--only", "late").keys() <= {"区司法局"}


def test_an_incomplete_answer_is_asked_for_what_it_lacks(gongkai: Gongkai) -> None:
    rows = {row["task"]: row for row in entries(gongkai, *AS_OF)["区司法局"]["rows"]}
    assert rows["12"]["missing"] == ["责任科室", "责任人", "联系方式"]
    assert "14" not in rows
    assert "32" not in rows
    assert "未填全，缺责任科室、责任人、联系方式" in gongkai("remind", "-u", "区司法局", *AS_OF).out


def test_whom_to_ring(gongkai: Gongkai) -> None:
    people = entries(gongkai, *AS_OF)["区司法局"]["contacts"]
    assert people[0]["officer"] == "张三"
    assert people[0]["contact"] == "0533-0000000"
    out = gongkai("remind", *AS_OF).out
    assert "0533-0000000" in out
    assert "没有留过联系方式" in out
    listed = gongkai("remind", *AS_OF, "--format", "csv").out
    assert listed.lstrip("\ufeff").splitlines()[0].startswith("单位,待补填报,逾期,临期,调度事由")


def test_letter_says_whom_to_call_back_and_by_when(gongkai: Gongkai, tmp_path: Path) -> None:
    path = tmp_path / "催办单.docx"
    said = ("--callback", "李四 0533-0000000", "--reply-by", "2019-10-09")
    made = gongkai("remind", "-u", "区司法局", *AS_OF, "-o", str(path), *said)
    assert made.status == 0, made.err
    words = words_of(path)
    assert "联系人及电话：李四 0533-0000000" in words
    assert "于2019年10月9日前办理" in words
    assert "加大各类证明事项清理减并力度，对确需保留的证明事项实行清单管理并向社会公开。" in words
    assert "区政府办公室政务公开办" in words
    assert "2019年9月27日" in words
    blank = gongkai("remind", "-u", "区司法局", *AS_OF).out
    assert "＿＿＿" in blank


def test_fonts_are_those_of_official_documents(gongkai: Gongkai, tmp_path: Path) -> None:
    path = tmp_path / "催办单.docx"
    gongkai("remind", "-u", "区司法局", *AS_OF, "-o", str(path))
    text = zipfile.ZipFile(io.BytesIO(path.read_bytes())).read("word/document.xml").decode()
    assert 'w:eastAsia="方正小标宋简体"' in text
    assert 'w:eastAsia="仿宋_GB2312"' in text
    assert 'w:eastAsia="黑体"' in text


def test_text_file_opens_in_notepad(gongkai: Gongkai, tmp_path: Path) -> None:
    path = tmp_path / "催办单.txt"
    assert gongkai("remind", *AS_OF, "-o", str(path)).status == 0
    content = path.read_bytes()
    assert content.startswith(b"\xef\xbb\xbf")
    assert content.count(b"\n") == content.count(b"\r\n")
    assert content.decode("utf-8-sig").count("政务公开工作催办单") == len(entries(gongkai, *AS_OF))


def test_a_folder_gets_a_file_a_unit_and_the_telephone_list(gongkai: Gongkai, tmp_path: Path) -> None:
    folder = tmp_path / "催办"
    assert gongkai("remind", *AS_OF, "-o", str(folder)).status == 0
    names = {file.name for file in folder.iterdir()}
    assert names == {f"催办单（{unit}）2019-09-27.docx" for unit in entries(gongkai, *AS_OF)} | {
        "电话调度表.docx"
    }
    listed = words_of(folder / "电话调度表.docx")
    assert "0533-0000000" in listed
    assert "区司法局" in listed


def test_a_claimed_task_without_a_deadline_is_asked_for_without_one(gongkai: Gongkai) -> None:
    gongkai("claim", "-u", "区水利局", "-t", "2", "--on", "2019-08-01")
    rows = entries(gongkai, *AS_OF)["区水利局"]["rows"]
    assert [(row["task"], row["due"], row["days_over"]) for row in rows] == [("2", None, None)]
    assert "已认领，未填报" in gongkai("remind", "-u", "区水利局", *AS_OF).out
