"""What an Excel cell shows: a number under its format code.

As Chinese Excel and WPS show it. Where a code can't be followed the answer is None: nothing is guessed.
"""

from __future__ import annotations

import re
from decimal import ROUND_HALF_UP, Context, Decimal
from fractions import Fraction
from operator import eq, ge, gt, le, lt, ne

from gongkai.base.text import in_numerals
from gongkai.office.date_format import shown_date
from gongkai.office.format_code import Section, Token, sections

# Of more digits than these a number keeps only the first.
MOST_DIGITS = 15
_EXACT = Context(prec=700)  # the longest number has 309 digits before the point


def shown(value: float, code: str, from_1904: bool = False) -> str | None:
    """A number as its cell shows it; None where the code can't be followed or the cell shows only ####."""
    parts = sections(code)
    if parts is None:
        return None
    chosen = _chosen(value, parts)
    if chosen is None:
        return None
    section, signed = chosen
    if section.is_date:
        return shown_date(value, section, from_1904)
    return _number(value if signed else abs(value), section)


def shown_text(text: str, code: str) -> str:
    """A text as its cell shows it: the section for texts may add words to it, or hide it."""
    parts = sections(code)
    if parts is None:
        return text
    last = parts[-1]
    if len(parts) < 4 and not any(token.kind == "@" for token in last.tokens):
        return text
    return "".join(text if token.kind == "@" else token.text for token in last.tokens)


def general(value: float) -> str:
    """A number without a format. Whole ones as they were typed, though a narrow cell shows 1.38E+10."""
    if value == int(value) and abs(value) < 10**MOST_DIGITS:
        return str(int(value))
    text = f"{value:.10g}"
    if "e" not in text:
        return text
    mantissa, _, exponent = f"{value:.5e}".partition("e")
    return f"{mantissa.rstrip('0').rstrip('.')}E{exponent}"


_HOLDS = {"<": lt, "<=": le, ">": gt, ">=": ge, "=": eq, "<>": ne}


def _chosen(value: float, parts: tuple[Section, ...]) -> tuple[Section, bool] | None:
    """The section for a number, and whether the number brings its sign."""
    numbers = parts[:3]
    if 1 < len(parts) < 4 and any(token.kind == "@" for token in parts[-1].tokens):
        numbers = parts[:-1]  # the last is for texts
    if len(numbers) == 1:
        return numbers[0], True
    if any(section.condition for section in numbers):
        for at, section in enumerate(numbers):
            condition = section.condition or (("<", 0.0) if at == 1 and len(numbers) == 3 else None)
            if condition is None or _HOLDS[condition[0]](value, condition[1]):
                return section, not (condition and condition[0].startswith("<") and condition[1] <= 0)
        return None
    if value < 0:
        return numbers[1], False
    if value == 0 and len(numbers) == 3:
        return numbers[2], False
    return numbers[0], False


# ---------------------------------------------------------------- numbers


def _number(value: float, section: Section) -> str | None:
    kinds = [token.kind for token in section.tokens]
    if not section.tokens:
        return ""
    if "general" in kinds or "@" in kinds:
        if section.numerals:
            return None
        return "".join(
            general(value) if token.kind in ("general", "@") else token.text for token in section.tokens
        )
    places = [at for at, kind in enumerate(kinds) if kind in "0#?"]
    if not places:
        return ("-" if value < 0 else "") + _literals(section.tokens)
    exact = Decimal(repr(value)) * Decimal(100) ** kinds.count("%")
    if "power" in kinds and value == int(value) and abs(value) < 10**MOST_DIGITS:
        return general(value)  # a telephone number that became 1.38E+10
    if "power" in kinds:
        made: str | None = _scientific(exact, section.tokens)
    elif "/" in kinds and _has_denominator(section.tokens[kinds.index("/") + 1 :]):
        made = _fraction(exact, section.tokens)
    else:
        made = _decimal(exact, section.tokens)
    return made and in_numerals(made, section.numerals)


def _literals(tokens: tuple[Token, ...]) -> str:
    return "".join(token.text if token.kind == "lit" else token.kind for token in tokens if token.kind != ",")


