"""Collecting: over what the store holds by now, several files at once, old formats, and what is said of it."""

# ruff: noqa: F401, F811

from __future__ import annotations

import csv
import io
import shutil
from pathlib import Path

import pytest
from annex import annex_document, document_bytes
from conftest import Gongkai
from form_fixtures import blank, blank_docx, blank_xlsx, compiled, fresh
from hand import ANSWER, MEASURE, PEOPLE, fill, word
from libreoffice import needs_libreoffice, saved_as

UNIT = "区司法局"
CLERK = ("--section", "法制科", "--officer", "张三", "--contact", "0533-0000000")


def measure(gongkai: Gongkai, task: str, as_of: str = "2019-08-01") -> str | None:
    rows = gongkai("tasks", "-u", UNIT, "--as-of", as_of, "--format", "json").json
    return next((row["measure"] for row in rows if row["id"] == task), None)


def form(gongkai: Gongkai, path: Path, as_of: str = "2019-07-18") -> Path:
    assert gongkai("form", "-u", UNIT, "-o", str(path), "--as-of", as_of).status == 0
    return path


def refill(path: Path, task: str, text: str, people: str = PEOPLE) -> None:
    path.write_bytes(word(lambda document: fill(document, task, text, people), path.read_bytes()))


# ---------------------------------------------------------------- what the store holds by now


def test_what_the_store_holds_newer_needs_replace(gongkai: Gongkai, tmp_path: Path) -> None:
    path = form(gongkai, tmp_path / "收件.docx")
    refill(path, "14", "表里写的")
    gongkai("fill", "-u", UNIT, "-t", "14", "--measure", "后来填的", *CLERK, "--on", "2019-07-19")
    refused = gongkai("collect", str(path), "--on", "2019-07-20", "--format", "json")
    assert refused.status == 1
    assert next(row["result"] for row in refused.json[0]["rows"] if row["task"] == "14") == "newer"
    assert measure(gongkai, "14") == "后来填的"
    assert gongkai("collect", str(path), "--on", "2019-07-20", "--replace").status == 0
    assert measure(gongkai, "14") == "表里写的"


def test_a_form_made_after_the_stores_answer_changes_it(gongkai: Gongkai, tmp_path: Path) -> None:
    gongkai("fill", "-u", UNIT, "-t", "14", "--measure", "先填的", *CLERK, "--on", "2019-07-17")
    path = form(gongkai, tmp_path / "收件.docx")
    refill(path, "14", "改过的")
    (result,) = gongkai("collect", str(path), "--on", "2019-07-18", "--format", "json").json
    row = next(row for row in result["rows"] if row["task"] == "14")
    assert (row["result"], row["notes"], row["changes"]) == (
        "changed",
        ["改了措施"],
        ["contact", "measure", "officer", "section"],
    )
    assert [measure(gongkai, "14", day) for day in ("2019-07-17", "2019-07-18")] == ["先填的", "改过的"]


def test_a_row_nobody_touched_leaves_the_newer_answer(gongkai: Gongkai, tmp_path: Path) -> None:
    gongkai("fill", "-u", UNIT, "-t", "14", "--measure", "先填的", *CLERK, "--on", "2019-07-16")
    path = form(gongkai, tmp_path / "收件.docx")
    gongkai("fill", "-u", UNIT, "-t", "14", "--measure", "后来填的", "--on", "2019-07-17")
    refill(path, "12", "另一项")
    assert gongkai("collect", str(path), "--on", "2019-07-18").status == 0
    assert measure(gongkai, "14") == "后来填的"
    assert measure(gongkai, "12") == "另一项"


def test_the_blank_annex_against_a_later_answer(gongkai: Gongkai, tmp_path: Path) -> None:
    """Without an identity only the dates tell which is newer."""
    gongkai("fill", "-u", UNIT, "-t", "14", "--measure", "先填的", *CLERK, "--on", "2019-07-18")
    path = tmp_path / "区司法局.docx"
    path.write_bytes(document_bytes(annex_document({"14": (MEASURE, PEOPLE)})))
    refused = gongkai("collect", str(path), "--on", "2019-07-17")
    assert refused.status == 1
    assert "--replace" in "".join(refused.out.split())
    assert gongkai("collect", str(path), "--on", "2019-07-19").status == 0
    assert measure(gongkai, "14") == MEASURE


