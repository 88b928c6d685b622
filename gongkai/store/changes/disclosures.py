"""发布记录: evidence that something was published. A record counts from its date until it is withdrawn."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypedDict

from gongkai.base.problems import GongkaiError
from gongkai.base.rows import NamedTuple
from gongkai.store import holdings
from gongkai.store.changes import journal, steps
from gongkai.store.changes.authorship import Authored, authored
from gongkai.store.changes.journal import Author
from gongkai.store.engine.interface import Store, repeatable


class Disclosure(NamedTuple):
    """What was published, for which unit, task and 事项; `period` is None where the 事项 has no periods; it is
    withdrawn from `until` on."""

    unit: str
    task: str
    item: int
    period: str | None
    title: str
    url: str
    on_date: str
    until: str | None = None


class Changes(TypedDict, total=False):
    """The fields of a disclosure that are corrected."""

    item: int
    period: str | None
    title: str
    url: str
    on_date: str


@repeatable
def publish(
    store: Store, author: Author, plan: str, records: Sequence[Disclosure], *, once: bool = False
) -> list[int]:
    """Record disclosures, all or none; their numbers. With `once`, GongkaiError where one is recorded already."""
    numbers = []
    with holdings.change(store, plan, *dict.fromkeys(record.unit for record in records)):
        for record in records:
            if once and (there := same(store, plan, record)):
                raise GongkaiError(
                    f"《{record.title}》刚刚已由别人记过，是第 {there} 条发布记录；一条也没有记，请核对后重做"
                )
            whose = {"plan": plan, "unit": record.unit, "task": record.task}
            numbers.append(steps.make(store, author, "publish", whose, record._asdict()))
    return numbers


def same(store: Store, plan: str, record: Disclosure) -> int | None:
    """The number of a standing record that says the same, if there is one."""
    fields = ("unit", "task", "item", "title", "url", "on_date")
    alike = " AND ".join(f"{name} = :{name}" for name in fields)
    alike += " AND period IS NULL" if record.period is None else " AND period = :period"
    question = f"SELECT MIN(id) AS id FROM disclosure WHERE plan = :plan AND until IS NULL AND {alike}"
    row = store.row(question, {"plan": plan, **record._asdict()})
    return int(row["id"]) if row and row["id"] is not None else None


@repeatable
def correct(store: Store, author: Author, plan: str, number: int, given: Changes) -> list[Authored] | None:
    """Change fields of a record; what was replaced, or None where nothing changed.

    GongkaiError where the record isn't there, is withdrawn, or wasn't made by our commands. A correction holds for all
    days: what was wrong was never so.
    """
    with store.transaction():
        record = standing(store, plan, number)
        before = {"plan": plan, "id": number, **record._asdict()}
        now = {**before, **given}
        if now == before:
            return None
        others = {name: text for name, text in before.items() if text and text != now[name]}
        replaced = authored(journal.record_lines(store, plan, record.unit, number), others)
        steps.correct(store, author, "correct", before, now)
        holdings.restate(store, plan, record.unit)
        return replaced


@repeatable
def withdraw(store: Store, author: Author, plan: str, number: int, on_date: str) -> Disclosure:
    """Let a record count no longer from `on_date` on; the record. GongkaiError where it can't be."""
    with store.transaction():
        record = standing(store, plan, number)
        if on_date < record.on_date:
            raise GongkaiError(
                f"发布记录 {number} 的日期是 {record.on_date}，撤回不能早于这一天；从来没有发布过的，请用 gongkai undo 撤销这一条"
            )
        steps.end(store, author, "withdraw", {"plan": plan, "id": number, **record._asdict()}, on_date)
        holdings.restate(store, plan, record.unit)
        return record


def standing(store: Store, plan: str, number: int) -> Disclosure:
    """A record that has not been withdrawn; GongkaiError where there is none of that number."""
    question = f"SELECT {', '.join(Disclosure._fields)} FROM disclosure WHERE plan = :plan AND id = :id"
    record = next(store.rows(question, {"plan": plan, "id": number}, into=Disclosure), None)
    if record is None:
        raise GongkaiError(f"没有编号为 {number} 的发布记录，编号见 gongkai records")
    if not journal.record_lines(store, plan, record.unit, number):
        raise GongkaiError(
            f"发布记录 {number} 不是用本程序记的，没有改动记录，不能更正或撤回；请管理员在服务器上删去它"
        )
    if record.until is not None:
        raise GongkaiError(f"发布记录 {number} 已在 {record.until} 撤回")
    return record
