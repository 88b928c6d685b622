"""Forms that go to and fro between a unit's own store and the office's: what the unit said last is what stands."""

# ruff: noqa: F401, F811

from __future__ import annotations

import shutil
from collections.abc import Callable
from email import policy
from email.parser import BytesParser
from pathlib import Path
from typing import Any

import pytest
from annex import annex_document, document_bytes
from conftest import Gongkai, Ran
from form_fixtures import blank, blank_docx, blank_xlsx, compiled, fresh
from hand import PEOPLE, excel, fill, fill_sheet, word

pytestmark = pytest.mark.sqlite

UNIT = "区司法局"
CLERK = ("--section", "法制科", "--officer", "张三", "--contact", "0533-0000000")


class Exchange:
    """A unit with a store of its own, and the office (GONGKAI_DB)."""

    def __init__(self, gongkai: Gongkai, folder: Path) -> None:
        self.gongkai, self.folder = gongkai, folder
        self.store = folder / "unit.db"
        shutil.copy(folder / "gongkai.db", self.store)
        self.made = 0

    def unit(self, *arguments: str) -> Ran:
        done = self.gongkai(*arguments, "--db", str(self.store))
        assert done.status == 0, done.err
        return done

    def fill(self, task: str, on: str, *fields: str) -> None:
        self.unit("fill", "-u", UNIT, "-t", task, "--on", on, *fields)

    def form(self, day: str, kind: str = "docx") -> Path:
        """The unit's form as of a day, as a file; `mail`: out of the mail that it sends."""
        self.made += 1
        path = self.folder / f"{self.made}.{'eml' if kind == 'mail' else kind}"
        if kind != "mail":
            self.unit("form", "-u", UNIT, "-o", str(path), "--as-of", day)
            return path
        self.unit("submit", "-u", UNIT, "-o", str(path), "--on", day)
        mail = BytesParser(policy=policy.default).parsebytes(path.read_bytes())
        (attachment,) = mail.iter_attachments()
        path = path.with_suffix(f".{attachment.get_filename().rsplit('.', 1)[1]}")
        path.write_bytes(attachment.get_content())
        return path

    def collect(self, path: Path, on: str, *more: str) -> Ran:
        return self.gongkai("collect", str(path), "--on", on, "--format", "json", *more)

    def row(self, done: Ran, task: str) -> dict[str, Any]:
        return next(row for row in done.json[0]["rows"] if row["task"] == task)

    def office(self, task: str) -> dict[str, Any]:
        rows = self.gongkai("tasks", "-u", UNIT, "--as-of", "2019-12-31", "--format", "json").json
        return next(row for row in rows if row["id"] == task)

    def phone(self, task: str, on: str, text: str) -> None:
        assert self.gongkai("fill", "-u", UNIT, "-t", task, "--on", on, "--measure", text).status == 0


@pytest.fixture
def exchange(fresh: Path, gongkai: Gongkai, tmp_path: Path) -> Exchange:
    return Exchange(gongkai, tmp_path)


def touched(path: Path, task: str, measure: str, people: str = PEOPLE) -> Path:
    """A form with something typed into a row, as another file."""
    new = path.with_name(f"{path.stem}改{path.suffix}")
    content = path.read_bytes()
    if path.suffix == ".docx":
        new.write_bytes(word(lambda document: fill(document, task, measure, people), content))
    else:
        new.write_bytes(excel(lambda book: fill_sheet(book, task, measure, people), content))
    return new


# ---------------------------------------------------------------- a unit with a store of its own


@pytest.mark.parametrize("second_day", ["2019-07-22", "2019-07-19"])
@pytest.mark.parametrize("kind", ["docx", "xlsx", "mail"])
def test_what_the_unit_corrects_is_taken(kind: str, second_day: str, exchange: Exchange) -> None:
    exchange.fill("12", "2019-07-18", "--measure", "公布证明事项清单")
    assert exchange.collect(exchange.form("2019-07-18", kind), "2019-07-19").status == 0
    exchange.fill("12", "2019-07-18", *CLERK)
    exchange.fill("14", "2019-07-18", "--measure", "公布主体清单", *CLERK)
    done = exchange.collect(exchange.form("2019-07-22", kind), second_day)
    assert done.status == 0, done.json
    row = exchange.row(done, "12")
    assert (row["result"], row["notes"]) == ("changed", ["改了科室、责任人、联系方式"])
    assert exchange.row(done, "14")["result"] == "new"
    assert exchange.office("12")["officer"] == "张三"


