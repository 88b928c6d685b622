"""Returned files: what is in them, whose they are, and what they would change in the store."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from hashlib import sha256
from operator import attrgetter
from typing import NamedTuple

from gongkai.base.problems import UsageMistake
from gongkai.base.rows import grouped
from gongkai.forms.back.outcome import BLOCKING, SKIPPED, Arrival, Held, Outcome, outcome
from gongkai.forms.back.rows import Entry, RawRow, matched_rows, one_per_task, raw_rows
from gongkai.forms.back.which_task import Matcher, demands
from gongkai.forms.back.which_unit import check_plan, named_on, whose
from gongkai.forms.out.layout import EARLIER_PROPERTY
from gongkai.office.grid import Document
from gongkai.office.kinds import content_of
from gongkai.office.limits import UnreadableFile
from gongkai.office.reading import read_form
from gongkai.store.changes.submissions import collected_on
from gongkai.store.engine.interface import Store
from gongkai.store.questions.asked import Asked
from gongkai.store.questions.filings import Filing, filings
from gongkai.store.questions.plan import heading, task_rows
from gongkai.store.questions.tasks import HeldTask, tasks_of


class Collected(NamedTuple):
    """A whole file, ready to be filed, with the answers that stood when it was compared with them.

    `before`: the day for which the very same file was collected; `missing`: the unit's own tasks that aren't in it.
    """

    unit: str
    unit_from: str
    digest: str
    rows: list[Outcome]
    seen: dict[str, Filing | None]
    notes: list[str]
    before: str | None = None
    missing: Sequence[str] = ()

    @property
    def blocked(self) -> list[Outcome]:
        return [row for row in self.rows if row.result in BLOCKING]

    @property
    def changes(self) -> dict[str, dict[str, str]]:
        return {row.task: row.changes for row in self.rows if row.task and row.changes}

    @property
    def claims(self) -> list[str]:
        return [row.task for row in self.rows if row.task and row.claims and row.changes]


class Wishes(NamedTuple):
    """How a file is to be taken: whose it is, dated when, over what is newer, which task (None: none) rows are of,
    and which of them mean 不涉及."""

    unit: str | None
    on_date: str
    replace: bool
    by_hand: Mapping[int, str | None]
    not_involved: Collection[int] = ()


class Opened(NamedTuple):
    """A file as it was read, before it is compared with what the store holds."""

    unit: str
    unit_from: str
    digest: str
    entries: list[Entry]
    left_out: list[Outcome]
    earlier: Mapping[str, Sequence[str]]
    notes: list[str]


def open_file(store: Store, asked: Asked, path: str, wishes: Wishes) -> Opened:
    """Read a returned file: whose it is, and its rows matched. UnreadableFile where it can't be taken at all."""
    content = content_of(path)
    returned = read_form(content)
    matcher = Matcher(demands(task_rows(store, asked.plan)))
    rows, texts, heads, unread = raw_rows(returned, matcher)
    check_plan(heading(store, asked.plan), returned, texts)
    if not rows:
        raise UnreadableFile("里面没有任务分解表（没有找到“工作要求”一栏）；请核对是不是发错了文件")
    for number in sorted({*wishes.by_hand, *wishes.not_involved}):
        if not 1 <= number <= len(rows):
            raise UsageMistake(f"--row：表里没有第 {number} 行，只有 1 至 {len(rows)} 行")
    unit, source, said = whose(store, asked.plan, returned, texts, path, wishes.unit)
    if wishes.unit:
        owners = _owners(store, asked.plan, heads)
        rows, others = _of_unit(rows, owners, unit)
        said += others
    entries = one_per_task(matched_rows(rows, matcher, wishes.by_hand))
    if not any(entry.task or entry.doubt for entry in entries) and not wishes.by_hand:
        raise UnreadableFile("表里没有一行是本方案的任务；请核对是不是别的方案的表")
    left_out = [
        Outcome(row.number, row.line.place, None, "hand", SKIPPED, row.brief, ("按 --row 不收",), {})
        for row in rows
        if row.number in wishes.by_hand and wishes.by_hand[row.number] is None
    ]
    if unread:
        said.append(f"{''.join(f'“{name}”' for name in unread)}栏不是表里原有的，里面写的没有收")
    digest = sha256(content).hexdigest()
    return Opened(unit, source, digest, entries, left_out, _earlier(returned), [*returned.notes, *said])


