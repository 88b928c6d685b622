"""Which 期次 of claimed tasks are late: `claim` and `unclaim` say so."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gongkai.base.states import State
from gongkai.store.questions.figures import deadlines

if TYPE_CHECKING:
    from gongkai.cli.session import Session


def missed(
    session: Session, unit: str, tasks: list[str], day: str, before: str | None = None
) -> dict[str, str]:
    """By task, the 期次 that are late on a day, in words; with `before` only those that ended before it."""
    found: dict[str, list[str]] = {}
    for row in deadlines(session.store, session.asked_for(day), unit):
        late = row.task in tasks and row.state is State.overdue
        if late and (before is None or row.ends < before):
            found.setdefault(row.task, []).append(f"{row.obligation} {row.label}（期限 {row.due}）")
    return {task: "；".join(words) for task, words in found.items()}
