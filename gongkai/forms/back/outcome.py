"""What comes of one row of a returned file: taken, as it was, held before, or asked about."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from typing import NamedTuple

from gongkai.base.text import clip
from gongkai.forms.back.columns import bare
from gongkai.forms.back.no_measure import declines, is_empty_talk, says_no
from gongkai.forms.back.rows import Entry
from gongkai.forms.back.which_is_later import Place, contains, place, sign
from gongkai.forms.out.layout import NOT_INVOLVED, PLAIN_MEASURE, printed_answer
from gongkai.forms.people import People
from gongkai.store.kinds import FILING, MEASURES, NEEDED, SHORT
from gongkai.store.questions.filings import Filing, Texts, texts_of
from gongkai.store.questions.tasks import HeldTask

NEW, CHANGED, SAME, BLANK = "new", "changed", "unchanged", "blank"
UNMATCHED, DOUBTFUL, NEWER, FOREIGN, SKIPPED = "unmatched", "doubtful", "newer", "foreign", "left_out"
DECLINED = "declined"
# A file that has one of these isn't filed.
BLOCKING = frozenset((UNMATCHED, DOUBTFUL, NEWER, FOREIGN))


class Outcome(NamedTuple):
    """One row: what it is matched with and what comes of it. `changes` is what would be filed; `by_replace`: whether
    it would be taken with --replace."""

    number: int
    place: str
    task: str | None
    how: str
    result: str
    text: str
    notes: tuple[str, ...]
    changes: dict[str, str]
    claims: bool = False
    by_replace: bool = False


class Held(NamedTuple):
    """What the office's store knows of a unit's task: the task as the unit has it (None: it hasn't), and every answer
    that was recorded and not taken back, the one that stands last."""

    task: HeldTask | None
    answers: Sequence[Filing]

    @property
    def standing(self) -> Filing | None:
        return self.answers[-1] if self.answers else None

    @property
    def texts(self) -> Texts:
        """What stands."""
        return texts_of(self.standing)

    @property
    def returned_on(self) -> str | None:
        """The day on which the standing answer was returned."""
        return str(self.task.verdict_on) if self.task and self.task.status == "returned" else None


class Arrival(NamedTuple):
    """How a file came: for which unit, dated when, over what is newer too, and whether the very same file was
    collected before. `known` tells, by task, the signs of the texts that stood where the form was made;
    `not_involved` are the rows of which the user says that they mean 不涉及."""

    unit: str
    on_date: str
    replace: bool
    again: bool
    known: Mapping[str, Sequence[str]]
    not_involved: Collection[int]


def _made(
    entry: Entry, result: str, *more: str, changes: Mapping[str, str] | None = None, claims: bool = False
) -> Outcome:
    how = entry.how if entry.task else ""
    notes = (*entry.notes, *more)
    return Outcome(
        entry.number, entry.place, entry.task, how, result, entry.text, notes, dict(changes or {}), claims
    )


def outcome(entry: Entry, held: Held, arrival: Arrival, filing_task: str | None) -> Outcome:
    """What comes of a row, by what the row says, what the office's store holds and how the file came."""
    own = held.task is not None and entry.task != filing_task
    if not own and says_no(entry.measure):  # beside what isn't the unit's
        entry = entry._replace(measure="")
    if entry.doubt and (entry.filled or entry.task):
        return _made(entry, DOUBTFUL, entry.doubt)
    by_hand = entry.number in arrival.not_involved
    entry = entry.noted(*_emptied(entry, held, by_hand))
    if not entry.filled and not by_hand:
        return _made(entry, BLANK, *filter(None, [entry.doubt]))
    if entry.task is None:
        return _made(entry, UNMATCHED, "对不上本方案的任何任务")
    texts, task = held.texts, held.task
    still_returned = ["已退回，内容没有改"] if held.returned_on else []
    if held.answers and (entry.measure, entry.people_text) == printed_answer(texts):
        return _made(entry, SAME, *still_returned)
    changes, said = answer_of(entry.measure, entry.people, by_hand)
    if held.answers and contains(texts, changes):
        entry = entry.noted(*said)
        return _made(entry, SAME if changes else BLANK, *still_returned)
    where = _place(entry, held.answers, changes, arrival)
    if where is Place.BEFORE and not arrival.replace:
        return _made(entry, SAME, _held_before(entry))
    if task is None or not own:
        return _made(entry, FOREIGN, f"不是{arrival.unit}的任务，也不是可认领的")
    if "reason" not in changes and (none := _no_answer(entry, task, texts)):
        return none
    entry = entry.noted(*said)
    if not changes:
        return _made(entry, BLANK)
    if words := _too_long(changes, texts):
        return _made(entry, DOUBTFUL, f"{words}，没有收；请单位改短")
    if held.answers and not arrival.replace and (problem := _question(entry, held, changes, arrival, where)):
        return _made(entry, problem.result, problem.words)._replace(by_replace=True)
    return _taken(entry, task, held, changes)


def _new(changes: Mapping[str, str], texts: Texts) -> dict[str, str]:
    return {name: text for name, text in changes.items() if text != texts.given.get(name)}


def _too_long(changes: Mapping[str, str], texts: Texts) -> str:
    """In words, which of the fields that change takes less than what was written."""
    new = _new(changes, texts).items()
    return "；".join(filter(None, (FILING.field(name).too_long(text) for name, text in new)))


def _emptied(entry: Entry, held: Held, by_hand: bool) -> list[str]:
    """What is to be said of fields that stood in the form when it was made, and are gone: nothing is taken away for
    an empty cell, which as often means that somebody had nothing to add."""
    texts = (answer.texts for answer in reversed(held.answers))
    printed = next((each for each in texts if sign(*printed_answer(each)) == entry.sign), Texts())
    changes, _ = answer_of(entry.measure, entry.people)
    if by_hand or "reason" in changes:
        return []
    names = MEASURES if not printed.reason else () if changes.get("measure") else ("reason",)
    both = printed.given.keys() & held.texts.given.keys()
    gone = [SHORT[name] for name in names if name in both and not changes.get(name)]
    said = f"表里原有的{'、'.join(gone)}删去了，没有照删，仍以库中为准；是不是要撤回，请问单位"
    return [said] if gone else []


def _no_answer(entry: Entry, task: HeldTask, texts: Texts) -> Outcome | None:
    """Of a row that claims nothing or refuses what is the unit's own, what comes of it."""
    claimable = task.basis == "claimable"
    if claimable and not entry.measure:
        return _made(entry, BLANK, "只写了联系方式，没有措施，不算认领")
    if entry.measure.startswith(PLAIN_MEASURE) or not declines(entry.measure):
        return None
    if texts.reason == entry.measure:  # somebody said before that it means 不涉及
        return _made(entry, SAME)
    said = clip(" ".join(entry.measure.split()), 30)
    if claimable:
        return _made(entry, DECLINED, f"写的是“{said}”，不算认领")
    back = f"；要取消认领：gongkai unclaim -t {entry.task}" if task.basis == "claimed" else ""
    words = f"写的是“{said}”，不像措施；确不涉及的请加 --row {entry.number}=不涉及，否则请单位写明措施{back}"
    return _made(entry, DOUBTFUL, words)


def _taken(entry: Entry, task: HeldTask, held: Held, changes: dict[str, str]) -> Outcome:
    claims = task.basis == "claimable" and "reason" not in changes
    notes = []
    if claims:
        notes.append("填了可认领的任务，记为认领")
    if is_empty_talk(changes.get("measure", "")):
        notes.append(f"措施只写了“{changes['measure']}”，照记了，请核对")
    lacking = _lacking(changes, held.texts)
    if lacking:
        notes.append(f"还缺{'、'.join(lacking)}")
    if not held.answers:
        return _made(entry, NEW, *notes, changes=changes, claims=claims)
    fields = [SHORT[name] for name in _new(changes, held.texts)]
    notes.append(f"改了{'、'.join(fields)}")
    return _made(entry, CHANGED, *notes, changes=changes, claims=claims)


def _lacking(changes: Mapping[str, str], texts: Texts) -> list[str]:
    """What the answer will still lack, in the user's words."""
    if "reason" in changes:
        return []
    return [SHORT[name] for name in NEEDED if not changes.get(name) and name not in texts.given]


# ---------------------------------------------------------------- newer or older


class _Problem(NamedTuple):
    result: str
    words: str


def _untouched(entry: Entry) -> bool:
    """Whether the row still says what stood where the form was made."""
    return bool(entry.sign) and sign(entry.measure, entry.people_text) == entry.sign


def _place(entry: Entry, answers: Sequence[Filing], changes: Mapping[str, str], arrival: Arrival) -> Place:
    """Where the row stands among the answers that the office has held."""
    if not answers:
        return Place.ASIDE
    known: tuple[str, ...] = ()
    if not arrival.again and entry.task and entry.sign:
        known = (*arrival.known.get(entry.task, ()), *([] if _untouched(entry) else [entry.sign]))
    came = max((at for at, answer in enumerate(answers) if contains(answer.texts, changes)), default=None)
    said = sign(entry.measure, entry.people_text)
    return place([sign(*printed_answer(answer.texts)) for answer in answers], came, said, known)


def _held_before(entry: Entry) -> str:
    what = "这一行没有改过" if _untouched(entry) else "这样填的以前收过"
    return f"{what}；库中已有更新的填报，仍以库中为准（要改回这一行所填的，请加 --replace）"


def _question(
    entry: Entry, held: Held, changes: Mapping[str, str], arrival: Arrival, where: Place
) -> _Problem | None:
    """Why it can't be told that the row is newer than the standing answer; None where it is."""
    standing = held.answers[-1]
    day, took = arrival.on_date, "确要以这份表为准请加 --replace"
    if held.returned_on:
        if day >= held.returned_on:
            return None
        words = (
            f"库中的填报是 {held.returned_on} 退回的，这份表是 {day} 的，还不是改过的；改过的请用 --on 写 "
            f"{held.returned_on} 或以后的日期"
        )
        return _Problem(NEWER, words)
    if where is Place.AFTER:
        return None
    if where is Place.AGAIN:
        words = (
            f"这样填的以前收过，此后库中有 {standing.on_date} 的填报，单位像是又改回来了；请问清单位，{took}"
        )
        return _Problem(DOUBTFUL, words)
    if day < standing.on_date:
        return _Problem(NEWER, f"库中 {standing.on_date} 的填报比这份表新，内容不同；{took}")
    if not _contradicts(changes, standing.texts):
        return None
    if day == standing.on_date:
        words = f"库中已有同一天（{day}）的填报，内容不同，分不出哪个在后；请问清单位，{took}"
        return _Problem(DOUBTFUL, words)
    if entry.sign is not None and not _untouched(entry) and _older_form(entry.sign, held.answers):
        words = f"这份表生成以后，库中又有 {standing.on_date} 的填报，内容不同；请问清单位，{took}"
        return _Problem(NEWER, words)
    return None


def _contradicts(changes: Mapping[str, str], texts: Texts) -> bool:
    """Whether a row says something else than an answer; to fill in what that lacks is no contradiction."""
    if ("reason" in changes) != bool(texts.reason):
        return True
    return any(texts.given.get(name, value) != value for name, value in changes.items())


def _older_form(made_over: str, answers: Sequence[Filing]) -> bool:
    """Whether a form was made when nothing was filed yet, or an answer that we held before the standing one."""
    return not made_over or made_over in {sign(*printed_answer(answer.texts)) for answer in answers[:-1]}


# ---------------------------------------------------------------- what a row says


_REASON = re.compile(
    rf"{NOT_INVOLVED}(?:本单位|我局|本局|我单位|此项)?"
    r"(?:\s*[（(](?P<inside>[^（）()]*)[)）][。.]?|[\s:：，,。；;]+(?P<behind>.*))?",
    re.DOTALL,
)


def _reason(measure: str) -> str | None:
    """The reason of a 不涉及; empty where none is given, None where the cell says something else."""
    if bare(measure) == NOT_INVOLVED:
        return ""
    if measure.startswith(f"{NOT_INVOLVED}："):
        return measure.removeprefix(f"{NOT_INVOLVED}：").strip()
    found = _REASON.fullmatch(measure)
    return (found["inside"] or found["behind"] or "").strip() if found else None


def answer_of(measure: str, people: People, not_involved: bool = False) -> tuple[dict[str, str], list[str]]:
    """The fields that a row's two cells give, empty ones left out, and what is to be said of them.

    `not_involved`: whatever stands there is the reason of a 不涉及.
    """
    reason = _reason(measure)
    if reason is None and not_involved:
        reason = measure
    if reason is not None:
        said = [] if reason else ["写了“不涉及”，没有写理由"]
        if people.given:
            said.append("报不涉及，联系人没有记")
        return {"reason": reason or "未写明理由"}, said
    measure = measure.removeprefix(PLAIN_MEASURE).strip()
    return ({"measure": measure} if measure else {}) | people.given, list(people.notes)
