"""Cells, padding, clipping, keys and cleaning."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from gongkai.base.text import cells, clean, clip, key, pad

HAN = [(0x3400, 0x4DBF), (0x4E00, 0x9FFF), (0xF900, 0xFA6D), (0x20000, 0x2A6DF)]
TEXT = st.text(st.sampled_from("公开（《，。》）…—·①㎡％%aZ09 -\u3000\u0301ａ"), max_size=40)


def gbk() -> list[str]:
    """Every character GBK can show."""
    pairs = (bytes((a, b)) for a in range(0x81, 0xFF) for b in range(0x40, 0xFF))
    found = (pair.decode("gbk", "ignore") for pair in pairs)
    return [char for char in found if len(char) == 1]


def test_cells_of_every_gbk_character_agree_with_rich() -> None:
    characters = gbk()
    assert len(characters) > 21000
    assert [c for c in characters if cells(c) != cell_len(c)] == []


def test_cells_of_every_han_character_agree_with_rich() -> None:
    han = [chr(n) for first, last in HAN for n in range(first, last + 1)]
    assert [c for c in han if unicodedata.category(c) != "Cn" and cells(c) != cell_len(c)] == []


@pytest.mark.parametrize(
    ("text", "width"),
    [
        ("", 0),
        ("abc", 3),
        ("公开", 4),
        ("e\u0301", 1),
        ("公\u200b开", 4),
        ("…", 1),
        ("①", 1),
        ("ａ", 2),
        ("\u00ad", 1),
        ("\t", 0),
    ],
)
def test_cells(text: str, width: int) -> None:
    assert cells(text) == width == cell_len(text)


@given(TEXT, TEXT)
def test_cells_add_up(left: str, right: str) -> None:
    assert cells(left + right) == cells(left) + cells(right)


def test_pad() -> None:
    assert pad("公开", 6) == "公开  "
    assert pad("公开", 6, "right") == "  公开"
    assert pad("政务公开", 6) == "政务公开"


@given(TEXT, st.integers(0, 60))
def test_pad_fills_to_the_width(text: str, width: int) -> None:
    assert cells(pad(text, width)) == cells(pad(text, width, "right")) == max(width, cells(text))


@pytest.mark.parametrize(
    ("width", "clipped"),
    [(8, "政务公开"), (7, "政务公…"), (6, "政务…"), (5, "政务…"), (2, "…"), (1, "…"), (0, "")],
)
def test_clip(width: int, clipped: str) -> None:
    assert clip("政务公开", width) == clipped


@given(TEXT, st.integers(-1, 50))
def test_clip_keeps_as_much_as_fits(text: str, width: int) -> None:
    clipped = clip(text, width)
    assert cells(clipped) <= max(width, 0)
    if clipped != text:
        assert cells(text) > width
        kept = clipped.removesuffix("…")
        assert text.startswith(kept)
        assert width < 1 or cells(text[: len(kept) + 1]) > width - 1


@pytest.mark.parametrize(
    ("text", "same"),
    [
        ("临淄区 司法局", "临淄区司法局"),
        ("ＱＳＦＪ", "qsfj"),
        ("各镇（街道）", "各镇(街道)"),
        ("\u200b公\u3000开\n", "公开"),
    ],
)
def test_key(text: str, same: str) -> None:
    assert key(text) == same


@given(st.text())
def test_key_of_a_key_is_the_same(text: str) -> None:
    assert key(key(text)) == key(text)
    assert not any(c.isspace() for c in key(text))


def test_clean() -> None:
    assert clean("\ufeff 一\x0b\x00行\r\n二\t行\r三\ud800\uffff \n") == "一行\n二\t行\n三"
    assert clean("①（，…㎡２") == "①（，…㎡２"  # never NFKC


@pytest.mark.parametrize("turn", "\u061c\u200e\u200f\u202a\u202c\u202d\u202e\u2066\u2068\u2069")
def test_nothing_turns_the_direction_in_which_a_text_is_read(turn: str) -> None:
    assert clean(f"{turn} 张{turn}三 {turn}") == "张三"
    assert clean("👨\u200d👩") == "👨\u200d👩"  # joins, and turns nothing


@pytest.mark.parametrize("unseen", ["\u3164", "\u2800 \u2800", "\uffa0\u200b", "\u115f\u1160"])
def test_what_has_no_ink_is_nothing_by_itself(unseen: str) -> None:
    assert clean(unseen) == ""
    assert clean(f"表{unseen}格") == f"表{unseen}格"


@given(st.text(st.characters()))
def test_clean_text_can_be_stored(text: str) -> None:
    cleaned = clean(text)
    assert clean(cleaned) == cleaned == cleaned.strip()
    cleaned.encode()
    assert not [c for c in cleaned if unicodedata.category(c) == "Cc" and c not in "\n\t"]
    assert [c for c in cleaned if c > "\u00a0" and c.isalnum()] == [
        c for c in text if c > "\u00a0" and c.isalnum() and (cleaned or c not in "\u115f\u1160\u3164\uffa0")
    ]
