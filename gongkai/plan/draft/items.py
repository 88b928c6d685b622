"""事项 proposed from a demand's own words: a sentence each, and finer where two time demands meet."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from functools import partial
from itertools import pairwise
from typing import NamedTuple, Protocol

from gongkai.plan.timing import STRONG, TimePhrase, find_deadlines, find_times
from gongkai.plan.wording import soft_words

_OPENERS, _CLOSERS = "（(“‘《〈【〔[", "）)”’》〉】〕]"
_ENDS = "。；！？;!?"


class Finder(Protocol):
    def __call__(self, text: str, *, year: int) -> list[TimePhrase]: ...


class DraftItem(NamedTuple):
    quote: str
    time: TimePhrase | None
    soft: tuple[str, ...]
    doubts: tuple[str, ...]


def propose(demand: str, printed_time: str, *, year: int, issued: date | None) -> list[DraftItem]:
    """The 事项 of a task: `demand` is its requirement, `printed_time` the words of its 完成时限, or empty."""
    own = [_item(piece, find_times(piece, year=year), issued) for piece in pieces(demand, year)]
    if not printed_time:
        return own or [_bare(demand)]
    phrases = _distinct(find_deadlines(printed_time, year=year))
    if not phrases:
        first, *rest = own or [_bare(demand)]
        doubt = f"读不出完成时限“{printed_time}”是什么时间要求"
        return [first._replace(doubts=(*first.doubts, doubt)), *rest]
    if len(phrases) == 1:
        return _timed(demand, own, printed_time, phrases[0], issued)
    return [*own, *_clauses(printed_time, year, issued)]


def _bare(text: str) -> DraftItem:
    return DraftItem(text.strip(_TRIM) or text, None, (), ())


def _timed(
    demand: str, own: list[DraftItem], printed: str, phrase: TimePhrase, issued: date | None
) -> list[DraftItem]:
    """One deadline for the whole task: the demand is one 事项, but for sentences with dates of their own."""
    strong = [item for item in own if _fixed(item)]
    if not strong:
        quote = demand.strip().rstrip(_ENDS) or demand
        doubts = date_doubts(phrase, issued)
        weak = [item.time.text for item in own if item.time]
        if weak and phrase.kind in STRONG:
            doubts = (*doubts, f"句中另有“{'、'.join(dict.fromkeys(weak))}”，以完成时限为准")
        return [DraftItem(quote, phrase, tuple(soft_words(quote)), tuple(doubts))]
    if phrase.kind not in STRONG or any(_demand(item.time) == _demand(phrase) for item in strong):
        return own
    if all(map(_fixed, own)):  # no words are left for it but its own
        quote = printed.strip(_TRIM)
        return [*own, DraftItem(quote, phrase, (), (*date_doubts(phrase, issued), "完成时限另立为事项"))]
    return [
        item
        if _fixed(item)
        else item._replace(time=phrase, doubts=(*date_doubts(phrase, issued), "时间要求取自完成时限"))
        for item in own
    ]


def _fixed(item: DraftItem) -> bool:
    """Whether a 事项 has a time of its own that a deadline of the whole task doesn't replace."""
    return item.time is not None and (item.time.kind in STRONG or item.time.within is not None)


def _clauses(printed_time: str, year: int, issued: date | None) -> Iterator[DraftItem]:
    """Several deadlines in one 完成时限: each clause of it is a 事项."""
    for piece in pieces(printed_time, year, find_deadlines):
        item = _item(piece, find_deadlines(piece, year=year), issued)
        yield item._replace(
            doubts=(*item.doubts, "完成时限写有几个时间，逐个立为事项，请核对各指工作要求中的哪一部分")
        )


def _item(piece: str, found: list[TimePhrase], issued: date | None) -> DraftItem:
    phrases = _distinct(found)
    strong = [phrase for phrase in phrases if phrase.kind in STRONG]
    chosen = next(iter(strong or [p for p in phrases if p.kind == "event"] or phrases), None)
    doubts = list(date_doubts(chosen, issued)) if chosen else []
    if len(strong) > 1:
        doubts.append("一句写有几个时间要求：" + "、".join(phrase.text for phrase in strong))
    unread = [phrase.text for phrase in phrases if phrase.kind == "unknown"]
    if unread:
        doubts.append("日期读不通：" + "、".join(unread))
        chosen = None if chosen and chosen.kind == "unknown" else chosen
    return DraftItem(piece, chosen, tuple(soft_words(piece)), tuple(doubts))


