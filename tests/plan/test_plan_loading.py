"""From a file's bytes to a plan, or to everything that is wrong with it."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from conftest import PLAN_FILE, Gongkai
from hypothesis import given, settings
from hypothesis import strategies as st
from small_plan import SMALL, changed

from gongkai.base.problems import PlanError
from gongkai.plan.loading import checked_plan, examine_plan, load_plan
from gongkai.plan.models import Plan

pytestmark = pytest.mark.sqlite  # the store plays no part

FILE = "方案.yaml"


def said(content: bytes | str) -> list[str]:
    """Every problem, without the file's name."""
    loaded = examine_plan(FILE, content.encode() if isinstance(content, str) else content)
    assert (loaded.plan is None) == bool(loaded.problems)
    return [str(problem).removeprefix(f"{FILE}:") for problem in loaded.problems]


def test_the_small_plan_is_read_as_it_stands() -> None:
    plan = checked_plan(FILE, SMALL.encode())
    assert (plan.plan.id, plan.plan.issued, plan.plan.year, plan.plan.warn) == (
        "small-2019",
        date(2019, 3, 20),
        2019,
        3,
    )
    assert [unit.name for unit in plan.units] == ["甲局", "乙局", "丙局", "丁镇", "戊镇"]
    assert plan.units[3].code == "370305100"
    assert [owner.role for task in plan.tasks for owner in task.owners] == ["责任"] * 8
    member = plan.groups[3].members[1]
    assert (member.unit, member.since, member.until) == ("丁镇", date(2019, 6, 1), date(2019, 9, 30))
    when = plan.tasks[1].items[2].when
    assert when is not None and (when.kind, when.at_least, when.per) == ("at_least", 3, "year")


@pytest.mark.parametrize(
    "content", [SMALL.encode(), b"\xef\xbb\xbf" + SMALL.encode(), SMALL.replace("\n", "\r\n").encode()]
)
def test_a_byte_order_mark_and_windows_lines_are_fine(content: bytes) -> None:
    assert checked_plan(FILE, content) == checked_plan(FILE, SMALL.encode())


def test_the_same_mistake_has_the_same_place_with_windows_lines() -> None:
    broken = changed(("every: quarter", "every: month"))
    assert said(broken.replace(b"\n", b"\r\n")) == said(broken)
    assert said(b"\xef\xbb\xbf" + broken) == said(broken)


@pytest.mark.parametrize("task_id", ["1.10", "01", "1.0", "0", "-1", "1e1", "Z", "ZZ1", "z1", "１"])
def test_a_number_is_not_guessed(task_id: str) -> None:
    """Plain YAML would read 1.10 as 1.1 and 01 as 1."""
    problems = said(changed(('id: "2"', f"id: {task_id}")))
    assert any("“id”的写法不对" in problem and f"“{task_id}”" in problem for problem in problems), problems


@pytest.mark.parametrize(
    ("edit", "problem"),
    [
        (("name: 丙局", f"name: {'长' * 61}"), "“name”：太长（61 字，至多 60 字）"),
        (("full: 甲区丙局", f"full: {'长' * 3000}"), "“full”：太长（3000 字，至多 60 字）"),
        (("name: 丙局", 'name: "丙\\n局"'), "“name”：应写成一行，不能有换行或看不见的字符"),
        (("name: 丙局", "name: 丙\u200b局"), "“name”：应写成一行，不能有换行或看不见的字符"),
        (("title: 2019", f"title: {'长' * 200}2019"), "“title”：太长"),
        (("id: small-2019", f"id: {'a' * 61}"), "“id”：太长（61 字，至多 60 字）"),
        (('id: "2"', f'id: "{"9" * 5000}"'), f"“id”的写法不对：“{'9' * 59}…”"),
        (
            ("issued: 2019-03-20", "issued: 9999-12-31"),
            "“issued”：9999-12-31 的年份不对，应在 1900 至 2100 之间",
        ),
        (("to: 2019-12-31}", "to: 0001-01-01}"), "“to”：0001-01-01 的年份不对"),
        (("  issued:", f"  warn: {'9' * 5000}\n  issued:"), f"“warn”不对：“{'9' * 59}…”"),
        (("  issued:", "  mail: 张三@例.cn\n  issued:"), "“mail”的写法不对"),
        (('code: "370305100"', "code: ３７０３０５１００"), "“code”的写法不对"),
    ],
)
def test_what_is_too_long_or_too_strange_is_named_and_not_repeated_whole(
    edit: tuple[str, str], problem: str
) -> None:
    problems = said(changed(edit))
    assert any(problem in each for each in problems), problems
    assert all("\n" not in each and len(each) < 1000 for each in problems)


