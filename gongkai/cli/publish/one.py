"""One record: by options, and at a terminal what they leave out is asked for."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from gongkai.base.dates import parse_date
from gongkai.base.problems import UsageMistake
from gongkai.base.text import clip
from gongkai.base.words import BINDING, ORIGIN
from gongkai.cli.arrange.stopping import numbered
from gongkai.cli.fill.answers import task_of_unit
from gongkai.cli.output import say, warn
from gongkai.cli.publish import placing
from gongkai.cli.publish.placing import Placed
from gongkai.cli.terminal.asking import ask, at_terminal, pick
from gongkai.cli.terminal.prompting import Left
from gongkai.store.changes import arrangements, disclosures
from gongkai.store.changes.disclosures import Disclosure
from gongkai.store.kinds import EVENT
from gongkai.store.periods import counts_for
from gongkai.store.questions.figures import Deadline, deadlines
from gongkai.store.questions.obligations import Obligation, Period, obligations
from gongkai.store.questions.tasks import tasks_of

if TYPE_CHECKING:
    from gongkai.cli.session import Session

MOST_OFFERED = 20  # deadlines to pick from: as many as a terminal shows


_LEFT = "已离开，没有记录"


class Given(NamedTuple):
    """What the options say of a record; None: nothing."""

    task: str | None
    item: str | None
    day: date | None
    title: str | None
    url: str | None
    period: str | None

    @property
    def lacking(self) -> list[str]:
        """The options that a record can't do without, in words."""
        needed = {
            "任务（--task，如 --task 14）": self.task,
            "发布日期（--date，如 --date 2019-07-30）": self.day,
            "标题（--title）": self.title,
        }
        return [words for words, value in needed.items() if value is None]


def record_one(session: Session, named: str | None, given: Given, event: str | None = None) -> None:
    """Record it, for an event where one is named, and say how the 事项 stands. UsageMistake that names all that is lacking,
    where nobody can be asked."""
    try:
        if event is not None:
            given = with_event(session, session.unit(named), given, event)
        unit = _unit(session, named, given)
        placed = _asked(session, unit, given) if at_terminal() else _placed(session, unit, given)
    except Left:
        say(_LEFT)
        return
    except KeyboardInterrupt:
        say(f"\n{_LEFT}")
        raise
    record = placed.record
    same = placing.same_record(session, record)
    [number] = disclosures.publish(session.store, session.author, session.plan, [record])
    say(f"√ 已记为第 {number} 条：{unit} {record.task}-{record.item}，{record.on_date}《{record.title}》")
    say(standing(session, record))
    warn_of_day(session, number, record)
    if placed.before:
        warn(before_words(placed, f"更正：gongkai publish --correct {number}"))
    if same:
        warn(f"与第 {same} 条完全相同；如是重复，请撤销：gongkai undo -u {unit} -t {record.task}")


def _unit(session: Session, named: str | None, given: Given) -> str:
    """The unit; UsageMistake that names everything that is lacking, where nobody can be asked for it."""
    lacking = given.lacking
    try:
        unit = session.unit(named)
    except UsageMistake:
        if named:
            raise
        if at_terminal():
            return ask("单位", session.unit)
        lacking = ["单位（--unit，如 --unit 区司法局）", *lacking]
    if lacking and not at_terminal():
        raise UsageMistake(f"请写明{'、'.join(lacking)}")
    return unit


def _placed(session: Session, unit: str, given: Given) -> Placed:
    assert given.task is not None and given.day is not None
    number, item = placing.split_task(given.task, given.item)
    return placing.place(
        session, unit, session.task(number), item, given.day, given.title, given.url, given.period
    )


def before_words(placed: Placed, again: str = "") -> str:
    """That the 期次 before a record's own is still open, and how to say that it was meant."""
    assert placed.before is not None
    before, record = placed.before, placed.record
    how = f"{again} --period {before.period}" if again else f"在期次一栏写明 {before.period}"
    return f"按发布日期（{record.on_date}）记在 {record.period}，而上一期{open_words(before)}；如是补发那一期，请{how}"


def open_words(row: Deadline) -> str:
    """A 期次 and how far it is from being done."""
    count = f"（已有 {row.done}/{row.need}）" if row.need > 1 else ""
    return f"{row.label}（{row.period}）还没有完成{count}"


def standing(session: Session, record: Disclosure) -> str:
    """How the 事项 stands with the record, as of today."""
    rows = deadlines(session.store, session.asked, record.unit, own=True)
    said = [
        _stands(row)
        for row in rows
        if (row.task, row.item) == (record.task, record.item)
        and counts_for(record.period, record.on_date, row)
    ]
    if said:
        return "\n".join(said)
    if record.period is None:
        return "常态事项，没有期限。"
    held = tasks_of(session.store, session.asked, record.unit)
    if any(row.id == record.task and row.status == "not_involved" for row in held):
        return f"本单位对任务 {record.task} 报的是“不涉及”，这一期不计入；确有此项的请重新填报：gongkai fill"
    return "这一期不由本单位承担（认领之前或退出之后），记录已保留。"


def _whose(row: Deadline) -> str:
    return "" if row.origin in BINDING else f"{ORIGIN[row.origin]}："


def _stands(row: Deadline) -> str:
    count = f"，已完成 {row.done}/{row.need}" if row.need > 1 else ""
    return f"{_whose(row)}{row.label}（期限 {row.due}）：{row.state.word}{count}。"


