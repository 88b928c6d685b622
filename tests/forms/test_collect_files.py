"""Whose a returned file is, what it lacks or has too much, and what is said of files that weren't taken."""

# ruff: noqa: F401, F811

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import docx
import pytest
from annex import add_table, annex_document, document_bytes, filled_tables
from conftest import Gongkai, Ran
from form_fixtures import UNIT, blank, blank_docx, blank_xlsx, compiled, fresh
from hand import MEASURE, PEOPLE, excel, fill, fill_sheet, row_of, word

pytestmark = pytest.mark.any_store


def annex(path: Path, lead: str = "", **answers: str) -> Path:
    """The annex as it was issued, filled in by hand; `lead` is the line above it."""
    path.parent.mkdir(exist_ok=True)
    document = annex_document({task.removeprefix("t"): (text, PEOPLE) for task, text in answers.items()})
    if lead:
        document.paragraphs[0].insert_paragraph_before(lead)
    path.write_bytes(document_bytes(document))
    return path


def collect(gongkai: Gongkai, path: Path, *more: str) -> Ran:
    return gongkai("collect", str(path), "--on", "2019-07-18", "--format", "json", *more)


# ---------------------------------------------------------------- whose


@pytest.mark.parametrize(
    ("lead", "unit"),
    [
        ("填报单位：区发改局", "区发改局"),
        ("填报单位：区 发 改 局（公章）", "区发改局"),
        ("填报单位：发改局", "区发改局"),
        ("填报单位（盖章）：区司法局 填报日期：2019年7月18日", "区司法局"),
        ("填报单位：区司法局　　　文号：临政办发〔2019〕1号", "区司法局"),
        ("上报单位: 齐都镇", "齐都镇"),
    ],
)
def test_the_unit_is_read_as_the_option_would_read_it(
    lead: str, unit: str, fresh: Path, gongkai: Gongkai, tmp_path: Path
) -> None:
    (result,) = collect(gongkai, annex(tmp_path / "表.docx", lead, t1="公开进展"), "--dry-run").json
    assert (result["unit"], result["unit_from"]) == (unit, "表上所写")


@pytest.mark.parametrize(
    ("name", "near"),
    [("区发改委", "区发改局"), ("临淄区发展与改革局", "区发改局"), ("齐都镇党政办", "齐都镇")],
)
def test_a_name_that_means_no_unit_is_shown_with_the_nearest(
    name: str, near: str, fresh: Path, gongkai: Gongkai, tmp_path: Path
) -> None:
    path = annex(tmp_path / "表.docx", f"填报单位：{name}", t1="公开进展")
    done = collect(gongkai, path)
    assert done.status == 1
    (result,) = done.json
    assert f"“{name}”" in result["problem"]
    assert near in result["problem"]
    assert f"gongkai collect {path} --unit {near}" in result["next"]
    assert f"“{name}”" in done.err


def test_a_name_that_means_no_unit_beside_a_mark_is_said(
    fresh: Path, gongkai: Gongkai, tmp_path: Path, blank_docx: bytes
) -> None:
    def change(document: Any) -> None:
        fill(document, "12")
        paragraph = next(p for p in document.paragraphs if "填报单位" in p.text)
        paragraph.runs[0].text = "填报单位：区律政司"

    path = tmp_path / "表.docx"
    path.write_bytes(word(change, blank_docx))
    (result,) = collect(gongkai, path).json
    assert (result["status"], result["unit"]) == ("filed", UNIT)
    assert "“区律政司”认不出，按表内标识收为区司法局" in result["notes"][0]


def other_words(blank_docx: bytes, unit: str) -> bytes:
    """A form that was copied from another unit: its words say one, the mark inside another."""

    def change(document: Any) -> None:
        fill(document, "14")
        paragraph = next(p for p in document.paragraphs if "填报单位" in p.text)
        for run in paragraph.runs:
            run.text = run.text.replace(UNIT, unit)

    return word(change, blank_docx)


def test_where_mark_and_words_disagree_the_option_decides(
    fresh: Path, gongkai: Gongkai, tmp_path: Path, blank_docx: bytes
) -> None:
    path = tmp_path / "表.docx"
    path.write_bytes(other_words(blank_docx, "区财政局"))
    refused = collect(gongkai, path)
    assert refused.json[0]["next"] == [
        f"gongkai collect {path} --unit 区司法局",
        f"gongkai collect {path} --unit 区财政局",
    ]
    for unit, note in (
        ("区财政局", "表内标识是区司法局，按 --unit 收为区财政局"),
        (UNIT, "表上所写是区财政局，按 --unit 收为区司法局"),
    ):
        done = collect(gongkai, path, "--unit", unit, "--dry-run", "--row", "1=0")
        assert done.json[0]["unit"] == unit
        assert note in done.json[0]["notes"]
    wrong = collect(gongkai, path, "--unit", "区水利局")
    assert wrong.status == 1
    assert "不是区水利局的" in wrong.json[0]["problem"]


