"""The office's ledger: a line for each unit, task, 事项 and 期次."""

from __future__ import annotations

from collections.abc import Iterator

from gongkai.base.rows import NamedTuple
from gongkai.report.of_units import of_units
from gongkai.store.engine.interface import Store
from gongkai.store.questions.answers import Answer, ItemState
from gongkai.store.questions.asked import Asked


class LedgerLine(NamedTuple):
    """An answer and one of its 事项; None where the unit has nothing to carry out (不涉及)."""

    answer: Answer
    item: ItemState | None


def ledger_lines(
    store: Store, asked: Asked, *, unit: str | None = None, with_contacts: bool = False
) -> Iterator[LedgerLine]:
    """In the roster's and the plan's order."""
    for found in of_units(store, asked, unit=unit, with_contacts=with_contacts):
        for answer in found.tasks:
            if not answer.items:
                yield LedgerLine(answer, None)
            yield from (LedgerLine(answer, item) for item in answer.items)
