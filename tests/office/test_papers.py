"""通报 and 年报素材: their figures are the report's, their lists complete, their form that of an official paper."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path
from runpy import run_path
from typing import Any

import docx
import pytest
from click.testing import CliRunner
from conftest import ROOT, Gongkai

from gongkai.cli.main import gongkai as command

AS_OF = ("--as-of", "2019-09-27")


@pytest.fixture(autouse=True)
def _filled(filled_store: Path, tmp_path: Path) -> None:
    """Every test works on its own copy of the filled store."""
    shutil.copyfile(filled_store, tmp_path / "gongkai.db")


@pytest.fixture(scope="module")
def report(filled_store: Path) -> Any:
    done = CliRunner().invoke(command, ["report", *AS_OF, "--db", str(filled_store), "--format", "json"])
    return json.loads(done.stdout)


class Paper:
    """A Word file's paragraphs and tables."""

    def __init__(self, path: Path) -> None:
        self.document = docx.Document(str(path))
        self.paragraphs = [p.text for p in self.document.paragraphs if p.text.strip()]
        self.text = "\n".join(self.paragraphs)
        self.tables = [
            [[cell.text for cell in row.cells] for row in table.rows] for table in self.document.tables
        ]

    def table(self, *heads: str) -> list[dict[str, str]]:
        """The rows of the only table that has these columns."""
        found = [table for table in self.tables if set(heads) <= set(table[0])]
        assert len(found) == 1
        return [dict(zip(found[0][0], row, strict=True)) for row in found[0][1:]]


def made(gongkai: Gongkai, tmp_path: Path, *arguments: str) -> Paper:
    path = tmp_path / "文.docx"
    done = gongkai(*arguments, "-o", str(path))
    assert done.status == 0, done.err
    return Paper(path)


# ---------------------------------------------------------------- 通报


def test_bulletin_has_the_reports_figures(report: Any, gongkai: Gongkai, tmp_path: Path) -> None:
    done = report["completion"]
    text = made(gongkai, tmp_path, "bulletin", *AS_OF).text
    assert f"应填报 {done['units_due']} 个单位、{done['rows_due']} 项，已填报 {done['rows_filed']} 项" in text
    assert f"报齐的 {done['units_complete']} 个，部分填报的 {done['units_begun']} 个" in text
    assert (
        f"逾期 {done['overdue']} 项次，3个工作日内到期 {done['due_soon']} 项次，未到期 {done['pending']}"
        in text
    )
    assert "截至2019年9月27日" in text


def test_bulletin_names_every_unit_that_is_behind_and_on_what(
    report: Any, gongkai: Gongkai, tmp_path: Path
) -> None:
    paper = made(gongkai, tmp_path, "bulletin", *AS_OF)
    unfiled = re.search(r"未填报的 (\d+) 个单位：(.*)。", paper.text)
    assert unfiled
    wanted = [unit["unit"] for unit in report["units"] if unit["rows_due"] and not unit["rows_filed"]]
    assert unfiled[2].split("、") == wanted
    begun = [unit for unit in report["units"] if 0 < unit["rows_filed"] < unit["rows_due"]]
    assert begun
    for unit in begun:
        assert f"{unit['unit']}（{unit['rows_filed']}/{unit['rows_due']}" in paper.text
    assert "区司法局（3/12，未填全 1 项）" in paper.text
    listed = paper.table("逾期单位")
    late = {(row["obligation"], row["unit"]) for row in report["deadlines"] if row["state"] == "overdue"}
    found = {(row["事项"], unit) for row in listed[1:] for unit in row["逾期单位"].split("：")[1].split("、")}
    found |= {("Z1-1", unit) for unit in listed[0]["逾期单位"].split("：")[1].split("、")}
    assert found == late


