"""`server check`: whatever our commands leave is in order, and what was written past them is found."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import psycopg
import pytest
from conftest import PLAN_FILE, ROOT, Gongkai
from databases import OFFICE, OWNER, TEMPLATE, UNITS, District, Server
from hypothesis import given, settings
from hypothesis import strategies as st

from gongkai.base.problems import GongkaiError
from gongkai.render.wording.finding import finding_words
from gongkai.store.changes import answers, claims, disclosures, undoing, verdicts
from gongkai.store.changes.disclosures import Disclosure
from gongkai.store.changes.submissions import Submission, submit
from gongkai.store.checks import audit
from gongkai.store.engine.opening import open_store
from gongkai.store.engine.sqlite import SqliteStore

sys.path.insert(0, str(ROOT / "tests" / "report"))
import stores

# What tests/report/stores.py doesn't do: the rest of our commands.
more = st.one_of(
    st.tuples(st.just("accept"), st.sampled_from(stores.UNITS), st.sampled_from(stores.ROWS), stores.days),
    st.tuples(st.just("correct"), st.sampled_from(stores.UNITS), st.integers(0, 30), stores.days),
    st.tuples(st.just("submit"), st.sampled_from(stores.UNITS), st.sampled_from("abc"), stores.days),
    st.tuples(st.just("unsubmit"), st.sampled_from(stores.UNITS), st.none(), stores.days),
)
histories = st.lists(st.one_of(stores.changes.map(tuple), st.lists(more, max_size=8).map(tuple)), max_size=6)


def apply(store: SqliteStore, change: tuple[Any, ...]) -> None:
    what, unit, target, on = change
    day, author, plan = on.isoformat(), stores.AUTHOR, stores.PLAN
    with suppress(GongkaiError):
        if what == "accept":
            verdicts.judge(store, author, plan, unit, [target], "accepted", day)
        elif what == "correct":
            disclosures.correct(store, author, plan, target, {"title": f"更正{day}", "on_date": day})
        elif what == "submit":
            submit(store, author, plan, Submission(unit, day, "sent", f"{target}.xlsx", target))
        elif what == "unsubmit":
            undoing.undo_submission(store, author, plan, unit)
        else:
            stores.apply(store, change)


@pytest.mark.sqlite
@settings(max_examples=int(os.environ.get("GONGKAI_TEST_HISTORIES", "25")))
@given(histories)
def test_no_history_of_our_commands_raises_an_alarm(history: list[tuple[Any, ...]]) -> None:
    store = stores.fresh_store()
    try:
        for change in (change for part in history for change in part):
            apply(store, change)
        assert audit.audit(store, stores.PLAN) == []
    finally:
        store.close()


PAST = {
    "a disclosure's day": (
        "UPDATE gongkai.disclosure SET on_date = '2019-07-20'; UPDATE gongkai.duty SET done_on = '2019-07-20' "
        "WHERE task = '14' AND item = 4 AND done_on IS NOT NULL",
        "的发布记录与改动记录所写不同（日期）",
    ),
    "a disclosure's title": (
        "UPDATE gongkai.disclosure SET title = '另一个'",
        "的发布记录与改动记录所写不同（标题）",
    ),
    "since when": (
        "UPDATE gongkai.filing SET since = '2019-07-01'; UPDATE gongkai.holding SET answered_on = '2019-07-01' "
        "WHERE answered_on IS NOT NULL",
        "的填报的起止日期不是按各次填报推算的，已改正",
    ),
    "until when": (
        "UPDATE gongkai.filing SET until = '2019-07-30' WHERE until IS NULL",
        "的填报的起止日期不是按各次填报推算的，已改正",
    ),
    "all gone": (
        "SELECT gongkai.remove_own(name, '{}') "
        "FROM (VALUES ('filing'), ('disclosure'), ('claim'), ('submission')) AS tables (name)",
        "的填报不见了，改动记录里却没有撤销",
    ),
    "a claim given back": (
        "UPDATE gongkai.claim SET until = '2019-07-20'",
        "的认领与改动记录所写不同（止于）",
    ),
    "a withdrawal": (
        "UPDATE gongkai.disclosure SET until = '2019-09-01'",
        "的发布记录与改动记录所写不同（止于）",
    ),
    "a submission's day": (
        "UPDATE gongkai.submission SET on_date = '2019-07-01'",
        "的报送登记与改动记录所写不同（日期）",
    ),
    "a submission more": (
        "INSERT INTO gongkai.submission (plan, unit, on_date, way, file, digest) "
        "SELECT id, '区司法局', '2019-07-19', 'sent', 'x', 'y' FROM gongkai.plan",
        "的报送登记没有改动记录",
    ),
    "a verdict undone in a line only": (
        "INSERT INTO gongkai.journal (at, actor, action, plan, unit, task, record, undoes) "
        "SELECT '', '', 'undo', plan, unit, task, record, id FROM gongkai.journal WHERE action = 'return'",
        "的备案或退回没有改动记录",
    ),
    "a line about nothing": (
        "INSERT INTO gongkai.journal (at, actor, action, plan, unit, task, record, after) "
        "SELECT '', '', 'claim', plan, unit, '2', 999, '{\"on_date\": \"2019-07-18\"}' FROM gongkai.journal LIMIT 1",
        "的认领不见了",
    ),
    "a line that undoes nothing": (
        "INSERT INTO gongkai.journal (at, actor, action, plan, unit, task, record, undoes) "
        "SELECT '', '', 'undo', plan, unit, task, record, 999 FROM gongkai.journal LIMIT 1",
        "条改动记录不是本程序写的，或与前面的对不上",
    ),
    "a second line on the same record": (
        "INSERT INTO gongkai.journal (at, actor, action, plan, unit, task, record, after) SELECT '', '', action, plan, "
        "unit, task, record, replace(after, '措施', '早已公布') FROM gongkai.journal WHERE action = 'fill'",
        "条改动记录不是本程序写的，或与前面的对不上",
    ),
}


@pytest.fixture(scope="module")
def audited(template: Server) -> Iterator[str]:
    """A database with a unit's answers, claim, disclosure and form, and the office's word on an answer."""
    template.sql(f"CREATE DATABASE audited TEMPLATE {TEMPLATE} OWNER {OWNER}")
    unit, author = UNITS["sfj"], stores.AUTHOR
    own, office = (open_store(template.address("audited", login)) for login in ("sfj", OFFICE))
    plan = str((own.row("SELECT id FROM plan") or {})["id"])
    for task, on, more in (("14", "18", {}), ("14", "22", {"measure": "公布并清理"}), ("12", "18", {})):
        answers.file_answer(own, author, plan, unit, task, f"2019-07-{on}", {**stores.ANSWER, **more})
    claims.claim(own, author, plan, unit, "15", "2019-07-18")
    disclosures.publish(own, author, plan, [Disclosure(unit, "14", 4, "once", "清单", "", "2019-07-30")])
    submit(own, author, plan, Submission(unit, "2019-07-19", "sent", "表.xlsx", "digest"))
    verdicts.judge(office, author, plan, unit, ["12"], "returned", "2019-07-23", "写明措施")
    own.close()
    office.close()
    yield "audited"
    template.sql("DROP DATABASE audited WITH (FORCE)")


@pytest.fixture
def filled(template: Server, audited: str) -> Iterator[District]:
    """A copy of it for each test."""
    template.sql(f"CREATE DATABASE audited_copy TEMPLATE {audited} OWNER {OWNER}")
    yield District(template, "audited_copy")
    template.sql("DROP DATABASE audited_copy WITH (FORCE)")


def test_all_is_in_order(gongkai: Gongkai, filled: District) -> None:
    done = gongkai("server", "check", "--db", filled.address(OFFICE))
    assert (done.status, done.out) == (0, "√ 记录、改动记录、台账和方案都相符。\n")


# What an older server took of a unit, and the present one refuses.
REFUSED_NOW = (
    "a verdict undone in a line only",
    "a line about nothing",
    "a line that undoes nothing",
    "a submission's day",
)


@pytest.mark.parametrize("what", PAST)
def test_what_was_written_past_the_program_is_found(gongkai: Gongkai, filled: District, what: str) -> None:
    statement, said = PAST[what]
    with filled.connect("sfj") as sfj, filled.connect("postgres") as past_the_triggers:
        past_the_triggers.execute("SET session_replication_role = replica")
        before = sfj.execute("SELECT * FROM gongkai.holding ORDER BY task, from_date").fetchall()
        if what in REFUSED_NOW:
            with pytest.raises((psycopg.errors.CheckViolation, psycopg.errors.InsufficientPrivilege)):
                sfj.execute(statement)
        (past_the_triggers if what in REFUSED_NOW else sfj).execute(statement)
    found = gongkai("server", "check", "--db", filled.address(OFFICE))
    assert found.status == 3 and said in found.out and "区司法局" in found.out
    store = open_store(filled.address(OFFICE))
    again = [finding_words(each) for each in audit.audit(store, stores.PLAN)]
    store.close()
    if "已改正" in said:
        assert again == []
        with filled.connect("sfj") as sfj:
            assert sfj.execute("SELECT * FROM gongkai.holding ORDER BY task, from_date").fetchall() == before
    else:
        assert [each for each in again if said in each], "what isn't mended is said again"


@pytest.mark.parametrize(
    ("task", "done"), [("12", "已改正"), ("14", "同一任务另有填报不对，先核实那些，没有改")]
)
def test_an_answer_ended_quietly_is_found_beside_a_forged_one(
    gongkai: Gongkai, filled: District, task: str, done: str
) -> None:
    """The end of the answer to task 14 is moved, and an answer to a task is written past the program."""
    with filled.connect("sfj") as sfj:
        sfj.execute("UPDATE gongkai.filing SET until = '2019-07-25' WHERE task = '14' AND until IS NULL")
        sfj.execute(
            "INSERT INTO gongkai.filing (plan, unit, task, kind, measure, section, officer, contact, reason, on_date, since) "
            "SELECT id, '区司法局', %s, 'measure', '假的', '科', '李四', '12345', '', '2019-07-26', '2019-07-26' "
            "FROM gongkai.plan",
            [task],
        )
    found = gongkai("server", "check", "--db", filled.address(OFFICE))
    assert found.status == 3
    assert "的填报没有改动记录" in found.out
    assert f"的填报的起止日期不是按各次填报推算的，{done}" in found.out


def test_a_record_that_is_gone_can_be_settled(gongkai: Gongkai, filled: District) -> None:
    office = ("--db", filled.address(OFFICE))
    with filled.connect("sfj") as sfj:
        sfj.execute("SELECT gongkai.remove_own('claim', '{}')")
    assert gongkai("server", "check", *office).status == 3
    assert gongkai("undo", "-u", "区司法局", "-t", "15", *office).status == 0
    assert gongkai("server", "check", *office).status == 0


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        ("DELETE FROM gongkai.period WHERE task = '14'", "方案中的期次和期限与方案文件不同"),
        (
            "UPDATE gongkai.assignment SET basis = 'claimable', via = NULL",
            "方案中的任务由谁承担与方案文件不同",
        ),
        ("UPDATE gongkai.plan SET filing_due = '2020-01-01'", "方案中的方案的名称、日期等与方案文件不同"),
        ("DELETE FROM gongkai.spelling", "方案中的单位的写法与方案文件不同"),
    ],
)
def test_a_plan_that_was_changed_by_hand_is_found_and_written_anew(
    gongkai: Gongkai, district: District, statement: str, said: str
) -> None:
    office = ("--db", district.address(OFFICE))
    figures = gongkai("report", "--as-of", "2019-08-15", "--format", "json", *office).json
    with district.connect(OFFICE) as connection:
        connection.execute(statement)
    found = gongkai("server", "check", *office)
    assert found.status == 3 and said in found.out and "gongkai server init" in found.out
    assert gongkai("server", "init", "--db", district.address(OWNER)).status == 0
    assert gongkai("server", "check", *office).status == 0
    assert gongkai("report", "--as-of", "2019-08-15", "--format", "json", *office).json == figures


def test_without_the_plans_file_the_rest_is_checked(
    gongkai: Gongkai, district: District, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = tmp_path / "other.yaml"
    other.write_text(PLAN_FILE.read_text(encoding="utf-8") + "\n# other\n", encoding="utf-8")
    with district.connect("postgres") as connection:
        connection.execute("UPDATE gongkai.plan SET digest = 'of another file'")
    done = gongkai("server", "check", "--db", district.address(OFFICE))
    assert (done.status, done.out) == (0, "√ 记录、改动记录和台账都相符。\n")
    assert "没有核对方案" in done.err
