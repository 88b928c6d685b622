"""Double entry: for every rule a plan that no other rule finds fault with, and that doesn't load."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import pytest
from small_plan import SMALL, changed

from gongkai.base.problems import PlanError
from gongkai.plan import checks
from gongkai.plan.checks import RULES
from gongkai.plan.loading import checked_plan, examine_plan

FILE = "方案.yaml"


class Broken(NamedTuple):
    """A rule's name, what is broken, and what the rule then says."""

    rule: str
    edits: tuple[tuple[str, str], ...]
    says: str


def _broken(rule: str, *edits: tuple[str, str], says: str) -> Broken:
    return Broken(rule, edits, says)


BROKEN = (
    _broken("heading_agrees", ("〔2019〕", "〔2018〕"), says="没有 window 的年份 2019"),
    _broken("heading_agrees", ("issued: 2019-03-20", "issued: 2019-03-21"), says="不符"),
    _broken("heading_agrees", ("{from: 2019-03-20", "{from: 2019-03-22"), says="应是印发日"),
    _broken("names_are_unique", ("aliases: [甲管局]", "aliases: [戊镇]"), says="已是“甲局”的名称"),
    _broken("names_are_unique", ("aliases: [甲管局]", "aliases: [甲管局, 甲管局]"), says="重复"),
    _broken("names_are_unique", ('"370305102"', '"370305100"'), says="区划代码"),
    _broken("names_are_unique", ("kinds: [部门, 镇]", "kinds: [部门, 镇, 镇]"), says="写了两次"),
    _broken(
        "kinds_are_listed", ("kinds: [部门, 镇]", "kinds: [部门, 镇, 企业]"), says="没有单位属于类别“企业”"
    ),
    _broken("kinds_are_listed", ("kinds: [镇]", "kinds: [镇, 乡]"), says="单位类别“乡”不在"),
    _broken("initials_fit", ("initials: yj", "initials: yjj"), says="有 3 个字母，“乙局”有 2 个字"),
    _broken("members_exist", ("[甲局, {unit: 丁镇", "[甲居, {unit: 丁镇"), says="“甲居”不在单位名册中"),
    _broken("members_exist", ("until: 2019-09-30", "until: 2019-05-31"), says="until 早于 since"),
    _broken("members_exist", ("[甲局, {unit: 丁镇", "[甲局, 甲局, {unit: 丁镇"), says="写了两次"),
    _broken(
        "members_exist", ("groups: [各部门, 专班]", "groups: [各部门, 专班, 丙局]"), says="没有单位组“丙局”"
    ),
    _broken("members_exist", ("groups: [各部门, 专班]", "printed: [全部单位]"), says="没有成员"),
    _broken("members_match_kinds", ("[甲局, 乙局, 丙局]", "[甲局, 丙局]"), says="“乙局”是部门，却不在"),
    _broken("members_match_kinds", ("[丁镇, 戊镇]", "[丁镇, 戊镇, 丙局]"), says="不应是单位组“各镇”的成员"),
    _broken("members_match_kinds", ("甲区丁镇, kind: 镇", "甲区丁镇, kind: 部门"), says="“丁镇”是部门"),
    _broken("groups_end", ("groups: [各部门, 专班]", "groups: [各部门, 各单位]"), says="包含了自己"),
    _broken("claimants_exist", ("claimants: 各部门", "claimants: 各科室"), says="没有单位组“各科室”"),
    _broken("claimants_exist", ("claimants: 各部门\n", ""), says="须写 claimants"),
    _broken("ids_are_in_order", ('id: "2"', 'id: "3"'), says="此处应是任务 2"),
    _broken("ids_are_in_order", ('id: "Z3"', 'id: "Z2"'), says="此处应是任务 Z3"),
    _broken("sections_are_given", ('id: "Z4"\n    section: 二\n', 'id: "Z4"\n'), says="缺少 section"),
    _broken("owners_exist", ("open: 未写明", "owners_reading: 见上文"), says="没有责任单位"),
    _broken("owners_match_text", ("owners: [甲局, 乙局]", "owners: [甲局]"), says="漏写：乙局"),
    _broken("owners_match_text", ("owners: [甲局, 乙局]", "owners: [甲局, 乙局, 丙局]"), says="多写：丙局"),
    _broken("owners_match_text", ("owners: [甲局, 乙局]", "owners: [乙局, 甲局]"), says="顺序不同"),
    _broken(
        "owners_match_text",
        ("owners: [甲局, 乙局]", "owners: [{name: 甲局, role: 牵头}, 乙局]"),
        says="原文是责任，写的是牵头",
    ),
    _broken("owners_match_text", ("open: 等有关部门", "open: 等部门"), says="open: 等有关部门"),
    _broken("owners_match_text", ("    open: 等有关部门\n", ""), says="open: 等有关部门"),
    _broken("owners_match_text", ("乙局等有关部门", "乙局"), says="已列尽"),
    _broken("owners_match_text", ("甲局、乙局等有关部门", "甲局、乙居等有关部门"), says="“乙居”不在名册中"),
    _broken("owners_match_text", ("open: 未写明", "open: 有关单位"), says="未写明"),
    _broken("notes_quote_the_task", ("quote: 收支", "quote: 收入"), says="没有“收入”"),
    _broken("body_is_quoted", ("quote: 通报}", "quote: 通告}"), says="没有任务 Z2"),
    _broken("body_is_quoted", ("{section: 二, quote", "{section: 一, quote"), says="一 → 二?"),
    _broken("body_is_quoted", ("{section: 二, quote", "{section: 三, quote"), says="三 → 二?"),
    _broken("body_is_quoted", ("加强调度。}", "强加调度。}"), says="任务 Z3"),
    _broken("readings_are_quoted", ("quote: 每季度, text", "quote: 每旬, text"), says="全文中没有“每旬”"),
    _broken(
        "one_filing_duty",
        ("{quote: 年底前公开名录,", "{quote: 年底前公开名录, fulfilled_by: filing,"),
        says="只能有一个",
    ),
    _broken(
        "one_filing_duty",
        (", fulfilled_by: filing", ""),
        ("定期}", "定期}\n        fulfilled_by: filing"),
        says="截止日期",
    ),
    _broken(
        "quotes_cover_the_demand", ("quote: 及时更新", "quote: 及时更新内容"), says="不是工作要求中的原文"
    ),
    _broken(
        "quotes_cover_the_demand",
        ("      - {quote: 制定规章, beyond: [规章]}\n", ""),
        says="“制定规章”不在任何事项中",
    ),
    _broken(
        "quotes_cover_the_demand", ("quote: 各单位要加强调度", "quote: 各单位要加强"), says="之后还有“调度”"
    ),
    _broken("times_match_words", ("every: quarter", "every: month"), says="every: quarter"),
    _broken("times_match_words", ("by: 2019-12-31", "by: 2019-12-30"), says="by: 2019-12-31"),
    _broken("times_match_words", ("at_least: 3", "at_least: 2"), says="at_least: 3"),
    _broken("times_match_words", (", when: {every: quarter, text: 每季度}", ""), says="写有“每季度”"),
    _broken("times_match_words", ("ongoing: 及时", "ongoing: 即时"), says="没有时间用语“即时”"),
    _broken("times_match_words", ("{ongoing: 及时}", "{every: week, text: 更新}"), says="读不出“更新”"),
    _broken(
        "deadlines_are_kept",
        ("responsible: 专班\n", "responsible: 专班\n    time: 5月底前\n"),
        says="by: 2019-05-31",
    ),
    _broken(
        "dates_are_sane",
        ("{by: 2019-12-31, text: 年底前}", "{by: 2031-12-31, source: 条例}"),
        ("年底前公开名录", "要公开名录"),
        ("年底前公开名录", "要公开名录"),
        says="离方案年度太远",
    ),
    _broken("soft_words_are_marked", (", soft: [原则上]", ""), says="写有“原则上”"),
    _broken("soft_words_are_marked", ("soft: [原则上]", "soft: [原则上, 鼓励]"), says="没有“鼓励”"),
    _broken("beyond_is_quoted", ("beyond: [规章]", "beyond: [法规]"), says="没有“法规”"),
)


