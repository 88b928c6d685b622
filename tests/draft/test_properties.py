"""No text of any kind crashes the parsers or the draft; what isn't understood comes back as such."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from gongkai.base.problems import GongkaiError
from gongkai.office.grid import Paragraph, plain_table
from gongkai.office.read_text import read_text
from gongkai.office.read_web import read_html
from gongkai.plan.draft.drafting import make_draft
from gongkai.plan.draft.items import pieces, propose
from gongkai.plan.draft.kinds import guess_kind, initials
from gongkai.plan.draft.reading import read_document
from gongkai.plan.draft.words import join_lines, numbering, read_header, squeeze
from gongkai.plan.draft.writing import write_draft
from gongkai.plan.draft.yaml_text import scalar
from gongkai.plan.responsible import Names, parse_responsible
from gongkai.plan.timing import find_deadlines, find_times

_VOCABULARY = """
序号 工作任务 工作要求 责任单位 牵头单位 配合/责任单位 完成时限 备注 一、 （一） 1. 十 ① 区司法局 经发局 区财政局 各镇街道
等有关部门 （牵头） （ ） 【 】 ： ； ， 、 。 及 和 牵头 配合 负责 责任单位： 完成时限： 6月底前 每季度 2月30日前
年内不少于1次 2019年 公开规划 | || |---|---| <br> <table> <tr><td> </td></tr> </table> # 待核 - 同上 无 附件 注：
关于印发 的通知 临江区人民政府办公室 〔2020〕5号
"""
WORDS = st.sampled_from([*_VOCABULARY.split(), "\n", "\n\n", "| ", " |\n", " ", "\t"])
MIXED = st.lists(WORDS | st.text(max_size=4), max_size=40).map("".join)
ANY = st.text(max_size=200) | MIXED
NAMES = Names({"区司法局": "区司法局", "司法局": "区司法局", "各镇街道": "各镇街道", "": "空"})


@given(ANY)
def test_times_are_words_of_the_text(text: str) -> None:
    for find in (find_times, find_deadlines):
        end = 0
        for phrase in find(text, year=2020):
            assert text[phrase.start : phrase.end] == phrase.text
            assert phrase.text and phrase.start >= end
            end = phrase.end
            assert phrase.kind != "by" or phrase.date is not None


@given(ANY)
def test_every_word_of_a_unit_cell_is_accounted_for(text: str) -> None:
    parsed = parse_responsible(text, NAMES)
    for mention in (*parsed.known, *parsed.unknown):
        assert text[mention.start : mention.start + len(mention.printed)] == mention.printed
        assert mention.role in ("责任", "牵头", "配合", "实施")
    assert all(words in text for words in parsed.open)


@given(st.lists(st.text("甲乙丙丁戊", min_size=1, max_size=4), max_size=8))
def test_names_nobody_knows_come_back_in_order(names: list[str]) -> None:
    parsed = parse_responsible("、".join(names), Names({}))
    assert [mention.printed for mention in parsed.unknown] == names
    assert parsed.known == parsed.open == ()


@given(ANY)
def test_pieces_leave_nothing_but_punctuation_out(text: str) -> None:
    at = 0
    for piece in pieces(text, 2020):
        start = text.find(piece, at)
        assert start >= 0
        assert not any(char.isalnum() for char in text[at:start])
        at = start + len(piece)
    assert not any(char.isalnum() for char in text[at:])
    propose(text, text, year=2020, issued=None)


@given(ANY)
def test_small_readers_take_any_text(text: str) -> None:
    numbering(text)
    read_header(text)
    guess_kind(text)
    squeeze(text)
    join_lines(text.split("\n"), names=True)
    letters = initials(text)
    assert letters == "" or len(letters) == sum(char.isalnum() for char in text)


@given(ANY)
def test_scalars_read_back(text: str) -> None:
    text = "".join(char for char in text if char.isprintable() or char in "\n\t")
    line = f"[{scalar(text)}, {{key: {scalar(text)}}}]"
    assert yaml.safe_load(f"- {scalar('甲' + text)}\n") == ["甲" + text]
    assert "\n" not in line
    assert yaml.load(line, yaml.BaseLoader) == [text, {"key": text}]


def _written(text: str, source: str = "方案.txt") -> None:
    """A draft of `text` can be written, reads back as YAML, and counts its marks rightly."""
    draft = make_draft(read_text(text))
    written = write_draft(draft, source)
    value = yaml.load(written.text, yaml.BaseLoader)
    assert value["schema"] == "1"
    assert [task["id"] for task in value.get("tasks", []) if not task["id"].startswith("Z")] == [
        str(number) for number in range(1, len(draft.tasks) + 1)
    ]
    marked = [number for number, line in enumerate(written.text.split("\n"), 1) if "# 待核：" in line]
    assert [doubt.line for doubt in written.doubts] == [number for number in marked if number in set(marked)]


@settings(max_examples=150)
@given(MIXED)
def test_a_draft_of_any_text_is_yaml(text: str) -> None:
    if "# 待核：" not in text:
        _written(text)


CELLS = st.lists(
    st.lists(WORDS | st.sampled_from(["", "", "区司法局\n区财政局", "公开规划。"]), min_size=4, max_size=4),
    max_size=8,
)


@settings(max_examples=150)
@given(CELLS, CELLS)
def test_a_draft_of_any_table_keeps_its_demands_in_the_document(
    first: list[list[str]], second: list[list[str]]
) -> None:
    head = ["工作任务", "工作要求", "责任单位", "完成时限"]
    blocks = [plain_table([head, *first]), Paragraph("二、其他"), plain_table([head, *second])]
    draft = make_draft(blocks)
    printed = "".join(cell for row in [*first, *second] for cell in row)
    signs = {char for char in printed + "".join(head) if char.isalnum()}
    for task in draft.tasks:
        assert {char for char in task.requirement if char.isalnum()} <= signs | set("二其他")
    write_draft(draft, "方案.xlsx")


@settings(max_examples=100)
@given(MIXED)
def test_any_html_is_read(text: str) -> None:
    make_draft(read_html(text))


@settings(max_examples=60)
@given(st.sampled_from([".docx", ".xlsx", ".pdf", ".html", ".md", ".txt"]), st.binary(max_size=200))
def test_any_bytes_are_read_or_refused(ending: str, content: bytes) -> None:
    if ending == ".pdf":
        pytest.importorskip("pdfplumber")
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / f"方案{ending}"
        file.write_bytes(content)
        try:
            blocks = read_document(str(file)).blocks
        except GongkaiError as error:
            assert "\n" not in str(error)
        else:
            make_draft(blocks)
