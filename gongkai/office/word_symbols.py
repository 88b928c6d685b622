"""Signs of the fonts Wingdings and Symbol, in which a letter is printed as something else: R as a ticked box."""

from __future__ import annotations


def _table(*signs: tuple[str, bytes]) -> dict[int, str]:
    return {code: sign for sign, codes in signs for code in codes}


# For each sign the letters that are printed as it.
_WINGDINGS = _table(
    (" ", b"\x20"),
    ("□", b"\x6f\x70\x71\x72\xa8"),
    ("\u2611", b"\xfe"),
    ("\u2612", b"\xfd"),
    ("√", b"\xfc"),
    ("×", b"\xfb"),
    ("●", b"\x6c"),
    ("○", b"\x6d\xa1"),
    ("■", b"\x6e\xa7"),
    ("◆", b"\x74\x75\x76\x77"),
    ("★", b"\xab"),
    ("·", b"\x9e\x9f"),
    (">", b"\xd8"),
    ("←", b"\xdf"),
    ("→", b"\xe0\xe8"),
    ("↑", b"\xe1"),
    ("↓", b"\xe2"),
) | {0x81 + at: chr(0x2460 + at) for at in range(10)}
_WINGDINGS_2 = _table(
    (" ", b"\x20"),
    ("□", b"\x2a\x30\x35\xa3"),
    ("\u2611", b"\x52"),
    ("\u2612", b"\x51\x53\x54"),
    ("√", b"\x50"),
    ("×", b"\x4f"),
)
_SYMBOL = (
    {code: chr(code) for code in range(0x20, 0x40)}
    | dict(zip(b"abcdefgijklmnopqrstuwxyz", "αβχδεφγιφκλμνοπθρστυωξψζ", strict=True))
    | dict(zip(b"DFGLPQSWXY", "ΔΦΓΛΠΘΣΩΞΨ", strict=True))
    | dict(zip(b"\xa3\xa5\xac\xae\xb0\xb1\xb3\xb4\xb7\xb8\xb9\xbb\xd6\xe5", "≤∞←→°±≥×·÷≠≈√∑", strict=True))
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
