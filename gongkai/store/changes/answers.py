"""What units answer. Each change writes its journal line in the same transaction.

An answer counts from its own date until a later one takes over, so that a report of a past day shows that day.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from gongkai.base.problems import GongkaiError
from gongkai.store import holdings
from gongkai.store.changes import authorship, journal, verdicts
from gongkai.store.changes.authorship import Authored
from gongkai.store.changes.claims import record_claim
from gongkai.store.changes.journal import Author
from gongkai.store.changes.steps import make
from gongkai.store.changes.submissions import Submission, record_submission
from gongkai.store.engine.interface import Row, Store, repeatable
from gongkai.store.kinds import ANSWER, FILING, MEASURES, is_complete
from gongkai.store.questions.filings import current_answer, last_contact, taken_over


class Answer(NamedTuple):
    """A unit's answer for one task: its measures and who answers for them, or 不涉及 with a reason."""

    measure: str = ""
    section: str = ""
    officer: str = ""
    contact: str = ""
    reason: str = ""

    @property
    def complete(self) -> bool:
        return is_complete(self._asdict())


class Conflict(GongkaiError):
    """Somebody else has answered the same task meanwhile. `details`: each field that changed, before and now."""

    def __init__(self, message: str, details: Sequence[str] = ()) -> None:
        super().__init__(message)
        self.details = details


class Filed(NamedTuple):
    """An answer as recorded, and the texts whose place it took, with those who wrote them. `until`: the day from which a
    later answer stands as it stood. `taken`: the fields taken over from an earlier answer. `last`: the answer that stands
    now and its day, where that is later than the one recorded."""

    answer: Answer
    replaced: list[Authored]
    until: str | None = None
    taken: Mapping[str, str] = {}
    last: tuple[str, Answer] | None = None


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
        standing = current_answer(store, plan, unit, task, on_date if later else None) or {}
        taken = {}
        if as_last and "measure" in changes:
            taken = _who_answered_last(store, plan, unit, _merge(standing, changes))
        changes = {**changes, **taken}
        given = ANSWER if "reason" in changes else (*changes, "reason")
        others = {
            name: text for name in given if (text := standing.get(name)) and text != changes.get(name, "")
        }
        lines = journal.answer_lines(store, plan, unit, task) if others else []
        answer = _file(store, author, plan, unit, task, on_date, changes, over=over)
        if answer is None:
            return None
        until = later[0]["on_date"] if later else None
        return Filed(
            answer, authorship.authored(lines, others), until, taken, _last(store, plan, unit, task, on_date)
        )


def _last(store: Store, plan: str, unit: str, task: str, day: str) -> tuple[str, Answer] | None:
    """The newest answer with its day, where it counts from a later one than `day`."""
    later = _later_answers(store, plan, unit, task, day)
    return (later[-1]["on_date"], _merge(later[-1], {})) if later else None


def _who_answered_last(store: Store, plan: str, unit: str, answer: Answer) -> dict[str, str]:
    last = last_contact(store, plan, unit, answer.officer) or last_contact(store, plan, unit)
    return taken_over(answer._asdict(), last or {})


@repeatable
def file_answers(
    store: Store,
    author: Author,
    plan: str,
    unit: str,
    on_date: str,
    changes: dict[str, dict[str, str]],
    seen: Mapping[str, Row | None],
) -> dict[str, Answer]:
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
    seen: Mapping[str, Row | None],
    claims: Sequence[str],
) -> dict[str, Answer]:
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
    seen: Mapping[str, Row | None],
) -> dict[str, Answer]:
    standing = {task: current_answer(store, plan, unit, task) for task in changes}
    overtaken = [task for task in changes if _said(standing[task]) != _said(seen[task])]
    if overtaken:
        taken_back = all(standing[task] is None for task in overtaken)
        what = "的填报刚刚被别人撤销" if taken_back else "刚刚被别人填报过"
        raise Conflict(
            f"任务 {'、'.join(overtaken)} {what}，没有保存",
            [
                f"任务 {task} {said}"
                for task in overtaken
                for said in authorship.changed(store, plan, unit, task, seen[task], standing[task])
            ],
        )
    recorded = {
        task: _file(store, author, plan, unit, task, on_date, each, over=True)
        for task, each in changes.items()
    }
    return {task: answer for task, answer in recorded.items() if answer}