def test_a_long_text_of_the_file_is_not_repeated_whole() -> None:
    problems = said(
        changed(("responsible: 甲局、乙局等有关部门", f"responsible: {'丙局、' * 20_000}乙局等有关部门"))
    )
    assert problems and all(len(each) < 1000 for each in problems)


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ("", ["1:1：文件是空的"]),
        ("# 空\n", ["1:1：文件是空的"]),
        ("甲", ["1:1：方案文件的最外层应是“键: 值”（参照 data/tasks_2019.yaml）"]),
        ("- 甲\n", ["1:1：方案文件的最外层应是“键: 值”（参照 data/tasks_2019.yaml）"]),
        ('"甲"', ["1:1：方案文件的最外层应是“键: 值”（参照 data/tasks_2019.yaml）"]),
        ("{}", [f"1:1：缺少“{key}”" for key in ("kinds", "plan", "schema", "tasks", "units")]),
    ],
)
def test_files_that_are_no_plan(content: str, expected: list[str]) -> None:
    assert said(content) == expected


@pytest.mark.parametrize(
    "key", ["plan", "kinds", "units", "groups", "body", "tasks", "readings", "claimants", "schema"]
)
@pytest.mark.parametrize("wrong", ["", "词", "[1]", "{a: b}", "[[1]]", "[{}]", "[~]"])
def test_a_piece_of_the_wrong_shape(key: str, wrong: str) -> None:
    """Whatever stands at the top in place of a piece is reported, without a crash, except what may be left out."""
    lines = SMALL.split("\n")
    start = next(n for n, line in enumerate(lines) if line.startswith(f"{key}:"))
    end = next((n for n in range(start + 1, len(lines)) if lines[n][:1].strip()), len(lines))
    problems = said("\n".join([*lines[:start], f"{key}: {wrong}", *lines[end:]]))
    if (key, wrong) in (("readings", ""), ("body", "")):
        assert problems == []
        return
    assert problems
    assert any(int(problem.split(":")[0]) >= 1 for problem in problems)


def test_all_mistakes_are_reported_in_one_pass() -> None:
    """Faults of fields, of pieces and between the sides, each at its place and in the file's order."""
    problems = said(
        changed(
            ("issued: 2019-03-20", "issued: 2019-02-30"),
            ("initials: bj", "initials: BJ"),
            ("title: 检查", "titel: 检查"),
            ("every: quarter", "every: quater"),
            ("soft: [原则上]", "soft: [原责上]"),
            ("owners: [各镇, 乙局, 各部门]", "owners: [各镇, 丙局, 各部门]"),
            ("quote: 要定期检查", "quote: 要定期检察"),
        )
    )
    places = [tuple(map(int, problem.split("：")[0].split(":"))) for problem in problems]
    assert places == sorted(places)
    wanted = (
        "没有这一天",
        "应为小写拼音首字母",
        "titel → title?",
        "quater → quarter?",
        "原责上 → 原则上?",
        "漏写：乙局；多写：丙局",
        "不是工作要求中的原文",
    )
    assert [word for word in wanted if not any(word in problem for problem in problems)] == []


def test_one_bad_entry_is_not_reported_again_wherever_it_is_named() -> None:
    problems = said(changed(("甲区乙局, kind: 部门, initials: yj", "甲区乙局, kind: 部门, initials: Y-J")))
    assert len(problems) == 1, problems
    assert problems[0].startswith("14:") and "initials" in problems[0]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("soft: [原则上]", "soft: 原则上"),
        ("beyond: [规章]", "beyond: 规章"),
        ("when: {by: 2019-12-31, text: 年底前}", "when: 2019-12-31"),
        ("every: quarter", "every: quater"),
        ("at_least: 3, per: year", "at_least: 3"),
        ("owners: [各镇, 乙局, 各部门]", "owners: 各镇"),
        ("owners: [各镇, 乙局, 各部门]", "owners: [各镇, {name: 乙局, rol: 牵头}, 各部门]"),
        ("members: [甲局, 乙局, 丙局]", "members: 甲局"),
        ("{unit: 丁镇, since: 2019-06-01,", "{unit: 丁镇, since: 06-01,"),
        ("    topic: 名录\n", ""),
        ("    requirement: 年底前公开名录，制定规章，全年通报不少于3次。\n", ""),
        ('id: "1"', "id: 一"),
        ('id: "Z1"', "id: Z一"),
        ("aliases: [甲管局]", "aliases: 甲管局"),
        ("title: 措施, text", "titel: 措施, text"),
        ("notes: [{kind: reading", "notes: [{kind: rading"),
        ("also: [{section: 二, quote: 通报}]", "also: [{section: 二}]"),
        ("  issued: 2019-03-20\n", ""),
        ("items:\n      - {quote: 各单位要加强调度}", "items: []"),
        ("open: 未写明", "open: [未写明]"),
        ("fulfilled_by: filing", "fulfilled_by: file"),
    ],
)
def test_one_fault_is_one_problem(old: str, new: str) -> None:
    """A faulty field keeps no other check from the rest, and makes none of them complain."""
    problems = said(changed((old, new)))
    assert len(problems) == 1, problems


