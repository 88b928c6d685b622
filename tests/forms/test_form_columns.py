"""A column of the form is declared once, for Word and Excel, out and in."""

# ruff: noqa: F401, F811

from __future__ import annotations

import io
from operator import attrgetter
from pathlib import Path

import docx
import openpyxl
import pytest
from conftest import Gongkai
from form_fixtures import UNIT, blank, compiled, fresh

from gongkai.forms.back.columns import role_of
from gongkai.forms.out import excel, word
from gongkai.forms.out.columns import COLUMNS, OTHER, Column
from gongkai.forms.out.excel import form_workbook
from gongkai.forms.out.layout import Form
from gongkai.forms.out.word import form_document

pytestmark = pytest.mark.sqlite

ADDED = Column(OTHER, "备注", attrgetter("task"), "", (1.5, 1.5), 8)


@pytest.mark.parametrize(
    "column", [column for column in COLUMNS if column.head], ids=lambda column: column.role
)
def test_the_forms_own_heading_means_its_column(column: Column) -> None:
    assert role_of(column.head) == column.role


def heads(content: bytes, kind: str) -> list[str]:
    """The headings of a form's table, those of merged cells once."""
    if kind == "docx":
        cells = docx.Document(io.BytesIO(content)).tables[0].rows[0].cells
        return list(dict.fromkeys(cell.text for cell in cells))
    (sheet, *_) = openpyxl.load_workbook(io.BytesIO(content))
    return [str(cell.value) for cell in sheet[3] if cell.value]


def test_a_column_declared_is_in_both_forms_and_both_come_back(
    blank: Form, fresh: Path, gongkai: Gongkai, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    at = next(number for number, column in enumerate(COLUMNS) if column.is_open)
    for module in (excel, word):
        monkeypatch.setattr(module, "COLUMNS", (*COLUMNS[:at], ADDED, *COLUMNS[at:]))
    printed = [column.head for column in (*COLUMNS[:at], ADDED, *COLUMNS[at:]) if column.head]
    made = {"docx": form_document(blank), "xlsx": form_workbook(blank)}
    assert heads(made["xlsx"], "xlsx") == printed
    assert heads(made["docx"], "docx") == [head for head in printed if head != "行标识（勿改）"]
    for kind, content in made.items():
        file = tmp_path / f"{UNIT}.{kind}"
        file.write_bytes(content)
        done = gongkai(
            "collect", str(file), "--dry-run", "--format", "json", "--on", "2019-07-18", "--db", str(fresh)
        )
        assert done.status == 0, done.err
        assert {row["task"] for row in done.json[0]["rows"]} == {row.task for row in blank.rows}
