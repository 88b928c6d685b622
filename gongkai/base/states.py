"""The states in which an 事项's 期次, or the filing of a row, can be at a date: code, word and light, told once.

The store's questions are given the rules in SQL (`sql`), so that no query, report or page has a rule of its own.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from enum import StrEnum
from typing import Literal

Light = Literal["grey", "green", "yellow", "red"]


class State(StrEnum):
    """A state. `light` is its colour; `open`: its day is known, and what is asked for by then isn't done."""

    word: str
    light: Light
    open: bool

    def __new__(cls, code: str, word: str, light: Light, open_: bool) -> State:
        state = str.__new__(cls, code)
        state._value_ = code
        state.word, state.light, state.open = word, light, open_
        return state

    done = "done", "按期完成", "green", False
    done_late = "done_late", "逾期完成", "yellow", False
    overdue = "overdue", "逾期", "red", True
    soon = "soon", "临期", "yellow", True
    pending = "pending", "未到期", "green", True
    ongoing = "ongoing", "常态", "grey", False
    # Due before the plan was issued: it can be done, but never late. Somebody has to look at the date.
    check = "check", "待核", "grey", False


# What is asked for is done, in time or late.
FINISHED = (State.done, State.done_late)


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

    `open_state(due)`, `state(done_on, due, predates)`, `light(state)`, `worst_light(state)` over a group.
    """
    return written_out(question, _RULES)


def written_out(question: str, rules: Mapping[str, Callable[..., str]]) -> str:
    """A question with each call of a rule, by its name, replaced by what the rule says of the columns it is given."""

    def rule(found: re.Match[str]) -> str:
        named = rules.get(found[1])
        return named(*(part.strip() for part in found[2].split(","))) if named else found[0]

    return re.sub(r"\b(\w+)\(([^()]*)\)", rule, question)


def _open_state(due: str) -> str:
    return f"CASE WHEN {due} < :as_of THEN 'overdue' WHEN {due} <= :horizon THEN 'soon' ELSE 'pending' END"


def _state(done_on: str, due: str, predates: str) -> str:
    return (
        f"CASE WHEN {done_on} <= :as_of AND ({done_on} <= {due} OR {predates} = 1) THEN 'done' "
        f"WHEN {done_on} <= :as_of THEN 'done_late' WHEN {predates} = 1 THEN 'check' ELSE {_open_state(due)} END"
    )


def _light(state: str) -> str:
    lights = " ".join(f"WHEN '{each}' THEN '{each.light}'" for each in State)
    return f"CASE {state} {lights} END"


def _worst_light(state: str) -> str:
    ranks = " ".join(f"WHEN '{each}' THEN {LIGHTS.index(each.light)}" for each in State)
    lights = " ".join(f"WHEN {rank} THEN '{light}'" for rank, light in enumerate(LIGHTS))
    return f"CASE COALESCE(MAX(CASE {state} {ranks} END), 0) {lights} END"


_RULES: dict[str, Callable[..., str]] = {
    "open_state": _open_state,
    "state": _state,
    "light": _light,
    "worst_light": _worst_light,
}
