"""What is known of each unit: nothing of the store is lost or given to another unit on the way."""

from __future__ import annotations

from pathlib import Path

from gongkai.report.of_units import of_units
from gongkai.store.engine.sqlite import SqliteStore
from gongkai.store.questions import records
from gongkai.store.questions.asked import Asked

ASKED = Asked("linzi-2019", "2019-12-31", "2020-01-06")


def test_every_record_is_with_its_unit_and_item_once(filled_store: Path) -> None:
    store = SqliteStore(str(filled_store))
    try:
        wanted = {
            (row.id, row.unit, row.task, row.item, row.period)
            for row in records.records(store, ASKED.plan, ASKED.as_of)
        }
        found = [
            (record.id, unit.unit, item.task, item.item, item.period)
            for unit in of_units(store, ASKED)
            for task in unit.tasks
            for item in task.items
            for record in item.records
        ]
    finally:
        store.close()
    assert len(found) == len(set(found)) == 3
    assert set(found) == wanted
