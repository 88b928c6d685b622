"""Arrangements in words."""

from __future__ import annotations

from gongkai.base.words import RHYTHM, Rhythm


def when_words(day: str | None, rhythm: Rhythm | None, times: int, last: str | None) -> str:
    """When something is to be done: 2019-09-30 前, 每季度, 每年 4 次, with the day up to which, where that is bounded."""
    if rhythm is None:
        return f"{day} 前"
    often = RHYTHM[rhythm] + (f" {times} 次" if times > 1 else "")
    return often + (f"，至 {last}" if last else "")


def what_words(task: str, item: int, category: str) -> str:
    """What an arrangement speaks of: 13-1, 任务 13 各事项, “…”类各事项."""
    if category:
        return f"“{category}”各事项"
    return f"{task}-{item}" if item else f"任务 {task} 各事项"


def whose_words(unit: str, group_name: str) -> str:
    """Whom a rhythm of the office is for."""
    return unit or group_name or "全部承担单位"
