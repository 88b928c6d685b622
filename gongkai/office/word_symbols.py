"""Signs of the fonts Wingdings and Symbol, in which a letter is printed as something else: R as a ticked box."""

from __future__ import annotations

_TICKED, _CROSSED, _BOX = "\u2611", "\u2612", "□"
_WINGDINGS = {
    0x20: " ",
    0x6C: "●",
    0x6D: "○",
    0x6E: "■",
    0x6F: _BOX,
    0x70: _BOX,
    0x71: _BOX,
    0x72: _BOX,
    0x74: "◆",
    0x75: "◆",
    0x76: "◆",
    0x77: "◆",
    0x9E: "·",
    0x9F: "·",
    0xA1: "○",
    0xA7: "■",
    0xA8: _BOX,
    0xAB: "★",
    0xD8: ">",
    0xDF: "←",
    0xE0: "→",
    0xE1: "↑",
    0xE2: "↓",
    0xE8: "→",
    0xFB: "×",
    0xFC: "√",
    0xFD: _CROSSED,
    0xFE: _TICKED,
} | {0x81 + at: chr(0x2460 + at) for at in range(10)}
_WINGDINGS_2 = {
    0x20: " ",
    0x4F: "×",
    0x50: "√",
    0x51: _CROSSED,
    0x52: _TICKED,
    0x53: _CROSSED,
    0x54: _CROSSED,
    0x2A: _BOX,
    0x30: _BOX,
    0x35: _BOX,
    0xA3: _BOX,
}
_SYMBOL = (
    {code: chr(code) for code in range(0x20, 0x40)}
    | dict(zip(b"abcdefgijklmnopqrstuwxyz", "αβχδεφγιφκλμνοπθρστυωξψζ", strict=True))
    | dict(zip(b"DFGLPQSWXY", "ΔΦΓΛΠΘΣΩΞΨ", strict=True))
    | {
        0xA3: "≤",
        0xA5: "∞",
        0xAC: "←",
        0xAE: "→",
        0xB0: "°",
        0xB1: "±",
        0xB3: "≥",
        0xB4: "×",
        0xB7: "·",
        0xB8: "÷",
        0xB9: "≠",
        0xBB: "≈",
        0xD6: "√",
        0xE5: "∑",
    }
)
_FONTS = {"wingdings": _WINGDINGS, "wingdings 2": _WINGDINGS_2, "wingdings 3": {}, "symbol": _SYMBOL}


def is_symbols(font: str) -> bool:
    """Whether a font has signs in the place of letters."""
    return font.strip().lower() in _FONTS


def symbols(text: str, font: str) -> str:
    """A text in such a font as the signs that are printed; what isn't known of them is left out.

    Signs are kept by their letter or in the private area from U+F000.
    """
    table = _FONTS.get(font.strip().lower())
    if table is None:
        return "".join(char for char in text if not 0xE000 <= ord(char) <= 0xF8FF)
    return "".join(
        table.get(ord(char) & 0xFF, "") if ord(char) < 0x100 or 0xF000 <= ord(char) <= 0xF0FF else char
        for char in text
    )
