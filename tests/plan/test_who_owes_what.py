"""What each unit owes, made by hand from the document's 责任单位 column and body, and what the program says."""

from __future__ import annotations

from typing import NamedTuple

import pytest
from conftest import PLAN_FILE, Gongkai

from gongkai.plan.loading import load_plan

# Rows whose list of units is left open: 等有关部门, 等相关部门, 等部门 (19), 区政府各有关部门 (21, 31).
OPEN = "2 4 5 6 7 8 10 15 19 21 25 27 31"
ALL_DEPARTMENTS = "17 18 32 33 34 35 36 37"  # 区政府各部门


class Owes(NamedTuple):
    """Rows of the annex: named in them, in them as one of a group, may claim them; and: must file."""

    named: str
    group: str
    claimable: str
    files: bool


def _department(named: str, claimable: str = OPEN, group: str = ALL_DEPARTMENTS) -> Owes:
    return Owes(named, group, claimable, True)


def _other(named: str) -> Owes:
    """A unit the annex names that is no department: it must file, belongs to no group there, and claims nothing."""
    return Owes(named, "", "", True)


TOWN = Owes("", "1 2 6 17 18 35 36", "", False)  # 各镇街道
ZONE = Owes("", "", "", False)  # 各开发区管委会 stands in no row

UNITS = {
    "区政府办公室": _department("36", group="17 18 32 33 34 35 37"),
    "区发改局": _department("1 2 5 6 8 9 10 11 15 16 19", "4 7 21 25 27 31"),
    "区教育和体育局": _department("4 25 26 29", "2 5 6 7 8 10 15 19 21 27 31"),
    "区工信局": _department("1"),
    "区民政局": _department("23"),
    "区司法局": _department("12 14 21", "2 4 5 6 7 8 10 15 19 25 27 31"),
    "区财政局": _department("5 6 11 20 22", "2 4 7 8 10 15 19 21 25 27 31"),
    "区人社局": _department("4 24 25", "2 5 6 7 8 10 15 19 21 27 31"),
    "区自然资源局": _department("3 19 28 30", "2 4 5 6 7 8 10 15 21 25 27 31"),
    "区住建局": _department("19", "2 4 5 6 7 8 10 15 21 25 27 31"),
    "区水利局": _department("7", "2 4 5 6 8 10 15 19 21 25 27 31"),
    "区农业农村局": _department("2 3 4", "5 6 7 8 10 15 19 21 25 27 31"),
    "区文化和旅游局": _department("29"),
    "区卫生健康局": _department("7 23 27 30", "2 4 5 6 8 10 15 19 21 25 31"),
    "区退役军人局": _department("25", "2 4 5 6 7 8 10 15 19 21 27 31"),
    "区应急管理局": _department("30"),
    "区行政审批服务局": _department("8 10 19", "2 4 5 6 7 15 21 25 27 31"),
    "区市场监管局": _department("5 8 10 15 27", "2 4 6 7 19 21 25 31"),
    "区大数据局": _department("32 35 37", group="17 18 33 34 36"),
    "区国资局": _department("22"),
    "区扶贫办": _department("6", "2 4 5 7 8 10 15 19 21 25 27 31"),
    "区交通运输局": _department(""),
    "区商务局": _department(""),
    "区审计局": _department(""),
    "区统计局": _department(""),
    "区综合行政执法局": _department(""),
    "区信访局": _department(""),
    "区委编办": _other("13"),
    "临淄公安分局": _other("5"),
    "临淄生态环境分局": _other("7"),
    "临淄医保分局": _other("23 24 27"),
    "市公共资源交易临淄分中心": _other("19"),
    "区残联": _other("23"),
    "区金融事务协调服务中心": _other("5"),
    "齐都镇": TOWN,
    "皇城镇": TOWN,
    "敬仲镇": TOWN,
    "朱台镇": TOWN,
    "金岭镇": TOWN,
    "凤凰镇": TOWN,
    "金山镇": TOWN,
    "闻韶街道": TOWN,
    "雪宫街道": TOWN,
    "辛店街道": TOWN,
    "稷下街道": TOWN,
    "齐陵街道": TOWN,
    "齐城农业高新区管委会": ZONE,
    "齐鲁化学工业区管委会": ZONE,
    "临淄经济开发区管委会": ZONE,
}

# The body's duties, each by words printed in it, and who is told to do it.
D, R, T, Z = "部门", "有关单位", "镇街道", "开发区"
BODY_DUTIES = {
    "将每项任务所制定的措施填至任务分解表相关栏目": {D, R},  # 区政府各部门、有关单位
    "对区政府常务会议公开议题": {D},  # 区政府各部门
    "逐项对照认领本部门承担的工作任务": {D, R},  # 各部门
    "要组织好本方案的落实工作": {T, Z},  # 各镇人民政府、街道办事处，各开发区管委会
    "完成修订本单位政府信息公开指南": {D, R},  # 各部门各单位
    "要加强重点业务专栏建设": {T},  # 各级、各部门; the departments have it by row 32
    "单位主要负责人要定期听取汇报": {D, T},  # 各级、各部门
    "配备至少 1 名专职工作人员": {D, T},  # 各镇街道及区政府各部门
}
# 本单位 2019 年度信息公开工作年度报告 is asked of every unit; only for departments does the regulation give a date.
YEARLY_REPORT = "政务公开工作任务落实情况要纳入本单位 2019 年度信息公开工作年度报告"
OFFICE_ALONE = ("政务公开考核工作由区政府办公室组织实施",)
# Sentences that tell nobody in particular (or 区政府相关部门): a department may claim them.
UNASSIGNED = (
    "坚持以公开为常态、不公开为例外",
    "做好意见建议受理反馈情况的公开工作",
    "全面公开、精准解读相关政策措施",
    "落实政务舆情回应的主体责任",
    "积极运用电视问政、网络问政、媒体专访",
    "完善政府网站搜索功能",
    "建立健全政务新媒体管理制度和机制",
    "区政府网站要积极探索开设政务公开工作交流栏目",
    "办好政府公报电子版",
    "加强对新条例的宣传解读",
    "加大对各级领导干部和专职工作人员的培训力度",
    "及时修订完善相关配套措施",
    "依法依规做好依申请公开工作",
    "区政府相关部门要建立健全本行业本系统公共企事业单位信息公开制度",
    "区政府相关部门要完善政务公开常态化督导体系",
)

