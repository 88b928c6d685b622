"""Single events (逐次): what happened, and by when what follows from it is to be published."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, NamedTuple

from gongkai.base.problems import UsageMistake
from gongkai.cli.arrange.dates import checked, held_undated
from gongkai.cli.back_dated import past_told
from gongkai.cli.output import say, warn
from gongkai.plan.timing import TimePhrase, find_times
from gongkai.store.changes.arrangements import Event, record_events
from gongkai.store.kinds import EVENT
from gongkai.store.questions.obligations import Obligation

if TYPE_CHECKING:
    from gongkai.base.workdays import Calendar
    from gongkai.cli.session import Session

# Article 26 of the regulation: 属于主动公开范围的政府信息，应当自该政府信息形成或者变更之日起20个工作日内及时公开.
LAW_DAYS = 20
LAW = "《中华人民共和国政府信息公开条例》第二十六条"


class DueDay(NamedTuple):
    """By when what follows from an event is to be published; `by`: whose word that is; `why`, in words."""

    day: date
    by: str
    why: str


def due_day(obligation: Obligation, happened: date, within: int | None, calendar: Calendar) -> DueDay:
    """The due day of an event: so many working days `within` as whoever records it says, else by the plan's words
    (决策前, 同步: that day; 3个工作日内, 24小时内: counted from the next day), else by the regulation's article 26."""
    if within is not None:
        return DueDay(
            calendar.add_workdays(happened, within), "given", f"{within} 个工作日内" if within else "当日"
        )
    for phrase in find_times(obligation.printed or obligation.quote, year=happened.year):
        if phrase.kind == "event" and (day := _by_words(phrase, happened, calendar)):
            return DueDay(day, "plan", f"方案：{phrase.text}")
    return DueDay(calendar.add_workdays(happened, LAW_DAYS), "law", f"{LAW}：{LAW_DAYS} 个工作日内")


def _by_words(phrase: TimePhrase, happened: date, calendar: Calendar) -> date | None:
    if phrase.within is None:
        return happened if phrase.text.endswith(("前", "同步")) else None
    if phrase.unit == "workday":
        return calendar.add_workdays(happened, phrase.within)
    days = -(-phrase.within // 24) if phrase.unit == "hour" else phrase.within
    return happened + timedelta(days=days)


def record_event(session: Session, event: Event, why: str) -> None:
    """Record one event and say by when what follows from it is to be published, and `why` by then."""
    with past_told(session, event.unit, event.on_date):
        [number] = record_events(session.store, session.author, session.plan, [event])
    name = EVENT.numbered(number)
    say(f"√ 已记为 {name}：{event.unit} {event.task}-{event.item}“{event.title}”（{event.happened}）")
    say(f"　期限 {event.due}（{why}）；发布后请记：gongkai publish -u {event.unit} --event {name}")
    if odd := session.odd_year(date.fromisoformat(event.happened)):
        warn(odd)
    session.warn_of_unknown_years()


def event_of(
    session: Session,
    unit: str,
    task: str,
    item: str | None,
    title: str,
    happened: date,
    within: int | None,
    day: str,
    note: str,
) -> tuple[Event, str]:
    """An event as it will be recorded, and why it is due when it is; UsageMistake or GongkaiError for whatever doesn't
    fit."""
    of, obligation = held_undated(session, unit, task, item, day)
    words = checked(EVENT, "title", title)
    if not words:
        raise UsageMistake("请写是什么事（--event）")
    due = due_day(obligation, happened, within, session.calendar)
    found = Event(
        unit=unit,
        task=of,
        item=obligation.item,
        title=words,
        happened=happened.isoformat(),
        due=due.day.isoformat(),
        due_by=due.by,
        note=checked(EVENT, "note", note),
        on_date=day,
    )
    return found, due.why
