"""Rows of a returned table to answers of tasks: by their identity first, then by the demand's text."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from gongkai.base.rows import grouped
from gongkai.base.text import clip
from gongkai.forms.back.columns import Columns, bare, headings, sections
from gongkai.forms.back.no_measure import declines, is_placeholder
from gongkai.forms.back.which_task import ALIKE, IN_PART, REMOTE, SHORT, Match, Matcher, ratio
from gongkai.forms.out.columns import CONTACT, OFFICER, OTHER, PEOPLE, SECTION
from gongkai.forms.out.layout import is_mark, read_mark, row_marks
from gongkai.forms.people import People, separate, taken_apart
from gongkai.office.grid import Document, Line, Paragraph

BY_MARK, BY_TEXT, BY_PART, BY_HAND = "mark", "text", "part", "hand"
AS_ABOVE = frozenset(("同上", "同前", "同上行", "〃", "同上所述"))
NOTHING = frozenset(("", "无", "暂无", "没有", "略"))


class Entry(NamedTuple):
    """What a returned table says of one task. `task` is None where the row isn't matched; `doubt` says why."""

    number: int
    place: str
    task: str | None
    how: str
    measure: str
    people: People
    people_text: str
    sign: str | None
    text: str
    notes: tuple[str, ...] = ()
    doubt: str = ""

    @property
    def filled(self) -> bool:
        return bool(self.measure or self.people_text)

    def noted(self, *notes: str) -> Entry:
        """With more to be said of it."""
        return self._replace(notes=(*self.notes, *notes))

    def with_measure(self, text: str, note: str) -> Entry:
        """Another measure than what stands in the cell, and why."""
        return self._replace(measure=text).noted(note)

    def with_people(self, text: str, people: People, note: str) -> Entry:
        """Other people than what stands in the cell, and why."""
        return self._replace(people_text=text, people=people).noted(note)


class RawRow(NamedTuple):
    """A row of a table of demands as it was read: what it says and where, before it is matched with a task."""

    number: int
    line: Line
    columns: Columns
    text: str  # the demand, bare
    shown: str
    measure: str
    people_text: str
    people: People
    marks: tuple[tuple[str, str], ...]
    spare: str
    said: tuple[str, ...] = ()  # of the two cells
    doubt: str = ""
    head: int = 0

    @property
    def filled(self) -> bool:
        return bool(self.measure or self.people_text)

    @property
    def brief(self) -> str:
        """How its demand begins, on one line."""
        return clip(self.shown.replace("\n", ""), 40)

    @property
    def own_doubt(self) -> str:
        """Why what it says may not be what was meant."""
        return f"“{clip(self.spare, 20)}”写在不知是哪一栏的地方" if self.spare else self.doubt

    @property
    def covered(self) -> bool:
        """Whether its demand is a cell merged with the row above."""
        return bool(self.text) and not self.line.cell(self.columns.requirement).own


class RawRows(NamedTuple):
    """The data rows of every table of demands in order; the texts above and beside them; by number, the texts right
    above a run of rows; and the headings of filled columns that nobody asked for."""

    rows: list[RawRow]
    texts: list[str]
    heads: list[list[str]]
    unread: list[str]


def raw_rows(returned: Document, matcher: Matcher) -> RawRows:
    rows: list[RawRow] = []
    texts = [block.text for block in returned.blocks if isinstance(block, Paragraph)]
    heads: list[list[str]] = [[]]
    above: list[str] = []  # the texts between the tables
    unread: dict[str, None] = {}
    before: Columns | None = None
    for block in returned.blocks:
        if isinstance(block, Paragraph):
            above.append(block.text)
            continue
        heads.append(above)
        above = []
        for columns, head, lines in sections(block, matcher.known, before):
            if columns.requirement is None:
                beside = [c.text for line in (*head, *lines) for c in line.cells if c.own and c.text]
                texts += beside
                heads.append(beside)
                continue
            before = columns
            unread |= dict.fromkeys(_unread(columns, head, lines))
            for line in lines:
                if line.is_band:
                    texts.append(line.cells[0].text)
                    heads.append([line.cells[0].text])
                    continue
                made = _raw(len(rows) + 1, line, columns, len(heads) - 1)
                if made.text or made.filled or made.marks or made.spare or made.said or made.doubt:
                    rows.append(made)
    return RawRows(rows, texts, heads, list(unread))


# Columns that the annex may have itself, or that number its rows.
_OWN_HEADS = re.compile(r"序号|编号|标识|时限|期限")


def _unread(columns: Columns, head: Sequence[Line], lines: Sequence[Line]) -> list[str]:
    """The headings of columns that somebody added and filled in, such as 完成情况 and 备注."""
    said = headings(list(head))
    added = [at for at, role in enumerate(columns.roles[: len(said)]) if role == OTHER]
    return [
        "".join(said[at].split())
        for at in added
        if not _OWN_HEADS.search(said[at]) and any(line.text(at) and line.cell(at).own for line in lines)
    ]