def test_an_option_against_the_files_name_is_said(fresh: Path, gongkai: Gongkai, tmp_path: Path) -> None:
    path = annex(tmp_path / "区水利局.docx", t14="公布清单")
    (result,) = collect(gongkai, path, "--unit", UNIT).json
    assert result["status"] == "filed"
    assert "文件名是区水利局，按 --unit 收为区司法局" in result["notes"]


def test_two_units_in_one_file_are_taken_apart(fresh: Path, gongkai: Gongkai, tmp_path: Path) -> None:
    path = annex(tmp_path / "表.docx", "填报单位：区司法局", t14="司法局的")
    document = docx.Document(str(path))
    document.add_paragraph("填报单位：区水利局")
    for lines in filled_tables({"7": ("水利局的", PEOPLE)}):
        add_table(document, lines)
    document.save(str(path))
    refused = collect(gongkai, path)
    assert refused.status == 1
    assert "--unit 区水利局" in " ".join(refused.json[0]["next"])
    for unit, task, text in ((UNIT, "14", "司法局的"), ("区水利局", "7", "水利局的")):
        done = collect(gongkai, path, "--unit", unit)
        assert done.status == 0, done.json
        assert any("没有收" in note for note in done.json[0]["notes"])
        rows = gongkai("tasks", "-u", unit, "--as-of", "2019-07-18", "--format", "json").json
        assert [row["measure"] for row in rows if row["id"] == task] == [text]


# ---------------------------------------------------------------- too little, too much


def test_rows_that_are_missing_are_named(
    fresh: Path, gongkai: Gongkai, tmp_path: Path, blank_docx: bytes
) -> None:
    def change(document: Any) -> None:
        fill(document, "12")
        for task in ("14", "21"):
            table, index = row_of(document, task)
            row = table._tbl.tr_lst[index]
            row.getparent().remove(row)

    path = tmp_path / "表.docx"
    path.write_bytes(word(change, blank_docx))
    (result,) = collect(gongkai, path).json
    assert (result["status"], result["missing"]) == ("filed", ["14", "21"])
    assert "表里没有区司法局的任务 14、21" in result["notes"]


def test_added_columns_are_mentioned(
    fresh: Path, gongkai: Gongkai, tmp_path: Path, blank_xlsx: bytes
) -> None:
    def change(book: Any) -> None:
        fill_sheet(book, "12")
        sheet = book.worksheets[0]
        for column, head, text in ((9, "完成情况", "已完成"), (10, "备注", ""), (11, "序号", "3")):
            sheet.cell(3, column).value, sheet.cell(4, column).value = head, text

    path = tmp_path / "表.xlsx"
    path.write_bytes(excel(change, blank_xlsx))
    (result,) = collect(gongkai, path).json
    assert result["status"] == "filed"
    assert "“完成情况”栏不是表里原有的，里面写的没有收" in result["notes"]


# ---------------------------------------------------------------- what wasn't taken


def test_the_end_names_what_was_not_taken_and_how_to_go_on(
    fresh: Path, gongkai: Gongkai, tmp_path: Path
) -> None:
    folder = tmp_path / "收 件"
    annex(folder / "区司法局.docx", t14="公布清单", t13="不是本局的")
    annex(folder / "区水利局.docx", t7="水质")
    annex(folder / "谁的.docx", t7="水质")
    done = gongkai("collect", str(folder), "--on", "2019-07-18")
    (tried, *_) = collect(gongkai, folder, "--dry-run").json
    row = next(row["row"] for row in tried["rows"] if row["task"] == "13")
    assert done.status == 1
    end = done.out[done.out.index("没有收的 2 份") :]
    assert "区水利局" not in end
    first = f'gongkai collect "{folder / "区司法局.docx"}" --row {row}=0'
    assert first in end
    assert f'gongkai collect "{folder / "谁的.docx"}" --unit 单位' in end
    assert [line.split(" 没有收：")[0] for line in done.err.splitlines() if "没有收：" in line] == [
        f"错误：{folder / '区司法局.docx'}",
        f"错误：{folder / '谁的.docx'}",
    ]
    assert (
        gongkai("collect", str(folder / "区司法局.docx"), "--on", "2019-07-18", "--row", f"{row}=0").status
        == 0
    )


def test_a_row_left_out_is_shown_like_the_others(fresh: Path, gongkai: Gongkai, tmp_path: Path) -> None:
    path = annex(tmp_path / "区司法局.docx", t14="按期公开")
    tried, done = (
        gongkai("collect", str(path), "--on", "2019-07-18", "--dry-run", *more, "--format", "json").json[0]
        for more in ((), ("--row", "1=0"))
    )
    assert done["rows"][0]["result"] == "left_out"
    assert done["rows"][0]["text"] == tried["rows"][0]["text"]


def test_a_name_has_no_power_over_the_terminal(fresh: Path, gongkai: Gongkai, tmp_path: Path) -> None:
    path = annex(tmp_path / "区司法局\x1b[2J\n√ 已记入\u202e.docx", t13="不是本局的")
    done = gongkai("collect", str(path), "--on", "2019-07-18")
    assert done.status == 1
    shown = done.out + done.err
    assert "\x1b" not in shown
    assert "\u202e" not in shown
    assert "\\x1b[2J\\n√ 已记入\\u202e.docx" in "".join(shown.split("\n"))
