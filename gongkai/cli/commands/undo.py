"""`gongkai undo`: take back the last change of a unit's task, a whole 报送, or any one change."""

from __future__ import annotations

import os
from collections import Counter
from typing import TYPE_CHECKING

import click

from gongkai.base.problems import UsageMistake
from gongkai.base.words import STATUS
from gongkai.cli.arrange.stopping import numbered
from gongkai.cli.help_pages import command
from gongkai.cli.lookups import unit_unless
from gongkai.cli.options import session_options, task_option, unit_option_as
from gongkai.cli.output import say
from gongkai.cli.recorded import recorded_option
from gongkai.cli.value_types import FILE, Number
from gongkai.render.wording.journal_line import line_words
from gongkai.store.changes import undoing
from gongkai.store.changes.journal import Line
from gongkai.store.kinds import ACTION, ARRANGEMENT, EVENT, KIND_OF, RHYTHM
from gongkai.store.questions.tasks import tasks_of

if TYPE_CHECKING:
    from gongkai.cli.session import Session


@command(
    epilog="""
    gongkai undo -u 区司法局 -t 14
    gongkai undo -u 区司法局 --file 区司法局.xlsx
    gongkai undo --change 57
    gongkai undo --arrangement B3
    """,
)
@unit_option_as(unit_unless("change", "arrangement"))
@task_option
@click.option("--submission", is_flag=True, help="撤销该单位最近一次报送，连同收表时记入的填报和认领")
@click.option("--file", metavar="文件", type=FILE, help="撤销该单位报送的一份文件（文件名），同上")
@click.option(
    "--change", metavar="编号", type=Number(1), help="撤销一次改动的全部（其中任何一条改动记录的编号）"
)
@click.option(
    "--arrangement", metavar="编号", help="撤销一条安排（编号见 gongkai arrange --list），如 3、B3、E3"
)
@session_options
@recorded_option
def undo(
    session: Session,
    unit: str | None,
    task: str | None,
    submission: bool,
    file: str | None,
    change: int | None,
    arrangement: str | None,
) -> None:
    """撤销一个单位一项任务的最近一次改动，或整份收来的表、整批的改动。

    一条命令记下的算一次改动：收一份表记的认领、填报和报送登记，一次备案的各项，一个文件里的各条发布记录。
    --task 只撤销其中这一项任务的；--file、--submission、--change 整次撤销，后来又改过的先要撤销后来的改动。撤销本身也记入改动
    记录；连续撤销就一次一次往前退。
    """
    ways = [task is not None, submission or file is not None, change is not None, arrangement is not None]
    if sum(ways) != 1 or (submission and file is not None):
        raise UsageMistake(
            "请用 --task 指明任务，如 --task 14；撤销整份报送用 --submission 或 --file，整次改动用 --change，"
            "一条安排用 --arrangement，只能用一个"
        )
    session.workplace.warn_of_network_drive()
    made = (session.store, session.author, session.plan)
    if arrangement is not None:
        change = undoing.making_line(session.store, session.plan, *numbered(arrangement))
    if change is not None:
        lines = undoing.undo_change(*made, change, unit or session.store.own_unit)
    elif task is not None:
        lines = undoing.undo(*made, unit or "", task)
    else:
        lines = undoing.undo_submission(*made, unit or "", file and os.path.basename(file))
    for words in _said(session, lines):
        say(words)


def _said(session: Session, lines: list[Line]) -> list[str]:
    """What was taken back and what stands now: in one line, or in one line each below a head."""
    now = _now(session, lines)
    if len(lines) == 1:
        [line] = lines
        standing = now.get((line.unit, line.task))
        return [f"√ 已撤销 {_at(line)} 对{_what(line)}" + (f"；现为{standing}" if standing else "")]
    oldest = lines[-1]
    said = [f"√ 已撤销 {_at(oldest)} 的一次改动，共 {len(lines)} 条："]
    alike = Counter(map(_of, lines))
    for line in reversed(lines):
        standing = now.pop((line.unit, line.task), None)
        several = line.action in ("fill", "not_involved") and alike[_of(line)] > 1
        day = f"，记在 {line.told['on_date']}" if several else ""
        said.append(f"　{_what(line, day)}" + (f"；现为{standing}" if standing else ""))
    return said


def _of(line: Line) -> tuple[str | None, str | None, str]:
    return (line.unit, line.task, line.action)


def _at(line: Line) -> str:
    return f"{line.at[:16].replace('T', ' ')} {line.actor}"


def _what(line: Line, day: str = "") -> str:
    unit = line.unit or "全部单位"
    of = f"{unit}任务 {line.task} 的" if line.task else f"{unit}的"
    return f"{of}“{ACTION[line.action]}”（{line_words(line)}{day}）"


def _now(session: Session, lines: list[Line]) -> dict[tuple[str | None, str | None], str]:
    """How the answers for the tasks stand, in words, by unit and task, where they may stand otherwise now."""
    found: dict[tuple[str | None, str | None], str] = {}
    lines = [line for line in lines if KIND_OF[line.action] not in (ARRANGEMENT, RHYTHM, EVENT)]
    for unit in dict.fromkeys(line.unit or "" for line in lines):
        rows = {row.id: row for row in tasks_of(session.store, session.asked_now, unit)}
        for task in {line.task for line in lines if line.unit == unit and line.task}:
            row = rows.get(task)
            day = f"（{row.filed_on}）" if row and row.filed_on else ""
            found[unit, task] = STATUS[row.status if row else "unfiled"] + day
    return found
