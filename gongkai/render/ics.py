"""The schedule as an iCalendar file (RFC 5545) for Outlook and telephones."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, time, timedelta
from hashlib import sha256

from icalendar import Alarm, Calendar, Event

from gongkai.base.states import FINISHED
from gongkai.base.text import shortened
from gongkai.base.workdays import Calendar as Workdays
from gongkai.store.questions.figures import Deadline
from gongkai.store.questions.plan import Heading

REMIND_AT = time(9)
_DAY = timedelta(days=1)
# SEQUENCE must grow with every export and fit in 31 bits: seconds since then, which lasts until 2087.
_EPOCH = datetime(2019, 1, 1, tzinfo=UTC)


def calendar_file(
    heading: Heading, rows: Iterable[Deadline], workdays: Workdays, days: int, now: datetime, unit: str | None
) -> Iterator[bytes]:
    """Piece by piece, an all-day event a unit, 事项 and 期次, with alarms `days` working days before and on the day itself.

    Identities depend on the plan, unit, 事项 and 期次 alone, so that a second import updates the first.
    `now` is the time of export (with a time zone).
    """
    calendar = Calendar()
    calendar.add("prodid", "-//gongkai//gongkai//ZH")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", f"{unit or heading.issuer} {heading.title}到期日程")
    sequence = int((now - _EPOCH).total_seconds())
    end = b"END:VCALENDAR\r\n"
    yield calendar.to_ical().removesuffix(end)
    for row in rows:
        yield _event(heading, row, workdays, days, now, sequence, named=unit is None).to_ical()
    yield end


def identity(plan: str, row: Deadline) -> str:
    """The event's identity."""
    words = "\n".join((plan, row.unit, row.task, str(row.item), row.period))
    return f"{sha256(words.encode()).hexdigest()[:32]}@gongkai"


def _event(
    heading: Heading,
    row: Deadline,
    workdays: Workdays,
    days: int,
    now: datetime,
    sequence: int,
    *,
    named: bool,
) -> Event:
    due = date.fromisoformat(row.due)
    finished = row.state in FINISHED
    event = Event()
    event.add("uid", identity(heading.id, row))
    event.add("dtstamp", now)
    event.add("sequence", sequence)
    event.add("dtstart", due)
    event.add("dtend", due + _DAY)
    mark = "【已完成】" if finished else ""
    who = f"{row.unit}：" if named else ""
    event.add("summary", f"{mark}{who}{row.obligation} {_short(row)}")
    event.add("description", _description(heading, row))
    event.add("categories", ["政务公开"])
    event.add("transp", "TRANSPARENT")
    event.add("status", "CONFIRMED")
    if not finished:
        for day in dict.fromkeys((workdays.add_workdays(due, -days), due)):
            event.add_component(_alarm(row, due, day))
    return event


def _short(row: Deadline) -> str:
    """What a telephone shows of the event: enough to tell it from the task's other 事项 and 期次."""
    period = "" if row.period == "once" else f"{row.label}："
    return period + shortened(row.quote, 30)


def _description(heading: Heading, row: Deadline) -> str:
    lines = [
        f"任务 {row.task} {row.topic}",
        f"事项 {row.obligation}：{row.quote}",
        f"期次：{row.label}；期限 {row.due}（{row.state.word}）",
        f"责任单位：{row.unit}",
        f"依据：{heading.title}（{heading.number}）",
    ]
    if row.source:
        lines.append(f"期限出自{row.source}")
    if row.last_workday:
        lines.append(f"到期日是休息日，之前最后一个工作日是 {row.last_workday}")
    return "\n".join(lines)


def _alarm(row: Deadline, due: date, day: date) -> Alarm:
    """A reminder in the morning of `day`, relative to the start of the due day."""
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", f"{row.due} 到期：{row.quote}")
    alarm.add("trigger", datetime.combine(day, REMIND_AT) - datetime.combine(due, time()))
    return alarm
