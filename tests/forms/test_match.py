"""Rows to tasks by their text: each threshold with a case on either side of it."""

# ruff: noqa: F401, F811

from __future__ import annotations

from pathlib import Path

import pytest
from conftest import Gongkai
from form_fixtures import blank, blank_docx, compiled, fresh
from hand import fill, word

from gongkai.forms.back.columns import bare
from gongkai.forms.back.which_task import Demand, Match, Matcher

A = "甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳午未申酉"  # twenty characters, each once
B = "天地玄黄宇宙洪荒日月盈昃辰宿列张寒来暑往"
REST = "秋收冬藏闰余成岁律吕调阳云腾致雨露结为霜金生丽水玉出昆冈"


def matcher(**demands: str) -> Matcher:
    return Matcher([Demand(task[1:], bare(text), "", text) for task, text in demands.items()])


def test_the_very_demand() -> None:
    """Of one task; where two have the same it is neither's."""
    assert matcher(t1=A, t2=B).find(A) == Match(("1",), exact=True)
    assert matcher(t1=A, t2=A).find(A) == Match(doubt="任务 1、2 的工作要求一样，分不清是哪一项")


@pytest.mark.parametrize(("more", "found"), [(8, True), (20, True), (21, False)])
def test_more_text_than_the_demand(more: int, found: bool) -> None:
    """A demand that is at least half of a text is the text's."""
    result = matcher(t1=A, t2=B).find(A + REST[:more])
    assert result.tasks == (("1",) if found else ())


@pytest.mark.parametrize(("more", "said"), [(10, ""), (11, "工作要求后面多了文字")])
def test_much_more_text_is_said(more: int, said: str) -> None:
    assert matcher(t1=A, t2=B).find(A + REST[:more]).note == said


def test_a_demand_written_twice_is_one_with_more_text() -> None:
    found = matcher(t1=A, t2=B).find(A + A)
    assert (found.tasks, found.note) == (("1",), "工作要求后面多了文字")


@pytest.mark.parametrize(("length", "found"), [(7, ("1",)), (8, ("1", "2"))])
def test_how_short_a_demand_within_a_row_may_be(length: int, found: tuple[str, ...]) -> None:
    assert matcher(t1=A, t2=B[:length]).find(A + B[:length]).tasks == found


@pytest.mark.parametrize(("more", "found"), [(4, True), (5, False)])
def test_two_demands_in_one_row(more: int, found: bool) -> None:
    """Together they are nine tenths of the text, or it isn't a merged row."""
    result = matcher(t1=A, t2=B).find(A + B + REST[:more])
    assert (result.tasks == ("1", "2")) is found


def test_two_demands_in_the_order_of_the_text() -> None:
    found = Match(("2", "1"), note="任务 2、1 合成了一行，各记一份")
    assert matcher(t1=A, t2=B).find(B + A) == found


def test_the_opening_of_one_demand_within_another() -> None:
    """A part of two demands belongs to the one that begins with it."""
    found = matcher(t1=A + REST, t2=B + A).find(A)
    assert (found.tasks, found.rest) == (("1",), REST)
    both = matcher(t1=A + REST, t2=A + B).find(A)
    assert both == Match(doubt="工作要求只有一部分，可能是任务 1、2")
    neither = matcher(t1=REST + A, t2=B + A).find(A)
    assert (neither.tasks, "1、2" in neither.doubt) == ((), True)


def test_two_pieces_are_no_whole() -> None:
    """What stands on either side of a demand isn't another one."""
    longer = B + REST[:5]
    assert matcher(t1=A, t2=longer).find(A[:10] + longer + A[10:]).tasks == ("2",)


@pytest.mark.parametrize(("length", "found"), [(7, False), (8, True)])
def test_how_short_a_part_may_be(length: int, found: bool) -> None:
    assert (matcher(t1=A).find(A[:length]).tasks == ("1",)) is found


@pytest.mark.parametrize(
    ("length", "found", "rest"),
    [(15, False, 0), (16, True, 34), (30, True, 20), (39, True, 11), (40, True, 0)],
)
def test_an_opening_with_a_slip(length: int, found: bool, rest: int) -> None:
    """Of sixteen characters or more, and of less than four fifths of the demand: what follows is its rest."""
    demand = A + B + REST[:10]
    result = matcher(t1=demand).find(demand[: length - 1] + REST[-1])
    assert (result.tasks, len(result.rest)) == (("1",) if found else (), rest)


@pytest.mark.parametrize(("changed", "found"), [(3, True), (4, False)])
def test_how_like_a_demand_a_text_must_be(changed: int, found: bool) -> None:
    """17 of 20 characters are enough (0.85), 16 are doubtful."""
    result = matcher(t1=A, t2=B).find(A[: 20 - changed] + REST[:changed])
    assert result.tasks == (("1",) if found else ())
    assert bool(result.doubt) is not found


def test_what_is_remote_from_every_demand() -> None:
    """12 of 20 characters (0.60) are a doubt, 11 nothing at all."""
    doubt = matcher(t1=A, t2=B).find(A[:12] + REST[:8]).doubt
    assert doubt == "工作要求与原文出入较大，可能是任务 1（60%）"
    assert matcher(t1=A, t2=B).find(A[:11] + REST[:9]) == matcher(t1=B).find(REST[:20])


@pytest.mark.parametrize(("differing", "found"), [(3, True), (1, False)])
def test_how_far_apart_two_demands_must_be(differing: int, found: bool) -> None:
    """A text 0.95 like one demand is taken where the other one is at least 0.10 less like it."""
    text = A[:19] + REST[0]
    other = REST[1 : 1 + differing] + A[differing:]
    result = matcher(t1=A, t2=other).find(text)
    assert result.tasks == (("1",) if found else ())


@pytest.mark.sqlite
@pytest.mark.parametrize(
    ("people", "doubtful"),
    [("公布清单，每年清理一次。一", False), ("公布清单，每年清理一次。一二", True)],
)
def test_when_two_cells_look_exchanged(
    people: str, doubtful: bool, fresh: Path, gongkai: Gongkai, tmp_path: Path, blank_docx: bytes
) -> None:
    """A contact among the measures is an exchange where the other cell is too long for people."""
    people = people[1:]  # 12 characters, and 13
    path = tmp_path / "表.docx"
    path.write_bytes(
        word(lambda document: fill(document, "12", "法制科 张三 0533-0000000", people), blank_docx)
    )
    (result,) = gongkai("collect", str(path), "--dry-run", "--format", "json").json
    row = next(row for row in result["rows"] if row["task"] == "12")
    assert (row["result"] == "doubtful") is doubtful
