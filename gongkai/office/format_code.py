"""The format codes of Excel's cells, taken apart (ECMA-376 part 1, 18.8.30 and 18.8.31)."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

GENERAL = "General"
_LONG_DATE, _LONG_TIME = 'yyyy"年"m"月"d"日"', "h:mm:ss"
_MONTH, _DAY = 'yyyy"年"m"月"', 'm"月"d"日"'
_CLOCK, _CLOCK_SECONDS = '上午/下午h"时"mm"分"', '上午/下午h"时"mm"分"ss"秒"'
_MONEY, _CENTS = '"￥"#,##0;"￥"-#,##0', '"￥"#,##0.00;"￥"-#,##0.00'
# 18.8.30 with the codes of zh-cn; those that depend on the region are as in China.
_NUMBERS: tuple[tuple[str, *tuple[int, ...]], ...] = (
    (GENERAL, 0),
    ("0", 1),
    ("0.00", 2),
    ("#,##0", 3),
    ("#,##0.00", 4),
    (_MONEY, 5, 6),
    (_CENTS, 7, 8),
    ("0%", 9),
    ("0.00%", 10),
    ("0.00E+00", 11),
    ("# ?/?", 12),
    ("# ??/??", 13),
    ("yyyy/m/d", 14),
    ("d-mmm-yy", 15),
    ("d-mmm", 16),
    ("mmm-yy", 17),
    ("h:mm AM/PM", 18),
    ("h:mm:ss AM/PM", 19),
    ("h:mm", 20),
    ("h:mm:ss", 21),
    ("yyyy/m/d h:mm", 22),
    (_MONTH, 27, 36, 50, 52, 57),
    (_DAY, 28, 29, 51, 53, 54, 58),
    ("m-d-yy", 30),
    (_LONG_DATE, 31),
    ('h"时"mm"分"', 32),
    ('h"时"mm"分"ss"秒"', 33),
    (_CLOCK, 34, 55),
    (_CLOCK_SECONDS, 35, 56),
    ("#,##0;-#,##0", 37, 38),
    ("#,##0.00;-#,##0.00", 39, 40),
    ('#,##0;-#,##0;"-";@', 41),
    (f'{_MONEY};"￥-";@', 42),
    ('#,##0.00;-#,##0.00;"-";@', 43),
    (f'{_CENTS};"￥-";@', 44),
    ("mm:ss", 45),
    ("[h]:mm:ss", 46),
    ("mm:ss.0", 47),
    ("##0.0E+0", 48),
    ("@", 49),
)
BUILT_IN = {number: code for code, *numbers in _NUMBERS for number in numbers}

_LONGEST_CODE = 255  # Excel's own limit


class Token(NamedTuple):
    """A piece of a code. `kind`: the placeholder's letter, "lit" for text to be shown, "elapsed", "general"."""

    kind: str
    text: str = ""


class Section(NamedTuple):
    """The part of a code for some of the numbers, or for texts."""

    tokens: tuple[Token, ...]
    condition: tuple[str, float] | None = None
    numerals: int = 0  # [DBNum1] to [DBNum3]
    chinese: bool = False

    @property
    def is_date(self) -> bool:
        """Whether it shows a date or a time."""
        return any(token.kind in _OF_DATES for token in self.tokens)


_OF_DATES = frozenset(("y", "m", "d", "h", "s", "e", "a", "noon", "elapsed"))
_PIECE = re.compile(
    r"""(?P<quoted>"[^"]*"?)
    |\\(?P<escaped>.)|!(?P<banged>.)
    |_(?P<space>.)|\*(?P<filled>.)
    |\[(?P<bracket>[^\]]*)\]
    |(?P<general>general|G/通用格式)
    |(?P<noon>am/pm|a/p|上午/下午)
    |(?P<power>e[+-])
    |(?P<word>y+|m+|d+|h+|s+|e+|aaaa|aaa)
    |(?P<digit>[0#?])
    |(?P<sign>[.,%/@;])
    |(?P<plain>[^a-z"\\])""",
    re.VERBOSE | re.IGNORECASE | re.DOTALL,
)


@lru_cache(maxsize=256)
def sections(code: str) -> tuple[Section, ...] | None:
    """The sections of a code; None where something in it isn't known."""
    if len(code) > _LONGEST_CODE:
        return None
    made: list[Section] = []
    tokens: list[Token] = []
    state = Section(())
    at = 0
    while at < len(code):
        found = _PIECE.match(code, at)
        if not found:
            return None
        at = found.end()
        kind = str(found.lastgroup)
        text = found[kind]
        if kind == "bracket":
            changed = _bracket(text, state, tokens)
            if changed is None:
                return None
            state = changed
        elif text == ";" and kind == "sign":
            made.append(state._replace(tokens=tuple(tokens)))
            tokens, state = [], Section(())
        else:
            tokens.append(_token(kind, text))
    made.append(state._replace(tokens=tuple(tokens)))
    return tuple(made) if len(made) <= 4 else None


def _token(kind: str, text: str) -> Token:
    if kind == "quoted":
        return Token("lit", text.strip('"'))
    if kind in ("escaped", "banged", "plain"):
        return Token("lit", text)
    if kind == "space":
        return Token("lit", " ")
    if kind == "filled":
        return Token("lit", "")
    if kind in ("digit", "sign"):
        return Token(text)
    if kind == "word":
        return Token(text[0].lower(), text.lower())
    return Token(kind, text)


_COLOURS = "black|blue|cyan|green|magenta|red|white|yellow|黑色|蓝色|青色|绿色|洋红|红色|白色|黄色"
_LONG = {"f800": _LONG_DATE, "f400": _LONG_TIME}  # the system's own long date and time


# A region of more than four digits says before them which numerals and which calendar.
_DIGITS_OF = {0: 0, 1: 0, 0x1B: 1, 0x1E: 1, 0x1C: 2, 0x1F: 2, 0x1D: 3, 0x20: 3}
_GREGORIAN = (0, 1)


def _bracket(text: str, state: Section, tokens: list[Token]) -> Section | None:
    """The section's state after something in brackets; None where it isn't known."""
    low = text.lower()
    if re.fullmatch(r"h+|m+|s+", low):
        tokens.append(Token("elapsed", low))
    elif condition := re.fullmatch(r"\s*(<=|>=|<>|<|>|=)\s*(-?\d+(?:\.\d+)?)\s*", text):
        return state._replace(condition=(condition[1], float(condition[2])))
    elif numerals := re.fullmatch(r"dbnum([123])", low):
        return state._replace(numerals=int(numerals[1]))
    elif place := re.fullmatch(r"\$([^-]*)(?:-(.*))?", text):
        region = (place[2] or "").lower()
        if place[1]:
            tokens.append(Token("lit", place[1]))
        if region in _LONG:
            tokens.append(Token("long", _LONG[region]))
        elif re.fullmatch(r"[0-9a-f]{5,8}", region):
            digits, calendar = divmod(int(region, 16) >> 16, 0x100)
            if digits not in _DIGITS_OF or calendar not in _GREGORIAN:
                return None
            state = state._replace(numerals=_DIGITS_OF[digits] or state.numerals)
        return state._replace(chinese=state.chinese or region.endswith("804") or region == "zh-cn")
    elif not re.fullmatch(rf"{_COLOURS}|(?:color|颜色)\s*\d+", low):
        return None
    return state
