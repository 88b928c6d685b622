"""`gongkai arrange --list`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gongkai.cli.listing import Listing, Out
from gongkai.cli.output import Page
from gongkai.store.questions.arrangements import ArrangedLine, arrangements

if TYPE_CHECKING:
    from gongkai.cli.session import Session


def list_arrangements(session: Session, unit: str | None, out: Out) -> None:
    """What is arranged, of one unit or of all."""
    found = list(arrangements(session.store, session.asked, session.scope(unit)))

    def table(width: int) -> Page:
        from gongkai.render.terminal.arrangements import arrangement_list

        return arrangement_list(found, width)

    out.put(Listing(ArrangedLine, found, table))
