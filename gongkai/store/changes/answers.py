"""What units answer. Each change writes its journal line in the same transaction.

An answer counts from its own date until a later one takes over, so that a report of a past day shows that day.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from operator import attrgetter
from typing import NamedTuple

from gongkai.base.problems import GongkaiError
from gongkai.base.rows import plain
from gongkai.store import holdings
from gongkai.store.changes import authorship, journal, verdicts
from gongkai.store.changes.authorship import Authored
from gongkai.store.changes.claims import record_claim
from gongkai.store.changes.journal import Author
from gongkai.store.changes.steps import make
from gongkai.store.changes.submissions import Submission, record_submission
from gongkai.store.engine.interface import Row, Store, repeatable
from gongkai.store.kinds import ANSWER, FILING, MEASURES
from gongkai.store.questions.filings import (
    Filing,
    Texts,
    current_answer,
    filings,
    last_contact,
    taken_over,
    texts_of,
)


class Conflict(GongkaiError):
    """Somebody else has answered the same task meanwhile. `details`: each field that changed, before and now."""

    def __init__(self, message: str, details: Sequence[str] = ()) -> None:
        super().__init__(message)
        self.details = details


class Filed(NamedTuple):
    """An answer as recorded, and the texts whose place it took, with those who wrote them. `until`: the day from which a
    later answer stands as it stood. `taken`: the fields taken over from an earlier answer. `last`: the answer that stands
    now, where its day is later than that of the one recorded."""

    answer: Texts
    replaced: list[Authored]
    until: str | None = None
    taken: Mapping[str, str] = {}
    last: Filing | None = None


@repeatable
def file_answer(
    store: Store,
    author: Author,
    plan: str,
    unit: str,
    task: str,
    on_date: str,
    changes: dict[str, str],
    *,
    as_last: bool = False,
) -> Filed | None:
    """Record an answer dated `on_date`. `changes` holds the fields given; the others keep what stands on that day.

    The answer as recorded; None where it is the same again, which leaves no trace. The earlier answer is read
    inside the transaction, so that two writers each build on what the other wrote. A whole answer (every field, or
    不涉及) leaves those dated later as they are; single fields go on into them. With `as_last` measures that name nobody
    are answered for by those whom the unit named last.
    """
    with holdings.change(store, plan, unit):
        over = "reason" not in changes and not changes.keys() >= set(MEASURES)
        later = [] if over else _later_answers(store, plan, unit, task, on_date)
        standing = texts_of(current_answer(store, plan, unit, task, on_date if later else None))
        taken = {}
        if as_last and "measure" in changes:
            merged = _merge(standing, changes)
            taken = taken_over(merged.given, last_contact(store, plan, unit, merged.officer))
        changes = {**changes, **taken}
        given = ANSWER if "reason" in changes else (*changes, "reason")
        stood = standing.given
        others = {name: stood[name] for name in given if stood.get(name, "") not in ("", changes.get(name))}
        lines = journal.answer_lines(store, plan, unit, task) if others else []
        answer = _file(store, author, plan, unit, task, on_date, changes, over=over)
        if answer is None:
            return None
        until = later[0].on_date if later else None
        after = _later_answers(store, plan, unit, task, on_date)
        return Filed(answer, authorship.authored(lines, others), until, taken, after[-1] if after else None)


@repeatable
def file_answers(
    store: Store,
    author: Author,
    plan: str,
    unit: str,
    on_date: str,
    changes: dict[str, dict[str, str]],
    seen: Mapping[str, Filing | None],
) -> dict[str, Texts]:
    """Record several answers, all or none; those that changed anything, by task. Each field given takes the place of what
    stands, also in answers dated later.

    `seen` holds, by task, the answer each was made from (None: there was none). Raises Conflict, and records
    nothing, where another one stands by now.
    """
    with holdings.change(store, plan, unit):
        return _file_all(store, author, plan, unit, on_date, changes, seen)


@repeatable
def file_form(
    store: Store,
    author: Author,
    plan: str,
    submission: Submission,
    changes: dict[str, dict[str, str]],
    seen: Mapping[str, Filing | None],
    claims: Sequence[str],
) -> dict[str, Texts]:
    """Record what a returned form holds, all or none: its claims, its answers as file_answers does, and the 报送."""
    unit, on_date = submission.unit, submission.on_date
    with holdings.change(store, plan, unit):
        for task in claims:
            record_claim(store, author, plan, unit, task, on_date)
        recorded = _file_all(store, author, plan, unit, on_date, changes, seen)
        record_submission(store, author, plan, submission)
        return recorded


def _file_all(
    store: Store,
    author: Author,
    plan: str,
    unit: str,
    on_date: str,
    changes: dict[str, dict[str, str]],
    seen: Mapping[str, Filing | None],
) -> dict[str, Texts]:
    standing = {task: _said(current_answer(store, plan, unit, task)) for task in changes}
    before = {task: _said(seen[task]) for task in changes}
    overtaken = [task for task in changes if standing[task] != before[task]]
    if overtaken:
        taken_back = all(standing[task] is None for task in overtaken)
        what = "的填报刚刚被别人撤销" if taken_back else "刚刚被别人填报过"
        raise Conflict(
            f"任务 {'、'.join(overtaken)} {what}，没有保存",
            [
                f"任务 {task} {said}"
                for task in overtaken
                for said in authorship.changed(store, plan, unit, task, before[task], standing[task])
            ],
        )
    recorded = {
        task: _file(store, author, plan, unit, task, on_date, each, over=True)
        for task, each in changes.items()
    }
    return {task: answer for task, answer in recorded.items() if answer}


def _said(answer: Filing | None) -> Row | None:
    """What an answer says. Not its number: that of an answer taken back is given again."""
    return answer and FILING.as_told(plain(answer))


def _file(
    store: Store,
    author: Author,
    plan: str,
    unit: str,
    task: str,
    on_date: str,
    changes: dict[str, str],
    *,
    over: bool,
) -> Texts | None:
    """Record an answer, and after it anew those dated later, changed too where it goes `over` them.

    Each is an answer of its own day: nothing that was given later counts earlier. None where nothing changes.
    """
    at = current_answer(store, plan, unit, task, on_date)
    later = _later_answers(store, plan, unit, task, on_date)
    told = [(on_date, at, _merge(texts_of(at), changes))]
    told += [(each.on_date, each, _merge(each.texts, _into(each, changes) if over else {})) for each in later]
    changed = [stood is None or stood.texts != answer for _, stood, answer in told]
    if not any(changed):
        return None
    verdicts.check_day(store, plan, unit, task, on_date)
    first = changed.index(True)
    if first and told[first][2] == told[first - 1][2]:
        first -= 1  # written anew it lasts over the one that says the same by now
    written: Texts | None = None
    for day, stood, answer in told[first:]:
        if answer != written:
            _write(store, author, {"plan": plan, "unit": unit, "task": task}, day, stood, answer)
        written = answer
    return told[0][2]


def _into(later: Filing, changes: dict[str, str]) -> dict[str, str]:
    """What of some changes goes into an answer dated later: who answers for it means nothing where that is 不涉及."""
    return {} if later.texts.reason and not {"measure", "reason"} & changes.keys() else changes


def _write(
    store: Store, author: Author, whose: dict[str, str], day: str, stood: Filing | None, answer: Texts
) -> None:
    values = answer._asdict() | {"on_date": day, "since": day}
    make(store, author, "not_involved" if answer.reason else "fill", whose, values, _said(stood))
    restate(store, **whose)


def _later_answers(store: Store, plan: str, unit: str, task: str, day: str) -> list[Filing]:
    """The answers that count from days after a day, in their order."""
    return [each for each in _in_turn(filings(store, plan, unit, task)) if each.on_date > day]


def _in_turn(answers: Iterable[Filing]) -> list[Filing]:
    """Those that count on any day, in the order of their days."""
    counting = (each for each in answers if each.until is None or each.until > each.on_date)
    return sorted(counting, key=attrgetter("on_date"))


def _merge(standing: Texts, changes: dict[str, str]) -> Texts:
    if "reason" in changes:
        return Texts(reason=changes["reason"])
    return standing._replace(reason="", **changes) if changes else standing


def restate(store: Store, plan: str, unit: str, task: str) -> list[Filing]:
    """Set, for every answer of a unit's task, until when it counts and since when it is complete: those that change."""
    changed = restated(store, plan, unit, task)
    for each in changed:
        span = {"id": each.id, "until": each.until, "since": each.since}
        store.execute("UPDATE filing SET until = :until, since = :since WHERE id = :id", span)
    return changed


def restated(store: Store, plan: str, unit: str, task: str) -> list[Filing]:
    """The answers of which that isn't as it follows from all of them, as it should be.

    An answer counts until the earliest date of those recorded after it; one that is overtaken on its own date
    or before never counts. One that was returned breaks the time since which the unit has answered.
    """
    stored = filings(store, plan, unit, task)
    until: str | None = None
    found: dict[int, Filing] = {}
    for each in reversed(stored):
        found[each.id] = each._replace(until=until, since=each.on_date)
        until = each.on_date if until is None else min(until, each.on_date)
    returned = verdicts.returned_on(store, plan, unit, task)
    earlier: Filing | None = None
    since: str | None = None
    for each in _in_turn(found.values()):
        if earlier and _was_returned(returned.get(earlier.id), each.on_date):
            since = None
        since = None if each.texts.lacking else since or each.on_date
        found[each.id] = each._replace(since=since or each.on_date)
        earlier = each
    return [found[each.id] for each in stored if found[each.id] != each]


def _was_returned(span: tuple[str, str | None] | None, day: str) -> bool:
    return bool(span and span[0] <= day and (span[1] is None or span[1] > day))
