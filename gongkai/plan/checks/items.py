"""Rules on the 事项: quotes, time demands and marked wording."""

from __future__ import annotations

from collections.abc import Iterator

from gongkai.base.problems import Problem
from gongkai.base.text import shortened
from gongkai.plan.checks.advice import difference, suggestion
from gongkai.plan.document import Location
from gongkai.plan.models import Obligation, Task, When
from gongkai.plan.parts import Part, Parts
from gongkai.plan.timing import STRONG, TimePhrase, find_deadlines, find_times
from gongkai.plan.wording import soft_words


def _items(parts: Parts) -> Iterator[tuple[Part[Task], Location, Obligation]]:
    for task in parts.tasks:
        for index, item in enumerate(task.value.items):
            if task.whole or item.quote != "？":
                yield task, task.at("items", index), item


def quotes_cover_the_demand(parts: Parts) -> Iterator[Problem]:
    """The 事项 quote the demand word for word, in order, without overlap, and leave nothing of it but punctuation.

    A 事项 may also quote the words of the task's `time` (完成时限), where that holds several deadlines.
    """
    for task in parts.tasks:
        number, demand = task.value.id, task.value.requirement
        line = parts.document.place(task.at("requirement"))[0]
        at, before = 0, None  # behind the quote found last, and its item
        sound = task.whole
        for index, item in enumerate(task.value.items):
            location = task.at("items", index, "quote")
            start = demand.find(item.quote, at)
            if start >= 0:
                yield from _left(parts, task, demand[at:start], (before, index), sound)
                at, before = start + len(item.quote), index
                continue
            if item.quote not in demand and item.quote in (task.value.time or ""):
                continue
            sound = False
            if not task.whole and item.quote == "？":
                continue
            if item.quote in demand:
                yield parts.problem(location, f"任务 {number} 的事项 {index + 1} 与前面的事项重叠或次序不对")
            else:
                near = difference(item.quote, demand) or f"工作要求在第{line}行"
                yield parts.problem(location, f"任务 {number} 的事项 {index + 1} 不是工作要求中的原文", near)
        yield from _left(parts, task, demand[at:], (before, None), sound)


def _left(
    parts: Parts, task: Part[Task], piece: str, items: tuple[int | None, int | None], sound: bool
) -> Iterator[Problem]:
    """What stands in a demand between two quotes. Where one of them breaks off within a clause, it is blamed too."""
    words = piece.strip(_PUNCTUATION)
    if not any(c.isalnum() for c in words) or not (sound or len(words) > 1):
        return
    number, (before, behind) = task.value.id, items
    yield parts.problem(
        task.at("requirement"),
        f"任务 {number} 的工作要求中“{shortened(words, 24)}”不在任何事项中",
        "补一条事项，或改正事项的引文",
    )
    for item, edge, place in ((before, piece[0], "之后"), (behind, piece[-1], "之前")):
        if item is not None and edge not in _PUNCTUATION:
            yield parts.problem(
                task.at("items", item, "quote"),
                f"任务 {number} 的事项 {item + 1} 的引文不完整，{place}还有“{shortened(words, 24)}”",
            )


_PUNCTUATION = "，。；：、！？“”‘’（）《》,.;:!?() \t\n　"


def times_match_words(parts: Parts) -> Iterator[Problem]:
    """A time demand stands on printed words, the words read by program give the same demand, and no dated,
    recurring or counted words in a quote are left out.

    A demand on words that the program doesn't read as such needs a `reading`.
    """
    if parts.heading is None:
        return
    year = parts.heading.year
    for task, location, item in _items(parts):
        when = item.when
        if when is not None and when.printed is not None:
            yield from _words_give_demand(parts, task.value, location, item, when, when.printed, year)
        strong = [phrase for phrase in find_times(item.quote, year=year) if phrase.kind in STRONG]
        if strong and not any(_same(phrase, when) for phrase in strong):
            faulty_when = (*location, "when") not in parts.document.places
            if task.whole or faulty_when:
                words = "、".join(phrase.text for phrase in strong)
                place = (*location, "when") if when else (*location, "quote")
                yield parts.problem(
                    place, f"任务 {task.value.id} 的事项写有“{words}”，when 未写或不符", _spelled(strong[0])
                )
        elif len(strong) > 1 and item.reading is None and task.whole:
            words = "、".join(phrase.text for phrase in strong)
            yield parts.problem(
                (*location, "quote"),
                f"任务 {task.value.id} 的一条事项写有几个时间要求（{words}）",
                "拆成几条，或写 reading 说明",
            )


