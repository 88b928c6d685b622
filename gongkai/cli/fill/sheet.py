"""The whole sheet in an editor: checked when the editor closes, reopened where something is wrong."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress

from gongkai.base.files import bytes_of
from gongkai.base.problems import GongkaiError
from gongkai.base.system import reason
from gongkai.base.temporary import write_whole
from gongkai.base.text import decoded
from gongkai.cli.back_dated import past_told
from gongkai.cli.fill.answers import check_claimed, lacking, task_of_unit
from gongkai.cli.fill.editor import edit_file
from gongkai.cli.fill.kept import kept_file, sheet_name, tell_of_sheets, told_where
from gongkai.cli.fill.sheet_marks import footer, mark, marks
from gongkai.cli.fill.sheet_text import MARK, MOST, NAMES, marked, own_comments, read_sheet, sheet_text
from gongkai.cli.output import say, warn
from gongkai.cli.paths import unsaved_folder
from gongkai.cli.session import Session
from gongkai.store.changes.answers import file_answers
from gongkai.store.kinds import FIELD, MEASURES
from gongkai.store.questions.filings import Filing, Texts, current_answer, last_contact, taken_over, texts_of
from gongkai.store.questions.tasks import HeldTask, tasks_of

# The editor is opened so often for as many mistakes as before.
_PATIENCE = 3
_TITLE = re.compile(r"# (\S+?)　")

Answers = dict[str, dict[str, str]]


def fill_sheet(
    session: Session, unit: str, day: str, task: str | None, source: str | None, *, edit: bool
) -> None:
    """Record what changed on a sheet of all the unit's answers, whole or not at all: a new sheet, or the file `source`;
    with `edit` the clerk edits it first.

    Where something is wrong the sheet opens again with the error above its line; nothing typed is lost.
    """
    rows = _rows(session, unit, task, day)
    standing = {row.id: current_answer(session.store, session.plan, unit, row.id) for row in rows}
    title = f"{unit}　{session.heading.title}（{session.heading.number}）填报表，记在 {day}"
    last = last_contact(session.store, session.plan, unit)
    written = sheet_text(title, rows, standing, last) + footer(standing)
    if source is None:
        tell_of_sheets(unit)
    path = _handed_in(source, unit) if source is not None else _new_sheet(unit, written)
    with _to_go_on(path):
        if source is not None and edit:
            written = _read(path)
        answers = _edited(path, standing, written) if edit else _checked(path, standing, written)
        before = marks(_read(path))
        changes = _changes(unit, answers, standing, before)
        taken = _take_over(changes, standing, last)
        with told_where(path), past_told(session, unit, day):
            recorded = file_answers(session.store, session.author, session.plan, unit, day, changes, standing)
    comments = own_comments(_read(path), written)
    if source is None or _ours(path):
        with suppress(OSError):
            os.unlink(path)
    _tell(recorded, taken, comments)


def _tell(recorded: Mapping[str, Texts], taken: Mapping[str, dict[str, str]], comments: list[str]) -> None:
    say(f"√ 已保存 {len(recorded)} 项：任务 {'、'.join(recorded)}" if recorded else "没有改动")
    by_words: dict[str, list[str]] = {}
    for number in filter(taken.__contains__, recorded):
        names = "、".join(FIELD[name] for name in taken[number])
        said = f"{names}沿用上次的：{' '.join(' '.join(text.split()) for text in taken[number].values())}"
        by_words.setdefault(said, []).append(number)
    for said, numbers in by_words.items():
        say(f"任务 {'、'.join(numbers)} 的{said}")
    for number, answer in recorded.items():
        if words := lacking(answer):
            say(f"任务 {number} {words.removeprefix('；')}")
    for comment in comments:
        warn(f"以 # 开头的行没有保存：{comment}")


# ---------------------------------------------------------------- the file


def _new_sheet(unit: str, text: str) -> str:
    path = kept_file(sheet_name(unit), text)
    if path is None:
        raise GongkaiError(
            f"没有地方放填报表（{unsaved_folder()} 和临时文件夹都写不了），请检查磁盘空间和写入权限"
        )
    return path


def _handed_in(path: str, unit: str) -> str:
    """The sheet at `path`; GongkaiError where it is another unit's."""
    whose = _TITLE.match(_read(path))
    if whose and whose[1] != unit:
        raise GongkaiError(f"{path} 是{whose[1]}的填报表，不是{unit}的")
    return path


def _ours(path: str) -> bool:
    """Whether a file lies where we keep what isn't saved."""
    return os.path.dirname(os.path.abspath(path)) == os.path.abspath(unsaved_folder())


