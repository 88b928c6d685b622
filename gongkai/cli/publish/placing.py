"""Which unit, task, 事项 and period a record belongs to. Nothing is guessed: a doubt is refused with the choices."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from gongkai.base.problems import GongkaiError, UsageMistake
from gongkai.base.text import clean, clip, key, shortened
from gongkai.cli.fill.answers import task_of_unit
from gongkai.cli.publish.spellings import item_meant, periods_meant
from gongkai.store.changes.disclosures import Disclosure, same
from gongkai.store.kinds import DISCLOSURE
from gongkai.store.questions.figures import Deadline, deadlines
from gongkai.store.questions.obligations import Obligation, Period, obligations

if TYPE_CHECKING:
    from gongkai.cli.session import Session


MOST_NAMED = 12  # 期次 in a complaint


class Placed(NamedTuple):
    """A record as it will be stored. `before` is the 期次 before its own, where that is still open and nobody said which
    one was meant: a date says when something was published, not what it is about."""

    record: Disclosure
    before: Deadline | None


def place(
    session: Session,
    unit: str,
    task: str,
    item: str | None,
    day: date,
    title: str | None,
    url: str | None,
    period: str | None,
) -> Placed:
    """The record as it will be stored; UsageMistake or GongkaiError for whatever doesn't fit."""
    row = task_of_unit(session, unit, task, day.isoformat())
    if row.basis == "claimable":
        raise GongkaiError(f"任务 {task} 要先认领才能记发布：gongkai claim -u {unit} -t {task}")
    obligation = item_of(session, task, item)
    record = Disclosure(
        unit=unit,
        task=task,
        item=obligation.item,
        period=period_of(obligation, day, period)
        if obligation.periods
        else arranged_period(session, unit, obligation, period),
        title=checked_title(title),
        url=checked_url(url),
        on_date=checked_day(session, day),
    )
    if period is not None or record.period is None:
        return Placed(record, None)
    return Placed(record, open_before(session, unit, task, record.item, record.period))


def open_before(session: Session, unit: str, task: str, item: int, period: str | None) -> Deadline | None:
    """The 期次 that ended last before the given one began, where the unit owes it and hasn't published enough."""
    rows = [
        row for row in deadlines(session.store, session.asked, unit) if (row.task, row.item) == (task, item)
    ]
    own = next((row for row in rows if row.period == period), None)
    earlier = [row for row in rows if own and row.ends < own.starts]
    before = max(earlier, key=lambda row: row.ends, default=None)
    return before if before and before.done < before.need else None


def split_task(task: str, item: str | None) -> tuple[str, str | None]:
    """The task and its 事项, which may be written as one: 14-4."""
    number, dash, rest = key(task).partition("-")
    return (number, rest) if item is None and dash and rest.isdecimal() else (task, item)


def same_record(session: Session, record: Disclosure) -> int | None:
    """The number of the record that says the same already, if there is one."""
    return same(session.store, session.plan, record)


def item_of(session: Session, task: str, item: str | None) -> Obligation:
    """The 事项 that a number means; the only one where the task has but one."""
    rows = obligations(session.store, session.plan, task)
    if item is None and len(rows) == 1:
        return rows[0]
    if item is not None:
        wanted = item_meant(task, str(item))
        found = next((row for row in rows if str(row.item) == wanted), None)
        if found:
            return found
    shown = "；".join(f"{row.item} {short(row.quote)}" for row in rows)
    problem = f"任务 {task} 没有事项 {item}" if item is not None else f"任务 {task} 有 {len(rows)} 个事项"
    raise UsageMistake(f"{problem}，请用 --item 指明：{shown}")


def short(quote: str) -> str:
    """As much of an 事项 as tells it from the others."""
    return shortened(quote, 16)


def period_of(obligation: Obligation, day: date, period: str | None) -> str | None:
    """The period given, or the one the date falls in; None where the 事项 has no periods."""
    periods = obligation.periods
    if not periods:
        return None
    found = periods_meant(periods, period) if period is not None else periods_on(obligation, day)
    if len(found) == 1:
        return found[0].period
    choices = "、".join(f"{row.period}（{row.label}）" for row in periods)
    said = f"没有期次“{period}”" if period is not None else f"{day} 不在任何一期之内"
    raise UsageMistake(f"事项 {obligation.obligation}：{said}，请用 --period 指明，期次有 {choices}")


def arranged_period(session: Session, unit: str, obligation: Obligation, period: str | None) -> str | None:
    """The 期次 that is named of those arranged for an 事项 which the plan leaves undated: an event's, a missed one's. None
    where none is named: the day says which ones a record counts for."""
    if period is None:
        return None
    known = [
        row
        for row in deadlines(session.store, session.asked_now, unit, own=True)
        if (row.task, row.item) == (obligation.obligation.rpartition("-")[0], obligation.item)
    ]
    found = [row.period for row in known if key(period) in (key(row.period), key(row.label))]
    if found:
        return found[0]
    names = "、".join(f"{row.period}（{row.label}）" for row in known[:MOST_NAMED])
    more = f"，期次有 {names}{'等' if len(known) > MOST_NAMED else ''}" if known else "，不要写 --period"
    raise UsageMistake(f"事项 {obligation.obligation} 没有期次“{clip(period, 40)}”{more}")


def periods_on(obligation: Obligation, day: date) -> list[Period]:
    """The 期次 that a day falls in. Of what is due by a date there is one, and what is late is late for it."""
    if obligation.kind == "by":
        return obligation.periods
    return [row for row in obligation.periods if row.starts <= day.isoformat() <= row.ends]


def checked_title(title: str | None) -> str:
    text = clean(title or "")
    if not text:
        raise UsageMistake("请写标题（--title）")
    return _bounded("title", " ".join(text.split()))


def checked_url(url: str | None) -> str:
    text = clean(url or "")
    if text and (any(c.isspace() for c in text) or "." not in text):
        raise UsageMistake(f"“{clip(text, 60)}”不是网址，应形如 http://www.example.gov.cn/…")
    return _bounded("url", text)


def _bounded(field: str, text: str) -> str:
    if words := DISCLOSURE.field(field).too_long(text):
        raise UsageMistake(words)
    return text


def checked_day(session: Session, day: date) -> str:
    if day > session.today:
        raise UsageMistake(f"发布日期 {day} 还没有到，只能记已经发布的")
    return day.isoformat()
