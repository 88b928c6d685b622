"""Reading returned forms and filing what is in them."""

from __future__ import annotations

import os
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from gongkai.base.problems import GongkaiError, StoreError, UsageMistake
from gongkai.base.text import visible
from gongkai.cli.back_dated import past_told
from gongkai.cli.output import warn
from gongkai.cli.session import Session
from gongkai.cli.terminal.progress import each
from gongkai.forms.back.files import Collected, Opened, Rival, Wishes, compared, open_file, rivals
from gongkai.forms.back.folder import Inside, files_in
from gongkai.forms.back.outcome import CHANGED, DOUBTFUL, NEW
from gongkai.forms.back.taken import TakenFile, TakenRow
from gongkai.forms.back.which_unit import UnknownUnit
from gongkai.forms.out.layout import NOT_INVOLVED
from gongkai.store.changes.answers import file_form
from gongkai.store.changes.submissions import Submission

FILED, SAME, WOULD, REFUSED = "filed", "unchanged", "would_file", "refused"

COLLECT_FIELDS = {
    "file": "文件",
    "unit": "单位",
    "file_status": "文件结果",
    "row": "行",
    "place": "位置",
    "task": "任务",
    "matched_by": "依据",
    "result": "结果",
    "notes": "说明",
}


def expanded(name: str) -> list[Inside]:
    """Everything in a folder and the folders in it; a file as it is."""
    return files_in(name) if os.path.isdir(name) else [Inside(name)]


def all_of(names: Iterable[str]) -> list[Inside]:
    """What all the names mean, each file once: one may be named beside the folder that it is in."""
    names = list(names)
    # A shell's *.docx also names what Word puts beside a document that is open.
    meant = [name for name in names if not os.path.basename(name).startswith("~$")] or names
    every = [inside for name in meant for inside in expanded(name)]
    return list({os.path.abspath(inside.path): inside for inside in reversed(every)}.values())[::-1]


class ByHand(NamedTuple):
    """What the user says of rows: their tasks (None: not to be taken), and which of them mean 不涉及."""

    tasks: dict[int, str | None]
    not_involved: set[int]


def by_hand(session: Session, wishes: tuple[str, ...]) -> ByHand:
    made = ByHand({}, set())
    for wish in wishes:
        row, _, said = (part.strip() for part in wish.partition("="))
        if not (row.isdecimal() and len(row) < 7) or not said:
            raise UsageMistake(
                f"--row 应写成 行=任务，如 5=14（5=不涉及 是按不涉及记，5=0 是这一行不收），不能是“{wish}”"
            )
        number = int(row)
        if said == NOT_INVOLVED:
            made.not_involved.add(number)
            continue
        task = None if said == "0" else session.task(said)
        if made.tasks.setdefault(number, task) != task:
            raise UsageMistake(f"--row 对第 {number} 行有两种说法，请只留一种")
    if left_out := sorted(number for number in made.not_involved if made.tasks.get(number, "") is None):
        raise UsageMistake(f"--row 对第 {left_out[0]} 行有两种说法，请只留一种")
    return made


class Read(NamedTuple):
    """A file that was read; `opened` is None where it can't be taken at all, and `problem` says why."""

    path: str
    opened: Opened | None
    problem: str = ""
    next: Sequence[str] = ()


def read(session: Session, inside: Inside, wishes: Wishes) -> Read:
    """One file, before anything is taken; nothing is raised for what is wrong with it."""
    path = inside.path
    if inside.problem:
        return Read(path, None, inside.problem)
    try:
        opened = open_file(session.store, session.asked_now, path, wishes)
        session.check_own(opened.unit)
    except UsageMistake:
        raise
    except UnknownUnit as error:
        units = error.units or ["单位"]
        return Read(path, None, str(error), [_command(path, "--unit", unit) for unit in units])
    except GongkaiError as error:
        return Read(path, None, str(error))
    return Read(path, opened)


def _command(path: str, *options: str) -> str:
    """The command that goes on with a file, to be copied."""
    name = visible(path)
    return " ".join(
        ("gongkai collect", f'"{name}"' if re.search(r"[\s&;()<>|*?']", name) else name, *options)
    )


def rivals_of(session: Session, files: Sequence[Read], wishes: Wishes) -> dict[str, list[Rival]]:
    """By path, the files that give other answers for the same unit than another one of them."""
    by_unit: dict[str, list[Read]] = {}
    for file in files:
        if file.opened:
            by_unit.setdefault(file.opened.unit, []).append(file)
    several = [file for group in by_unit.values() if len(group) > 1 for file in group]
    return rivals(
        (file.path, compared(session.store, session.asked_now, file.opened, wishes))
        for file in several
        if file.opened
    )