def _raw(number: int, line: Line, columns: Columns, head: int) -> RawRow:
    shown = line.text(columns.requirement)
    people_text, people = _people(line, columns)
    answers = (columns.measure, *columns.people)
    marks = dict(mark for name in row_marks(line, answers) if (mark := read_mark(name)))
    spare = " ".join(
        line.text(at)
        for at in columns.spare
        if line.text(at) and not line.beside(at) and not is_mark(line.text(at))
    )
    measure = "" if line.beside(columns.measure) else line.answer(columns.measure)
    own = [cell for cell in map(line.cell, answers) if cell.own]
    return RawRow(
        number,
        line,
        columns,
        bare(shown),
        shown,
        measure,
        people_text,
        people,
        tuple(marks.items()),
        spare,
        tuple(dict.fromkeys(note for cell in own for note in cell.said)),
        next((cell.doubt for cell in own if cell.doubt), ""),
        head,
    )


def _people(line: Line, columns: Columns) -> tuple[str, People]:
    if len(columns.people) == 1 and columns.roles[columns.people[0]] in (PEOPLE, ""):
        text = "" if line.beside(columns.people[0]) else line.answer(columns.people[0])
        return text, taken_apart(text)
    values = {columns.roles[at]: line.answer(at) for at in columns.people if not line.beside(at)}
    text = "\n".join(filter(None, values.values()))
    if len(values) == 1:
        return text, taken_apart(text)
    return text, separate(values.get(SECTION, ""), values.get(OFFICER, ""), values.get(CONTACT, ""))


def matched_rows(rows: Sequence[RawRow], matcher: Matcher, by_hand: Mapping[int, str | None]) -> list[Entry]:
    """Each row as the answer of a task, rows that belong together joined. `by_hand`: row → task (None: leave out)."""
    made: list[Entry] = []
    more: dict[int, list[RawRow]] = {}  # by the entry's place in `made`: the further parts of its row
    in_part: set[int] = set()
    rest = ""
    above: RawRow | None = None
    for row in rows:
        if row.number in by_hand:
            rest, above = "", row
            if (task := by_hand[row.number]) is not None:
                made.append(_entry(row, task, BY_HAND, None))
            continue
        if made and above is not None and _goes_on(row, above, rest, matcher):
            more.setdefault(len(made) - 1, []).append(row)
            rest = rest[len(row.text) :] if row.text else rest
            continue
        if rest:
            in_part.add(len(made) - 1)
        found, how, sign = _found(row, matcher)
        rest, above = found.rest, row
        # A part that has a rest may yet be completed by the rows that follow.
        notes = (found.note,) if found.note and not (found.part and found.rest) else ()
        if found.doubt or not found.tasks:
            made.append(_entry(row, None, how, None, notes, found.doubt))
        else:
            made += [_entry(row, task, how, sign, notes) for task in found.tasks]
    if rest:
        in_part.add(len(made) - 1)
    whole = [_joined(entry, more.get(at, ()), at in in_part) for at, entry in enumerate(made)]
    return [_checked(entry) for entry in _as_above(whole)]


def _goes_on(row: RawRow, above: RawRow, rest: str, matcher: Matcher) -> bool:
    """Whether a row is the second part of the one above it."""
    if row.marks:
        return False
    if not row.text:
        return True
    if row.covered and row.text == above.text and not rest:
        # One demand merged over several rows; what is merged as well is the same text again.
        return not matcher.find(row.text).tasks[1:]
    return bool(rest) and (
        rest.startswith(row.text)
        or (len(row.text) >= SHORT and ratio(row.text, rest[: len(row.text)]) >= ALIKE)
    )


def _found(row: RawRow, matcher: Matcher) -> tuple[Match, str, str | None]:
    marks = {task: sign for task, sign in row.marks if task in matcher.by_task}
    by_text = matcher.find(row.text) if row.text else Match()
    if not marks:
        return by_text, BY_PART if by_text.part else BY_TEXT, None
    if len(marks) > 1:
        if set(by_text.tasks) == set(marks):
            return by_text, BY_MARK, None
        return Match(doubt=f"这一行有任务 {'、'.join(marks)} 的标识，文字却不是这几项"), BY_MARK, None
    task, sign = next(iter(marks.items()))
    if not row.text or by_text.tasks == (task,):
        return Match((task,)), BY_MARK, sign
    if by_text.exact:
        return (
            by_text._replace(note=f"行标识是任务 {task}，文字是任务 {by_text.tasks[0]}，按文字"),
            BY_TEXT,
            None,
        )
    if len(by_text.tasks) > 1 and task in by_text.tasks:
        return by_text, BY_TEXT, None
    if ratio(row.text, matcher.by_task[task].requirement) >= REMOTE:
        return Match((task,), note="工作要求的文字有改动，按行标识对上"), BY_MARK, sign
    return Match(doubt=f"行标识是任务 {task}，文字却对不上"), BY_MARK, None