def test_a_field_left_out_keeps_what_stands(gongkai: Gongkai, tmp_path: Path) -> None:
    gongkai("fill", "-u", UNIT, "-t", "14", "--measure", "先填的", *CLERK, "--on", "2019-07-17")
    path = form(gongkai, tmp_path / "收件.docx")
    refill(path, "14", "改过的", "")
    assert gongkai("collect", str(path), "--on", "2019-07-18").status == 0
    rows = gongkai("tasks", "-u", UNIT, "--as-of", "2019-07-18", "--format", "json").json
    row = next(row for row in rows if row["id"] == "14")
    assert (row["measure"], row["officer"], row["status"]) == ("改过的", "张三", "filed")


# ---------------------------------------------------------------- whole or not at all


def test_nothing_is_kept_of_a_file_that_is_refused(gongkai: Gongkai, tmp_path: Path) -> None:
    path = tmp_path / "区司法局.docx"
    path.write_bytes(document_bytes(annex_document({"12": (MEASURE, PEOPLE), "13": (MEASURE, PEOPLE)})))
    assert gongkai("collect", str(path), "--on", "2019-07-18").status == 1
    assert gongkai("log", "--format", "json").json == []


def test_what_came_is_counted_before_what_did_not(gongkai: Gongkai, tmp_path: Path) -> None:
    path = form(gongkai, tmp_path / "收件.docx")
    refill(path, "14", "中间一行")
    said = gongkai("collect", str(path), "--on", "2019-07-18").out.replace("\n", "")
    assert "已记入。新填 1 行，没有填" in said


def test_a_dry_run_changes_nothing(gongkai: Gongkai, tmp_path: Path) -> None:
    path = tmp_path / "区司法局.docx"
    path.write_bytes(document_bytes(annex_document({"12": (MEASURE, PEOPLE)})))
    done = gongkai("collect", str(path), "--on", "2019-07-18", "--dry-run")
    assert done.status == 0
    assert "没有保存" in done.out
    assert gongkai("log", "--format", "json").json == []


def test_the_submission_is_recorded_with_the_answers(gongkai: Gongkai, tmp_path: Path) -> None:
    path = tmp_path / "区司法局.docx"
    path.write_bytes(document_bytes(annex_document({"12": (MEASURE, PEOPLE)})))
    gongkai("collect", str(path), "--on", "2019-07-18")
    lines = gongkai("log", "-u", UNIT, "--format", "json").json
    assert [line["action"] for line in lines] == ["submit", "fill"]
    assert lines[0]["after"] == {"on_date": "2019-07-18", "file": "区司法局.docx"}


@pytest.mark.sqlite
def test_a_folder_of_forms(fresh: Path, gongkai: Gongkai, tmp_path: Path) -> None:
    folder = tmp_path / "收件"
    folder.mkdir()
    for unit, task in (("区司法局", "14"), ("区水利局", "7"), ("区残联", "23")):
        (folder / f"{unit}.docx").write_bytes(document_bytes(annex_document({task: (MEASURE, PEOPLE)})))
    (folder / "坏的.docx").write_bytes(b"PK\x03\x04")
    (folder / "~$区司法局.docx").write_bytes(b"x")
    (folder / "说明.txt").write_text("x", encoding="utf-8")
    done = gongkai("collect", str(folder), "--on", "2019-07-18")
    assert done.status == 1
    assert "共 5 份：已记入 3 份，没有记入 2 份；记入 3 行" in done.out
    figures = gongkai("report", "--as-of", "2019-07-18", "--format", "json").json["completion"]
    assert figures["rows_filed"] == 3


