"""The whole sheet in an editor: YAML, checked when the editor closes, reopened where something is wrong."""

from __future__ import annotations

import os
import tempfile
from typing import NamedTuple

from gongkai.base.problems import GongkaiError, PlanError, UsageMistake
from gongkai.base.text import wrap
from gongkai.base.words import BASIS, FIELD
from gongkai.cli.filling.answers import checked_field, task_of_unit
from gongkai.cli.filling.editor import edit_file
from gongkai.cli.output import say
from gongkai.cli.session import Session
from gongkai.report.tasks import unit_tasks
from gongkai.store.interface import Row
from gongkai.store.records import FIELDS, Conflict, current_answer, file_answers, last_contact

# The sheet's words for the fields.
LABELS = {"措施": "measure", "科室": "section", "责任人": "officer", "电话": "contact", "不涉及": "reason"}
NAMES = {field: label for label, field in LABELS.items()}
MARK = "#！"
WIDTH = 78


class Mistake(NamedTuple):
    """Something wrong in the sheet: at which line (from 1), and what."""

    line: int
    message: str


def fill_sheet(session: Session, unit: str, day: str, task: str | None) -> None:
    """Let the clerk edit all of the unit's answers at once, then record what changed, whole or not at all.

    Where something is wrong the sheet opens again with the error beside its line; nothing typed is lost.
    """
    rows = _rows(session, unit, task, day)
    standing = {row["id"]: current_answer(session.store, session.plan, unit, row["id"]) for row in rows}
    text = _sheet(session, unit, day, rows, standing)
    handle, path = tempfile.mkstemp(prefix=f"gongkai-{unit}-", suffix=".yaml")
    with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as file:
        file.write(text)
    kept = True
    try:
        previous = text
        while True:
            edit_file(path)
            typed = _read(path)
            answers, mistakes = read_sheet(typed, set(standing))
            if not mistakes:
                break
            if typed == previous:
                raise GongkaiError(f"表中还有错误，没有保存：{mistakes[0].message}；所填内容留在 {path}")
            previous = _marked(typed, mistakes)
            with open(path, "w", encoding="utf-8", newline="\n") as file:
                file.write(previous)
            say(f"表中有 {len(mistakes)} 处错误，重新打开；错误写在出错处上一行（{MARK} 开头）。")
        try:
            changed = _record(session, unit, day, answers, standing)
        except Conflict as error:
            raise Conflict(f"{error}；所填内容留在 {path}，请核对后重填") from None
        kept = False
    finally:
        if not kept:
            os.unlink(path)
    say(f"√ 已保存 {changed} 项" if changed else "没有改动")


def _rows(session: Session, unit: str, task: str | None, day: str) -> list[Row]:
    if task:
        return [task_of_unit(session, unit, task, day)]
    return [
        row
        for row in unit_tasks(session.store, session.asked_now, unit)
        if row["basis"] != "claimable"
        and row["id"] != session.heading["filing_task"]
        and (row["part"] == "annex" or row["status"] != "unfiled")
    ]


def _sheet(session: Session, unit: str, day: str, rows: list[Row], standing: dict[str, Row | None]) -> str:
    offered = last_contact(session.store, session.plan, unit) or {}
    out = [
        f"# {unit}　{session.heading['title']}（{session.heading['number']}）填报表，记在 {day}",
        "# 在冒号后填写，保存并关闭编辑器即可；# 开头的行不用管。不填的任务留空。",
        "# 措施较长时可以换行写：措施后写 |，内容另起行、缩进四格。",
        "# 本单位确实不涉及的，在“不涉及”后写明理由，其余留空。",
        "",
    ]
    for row in rows:
        answer = standing[row["id"]] or {}
        topic = "：".join(filter(None, (row["topic"], row["subtopic"])))
        basis = BASIS[row["basis"]] + (f"：{row['via']}" if row["basis"] == "group" else "")
        out += [f"# ── {topic}（{basis}）"]
        out += [f"# {line}" for line in wrap(row["requirement"], WIDTH - 2)]
        out.append(f"任务{row['id']}:")
        for field in FIELDS:
            out.append(_line(NAMES[field], str(answer.get(field) or "")))
            if field != "measure" and not answer.get(field) and offered.get(field):
                out[-1] += f"   # 上次：{offered[field]}"
        out += [_line("不涉及", str(answer.get("reason") or "")), ""]
    return "\n".join(out)


