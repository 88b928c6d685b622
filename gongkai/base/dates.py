"""Dates as people write them, and the ends of months."""

import re
import unicodedata
from datetime import date, timedelta

from gongkai.base.text import shortened

_FORMS = (
    r"(\d{4})\s*[-/.]\s*(\d{1,2})\s*[-/.]\s*(\d{1,2})",
    r"(\d{4})(\d{2})(\d{2})",
    r"(\d{4})\s*年\s*(\d{1,2})\s*月\s*(\d{1,2})\s*[日号]",
)


def parse_date(text: str) -> date:
    """Read 2019-07-31, 2019/7/31, 2019.7.31, 20190731 or 2019年7月31日; ValueError in Chinese otherwise."""
    plain = unicodedata.normalize("NFKC", text).strip()
    for form in _FORMS:
        if found := re.fullmatch(form, plain):
            year, month, day = map(int, found.groups())
            try:
                return date(year, month, day)
            except ValueError:
                break
    raise ValueError(f"“{shortened(text.strip(), 30)}”不是有效日期，应形如 2019-07-31")


# No year that anybody writes here lies beyond: days are counted on from dates, and calendars have an end.
FIRST_YEAR, LAST_YEAR = 1900, 2100


def in_our_time(day: date) -> date:
    """The same day; ValueError in Chinese where its year is a slip."""
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise ValueError(f"{day} 的年份不对，应在 {FIRST_YEAR} 至 {LAST_YEAR} 之间")
    return day


def chinese(day: date) -> str:
    """2019年7月31日."""
    return f"{day.year}年{day.month}月{day.day}日"


def chinese_month(iso: str) -> str:
    """2019-07 as 2019年7月."""
    year, number = iso.split("-")
    return f"{year}年{int(number)}月"


def month_end(year: int, month: int) -> date:
    """The last day of a month; ValueError where there is none of this number."""
    first = date(year, month, 1)
    return date(year, 12, 31) if month == 12 else first.replace(month=month + 1) - timedelta(days=1)