def test_why_what_was_filed_does_not_count_is_said(gongkai: Gongkai, tmp_path: Path) -> None:
    """Returned is not the same as not filed."""
    whole = ("--measure", "措施", "--section", "办公室", "--officer", "张三", "--contact", "0533-0000000")
    on = ("--on", "2019-07-18")
    assert gongkai("fill", "-u", "区残联", "-t", "23", *on, *whole).status == 0
    assert gongkai("fill", "-u", "区委编办", "-t", "13", *on, "--measure", "措施").status == 0
    for unit, task in (("区残联", "23"), ("区水利局", "7"), ("区司法局", "12")):
        back = ("return", "-u", unit, "-t", task, "--on", "2019-07-22", "--reason", "请写明栏目")
        assert gongkai(*back).status == 0
    paper = made(gongkai, tmp_path, "bulletin", *AS_OF)
    unfiled = re.search(r"未填报的 (\d+) 个单位：(.*)。", paper.text)
    unsettled = re.search(r"填报后被退回或没有填全的 (\d+) 个单位：(.*)。", paper.text)
    assert unfiled and unsettled
    assert not {"区残联", "区委编办"} & set(unfiled[2].split("、"))
    assert set(unsettled[2].split("、")) == {"区残联（退回 1 项）", "区委编办（未填全 1 项）"}
    assert f"填报后被退回或没有填全的 2 个，未填报的 {unfiled[1]} 个。" in paper.text
    begun = re.search(r"未报齐的 \d+ 个单位（已报/应报）：(.*)。", paper.text)
    assert begun and re.search(r"区水利局（\d+/\d+，退回 1 项）", begun[1])
    assert re.search(r"区司法局（\d+/\d+，退回 1 项）", begun[1])
    assert "被退回的，按退回的意见改好重报" in paper.text


def test_nothing_is_said_of_none(gongkai: Gongkai, tmp_path: Path) -> None:
    assert "其中不涉及 1 项。" in made(gongkai, tmp_path, "bulletin", *AS_OF).text
    assert gongkai("undo", "-u", "区司法局", "-t", "32").status == 0
    text = made(gongkai, tmp_path, "bulletin", *AS_OF).text
    assert "其中不涉及" not in text and "填报后被退回" not in text


def test_departments_and_towns_are_ranked_apart(report: Any, gongkai: Gongkai, tmp_path: Path) -> None:
    gongkai("publish", "-u", "齐都镇", "-t", "35", "--item", "1", "--date", "2019-09-01", "--title", "目录")
    paper = made(gongkai, tmp_path, "bulletin", *AS_OF)
    ranked = [table for table in paper.tables if table[0][0] == "名次"]
    assert len(ranked) == 2
    kinds = {unit["unit"]: unit["kind"] for unit in report["units"]}
    groups = [{kinds[row[1].rstrip("*")] for row in table[1:]} for table in ranked]
    assert groups[1] == {"镇", "街道"}
    assert not groups[0] & {"镇", "街道", "开发区"}
    assert ranked[0][1][:2] == ["1", "区水利局"]
    assert [row[:2] for row in ranked[1][1:3]] == [["1", "齐都镇"], ["—", "皇城镇"]]
    assert {row[2] for row in ranked[1][1:]} == {"—"}, "towns have no filing duty"


def test_before_the_deadline_nobody_is_blamed(gongkai: Gongkai, tmp_path: Path) -> None:
    paper = made(gongkai, tmp_path, "bulletin", "--as-of", "2019-07-17")
    problems = paper.text.split("二、存在问题")[1].split("三、下步要求")[0]
    assert problems.strip() == "截至目前，没有逾期的填报和事项。"
    assert "抓紧报齐" in paper.text
    assert all("逾期单位" not in table[0] for table in paper.tables)


def test_towns_are_never_blamed_for_not_filing(gongkai: Gongkai, tmp_path: Path) -> None:
    paper = made(gongkai, tmp_path, "bulletin", *AS_OF)
    assert "镇、街道、开发区没有填报期限" in paper.text
    for line in paper.paragraphs:
        if "未填报" in line or "未报齐" in line:
            assert "镇" not in line
            assert "街道" not in line