def test_after_a_return(exchange: Exchange) -> None:
    exchange.fill("12", "2019-07-18", "--measure", "加强管理", *CLERK)
    exchange.collect(exchange.form("2019-07-18"), "2019-07-19")
    assert exchange.gongkai("return", "-u", UNIT, "--reason", "太空", "--on", "2019-07-22").status == 0
    exchange.fill("12", "2019-07-22", "--measure", "7月底前公布")
    done = exchange.collect(exchange.form("2019-07-22"), "2019-07-22")
    assert exchange.row(done, "12")["notes"] == ["改了措施"]
    assert exchange.office("12")["status"] == "filed"


def test_what_was_noted_by_telephone_and_then_sent_in_detail(exchange: Exchange) -> None:
    exchange.phone("12", "2019-07-18", "公布清单")
    exchange.fill("12", "2019-07-18", "--measure", "7月底前公布证明事项清单", *CLERK)
    done = exchange.collect(exchange.form("2019-07-18"), "2019-07-19")
    assert exchange.row(done, "12")["notes"] == ["改了措施、科室、责任人、联系方式"]


def test_what_is_lacking_is_added_on_the_same_day(exchange: Exchange, blank_docx: bytes) -> None:
    """To fill in what an answer lacks contradicts nothing, so that no day is needed to tell the newer one."""
    exchange.phone("12", "2019-07-18", "公布清单")
    path = exchange.folder / "空.docx"
    path.write_bytes(blank_docx)
    done = exchange.collect(touched(path, "12", "公布清单"), "2019-07-18")
    assert exchange.row(done, "12")["notes"] == ["改了科室、责任人、联系方式"]


@pytest.mark.parametrize("kind", ["docx", "xlsx"])
def test_going_back_to_an_earlier_text_is_a_change_too(kind: str, exchange: Exchange) -> None:
    for text in ("甲措施", "乙措施", "甲措施"):
        exchange.fill("12", "2019-07-18", "--measure", text, *CLERK)
        done = exchange.collect(exchange.form("2019-07-18", kind), "2019-07-19")
        assert exchange.office("12")["measure"] == text, done.json


def test_coming_back_to_a_text_that_a_call_overtook_is_asked_about(exchange: Exchange) -> None:
    exchange.fill("12", "2019-07-18", "--measure", "甲措施", *CLERK)
    exchange.collect(exchange.form("2019-07-18"), "2019-07-18")
    exchange.phone("12", "2019-07-19", "电话里说的")
    for text in ("乙措施", "甲措施"):
        exchange.fill("12", "2019-07-20", "--measure", text)
    path = exchange.form("2019-07-20")
    row = exchange.row(exchange.collect(path, "2019-07-20"), "12")
    assert (row["result"], "单位像是又改回来了" in row["notes"][0]) == ("doubtful", True)
    assert exchange.collect(path, "2019-07-20", "--replace").status == 0
    assert exchange.office("12")["measure"] == "甲措施"


@pytest.mark.parametrize("kind", ["docx", "xlsx"])
@pytest.mark.parametrize(
    ("measure", "people", "gone"),
    [
        ("", PEOPLE, "措施"),
        ("公布清单", "法制科", "责任人、联系方式"),
        ("", "", "措施、科室、责任人、联系方式"),
        ("公布新的清单", "", "科室、责任人、联系方式"),
    ],
)
def test_what_is_deleted_from_a_form_is_said(
    kind: str, measure: str, people: str, gone: str, exchange: Exchange
) -> None:
    """Nothing is taken away for an empty cell, but not in silence."""
    exchange.fill("14", "2019-07-18", "--measure", "公布清单", *CLERK)
    form = exchange.form("2019-07-18", kind)
    exchange.collect(form, "2019-07-19")
    done = exchange.collect(touched(form, "14", measure, people), "2019-07-20")
    [note] = [note for note in exchange.row(done, "14")["notes"] if "没有照删" in note]
    assert note.startswith(f"表里原有的{gone}删去了")
    held = exchange.office("14")
    assert (held["measure"], held["officer"]) == (measure or "公布清单", "张三")
    again = exchange.row(exchange.collect(form, "2019-07-20"), "14")["notes"]
    assert not any("没有照删" in note for note in again)