def _entry(
    row: RawRow, task: str | None, how: str, sign: str | None, notes: tuple[str, ...] = (), doubt: str = ""
) -> Entry:
    doubt = doubt or row.own_doubt or (row.columns.doubt if row.filled else "")
    return Entry(
        row.number,
        row.line.place,
        task,
        how,
        row.measure,
        row.people,
        row.people_text,
        sign,
        row.brief,
        (*notes, *row.said),
        doubt,
    )


_ENDS = "。！？；：…\n"


def _joined(entry: Entry, rows: Sequence[RawRow], in_part: bool) -> Entry:
    """An entry with the further parts of its row: text that was cut in the middle is put together again. `in_part`: the
    row's demand ends before the task's does."""
    people_text, measure, doubt = entry.people_text, entry.measure, entry.doubt
    for row in rows:
        if row.people_text and row.people_text != people_text:
            people_text += ("\n" if people_text else "") + row.people_text
        if row.measure and row.measure != measure:
            cut = not measure or (measure[-1] not in _ENDS and not row.covered and bool(row.text))
            measure += ("" if cut else "\n") + row.measure
        doubt = doubt or row.own_doubt
    people = taken_apart(people_text) if people_text != entry.people_text else entry.people
    said = (*(note for row in rows for note in row.said), *((IN_PART,) if in_part else ()))
    notes = tuple(dict.fromkeys((*entry.notes, *said)))
    return entry._replace(measure=measure, people=people, people_text=people_text, doubt=doubt, notes=notes)


def _as_above(entries: list[Entry]) -> list[Entry]:
    """同上 means what the filled row above says."""
    made: list[Entry] = []
    measured: Entry | None = None  # the last one with a measure
    peopled: Entry | None = None
    for entry in entries:
        if bare(entry.measure) in AS_ABOVE and measured:
            note = f"措施写“同上”，取第 {measured.number} 行的"
            entry = entry.with_measure(measured.measure, note)
        if bare(entry.people_text) in AS_ABOVE and peopled:
            note = f"联系方式写“同上”，取第 {peopled.number} 行的"
            entry = entry.with_people(peopled.people_text, peopled.people, note)
        measured = entry if entry.measure else measured
        peopled = entry if entry.people_text else peopled
        made.append(entry)
    return made


def _checked(entry: Entry) -> Entry:
    """Cells in which somebody wrote a dash, or nothing yet, are empty; so is a contact that says 无, whereas of a measure
    that says so the unit's task decides. Two cells that look exchanged are a doubt."""
    if is_placeholder(entry.measure):
        entry = entry.with_measure("", "措施栏里还是占位文字，按没有填")
    if is_placeholder(entry.people_text):
        entry = entry.with_people("", People(), "联系方式栏里还是占位文字，按没有填")
    if entry.measure and bare(entry.measure) in NOTHING and not declines(entry.measure):
        entry = entry.with_measure("", f"措施写的是“{entry.measure}”，按没有填")
    if entry.people_text and bare(entry.people_text) in NOTHING:
        entry = entry.with_people("", People(), f"联系方式写的是“{entry.people_text}”，按没有填")
    swapped = taken_apart(entry.measure)
    looks_exchanged = (
        len(entry.measure) <= 40
        and swapped.officer
        and swapped.contact
        and not swapped.notes
        and not entry.people.contact
        and len(entry.people_text) > 12
    )
    if looks_exchanged and not entry.doubt:
        entry = entry._replace(doubt="措施和联系方式两栏像是填反了")
    return entry


def one_per_task(entries: Sequence[Entry]) -> list[Entry]:
    """Rows of the same task put together: a blank one goes, equal ones are one, different ones are doubtful."""
    best: dict[str | None, Entry] = {}
    doubled: dict[str | None, str] = {}
    for task, group in grouped(entries, lambda entry: entry.task).items():
        if task is None:
            continue
        filled = [entry for entry in group if entry.filled]
        best[task] = (filled or group)[0]
        if len({(entry.measure, entry.people_text) for entry in filled}) > 1:
            numbers = "、".join(str(entry.number) for entry in filled)
            doubled[task] = f"任务 {task} 有 {len(filled)} 行，填得不一样（第 {numbers} 行）"
    made: list[Entry] = []
    for entry in entries:
        if entry.task in doubled and entry.filled:
            made.append(entry._replace(doubt=entry.doubt or doubled[entry.task]))
        elif entry.task is None or entry is best[entry.task]:
            made.append(entry)
    return made
