"""Telephone numbers: found in a text, brought into one form, hidden in part. One grammar for all three.

Every pattern is bounded, so that a text of any length takes time in proportion to it.
"""

from __future__ import annotations

import re
import unicodedata
from typing import NamedTuple

from gongkai.base.text import clip

_DASHES = dict.fromkeys(map(ord, "－—–‐\u2011\u2012\u2212﹣ー"), "-")
# One character for one, so that offsets found in the translated text hold in the original.
_SAME_LENGTH = _DASHES | dict(zip(map(ord, "０１２３４５６７８９（）\u3000"), "0123456789() ", strict=True))


def halfwidth(text: str) -> str:
    """Digits, dashes, brackets and blanks of full width in half width; every character stays where it is."""
    return text.translate(_SAME_LENGTH)


# ---------------------------------------------------------------- the grammar
# As people write numbers into a text. In each pattern every group is a run of digits to hide in masked papers.

_AREA = r"0(?:10|2[0-9]|[3-9][0-9]{2})"
_EXTENSION = r"(?: ?(?:-|转) ?([0-9]{1,6})(?![0-9]))?"
_MOBILE = r"(?:(?:\+|00)?86[- ]?)?1[3-9][0-9][- ]?([0-9]{4})[- ]?[0-9]{4}(?![0-9])"
_LANDLINE = rf"(?:\({_AREA}\)|{_AREA}\)?) ?-{{0,2}} ?[0-9]{{3,4}}[- ]?([0-9]{{4}})(?![0-9]){_EXTENSION}"
_LOCAL = rf"[2-9][0-9]{{2,3}}[- ]?([0-9]{{4}})(?![0-9]){_EXTENSION}"
_SERVICE = r"[48]00-?[0-9]{3,4}-?[0-9]{3,4}(?![0-9])"
# Public: 12345, 95598, 96365. A room or a bus isn't one.
_HOTLINE = r"(?:1[0-9]{4}|9[56][0-9]{3})(?![0-9室号房路元])"

_WRITTEN = re.compile(rf"(?<![0-9])(?:{_MOBILE}|{_LANDLINE}|{_SERVICE}|{_LOCAL})")
_WRITTEN_HOTLINE = re.compile(rf"(?<![0-9])(?<![0-9][ -]){_HOTLINE}(?! ?[-0-9])")


class Number(NamedTuple):
    """A number found in a text: its place, and its normal form."""

    start: int
    end: int
    normal: str


def find(text: str) -> list[Number]:
    """The telephone numbers in a text that is about nothing else, such as a contact's cell, in order."""
    plain = halfwidth(text)
    found: list[Number] = []
    for pattern in (_WRITTEN, _WRITTEN_HOTLINE):
        chars = list(plain)
        for match in pattern.finditer(plain):
            try:
                found.append(Number(*match.span(), telephone(match.group())))
            except ValueError:
                continue
            chars[slice(*match.span())] = "|" * len(match.group())
        plain = "".join(chars)
    return sorted(found)


# ---------------------------------------------------------------- the normal form

_NORMAL_LANDLINE = re.compile(rf"(?:(?:\(({_AREA})\)|({_AREA}))-?)?([0-9]{{7,8}})(?:(-|转)([0-9]{{1,6}}))?")
_MANY = 40  # words in one field: more are no list of numbers
_LONGEST = 40  # characters of one number, however it is written
_LIKE = "应形如 0533-0000000、13800000000 或 12345，多个号码之间用“、”隔开"


def telephone(text: str) -> str:
    """Normalise one or several telephone numbers, joined by 、; ValueError says in Chinese what is wrong."""
    plain = " ".join(unicodedata.normalize("NFKC", text).translate(_DASHES).split())
    plain = re.sub(r" ?([-()]|转) ?", r"\1", plain)
    numbers: list[str] = []
    for part in re.split(r"[、,;/]", plain):
        words = part.split()
        found = _spaced_numbers(words) if len(words) <= _MANY else None
        if found is None:
            raise _wrong_number(part)
        numbers.extend(found)
    if not numbers:
        raise ValueError(f"没有电话号码，{_LIKE}")
    return "、".join(numbers)


