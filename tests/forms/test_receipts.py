"""备案 and 退回: a returned answer counts as not filed until a new one comes; both can be undone."""

from __future__ import annotations

from pathlib import Path

import pytest
from conftest import Gongkai

from gongkai.base.problems import GongkaiError
from gongkai.store.changes import verdicts
from gongkai.store.changes.journal import Author
from gongkai.store.engine.sqlite import SqliteStore
from gongkai.store.questions.asked import Asked
from gongkai.store.questions.tasks import tasks_of

ANSWER = ("--measure", "按期公布", "--section", "法制科", "--officer", "张三", "--contact", "0533-0000000")
UNIT = "区司法局"


@pytest.fixture(autouse=True)
def _filled(gongkai: Gongkai) -> None:
    for task in ("14", "12"):
        gongkai("fill", "-u", UNIT, "-t", task, *ANSWER, "--on", "2019-07-17")


def status(gongkai: Gongkai, as_of: str, task: str = "14") -> str:
    rows = gongkai("tasks", "-u", UNIT, "--as-of", as_of, "--format", "json").json
    return next(row["status"] for row in rows if row["id"] == task)


def filed(gongkai: Gongkai, as_of: str) -> int:
    return int(gongkai("report", "--as-of", as_of, "--format", "json").json["completion"]["rows_filed"])


def test_a_returned_task_counts_as_not_filed_from_that_day(gongkai: Gongkai) -> None:
    done = gongkai("return", "-u", UNIT, "-t", "14", "--reason", "措施太笼统", "--on", "2019-07-22")
    assert done.status == 0, done.err
    assert [filed(gongkai, day) for day in ("2019-07-21", "2019-07-22", "2019-08-30")] == [2, 1, 1]
    assert [status(gongkai, day) for day in ("2019-07-21", "2019-07-22")] == ["filed", "returned"]
    rows = gongkai("tasks", "-u", UNIT, "--as-of", "2019-07-23", "--format", "json").json
    row = next(row for row in rows if row["id"] == "14")
    assert (row["verdict"], row["verdict_on"], row["verdict_reason"]) == (
        "returned",
        "2019-07-22",
        "措施太笼统",
    )
    assert "退回" in gongkai("tasks", "-u", UNIT, "--as-of", "2019-07-23").out
    assert "14" in [
        r["id"]
        for r in gongkai("tasks", "-u", UNIT, "--unfiled", "--as-of", "2019-07-23", "--format", "json").json
    ]


def test_a_new_answer_counts_from_its_own_day_and_late(gongkai: Gongkai) -> None:
    gongkai("return", "-u", UNIT, "-t", "14", "--reason", "措施太笼统", "--on", "2019-07-18")
    gongkai("fill", "-u", UNIT, "-t", "14", "--measure", "7月31日前公布", "--on", "2019-07-25")
    assert [status(gongkai, day) for day in ("2019-07-24", "2019-07-25")] == ["returned", "filed"]
    assert filed(gongkai, "2019-07-25") == 2
    shown = gongkai("show", "14", "--as-of", "2019-07-26", "--format", "json").json
    assert next(unit["filing_state"] for unit in shown["units"] if unit["unit"] == UNIT) == "done_late"


def test_a_whole_unit(gongkai: Gongkai) -> None:
    assert "2 项" in gongkai("accept", "-u", UNIT, "--on", "2019-07-19").out
    assert "没有改动" in gongkai("accept", "-u", UNIT, "--on", "2019-07-19").out
    assert "2 项" in gongkai("return", "-u", UNIT, "--reason", "没有盖章", "--on", "2019-07-22").out
    assert filed(gongkai, "2019-07-22") == 0
    assert "2 项" in gongkai("accept", "-u", UNIT, "--on", "2019-07-23").out
    assert [filed(gongkai, day) for day in ("2019-07-21", "2019-07-22", "2019-07-23")] == [2, 0, 2]


def test_both_are_undone_one_by_one(gongkai: Gongkai) -> None:
    gongkai("accept", "-u", UNIT, "-t", "14", "--on", "2019-07-19")
    gongkai("return", "-u", UNIT, "-t", "14", "--reason", "没有盖章", "--on", "2019-07-22")
    assert status(gongkai, "2019-07-23") == "returned"
    assert "退回" in gongkai("undo", "-u", UNIT, "-t", "14").out
    assert status(gongkai, "2019-07-23") == "filed"
    assert "备案" in gongkai("undo", "-u", UNIT, "-t", "14").out
    assert "填报" in gongkai("undo", "-u", UNIT, "-t", "14").out
    assert status(gongkai, "2019-07-23") == "unfiled"


def test_the_journal_says_both(gongkai: Gongkai) -> None:
    gongkai("accept", "-u", UNIT, "-t", "14", "--on", "2019-07-19")
    gongkai("return", "-u", UNIT, "-t", "14", "--reason", "没有盖章", "--on", "2019-07-22")
    lines = gongkai("log", "-u", UNIT, "-t", "14", "--format", "json").json
    assert [line["action"] for line in lines] == ["return", "accept", "fill"]
    assert "没有盖章" in gongkai("log", "-u", UNIT, "-t", "14").out


