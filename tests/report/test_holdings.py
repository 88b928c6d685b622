"""The holdings says at every date what follows from the plan and the records by `oracle.sql`, which reads them alone."""

from __future__ import annotations

import re
from collections import Counter
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any

import small_stores
from conftest import PLAN_FILE
from hypothesis import Phase, example, given, settings
from hypothesis import strategies as st
from plans import small_plan
from stores import apply, asked, changes, days, fresh_store

from gongkai.cli.session import Session
from gongkai.cli.workplace import Workplace
from gongkai.store import holdings
from gongkai.store.engine.interface import Store
from gongkai.store.questions.asked import Asked, status_sql

ORACLE = re.sub(r"/\*scope (\w)\*/", "", Path(__file__).with_name("oracle.sql").read_text(encoding="utf-8"))
# Shrinking a failing store takes minutes; the changes are readable as they are.
SLOWLY = settings(
    max_examples=10,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
)

CARRIED = """
SELECT unit, task, item, period, label, starts, ends, due, CASE WHEN due IS NULL THEN 0 ELSE predates END AS predates,
       need, done, CASE WHEN due IS NOT NULL THEN done_on END AS done_on, last_on, state, light
FROM status WHERE fulfilled_by <> 'filing' ORDER BY unit, task, item, period
"""
FILED = """
SELECT unit, task, basis, via, role, filing, counted, ended, filing_due, filing_state, status, answered, filed_on,
       CASE WHEN answered = 1 THEN answered_on END AS answered_on,
       measure, reason, verdict, verdict_on
FROM row_status ORDER BY unit, task
"""
FILING = """
SELECT unit, task, item, period, due, need, done, done_on, state FROM status WHERE fulfilled_by = 'filing' ORDER BY unit
"""
COUNTS = """
SELECT unit, task, rows_due, rows_filed, rows_not_involved, rows_incomplete, rows_returned, overdue, due_soon, pending, done,
       done_late, to_check
FROM progress ORDER BY unit, task
"""


def differences(store: Store, at: Asked) -> list[str]:
    """Which of the questions the two answer differently."""
    found = []
    for name, question in (("carried", CARRIED), ("filed", FILED), ("filing", FILING), ("counts", COUNTS)):
        ours = Counter(map(repr, store.rows(status_sql() + question, at._asdict())))
        theirs = Counter(map(repr, store.rows(ORACLE + question, at._asdict())))
        found += [f"{name}, holdings: {row}" for row in sorted((ours - theirs).elements())]
        found += [f"{name}, oracle: {row}" for row in sorted((theirs - ours).elements())]
    return found


@SLOWLY
@given(changes, st.lists(days, min_size=1, max_size=3))
def test_at_every_date_on_random_stores(made: list[Any], dates: list[date]) -> None:
    store = fresh_store()
    for change in made:
        apply(store, change)
    for day in dates:
        assert differences(store, asked(day)) == []


# What chance seldom hits: one verdict takes the place of another, on an answer to a row held and to one not claimed.
REPLACED = [
    (what, unit, task, day)
    for unit, task in (("甲局", "1"), ("乙局", "3"))
    for what, day in (
        ("exempt", small_stores.DAYS[3]),
        ("return", small_stores.DAYS[4]),
        ("accept", small_stores.DAYS[7]),
    )
]

# Or a claim is given back, and the task claimed again after its day.
CLAIMED = [
    (what, "乙局", "3", small_stores.DAYS[at])
    for what, at in (("claim", 3), ("fill", 4), ("unclaim", 8), ("claim", 12))
]

# Or a record is taken back.
WITHDRAWN = [
    ("publish", "甲局", ("1", 1), small_stores.DAYS[4]),
    ("withdraw", "甲局", 1, small_stores.DAYS[8]),
]


@small_stores.MANY
@example(REPLACED)
@example(CLAIMED)
@example(WITHDRAWN)
@given(small_stores.changes)
def test_at_every_date_on_small_stores(made: list[Any]) -> None:
    store = fresh_store(small_stores.FILE)
    for change in made:
        apply(store, change)
    for day in small_stores.DAYS:
        assert differences(store, asked(day, plan=small_stores.PLAN)) == [], day


@small_stores.MANY
@given(small_stores.changes)
def test_built_whole_it_is_what_the_changes_left(made: list[Any]) -> None:
    def lines() -> list[Any]:
        return [sorted(map(repr, store.rows(f"SELECT * FROM {table}"))) for table in holdings.TABLES]

    store = fresh_store(small_stores.FILE)
    for change in made:
        apply(store, change)
    before = lines()
    with store.transaction():
        holdings.rebuild(store, small_stores.PLAN)
    assert lines() == before


@small_stores.MANY
@given(small_stores.changes)
def test_lines_of_one_thing_never_overlap(made: list[Any]) -> None:
    store = fresh_store(small_stores.FILE)
    for change in made:
        apply(store, change)
    for table, key in (("holding", ("unit", "task")), ("duty", ("unit", "task", "item", "period"))):
        spans: dict[Any, list[tuple[str, str]]] = {}
        for row in store.rows(f"SELECT * FROM {table}"):
            assert row["from_date"] < row["to_date"]
            spans.setdefault(tuple(row[k] for k in key), []).append((row["from_date"], row["to_date"]))
        for found in spans.values():
            found.sort()
            assert all(one[1] <= other[0] for one, other in pairwise(found))


def test_memberships_that_begin_and_end(tmp_path: Path) -> None:
    plan = small_plan(
        tmp_path,
        ("按季度公开甲表", "{every: quarter, text: 按季度}", "区政府各部门"),
        ("及时公开乙表", "", "区政府各部门"),
        second="{unit: 乙局, since: 2019-08-10, until: 2019-10-15}",
    )
    session = Session(Workplace(str(tmp_path / "gongkai.db"), plan))
    for day in (
        "2019-07-20",
        "2019-08-09",
        "2019-08-10",
        "2019-09-30",
        "2019-10-15",
        "2019-10-16",
        "2020-01-01",
    ):
        at = Asked(session.plan, day, day)
        ours = list(session.store.rows(status_sql() + CARRIED, at._asdict()))
        theirs = list(session.store.rows(ORACLE + CARRIED, at._asdict()))
        assert ours == theirs, day
    session.close()


def test_leaving_after_the_filing_deadline_leaves_the_filing_as_it_stood(tmp_path: Path) -> None:
    """乙局 leaves the group in October with nothing filed: it was late, and still was late afterwards."""
    text = PLAN_FILE.read_text(encoding="utf-8").replace(
        "      - 区信访局\n", "      - {unit: 区信访局, until: 2019-10-15}\n"
    )
    text = re.sub(r"(members: \[[^\]]*)区信访局", r"\1{unit: 区信访局, until: 2019-10-15}", text)
    path = tmp_path / "plan.yaml"
    path.write_text(text, encoding="utf-8")
    session = Session(Workplace(str(tmp_path / "gongkai.db"), str(path)))
    question = status_sql("unit") + "SELECT state FROM status WHERE fulfilled_by = 'filing'"

    def state(day: str) -> list[str]:
        at = Asked(session.plan, day, day)._asdict() | {"unit": "区信访局"}
        return [row["state"] for row in session.store.rows(question, at)]

    assert state("2019-07-20") == ["overdue"]
    assert state("2019-12-01") == ["overdue"]
    session.close()