def _words_give_demand(
    parts: Parts, task: Task, location: Location, item: Obligation, when: When, printed: str, year: int
) -> Iterator[Problem]:
    field = "text" if when.text is not None else when.kind
    labels = (task.category, task.topic, task.subtopic or "")
    if not any(printed in text for text in (task.requirement, task.time or "", *labels)):
        yield parts.problem((*location, "when", field), f"任务 {task.id} 的工作要求中没有时间用语“{printed}”")
        return
    apart = printed in (task.time or "") and printed not in task.requirement
    phrases = find_deadlines(printed, year=year) if apart else find_times(printed, year=year)
    if not phrases:
        if item.reading is None and when.kind in STRONG:
            yield parts.problem(
                (*location, "when", field), f"读不出“{printed}”是什么时间要求", "写 reading 说明如何理解"
            )
    elif not any(_same(phrase, when) for phrase in phrases):
        yield parts.problem(
            (*location, "when", when.kind),
            f"任务 {task.id} 的时间要求与原文“{printed}”不符",
            _spelled(phrases[0]),
        )


def _same(phrase: TimePhrase, when: When | None) -> bool:
    return when is not None and phrase.demand == when.demand()


def _spelled(phrase: TimePhrase) -> str:
    fields = phrase.fields or {phrase.kind: phrase.text}
    return ", ".join(f"{name}: {value}" for name, value in fields.items())


def deadlines_are_kept(parts: Parts) -> Iterator[Problem]:
    """Every date, interval or number that a task's `time` (完成时限) prints is the demand of one of its 事项."""
    if parts.heading is None:
        return
    for task in parts.tasks:
        if not task.whole or task.value.time is None:
            continue
        for phrase in find_deadlines(task.value.time, year=parts.heading.year):
            if phrase.kind in STRONG and not any(_same(phrase, item.when) for item in task.value.items):
                yield parts.problem(
                    task.at("time"),
                    f"任务 {task.value.id} 的完成时限“{phrase.text}”不在任何事项的 when 中",
                    _spelled(phrase),
                )


def dates_are_sane(parts: Parts) -> Iterator[Problem]:
    """A date is near the plan's year: from the year before its window to the year after it."""
    heading = parts.heading
    if heading is None:
        return
    first, last = heading.window.start.year - 1, heading.window.end.year + 1
    for task, location, item in _items(parts):
        day = item.when.by if item.when else None
        if day is not None and not first <= day.year <= last:
            yield parts.problem(
                (*location, "when", "by"),
                f"任务 {task.value.id} 的日期 {day} 离方案年度太远",
                f"应在 {first} 年至 {last} 年之间",
            )


def soft_words_are_marked(parts: Parts) -> Iterator[Problem]:
    """Every soft word printed in a quote is listed in `soft`, and everything listed there is printed."""
    for task, location, item in _items(parts):
        if not task.whole and not item.soft and (*location, "soft") in parts.document.places:
            continue
        printed = soft_words(item.quote)
        for word in printed:
            if word not in item.soft:
                place = (*location, "soft") if item.soft else (*location, "quote")
                yield parts.problem(
                    place,
                    f"任务 {task.value.id} 的事项写有“{word}”，soft 中没有",
                    f"soft: [{'，'.join(printed)}]",
                )
        for word in item.soft:
            if word not in item.quote:
                near = suggestion(word, printed)
                yield parts.problem((*location, "soft"), f"任务 {task.value.id} 的事项中没有“{word}”", near)


def beyond_is_quoted(parts: Parts) -> Iterator[Problem]:
    """What a district can hardly carry out itself is named in the quote's own words."""
    for task, location, item in _items(parts):
        for index, word in enumerate(item.beyond):
            if word not in item.quote:
                yield parts.problem(
                    (*location, "beyond", index), f"任务 {task.value.id} 的事项中没有“{word}”"
                )
