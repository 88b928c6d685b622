"""The annex as the office issued it, built by program: a table a page, rows cut by the page's end, headings that
don't stand above their data. Nothing in it is ours; it is filled in as by hand.
"""

from __future__ import annotations

import io
import re
from collections.abc import Mapping
from functools import cache
from typing import NamedTuple

import docx
import yaml
from conftest import PLAN_FILE, ROOT
from docx.document import Document

SOURCE = ROOT / "tests" / "source" / "linzi_2019.txt"

Fill = tuple[str, str]  # measure, people


class Row(NamedTuple):
    """One row as printed; `task` is None for a heading, `first` false for the second part of a cut row."""

    cells: list[str]
    task: str | None
    first: bool
    responsible: int


@cache
def plan_rows() -> list[tuple[str, str, str]]:
    """Number, demand and responsible units of the annex's rows, read without our own loader."""
    plan = yaml.load(PLAN_FILE.read_text(encoding="utf-8"), yaml.CBaseLoader)
    return [
        (task["id"], task["requirement"], task["responsible"])
        for task in plan["tasks"]
        if task.get("part", "annex") == "annex" and not task["id"].startswith("Z")
    ]


def plain(text: str) -> str:
    return re.sub(r"[^0-9A-Za-z\u4e00-\u9fff]", "", text)


@cache
def source_tables() -> tuple[tuple[Row, ...], ...]:
    """The annex's tables as they stand in the source."""
    tables: list[list[list[str]]] = []
    inside = False
    for line in SOURCE.read_text(encoding="utf-8").splitlines():
        if line.startswith("|"):
            if not inside:
                tables.append([])
            inside = True
            cells = [re.sub(r"</?p>", "", cell).strip() for cell in line.strip().strip("|").split("|")]
            if not all(re.fullmatch(r"-*", cell) for cell in cells):
                tables[-1].append(cells)
        else:
            inside = False
    demands = plan_rows()
    at = -1
    made = []
    for table in tables:
        rows = []
        for cells in table:
            texts = [plain(cell) for cell in cells]
            if "工作要求" in texts:
                rows.append(Row(cells, None, True, texts.index("责任单位")))
                continue
            following = plain(demands[at + 1][1]) if at + 1 < len(demands) else "\0"
            begins = any(len(text) > 5 and following.startswith(text) for text in texts)
            at += begins
            shown = max((i for i, text in enumerate(texts) if text), default=0)
            rows.append(Row(cells, demands[at][0], begins, shown))
        # The column of the responsible units is the same all over a table.
        column = max(row.responsible for row in rows if row.task)
        rows = [row._replace(responsible=column) if row.task else row for row in rows]
        width = max(column + 3, *(len(row.cells) for row in rows))
        made.append(tuple(row._replace(cells=[*row.cells, *[""] * (width - len(row.cells))]) for row in rows))
    return tuple(made)


def filled_tables(fills: Mapping[str, Fill], *, cut: bool = False) -> list[list[list[str]]]:
    """The tables' cells with measures and people written in; `cut`: a measure goes on in a cut row's second part."""
    parts: dict[str, int] = {}
    for table in source_tables():
        for row in table:
            if row.task:
                parts[row.task] = parts.get(row.task, 0) + 1
    made = []
    for table in source_tables():
        lines = []
        for row in table:
            cells = list(row.cells)
            if row.task in fills:
                measure, people = fills[row.task]
                halves = cut and parts[row.task] == 2 and len(measure) > 8
                middle = len(measure) // 2
                if row.first:
                    cells[row.responsible + 1] = measure[:middle] if halves else measure
                    cells[row.responsible + 2] = people
                elif halves:
                    cells[row.responsible + 1] = measure[middle:]
            lines.append(cells)
        made.append(lines)
    return made


def annex_document(fills: Mapping[str, Fill], *, cut: bool = False) -> Document:
    """The annex as a Word document, filled in."""
    document = docx.Document()
    document.add_paragraph("附件")
    document.add_paragraph("2019 年临淄区政务公开主要任务分解表")
    for lines in filled_tables(fills, cut=cut):
        add_table(document, lines)
        document.add_paragraph()
    return document


def add_table(document: Document, lines: list[list[str]]) -> None:
    width = max(map(len, lines))
    table = document.add_table(0, width)
    for line in lines:
        row = table.add_row()
        for cell, text in zip(row.cells, [*line, *[""] * (width - len(line))], strict=True):
            cell.text = text


def document_bytes(document: Document) -> bytes:
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()