@pytest.mark.sqlite
def test_rows_as_csv_and_json(fresh: Path, gongkai: Gongkai, tmp_path: Path) -> None:
    path = tmp_path / "区司法局.docx"
    path.write_bytes(document_bytes(annex_document({"14": (MEASURE, PEOPLE)})))
    done = gongkai("collect", str(path), "--on", "2019-07-18", "--dry-run", "--format", "csv")
    rows = list(csv.DictReader(io.StringIO(done.out.lstrip("\ufeff"))))
    (row,) = [row for row in rows if row["结果"] == "新填"]
    assert (row["单位"], row["任务"], row["依据"], row["文件结果"]) == (
        "区司法局",
        "14",
        "工作要求",
        "可以记入（试收，没有保存）",
    )
    (result,) = gongkai("collect", str(path), "--on", "2019-07-18", "--dry-run", "--format", "json").json
    assert (result["status"], result["unit"], result["unit_from"]) == ("would_file", "区司法局", "文件名")
    assert result["counts"] == {"blank": 36, "new": 1}
    assert "0533" not in done.out


@pytest.mark.parametrize(
    ("arguments", "status", "words"),
    [
        (("没有.docx",), 1, "没有这个文件"),
        (("a.docx", "b.docx", "--unit", "区司法局"), 2, "只能用于一份"),
        (("a.docx", "--row", "x"), 2, "行=任务"),
        (("a.docx", "--row", "1=99"), 2, "没有任务"),
        ((".",), 1, "里没有文件"),
    ],
)
@pytest.mark.sqlite
def test_what_cannot_be_collected(
    arguments: tuple[str, ...],
    status: int,
    words: str,
    fresh: Path,
    gongkai: Gongkai,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    folder = tmp_path / "empty"
    folder.mkdir()
    monkeypatch.chdir(folder)
    done = gongkai("collect", *arguments)
    assert done.status == status
    assert words in done.out + done.err


# ---------------------------------------------------------------- old formats


def old_format(tmp_path: Path, content: bytes, ending: str) -> Path:
    source = tmp_path / "原件.docx"
    source.write_bytes(content)
    saved_as(ending, tmp_path / "old", source)
    return tmp_path / "old" / f"原件.{ending}"


@needs_libreoffice
@pytest.mark.slow
@pytest.mark.sqlite
def test_old_formats_are_converted(
    fresh: Path, gongkai: Gongkai, tmp_path: Path, blank_docx: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    content = word(lambda document: fill(document, "14"), blank_docx)
    made = old_format(tmp_path, content, "doc")
    path = tmp_path / "区司法局.wps"
    shutil.copy(made, path)
    done = gongkai("collect", str(path), "--on", "2019-07-18", "--format", "json")
    assert done.status == 0, done.json
    assert "旧格式" in done.json[0]["notes"][0]
    assert measure(gongkai, "14") == MEASURE
    monkeypatch.setenv("PATH", str(tmp_path))
    without = gongkai("collect", str(path), "--on", "2019-07-18", "--format", "json")
    assert without.status == 1
    assert "另存为 .docx" in without.json[0]["problem"]


@needs_libreoffice
@pytest.mark.slow
@pytest.mark.sqlite
@pytest.mark.parametrize("ending", ["docx", "xlsx"])
def test_a_form_that_went_through_libreoffice(
    ending: str, fresh: Path, gongkai: Gongkai, tmp_path: Path, blank_docx: bytes, blank_xlsx: bytes
) -> None:
    """Opened and saved by another office program: identity, unit and plan are still there."""
    source = tmp_path / f"in.{ending}"
    source.write_bytes(blank_docx if ending == "docx" else blank_xlsx)
    saved_as(ending, tmp_path / "out", source)
    saved = tmp_path / "out" / f"in.{ending}"
    done = gongkai("collect", str(saved), "--on", "2019-07-18", "--format", "json")
    (result,) = done.json
    assert (result["unit"], result["unit_from"], result["status"]) == ("区司法局", "表内标识", "unchanged")
    assert {row["matched_by"] for row in result["rows"]} == {"mark"}
    assert len(result["rows"]) >= 11
