"""Stores filled at random, written straight through the store's own changes."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from conftest import PLAN_FILE
from hypothesis import strategies as st

from gongkai.base.workdays import Calendar
from gongkai.plan.compile import compile_plan
from gongkai.plan.loading import load_plan
from gongkai.plan.models import Plan
from gongkai.store import disclosures, records
from gongkai.store.compiled import write_compiled
from gongkai.store.disclosures import Disclosure
from gongkai.store.journal import Author
from gongkai.store.questions import Asked
from gongkai.store.sqlite import SqliteStore

AUTHOR = Author("测试员", "2019-07-17T08:00:00+08:00")
ANSWER = {"measure": "措施", "section": "办公室", "officer": "张三", "contact": "0533-0000000"}
CALENDAR = Calendar()
PLAN = "linzi-2019"

# A few units of every kind, and every dated 事项, so that random changes meet.
UNITS = ("区司法局", "区水利局", "区国资局", "临淄生态环境分局", "齐都镇")
DATED = (("7", 4), ("14", 4), ("22", 2), ("33", 3), ("35", 1), ("Z10", 2), ("Z18", 1))
ROWS = ("2", "7", "12", "14", "15", "17", "22", "33", "35")

days = st.dates(date(2019, 7, 1), date(2020, 4, 15))
changes = st.lists(
    st.one_of(
        st.tuples(st.just("fill"), st.sampled_from(UNITS), st.sampled_from(ROWS), days),
        st.tuples(st.just("part"), st.sampled_from(UNITS), st.sampled_from(ROWS), days),
        st.tuples(st.just("exempt"), st.sampled_from(UNITS), st.sampled_from(ROWS), days),
        st.tuples(st.just("claim"), st.sampled_from(UNITS), st.sampled_from(("2", "7", "15")), days),
        st.tuples(st.just("publish"), st.sampled_from(UNITS), st.sampled_from(DATED), days),
    ),
    max_size=25,
)

_plan: list[Plan] = []


def fresh_store() -> SqliteStore:
    """A store in memory with the real plan in it."""
    if not _plan:
        _plan.append(load_plan(str(PLAN_FILE)))
    store = SqliteStore(":memory:")
    compiled = compile_plan(_plan[0], "test", "digest")
    with store.transaction():
        write_compiled(store, compiled.plan, compiled.tables)
    return store


def apply(store: SqliteStore, change: tuple[Any, ...]) -> None:
    """Make one of `changes`; what the program would refuse is left out."""
    what, unit, target, day = change
    if what in ("fill", "part", "exempt"):
        given = {"fill": ANSWER, "part": {"measure": "措施"}, "exempt": {"reason": "无此职能"}}[what]
        if has(store, unit, target):
            records.file_answer(store, AUTHOR, PLAN, unit, target, day.isoformat(), dict(given))
    elif what == "claim":
        row = store.row(
            "SELECT basis FROM assignment WHERE unit = :u AND task = :t AND basis = 'claimable'",
            {"u": unit, "t": target},
        )
        if row and not store.row(
            "SELECT 1 AS n FROM claim WHERE unit = :u AND task = :t", {"u": unit, "t": target}
        ):
            records.claim(store, AUTHOR, PLAN, unit, target, day.isoformat())
    else:
        add_record(store, unit, target, day)


def has(store: SqliteStore, unit: str, task: str) -> bool:
    question = "SELECT 1 AS one FROM assignment WHERE unit = :u AND task = :t"
    return store.row(question, {"u": unit, "t": task}) is not None


def add_record(store: SqliteStore, unit: str, obligation: tuple[str, int], day: date) -> None:
    """A record for the period it falls in, or the first one where it falls in none."""
    task, item = obligation
    if not has(store, unit, task):
        return
    key = {"t": task, "i": item, "day": day.isoformat()}
    periods = "SELECT period FROM period WHERE task = :t AND item = :i"
    row = store.row(f"{periods} AND starts <= :day AND ends >= :day", key) or store.row(
        f"{periods} ORDER BY due", key
    )
    assert row is not None
    record = Disclosure(unit, task, item, row["period"], "试例", "", day.isoformat())
    disclosures.publish(store, AUTHOR, PLAN, [record])


def asked(day: date, warn: int = 3) -> Asked:
    return Asked(PLAN, day.isoformat(), CALENDAR.horizon(day, warn).isoformat())


def tomorrow(day: date) -> date:
    return day + timedelta(days=1)
