"""The office's documents from either store: a file, or the district's server."""

from __future__ import annotations

from pathlib import Path

import docx
import openpyxl
from conftest import Gongkai


def test_documents_from_the_store(gongkai: Gongkai, tmp_path: Path) -> None:
    answer = (
        "--measure",
        "公布清单",
        "--section",
        "法制科",
        "--officer",
        "张三",
        "--contact",
        "0533-0000000",
    )
    assert gongkai("fill", "-u", "区司法局", "-t", "14", "--on", "2019-07-18", *answer).status == 0
    record = ("-t", "14", "--item", "4", "--date", "2019-07-30", "--title", "主体清单")
    assert gongkai("publish", "-u", "区司法局", *record).status == 0
    day = ("--as-of", "2019-09-27")

    (entry,) = gongkai("remind", "-u", "区司法局", *day, "--format", "json").json
    (unit,) = gongkai("report", "-u", "区司法局", *day, "--format", "json").json["units"]
    assert entry["rows_missing"] == unit["rows_due"] - 1
    assert entry["contacts"][0]["contact"] == "0533-0000000"

    for arguments in (
        ("report", *day, "-o", "report.html"),
        ("ledger", "-u", "区司法局", *day, "-o", "ledger.xlsx"),
        ("bulletin", *day, "-o", "bulletin.docx"),
        ("annual", "-u", "区司法局", *day, "-o", "annual.docx"),
        ("annual", *day, "-o", "district.docx"),
    ):
        done = gongkai(*arguments[:-1], str(tmp_path / arguments[-1]))
        assert done.status == 0, done.err

    page = (tmp_path / "report.html").read_text(encoding="utf-8")
    assert "主体清单" in page
    assert "0533-000****" in page
    rows = list(openpyxl.load_workbook(tmp_path / "ledger.xlsx")["台账"].values)
    line = next(row for row in rows if row[3] == "14-4")
    assert {"绿", "按期完成", "2019-07-30　主体清单", "已填报"} <= set(line)
    bulletin = "\n".join(p.text for p in docx.Document(str(tmp_path / "bulletin.docx")).paragraphs)
    assert f"区司法局（1/{unit['rows_due']}）" in bulletin
    for name in ("annual.docx", "district.docx"):
        tables = docx.Document(str(tmp_path / name)).tables
        assert any(cell.text == "主体清单" for table in tables for row in table.rows for cell in row.cells)
