"""The occurrences of a demand in time (期次)."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import NamedTuple

from gongkai.base.dates import chinese, half, half_end, month_end, quarter, quarter_end, week_start, year_end
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
        due = when.date
        return [PeriodSpec("once", f"{chinese(due)}前", min(window_from, due), due, due)]
    interval = {"every": when.every, "at_least": when.per}.get(when.kind)
    if interval is None or interval == "day":
        return []
    found = list(_ending_in(interval, window_from, window_to))
    if when.day is not None:
        found = [_due_on(period, when.day) for period in found]
    return found or ([_calendar_period("year", date(year, 1, 1))] if interval == "year" else [])


def _due_on(period: PeriodSpec, day: int) -> PeriodSpec:
    """A month that is owed on a day of it (每月28日), or on its last day where it is shorter."""
    return period._replace(due=min(period.starts + timedelta(days=day - 1), period.ends))


def _ending_in(interval: Interval, first: date, last: date) -> Iterator[PeriodSpec]:
    period = _calendar_period(interval, first)
    while period.ends <= last:
        yield period
        period = _calendar_period(interval, period.ends + timedelta(days=1))


def _calendar_period(interval: Interval, day: date) -> PeriodSpec:
    """The calendar week, month, quarter, half-year or year that contains `day`."""
    year = day.year
    if interval == "week":
        starts = week_start(day)
        ends = starts + timedelta(days=6)
        iso_year, week, _ = day.isocalendar()
        key, label = f"{iso_year}-W{week:02}", f"{iso_year}年第{week}周"
    elif interval == "month":
        starts, ends = date(year, day.month, 1), month_end(year, day.month)
        key, label = f"{year}-{day.month:02}", f"{year}年{day.month}月"
    elif interval == "quarter":
        number = quarter(day)
        starts, ends = date(year, 3 * number - 2, 1), quarter_end(year, number)
        key, label = f"{year}-Q{number}", f"{year}年第{number}季度"
    elif interval == "half-year":
        number = half(day)
        starts, ends = date(year, 6 * number - 5, 1), half_end(year, number)
        key, label = f"{year}-H{number}", f"{year}年{'上下'[number - 1]}半年"
    elif interval == "year":
        starts, ends = date(year, 1, 1), year_end(year)
        key, label = str(year), f"{year}年"
    else:
        raise ValueError(f"no calendar periods for {interval!r}")
    return PeriodSpec(key, label, starts, ends, due=ends)
