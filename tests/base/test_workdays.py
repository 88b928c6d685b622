"""China's working days."""

from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongkai.base.workdays import Calendar, UnknownYear, read_overrides

CALENDAR = Calendar()
DAYS = st.dates(date(2005, 1, 1), date(2025, 6, 30))
FRIDAY = date(2019, 7, 19)


@pytest.mark.parametrize(
    ("day", "worked"),
    [
        (date(2019, 7, 19), True),  # a Friday
        (date(2019, 7, 20), False),
        (date(2019, 9, 29), True),  # a Sunday worked for the National Day
        (date(2019, 10, 1), False),
        (date(2019, 10, 7), False),  # a Monday off
        (date(2019, 10, 8), True),
        (date(2019, 10, 12), True),  # a Saturday worked
    ],
)
def test_2019(day: date, worked: bool) -> None:
    assert CALENDAR.is_workday(day) is worked


def test_counting() -> None:
    assert CALENDAR.workday_on_or_before(date(2019, 10, 7)) == date(2019, 9, 30)
    assert CALENDAR.workday_on_or_before(FRIDAY) == FRIDAY
    assert CALENDAR.add_workdays(FRIDAY, 1) == date(2019, 7, 22)
    assert CALENDAR.add_workdays(date(2019, 7, 20), 1) == date(2019, 7, 22)
    assert CALENDAR.add_workdays(date(2019, 9, 30), 1) == date(2019, 10, 8)
    assert CALENDAR.add_workdays(date(2019, 9, 30), -1) == date(2019, 9, 29)
    assert CALENDAR.add_workdays(date(2019, 7, 20), 0) == date(2019, 7, 20)
    assert CALENDAR.workdays_between(date(2019, 9, 28), date(2019, 10, 12)) == 7
    assert CALENDAR.workdays_between(FRIDAY, FRIDAY) == 0
    assert CALENDAR.workdays_between(FRIDAY, date(2019, 7, 1)) == 0


def test_horizon() -> None:
    assert CALENDAR.horizon(date(2019, 7, 16), 3) == date(
        2019, 7, 21
    )  # Fri 19th and the weekend, not Mon 22nd
    assert CALENDAR.horizon(date(2019, 9, 30), 0) == date(2019, 10, 7)


@given(DAYS, st.integers(0, 15))
def test_horizon_is_the_last_day_within_n_working_days(as_of: date, n: int) -> None:
    horizon = CALENDAR.horizon(as_of, n)
    assert CALENDAR.workdays_between(as_of, horizon) == n
    assert CALENDAR.workdays_between(as_of, horizon + timedelta(days=1)) == n + 1


@given(DAYS, st.integers(1, 15))
def test_the_nth_working_day_is_a_working_day(day: date, n: int) -> None:
    later, earlier = CALENDAR.add_workdays(day, n), CALENDAR.add_workdays(day, -n)
    assert CALENDAR.is_workday(later)
    assert CALENDAR.is_workday(earlier)
    assert CALENDAR.workdays_between(day, later) == n
    assert CALENDAR.workdays_between(earlier - timedelta(days=1), day - timedelta(days=1)) == n


@given(DAYS)
def test_the_working_day_on_or_before(day: date) -> None:
    found = CALENDAR.workday_on_or_before(day)
    assert CALENDAR.is_workday(found)
    assert CALENDAR.workdays_between(found, day) == 0


@given(st.dates(date(2000, 1, 1), date(2100, 12, 31)), st.integers(-400, 4000), st.booleans())
def test_counting_by_years_is_counting_day_by_day(after: date, days: int, by_hand: bool) -> None:
    calendar = Calendar({FRIDAY: False, date(2050, 1, 1): True} if by_hand else None, fallback=True)
    plain = Calendar(calendar.overrides, fallback=True)
    until = after + timedelta(days=days)
    counted = sum(plain.is_workday(after + timedelta(days=n)) for n in range(1, days + 1))
    assert calendar.workdays_between(after, until) == counted
    assert calendar.unknown_years == plain.unknown_years


