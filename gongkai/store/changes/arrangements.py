"""安排: days and rhythms that people give to an 事项 which the plan leaves undated, and its single events.

An arrangement counts from its day until it is ended; a new one for the same ends the one before. What had fallen due by
then stays.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from gongkai.base.problems import GongkaiError
from gongkai.base.words import Rhythm
from gongkai.store import holdings
from gongkai.store.changes import steps
from gongkai.store.changes.journal import Author
from gongkai.store.declarations import Kind
from gongkai.store.engine.interface import Row, Store, repeatable
from gongkai.store.kinds import ARRANGEMENT, EVENT, RHYTHM
from gongkai.store.periods import specs


class When(NamedTuple):
    """By a day (ISO), or so many times in every week, month …, up to and with the day `last` (None: the plan's last)."""

    day: str | None = None
    rhythm: Rhythm | None = None
    times: int = 1
    last: str | None = None

    def columns(self) -> dict[str, Any]:
        return self._asdict() | {"rhythm": self.rhythm or ""}


class Arranged(NamedTuple):
    """The number of an arrangement, and those that it ended."""

    number: int
    ended: list[int]


@repeatable
def arrange(
    store: Store,
    author: Author,
    plan: str,
    unit: str,
    task: str,
    item: int,
    when: When,
    on_date: str,
    *,
    quote: str = "",
    note: str = "",
) -> Arranged | None:
    """A unit's own day or rhythm for an 事项, from `on_date` on; None where the same stands already. `quote`: the words of
    its measure that it stands on. GongkaiError where a later one stands."""
    of = {"plan": plan, "unit": unit, "task": task, "item": item}
    with holdings.change(store, plan, unit):
        return _in_place(store, author, ARRANGEMENT, of, when, on_date, {"quote": quote, "note": note})


@repeatable
def set_rhythm(
    store: Store,
    author: Author,
    plan: str,
    whose: Mapping[str, Any],
    when: When,
    on_date: str,
    *,
    note: str = "",
) -> Arranged | None:
    """The office's day or rhythm for the 事项 that `whose` speaks of: `unit` or `group_name` (both "": all), and `task` with
    `item` (0: each of its 事项) or `category`. None where the same stands already."""
    with holdings.change(store, plan, whose["unit"]):
        return _in_place(store, author, RHYTHM, {"plan": plan, **whose}, when, on_date, {"note": note})


def _in_place(
    store: Store,
    author: Author,
    kind: Kind,
    of: Mapping[str, Any],
    when: When,
    on_date: str,
    words: Mapping[str, str],
) -> Arranged | None:
    same = " AND ".join(f"{name} = :{name}" for name in of)
    question = f"SELECT * FROM {kind.table} WHERE {same} AND until IS NULL ORDER BY id"
    standing = list(store.rows(question, of))
    new = when.columns() | dict(words)
    if any(all(row[name] == value for name, value in new.items()) for row in standing):
        return None
    if later := [row for row in standing if row["on_date"] > on_date]:
        raise GongkaiError(
            f"{kind.word} {kind.numbered(later[0]['id'])} 是 {later[0]['on_date']} 起的，这一条不能早于那天（--on）"
        )
    make, stop = (action.name for action in kind.actions)
    for row in standing:
        _check_not_past(author, kind, row, on_date)
        steps.end(store, author, stop, row, on_date)
    whose = {name: of[name] for name in ("plan", "unit", "task")}
    values = {name: value for name, value in of.items() if name not in whose} | new | {"on_date": on_date}
    return Arranged(steps.make(store, author, make, whose, values), [row["id"] for row in standing])


class Event(NamedTuple):
    """One occurrence of an 事项: what, on which day it happened, and by when what follows from it is to be published.
    `due_by`: the plan's words say so (`plan`), the regulation (`law`), or whoever recorded it (`given`)."""

    unit: str
    task: str
    item: int
    title: str
    happened: str
    due: str
    due_by: str
    note: str
    on_date: str


@repeatable
def record_events(store: Store, author: Author, plan: str, events: list[Event]) -> list[int]:
    """Record events, all or none; their numbers. GongkaiError where one is recorded already."""
    numbers = []
    with holdings.change(store, plan, *dict.fromkeys(event.unit for event in events)):
        for event in events:
            key = {"plan": plan, **event._asdict()}
            if there := store.row(_SAME_EVENT, key):
                raise GongkaiError(
                    f"“{event.title}”（{event.happened}）已经记为 {EVENT.numbered(there['id'])}，没有再记"
                )
            whose = {name: key[name] for name in ("plan", "unit", "task")}
            values = {name: value for name, value in event._asdict().items() if name not in whose}
            numbers.append(steps.make(store, author, "event", whose, values))
    return numbers


_SAME_EVENT = """
    SELECT id FROM event WHERE plan = :plan AND unit = :unit AND task = :task AND item = :item AND title = :title
    AND happened = :happened AND until IS NULL
"""


@repeatable
def end(store: Store, author: Author, plan: str, kind: Kind, number: int, on_date: str) -> Row:
    """Let an arrangement, a rhythm or an event count no longer from a day on; it. GongkaiError where it can't be."""
    row = standing(store, plan, kind, number)
    with holdings.change(store, plan, row["unit"]):
        row = standing(store, plan, kind, number)
        if on_date < row["on_date"]:
            raise GongkaiError(
                f"{kind.word} {kind.numbered(number)} 是 {row['on_date']} 起的，不能早于那天停止"
            )
        _check_not_past(author, kind, row, on_date)
        steps.end(store, author, kind.actions[1].name, row, on_date)
        return row


def _check_not_past(author: Author, kind: Kind, row: Row, on_date: str) -> None:
    """GongkaiError where, by the clock, something has fallen due already that would vanish: after its day a date of one's
    own stays, before it it may be changed."""
    today = author.at[:10]
    if kind is EVENT:
        dues = [row["due"]]
    else:
        past = specs(row["day"], row["rhythm"] or None, row["on_date"], min(row["last"] or today, today))
        dues = [spec.due.isoformat() for spec in past]
    if missed := [due for due in dues if on_date <= due < today]:
        raise GongkaiError(
            f"{kind.word} {kind.numbered(row['id'])} 有期次在 {missed[0]} 已经到期，不能倒填日期去掉；"
            "请写到期之后的日期（--on），到期的期次保留"
        )


def standing(store: Store, plan: str, kind: Kind, number: int) -> Row:
    """An arrangement, a rhythm or an event that counts; GongkaiError where there is none of that number."""
    question = f"SELECT * FROM {kind.table} WHERE plan = :plan AND id = :id"
    row = store.row(question, {"plan": plan, "id": number})
    if row is None:
        raise GongkaiError(f"没有编号为 {kind.numbered(number)} 的{kind.word}，编号见 gongkai arrange --list")
    if row["until"] is not None:
        raise GongkaiError(f"{kind.word} {kind.numbered(number)} 已在 {row['until']} 停止")
    return row
