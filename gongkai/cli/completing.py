"""What the shell offers at a press of TAB: units, tasks with their topics, dates.

Completion never writes: where no store has been made yet, it offers nothing.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from contextlib import suppress
from typing import TYPE_CHECKING

import click

from gongkai.base.problems import GongkaiError

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

    from gongkai.store.interface import Row, Store

Offers = list["CompletionItem[str]"]
Completer = Callable[[click.Context, click.Parameter, str], Offers]


def _offers(question: Callable[[Store, str, str], list[tuple[str, str]]]) -> Completer:
    """A completer that asks the store; whatever is wrong with the store, TAB stays quiet."""

    def complete(ctx: click.Context, _param: click.Parameter, incomplete: str) -> Offers:
        from click.shell_completion import CompletionItem

        from gongkai.cli.places import default_database

        values = {**ctx.find_root().params, **{k: v for k, v in ctx.params.items() if v is not None}}
        database = values.get("db") or os.environ.get("GONGKAI_DB") or default_database()
        if "://" not in database and not os.path.exists(database):
            return []
        with suppress(GongkaiError):
            from gongkai.store.opening import open_store

            store = open_store(database)
            try:
                plan = store.row("SELECT id FROM plan ORDER BY issued DESC LIMIT 1")
                if plan:
                    found = question(store, str(plan["id"]), incomplete)
                    return [CompletionItem(value, help=said) for value, said in found]
            finally:
                store.close()
        return []

    return complete


def _units(store: Store, plan: str, incomplete: str) -> list[tuple[str, str]]:
    """Units by the beginning of a name, an alias or the pinyin initials."""
    rows = store.rows(
        "SELECT DISTINCT u.name, u.kind, u.seq FROM spelling s JOIN unit u ON u.plan = s.plan AND u.name = s.unit "
        "WHERE s.plan = :plan AND substr(s.key, 1, length(:begin)) = :begin ORDER BY u.seq",
        {"plan": plan, "begin": incomplete.strip().lower()},
    )
    return [(row["name"], row["kind"]) for row in rows]


def _tasks(store: Store, plan: str, incomplete: str) -> list[tuple[str, str]]:
    """Task numbers, with what each is about."""
    rows: list[Row] = list(
        store.rows(
            "SELECT id, topic, subtopic FROM task WHERE plan = :plan AND substr(id, 1, length(:begin)) = :begin "
            "ORDER BY seq",
            {"plan": plan, "begin": incomplete.strip().upper()},
        )
    )
    return [(row["id"], "：".join(filter(None, (row["topic"], row["subtopic"])))) for row in rows]


def _dates(store: Store, plan: str, incomplete: str) -> list[tuple[str, str]]:
    """Today, and the days on which something falls due."""
    from datetime import date

    today = date.today().isoformat()
    rows = store.rows(
        "SELECT DISTINCT due FROM period WHERE plan = :plan ORDER BY due",
        {"plan": plan},
    )
    offers = {today: "今天"}
    for row in rows:
        offers.setdefault(row["due"], "有事项到期")
    return [(day, said) for day, said in offers.items() if day.startswith(incomplete)]


complete_unit = _offers(_units)
complete_task = _offers(_tasks)
complete_date = _offers(_dates)
