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
        (("{every: quarter, text", "{every: week, text"), "week"),  # another value than the words give, at the value
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