def _said(answer: Row | None) -> Row | None:
    """What an answer says. Not its number: that of an answer taken back is given again."""
    return answer and FILING.as_told(answer)


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
) -> Answer | None:
    """Record an answer, and after it anew those dated later, changed too where it goes `over` them.

    Each is an answer of its own day: nothing that was given later counts earlier. None where nothing changes.
    """
    at = current_answer(store, plan, unit, task, on_date)
    later = _later_answers(store, plan, unit, task, on_date)
    told = [(on_date, at, _merge(at, changes))]
    told += [(row["on_date"], row, _merge(row, _into(row, changes) if over else {})) for row in later]
    changed = [stood is None or not _same(stood, answer) for _, stood, answer in told]
    if not any(changed):
        return None
    verdicts.check_day(store, plan, unit, task, on_date)
    first = changed.index(True)
    if first and told[first][2] == told[first - 1][2]:
        first -= 1  # written anew it lasts over the one that says the same by now
    written: Answer | None = None
    for day, stood, answer in told[first:]:
        if answer != written:
            _write(store, author, plan, unit, task, day, stood, answer)
        written = answer
    return told[0][2]


def _into(later: Row, changes: dict[str, str]) -> dict[str, str]:
    """What of some changes goes into an answer dated later: who answers for it means nothing where that is 不涉及."""
    return {} if later["reason"] and not {"measure", "reason"} & changes.keys() else changes


def _write(
    store: Store, author: Author, plan: str, unit: str, task: str, day: str, stood: Row | None, answer: Answer
) -> None:
    whose = {"plan": plan, "unit": unit, "task": task}
    values = answer._asdict() | {"on_date": day, "since": day}
    make(store, author, "not_involved" if answer.reason else "fill", whose, values, _said(stood))
    restate(store, plan, unit, task)


def _later_answers(store: Store, plan: str, unit: str, task: str, day: str) -> list[Row]:
    """The answers that count from days after a day, in their order."""
    question = """
        SELECT * FROM filing WHERE plan = :plan AND unit = :unit AND task = :task
        AND on_date > :day AND (until IS NULL OR until > on_date) ORDER BY on_date
    """
    return list(store.rows(question, {"plan": plan, "unit": unit, "task": task, "day": day}))


def _merge(standing: Row | None, changes: dict[str, str]) -> Answer:
    if "reason" in changes:
        return Answer(reason=changes["reason"])
    kept = {name: standing[name] for name in (MEASURES if changes else ANSWER)} if standing else {}
    return Answer(**{**kept, **changes})


def _same(standing: Row, answer: Answer) -> bool:
    return all(standing[name] == value for name, value in answer._asdict().items())


def restate(store: Store, plan: str, unit: str, task: str) -> None:
    """Set, for every answer of a unit's task, until when it counts and since when it is complete."""
    for new in restated(store, plan, unit, task):
        store.execute("UPDATE filing SET until = :until, since = :since WHERE id = :id", new)


def restated(store: Store, plan: str, unit: str, task: str) -> list[Row]:
    """The answers of a unit's task whose `until` or `since` isn't what follows from all of them, with what it is.

    An answer counts until the earliest date of those recorded after it; one that is overtaken on its own date
    or before never counts. One that was returned breaks the time since which the unit has answered.
    """
    key = {"plan": plan, "unit": unit, "task": task}
    rows = list(
        store.rows(
            "SELECT * FROM filing WHERE plan = :plan AND unit = :unit AND task = :task ORDER BY id", key
        )
    )
    until: str | None = None
    for row in reversed(rows):
        row["new_until"] = until
        until = row["on_date"] if until is None else min(until, row["on_date"])
    in_force = sorted(
        (row for row in rows if row["new_until"] is None or row["new_until"] > row["on_date"]),
        key=lambda row: str(row["on_date"]),
    )
    returned = verdicts.returned_on(store, plan, unit, task)
    since: str | None = None
    for index, row in enumerate(in_force):
        complete = is_complete(row)
        if index and _was_returned(returned.get(in_force[index - 1]["id"]), row["on_date"]):
            since = None
        since = (since or row["on_date"]) if complete else None
        row["new_since"] = since or row["on_date"]
    stated = [
        {"id": row["id"], "until": row["new_until"], "since": row.get("new_since", row["on_date"])}
        for row in rows
    ]
    return [new for new, row in zip(stated, rows, strict=True) if any(row[name] != new[name] for name in new)]


def _was_returned(span: tuple[str, str | None] | None, day: str) -> bool:
    return bool(span and span[0] <= day and (span[1] is None or span[1] > day))
