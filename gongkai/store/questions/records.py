"""What was published, as it was recorded."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated

from gongkai.base.rows import NamedTuple
from gongkai.store.engine.interface import Store


class Record(NamedTuple):
    """Something published. `label` and `quote`: of its 期次 and 事项, as the plan has them."""

    id: Annotated[int, "编号"]
    unit: Annotated[str, "单位"]
    task: Annotated[str, "任务"]
    item: Annotated[int, "事项"]
    period: Annotated[str | None, "期次"]
    label: Annotated[str | None, "期次名称"]
    on_date: Annotated[str, "发布日期"]
    title: Annotated[str, "标题"]
    url: Annotated[str, "网址"]
    quote: Annotated[str | None, "事项原文"]
    withdrawn_on: Annotated[str | None, "撤回日期"]


def records(
    store: Store, plan: str, as_of: str, *, unit: str | None = None, task: str | None = None
) -> Iterator[Record]:
    """The records up to a date, withdrawn ones included with the day of it, in order of date."""
    where = " AND d.unit = :unit" if unit else ""
    where += " AND d.task = :task" if task else ""
    question = f"""
        SELECT d.id, d.unit, d.task, d.item, d.period, COALESCE(p.label, o.label) AS label, d.on_date, d.title, d.url, b.quote,
               CASE WHEN d.until <= :as_of THEN d.until END AS withdrawn_on
        FROM disclosure d
        LEFT JOIN obligation b ON b.plan = d.plan AND b.task = d.task AND b.item = d.item
        LEFT JOIN period p ON p.plan = d.plan AND p.task = d.task AND p.item = d.item AND p.period = d.period
        LEFT JOIN (SELECT DISTINCT unit, task, item, period, label FROM duty
                   WHERE plan = :plan AND origin NOT IN ('plan', 'law')) o
               ON o.unit = d.unit AND o.task = d.task AND o.item = d.item AND o.period = d.period
        WHERE d.plan = :plan AND d.on_date <= :as_of{where}
        ORDER BY d.on_date, d.id
    """
    return store.rows(question, {"plan": plan, "as_of": as_of, "unit": unit, "task": task}, into=Record)