def _name(rule: Callable[..., object]) -> str:
    return rule.__name__


def test_the_small_plan_loads() -> None:
    assert examine_plan(FILE, SMALL.encode()).problems == []


def test_every_rule_has_a_broken_plan() -> None:
    assert {case.rule for case in BROKEN} == set(map(_name, RULES))


def test_every_rule_says_what_it_is() -> None:
    """Its docstring is a sentence; the first paragraph ends as one."""
    for rule in RULES:
        assert rule.__doc__, rule
        assert rule.__doc__.strip().split("\n\n")[0].endswith((".", "…")), rule


@pytest.mark.parametrize("case", BROKEN, ids=lambda case: f"{case.rule}-{case.says}")
def test_a_plan_whose_sides_disagree_does_not_load(case: Broken, monkeypatch: pytest.MonkeyPatch) -> None:
    content = changed(*case.edits)
    with pytest.raises(PlanError) as caught:
        checked_plan(FILE, content)
    problems = list(map(str, caught.value.problems))
    assert any(case.says in problem for problem in problems), problems
    assert all(problem.startswith(f"{FILE}:") for problem in problems)
    assert str(caught.value).startswith(problems[0])
    # It is this rule that finds it: without the rule the plan would load.
    monkeypatch.setattr(checks, "RULES", tuple(rule for rule in RULES if _name(rule) != case.rule))
    assert list(map(str, examine_plan(FILE, content).problems)) == []