def _owners(store: Store, plan: str, heads: Sequence[Sequence[str]]) -> list[list[str]]:
    """For each run of rows the units that the texts right above it name; where these name none, those before it."""
    made: list[list[str]] = []
    for texts in heads:
        made.append(named_on(store, plan, texts).units or (made[-1] if made else []))
    return made


def _of_unit(
    rows: list[RawRow], owners: Sequence[Sequence[str]], unit: str
) -> tuple[list[RawRow], list[str]]:
    """Of a file with several units' tables the rows of one, and what is to be said of the others."""
    if not any(unit in units for units in owners):
        return rows, []
    kept = [row for row in rows if not owners[row.head] or unit in owners[row.head]]
    others = Counter(
        "、".join(owners[row.head]) for row in rows if owners[row.head] and unit not in owners[row.head]
    )
    return kept, [f"另有{name}的表 {count} 行，没有收" for name, count in others.items()]


def _earlier(returned: Document) -> dict[str, list[str]]:
    """By task, the signs of the texts that stood in a form of ours before the one it was made with."""
    return {
        name.removeprefix(EARLIER_PROPERTY): value.split()
        for name, value in returned.properties.items()
        if name.startswith(EARLIER_PROPERTY)
    }


def compared(store: Store, asked: Asked, opened: Opened, wishes: Wishes) -> Collected:
    """What a file would change in what the store holds now."""
    unit = opened.unit
    own = {row.id: row for row in tasks_of(store, asked, unit)}
    filing_task = heading(store, asked.plan).filing_task
    answers = grouped(filings(store, asked.plan, unit), attrgetter("task"))
    before = collected_on(store, asked.plan, unit, opened.digest)
    arrival = Arrival(unit, wishes.on_date, wishes.replace, bool(before), opened.earlier, wishes.not_involved)
    tasks = [entry.task or "" for entry in opened.entries]  # "" is nobody's
    held = {task: Held(own.get(task), answers.get(task, ())) for task in tasks}
    rows = [
        outcome(entry, held[task], arrival, filing_task)
        for entry, task in zip(opened.entries, tasks, strict=True)
    ]
    rows = sorted([*rows, *opened.left_out], key=lambda row: row.number)
    seen = {task: each.standing for task, each in held.items() if task}
    missing = _missing(own, seen, filing_task)
    return Collected(unit, opened.unit_from, opened.digest, rows, seen, opened.notes, before, missing)


def _missing(own: Mapping[str, HeldTask], here: Collection[str], filing_task: str | None) -> list[str]:
    """The unit's own rows of the annex that the form hasn't got."""
    return [
        task
        for task, row in own.items()
        if row.part == "annex" and row.basis != "claimable" and task not in here and task != filing_task
    ]


class Rival(NamedTuple):
    """A row in which another file of the same unit says something else, and that file's row."""

    path: str
    row: int
    theirs: int


def rivals(files: Iterable[tuple[str, Collected]]) -> dict[str, list[Rival]]:
    """By path, where another file of the same unit would have another answer filed for the same task.

    What changes nothing (blank, the same as what stands, collected before) is nobody's rival.
    """
    found: dict[str, list[Rival]] = {}
    by_unit: dict[str, list[tuple[str, Collected]]] = {}
    for path, file in files:
        others = by_unit.setdefault(file.unit, [])
        for other_path, other in others:
            for mine, theirs in _differing(file, other):
                found.setdefault(path, []).append(Rival(other_path, mine, theirs))
                found.setdefault(other_path, []).append(Rival(path, theirs, mine))
        others.append((path, file))
    return found


def _differing(one: Collected, other: Collected) -> list[tuple[int, int]]:
    theirs = {row.task: row for row in other.rows if row.task and row.changes}
    return [
        (row.number, theirs[row.task].number)
        for row in one.rows
        if row.changes and row.task in theirs and _clash(row.changes, theirs[row.task].changes)
    ]


def _clash(one: Mapping[str, str], other: Mapping[str, str]) -> bool:
    """Whether it makes a difference which of two answers is filed last."""
    if ("reason" in one) != ("reason" in other):
        return True
    return any(other.get(name, value) != value for name, value in one.items())