@contextmanager
def _to_go_on(path: str) -> Iterator[None]:
    """Say of whatever fails in the block how the sheet is handed in again."""
    try:
        yield
    except GongkaiError as error:
        if os.path.exists(path):
            again = "接着填：在原命令后加 --from 和这个文件名"
            error.args = (f"{error}{'' if path in str(error) else f'；所填内容留在 {path}'}；{again}",)
        raise


def _write(path: str, text: str) -> None:
    try:
        write_whole(path, text.encode())
    except OSError as error:
        raise GongkaiError(f"写不了填报表 {path}（{reason(error)}），没有保存") from None


def _read(path: str) -> str:
    """The sheet as saved, in whatever encoding Chinese editors save in."""
    try:
        content = bytes_of(path, MOST)
    except FileNotFoundError:
        raise GongkaiError(f"填报表 {path} 不见了，没有保存；请重新运行，在编辑器里直接保存") from None
    except OSError as error:
        raise GongkaiError(f"读不了填报表 {path}（{reason(error)}）") from None
    text = decoded(content)
    if text is None:
        raise GongkaiError(f"看不懂填报表的编码，没有保存；请在编辑器里另存为 UTF-8。所填内容留在 {path}")
    return text


# ---------------------------------------------------------------- what is on it


def _edited(path: str, standing: Mapping[str, Filing | None], written: str) -> Answers:
    """The answers on the sheet once nothing is wrong with it. GongkaiError, with the file kept, where the editor
    is closed without putting mistakes right, again and again."""
    previous: str | None = None
    fewest, in_vain = 0, 0
    while True:
        edit_file(path)
        typed = _read(path)
        answers, mistakes = read_sheet(typed, standing, written)
        if not mistakes:
            return answers
        in_vain = in_vain + 1 if fewest and len(mistakes) >= fewest else 0
        fewest = min(fewest or len(mistakes), len(mistakes))
        if typed == previous or in_vain == _PATIENCE:
            raise GongkaiError(f"表中还有错误，没有保存：{mistakes[0].message}；所填内容留在 {path}")
        previous = marked(typed, mistakes)
        _write(path, previous)
        say(f"表中有 {len(mistakes)} 处错误，重新打开；错误写在出错处上一行（{MARK} 开头）。")


def _checked(path: str, standing: Mapping[str, Filing | None], written: str) -> Answers:
    """The answers on a sheet that is taken as it is; GongkaiError, with each mistake and its line, where it can't be."""
    answers, mistakes = read_sheet(_read(path), standing, written)
    if mistakes:
        error = GongkaiError(f"{path} 有 {len(mistakes)} 处错误，没有保存；请改好，或加 --edit 在编辑器里改")
        error.details = [f"第 {each.line} 行：{each.message}" for each in mistakes]
        raise error
    return answers


def _rows(session: Session, unit: str, task: str | None, day: str) -> list[HeldTask]:
    if task:
        row = task_of_unit(session, unit, task, day)
        check_claimed(unit, row)
        return [row]
    return [
        row
        for row in tasks_of(session.store, session.asked_now, unit)
        if row.basis != "claimable" and row.id != session.heading.filing_task
    ]


def _changes(
    unit: str, answers: Answers, standing: Mapping[str, Filing | None], before: Mapping[str, str]
) -> Answers:
    """The answers that the clerk changed, by task. `before`: what the sheet was made from. GongkaiError where something
    else stands by now of what he changed."""
    changed: Answers = {}
    overtaken = []
    for task, answer in answers.items():
        now = texts_of(standing[task]).given
        if answer == now or mark(answer) == before.get(task):
            continue
        if before.get(task, mark(now)) != mark(now):
            overtaken.append(task)
        if not answer:
            say(f"任务 {task} 清空了，仍保留原来的填报；要撤销请用 gongkai undo -u {unit} -t {task}")
            continue
        changed[task] = answer if "reason" in answer else {field: answer.get(field, "") for field in MEASURES}
    if overtaken:
        error = GongkaiError(
            f"任务 {'、'.join(overtaken)} 在这张表之后又填报过，没有保存；核对后仍要用这张表的，删去表末“# 底稿”开头的行"
        )
        error.details = [
            f"任务 {task} {NAMES[field]}：现为“{' '.join(text.split())}”"
            for task in overtaken
            for field, text in texts_of(standing[task]).given.items()
        ]
        raise error
    return changed


def _take_over(changes: Answers, standing: Mapping[str, Filing | None], last: Texts) -> Answers:
    """Put into the changed answers what they lack of those who answer, as the unit said last: by task, what was put in.
    What the clerk has emptied stays empty."""
    taken: Answers = {}
    for task, answer in changes.items():
        stood = texts_of(standing[task]).given
        found = {name: text for name, text in taken_over(answer, last).items() if name not in stood}
        if answer.get("measure") and found:
            taken[task] = found
            answer |= found
    return taken
