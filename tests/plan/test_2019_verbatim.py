"""data/tasks_2019.yaml word for word against the document's text, which is taken apart here without the program."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Any, NamedTuple

import pytest
import yaml
from conftest import PLAN_FILE, ROOT

SOURCE = (ROOT / "tests" / "source" / "linzi_2019.txt").read_text("utf-8")
PLAN: dict[str, Any] = yaml.load(PLAN_FILE.read_text("utf-8"), yaml.CBaseLoader)
TASKS: dict[str, dict[str, Any]] = {task["id"]: task for task in PLAN["tasks"]}
ANNEX = [task for task in PLAN["tasks"] if task["id"].isdigit()]
BODY = [task for task in PLAN["tasks"] if not task["id"].isdigit()]
SECTIONS = {section["section"]: section["text"] for section in PLAN["body"]}

# The rows that a page break of the document cuts in two.
BROKEN = [5, 7, 12, 15, 19, 21, 24, 27, 31, 34, 36]


# ---------------------------------------------------------------- the document, read here


class Row(NamedTuple):
    """A row of the annex, rejoined: its levels of 工作任务 (empty: as above), 工作要求 and 责任单位."""

    levels: tuple[str, ...]
    requirement: str
    responsible: str
    pages: int


def _tables() -> Iterator[list[list[str]]]:
    """The annex's tables, one a page, as cells."""
    table: list[list[str]] = []
    for line in SOURCE.split("\n附件\n", 1)[1].splitlines():
        if not line.startswith("|") or re.fullmatch(r"[|\- ]+-[|\- ]+", line):
            continue
        cells = [re.sub("</?p>", "", cell).strip() for cell in line.strip().strip("|").split("|")]
        if cells[0] == "工作任务":
            if table:
                yield table
            table = []
        else:
            table.append(cells)
    yield table


@cache
def rows() -> list[Row]:
    """Every page but the first begins with the rest of the row that the page before it ended in."""
    found: list[Row] = []
    for page, table in enumerate(_tables()):
        # The demands are the column with the longest text; the units stand behind it.
        demand = max(range(len(table[0])), key=lambda column: max(len(row[column]) for row in table))
        for number, cells in enumerate(table):
            levels = tuple(cell.replace(" ", "") for cell in cells[:demand])
            row = Row(levels, cells[demand], cells[demand + 1], 1)
            if page and number == 0:
                head = found.pop()
                width = max(len(head.levels), len(levels))
                joined = (a + b for a, b in zip(_wide(head.levels, width), _wide(levels, width), strict=True))
                row = Row(
                    tuple(joined), head.requirement + row.requirement, head.responsible + row.responsible, 2
                )
            found.append(row)
    return found


def _wide(levels: tuple[str, ...], width: int) -> tuple[str, ...]:
    return levels + ("",) * (width - len(levels))


def body() -> str:
    """The body's running text, its page breaks closed."""
    head = SOURCE.split("\n附件\n", 1)[0]
    return "".join(line for line in head.splitlines())


# ---------------------------------------------------------------- the annex


def test_the_annex_has_37_rows_broken_where_the_pages_break() -> None:
    assert len(rows()) == 37
    assert [number for number, row in enumerate(rows(), 1) if row.pages == 2] == BROKEN
    assert [task["id"] for task in ANNEX] == [str(number) for number in range(1, 38)]
    assert [task["id"] for task in BODY] == [f"Z{number}" for number in range(1, len(BODY) + 1)]


@pytest.mark.parametrize("number", range(1, 38))
def test_a_row_is_verbatim(number: int) -> None:
    row, task = rows()[number - 1], TASKS[str(number)]
    assert task["requirement"] == row.requirement
    assert task["responsible"] == row.responsible


def test_only_the_unit_cell_of_row_27_breaks() -> None:
    row = rows()[26]
    assert row.responsible == "区卫生健康局、区市场监管局、临淄医保分局等有关部门"
    assert row.requirement.endswith("完善医疗服务信息公示制度。")


