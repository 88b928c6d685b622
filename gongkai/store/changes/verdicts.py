"""备案 and 退回: the office's word on each answer.

A verdict is about one answer. An answer that comes after it is a new one, neither accepted nor returned.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from gongkai.base.problems import GongkaiError
from gongkai.base.words import VERDICT
from gongkai.store import holdings
from gongkai.store.changes import steps
from gongkai.store.changes.journal import Author
from gongkai.store.engine.interface import Row, Store, repeatable
from gongkai.store.kinds import RECEIPT
from gongkai.store.questions.filings import current_answer
from gongkai.store.questions.tasks import HeldTask


@repeatable
def judge(
    store: Store,
    author: Author,
    plan: str,
    unit: str,
    tasks: Sequence[str],
    verdict: str,
    on_date: str,
    reason: str = "",
    *,
    seen: Mapping[str, HeldTask] | None = None,
) -> list[str]:
    """Accept or return the standing answers of tasks, all or none; the tasks for which that is news.

    GongkaiError where a task has no answer, or only one of a later date, or where an answer isn't the one that was
    `seen` (by task) any more.
    """
    with holdings.change(store, plan, unit):
        for task, answer in (seen or {}).items():
            _still(store, plan, unit, task, answer)
        return [task for task in tasks if _judge(store, author, plan, unit, task, verdict, on_date, reason)]


def _still(store: Store, plan: str, unit: str, task: str, seen: HeldTask) -> None:
    now = current_answer(store, plan, unit, task)
    if now is None or now.texts != seen.texts:
        raise GongkaiError(
            f"{unit}的任务 {task} 刚刚被别人改过，没有备案也没有退回；请看过再做：gongkai show {task} -u {unit}"
        )


def _judge(
    store: Store, author: Author, plan: str, unit: str, task: str, verdict: str, on_date: str, reason: str
) -> bool:
    key = {"plan": plan, "unit": unit, "task": task}
    filing = current_answer(store, plan, unit, task)
    if filing is None:
        raise GongkaiError(f"{unit}没有填报任务 {task}，无可备案或退回")
    standing = store.row("SELECT * FROM receipt WHERE filing = :id AND until IS NULL", {"id": filing.id})
    if standing and (standing["verdict"], standing["reason"]) == (verdict, reason):
        return False
    earliest = standing["on_date"] if standing else filing.on_date
    if on_date < earliest:
        what = "备案或退回" if standing else "填报"
        raise GongkaiError(f"{unit}的任务 {task} 是 {earliest} {what}的，日期不能早于这一天")
    if standing:
        steps.set_until(store, RECEIPT, standing["id"], on_date)
    values = {"filing": filing.id, "reason": reason, "on_date": on_date}
    before = RECEIPT.as_told(standing) if standing else None
    steps.make(store, author, "accept" if verdict == "accepted" else "return", key, values, before)
    return True


def last_verdict(store: Store, plan: str, unit: str, task: str) -> Row | None:
    """The verdict with the latest date of those on a unit's answers for a task."""
    return store.row(
        "SELECT verdict, on_date FROM receipt WHERE plan = :plan AND unit = :unit AND task = :task "
        "ORDER BY on_date DESC, id DESC LIMIT 1",
        {"plan": plan, "unit": unit, "task": task},
    )


def check_day(store: Store, plan: str, unit: str, task: str, day: str) -> None:
    """GongkaiError where the office has judged what the unit said of a task on a later day: that isn't undone by a date."""
    judged = last_verdict(store, plan, unit, task)
    if judged and day < judged["on_date"]:
        word, last = VERDICT[judged["verdict"]], judged["on_date"]
        raise GongkaiError(
            f"{unit}任务 {task} 的填报是 {last} {word}的，此后的改动不能记在这一天以前（{day}）；请用 --on 写 {last} 或以后的日期"
        )


def returned_on(store: Store, plan: str, unit: str, task: str) -> dict[int, tuple[str, str | None]]:
    """By answer: from when it counts as returned, and until when (None: it still is)."""
    question = (
        "SELECT filing, on_date, until FROM receipt "
        "WHERE plan = :plan AND unit = :unit AND task = :task AND verdict = 'returned' ORDER BY id"
    )
    return {
        row["filing"]: (row["on_date"], row["until"])
        for row in store.rows(question, {"plan": plan, "unit": unit, "task": task})
    }
