"""Words that several documents and pages share."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Protocol, TypeVar

from gongkai.base.dates import chinese
from gongkai.base.states import COUNTED, PRESSING, Light, State
from gongkai.base.words import BASIS, COMPLETE, STATE, STATUS, VERDICT
from gongkai.report.completion import Unowned
from gongkai.store.questions.answers import Answer, ItemState
from gongkai.store.questions.figures import Counts, Following, Orphan
from gongkai.store.questions.tasks import HeldTask, Holder

# Of a unit: nothing of what it filed counts.
UNSETTLED = "被退回或没有填全"


def day(iso: str) -> str:
    """2019-07-31 as 2019年7月31日."""
    return chinese(date.fromisoformat(iso))


def percent(part: int, whole: int) -> str:
    """Never 100% before all is done; — where there is nothing to do."""
    return f"{part * 100 // whole}%" if whole else "—"


def following_words(found: Following) -> str:
    """Of how many cells the dates speak, and what is known of the rest."""
    said = f"{found.cells} 项（单位×事项）：方案、法规定期限 {found.dated}"
    said += f"，自定、办公室定或逐次 {found.arranged}" if found.arranged else ""
    return (
        said
        + f"，没有期限 {found.standing}（有发布记录 {found.standing_with_evidence}、没有任何记录 {found.silent}）"
    )


def own_words(counts: Counts) -> str:
    """How the 期次 stand that people and the office set for themselves; "" where there are none."""
    own = [(state.word, counts.of(state, own=True)) for state in COUNTED if state.phase != "aside"]
    said = "；".join(f"{word} {count}" for word, count in own)
    return f"{said}（不计入落实）" if any(count for _, count in own) else ""


def basis_words(task: HeldTask | Holder) -> str:
    """Why a unit has a task; of a group, which."""
    return BASIS[task.basis] + (f"：{task.via}" if task.basis == "group" else "")


def filing_words(task: Answer) -> str:
    """How an answer stands: who has no filing duty is told that it may file, not that it has not."""
    if task.status == "unfiled" and not task.rows_due:
        return "可填报"
    words = STATUS[task.status]
    if task.rows_due and not task.rows_filed and task.filing_state in PRESSING:
        return f"{words}（{task.filing_state.word}）"
    return f"{words}（逾期）" if task.filing_state is State.done_late else words


def verdict_words(task: Answer | HeldTask | Holder) -> str:
    """The office's word on an answer, with its day and the reason of a 退回; nothing where there is none."""
    if not task.verdict:
        return ""
    said = f"{task.verdict_on} {VERDICT[task.verdict]}"
    return f"{said}：{task.verdict_reason}" if task.verdict_reason else said


def filing_light(task: Answer) -> Light:
    """The colour that goes with it: that of its deadline, where one binds it."""
    if task.filing_state:
        return task.filing_state.light
    return "green" if task.status in COMPLETE else "grey"


T = TypeVar("T", Unowned, Orphan)


def due_word(state: str | None) -> str:
    """What is said beside an open deadline: nothing where it is far off."""
    return STATE[state] if state in PRESSING else ""


def unowned(tasks: Sequence[T]) -> list[tuple[list[T], str]]:
    """The tasks that nobody carries out, by why that is."""
    why = ((False, "没有点名，也没有部门认领"), (True, "承担单位都报“不涉及”"))
    found = [([task for task in tasks if bool(task.exempt) == exempt], words) for exempt, words in why]
    return [(some, words) for some, words in found if some]


def unowned_words(tasks: Sequence[Unowned]) -> str:
    """The same in a line; where units may claim them, how many have declined."""
    declined = "、".join(f"{task.task} 有 {len(task.declined)} 个" for task in tasks if task.declined)
    said = [f"任务 {'、'.join(task.task for task in some)}（{words}）" for some, words in unowned(tasks)]
    return "；".join([*said, *([f"其中报“不涉及”的：{declined}"] if declined else [])])


class Demand(Protocol):
    """An 事项, with its 期次 where it has one."""

    @property
    def quote(self) -> str: ...
    @property
    def period(self) -> str | None: ...
    @property
    def label(self) -> str | None: ...


def item_words(item: Demand) -> str:
    """What an 事项 asks, its 期次 before it where it has several."""
    return item.quote if item.period in (None, "once") else f"{item.label}：{item.quote}"


def state_words(item: ItemState) -> str:
    """An 事项's state; counted demands say how many of how many."""
    counted = item.need > 1 and item.due
    return f"{item.state.word}（{item.done}/{item.need}）" if counted else item.state.word


def web_address(url: str | None) -> str | None:
    """An address that may be followed: nothing but http and https."""
    return url if url and url.lower().startswith(("http://", "https://")) else None
