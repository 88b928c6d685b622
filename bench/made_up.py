"""Made-up plans for the drafting benchmark: places, bodies and duties that don't exist, with what a draft should say."""

from __future__ import annotations

import random
from typing import NamedTuple

PLACES = (("临江区", "临江"), ("云溪县", "云溪"), ("松山市", "松山"))
DUTIES = (
    ("公开重点项目的批准、实施和竣工情况", ()),
    ("集中公开现行有效的规范性文件，方便公众查询", ()),
    ("6月20日前公布本级主动公开基本目录", ("by 06-20",)),
    ("在9月底之前完成网站栏目改版", ("by 09-30",)),
    ("年底前公开全部公共服务事项清单", ("by 12-31",)),
    ("按季度公开财政收支执行情况", ("every quarter",)),
    ("按月公开空气质量和饮用水水质", ("every month",)),
    ("每周发布重要民生商品价格", ("every week",)),
    ("每日发布汛期水情", ("every day",)),
    ("每月28日前公开惠民补贴发放明细", ("every month 28",)),
    ("组织政府开放日活动，年内不少于2次", ("at_least 2/year",)),
    ("每年至少召开3次新闻发布会", ("at_least 3/year",)),
    ("政策文件印发后3个工作日内发布解读材料", ("within 3 workday",)),
    ("对不实信息24小时内作出回应", ("within 24 hour",)),
    ("定期公开债务限额和余额", ("regular",)),
    ("7月底前提出方案，11月底前完成建设", ("by 07-31", "by 11-30")),
)
TIMES = (
    ("9月30日前", ("by 09-30",)),
    ("11月底", ("by 11-30",)),
    ("{year}年10月", ("by 10-31",)),
    ("年底前", ("by 12-31",)),
    ("每季度", ("every quarter",)),
    ("每半年", ("every half-year",)),
    ("常态化实施", ()),
    ("持续推进", ()),
    ("方案于8月底前完成，建设于12月15日前完成", ("by 08-31", "by 12-15")),
)
BODIES = ("发改局", "财政局", "司法局", "教育局", "民政局", "人社局", "水利局", "商务局", "审计局", "统计局", "市场监管局",
          "卫健局", "应急局", "住建局", "文旅局")  # fmt: skip
OTHERS = (
    "{level}委宣传部",
    "{level}委编办",
    "{level}残联",
    "{level}大数据中心",
    "{place}海关",
    "{place}公安分局",
)
GROUPS = ("{level}政府各部门", "各镇人民政府、街道办事处", "{level}食安委各成员单位", "各开发区管委会")
OPEN = ("等有关部门", "等部门单位")
CATEGORIES = ("推进决策公开", "推进执行公开", "推进服务公开", "加强政策解读", "加强平台建设")
TOPICS = (
    "做好预公开",
    "做好督查公开",
    "优化办事服务",
    "完善清单管理",
    "强化监管信息",
    "畅通公众参与",
    "规范栏目建设",
)


class Column(NamedTuple):
    """A column of units: its header, the names in it as printed, and what it says."""

    title: str
    lines: tuple[str, ...]  # paragraphs of the cell


class MadeRow(NamedTuple):
    number: int
    category: str
    topic: str
    demand: str
    columns: tuple[Column, ...]
    time: str
    owners: tuple[tuple[str, str], ...]  # name, role
    opened: str
    times: tuple[str, ...]


class MadePlan(NamedTuple):
    place: str
    year: int
    number: str
    title: str
    annex: str
    rows: tuple[MadeRow, ...]
    wide: bool  # categories are rows across the table
    timed: bool  # a 完成时限 column
    demand_first: bool  # the demand stands before the label

    @property
    def issuer(self) -> str:
        return f"{self.place}人民政府办公室"

    @property
    def issued(self) -> str:
        return f"{self.year}年4月15日"

    @property
    def addressees(self) -> str:
        return f"各镇人民政府、街道办事处，{self.place[-1]}政府各部门"

    def titles(self) -> list[str]:
        """The table's headers from left to right, without the category where that is a row across."""
        label, demand = ([] if self.wide else ["工作任务"]) + ["任务名称"], ["工作要求"]
        texts = demand + label if self.demand_first else label + demand
        units = [column.title for column in self.rows[0].columns]
        return ["序号", *texts, *units, *(["完成时限"] if self.timed else []), "备注"]

    def cells(self, row: MadeRow) -> list[str]:
        label = ([] if self.wide else [row.category]) + [row.topic]
        texts = [row.demand, *label] if self.demand_first else [*label, row.demand]
        units = ["\n".join(column.lines) for column in row.columns]
        return [str(row.number), *texts, *units, *([row.time] if self.timed else []), ""]

    def letter(self) -> list[str]:
        return [
            self.number,
            self.issuer,
            f"关于印发{self.title}的通知",
            f"{self.addressees}：",
            f"《{self.title}》已经{self.place[-1]}政府同意，现印发给你们，请认真贯彻执行。",
            self.issuer,
            self.issued,
        ]