@pytest.mark.parametrize(
    ("edit", "words"),
    [
        (("text: 每季度}", "text: 每旬}"), "每旬"),  # words that aren't printed, at the words
        (("ongoing: 及时", "ongoing: 即时"), "即时"),
        (
            ("{every: quarter, text", "{every: week, text"),
            "week",
        ),  # another value than the words give, at the value
        (("by: 2019-12-31", "by: 2019-12-30"), "2019-12-30"),
        (("owners: [甲局, 乙局]", "owners: [{name: 甲局, role: 牵头}, 乙局]"), "{name: 甲局"),
        (("[甲局, {unit: 丁镇", "[甲居, {unit: 丁镇"), "甲居"),
        (("[丁镇, 戊镇]", "[丁镇, 戊镇, 丙局]"), "丙局]"),
        (("quote: 通报}", "quote: 通告}"), "通告"),
        (("{section: 二, quote", "{section: 三, quote"), "三, quote"),
        (("beyond: [规章]", "beyond: [法规]"), "法规]"),
    ],
)
def test_a_problem_stands_at_the_very_word(edit: tuple[str, str], words: str) -> None:
    content = changed(edit)
    lines = content.decode().split("\n")
    (n,) = [n for n, line in enumerate(lines) if edit[1] in line]
    column = lines[n].index(words, lines[n].index(edit[1])) + 1
    assert (n + 1, column) in {
        (problem.line, problem.column) for problem in examine_plan(FILE, content).problems
    }


def _at(content: bytes) -> list[tuple[str, str]]:
    """Every problem: the beginning of the line it stands at, from its column on, and what it says."""
    lines = content.decode().split("\n")
    return [
        (lines[p.line - 1][p.column - 1 :][:8], p.message + p.advice)
        for p in examine_plan(FILE, content).problems
    ]