def date_doubts(phrase: TimePhrase, issued: date | None) -> tuple[str, ...]:
    """What is odd about a deadline in a plan issued on that day."""
    if issued and phrase.date and phrase.date < issued:
        return (f"{phrase.date} 早于印发日 {issued}",)
    return ()


def _demand(phrase: TimePhrase | None) -> tuple[object, ...]:
    if phrase is None:
        return ()
    words = phrase.text if phrase.kind in ("event", "unknown") else ""
    return phrase.demand, phrase.within, words


def _distinct(phrases: list[TimePhrase]) -> list[TimePhrase]:
    """Each demand once, in order."""
    found: dict[tuple[object, ...], TimePhrase] = {}
    for phrase in phrases:
        found.setdefault(_demand(phrase), phrase)
    return list(found.values())


# ---------------------------------------------------------------- cutting

_TRIM = "，,、。；;：: \t\n　"


def pieces(text: str, year: int, find: Finder = find_times) -> list[str]:
    """The text cut into 事项: verbatim, in order, nothing but punctuation left out."""
    found: list[_Piece] = []
    for sentence in split_outside(text, _ENDS + "\n"):
        current = _Piece(year, find)
        found.append(current)
        for clause in split_outside(sentence, "，,"):
            first, *more = _dates_apart(clause, year, find)
            for part in (first, *more):
                if part is not first or current.meets(part):
                    current = _Piece(year, find)
                    found.append(current)
                current.take(part)
    trimmed = ("".join(piece.clauses).strip(_TRIM) for piece in found)
    return [piece for piece in trimmed if any(c.isalnum() for c in piece)]


class _Piece:
    """Clauses on their way to one 事项, and the time demands in them.

    A phrase may begin in one clause and end in the next (自收到之日起，3个工作日内), not in a later one.
    """

    def __init__(self, year: int, find: Finder) -> None:
        self.clauses: list[str] = []
        self._find = partial(find, year=year)
        # Of phrases that begin before the last clause.
        self._demands: dict[tuple[object, ...], TimePhrase] = {}
        self._recent: list[TimePhrase] = []  # the others
        self._reached = 0  # characters of the last clause that belong to a phrase begun before it
        self._words = 0  # letters that belong to no phrase, those of the last clause apart
        self._last = 0  # these

    def take(self, clause: str) -> None:
        before = self.clauses[-1] if self.clauses else ""
        self.clauses.append(clause)
        phrases = [phrase for phrase in self._find(before + clause) if phrase.start >= self._reached]
        free = [letter.isalnum() for letter in before + clause]
        free[: self._reached] = [False] * self._reached
        self._recent, self._reached = [], 0
        for phrase in phrases:
            free[phrase.start : phrase.end] = [False] * (phrase.end - phrase.start)
            if phrase.start < len(before):
                self._demands.setdefault(_demand(phrase), phrase)
                self._reached = max(0, phrase.end - len(before))
            else:
                self._recent.append(phrase)
        self._words += sum(free[: len(before)])
        self._last = sum(free[len(before) :])

    def meets(self, clause: str) -> bool:
        """Whether a clause brings a second time demand to the words before it. 2021年底前，…… is only the time that what
        follows is done in."""
        mine = _distinct([*self._demands.values(), *self._recent])
        other = _distinct(self._find(clause))
        if not mine or not other or self._words + self._last < 4:
            return False
        if any(p.kind in STRONG for p in mine + other):
            return not {_demand(p) for p in other} <= {_demand(p) for p in mine}
        only_events = {p.kind for p in mine + other} == {"event"}
        return not only_events and {p.text for p in mine} != {p.text for p in other}


def _dates_apart(clause: str, year: int, find: Finder) -> list[str]:
    """6月20日前、11月底前各更新一次: cut between the dates."""
    parts, start = [], 0
    dates = [phrase for phrase in find(clause, year=year) if phrase.kind == "by"]
    for before, after in pairwise(dates):
        if clause[before.end : after.start].strip() in ("、", "和", "及", "与", "或") and _demand(
            before
        ) != _demand(after):
            parts.append(clause[start : after.start])
            start = after.start
    return [*parts, clause[start:]]


def split_outside(text: str, marks: str) -> list[str]:
    """Cut behind each mark that stands in no bracket or quotation."""
    found, start, depth = [], 0, 0
    for at, char in enumerate(text):
        if char in _OPENERS:
            depth += 1
        elif char in _CLOSERS:
            depth = max(0, depth - 1)
        elif char in marks and (depth == 0 or char == "\n"):
            found.append(text[start : at + 1])
            start, depth = at + 1, 0
    found.append(text[start:])
    return [piece for piece in found if piece]
