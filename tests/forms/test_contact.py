"""The one cell of section, officer and telephone: taken apart, put together, kept whole where it can't be."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongkai.base.text import clean
from gongkai.forms.contact import People, separate, taken_apart, written

CLERK = ("法制科", "张三", "0533-0000000")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("法制科\n张三\n0533-0000000", CLERK),
        ("法制科 张三 0533-0000000", CLERK),
        ("法制科张三0533-0000000", CLERK),
        ("法制科　张　三　０５３３－０００００００", CLERK),
        ("法制科：张三，0533-0000000", CLERK),
        ("法制科（张三 0533-0000000）", CLERK),
        ("张三 法制科 （0533）0000000", CLERK),
        ("责任科室：法制科\n责任人：张三\n联系方式：0533-0000000", CLERK),
        ("科室：法制科；责任人：张三；电话：0533 0000000", CLERK),
        ("电话:0533-0000000 科室:法制科 姓名:张三", CLERK),
        ("法制科科长张三13800000000", ("法制科", "科长张三", "13800000000")),
        ("办公室 李四（副主任） 2200000转801", ("办公室", "李四（副主任）", "2200000转801")),
        (
            "法制科 张三、李四 0533-0000000、13800000000",
            ("法制科", "张三、李四", "0533-0000000、13800000000"),
        ),
        (
            "法制科 张三 0533-0000000\n办公室 李四 13800000000",
            ("法制科、办公室", "张三、李四", "0533-0000000、13800000000"),
        ),
        ("法制科\n张三", ("法制科", "张三", "")),
        ("0533-0000000", ("", "", "0533-0000000")),
        ("", ("", "", "")),
    ],
)
def test_people_are_told_apart(text: str, expected: tuple[str, str, str]) -> None:
    assert taken_apart(text) == People(*expected)


@pytest.mark.parametrize(
    "text", ["办公室主任 0533-0000000", "找老王 0533-0000000", "本单位全体 0533-0000000"]
)
def test_what_is_not_told_apart_is_kept_whole_and_said(text: str) -> None:
    found = taken_apart(text)
    assert (found.section, found.officer, found.contact) == ("", text, "0533-0000000")
    assert any("分不清" in note for note in found.notes)


def test_a_number_that_is_none_is_kept_and_said() -> None:
    found = taken_apart("法制科 张三 0533-12345")
    assert (found.section, found.officer) == ("法制科", "张三")
    assert found.contact == "0533-12345"
    assert "不像电话号码" in found.notes[0]


def test_people_and_numbers_that_do_not_pair_are_said() -> None:
    found = taken_apart("法制科 张三、李四、王五 0533-0000000、13800000000")
    assert found.officer == "张三、李四、王五"
    assert "一一对应" in found.notes[0]


def test_a_column_for_each() -> None:
    assert separate("法制科", "张三", "0533 0000000") == People(*CLERK)


FIELD = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), max_size=30).map(clean)
NAMES = st.sampled_from(["张三", "李四、王五", "科长张三", "请找值班的同志", ""])
SECTIONS = st.sampled_from(["法制科", "法制科、办公室", "人民参与和促进法治科", "一楼大厅东侧", ""])
NUMBERS = st.sampled_from(
    ["0533-0000000", "13800000000", "0533-0000000、13800000000", "2200000转801", "12345", ""]
)


@given(st.one_of(SECTIONS, FIELD), st.one_of(NAMES, FIELD), NUMBERS)
def test_what_is_written_is_taken_apart_again(section: str, officer: str, contact: str) -> None:
    found = taken_apart(written(section, officer, contact))
    assert (found.section, found.officer, found.contact) == (section, officer, contact)


@given(st.text(max_size=60))
def test_no_text_is_too_odd(text: str) -> None:
    found = taken_apart(text)
    assert taken_apart(written(*found[:3]))[:3] == found[:3]
