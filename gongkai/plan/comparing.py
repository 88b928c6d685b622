"""Two plans compared: tasks added, dropped, reworded, handed to other units, and dates changed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from typing import Any, Literal, NamedTuple

from pydantic import ValidationError

from gongkai.base.text import key
from gongkai.plan.compile import describe
from gongkai.plan.models import When
from gongkai.plan.raw import Raw, entries, mappings, year_of
from gongkai.plan.responsible import DEFAULT_ROLE

Change = Literal["added", "dropped", "reworded", "units", "dates"]

# How alike two demands must be to be one task that was reworded.
_ALIKE = 0.45
_ALIKE_UNDER_ONE_TOPIC = 0.2


class Difference(NamedTuple):
    """One change to one task. `old` and `new` are its numbers, None where it isn't in that plan."""

    change: Change
    old: str | None
    new: str | None
    topic: str
    detail: str


class _Task(NamedTuple):
    id: str
    topic: str
    requirement: str
    owners: tuple[tuple[str, str], ...]  # name, role
    open: str
    times: tuple[tuple[str, str], ...]  # the demand as compared, and as shown
    grams: Counter[str]


def compare(old: Raw, new: Raw) -> list[Difference]:
    """What changed from one plan file to the other, in the order of the new one; dropped tasks come last.

    Takes the values of the files, not checked plans, so that a draft with gaps can be compared too.
    """
    before, after = list(_tasks(old)), list(_tasks(new))
    pairs = _pairs(before, after)
    found: list[Difference] = []
    for task in after:
        former = pairs.get(task.id)
        if former is None:
            found.append(Difference("added", None, task.id, task.topic, task.requirement))
        else:
            found += _changes(former, task)
    kept = {former.id for former in pairs.values()}
    found += [
        Difference("dropped", task.id, None, task.topic, task.requirement)
        for task in before
        if task.id not in kept
    ]
    return found


def _tasks(raw: Raw) -> Iterator[_Task]:
    year = year_of(raw)
    for entry in mappings(raw, "tasks"):
        requirement = str(entry.get("requirement") or "")
        yield _Task(
            str(entry.get("id") or ""),
            str(entry.get("subtopic") or entry.get("topic") or entry.get("category") or ""),
            requirement,
            tuple(_owners(entry)),
            str(entry.get("open") or ""),
            tuple(time for item in entries(entry, "items") if (time := _time(item, year))),
            _grams(requirement),
        )


def _owners(entry: Raw) -> Iterator[tuple[str, str]]:
    for owner in entries(entry, "owners"):
        if isinstance(owner, str):
            yield owner, DEFAULT_ROLE
        elif isinstance(owner, dict) and isinstance(owner.get("name"), str):
            yield owner["name"], str(owner.get("role") or DEFAULT_ROLE)


def _time(item: Any, year: int) -> tuple[str, str] | None:
    """A 事项's time demand. A date in the plan's own year is compared by month and day."""
    raw = item.get("when") if isinstance(item, dict) else None
    if raw is None:
        return None
    try:
        when = When.model_validate(raw)
    except ValidationError:
        return None
    if when.kind == "ongoing":
        return None
    shown = describe(when)
    if when.by and year:
        return f"by {when.by.year - year} {when.by:%m-%d}", shown
    return shown, f"{shown}（{when.event}）" if when.kind == "event" else shown


def _grams(text: str) -> Counter[str]:
    plain = key(text)
    return Counter(plain[at : at + 2] for at in range(len(plain) - 1))


def _alike(one: _Task, other: _Task) -> float:
    """From 0 to 1: the pairs of characters that two demands share."""
    total = one.grams.total() + other.grams.total()
    shared = (one.grams & other.grams).total()
    return 2 * shared / total if total else float(one.requirement == other.requirement)


def _pairs(before: Sequence[_Task], after: Sequence[_Task]) -> dict[str, _Task]:
    """For each new task the old one that it continues: the most alike first, each once."""
    candidates = []
    for place, task in enumerate(after):
        for former_place, former in enumerate(before):
            alike = _alike(former, task)
            same_topic = bool(task.topic) and key(task.topic) == key(former.topic)
            if alike >= (_ALIKE_UNDER_ONE_TOPIC if same_topic else _ALIKE):
                candidates.append((-alike - 0.1 * same_topic, abs(place - former_place), place, former_place))
    pairs: dict[str, _Task] = {}
    taken: set[int] = set()
    for _, _, place, former_place in sorted(candidates):
        if after[place].id not in pairs and former_place not in taken:
            pairs[after[place].id] = before[former_place]
            taken.add(former_place)
    return pairs


def _changes(old: _Task, new: _Task) -> Iterator[Difference]:
    if key(old.requirement) != key(new.requirement):
        yield Difference("reworded", old.id, new.id, new.topic, wording(old.requirement, new.requirement))
    units = _units(old, new)
    if units:
        yield Difference("units", old.id, new.id, new.topic, units)
    times = _times(old, new)
    if times:
        yield Difference("dates", old.id, new.id, new.topic, times)


_AROUND = 6  # characters shown on both sides of a change


def wording(old: str, new: str) -> str:
    """What was taken out and put in: …及时〔删：公布〕〔增：公开〕清单…"""
    shown = ""
    for kind, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind == "equal":
            words = old[a:b]
            cut = len(words) > 2 * _AROUND + 1
            left = words[:_AROUND] if shown else ""
            right = words[-_AROUND:] if b < len(old) or d < len(new) else ""
            shown += f"{left}…{right}" if cut else words
        else:
            shown += f"〔删：{old[a:b]}〕" if b > a else ""
            shown += f"〔增：{new[c:d]}〕" if d > c else ""
    return shown


def _units(old: _Task, new: _Task) -> str:
    before, after = dict(old.owners), dict(new.owners)
    said = []
    gone = [name for name in before if name not in after]
    come = [
        name if role == DEFAULT_ROLE else f"{name}（{role}）"
        for name, role in after.items()
        if name not in before
    ]
    said += [f"不再承担：{'、'.join(gone)}"] if gone else []
    said += [f"新增：{'、'.join(come)}"] if come else []
    said += [
        f"{name}：{before[name]} → {role}"
        for name, role in after.items()
        if name in before and before[name] != role
    ]
    if old.open != new.open:
        said.append(f"未列尽：{old.open or '（无）'} → {new.open or '（无）'}")
    return "；".join(said)


def _times(old: _Task, new: _Task) -> str:
    before, after = Counter(time for time, _ in old.times), Counter(time for time, _ in new.times)
    if before == after:
        return ""
    gone = [shown for time, shown in old.times if before[time] > after[time]]
    come = [shown for time, shown in new.times if after[time] > before[time]]
    return f"{'、'.join(dict.fromkeys(gone)) or '（无）'} → {'、'.join(dict.fromkeys(come)) or '（无）'}"