def made_plan(seed: int) -> MadePlan:
    """A plan, the same for the same seed."""
    dice = random.Random(seed)
    place, short = PLACES[seed % len(PLACES)]
    year = 2020 + seed % 4
    roles = ((("责任单位", "责任"),), (("牵头单位", "牵头"), ("责任单位", "责任")), (("牵头单位", "牵头"), ("配合单位", "配合")),
             (("牵头单位", "牵头"), ("配合单位", "配合"), ("实施单位", "实施")))[seed % 4]  # fmt: skip
    timed = seed % 3 != 1
    stops = seed % 5 != 4  # demands end with a full stop
    elided, apart = seed % 2 == 1, seed % 6 == 2
    rows = []
    number = 0
    count = 8 + seed % 9
    for index in range(count):
        number += 1 if dice.random() > 0.06 or not index else 2  # numbering with gaps
        words, times = dice.choice(DUTIES if not timed else DUTIES[:2] + DUTIES[12:14])
        second = dice.choice(DUTIES[:2])[0] if dice.random() < 0.4 else ""
        demand = words + (f"。{second}" if second else "") + ("。" if stops else "")
        time, more = dice.choice(TIMES) if timed else ("", ())
        columns, owners, opened = _columns(dice, place[-1], short, roles, elided=elided, apart=apart)
        expected = tuple(_date(each, year) for each in dict.fromkeys((*times, *more)))
        category = CATEGORIES[index * len(CATEGORIES) // count]
        topic = f"{TOPICS[(seed + index) % len(TOPICS)]}之{index + 1}"
        rows.append(
            MadeRow(
                number, category, topic, demand, columns, time.format(year=year), owners, opened, expected
            )
        )
    title = f"{year}年{place}政务公开工作方案"
    annex = f"{year}年{place}政务公开主要任务分解表"
    return MadePlan(
        place,
        year,
        f"临政办发〔{year}〕{seed + 3}号",
        title,
        annex,
        tuple(rows),
        seed % 2 == 0,
        timed,
        seed % 7 == 3,
    )


def _date(words: str, year: int) -> str:
    return words.replace("by ", f"by {year}-")


def _columns(
    dice: random.Random,
    level: str,
    place: str,
    roles: tuple[tuple[str, str], ...],
    *,
    elided: bool,
    apart: bool,
) -> tuple[tuple[Column, ...], tuple[tuple[str, str], ...], str]:
    columns: list[Column] = []
    owners: list[tuple[str, str]] = []
    opened = ""
    bodies = dice.sample(BODIES, 3 * len(roles))
    for title, role in roles:
        mine = [level + bodies.pop() for _ in range(dice.randint(1, 3))]
        printed = [name if not index or not elided else name[1:] for index, name in enumerate(mine)]
        if dice.random() < 0.3:
            other = dice.choice(OTHERS).format(level=level, place=place)
            mine.append(other)
            printed.append(other)
        if role != "牵头" and dice.random() < 0.35:
            group = dice.choice(GROUPS).format(level=level)
            mine.append(group)
            printed.append(group)
        owners += [(name, role) for name in mine]
        if apart:  # each in a paragraph of its own, no signs between
            columns.append(Column(title, tuple(printed)))
            continue
        text = "、".join(printed)
        if (
            role != "牵头"
            and printed[-1] == mine[-1]
            and not opened
            and dice.random() < 0.25
            and "各" not in printed[-1]
        ):
            opened = dice.choice(OPEN)
            text += opened
        columns.append(Column(title, (text,)))
    return tuple(columns), tuple(owners), opened
