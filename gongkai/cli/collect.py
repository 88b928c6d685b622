"""`gongkai collect`: read returned forms and file what is in them, a file whole or not at all."""

from __future__ import annotations

import os
import sys
from datetime import date
from typing import Any

import click

from gongkai.base.problems import GongkaiError, UsageMistake
from gongkai.cli.help import Argument, Command
from gongkai.cli.options import format_option, on_option, session_options, unit_option
from gongkai.cli.output import console, show, show_csv, show_json
from gongkai.cli.session import Session
from gongkai.forms.collecting import CHANGED, NEW, Collected, Wishes, collect_file
from gongkai.forms.package import FormFileError
from gongkai.store.receipts import Submission
from gongkai.store.records import Conflict, file_form

Data = dict[str, Any]

_ENDINGS = (".docx", ".xlsx", ".docm", ".xlsm", ".doc", ".wps", ".xls", ".et", ".odt", ".ods")
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


@click.command(
    cls=Command,
    epilog="""
    gongkai collect 区司法局.docx
    gongkai collect 收件/ --dry-run
    gongkai collect 附件.docx --unit 区司法局 --on 2019-07-18
    gongkai collect 区司法局.docx --row 5=14 --row 6=0
    """,
)
@click.argument(
    "files",
    cls=Argument,
    nargs=-1,
    required=True,
    metavar="文件…",
    help="Word 或 Excel 文件，或装着它们的文件夹",
)
@unit_option
@on_option
@click.option("--dry-run", is_flag=True, help="只看会怎样，不保存")
@click.option("--replace", is_flag=True, help="库中的填报比表新时，也用表里的覆盖")
@click.option(
    "--row",
    "by_hand",
    multiple=True,
    metavar="行=任务",
    help="指明对不上、存疑的一行是哪项任务，如 5=14；5=0 是这一行不收",
)
@format_option
@session_options
def collect(
    session: Session,
    files: tuple[str, ...],
    unit: str | None,
    on: date | None,
    dry_run: bool,
    replace: bool,
    by_hand: tuple[str, ...],
    form: str,
) -> None:
    """收各单位填好寄回的表，逐行对上任务并记入填报。

    认得 gongkai form 生成的表，也认得发文时的空白附件（手工填的）。一份文件要么整份记入，要么一行也不记：有对不上、存疑的行，
    就列出来，等改好或用 --row 指明后再收。同一份文件收两次不会重复。旧格式（.doc、.wps）用 LibreOffice 转换。
    """
    paths = [path for name in files for path in _expanded(name)]
    if len(paths) > 1 and (unit or by_hand):
        raise UsageMistake("--unit 和 --row 只能用于一份文件，请一份一份地收")
    wishes = Wishes(
        session.unit(unit) if unit else None,
        (on or session.today).isoformat(),
        replace,
        _by_hand(session, by_hand),
    )
    session.warn_of_network_drive()
    results = [_collect(session, path, wishes, dry_run) for path in paths]
    if form == "json":
        show_json(results)
    elif form == "csv":
        show_csv(COLLECT_FIELDS, [row for result in results for row in _flat(result)])
    else:
        from gongkai.render.collect import collect_list

        show(collect_list(results, console().width))
    if any(result["status"] == REFUSED for result in results):
        sys.exit(1)


def _expanded(name: str) -> list[str]:
    """The forms in a folder; a file as it is."""
    if not os.path.isdir(name):
        return [name]
    inside = sorted(
        entry
        for entry in os.listdir(name)
        if entry.lower().endswith(_ENDINGS) and not entry.startswith(("~$", "."))
    )
    if not inside:
        raise GongkaiError(f"文件夹 {name} 里没有 Word 或 Excel 文件")
    return [os.path.join(name, entry) for entry in inside]


def _by_hand(session: Session, wishes: tuple[str, ...]) -> dict[int, str | None]:
    made: dict[int, str | None] = {}
    for wish in wishes:
        row, _, task = wish.partition("=")
        if not row.strip().isdigit() or not task.strip():
            raise UsageMistake(f"--row 应写成 行=任务，如 5=14（5=0 是不收这一行），不能是“{wish}”")
        made[int(row)] = None if task.strip() == "0" else session.task(task)
    return made


def _collect(session: Session, path: str, wishes: Wishes, dry_run: bool) -> Data:
    """What came of one file, as data; nothing is raised for what is wrong with the file."""
    try:
        found = collect_file(session.store, session.asked_now, path, wishes)
    except FormFileError as error:
        return _result(path, REFUSED, problem=str(error))
    except GongkaiError as error:
        return _result(path, REFUSED, problem=str(error))
    if found.blocked:
        problem = f"有 {len(found.blocked)} 行对不上、存疑或不能收，整份没有记入"
        return _result(path, REFUSED, found, problem)
    if not found.changes:
        return _result(path, SAME, found)
    if dry_run:
        return _result(path, WOULD, found)
    submission = Submission(found.unit, wishes.on_date, "collected", os.path.basename(path), found.digest)
    try:
        file_form(
            session.store, session.author, session.plan, submission, found.changes, found.seen, found.claims
        )
    except Conflict as error:
        return _result(path, REFUSED, found, str(error))
    return _result(path, FILED, found)


def _result(path: str, status: str, found: Collected | None = None, problem: str | None = None) -> Data:
    rows = found.rows if found else []
    return {
        "file": path,
        "unit": found.unit if found else None,
        "unit_from": found.unit_from if found else None,
        "status": status,
        "problem": problem,
        "notes": found.notes if found else [],
        "counts": {
            name: sum(row.result == name for row in rows) for name in dict.fromkeys(r.result for r in rows)
        },
        "filed": sum(row.result in (NEW, CHANGED) for row in rows) if status == FILED else 0,
        "rows": [
            {
                "row": row.number,
                "place": row.place,
                "task": row.task,
                "matched_by": row.how or None,
                "result": row.result,
                "text": row.text,
                "notes": list(row.notes),
                "changes": sorted(row.changes),
            }
            for row in rows
        ],
    }


def _flat(result: Data) -> list[Data]:
    """A file's rows for CSV; a file without rows has one line that says why."""
    from gongkai.render.collect import HOW, RESULT, STATUS

    shared = {"file": result["file"], "unit": result["unit"], "file_status": STATUS[result["status"]]}
    if not result["rows"]:
        return [shared | {"notes": result["problem"]}]
    return [
        shared
        | row
        | {
            "matched_by": HOW.get(row["matched_by"], ""),
            "result": RESULT[row["result"]],
            "notes": "；".join(row["notes"]),
        }
        for row in result["rows"]
    ]
