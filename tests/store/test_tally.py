"""The tally of any lines of the ledger is, on every day, what a count of those lines on that day gives."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from gongkai.store.spans import ALWAYS, NEVER, after
from gongkai.store.tally import COUNTS, tally

DAYS = [(date(2019, 9, 26) + timedelta(days=n)).isoformat() for n in range(10)]
some_day = st.sampled_from(DAYS)
bounds = st.one_of(some_day, st.just(ALWAYS), st.just(NEVER), some_day.map(after))
spans = st.tuples(bounds, bounds).map(sorted).filter(lambda pair: pair[0] < pair[1])

holdings = st.builds(
    lambda span, filing, status: {
        "from_date": span[0],
        "to_date": span[1],
        "filing": filing,
        "status": status,
    },
    spans,
    st.integers(0, 1),
    st.sampled_from(["unfiled", "incomplete", "filed", "not_involved", "returned"]),
)
duties = st.builds(
    lambda span, due, predates, done_on: {
        "from_date": span[0],
        "to_date": span[1],
        "due": due,
        "predates": predates,
        "done_on": done_on,
    },
    spans,
    some_day,
    st.integers(0, 1),
    st.none() | some_day,
)


def counted(held: list[dict[str, Any]], owed: list[dict[str, Any]], day: str) -> dict[str, int]:
    """What a day's figures are, by the words of status.sql."""
    found: Counter[str] = Counter()
    for row in held:
        if row["from_date"] <= day < row["to_date"] and row["filing"]:
            found["rows_due"] += 1
            found["rows_filed"] += row["status"] in ("filed", "not_involved")
            found["rows_not_involved"] += row["status"] == "not_involved"
            found["rows_incomplete"] += row["status"] == "incomplete"
    for row in owed:
        if not row["from_date"] <= day < row["to_date"]:
            continue
        done = row["done_on"] is not None and row["done_on"] <= day
        if done and (row["done_on"] <= row["due"] or row["predates"]):
            found["done"] += 1
        elif done:
            found["done_late"] += 1
        elif row["predates"]:
            found["to_check"] += 1
        else:
            found["overdue" if row["due"] < day else "ahead"] += 1
    return {name: found[name] for name in COUNTS}


@given(st.lists(holdings, max_size=6), st.lists(duties, max_size=6))
def test_every_day(held: list[dict[str, Any]], owed: list[dict[str, Any]]) -> None:
    rows = list(tally(held, owed))
    assert [row["from_date"] for row in rows] == sorted({row["from_date"] for row in rows})
    for day in (*DAYS, "2019-01-01", "2020-12-31", "9999-12-31"):
        standing = [row for row in rows if row["from_date"] <= day]
        figures = {name: standing[-1][name] if standing else 0 for name in COUNTS}
        assert figures == counted(held, owed, day), day


@given(st.lists(holdings, max_size=6), st.lists(duties, max_size=6))
def test_no_line_repeats_the_one_before(held: list[dict[str, Any]], owed: list[dict[str, Any]]) -> None:
    before = dict.fromkeys(COUNTS, 0)
    for row in tally(held, owed):
        figures = {name: row[name] for name in COUNTS}
        assert figures != before
        before = figures
