"""YAML with the place of every value: strings stay strings, and what YAML lets pass silently is an error."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongkai.base.problems import PlanError, Problem
from gongkai.plan.document import Document, read_document

FILE = "方案.yaml"


def read(text: str | bytes) -> Document:
    return read_document(FILE, text.encode() if isinstance(text, str) else text)


def value(text: str) -> Any:
    document = read(text)
    assert document.problems == []
    return document.value


def fault(text: str | bytes) -> Problem:
    """The one thing wrong with a file that is no YAML of ours at all."""
    with pytest.raises(PlanError) as caught:
        read(text)
    (problem,) = caught.value.problems
    assert str(caught.value) == str(problem)
    return problem


@pytest.mark.parametrize(
    "word",
    [
        "1.10",
        "1:30",
        "014",
        "0x1F",
        "1e3",
        "yes",
        "no",
        "on",
        "true",
        "2019-07-31",
        "12:30:45",
        "1_000",
        ".inf",
        "=",
        "NULL",
    ],
)
def test_scalars_stay_as_they_are_written(word: str) -> None:
    assert value(f"id: {word}") == {"id": word}
    assert value(f"- {word}") == [word]
    assert value(f"{word}: a") == {word: "a"}


@pytest.mark.parametrize("nothing", ["", "~", "null"])
def test_nothing_is_none(nothing: str) -> None:
    assert value(f"a: {nothing}\nb: 1") == {"a": None, "b": "1"}


def test_quoted_nothing_is_a_text() -> None:
    assert value('a: ""\nb: "null"\nc: \'~\'') == {"a": "", "b": "null", "c": "~"}


def test_places_count_from_one() -> None:
    document = read("a: 甲\nb:\n  - 乙: {丙: 丁, 戊: [己, 庚]}\n  - 辛\nc: ~\nd:\n")
    assert document.places == {
        (): (1, 1),
        ("a",): (1, 4),
        ("b",): (2, 1),  # the key's: its value begins on another line
        ("b", 0): (3, 5),
        ("b", 0, "乙"): (3, 8),
        ("b", 0, "乙", "丙"): (3, 12),
        ("b", 0, "乙", "戊"): (3, 18),
        ("b", 0, "乙", "戊", 0): (3, 19),
        ("b", 0, "乙", "戊", 1): (3, 22),
        ("b", 1): (4, 5),
        ("c",): (5, 1),
        ("d",): (6, 1),
    }
    assert document.place(("b", 0, "乙", "没有", 3)) == (3, 8)  # the nearest thing around it
    assert document.place(("没有",)) == (1, 1)


def test_a_comment_and_a_blank_line_count() -> None:
    assert read("# 一\n\n  # 三\na: 1 # 四\n").places["a",] == (4, 4)


@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
def test_line_endings(ending: str) -> None:
    document = read(ending.join(["a: 甲", "b:", "  - 乙", ""]))
    assert document.value == {"a": "甲", "b": ["乙"]}
    assert document.places["b", 0] == (3, 5)


def test_a_byte_order_mark_is_no_column() -> None:
    document = read(b"\xef\xbb\xbf" + "a: 甲\na: 乙".encode())
    assert document.value == {"a": "甲"}
    assert document.places["a",] == (1, 4)
    assert fault(b"\xef\xbb\xbf" + "名：".encode() + b"\xb9")[1:3] == (1, 3)


def test_duplicate_keys() -> None:
    document = read("a: 1\nb: {c: 1, d: 2, c: 3}\na: 2\n")
    assert document.value == {"a": "1", "b": {"c": "1", "d": "2"}}  # the first stands
    assert [(p.line, p.column, p.message, p.advice) for p in document.problems] == [
        (2, 17, "“c”在此处写了两次", "第一次在第2行"),
        (3, 1, "“a”在此处写了两次", "第一次在第1行"),
    ]


def test_a_key_that_is_no_word() -> None:
    document = read("a: 1\n? [b, c]\n: 2\n")
    assert document.value == {"a": "1"}
    assert [(p.line, p.message) for p in document.problems] == [(2, "键只能是一个词")]


def test_aliases_and_anchors() -> None:
    document = read("a: &x [1, 2]\nb: *x\nc: &y 词\nd: !tag 词\n")
    assert [(p.line, p.column) for p in document.problems] == [(1, 4), (2, 1), (3, 4), (4, 4)]
    assert "别名" in document.problems[1].message
    assert all("锚点" in document.problems[n].message for n in (0, 2, 3))
    assert document.value["b"] is None
    assert fault("a: *x").message.startswith("用了没有定义的别名")


def test_aliases_cannot_be_made_to_unfold_without_end() -> None:
    rows = ["a: &a [1, 1]"] + [
        f"{b}: &{b} [*{a}, *{a}, *{a}, *{a}]" for a, b in zip("abcdefghijkl", "bcdefghijklm", strict=True)
    ]
    document = read("\n".join(rows))
    assert len(document.problems) > 24
    assert len(document.places) < 200


def test_a_merge_key_is_only_a_key() -> None:
    assert value("<<: {a: 1}\nb: 2") == {"<<": {"a": "1"}, "b": "2"}


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("a: 一\n  二\nb: 1", (1, 4)),
        ('a: "一\n  二"\n', (1, 4)),
        ("a: '一\n\n  二'\n", (1, 4)),
        ("a:\n  - 一\n    二\n", (2, 5)),
    ],
)
def test_a_value_that_goes_on_in_the_next_line(text: str, place: tuple[int, int]) -> None:
    (problem,) = read(text).problems
    assert (problem.line, problem.column) == place
    assert "折行" in problem.message


def test_a_block_may_have_several_lines() -> None:
    assert value("a: |\n  一\n  二\nb: >\n  三\n") == {"a": "一\n二\n", "b": "三\n"}


@pytest.mark.parametrize(
    ("text", "line", "column", "message"),
    [
        ("", 1, 1, "文件是空的"),
        ("# 只有注释\n\n", 1, 1, "文件是空的"),
        ("a: 1\n\tb: 2\n", 2, 1, "制表符"),
        ("a: `b", 1, 4, "不能开头"),
        ("a: [1, 2\nb: 3\n", 2, 2, "方括号"),
        ("a: {b: 1\nc: 2\n", 2, 2, "花括号"),
        ('a: 1\nb: "二\nc: 3\n', 2, 4, "引号没有配对"),
        ("a: 1\nb: '二\nc: 3\n", 2, 4, "引号没有配对"),
        ('a: 1\nb: "二\nc: 3\nd: "四"\n', 2, 4, "引号没有配对"),
        ("a: b: c\n", 1, 5, "冒号"),
        ("a: 1\n b: 2\n", 2, 3, "冒号"),
        ("a: 1\nb\nc: 2\n", 2, 1, "缺少冒号"),
        ("a:\n  - 1\n b: 2\n", 3, 2, "缩进"),
        ("a: 1\n---\nb: 2\n", 2, 1, "一个文件只写一份方案"),
        ('a: 1\nb: "\\ud800"\n', 2, 7, "反斜杠"),
        ('a: "C:\\dir"\n', 1, 7, "反斜杠"),
    ],
)
def test_what_is_not_yaml(text: str, line: int, column: int, message: str) -> None:
    problem = fault(text)
    assert (problem.path, problem.line, problem.column) == (FILE, line, column), problem
    assert message in problem.message


@pytest.mark.parametrize(
    ("content", "line", "column"),
    [
        ("a: 1\n文字: ".encode() + "甲".encode("gbk"), 2, 5),
        ("甲: ".encode("gbk"), 1, 1),
        ("甲".encode("utf-16"), 1, 1),
        ("a: 甲".encode()[:-1], 1, 4),
    ],
)
def test_what_is_not_utf_8(content: bytes, line: int, column: int) -> None:
    problem = fault(content)
    assert (problem.line, problem.column, problem.message[:4]) == (
        line,
        column,
        "文件不是",
    ) or "控制字符" in problem.message


@pytest.mark.parametrize(
    "char", ["\x00", "\x07", "\x0b", "\x1b", "\x7f", "\x85", "\u2028", "\u202e", "\u2066", "\ufeff", "\uffff"]
)
def test_characters_that_cannot_stand_in_a_plan(char: str) -> None:
    with pytest.raises(PlanError) as caught:
        read(f"a: 1\nb: 甲{char}乙\nc: 丙{char}\n")
    assert [(p.line, p.column) for p in caught.value.problems] == [(2, 5), (3, 5)]
    assert f"U+{ord(char):04X}" in caught.value.problems[0].message


@pytest.mark.parametrize("escape", ["\\0", "\\e", "\\x1b", "\\L", "\\u202e", "\\ufeff"])
def test_nor_written_as_an_escape(escape: str) -> None:
    document = read(f'a: 1\n"b{escape}": "甲{escape}乙"\n')
    assert [(p.line, p.column, p.message[:8]) for p in document.problems] == [
        (2, 1, "写有不能用的控制"),
        (2, 8 + len(escape) - 2, "写有不能用的控制"),
    ]
    assert document.value == {"a": "1", "b": "甲乙"}


@pytest.mark.parametrize(
    "text", ["[" * 100_000, "- " * 5000, "{a: " * 3000, "[" * 300 + "]" * 300, "[" * 700 + "]" * 700]
)
def test_depth(text: str) -> None:
    try:
        problems = read(text).problems
    except PlanError as error:
        problems = error.problems
    assert (
        "嵌套过深" in problems[0].message or "内容" in problems[0].message or "方括号" in problems[0].message
    )


def test_depth_of_a_real_plan_is_allowed() -> None:
    assert read("[" * 15 + "]" * 15).problems == []


@given(st.text() | st.text(alphabet="a甲:-,[]{}\"'#&*!|>%@`?~ \n\t"))
def test_any_text_is_read_or_refused_with_a_place(text: str) -> None:
    try:
        document = read(text.encode("utf-8", "surrogatepass"))
    except PlanError as error:
        assert error.problems
        problems = error.problems
    else:
        problems = document.problems
    lines = text.count("\n") + text.count("\r") + 2
    for problem in problems:
        assert 1 <= problem.line <= lines
        assert problem.column >= 1
        assert problem.message


@given(st.binary())
def test_any_bytes_are_read_or_refused(content: bytes) -> None:
    try:
        read(content)
    except PlanError as error:
        assert error.problems and error.problems[0].line >= 1


@given(
    st.recursive(
        st.text("甲乙丙a1 ", min_size=1).filter(str.strip),
        lambda inner: st.lists(inner) | st.dictionaries(st.text("甲乙a", min_size=1), inner),
        max_leaves=12,
    )
)
def test_what_is_written_comes_back(data: Any) -> None:
    """Any lists and mappings of texts, written as YAML by hand, are read back as they were."""

    def written(value: Any) -> str:
        if isinstance(value, dict):
            return "{" + ", ".join(f'"{key}": {written(inner)}' for key, inner in value.items()) + "}"
        if isinstance(value, list):
            return "[" + ", ".join(map(written, value)) + "]"
        return f'"{value}"'

    assert value(written(data)) == data
