"""The one cell of section, officer and telephone: taken apart, put together, kept whole where it can't be."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongkai.base.text import clean
from gongkai.forms.people import People, separate, taken_apart, written

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
        ("法制科\n张三\n12345", ("法制科", "张三", "12345")),
        ("法制科 张三 96365", ("法制科", "张三", "96365")),
        ("法制科 张三 0533-0000000 12345", ("法制科", "张三", "0533-0000000、12345")),
        ("法制科 张三、李四 0533-0000000", ("法制科", "张三、李四", "0533-0000000")),
        ("法制科 张三 张三 0533-0000000", CLERK),
        ("法制科 欧阳三 0533-0000000", ("法制科", "欧阳三", "0533-0000000")),
        ("法制科 欧阳三四 0533-0000000", ("法制科", "欧阳三四", "0533-0000000")),
        ("人民参与和促进法治科张三 12345", ("人民参与和促进法治科", "张三", "12345")),
    ],
)
def test_people_are_told_apart(text: str, expected: tuple[str, str, str]) -> None:
    assert taken_apart(text) == People(*expected)


@pytest.mark.parametrize("between", ["；", ";", "，", ",", " ", "　", "、", "/", "|", "。", "\n", "\t", ""])
@pytest.mark.parametrize("label", ["联系方式", "联系电话", "电话", "手机"])
def test_labels_on_one_line(between: str, label: str) -> None:
    for colon in "：:":
        text = between.join((f"责任科室{colon}法制科", f"责任人{colon}张三", f"{label}{colon}0533-0000000"))
        assert taken_apart(text) == People(*CLERK), text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("责任科室：法制科\n责任人：张三；电话：0533-0000000", CLERK),
        ("责任科室：法制科，责任人：张三\n联系方式：0533-0000000", CLERK),
        ("责任科室：法制科\n负责人：张三\n联系方式：0533-0000000", CLERK),
        ("责任科室：法制科 张三 0533-0000000", CLERK),
        ("责任科室：法制科；责任人：张三 0533-0000000", CLERK),
        ("责任科室：法制科；责任人：张三（0533-0000000）", CLERK),
        ("责任科室：法制科；联系方式：张三 0533-0000000", CLERK),
        ("法制科 责任人：张三 电话：0533-0000000", CLERK),
        ("责任科室、责任人及联系方式：法制科 张三 0533-0000000", CLERK),
        ("责任人：张三；联系方式：0533-0000000", ("", "张三", "0533-0000000")),
        ("电话：张三 0533-0000000", ("", "张三", "0533-0000000")),
        ("联系方式：张三", ("", "张三", "")),
        (
            "科室：法制科；责任人：张三 0533-0000000、12345、李四（13800000000）",
            ("法制科", "张三、李四", "0533-0000000、12345、13800000000"),
        ),
        ("责任人：李四（副主任）；电话：12345", ("", "李四（副主任）", "12345")),
        (
            "责任科室：法制科；责任人：张三；联系方式：0533-0000000、13800000000",
            ("法制科", "张三", "0533-0000000、13800000000"),
        ),
        (
            "责任科室：法制科\n责任人：张三\n联系方式：0533-0000000\n责任科室：办公室\n责任人：李四\n联系方式：13800000000",
            ("法制科、办公室", "张三、李四", "0533-0000000、13800000000"),
        ),
        (
            "责任科室：法制科 责任人：张三 电话：0533-0000000；责任科室：办公室 责任人：李四 电话：13800000000",
            ("法制科、办公室", "张三、李四", "0533-0000000、13800000000"),
        ),
    ],
)
def test_labels_anyhow(text: str, expected: tuple[str, str, str]) -> None:
    assert taken_apart(text) == People(*expected)


@pytest.mark.parametrize(
    ("section", "officer", "contact"),
    [
        *(
            (label, "责任人", "电话")
            for label in ("责任科室", "承办处室", "负责股室", "牵头部门", "责任单位")
        ),
        *((label, "责任人", "电话") for label in ("科室", "部门", "处室", "股室", "单位")),
        *(
            ("科室", label, "电话")
            for label in ("负责人", "经办人员", "联系人", "承办人", "联络员", "姓名", "姓　　名")
        ),
        *(
            ("科室", "责任人", label)
            for label in ("联系方式", "联系电话", "联系号码", "办公电话", "固定电话", "座机")
        ),
        *(("科室", "责任人", label) for label in ("电    话", "手    机", "手机号", "手机号码")),
    ],
)
def test_behind_a_label_stands_the_field_whatever_it_reads_like(
    section: str, officer: str, contact: str
) -> None:
    text = f"{section}：一楼大厅东侧；{officer}：值班的同志；{contact}：0533-0000000"
    assert taken_apart(text) == People("一楼大厅东侧", "值班的同志", "0533-0000000")


def test_the_cell_has_labels_only_where_they_are_needed() -> None:
    assert written(*CLERK) == "法制科\n张三\n0533-0000000"
    labelled = "责任科室：一楼大厅东侧\n责任人：值班的同志\n联系方式：12345"
    assert written("一楼大厅东侧", "值班的同志", "12345") == labelled


# What a section's name ends with; the first of them may have a name written right behind.
SHORT_SECTIONS = (
    "法制科",
    "综合股",
    "档案室",
    "招标办",
    "信访处",
    "服务中心",
    "文化站",
    "司法所",
    "巡逻大队",
    "消防中队",
)
SHORT_SECTIONS += ("工作组", "外宣部", "咨询窗口", "工作专班")
SECTIONS_ALONE = (
    "执法队",
    "稽查分局",
    "机关党委",
    "委员会",
    "一楼服务台",
    "接待厅",
    "图书馆",
    "设计院",
    "实验学校",
)
SECTIONS_ALONE += ("齐都镇政府", "闻韶街道办", "司法科")


@pytest.mark.parametrize("section", SHORT_SECTIONS + SECTIONS_ALONE)
def test_what_a_section_ends_with(section: str) -> None:
    assert taken_apart(f"张三 {section} 0533-0000000") == People(section, *CLERK[1:])
    if section in SHORT_SECTIONS:
        assert taken_apart(f"{section}张三0533-0000000") == People(section, *CLERK[1:])


@pytest.mark.parametrize(
    ("text", "officer"),
    [
        ("法制科 王 科长 0533-0000000", "法制科 王 科长"),
        ("法制科 负责人 0533-0000000", "法制科 负责人"),
        ("办公室主任 0533-0000000", "办公室主任"),
        ("找老王 0533-0000000", "找老王"),
        ("本单位全体 0533-0000000", "本单位全体"),
        ("法制科 张三四五 0533-0000000", "法制科 张三四五"),
        ("法制科 欧阳 0533-0000000", "法制科 欧阳"),
        ("法制科 欧阳三四五 0533-0000000", "法制科 欧阳三四五"),
        ("法制科 甲　乙 0533-0000000", "法制科 甲 乙"),
        ("总　办 张三 0533-0000000", "总 办 张三"),
        ("责任科室：找老王 电话：0533-0000000", "找老王"),
        ("找老王，手机0533-0000000；座机", "找老王"),
        ("找老王；Tel 0533-0000000", "找老王"),
        ("请打电话找老王 0533-0000000", "请打电话找老王"),
    ],
)
def test_what_is_not_told_apart_is_the_officers_and_said(text: str, officer: str) -> None:
    """Whole, but for what is plainly another field's: its number and the labels."""
    found = taken_apart(text)
    assert (found.section, found.officer, found.contact) == ("", officer, "0533-0000000")
    assert any("分不清" in note for note in found.notes)


