"""Time phrases in a plan's wording: 7月底之前, 每季度, 每年…不少于2次, 定期, 3个工作日内, 及时.

What is not understood is not returned. Where several readings begin at one place the longest is taken.
"""

import datetime
import re
from collections.abc import Callable
from functools import cache
from typing import Literal, NamedTuple

from gongkai.base.dates import month_end
from gongkai.base.text import number_of

Kind = Literal["by", "every", "at_least", "regular", "event", "ongoing", "unknown"]
Interval = Literal["day", "week", "month", "quarter", "half-year", "year"]
Unit = Literal["workday", "day", "hour"]

STRONG: frozenset[Kind] = frozenset({"by", "every", "at_least", "regular"})


class TimeDemand(NamedTuple):
    """When something is owed: the values of a demand without its wording."""

    kind: Kind
    date: datetime.date | None = None  # by
    every: Interval | None = None  # every
    count: int | None = None  # type: ignore[assignment]  # at_least: so many times … (hides tuple.count)
    per: Interval | None = None  # … in each of these
    day: int | None = None  # every month on this day


class TimePhrase(NamedTuple):
    """A time phrase found in a text; `text` is text[start:end], verbatim."""

    text: str
    start: int
    end: int
    kind: Kind
    date: datetime.date | None = None
    every: Interval | None = None
    count: int | None = None  # type: ignore[assignment]  # at_least, as in TimeDemand
    per: Interval | None = None
    within: int | None = None  # event: within so many …
    unit: Unit | None = None  # … of these
    day_of_month: int | None = None  # 每月28日

    @property
    def demand(self) -> TimeDemand | None:
        """The demand the phrase makes; None where it cannot be read (2月30日前)."""
        if self.kind == "unknown":
            return None
        return TimeDemand(self.kind, self.date, self.every, self.count, self.per, self.day_of_month)

    @property
    def fields(self) -> dict[str, str]:
        """A dated, recurring or counted demand as a plan file spells it, without its wording; empty for others."""
        if self.kind == "by":
            return {"by": str(self.date)}
        if self.kind == "every":
            day = {"day": str(self.day_of_month)} if self.day_of_month else {}
            return {"every": str(self.every), **day}
        return {"at_least": str(self.count), "per": str(self.per)} if self.kind == "at_least" else {}


def find_times(text: str, *, year: int) -> list[TimePhrase]:
    """The time phrases in `text`, in order and without overlap; a month without a year lies in `year`."""
    candidates = [
        phrase
        for pattern, read in _wordings()
        for found in pattern.finditer(text)
        if (phrase := read(found, year)) is not None
    ]
    candidates.sort(key=lambda phrase: (phrase.start, -phrase.end))
    phrases: list[TimePhrase] = []
    for phrase in candidates:
        if not phrases or phrase.start >= phrases[-1].end:
            phrases.append(phrase)
    return phrases


def find_deadlines(text: str, *, year: int) -> list[TimePhrase]:
    """The time phrases in the words of a 完成时限: as find_times, and a bare date is a deadline there (9月30日, 10月).

    A span of time (6月至12月) is due at its end.
    """
    phrases = find_times(text, year=year)
    taken = bytearray(len(text))  # 1 for each character of a phrase
    for start, end in ((phrase.start, phrase.end) for phrase in phrases):
        taken[start:end] = bytes([1]) * (end - start)
    for pattern, read in _bare_readers():
        for found in pattern.finditer(text):
            phrase = read(found, year)
            if phrase is not None and not any(taken[slice(*found.span())]):
                phrases.append(phrase)
                taken[phrase.start : phrase.end] = bytes([1]) * (phrase.end - phrase.start)
    return sorted(phrases, key=lambda phrase: phrase.start)


# ---------------------------------------------------------------- fragments of patterns (see _compiled)

