"""Text as people see and type it: terminal cells, Chinese line breaking, lookup keys."""

import re
import unicodedata
from collections.abc import Iterator
from contextlib import suppress
from functools import cache
from typing import Literal

# ---------------------------------------------------------------- cells


@cache
def _width(char: str) -> int:
    """Cells one character takes in a terminal; ambiguous characters take one."""
    if "\u4e00" <= char <= "\u9fff":
        return 2
    if char == "\u00ad":  # soft hyphen
        return 1
    if unicodedata.category(char) in ("Cc", "Cf", "Mc", "Me", "Mn") or "\u1160" <= char <= "\u11ff":
        return 0
    return 2 if unicodedata.east_asian_width(char) in ("W", "F") else 1


def cells(text: str) -> int:
    """Display width of `text` in terminal cells."""
    if text.isascii() and text.isprintable():
        return len(text)
    return sum(map(_width, text))


def pad(text: str, width: int, align: Literal["left", "right"] = "left") -> str:
    """`text` filled with spaces to `width` cells; a text that is wider already is left as it is."""
    space = " " * (width - cells(text))
    return space + text if align == "right" else text + space


def clip(text: str, width: int) -> str:
    """`text` cut to at most `width` cells, with … where something was cut off."""
    if cells(text) <= width:
        return text
    if width < 1:
        return ""
    kept, used = 0, 0
    for char in text:
        used += _width(char)
        if used > width - 1:
            break
        kept += 1
    return text[:kept] + "…"


def shortened(text: str, most: int) -> str:
    """`text` cut to at most `most` characters, with … where something was cut off."""
    return text if len(text) <= most else text[: most - 1] + "…"


def abridged(text: str, most: int) -> str:
    """`text` cut to at most `most` characters, with …… for what was cut out of it: how it begins and how it ends stays."""
    end = most // 4
    return text if len(text) <= most else f"{text[: most - end - 2]}……{text[-end:]}"


# ---------------------------------------------------------------- numbers

_DIGITS = "零一二三四五六七八九"


def numeral(number: int) -> str:
    """0 to 99 in Chinese: 九, 十, 十一, 二十, 九十九; larger ones in figures."""
    if number < 10:
        return _DIGITS[number]
    if number > 99:
        return str(number)
    tens, ones = divmod(number, 10)
    return (_DIGITS[tens] if tens > 1 else "") + "十" + (_DIGITS[ones] if ones else "")


def number_of(text: str) -> int | None:
    """What a number says: 12, １２, 十二, 两, ⑫. None where it says none, or has more than nine characters."""
    plain = unicodedata.normalize("NFKC", text)
    if len(plain) > 9:  # no number of anything
        return None
    if plain.isdecimal():
        return int(plain)
    tens, ten, ones = plain.replace("〇", "零").replace("两", "二").rpartition("十")
    if len(tens) > 1 or len(ones) > 1 or not (ten or ones):
        return None
    try:
        value = _DIGITS.index(ones) if ones else 0
        return value + 10 * (_DIGITS.index(tens) if tens else 1) if ten else value
    except ValueError:
        return None


_NUMERALS = {1: "〇一二三四五六七八九", 2: "零壹贰叁肆伍陆柒捌玖", 3: "０１２３４５６７８９"}


def in_numerals(text: str, numerals: int) -> str:
    """The digits in `text` one by one as 1: 二〇一九, 2: 贰零壹玖, 3: ２０１９; 0: as they are."""
    return text.translate(str.maketrans("0123456789", _NUMERALS[numerals])) if numerals else text


def formal(text: str) -> str:
    """Chinese numerals as in contracts: 十二 → 拾贰."""
    return text.translate(_FORMAL)


_FORMAL = str.maketrans("一二三四五六七八九十百千〇零", "壹贰叁肆伍陆柒捌玖拾佰仟零零")

# ---------------------------------------------------------------- line breaking (禁则)

_OPENERS = frozenset("（《“‘【〔「『〈〖([{")
_CLOSERS = frozenset("、，。；：！？）》”’】〕」』〉〗…％‰℃·～–,.;:!?)]}%")
_SPACES = " \u3000"
_COUNTERS = frozenset("年月日号次个项条期周季时分名家元")
# What may not be broken, from the strictest to nothing at all; a piece that
# does not fit in a line by itself is broken by the next level.
_NUMBERS, _WORDS, _KINSOKU, _ANYWHERE = range(4)

_Unit = tuple[str, str]  # a character with its zero-width followers, and the spaces behind it


def _is_word(char: str) -> bool:
    """Whether `char` belongs to a Latin word, a number or an address."""
    if char.isascii():
        return char.isprintable() and char not in "()[]{} "
    return char.isalpha() and _width(char) == 1


def _units(text: str) -> list[_Unit]:
    units: list[_Unit] = []
    at = 0
    while at < len(text):
        start = at
        if text[at] not in _SPACES:
            at += 1
            while at < len(text) and _width(text[at]) == 0:
                at += 1
        gap = at
        while at < len(text) and text[at] in _SPACES:
            at += 1
        units.append((text[start:gap], text[gap:at]))
    return units