KIND = {
    **dict.fromkeys(list(UNITS)[:27], D),
    **dict.fromkeys(list(UNITS)[27:34], R),
    **dict.fromkeys(list(UNITS)[34:46], T),
    **dict.fromkeys(list(UNITS)[46:], Z),
}


def test_the_table_has_every_unit_of_the_roster() -> None:
    assert len(UNITS) == 49
    assert [unit.name for unit in load_plan(str(PLAN_FILE)).units] and {
        unit.name for unit in load_plan(str(PLAN_FILE)).units
    } == set(UNITS)
    assert [list(KIND.values()).count(kind) for kind in (D, R, T, Z)] == [27, 7, 12, 3]


def test_annex_rows(gongkai: Gongkai) -> None:
    wrong = {}
    for unit, owes in UNITS.items():
        tasks = gongkai(
            "tasks", "--unit", unit, "--part", "annex", "--as-of", "2019-07-17", "--format", "json"
        ).json
        rows = {
            basis: " ".join(task["id"] for task in tasks if task["basis"] == basis)
            for basis in ("named", "group", "claimable", "claimed")
        }
        files = {task["filing_duty"] for task in tasks if task["basis"] in ("named", "group")}
        got = (rows["named"], rows["group"], rows["claimable"], rows["claimed"])
        if got != (owes.named, owes.group, owes.claimable, "") or files not in ({owes.files}, set()):
            wrong[unit] = (got, files)
        assert not any(task["filing_duty"] for task in tasks if task["basis"] == "claimable")
    assert wrong == {}


def test_why_a_unit_has_a_row(gongkai: Gongkai) -> None:
    """`via` is the printed group for 成组, the claimants for 可认领, and null for 点名."""
    groups = {D: "区政府各部门", T: "各镇街道"}
    for unit in ("区司法局", "区大数据局", "区委编办", "齐都镇", "闻韶街道"):
        for task in gongkai("tasks", "-u", unit, "--part", "annex", "--format", "json").json:
            expected = {"named": None, "group": groups.get(KIND[unit]), "claimable": "区政府各部门"}
            assert task["via"] == expected[task["basis"]], (unit, task["id"])


def test_body_duties(gongkai: Gongkai) -> None:
    wrong = {}
    for unit, kind in KIND.items():
        tasks = gongkai(
            "tasks", "--unit", unit, "--part", "body", "--as-of", "2019-07-17", "--format", "json"
        ).json
        expected = {words for words, kinds in BODY_DUTIES.items() if kind in kinds}
        expected |= {YEARLY_REPORT} if kind != Z else set()
        expected |= set(OFFICE_ALONE) if unit == "区政府办公室" else set()
        owed = [task["requirement"] for task in tasks if task["basis"] != "claimable"]
        open_to_it = [task["requirement"] for task in tasks if task["basis"] == "claimable"]
        # Each expected duty is there, and nothing else; the office has the yearly report twice, its own and the district's.
        missing = {words for words in expected if not any(words in text for text in owed)}
        more = [text for text in owed if not any(words in text for words in expected)]
        twice = len(owed) - len(expected)
        claims = [words for words in UNASSIGNED if any(words in text for text in open_to_it)]
        right = (set(), [], 1 if unit == "区政府办公室" else 0, list(UNASSIGNED) if kind == D else [])
        if (missing, more, twice, claims) != right or len(open_to_it) != len(right[3]):
            wrong[unit] = (missing, more, twice, claims)
        assert not any(task["filing_duty"] for task in tasks), unit
    assert wrong == {}


@pytest.mark.parametrize(
    ("unit", "dates"),
    [
        ("区司法局", ["2020-01-31"]),
        ("区政府办公室", ["2020-01-31", "2020-03-31"]),
        ("区残联", [None]),
        ("齐都镇", [None]),
        ("齐城农业高新区管委会", []),
    ],
)
def test_the_yearly_report_has_a_date_only_where_the_regulation_gives_one(
    unit: str, dates: list[str | None], gongkai: Gongkai
) -> None:
    tasks = gongkai("tasks", "-u", unit, "--as-of", "2019-07-17", "--format", "json").json
    found = [task["next_due"] for task in tasks if YEARLY_REPORT in task["requirement"]]
    assert found == dates


def test_the_filing_duty_is_counted_from_the_table(gongkai: Gongkai) -> None:
    """`rows_due` of the report is what the table says: the rows a unit with the duty is named in or has by a group."""
    report = gongkai("report", "--as-of", "2019-07-17", "--format", "json").json
    due = {row["unit"]: row["rows_due"] for row in report["units"]}
    expected = {
        unit: len(owes.named.split()) + len(owes.group.split()) if owes.files else 0
        for unit, owes in UNITS.items()
    }
    assert due == expected
    assert report["completion"]["rows_due"] == sum(expected.values())
    assert report["completion"]["units_due"] == 34