def test_an_incomplete_answer_is_not_accepted(gongkai: Gongkai) -> None:
    # Somebody who hasn't answered before: those of last time don't answer for him.
    gongkai("fill", "-u", UNIT, "-t", "17", "-m", "公开", "-o", "王五", "--on", "2019-07-17")
    assert "17（缺联系方式）" in gongkai("accept", "-u", UNIT, "--on", "2019-07-19").out
    refused = gongkai("accept", "-u", UNIT, "-t", "17", "--on", "2019-07-19")
    assert refused.status == 1
    assert "还缺" in refused.err


@pytest.mark.parametrize(
    ("arguments", "status", "words"),
    [
        (("accept", "-u", "区水利局"), 1, "还没有填报"),
        (("accept", "-u", UNIT, "-t", "18"), 1, "没有填报任务 18"),
        (("return", "-u", UNIT, "-t", "14"), 2, "--reason"),
        (("return", "-u", UNIT, "-t", "14", "--reason", " \t"), 2, "--reason"),
        (("accept", "-u", UNIT, "-t", "14", "--on", "2019-07-16"), 1, "不能早于"),
    ],
)
def test_what_cannot_be(arguments: tuple[str, ...], status: int, words: str, gongkai: Gongkai) -> None:
    done = gongkai(*arguments)
    assert done.status == status
    assert words in done.err
    assert [line["action"] for line in gongkai("log", "--format", "json").json] == ["fill", "fill"]


def test_one_verdict_takes_the_place_of_another_from_its_day_on(gongkai: Gongkai) -> None:
    """The first from the answer's own day on; another reason is another verdict; none before the one that stands."""

    def judged(day: str) -> tuple[str, str]:
        rows = gongkai("tasks", "-u", UNIT, "--as-of", day, "--format", "json").json
        return next((row["verdict"], row["verdict_reason"]) for row in rows if row["id"] == "14")

    assert gongkai("accept", "-u", UNIT, "-t", "14", "--on", "2019-07-17").status == 0
    for reason in ("没有盖章", "措施太笼统"):
        done = gongkai("return", "-u", UNIT, "-t", "14", "--reason", reason, "--on", "2019-07-20")
        assert done.status == 0 and "没有改动" not in done.out
    refused = gongkai("accept", "-u", UNIT, "-t", "14", "--on", "2019-07-19")
    assert refused.status == 1 and "2019-07-20 备案或退回的" in refused.err
    assert judged("2019-07-17")[0] == judged("2019-07-19")[0] == "accepted"
    assert judged("2019-07-20") == ("returned", "措施太笼统")


def test_the_same_form_again_stays_returned(gongkai: Gongkai, tmp_path: object) -> None:
    path = f"{tmp_path}/区司法局.docx"
    gongkai("form", "-u", UNIT, "-o", path, "--as-of", "2019-07-18")
    gongkai("return", "-u", UNIT, "-t", "14", "--reason", "没有盖章", "--on", "2019-07-22")
    (result,) = gongkai("collect", path, "--on", "2019-07-23", "--format", "json").json
    assert result["status"] == "unchanged"
    assert any("已退回，内容没有改" in row["notes"] for row in result["rows"])
    assert status(gongkai, "2019-07-24") == "returned"


def test_it_says_which_answer_was_judged(gongkai: Gongkai) -> None:
    done = gongkai("accept", "-u", UNIT, "-t", "14", "--on", "2019-07-22")
    assert done.status == 0 and "所指的填报（2019-07-17）：按期公布" in done.out
    gongkai("fill", "-u", UNIT, "-t", "14", "--not-involved", "无此职能", "--on", "2019-07-23")
    done = gongkai("return", "-u", UNIT, "-t", "14", "--reason", "有此职能", "--on", "2019-07-24")
    assert done.status == 0 and "所指的填报（2019-07-23）：不涉及：无此职能" in done.out


@pytest.mark.sqlite
def test_an_answer_changed_meanwhile_is_not_judged_unseen(gongkai: Gongkai, store_path: Path) -> None:
    for task in ("12", "14"):
        gongkai("fill", "-u", UNIT, "-t", task, *ANSWER, "--on", "2019-07-17")
    store = SqliteStore(str(store_path))
    plan = str(store.row("SELECT id FROM plan")["id"])  # type: ignore[index]
    author = Author("李四", "2019-07-22T08:00:00+08:00")
    seen = {row.id: row for row in tasks_of(store, Asked(plan, "2019-07-22", "2019-07-22"), UNIT)}
    gongkai("fill", "-u", UNIT, "-t", "14", "--measure", "另一句", "--on", "2019-07-20")
    both = {task: seen[task] for task in ("12", "14")}
    with pytest.raises(GongkaiError, match="任务 14 刚刚被别人改过"):
        verdicts.judge(store, author, plan, UNIT, ["12", "14"], "accepted", "2019-07-22", seen=both)
    assert store.row("SELECT COUNT(*) AS n FROM receipt") == {"n": 0}
    only = {"12": seen["12"]}
    assert verdicts.judge(store, author, plan, UNIT, ["12"], "accepted", "2019-07-22", seen=only) == ["12"]
    store.close()
