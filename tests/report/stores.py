"""Stores filled at random, written straight through the store's own changes."""

from __future__ import annotations

from contextlib import suppress
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from shutil import copyfile
from tempfile import TemporaryDirectory
from typing import Any

from conftest import PLAN_FILE
from hypothesis import strategies as st

from gongkai.base.problems import GongkaiError
from gongkai.base.workdays import Calendar
from gongkai.plan.compile import compile_plan
from gongkai.plan.loading import load_plan
from gongkai.store.changes import answers, claims, disclosures, undoing, verdicts
from gongkai.store.changes.disclosures import Disclosure
from gongkai.store.changes.journal import Author
from gongkai.store.compiled import write_compiled
from gongkai.store.engine.sqlite import SqliteStore
from gongkai.store.questions.asked import Asked

AUTHOR = Author("测试员", "2019-07-17T08:00:00+08:00")
ANSWER = {"measure": "措施", "section": "办公室", "officer": "张三", "contact": "0533-0000000"}
CALENDAR = Calendar()
PLAN = "linzi-2019"

# A few units of every kind, and every dated 事项, so that random changes meet.
UNITS = ("区司法局", "区水利局", "区国资局", "临淄生态环境分局", "齐都镇")
DATED = (("7", 4), ("14", 4), ("22", 2), ("33", 3), ("35", 1), ("Z10", 2), ("Z18", 1))
ROWS = ("2", "7", "12", "14", "15", "17", "22", "33", "35")

VERDICTS = {"accept": ("accepted", ""), "return": ("returned", "重填")}

days = st.dates(date(2019, 7, 1), date(2020, 4, 15))
changes = st.lists(
    st.one_of(
        st.tuples(st.just("fill"), st.sampled_from(UNITS), st.sampled_from(ROWS), days),
        st.tuples(st.just("part"), st.sampled_from(UNITS), st.sampled_from(ROWS), days),
        st.tuples(st.just("exempt"), st.sampled_from(UNITS), st.sampled_from(ROWS), days),
        st.tuples(st.just("claim"), st.sampled_from(UNITS), st.sampled_from(("2", "7", "15")), days),
        st.tuples(st.just("publish"), st.sampled_from(UNITS), st.sampled_from(DATED), days),
        st.tuples(st.just("standing"), st.sampled_from(UNITS), st.sampled_from((("14", 1), ("7", 1))), days),
        st.tuples(st.just("withdraw"), st.sampled_from(UNITS), st.integers(0, 30), days),
        st.tuples(st.just("unclaim"), st.sampled_from(UNITS), st.sampled_from(("2", "7", "15")), days),
        st.tuples(st.just("fill all"), st.sampled_from(UNITS), st.none(), days),
        st.tuples(st.just("return"), st.sampled_from(UNITS), st.sampled_from(ROWS), days),
        st.tuples(st.just("undo"), st.sampled_from(UNITS), st.sampled_from((*ROWS, "Z10")), days),
    ),
    max_size=25,
)

_folder = TemporaryDirectory(prefix="gongkai-stores-")


@cache
def _template(plan: Path) -> Path:
    """A store with a plan in it and nothing recorded."""
    path = Path(_folder.name) / f"{plan.stem}.template"
    store = SqliteStore(str(path))
    compiled = compile_plan(load_plan(str(plan)), "test", "digest")
    with store.transaction():
        write_compiled(store, compiled.plan, compiled.tables)
    store.close()
    return path


def fresh_store(plan: Path = PLAN_FILE) -> SqliteStore:
    """A store of its own with the real plan in it, or another one."""
    template = _template(plan)
    path = template.with_name("store.db")
    for old in path.parent.glob("store.db*"):
        old.unlink(
            missing_ok=True
        )  # a store that nobody holds any more closes itself, and takes its files along
    copyfile(template, path)
    return SqliteStore(str(path))


def apply(store: SqliteStore, change: tuple[Any, ...]) -> None:
    """Make one of `changes`; what the program would refuse is left out."""
    what, unit, target, day = change
    if what in ("fill", "part", "exempt"):
        given = {"fill": ANSWER, "part": {"measure": "措施"}, "exempt": {"reason": "无此职能"}}[what]
        if has(store, unit, target):
            with suppress(GongkaiError):
                answers.file_answer(store, AUTHOR, plan_of(store), unit, target, day.isoformat(), dict(given))
    elif what == "fill all":
        for row in list(
            store.rows("SELECT task FROM assignment WHERE unit = :u AND filing = 1", {"u": unit})
        ):
            apply(store, ("fill", unit, row["task"], day))
    elif what in ("withdraw", "unclaim", "accept", "return", "undo"):
        with suppress(GongkaiError):  # what the program refuses changes nothing
            _take_back(store, what, unit, target, day.isoformat())
    elif what == "standing":
        if has(store, unit, target[0]):
            record = Disclosure(unit, *target, None, "试例", "", day.isoformat())
            disclosures.publish(store, AUTHOR, plan_of(store), [record])
    elif what == "claim":
        row = store.row(
            "SELECT basis FROM assignment WHERE unit = :u AND task = :t AND basis = 'claimable'",
            {"u": unit, "t": target},
        )
        if row:
            with suppress(GongkaiError):
                claims.claim(store, AUTHOR, plan_of(store), unit, target, day.isoformat())
    else:
        add_record(store, unit, target, day)


def _take_back(store: SqliteStore, what: str, unit: str, target: Any, day: str) -> None:
    if what == "withdraw":
        disclosures.withdraw(store, AUTHOR, plan_of(store), target, day)
    elif what == "unclaim":
        claims.unclaim(store, AUTHOR, plan_of(store), unit, target, day)
    elif what in VERDICTS:
        verdict, reason = VERDICTS[what]
        verdicts.judge(store, AUTHOR, plan_of(store), unit, [target], verdict, day, reason)
    else:
        undoing.undo(store, AUTHOR, plan_of(store), unit, target)


def plan_of(store: SqliteStore) -> str:
    row = store.row("SELECT id FROM plan")
    assert row is not None
    return str(row["id"])


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
    disclosures.publish(store, AUTHOR, plan_of(store), [record])


def asked(day: date, warn: int = 3, plan: str = PLAN) -> Asked:
    return Asked(plan, day.isoformat(), CALENDAR.horizon(day, warn).isoformat())


def tomorrow(day: date) -> date:
    return day + timedelta(days=1)
