"""The numbers that Word writes in front of paragraphs by itself: 一、 （一） 1. ① (ECMA-376 part 1, 17.9)."""

from __future__ import annotations

import re
from typing import NamedTuple
from xml.etree.ElementTree import Element

from gongkai.base.text import formal, in_numerals, numeral
from gongkai.office.package import W
from gongkai.office.word_styles import Styles, inside, number, on, value
from gongkai.office.word_symbols import symbols

_BULLET = "·"


class _Level(NamedTuple):
    form: str = "decimal"
    text: str = ""
    start: int = 1
    restart: int | None = None  # the level (from 1) after which it begins anew; 0: never
    behind: str = "tab"
    plain: bool = False  # all numbers in it in Arabic digits
    style: str | None = None
    font: str = ""


class _List(NamedTuple):
    """What is counted together (its name), and the levels as this list has them."""

    counted: str
    levels: dict[int, _Level]
    starts: dict[int, int]


class Numbers:
    """Counts through a document: ask it of each paragraph once, in order."""

    def __init__(self, root: Element | None, styles: Styles) -> None:
        self._styles = styles
        self._lists: dict[str, _List] = {}
        self._counts: dict[str, dict[int, int]] = {}
        self._begun: set[tuple[str, int]] = set()
        if root is not None:
            self._read(root)

    def _read(self, root: Element) -> None:
        kinds = {each.get(W + "abstractNumId", ""): each for each in root.iterfind(W + "abstractNum")}
        lists = {each.get(W + "numId", ""): each for each in root.iterfind(W + "num")}
        for name, found in lists.items():
            kind = self._kind(value(found, "abstractNumId") or "", kinds, lists)
            levels = kinds[kind].iterfind(W + "lvl") if kind in kinds else ()
            own = {number(each.get(W + "ilvl")): _level(each) for each in levels}
            starts = {}
            for change in found.iterfind(W + "lvlOverride"):
                at = number(change.get(W + "ilvl"))
                level = change.find(W + "lvl")
                if level is not None:
                    own[at] = _level(level)
                start = value(change, "startOverride")
                if start is not None:
                    starts[at] = number(start, 1)
            self._lists[name] = _List(kind, own, starts)

    def _kind(self, name: str, kinds: dict[str, Element], lists: dict[str, Element]) -> str:
        """The kind of a list; one that only points at a style is the style's."""
        linked = value(kinds.get(name), "numStyleLink")
        if linked is None:
            return name
        list_, _ = self._styles.numbered(linked)
        return (value(lists.get(list_ or ""), "abstractNumId") or name) if list_ else name

    def before(self, properties: Element | None) -> str:
        """What stands in front of a paragraph with these properties; empty where it isn't numbered. Counts on."""
        style = value(properties, "pStyle")
        own = inside(properties, "numPr")
        name, level = self._styles.numbered(style)
        name = value(own, "numId") or name
        given = value(own, "ilvl")
        found = self._lists.get(name or "")
        if found is None:
            return ""
        at = number(given) if given is not None else level if level is not None else _of_style(found, style)
        if at not in found.levels:
            return ""
        self._count(name or "", found, at)
        return self._shown(found, at)

    def _count(self, name: str, found: _List, at: int) -> None:
        counts = self._counts.setdefault(found.counted, {})
        if at in found.starts and (name, at) not in self._begun:
            counts[at] = found.starts[at] - 1
        self._begun.add((name, at))
        counts[at] = counts.get(at, found.levels[at].start - 1) + 1
        for deeper in [each for each in counts if each > at]:
            restart = found.levels.get(deeper, _Level()).restart
            if restart is None or at + 1 <= restart:
                del counts[deeper]

    def _shown(self, found: _List, at: int) -> str:
        level, counts = found.levels[at], self._counts[found.counted]
        if level.form == "bullet":
            text = symbols(level.text, level.font) or _BULLET
        elif level.form == "none":
            text = re.sub(r"%\d", "", level.text)
        else:

            def one(part: re.Match[str]) -> str:
                which = int(part[1]) - 1
                of = found.levels.get(which, _Level())
                return shown_number(counts.get(which, of.start), "decimal" if level.plain else of.form)

            text = re.sub(r"%([1-9])", one, level.text)
        if not text:
            return ""
        spaced = level.behind == "space" or (level.behind == "tab" and text[-1].isascii())
        return text + (" " if spaced else "")


def _level(level: Element) -> _Level:
    restart = value(level, "lvlRestart")
    fonts = level.find(f"{W}rPr/{W}rFonts")
    return _Level(
        value(level, "numFmt") or "decimal",
        (value(level, "lvlText") or "")[:100],
        number(value(level, "start"), 1),
        None if restart is None else number(restart),
        value(level, "suff") or "tab",
        bool(on(level, "isLgl")),
        value(level, "pStyle"),
        fonts.get(W + "ascii", "") if fonts is not None else "",
    )


def _of_style(found: _List, style: str | None) -> int:
    """The level that a list ties to a paragraph style."""
    return next((at for at, level in found.levels.items() if style and level.style == style), 0)


# ---------------------------------------------------------------- numbers as they are printed

_CHINESE = frozenset(
    (
        *("chineseCounting", "chineseCountingThousand", "japaneseCounting", "taiwaneseCounting"),
        "taiwaneseCountingThousand",
    )
)
_STEMS, _BRANCHES = "甲乙丙丁戊己庚辛壬癸", "子丑寅卯辰巳午未申酉戌亥"
_ROMAN = (
    *((1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"), (50, "L"), (40, "XL")),
    *((10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I")),
)
# Signs of one number each, from 1 to 20.
_SIGNS = {
    "decimalEnclosedCircle": 0x2460,
    "decimalEnclosedCircleChinese": 0x2460,
    "decimalEnclosedParen": 0x2474,
    "decimalEnclosedFullstop": 0x2488,
}


def shown_number(count: int, form: str) -> str:
    """A number in one of Word's forms; in Arabic digits where the form is a rare one."""
    if not 0 < count < 10_000:
        return str(count)
    if form in _CHINESE:
        return numeral(count)
    if form in ("chineseLegalSimplified", "ideographLegalTraditional"):
        return formal(numeral(count))
    if form in ("ideographDigital", "japaneseDigitalTenThousand", "taiwaneseDigital"):
        return in_numerals(str(count), 1)
    if form in _SIGNS and count <= 20:
        return chr(_SIGNS[form] + count - 1)
    if form == "ideographTraditional" and count <= 10:
        return _STEMS[count - 1]
    if form == "ideographZodiac" and count <= 12:
        return _BRANCHES[count - 1]
    if form in ("decimalFullWidth", "decimalFullWidth2"):
        return in_numerals(str(count), 3)
    if form == "decimalZero":
        return f"{count:02d}"
    if form in ("upperLetter", "lowerLetter"):
        letters = chr(65 + (count - 1) % 26) * ((count - 1) // 26 + 1)
        return letters if form == "upperLetter" else letters.lower()
    if form in ("upperRoman", "lowerRoman"):
        roman = _roman(count)
        return roman if form == "upperRoman" else roman.lower()
    return str(count)


def _roman(count: int) -> str:
    made = ""
    for size, letters in _ROMAN:
        times, count = divmod(count, size)
        made += letters * times
    return made
