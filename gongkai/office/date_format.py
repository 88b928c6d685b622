"""Dates and times as an Excel cell shows them: a serial number under a format code."""

from __future__ import annotations

from datetime import date, timedelta
from typing import NamedTuple

from gongkai.base.text import formal, in_numerals, numeral
from gongkai.office.format_code import Section, Token, sections

_LAST_DAY = 2_958_465  # 9999-12-31
_HOUR, _MINUTE, _SECOND = 3_600_000, 60_000, 1000  # in milliseconds
_DAY = 24 * _HOUR
_UNITS = {"h": _HOUR, "m": _MINUTE, "s": _SECOND}
_ENGLISH_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
_ENGLISH_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_CHINESE_DAYS = "一二三四五六日"


class _Moment(NamedTuple):
    """A point in time, and how it is to be shown."""

    day: date | None  # None for a number that is no day, such as a time alone
    milliseconds: int
    section: Section

    @property
    def rest(self) -> int:
        """The milliseconds since midnight."""
        return self.milliseconds % _DAY

    @property
    def hour(self) -> int:
        hour = self.rest // _HOUR
        twelve = any(token.kind == "noon" for token in self.section.tokens)
        return (hour - 1) % 12 + 1 if twelve else hour

    def number(self, count: int, letters: int) -> str:
        """A count of one or two digits; in words where the code asks for them."""
        if self.section.numerals in (1, 2):
            words = numeral(count) if count else "〇"
            return words if self.section.numerals == 1 else formal(words)
        return in_numerals(f"{count:02d}" if letters >= 2 else str(count), self.section.numerals)


def shown_date(value: float, section: Section, from_1904: bool) -> str | None:
    """A serial number as a date or a time; None where it is none, or the code can't be followed."""
    tokens = section.tokens
    system = next((token for token in tokens if token.kind == "long"), None)
    if system is not None:
        again = sections(system.text)
        return shown_date(value, again[0], from_1904) if again else None
    if value < 0 or value >= _LAST_DAY + 1 or any(token.kind in "0#?" for token in _without_fraction(tokens)):
        return None
    unit = _smallest(tokens)
    milliseconds = (round(value * _DAY) + unit // 2) // unit * unit
    moment = _Moment(day_of(milliseconds // _DAY, from_1904), milliseconds, section)
    pieces = [_piece(moment, at) for at in range(len(tokens))]
    return None if None in pieces else "".join(piece or "" for piece in pieces)


def day_zero(from_1904: bool = False) -> date:
    """The day from which the serial numbers of days count."""
    return date(1904, 1, 1) if from_1904 else date(1899, 12, 30)


def day_of(days: int, from_1904: bool = False) -> date | None:
    """The day of a serial number; None where it is none. 1900 had a 29 February for Lotus, and so it has for Excel."""
    if not from_1904 and days in (0, 60):
        return None
    try:
        return day_zero(from_1904) + timedelta(days=days + (not from_1904 and days < 60))
    except OverflowError:
        return None


def _without_fraction(tokens: tuple[Token, ...]) -> list[Token]:
    """The tokens without the zeros of a second's fraction (ss.00)."""
    kept = []
    inside = False
    for token in tokens:
        inside = token.kind == "." or (inside and token.kind == "0")
        if not inside:
            kept.append(token)
    return kept


def _smallest(tokens: tuple[Token, ...]) -> int:
    """To how many milliseconds a time is rounded: the seconds or their fraction, where they are shown."""
    if not any(token.text.startswith("s") for token in tokens):
        return 1
    zeros: int = len(tokens) - len(_without_fraction(tokens)) - sum(token.kind == "." for token in tokens)
    return (_SECOND, 100, 10, 1)[min(zeros, 3)]


def _piece(moment: _Moment, at: int) -> str | None:
    """What a token of the code shows."""
    tokens = moment.section.tokens
    token = tokens[at]
    letters = len(token.text)
    if token.kind == "lit":
        return token.text
    if token.kind == "elapsed":
        return f"{moment.milliseconds // _UNITS[token.text[0]]:0{letters}d}"
    if token.kind == "noon":
        return token.text.split("/")[moment.rest >= _DAY // 2]
    if token.kind == "h":
        return moment.number(moment.hour, letters)
    if token.kind == "s":
        return moment.number(moment.rest // _SECOND % 60, letters)
    if token.kind == "m" and _is_minutes(tokens, at):
        return moment.number(moment.rest // _MINUTE % 60, letters)
    if token.kind in ("y", "e", "m", "d", "a"):
        return _piece_of_a_day(token, moment)
    if token.kind == ".":
        return "." if tokens[at + 1 : at + 2] != (Token("0"),) else f".{moment.rest % _SECOND // 100}"
    if token.kind == "0":
        place = next(back for back in range(1, at + 1) if tokens[at - back].kind == ".")
        return f"{moment.rest % _SECOND:03d}"[place - 1 : place] if place > 1 else ""
    return token.kind if token.kind in ("/", ",", "%") else None


def _is_minutes(tokens: tuple[Token, ...], at: int) -> bool:
    """m and mm are minutes behind hours or before seconds."""
    if len(tokens[at].text) > 2:
        return False
    units = [i for i, token in enumerate(tokens) if token.kind in ("y", "m", "d", "h", "s", "e", "elapsed")]
    here = units.index(at)
    before = tokens[units[here - 1]].text if here else ""
    after = tokens[units[here + 1]].text if here + 1 < len(units) else ""
    return before.startswith("h") or after.startswith("s")


def _piece_of_a_day(token: Token, moment: _Moment) -> str | None:
    day, letters, chinese = moment.day, len(token.text), moment.section.chinese
    if day is None:
        return None
    if token.kind in ("y", "e"):
        short = token.kind == "y" and letters <= 2
        return in_numerals(f"{day.year % 100:02d}" if short else f"{day.year:04d}", moment.section.numerals)
    if token.kind == "a":
        return ("星期" if letters == 4 else "") + _CHINESE_DAYS[day.weekday()]
    if letters <= 2:
        return moment.number(day.month if token.kind == "m" else day.day, letters)
    if token.kind == "m":
        name = _ENGLISH_MONTHS[day.month - 1]
        if chinese:
            return f"{numeral(day.month)}月" if letters == 4 else f"{day.month}月"
        return name if letters == 4 else name[: 1 if letters == 5 else 3]
    if chinese:
        return ("星期" if letters >= 4 else "周") + _CHINESE_DAYS[day.weekday()]
    return _ENGLISH_DAYS[day.weekday()] if letters >= 4 else _ENGLISH_DAYS[day.weekday()][:3]