@given(st.dates(date(2003, 1, 1), date(2026, 12, 31)))
def test_a_day_is_worked_where_chinesecalendar_says_so(day: date) -> None:
    from chinese_calendar import is_workday

    try:
        published = is_workday(day)
    except NotImplementedError:
        with pytest.raises(UnknownYear):
            CALENDAR.is_workday(day)
    else:
        assert CALENDAR.is_workday(day) is published


def test_a_year_is_counted_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """A reminder of a plan of years ago counts from each 期次 to today: eight million days, one by one."""
    first, last = date(2019, 7, 31), date(2026, 11, 24)
    expected = sum(CALENDAR.is_workday(first + timedelta(days=n)) for n in range(1, (last - first).days + 1))
    looked_at = []
    is_workday = Calendar.is_workday
    monkeypatch.setattr(
        Calendar, "is_workday", lambda self, day: looked_at.append(day) or is_workday(self, day)
    )
    calendar = Calendar(fallback=True)
    for _ in range(3000):
        assert calendar.workdays_between(first, last) == expected
    assert len(looked_at) <= 8 * 366 + 3000, "each day of eight years, and the first day of each count"


def test_an_unknown_year_is_refused() -> None:
    with pytest.raises(
        UnknownYear, match=r"不知道2099年的放假调休安排：请升级 chinesecalendar，或在工作日文件中"
    ) as caught:
        Calendar().add_workdays(date(2098, 12, 31), 1)
    assert caught.value.year == 2099


def test_an_unknown_year_can_be_counted_monday_to_friday_and_is_noted() -> None:
    calendar = Calendar(fallback=True)
    assert calendar.add_workdays(FRIDAY, 1) == date(2019, 7, 22)
    assert calendar.unknown_years == set()
    assert calendar.is_workday(date(2099, 1, 2))  # a Friday
    assert not calendar.is_workday(date(2099, 1, 3))
    assert calendar.unknown_years == {2099}


def test_overrides() -> None:
    calendar = Calendar({FRIDAY: False, date(2019, 7, 20): True, date(2099, 1, 2): False}, fallback=True)
    assert not calendar.is_workday(FRIDAY)
    assert calendar.is_workday(date(2019, 7, 20))
    assert not calendar.is_workday(date(2019, 10, 1))
    assert [calendar.is_workday(date(2099, 1, day)) for day in (1, 2, 3)] == [True, False, False]
    assert calendar.unknown_years == set()  # 2099 is arranged by hand


def test_read_overrides(tmp_path: Path) -> None:
    path = tmp_path / "工作日.csv"
    path.write_text(
        "\ufeff# 2027年\r\n2027-02-08,休\r\n\r\n2027年2月14日 ，班  # 补班\r\n2027-02-08,休\r\n",
        encoding="utf-8",
    )
    assert read_overrides(path) == {date(2027, 2, 8): False, date(2027, 2, 14): True}


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ("2027-02-08,休\n2027-02-08", ":2：看不懂“2027-02-08”，应形如“2027-02-08,休”"),
        ("\n2027-02-08,放假", ":2：看不懂“2027-02-08,放假”"),
        ("2027-02-30,休", ":1：“2027-02-30”不是有效日期"),
        ("2027-02-08,休\n#\n2027-02-08,班", ":3：2027-02-08前面已写为“休”，这里又写“班”"),
    ],
)
def test_mistakes_in_an_override_file_name_the_line(tmp_path: Path, content: str, says: str) -> None:
    path = tmp_path / "days.txt"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(ValueError) as caught:
        read_overrides(path)
    assert str(caught.value).startswith(f"{path}{says}")


def test_an_override_file_that_cannot_be_read(tmp_path: Path) -> None:
    path = tmp_path / "days.txt"
    with pytest.raises(ValueError, match="读不出工作日文件"):
        read_overrides(path)
    path.write_bytes("2027-02-08,休".encode("gbk"))
    with pytest.raises(ValueError, match="不是 UTF-8 编码"):
        read_overrides(path)
