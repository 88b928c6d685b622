"""The tally: a unit's figures day by day, summed from its part of the ledger.

The states are those of `queries/status.sql`. 临期 depends on how far one looks ahead as well: what is soon due is
among `ahead` here.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator

from gongkai.store.interface import Row
from gongkai.store.spans import COMPLETE, NEVER, after

COUNTS = (
    "rows_due",
    "rows_filed",
    "rows_not_involved",
    "rows_incomplete",
    "overdue",
    "ahead",
    "done",
    "done_late",
    "to_check",
)
_PLACE = {name: place for place, name in enumerate(COUNTS)}

# Days from the first up to, not including, the second, in which one more counts as the third says.
_Counted = tuple[str, str, str]


def tally(holdings: Iterable[Row], duties: Iterable[Row]) -> Iterator[Row]:
    """A unit's rows of the tally, but for its key: where each begins (`from_date`) and the figures from then on."""
    changes: defaultdict[str, list[int]] = defaultdict(lambda: [0] * len(COUNTS))
    for start, end, name in (*_filing(holdings), *_carrying_out(duties)):
        if start < end:
            changes[start][_PLACE[name]] += 1
            changes[end][_PLACE[name]] -= 1
    changes.pop(NEVER, None)
    figures = [0] * len(COUNTS)
    for day in sorted(changes):
        if any(changes[day]):
            figures = [before + change for before, change in zip(figures, changes[day], strict=True)]
            yield {"from_date": day, **dict(zip(COUNTS, figures, strict=True))}


def _filing(holdings: Iterable[Row]) -> Iterator[_Counted]:
    for row in holdings:
        if not row["filing"]:
            continue
        start, end, status = row["from_date"], row["to_date"], row["status"]
        yield start, end, "rows_due"
        if status in COMPLETE:
            yield start, end, "rows_filed"
        if status in ("not_involved", "incomplete"):
            yield start, end, f"rows_{status}"


def _carrying_out(duties: Iterable[Row]) -> Iterator[_Counted]:
    for row in duties:
        start, end, due, done_on = row["from_date"], row["to_date"], row["due"], row["done_on"]
        done = end if done_on is None else min(max(start, done_on), end)
        if row["predates"]:
            yield start, done, "to_check"
        else:
            yield start, min(done, after(due)), "ahead"
            yield max(start, after(due)), done, "overdue"
        if done_on is not None:
            yield done, end, "done" if done_on <= due or row["predates"] else "done_late"
