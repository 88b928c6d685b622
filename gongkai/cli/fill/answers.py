"""Checking and recording one answer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gongkai.base.phone import telephone
from gongkai.base.problems import GongkaiError, UsageMistake
from gongkai.base.text import clean
from gongkai.cli.arrange.offered import tell_offers
from gongkai.cli.output import say, warn
from gongkai.store.changes.answers import Filed, file_answer
from gongkai.store.kinds import FIELD, FILING
from gongkai.store.questions.filings import Texts
from gongkai.store.questions.obligations import obligations
from gongkai.store.questions.tasks import HeldTask, tasks_of

if TYPE_CHECKING:
    from gongkai.cli.session import Session


def checked_changes(given: dict[str, str]) -> dict[str, str]:
    """The fields as they will be stored. UsageMistake for an empty one, one that is too long, a telephone number that
    isn't one, or measures together with 不涉及."""
    if "reason" in given and len(given) > 1:
        raise UsageMistake("报“不涉及”（--not-involved）时不能再写措施、科室、责任人、联系方式")
    return {field: checked_field(field, value) for field, value in given.items()}


def checked_field(field: str, value: str) -> str:
    """One field as it will be stored; UsageMistake where it can't be."""
    text = clean(value)
    if not text:
        raise UsageMistake(f"{FIELD[field]}不能是空的")
    if field == "contact":
        try:
            text = telephone(text)
        except ValueError as error:
            raise UsageMistake(f"联系方式：{error}") from None
    if words := FILING.field(field).too_long(text):
        raise UsageMistake(words)
    return text


def task_of_unit(session: Session, unit: str, task: str, day: str) -> HeldTask:
    """The unit's own line for a task, today or on the day to record; GongkaiError where it has neither."""
    tasks = tasks_of(session.store, session.asked, unit, ended=True)
    found = next((row for row in tasks if row.id == task), None) or next(
        (row for row in tasks_of(session.store, session.asked_for(day), unit) if row.id == task), None
    )
    if found is None:
        own = "、".join(row.id for row in tasks if row.basis != "claimable") or "（没有）"
        raise GongkaiError(f"任务 {task} 不是{unit}的任务；{unit}的任务是：{own}")
    if found.id == session.heading.filing_task:
        raise GongkaiError(f"任务 {task} 就是填报本身，请逐项填报附件各项任务，不必单独填报")
    return found


def check_annex(session: Session, unit: str) -> None:
    """GongkaiError where a unit has no row of the annex: there is nothing to go through then."""
    own = [row for row in tasks_of(session.store, session.asked_now, unit) if row.basis != "claimable"]
    if any(row.part == "annex" for row in own):
        return
    body = "、".join(row.id for row in own) or "没有"
    raise GongkaiError(f"{unit}没有附件任务；正文任务（{body}）可以逐项填报：gongkai fill -u {unit} -t 序号")


def check_claimed(unit: str, task: HeldTask) -> None:
    """GongkaiError where measures can't be filed yet, because the task is only claimable."""
    if task.basis == "claimable":
        raise GongkaiError(
            f"任务 {task.id} 要先认领才能填报：gongkai claim -u {unit} -t {task.id}"
            f"（确实不涉及的可直接报：gongkai fill -u {unit} -t {task.id} --not-involved 理由）"
        )


def file_one(session: Session, unit: str, task: str, day: str, changes: dict[str, str]) -> None:
    """Record an answer and say what now stands."""
    found = task_of_unit(session, unit, task, day)
    if "reason" not in changes:
        check_claimed(unit, found)
    filed = file_answer(session.store, session.author, session.plan, unit, task, day, changes, as_last=True)
    if filed is None:
        say(f"{unit} 任务 {task} 与已填报的相同，没有改动")
        return
    answer = filed.answer
    said = "报“不涉及”" if answer.reason else "填报"
    say(f"√ 已保存：{unit} 任务 {task} {said}，日期 {day}{_lacking_then(filed, day)}")
    if filed.taken:
        names = "、".join(FIELD[name] for name in filed.taken)
        say(f"　{names}沿用上次的：{' '.join(' '.join(text.split()) for text in filed.taken.values())}")
    # Whoever wrote it: on a server colleagues share a login, and one's own text is told for gongkai undo.
    for each in filed.replaced:
        say(f"　{each.words}")
    if filed.until:
        warn(
            f"任务 {task} 另有 {filed.until} 的填报，从那天起仍以它为准；要改它，日期请写 {filed.until} 或以后"
        )
    if answer.reason:
        warn_of_dates(session, found)
    elif "measure" in changes:
        tell_offers(session, unit, task, changes["measure"], day)


def warn_of_dates(session: Session, task: HeldTask) -> None:
    """Say which dated 事项 no longer count once a unit has declared its task 不涉及."""
    if task.basis == "claimable":
        return
    dated = [
        f"{row.obligation}（{'、'.join(period.label for period in row.periods)}）"
        for row in obligations(session.store, session.plan, task.id)
        if row.periods
    ]
    if dated:
        warn(
            f"任务 {task.id} 有期限的事项也不再由本单位承担：{'、'.join(dated)}；只有一部分不涉及的，请填措施并写明"
        )


def _lacking_then(filed: Filed, day: str) -> str:
    """What is lacking, by its days: an answer dated back may be complete by now."""
    if filed.last is None:
        return lacking(filed.answer)
    later = f"{filed.last.on_date} 的填报"
    then, now = lacking(filed.answer, f"{day} 当天"), lacking(filed.last.texts, later)
    return f"{then}，{later}已填全" if then and not now else then + now


def lacking(answer: Texts, when: str = "") -> str:
    """What an incomplete answer still lacks, as the end of a sentence."""
    return f"；{when}还缺{'、'.join(answer.lacking)}" if answer.lacking else ""
