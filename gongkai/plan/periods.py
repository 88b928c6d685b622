"""The occurrences of a demand in time (期次)."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import NamedTuple

from gongkai.base.dates import chinese, month_end
from gongkai.base.words import Rhythm
from gongkai.plan.timing import Interval, TimeDemand


class PeriodSpec(NamedTuple):
    """One occurrence: what is done from `starts` to `ends` counts for it, and it is owed by `due`."""

    key: str
    label: str
    starts: date
    ends: date
    due: date


def periods(when: TimeDemand, window_from: date, window_to: date, year: int) -> list[PeriodSpec]:
    """The periods in which `when` is owed.

    A dated demand has one. A recurring or counted one has each whole calendar week, month, quarter,
    half-year or year that ends in the window; where no year ends in it, the plan's own `year`.
    Demands without a countable interval (定期, 及时, 每日, tied to an event) have none.
    """
    if when.kind == "by":
        if when.date is None:
            raise ValueError("a demand of kind 'by' needs a date")
        return [dated_by(min(window_from, when.date), when.date, "once")]
    interval = {"every": when.every, "at_least": when.per}.get(when.kind)
    if interval is None or interval == "day":
        return []
    found = list(_ending_in(interval, window_from, window_to))
    if when.day is not None:
        # A month that is owed on a day of it (每月28日), or on its last day where it is shorter.
        days = timedelta(days=when.day - 1)
        found = [each._replace(due=min(each.starts + days, each.ends)) for each in found]
    return found or ([_calendar_period("year", date(year, 1, 1))] if interval == "year" else [])


def dated_by(first: date, due: date, key: str = "") -> PeriodSpec:
    """The one period of what is to be done from `first` and by `due`; its day is its key, where it is given none."""
    return PeriodSpec(key or due.isoformat(), f"{chinese(due)}前", first, due, due)


def rhythm_periods(rhythm: Rhythm, first: date, last: date) -> Iterator[PeriodSpec]:
    """The periods of a rhythm that begins on `first` and lasts to `last`: each calendar week, month … that ends in these
    days; two weeks are counted from the first day."""
    if rhythm != "two-weeks":
        yield from _ending_in(rhythm, first, last)
        return
    fortnight = timedelta(days=14)
    while (ends := first + fortnight - timedelta(days=1)) <= last:
        yield PeriodSpec(first.isoformat(), f"{chinese(first)}起两周", first, ends, due=ends)
        first += fortnight


def _ending_in(interval: Interval, first: date, last: date) -> Iterator[PeriodSpec]:
    period = _calendar_period(interval, first)
    while period.ends <= last:
        yield period
        period = _calendar_period(interval, period.ends + timedelta(days=1))


# An interval's months, and how its period is written behind the year: as a key, and in words.
_CALENDAR: dict[Interval, tuple[int, str, str]] = {
    "month": (1, "-{:02}", "{}月"),
    "quarter": (3, "-Q{}", "第{}季度"),
    "half-year": (6, "-H{}", "{}半年"),
    "year": (12, "", ""),
}


def _calendar_period(interval: Interval, day: date) -> PeriodSpec:
    """The calendar week, month, quarter, half-year or year that contains `day`."""
    if interval == "week":
        year, week, weekday = day.isocalendar()
        starts = day - timedelta(days=weekday - 1)
        ends = starts + timedelta(days=6)
        return PeriodSpec(f"{year}-W{week:02}", f"{year}年第{week}周", starts, ends, due=ends)
    months, key, label = _CALENDAR[interval]
    number = (day.month - 1) // months + 1
    starts, ends = date(day.year, months * (number - 1) + 1, 1), month_end(day.year, months * number)
    word = "上下"[number - 1] if interval == "half-year" else number
    return PeriodSpec(
        f"{day.year}{key.format(number)}", f"{day.year}年{label.format(word)}", starts, ends, due=ends
    )
