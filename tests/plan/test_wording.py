"""Soft wording."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongkai.plan.wording import soft_words


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("承办单位原则上要公开答复全文。", ["原则上"]),
        ("鼓励探索便民地图、政务公开体验区等公众参与新模式。", ["鼓励探索"]),
        ("区政府网站要积极探索开设政务公开工作交流栏目", ["积极探索"]),
        ("探索建立群众意见反馈互动机制；鼓励公开", ["探索", "鼓励"]),
        ("逐步推行政府公报移动端展示，逐步推进集约化", ["逐步推行", "逐步推进"]),
        ("涉及公共利益的重大事项，除依法应当保密的外，决策方案拟定部门要公布", ["除依法应当保密的外"]),
        ("讨论决定的事项，除依法需要保密的外应及时公开。", ["除依法需要保密的外"]),
        ("除法律、法规明确规定外，及时向社会公开", ["除法律、法规明确规定外"]),
        ("网上公开，除涉密事项外，均应及时公开", ["除涉密事项外"]),
        ("除涉外事项外，一律公开", ["除涉外事项外"]),
        ("除惩戒性公示、强制性信息披露外，对于其他信息", ["除惩戒性公示、强制性信息披露外"]),
        ("除涉及国家秘密的以外，原则上公开", ["除涉及国家秘密的以外", "原则上"]),
        ("有条件的地方可设立窗口；有条件的可先行", ["有条件的", "有条件的可"]),
        ("清除法律规定外的收费", []),
        ("排除障碍，对外公开", []),
        ("解除合同外的事项", []),
        ("除此之外，要公开", []),
        ("除公开目录外，还要公开清单", []),
        ("除公开目录。对外公布", []),
        ("加强对外宣传，消除影响", []),
        ("及时公开", []),
    ],
)
def test_soft_words(text: str, found: list[str]) -> None:
    assert soft_words(text) == found


@given(
    st.lists(st.sampled_from(["原则上", "鼓励", "积极", "探索", "除", "依法", "外", "，", "。", "公开"])).map(
        "".join
    )
)
def test_soft_words_are_printed_in_order_without_overlap(text: str) -> None:
    found = soft_words(text)
    assert re.search(".*?".join(map(re.escape, found)), text)
    assert len(re.findall("原则上", text)) == sum(word.count("原则上") for word in found)
