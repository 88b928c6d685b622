"""Telephone numbers and masking. All numbers are made up."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongkai.base.names import mask_name, mask_names, names_in
from gongkai.base.phone import find, mask_contacts, mask_telephone, telephone

DIGITS = "0123456789"


def digits(count: int) -> st.SearchStrategy[str]:
    return st.text(DIGITS, min_size=count, max_size=count)


MOBILE = st.builds("1{}{}".format, st.sampled_from("3456789"), digits(9))
AREA = st.sampled_from(["010", "021", "029", "0533", "0311", "0999"])
LANDLINE = st.builds("{}-{}".format, AREA, digits(7) | digits(8))
LOCAL = st.builds("{}{}".format, st.sampled_from("3456789"), digits(6) | digits(7))
EXTENDED = st.builds("{}{}{}".format, LANDLINE | LOCAL, st.sampled_from(["-", "转"]), digits(3))
SERVICE = st.builds("{}00-{}-{}".format, st.sampled_from("48"), digits(3), digits(4))
HOTLINE = st.sampled_from(["12345", "12315", "95598", "96555"])
PERSONAL = MOBILE | LANDLINE | LOCAL | EXTENDED
NUMBER = PERSONAL | SERVICE | HOTLINE
FULL_WIDTH = str.maketrans("0123456789-()", "０１２３４５６７８９－（）")


@pytest.mark.parametrize(
    ("text", "normal"),
    [
        ("0533-0000000", "0533-0000000"),
        ("05330000000", "0533-0000000"),
        ("(0533)0000000", "0533-0000000"),
        ("（０５３３）　００００００００", "0533-00000000"),
        ("0533 — 0000000", "0533-0000000"),
        ("010-00000000", "010-00000000"),
        ("7213456", "7213456"),
        ("721 3456", "7213456"),
        ("7213456-123", "7213456-123"),
        ("0533-0000000 转 8", "0533-0000000转8"),
        ("138 0000 0000", "13800000000"),
        ("138-0000-0000", "13800000000"),
        ("+86 13800000000", "13800000000"),
        ("12345", "12345"),
        ("4000000000", "400-000-0000"),
        ("400-0000-000", "400-000-0000"),
        ("0533-0000000，13800000000", "0533-0000000、13800000000"),
        ("0533 0000000 13800000000", "0533-0000000、13800000000"),
        ("7213456/7213457；12345", "7213456、7213457、12345"),
        ("7213456、", "7213456"),
    ],
)
def test_telephone(text: str, normal: str) -> None:
    assert telephone(text) == normal


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "没有电话号码"),
        ("、", "没有电话号码"),
        ("张三", "“张三”不是有效的电话号码"),
        ("1380000000", "手机号码应为11位，这里是10位"),
        ("138000000000", "手机号码应为11位，这里是12位"),
        ("1380-000-0000", "“1380-000-0000”不是有效的电话号码，应形如"),
        ("0533-000001", "应为区号加7至8位号码"),
        ("0533000", "应为区号加7至8位号码"),
        ("0533-0000000、72134", "“72134”不是有效"),
        ("1234567", "应形如 0533-0000000"),
        ("0533-(0000000", "不是有效"),
        ("7213456转", "不是有效"),
        ("７" * 200, "…”不是有效"),
        ("8" * 100 + " 8" * 100, "不是有效"),
        ("12345 " * 5000, "不是有效"),
    ],
)
def test_what_is_no_telephone_number(text: str, says: str) -> None:
    with pytest.raises(ValueError, match=re.escape(says)) as caught:
        telephone(text)
    assert "13800000000" in str(caught.value)


@given(
    st.lists(NUMBER, min_size=1, max_size=4),
    st.sampled_from(["、", "，", ",", ";", "；", " ", "/", " / "]),
    st.booleans(),
)
def test_a_normal_form_survives_any_way_of_writing(numbers: list[str], between: str, wide: bool) -> None:
    normal = "、".join(numbers)
    written = between.join(numbers)
    assert telephone(written.translate(FULL_WIDTH) if wide else written) == normal
    assert telephone(normal) == normal


@given(st.text(max_size=40) | st.text(DIGITS + "-() 、转", max_size=40))
def test_any_text_is_a_number_or_an_error_in_chinese(text: str) -> None:
    try:
        assert re.fullmatch("[0-9转、-]+", telephone(text))
    except ValueError as error:
        assert "电话号码" in str(error)


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("0533-0000000", "0533-000****"),
        ("13800000000", "138****0000"),
        ("7213456", "721****"),
        ("0533-00000000转123", "0533-0000****转***"),
        ("12345", "12345"),
        ("400-000-0000", "400-000-0000"),
        ("0533-0000000、13800000000", "0533-000****、138****0000"),
        ("张三13800000000", "张三138****0000"),
        ("138000000000", "13800000****"),
        ("", ""),
    ],
)
def test_mask_telephone(text: str, masked: str) -> None:
    assert mask_telephone(text) == masked


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("张三", "张*"),
        ("欧阳三四", "欧***"),
        ("张三、李四五", "张*、李**"),
        ("张　三", "张*"),
        ("张三 李四", "张* 李*"),
        ("张三，李四", "张*，李*"),
        ("张", "张"),
        ("", ""),
        ("、 ", "、"),
    ],
)
def test_mask_name(text: str, masked: str) -> None:
    assert mask_name(text) == masked


@given(st.text())
def test_a_masked_name_shows_one_character_of_each(text: str) -> None:
    for word in re.split(r"[、，,;；/\s]+", mask_name(text)):
        assert set(word[1:]) <= {"*"}


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("联系人：张三，电话：0533-0000000。", "联系人：张三，电话：0533-000****。"),
        ("（0533）0000000", "（0533）000****"),
        ("１３８００００００００", "１３８****００００"),
        ("手机138 0000 0000或7213456转8", "手机138 **** 0000或721****转*"),
        ("拨打12345热线、400-000-0000", "拨打12345热线、400-000-0000"),
        ("于20190731发布", "于20190731发布"),
        ("2019-07-31", "2019-07-31"),
        ("资金7213456元", "资金7213456元"),
        ("http://a.cn/art/7213456.html", "http://a.cn/art/7213456.html"),
        ("代码370305001", "代码370305001"),
        ("编号A7213456、a.cn/?id=7213456", "编号A7213456、a.cn/?id=7213456"),
        ("证号370305190001010000", "证号370305190001010000"),
        ("证号9113800000000", "证号9113800000000"),
        ("电话8613800000000", "电话86138****0000"),
        ("见 http://a.cn/0533-0000000/13800000000 ", "见 http://a.cn/0533-0000000/13800000000 "),
        ("临政办发〔2019〕2200000号", "临政办发〔2019〕2200000号"),
        ("拨打96365、95598", "拨打96365、95598"),
        ("电话号码2200000号码", "电话号码220****号码"),
    ],
)
def test_mask_contacts(text: str, masked: str) -> None:
    assert mask_contacts(text) == masked


@given(
    PERSONAL,
    st.sampled_from(["电话", "张三", "", "：", "（"]),
    st.sampled_from(["。", "张三", "", "）", " "]),
    st.booleans(),
)
def test_every_personal_number_is_hidden(number: str, before: str, after: str, wide: bool) -> None:
    text = before + (number.translate(FULL_WIDTH) if wide else number) + after
    masked = mask_contacts(text)
    assert masked.count("*") >= 4
    assert len(masked) == len(text)
    assert all(new in (old, "*") for old, new in zip(text, masked, strict=True))
    assert mask_telephone(number).count("*") == masked.count("*")


@pytest.mark.parametrize(
    ("text", "normal"),
    [
        ("法制科 张三 0533-0000000", ["0533-0000000"]),
        ("张三（０５３３）０００００００，李四138 0000 0000", ["0533-0000000", "13800000000"]),
        ("7213456转8、12345、96365", ["7213456转8", "12345", "96365"]),
        ("400-000-0000", ["400-000-0000"]),
        ("0533-12345", []),
        ("10201室 2019年", []),
        ("138000000000", []),
    ],
)
def test_find(text: str, normal: list[str]) -> None:
    found = find(text)
    assert [number.normal for number in found] == normal


@given(st.lists(NUMBER, min_size=1, max_size=3))
def test_what_is_right_when_typed_is_found(numbers: list[str]) -> None:
    """One grammar: every number that may be typed into the field is found in a cell as well."""
    assert [number.normal for number in find("张三 " + "、".join(numbers) + " 李四")] == numbers


@pytest.mark.parametrize(
    ("officer", "names"),
    [
        ("张三", ["张三"]),
        ("科长张三、李四（副主任）", ["张三", "李四"]),
        ("张　三；王五同志", ["张三", "王五"]),
        ("科长", []),
        ("", []),
    ],
)
def test_names_in(officer: str, names: list[str]) -> None:
    assert names_in(officer) == names


def test_mask_names() -> None:
    text = "由张三丰、张三负责，见 http://a.cn/张三/ 和 https://b.cn/x"
    assert mask_names(text, ["张三", "张三丰"]) == "由张**、张*负责，见 http://a.cn/张*/ 和 https://b.cn/x"
    assert mask_names("张三", []) == "张三"
