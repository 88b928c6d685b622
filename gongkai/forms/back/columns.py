"""Which column of a returned table is which.

The headings say so, as long as they stand above their data. In the annex as it was issued they often don't:
blank columns shift them. So the demands and responsible units, which are known, are looked for in the cells,
and where they are found beside their headings, the filled-in columns are taken to be shifted as far.
"""

from __future__ import annotations

import re
from collections import Counter
from functools import lru_cache
from typing import NamedTuple

from gongkai.base.text import key
from gongkai.forms.out.columns import (
    CONTACT,
    MEANT,
    MEASURE,
    OFFICER,
    OTHER,
    PEOPLE,
    REQUIREMENT,
    RESPONSIBLE,
    SECTION,
    TOPIC,
)
from gongkai.forms.out.layout import row_marks
from gongkai.office.grid import Grid, Line

_LONGEST_HEAD = 24
_PROOF = 8  # characters of a demand that prove a data row


class Columns(NamedTuple):
    """The place of each column; None where the table hasn't got it. `spare` are columns that nothing explains."""

    requirement: int | None
    responsible: int | None
    measure: int | None
    people: tuple[int, ...]
    spare: tuple[int, ...]
    roles: tuple[str, ...]
    doubt: str = ""


class Known(NamedTuple):
    """The plan's demands and responsible units as one long text each, for finding parts of them."""

    requirements: str
    responsible: str


@lru_cache(maxsize=4096)
def bare(text: str) -> str:
    """A text without punctuation, spaces and width: what is left when somebody retypes it."""
    return "".join(char for char in key(text) if char.isalnum())


# By role, the headings that mean one of the three parts of people.
_PEOPLE = {
    SECTION: "科室|处室|股室|责任部门",
    OFFICER: "责任人|负责人|经办人|联系人|姓名|人员",
    CONTACT: "联系方式|电话|手机|号码",
}


def role_of(heading: str) -> str:
    """What a heading means; empty where it means nothing to us."""
    text = bare(heading)
    if not text or len(text) > _LONGEST_HEAD or re.search(r"[0-9０-９]{3,}|[。；;]|[:：]\s*\S", heading):
        return ""
    about = [role for role, meant in _PEOPLE.items() if re.search(meant, text)]
    if len(about) >= 2:
        return PEOPLE
    for role in (MEASURE, RESPONSIBLE, *about, REQUIREMENT):
        if role in about or re.search(MEANT[role], text):
            return role
    if len(text) <= 8 and re.search(MEANT[TOPIC], text):
        return TOPIC
    if re.search(f"序号|编号|备注|说明|时限|期限|日期|进度|附件|完成|{MEANT[OTHER]}", text):
        return OTHER
    return ""


def header_lines(lines: list[Line], start: int, known: Known) -> int:
    """How many lines from `start` on are headings: none, one or two."""
    if _is_data(lines[start], known) or not _is_header(lines[start]):
        return 0
    following = lines[start + 1] if start + 1 < len(lines) else None
    if following and not _is_data(following, known) and _continues(lines[start], following):
        return 2
    return 1


def _is_data(line: Line, known: Known) -> bool:
    """Whether a line has a row's identity or (a part of) a demand."""
    return bool(row_marks(line)) or any(
        len(text := bare(cell.text)) >= _PROOF and text in known.requirements for cell in line.cells
    )


def _is_header(line: Line) -> bool:
    own = [cell.text for cell in line.cells if cell.own and cell.text]
    if any(len(bare(text)) > _LONGEST_HEAD for text in own):
        return False
    roles = {role_of(text) for text in own} - {"", OTHER, TOPIC}
    return len(roles) >= 2 or (len(roles) == 1 and any(role_of(text) == TOPIC for text in own))


def _continues(first: Line, second: Line) -> bool:
    """Whether a line is the second half of the headings above it."""
    own = [cell.text for cell in second.cells if cell.own and cell.text]
    if not own:  # headings that are merged over two rows
        return any(cell.text for cell in second.cells)
    halves = {bare(text) for text in own}
    if max(map(len, halves)) > _LONGEST_HEAD:
        return False
    if _is_header(second):
        # The same headings again are a new page, not a second half.
        return halves != {bare(cell.text) for cell in first.cells if cell.own and cell.text}
    return halves - {bare(cell.text) for cell in first.cells} <= _SECOND_HALVES


_SECOND_HALVES = frozenset(
    (
        *("及联系方式", "责任人及联系方式", "联系方式", "单位", "要求", "工作措施", "措施", "任务"),
        *("责任人", "科室", "电话"),
    )
)


def headings(lines: list[Line]) -> list[str]:
    """Each column's heading out of one or two lines."""
    width = max((len(line.cells) for line in lines), default=0)
    made = []
    for column in range(width):
        texts: list[str] = []
        for line in lines:
            text = line.text(column)
            if text and text not in texts:
                texts.append(text)
        last = texts[-1] if texts else ""
        # Under a heading that spans several columns each has its own; else both halves make one.
        neighbours = (lines[0].text(column - 1), lines[0].text(column + 1))
        spans = len(texts) > 1 and texts[0] in neighbours
        made.append(last if spans and role_of(last) else "".join(texts))
    return made


