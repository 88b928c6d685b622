"""报送: that a unit sent its form, or that the office read it in."""

from __future__ import annotations

from typing import NamedTuple

from gongkai.store.changes import steps
from gongkai.store.changes.journal import Author
from gongkai.store.engine.interface import Store, repeatable


class Submission(NamedTuple):
    """A form that was sent (`way` "sent") or read in ("collected")."""

    unit: str
    on_date: str
    way: str
    file: str
    digest: str


@repeatable
def submit(store: Store, author: Author, plan: str, submission: Submission) -> bool:
    """Record a 报送; False where the same file is recorded already."""
    with store.transaction():
        return record_submission(store, author, plan, submission)


def record_submission(store: Store, author: Author, plan: str, submission: Submission) -> bool:
    """The same, only inside a transaction."""
    known = store.row(
        "SELECT id FROM submission WHERE plan = :plan AND unit = :unit AND way = :way AND digest = :digest",
        {"plan": plan, **submission._asdict()},
    )
    if known:
        return False
    steps.make(store, author, "submit", {"plan": plan, "unit": submission.unit}, submission._asdict())
    return True


def collected_on(store: Store, plan: str, unit: str, digest: str) -> str | None:
    """The day (ISO) for which a file of this content was collected; None where it wasn't."""
    row = store.row(
        "SELECT MIN(on_date) AS on_date FROM submission "
        "WHERE plan = :plan AND unit = :unit AND way = 'collected' AND digest = :digest",
        {"plan": plan, "unit": unit, "digest": digest},
    )
    return row["on_date"] if row else None