def taken(session: Session, paths: Sequence[Inside], wishes: Wishes, dry_run: bool) -> list[TakenFile]:
    """What came of each file, up to where Ctrl-C stopped it."""
    results: list[TakenFile] = []
    try:
        # All are read before one is taken: two files of one unit may be at odds.
        found = [read(session, path, wishes) for path in each(paths, "读表", "份")]
        against = rivals_of(session, found, wishes)
        for file in found:
            results.append(take(session, file, wishes, against.get(file.path, []), dry_run))
    except KeyboardInterrupt:  # each file is filed whole or not at all
        left = len(paths) - len(results)
        warn(f"已中断，还有 {left} 份没有收；下面是收过的 {len(results)} 份")
    return results


def take(session: Session, file: Read, wishes: Wishes, against: Sequence[Rival], dry_run: bool) -> TakenFile:
    """What came of one file, as data: compared with what the store holds by now, and filed whole or not at all."""
    path, opened = file.path, file.opened
    if opened is None:
        return _result(path, REFUSED, problem=file.problem, then=file.next)
    found = compared(session.store, session.asked_now, opened, wishes)
    if against:
        return _result(path, REFUSED, _contested(found, against), _contest(against), [_command(path)])
    if found.blocked:
        problem = f"有 {len(found.blocked)} 行对不上、存疑或不能收，整份没有记入"
        return _result(path, REFUSED, found, problem, _ways_on(path, found))
    if not found.changes:
        return _result(path, SAME, found)
    if dry_run:
        return _result(path, WOULD, found)
    submission = Submission(found.unit, wishes.on_date, "collected", os.path.basename(path), found.digest)
    try:
        with past_told(session, found.unit, wishes.on_date):
            file_form(
                session.store,
                session.next_author(),
                session.plan,
                submission,
                found.changes,
                found.seen,
                found.claims,
            )
    except StoreError:
        raise
    except GongkaiError as error:
        return _result(path, REFUSED, found, "；".join((str(error), *error.details)))
    return _result(path, FILED, found)


def _ways_on(path: str, found: Collected) -> list[str]:
    """The commands that take a file whose rows are in doubt: over what stands, and without those rows."""
    leave = [f"--row {row.number}=0" for row in found.blocked if not row.by_replace]
    ways = [_command(path, "--replace", *leave)] if len(leave) < len(found.blocked) else []
    return [*ways, _command(path, *(f"--row {row.number}=0" for row in found.blocked))]


def _contest(against: Sequence[Rival]) -> str:
    others = "、".join(dict.fromkeys(visible(rival.path) for rival in against))
    return f"同一单位的 {others} 填得不一样，这几份都没有收；请问清以哪份为准，只收那一份，把别的移出文件夹"


def _contested(found: Collected, against: Sequence[Rival]) -> Collected:
    """The rows in which another file says something else, as doubtful."""
    notes: dict[int, list[str]] = {}
    for rival in against:
        notes.setdefault(rival.row, []).append(f"与 {visible(rival.path)} 第 {rival.theirs} 行填得不一样")
    rows = [
        row._replace(result=DOUBTFUL, notes=(*row.notes, *notes[row.number]), changes={})
        if row.number in notes
        else row
        for row in found.rows
    ]
    return found._replace(rows=rows)


def _result(
    path: str,
    status: str,
    found: Collected | None = None,
    problem: str | None = None,
    then: Sequence[str] = (),
) -> TakenFile:
    rows = found.rows if found else []
    return TakenFile(
        file=path,
        unit=found.unit if found else None,
        unit_from=found.unit_from if found else None,
        status=status,
        problem=problem,
        next=list(then),
        notes=_notes(found) if found else [],
        missing=list(found.missing) if found else [],
        counts=dict(Counter(row.result for row in rows)),
        filed=sum(row.result in (NEW, CHANGED) for row in rows) if status == FILED else 0,
        rows=[
            TakenRow(
                row=row.number,
                place=row.place,
                task=row.task,
                matched_by=row.how or None,
                result=row.result,
                text=row.text,
                notes=list(row.notes),
                changes=sorted(row.changes),
            )
            for row in rows
        ],
    )


def _notes(found: Collected) -> list[str]:
    notes = list(found.notes)
    if found.before:
        notes.append(f"这份文件 {found.before} 已收过")
    if found.missing:
        notes.append(f"表里没有{found.unit}的任务 {'、'.join(found.missing)}")
    return notes


def flat(result: TakenFile) -> list[dict[str, Any]]:
    """A file's rows for CSV; a file without rows has one line that says why."""
    from gongkai.render.terminal.collect import HOW, RESULT, STATUS

    shared = {"file": result.file, "unit": result.unit, "file_status": STATUS[result.status]}
    if not result.rows:
        return [shared | {"notes": result.problem}]
    return [
        shared
        | row._asdict()
        | {
            "matched_by": HOW.get(row.matched_by or "", ""),
            "result": RESULT[row.result],
            "notes": "；".join(row.notes),
        }
        for row in result.rows
    ]