@pytest.mark.parametrize(
    ("edits", "expected"),
    [
        # A row left out, or one too many, shifts the numbers behind it: said once.
        (
            (
                ('"Z2"', '"Z3"'),
                (
                    '"Z3"\n    section: 一\n    category: 保障\n    topic: 措施\n    requirement: 各',
                    '"Z4"\n    section: 一\n    category: 保障\n    topic: 措施\n    requirement: 各',
                ),
                ('"Z4"\n    section: 二', '"Z5"\n    section: 二'),
            ),
            [('"Z3"', "此处应是任务 Z2，写的是 Z3")],
        ),
        ((('"Z3"', '"Z2"'), ('"Z4"', '"Z3"')), [('"Z2"', "此处应是任务 Z3，写的是 Z2")]),
        ((('"Z4"', '"Z9"'),), [('"Z9"', "此处应是任务 Z4，写的是 Z9")]),
        ((('"Z3"', '"Z2"'),), [('"Z2"', "此处应是任务 Z3，写的是 Z2")]),
        ((('"Z2"', '"Z7"'),), [('"Z7"', "此处应是任务 Z2，写的是 Z7")]),
        # A quote that breaks off, at either end: at the demand and at the quote.
        (
            (("quote: 各单位要加强调度", "quote: 单位要加强调度"),),
            [
                ("各单位要加强调度", "“各”不在任何事项中"),
                ("单位要加强调度}", "的事项 1 的引文不完整，之前还有“各”"),
            ],
        ),
        (
            (("quote: 及时更新", "quote: 及时"),),
            [
                ("每季度公开收支。", "“更新”不在任何事项中"),
                ("及时, whe", "的事项 3 的引文不完整，之后还有“更新”"),
            ],
        ),
        # Two times in one quote need a word of explanation.
        (
            (
                ("每季度公开收支。", "每季度公开收支并每月更新。"),
                ("quote: 每季度公开收支", "quote: 每季度公开收支并每月更新"),
            ),
            [("每季度公开收支并", "一条事项写有几个时间要求（每季度、每月）")],
        ),
        # What is left out is missing at the quote; what is wrong is wrong where it is written.
        (((", soft: [原则上]", ""),), [("原则上要公开全文", "soft 中没有")]),
        (
            (("soft: [原则上]", "soft: [原则]"),),
            [("[原则]", "写有“原则上”，soft 中没有")],
        ),
        (
            ((", when: {by: 2019-12-31, text: 年底前}", ""),),
            [("年底前公开名录}", "写有“年底前”，when 未写或不符by: 2019-12-31")],
        ),
        (
            (("when: {by: 2019-12-31, text: 年底前}", "when: {ongoing: 年底前}"),),
            [("{ongoing", "when 未写或不符by: 2019-12-31"), ("年底前}", "不符by: 2019-12-31")],
        ),
        # A row on the wrong side.
        ((('id: "Z4"\n    section: 二', 'id: "4"'),), [('"4"', "任务 4 夹在正文任务中间")]),
        # Nobody printed: the wrong side is the one that says more.
        ((("open: 未写明", "open: 等部门"),), [("等部门", "只能写 open: 未写明")]),
        ((("open: 未写明", "open: 未写明\n    owners: [甲局]"),), [("[甲局]", "只能写 open: 未写明")]),
        # A citation of another section that is there, or of words that are nowhere, says nothing of the body.
        ((("{section: 二, quote", "{section: 一, quote"),), [("一, quote", "在二中")]),
        ((("quote: 通报}", "quote: 戊己庚辛}"),), [("戊己庚辛}]", "正文二中没有")]),
        # A section that is called otherwise where it is cited is shown at its name.
        (
            (("{section: 二, title", "{section: 三, title"),),
            [
                ("三, title", "正文此处与任务 Z2 的事项 1 的另处引文等不符"),
                ("二, quote", "二 → 三?"),
                ("二", "二 → 三?"),
            ],
        ),
        # Roles.
        (
            (("甲局、乙局等有关部门", "甲局牵头，乙局等有关部门"),),
            [("甲局, 乙局]", "原文是牵头，写的是责任{name: 甲局, role: 牵头}")],
        ),
        (
            (("owners: [甲局, 乙局]", "owners: [{name: 甲局, role: 配合}, 乙局]"),),
            [("{name: 甲局", "原文是责任，写的是配合甲局")],
        ),
        # One year that differs is the number's or the title's; where all differ it is the window's.
        ((("〔2019〕", "〔2018〕"),), [("甲政办发〔2018", "没有 window 的年份 2019")]),
        (
            (("〔2019〕", "〔2018〕"), ("title: 2019年", "title: 2018年")),
            [("2019-12-", "window.to 的年份 2019 与")],
        ),
        ((("issued: 2019-03-20", "issued: 2020-01-01"),), [("2020-01-", "晚于")]),
        # Kinds: wrong at the unit, wrong at the group, wrong at the member.
        ((("甲区丁镇, kind: 镇", "甲区丁镇, kind: 部门"),), [("部门, init", "而在“各镇”中改类别（镇）")]),
        (
            (
                ("kinds: [镇]", "kinds: [部门]"),
                ("members: [丁镇, 戊镇]", "members: [甲局, 乙局, 丙局, 丁镇, 戊镇]"),
            ),
            [("[部门], me", "kinds 中没有补入“镇”")],
        ),
        (
            (
                ("kinds: [镇]", "kinds: [部门]"),
                ("members: [丁镇, 戊镇]", "members: [甲局, 乙局, 丙局, 丁镇]"),
            ),
            [("镇, initi", "不应是单位组“各镇”的成员")],
        ),
        # The first of two groups in a circle is shown, and the second.
        (
            (("{name: 专班, members", "{name: 专班, groups: [各单位], members"),),
            [("[各部门, 专班]", "包含了自己"), ("[各单位], m", "包含了自己")],
        ),
    ],
)
def test_what_is_said_where(edits: tuple[tuple[str, str], ...], expected: list[tuple[str, str]]) -> None:
    found = _at(changed(*edits))
    assert len(found) == len(expected), found
    for (words, message), (place, says) in zip(found, expected, strict=True):
        assert words.startswith(place[:8]) and says in message, found


