"""The plan as pydantic models: the shape of `data/tasks_2019.yaml`.

Every scalar of the file arrives as a string (see `document`); the models convert. What one field alone can
get wrong is said here; what two sides of the file must agree on is said in `checks`.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import date
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from gongkai.base.dates import in_our_time
from gongkai.base.text import shortened
from gongkai.base.words import Certainty
from gongkai.plan.responsible import DEFAULT_ROLE
from gongkai.plan.timing import Interval, Kind, TimeDemand

KINDS_OF_TIME: tuple[Kind, ...] = ("by", "every", "at_least", "regular", "event", "ongoing")


def _iso_date(value: Any) -> Any:
    if isinstance(value, date):
        return value
    if not isinstance(value, str) or not re.fullmatch(r"\d{4}-\d{2}-\d{2}", value, re.ASCII):
        raise ValueError(f"“{shortened(str(value), 30)}”不是日期，应形如 2019-07-31")
    try:
        day = date.fromisoformat(value)
    except ValueError:
        raise ValueError(f"“{value}”不是有效日期，历法上没有这一天") from None
    return in_our_time(day)


def _printed(value: str) -> str:
    if not value.strip():
        raise ValueError("不能为空")
    if value != value.strip():
        raise ValueError("首尾不能有空白")
    return value


def _line(value: str) -> str:
    if any(unicodedata.category(char) in ("Cc", "Cf", "Zl", "Zp") for char in _printed(value)):
        raise ValueError("应写成一行，不能有换行或看不见的字符")
    return value


Day = Annotated[date, BeforeValidator(_iso_date)]
Text = Annotated[str, AfterValidator(_printed)]
# Files are named by it, and no system's names of files go beyond 255 bytes.
Name = Annotated[str, Field(max_length=60), AfterValidator(_line)]
Title = Annotated[str, Field(max_length=200), AfterValidator(_line)]
Identifier = Annotated[str, Field(max_length=60, pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]*$")]
TaskId = Annotated[str, Field(pattern=r"^(Z?[1-9][0-9]{0,4})$")]


class Model(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


def _one_of_us(field: str) -> BeforeValidator:
    """Let a plain string stand for a mapping with that one field."""

    def widen(value: Any) -> Any:
        return {field: value} if isinstance(value, str) else value

    return BeforeValidator(widen)


class Window(Model):
    """The time, both days included, in which recurring demands have periods."""

    start: Day = Field(alias="from")
    end: Day = Field(alias="to")

    @model_validator(mode="after")
    def _in_order(self) -> Window:
        if self.end < self.start:
            raise ValueError(f"止期 {self.end} 早于起期 {self.start}")
        return self


class Heading(Model):
    """What the document says of itself."""

    id: Identifier
    number: Title
    title: Title
    annex: Title | None = None
    issuer: Title
    district: Title | None = None
    issued: Day
    addressees: Text | None = None
    window: Window
    warn: Annotated[int, Field(ge=0, le=60)] = 3
    office: Title | None = None
    mail: Annotated[str, Field(pattern=r"^[!-?A-~]+@[!-?A-~]+\.[!-?A-~]+$")] | None = None
    mail_note: Text | None = None

    @property
    def year(self) -> int:
        return self.window.end.year


class Reading(Model):
    """How a printed phrase is read in the whole plan."""

    quote: Text
    text: Text


class Alias(Model):
    name: Name
    note: Text | None = None


class Unit(Model):
    """责任单位. `name` is the short name the document prints; `source` and `certainty` say how we know it."""

    name: Name
    full: Name
    kind: Name
    initials: Annotated[str, Field(pattern=r"^[a-z]+$")]
    aliases: tuple[Annotated[Alias, _one_of_us("name")], ...] = ()
    code: Annotated[str, Field(pattern=r"^[0-9]{9}([0-9]{3})?$")] | None = None
    source: Text
    certainty: Certainty
    note: Text | None = None


class Member(Model):
    """A unit's membership of a group; both days included, open where absent."""

    unit: Text
    since: Day | None = None
    until: Day | None = None


class Group(Model):
    """单位组. `kinds`, where given, is a second entry: the members must be exactly the units of these kinds."""

    name: Name
    kinds: tuple[Text, ...] = ()
    members: tuple[Annotated[Member, _one_of_us("unit")], ...] = ()
    groups: tuple[Text, ...] = ()
    printed: tuple[Text, ...] = ()
    reading: Text | None = None


class Owner(Model):
    """A unit or a group that owes a task, in a role."""

    name: Text
    role: Text = DEFAULT_ROLE


class Note(Model):
    """A slip of the document, or a reading of ours, beside the printed words it concerns."""

    kind: Literal["slip", "reading", "remark"]
    quote: Text | None = None
    text: Text


