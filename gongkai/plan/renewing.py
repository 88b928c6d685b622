"""A year's plan file started from the last one's: roster and tasks stay, years move on, all is marked for checking."""

from __future__ import annotations

import re
from calendar import isleap
from typing import NamedTuple

from gongkai.base.dates import FIRST_YEAR, LAST_YEAR
from gongkai.base.problems import PlanError
from gongkai.plan.document import read_document
from gongkai.plan.raw import year_of


class Renewed(NamedTuple):
    text: str
    marks: int  # places to check


def renew(path: str, content: bytes, year: int) -> Renewed:
    """The file at `path` with the bytes `content`, moved on to `year`.

    What only the new document can say (number, date of issue) is left empty; every task is marked.
    """
    document = read_document(path, content)
    old = year_of(document.value)
    if not FIRST_YEAR <= old <= LAST_YEAR:
        raise PlanError(f"{path}：plan.window.to 中没有合适的年份，不能据以起草新年度方案")
    if year == old:
        raise PlanError(f"{path} 就是 {year} 年的方案，--year 应是另一年")
    lines = content.decode("utf-8-sig").splitlines()
    end = document.place(("units",))[0] if "units" in document.value else len(lines)
    first_task = document.place(("tasks",))[0] if "tasks" in document.value else len(lines) + 1
    marks = 0
    out: list[str] = []
    for number, line in enumerate(lines, 1):
        changed = _heading_line(line, old, year) if number < end else None
        if changed is None and number >= first_task:
            changed = _task_line(line, old, year)
        marks += changed is not None and "待核" in changed and "待核" not in line
        out.append(line if changed is None else changed)
    head = [
        f"# 由{old}年方案沿用而来，供编写{year}年方案。带“待核”的各处请对照{year}年的文件核对，改好后删去该注释。",
        f"# 任务原文仍是{old}年的；{year}年的文件可先用 gongkai plan draft 起草，再用 gongkai plan diff 对照。",
    ]
    return Renewed("\n".join([*head, *out]) + "\n", marks)


def _heading_line(line: str, old: int, year: int) -> str | None:
    """A line of `plan:` moved on, or None where it stays."""
    found = re.match(r"^(  )(id|number|title|annex|issued|window)(:\s*)(.*)$", line)
    if not found:
        return None
    indent, field, colon, rest = found.groups()
    value, _, comment = rest.partition("   #")
    value = value.strip()
    if field in ("number", "issued"):
        return f"{indent}{field}:   # 待核：请填{year}年的（{old}年是 {value}）"
    if field == "window":
        return f"{indent}window: {{from: , to: {year}-12-31}}   # 待核：from 请填印发日"
    moved = value.replace(str(old), str(year))
    kept = f"   #{comment}" if comment else ""
    return f"{indent}{field}{colon}{moved}{kept}   # 待核：沿用{old}年的写法" if moved != value else None


def _task_line(line: str, old: int, year: int) -> str | None:
    found = re.match(r"^  - id: (.+?)\s*$", line)
    if found:
        return f"  - id: {found[1]}   # 待核：沿用{old}年，请对照{year}年原文"
    moved = re.sub(r"\bby: (\d{4})-(\d{2})-(\d{2})\b", lambda day: _moved(day, year - old), line)
    return moved if moved != line else None


def _moved(found: re.Match[str], years: int) -> str:
    year, month, day = int(found[1]) + years, found[2], found[3]
    return f"by: {year}-{month}-{'28' if (month, day) == ('02', '29') and not isleap(year) else day}"
