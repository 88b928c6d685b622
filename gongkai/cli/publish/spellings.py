"""Dates, 期次 and 事项 as people and spreadsheets spell them. Excel takes 2019-08 and 7-4 for dates, and saves them so."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from gongkai.base.dates import parse_date
from gongkai.base.problems import UsageMistake
from gongkai.base.text import key
from gongkai.office.date_format import day_of
from gongkai.store.questions.obligations import Period

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = f"({'|'.join(_MONTHS)})"
_QUARTERS = str.maketrans("一二三四", "1234")


def written_date(text: str) -> date:
    """A day in a cell; UsageMistake where it isn't one."""
    day = _day(text)
    if day is not None:
        return day
    try:
        return parse_date(text)
    except ValueError as error:
        raise UsageMistake(str(error)) from None


def _day(text: str) -> date | None:
    """A day with an hour behind it, with an English month, or as the number that a spreadsheet keeps."""
    plain = key(re.sub(r"(?<!\s)\s+\d{1,2}:\d{2}(:\d{2})?$", "", text.strip()))
    if re.fullmatch(r"[2-9]\d{4}", plain):
        return day_of(int(plain))
    if found := re.fullmatch(rf"(\d{{1,2}})-{_MONTH}-(\d{{2}}|\d{{4}})", plain):
        year = int(found[3]) + (2000 if len(found[3]) == 2 else 0)
        plain = f"{year}-{_MONTHS.index(found[2]) + 1}-{found[1]}"
    try:
        return parse_date(plain)
    except ValueError:
        return None


def periods_meant(periods: list[Period], text: str) -> list[Period]:
    """The 期次 that a text means: 2019-Q3, 2019年第3季度, 三季度; 2019-08, 2019年8月, 2019/8/1, Aug-19, 8月."""
    wanted = {_bare(text), _month(text)}
    return [row for row in periods if wanted & set(_spellings(row))]


def _spellings(period: Period) -> Iterator[str]:
    label = _bare(period.label)
    yield _bare(period.period)
    yield label
    if short := label.partition("年")[2]:
        yield short


def _bare(text: str) -> str:
    plain = key(text).replace("第", "")
    return plain.translate(_QUARTERS) if plain.endswith("季度") else plain


def _month(text: str) -> str:
    """The key of the month that a text means, as 2019-08; what no month has where it means none."""
    plain = key(text)
    if found := re.fullmatch(r"(\d{4})[-/.年](\d{1,2})月?", plain):
        year, month = int(found[1]), int(found[2])
    elif found := re.fullmatch(rf"{_MONTH}-?(\d{{2}}|\d{{4}})|(\d{{2}}|\d{{4}})-{_MONTH}", plain):
        year, month = int(found[2] or found[3]), _MONTHS.index(found[1] or found[4]) + 1
        year += 2000 if year < 100 else 0
    elif (day := _day(text)) and day.day == 1:
        year, month = day.year, day.month
    else:
        return "-"
    return f"{year}-{month:02}"


def item_meant(task: str, text: str) -> str:
    """The number of an 事项 in a text that may have the task's before it (7-4), or be what Excel makes of that."""
    plain = key(text).upper().removeprefix(f"{task}-")
    found = next((item for number, item in _pairs(text) if str(number) == task), None)
    return plain if found is None else str(found)


def _pairs(text: str) -> Iterator[tuple[int, int]]:
    """The two numbers that may have been written where a spreadsheet shows a date."""
    plain = key(text)
    if found := re.fullmatch(r"(\d{1,2})月(\d{1,2})日", plain):
        yield int(found[1]), int(found[2])
    elif found := re.fullmatch(rf"(\d{{1,2}})-{_MONTH}", plain):
        yield _MONTHS.index(found[2]) + 1, int(found[1])
    elif found := re.fullmatch(rf"{_MONTH}-(\d{{2}})", plain):
        yield int(found[2]), _MONTHS.index(found[1]) + 1
    elif day := _day(text):
        yield day.month, day.day
        yield day.year % 100, day.month
