"""Another day for the program's two readings of the clock."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from gongkai.cli import session


def set_clock(monkeypatch: pytest.MonkeyPatch, day: str) -> None:
    """Let the clock say nine o'clock on a day."""
    now = datetime.fromisoformat(f"{day}T09:00:00")

    class Day(date):
        @classmethod
        def today(cls) -> date:
            return now.date()

    class Moment(datetime):
        @classmethod
        def now(cls, tz: object = None) -> datetime:
            return now

    monkeypatch.setattr(session, "date", Day)
    monkeypatch.setattr(session, "datetime", Moment)
