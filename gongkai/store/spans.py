"""Spans of days, as the holdings keeps them: bounds are texts, compared byte by byte."""

from __future__ import annotations

from datetime import date, timedelta

# Before and after every date.
ALWAYS, NEVER = "", "9999-99-99"

# The statuses of an answer that is complete.
COMPLETE = ("filed", "not_involved")


def after(day: str) -> str:
    """The day after, as a bound: nothing lies between it and the day itself."""
    return day + "+"


def next_day(bound: str) -> str:
    """The first day (ISO) that isn't before a bound."""
    if not bound.endswith("+"):
        return bound
    return (date.fromisoformat(bound[:-1]) + timedelta(days=1)).isoformat()
