"""One question has one answer, in whatever paper it is asked."""

from __future__ import annotations

import csv
import io
import re
from pathlib import Path
from typing import Any

import pytest
from conftest import PLAN_FILE, Gongkai
from docx import Document
from openpyxl import load_workbook
from plans import small_plan

from gongkai.render.terminal.report import unit_names
from gongkai.report.deadlines import Gathered
from gongkai.report.figures import UnitLine
from gongkai.store.questions.figures import Counts, Deadline

ANSWER = ("--measure", "公布", "--section", "法制科", "--officer", "张三", "--contact", "0533-0000000")


def fill(gongkai: Gongkai, unit: str, task: str, day: str, *answer: str) -> None:
    done = gongkai("fill", "-u", unit, "-t", task, "--on", day, *(answer or ANSWER))
    assert done.status == 0, done.err


def fill_all(gongkai: Gongkai, unit: str, day: str) -> None:
    for task in gongkai("tasks", "-u", unit, "--as-of", day, "--format", "json").json:
        if task["filing_duty"]:
            fill(gongkai, unit, task["id"], day)


def task_of(gongkai: Gongkai, unit: str, task: str, day: str) -> Any:
    rows = gongkai("tasks", "-u", unit, "--as-of", day, "--format", "json").json
    return next(row for row in rows if row["id"] == task)


def words(path: Path) -> str:
    document = Document(str(path))
    cells = (cell.text for table in document.tables for row in table.rows for cell in row.cells)
    return "\n".join([*(paragraph.text for paragraph in document.paragraphs), *cells])


def sheet(path: Path, name: str) -> list[dict[str, Any]]:
    rows = [list(row) for row in load_workbook(path)[name].iter_rows(values_only=True)]
    start = next(number for number, row in enumerate(rows) if "逾期" in row or "状态" in row)
    return [dict(zip(map(str, rows[start]), row, strict=False)) for row in rows[start + 1 :]]


# ---------------------------------------------------------------- the word beside a date is that date's


