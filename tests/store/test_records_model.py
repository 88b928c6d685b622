"""Random answers, claims and undoings against a simple model that derives everything from the list of changes."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from gongkai.base.problems import GongkaiError
from gongkai.base.rows import plain
from gongkai.store.changes import answers, claims, journal, undoing
from gongkai.store.changes.journal import Author
from gongkai.store.engine.sqlite import SqliteStore
from gongkai.store.questions.asked import Asked
from gongkai.store.questions.tasks import tasks_of, units_of

PLAN, UNIT, DUE = "linzi-2019", "区司法局", "2019-07-19"
FIELDS = ("measure", "section", "officer", "contact")
DAYS = [f"2019-07-{day}" for day in range(17, 23)]
OWN, CLAIMABLE = ("14",), ("15",)  # few tasks and days, so that changes meet

day = st.sampled_from(DAYS[1:-1])
task = st.sampled_from(OWN + CLAIMABLE)
word = st.sampled_from(("甲", "乙"))
some = st.dictionaries(st.sampled_from(FIELDS), word, min_size=1, max_size=2)
whole = st.fixed_dictionaries(dict.fromkeys(FIELDS, word))
claimable = st.sampled_from(CLAIMABLE)
step = st.one_of(
    st.tuples(st.just("fill"), task, day, some),
    st.tuples(st.just("fill"), task, day, whole),
    st.tuples(st.just("not_involved"), task, day, st.sampled_from(("无此职能", "无此事项"))),
    st.tuples(st.just("claim"), claimable, day),
    st.tuples(st.just("unclaim"), claimable, day),
    st.tuples(st.just("undo"), task),
)
steps = st.lists(step, min_size=12, max_size=40)


class Standing(NamedTuple):
    """What stands on a day, and since which day: that of the answer."""

    on: str
    answer: dict[str, str]


# What stands on each day.
Days = dict[str, Standing]


class Change(NamedTuple):
    """One change that was made and not taken back; of an answer, how many it wrote, and what stood before."""

    action: str
    task: str
    day: str
    lines: int = 1
    before: Days | None = None


EMPTY = dict.fromkeys((*FIELDS, "reason"), "")


def merged(standing: dict[str, str], given: dict[str, str]) -> dict[str, str]:
    return {**EMPTY, **given} if "reason" in given else {**standing, **given, "reason": ""}


def answered(before: Days, day: str, given: dict[str, str]) -> Days:
    """What stands on each day after fields were given for a day: till the next answer; who answers, in that one too."""
    over = "reason" not in given and not given.keys() >= set(FIELDS)
    after = {each: standing for each, standing in before.items() if each < day}
    for each in (each for each in DAYS if each >= day):
        there = before.get(each)
        if there is None or there.on <= day:
            new = Standing(day, merged(there.answer if there else EMPTY, given))
        elif over and ("measure" in given or not there.answer["reason"]):
            new = there._replace(answer=merged(there.answer, given))
        else:
            new = there
        changed = after != {kept: before.get(kept) for kept in after}
        yesterday = after.get(DAYS[DAYS.index(each) - 1])
        if there and new.answer == there.answer and not changed:
            new = there
        elif yesterday and each > day and new.answer == yesterday.answer:
            new = yesterday
        after[each] = new
    return after


class Records:
    """The store, and what was done to it."""

    def __init__(self, path: str) -> None:
        self.store = SqliteStore(path)
        self.store._connection.execute("PRAGMA synchronous = OFF")  # no power failure is tried here
        self.changes: list[Change] = []
        self.answers: dict[str, Days] = {task: {} for task in OWN + CLAIMABLE}
        self.lines = 0
        self.clock = 0

    def author(self) -> Author:
        self.clock += 1
        return Author("测试员", f"2019-07-31T10:00:{self.clock % 60:02}+08:00", str(self.clock))

    # ------------------------------------------------------------ the model

    def of(self, task: str, *actions: str) -> list[Change]:
        return [change for change in self.changes if change.task == task and change.action in actions]

    def last_answer(self, task: str, upto: str) -> Standing | None:
        return self.answers[task].get(upto)

    def complete(self, task: str, upto: str) -> bool:
        answer = self.last_answer(task, upto)
        return bool(answer and (answer.answer["reason"] or all(answer.answer[name] for name in FIELDS)))

    def answered_since(self, task: str, upto: str) -> str | None:
        since = None
        for each in reversed([each for each in DAYS if each <= upto]):
            if not self.complete(task, each):
                break
            since = each
        return since

    def claims(self, task: str) -> list[tuple[str, str]]:
        """The spans in which the task is claimed."""
        spans = []
        for change in self.of(task, "claim", "unclaim"):
            if change.action == "claim":
                spans.append((change.day, "9999"))
            else:
                spans[-1] = (spans[-1][0], change.day)
        return spans

    def expected(self, task: str, asof: str) -> dict[str, Any]:
        claimed = next((start for start, end in self.claims(task) if start <= asof < end), None)
        basis = "claimed" if claimed else "claimable" if task in CLAIMABLE else None
        answer = self.last_answer(task, asof)
        if answer is None:
            status = "unclaimed" if basis == "claimable" else "unfiled"
        elif answer.answer["reason"]:
            status = "not_involved"
        else:
            status = "filed" if self.complete(task, asof) else "incomplete"
        row: dict[str, Any] = {"status": status, "filed_on": answer.on if answer else None}
        row |= {name: answer.answer[name] if answer else None for name in (*FIELDS, "reason")}
        if basis:
            row["basis"] = basis
        missed = any(start <= DUE < end <= (claimed or "") for start, end in self.claims(task))
        bound = basis != "claimable" and ((claimed or "") <= DUE or missed)
        row["filing_due"] = DUE if bound else None
        since = self.answered_since(task, asof)
        if not bound:
            row["filing_state"] = None
        elif since:
            row["filing_state"] = "done" if since <= DUE else "done_late"
        else:
            row["filing_state"] = "overdue" if asof > DUE else "soon" if asof == DUE else "pending"
        return row

    # ------------------------------------------------------------ what is done

    def fill(self, task: str, day: str, given: dict[str, str]) -> None:
        self.record("fill", task, day, given)

    def not_involved(self, task: str, day: str, reason: str) -> None:
        self.record("not_involved", task, day, {"reason": reason})

    def record(self, action: str, task: str, day: str, given: dict[str, str]) -> None:
        before = self.answers[task]
        after = answered(before, day, given)
        number = len(list(journal.lines(self.store, PLAN)))
        recorded = answers.file_answer(self.store, self.author(), PLAN, UNIT, task, day, given)
        assert bool(recorded) == (after != before)
        if recorded:
            lines = len(list(journal.lines(self.store, PLAN))) - number
            assert lines >= 1
            self.changes.append(Change(action, task, day, lines, before))
            self.answers[task] = after
            self.lines += lines

    def claim(self, task: str, day: str) -> None:
        possible = all(end <= day or end <= start for start, end in self.claims(task))
        self.attempt(possible, claims.claim, Change("claim", task, day))

    def unclaim(self, task: str, day: str) -> None:
        spans = self.claims(task)
        possible = bool(spans) and spans[-1][1] == "9999" and spans[-1][0] <= day
        self.attempt(possible, claims.unclaim, Change("unclaim", task, day))

    def attempt(self, possible: bool, make: Any, change: Change) -> None:
        if not possible:
            with pytest.raises(GongkaiError):
                make(self.store, self.author(), PLAN, UNIT, change.task, change.day)
            return
        make(self.store, self.author(), PLAN, UNIT, change.task, change.day)
        self.changes.append(change)
        self.lines += 1

    def undo(self, task: str) -> None:
        done = [index for index, change in enumerate(self.changes) if change.task == task]
        if not done:
            with pytest.raises(GongkaiError):
                undoing.undo(self.store, self.author(), PLAN, UNIT, task)
            return
        last = self.changes.pop(done[-1])
        lines = undoing.undo(self.store, self.author(), PLAN, UNIT, task)
        assert [line.task for line in lines] == [task] * last.lines
        self.lines += last.lines
        if last.before is not None:
            self.answers[task] = last.before

    # ------------------------------------------------------------ what is then so

    def look(self, asof: str) -> None:
        asked = Asked(PLAN, asof, asof)
        held = {row.id: plain(row) for row in tasks_of(self.store, asked, UNIT)}
        for task in OWN + CLAIMABLE:
            [holder] = units_of(self.store, asked, task, UNIT)
            row = held[task] | plain(holder)
            expected = self.expected(task, asof)
            assert {name: row[name] for name in expected} == expected, (task, asof)

    def journal_agrees_with_the_rows(self) -> None:
        lines = list(journal.lines(self.store, PLAN))
        assert len(lines) == self.lines
        undone = {line.undoes for line in lines if line.action == "undo"}
        standing = [line for line in reversed(lines) if line.id not in undone and line.action != "undo"]
        assert [line.task for line in standing] == [
            change.task for change in self.changes for _ in range(change.lines)
        ]
        filings = {row["id"]: row for row in self.store.rows("SELECT * FROM filing")}
        filed = [line for line in standing if line.action in ("fill", "not_involved")]
        assert sorted(filings) == sorted(line.record for line in filed)
        for line in filed:
            row = filings[line.record]
            assert {name: row[name] for name in line.after} == line.after
        claims = {row["id"]: row for row in self.store.rows("SELECT * FROM claim")}
        assert sorted(claims) == sorted(line.record for line in standing if line.action == "claim")
        ended = {line.record: line.after["until"] for line in standing if line.action == "unclaim"}
        assert {number: row["until"] for number, row in claims.items() if row["until"]} == ended


def run(template: Path, steps: list[tuple[Any, ...]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        recorded = Records(shutil.copyfile(template, f"{folder}/gongkai.db"))
        try:
            for action, *rest in steps:
                getattr(recorded, action)(*rest)
            for asof in DAYS:
                recorded.look(asof)
            recorded.journal_agrees_with_the_rows()
        finally:
            recorded.store.close()


WHOLE = dict.fromkeys(FIELDS, "甲")


# What chance seldom hits: filled up only after the deadline; two corrections dated earlier; a break in between.
@example(steps=[("fill", "14", "2019-07-18", {"measure": "甲"}), ("fill", "14", "2019-07-20", WHOLE)])
@example(
    steps=[
        ("fill", "14", "2019-07-20", WHOLE),
        ("fill", "14", "2019-07-18", {"measure": "乙"}),
        ("not_involved", "14", "2019-07-19", "无此职能"),
        ("fill", "14", "2019-07-21", {"measure": "乙"}),
        ("undo", "14"),
    ]
)
@settings(max_examples=60)
@given(steps=steps)
def test_records_agree_with_the_model(compiled_store: Path, steps: list[tuple[Any, ...]]) -> None:
    run(compiled_store, steps)


@pytest.mark.slow
@settings(max_examples=300)
@given(steps=steps)
def test_records_agree_with_the_model_at_length(compiled_store: Path, steps: list[tuple[Any, ...]]) -> None:
    run(compiled_store, steps)
