"""What a question is asked of, and the status query that every answer about a day begins with."""

from __future__ import annotations

import re
from functools import cache

from gongkai.base import states
from gongkai.base.rows import NamedTuple
from gongkai.store import kinds, periods
from gongkai.store.engine.interface import sql


class Asked(NamedTuple):
    """Which plan, at which date (ISO), and the last date that counts as due soon (ISO)."""

    plan: str
    as_of: str
    horizon: str


@cache
def status_sql(narrow: str | None = None) -> str:
    """The status query as common table expressions, for all units and tasks or for one `unit` or `task`."""
    scope = rf"AND \1.{narrow} = :{narrow}" if narrow else ""
    return re.sub(r"/\*scope (\w)\*/", scope, states.sql(kinds.sql(periods.sql(sql("questions", "status")))))


def narrowed_sql(unit: str | None, task: str | None = None) -> str:
    """The same for the unit, where one is given, else for the task, where one is."""
    return status_sql("unit" if unit is not None else "task" if task is not None else None)


# A task's name: its topic and subtopic.
TOPIC = "t.topic || CASE WHEN t.subtopic IS NULL THEN '' ELSE '：' || t.subtopic END"