def test_many_corrections_between_two_forms(exchange: Exchange) -> None:
    """The form tells as many earlier texts as are needed, however long the unit has been at it."""
    exchange.fill("12", "2019-07-18", "--measure", "最初", *CLERK)
    exchange.collect(exchange.form("2019-07-18"), "2019-07-19")
    for number in range(20):
        exchange.fill("12", "2019-07-18", "--measure", f"第{number}稿", *CLERK)
    done = exchange.collect(exchange.form("2019-07-18"), "2019-07-19")
    assert exchange.row(done, "12")["notes"] == ["改了措施"]


# ---------------------------------------------------------------- old files


@pytest.mark.parametrize("kind", ["docx", "xlsx"])
def test_an_old_form_undoes_nothing_that_came_since(kind: str, exchange: Exchange) -> None:
    exchange.fill("12", "2019-07-18", "--measure", "甲措施", *CLERK)
    old = exchange.form("2019-07-18", kind)
    exchange.collect(old, "2019-07-19")
    exchange.phone("12", "2019-07-22", "电话里改的")
    saved_again = touched(old, "14", "另一项")
    for path in (old, saved_again):
        done = exchange.collect(path, "2019-07-23")
        assert done.status == 0
        assert exchange.row(done, "12")["result"] == "unchanged"
        assert "没有改过；库中已有更新的填报" in exchange.row(done, "12")["notes"][0]
        assert exchange.office("12")["measure"] == "电话里改的"
    assert exchange.office("14")["measure"] == "另一项"


def test_a_file_filled_in_by_hand_is_old_too(exchange: Exchange, blank_docx: bytes) -> None:
    path = exchange.folder / "空.docx"
    path.write_bytes(blank_docx)
    old = touched(path, "12", "甲措施")
    exchange.collect(old, "2019-07-19")
    exchange.phone("12", "2019-07-22", "电话里改的")
    done = exchange.collect(old, "2019-07-23")
    assert (done.status, done.json[0]["notes"]) == (0, ["这份文件 2019-07-19 已收过"])
    assert "以前收过" in exchange.row(done, "12")["notes"][0]
    assert exchange.office("12")["measure"] == "电话里改的"
    assert exchange.collect(old, "2019-07-23", "--replace").status == 0
    assert exchange.office("12")["measure"] == "甲措施"


def test_an_old_file_after_the_text_it_was_typed_over_came_back(exchange: Exchange) -> None:
    exchange.phone("12", "2019-07-17", "电话里说的")
    path = exchange.folder / "表.docx"
    assert exchange.gongkai("form", "-u", UNIT, "-o", str(path), "--as-of", "2019-07-18").status == 0
    old = touched(path, "12", "表里改的", "")
    exchange.collect(old, "2019-07-18")
    exchange.phone("12", "2019-07-19", "电话里说的")
    assert exchange.row(exchange.collect(old, "2019-07-20"), "12")["result"] == "unchanged"
    assert exchange.office("12")["measure"] == "电话里说的"
    path = exchange.folder / "再发的表.docx"
    assert exchange.gongkai("form", "-u", UNIT, "-o", str(path), "--as-of", "2019-07-20").status == 0
    exchange.collect(touched(path, "12", "表里改的", ""), "2019-07-20")
    assert exchange.office("12")["measure"] == "表里改的"


def test_what_was_taken_back_may_come_again(exchange: Exchange) -> None:
    exchange.fill("12", "2019-07-18", "--measure", "甲措施", *CLERK)
    path = exchange.form("2019-07-18")
    exchange.collect(path, "2019-07-19")
    assert exchange.gongkai("undo", "-u", UNIT, "-t", "12").status == 0
    assert exchange.row(exchange.collect(path, "2019-07-20"), "12")["result"] == "new"


# ---------------------------------------------------------------- which of two is newer


