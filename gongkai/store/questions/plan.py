"""The plan itself: what it says of itself, its units, groups, spellings and tasks."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated

from gongkai.base.rows import HIDDEN, NamedTuple
from gongkai.base.words import Certainty, Part
from gongkai.store.engine.interface import Store


class Heading(NamedTuple):
    """What the plan says of itself; dates are ISO texts. `digest` is of the file that was compiled and of the compiler;
    `warn`: within so many working days is 临期; `filing_task` and `filing_item` are the 事项 that is the filing duty."""

    id: str
    digest: str
    file: str
    number: str
    title: str
    annex: str | None
    issuer: str
    issued: str
    year: int
    window_from: str
    window_to: str
    warn: int
    office: str | None
    mail: str | None
    mail_note: str | None
    filing_task: str | None
    filing_item: int | None
    filing_due: str | None


def heading(store: Store, plan: str) -> Heading:
    """What the plan says of itself."""
    question = f"SELECT {', '.join(Heading._fields)} FROM plan WHERE id = :plan"
    [found] = store.rows(question, {"plan": plan}, into=Heading)
    return found


class Unit(NamedTuple):
    """A unit of the roster. `filing_duty`: the plan tells it to file; `aliases`, `groups` and `submitted_on` (the last
    day of a 报送) are filled in by whoever asks for them too."""

    unit: Annotated[str, "单位"]
    full_name: Annotated[str, "全称"]
    kind: Annotated[str, "类别"]
    initials: Annotated[str, "拼音首字母"]
    aliases: Annotated[list[str], "别名"]
    groups: Annotated[list[str], "所属单位组"]
    filing_duty: Annotated[bool, "须填报"]
    source: Annotated[str, "出处"]
    certainty: Annotated[Certainty, "把握"]
    code: Annotated[str | None, "区划代码"]
    note: Annotated[str | None, "说明"]
    submitted_on: Annotated[str | None, "最近报送"]


class Task(NamedTuple):
    """A task as the document prints it. `open`: the words that leave open whose it is; `owners_reading`: how its 责任单位
    are read; `seq`: its place in the plan."""

    id: str
    part: Part
    body_section: str | None
    category: str
    topic: str
    subtopic: str | None
    requirement: str
    responsible: str
    open: str | None
    owners_reading: str | None
    seq: Annotated[int, HIDDEN]

    @property
    def name(self) -> str:
        return titled(self.topic, self.subtopic)


class Note(NamedTuple):
    """What is to be said of a task's text, or of a `quote` of it."""

    kind: str
    quote: str | None
    text: str


def titled(topic: str, subtopic: str | None) -> str:
    """A task's name."""
    return f"{topic}：{subtopic}" if subtopic else topic


def unit_rows(store: Store, plan: str) -> list[Unit]:
    """The roster, in the plan's order."""
    question = """
        SELECT u.name AS unit, u.full_name, u.kind, u.initials, NULL AS aliases, NULL AS groups,
               EXISTS (SELECT 1 FROM assignment a JOIN plan p ON p.id = a.plan AND a.task = p.filing_task
                       WHERE a.plan = u.plan AND a.unit = u.name) AS filing_duty,
               u.source, u.certainty, u.code, u.note, NULL AS submitted_on
        FROM unit u WHERE u.plan = :plan ORDER BY u.seq
    """
    return list(store.rows(question, {"plan": plan}, into=Unit))


def due_between(store: Store, plan: str, first: str, last: str) -> bool:
    """Does anything fall due in these days (ISO, both included)?"""
    question = "SELECT 1 AS one FROM period WHERE plan = :plan AND due BETWEEN :first AND :last LIMIT 1"
    return store.row(question, {"plan": plan, "first": first, "last": last}) is not None


_TASK = """
    SELECT id, part, section AS body_section, category, topic, subtopic, requirement, responsible, open_words AS open,
           reading AS owners_reading, seq
    FROM task WHERE plan = :plan
"""


def task_row(store: Store, plan: str, task: str) -> Task | None:
    """The task of a number."""
    return next(store.rows(_TASK + "AND id = :task", {"plan": plan, "task": task}, into=Task), None)


def task_rows(store: Store, plan: str) -> list[Task]:
    """The plan's tasks, in its order."""
    return list(store.rows(_TASK + "ORDER BY seq", {"plan": plan}, into=Task))


def task_notes(store: Store, plan: str, task: str) -> list[Note]:
    """What is to be said of a task's text."""
    question = "SELECT kind, quote, text FROM note WHERE plan = :plan AND task = :task ORDER BY seq"
    return list(store.rows(question, {"plan": plan, "task": task}, into=Note))


class Member(NamedTuple):
    """A unit of a group, and the days of its membership where these are limited."""

    unit: Annotated[str, "成员"]
    since: Annotated[str | None, "自"]
    until: Annotated[str | None, "至"]


class Group(NamedTuple):
    """A group of units; `reading`: why it has these members."""

    name: str
    reading: str | None
    members: list[Member]


def group_rows(store: Store, plan: str) -> list[Group]:
    """The plan's groups, each with its members."""
    question = "SELECT name, reading, NULL AS members FROM unit_group WHERE plan = :plan ORDER BY seq"
    members = """
        SELECT m.unit, m.since, m.until FROM member m JOIN unit u ON u.plan = m.plan AND u.name = m.unit
        WHERE m.plan = :plan AND m.group_name = :name ORDER BY u.seq
    """
    return [
        group._replace(members=list(store.rows(members, {"plan": plan, "name": group.name}, into=Member)))
        for group in list(store.rows(question, {"plan": plan}, into=Group))
    ]


class Spelling(NamedTuple):
    """A spelling that means a unit: its normalised key, how it is shown, and its sort (name, full, alias, initials)."""

    key: str
    unit: str
    shown: str
    sort: str
    note: str | None


def spelling_rows(store: Store, plan: str) -> Iterator[Spelling]:
    """Every spelling that means a unit, in the roster's order."""
    question = """
        SELECT s.key, s.unit, s.shown, s.sort, s.note FROM spelling s
        JOIN unit u ON u.plan = s.plan AND u.name = s.unit WHERE s.plan = :plan ORDER BY u.seq, s.key
    """
    return store.rows(question, {"plan": plan}, into=Spelling)


def spelled(store: Store, plan: str, key: str) -> list[Spelling]:
    """The spellings that have a normalised key, one a unit."""
    question = "SELECT key, unit, shown, sort, note FROM spelling WHERE plan = :plan AND key = :key"
    return list(store.rows(question, {"plan": plan, "key": key}, into=Spelling))


class Membership(NamedTuple):
    """A unit and a group that it is in, at first hand or through another group."""

    unit: str
    group_name: str


def membership_rows(store: Store, plan: str) -> Iterator[Membership]:
    """Which groups each unit is in, in the roster's order."""
    question = """
        SELECT m.unit, m.group_name FROM member m
        JOIN unit_group g ON g.plan = m.plan AND g.name = m.group_name
        JOIN unit u ON u.plan = m.plan AND u.name = m.unit
        WHERE m.plan = :plan ORDER BY u.seq, g.seq
    """
    return store.rows(question, {"plan": plan}, into=Membership)
