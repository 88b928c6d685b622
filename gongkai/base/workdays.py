"""China's working days: the State Council's yearly arrangement (调休), with local overrides."""

import os
import re
from collections.abc import Container, Mapping
from datetime import date, timedelta
from functools import cache
from itertools import accumulate

from gongkai.base.dates import parse_date
from gongkai.base.files import bytes_of
from gongkai.base.problems import GongkaiError
from gongkai.base.system import reason

_DAY = timedelta(days=1)


class UnknownYear(GongkaiError):
    """The holidays of a year are not known."""

    def __init__(self, year: int) -> None:
        self.year = year
        super().__init__(
            f"不知道{year}年的放假调休安排：请升级 chinesecalendar，"
            f"或在工作日文件中写明，如“{year}-10-01,休”“{year}-10-10,班”"
        )


@cache
def _published() -> tuple[Container[date], Container[date], range]:
    """What chinesecalendar knows: days off and days worked against the week's order, and of which years."""
    from chinese_calendar import holidays, workdays  # imported late: most commands count no working days

    return holidays, workdays, range(min(holidays).year, max(holidays).year + 1)


class Calendar:
    """Counts working days.

    `overrides` says for single days whether they are worked. A year that has an override counts as
    arranged by hand: its other days follow chinesecalendar, or Monday to Friday where that does not know
    the year. For other unknown years `fallback` counts Monday to Friday and notes them in
    `unknown_years`; without it UnknownYear is raised.
    """

    def __init__(self, overrides: Mapping[date, bool] | None = None, *, fallback: bool = False) -> None:
        self.overrides = dict(overrides or {})
        self.fallback = fallback
        self.unknown_years: set[int] = set()
        self._arranged = {day.year for day in self.overrides}
        self._counts: dict[int, list[int]] = {}

    def is_workday(self, day: date) -> bool:
        """Whether `day` is worked."""
        if day in self.overrides:
            return self.overrides[day]
        off, worked, years = _published()
        if day.year in years:
            return day in worked or (day.weekday() < 5 and day not in off)
        if day.year not in self._arranged:
            if not self.fallback:
                raise UnknownYear(day.year)
            self.unknown_years.add(day.year)
        return day.weekday() < 5

    def workday_on_or_before(self, day: date) -> date:
        """The last working day that is not after `day`."""
        while not self.is_workday(day):
            day -= _DAY
        return day

    def add_workdays(self, day: date, n: int) -> date:
        """The nth working day after `day` (before it for a negative n); `day` itself for 0."""
        step = _DAY if n > 0 else -_DAY
        left = abs(n)
        while left:
            day += step
            left -= self.is_workday(day)
        return day

    def workdays_between(self, after: date, until: date) -> int:
        """How many working days d there are with after < d <= until."""
        if until <= after:
            return 0
        first = after + _DAY
        whole = sum(self._up_to(date(year, 12, 31)) for year in range(first.year, until.year))
        return whole + self._up_to(until) - self._up_to(first) + self.is_workday(first)

    def _up_to(self, day: date) -> int:
        """How many working days its year has up to and with `day`; a year is counted once."""
        first = date(day.year, 1, 1)
        if day.year not in self._counts:
            length = date(day.year, 12, 31).toordinal() - first.toordinal() + 1
            worked = (self.is_workday(first + _DAY * n) for n in range(length))
            self._counts[day.year] = list(accumulate(worked, initial=0))[1:]
        return self._counts[day.year][day.toordinal() - first.toordinal()]

    def horizon(self, as_of: date, n: int) -> date:
        """The last day D with at most `n` working days after `as_of` up to and with D."""
        return self.add_workdays(as_of, n + 1) - _DAY


_MOST = 2**20  # bytes of a file of working days
_WORKED = {"休": False, "班": True}


def read_overrides(path: str | os.PathLike[str]) -> dict[date, bool]:
    """Read a UTF-8 file of lines `2027-02-08,休` and `2027-02-14,班`; # begins a comment."""
    try:
        text = bytes_of(os.fspath(path), _MOST).decode("utf-8-sig")
    except UnicodeDecodeError:
        raise ValueError(f"{path}：不是 UTF-8 编码，请另存为 UTF-8 后再用") from None
    except OSError as error:
        raise ValueError(f"{path}：读不出工作日文件（{reason(error)}）") from None
    overrides: dict[date, bool] = {}
    for number, line in enumerate(text.splitlines(), start=1):
        content = line.split("#", 1)[0].strip()
        if not content:
            continue
        day, word = _override(content, f"{path}:{number}")
        if overrides.setdefault(day, _WORKED[word]) != _WORKED[word]:
            earlier = "休" if word == "班" else "班"
            raise ValueError(f"{path}:{number}：{day}前面已写为“{earlier}”，这里又写“{word}”，请只留一行")
    return overrides


def _override(content: str, where: str) -> tuple[date, str]:
    fields = [field.strip() for field in re.split("[,，]", content)]
    if len(fields) != 2 or fields[1] not in _WORKED:
        raise ValueError(f"{where}：看不懂“{content}”，应形如“2027-02-08,休”或“2027-02-14,班”")
    try:
        return parse_date(fields[0]), fields[1]
    except ValueError as error:
        raise ValueError(f"{where}：{error}") from None
