"""How a kind of record is declared: its table, its fields, and what is done to it. The kinds themselves are in kinds.py."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

from gongkai.base.rows import NamedTuple, Row
from gongkai.base.text import clean

# What a column holds: a text of people's, a word of the program's, a day (ISO), a number.
Sort = Literal["text", "code", "day", "number"]
# How a text is hidden outside the office: names and numbers in it, as a person's name, as a telephone.
Mask = Literal["", "in it", "name", "telephone"]
# What an action does to a record: makes it, lets it count no longer from a day on, or says that it was otherwise.
Effect = Literal["makes", "ends", "corrects"]

# The unit, and the task, of a record that is about all of them.
ALL = ""

# How many characters what only the program writes may have past it, and one side of a journal line.
CODE_LIMIT = 200
SIDE_LIMIT = 200_000


class Field(NamedTuple):
    """A column. `limit`: how many characters people may write; `needed`: without it an answer isn't complete.
    `who`: it tells who answers for what is done.

    `told`: its name in the journal; "": the journal doesn't tell it, it follows from the rest. `since`: the version of
    the tables that brought it; in lines of earlier ones it is empty. `short`: its label where there
    is little room. `option`, `metavar` and `hint`: its option of a command.
    """

    name: str
    label: str
    sort: Sort = "text"
    limit: int = CODE_LIMIT
    needed: bool = False
    mask: Mask = ""
    who: bool = False
    nullable: bool = False
    short: str = ""
    told: str | None = None
    since: int = 0
    option: tuple[str, ...] = ()
    metavar: str = ""
    hint: str = ""

    @property
    def told_as(self) -> str:
        return self.name if self.told is None else self.told

    @property
    def empty(self) -> str | None:
        return None if self.nullable else ""

    @property
    def most(self) -> str:
        return f"至多 {self.limit} 字"

    def too_long(self, text: str) -> str:
        """In words, that a text is longer than the field takes; else nothing."""
        return f"{self.label}太长（{len(text)} 字，{self.most}）" if len(text) > self.limit else ""


class Action(NamedTuple):
    """What people do to a record of a kind, by its name in the journal and its word; `sets` what follows from it."""

    name: str
    word: str
    effect: Effect = "makes"
    sets: Mapping[str, str] = {}


class Kind(NamedTuple):
    """A kind of record: its table, its word, its fields beside `id`, `plan`, `unit` and `task`, what is done to it.

    `by_task`: a record is about a task. `office`: only the office writes it. `for_all`: it may be about all units, its unit
    is then ALL, and each of them sees it. `by_number`: it is taken back by its number, never as the last change of a task.
    `verdict_on`: it is about the standing record of that table, and ends the one before it. `in_turn`: each counts until
    the day of the next. `letter`: what its numbers are written with. `sound`: what must be true of a row, in SQL.
    `since`: the version of the tables that brought it.
    """

    table: str
    word: str
    fields: tuple[Field, ...]
    actions: tuple[Action, ...]
    by_task: bool = True
    office: bool = False
    for_all: bool = False
    by_number: bool = False
    verdict_on: str = ""
    in_turn: bool = False
    letter: str = ""
    sound: tuple[str, ...] = ()
    since: int = 1

    def numbered(self, number: int) -> str:
        """A record's number as people write it."""
        return f"{self.letter}{number}"

    def field(self, name: str) -> Field:
        return next(each for each in self.fields if each.name == name)

    @property
    def texts(self) -> tuple[Field, ...]:
        """What people write."""
        return tuple(each for each in self.fields if each.sort == "text")

    @property
    def days(self) -> tuple[str, ...]:
        return tuple(each.name for each in self.fields if each.sort == "day")

    @property
    def limits(self) -> dict[str, int]:
        return {each.name: each.limit for each in self.texts}

    @property
    def told(self) -> tuple[Field, ...]:
        """What the journal tells."""
        return tuple(each for each in self.fields if each.told_as)

    def cleaned(self, record: Mapping[str, Any]) -> Row:
        """A record with its texts as people mean them: what they took over from before may be older than what is
        taken out of a text."""
        return {**record, **{each.name: clean(record[each.name]) for each in self.texts}}

    def as_told(self, record: Mapping[str, Any]) -> Row:
        """A record's side of a journal line."""
        return {each.told_as: record[each.name] for each in self.told}

    def from_told(self, side: Mapping[str, Any]) -> Row:
        """The columns that a side of a line tells of; what an earlier version didn't know is empty."""
        return {each.name: side.get(each.told_as, each.empty) for each in self.told}

    @property
    def making(self) -> str:
        """The actions that make a record of it, as a list for SQL."""
        return ", ".join(f"'{each.name}'" for each in self.actions if each.effect == "makes")

    @property
    def ends(self) -> bool:
        """Whether a record counts up to a day."""
        return UNTIL in self.fields


def a_day(name: str, label: str, **more: Any) -> Field:
    """A column of days (ISO)."""
    return Field(name, label, "day", **more)


ON = a_day("on_date", "日期")
UNTIL = a_day("until", "止于", nullable=True, told="")
