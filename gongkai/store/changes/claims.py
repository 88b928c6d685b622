"""认领: claimable tasks that a unit takes upon itself, and gives back. A claim counts from its date until that."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from gongkai.base.problems import GongkaiError
from gongkai.store import holdings
from gongkai.store.changes import steps, verdicts
from gongkai.store.changes.journal import Author
from gongkai.store.engine.interface import Row, Store, repeatable


def claim(store: Store, author: Author, plan: str, unit: str, task: str, on_date: str) -> None:
    """认领 a claimable task from `on_date` on. GongkaiError where it is claimed already, then or later."""
    claim_all(store, author, plan, unit, [task], on_date)


@repeatable
def claim_all(store: Store, author: Author, plan: str, unit: str, tasks: Sequence[str], on_date: str) -> None:
    """认领 several tasks, all or none."""
    with holdings.change(store, plan, unit):
        for task in tasks:
            record_claim(store, author, plan, unit, task, on_date)


def record_claim(store: Store, author: Author, plan: str, unit: str, task: str, on_date: str) -> None:
    """The same of one task, only inside a transaction."""
    if _standing_claim(store, plan, unit, task):
        raise GongkaiError(f"{unit}已认领任务 {task}，不必再认领")
    given_back = _given_back(store, plan, unit, task)
    if given_back and on_date < given_back:
        raise GongkaiError(
            f"{unit}认领过任务 {task}，{given_back} 取消；再认领不能早于这一天（用 --on 指明日期）"
        )
    whose = {"plan": plan, "unit": unit, "task": task}
    steps.make(store, author, "claim", whose, {"on_date": on_date})


def unclaim(store: Store, author: Author, plan: str, unit: str, task: str, on_date: str) -> None:
    """Give a claimed task back from `on_date` on. GongkaiError where it isn't claimed, or only later."""
    unclaim_all(store, author, plan, unit, [task], on_date)


@repeatable
def unclaim_all(
    store: Store,
    author: Author,
    plan: str,
    unit: str,
    tasks: Sequence[str],
    on_date: str,
    missed: Mapping[str, str] | None = None,
) -> None:
    """Give several tasks back, all or none. The journal keeps what was `missed` by then, in words by task."""
    with holdings.change(store, plan, unit):
        for task in tasks:
            _unclaim(store, author, plan, unit, task, on_date, (missed or {}).get(task))


def _unclaim(
    store: Store, author: Author, plan: str, unit: str, task: str, on_date: str, missed: str | None
) -> None:
    standing = _standing_claim(store, plan, unit, task)
    if standing is None:
        raise GongkaiError(f"{unit}没有认领任务 {task}，无可取消")
    if on_date < standing["on_date"]:
        raise GongkaiError(f"任务 {task} 是 {standing['on_date']} 认领的，不能早于这一天取消")
    verdicts.check_day(store, plan, unit, task, on_date)
    steps.end(store, author, "unclaim", standing, on_date, {"missed": missed} if missed else None)


def _standing_claim(store: Store, plan: str, unit: str, task: str) -> Row | None:
    return store.row(
        "SELECT * FROM claim WHERE plan = :plan AND unit = :unit AND task = :task AND until IS NULL",
        {"plan": plan, "unit": unit, "task": task},
    )


def _given_back(store: Store, plan: str, unit: str, task: str) -> str | None:
    """The last day up to which an earlier claim of the task counts."""
    row = store.row(
        "SELECT MAX(until) AS until FROM claim WHERE plan = :plan AND unit = :unit AND task = :task AND until > on_date",
        {"plan": plan, "unit": unit, "task": task},
    )
    return row["until"] if row else None
