"""Spans of days, as the ledger keeps them: bounds are texts, compared byte by byte."""

from __future__ import annotations

# Before and after every date.
ALWAYS, NEVER = "", "9999-99-99"

# The statuses of an answer that is complete.
COMPLETE = ("filed", "not_involved")


def after(day: str) -> str:
    """The day after, as a bound: nothing lies between it and the day itself."""
    return day + "+"
