"""What a server's rules can't see: a unit may write its own rows past our commands. Whoever looks finds it here.

The journal, which nobody can change, is read from its beginning: what it says of every record must be what the record
is. Until when an answer counts follows from the other answers, and a unit's part of the holdings from its records.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Literal, NamedTuple

from gongkai.store import holdings
from gongkai.store.changes import journal
from gongkai.store.changes.answers import restate, restated
from gongkai.store.checks import replay
from gongkai.store.compiled import DERIVED
from gongkai.store.engine.interface import Store
from gongkai.store.kinds import FILING, KINDS

# What can be wrong. `untold`: a record without a line. `other`: not as its lines say. `gone`: nobody took it back, and
# it isn't there. `span`: an answer counts from or until another day than follows. `line`: a journal line that our
# commands didn't write. `long`: a text longer than its field takes, by an older version; it can be read still.
# `ledger`: a unit's part of the holdings isn't what follows. `plan`: a table isn't what the file says.
# Of a file also: `damaged`; `schema`: a table, an index or a trigger isn't as we make it; `content`: a value that nobody
# can understand; `open`: others than its owner can use it; `tightened`: they could.
Problem = Literal[
    "untold", "other", "gone", "span", "line", "long", "ledger", "plan",
    "damaged", "schema", "content", "open", "tightened",
]  # fmt: skip


# What was not set right, since what it follows from is wrong itself.
KEPT = "kept"


class Finding(NamedTuple):
    """Something that our commands wouldn't have left: what is wrong, with which unit's, which table's, which record.

    `details` are the fields that are wrong, or nothing. Of a `line`, the number is the line's. `path`: of a file.
    """

    problem: Problem
    unit: str = ""
    table: str = ""
    number: int = 0
    details: tuple[str, ...] = ()
    path: str = ""


def audit(store: Store, plan: str) -> list[Finding]:
    """Everything that isn't as our commands leave it. What only follows from something else is set right at once:
    the holdings, and the days of the answers of a task that is otherwise in order."""
    found: list[Finding] = []
    with store.transaction(derived=True):
        for unit in _units(store, plan):
            wrong = list(_wrong_records(store, plan, unit))
            found += wrong
            found += _too_long(store, plan, unit)
            found += _wrong_spans(
                store, plan, unit, {each.number for each in wrong if each.table == "filing"}
            )
        found += _of_unknown_plans(store)
        found += _wrong_in_holdings(store, plan)
    return found


def _of_unknown_plans(store: Store) -> Iterator[Finding]:
    """What was written of a plan that isn't known, so that no question ever meets it."""
    for table in ("journal", *KINDS):
        question = f"SELECT id, unit FROM {table} WHERE plan NOT IN (SELECT id FROM plan) ORDER BY id"
        for row in store.rows(question):
            problem: Problem = "line" if table == "journal" else "untold"
            yield Finding(problem, row["unit"] or "", table, row["id"])


def _units(store: Store, plan: str) -> list[str]:
    tables = " UNION ".join(f"SELECT unit FROM {table} WHERE plan = :plan" for table in (*KINDS, "journal"))
    return [
        str(row["unit"])
        for row in list(store.rows(f"{tables} ORDER BY unit", {"plan": plan}))
        if row["unit"] is not None
    ]


def _wrong_records(store: Store, plan: str, unit: str) -> Iterator[Finding]:
    """The records of a unit against what its journal lines say of them."""
    key = {"plan": plan, "unit": unit}
    said = replay.retell(journal.lines_from_the_first(store, plan, unit))
    for number in said.strange:
        yield Finding("line", unit, "journal", number)
    for table in KINDS:
        told = said.records[table]
        question = f"SELECT * FROM {table} WHERE plan = :plan AND unit = :unit ORDER BY id"
        there = {row["id"]: row for row in store.rows(question, key)}
        for number in sorted(told.keys() | there.keys()):
            if number not in told:
                yield Finding("untold", unit, table, number)
                if line := said.undoings.get((table, number)):  # it says what isn't so
                    yield Finding("line", unit, "journal", line)
            elif number not in there:
                yield Finding("gone", unit, table, number)
            elif other := tuple(name for name, value in told[number].items() if there[number][name] != value):
                yield Finding("other", unit, table, number, other)


