"""The official form of a unit as plain data: which rows and columns it has, and what is already in them."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from datetime import date
from operator import attrgetter
from typing import NamedTuple

from gongkai.base.dates import chinese
from gongkai.base.rows import grouped
from gongkai.forms.back.which_is_later import earlier, sign
from gongkai.forms.out.columns import MEASURE, PEOPLE, head_of
from gongkai.forms.people import written
from gongkai.office.grid import Line
from gongkai.store.engine.interface import Store
from gongkai.store.kinds import WHO
from gongkai.store.questions.asked import Asked
from gongkai.store.questions.filings import Filing, Texts, filings
from gongkai.store.questions.plan import Heading, Task
from gongkai.store.questions.plan import heading as plan_heading
from gongkai.store.questions.tasks import HeldTask, tasks_of

NOT_INVOLVED = "不涉及"
PLAIN_MEASURE = "措施："

# What a file made by us says of itself.
PLAN_PROPERTY, UNIT_PROPERTY = "gongkai-plan", "gongkai-unit"
# And with a task's number behind it: the signs of the texts that stood in its row before.
EARLIER_PROPERTY = "gongkai-earlier-"
ROW_MARK = "gongkai_"
_MARK = re.compile(rf"{ROW_MARK}([A-Za-z0-9]+)(?:_([0-9a-f]{{8}}))?")


class FormRow(NamedTuple):
    """One row of the form: the demand, and the two cells to fill in with what stands in them."""

    task: str
    category: str
    topic: str
    subtopic: str
    requirement: str
    responsible: str
    measure: str
    people: str
    earlier: tuple[str, ...] = ()

    @classmethod
    def of(cls, task: HeldTask | Task, measure: str, people: str, earlier: tuple[str, ...] = ()) -> FormRow:
        """A task's row with what stands in its two cells."""
        return cls(
            task.id,
            task.category,
            task.topic,
            task.subtopic or "",
            task.requirement,
            task.responsible,
            measure,
            people,
            earlier,
        )

    @property
    def mark(self) -> str:
        """The row's identity in a file: its task, and a sign of what its cells held when the form was made."""
        return row_mark(self.task, self.measure, self.people)


class Part(NamedTuple):
    """Rows under a heading of their own; `heading` is empty where the form has one part only."""

    name: str
    heading: str
    rows: list[FormRow]


class Form(NamedTuple):
    """One unit's form."""

    plan: str
    unit: str
    number: str
    title: str
    lead: list[str]
    parts: list[Part]
    notes: list[str]
    issuer: str

    @property
    def rows(self) -> list[FormRow]:
        return [row for part in self.parts for row in part.rows]

    @property
    def properties(self) -> dict[str, str]:
        """What its file says of itself."""
        earlier = {EARLIER_PROPERTY + row.task: " ".join(row.earlier) for row in self.rows if row.earlier}
        return {PLAN_PROPERTY: self.plan, UNIT_PROPERTY: self.unit} | earlier


def unit_form(store: Store, asked: Asked, unit: str) -> Form:
    """The form of a unit as of a date. It has no rows where the unit has no task."""
    plan = plan_heading(store, asked.plan)
    tasks = [task for task in tasks_of(store, asked, unit) if task.id != plan.filing_task]
    held = grouped(filings(store, asked.plan, unit), attrgetter("task"))
    annex = [task for task in tasks if task.part == "annex"]
    body = [task for task in tasks if task.part == "body" and task.filed_on]
    claimable = "可认领的任务（填写即为认领，不认领的留空；确不涉及的可写“不涉及：”和理由）"
    parts = (
        ("本单位任务", "本单位承担的任务", [task for task in annex if task.basis != "claimable"]),
        ("可认领任务", claimable, [task for task in annex if task.basis == "claimable"]),
        ("正文任务", "方案正文部署的任务（已填报的）", body),
    )
    given = [part for part in parts if part[2]]
    made = [
        Part(name, f"{number}、{heading}", [_row(task, held.get(task.id, [])) for task in rows])
        for number, (name, heading, rows) in zip("一二三", given, strict=False)
    ]
    if given == [parts[0]]:  # the unit's own tasks alone need no heading
        made = [made[0]._replace(heading="")]
    bound = any(task.filing_duty for task in tasks)
    returned = [task for task in tasks if task.status == "returned"]
    lead = [f"填报单位：{unit}", f"文号：{plan.number}"]
    if bound and plan.filing_due:
        lead.append(f"报送期限：{chinese(date.fromisoformat(plan.filing_due))}")
    return Form(
        asked.plan,
        unit,
        plan.number,
        plan.annex or plan.title,
        lead,
        made,
        _notes(plan, bound, returned),
        plan.issuer,
    )