def _spaced_numbers(words: list[str]) -> list[str] | None:
    """Read words between spaces as numbers: a space may stand between two numbers or inside one."""
    # From the end: what is read of the words from each one on.
    read: list[list[str] | None] = [None] * len(words) + [[]]
    for start in reversed(range(len(words))):
        joined = ""
        for stop in range(start, len(words)):
            joined += words[stop]
            if len(joined) > _LONGEST:
                break
            rest = read[stop + 1]
            if rest is not None and (number := _one_number(joined)):
                read[start] = [number, *rest]
                break
    return read[0]


def _one_number(text: str) -> str | None:
    """The normal form of one number without spaces, or None."""
    text = re.sub(r"^(?:\+|00)86-?(?=[01])", "", text)
    digits = text.replace("-", "")
    if re.fullmatch(r"1[3-9][0-9]-?[0-9]{4}-?[0-9]{4}", text):
        return digits
    if re.fullmatch(r"[48]00(?:[0-9]{7}|-[0-9]{3,4}-?[0-9]{3,4})", text) and len(digits) == 10:
        return f"{digits[:3]}-{digits[3:6]}-{digits[6:]}"
    if re.fullmatch(r"1[0-9]{4}|9[56][0-9]{3}", text):
        return text
    if not (found := _NORMAL_LANDLINE.fullmatch(text)):
        return None
    bracketed, plain, number, mark, extension = found.groups(default="")
    area = bracketed or plain
    if not area and number[0] in "01":  # a cut-off area code or mobile number
        return None
    return (f"{area}-" if area else "") + number + mark + extension


def _wrong_number(text: str) -> ValueError:
    digits = re.sub(r"[^0-9]", "", text)
    shown = clip(text.strip(), 40)
    if re.match(r"1[3-9]", digits) and len(digits) != 11:
        return ValueError(f"“{shown}”不是有效的电话号码：手机号码应为11位，这里是{len(digits)}位；{_LIKE}")
    if digits.startswith("0"):
        return ValueError(f"“{shown}”不是有效的电话号码：固定电话应为区号加7至8位号码；{_LIKE}")
    return ValueError(f"“{shown}”不是有效的电话号码，{_LIKE}")


# ---------------------------------------------------------------- hidden in part

ADDRESS = re.compile(r"(?:https?://|www\.)[^\s\u4e00-\u9fff，。；、）】》”]+", re.IGNORECASE)
# In a text about anything, a local number is none where it reads as a date, an amount, a document's number or a part
# of an address.
_PERSONAL = tuple(
    re.compile(pattern)
    for pattern in (
        rf"(?<![0-9]){_MOBILE}",
        rf"(?<![0-9]){_LANDLINE}",
        r"(?<![0-9A-Za-z_.=〕])(?<![0-9A-Za-z]-)(?<![^0-9]/)"
        r"(?!20[0-9]{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])(?![0-9]))"
        r"[2-9][0-9]{2,3}([0-9]{4})(?!\.?[0-9A-Za-z_])(?! ?(?:余|多)?[元万亿人户件个次吨亩字])(?!号(?!码))"
        + _EXTENSION,
    )
)


def mask_contacts(text: str) -> str:
    """Hide part of every personal telephone number in a free text; hotlines, 400 numbers and addresses stay.

    Eight digits that read as a date (20190731) are taken for a date.
    """
    plain = ADDRESS.sub(lambda found: "x" * len(found.group()), halfwidth(text))
    chars = list(text)
    for pattern in _PERSONAL:
        for found in pattern.finditer(plain):
            for group in range(1, len(found.groups()) + 1):
                start, end = found.span(group)
                chars[start:end] = "*" * (end - start)
    return "".join(chars)


def mask_telephone(text: str) -> str:
    """Hide part of each number in a telephone field (0533-000****, 138****0000), as mask_contacts does."""
    try:
        return "、".join(map(_mask_number, telephone(text).split("、")))
    except ValueError:  # kept as somebody wrote it: hide the ends of all long numbers
        return re.sub(r"(\d{2,})\d{4}", r"\1****", mask_contacts(text))


def _mask_number(number: str) -> str:
    if re.fullmatch(r"1[0-9]{10}", number):
        return number[:3] + "****" + number[-4:]
    if re.fullmatch(r"[48]00-.*|[0-9]{5}", number) or not (found := _NORMAL_LANDLINE.fullmatch(number)):
        return number
    _, area, local, mark, extension = found.groups(default="")
    return (f"{area}-" if area else "") + local[:-4] + "****" + mark + "*" * len(extension)
