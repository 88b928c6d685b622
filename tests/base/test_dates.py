"""Dates as people write them."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongkai.base.dates import chinese, month_end, parse_date

DAYS = st.dates(date(1900, 1, 1), date(9999, 12, 30))


@pytest.mark.parametrize(
    "text",
    [
        "2019-07-31",
        "2019/7/31",
        "2019.7.31",
        "20190731",
        "2019年7月31日",
        " 2019 年 07 月 31 日 ",
        "２０１９－０７－３１",
        "2019年7月31号",
    ],
)
def test_parse_date(text: str) -> None:
    assert parse_date(text) == date(2019, 7, 31)


@pytest.mark.parametrize(
    "text", ["2019-02-30", "2019-13-01", "7月31日", "19-07-31", "", "明天", "2019-07-31x", "0000-01-01"]
)
def test_what_is_no_date(text: str) -> None:
    with pytest.raises(ValueError) as caught:
        parse_date(text)
    assert str(caught.value) == f"“{text}”不是有效日期，应形如 2019-07-31"


def test_a_long_text_is_shown_short() -> None:
    with pytest.raises(ValueError, match=r"^“公{29}…”不是有效日期"):
        parse_date("公" * 500)


@given(DAYS)
def test_dates_round_trip(day: date) -> None:
    assert (
        parse_date(day.isoformat()) == parse_date(chinese(day)) == parse_date(f"{day:%Y%m%d}".zfill(8)) == day
    )


@given(DAYS)
def test_a_months_end_is_its_last_day(day: date) -> None:
    end = month_end(day.year, day.month)
    assert end >= day
    assert (end.year, end.month) == (day.year, day.month)
    assert end == date(9999, 12, 31) or (end + timedelta(days=1)).month != day.month


def test_leap_days() -> None:
    assert month_end(2020, 2) == date(2020, 2, 29)
    assert month_end(2019, 2) == date(2019, 2, 28)
    assert month_end(1900, 2) == date(1900, 2, 28)
    assert month_end(2000, 2) == date(2000, 2, 29)
    assert chinese(date(2019, 7, 1)) == "2019年7月1日"
