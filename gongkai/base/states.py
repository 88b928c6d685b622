"""The states in which an 事项's 期次, or the filing of a row, can be at a date: all that is true of each, told once.

The store's questions are given the rules in SQL (`sql`), so that no query, report or page has a rule of its own.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from enum import StrEnum
from typing import Literal

Light = Literal["grey", "green", "yellow", "red"]
# Whether what is asked for is done, isn't done by a day that is known, or can be neither.
Phase = Literal["open", "finished", "aside"]


class State(StrEnum):
    """A state, by its code in the store and in JSON. They stand in the order in which figures are given.

    `light` is its colour; `late`: the day passed before it was done; `figure`: what reports call the number of 期次 in it,
    "" where none is counted; `when`, in SQL: when a 期次 is in it unless it is in one before it, what is finished
    being looked at first and what is open last; "" is always, None where it isn't the state of a 期次.
    """

    word: str
    light: Light
    phase: Phase
    late: bool
    figure: str
    when: str | None

    def __new__(
        cls, code: str, word: str, light: Light, phase: Phase, late: bool, figure: str, when: str | None
    ) -> State:
        state = str.__new__(cls, code)
        state._value_ = code
        state.word, state.light, state.phase, state.late = word, light, phase, late
        state.figure, state.when = figure, when
        return state

    overdue = "overdue", "逾期", "red", "open", True, "overdue", "{due} < :as_of"
    soon = "soon", "临期", "yellow", "open", False, "due_soon", "{due} <= :horizon"
    pending = "pending", "未到期", "green", "open", False, "pending", ""
    done = (
        *("done", "按期完成", "green", "finished", False, "done"),
        "{done_on} <= :as_of AND ({done_on} <= {due} OR {predates} = 1)",
    )
    done_late = "done_late", "逾期完成", "yellow", "finished", True, "done_late", "{done_on} <= :as_of"
    # Due before the plan was issued: it can be done, but never late. Somebody has to look at the date.
    check = "check", "待核", "grey", "aside", False, "to_check", "{predates} = 1"
    ongoing = "ongoing", "常态", "grey", "aside", False, "", None


FINISHED = tuple(state for state in State if state.phase == "finished")
OPEN = tuple(state for state in State if state.phase == "open")
LATE = tuple(state for state in OPEN if state.late)
AHEAD = tuple(state for state in OPEN if not state.late)
# What whoever owes it is told of: late, or near.
PRESSING = tuple(state for state in OPEN if state.light != "green")
COUNTED = tuple(state for state in State if state.figure)
# What a list of 期次 may be narrowed to.
ONLY = {"late": LATE, "soon": (State.soon,), "open": OPEN}


def state_on(day: str, done_on: str | None, due: str, predates: bool, *, horizon: str) -> State:
    """The state at a day (ISO), as `sql` has it."""
    if done_on is not None and done_on <= day:
        return State.done if done_on <= due or predates else State.done_late
    if predates:
        return State.check
    return State.overdue if due < day else State.soon if due <= horizon else State.pending


# From the calmest to the most pressing.
LIGHTS: tuple[Light, ...] = ("grey", "green", "yellow", "red")


def sql(question: str) -> str:
    """A question with the rules written out where it names them, at :as_of, with :horizon the last day that is soon:

    `open_state(due)`, `state(done_on, due, predates)`, `light(state)`, `worst_light(state)` over a group, and the
    columns `state_counts(state)` over one, their names with an ending where one is given.
    """
    return written_out(question, _RULES)


def written_out(question: str, rules: Mapping[str, Callable[..., str]]) -> str:
    """A question with each call of a rule, by its name, replaced by what the rule says of the columns it is given."""

    def rule(found: re.Match[str]) -> str:
        named = rules.get(found[1])
        return named(*(part.strip() for part in found[2].split(","))) if named else found[0]

    return re.sub(r"\b(\w+)\(([^()]*)\)", rule, question)


def _first_of(states: tuple[State, ...], **columns: str) -> str:
    """The first of the states that applies."""
    cases = [
        f"WHEN {state.when.format(**columns) or '1 = 1'} THEN '{state}'"
        for state in states
        if state.when is not None
    ]
    return f"CASE {' '.join(cases)} END"


def _open_state(due: str) -> str:
    return _first_of(OPEN, due=due)


def _state(done_on: str, due: str, predates: str) -> str:
    aside = tuple(state for state in State if state.phase == "aside")
    return _first_of((*FINISHED, *aside, *OPEN), done_on=done_on, due=due, predates=predates)


def _light(state: str) -> str:
    lights = " ".join(f"WHEN '{each}' THEN '{each.light}'" for each in State)
    return f"CASE {state} {lights} END"


def _worst_light(state: str) -> str:
    ranks = " ".join(f"WHEN '{each}' THEN {LIGHTS.index(each.light)}" for each in State)
    lights = " ".join(f"WHEN {rank} THEN '{light}'" for rank, light in enumerate(LIGHTS))
    return f"CASE COALESCE(MAX(CASE {state} {ranks} END), 0) {lights} END"


def _state_counts(state: str, ending: str = "") -> str:
    return ", ".join(
        f"SUM(CASE WHEN {state} = '{each}' THEN 1 ELSE 0 END) AS {each.figure}{ending}" for each in COUNTED
    )


_RULES: dict[str, Callable[..., str]] = {
    "open_state": _open_state,
    "state": _state,
    "light": _light,
    "worst_light": _worst_light,
    "state_counts": _state_counts,
}
