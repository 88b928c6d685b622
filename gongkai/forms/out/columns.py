"""The columns of the official form, each declared once: what stands over it and in it, how wide it is in Word and in
Excel, whether a unit writes in it, and by which headings it is known in whatever table comes back."""

from __future__ import annotations

from collections.abc import Callable
from operator import attrgetter
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from gongkai.forms.out.layout import FormRow

# What a column of a table is for.
REQUIREMENT, RESPONSIBLE, MEASURE, PEOPLE = "requirement", "responsible", "measure", "people"
SECTION, OFFICER, CONTACT = "section", "officer", "contact"
TOPIC, OTHER = "topic", "other"


class Column(NamedTuple):
    """One column. `head` is empty where it goes on under the one before it; `meant`: the headings (a pattern) that mean
    the same in other people's tables. `word`: its width in centimetres, and where no task has a third level; None where
    it isn't printed. `excel`: its width in characters."""

    role: str
    head: str
    value: Callable[[FormRow], str]
    meant: str
    word: tuple[float | None, float | None]
    excel: float
    is_level: bool = False
    is_hidden: bool = False

    @property
    def is_open(self) -> bool:
        """Whether a unit writes in it."""
        return self.role in (MEASURE, PEOPLE)


# As the plan prints the annex, its first column on three levels; and each row's identity, where it can be hidden.
COLUMNS = (
    Column(TOPIC, "工作任务", attrgetter("category"), "工作任务|任务名称|类别|项目", (2.1, 2.2), 13, True),
    Column(TOPIC, "", attrgetter("topic"), "", (2.7, 3.0), 16, True),
    Column(TOPIC, "", attrgetter("subtopic"), "", (1.8, None), 11, True),
    Column(
        REQUIREMENT,
        "工作要求",
        attrgetter("requirement"),
        "工作要求|任务要求|具体要求|任务内容|工作内容",
        (7.8, 8.2),
        46,
    ),
    Column(OTHER, "行标识（勿改）", attrgetter("mark"), "标识", (None, None), 10, is_hidden=True),
    Column(
        RESPONSIBLE,
        "责任单位",
        attrgetter("responsible"),
        "责任单位|牵头单位|承办单位|责任主体",
        (3.2, 3.3),
        19,
    ),
    Column(MEASURE, "具体工作措施", attrgetter("measure"), "措施|做法|举措|落实情况", (5.2, 5.8), 34),
    # Several headings in one: it is known by any two of its three parts.
    Column(PEOPLE, "责任科室、责任人及联系方式", attrgetter("people"), "", (3.3, 3.6), 24),
)


def head_of(role: str) -> str:
    """What stands over the first column of a role."""
    return next(column.head for column in COLUMNS if column.role == role)


# By role, the headings that mean it.
MEANT = {column.role: column.meant for column in COLUMNS if column.meant}
