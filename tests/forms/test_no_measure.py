"""What stands in a cell for measures and is none: who refuses a task isn't taken to claim it."""

# ruff: noqa: F401, F811

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from annex import annex_document, document_bytes
from conftest import Gongkai
from form_fixtures import UNIT, blank, blank_docx, compiled, fresh
from hand import PEOPLE, fill, word

from gongkai.forms.back.no_measure import declines, is_empty_talk, is_placeholder

pytestmark = pytest.mark.any_store

REFUSALS = (
    "不认领",
    "本单位不认领。",
    "不认领此项",
    "暂不认领",
    "我局不涉及此项工作",
    "此项工作不涉及我局",
    "不涉及此项工作",
    "不涉及我局职能",
    "我局不涉及",
    "暂不涉及",
    "不承担",
    "区审计局不承担此项任务",
    "不负责",
    "与我局无关",
    "此项与本单位职能无关",
    "与我无关",
    "无此项职能",
    "无此职能",
    "没有此项工作职责",
    "无相关业务",
    "不属于我局职责范围",
    "非本单位职能",
    "不认领，我局无此职能",
    "不认领，由区住建局负责",
    "由区住建局负责，我局不承担",
    "否",
    "否。",
    "无",
    "暂无",
    "没有。",
    "待认领",
    "不适用",
)
MEASURES = (
    "不涉及保密内容的全部公开。",
    "不涉及商业秘密的，及时公开",
    "公布不属于行政许可的事项清单",
    "明确不承担责任的情形并公开",
    "无证明城市建设，公布保留清单",
    "对无职能部门负责的事项编制清单",
    "否决事项逐项公开",
    "认领全部事项",
    "清理与企业无关的证明",
)


@pytest.mark.parametrize("text", REFUSALS)
def test_a_refusal(text: str) -> None:
    assert declines(text)
    assert not is_empty_talk(text)


@pytest.mark.parametrize("text", MEASURES)
def test_a_measure_is_no_refusal(text: str) -> None:
    assert not declines(text)
    assert not is_empty_talk(text)


@pytest.mark.parametrize(
    "text",
    [
        "见附件",
        "详见附件1。",
        "待定",
        "同去年",
        "正在研究制定",
        "正在研究制定具体措施",
        "制定中",
        "按要求落实",
        "按照有关规定执行",
        "认真落实",
        "后补",
    ],
)
def test_empty_talk(text: str) -> None:
    assert is_empty_talk(text)
    assert not declines(text)


@pytest.mark.parametrize(
    "text",
    [
        "见附件所列清单，逐项公开",
        "正在研究制定公开目录，9月底前公布",
        "落实专人，每季度公开",
        "待清单公布后逐项公开",
    ],
)
def test_what_is_more_than_empty_talk(text: str) -> None:
    assert not is_empty_talk(text)


def test_placeholders() -> None:
    for text in (
        "单击或点击此处输入文字。",
        "单击此处输入文字。",
        "Click or tap here to enter text.",
        "请输入内容",
    ):
        assert is_placeholder(text)
    assert not is_placeholder("请输入企业名称查询")


def test_long_texts_take_no_time() -> None:
    for text in ("不" * 200_000, "我局" * 100_000, "正在" * 100_000, "，" * 200_000):
        assert not declines(text)
        assert not is_empty_talk(text)
        assert not is_placeholder(text)


# ---------------------------------------------------------------- what comes of it


def collected(
    gongkai: Gongkai, path: Path, content: bytes, *more: str, **rows: tuple[str, str]
) -> dict[str, Any]:
    def change(document: Any) -> None:
        for task, (measure, people) in rows.items():
            fill(document, task.removeprefix("t"), measure, people)

    path.write_bytes(word(change, content))
    (result,) = gongkai("collect", str(path), "--on", "2019-07-18", *more, "--format", "json").json
    return result | {"by": {row["task"]: row for row in result["rows"]}}


def tasks(gongkai: Gongkai) -> dict[str, Any]:
    rows = gongkai("tasks", "-u", UNIT, "--as-of", "2019-07-18", "--format", "json").json
    return {row["id"]: row for row in rows}


def test_a_refusal_claims_nothing(fresh: Path, gongkai: Gongkai, tmp_path: Path, blank_docx: bytes) -> None:
    result = collected(
        gongkai,
        tmp_path / "表.docx",
        blank_docx,
        t2=("不认领", ""),
        t4=("我局不涉及此项工作", PEOPLE),
        t5=("无", PEOPLE),
        t6=("", PEOPLE),
        t15=("公示执法信息", PEOPLE),
    )
    assert result["status"] == "filed"
    assert {task: result["by"][task]["result"] for task in ("2", "4", "5", "6", "15")} == {
        "2": "declined",
        "4": "declined",
        "5": "declined",
        "6": "blank",
        "15": "new",
    }
    assert result["by"]["4"]["notes"] == ["写的是“我局不涉及此项工作”，不算认领"]
    assert result["by"]["5"]["notes"] == ["写的是“无”，不算认领"]
    assert result["by"]["6"]["notes"] == ["只写了联系方式，没有措施，不算认领"]
    after = tasks(gongkai)
    assert [after[task]["basis"] for task in ("2", "4", "5", "6", "15")] == ["claimable"] * 4 + ["claimed"]