def test_a_returned_answer_is_replaced(exchange: Exchange, blank_xlsx: bytes) -> None:
    """The unit corrects its own file, which was made when nothing was filed yet."""
    path = exchange.folder / "空.xlsx"
    path.write_bytes(blank_xlsx)
    assert exchange.collect(touched(path, "12", "加强管理"), "2019-07-18").status == 0
    exchange.gongkai("return", "-u", UNIT, "--reason", "请写明时间", "--on", "2019-07-22")
    early = exchange.collect(touched(path, "12", "7月底前公布"), "2019-07-21")
    assert early.status == 1
    assert "2019-07-22 退回的" in exchange.row(early, "12")["notes"][0]
    done = exchange.collect(touched(path, "12", "7月底前公布"), "2019-07-22")
    assert exchange.row(done, "12")["notes"] == ["改了措施"]


@pytest.mark.parametrize("ours", [True, False])
def test_two_answers_of_one_day_are_a_question(ours: bool, exchange: Exchange, blank_docx: bytes) -> None:
    def made(name: str, text: str) -> Path:
        path = exchange.folder / f"{name}.docx"
        if not ours:
            path = exchange.folder / f"区司法局{name}.docx"
            path.write_bytes(document_bytes(annex_document({"12": (text, PEOPLE)})))
            return path
        path.write_bytes(blank_docx)
        return touched(path, "12", text)

    assert exchange.collect(made("一", "甲措施"), "2019-07-18").status == 0
    second = made("二", "乙措施")
    done = exchange.collect(second, "2019-07-18")
    assert done.status == 1
    row = exchange.row(done, "12")
    assert row["result"] == "doubtful"
    assert "同一天（2019-07-18）" in row["notes"][0]
    assert "新" not in row["notes"][0]
    assert exchange.collect(second, "2019-07-18", "--replace").status == 0


# ---------------------------------------------------------------- two files of one unit in one run


def annex(path: Path, **answers: str) -> Path:
    path.parent.mkdir(exist_ok=True)
    rows = {task.removeprefix("t"): (text, PEOPLE) for task, text in answers.items()}
    path.write_bytes(document_bytes(annex_document(rows)))
    return path


def results(done: Ran) -> dict[str, str]:
    return {Path(result["file"]).name: result["status"] for result in done.json}


def test_two_that_differ_are_both_named_and_neither_is_taken(exchange: Exchange) -> None:
    folder = exchange.folder / "收件"
    annex(folder / "区司法局(1).docx", t12="新措施", t14="一样")
    annex(folder / "区司法局.docx", t12="旧措施", t14="一样")
    annex(folder / "区水利局.docx", t7="水质")
    done = exchange.collect(folder, "2019-07-18")
    assert done.status == 1
    assert results(done) == {
        "区司法局(1).docx": "refused",
        "区司法局.docx": "refused",
        "区水利局.docx": "filed",
    }
    for result, other in zip(done.json, ("区司法局.docx", "区司法局(1).docx"), strict=False):
        assert other in result["problem"]
        (row,) = [row for row in result["rows"] if row["result"] == "doubtful"]
        assert row["task"] == "12"
        assert other in row["notes"][-1]
    assert exchange.office("12")["measure"] is None
    assert exchange.collect(folder / "区司法局(1).docx", "2019-07-18").status == 0
    assert exchange.office("12")["measure"] == "新措施"


def test_what_is_no_rival(exchange: Exchange, blank_docx: bytes) -> None:
    """Collected before, blank, the same again, other rows of the unit."""
    folder = exchange.folder / "收件"
    annex(folder / "区司法局旧.docx", t12="旧措施")
    assert exchange.collect(folder, "2019-07-18").status == 0
    annex(folder / "区司法局新.docx", t12="新措施")
    annex(folder / "区司法局新（再发）.docx", t12="新措施")
    annex(folder / "区司法局另几行.docx", t14="另一项")
    (folder / "空.docx").write_bytes(blank_docx)
    done = exchange.collect(folder, "2019-07-19")
    assert done.status == 0, done.json
    assert results(done) == {
        "区司法局旧.docx": "unchanged",
        "区司法局新.docx": "filed",
        "区司法局新（再发）.docx": "unchanged",
        "区司法局另几行.docx": "filed",
        "空.docx": "unchanged",
    }
    exchange.phone("12", "2019-07-20", "电话里改的")
    again = exchange.collect(folder, "2019-07-22")
    assert (again.status, set(results(again).values())) == (0, {"unchanged"})
    assert exchange.office("12")["measure"] == "电话里改的"
