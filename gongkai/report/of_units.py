"""What is known of each unit: its tasks with the answers, each 事项 and 期次 with its state and what was published."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from gongkai.base.names import names_in
from gongkai.base.rows import NamedTuple, grouped
from gongkai.report.masking import masked_row
from gongkai.store.engine.interface import Store
from gongkai.store.questions import answers as questions
from gongkai.store.questions.answers import Answer
from gongkai.store.questions.asked import Asked


class UnitTasks(NamedTuple):
    """A unit with its tasks, and in each the 事项 and 期次 with what was published for them."""

    unit: str
    kind: str
    full_name: str
    tasks: list[Answer]


def of_units(
    store: Store,
    asked: Asked,
    *,
    unit: str | None = None,
    with_contacts: bool = False,
    with_records: bool = True,
) -> Iterator[UnitTasks]:
    """One by one, in the roster's order, every unit that has a task; records are left out where they aren't asked for."""
    published = grouped(
        questions.published(store, asked, unit) if with_records else (),
        lambda record: (record.unit, record.task, record.item),
    )
    items = grouped(questions.item_states(store, asked, unit), lambda item: (item.unit, item.task))

    def with_items(row: Answer, officers: set[str]) -> Answer:
        found = []
        for item in items.get((row.unit, row.task), ()):
            known = published.get((item.unit, item.task, item.item), ())
            records = [record for record in known if item.counts(record)]
            if not with_contacts:
                records = [masked_row(record, officers) for record in records]
            found.append(item._replace(records=records))
        return row._replace(items=found)

    for name, own in groupby(questions.answers(store, asked, unit), key=lambda row: row.unit):
        rows = list(own)
        officers = {person for row in rows for person in names_in(row.texts.officer or "")}
        tasks = [row if with_contacts else masked_row(row, officers) for row in rows]
        yield UnitTasks(name, rows[0].kind, rows[0].full_name, [with_items(row, officers) for row in tasks])