def test_a_refusal_of_what_the_unit_holds_is_asked_about(
    fresh: Path, gongkai: Gongkai, tmp_path: Path, blank_docx: bytes
) -> None:
    path = tmp_path / "表.docx"
    rows = {"t12": ("与我局无关", PEOPLE), "t14": ("公布清单", PEOPLE)}
    refused = collected(gongkai, path, blank_docx, **rows)
    assert refused["status"] == "refused"
    row = refused["by"]["12"]
    assert row["result"] == "doubtful"
    assert f"--row {row['row']}=不涉及" in row["notes"][-1]
    done = collected(gongkai, path, blank_docx, "--row", f"{row['row']}=不涉及", **rows)
    assert done["status"] == "filed"
    after = tasks(gongkai)
    assert (after["12"]["reason"], after["12"]["measure"], after["14"]["measure"]) == (
        "与我局无关",
        "",
        "公布清单",
    )


@pytest.mark.parametrize("word_of_none", ["无", "否", "暂无", "没有"])
def test_a_word_alone_is_asked_about_where_the_unit_holds_the_task(
    word_of_none: str, fresh: Path, gongkai: Gongkai, tmp_path: Path, blank_docx: bytes
) -> None:
    path = tmp_path / "表.docx"
    rows = {"t12": (word_of_none, "无"), "t14": ("公布清单", PEOPLE)}
    refused = collected(gongkai, path, blank_docx, **rows)
    row = refused["by"]["12"]
    assert (refused["status"], row["result"]) == ("refused", "doubtful")
    assert f"写的是“{word_of_none}”" in row["notes"][-1]
    wish = ("--row", f"{row['row']}=不涉及")
    assert collected(gongkai, path, blank_docx, *wish, **rows)["status"] == "filed"
    assert tasks(gongkai)["12"]["reason"] == word_of_none
    # The same file again: it says what is recorded by now.
    again = collected(gongkai, path, blank_docx, **rows)
    assert (again["status"], again["by"]["12"]["result"]) == ("unchanged", "unchanged")


def test_a_word_alone_beside_another_units_task_is_nothing(
    fresh: Path, gongkai: Gongkai, tmp_path: Path
) -> None:
    path = tmp_path / "区司法局.docx"
    fills = {"22": ("无", ""), "14": ("公布清单", PEOPLE)}
    path.write_bytes(document_bytes(annex_document(fills)))
    (result,) = gongkai("collect", str(path), "--on", "2019-07-18", "--format", "json").json
    by = {row["task"]: row["result"] for row in result["rows"]}
    assert (result["status"], by["22"], by["14"]) == ("filed", "blank", "new")


@pytest.mark.parametrize("nothing", ["—", "/", "略"])
def test_a_stroke_is_nothing(
    nothing: str, fresh: Path, gongkai: Gongkai, tmp_path: Path, blank_docx: bytes
) -> None:
    rows = {"t12": (nothing, nothing), "t14": ("公布清单", PEOPLE)}
    result = collected(gongkai, tmp_path / "表.docx", blank_docx, **rows)
    assert (result["status"], result["by"]["12"]["result"]) == ("filed", "blank")


def test_a_refusal_of_what_was_claimed(
    fresh: Path, gongkai: Gongkai, tmp_path: Path, blank_docx: bytes
) -> None:
    gongkai("claim", "-u", UNIT, "-t", "15", "--on", "2019-07-17")
    result = collected(gongkai, tmp_path / "表.docx", blank_docx, t15=("不认领", ""))
    assert "gongkai unclaim" in result["by"]["15"]["notes"][-1]


@pytest.mark.parametrize(
    ("wish", "words"),
    [
        ("99=14", "没有第 99 行"),
        ("99=0", "没有第 99 行"),
        ("99=不涉及", "没有第 99 行"),
        ("1=", "--row 应写成"),
        ("一=14", "--row 应写成"),
    ],
)
def test_a_row_that_is_not_there(
    wish: str, words: str, fresh: Path, gongkai: Gongkai, tmp_path: Path, blank_docx: bytes
) -> None:
    path = tmp_path / "表.docx"
    path.write_bytes(blank_docx)
    done = gongkai("collect", str(path), "--row", wish)
    assert (done.status, done.out) == (2, "")
    assert words in done.err


def test_one_row_told_two_things(fresh: Path, gongkai: Gongkai, tmp_path: Path, blank_docx: bytes) -> None:
    path = tmp_path / "表.docx"
    path.write_bytes(blank_docx)
    done = gongkai("collect", str(path), "--row", "1=12", "--row", "1=14")
    assert done.status == 2
    assert "第 1 行" in done.err


def test_empty_talk_is_filed_and_said(
    fresh: Path, gongkai: Gongkai, tmp_path: Path, blank_docx: bytes
) -> None:
    result = collected(gongkai, tmp_path / "表.docx", blank_docx, t12=("见附件", PEOPLE))
    assert result["status"] == "filed"
    assert result["by"]["12"]["notes"] == ["措施只写了“见附件”，照记了，请核对"]


def test_a_placeholder_is_nothing(fresh: Path, gongkai: Gongkai, tmp_path: Path, blank_docx: bytes) -> None:
    rows = {"t12": ("单击或点击此处输入文字。", "单击或点击此处输入文字。"), "t14": ("公布清单", PEOPLE)}
    result = collected(gongkai, tmp_path / "表.docx", blank_docx, **rows)
    assert (result["status"], result["by"]["12"]["result"]) == ("filed", "blank")
    assert "占位文字" in result["by"]["12"]["notes"][0]
