"""What a returned file would change: whose form it is, and row by row what is new, changed or doubtful."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from hashlib import sha256
from typing import Any, NamedTuple

from gongkai.base.text import key
from gongkai.forms.contact import People
from gongkai.forms.layout import (
    NOT_INVOLVED,
    PLAIN_MEASURE,
    PLAN_PROPERTY,
    UNIT_PROPERTY,
    printed_answer,
    read_mark,
    row_mark,
)
from gongkai.forms.match import Entry, Matcher, demands, matched_rows, one_per_task, raw_rows
from gongkai.forms.package import (
    EXCEL,
    OLD_EXCEL,
    OLD_WORD,
    OPEN_SHEET,
    OPEN_TEXT,
    WORD,
    FormFileError,
    Package,
    content_of,
    kind_of,
)
from gongkai.forms.returned import Returned
from gongkai.report.tasks import unit_tasks
from gongkai.store import questions
from gongkai.store.interface import Row, Store
from gongkai.store.questions import Asked
from gongkai.store.records import FIELDS, current_answer

NEW, CHANGED, SAME, BLANK = "new", "changed", "unchanged", "blank"
UNMATCHED, DOUBTFUL, NEWER, FOREIGN, SKIPPED = "unmatched", "doubtful", "newer", "foreign", "left_out"
# A file that has one of these isn't filed.
BLOCKING = frozenset((UNMATCHED, DOUBTFUL, NEWER, FOREIGN))


class Outcome(NamedTuple):
    """One row: what it is matched with and what comes of it. `changes` is what would be filed."""

    number: int
    place: str
    task: str | None
    how: str
    result: str
    text: str
    notes: tuple[str, ...]
    changes: dict[str, str]
    claims: bool = False


class Collected(NamedTuple):
    """A whole file, ready to be filed, with the answers that stood when it was compared with them."""

    unit: str
    unit_from: str
    digest: str
    rows: list[Outcome]
    seen: dict[str, Row | None]
    notes: list[str]

    @property
    def blocked(self) -> list[Outcome]:
        return [row for row in self.rows if row.result in BLOCKING]

    @property
    def changes(self) -> dict[str, dict[str, str]]:
        return {row.task: row.changes for row in self.rows if row.task and row.changes}

    @property
    def claims(self) -> list[str]:
        return [row.task for row in self.rows if row.task and row.claims and row.changes]


class Wishes(NamedTuple):
    """How a file is to be taken: whose it is, dated when, over what is newer, rows assigned by hand."""

    unit: str | None
    on_date: str
    replace: bool
    by_hand: Mapping[int, str | None]


def collect_file(store: Store, asked: Asked, path: str, wishes: Wishes) -> Collected:
    """Read a returned file and compare it with the store. FormFileError where it can't be taken at all."""
    content = content_of(path)
    returned, notes = read_form(content)
    matcher = _matcher(store, asked.plan)
    rows, texts = raw_rows(returned, matcher)
    _check_plan(questions.plan_row(store, asked.plan), returned, texts)
    if not rows:
        raise FormFileError("里面没有任务分解表（没有找到“工作要求”一栏）；请核对是不是发错了文件")
    entries = one_per_task(matched_rows(rows, matcher, wishes.by_hand))
    if not any(entry.task or entry.doubt for entry in entries) and not wishes.by_hand:
        raise FormFileError("表里没有一行是本方案的任务；请核对是不是别的方案的表")
    unit, source = _whose(store, asked.plan, returned, texts, path, wishes.unit)
    own = {row["id"]: row for row in unit_tasks(store, asked, unit)}
    filing_task = questions.plan_row(store, asked.plan)["filing_task"]
    seen = {
        entry.task: current_answer(store, asked.plan, unit, entry.task) for entry in entries if entry.task
    }
    outcomes = [_outcome(entry, own, seen, filing_task, unit, wishes) for entry in entries]
    left_out = [
        Outcome(row.number, row.line.place, None, "hand", SKIPPED, row.shown[:40], ("按 --row 不收",), {})
        for row in rows
        if row.number in wishes.by_hand and wishes.by_hand[row.number] is None
    ]
    outcomes = sorted([*outcomes, *left_out], key=lambda row: row.number)
    return Collected(unit, source, sha256(content).hexdigest(), outcomes, seen, [*notes, *returned.notes])


def _matcher(store: Store, plan: str) -> Matcher:
    return Matcher(demands(questions.task_rows(store, plan)))