def _bound(left: _Unit, right: _Unit, level: int) -> bool:
    """Whether no line may end between two neighbouring units."""
    if level == _ANYWHERE:
        return False
    before, gap, after = left[0][:1], left[1], right[0][0]
    if "\u4e00" <= before <= "\u9fff" and "\u4e00" <= after <= "\u9fff":
        return False
    if after in _CLOSERS or before in _OPENERS:
        return True
    if gap or not before:
        return False
    if before == after == "—":
        return True
    if level <= _WORDS and _is_word(before) and _is_word(after):
        return True
    return level == _NUMBERS and before in "0123456789" and after in _COUNTERS


def _pieces(units: list[_Unit], width: int, level: int = _NUMBERS) -> Iterator[_Unit]:
    """Pieces that fit in a line, each with the spaces behind it; lines may end between them."""
    start = 0
    for stop in range(1, len(units) + 1):
        if stop < len(units) and _bound(units[stop - 1], units[stop], level):
            continue
        if stop - start == 1 and width > 1:  # one character fits: most of Chinese is such
            yield units[start]
            start = stop
            continue
        group = units[start:stop]
        start = stop
        text = "".join(body + gap for body, gap in group[:-1]) + group[-1][0]
        if level == _ANYWHERE or cells(text) <= width:
            yield text, group[-1][1]
        else:
            yield from _pieces(group, width, level + 1)


def _fill(paragraph: str, width: int) -> Iterator[str]:
    line, used = "", 0
    for text, gap in _pieces(_units(paragraph), width):
        size = _width(text) if len(text) == 1 else cells(text)
        if used + size > width:
            if line.strip(_SPACES):
                yield line.rstrip(_SPACES)
            line, used = "", 0
        line += text + gap
        used += size + cells(gap) if gap else size
    yield line.rstrip(_SPACES)


def wrap(text: str, width: int) -> list[str]:
    """Break `text` into lines of at most `width` cells by the rules of Chinese typesetting.

    No line begins with closing or ends with opening punctuation; Latin words, numbers and addresses
    stay whole where they fit. A rule yields only where it cannot be kept. Spaces at breaks go, an
    indent at the start of a paragraph stays where it fits; nothing is ever added.
    """
    lines: list[str] = []
    for paragraph in text.replace("\r\n", "\n").replace("\t", " ").split("\n"):
        if cells(paragraph) <= width:
            lines.append(paragraph.rstrip(_SPACES))
        else:
            lines.extend(_fill(paragraph, max(width, 1)))
    return lines


# ---------------------------------------------------------------- keys and cleaning


def key(text: str) -> str:
    """A form of `text` for lookups only: full-width folded, case folded, no white space."""
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())
    kept = (c for c in folded if not c.isspace() and unicodedata.category(c) not in ("Cc", "Cf", "Cs"))
    return unicodedata.normalize("NFKC", "".join(kept))


# What turns the direction in which a text is read (Unicode's bidirectional controls), for a pattern's brackets.
DIRECTIONS = r"\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"
_TURNS = re.compile(f"[{DIRECTIONS}]")
# Letters and signs without ink: Hangul's fillers, and braille without dots.
_FILLERS = "\u115f\u1160\u2800\u3164\uffa0"


def clean(text: str) -> str:
    """`text` as people mean it: `storable`, and without what turns the direction in which it is read; wording is never
    changed. Nothing where no character of it can be seen."""
    text = storable(text)
    if not text.isprintable():
        text = _TURNS.sub("", text).strip()
    return "" if all(c.isspace() or c in _FILLERS or unicodedata.category(c) == "Cf" for c in text) else text


def storable(text: str) -> str:
    """`text` without the characters that office files and databases refuse."""
    if not text.isprintable():  # few are
        text = text.replace("\r\n", "\n").replace("\r", "\n")
        text = "".join(c for c in text if c in "\n\t" or not _refused(c))
    return text.strip()


def _refused(char: str) -> bool:
    """A control character, half a surrogate pair, a byte order mark or a non-character."""
    return unicodedata.category(char) in ("Cc", "Cs") or char in "\ufeff\ufffe\uffff"


def decoded(content: bytes) -> str | None:
    """A text in UTF-8, in UTF-16 with its mark (what Windows' programs call Unicode) or in GBK; None where it is in none
    of them."""
    marked = content.startswith((b"\xff\xfe", b"\xfe\xff"))
    for encoding in ("utf-16",) if marked else ("utf-8-sig", "gb18030"):
        with suppress(UnicodeDecodeError):
            return content.decode(encoding)
    return None


def visible(text: str) -> str:
    """A name that somebody else gave, on one line and without power over the terminal: \x1b stands for an escape."""
    if text.isprintable():
        return text
    return "".join(char.encode("unicode_escape").decode("ascii") if _unseen(char) else char for char in text)


def _unseen(char: str) -> bool:
    return unicodedata.category(char) in ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp")
