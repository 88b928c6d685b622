"""The kinds of record that people make. What is true of one, or of a field of it, is said here, once.

Tables, a server's rules, the journal, undoing, the audit, copies, masking, labels and options follow from it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from gongkai.base.problems import GongkaiError
from gongkai.base.states import written_out
from gongkai.base.words import RHYTHM as RHYTHMS
from gongkai.store.declarations import ON, UNTIL, Action, Field, Kind, Mask, a_day

FILING = Kind(
    "filing",
    "填报",
    (
        Field("kind", "是否涉及", "code", told=""),
        Field("measure", "具体工作措施", limit=20_000, needed=True, mask="in it", short="措施",
              option=("-m", "--measure"), metavar="文字"),
        Field("section", "责任科室", needed=True, mask="in it", who=True, short="科室",
              option=("-s", "--section"), metavar="科室"),
        Field("officer", "责任人", needed=True, mask="name", who=True, option=("-o", "--officer"), metavar="姓名"),
        Field("contact", "联系方式", needed=True, mask="telephone", who=True, option=("-c", "--contact"), metavar="电话"),
        Field("reason", "不涉及的理由", limit=2_000, mask="in it", option=("--not-involved",), metavar="理由",
              hint="报“不涉及”，并写明理由"),
        ON,
        UNTIL,
        a_day("since", "填全之日", told=""),
    ),
    (
        Action("fill", "填报", sets={"kind": "measure"}),
        Action("not_involved", "报不涉及", sets={"kind": "not_involved"}),
    ),
    in_turn=True,
    sound=("(kind = 'not_involved') = (reason <> '')",),
)  # fmt: skip
CLAIM = Kind(
    "claim",
    "认领",
    (ON, UNTIL),
    (Action("claim", "认领"), Action("unclaim", "取消认领", "ends")),
)
DISCLOSURE = Kind(
    "disclosure",
    "发布记录",
    (
        Field("item", "事项", "number"),
        Field("period", "期次", "code", nullable=True),
        Field("title", "标题", "text", 500, mask="in it"),
        Field("url", "网址", "text", 2_000),
        ON,
        UNTIL,
    ),
    (
        Action("publish", "记发布"),
        Action("correct", "更正发布", "corrects"),
        Action("withdraw", "撤回发布", "ends"),
    ),
    sound=("item > 0", "period <> ''"),
)
SUBMISSION = Kind(
    "submission",
    "报送登记",
    (
        ON,
        Field("way", "方式", "code", told=""),
        Field("file", "文件", "text", 255),
        Field("digest", "摘要", "code", told=""),
    ),
    (Action("submit", "报送"),),
    by_task=False,
    since=2,
)
RECEIPT = Kind(
    "receipt",
    "备案或退回",
    (
        Field("filing", "所针对的填报", "number", told=""),
        Field("verdict", "结果", "code", told=""),
        Field("reason", "退回原因", "text", 2_000, mask="in it", told="verdict_reason"),
        ON,
        UNTIL,
    ),
    (
        Action("accept", "备案", sets={"verdict": "accepted"}),
        Action("return", "退回", sets={"verdict": "returned"}),
    ),
    office=True,
    verdict_on="filing",
    since=2,
)
# When an 事项 is to be done that the plan leaves undated: by a day, or so many times in every week, month …
_WHEN = (
    a_day("day", "完成日", nullable=True),
    Field("rhythm", "周期", "code"),
    Field("times", "次数", "number"),
    a_day("last", "至", nullable=True),
)
_KNOWN = ", ".join(f"'{each}'" for each in ("", *RHYTHMS))
_ONE_OF_BOTH = ("(rhythm = '') = (day IS NOT NULL)", f"rhythm IN ({_KNOWN})", "times >= 1")
ARRANGEMENT = Kind(
    "arrangement",
    "工作进度",
    (
        Field("item", "事项", "number"),
        *_WHEN,
        Field("quote", "措施中的话", "text", 200, mask="in it"),
        Field("note", "说明", "text", 500, mask="in it"),
        ON,
        UNTIL,
    ),
    (Action("arrange", "安排进度"), Action("unarrange", "停止安排", "ends")),
    sound=("item > 0", *_ONE_OF_BOTH),
    since=9,
)
RHYTHM = Kind(
    "rhythm",
    "更新周期",
    (
        Field("group_name", "单位组", "code"),
        Field("category", "任务类别", "code"),
        Field("item", "事项", "number"),
        *_WHEN,
        Field("note", "说明", "text", 500, mask="in it"),
        ON,
        UNTIL,
    ),
    (Action("set_rhythm", "定更新周期"), Action("end_rhythm", "停更新周期", "ends")),
    office=True,
    for_all=True,
    by_number=True,
    letter="B",
    sound=(*_ONE_OF_BOTH, "(task = '') = (category <> '')", "unit = '' OR group_name = ''"),
    since=9,
)
EVENT = Kind(
    "event",
    "逐次事项",
    (
        Field("item", "事项", "number"),
        Field("title", "标题", "text", 500, mask="in it"),
        a_day("happened", "发生日期"),
        a_day("due", "期限"),
        Field("due_by", "期限依据", "code"),
        Field("note", "说明", "text", 500, mask="in it"),
        ON,
        UNTIL,
    ),
    (Action("event", "记逐次事项"), Action("cancel_event", "取消逐次事项", "ends")),
    letter="E",
    sound=("item > 0", "due_by IN ('plan', 'law', 'given')"),
    since=9,
)

_ALL = (FILING, CLAIM, DISCLOSURE, SUBMISSION, RECEIPT, ARRANGEMENT, RHYTHM, EVENT)
KINDS = {kind.table: kind for kind in _ALL}
# Who writes: a login's name on a server, and in a file what the system or GONGKAI_USER says.
ACTOR = Field("actor", "改动人（GONGKAI_USER）")

# ---------------------------------------------------------------- what follows


UNDO = "undo"
KIND_OF = {action.name: kind for kind in KINDS.values() for action in kind.actions}
ACTIONS = {action.name: action for kind in KINDS.values() for action in kind.actions}
ACTION = {name: action.word for name, action in ACTIONS.items()} | {UNDO: "撤销"}

# The texts of an answer; those that tell what is done and by whom, those of whom, and those without which they aren't complete.
ANSWER = tuple(each.name for each in FILING.texts)
MEASURES = tuple(name for name in ANSWER if name != "reason")
WHO = tuple(each.name for each in FILING.texts if each.who)
NEEDED = tuple(each.name for each in FILING.texts if each.needed)
SHORT = {each.name: each.short or each.label for each in FILING.texts}
FIELD = {each.name: each.label for each in FILING.texts}
# By their names in the journal.
_TOLD = {each.told_as: each for kind in KINDS.values() for each in kind.fields if each.told_as}
RECORD_FIELD = (
    FIELD | {name: each.label for name, each in _TOLD.items() if name not in FIELD} | {"until": UNTIL.label}
)
NUMBERS = tuple(name for name, each in _TOLD.items() if each.sort == "number")
MASKS: dict[str, Mask] = {name: each.mask for name, each in _TOLD.items() if each.mask}


def told_in(action: str) -> tuple[str, ...]:
    """What the lines of an action tell."""
    names = tuple(each.told_as for each in KIND_OF[action].told)
    return (*names, "until") if ACTIONS[action].effect == "ends" else names


def demanded_of(action: str) -> tuple[str, ...]:
    """What a line of an action of any version must tell."""
    later = {each.told_as for each in KIND_OF[action].fields if each.since}
    return tuple(name for name in told_in(action) if name not in later)


def check_lengths(before: Mapping[str, Any], after: Mapping[str, Any]) -> None:
    """GongkaiError where a change makes a text longer than its field takes. What was so before stays as it is."""
    for name, field in _TOLD.items():
        text = after.get(name) or ""
        if field.sort == "text" and text != before.get(name) and (words := field.too_long(text)):
            raise GongkaiError(f"{words}，没有保存；请删短，详细内容可写在附件里")


def incomplete(filing: str) -> str:
    """In SQL, that an answer lacks something it needs."""
    return "(" + " OR ".join(f"{filing}.{name} = ''" for name in NEEDED) + ")"


def answer_columns(filing: str) -> str:
    """In SQL, the texts of an answer."""
    return ", ".join(f"{filing}.{name}" for name in ANSWER)


def sql(question: str) -> str:
    """A question of ours with what follows from the fields written out: `incomplete(f)`, `answer_columns(f)`."""
    return written_out(question, {"incomplete": incomplete, "answer_columns": answer_columns})


def versions() -> Iterator[int]:
    """The versions of the tables that brought a kind or a field."""
    for kind in KINDS.values():
        yield kind.since
        yield from (each.since for each in kind.fields)


def new_columns(version: int) -> Iterator[str]:
    """The statements that bring a version's new kinds, and new fields of older ones, in SQLite's words."""
    for kind in KINDS.values():
        if kind.since == version:
            yield _new_table(kind)
        for each in kind.fields:
            if each.since == version and each.since > kind.since:
                yield f"ALTER TABLE {kind.table} ADD COLUMN {_column(each)};"


def _column(field: Field) -> str:
    kind = "INTEGER" if field.sort == "number" else "TEXT"
    if field.nullable:
        return f"{field.name} {kind}"
    default = "0" if field.sort == "number" else "''"
    return f"{field.name} {kind} NOT NULL DEFAULT {default}"


def _new_table(kind: Kind) -> str:
    task = ["task TEXT NOT NULL"] if kind.by_task else []
    columns = [
        "id INTEGER PRIMARY KEY AUTOINCREMENT",
        "plan TEXT NOT NULL REFERENCES plan (id)",
        "unit TEXT NOT NULL",
        *task,
    ]
    columns += [_column(each) for each in kind.fields if each.since <= kind.since]
    index = "plan, unit, task" if kind.by_task else "plan, unit"
    return (
        f"CREATE TABLE {kind.table} ({', '.join(columns)});\n"
        f"CREATE INDEX {kind.table}_unit ON {kind.table} ({index});"
    )
