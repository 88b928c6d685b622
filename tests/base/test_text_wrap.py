"""Line breaking."""

import re
from itertools import pairwise

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from gongkai.base.text import cells, wrap

# The two rules, stated here a second time and on purpose not imported.
CLOSERS = "、，。；：！？）》”’】〕」』…%"
OPENERS = "（《“‘【〔「『"
PLAN = (
    "各部门要根据《2019年临淄区政务公开主要任务分解表》（附后），逐项对照认领本部门承担的工作任务，"
    "于7月19日前通过公务邮箱(lzqzfzgwkb@zb.shandong.cn)报区政府办公室政务公开办备案。",
    "将检查处置结果全部通过国家企业信用信息公示系统（山东）和“信用中国（山东）”“信用中国（山东淄博）”网站公开。",
    "为全面贯彻《国务院办公厅关于印发 2019 年政务公开工作要点的通知》（国办发〔2019〕14 号）、"
    "《山东省人民政府办公厅关于印发 2019 年山东省政务公开工作要点的通知》"
    "（鲁政办发〔2019〕15 号）精神，制定本方案。",
    "持续优化“三级四同（省、市、县三级行政权力名称、类型、依据、编码相统一）”，完成率37.5%……见"
    "http://www.linzi.gov.cn/gongkai/2019-07-31/index.html?a=%E4%B8%AD。",
)
WIDTHS = st.integers(4, 200)
ANY = st.text(st.characters(exclude_characters="\t\r"), max_size=80)
WORDS = ["公", "开", "任", "务", " ", "  ", "\n", "abc", "2019-07-31", "37.5%", "1号", "——", "……"]
PIECES = st.sampled_from([*CLOSERS, *OPENERS, *WORDS])
MIXED = st.lists(PIECES, max_size=40).map("".join)
REAL = st.lists(st.sampled_from(PLAN), min_size=1, max_size=3).map("".join)


def joins(lines: list[str], text: str) -> bool:
    """Whether the lines are the text, but for spaces (and line ends) at breaks."""
    spaces = r"[ \u3000\n]*"
    return re.fullmatch(spaces + spaces.join(map(re.escape, lines)) + spaces, text) is not None


def unbreakable(text: str, offset: int) -> int:
    """Cells of what the two rules bind together around `offset` (a stretch with no place to break)."""
    opening, closing = OPENERS + r"(\[{〈〖", CLOSERS + r"〉〗％‰℃·～–,.;:!?)\]}"
    stretch = rf"(?:[{opening}]\s*)*(?:—+|.)(?:\s*[{closing}]|(?<=[{opening}]).)*"
    return max((cells(m[0]) for m in re.finditer(stretch, text) if m.start() <= offset <= m.end()), default=0)


@given(ANY | MIXED | REAL, st.integers(1, 200))
def test_nothing_is_lost_and_nothing_added(text: str, width: int) -> None:
    assert joins(wrap(text, width), text)


@given(ANY | MIXED | REAL, st.integers(2, 200))
@example("）" * 30 + "（" * 30, 4)
@example("《《《公》》》。。。", 2)
def test_no_line_is_wider(text: str, width: int) -> None:
    assert max(map(cells, wrap(text, width))) <= width


@given(ANY | MIXED | REAL, WIDTHS)
def test_spaces_at_breaks_go(text: str, width: int) -> None:
    for paragraph in text.split("\n"):
        lines = wrap(paragraph, width)
        assert all(line == line.rstrip(" \u3000") for line in lines)
        assert all(line == line.lstrip(" \u3000") for line in lines[1:])


@given(MIXED | REAL, WIDTHS)
def test_rules_yield_only_where_they_cannot_be_kept(text: str, width: int) -> None:
    for paragraph in text.split("\n"):
        place = 0
        lines = wrap(paragraph, width)
        for last, line in pairwise(lines):
            place = paragraph.index(last, place) + len(last)
            if line[0] in CLOSERS or last[-1:] in OPENERS:
                assert unbreakable(paragraph, place) > width, (last, line)


@given(REAL, st.integers(20, 200))
def test_the_rules_hold_for_a_real_plan(text: str, width: int) -> None:
    lines = wrap(text, width)
    assert [line for line in lines if line[0] in CLOSERS or line[-1] in OPENERS] == []
    # only an address or a stretch of marks moves much text to the next line
    for line, following in pairwise(lines):
        assert cells(line) > width - 20 or "http" in following or "@" in following


@given(
    st.sampled_from(["2019-07-31", "37.5%", "lzq@zb.shandong.cn", "2019年", "policy"]),
    st.integers(0, 30),
    st.integers(12, 40),
)
def test_words_stay_whole(word: str, before: int, width: int) -> None:
    lines = wrap("公" * before + word + "，" + "开" * 20, max(width, cells(word) + 2))
    assert sum(word in line for line in lines) == 1


def test_a_word_longer_than_a_line_is_broken_without_a_hyphen() -> None:
    assert wrap("abcdefghij。", 4) == ["abcd", "efgh", "ij。"]
    assert wrap("见abcdefghi。", 5) == ["见abc", "defgh", "i。"]
    assert wrap("见abcdefgh。", 5) == ["见abc", "defg", "h。"]


@pytest.mark.parametrize(
    ("text", "width", "lines"),
    [
        ("", 10, [""]),
        ("   ", 10, [""]),
        ("甲\n\n乙", 10, ["甲", "", "乙"]),
        ("甲\r\n乙", 10, ["甲", "乙"]),
        ("公开目录，清单", 8, ["公开目", "录，清单"]),
        ("公开《目录》清单", 6, ["公开", "《目", "录》清", "单"]),
        ("政务公开 2019 年", 9, ["政务公开", "2019 年"]),
        ("政务 。公开", 6, ["政", "务 。", "公开"]),
        ("　　公开目录", 8, ["　　公开", "目录"]),
        ("公开——目录", 6, ["公开——", "目录"]),
        ("公开目——录", 7, ["公开目", "——录"]),
        ("见国办发〔2019〕14号", 14, ["见国办发", "〔2019〕14号"]),
        ("open government plan", 10, ["open", "government", "plan"]),
        ("公开", 1, ["公", "开"]),
        ("公开", 0, ["公", "开"]),
    ],
)
def test_wrap(text: str, width: int, lines: list[str]) -> None:
    assert wrap(text, width) == lines
