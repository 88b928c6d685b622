"""The 责任单位 text taken apart."""

from __future__ import annotations

import pytest
from conftest import PLAN_FILE
from hypothesis import given
from hypothesis import strategies as st

from gongkai.plan.loading import load_plan
from gongkai.plan.responsible import Names, Responsible, parse_responsible

SPELLINGS = {
    "区司法局": "区司法局",
    "区财政局": "区财政局",
    "临淄区财政局": "区财政局",
    "区教育和体育局": "区教育和体育局",
    "区教育局和体育局": "区教育和体育局",
    "区教育局": "区教育局",
    "各镇街道": "各镇街道",
    "各镇人民政府、街道办事处": "各镇街道",
    "区政府各部门": "区政府各部门",
    "各部门": "各部门",
    "各部门各单位": "各部门各单位",
    "各级、各部门": "各级、各部门",
    "会同县": "会同县",
}
NAMES = Names(SPELLINGS)


def parse(text: str) -> tuple[list[str], list[str], list[str]]:
    """Known names, open words and unknown names."""
    parsed = parse_responsible(text, NAMES)
    return [m.name for m in parsed.known], list(parsed.open), [m.name for m in parsed.unknown]


@pytest.mark.parametrize(
    ("text", "known", "opened", "unknown"),
    [
        ("区司法局", ["区司法局"], [], []),
        ("区司法局、区财政局", ["区司法局", "区财政局"], [], []),
        ("各镇街道，区司法局、区财政局等有关部门", ["各镇街道", "区司法局", "区财政局"], ["等有关部门"], []),
        ("区司法局等相关部门", ["区司法局"], ["等相关部门"], []),
        ("区司法局等部门", ["区司法局"], ["等部门"], []),
        ("区司法局，区政府各有关部门", ["区司法局"], ["区政府各有关部门"], []),
        ("区政府各有关部门", [], ["区政府各有关部门"], []),
        ("区政府相关部门", [], ["区政府相关部门"], []),
        ("区教育局和体育局", ["区教育和体育局"], [], []),
        ("区教育局和区财政局", ["区教育局", "区财政局"], [], []),
        ("各镇街道及区政府各部门", ["各镇街道", "区政府各部门"], [], []),
        ("各镇人民政府、街道办事处，区司法局", ["各镇街道", "区司法局"], [], []),
        ("各部门各单位", ["各部门各单位"], [], []),
        ("各级、各部门", ["各级、各部门"], [], []),
        ("各部门", ["各部门"], [], []),
        ("临淄区财政局", ["区财政局"], [], []),
        ("区司发局", [], [], ["区司发局"]),
        ("区司法局、区司发局等有关部门", ["区司法局"], ["等有关部门"], ["区司发局"]),
        ("区司法局局", [], [], ["区司法局局"]),
        ("区司法局会同区财政局", ["区司法局", "区财政局"], [], []),
        ("区司法局会同区政府有关部门", ["区司法局"], ["区政府有关部门"], []),
        ("区司发局会同区司法局", ["区司法局"], [], ["区司发局"]),
        ("会同县司法局", [], [], ["会同县司法局"]),
        ("区司法局、会同县", ["区司法局", "会同县"], [], []),
        # Nobody stands before it whom it could speak of.
        ("会同区财政局", [], [], ["会同区财政局"]),
        ("负责，区财政局", ["区财政局"], [], ["负责"]),
        # At most eight characters before 有关单位 are whose they are.
        ("开发区管委会下属有关单位", [], ["开发区管委会下属有关单位"], []),
        ("新开发区管委会下属有关单位", [], [], ["新开发区管委会下属有关单位"]),
        ("区司法局、区财政局（按职责分工）", ["区司法局", "区财政局"], [], []),
        ("区司发局（按照各自职责分工负责）", [], [], ["区司发局"]),
        # A bracket may hold a whole list.
        (
            "（区司法局、区财政局、区教育和体育局、各镇街道、区教育局）",
            ["区司法局", "区财政局", "区教育和体育局", "各镇街道", "区教育局"],
            [],
            [],
        ),
        ("", [], [], []),
        ("、，；", [], [], []),
    ],
)
def test_texts(text: str, known: list[str], opened: list[str], unknown: list[str]) -> None:
    assert parse(text) == (known, opened, unknown)


@pytest.mark.parametrize(("inside", "unknown"), [(58, []), (59, ["（区司法局"])])
def test_how_long_a_list_in_brackets_may_be(inside: int, unknown: list[str]) -> None:
    """With its brackets it is looked through for sixty characters."""
    text = "区司法局、" * 10
    assert parse(f"（{text}{'、' * (inside - len(text) - 4)}区财政局）")[2] == unknown


def test_no_names_at_all() -> None:
    parsed = parse_responsible("区司法局等有关部门", Names({}))
    assert parsed.known == ()
    assert [m.name for m in parsed.unknown] == ["区司法局"]
    assert parsed.open == ("等有关部门",)


def _sound(text: str, parsed: Responsible) -> None:
    for mention in (*parsed.known, *parsed.unknown):
        assert mention.printed
        assert text[mention.start : mention.start + len(mention.printed)] == mention.printed
    for mentions in (parsed.known, parsed.unknown):
        starts = [mention.start for mention in mentions]
        assert starts == sorted(set(starts))
    for mention in parsed.known:
        assert SPELLINGS[mention.printed] == mention.name
    at = 0
    for words in parsed.open:
        assert words
        at = text.index(words, at) + len(words)


PIECES = st.sampled_from(
    [
        *SPELLINGS,
        *"、，,；;及和与等（）() \n由",
        "有关部门",
        "相关",
        "各",
        "区直",
        "单位",
        "牵头",
        "配合",
        "负责",
        "责任单位：",
        "牵头单位:",
    ]
)


@given(st.text())
def test_any_text_is_taken_apart(text: str) -> None:
    _sound(text, parse_responsible(text, NAMES))


@given(st.lists(PIECES, max_size=12).map("".join))
def test_any_words_of_such_texts_are_taken_apart(text: str) -> None:
    _sound(text, parse_responsible(text, NAMES))


@given(
    st.lists(st.sampled_from(sorted(SPELLINGS)), min_size=1, max_size=6),
    st.sampled_from(["、", "，", "；", ", "]),
    st.sampled_from(["", "等有关部门", "等相关部门", "等部门", "等有关单位"]),
)
def test_a_list_comes_back_as_it_was_printed(names: list[str], separator: str, tail: str) -> None:
    known, opened, unknown = parse(separator.join(names) + tail)
    assert known == [SPELLINGS[name] for name in names]
    assert opened == ([tail] if tail else [])
    assert unknown == []


def test_every_cell_of_the_2019_plan_gives_the_owners_encoded() -> None:
    plan = load_plan(str(PLAN_FILE))
    spellings = {unit.name: unit.name for unit in plan.units}
    spellings |= {alias.name: unit.name for unit in plan.units for alias in unit.aliases}
    spellings |= {group.name: group.name for group in plan.groups}
    spellings |= {printed: group.name for group in plan.groups for printed in group.printed}
    names = Names(spellings)
    for task in plan.tasks:
        if task.owners_reading is None and task.responsible:
            parsed = parse_responsible(task.responsible, names)
            assert [m.name for m in parsed.known] == [owner.name for owner in task.owners], task.id
            assert "、".join(parsed.open) == (task.open or ""), task.id
            assert {m.role for m in parsed.known} <= {"责任"}
