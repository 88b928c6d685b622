"""Stores of any size, for the benchmarks: a made-up plan, and records put in as the program would leave them."""

from __future__ import annotations

import os
import random
from typing import NamedTuple

from plans import plan_text

from gongkai.cli.session import Session
from gongkai.cli.workplace import Workplace
from gongkai.store import holdings

PLAN = "bench-2019"
TASKS = 40


class Made(NamedTuple):
    """A store and its plan file, and how many unit × task records it holds."""

    database: str
    plan_file: str
    records: int

    @property
    def env(self) -> dict[str, str]:
        return {"GONGKAI_DB": self.database, "GONGKAI_PLAN": self.plan_file}


def make_store(folder: str, records: int, seed: int = 1, *, followed: bool = False) -> Made:
    """A store of `records` unit × task rows: 60 % filed, half published, some of that late. `followed`: as a district
    that follows every 事项 has it, four dated cells a row."""
    units = max(records // TASKS, 1)
    plan_file = os.path.join(folder, f"plan{records}.yaml")
    database = os.path.join(folder, f"store{records}.db")
    with open(plan_file, "w", encoding="utf-8") as file:
        file.write(plan_text(units, TASKS, followed=followed))
    session = Session(Workplace(database, plan_file))
    assert session.plan == PLAN
    chance = random.Random(seed)
    periods: dict[str, list[str]] = {}
    for row in session.store.rows("SELECT task, period FROM period WHERE plan = :plan", {"plan": PLAN}):
        periods.setdefault(row["task"], []).append(row["period"])
    with session.store.transaction():
        for number in range(1, units + 1):
            filings, disclosures = _of_unit(f"第{number}局", periods, chance)
            session.store.insert_many("filing", filings)
            session.store.insert_many("disclosure", disclosures)
        holdings.rebuild(session.store, PLAN)
    session.close()
    return Made(database, plan_file, units * TASKS)


def _of_unit(
    unit: str, periods: dict[str, list[str]], chance: random.Random
) -> tuple[list[dict[str, object]], list[dict[str, object]]]:
    filings, disclosures = [], []
    for task in range(1, TASKS + 1):
        key = {"plan": PLAN, "unit": unit, "task": str(task)}
        if chance.random() < 0.6:
            answer = {"kind": "measure", "measure": "措施", "section": "办公室", "officer": "张三"}
            dates = {"on_date": "2019-07-18", "until": None, "since": "2019-07-18"}
            filings.append(key | answer | {"contact": "0533-0000000", "reason": ""} | dates)
        for period in periods[str(task)] if task != TASKS else ():
            if chance.random() < 0.5:
                day = f"2019-{chance.randint(7, 12):02}-{chance.randint(1, 28):02}"
                said = {
                    "item": 1,
                    "period": period,
                    "title": "试例",
                    "url": "",
                    "on_date": day,
                    "until": None,
                }
                disclosures.append(key | said)
    return filings, disclosures
