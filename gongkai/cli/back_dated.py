"""Saying which reports of past days a change that is dated back makes come out otherwise."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from gongkai.base.problems import StoreError
from gongkai.cli.output import warn
from gongkai.store.declarations import ALL

if TYPE_CHECKING:
    from gongkai.cli.session import Session

MOST = 5


@contextmanager
def past_told(session: Session, unit: str, day: str) -> Iterator[None]:
    """Changes of a unit (or of ALL) dated `day` (ISO) are made inside; on stderr, what of the past they changed."""
    today = session.today.isoformat()
    if day >= today:
        yield
        return
    if unit == ALL:
        yield
        warn(f"记在过去的日期，各单位自 {day} 起的报告随之改变")
        return
    from gongkai.report.past import retold
    from gongkai.store import holdings

    try:
        before = holdings.lines(session.store, session.plan, unit)
    except StoreError as error:
        error.args = (f"{error}；没有保存",)
        raise
    yield
    try:
        after = holdings.lines(session.store, session.plan, unit)
    except StoreError:  # the change is made, whatever can be said of it
        warn("已保存；以前各日的报告改变了什么，这时查不到")
        return
    found = retold(before, after, day, today)
    if found:
        more = f"等 {len(found)} 处" if len(found) > MOST else ""
        said = "；".join(each.words for each in found[:MOST])
        warn(f"记在过去的日期，{unit}以前各日的报告随之改变：{said}{more}")
