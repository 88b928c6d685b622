"""One by one: the unit's unfilled tasks, each answer saved as soon as it is given."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

from rich.text import Text

from gongkai.base.problems import GongkaiError, StoreError, UsageMistake
from gongkai.base.words import BASIS, FIELD, STATUS
from gongkai.cli.filling.answers import check_annex, check_claimed, checked_field, task_of_unit, warn_of_dates
from gongkai.cli.filling.kept import kept
from gongkai.cli.output import console, say, show, warn
from gongkai.render.text import labelled, lines
from gongkai.report.tasks import unit_tasks
from gongkai.store.interface import Row
from gongkai.store.records import FIELDS, Conflict, current_answer, file_answers, last_contact

if TYPE_CHECKING:
    from gongkai.cli.session import Session

GUIDE = "直接回车：用方括号里的内容；- 跳过本项；x 报“不涉及”；q 离开（已答的都已保存）。"


# As typed with an input method on, too.
LEAVE = ("q", "Q", "ｑ", "Ｑ")
SKIP = ("-", "—", "－", "——")
NOT_INVOLVED = ("x", "X", "ｘ", "Ｘ")


class Leave(Exception):
    """The clerk wants to stop here."""


class Skip(Exception):
    """The clerk wants to leave this task for later."""


def walk(session: Session, unit: str, day: str, task: str | None) -> None:
    """Ask for every unfilled task of the unit, or for the one given."""
    if task:
        tasks = [task_of_unit(session, unit, task, day)]
        check_claimed(unit, tasks[0])
    else:
        check_annex(session, unit)
        tasks = _unfilled(session, unit)
    if not tasks:
        say(f"{unit}的附件任务都已填报。要修改请用 gongkai fill -u {unit} -t 序号")
        return
    with suppress(ImportError):  # arrow keys and Chinese backspace, where the system has it
        import readline  # noqa: F401
    say(f"{unit}：{len(tasks)} 项待填报，记在 {day}。")
    say(GUIDE)
    overtaken: list[str] = []
    try:
        for number, row in enumerate(tasks, 1):
            with _all_saved():
                unfilled = {each["id"] for each in _unfilled(session, unit)}
            if task is None and row["id"] not in unfilled:
                say(f"任务 {row['id']} 刚刚已有人填报，略过。")
                continue
            try:
                _ask_task(session, unit, day, row, f"{number}/{len(tasks)}")
            except Skip:
                say(f"任务 {row['id']} 留待下次。")
            except Conflict as error:
                if task:
                    raise
                overtaken.append(row["id"])
                _tell(error)
    except (Leave, EOFError, KeyboardInterrupt):
        _say_left(session, unit, day, overtaken)
    else:
        with _all_saved():
            left = len(_unfilled(session, unit))
        say("√ 全部填完。" if not left else f"本轮结束，还有 {left} 项未填报。")
    if overtaken:
        raise GongkaiError(f"任务 {'、'.join(overtaken)} 没有全部保存，见上面的说明")


@contextmanager
def _all_saved() -> Iterator[None]:
    """Where the store can't be asked any more, say that what was answered up to now is in it."""
    try:
        yield
    except StoreError as error:
        error.args = (f"{error}；此前答过的都已保存",)
        raise


def _tell(error: Conflict) -> None:
    """Say what somebody else wrote, and go on with the next task."""
    warn(str(error))
    for detail in error.details:
        say(f"　{detail}")


def _say_left(session: Session, unit: str, day: str, overtaken: list[str]) -> None:
    """Say that the clerk has left, and how to go on."""
    again = f"gongkai fill -u {unit}" + (f" --on {day}" if day != session.today.isoformat() else "")
    try:
        left = f"还有 {len(_unfilled(session, unit))} 项未填报。"
    except StoreError:  # the server is gone: what is left isn't known, what was saved is
        left = ""
    saved = "答过的都已保存" if not overtaken else f"任务 {'、'.join(overtaken)} 以外答过的都已保存"
    say(f"\n已离开，{saved}；{left}接着填：{again}")


def _unfilled(session: Session, unit: str) -> list[Row]:
    return [
        row
        for row in unit_tasks(session.store, session.asked_now, unit)
        if row["part"] == "annex"
        and row["basis"] != "claimable"
        and row["status"] in ("unfiled", "incomplete", "returned")
    ]


def _ask_task(session: Session, unit: str, day: str, row: Row, progress: str) -> None:
    _show_task(row, progress)
    with _all_saved():
        standing = current_answer(session.store, session.plan, unit, row["id"])
        offered = last_contact(session.store, session.plan, unit) or {}
    typed: dict[str, str] = {}
    for field in FIELDS:
        default = (standing or {}).get(field) or (offered.get(field, "") if field != "measure" else "")
        given = _ask_field(field, default)
        typed |= given
        changes, seen = {row["id"]: given}, {row["id"]: standing}
        with kept(unit, row["id"], day, typed):
            filed = file_answers(session.store, session.author, session.plan, unit, day, changes, seen)
        if "reason" in given:
            say(f"√ 任务 {row['id']} 已报“不涉及”")
            warn_of_dates(session, row)
            return
        if row["id"] in filed:  # not asked for anew: somebody else's change would go unnoticed
            standing = {**filed[row["id"]]._asdict(), "on_date": day}
    say(f"√ 任务 {row['id']} 已填报")


def _ask_field(field: str, default: str) -> dict[str, str]:
    """The field to record. Asks again until the answer can be recorded."""
    while True:
        answer = _input(f"{FIELD[field]}{f' [{_one_line(default)}]' if default else ''}：").strip()
        _heed(answer)
        if answer in NOT_INVOLVED:
            return {"reason": _ask_reason()}
        if not answer and not default:
            say("不能是空的；- 跳过本项，q 离开")
            continue
        try:
            return {field: checked_field(field, answer or default)}
        except UsageMistake as error:
            say(str(error))


def _ask_reason() -> str:
    while True:
        answer = _input(f"{FIELD['reason']}：").strip()
        _heed(answer)
        try:
            return checked_field("reason", answer)
        except UsageMistake:
            say("请写明理由；- 跳过本项，q 离开")


def _heed(answer: str) -> None:
    """Leave or Skip, where that is what the clerk typed."""
    if answer in LEAVE:
        raise Leave
    if answer in SKIP:
        raise Skip


def _input(prompt: str) -> str:
    """A line typed. Bytes in another encoding raise, or come as half surrogate pairs."""
    while True:
        with suppress(UnicodeDecodeError):
            text = input(prompt)
            if not any("\ud800" <= char <= "\udfff" for char in text):
                return text
        say("没有看懂输入的编码，请重新输入")


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _show_task(row: Row, progress: str) -> None:
    width = console().width
    topic = "：".join(filter(None, (row["topic"], row["subtopic"])))
    basis = BASIS[row["basis"]] + (f"：{row['via']}" if row["basis"] == "group" else "")
    show(
        [
            Text(""),
            Text("─" * width, style="bright_black"),
            *lines(f"[{progress}] 任务 {row['id']}　{topic}", width, "bold"),
            *labelled("工作要求", row["requirement"], width),
            *labelled("责任单位", row["responsible"], width),
            *labelled("承担方式", f"{basis}；{STATUS[row['status']]}", width),
        ]
    )