def read_form(content: bytes) -> tuple[Returned, list[str]]:
    """A file's tables and texts, and what is to be said of the file. Old formats go through LibreOffice."""
    from gongkai.forms.reading_excel import read_excel
    from gongkai.forms.reading_word import read_word

    kind = kind_of(content)
    notes = []
    if kind not in (WORD, EXCEL):
        from gongkai.forms.converting import converted

        new = {OLD_WORD: "docx", OPEN_TEXT: "docx", OLD_EXCEL: "xlsx", OPEN_SHEET: "xlsx"}[kind]
        content = converted(content, kind, new)
        notes.append(f"旧格式，已用 LibreOffice 转成 .{new} 再读")
        kind = kind_of(content)
    with Package(content) as package:
        if package.macros:
            notes.append("文件带有宏，没有运行，只读了文字")
        return (read_word(package) if kind == WORD else read_excel(package)), notes


# ---------------------------------------------------------------- which plan, which unit


def _check_plan(plan: Row, returned: Returned, texts: list[str]) -> None:
    said = returned.properties.get(PLAN_PROPERTY)
    if said and said != plan["id"]:
        raise FormFileError(
            f"是另一份方案（{said}）的表，不是《{plan['title']}》的；请用 --plan 指明它的方案文件"
        )
    for text in texts:
        number = re.search(r"文\s*号\s*[:：]\s*(\S+?号)", text)
        if number and key(number[1]) != key(plan["number"]):
            raise FormFileError(f"表上写的文号是 {number[1]}，不是本方案的 {plan['number']}")
        title = re.search(r"(20\d\d)\s*年.{0,20}(?:任务分解表|任务分工表|任务表)", text)
        if title and int(title[1]) != plan["year"]:
            raise FormFileError(
                f"表题写的是 {title[1]} 年，本方案是 {plan['year']} 年的；请核对是不是发错了文件"
            )


def _whose(
    store: Store, plan: str, returned: Returned, texts: list[str], path: str, wanted: str | None
) -> tuple[str, str]:
    """The unit and from where it is known: the option, the form, the file's name. Contradictions are refused."""
    said = {
        "表内标识": _named(store, plan, [returned.properties.get(UNIT_PROPERTY, "")]),
        "表上所写": _named(store, plan, _labelled_units(texts)),
        "文件名": _in_file_name(store, plan, path),
    }
    for source in ("表内标识", "表上所写", "文件名"):
        if len(said[source]) > 1 and not wanted:
            units = "、".join(said[source])
            raise FormFileError(f"{source}里有几个单位：{units}；请用 --unit 指明是哪个单位的")
    if wanted:
        for source in ("表内标识", "表上所写"):
            if said[source] and wanted not in said[source]:
                raise FormFileError(f"是{'、'.join(said[source])}的表（{source}），不是{wanted}的；没有收")
        return wanted, "--unit"
    found = {source: units[0] for source, units in said.items() if units}
    if not found:
        raise FormFileError("看不出是哪个单位的表；请用 --unit 指明单位")
    if len(set(found.values())) > 1:
        words = "，".join(f"{source}是{unit}" for source, unit in found.items())
        raise FormFileError(f"不知是哪个单位的表：{words}；请用 --unit 指明")
    source, unit = next(iter(found.items()))
    return unit, source


def _named(store: Store, plan: str, names: list[str]) -> list[str]:
    """The units that are spelled exactly so."""
    found: dict[str, None] = {}
    for name in filter(None, map(key, names)):
        found |= dict.fromkeys(
            str(row["unit"]) for row in questions.spelled(store, plan, name) if row["sort"] != "initials"
        )
    return list(found)


def _labelled_units(texts: list[str]) -> list[str]:
    names = []
    for text in texts:
        for found in re.finditer(
            r"(?:填报|报送|责任|填表|上报)?单\s*位(?:名称)?\s*(?:[（(]\s*(?:盖?章|公章|印章)\s*[)）])?\s*[:：]\s*([^\s　:：]+)",
            text,
        ):
            names.append(re.sub(r"[（(].*?(?:[)）]|$)", "", found[1]).rstrip("，,。；;"))
    return names


def _in_file_name(store: Store, plan: str, path: str) -> list[str]:
    """The units whose names or aliases are in the file's name; a name within a longer one doesn't count."""
    stem = key(os.path.splitext(os.path.basename(path))[0])
    spellings = [row for row in questions.spelling_rows(store, plan) if row["sort"] != "initials"]
    inside = {row["key"]: row["unit"] for row in spellings if len(row["key"]) >= 3 and row["key"] in stem}
    longest = {
        name: unit
        for name, unit in inside.items()
        if not any(name != other and name in other for other in inside)
    }
    found = dict.fromkeys(str(unit) for unit in longest.values())
    if not found:
        pieces = re.split(r"[\s\-_—–.、，,（）()【】\[\]0-9]+", stem)
        exact = [row for piece in filter(None, pieces) for row in questions.spelled(store, plan, piece)]
        found = dict.fromkeys(str(row["unit"]) for row in exact)
    return list(found)


# ---------------------------------------------------------------- rows


