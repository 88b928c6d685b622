"""Reading returned forms and filing what is in them."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

from gongkai.base.problems import GongkaiError, UsageMistake
from gongkai.forms.collecting import CHANGED, NEW, Collected, Wishes, collect_file
from gongkai.forms.package import FormFileError
from gongkai.store.receipts import Submission
from gongkai.store.records import Conflict, file_form

if TYPE_CHECKING:
    from gongkai.cli.session import Session

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


def expanded(name: str) -> list[str]:
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


def by_hand(session: Session, wishes: tuple[str, ...]) -> dict[int, str | None]:
    made: dict[int, str | None] = {}
    for wish in wishes:
        row, _, task = wish.partition("=")
        if not row.strip().isdigit() or not task.strip():
            raise UsageMistake(f"--row 应写成 行=任务，如 5=14（5=0 是不收这一行），不能是“{wish}”")
        made[int(row)] = None if task.strip() == "0" else session.task(task)
    return made


def collect_one(session: Session, path: str, wishes: Wishes, dry_run: bool) -> Data:
    """What came of one file, as data; nothing is raised for what is wrong with the file."""
    try:
        found = collect_file(session.store, session.asked_now, path, wishes)
        session.check_own(found.unit)
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
        return _result(path, REFUSED, found, "；".join((str(error), *error.details)))
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


def flat(result: Data) -> list[Data]:
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
