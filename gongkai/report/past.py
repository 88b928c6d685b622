"""What a change that is dated back makes of days that are over: which reports of the past come out otherwise."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from itertools import groupby

from gongkai.base.rows import NamedTuple
from gongkai.base.states import state_on
from gongkai.base.words import BINDING, ORIGIN, STATUS
from gongkai.store.engine.interface import Row
from gongkai.store.holdings import ALWAYS, NEVER, Lines, after, next_day

NOTHING = "不承担"


class Retold(NamedTuple):
    """From `first` to `last` something is no longer what it `was`, but what it `is`. `last` None: up to today."""

    what: str
    first: str
    last: str | None
    was: str
    now: str

    @property
    def words(self) -> str:
        days = f"{self.first} 起" if self.last is None else f"{self.first} 至 {self.last}"
        days = self.first if self.last == self.first else days
        return f"{self.what} {days} {self.was}→{self.now}"


def retold(before: Lines, after: Lines, first: str, today: str) -> list[Retold]:
    """What differs between two states of a unit's holdings on the days from `first` to the one before `today` (ISO):
    the 期次 in every case, the answers where one that counted no longer does."""
    days = [day for day in sorted({first, *_turns(before), *_turns(after)}) if first <= day < today]
    seen = [(day, _on(before, day), _on(after, day)) for day in days]
    names = dict.fromkeys(name for _, was, now in seen for name in (*was, *now))
    return [each for name in names for each in _of(name, seen, today)]


def _of(name: str, seen: list[tuple[str, dict[str, str], dict[str, str]]], today: str) -> Iterator[Retold]:
    runs = groupby(
        ((day, was.get(name, NOTHING), now.get(name, NOTHING)) for day, was, now in seen), key=lambda e: e[1:]
    )
    begun = [(next(days)[0], *states) for states, days in runs]
    for number, (day, was, now) in enumerate(begun):
        lost_answer = was in (STATUS["filed"], STATUS["not_involved"])
        if was == now or (name.startswith("任务") and not lost_answer):
            continue
        end = begun[number + 1][0] if number + 1 < len(begun) else None
        yield Retold(name, day, end and _day_before(end), was, now)


def _turns(lines: Lines) -> Iterator[str]:
    """The days on which something begins to be otherwise."""
    for row in (*lines.holdings, *lines.duties):
        yield from (
            next_day(bound) for bound in (row["from_date"], row["to_date"]) if bound not in (ALWAYS, NEVER)
        )
    for row in lines.duties:
        yield next_day(after(row["due"]))
        if row["done_on"]:
            yield row["done_on"]


def _on(lines: Lines, day: str) -> dict[str, str]:
    """How everything stands on a day, in words. Whether what is still open is near or far doesn't matter."""
    found = {
        f"{row['task']}-{row['item']}{_which(row)}": state_on(
            day, row["done_on"], row["due"], bool(row["predates"]), horizon=""
        ).word
        for row in _there(lines.duties, day)
    }
    return found | {
        f"任务 {row['task']} 的填报": STATUS[row["status"]] for row in _there(lines.holdings, day)
    }


def _which(row: Row) -> str:
    if row["period"] == "once":
        return ""
    return (
        f"（{row['label']}）" if row["origin"] in BINDING else f"（{ORIGIN[row['origin']]}：{row['label']}）"
    )


def _there(rows: Iterable[Row], day: str) -> Iterator[Row]:
    return (row for row in rows if row["from_date"] <= day < row["to_date"])


def _day_before(day: str) -> str:
    return (date.fromisoformat(day) - timedelta(days=1)).isoformat()
