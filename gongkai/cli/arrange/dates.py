"""Days and rhythms: a unit's own, and the office's."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

from gongkai.base.problems import GongkaiError, UsageMistake
from gongkai.base.text import clean
from gongkai.base.words import Rhythm
from gongkai.cli.back_dated import past_told
from gongkai.cli.fill.answers import task_of_unit
from gongkai.cli.output import say, warn
from gongkai.cli.publish.placing import item_of, split_task
from gongkai.render.wording.arrangement import what_words, when_words, whose_words
from gongkai.store.changes import arrangements
from gongkai.store.changes.arrangements import Arranged, When
from gongkai.store.declarations import ALL, Kind
from gongkai.store.kinds import ARRANGEMENT, RHYTHM
from gongkai.store.periods import specs
from gongkai.store.questions.arrangements import is_about_any
from gongkai.store.questions.figures import Deadline, deadlines
from gongkai.store.questions.lookup import find_group
from gongkai.store.questions.obligations import Obligation

if TYPE_CHECKING:
    from gongkai.cli.session import Session


def when_of(
    by: date | None, every: Rhythm | None, times: int | None, per: Rhythm | None, last: date | None
) -> When:
    """What the options say; UsageMistake where they say nothing, or two things."""
    if sum(each is not None for each in (by, every, times)) != 1:
        raise UsageMistake("请写明什么时候：--by 日期、--every 周期、--times 次数 --per 周期，写一种")
    if (times is None) != (per is None):
        raise UsageMistake("--times 与 --per 要一起写，如 --times 4 --per year")
    if by is not None and last is not None:
        raise UsageMistake("--until 只与 --every、--times 一起写")
    until = last.isoformat() if last else None
    if by is not None:
        return When(day=by.isoformat())
    return When(rhythm=every or per, times=times or 1, last=until)


def arrange_own(
    session: Session, unit: str, task: str, item: str | None, when: When, day: str, note: str
) -> None:
    """Give an 事项 a day or a rhythm of the unit's own, and say which 期次 follow."""
    of, obligation = held_undated(session, unit, task, item, day)
    _check_some(session, when, day)
    with past_told(session, unit, day):
        made = arrangements.arrange(
            session.store,
            session.author,
            session.plan,
            unit,
            of,
            obligation.item,
            when,
            day,
            note=checked(ARRANGEMENT, "note", note),
        )
    _say(ARRANGEMENT, f"{unit} {obligation.obligation}", when, day, made)
    if made:
        say(_following(session, unit, of, obligation.item))


def set_rhythm(session: Session, whose: Mapping[str, Any], when: When, day: str, note: str) -> None:
    """The office's day or rhythm for what `whose` speaks of (see store.changes.arrangements.set_rhythm)."""
    _check_some(session, when, day)
    whom = whose_words(whose["unit"], whose["group_name"])
    what = what_words(whose["task"], whose["item"], whose["category"])
    if not is_about_any(session.store, session.plan, whose):
        raise GongkaiError(f"这样定管不到谁：{whom}，{what}，没有承担的单位，或者期限都由方案、法规定")
    with past_told(session, whose["unit"], day):
        made = arrangements.set_rhythm(
            session.store,
            session.author,
            session.plan,
            whose,
            when,
            day,
            note=checked(RHYTHM, "note", note),
        )
    _say(RHYTHM, f"{whom}，{what}", when, day, made)


def speaks_of(
    session: Session,
    unit: str | None,
    group: str | None,
    category: str | None,
    task: str | None,
    item: str | None,
) -> dict[str, Any]:
    """Whom and what a rhythm of the office is for, as the options say; UsageMistake where they contradict each other."""
    if unit is not None and group is not None:
        raise UsageMistake("--unit 和 --group 只能写一个")
    if (task is None) == (category is None):
        raise UsageMistake("请用 --task 或 --category 指明给哪些事项定，写一种")
    whose = {
        "unit": session.unit(unit) if unit else ALL,
        "group_name": find_group(session.store, session.plan, group) if group else "",
    }
    if task is None:
        return whose | {"task": ALL, "item": 0, "category": session.category(category or "")}
    name, of_task = split_task(task, item)
    number = session.task(name)
    of_item = 0 if of_task is None else undated(item_of(session, number, of_task)).item
    return whose | {"task": number, "item": of_item, "category": ""}


def held_undated(
    session: Session, unit: str, task: str, item: str | None, day: str
) -> tuple[str, Obligation]:
    """The task and the 事项 that a unit arranges; GongkaiError where it doesn't have it, or where it is dated."""
    number, of_task = split_task(task, item)
    held = task_of_unit(session, unit, session.task(number), day)
    if held.basis == "claimable":
        raise GongkaiError(f"任务 {held.id} 要先认领才能安排：gongkai claim -u {unit} -t {held.id}")
    if held.status == "not_involved":
        raise GongkaiError(
            f"任务 {held.id} 报的是“不涉及”，没有要安排的；要承担的请先改填措施（gongkai fill）"
        )
    return held.id, undated(item_of(session, held.id, of_task))


def undated(obligation: Obligation) -> Obligation:
    """The same; GongkaiError where the plan or the law dates it."""
    if obligation.periods:
        raise GongkaiError(
            f"事项 {obligation.obligation} 的期限由{'法规' if obligation.source else '方案'}定（{obligation.demand}），不能另定；"
            "没有期限的事项才可以安排"
        )
    return obligation


def checked(kind: Kind, field: str, text: str) -> str:
    """A text as it will be stored, in one line; UsageMistake where it is too long."""
    found = " ".join(clean(text).split())
    if words := kind.field(field).too_long(found):
        raise UsageMistake(words)
    return found


def _check_some(session: Session, when: When, day: str) -> None:
    if when.day is not None and when.day < day:
        raise UsageMistake(f"--by {when.day} 早于安排的那天 {day}（--on），请核对")
    if when.day is not None and (odd := session.odd_year(date.fromisoformat(when.day))):
        warn(odd)
    last = when.last or session.heading.window_to
    if not specs(when.day, when.rhythm, day, last):
        raise UsageMistake(f"自 {day} 到 {last} 没有完整的一期，请核对周期和日期")


def _say(kind: Kind, of: str, when: When, day: str, made: Arranged | None) -> None:
    words = when_words(when.day, when.rhythm, when.times, when.last)
    if made is None:
        say(f"与原来的安排相同，没有改动：{of}，{words}")
        return
    say(f"√ 已记为 {kind.numbered(made.number)}：{of}，{words}（自 {day} 起）")
    for number in made.ended:
        say(f"　原来的 {kind.numbered(number)} 自 {day} 起停止，此前到期的期次保留")


def _following(session: Session, unit: str, task: str, item: int) -> str:
    """Which 期次 follow, as of today."""
    rows: list[Deadline] = [
        row
        for row in deadlines(session.store, session.asked_now, unit, own=True)
        if (row.task, row.item, row.origin) == (task, item, "own")
    ]
    dues = "、".join(row.due for row in rows[:6]) + ("等" if len(rows) > 6 else "")
    return f"　共 {len(rows)} 期，期限 {dues}；按期发布后用 gongkai publish 记一笔，按日期自动对上。"