def test_bulletin_is_in_the_form_of_an_official_paper(gongkai: Gongkai, tmp_path: Path) -> None:
    paper = made(gongkai, tmp_path, "bulletin", *AS_OF, "--reply-by", "2019-10-15")
    looks = {}
    for paragraph in paper.document.paragraphs:
        for run in paragraph.runs:
            fonts = run._r.rPr.rFonts
            east = fonts.get("{http://schemas.openxmlformats.org/wordprocessingml/2006/main}eastAsia")
            looks[paragraph.text] = (east, run.font.size.pt)
    title = next(text for text in looks if text.startswith("关于"))
    assert looks[title] == ("方正小标宋简体", 22)
    for text in ("一、总体情况", "二、存在问题", "三、下步要求"):
        assert looks[text] == ("黑体", 16)
    assert looks["各有关单位："] == ("仿宋_GB2312", 16)
    assert "于2019年10月15日前" in paper.text
    assert paper.paragraphs.index("区政府办公室政务公开办") > paper.paragraphs.index("三、下步要求")
    section = paper.document.sections[0]
    assert (round(section.page_width.cm, 1), round(section.page_height.cm, 1)) == (21.0, 29.7)


def test_bulletin_holds_no_contacts(gongkai: Gongkai, tmp_path: Path) -> None:
    paper = made(gongkai, tmp_path, "bulletin", *AS_OF)
    everything = paper.text + str(paper.tables)
    assert not any(secret in everything for secret in ("张三", "李四", "0533", "138"))


# ---------------------------------------------------------------- 年报素材


def test_a_units_material_says_what_was_done_published_and_not_done(gongkai: Gongkai, tmp_path: Path) -> None:
    address = "http://www.example.gov.cn/1.html"
    item = ("-t", "14", "--item", "2", "--date", "2019-09-02")
    gongkai("publish", "-u", "区司法局", *item, "--title", "清理结果", "--url", address)
    paper = made(gongkai, tmp_path, "annual", "-u", "区司法局", "--as-of", "2019-12-31")
    tasks = gongkai("tasks", "-u", "区司法局", "--as-of", "2019-12-31", "--format", "json").json
    own = [task for task in tasks if task["basis"] != "claimable"]
    assert f"任务 {len(own)} 项" in paper.text
    assert "7月底前在区政府网站公布规范性文件制发主体清单，此后每半年清理一次。" in paper.text
    assert "《临淄区规范性文件制发主体清单》（2019年7月30日）" in paper.text
    records = paper.table("日期", "标题", "网址")
    assert [(row["日期"], row["标题"], row["网址"], row["任务"]) for row in records] == [
        ("2019-07-30", "临淄区规范性文件制发主体清单", "", "14"),
        ("2019-09-02", "清理结果", address, "14"),
    ]
    undone = {row["事项"]: row for row in paper.table("原因")}
    assert undone["Z10-2"]["原因"] == "（请填写原因）"
    assert undone["Z18-1"]["原因"] == "尚未到期"
    assert "14-4" not in undone
    assert "任务32（完善优化政务公开目录）：不涉及。本局不管理区政府网站的目录" in paper.text


def test_material_agrees_with_the_report_and_leaves_no_task_out(gongkai: Gongkai, tmp_path: Path) -> None:
    day = ("--as-of", "2019-12-31")
    (unit,) = gongkai("report", "-u", "区水利局", *day, "--format", "json").json["units"]
    paper = made(gongkai, tmp_path, "annual", "-u", "区水利局", *day)
    assert f"按期完成 {unit['done']} 项次，逾期完成 {unit['done_late']} 项次" in paper.text
    assert f"逾期未完成 {unit['overdue']} 项次" in paper.text
    tasks = gongkai("tasks", "-u", "区水利局", *day, "--format", "json").json
    everything = paper.text + str(paper.tables)
    for task in tasks:
        if task["basis"] != "claimable":
            assert (task["subtopic"] or task["topic"]) in everything or f"{task['id']}-" in everything, task[
                "id"
            ]


