"""From what a person types to a unit, a task, a category. Never a fuzzy guess."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from conftest import Gongkai
from hypothesis import given
from hypothesis import strategies as st

from gongkai.base.problems import UsageMistake
from gongkai.base.text import key
from gongkai.store.engine.sqlite import SqliteStore
from gongkai.store.questions.lookup import find_category, find_task, find_unit
from gongkai.store.questions.plan import spelling_rows, unit_rows

PLAN = "linzi-2019"


@pytest.fixture(scope="module")
def store(compiled_store: Path) -> Iterator[SqliteStore]:
    opened = SqliteStore(str(compiled_store))
    yield opened
    opened.close()


def complaint(store: SqliteStore, name: str) -> str:
    with pytest.raises(UsageMistake) as caught:
        find_unit(store, PLAN, name)
    return str(caught.value)


@pytest.mark.parametrize(
    ("typed", "unit"),
    [
        ("区司法局", "区司法局"),
        ("临淄区司法局", "区司法局"),
        ("　区司 法局\n", "区司法局"),
        ("司法局", "区司法局"),
        ("司法", "区司法局"),
        ("qsfj", "区司法局"),
        ("QSFJ", "区司法局"),
        ("ｑｓｆｊ", "区司法局"),
        ("区教育和体育局", "区教育和体育局"),
        ("区教育局和体育局", "区教育和体育局"),  # as the document prints it once
        ("教体局", "区教育和体育局"),
        ("人社局", "区人社局"),
        ("区人力资源和社会保障局", "区人社局"),
        ("发改局", "区发改局"),
        ("住建局", "区住建局"),
        ("市场监管局", "区市场监管局"),
        ("公安分局", "临淄公安分局"),
        ("公安局", "临淄公安分局"),
        ("齐都", "齐都镇"),
        ("齐都镇人民政府", "齐都镇"),
        ("金岭回族镇", "金岭镇"),
        ("闻韶", "闻韶街道"),
        ("闻韶街道办事处", "闻韶街道"),
        ("残联", "区残联"),
        ("编办", "区委编办"),
    ],
)
def test_what_means_a_unit(store: SqliteStore, typed: str, unit: str) -> None:
    assert find_unit(store, PLAN, typed) == unit


def test_letters_in_order_and_never_another_unit(store: SqliteStore) -> None:
    """人社局 is no 发展和改革局, whatever a fuzzy matcher makes of the shared letters."""
    assert find_unit(store, PLAN, "人社局") != "区发改局"
    assert "没有单位“社人局”" in complaint(store, "社人局")
    assert "没有单位“区司发局”，是不是 区司法局" in complaint(store, "区司发局")
    assert "没有单位“区公安局”" in complaint(store, "区公安局")


def test_several_that_fit_are_shown(store: SqliteStore) -> None:
    towns = "齐都镇、皇城镇、敬仲镇、朱台镇、金岭镇、凤凰镇、金山镇"
    assert complaint(store, "镇") == f"“镇”可以是 7 个单位：{towns}，请写得更全"
    assert "等，请写得更全" in complaint(store, "局")
    assert "临淄公安分局、临淄生态环境分局、临淄医保分局" in complaint(store, "分局")
    assert "金岭镇、金山镇" in complaint(store, "金镇")


@pytest.mark.parametrize(
    "typed", ["火星局局", "xyzzy", "？？？", "\u200b", "🙂", "%", "_", "'; DROP TABLE unit; --", "局" * 3000]
)
def test_what_means_nothing(store: SqliteStore, typed: str) -> None:
    assert complaint(store, typed).startswith("没有单位“")
    assert len(complaint(store, typed)) < 200


def test_every_spelling_of_every_unit_is_found(store: SqliteStore) -> None:
    """A name, full name or alias means its unit; initials do, unless two units share them."""
    count = 0
    for row in spelling_rows(store, PLAN):
        if row.sort != "initials":
            assert find_unit(store, PLAN, row.shown) == row.unit, row
            count += 1
    assert count > 2 * len(unit_rows(store, PLAN))


def test_shared_initials_are_asked_about(store: SqliteStore) -> None:
    owners: dict[str, set[str]] = {}
    for row in spelling_rows(store, PLAN):
        if row.sort == "initials":
            owners.setdefault(row.key, set()).add(row.unit)
    assert len(owners) > 30
    for initials, units in owners.items():
        if len(units) == 1:
            assert find_unit(store, PLAN, initials) == next(iter(units))
        else:
            said = complaint(store, initials)
            assert all(unit in said for unit in units) and "请写全名" in said


@given(st.text(max_size=8) | st.text(st.sampled_from("区司法局镇街道人社qsfj １－"), max_size=6))
def test_whatever_is_typed_is_a_unit_that_has_the_letters_or_a_complaint(
    compiled_store: Path, typed: str
) -> None:
    opened = SqliteStore(str(compiled_store))
    try:
        unit = find_unit(opened, PLAN, typed)
    except UsageMistake:
        return
    finally:
        keys = [row.key for row in spelling_rows(opened, PLAN)]
        owners = {row.key: row.unit for row in spelling_rows(opened, PLAN)}
        opened.close()
    letters = key(typed)
    assert letters
    assert any(owners[each] == unit and _in_order(letters, each) for each in keys)


def _in_order(letters: str, word: str) -> bool:
    position = 0
    for letter in letters:
        position = word.find(letter, position) + 1
        if not position:
            return False
    return True


@pytest.mark.parametrize(
    ("typed", "task"),
    [
        ("14", "14"),
        ("１４", "14"),
        ("014", "14"),
        (" 14 ", "14"),
        ("任务14", "14"),
        ("Z3", "Z3"),
        ("z3", "Z3"),
        ("ｚ０３", "Z3"),
    ],
)
def test_what_means_a_task(store: SqliteStore, typed: str, task: str) -> None:
    assert find_task(store, PLAN, typed) == task


@pytest.mark.parametrize(
    "typed",
    ["0", "38", "Z0", "Z999", "1.0", "-1", "一", "", " ", "1 4x", "٣", "9" * 5000, "Z" + "9" * 5000],
)
def test_what_means_no_task(store: SqliteStore, typed: str) -> None:
    with pytest.raises(UsageMistake, match="任务序号为 1 至 37、Z1 至 Z") as caught:
        find_task(store, PLAN, typed)
    assert len(str(caught.value)) < 120


def test_categories(store: SqliteStore) -> None:
    question = "SELECT DISTINCT category FROM task WHERE plan = :plan"
    categories = [str(row["category"]) for row in store.rows(question, {"plan": PLAN})]
    assert len(categories) > 3
    for category in categories:
        assert find_category(store, PLAN, category) == category
    with pytest.raises(UsageMistake, match="没有任务类别“火星”，类别有："):
        find_category(store, PLAN, "火星")
    with pytest.raises(UsageMistake, match="可以是几个类别"):
        find_category(store, PLAN, "公开")


def test_initials_may_be_abbreviated_too(gongkai: Gongkai) -> None:
    assert gongkai("tasks", "-u", "zrzy").out.startswith("区自然资源局")
    several = gongkai("tasks", "-u", "sfj")
    assert several.status == 2
    assert "区司法局" in several.err
    assert "临淄生态环境分局" in several.err