def test_categories_and_topics_are_the_printed_ones_in_order() -> None:
    category = topic = ""
    for task, row in zip(ANNEX, rows(), strict=True):
        levels = _wide(row.levels, 3)
        category, topic = levels[0] or category, levels[1] or topic
        assert (task["category"], task["topic"]) == (category, topic), task["id"]
        assert task.get("subtopic", "") == levels[2], task["id"]
    assert list(dict.fromkeys(task["category"] for task in ANNEX)) == [
        "做好助推临淄高质量发展信息公开",
        "做好优化营商环境信息公开",
        "做好社会监督重点领域信息公开",
        "做好社会公益事业建设领域信息公开",
        "强化信息化手段，做好政务公开基础性工作",
    ]
    assert {task["id"]: task["subtopic"] for task in ANNEX if "subtopic" in task} == {
        "5": "围绕防范化解重大风险",
        "6": "围绕精准脱贫",
        "7": "围绕污染防治",
    }


def test_slips_stay_as_printed_with_the_reading_beside_them() -> None:
    assert "区教育局和体育局" in TASKS["4"]["responsible"]
    assert "個人信用体系" in TASKS["16"]["requirement"]
    assert "等的內容" in TASKS["20"]["requirement"]
    assert "不少于 2 次" in SECTIONS["二（三）"]
    assert "不少于2次" in TASKS["33"]["requirement"]
    assert PLAN["plan"]["mail"] in SOURCE
    slips = {
        (task["id"], note["quote"])
        for task in ANNEX
        for note in task.get("notes", [])
        if note["kind"] == "slip"
    }
    assert slips == {
        *(("4", "区教育局和体育局"), ("16", "個人"), ("20", "內容")),
        *((row, "做好打好打赢") for row in ("5", "6", "7")),
    }
    outside_gb2312 = {c for c in SOURCE if c > "\x7f" and not c.encode("gb2312", "ignore")}
    assert outside_gb2312 == {"個", "內"}


def test_both_spellings_of_the_education_bureau_are_one_unit() -> None:
    (unit,) = [unit for unit in PLAN["units"] if unit["name"] == "区教育和体育局"]
    names = [alias if isinstance(alias, str) else alias["name"] for alias in unit["aliases"]]
    assert "区教育局和体育局" in names
    assert [row for row in ("4", "25", "26", "29") if "区教育和体育局" in TASKS[row]["owners"]] == [
        "4",
        "25",
        "26",
        "29",
    ]


def test_the_roster_says_in_which_rows_a_unit_is_printed() -> None:
    """Each of the 28 units that the annex names gives its rows as its source."""
    named = 0
    for unit in PLAN["units"]:
        spellings = {unit["name"]} | ({"区教育局和体育局"} if unit["name"] == "区教育和体育局" else set())
        printed = [
            str(number)
            for number, row in enumerate(rows(), 1)
            if spellings & set(re.split("[、，]", re.sub("等(?:有关|相关)?部门$", "", row.responsible)))
        ]
        if printed:
            named += 1
            assert unit["source"] == f"附件责任单位栏第{'、'.join(printed)}行", unit["name"]
        else:
            assert "附件责任单位栏" not in unit["source"], unit["name"]
        assert unit["source"]
        assert unit["certainty"] in ("high", "medium-high", "medium", "low-medium", "low")
    assert named == 28


# ---------------------------------------------------------------- the body


def test_the_body_is_verbatim_and_whole() -> None:
    """Headings and sections, put together again, are the document from 一 to the end."""
    headings = {"一": "总体要求", "二": "明确任务", "三": "强化措施", "四": "加强保障"}
    text, above = "", ""
    for section in PLAN["body"]:
        number = section["section"]
        if number == "附件注":
            continue
        if number[0] != above:
            above = number[0]
            text += f"{above}、{headings[above]}"
        if len(number) > 1:
            text += f"{number[1:]}{section['title']}。"
        text += section["text"]
    printed = body()
    start, end = printed.index("一、总体要求"), printed.index("附件：2019年临淄区")
    assert text == printed[start:end]
    note = "".join(SOURCE[SOURCE.index("注：请区政府各部门") :].split("抄送")[0].split())
    assert "注：" + SECTIONS["附件注"] == note