def test_what_was_done_late_makes_no_later_date_due_soon(
    gongkai: Gongkai, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(gongkai, "区水利局", "7", "2019-07-22")
    day = ("--as-of", "2019-07-25")
    row = task_of(gongkai, "区水利局", "7", "2019-07-25")
    assert (row["light"], row["next_due"], row["next_due_state"]) == ("yellow", "2019-09-30", "pending")
    for width in ("60", "100"):
        monkeypatch.setenv("COLUMNS", width)
        page = gongkai("tasks", "-u", "区水利局", "--basis", "named", *day).out
        assert "2019-09-30" in page and "临期" not in page
    page = gongkai("show", "7", "-u", "区水利局", *day).out
    assert "2019-09-30" in page and "临期" not in page


def test_a_late_publication_makes_no_later_date_due_soon(gongkai: Gongkai) -> None:
    fill_all(gongkai, "区水利局", "2019-07-18")
    late = ("--date", "2019-10-08", "--period", "2019-Q3", "--title", "三季度")
    assert gongkai("publish", "-u", "区水利局", "-t", "7", "--item", "4", *late).status == 0
    row = task_of(gongkai, "区水利局", "7", "2019-10-10")
    assert (row["light"], row["next_due"], row["next_due_state"]) == ("yellow", "2019-12-31", "pending")
    for command in (("tasks", "-u", "区水利局", "--basis", "named"), ("show", "7", "-u", "区水利局")):
        page = gongkai(*command, "--as-of", "2019-10-10").out
        assert "2019-12-31" in page and "临期" not in page
    assert "临期（3个工作日内）0" in gongkai("report", "--headline", "--as-of", "2019-10-10").out


@pytest.mark.parametrize(
    ("day", "state", "word"),
    [
        ("2019-09-20", "pending", ""),
        ("2019-09-29", "soon", "临期"),
        ("2019-09-30", "soon", "临期"),
        ("2019-10-01", "overdue", "逾期"),
    ],
)
def test_the_word_is_said_when_the_date_is_near_or_past(
    gongkai: Gongkai, day: str, state: str, word: str
) -> None:
    fill_all(gongkai, "区水利局", "2019-07-18")
    assert task_of(gongkai, "区水利局", "7", day)["next_due_state"] == state
    page = gongkai("show", "7", "-u", "区水利局", "--as-of", day).out
    assert (f"2019-09-30（{word}）" if word else "2019-09-30 ") in page.replace("\n", " ")
    sheet = gongkai("tasks", "-u", "区水利局", "--as-of", day, "--format", "csv").out.removeprefix("\ufeff")
    row = next(row for row in csv.DictReader(io.StringIO(sheet)) if row["序号"] == "7")
    assert row["最近期限状态"] == {"pending": "未到期", "soon": "临期", "overdue": "逾期"}[state]


# ---------------------------------------------------------------- an unfiled row before its deadline


@pytest.mark.parametrize(
    ("day", "light", "colour"),
    [
        ("2019-07-10", "green", "DFEFE4"),
        ("2019-07-17", "yellow", "FBEFCB"),
        ("2019-07-22", "red", "FADBD6"),
    ],
)
def test_an_unfiled_row_has_one_light(
    gongkai: Gongkai, tmp_path: Path, day: str, light: str, colour: str
) -> None:
    assert task_of(gongkai, "区司法局", "12", day)["light"] == light
    book, page = tmp_path / "l.xlsx", tmp_path / "r.html"
    assert gongkai("ledger", "-u", "区司法局", "--as-of", day, "-o", str(book)).status == 0
    cells = [row for row in load_workbook(book)["台账"].iter_rows() if str(row[1].value) == "12"]
    heads = next(row for row in load_workbook(book)["台账"].iter_rows() if row[0].value == "单位")
    column = [cell.value for cell in heads].index("填报")
    assert {row[column].fill.start_color.rgb[-6:] for row in cells} == {colour}
    assert gongkai("report", "-u", "区司法局", "--as-of", day, "-o", str(page)).status == 0
    article = page.read_text(encoding="utf-8").split('id="unit-区司法局"')[1]
    filing = article.split("<h4>填报</h4>")[1].split("</table>")[0]
    assert set(re.findall(r'class="light (\w+)"', filing)) == {light}


def test_the_matrix_shows_what_a_town_has_filed(gongkai: Gongkai) -> None:
    """Nobody obliges a town to file; what it has filed is done all the same."""
    tasks = [
        t["id"] for t in gongkai("tasks", "-u", "齐都镇", "--format", "json").json if t["part"] == "annex"
    ]
    task = next(t for t in tasks if not task_of(gongkai, "齐都镇", t, "2019-07-10")["next_due"])

    def sign() -> str:
        matrix = gongkai("report", "--matrix", "--as-of", "2019-07-25", "--format", "json").json["matrix"]
        return str(next(u for u in matrix["units"] if u["unit"] == "齐都镇")["states"][task])

    assert sign() == "open"
    fill(gongkai, "齐都镇", task, "2019-07-18", "--measure", "公布")
    assert sign() == "open"
    fill(gongkai, "齐都镇", task, "2019-07-19")
    assert sign() == "done"


# ---------------------------------------------------------------- a claim after the filing deadline


def test_a_claim_after_the_deadline_takes_nothing_from_a_complete_unit(
    gongkai: Gongkai, tmp_path: Path
) -> None:
    unit = "区退役军人局"
    fill_all(gongkai, unit, "2019-07-19")
    before = gongkai("report", "--as-of", "2019-08-21", "--format", "json").json
    assert gongkai("claim", "-u", unit, "-t", "4", "--on", "2019-08-20").status == 0
    after = gongkai("report", "--as-of", "2019-08-21", "--format", "json").json
    assert after["completion"]["units_complete"] == before["completion"]["units_complete"] == 1
    assert after["completion"]["rows_due"] == before["completion"]["rows_due"] == 279
    duty = next(row for row in after["deadlines"] if (row["unit"], row["task"]) == (unit, "Z1"))
    line = next(row for row in after["units"] if row["unit"] == unit)
    assert (duty["state"], duty["need"], duty["done"]) == ("done", line["rows_due"], line["rows_filed"])
    paper, book = tmp_path / "b.docx", tmp_path / "l.xlsx"
    assert gongkai("bulletin", "--as-of", "2019-08-21", "-o", str(paper)).status == 0
    said = words(paper)
    assert "未报齐的 " not in said and "279 项" in said and "报齐的 1 个" in said
    assert gongkai("ledger", "--as-of", "2019-08-21", "-o", str(book)).status == 0
    row = next(row for row in sheet(book, "按单位") if str(row["单位"]).rstrip("*") == unit)
    assert (row["名次"], row["应填报"], row["已填报"]) == (1, line["rows_due"], line["rows_filed"])
    head = gongkai("tasks", "-u", unit, "--as-of", "2019-08-21").out
    assert f"应填报 {line['rows_due']} 项，已填报 {line['rows_filed']} 项" in head.replace("\n", "")
    # What it has claimed and not answered is still to be seen, and asked for.
    open_rows = gongkai("tasks", "-u", unit, "--unfiled", "--as-of", "2019-08-21", "--format", "json").json
    assert [row["id"] for row in open_rows] == ["4"]
    assert "4" in gongkai("remind", "-u", unit, "--as-of", "2019-08-21").out


# ---------------------------------------------------------------- who hasn't filed


@pytest.mark.parametrize("returned", [False, True])
def test_one_count_of_who_has_not_filed(gongkai: Gongkai, tmp_path: Path, returned: bool) -> None:
    """区残联 has one row: that is incomplete, or returned. Its form is on the desk: it isn't one that filed nothing."""
    answer = ANSWER if returned else ("--measure", "公布")
    fill(gongkai, "区残联", "23", "2019-07-18", *answer)
    if returned:
        assert gongkai("return", "-u", "区残联", "--reason", "请改", "--on", "2019-07-22").status == 0
    day = ("--as-of", "2019-07-23")
    figures = gongkai("report", *day, "--format", "json").json["completion"]
    assert (figures["units_due"], figures["units_unsettled"], figures["units_unfiled"]) == (34, 1, 33)
    assert (figures["rows_incomplete"], figures["rows_returned"]) == ((0, 1) if returned else (1, 0))
    assert "报齐 0、部分填报 0、被退回或没有填全 1、未报 33" in gongkai("report", *day).out.replace(
        "\n      ", ""
    )
    paper, page = tmp_path / "b.docx", tmp_path / "r.html"
    assert gongkai("bulletin", *day, "-o", str(paper)).status == 0
    assert "填报后被退回或没有填全的 1 个，未填报的 33 个" in words(paper)
    assert gongkai("report", *day, "-o", str(page)).status == 0
    text = re.sub(r"<[^>]+>", " ", page.read_text(encoding="utf-8"))
    assert re.search(r"被退回或没有填全\s+1 个\s+未报\s+33 个", text)


def test_the_filing_stands_with_its_date_among_what_is_late(gongkai: Gongkai, tmp_path: Path) -> None:
    paper = tmp_path / "b.docx"
    assert gongkai("bulletin", "--as-of", "2019-07-22", "-o", str(paper)).status == 0
    lines = [[cell.text for cell in row.cells] for table in Document(str(paper)).tables for row in table.rows]
    assert next(line[1:4] for line in lines if line[2] == "填报") == [
        "2019年7月19日",
        "填报",
        "任务措施的填报备案",
    ]


FILED_ROWS = {
    "complete": {"rows_due": 3, "rows_filed": 3},
    "begun": {"rows_due": 3, "rows_filed": 1, "rows_returned": 2},
    "unsettled": {"rows_due": 3, "rows_incomplete": 1},
    "unfiled": {"rows_due": 3},
    None: {"rows_incomplete": 1},
}


@pytest.mark.parametrize("how", FILED_ROWS)
def test_how_far_a_unit_is(how: str | None) -> None:
    assert UnitLine("甲局", "部门", Counts(**FILED_ROWS[how]), "high").filed == how


def test_a_narrowed_headline_counts_alike(gongkai: Gongkai) -> None:
    """Of task 32 as of all: nobody begun who has filed nothing, and the uncertain units are counted."""
    fill(gongkai, "区司法局", "32", "2019-07-18")
    whole = gongkai("report", "--as-of", "2019-07-25", "--format", "json").json
    part = gongkai("report", "-t", "32", "--as-of", "2019-07-25", "--format", "json").json
    figures = part["completion"]
    assert (figures["units_complete"], figures["units_begun"]) == (1, 0)
    assert figures["units_unfiled"] == figures["units_due"] - 1
    uncertain = {u["unit"] for u in whole["units"] if u["certainty"] in ("low", "low-medium")}
    assert figures["units_uncertain"] == sum(u["unit"] in uncertain for u in part["units"]) > 0


def test_towns_without_the_duty_are_not_complete(gongkai: Gongkai) -> None:
    kinds = gongkai("report", "--by", "kind", "--as-of", "2019-07-25", "--format", "json").json["by"]
    town = next(kind for kind in kinds if kind["kind"] == "镇")
    assert (town["units_due"], town["units_complete"]) == (0, 0)


def _names(what: str, count: int) -> list[str]:
    return [f"{what}{number:02}局" for number in range(count)]


@pytest.mark.parametrize(
    ("units", "others", "said"),
    [
        (3, 0, "{names}"),
        (4, 0, "全部 4 个承担单位"),
        (4, 1, "4 个：{names}"),
        (9, 3, "9 个：{names}"),
        (10, 3, "10 个，即除另00局、另01局、另02局外的全部承担单位"),
        (11, 4, "11 个：{names}"),
        (12, 4, "12 个，即除另00局、另01局、另02局、另03局外的全部承担单位"),
        (60, 60, "60 个：{names}"),
        (61, 61, "61 个（共 122 个承担单位）"),
    ],
)
def test_units_are_named_the_shorter_way(units: int, others: int, said: str) -> None:
    names = _names("第", units)
    line = Gathered(Deadline(**dict.fromkeys(Deadline._fields, "")), names, _names("另", others))
    assert unit_names(line) == said.format(names="、".join(names))


# ---------------------------------------------------------------- a unit that has left a group


@pytest.fixture
def left(gongkai: Gongkai, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """乙局 leaves the group on 2019-10-15 with a third quarter that was never published."""
    plan = small_plan(
        tmp_path,
        ("按季度公开甲表", "{every: quarter, text: 按季度}", "区政府各部门"),
        second="{unit: 乙局, until: 2019-10-15}",
    )
    monkeypatch.setenv("GONGKAI_PLAN", plan)
    return "2019-12-01"


def test_it_stands_in_every_paper(gongkai: Gongkai, tmp_path: Path, left: str) -> None:
    day = ("--as-of", left)
    data = gongkai("report", *day, "--matrix", "--explain", "--format", "json").json
    late = [row["unit"] for row in data["deadlines"] if row["state"] == "overdue"]
    assert late == ["甲局", "乙局"]
    assert {unit["unit"]: unit["states"] for unit in data["matrix"]["units"]}["乙局"] == {"1": "late"}
    explained = next(count for count in data["explain"] if count["count"] == "overdue")
    assert [row["unit"] for row in explained["rows"]] == late
    assert gongkai("schedule", "-u", "乙局", *day, "--format", "json").json[0]["state"] == "overdue"
    assert gongkai("tasks", "-u", "乙局", *day, "--format", "json").json == []  # it has none any more
    reminded = gongkai("remind", *day).out
    assert "2 个单位需要催办" in reminded.replace("\n", "") and "乙局" in reminded
    assert "1-1" in gongkai("remind", "-u", "乙局", *day).out
    book, paper, page = tmp_path / "l.xlsx", tmp_path / "b.docx", tmp_path / "r.html"
    assert gongkai("ledger", *day, "-o", str(book)).status == 0
    states = {(row["单位"], row["期次"]): row["状态"] for row in sheet(book, "台账")}
    assert states["乙局", "2019年第3季度"] == "逾期"
    assert {row["单位"]: row["逾期"] for row in sheet(book, "按单位")}["乙局"] == 1
    assert gongkai("bulletin", *day, "-o", str(paper)).status == 0
    assert "甲局、乙局，共 2 个单位" in words(paper)
    for unit in ("", "乙局"):
        annual = tmp_path / f"a{unit}.docx"
        assert gongkai("annual", *(("-u", unit) if unit else ()), *day, "-o", str(annual)).status == 0
        assert "逾期未完成 2" in words(annual) or (unit and "逾期未完成 1" in words(annual))
    assert gongkai("report", *day, "-o", str(page)).status == 0
    text = page.read_text(encoding="utf-8")
    links = set(re.findall(r'href="#([^"]+)"', text))
    assert links <= set(re.findall(r'id="([^"]+)"', text))


def test_it_can_still_be_made_good(gongkai: Gongkai, left: str) -> None:
    done = gongkai(
        "publish",
        "-u",
        "乙局",
        "-t",
        "1",
        "--item",
        "1",
        "--period",
        "2019-Q3",
        "--date",
        left,
        "--title",
        "表",
    )
    assert done.status == 0, done.err
    row = next(
        r
        for r in gongkai("report", "--as-of", left, "--format", "json").json["deadlines"]
        if r["unit"] == "乙局"
    )
    assert row["state"] == "done_late"


def test_a_unit_that_owes_nothing_more_has_left(gongkai: Gongkai, tmp_path: Path) -> None:
    """What goes on (常态) isn't asked of it any more, nor does it count among those who have the task."""
    plan = small_plan(
        tmp_path, ("及时公开乙表", "", "区政府各部门"), second="{unit: 乙局, until: 2019-10-15}"
    )

    def rows(day: str) -> Any:
        return gongkai("tasks", "-u", "乙局", "--as-of", day, "--plan", plan, "--format", "json").json

    assert [row["id"] for row in rows("2019-10-15")] == ["1"]
    assert rows("2019-10-16") == []


@pytest.mark.parametrize(("day", "status"), [("2019-10-15", 0), ("2019-10-16", 1)])
def test_it_can_answer_up_to_its_last_day(gongkai: Gongkai, tmp_path: Path, day: str, status: int) -> None:
    plan = small_plan(
        tmp_path, ("及时公开乙表", "", "区政府各部门"), second="{unit: 乙局, until: 2019-10-15}"
    )
    ran = gongkai("fill", "-u", "乙局", "-t", "1", "--measure", "公布", "--on", day, "--plan", plan)
    assert ran.status == status
    assert ("不是乙局的任务" in ran.err) is bool(status)


def test_the_filing_that_was_late_stays_late_and_has_its_rows(gongkai: Gongkai, tmp_path: Path) -> None:
    """区信访局 leaves in October with nothing filed. Its rows fell due before: counted, asked for, and in the ledger."""
    text = PLAN_FILE.read_text(encoding="utf-8").replace(
        "      - 区信访局\n", "      - {unit: 区信访局, until: 2019-10-15}\n"
    )
    text = re.sub(r"(members: \[[^\]]*)区信访局", r"\1{unit: 区信访局, until: 2019-10-15}", text)
    plan = tmp_path / "plan.yaml"
    plan.write_text(text, encoding="utf-8")
    of_plan = ("--plan", str(plan))

    def filing(day: str) -> Any:
        data = gongkai("report", "--as-of", day, *of_plan, "--format", "json").json
        duty = next(r for r in data["deadlines"] if (r["unit"], r["task"]) == ("区信访局", "Z1"))
        unit = next(row for row in data["units"] if row["unit"] == "区信访局")
        assert (duty["need"], duty["done"]) == (unit["rows_due"], unit["rows_filed"])
        return duty["state"], unit["rows_due"], unit["overdue"], data["completion"]["units_due"]

    while_in, after = filing("2019-10-15"), filing("2019-10-16")
    assert after == while_in and while_in[0] == "overdue"
    reminded = gongkai("remind", "-u", "区信访局", "--as-of", "2019-12-01", *of_plan, "--format", "json").json
    assert reminded[0]["rows_missing"] == while_in[1]
    assert reminded[0]["overdue"] == filing("2019-12-01")[2]
    done = gongkai("fill", "-u", "区信访局", "-t", reminded[0]["rows"][0]["task"], *ANSWER, *of_plan)
    assert done.status == 0, done.err


# ---------------------------------------------------------------- who carries a task out


def test_a_task_that_all_have_declined_has_nobody(gongkai: Gongkai, tmp_path: Path) -> None:
    fill(gongkai, "区自然资源局", "28", "2019-07-18", "--not-involved", "无")
    day = ("--as-of", "2019-07-20")
    unowned = {
        row["task"]: row["exempt"] for row in gongkai("report", *day, "--format", "json").json["unowned"]
    }
    assert unowned["28"] == 1 and unowned["31"] == 0
    said = gongkai("report", *day).out
    assert "任务 28（承担单位都报“不涉及”）" in said.replace("\n          ", "")
    paper = tmp_path / "a.docx"
    assert gongkai("annual", *day, "-o", str(paper)).status == 0
    assert "无人承担的任务（承担单位都报“不涉及”）：28 " in words(paper)


def test_a_categorys_tasks_are_the_plans(gongkai: Gongkai, tmp_path: Path) -> None:
    """9, not 8: a row that nobody has claimed is one of the category's all the same."""
    rows = gongkai("report", "--by", "category", "--as-of", "2019-07-25", "--format", "json").json["by"]
    assert sum(row["tasks"] for row in rows) == 64
    social = next(row for row in rows if "社会公益" in row["category"])
    assert social["tasks"] == 9
    paper = tmp_path / "a.docx"
    assert gongkai("annual", "--as-of", "2019-07-25", "-o", str(paper)).status == 0
    assert "共 9 项任务" in words(paper)
    page = tmp_path / "r.html"
    assert gongkai("report", "--as-of", "2019-07-25", "-o", str(page)).status == 0
    text = re.sub(r"<[^>]+>", " ", page.read_text(encoding="utf-8"))
    assert re.search(r"社会公益事业建设领域信息公开\s+9 ", text)
