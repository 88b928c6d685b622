"""Taking changes back, as people made them: what one command wrote of a thing goes together. An undoing is a change too."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import takewhile

from gongkai.base.problems import GongkaiError
from gongkai.store import holdings
from gongkai.store.changes import answers, journal, steps
from gongkai.store.changes.journal import Author, Line
from gongkai.store.declarations import Kind
from gongkai.store.engine.interface import Store, repeatable
from gongkai.store.kinds import CLAIM, DISCLOSURE, KIND_OF, KINDS, UNDO


@repeatable
def undo(store: Store, author: Author, plan: str, unit: str, task: str) -> list[Line]:
    """Take back the last change of a unit's task: all that one command wrote of it, such as a claim and the answer that
    came with it. The journal lines taken back, the newest first; GongkaiError where there is none."""
    with holdings.change(store, plan, unit):
        standing = [
            line
            for line in journal.standing_lines(store, plan, unit, task)
            if not KIND_OF[line.action].by_number
        ]
        _check_undoings(store, plan, unit, task, standing[0].id if standing else 0)
        if not standing:
            raise GongkaiError(f"{unit}的任务 {task} 没有可撤销的改动")
        return _taken_back(store, author, takewhile(lambda line: _together(line, standing[0]), standing))


@repeatable
def undo_submission(
    store: Store, author: Author, plan: str, unit: str, file: str | None = None
) -> list[Line]:
    """Take back a unit's last 报送 (with `file`: the last of a file of that name), and where it was collected, the claims
    and answers taken from it. The lines taken back; GongkaiError where there is none, or where something built on them."""
    with holdings.change(store, plan, unit):
        standing = list(journal.standing_lines(store, plan, unit))
        sent = [line for line in standing if line.action == "submit"]
        found = [line for line in sent if file is None or line.told["file"] == file]
        if not found:
            known = "、".join(dict.fromkeys(line.told["file"] for line in sent))
            raise GongkaiError(
                f"{unit}没有可撤销的报送登记"
                if file is None
                else f"{unit}没有登记过名为 {file} 的文件" + (f"；登记过的有 {known}" if known else "")
            )
        return _taken_back(store, author, _whole(standing, found[0]))


@repeatable
def undo_change(store: Store, author: Author, plan: str, number: int, unit: str | None = None) -> list[Line]:
    """Take back the whole change that a journal line belongs to, of all units or of `unit` only. The lines taken back;
    GongkaiError where there is nothing to take back, or where something built on it."""
    first = journal.line(store, plan, number)
    if first is None:
        raise GongkaiError(f"没有第 {number} 条改动记录，编号见 gongkai log")
    if first.action == "undo":
        raise GongkaiError(f"第 {number} 条改动记录本身是撤销，不能再撤销；请重新填报或登记")
    units = journal.units_of(store, plan, first)
    if unit is not None and unit not in units:
        raise GongkaiError(f"第 {number} 条改动记录是{'、'.join(units)}的，不是{unit}的")
    units = [unit] if unit is not None else units
    with holdings.change(store, plan, *units):
        taken: list[Line] = []
        for each in units:
            standing = list(journal.standing_lines(store, plan, each))
            taken += _taken_back(store, author, _whole(standing, first))
        if not taken:
            raise GongkaiError(f"第 {number} 条改动记录已经撤销过，没有改动")
        return taken


def making_line(store: Store, plan: str, kind: Kind, number: int) -> int:
    """The number of the journal line that tells of a record's making; GongkaiError where there is none."""
    question = f"""
        SELECT MAX(id) AS id FROM journal WHERE plan = :plan AND record = :record AND action IN ({kind.making})
    """
    row = store.row(question, {"plan": plan, "record": number})
    if row is None or row["id"] is None:
        raise GongkaiError(f"没有编号为 {kind.numbered(number)} 的{kind.word}")
    return int(row["id"])


