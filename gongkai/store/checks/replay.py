"""The journal told anew: from its lines, in their order, what every record must be by now."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from gongkai.store.changes.journal import Line, understood
from gongkai.store.declarations import Kind
from gongkai.store.engine.interface import Row
from gongkai.store.kinds import ACTIONS, KIND_OF, KINDS, UNDO

# The records of each kind by number: each with those of its fields of which the journal tells.
Records = dict[str, dict[int, Row]]


class Told(NamedTuple):
    """What the journal says of a unit's records, the numbers of lines that our commands didn't write, and of every
    record that a line takes back, that line."""

    records: Records
    strange: list[int]
    undoings: dict[tuple[str, int], int]


def retell(lines: Iterable[Line]) -> Told:
    """`lines` are all those of a unit, the first one first."""
    records: Records = {kind: {} for kind in KINDS}
    told = Told(records, [], {})
    standing: dict[int, Line] = {}  # what can be taken back
    for line in lines:
        undone = standing.get(line.undoes or 0)
        if not (understood(line) and _applied(records, standing, line)):
            told.strange.append(line.id)
        elif undone and ACTIONS[undone.action].effect == "makes":
            told.undoings[KIND_OF[undone.action].table, undone.record or 0] = line.id
    return told


def _applied(records: Records, standing: dict[int, Line], line: Line) -> bool:
    """Do what a line says; False where that isn't possible."""
    number = line.record or 0
    if line.action == UNDO:
        undone = standing.pop(line.undoes or 0, None)
        return undone is not None and (undone.record or 0) == number and _undone(records, undone)
    kind, action = KIND_OF[line.action], ACTIONS[line.action]
    made = records[kind.table]
    if (number in made) == (action.effect == "makes"):
        return False
    told = kind.from_told(line.told)
    if action.effect == "makes":
        new = told | dict(action.sets) | ({"task": line.task} if kind.by_task else {})
        if kind.ends and not kind.in_turn:  # that follows from the others, see audit
            new["until"] = None
        if kind.verdict_on and not _judged(records, kind, new):
            return False
        made[number] = new
    else:
        made[number].update(told)
        if action.effect == "ends":
            made[number]["until"] = line.told["until"]
    standing[line.id] = line
    return True


def _judged(records: Records, kind: Kind, new: Row) -> bool:
    """A verdict is on the record that stands, and ends the one before it; False where there is nothing to judge."""
    about = max(
        (n for n, each in records[kind.verdict_on].items() if each["task"] == new["task"]), default=None
    )
    if about is None:
        return False
    new[kind.verdict_on] = about
    for earlier in records[kind.table].values():
        if earlier[kind.verdict_on] == about and earlier["until"] is None:
            earlier["until"] = new["on_date"]
    return True


def _undone(records: Records, line: Line) -> bool:
    """Take back what a line says."""
    kind, number = KIND_OF[line.action], line.record or 0
    made = records[kind.table]
    if number not in made:
        return False
    match ACTIONS[line.action].effect:
        case "ends":
            made[number]["until"] = None
        case "corrects":
            made[number].update(kind.from_told(line.was))
        case "makes":
            gone = made.pop(number)
            if kind.verdict_on:
                _hold_again(made, kind, gone[kind.verdict_on])
    return True


def _hold_again(made: dict[int, Row], kind: Kind, about: int) -> None:
    """The verdict before the one taken back."""
    ended = [n for n, each in made.items() if each[kind.verdict_on] == about and each["until"] is not None]
    if ended:
        made[max(ended)]["until"] = None
