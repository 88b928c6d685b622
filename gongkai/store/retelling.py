"""The journal told anew: from its lines, in their order, what every record must be by now."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from gongkai.store.interface import Row
from gongkai.store.journal import TOLD, understood

# What is recorded, and the actions that make a record of it.
KINDS = {
    "filing": ("fill", "not_involved"),
    "claim": ("claim",),
    "disclosure": ("publish",),
    "submission": ("submit",),
    "receipt": ("accept", "return"),
}
# The kind of record that each action makes, or changes.
MADE_BY = {action: kind for kind, actions in KINDS.items() for action in actions}
CHANGED_BY = {"unclaim": "claim", "correct": "disclosure", "withdraw": "disclosure"}

# The records of each kind by number: each with those of its fields of which the journal tells.
Records = dict[str, dict[int, Row]]


class Told(NamedTuple):
    """What the journal says of a unit's records, the numbers of lines that our commands didn't write, and of every
    record that a line takes back, that line."""

    records: Records
    strange: list[int]
    undoings: dict[tuple[str, int], int]


def retell(lines: Iterable[Row]) -> Told:
    """`lines` are all those of a unit, the first one first."""
    records: Records = {kind: {} for kind in KINDS}
    told = Told(records, [], {})
    standing: dict[int, Row] = {}  # what can be taken back
    for line in lines:
        undone = standing.get(line["undoes"])
        if not (understood(line) and _applied(records, standing, line)):
            told.strange.append(line["id"])
        elif undone and undone["action"] in MADE_BY:
            told.undoings[MADE_BY[undone["action"]], undone["record"]] = line["id"]
    return told


def _applied(records: Records, standing: dict[int, Row], line: Row) -> bool:
    """Do what a line says; False where that isn't possible."""
    action, number = line["action"], line["record"]
    if action == "undo":
        undone = standing.pop(line["undoes"], None)
        return undone is not None and undone["record"] == number and _undone(records, undone)
    if action in MADE_BY:
        kind = MADE_BY[action]
        new = None if number in records[kind] else _made(records, line)
        if new is None:
            return False
        records[kind][number] = new
    else:
        record = records[CHANGED_BY[action]].get(number)
        if record is None:
            return False
        record.update(_told(line))
    standing[line["id"]] = line
    return True


def _made(records: Records, line: Row) -> Row | None:
    """The record that a line says was made."""
    action, after = line["action"], _told(line)
    if action == "submit":
        return after
    new = {"task": line["task"], **after}
    if action in KINDS["filing"]:
        return new | {"kind": "measure" if action == "fill" else "not_involved"}
    if action in KINDS["receipt"]:
        return _judged(records, line)
    return new | {"until": None}


def _told(line: Row) -> Row:
    """What our commands tell in a line like this: anybody else may have added something."""
    return {name: line["after"][name] for name in TOLD[line["action"]]}


def _judged(records: Records, line: Row) -> Row | None:
    """A verdict is on the answer that stands, and ends the one before it."""
    answers = [number for number, each in records["filing"].items() if each["task"] == line["task"]]
    if not answers:
        return None
    filing, day = max(answers), line["after"]["on_date"]
    for earlier in records["receipt"].values():
        if earlier["filing"] == filing and earlier["until"] is None:
            earlier["until"] = day
    verdict = "accepted" if line["action"] == "accept" else "returned"
    reason = line["after"]["verdict_reason"]
    return {
        "task": line["task"],
        "filing": filing,
        "verdict": verdict,
        "reason": reason,
        "on_date": day,
        "until": None,
    }


def _undone(records: Records, line: Row) -> bool:
    """Take back what a line says."""
    action, number = line["action"], line["record"]
    kind = MADE_BY.get(action) or CHANGED_BY[action]
    record = records[kind].get(number)
    if record is None:
        return False
    if action in MADE_BY:
        del records[kind][number]
        if kind == "receipt":
            _hold_again(records, record["filing"])
    elif action == "correct":
        record.update({name: line["before"][name] for name in TOLD["correct"]})
    else:
        record["until"] = None
    return True


def _hold_again(records: Records, filing: int) -> None:
    """The verdict before the one taken back."""
    earlier = [
        number
        for number, each in records["receipt"].items()
        if each["filing"] == filing and each["until"] is not None
    ]
    if earlier:
        records["receipt"][max(earlier)]["until"] = None