def with_event(session: Session, unit: str, given: Given, name: str) -> Given:
    """What is said of a record for an event (E7): its task, 事项 and 期次, and its title where none is given."""
    kind, number = numbered(name)
    event = arrangements.standing(session.store, session.plan, kind, number)
    if kind is not EVENT or event["unit"] != unit:
        raise UsageMistake(f"{clip(name, 40)} 不是{unit}的逐次事项，编号见 gongkai arrange --list")
    if any(each is not None for each in (given.task, given.item, given.period)):
        raise UsageMistake("写了 --event 就不要再写 --task、--item、--period，事项依登记的逐次事项")
    return given._replace(
        task=event["task"],
        item=str(event["item"]),
        period=EVENT.numbered(number),
        title=given.title if given.title is not None else event["title"],
    )


def warn_of_day(session: Session, number: int, record: Disclosure, place: str = "") -> None:
    """A day before the 期次 has begun, or far from the plan's years, may be a slip. `place`: where it is written."""
    rows = obligations(session.store, session.plan, record.task)
    periods = next(row.periods for row in rows if row.item == record.item)
    begun = next((row.starts for row in periods if row.period == record.period), None)
    if begun is not None and record.on_date < begun:
        words = f"发布日期 {record.on_date} 早于这一期的开始（{begun}），请核对年月日"
    else:
        words = session.odd_year(date.fromisoformat(record.on_date))
    if words:
        warn(f"{place}{'：' if place else ''}{words}；要更正：gongkai publish --correct {number}")


# ---------------------------------------------------------------- at a terminal


def _asked(session: Session, unit: str, given: Given) -> Placed:
    """The record, what the options leave out being asked for. Raises Left."""
    ask_url = given.url is None and bool(given.lacking)
    if given.lacking:
        say(f"{unit}：记一条发布记录。直接回车：用方括号里的内容；q 离开。")
    if given.task is None:
        given = _with_task(session, unit, given)
    given, obligation = _with_item(session, given)
    if given.day is None:
        given = given._replace(day=ask("发布日期", _day_read(session), session.today.isoformat()))
    given = _with_period(session, unit, given, obligation)
    if given.title is None:
        given = given._replace(title=ask("标题", placing.checked_title))
    if ask_url:
        given = given._replace(url=ask("网址（没有就直接回车）", placing.checked_url))
    return _placed(session, unit, given)


def _with_task(session: Session, unit: str, given: Given) -> Given:
    """The task, 事项 and 期次 picked among the unit's open deadlines, or any other 事项 by its number."""
    owed = deadlines(session.store, session.asked, unit, own=True)
    rows = [row for row in owed if row.done < row.need and not row.filing]
    left_out = len(rows[MOST_OFFERED:])
    rows = rows[:MOST_OFFERED]
    for number, row in enumerate(rows, 1):
        say(f"{number:>3}. {row.due} {row.state.word}　{_named(row)}　{_whose(row)}{row.label}")
    if left_out:
        say(f"……此后还有 {left_out} 期，见 gongkai schedule -u {unit}；记这些请写任务、事项")
    words = "记哪一项（号码；或写任务、事项，如 14-4）" if rows else "任务、事项（如 14-4）"

    def read(answer: str) -> Given:
        if rows and answer.isdecimal():
            if not 1 <= int(answer) <= len(rows):
                raise UsageMistake(f"请输入 1 至 {len(rows)} 的号码，或如 14-4 的事项")
            row = rows[int(answer) - 1]
            return given._replace(task=row.task, item=str(row.item), period=row.period)
        number, item = placing.split_task(answer, given.item)
        task = session.task(number)
        task_of_unit(session, unit, task, session.today.isoformat())
        return given._replace(task=task, item=item)

    return ask(words, read)


def _with_item(session: Session, given: Given) -> tuple[Given, Obligation]:
    """The 事项 too, picked among the task's where there are several."""
    assert given.task is not None
    number, item = placing.split_task(given.task, given.item)
    task = session.task(number)
    rows = obligations(session.store, session.plan, task)
    if item is None and len(rows) > 1:
        for at, row in enumerate(rows, 1):
            say(f"{at:>3}. {_named(row)}（{row.demand}）")
        item = str(pick("哪一个事项", rows).item)
    obligation = placing.item_of(session, task, item)
    return given._replace(task=task, item=str(obligation.item)), obligation


def _with_period(session: Session, unit: str, given: Given, obligation: Obligation) -> Given:
    """The 期次 too, where the day leaves a doubt about it."""
    assert given.task is not None and given.day is not None
    if given.period is not None or not obligation.periods:
        return given
    by_day = placing.periods_on(obligation, given.day)
    if len(by_day) == 1:
        before = placing.open_before(session, unit, given.task, obligation.item, by_day[0].period)
        if before is None:
            return given
        choices: Sequence[Period | Deadline] = [before, by_day[0]]
        say(f"{given.day} 在{by_day[0].label}之内，而{open_words(before)}。")
    else:
        choices = obligation.periods
        say(f"{given.day} 不在任何一期之内。")
    for at, row in enumerate(choices, 1):
        say(f"{at:>3}. {row.label}（{row.period}）")
    return given._replace(period=pick("记在哪一期", choices).period)


def _day_read(session: Session) -> Callable[[str], date]:
    """What takes an answer for the day of publication."""

    def read(answer: str) -> date:
        try:
            day = parse_date(answer)
        except ValueError as error:
            raise UsageMistake(str(error)) from None
        placing.checked_day(session, day)
        return day

    return read


def _named(row: Deadline | Obligation) -> str:
    return f"{row.obligation} {placing.short(row.quote)}"