def test_body_tasks_are_verbatim() -> None:
    for task in BODY:
        section = SECTIONS[task["section"]]
        assert task["requirement"] in section, task["id"]
        assert task["responsible"] in section, task["id"]
        assert task["requirement"][-1] == "。", task["id"]
        assert task["topic"] in body(), task["id"]


def test_every_duty_of_the_body_is_taken_up() -> None:
    """What neither a body task nor a second citation quotes is nothing but headings."""
    quoted: dict[str, list[str]] = {name: [] for name in SECTIONS}
    for task in PLAN["tasks"]:
        if "section" in task:
            quoted[task["section"]].append(task["requirement"])
        for item in task["items"]:
            for citation in item.get("also", []):
                quoted[citation["section"]].append(citation["quote"])
    left = []
    for name, text in SECTIONS.items():
        taken = [False] * len(text)
        for quote in quoted[name]:
            start = text.index(quote)
            taken[start : start + len(quote)] = [True] * len(quote)
        rest = "".join("|" if gone else c for c, gone in zip(text, taken, strict=True))
        left += [words for piece in rest.split("|") if (words := piece.strip("，。；、"))]
    assert left == [
        SECTIONS["一"].strip("。"),
        *("一是推进决策公开", "二是推进会议公开", "三是创新公众参与模式"),
        *("一是推动政府网站优质发展", "二是推动政务新媒体有序发展", "三是推动政府公报创新发展"),
    ]


def test_a_duty_printed_in_body_and_annex_is_one_with_two_citations() -> None:
    cited = {c["quote"] for task in ANNEX for item in task["items"] for c in item.get("also", [])}
    again = {(task["id"], quote) for task in BODY for quote in cited if quote in task["requirement"]}
    # The towns' part of 三（四）, which the annex's row 32 leaves out.
    assert {task for task, _ in again} == {"Z15"}
    (twice,) = [item for item in TASKS["33"]["items"] if "at_least" in item.get("when", {})]
    assert twice["also"] == [{"section": "二（三）", "quote": "每年解读重要政策措施不少于 2 次"}]


# ---------------------------------------------------------------- 事项


@pytest.mark.parametrize("task", PLAN["tasks"], ids=lambda task: task["id"])
def test_items_take_the_demand_apart_word_for_word(task: dict[str, Any]) -> None:
    rest, at = "", 0
    for item in task["items"]:
        start = task["requirement"].index(item["quote"], at)
        rest += task["requirement"][at:start]
        at = start + len(item["quote"])
        assert item["quote"][0] not in "，。；、" and item["quote"][-1] not in "，。；、"
    assert set(rest + task["requirement"][at:]) <= set("，。；、")


# Every 事项 with a date, an interval, a count or 定期: how its quote begins or what is telling in it, and its demand.
STRONG = {
    ("7", "持续推进每季度向社会公开饮用水水源"): {"every": "quarter"},
    ("9", "定期公布并动态调整政府定价的涉企经营服务性收费"): {"regular": "定期"},
    ("14", "在7月底之前公布本地区规范性文件制发主体清单"): {"by": "2019-07-31"},
    ("14", "建立规章和规范性文件定期清理制度"): {"regular": "定期"},
    ("20", "定期公开债务限额"): {"regular": "定期"},
    ("22", "按月公开区管企业主要经济效益指标"): {"every": "month"},
    ("22", "亏损企业治理结果定期公示公告制度"): {"regular": "定期"},
    ("24", "定期公开参保人数"): {"regular": "定期"},
    ("33", "每年解读重要政策措施不少于2次"): {"at_least": "2", "per": "year"},
    ("35", "主动公开年度重大决策事项目录"): {"every": "year"},
    ("Z1", "于7月19日前通过公务邮箱"): {"by": "2019-07-19"},
    ("Z10", "于7月19日前完成修订本单位政府信息公开指南"): {"by": "2019-07-19"},
    ("Z10", "梳理政府信息主动公开事项清单"): {"by": "2019-07-19"},
    ("Z16", "单位主要负责人要定期听取汇报"): {"regular": "定期"},
    ("Z18", "政务公开工作任务落实情况要纳入"): {"by": "2020-01-31"},
    ("Z18", "并向社会公布"): {"by": "2020-01-31"},
    ("Z20", "政务公开工作任务落实情况要纳入"): {"by": "2020-03-31"},
    ("Z27", "定期进行调度检查"): {"regular": "定期"},
}


