"""What is arranged at a date: own days and rhythms of units, the office's rhythms, single events and how far they are."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Annotated, Any

from gongkai.base.rows import NamedTuple
from gongkai.base.states import State
from gongkai.base.words import Origin, Rhythm
from gongkai.store.engine.interface import Store
from gongkai.store.kinds import EVENT, RHYTHM
from gongkai.store.questions.asked import Asked, narrowed_sql


class ArrangedLine(NamedTuple):
    """An arrangement. Of the office's, `unit` and `group_name` are "" where it is for all who hold what it speaks of, and
    `category` stands where it speaks of no single task; `item` 0: of each of the task's 事项. Of an event `title`,
    `happened` and `due`, and how it stands."""

    number: Annotated[str, "编号"]
    origin: Annotated[Origin, "来源"]
    unit: Annotated[str, "单位"]
    group_name: Annotated[str, "单位组"]
    category: Annotated[str, "任务类别"]
    task: Annotated[str, "任务"]
    item: Annotated[int, "事项"]
    day: Annotated[str | None, "完成日"]
    rhythm: Annotated[Rhythm | None, "周期"]
    times: Annotated[int, "次数"]
    last: Annotated[str | None, "至"]
    title: Annotated[str | None, "标题"]
    happened: Annotated[str | None, "发生日期"]
    due: Annotated[str | None, "期限"]
    due_by: Annotated[str | None, "期限依据"]
    state: Annotated[State | None, "状态"]
    quote: Annotated[str, "措施中的话"]
    note: Annotated[str, "说明"]
    on_date: Annotated[str, "记在"]
    until: Annotated[str | None, "止于"]


def arrangements(store: Store, asked: Asked, unit: str | None = None) -> Iterator[ArrangedLine]:
    """What is arranged at the date; of `unit`, also what the office arranged that may be about it."""
    counts = "on_date <= :as_of AND (until IS NULL OR until > :as_of)"
    of_unit = "AND unit IN ('', :unit)" if unit else ""
    of_group = """
        AND (group_name = '' OR EXISTS (SELECT 1 FROM member m WHERE m.plan = rhythm.plan AND m.unit = :unit
                                        AND m.group_name = rhythm.group_name))
    """
    question = f"""
        {narrowed_sql(unit)},
        arranged AS (
            SELECT CAST(id AS TEXT) AS number, id, 'own' AS origin, unit, '' AS group_name, '' AS category, task, item,
                   day, rhythm, times, last,
                   NULL AS title, NULL AS happened, NULL AS due, NULL AS due_by, quote, note, on_date, until, 1 AS part
            FROM arrangement WHERE plan = :plan {of_unit} AND {counts}
            UNION ALL
            SELECT '{RHYTHM.letter}' || id, id, 'office', unit, group_name, category, task, item, day, rhythm, times, last,
                   NULL, NULL, NULL, NULL, '', note, on_date, until, 0
            FROM rhythm WHERE plan = :plan {of_unit} {of_group if unit else ""} AND {counts}
            UNION ALL
            SELECT '{EVENT.letter}' || id, id, 'event', unit, '', '', task, item, NULL, '', 1, NULL,
                   title, happened, due, due_by, '', note, on_date, until, 2
            FROM event WHERE plan = :plan {of_unit} AND {counts}
        )
        SELECT a.number, a.origin, a.unit, a.group_name, a.category, a.task, a.item, a.day,
               CASE WHEN a.rhythm <> '' THEN a.rhythm END AS rhythm, a.times, a.last, a.title, a.happened, a.due, a.due_by,
               d.state, a.quote, a.note, a.on_date, a.until
        FROM arranged a
        LEFT JOIN unit u ON u.plan = :plan AND u.name = a.unit
        LEFT JOIN task t ON t.plan = :plan AND t.id = a.task
        LEFT JOIN dated d ON a.origin = 'event' AND d.unit = a.unit AND d.task = a.task AND d.item = a.item
                         AND d.period = a.number
        ORDER BY a.part, COALESCE(u.seq, 0), COALESCE(t.seq, 0), a.item, a.due, a.id
    """
    return store.rows(question, asked._asdict() | {"unit": unit}, into=ArrangedLine)


def is_about_any(store: Store, plan: str, whose: Mapping[str, Any]) -> bool:
    """Whether a rhythm of the office would speak of an 事项 without a date that a unit has or may claim; `whose` as in
    store.changes.arrangements.set_rhythm."""
    question = """
        SELECT 1 AS one FROM obligation b
        JOIN task t ON t.plan = b.plan AND t.id = b.task
        JOIN assignment a ON a.plan = b.plan AND a.task = b.task
        WHERE b.plan = :plan AND b.task = CASE WHEN :task = '' THEN b.task ELSE :task END
          AND t.category = CASE WHEN :category = '' THEN t.category ELSE :category END AND :item IN (0, b.item)
          AND :unit IN ('', a.unit)
          AND (:group_name = '' OR EXISTS (SELECT 1 FROM member m WHERE m.plan = b.plan AND m.unit = a.unit
                                           AND m.group_name = :group_name))
          AND NOT EXISTS (SELECT 1 FROM period p WHERE p.plan = b.plan AND p.task = b.task AND p.item = b.item)
        LIMIT 1
    """
    return store.row(question, {"plan": plan, **whose}) is not None