def test_a_short_list_is_not_blamed_for_its_bad_entry() -> None:
    problems = said(
        changed(("when: {every: month, text: 每月通报一次}", "when: {every: moon, text: 每月通报一次}"))
    )
    assert len(problems) == 1, problems
    assert "moon" in problems[0]


def test_a_misspelled_key_at_the_top_hides_nothing() -> None:
    problems = said(changed(("units:", "unit:"), ("initials: bj", "initials: bjj")))
    assert problems == [
        "12:1：不认识的键“unit”（unit → units?）",
        "15:48：拼音首字母“bjj”有 3 个字母，“丙局”有 2 个字",
    ]


def test_the_error_of_a_plan_names_the_first_problem_and_how_many_there_are() -> None:
    with pytest.raises(PlanError) as caught:
        checked_plan(FILE, changed(("every: quarter", "every: month"), ("at_least: 3", "at_least: 2")))
    assert len(caught.value.problems) > 1
    assert str(caught.value).startswith(f"{FILE}:")
    assert f"共 {len(caught.value.problems)} 处问题，运行 gongkai plan check 查看全部" in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_file_on_disk(tmp_path: Path) -> None:
    assert isinstance(load_plan(str(PLAN_FILE)), Plan)
    for path, message in ((tmp_path / "没有.yaml", "找不到方案文件"), (tmp_path, "是一个文件夹")):
        with pytest.raises(PlanError, match=message):
            load_plan(str(path))


def test_plan_check_counts_what_is_right(gongkai: Gongkai, tmp_path: Path) -> None:
    file = tmp_path / FILE
    file.write_text(SMALL, "utf-8")
    ran = gongkai("plan", "check", str(file))
    assert (ran.status, ran.err) == (0, "")
    for words in ("附件任务 2 项", "正文任务 4 项", "事项 10 个", "单位 5 个", "单位组 4 个"):
        assert words in ran.out.replace("\n", "")
    assert gongkai("plan", "check", str(file), "--format", "json").json == []


YAMLISH = st.text(
    alphabet=st.sampled_from("甲局乙12-:,[]{}\"'#&*!|>%@`?~= \n\t") | st.characters(codec="utf-8")
)


@given(YAMLISH)
def test_any_text_is_examined_without_a_crash(text: str) -> None:
    loaded = examine_plan(FILE, text.encode())
    assert loaded.plan is None
    assert loaded.problems


@given(st.binary())
def test_any_bytes_are_examined_without_a_crash(content: bytes) -> None:
    assert examine_plan(FILE, content).problems


@settings(max_examples=150)
@given(st.data())
def test_any_edit_of_a_plan_is_examined_without_a_crash(data: st.DataObject) -> None:
    """A stretch of the small plan replaced by anything."""
    start = data.draw(st.integers(0, len(SMALL)))
    end = data.draw(st.integers(start, min(len(SMALL), start + 40)))
    loaded = examine_plan(FILE, (SMALL[:start] + data.draw(YAMLISH) + SMALL[end:]).encode())
    assert (loaded.plan is None) == bool(loaded.problems)
    assert all(problem.line >= 1 and problem.column >= 1 and problem.message for problem in loaded.problems)


ANY = st.recursive(
    st.sampled_from(["", "~", "甲局", "1", "2019-07-31", "part", "[]", "{}", '""']),
    lambda inner: (
        st.lists(inner, max_size=3).map(lambda xs: "[" + ", ".join(xs) + "]")
        | st.dictionaries(
            st.sampled_from(["name", "unit", "quote", "by", "items", "when", "x"]), inner, max_size=3
        ).map(lambda d: "{" + ", ".join(f"{k}: {v}" for k, v in d.items()) + "}")
    ),
    max_leaves=6,
)


@settings(max_examples=200)
@given(st.data())
def test_any_shape_in_place_of_any_value(data: st.DataObject) -> None:
    """The value of any key of the small plan replaced by a value of any shape."""
    lines = SMALL.split("\n")
    keyed = [n for n, line in enumerate(lines) if ": " in line]
    n = data.draw(st.sampled_from(keyed))
    head, _, _ = lines[n].partition(": ")
    lines[n] = f"{head}: {data.draw(ANY)}"
    loaded = examine_plan(FILE, "\n".join(lines).encode())
    assert (loaded.plan is None) == bool(loaded.problems)