_CHINESE = "一二三四五六七八九十"
_NUMBER = rf"(?:\d{{1,3}}|[{_CHINESE}两]{{1,3}})"
_CLAUSE = r"[^，。；：！？,;:!?\n]"  # any character that does not end a clause
_BEFORE = r"(?:之␣前|以␣前|前(?!后|往))"
_DONE = r"(?:完成|办结)"
_DEADLINE = rf"(?:(?P<firm>{_BEFORE}|截止|为止)|{_DONE})"
_INSIDE = r"(?:之内|以内|内(?![容部涵设控外地网在]))"
_END = r"[底末](?![数线稿册图层子单账蕴牌端位尾梢])(?!␣前后|左右|以来)"
# A deadline, not the state of things at a date (截至6月底，共公开…).
_LEAD = r"(?<!截至)(?<!截止)(?<!截至\x20)(?:(?<![关由对基位属])于␣|(?<![现实存])在␣)?"
_WHOLE_YEAR = r"(?P<year>(?<!\d)\d{4})"
_YEAR = rf"(?:{_WHOLE_YEAR}␣年度?␣|(?P<named>今年|本年度?|当年|明年|次年|每年)␣)"
_NO_YEAR = rf"(?<![\d年{_CHINESE}])(?<!年[\x20\t\u3000])"
_MONTH = rf"(?:{_YEAR}|{_NO_YEAR})(?P<month>\d{{1,2}}|[{_CHINESE}]{{1,2}})␣月"
_DAY = rf"(?P<day>\d{{1,2}}|[{_CHINESE}]{{1,3}})␣[日号]"
_HOUR = r"(?:␣[（(][^（）()\n]{1,8}[）)])?(?:␣(?:上午|下午)?␣\d{1,2}(?:时|点|[:：]\d{2})|␣下班)?␣"
_EACH = r"每␣(?:一␣)?(?:个␣)?"
_PER = rf"""(?: {_EACH}(?P<each>日|天|周|星期|月|季度|季|半年|年) 度?
              | 按(?P<by_each>月|季度|季|年)度?
              | (?: 全年 | (?<![\d{_CHINESE}两几半年])年度?{_INSIDE}
                  | (?:(?<!\d)\d{{4}}␣年|今年|本年)度?(?:{_INSIDE})? ) )"""
_COUNT = rf"(?P<count>{_NUMBER})(?:␣[-—～至到]␣{_NUMBER})?␣"
_TIMES = r"次(?![性日年要月序数])"

_INTERVALS: dict[str, Interval] = {
    "日": "day", "天": "day", "工作日": "day", "周": "week", "星期": "week", "月": "month",
    "季度": "quarter", "季": "quarter", "半年": "half-year", "年": "year",
}  # fmt: skip
_UNITS: dict[str, Unit] = {"工作日": "workday", "日": "day", "天": "day", "自然日": "day", "小时": "hour"}

_Reader = Callable[["re.Match[str]", int], TimePhrase | None]
# The last day, in a year; ValueError where there is none.
_End = Callable[["re.Match[str]", int], datetime.date]


# ---------------------------------------------------------------- readers: a match, and the phrase it makes


def _phrase(found: "re.Match[str]", kind: Kind) -> TimePhrase:
    return TimePhrase(found[0], found.start(), found.end(), kind)


def _year(found: "re.Match[str]", plan_year: int) -> int:
    groups = found.groupdict()
    if groups.get("year"):
        return int(groups["year"])
    return plan_year + 1 if groups.get("named") in ("明年", "次年") else plan_year


def _by(end: _End, *, always: bool = False) -> _Reader:
    """A deadline. Unless `always`, a past year without a word such as 前 only tells what happened then."""

    def read(found: "re.Match[str]", plan_year: int) -> TimePhrase | None:
        year = _year(found, plan_year)
        if not always and year < plan_year and not found.groupdict().get("firm"):
            return None
        try:
            return _phrase(found, "by")._replace(date=end(found, year))
        except ValueError:  # 2月30日前, 13月底前
            return _phrase(found, "unknown")

    return read


def _day(found: "re.Match[str]", year: int) -> datetime.date:
    return datetime.date(year, number_of(found["month"]) or 0, number_of(found["day"]) or 0)


def _end_of_month(found: "re.Match[str]", year: int) -> datetime.date:
    month = number_of(found["month"]) or 0
    ten_days = {"上旬": 10, "中旬": 20}.get(found.groupdict().get("part") or "")
    return datetime.date(year, month, ten_days) if ten_days else month_end(year, month)


def _end_of_quarter(found: "re.Match[str]", year: int) -> datetime.date:
    return month_end(year, 3 * (number_of(found["quarter"]) or 0))


def _end_of_half(found: "re.Match[str]", year: int) -> datetime.date:
    return month_end(year, 6 if found["half"] == "上" else 12)


def _end_of_year(found: "re.Match[str]", year: int) -> datetime.date:
    return datetime.date(year, 12, 31)


def _by_year(found: "re.Match[str]", year: int) -> TimePhrase | None:
    if found.groupdict().get("named") == "每年":
        return _phrase(found, "every")._replace(every="year")
    return _by(_end_of_year)(found, year)


def _by_named_year(found: "re.Match[str]", year: int) -> TimePhrase | None:
    """2020年前; but 2008年以前 speaks of the past."""
    return _by_year(found, year) if int(found["year"]) >= year else None


