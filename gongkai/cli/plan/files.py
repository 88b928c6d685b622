"""Plan files as arguments: a file, or the year of a plan that comes with the program."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

from gongkai.base.problems import PlanError, UsageMistake
from gongkai.cli.paths import default_plan
from gongkai.cli.terminal.progress import ProgressLine

if TYPE_CHECKING:
    from gongkai.plan.draft.writing import DraftFile


def plan_path(given: str) -> str:
    """The file meant: as given, or tasks_2019.yaml beside the program's own plan for “2019”."""
    if given.isdecimal() and len(given) == 4 and not os.path.exists(given):
        path = os.path.join(os.path.dirname(default_plan()), f"tasks_{given}.yaml")
        if not os.path.exists(path):
            raise UsageMistake(f"没有随附 {given} 年的方案，请给出方案文件（.yaml）")
        return path
    return given


def is_plan(path: str) -> bool:
    """Whether a file is a plan and not a document to make one from."""
    return os.path.splitext(path)[1].lower() in (".yaml", ".yml")


def raw_plan(given: str) -> dict[str, Any]:
    """The values of a plan file, or of the draft made from a document; whether they are right is not asked."""
    from gongkai.plan.document import read_document
    from gongkai.plan.source import read_plan_bytes

    path = plan_path(given)
    content = read_plan_bytes(path) if is_plan(path) else drafted(path).text.encode()
    value = read_document(path, content).value
    if not isinstance(value, dict):
        raise PlanError(f"{path} 不是方案文件：最外层应是“键: 值”")
    return value


def drafted(path: str, known: dict[str, Any] | None = None) -> DraftFile:
    """The draft made from a document; `known` is an earlier plan whose roster it uses."""
    from gongkai.plan.draft.drafting import make_draft
    from gongkai.plan.draft.known import known_roster
    from gongkai.plan.draft.reading import read_document
    from gongkai.plan.draft.writing import write_draft

    name = os.path.basename(path)
    roster = known_roster(known) if known else None
    with ProgressLine() as line:
        line.say(f"读 {name}")
        document = read_document(path, lambda page, pages: line.count(f"读 {name}", page, pages, "页"))
        line.say("整理任务、单位和时间")
        return write_draft(make_draft(document.blocks, roster, document.notes), name)


def refuse_to_replace(path: str, force: bool) -> None:
    """A file that is there already is only replaced when that is asked for."""
    if not is_plan(path):
        raise UsageMistake(f"{path}：方案文件名应以 .yaml 结尾")
    if os.path.exists(path) and not force:
        raise UsageMistake(f"{path} 已经存在，不覆盖；换一个文件名，或加 --force")