class Within(Model):
    """A span after an event, in one unit."""

    workdays: Annotated[int, Field(ge=1, le=999)] | None = None
    days: Annotated[int, Field(ge=1, le=999)] | None = None
    hours: Annotated[int, Field(ge=1, le=999)] | None = None

    @model_validator(mode="after")
    def _one(self) -> Within:
        if sum(value is not None for value in (self.workdays, self.days, self.hours)) != 1:
            raise ValueError("workdays、days、hours 须且只须写一个")
        return self


class When(Model):
    """A time demand: exactly one of the six kinds.

    `text` is the printed phrase of a dated, recurring or counted demand; `source` names the regulation where
    the date isn't the plan's own.
    """

    by: Day | None = None
    every: Interval | None = None
    day: Annotated[int, Field(ge=1, le=31)] | None = None  # of the month: 每月28日
    at_least: Annotated[int, Field(ge=1, le=366)] | None = None
    per: Interval | None = None
    regular: Text | None = None
    event: Text | None = None
    ongoing: Text | None = None
    within: Within | None = None
    text: Text | None = None
    source: Text | None = None

    @model_validator(mode="after")
    def _one_kind(self) -> When:
        given = [kind for kind in KINDS_OF_TIME if getattr(self, kind) is not None]
        if len(given) != 1:
            raise ValueError(f"时间要求须且只须写一种（{'、'.join(KINDS_OF_TIME)}），现有 {len(given)} 种")
        if (self.at_least is None) != (self.per is None):
            raise ValueError("at_least 与 per 须一起写，如 {at_least: 2, per: year}")
        if self.day is not None and self.every != "month":
            raise ValueError("day（每月几日）只能与 every: month 一起写")
        if self.within is not None and self.event is None:
            raise ValueError("within 只能与 event 一起写")
        worded = self.kind in ("by", "every", "at_least")
        if worded and self.text is None and self.source is None:
            raise ValueError("须写 text（所据原文）或 source（所据法规）")
        if not worded and self.text is not None:
            raise ValueError(f"text 应写在 {self.kind} 之后，如 {{{self.kind}: {self.text}}}")
        return self

    @property
    def kind(self) -> Kind:
        return next(kind for kind in KINDS_OF_TIME if getattr(self, kind) is not None)

    @property
    def printed(self) -> str | None:
        """The words in the document that this demand stands on; None where a regulation gives the date."""
        return self.text or self.regular or self.event or self.ongoing

    def demand(self) -> TimeDemand:
        return TimeDemand(
            kind=self.kind, date=self.by, every=self.every, count=self.at_least, per=self.per, day=self.day
        )


class Citation(Model):
    """The same duty printed in another place of the document."""

    section: Text
    quote: Text


class Obligation(Model):
    """事项: one separable thing a task demands."""

    quote: Text
    when: When | None = None
    soft: tuple[Text, ...] = ()
    beyond: tuple[Text, ...] = ()
    also: tuple[Citation, ...] = ()
    reading: Text | None = None
    fulfilled_by: Literal["record", "filing"] = "record"

    @property
    def kind(self) -> str:
        """The kind of its time demand; words without any time are an ongoing duty."""
        return self.when.kind if self.when else "ongoing"


class Task(Model):
    """任务: one row of the annex ("1", "2", …), or one duty laid down in the body ("Z1", "Z2", …)."""

    id: TaskId
    section: Text | None = None
    category: Text
    topic: Text
    subtopic: Text | None = None
    requirement: Text
    responsible: str
    time: Text | None = None  # the words of its 完成时限, where that is printed apart from the demand
    owners: tuple[Annotated[Owner, _one_of_us("name")], ...] = ()
    owners_reading: Text | None = None
    open: Text | None = None
    notes: tuple[Note, ...] = ()
    items: Annotated[tuple[Obligation, ...], Field(min_length=1)]

    @property
    def in_annex(self) -> bool:
        return not self.id.startswith("Z")


class Section(Model):
    """A section of the document's body, verbatim."""

    section: Text
    title: Text | None = None
    text: Text


class Plan(Model):
    """方案: one plan document, whole."""

    # The name `schema` is taken by pydantic.
    version: Literal["1"] = Field(alias="schema")
    plan: Heading
    readings: tuple[Reading, ...] = ()
    kinds: Annotated[tuple[Text, ...], Field(min_length=1)]
    units: Annotated[tuple[Unit, ...], Field(min_length=1)]
    groups: tuple[Group, ...] = ()
    body: tuple[Section, ...] = ()
    tasks: Annotated[tuple[Task, ...], Field(min_length=1)]
    # Among whom an open list (等有关部门) may be claimed.
    claimants: Text | None = None
