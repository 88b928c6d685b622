"""Writing units' forms."""

from __future__ import annotations

import os

from gongkai.base.problems import GongkaiError, UsageMistake
from gongkai.cli.output import say, warn
from gongkai.cli.saving import folder_at, folder_of, folder_or_kind, place, stopped, tell_of_a_folder
from gongkai.cli.session import Session
from gongkai.cli.terminal.progress import each
from gongkai.forms.out.layout import Form, unit_form
from gongkai.office.writing import Rule, Written, file_name, file_names, write_file
from gongkai.store.questions.plan import unit_rows

FORMATS = ("docx", "xlsx")
KINDS = tuple(f".{ending}" for ending in FORMATS)


def write_form(session: Session, unit: str, target: str | None, ending: str | None, rule: Rule) -> Written:
    """Write one unit's form; without a target it goes to the current folder."""
    path, ending = _path(unit, target, ending)
    made = content(made_form(session, unit), ending)
    folder_of(path, target)
    return write_file(path, made, rule, private=True)


def made_form(session: Session, unit: str) -> Form:
    """A unit's form; GongkaiError where it would have no rows."""
    made = unit_form(session.store, session.asked, unit)
    if not made.rows:
        raise GongkaiError(f"{unit}在附件里没有任务，也没有可认领的任务，不用填表")
    return made


def content(made: Form, ending: str) -> bytes:
    """The form as the content of a file with this ending."""
    if ending == "xlsx":
        from gongkai.forms.out.excel import form_workbook

        return form_workbook(made)
    from gongkai.forms.out.word import form_document

    return form_document(made)


def _path(unit: str, target: str | None, ending: str | None) -> tuple[str, str]:
    default = f"{file_name(unit)}.{ending or FORMATS[0]}"
    path = place(target, default, *KINDS)
    named = os.path.splitext(path)[1].lower().lstrip(".") or ending or FORMATS[0]
    if ending and ending != named:
        raise UsageMistake(f"-o 写的是 .{named}，--type 写的是 {ending}，请只用一个")
    return path, named


def write_all(session: Session, folder: str, ending: str, rule: Rule) -> None:
    """Write every unit's form into a folder."""
    if folder_or_kind(folder, *KINDS):
        raise UsageMistake(f"--all-units 每个单位一份，-o 应是文件夹，不能是“{folder}”；请在末尾加 /")
    session.refuse_unit("各单位的填报表", f"；只要{session.store.own_unit}的，请去掉 --all-units")
    units = [row.unit for row in unit_rows(session.store, session.plan)]
    names = file_names(units)
    folder_at(folder)
    rows = 0
    without: list[str] = []
    written: list[Written] = []
    try:
        for unit in each(units, "生成填报表", "个单位"):
            made = unit_form(session.store, session.asked, unit)
            if not made.rows:
                without.append(unit)
                continue
            path = os.path.join(folder, f"{names[unit]}.{ending}")
            written.append(write_file(path, content(made, ending), rule, private=True))
            rows += len(made.rows)
    except KeyboardInterrupt:
        stopped(len(written) + len(without), len(units))
        raise
    finally:
        tell_of_a_folder(folder, written)
    say(f"√ 已写入 {folder}：{len(written)} 个单位，共 {rows} 行")
    if without:
        say(f"　附件里没有任务、不用填表的单位：{'、'.join(without)}")


def warn_of_the_address(session: Session) -> None:
    note = session.heading.mail_note
    if note:
        warn(note)