def _together(line: Line, other: Line) -> bool:
    """Whether one command wrote two lines. Those of older versions don't tell: each is a change of its own."""
    return bool(line.id == other.id or (line.change and line.change == other.change))


def _whole(standing: Sequence[Line], first: Line) -> list[Line]:
    """What stands of a unit's part of a change; GongkaiError where a later change builds on a part of it.

    `standing` are the unit's lines, the newest first.
    """
    wanted = [line for line in standing if _together(line, first)]
    ours = {line.id for line in wanted}
    later = [
        (line, other)
        for line in wanted
        for other in standing
        if other.id > line.id and other.id not in ours and _builds_on(other, line)
    ]
    if later:
        tasks = "、".join(dict.fromkeys(line.task or "" for line, _ in later))
        raise GongkaiError(
            f"{later[0][0].unit}的任务 {tasks} 后来又有改动（如第 {later[0][1].id} 条改动记录），没有撤销；"
            f"请先撤销后来的：gongkai undo -u {later[0][0].unit} -t {later[0][0].task}"
        )
    return wanted


def _builds_on(later: Line, line: Line) -> bool:
    """Whether a later line of the same unit would be left hanging without an earlier one."""
    kind = KIND_OF[line.action]
    if later.task != line.task or not kind.by_task:
        return False
    if kind is CLAIM:
        return True
    if DISCLOSURE in (kind, KIND_OF[later.action]):
        return later.record == line.record and KIND_OF[later.action] is kind
    return True


def _taken_back(store: Store, author: Author, lines: Iterable[Line]) -> list[Line]:
    return list(_each_taken_back(store, author, lines))


def _each_taken_back(store: Store, author: Author, lines: Iterable[Line]) -> Iterator[Line]:
    """Take lines back one after the other, the newest first."""
    for line in lines:
        _check_own(store, line)
        steps.take_back(store, line)
        if KIND_OF[line.action].in_turn:
            answers.restate(store, line.plan, line.unit or "", line.task or "")
        journal.write(
            store,
            author,
            UNDO,
            plan=line.plan,
            unit=line.unit,
            task=line.task,
            record=line.record,
            before=line.after,
            after=line.before,
            undoes=line.id,
        )
        yield line


def _check_undoings(store: Store, plan: str, unit: str, task: str, newest: int) -> None:
    """GongkaiError where a line says that a change later than the `newest` that stands is taken back, and what it made is
    there: on an older server a unit could write one. Whoever takes back the last change doesn't mean the one before."""
    for kind in (each for each in KINDS.values() if each.by_task):
        question = f"""
            SELECT u.id AS undoing, j.id AS line FROM journal u JOIN journal j ON j.id = u.undoes
            JOIN {kind.table} r ON r.id = j.record AND r.plan = j.plan AND r.unit = j.unit AND r.task = j.task
            WHERE u.plan = :plan AND u.unit = :unit AND u.task = :task AND u.action = '{UNDO}'
              AND j.plan = u.plan AND j.unit = u.unit AND j.task = u.task AND j.action IN ({kind.making}) AND j.id > :newest
        """
        if found := store.row(question, {"plan": plan, "unit": unit, "task": task, "newest": newest}):
            raise GongkaiError(
                f"第 {found['undoing']} 条改动记录说第 {found['line']} 条已经撤销，其实没有：它不是本程序写的。没有撤销别的，"
                "请用 gongkai server check 核对"
            )


def _check_own(store: Store, line: Line) -> None:
    """A journal line must be about a record of its own unit: on a server a unit could write one that isn't.

    Where the record is gone, past our commands, to take the line back is what brings the books in order.
    """
    kind = KIND_OF[line.action]
    record = store.row(f"SELECT plan, unit FROM {kind.table} WHERE id = :record", {"record": line.record})
    if record and (record["plan"], record["unit"]) != (line.plan, line.unit):
        raise GongkaiError(
            f"第 {line.id} 条改动记录所说的记录不是{line.unit}的，没有撤销；请核对 gongkai log"
        )
