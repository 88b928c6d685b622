"""Which task of the plan a text is the demand of.

A text is compared without punctuation, spaces and width. It may be a part of a demand (a row that was split
over two pages), several demands (rows that were merged), or be a little different; but where two tasks are
about as near, nothing is guessed: it is doubtful.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from difflib import SequenceMatcher
from typing import NamedTuple

from gongkai.base.text import clip
from gongkai.forms.back.columns import Known, bare
from gongkai.store.questions.plan import Task

# A text is a task's when it is so similar to it, and so much more than to any other task.
ALIKE = 0.85
APART = 0.10
# Below this it isn't a demand at all; in between it is doubtful.
REMOTE = 0.60
# What is shorter proves nothing.
SHORT = 8

IN_PART = "工作要求不全，按其中一段对上"


class Demand(NamedTuple):
    """A task as it can be recognised."""

    task: str
    requirement: str  # bare
    responsible: str  # bare
    shown: str


def demands(tasks: Iterable[Task]) -> list[Demand]:
    """The plan's tasks, prepared for matching."""
    return [
        Demand(row.id, bare(row.requirement), bare(row.responsible), clip(row.requirement, 24))
        for row in tasks
    ]


class Match(NamedTuple):
    """The tasks a text stands for (several: a merged row), the rest of a demand that goes on, or a doubt."""

    tasks: tuple[str, ...] = ()
    rest: str = ""
    note: str = ""
    doubt: str = ""
    exact: bool = False
    part: bool = False


class Matcher:
    """Finds the task that a text is the demand of."""

    def __init__(self, known: Sequence[Demand]) -> None:
        self.demands = list(known)
        self.by_task = {demand.task: demand for demand in known}
        self._exact: dict[str, list[str]] = {}
        for demand in known:
            self._exact.setdefault(demand.requirement, []).append(demand.task)
        self.known = Known(
            "\0".join(demand.requirement for demand in known),
            "\0".join(demand.responsible for demand in known),
        )
        self._seen: dict[str, Match] = {}

    def find(self, text: str) -> Match:
        """`text` is bare."""
        if text not in self._seen:
            self._seen[text] = self._find(text)
        return self._seen[text]

    def _find(self, text: str) -> Match:
        exact = self._exact.get(text, [])
        if len(exact) == 1:
            return Match((exact[0],), exact=True)
        if exact:
            return Match(doubt=f"任务 {'、'.join(exact)} 的工作要求一样，分不清是哪一项")
        if len(text) < SHORT:
            return Match()
        return self._whole(text) or self._part(text) or self._similar(text)

    def _whole(self, text: str) -> Match | None:
        """The text holds one or several demands whole."""
        inside, left = [], text
        for demand in sorted(self.demands, key=lambda each: -len(each.requirement)):
            if len(demand.requirement) >= SHORT and demand.requirement in left:
                inside.append(demand.task)
                left = left.replace(demand.requirement, "\0", 1)
        left = left.replace("\0", "")
        if len(left) > len(text) / 2:
            return None
        inside.sort(key=lambda task: text.index(self.by_task[task].requirement))
        if len(inside) > 1:
            if len(left) > len(text) / 10:
                return None
            return Match(tuple(inside), note=f"任务 {'、'.join(inside)} 合成了一行，各记一份")
        return Match((inside[0],), note="工作要求后面多了文字" if len(left) > 10 else "")

    def _part(self, text: str) -> Match | None:
        """The text is a part of one demand."""
        within = [demand for demand in self.demands if text in demand.requirement]
        first = [demand for demand in within if demand.requirement.startswith(text)]
        chosen = first if len(first) == 1 else within
        if not chosen:
            return None
        if len(chosen) > 1:
            tasks = "、".join(demand.task for demand in chosen)
            return Match(doubt=f"工作要求只有一部分，可能是任务 {tasks}")
        at = chosen[0].requirement.index(text)
        return Match(
            (chosen[0].task,),
            rest=chosen[0].requirement[at + len(text) :],
            note=IN_PART,
            part=True,
        )

    def _similar(self, text: str) -> Match:
        scored = sorted(
            ((self.likeness(text, demand), demand) for demand in self.demands),
            key=lambda pair: -pair[0],
        )
        scored = [pair for pair in scored if pair[0] >= REMOTE]
        if not scored:
            return Match()
        best, demand = scored[0]
        second = scored[1][0] if len(scored) > 1 else 0.0
        if best >= ALIKE and best - second >= APART:
            is_opening = _opens(text, demand.requirement)
            rest = demand.requirement[len(text) :] if is_opening else ""
            return Match((demand.task,), rest=rest, note="工作要求的文字略有出入", part=is_opening)
        near = "、".join(f"{each.task}（{round(score * 100)}%）" for score, each in scored[:3])
        return Match(doubt=f"工作要求与原文出入较大，可能是任务 {near}")

    def likeness(self, text: str, demand: Demand) -> float:
        """How alike a text and a demand are; a text much shorter is compared with the demand's opening."""
        whole = demand.requirement
        return ratio(text, whole[: len(text)] if _opens(text, whole) else whole)


def _opens(text: str, demand: str) -> bool:
    """Whether a text is so much shorter than a demand that it may be its opening."""
    return SHORT * 2 <= len(text) < 0.8 * len(demand)


def ratio(one: str, other: str) -> float:
    """How alike two texts are, from 0 to 1; 0 where they are REMOTE from each other at first sight."""
    compared = SequenceMatcher(None, one, other, autojunk=False)
    if compared.real_quick_ratio() < REMOTE or compared.quick_ratio() < REMOTE:
        return 0.0
    return compared.ratio()