@pytest.mark.parametrize(
    "edits",
    [
        (
            ("每季度公开收支。", "每季度公开收支并每月更新。"),
            ("quote: 每季度公开收支", "reading: 每月更新另计, quote: 每季度公开收支并每月更新"),
        ),
        (("quote: 每季度, text", "quote: 每 季 度, text"),),  # a reading's quote may differ in white space
        (
            ("  - {name: 专班,", "  - {name: 备用, members: [戊镇]}\n  - {name: 专班,"),
        ),  # a group no task names
        (("{from: 2019-03-20", "{from: 2019-05-01"),),  # the window may begin with a later month
        (("issued: 2019-03-20", "issued: 2019-12-31"), ("from: 2019-03-20", "from: 2019-12-31")),
        (("issued: 2019-03-20", "issued: 2018-12-20"), ("from: 2019-03-20", "from: 2019-01-01")),
        (("since: 2019-06-01, until: 2019-09-30", "since: 2019-06-01, until: 2019-06-01"),),
        (
            ("claimants: 各部门\n", ""),
            ("乙局等有关部门", "乙局"),
            ("    open: 等有关部门\n", ""),
            ("open: 未写明", "owners: [甲局]\n    owners_reading: 承前"),
            ('responsible: ""', "responsible: 要"),
        ),
        (("responsible: 专班\n", "responsible: 专班\n    time: 长期坚持，及时\n"),),  # no date in it
        (
            ("groups: [各部门, 专班]", "groups: [各部门, 专班, 各镇]"),
            ("{name: 专班, members", "{name: 专班, groups: [各镇], members"),
        ),
    ],
)
def test_what_may_be_so(edits: tuple[tuple[str, str], ...]) -> None:
    assert _at(changed(*edits)) == []


@pytest.mark.parametrize(
    ("day", "sane"),
    [("2017-12-31", False), ("2018-01-01", True), ("2020-12-31", True), ("2021-01-01", False)],
)
def test_a_date_lies_between_the_year_before_and_the_year_after(day: str, sane: bool) -> None:
    content = changed(("{quote: 制定规章,", f"{{quote: 制定规章, when: {{by: {day}, source: 条例}},"))
    assert (_at(content) == []) == sane