def test_the_districts_material_covers_every_task_and_record(gongkai: Gongkai, tmp_path: Path) -> None:
    day = ("--as-of", "2019-12-31")
    paper = made(gongkai, tmp_path, "annual", *day)
    records = paper.table("单位", "日期", "标题")
    assert {row["单位"] for row in records} == {"区司法局", "区财政局", "区水利局"}
    listed = [
        row["任务"]
        for row in (
            dict(zip(t[0], r, strict=True)) for t in paper.tables if "承担单位" in t[0] for r in t[1:]
        )
    ]
    assert len(listed) == len(set(listed))
    unowned = [task["task"] for task in gongkai("report", *day, "--format", "json").json["unowned"]]
    assert {str(number) for number in range(1, 38)} == {
        t for t in [*listed, *unowned] if not t.startswith("Z")
    }
    assert "区司法局" in str(paper.table("不涉及的理由"))


def test_material_has_one_heading_a_category_however_many(gongkai: Gongkai, tmp_path: Path) -> None:
    plan = ("--plan", str(tmp_path / "plan.yaml"), "--db", str(tmp_path / "made.db"))
    (tmp_path / "plan.yaml").write_text(_plan_of_categories(tasks=46, categories=23), encoding="utf-8")
    paper = made(gongkai, tmp_path, "annual", "--as-of", "2019-12-31", *plan)
    names = [f"试验类别{number % 23}" for number in range(1, 24)]
    assert [line for line in paper.paragraphs if "试验类别" in line] == [
        f"（{numeral}）{name}" for numeral, name in zip(TO_23, names, strict=True)
    ]
    assert paper.text.count("共 2 项任务") == 23
    for task in ("1", "2", "24"):  # the first and the last are of one category
        filed = ("fill", "-u", "第1局", "-t", task, "--on", "2019-07-18", "--measure", "措施", *plan)
        assert gongkai(*filed).status == 0
    paper = made(gongkai, tmp_path, "annual", "-u", "第1局", "--as-of", "2019-12-31", *plan)
    found = [line.split("。")[0] for line in paper.paragraphs if re.match(r"（.）|\d\.", line)]
    assert found == ["（一）试验类别1", "1.试验任务1", "2.试验任务24", "（二）试验类别2", "1.试验任务2"]


TO_23 = [
    *"一二三四五六七八九十",
    *(f"十{ones}" for ones in "一二三四五六七八九"),
    "二十",
    "二十一",
    "二十二",
    "二十三",
]


def _plan_of_categories(tasks: int, categories: int) -> str:
    """A made-up plan whose tasks are of its categories by turns."""
    maker = ROOT / "bench" / "plans.py"
    if not maker.exists():
        pytest.skip("no benchmark beside the tests")
    text = run_path(str(maker))["plan_text"](2, tasks)
    numbers = iter(range(1, tasks + 1))
    return re.sub("(?<=category: 试验类别)\\d+", lambda _: str(next(numbers) % categories), text)


def test_material_holds_no_contacts(gongkai: Gongkai, tmp_path: Path) -> None:
    for arguments in (("-u", "区司法局"), ()):
        paper = made(gongkai, tmp_path, "annual", *arguments, "--as-of", "2019-12-31")
        everything = paper.text + str(paper.tables)
        assert not any(secret in everything for secret in ("张三", "0533-0000000"))


@pytest.mark.parametrize("name", ["bulletin", "annual"])
def test_wrong_usage(name: str, gongkai: Gongkai, tmp_path: Path) -> None:
    assert gongkai(name, *AS_OF).status == 2
    assert gongkai(name, *AS_OF, "-o", str(tmp_path / "a.doc")).status == 2
    assert not (tmp_path / "a.doc").exists()


def test_control_characters_and_formulas_stay_harmless(gongkai: Gongkai, tmp_path: Path) -> None:
    bad = "=1+1\x0b公开\x00<w:p>&\ud83d\ude00".replace("\ud83d\ude00", "😀")
    gongkai(
        "fill", "-u", "区司法局", "-t", "14", "--on", "2019-07-25", f"--measure={bad.replace(chr(0), '')}"
    )
    paper = made(gongkai, tmp_path, "annual", "-u", "区司法局", "--as-of", "2019-12-31")
    assert "=1+1" in paper.text
    assert "<w:p>&😀" in paper.text