def _outcome(
    entry: Entry,
    own: Mapping[str, Mapping[str, Any]],
    seen: Mapping[str, Row | None],
    filing_task: str | None,
    unit: str,
    wishes: Wishes,
) -> Outcome:
    notes = [*entry.notes]

    def made(result: str, *more: str, changes: dict[str, str] | None = None, claims: bool = False) -> Outcome:
        return Outcome(
            entry.number,
            entry.place,
            entry.task,
            entry.how if entry.task else "",
            result,
            entry.text,
            (*notes, *more),
            changes or {},
            claims,
        )

    if entry.doubt and (entry.filled or entry.task):
        return made(DOUBTFUL, entry.doubt)
    if not entry.filled:
        return made(BLANK, *filter(None, [entry.doubt]))
    if entry.task is None:
        return made(UNMATCHED, "对不上本方案的任何任务")
    standing = seen[entry.task]
    task = own.get(entry.task)
    still_returned = ["已退回，内容没有改"] if task and task["status"] == "returned" else []
    if standing and _untouched(entry, standing):
        return made(SAME, *still_returned)
    if standing and entry.sign and _sign(entry.measure, entry.people_text) == entry.sign:
        # Nobody touched the row; the store has moved on since the form was made.
        return made(SAME, "这一行没有改过；库中已有更新的填报，仍以库中为准")
    if task is None or entry.task == filing_task:
        return made(FOREIGN, f"不是{unit}的任务，也不是可认领的")
    changes, said = answer_of(entry.measure, entry.people)
    notes += said
    if not changes:
        return made(BLANK)
    if standing and not _differs(changes, standing):
        return made(SAME, *still_returned)
    claims = task["basis"] == "claimable" and "reason" not in changes
    if claims:
        notes.append("填了可认领的任务，记为认领")
    lacking = _lacking(changes, standing)
    if lacking:
        notes.append(f"还缺{'、'.join(lacking)}")
    if standing is None:
        return made(NEW, changes=changes, claims=claims)
    if not wishes.replace and _newer(entry, standing, wishes.on_date):
        return made(NEWER, f"库中 {standing['on_date']} 的填报比这份表新，内容不同；确要覆盖请加 --replace")
    fields = [name for name in (*FIELDS, "reason") if changes.get(name, standing[name]) != standing[name]]
    return made(CHANGED, "改了" + "、".join(_SHORT[name] for name in fields), changes=changes, claims=claims)


_SHORT = {
    "measure": "措施",
    "section": "科室",
    "officer": "责任人",
    "contact": "联系方式",
    "reason": "不涉及的理由",
}


def _lacking(changes: Mapping[str, str], standing: Row | None) -> list[str]:
    """What the answer will still lack, in the user's words."""
    if "reason" in changes:
        return []
    return [_SHORT[name] for name in FIELDS if not changes.get(name) and not (standing and standing[name])]


def _sign(measure: str, people: str) -> str:
    mark = read_mark(row_mark("0", measure, people))
    return mark[1] if mark else ""


def _untouched(entry: Entry, standing: Row) -> bool:
    return (entry.measure, entry.people_text) == printed_answer(standing)


def _differs(changes: dict[str, str], standing: Row) -> bool:
    return any(standing[name] != value for name, value in changes.items())


def _newer(entry: Entry, standing: Row, on_date: str) -> bool:
    """Whether the store's answer is newer than the form.

    A row of our own form says what stood when it was made; if that still stands, the form came after it.
    """
    if entry.sign is not None:
        return _sign(*printed_answer(standing)) != entry.sign
    return bool(standing["on_date"] > on_date)


_REASON = re.compile(
    rf"{NOT_INVOLVED}(?:本单位|我局|本局|我单位|此项)?"
    r"(?:\s*[（(](?P<inside>[^（）()]*)[)）][。.]?|[\s:：，,。；;]+(?P<behind>.*))?",
    re.DOTALL,
)


def _reason(measure: str) -> str | None:
    """The reason of a 不涉及; empty where none is given, None where the cell says something else."""
    if measure.startswith(f"{NOT_INVOLVED}："):
        return measure.removeprefix(f"{NOT_INVOLVED}：").strip()
    found = _REASON.fullmatch(measure)
    return (found["inside"] or found["behind"] or "").strip() if found else None


def answer_of(measure: str, people: People) -> tuple[dict[str, str], list[str]]:
    """The fields that a row's two cells give, empty ones left out, and what is to be said of them."""
    reason = _reason(measure)
    if reason is not None:
        said = [] if reason else ["写了“不涉及”，没有写理由"]
        if people.contact or people.officer or people.section:
            said.append("报不涉及，联系人没有记")
        return {"reason": reason or "未写明理由"}, said
    measure = measure.removeprefix(PLAIN_MEASURE).strip()
    values = {
        "measure": measure,
        "section": people.section,
        "officer": people.officer,
        "contact": people.contact,
    }
    return {name: value for name, value in values.items() if value}, list(people.notes)
