"""Ranking: each scheme by itself, ties shared, nobody before there is anything to rank."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongkai.report.figures import UnitLine
from gongkai.report.ranking import DEPARTMENTS, TOWNS, ZONES, rankings, scheme
from gongkai.store.questions.figures import Counts

COUNTS = ("rows_due", "rows_filed", "overdue", "done", "done_late")


def unit(name: str, kind: str = "区政府部门", **counts: int) -> UnitLine:
    return UnitLine(name, kind, Counts(**counts), "high")


def ranks(*units: UnitLine) -> dict[str, int | None]:
    return {row.line.unit: row.rank for group in rankings(units) for row in group.units}


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        ("镇", TOWNS),
        ("街道", TOWNS),
        ("开发区", ZONES),
        ("区政府部门", DEPARTMENTS),
        ("群团", DEPARTMENTS),
        ("派出机构", DEPARTMENTS),
    ],
)
def test_scheme(kind: str, expected: str) -> None:
    assert scheme(kind) == expected


def test_filing_comes_first_then_what_was_due_then_lateness() -> None:
    found = ranks(
        unit("甲", rows_due=2, rows_filed=1, done=5),
        unit("乙", rows_due=2, rows_filed=2, done=1, overdue=1),
        unit("丙", rows_due=2, rows_filed=2, done=2),
        unit("丁", rows_due=2, rows_filed=2, done=1, done_late=1),
        unit("戊", rows_due=2, rows_filed=2, done=2),
    )
    assert found == {"丙": 1, "戊": 1, "丁": 3, "乙": 4, "甲": 5}


def test_who_had_nothing_to_do_yet_has_no_rank() -> None:
    found = ranks(unit("甲", rows_due=3), unit("乙", rows_due=3, rows_filed=1), unit("镇", "镇"))
    assert found == {"乙": 1, "甲": None, "镇": None}


def test_part_of_the_units_is_not_ranked() -> None:
    (group,) = rankings([unit("甲", rows_due=1, rows_filed=1)], whole=False)
    assert group.units[0].rank is None


@given(
    st.lists(
        st.fixed_dictionaries(
            {name: st.integers(0, 4) for name in COUNTS} | {"kind": st.sampled_from(["镇", "区政府部门"])}
        ),
        max_size=12,
    )
)
def test_every_unit_is_ranked_once_and_better_is_never_behind(rows: list[dict[str, Any]]) -> None:
    units = [
        unit(str(n), row["kind"], **{name: row[name] for name in COUNTS if name != "rows_filed"})
        for n, row in enumerate(rows)
    ]
    units = [
        each._replace(counts=each.counts._replace(rows_filed=min(row["rows_filed"], row["rows_due"])))
        for each, row in zip(units, rows, strict=True)
    ]
    groups = rankings(units)
    assert sorted(row.line.unit for group in groups for row in group.units) == sorted(u.unit for u in units)
    for group in groups:
        placed = [row for row in group.units if row.rank]
        assert group.units[: len(placed)] == placed
        assert [row.rank for row in placed] == sorted(row.rank or 0 for row in placed)
        for place, row in enumerate(placed, start=1):
            assert row.rank is not None and row.rank <= place
            assert {row.line.kind} == {other.line.kind for other in group.units}
            better = [
                o
                for o in placed
                if o.counts._replace(overdue=0) == row.counts._replace(overdue=0)
                and o.counts.overdue < row.counts.overdue
            ]
            assert all(o.rank < row.rank for o in better if o.rank)
