"""What the shell offers at a press of TAB: units, tasks with their topics, dates.

Completion makes no store and compiles no plan: where there is none yet, it offers nothing.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from contextlib import suppress
from typing import TYPE_CHECKING

import click

from gongkai.base.problems import GongkaiError
from gongkai.base.text import key

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

    from gongkai.store.engine.interface import Row, Store

Offers = list["CompletionItem[str]"]
Completer = Callable[[click.Context, click.Parameter, str], Offers]


def _offers(question: Callable[[Store, str, str, click.Context], Offers]) -> Completer:
    """A completer that asks the store; whatever is wrong with the store, TAB stays quiet."""

    def complete(ctx: click.Context, _param: click.Parameter, incomplete: str) -> Offers:
        from gongkai.cli.workplace import Workplace
        from gongkai.store.engine.opening import is_server

        values = {**ctx.find_root().params, **{k: v for k, v in ctx.params.items() if v is not None}}
        with suppress(GongkaiError):
            workplace = Workplace(_path(values.get("db")), _path(values.get("plan_file")), ask=None)
            if not is_server(workplace.database) and not os.path.exists(workplace.database):
                return []
            try:
                plan = workplace.known_plan() or _newest_plan(workplace.store)
                return question(workplace.store, plan, incomplete, ctx) if plan else []
            finally:
                workplace.close()
        return []

    return complete


def _path(typed: str | None) -> str | None:
    """A path as the shell would hand it over."""
    return typed and os.path.expanduser(os.path.expandvars(typed))


def _newest_plan(store: Store) -> str | None:
    row = store.row("SELECT id FROM plan ORDER BY issued DESC LIMIT 1")
    return str(row["id"]) if row else None


def _units(store: Store, plan: str, incomplete: str, _ctx: click.Context) -> Offers:
    """Units by the beginning of a name, an alias or the pinyin initials.

    A unit found by another spelling than its name carries that: `spelling`, unless several units share it.
    """
    from click.shell_completion import CompletionItem

    begin = key(incomplete)
    rows = store.rows(
        "SELECT u.name, u.kind, s.key FROM spelling s JOIN unit u ON u.plan = s.plan AND u.name = s.unit "
        "WHERE s.plan = :plan AND substr(s.key, 1, length(:begin)) = :begin ORDER BY u.seq, s.sort = 'name' DESC",
        {"plan": plan, "begin": begin},
    )
    found: dict[str, Row] = {}
    owners: dict[str, set[str]] = {}
    for row in rows:
        found.setdefault(row["name"], row)
        owners.setdefault(row["key"], set()).add(row["name"])
    return [
        CompletionItem(
            name,
            help=row["kind"],
            spelling=None if key(name).startswith(begin) or len(owners[row["key"]]) > 1 else row["key"],
        )
        for name, row in found.items()
    ]


# Why a unit has the tasks that a command is about.
_ABOUT = {"fill": ("named", "group", "claimed"), "claim": ("claimable",), "unclaim": ("claimed",)}


def _own_tasks(store: Store, plan: str, ctx: click.Context) -> set[str] | None:
    """The tasks of the unit on the command line that the command can be about; None: any, or none is known."""
    from gongkai.store.questions.asked import Asked
    from gongkai.store.questions.lookup import find_unit
    from gongkai.store.questions.tasks import tasks_of

    bases, unit = _ABOUT.get(ctx.info_name or ""), ctx.params.get("unit")
    if not bases or not unit:
        return None
    now = "9999-12-31"  # what stands, whatever day it counts from
    with suppress(GongkaiError):
        rows = tasks_of(store, Asked(plan, now, now), find_unit(store, plan, unit))
        return {row.id for row in rows if row.basis in bases}
    return None


def _tasks(store: Store, plan: str, incomplete: str, ctx: click.Context) -> Offers:
    """Task numbers, with what each is about: several tasks may have one topic, so also how the demand begins.
    After a unit only those that the command can be about."""
    from click.shell_completion import CompletionItem

    own = _own_tasks(store, plan, ctx)
    rows = store.rows(
        "SELECT id, topic, subtopic, substr(requirement, 1, 40) AS demand FROM task "
        "WHERE plan = :plan AND substr(id, 1, length(:begin)) = :begin ORDER BY seq",
        {"plan": plan, "begin": incomplete.strip().upper()},
    )
    return [
        CompletionItem(
            row["id"],
            help="：".join(filter(None, (row["topic"], row["subtopic"], " ".join(row["demand"].split())))),
        )
        for row in rows
        if own is None or row["id"] in own
    ]


def _dates(store: Store, plan: str, incomplete: str, _ctx: click.Context) -> Offers:
    """Today, and the days on which something falls due."""
    from datetime import date

    from click.shell_completion import CompletionItem

    rows = store.rows("SELECT DISTINCT due FROM period WHERE plan = :plan ORDER BY due", {"plan": plan})
    said = {date.today().isoformat(): "今天"}
    for row in rows:
        said.setdefault(row["due"], "有事项到期")
    return [CompletionItem(day, help=why) for day, why in said.items() if day.startswith(incomplete)]


complete_unit = _offers(_units)
complete_task = _offers(_tasks)
complete_date = _offers(_dates)