def test_the_dated_recurring_and_counted_items() -> None:
    found = {}
    for task in PLAN["tasks"]:
        for item in task["items"]:
            demand = {
                key: value
                for key, value in item.get("when", {}).items()
                if key in ("by", "every", "at_least", "per", "regular")
            }
            if demand:
                begun = [words for row, words in STRONG if row == task["id"] and words in item["quote"]]
                assert len(begun) == 1, (task["id"], item["quote"])
                found[task["id"], begun[0]] = demand
    assert found == STRONG


def test_every_time_word_printed_is_taken_up() -> None:
    """No 事项 whose quote prints one of these words is without a time demand."""
    words = re.compile(
        r"\d月|每[季月年周半]|按月|不少于|定期|及时|动态[调公发]|适时|随时|同步|决策前|年度重大决策"
    )
    without = [
        (task["id"], item["quote"])
        for task in PLAN["tasks"]
        for item in task["items"]
        if words.search(item["quote"]) and "when" not in item
    ]
    assert without == []


def test_dates_from_the_regulation_say_so() -> None:
    for row, article in (("Z18", "第四十九条第一款"), ("Z20", "第四十九条第二款")):
        for item in TASKS[row]["items"]:
            assert item["when"]["source"] == f"《中华人民共和国政府信息公开条例》{article}"
            assert "text" not in item["when"]


SOFT = {
    "15": ["除法律、法规明确规定外"],
    "18": ["原则上"],
    "21": ["探索"],
    "35": ["除依法应当保密的外"],
    "36": ["除依法需要保密的外"],
    "37": ["鼓励探索"],
    "Z5": ["原则上"],
    "Z13": ["积极探索"],
    "Z14": ["逐步推行"],
}
BEYOND = {
    "14": ["规章", "地方性法规", "政府规章", "规章"],
    "20": ["债券发行"],
    "29": ["全省体育彩票公益金安排使用"],
    "Z14": ["政府规章"],
}


@pytest.mark.parametrize(("field", "expected"), [("soft", SOFT), ("beyond", BEYOND)])
def test_soft_wording_and_duties_beyond_a_district_are_marked(
    field: str, expected: dict[str, list[str]]
) -> None:
    found = {}
    for task in PLAN["tasks"]:
        marked = [word for item in task["items"] for word in item.get(field, [])]
        if marked:
            found[task["id"]] = marked
    assert found == expected


def test_the_soft_words_of_the_document_are_all_there() -> None:
    """Every occurrence of these words in a demand is marked."""
    for task in PLAN["tasks"]:
        printed = re.findall(r"原则上|鼓励|积极探索|探索|逐步推行|除依法|除法律", task["requirement"])
        marked = "".join(SOFT.get(task["id"], []))
        assert all(word in marked for word in printed), task["id"]


def test_one_item_is_the_filing_duty() -> None:
    filing = [
        (t["id"], n)
        for t in PLAN["tasks"]
        for n, i in enumerate(t["items"])
        if i.get("fulfilled_by") == "filing"
    ]
    assert filing == [("Z1", 0)]


def test_what_readings_quote_is_printed() -> None:
    flat = body() + "".join(SOURCE.split("\n附件\n", 1)[1].split("\n"))
    texts = [flat, *(row.requirement for row in rows()), *(row.responsible for row in rows())]
    for reading in PLAN["readings"]:
        assert any(reading["quote"] in text for text in texts), reading["quote"]
    for task in PLAN["tasks"]:
        printed = [task[key] for key in ("requirement", "responsible", "topic")]
        for note in task.get("notes", []):
            assert any(note["quote"] in text for text in printed), (task["id"], note["quote"])


def test_the_heading_is_as_printed() -> None:
    heading = PLAN["plan"]
    assert heading["number"] in SOURCE
    flat = SOURCE.replace(" ", "").replace("\n", "")
    for field in ("title", "annex", "issuer", "addressees"):
        assert heading[field] in flat, field
    assert heading["issued"] == "2019-07-16" and "2019年7月16日印发" in SOURCE