def _line(label: str, value: str) -> str:
    if "\n" in value:
        return f"  {label}: |-\n" + "\n".join(f"    {line}" for line in value.split("\n"))
    return f"  {label}: {_scalar(value)}".rstrip()


def _scalar(value: str) -> str:
    """Plain where YAML reads it back as it is, else in double quotes."""
    import json

    import yaml

    try:
        same = bool(value) and yaml.safe_load(f"k: {value}\n") == {"k": value}
    except yaml.YAMLError:
        same = False
    return value if same or not value else json.dumps(value, ensure_ascii=False)


def _read(path: str) -> str:
    with open(path, "rb") as file:
        content = file.read()
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("gb18030", errors="replace")  # an editor that saves in the system's encoding


def read_sheet(text: str, known: set[str]) -> tuple[dict[str, dict[str, str]], list[Mistake]]:
    """The answers in an edited sheet by task, and everything that is wrong with it."""
    from gongkai.plan.document import read_document

    lines = text.splitlines()
    text = "\n".join("#" if line.lstrip().startswith(MARK) else line for line in lines) + "\n"
    try:
        document = read_document("", text.encode("utf-8"))
    except PlanError as error:
        problem = error.problems[0]
        if problem.message == "文件是空的":
            return {}, []
        return {}, [Mistake(problem.line, problem.message)]
    mistakes = [Mistake(p.line, p.message) for p in document.problems]
    if not isinstance(document.value, dict):
        return {}, [Mistake(1, "看不懂：每项任务应以“任务14:”开头，栏目缩进两格")]
    answers: dict[str, dict[str, str]] = {}
    for heading, fields in document.value.items():
        line = document.place((heading,))[0]
        task = heading.removeprefix("任务").strip()
        if task not in known:
            mistakes.append(Mistake(line, f"“{heading}”不是表中的任务"))
            continue
        if fields is None:
            continue
        if not isinstance(fields, dict):
            mistakes.append(Mistake(line, f"“{heading}”之下应是“措施:”“科室:”等栏目，缩进两格"))
            continue
        answer = {}
        for label, value in fields.items():
            place = document.place((heading, label))[0]
            if label not in LABELS:
                mistakes.append(Mistake(place, f"没有“{label}”这一栏，只有{'、'.join(LABELS)}"))
            elif value is not None and not isinstance(value, str):
                mistakes.append(Mistake(place, f"“{label}”后面应是一段文字；有特殊符号时请加引号"))
            elif value and value.strip():
                field = LABELS[label]
                try:
                    answer[field] = checked_field(field, value)
                except UsageMistake as error:
                    mistakes.append(Mistake(place, str(error)))
        if "reason" in answer and len(answer) > 1:
            mistakes.append(Mistake(line, f"{heading}：报“不涉及”时其余栏目应留空"))
        if answer and "reason" not in answer and "measure" not in answer:
            mistakes.append(Mistake(line, f"{heading}：缺少{FIELD['measure']}"))
        answers[task] = answer
    return answers, sorted(mistakes)


def _marked(text: str, mistakes: list[Mistake]) -> str:
    """The sheet with each error on a line of its own above the line it is about."""
    by_line: dict[int, list[str]] = {}
    for mistake in mistakes:
        by_line.setdefault(mistake.line, []).append(f"{MARK} {mistake.message}")
    out = []
    for number, line in enumerate(text.splitlines(), 1):
        if line.lstrip().startswith(MARK):
            out += by_line.get(number, [])
            continue
        out += by_line.get(number, [])
        out.append(line)
    for number, messages in by_line.items():
        if number > len(text.splitlines()):
            out += messages
    return "\n".join(out) + "\n"


def _record(
    session: Session, unit: str, day: str, answers: dict[str, dict[str, str]], standing: dict[str, Row | None]
) -> int:
    changes = {}
    for task, answer in answers.items():
        before = standing[task] or {}
        shown = {field: str(before[field]) for field in LABELS.values() if before.get(field)}
        if answer == shown:
            continue
        if not answer:
            say(f"任务 {task} 清空了，仍保留原来的填报；要撤销请用 gongkai undo -u {unit} -t {task}")
            continue
        changes[task] = answer if "reason" in answer else {field: answer.get(field, "") for field in FIELDS}
    seen = {task: row["id"] if row else None for task, row in standing.items()}
    return file_answers(session.store, session.author, session.plan, unit, day, changes, seen)
