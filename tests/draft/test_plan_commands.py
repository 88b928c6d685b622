"""`gongkai plan draft`, `diff` and `new` as an office uses them."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
import yaml
from conftest import PLAN_FILE, ROOT, Gongkai
from drafts import HEAD

from gongkai.plan.comparing import compare, wording
from gongkai.plan.loading import load_plan

pytestmark = pytest.mark.any_store  # of files, not of the store

SOURCE = str(ROOT / "tests" / "source" / "linzi_2019.txt")
TABLE = """
| 工作任务 | 工作要求 | 责任单位 |
|---|---|---|
| 决策公开 | 6月底前公开目录。 | 区司法局，区政府各部门 |
| 执行公开 | 3月底前公开督查结果。 | 区审计局 |
"""


@pytest.fixture
def document(tmp_path: Path) -> str:
    file = tmp_path / "方案.md"
    file.write_text(HEAD + TABLE, encoding="utf-8")
    return str(file)


# ---------------------------------------------------------------- draft


def test_the_2019_document_with_last_years_roster_loads(gongkai: Gongkai, tmp_path: Path) -> None:
    out = str(tmp_path / "plan.yaml")
    ran = gongkai("plan", "draft", SOURCE, "-o", out, "--from", "2019")
    assert ran.status == 0, ran.err
    assert "读出任务 37 项" in ran.out
    assert gongkai("plan", "check", out).status == 0
    ours, theirs = load_plan(out), load_plan(str(PLAN_FILE))
    assert ours.units == theirs.units
    annex = [(t.requirement, t.responsible, t.owners, t.open) for t in theirs.tasks if t.in_annex]
    assert [(t.requirement, t.responsible, t.owners, t.open) for t in ours.tasks if t.in_annex] == annex
    filing = [item.when for task in ours.tasks for item in task.items if item.fulfilled_by == "filing"]
    assert [str(when.by) for when in filing if when] == ["2019-07-19"]


def test_without_a_roster_only_what_the_document_lacks_is_left(gongkai: Gongkai, tmp_path: Path) -> None:
    out = str(tmp_path / "plan.yaml")
    gongkai("plan", "draft", SOURCE, "-o", out)
    checked = gongkai("plan", "check", out)
    assert checked.status == 1
    assert checked.out.splitlines()[0].endswith("单位组“各镇街道”没有成员")
    assert "共 1 处问题" in checked.out
    assert "处待核（第 " in checked.out


def test_marks_are_counted_and_listed(gongkai: Gongkai, document: str, tmp_path: Path) -> None:
    out = tmp_path / "plan.yaml"
    listed = gongkai("plan", "draft", document, "-o", str(out), "--format", "json").json
    lines = out.read_text(encoding="utf-8").split("\n")
    assert [doubt["line"] for doubt in listed] == [n for n, line in enumerate(lines, 1) if "# 待核：" in line]
    assert any("2020-03-31 早于印发日 2020-05-10" in doubt["reason"] for doubt in listed)
    said = gongkai("plan", "draft", document, "-o", str(out), "--force").out
    assert f"读出任务 2 项；共 {len(listed)} 处待核" in said
    rows = gongkai("plan", "draft", document, "-o", str(out), "--force", "--format", "csv").out.splitlines()
    assert rows[0].lstrip("\ufeff") == "行,原因"
    assert len(rows) == len(listed) + 1


def test_every_unit_is_marked_as_a_guess(gongkai: Gongkai, document: str, tmp_path: Path) -> None:
    out = tmp_path / "plan.yaml"
    gongkai("plan", "draft", document, "-o", str(out))
    names = [
        line for line in out.read_text(encoding="utf-8").split("\n") if line.startswith("  - name: 区司法局")
    ]
    assert names == ["  - name: 区司法局   # 待核：全称、类别、拼音首字母为推测"]
    value = yaml.load(out.read_bytes(), yaml.CBaseLoader)
    assert {unit["certainty"] for unit in value["units"]} == {"low"}


@pytest.mark.parametrize("command", ["draft", "new"])
def test_a_file_that_is_there_is_kept(command: str, gongkai: Gongkai, document: str, tmp_path: Path) -> None:
    out = tmp_path / "plan.yaml"
    out.write_text("别人的", encoding="utf-8")
    words = ("draft", document) if command == "draft" else ("new", "--year", "2020", "--from", "2019")
    ran = gongkai("plan", *words, "-o", str(out))
    assert ran.status == 2
    assert "不覆盖" in ran.err and "--force" in ran.err
    assert out.read_text(encoding="utf-8") == "别人的"
    assert gongkai("plan", *words, "-o", str(out), "--force").status == 0
    assert out.read_text(encoding="utf-8") != "别人的"
    assert not [name for name in os.listdir(tmp_path) if name.endswith(".tmp")]


def test_bad_calls_are_one_line_of_chinese(gongkai: Gongkai, document: str, tmp_path: Path) -> None:
    for arguments, status in (
        (("draft", document, "-o", str(tmp_path / "plan.txt")), 2),
        (("draft", str(tmp_path / "没有.docx"), "-o", str(tmp_path / "p.yaml")), 1),
        (("draft", document, "-o", str(tmp_path / "没有" / "p.yaml")), 1),
        (("new", "--year", "2019", "--from", "2019", "-o", str(tmp_path / "p.yaml")), 1),
        (("new", "--year", "2020", "--from", "1999", "-o", str(tmp_path / "p.yaml")), 2),
        (("diff", "2019", str(tmp_path / "没有.yaml")), 1),
    ):
        ran = gongkai("plan", *arguments)
        assert ran.status == status, arguments
        assert ran.err.startswith("错误：") and ran.err.count("\n") == 1, ran.err
    assert not (tmp_path / "p.yaml").exists()


@pytest.mark.parametrize(
    ("edit", "status"),
    [(("to: 2019-12-31", "to: 9999-12-31"), 1), (("by: 2019-07-31", "by: 2019-13-01"), 0)],
)
def test_no_day_that_is_none_keeps_a_new_year_from_ending(
    gongkai: Gongkai, tmp_path: Path, edit: tuple[str, str], status: int
) -> None:
    """Dates are moved on before anybody has checked them."""
    old, new = tmp_path / "old.yaml", tmp_path / "new.yaml"
    old.write_text(PLAN_FILE.read_text(encoding="utf-8").replace(*edit), encoding="utf-8")
    ran = gongkai("plan", "new", "--year", "2020", "--from", str(old), "-o", str(new))
    assert ran.status == status, ran.err


def test_a_cut_document_leaves_no_file(gongkai: Gongkai, tmp_path: Path) -> None:
    (tmp_path / "坏.docx").write_bytes(b"PK")
    ran = gongkai("plan", "draft", str(tmp_path / "坏.docx"), "-o", str(tmp_path / "p.yaml"))
    assert ran.status == 1
    assert os.listdir(tmp_path) == ["坏.docx"] or not (tmp_path / "p.yaml").exists()


def test_a_document_without_tasks_is_refused(gongkai: Gongkai, tmp_path: Path) -> None:
    folder = tmp_path / "来文"
    folder.mkdir()
    (folder / "通知.txt").write_text("请各单位认真贯彻执行。", encoding="utf-8")
    ran = gongkai("plan", "draft", str(folder / "通知.txt"), "-o", str(folder / "p.yaml"))
    assert ran.status == 1
    assert "没有读出任务" in ran.err
    assert os.listdir(folder) == ["通知.txt"]


# ---------------------------------------------------------------- diff


def _edited(tmp_path: Path, *changes: tuple[str, str]) -> str:
    text = PLAN_FILE.read_text(encoding="utf-8")
    for old, new in changes:
        assert text.count(old) >= 1, old
        text = text.replace(old, new, 1)
    file = tmp_path / "new.yaml"
    file.write_text(text, encoding="utf-8")
    return str(file)


def test_a_plan_does_not_differ_from_itself(gongkai: Gongkai) -> None:
    assert gongkai("plan", "diff", "2019", str(PLAN_FILE), "--format", "json").json == []
    assert "没有变化" in gongkai("plan", "diff", "2019", "2019").out


def test_what_changed_is_told_apart(gongkai: Gongkai, tmp_path: Path) -> None:
    new = _edited(
        tmp_path,
        ("requirement: 动态发布农村集体产权制度改革", "requirement: 每月发布农村集体产权制度改革"),
        ("owners: [区农业农村局, 区自然资源局]", "owners: [区农业农村局, {name: 区财政局, role: 牵头}]"),
        ("when: {by: 2019-07-31, text: 在7月底之前}", "when: {by: 2019-08-31, text: 在7月底之前}"),
        ('  - id: "37"\n', '  - id: "38"\n'),
    )
    found = gongkai("plan", "diff", "2019", new, "--format", "json").json
    seen = {(each["change"], each["old"], each["new"]): each["detail"] for each in found}
    assert seen["reworded", "3", "3"].startswith("〔删：动态〕〔增：每月〕发布")
    assert seen["units", "3", "3"] == "不再承担：区自然资源局；新增：区财政局（牵头）"
    assert seen["dates", "14", "14"] == "2019年7月31日前 → 2019年8月31日前"
    assert len(seen) == 3  # a number alone is no change


def test_added_and_dropped_tasks(gongkai: Gongkai, document: str) -> None:
    found = gongkai("plan", "diff", "2019", document, "--format", "json").json
    added = [each for each in found if each["change"] == "added"]
    assert [each["new"] for each in added] == ["1", "2"]
    assert sum(each["change"] == "dropped" for each in found) == 64
    csv = gongkai("plan", "diff", "2019", document, "--format", "csv").out
    assert csv.lstrip("\ufeff").splitlines()[0] == "变化,原序号,新序号,工作任务,内容"
    assert "新增,,1," in csv
    table = gongkai("plan", "diff", "2019", document).out
    assert "任务变化：新增 2、取消 64。" in table


def test_the_same_day_a_year_later_is_no_change() -> None:
    def plan(year: int, day: str) -> dict[str, object]:
        when = {"by": f"{year}-{day}", "text": "x"}
        task = {
            "id": "1",
            "topic": "甲",
            "requirement": "公开目录",
            "items": [{"quote": "公开目录", "when": when}],
        }
        return {"plan": {"window": {"from": f"{year}-01-01", "to": f"{year}-12-31"}}, "tasks": [task]}

    assert compare(plan(2019, "07-31"), plan(2020, "07-31")) == []
    (change,) = compare(plan(2019, "07-31"), plan(2020, "08-31"))
    assert change.detail == "2019年7月31日前 → 2020年8月31日前"


def test_broken_files_can_still_be_compared() -> None:
    for raw in (
        {},
        {"tasks": None},
        {"tasks": ["x", {"id": None, "owners": 3, "items": [None, {"when": {"by": "x"}}]}]},
    ):
        compare(raw, raw)


def test_wording_shows_what_went_and_came() -> None:
    assert wording("7月底前公布", "8月底前公布清单") == "〔删：7〕〔增：8〕月底前公布〔增：清单〕"


# ---------------------------------------------------------------- new


def test_a_new_year_keeps_the_roster_and_marks_the_rest(gongkai: Gongkai, tmp_path: Path) -> None:
    out = tmp_path / "2020.yaml"
    ran = gongkai("plan", "new", "--year", "2020", "--from", "2019", "-o", str(out))
    assert ran.status == 0, ran.err
    text = out.read_text(encoding="utf-8")
    marked = sum("待核：" in line for line in text.split("\n") if not line.startswith("#"))
    assert f"共 {marked} 处待核" in ran.out
    old, new = (yaml.load(each, yaml.CBaseLoader) for each in (PLAN_FILE.read_bytes(), text))
    assert (new["units"], new["groups"], new["readings"]) == (old["units"], old["groups"], old["readings"])
    assert new["plan"]["title"] == "2020年临淄区政务公开工作方案"
    assert new["plan"]["id"] == "linzi-2020"
    assert new["plan"]["number"] == new["plan"]["issued"] == ""
    assert [task["requirement"] for task in new["tasks"]] == [task["requirement"] for task in old["tasks"]]
    assert "2020-07-31" in json.dumps(new["tasks"]) and "2019-07-31" not in json.dumps(new["tasks"])
    checked = gongkai("plan", "check", str(out))
    assert checked.status == 1
    assert "number" in checked.out and "issued" in checked.out


def test_a_new_year_filled_in_loads(gongkai: Gongkai, tmp_path: Path) -> None:
    out = tmp_path / "2020.yaml"
    gongkai("plan", "new", "--year", "2020", "--from", "2019", "-o", str(out))
    text = out.read_text(encoding="utf-8")
    text = text.replace("number:   #", "number: 临政办发〔2020〕1号   #").replace(
        "issued:   #", "issued: 2020-05-10   #"
    )
    text = text.replace("{from: , to", "{from: 2020-05-10, to")
    out.write_text(text, encoding="utf-8")
    problems = gongkai("plan", "check", str(out), "--format", "json").json
    assert [p["message"] for p in problems] == []
    assert gongkai("tasks", "-u", "区司法局", "--plan", str(out), "--as-of", "2020-06-01").status == 0


def test_29_february_moves_to_the_28th(gongkai: Gongkai, tmp_path: Path) -> None:
    from gongkai.plan.renewing import renew

    text = (
        "schema: 1\nplan:\n  id: x-2020\n  window: {from: 2020-01-01, to: 2020-12-31}\nunits: []\ntasks:\n"
        '  - id: "1"\n    items:\n      - when: {by: 2020-02-29, text: x}\n'
    )
    assert "by: 2021-02-28" in renew("x.yaml", text.encode(), 2021).text


# ---------------------------------------------------------------- cases kept elsewhere


@pytest.mark.skipif("DRAFT_CASES" not in os.environ, reason="DRAFT_CASES names no folder of documents")
def test_cases_kept_elsewhere_give_all_their_rows() -> None:
    import sys

    sys.path.insert(0, str(ROOT / "bench"))
    from draft import cases

    for name, result in cases(os.environ["DRAFT_CASES"], os.environ.get("DRAFT_ANSWERS")):
        assert result.misses == [], name