def find_columns(heads: list[str], grid_lines: list[Line], known: Known) -> Columns | None:
    """The columns of the lines under some headings; None where it is no table of demands."""
    width = max([len(heads), *(len(line.cells) for line in grid_lines)], default=0)
    roles = [role_of(head) for head in heads] + [""] * (width - len(heads))
    seen_requirement = _most(grid_lines, width, known.requirements, 8)
    seen_responsible = _most(grid_lines, width, known.responsible, 4, beyond=seen_requirement)
    said_requirement, said_responsible = _first(roles, REQUIREMENT), _first(roles, RESPONSIBLE)
    requirement = seen_requirement if seen_requirement is not None else said_requirement
    if requirement is None:
        return None
    responsible = seen_responsible if seen_responsible is not None else said_responsible
    shift = 0
    if seen_responsible is not None and said_responsible is not None:
        shift = seen_responsible - said_responsible
    elif seen_requirement is not None and said_requirement is not None:
        shift = seen_requirement - said_requirement
        responsible = None if responsible is None else responsible + shift
    if not shift or not any(roles):
        return _as_headed(roles, width, requirement, responsible)
    return _shifted(roles, width, requirement, responsible, shift)


def _as_headed(roles: list[str], width: int, requirement: int, responsible: int | None) -> Columns:
    if not {MEASURE, PEOPLE, SECTION, OFFICER, CONTACT} & set(roles):
        return _by_position(roles, width, requirement, responsible)
    measure = _first(roles, MEASURE)
    people = _people(roles)
    taken = {requirement, responsible, measure, *people}
    spare = [at for at in range(width) if at not in taken and not roles[at] and at > requirement]
    return Columns(requirement, responsible, measure, people, tuple(spare), tuple(roles))


def _by_position(roles: list[str], width: int, requirement: int, responsible: int | None) -> Columns:
    """No headings at all, as on a table's later pages: the two columns behind the responsible unit."""
    behind = list(range((responsible if responsible is not None else requirement) + 1, width))
    if len(behind) < 2:
        doubt = "看不出哪一栏是具体工作措施" if behind else ""
        return Columns(requirement, responsible, None, (), tuple(behind), tuple(roles), doubt)
    return Columns(requirement, responsible, behind[0], (behind[1],), tuple(behind[2:]), tuple(roles))


def _shifted(roles: list[str], width: int, requirement: int, responsible: int | None, shift: int) -> Columns:
    moved = [""] * width
    lost = False
    for at, role in enumerate(roles):
        if role in (MEASURE, PEOPLE, SECTION, OFFICER, CONTACT):
            if 0 <= at + shift < width and at + shift not in (requirement, responsible):
                moved[at + shift] = role
            else:
                lost = True
    if lost:
        return _by_position(roles, width, requirement, responsible)
    measure, people = _first(moved, MEASURE), _people(moved)
    last = max(filter(None, (requirement, responsible)), default=0)
    spare = [at for at in range(last + 1, width) if not moved[at]]
    return Columns(requirement, responsible, measure, people, tuple(spare), tuple(moved))


def _people(roles: list[str]) -> tuple[int, ...]:
    together = _first(roles, PEOPLE)
    if together is not None:
        return (together,)
    return tuple(at for at, role in enumerate(roles) if role in (SECTION, OFFICER, CONTACT))


def _first(roles: list[str], role: str) -> int | None:
    return roles.index(role) if role in roles else None


def _most(lines: list[Line], width: int, known: str, least: int, beyond: int | None = None) -> int | None:
    """The column in which most of the known texts are found."""
    votes: Counter[int] = Counter()
    for line in lines:
        for at, cell in enumerate(line.cells):
            if at != beyond and cell.text:
                text = bare(cell.text)
                if len(text) >= least and text in known:
                    votes[at] += len(text)
    if not votes:
        return None
    best = max(votes.values())
    return min(at for at, count in votes.items() if count == best)


def sections(
    grid: Grid, known: Known, before: Columns | None
) -> list[tuple[Columns, list[Line], list[Line]]]:
    """A table cut at its headings: for each part its columns, its heading lines and its data lines.

    A table without headings that is as wide as the one before it is its continuation.
    """
    cuts: list[tuple[list[Line], list[Line]]] = [([], [])]
    at = 0
    while at < len(grid.lines):
        count = header_lines(grid.lines, at, known)
        if count:
            cuts.append((grid.lines[at : at + count], []))
            at += count
        else:
            cuts[-1][1].append(grid.lines[at])
            at += 1
    made = []
    for head, data in cuts:
        if not head and not data:
            continue
        columns = find_columns(headings(head), data, known)
        if before and not head and len(before.roles) == max(len(line.cells) for line in data):
            # Those of the table before, unless what is in the cells speaks against it.
            agreeing = columns is None or columns.requirement == before.requirement
            columns = before if agreeing else columns
        made.append((columns or _NOTHING, head, data))
        before = columns or before
    return made


_NOTHING = Columns(None, None, None, (), (), ())