def _every(found: "re.Match[str]", year: int) -> TimePhrase | None:
    interval = found["each"].replace("度", "")
    return _phrase(found, "every")._replace(every=_INTERVALS[interval])


def _every_month_on(found: "re.Match[str]", year: int) -> TimePhrase | None:
    day = number_of(found["day"])
    if day is None or not 1 <= day <= 31:
        return _phrase(found, "unknown")
    return _phrase(found, "every")._replace(every="month", day_of_month=day)


def _at_least(found: "re.Match[str]", year: int) -> TimePhrase | None:
    count = number_of(found["count"])
    if not count:
        return None
    groups = found.groupdict()
    per = _INTERVALS[groups.get("each") or groups.get("by_each") or "年"]
    return _phrase(found, "at_least")._replace(count=count, per=per)


def _times_per(found: "re.Match[str]", year: int) -> TimePhrase | None:
    """每季度一次 is every quarter; 每年组织2次 is at least twice a year."""
    phrase = _at_least(found, year)
    if phrase is None or phrase.count != 1 or found.groupdict().get("more"):
        return phrase
    return _phrase(found, "every")._replace(every=phrase.per)


def _within(found: "re.Match[str]", year: int) -> TimePhrase | None:
    count = number_of(found["count"])
    if not count:
        return None
    unit = _UNITS.get(found["unit"])
    return _phrase(found, "event")._replace(within=count if unit else None, unit=unit)


def _plainly(kind: Kind) -> _Reader:
    return lambda found, year: _phrase(found, kind)


@cache
def _wordings() -> list[tuple["re.Pattern[str]", _Reader]]:
    """What is looked for, and how it is read."""
    since = rf"(?: (?<![各亲来独私])[自从]{_CLAUSE}{{1,30}}?起␣[，,]?␣ | 之日起␣[，,]?␣ )?"
    other_words = rf"(?:(?!每|按[月季周年]){_CLAUSE})"
    number_start = rf"(?<![\d月第{_CHINESE}两])"
    table: list[tuple[str, _Reader]] = [
        (rf"{_LEAD}{_MONTH}␣{_DAY}{_HOUR}{_DEADLINE}", _by(_day)),
        (rf"{_LEAD}{_MONTH}␣{_DAY}(?=␣[、和及与]␣(?:\d{{1,2}}␣月␣)?\d{{1,2}}␣[日号]␣{_BEFORE})", _by(_day)),
        (rf"{_LEAD}{_WHOLE_YEAR}(?P<mark>[-/.])(?P<month>\d{{1,2}})(?P=mark)(?P<day>\d{{1,2}})"
         rf"{_HOUR}{_DEADLINE}", _by(_day)),
        (rf"{_LEAD}{_MONTH}份?␣{_END}(?:␣(?P<firm>{_BEFORE}))?", _by(_end_of_month)),
        (rf"{_LEAD}{_MONTH}份?␣(?P<part>[上中下]旬)?␣{_DEADLINE}", _by(_end_of_month)),
        # A bare month is a deadline only where nothing is said to happen in it (完成时限：2020年4月).
        (rf"{_LEAD}{_WHOLE_YEAR}␣年␣(?P<month>\d{{1,2}})␣月(?=\s*(?:$|[。；、\n]))", _by(_end_of_month)),
        (rf"{_LEAD}(?:{_YEAR}年?|(?<![\d{_CHINESE}年去上前往近每今本明当次半])年)␣{_END}"
         rf"(?:␣(?P<firm>{_BEFORE}))?", _by_year),
        (rf"{_LEAD}(?:{_YEAR}|(?<![\d{_CHINESE}两几半年去每今本明当次多])年)度?␣"
         rf"(?P<firm>{_INSIDE})", _by_year),
        (rf"{_LEAD}{_WHOLE_YEAR}␣年␣(?P<firm>{_BEFORE})", _by_named_year),
        (rf"{_LEAD}(?:{_YEAR}|(?<!年))(?P<half>[上下])半年␣[底末]?␣"
         rf"(?P<firm>{_BEFORE}|{_INSIDE})?", _by(_end_of_half)),
        (rf"{_LEAD}(?:{_YEAR}|(?<![\d{_CHINESE}年上下每前任同近]))第?(?P<quarter>[一二三四1-4])␣季度"
         rf"␣[底末]?␣(?P<firm>{_BEFORE}|{_INSIDE})?", _by(_end_of_quarter)),
        (rf"{_EACH}月␣{_DAY}(?:␣{_BEFORE})?", _every_month_on),
        (rf"{_EACH}(?P<each>工作日|日|天|月度?|季度|季(?!节)|半年|年度?)"
         rf"(?:␣[底末](?![数线])(?:␣{_BEFORE})?)?", _every),
        (rf"{_EACH}(?P<each>周|星期)(?:[一二三四五六日天](?!␣次)(?:␣{_BEFORE})?)?", _every),
        (r"[按逐](?P<each>日(?![程期常前后])|周(?![期边岁])|月度?(?![份龄])|季度|季(?!节))", _every),
        (r"按(?P<each>半年|年度?(?![龄代级限份初终]))", _every),
        (rf"{_PER}␣{other_words}{{0,30}}?(?:不␣[得应能]?␣(?:少于|低于)|至少|最少)"
         rf"(?:(?![\d{_CHINESE}两每]){_CLAUSE}){{0,12}}?{_COUNT}"
         rf"(?:{_TIMES}|[期场篇轮批条件项份部回例]|个(?!␣(?:工作日|月|小时)))", _at_least),
        (rf"{_PER}␣{other_words}{{0,12}}?(?<![第\d{_CHINESE}两]){_COUNT}{_TIMES}(?P<more>以上)?", _times_per),
        (rf"(?<![每上下\d{_CHINESE}])(?:(?P<each>半年)|一␣个?␣(?P<by_each>年|季度|季|月|周))␣"
         rf"{_COUNT}{_TIMES}(?P<more>以上)?", _times_per),
        (r"(?<![不指规法固约确特既设拟限])定期(?![限间存])", _plainly("regular")),
        (rf"{since}(?:在␣)?{number_start}{_COUNT}(?:个␣)?"
         rf"(?P<unit>工作日|自然日|日|天|小时|月|周)␣{_INSIDE}(?!{_CLAUSE}{{0,8}}目标)", _within),
        (rf"提前␣{_NUMBER}␣(?:个␣)?(?:工作日|自然日|日|天|小时)", _plainly("event")),
        (r"(?<!三)同步", _plainly("event")),
        (rf"(?:在␣)?(?:决策|出台|印发|施行|实施|审议|召开|作出|决定|签发|提交|上会|公布|发布)"
         rf"{_BEFORE}(?![期台景言沿])", _plainly("event")),
        (r"不定期(?![限间])|(?<!不)(?<!不够)及时(?![间限段长性节])|(?<!工作)(?<!最新)(?<!政务)"
         r"动态(?!信息|新闻|情况|要闻)"
         r"|(?<!可)持续(?![期性])|常态化(?!疫情)|(?<!合)适时|随时|(?<![真如])实时|即时|第一时间",
         _plainly("ongoing")),
    ]  # fmt: skip
    return [(_compiled(words), read) for words, read in table]


