"""The occurrences of a demand."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongkai.plan.periods import PeriodSpec, periods
from gongkai.plan.timing import Interval, TimeDemand

FROM, TO = date(2019, 7, 16), date(2019, 12, 31)
INTERVALS: list[Interval] = ["week", "month", "quarter", "half-year", "year"]
LONGEST = {"week": 7, "month": 31, "quarter": 92, "half-year": 184, "year": 366}
WINDOWS = st.tuples(st.dates(date(1999, 1, 1), date(2105, 1, 1)), st.integers(0, 900)).map(
    lambda w: (w[0], w[0] + timedelta(days=w[1]))
)


def of(interval: Interval, first: date = FROM, last: date = TO) -> list[PeriodSpec]:
    return periods(TimeDemand("every", every=interval), first, last, 2019)


def test_by() -> None:
    day = date(2019, 7, 31)
    assert periods(TimeDemand("by", date=day), FROM, TO, 2019) == [
        PeriodSpec("once", "2019年7月31日前", FROM, day, day)
    ]
    past = date(2019, 3, 31)
    assert periods(TimeDemand("by", date=past), FROM, TO, 2019) == [
        PeriodSpec("once", "2019年3月31日前", past, past, past)
    ]
    with pytest.raises(ValueError):
        periods(TimeDemand("by"), FROM, TO, 2019)


def test_quarters_of_the_2019_plan() -> None:
    assert of("quarter") == [
        PeriodSpec("2019-Q3", "2019年第3季度", date(2019, 7, 1), date(2019, 9, 30), date(2019, 9, 30)),
        PeriodSpec("2019-Q4", "2019年第4季度", date(2019, 10, 1), date(2019, 12, 31), date(2019, 12, 31)),
    ]


def test_months_of_the_2019_plan() -> None:
    found = of("month")
    assert [(p.key, p.label, p.due) for p in found[:2]] == [
        ("2019-07", "2019年7月", date(2019, 7, 31)),
        ("2019-08", "2019年8月", date(2019, 8, 31)),
    ]
    assert [p.key for p in found] == [f"2019-{month:02}" for month in range(7, 13)]
    assert found[0].starts == date(2019, 7, 1)


def test_weeks_of_the_2019_plan() -> None:
    found = of("week")
    assert found[0] == PeriodSpec(
        "2019-W29", "2019年第29周", date(2019, 7, 15), date(2019, 7, 21), date(2019, 7, 21)
    )
    assert found[-1].key == "2019-W52"  # the week that ends on 2020-01-05 ends after the window


def test_half_years_and_years() -> None:
    half = PeriodSpec("2019-H2", "2019年下半年", date(2019, 7, 1), TO, TO)
    year = PeriodSpec("2019", "2019年", date(2019, 1, 1), TO, TO)
    assert of("half-year") == [half]
    assert of("half-year", date(2019, 6, 30), TO)[0].label == "2019年上半年"
    assert of("year") == [year]
    assert periods(TimeDemand("at_least", count=2, per="year"), FROM, TO, 2019) == [year]
    assert of("year", FROM, date(2019, 11, 30)) == [year]  # no year ends in the window: the plan's own
    assert [p.key for p in of("year", FROM, date(2021, 1, 1))] == ["2019", "2020"]


def test_at_least_has_the_periods_of_its_unit() -> None:
    assert periods(TimeDemand("at_least", count=3, per="quarter"), FROM, TO, 2019) == of("quarter")


@pytest.mark.parametrize("kind", ["regular", "event", "ongoing"])
def test_demands_without_an_interval_have_none(kind: str) -> None:
    assert periods(TimeDemand(kind), FROM, TO, 2019) == []  # type: ignore[arg-type]
    assert of("day") == []


def test_leap_day() -> None:
    assert [p.due for p in of("month", date(2020, 2, 1), date(2020, 2, 29))] == [date(2020, 2, 29)]
    assert of("month", date(2020, 2, 1), date(2020, 2, 28)) == []
    assert [p.due for p in of("month", date(2019, 2, 28), date(2019, 2, 28))] == [date(2019, 2, 28)]


def test_weeks_across_years() -> None:
    found = of("week", date(2020, 12, 28), date(2021, 1, 10))
    assert [(p.key, p.label, p.starts, p.due) for p in found] == [
        ("2020-W53", "2020年第53周", date(2020, 12, 28), date(2021, 1, 3)),
        ("2021-W01", "2021年第1周", date(2021, 1, 4), date(2021, 1, 10)),
    ]


@given(WINDOWS, st.sampled_from(INTERVALS[:-1]))
def test_periods_tile_the_window(window: tuple[date, date], interval: Interval) -> None:
    first, last = window
    found = of(interval, first, last)
    for period in found:
        assert period.starts <= period.due == period.ends
        assert first <= period.due <= last
        assert (period.ends - period.starts).days < LONGEST[interval]
    for earlier, later in pairwise(found):
        assert later.starts == earlier.ends + timedelta(days=1)
        assert earlier.key < later.key
    if found:
        assert found[0].starts <= first
    uncovered = (last - (found[-1].ends if found else first)).days
    assert uncovered < LONGEST[interval]
    assert len({p.label for p in found}) == len({p.key for p in found}) == len(found)


@given(WINDOWS, st.sampled_from(INTERVALS), st.integers(0, 900))
def test_a_day_lies_in_one_period(window: tuple[date, date], interval: Interval, offset: int) -> None:
    found = of(interval, *window)
    day = window[0] + timedelta(days=offset)
    inside = [p for p in found if p.starts <= day <= p.ends]
    assert len(inside) <= 1
    assert bool(inside) == bool(found and found[0].starts <= day <= found[-1].ends)
