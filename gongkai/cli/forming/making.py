"""Writing units' forms."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from gongkai.base.problems import GongkaiError, UsageMistake
from gongkai.cli.forming import FORMATS
from gongkai.cli.output import say, warn
from gongkai.cli.progress import each
from gongkai.cli.saving import stopped
from gongkai.forms.layout import Form, unit_form
from gongkai.forms.writing import Written, file_name, write_file
from gongkai.store.questions import unit_rows

if TYPE_CHECKING:
    from gongkai.cli.session import Session


def write_form(session: Session, unit: str, target: str | None, ending: str | None) -> Written:
    """Write one unit's form; without a target it goes to the current folder."""
    path, ending = _path(unit, target, ending)
    made = made_form(session, unit)
    return write_file(path, content(made, ending))


def made_form(session: Session, unit: str) -> Form:
    """A unit's form; GongkaiError where it would have no rows."""
    made = unit_form(session.store, session.asked, unit)
    if not made.rows:
        raise GongkaiError(f"{unit}在附件里没有任务，也没有可认领的任务，不用填表")
    return made


def content(made: Form, ending: str) -> bytes:
    """The form as the content of a file with this ending."""
    if ending == "xlsx":
        from gongkai.forms.excel import form_workbook

        return form_workbook(made)
    from gongkai.forms.word import form_document

    return form_document(made)


def _path(unit: str, target: str | None, ending: str | None) -> tuple[str, str]:
    if target is None or os.path.isdir(target):
        ending = ending or "docx"
        return os.path.join(target or "", f"{file_name(unit)}.{ending}"), ending
    named = os.path.splitext(target)[1].lower().lstrip(".")
    if named not in FORMATS:
        raise UsageMistake(f"-o 应是 .docx、.xlsx 文件，或已有的文件夹，不能是“{target}”")
    if ending and ending != named:
        raise UsageMistake(f"-o 写的是 .{named}，--type 写的是 {ending}，请只用一个")
    return target, named


def write_all(session: Session, folder: str, ending: str) -> None:
    session.refuse_unit("各单位的填报表", f"；只要{session.store.own_unit}的，请去掉 --all-units")
    os.makedirs(folder, exist_ok=True)
    written, rows = 0, 0
    without: list[str] = []
    aside: list[Written] = []
    units = unit_rows(session.store, session.plan)
    try:
        for row in each(units, "生成填报表", "个单位"):
            unit = str(row["name"])
            made = unit_form(session.store, session.asked, unit)
            if not made.rows:
                without.append(unit)
                continue
            done = write_file(os.path.join(folder, f"{file_name(unit)}.{ending}"), content(made, ending))
            if done.aside:
                aside.append(done)
            written += 1
            rows += len(made.rows)
    except KeyboardInterrupt:
        stopped(written + len(without), len(units))
        raise
    finally:
        for done in aside:
            warn(done.words)
    say(f"√ 已写入 {folder}：{written} 个单位，共 {rows} 行")
    if without:
        say(f"　附件里没有任务、不用填表的单位：{'、'.join(without)}")


def warn_of_the_address(session: Session) -> None:
    note = session.heading["mail_note"]
    if note:
        warn(note)