@cache
def _bare_readers() -> list[tuple["re.Pattern[str]", _Reader]]:
    """The patterns that only words of a 完成时限 are read with, the longer first."""
    before = (
        rf"(?:(?:\d{{4}}␣年␣)?(?:\d{{1,2}}|[{_CHINESE}]{{1,2}})␣月(?:␣(?:\d{{1,2}}|[{_CHINESE}]{{1,3}})␣[日号])?(?:␣份)?␣"
        r"(?:至|到|[-—－~～])+␣)?"
    )
    table: list[tuple[str, _Reader]] = [
        (rf"{before}{_MONTH}␣{_DAY}", _by(_day, always=True)),
        (rf"{_WHOLE_YEAR}(?P<mark>[-/.])(?P<month>\d{{1,2}})(?P=mark)(?P<day>\d{{1,2}})(?!\d)",
         _by(_day, always=True)),
        (rf"{before}{_MONTH}(?:␣份)?(?:␣[底末])?(?!␣(?:\d{{1,2}}␣[日号]|[上中下]旬))",
         _by(_end_of_month, always=True)),
        (rf"{_WHOLE_YEAR}[.-](?P<month>\d{{1,2}})(?![\d.-])", _by(_end_of_month, always=True)),
        (rf"{_WHOLE_YEAR}␣年(?:␣度)?(?:␣[底末])?(?!␣\d)(?!␣[上下]半年)(?!␣第?[一二三四]季)",
         _by(_end_of_year, always=True)),
        (r"长期(?:坚持|推进|实施)?|全年|常年|立即|马上|按时(?!间)|即知即改|贯穿始终", _plainly("ongoing")),
    ]  # fmt: skip
    return [(_compiled(pattern), read) for pattern, read in table]


def _compiled(pattern: str) -> "re.Pattern[str]":
    """Blanks in a pattern only lay it out; ␣ stands for blanks that may be printed."""
    return re.compile(re.sub(r"\s", "", pattern).replace("␣", r"[\x20\t\u3000]*+"), re.MULTILINE)