def _row(task: HeldTask, answers: Sequence[Filing]) -> FormRow:
    measure, people = printed_answer(task.texts)
    held = [sign(*printed_answer(answer.texts)) for answer in answers]
    return FormRow.of(task, measure, people, earlier(held, sign(measure, people)))


def printed_answer(answer: Texts) -> tuple[str, str]:
    """An answer as the form's two cells show it; both empty where there is none."""
    if answer.reason:
        return answer.words, ""
    measure = answer.words
    if measure.startswith((NOT_INVOLVED, PLAIN_MEASURE)):
        measure = PLAIN_MEASURE + measure
    return measure, written(*(getattr(answer, name) or "" for name in WHO))


def row_mark(task: str, measure: str, people: str) -> str:
    """`task`, or `task_sign` where something is filled in. Letters, digits and _ only: Word allows no others."""
    name = task if task.isascii() and task.isalnum() else "x" + task.encode("utf-8").hex()
    said = sign(measure, people)
    return f"{ROW_MARK}{name}_{said}" if said else ROW_MARK + name


def is_mark(text: str) -> bool:
    """Whether a text is a row's identity."""
    return _MARK.fullmatch(text) is not None


def row_marks(line: Line, answers: Collection[int | None] = ()) -> list[str]:
    """The row identities in a line: its bookmarks, or a text. One in a column of answers is what somebody wrote."""
    texts = [cell.text for at, cell in enumerate(line.cells) if cell.own and at not in answers]
    bookmarks = (name for cell in line.cells for name in cell.names)
    return [*filter(is_mark, (*line.names, *bookmarks, *texts))]


def read_mark(mark: str) -> tuple[str, str] | None:
    """Task and sign of a row's identity; None where it isn't one of ours."""
    found = _MARK.fullmatch(mark)
    if not found:
        return None
    name, sign = found.groups(default="")
    if name.startswith("x"):
        try:
            name = bytes.fromhex(name[1:]).decode("utf-8")
        except ValueError:
            return None
    return (name, sign) if name else None


def _notes(plan: Heading, bound: bool, returned: list[HeldTask]) -> list[str]:
    """What stands below the table, numbered."""
    office = plan.office or plan.issuer
    address = f"通过公务邮箱（{plan.mail}）" if plan.mail else ""
    by = f"于{chinese(date.fromisoformat(plan.filing_due))}前" if bound and plan.filing_due else ""
    notes = [f"请逐项制定具体工作措施并填写至表格相应栏目，{by}{address}报{office}。"]
    if plan.mail_note:
        notes.append("收件地址照方案所印，疑有笔误，发送前请先向收件单位核实。")
    notes.append(f"“{head_of(PEOPLE)}”栏请分三行写科室、姓名、电话；有几人的，同一行内用“、”隔开。")
    notes.append(f"确不涉及本单位的，在“{head_of(MEASURE)}”栏写“不涉及：”和理由。")
    notes += [
        f"退回重填（{task.verdict_on}）：{_short(task.requirement)}——{task.verdict_reason}"
        for task in returned
    ]
    return [f"{'　　' if number > 1 else '注：'}{number}. {note}" for number, note in enumerate(notes, 1)]


def _short(text: str) -> str:
    return text if len(text) <= 20 else text[:20] + "……"
