"""`publish --from`: tables as Excel, WPS and people save them, taken back or refused with the line."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from conftest import Gongkai
from openpyxl import Workbook, load_workbook
from openpyxl.styles import Font

# How a table is read; that what it says is recorded in either store: test_publish.py.
pytestmark = pytest.mark.any_store

HEADING = ("单位", "任务", "事项", "发布日期", "标题", "网址", "期次")
MONTHLY = ("区国资局", "22", "2", "2019-10-08", "指标", "", "2019-08")
QUARTERLY = ("区水利局", "7", "4", "2019-10-08", "饮水安全状况", "", "2019-Q3")


def lines(*rows: tuple[str, ...], delimiter: str = ",") -> str:
    return "".join(delimiter.join(row) + "\r\n" for row in (HEADING, *rows))


def records(gongkai: Gongkai) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = gongkai("records", "--format", "json").json
    return found


def take(gongkai: Gongkai, path: Path, content: bytes) -> list[dict[str, Any]]:
    path.write_bytes(content)
    ran = gongkai("publish", "--from", str(path))
    assert ran.status == 0, ran.err
    return records(gongkai)


@pytest.mark.parametrize(
    ("row", "column", "spelling"),
    [
        *((MONTHLY, 6, text) for text in ("2019年8月", "2019/8/1", "2019/8", "Aug-19", "19-Aug", "8月")),
        *((MONTHLY, 6, text) for text in ("2019-08-01", "2019.8", "2019年8月1日", "43678", "Aug-2019")),
        *((QUARTERLY, 6, text) for text in ("2019年第3季度", "2019年三季度", "第三季度", "2019-q3", "3季度")),
        *((QUARTERLY, 2, text) for text in ("7-4", "7月4日", "4-Jul", "2026/7/4", "４")),
        *((MONTHLY, 2, text) for text in ("22-2", "Feb-22", "2022/2/1")),
        *(
            (MONTHLY, 3, text)
            for text in ("2019/10/8", "2019年10月8日", "8-Oct-19", "2019/10/8 0:00", "43746")
        ),
    ],
)
def test_what_excel_makes_of_a_cell_is_taken_back(
    gongkai: Gongkai, tmp_path: Path, row: tuple[str, ...], column: int, spelling: str
) -> None:
    spelled = (*row[:column], spelling, *row[column + 1 :])
    [found] = take(gongkai, tmp_path / "表.csv", lines(spelled).encode())
    assert (found["item"], found["on_date"], found["period"]) == (int(row[2]), row[3], row[6])


@pytest.mark.parametrize("spelling", ["2019/8/2", "2020/8/1", "13月", "2019年8季度", "5-Jul"])
def test_what_means_no_period_is_refused(gongkai: Gongkai, tmp_path: Path, spelling: str) -> None:
    path = tmp_path / "表.csv"
    path.write_text(lines((*MONTHLY[:6], spelling)), encoding="utf-8")
    ran = gongkai("publish", "--from", str(path))
    assert (ran.status, "第 2 行：" in ran.err, records(gongkai)) == (1, True, [])


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", "\t", ";"])
def test_encodings_and_delimiters(gongkai: Gongkai, tmp_path: Path, encoding: str, delimiter: str) -> None:
    content = lines(MONTHLY, QUARTERLY, delimiter=delimiter).encode(encoding)
    assert len(take(gongkai, tmp_path / "表.csv", content)) == 2


def test_the_mark_that_excel_puts_on_top(gongkai: Gongkai, tmp_path: Path) -> None:
    text = "sep=;\n" + lines(MONTHLY, ("没有的局", *MONTHLY[1:]), delimiter=";")
    path = tmp_path / "表.csv"
    path.write_text(text, encoding="utf-8")
    assert "第 4 行" in gongkai("publish", "--from", str(path)).err
    assert len(take(gongkai, path, ("sep=;\n" + lines(MONTHLY, delimiter=";")).encode())) == 1


BROKEN = {
    "never closed": ('"一季度情况', "二季度", "三季度"),
    "closed by another's": ('"一季度情况', '"二季度', "三季度"),
    "closed in the middle": ('"一季度情况', '二季度"', "三季度"),
    "one too many": ('一季度""', '"二"季度', "三季度"),
}


@pytest.mark.parametrize("titles", BROKEN.values(), ids=BROKEN)
def test_a_quote_too_few_swallows_nothing(gongkai: Gongkai, tmp_path: Path, titles: tuple[str, ...]) -> None:
    rows = [(*QUARTERLY[:4], title, "http://a.cn/1", "2019-Q3") for title in titles]
    path = tmp_path / "表.csv"
    path.write_text(lines(*rows), encoding="utf-8")
    ran = gongkai("publish", "--from", str(path))
    assert ran.status == 1
    assert "引号" in ran.err and ("第 2 " in ran.err or "第 3 " in ran.err)
    assert records(gongkai) == []


def test_a_line_break_in_a_title_is_no_broken_quote(gongkai: Gongkai, tmp_path: Path) -> None:
    row = (*QUARTERLY[:4], '"饮水安全\n状况，公开"', "", "2019-Q3")
    [found] = take(gongkai, tmp_path / "表.csv", lines(row).encode())
    assert found["title"] == "饮水安全 状况，公开"


def workbook(path: Path, *rows: tuple[Any, ...], above: tuple[str, ...] = ()) -> Path:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (above, HEADING, *rows) if above else (HEADING, *rows):
        sheet.append(row)
    book.save(path)
    return path


def test_a_workbook_with_days_as_days(gongkai: Gongkai, tmp_path: Path) -> None:
    path = workbook(
        tmp_path / "记录.xlsx",
        ("区国资局", 22, 2, date(2019, 9, 2), "8月指标", None, date(2019, 8, 1)),
        ("区水利局", 7, "7-4", "2019-10-08", "饮水安全状况", "http://a.gov.cn/1", "2019年第3季度"),
        above=("发布记录",),
    )
    ran = gongkai("publish", "--from", str(path))
    assert ran.status == 0, ran.err
    assert [(row["item"], row["on_date"], row["period"]) for row in records(gongkai)] == [
        (2, "2019-09-02", "2019-08"),
        (4, "2019-10-08", "2019-Q3"),
    ]


def test_a_bad_row_of_a_workbook_is_named(gongkai: Gongkai, tmp_path: Path) -> None:
    path = workbook(tmp_path / "记录.xlsx", MONTHLY, ("没有的局", *MONTHLY[1:]))
    ran = gongkai("publish", "--from", str(path))
    assert ran.status == 1 and "第3行" in ran.err
    assert records(gongkai) == []
    (tmp_path / "坏.xlsx").write_bytes(path.read_bytes()[:300])
    broken = gongkai("publish", "--from", str(tmp_path / "坏.xlsx"))
    assert broken.status == 1 and broken.err.startswith("错误：")


def test_cells_that_may_not_be_what_was_meant_are_named(gongkai: Gongkai, tmp_path: Path) -> None:
    path = tmp_path / "记录.xlsx"
    unit = ("区国资局", 22, 2)
    workbook(
        path,
        (*unit, "#N/A", "7月指标", None, "2019-07"),
        (*unit, date(2019, 9, 2), "8月指标", None, "2019-08"),
        (*unit, date(2019, 10, 9), "=A2", None, "2019-09"),
        (*unit, "#DIV/0!", "#REF!", "#NAME?", "#N/A"),
        (*unit, None, None, None, "#N/A"),  # nothing was published
    )
    book = load_workbook(path)
    sheet = book.active
    assert sheet is not None
    sheet["E3"].font = Font(strike=True)
    sheet["H3"] = "#N/A"  # in a column that isn't looked at
    sheet["A6"].font = Font(strike=True)
    book.save(path)
    ran = gongkai("publish", "--from", str(path))
    assert (ran.status, records(gongkai)) == (1, [])
    assert [line.strip() for line in ran.err.splitlines()[1:]] == [
        "工作表“Sheet”第2行：“发布日期”一栏：格子显示的是错误值 #N/A",
        "工作表“Sheet”第3行：“标题”一栏：格子里有划去的字（8月指标）",
        "工作表“Sheet”第4行：“标题”一栏：格子里是公式，没有算出的值",
        "工作表“Sheet”第5行：“发布日期”一栏：格子显示的是错误值 #DIV/0!",
    ]
    sheet["E3"].font = Font()
    for row in (5, 4, 2):
        sheet.delete_rows(row)
    book.save(path)
    assert gongkai("publish", "--from", str(path)).status == 0
    assert [row["title"] for row in records(gongkai)] == ["8月指标"]


def test_the_schedule_is_filled_in_and_handed_back(gongkai: Gongkai, tmp_path: Path) -> None:
    path = tmp_path / "日程.csv"
    table = gongkai("schedule", "-u", "区国资局", "--format", "csv").out.removeprefix("\ufeff").splitlines()
    assert "7-4" not in "".join(table) and "22-2" not in "".join(table)
    august = next(line for line in table if ",2019年8月," in line)
    filled = [table[0] + ",发布日期,标题,网址"]
    filled += [line + (",2019/9/2,8月指标," if line == august else ",,,") for line in table[1:]]
    path.write_bytes("\r\n".join(filled).encode("gbk"))
    ran = gongkai("publish", "--from", str(path))
    assert ran.status == 0, ran.err
    assert f"另有 {len(table) - 2} 行没有填" in ran.out
    assert [row["period"] for row in records(gongkai)] == ["2019-08"]
    path.write_bytes("\r\n".join([filled[0], *(line + ",,," for line in table[1:])]).encode())
    assert "没有可记的" in gongkai("publish", "--from", str(path)).err


def test_each_row_says_that_the_period_before_is_open(gongkai: Gongkai, tmp_path: Path) -> None:
    path = tmp_path / "表.csv"
    path.write_text(lines((*QUARTERLY[:6], ""), MONTHLY), encoding="utf-8")
    ran = gongkai("publish", "--from", str(path))
    [said] = [line for line in ran.err.splitlines() if "上一期" in line]
    assert said.startswith(
        "注意：第 2 行按发布日期（2019-10-08）记在 2019-Q4，而上一期2019年第3季度（2019-Q3）还没有完成"
    )
    assert "gongkai publish --correct 1 --period 2019-Q3" in said


def test_records_are_written_for_excel(gongkai: Gongkai, tmp_path: Path) -> None:
    take(gongkai, tmp_path / "表.csv", lines(MONTHLY).encode())
    [heading, row] = gongkai("records", "--format", "csv").out.removeprefix("\ufeff").splitlines()
    assert heading.split(",")[:6] == ["编号", "单位", "任务", "事项", "期次", "发布日期"]
    assert row.split(",")[1:6] == ["区国资局", "22", "2", "2019年8月", "2019-10-08"]


def sheet(book: Any, *rows: tuple[Any, ...]) -> Any:
    for row in (HEADING, *rows):
        book.append(row)
    return book


def test_every_sheet_with_a_heading_is_read(gongkai: Gongkai, tmp_path: Path) -> None:
    book, file = Workbook(), tmp_path / "发布.xlsx"
    front: Any = book.active
    front.append(("说明：一季一表",))
    sheet(book.create_sheet("三季度"), QUARTERLY)
    sheet(book.create_sheet("八月"), MONTHLY)
    book.save(file)
    assert gongkai("publish", "--from", str(file)).out.startswith("√ 已记 2 条发布记录")
    book["八月"].append(("区国资局", "22", "2", "没有", "指标"))
    book.save(file)
    assert "工作表“八月”第3行" in gongkai("publish", "--from", str(file)).err


def test_a_cell_over_several_rows_is_said_of_each(
    gongkai: Gongkai, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GONGKAI_UNIT", "区司法局")
    book, file = Workbook(), tmp_path / "发布.xlsx"
    again = (None, *QUARTERLY[1:4], "另一次", *QUARTERLY[5:])
    sheet(book.active, QUARTERLY, again).merge_cells("A2:A3")
    book.save(file)
    assert gongkai("publish", "--from", str(file)).status == 0
    assert {row["unit"] for row in records_of_all(gongkai)} == {"区水利局"}


def records_of_all(gongkai: Gongkai) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = gongkai("records", "--all-units", "--format", "json").json
    return found


def test_the_usual_unit_stands_for_no_empty_cell(
    gongkai: Gongkai, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Only for a column that isn't there: an empty cell beside other units' is a slip."""
    monkeypatch.setenv("GONGKAI_UNIT", "区水利局")
    file = tmp_path / "发布.csv"
    file.write_text(lines(MONTHLY, ("", *QUARTERLY[1:])), encoding="utf-8")
    done = gongkai("publish", "--from", str(file))
    assert done.status == 1 and "第 3 行：没有写单位" in done.err
    file.write_text(lines(("", *QUARTERLY[1:])), encoding="utf-8")
    assert gongkai("publish", "--from", str(file), "--unit", "区水利局").status == 0
    file.write_text(
        lines(QUARTERLY).replace("单位,", "").replace("区水利局,", "").replace("安全", "质量"),
        encoding="utf-8",
    )
    assert gongkai("publish", "--from", str(file)).status == 0
    assert [row["unit"] for row in records_of_all(gongkai)] == ["区水利局"] * 2


def test_other_tables_are_refused_in_one_line(gongkai: Gongkai, tmp_path: Path) -> None:
    file = tmp_path / "发布.csv"
    for text, said in {
        lines(QUARTERLY).replace("网址", "标题"): "的表头里“标题”有两列，请只留一列",
        lines((*QUARTERLY[:4], "字" * 200_000, *QUARTERLY[5:])): "第 2 行有一格超过 131072 个字",
    }.items():
        file.write_text(text, encoding="utf-8")
        done = gongkai("publish", "--from", str(file))
        assert done.status == 1 and said in done.err and done.err.count("\n") == 1


def test_more_lines_than_a_district_publishes_are_refused_at_once(gongkai: Gongkai, tmp_path: Path) -> None:
    path = tmp_path / "表.csv"
    path.write_text(lines(*[QUARTERLY] * 20_001), encoding="utf-8-sig")
    ran = gongkai("publish", "--from", str(path))
    assert (ran.status, ran.err.count("\n")) == (1, 1), ran.err
    assert "有 20001 行，一次至多记 20000 行，一条也没有记；请分成几个文件" in ran.err
    assert records(gongkai) == []
