"""The kinds of record that people make, each with its fields: what is said of a field is said here, once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from gongkai.base.problems import GongkaiError

# Of a side of a journal line, which holds all fields of a record; and of what only the program writes.
SIDE_LIMIT = 200_000
CODE_LIMIT = 200


class TooLong(GongkaiError):
    """A text that is longer than its field takes."""


class Field(NamedTuple):
    """A text that people write: its column, its label, and how many characters it may have."""

    name: str
    label: str
    limit: int

    @property
    def most(self) -> str:
        return f"至多 {self.limit} 字"

    def too_long(self, text: str) -> str:
        """In words, that a text is longer than the field takes; else nothing."""
        return f"{self.label}太长（{len(text)} 字，{self.most}）" if len(text) > self.limit else ""


class Kind(NamedTuple):
    """A kind of record: its table, its word, and the texts in it. `told`: what the journal calls a field otherwise."""

    table: str
    word: str
    texts: tuple[Field, ...]
    told: Mapping[str, str] = {}

    def field(self, name: str) -> Field:
        return next(each for each in self.texts if each.name == name)


FILING = Kind(
    "filing",
    "填报",
    (
        Field("measure", "具体工作措施", 20_000),
        Field("section", "责任科室", 200),
        Field("officer", "责任人", 200),
        Field("contact", "联系方式", 200),
        Field("reason", "不涉及的理由", 2_000),
    ),
)
DISCLOSURE = Kind("disclosure", "发布记录", (Field("title", "标题", 500), Field("url", "网址", 2_000)))
SUBMISSION = Kind("submission", "报送登记", (Field("file", "文件名", 255),))
RECEIPT = Kind("receipt", "备案或退回", (Field("reason", "退回的原因", 2_000),), {"reason": "verdict_reason"})

KINDS = (FILING, DISCLOSURE, SUBMISSION, RECEIPT)
# Who writes: a login's name on a server, and in a file what the system or GONGKAI_USER says.
ACTOR = Field("actor", "改动人（GONGKAI_USER）", 200)

# By its name in the journal.
_TOLD = {kind.told.get(field.name, field.name): field for kind in KINDS for field in kind.texts}


def check_lengths(before: Mapping[str, Any], after: Mapping[str, Any]) -> None:
    """TooLong where a change makes a text longer than its field takes. What was so before stays as it is."""
    for name, field in _TOLD.items():
        text = after.get(name) or ""
        if text != before.get(name) and (words := field.too_long(text)):
            raise TooLong(f"{words}，没有保存；请删短，详细内容可写在附件里")


def field_of(column: str, table: str) -> Field | None:
    """The text that a column of a table holds; None where people write none there."""
    texts = (field for kind in KINDS if kind.table == table for field in kind.texts)
    return next((field for field in texts if field.name == column), None)


def limits(table: str) -> Iterator[tuple[str, int]]:
    """The columns of a record's table with how much they take."""
    return ((field.name, field.limit) for kind in KINDS if kind.table == table for field in kind.texts)