def _decimal(exact: Decimal, tokens: tuple[Token, ...]) -> str:
    kinds = [token.kind for token in tokens]
    last = max(at for at, kind in enumerate(kinds) if kind in "0#?")
    point = kinds.index(".") if "." in kinds else len(kinds)
    whole_places = [at for at in range(min(point, len(kinds))) if kinds[at] in "0#?"]
    end = whole_places[-1] if whole_places else -1
    # Commas behind the last place divide by a thousand each; one between places groups the digits.
    scaling = [at for at, kind in enumerate(kinds) if kind == "," and (at > last or end < at < point)]
    grouped = any(kind == "," and at not in scaling for at, kind in enumerate(kinds[:point]))
    exact = exact / Decimal(1000) ** len(scaling)
    decimals = sum(kind in "0#?" for kind in kinds[point + 1 :])
    rounded = abs(exact).quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP, _EXACT)
    whole, _, behind = f"{rounded:f}".partition(".")
    sign = "-" if exact < 0 and rounded else ""
    text = _filled(tokens[:point], whole.lstrip("0"), grouped)
    if point < len(kinds):
        after = _behind(tokens[point + 1 :], behind)
        text += f".{after}" if after[:1].isdigit() else after
    return sign + text


def _filled(tokens: tuple[Token, ...], digits: str, grouped: bool) -> str:
    """The places before the point, from the right; digits without a place go to the first."""
    pieces: list[str] = []
    left, done = len([t for t in tokens if t.kind in "0#?"]), 0
    for token in reversed(tokens):
        if token.kind not in "0#?":
            pieces.append(token.text if token.kind == "lit" else token.kind.replace(",", ""))
            continue
        left -= 1
        here = digits if left == 0 else digits[-1:]
        digits = digits[: len(digits) - len(here)]
        for char in reversed(here) if here else ({"0": "0", "?": " "}.get(token.kind, ""),):
            if grouped and done and done % 3 == 0 and char.strip():
                pieces.append(",")
            pieces.append(char)
            done += len(char)
    return "".join(reversed(pieces))


def _behind(tokens: tuple[Token, ...], digits: str) -> str:
    places = [token.kind for token in tokens if token.kind in "0#?"]
    while digits and digits[-1] == "0" and places[len(digits) - 1] != "0":
        digits = digits[:-1]
    pieces, at = [], 0
    for token in tokens:
        if token.kind in "0#?":
            pieces.append(digits[at : at + 1] or (" " if token.kind == "?" else ""))
            at += 1
        elif token.kind == "lit":
            pieces.append(token.text)
        elif token.kind != ",":
            pieces.append(token.kind)
    return "".join(pieces)


def _scientific(exact: Decimal, tokens: tuple[Token, ...]) -> str:
    at = next(i for i, token in enumerate(tokens) if token.kind == "power")
    mantissa, power = tokens[:at], tokens[at + 1 :]
    point = next((i for i, token in enumerate(mantissa) if token.kind == "."), len(mantissa))
    step = max(1, sum(token.kind in "0#?" for token in mantissa[:point]))
    decimals = sum(token.kind in "0#?" for token in mantissa[point + 1 :])
    exponent = (exact.adjusted() // step) * step if exact else 0
    scaled = abs(exact).scaleb(-exponent).quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP, _EXACT)
    if scaled >= Decimal(10) ** step:
        exponent += step
        scaled = scaled.scaleb(-step)
    sign = "-" if exponent < 0 else "+" if tokens[at].text.endswith("+") else ""
    shown_power = _filled(power, str(abs(exponent)).lstrip("0"), False)
    return ("-" if exact < 0 else "") + _decimal(scaled, mantissa) + "E" + sign + shown_power


def _has_denominator(tokens: tuple[Token, ...]) -> bool:
    return any(token.kind in "0#?" or (token.kind == "lit" and token.text.isdigit()) for token in tokens)


def _fraction(exact: Decimal, tokens: tuple[Token, ...]) -> str | None:
    kinds = [token.kind for token in tokens]
    slash = kinds.index("/")
    behind = "".join(t.kind if t.kind in "0#?" else t.text for t in tokens[slash + 1 :]).strip()
    if fixed := re.fullmatch(r"[1-9]\d*", behind):
        bottom = int(fixed[0])
    elif re.fullmatch(r"[0#?]{1,3}", behind):
        bottom = 0
    else:
        return None
    before = "".join(t.kind if t.kind in "0#?" else " " for t in tokens[:slash]).split()
    if not 1 <= len(before) <= 2:
        return None
    value = abs(Fraction(exact))
    whole = int(value) if len(before) == 2 else 0
    part = value - whole
    if bottom:
        top = int(part * bottom + Fraction(1, 2))
    else:
        near = part.limit_denominator(10 ** len(behind) - 1)
        top, bottom = near.numerator, near.denominator
    if len(before) == 2 and top == bottom:
        whole, top = whole + 1, 0
    sign = "-" if exact < 0 else ""
    if len(before) == 2 and not top:
        return f"{sign}{whole}"
    return f"{sign}{whole} {top}/{bottom}" if whole else f"{sign}{top}/{bottom}"