def _too_long(store: Store, plan: str, unit: str) -> Iterator[Finding]:
    """The records with a text longer than its field takes by now: as our commands wrote them, but of an older version."""
    for kind in KINDS.values():
        for field in kind.texts:
            question = (
                f"SELECT id FROM {kind.table} WHERE plan = :plan AND unit = :unit "
                f"AND LENGTH({field.name}) > {field.limit} ORDER BY id"
            )
            for row in store.rows(question, {"plan": plan, "unit": unit}):
                yield Finding("long", unit, kind.table, row["id"], (f"{field.label}，{field.most}",))


def _wrong_spans(store: Store, plan: str, unit: str, wrong: set[int]) -> Iterator[Finding]:
    """The answers that count from or until another day than follows. Of a task of which an answer is `wrong` anyway they
    are only named: what follows from it would be no better."""
    doubtful = _tasks_of(store, plan, unit, wrong) if wrong else set()
    tasks = "SELECT DISTINCT task FROM filing WHERE plan = :plan AND unit = :unit ORDER BY task"
    for row in list(store.rows(tasks, {"plan": plan, "unit": unit})):
        kept = row["task"] in doubtful
        for new in (restated if kept else restate)(store, plan, unit, row["task"]):
            yield Finding("span", unit, "filing", new.id, (KEPT,) if kept else ())


def _tasks_of(store: Store, plan: str, unit: str, answers: Iterable[int]) -> set[str]:
    """The tasks of answers, by the records that are there and by what the journal says of the others."""
    numbers = ", ".join(map(str, answers))
    question = f"""
        SELECT task FROM filing WHERE plan = :plan AND unit = :unit AND id IN ({numbers})
        UNION SELECT task FROM journal
        WHERE plan = :plan AND unit = :unit AND record IN ({numbers}) AND action IN ({FILING.making})
    """
    return {str(row["task"]) for row in store.rows(question, {"plan": plan, "unit": unit})}


def _wrong_in_holdings(store: Store, plan: str) -> Iterator[Finding]:
    before = _holdings(store, plan)
    holdings.rebuild(store, plan)
    after = _holdings(store, plan)
    for unit in sorted(before.keys() | after.keys()):
        if before.get(unit) != after.get(unit):
            yield Finding("ledger", unit)


def _holdings(store: Store, plan: str) -> dict[str, list[str]]:
    """Each unit's part of the holdings, in an order of its own."""
    found: dict[str, list[str]] = {}
    for table in holdings.TABLES:
        for row in store.rows(f"SELECT * FROM {table} WHERE plan = :plan", {"plan": plan}):
            found.setdefault(row["unit"], []).append(repr(sorted(row.items())))
    return {unit: sorted(lines) for unit, lines in found.items()}


def audit_plan(
    store: Store, plan: Mapping[str, Any], tables: Mapping[str, Sequence[Mapping[str, Any]]]
) -> Iterator[Finding]:
    """The compiled plan in the store against what its file is compiled to."""
    key = {"plan": plan["id"]}
    heading = store.row("SELECT * FROM plan WHERE id = :plan", key) or {}
    if any(heading.get(name) != value for name, value in plan.items() if name not in ("digest", "file")):
        yield Finding("plan", table="plan")
    for table in reversed(DERIVED):
        if _sorted(store.rows(f"SELECT * FROM {table} WHERE plan = :plan", key)) != _sorted(tables[table]):
            yield Finding("plan", table=table)


def _sorted(rows: Iterable[Mapping[str, Any]]) -> list[str]:
    """Rows as texts that can be compared, in an order of their own. No engine knows True and False from 1 and 0."""
    return sorted(
        repr(sorted((name, int(value) if isinstance(value, bool) else value) for name, value in row.items()))
        for row in rows
    )
