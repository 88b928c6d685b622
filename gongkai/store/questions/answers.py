"""A unit's answers with their demands, how each 事项 and 期次 stands, and what was published for it."""

from __future__ import annotations

from collections.abc import Iterator

from gongkai.base.rows import NamedTuple
from gongkai.base.states import Light, State
from gongkai.base.words import BINDING, Basis, Origin, Part, Status, Verdict
from gongkai.store.engine.interface import Store
from gongkai.store.kinds import answer_columns
from gongkai.store.periods import counts_for
from gongkai.store.questions.asked import TOPIC, Asked, narrowed_sql
from gongkai.store.questions.filings import Texts


class Published(NamedTuple):
    """Something published, up to the date and not withdrawn by then."""

    id: int
    unit: str
    task: str
    item: int
    period: str | None
    title: str
    url: str
    on_date: str


class ItemState(NamedTuple):
    """How an 事项 and 期次 of a unit stands. Without a date (常态) `period`, `origin`, `label`, `starts`, `ends` and `due` are
    None. `filing`: it is the filing duty itself. `records` are filled in by whoever asks for them too."""

    unit: str
    task: str
    item: int
    obligation: str
    period: str | None
    origin: Origin | None
    label: str | None
    starts: str | None
    ends: str | None
    due: str | None
    filing: bool
    need: int
    done: int
    done_on: str | None
    last_on: str | None
    state: State
    light: Light
    quote: str
    demand: str
    source: str | None
    records: list[Published]

    @property
    def own(self) -> bool:
        """People or the office date it for themselves."""
        return self.origin is not None and self.origin not in BINDING

    def counts(self, record: Published) -> bool:
        """Whether a record of the same unit and 事项 counts for it; without a date each does."""
        return self.period is None or counts_for(record.period, record.on_date, self)


class Answer(NamedTuple):
    """A unit and task, claimable ones left out: the demand and the answer. `filing_duty`: it is to be filed;
    `rows_due` and `rows_filed` are what a report counts; `items` are filled in by whoever asks for them too."""

    unit: str
    full_name: str
    kind: str
    task: str
    part: Part
    category: str
    topic: str
    requirement: str
    basis: Basis
    via: str | None
    status: Status
    filing_duty: bool
    filed_on: str | None
    filing_due: str | None
    filing_state: State | None
    texts: Texts
    verdict: Verdict | None
    verdict_on: str | None
    verdict_reason: str | None
    rows_due: int
    rows_filed: int
    items: list[ItemState]


def answers(store: Store, asked: Asked, unit: str | None = None) -> Iterator[Answer]:
    """One line a unit and task, in the order of the roster and the plan."""
    question = f"""
        {narrowed_sql(unit)}
        SELECT r.unit, u.full_name, u.kind, r.task, t.part, t.category, {TOPIC} AS topic, t.requirement, r.basis, r.via,
               r.status, r.filing AS filing_duty, r.filed_on, r.filing_due, r.filing_state,
               {answer_columns("r")}, r.verdict, r.verdict_on, r.verdict_reason,
               r.counted AS rows_due, r.counted * r.answered AS rows_filed, NULL AS items
        FROM row_status r
        JOIN unit u ON u.plan = :plan AND u.name = r.unit
        JOIN task t ON t.plan = :plan AND t.id = r.task
        WHERE r.basis <> 'claimable'
        ORDER BY u.seq, t.seq
    """
    return store.rows(question, asked._asdict() | {"unit": unit}, into=Answer)


def item_states(store: Store, asked: Asked, unit: str | None = None) -> Iterator[ItemState]:
    """One line a unit, 事项 and 期次, with a date or without, in the order of the roster and the plan."""
    question = f"""
        {narrowed_sql(unit)}
        SELECT s.unit, s.task, s.item, s.task || '-' || s.item AS obligation, s.period, s.origin, s.label,
               s.starts, s.ends, s.due,
               CASE WHEN s.fulfilled_by = 'filing' THEN 1 ELSE 0 END AS filing, s.need, s.done, s.done_on, s.last_on,
               s.state, s.light, b.quote, b.demand, b.source, NULL AS records
        FROM status s
        JOIN unit u ON u.plan = :plan AND u.name = s.unit
        JOIN task t ON t.plan = :plan AND t.id = s.task
        JOIN obligation b ON b.plan = :plan AND b.task = s.task AND b.item = s.item
        ORDER BY u.seq, t.seq, s.item, s.due, s.period
    """
    return store.rows(question, asked._asdict() | {"unit": unit}, into=ItemState)


def published(store: Store, asked: Asked, unit: str | None = None) -> Iterator[Published]:
    """What was published, in the same order."""
    question = f"""
        SELECT d.id, d.unit, d.task, d.item, d.period, d.title, d.url, d.on_date
        FROM disclosure d
        JOIN unit u ON u.plan = d.plan AND u.name = d.unit
        JOIN task t ON t.plan = d.plan AND t.id = d.task
        WHERE d.plan = :plan {"AND d.unit = :unit" if unit else ""}
          AND d.on_date <= :as_of AND (d.until IS NULL OR d.until > :as_of)
        ORDER BY u.seq, t.seq, d.item, d.on_date, d.id
    """
    return store.rows(question, {"plan": asked.plan, "as_of": asked.as_of, "unit": unit}, into=Published)