@pytest.mark.parametrize(
    "text",
    [
        "责任科室法制科 责任人张三 电话0533-0000000",
        "承办科室法制科，联系人张三，座机0533-0000000",
        "法制科\n负责人张三\n办公电话 0533-0000000",
        "法制科 张三 Tel:0533-0000000",
        "法制科 姓名张三 tel.0533-0000000",
    ],
)
def test_labels_without_a_colon(text: str) -> None:
    assert taken_apart(text) == ("法制科", "张三", "0533-0000000", ())


@pytest.mark.parametrize("section", ["电话室", "手机通信科", "负责人办公室"])
def test_a_section_that_begins_like_a_label(section: str) -> None:
    assert taken_apart(written(section, "张三", "12345"))[:3] == (section, "张三", "12345")


def test_a_number_that_is_none_is_kept_and_said() -> None:
    found = taken_apart("法制科 张三 0533-12345")
    assert (found.section, found.officer) == ("法制科", "张三")
    assert found.contact == "0533-12345"
    assert found.notes == ("“0533-12345”不像电话号码，原样保留",)
    found = taken_apart("责任人：张三；电话：见通讯录")
    assert found[:3] == ("", "张三", "见通讯录")
    assert found.notes == ("联系方式“见通讯录”不像电话号码，原样保留",)


def test_people_and_numbers_that_do_not_pair_are_said() -> None:
    found = taken_apart("法制科 张三、李四、王五 0533-0000000、13800000000")
    assert found.officer == "张三、李四、王五"
    assert "一一对应" in found.notes[0]
    assert (
        "2 个责任人、3 个号码" in taken_apart("法制科 张三、李四 0533-0000000、13800000000、12345").notes[0]
    )
    assert not taken_apart("法制科 张三、李四 0533-0000000、13800000000").notes
    assert not taken_apart("法制科 张三、李四").notes
    assert not taken_apart("法制科 张三 0533-0000000、13800000000、12345").notes


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
