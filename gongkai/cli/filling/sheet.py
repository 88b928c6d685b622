"""The whole sheet in an editor: checked when the editor closes, reopened where something is wrong."""

from __future__ import annotations

import codecs
import os
import tempfile
from collections.abc import Mapping
from typing import TYPE_CHECKING

from gongkai.base.problems import GongkaiError
from gongkai.cli.filling.answers import check_claimed, lacking, task_of_unit
from gongkai.cli.filling.editor import edit_file
from gongkai.cli.filling.kept import told_where
from gongkai.cli.filling.sheet_text import MARK, marked, read_sheet, sheet_text, shown
from gongkai.cli.output import say
from gongkai.cli.past import past_told
from gongkai.report.tasks import unit_tasks
from gongkai.store.interface import Row
from gongkai.store.records import (
    FIELDS,
    Answer,
    current_answer,
    file_answers,
    last_contact,
)

if TYPE_CHECKING:
    from gongkai.cli.session import Session


def fill_sheet(session: Session, unit: str, day: str, task: str | None) -> None:
    """Let the clerk edit all of the unit's answers at once, then record what changed, whole or not at all.

    Where something is wrong the sheet opens again with the error above its line; nothing typed is lost.
    """
    rows = _rows(session, unit, task, day)
    standing = {row["id"]: current_answer(session.store, session.plan, unit, row["id"]) for row in rows}
    title = f"{unit}　{session.heading['title']}（{session.heading['number']}）填报表，记在 {day}"
    offered = last_contact(session.store, session.plan, unit) or {}
    handle, path = tempfile.mkstemp(prefix=f"gongkai-{unit}-", suffix=".yaml")
    os.close(handle)
    _write(path, sheet_text(title, rows, standing, offered))
    answers = _edited(path, standing)
    with told_where(path):
        recorded = _record(session, unit, day, answers, standing)
    os.unlink(path)
    say(f"√ 已保存 {len(recorded)} 项：任务 {'、'.join(recorded)}" if recorded else "没有改动")
    for number, answer in recorded.items():
        if not answer.complete:
            say(f"任务 {number} {lacking(answer).removeprefix('；')}")


def _edited(path: str, standing: Mapping[str, Row | None]) -> dict[str, dict[str, str]]:
    """The answers on the sheet once nothing is wrong with it. GongkaiError, with the file kept, where the editor
    is closed without putting a mistake right."""
    previous: str | None = None
    while True:
        edit_file(path)
        typed = _read(path)
        answers, mistakes = read_sheet(typed, standing)
        if not mistakes:
            return answers
        if typed == previous:
            raise GongkaiError(f"表中还有错误，没有保存：{mistakes[0].message}；所填内容留在 {path}")
        previous = marked(typed, mistakes)
        _write(path, previous)
        say(f"表中有 {len(mistakes)} 处错误，重新打开；错误写在出错处上一行（{MARK} 开头）。")


def _rows(session: Session, unit: str, task: str | None, day: str) -> list[Row]:
    if task:
        row = task_of_unit(session, unit, task, day)
        check_claimed(unit, row)
        return [row]
    return [
        row
        for row in unit_tasks(session.store, session.asked_now, unit)
        if row["basis"] != "claimable" and row["id"] != session.heading["filing_task"]
    ]


def _write(path: str, text: str) -> None:
    with open(path, "w", encoding="utf-8", newline="\n") as file:
        file.write(text)


def _read(path: str) -> str:
    """The sheet as saved, in whatever encoding Chinese editors save in."""
    try:
        with open(path, "rb") as file:
            content = file.read()
    except FileNotFoundError:
        raise GongkaiError(f"填报表 {path} 不见了，没有保存；请重新运行，在编辑器里直接保存") from None
    wide = content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    for encoding in ("utf-16",) if wide else ("utf-8-sig", "gb18030"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise GongkaiError(f"看不懂填报表的编码，没有保存；请在编辑器里另存为 UTF-8。所填内容留在 {path}")


def _record(
    session: Session,
    unit: str,
    day: str,
    answers: dict[str, dict[str, str]],
    standing: Mapping[str, Row | None],
) -> dict[str, Answer]:
    changes = {}
    for task, answer in answers.items():
        if answer == shown(standing[task]):
            continue
        if not answer:
            say(f"任务 {task} 清空了，仍保留原来的填报；要撤销请用 gongkai undo -u {unit} -t {task}")
            continue
        changes[task] = answer if "reason" in answer else {field: answer.get(field, "") for field in FIELDS}
    with past_told(session, unit, day):
        return file_answers(session.store, session.author, session.plan, unit, day, changes, standing)
