"""Lists of any number of units: laid out piece by piece, they look as if they were laid out whole."""

from __future__ import annotations

from collections.abc import Iterator

from hypothesis import given
from hypothesis import strategies as st

from gongkai.base.again import Again
from gongkai.render.table import PIECE, Column, long_table, table, widths

COLUMNS = [Column("单位", most=12), Column("说明", share=1, least=8)]
texts = st.text(alphabet="区司法局第1234567890，。 ab", min_size=0, max_size=30)


@given(st.lists(st.tuples(texts, texts), max_size=2 * PIECE + 5), st.integers(40, 120))
def test_a_long_table_is_the_table(rows: list[tuple[str, str]], width: int) -> None:
    asked = 0

    def ask() -> Iterator[tuple[str, str]]:
        nonlocal asked
        asked += 1
        yield from rows

    pieces = list(long_table(COLUMNS, Again(ask), width))
    laid = [line for piece in pieces for line in piece.lines]
    if rows:
        assert laid == table(COLUMNS, rows, widths(COLUMNS, rows, width)).lines
    assert asked == 2
    assert all(len(piece.lines) <= 31 * PIECE for piece in pieces)
