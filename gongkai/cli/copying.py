"""Copying a whole record for `backup`, `restore` and `server copy`, saying how far it is."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from gongkai.base.problems import DiskError, GongkaiError
from gongkai.cli.output import warn
from gongkai.cli.terminal.progress import ProgressLine
from gongkai.cli.workplace import blamed_on

if TYPE_CHECKING:
    from gongkai.store.copies.transfer import Progress, Target
    from gongkai.store.engine.interface import Store
    from gongkai.store.tables import Moved


def copied(source: Store, target: Target, doing: str) -> list[Moved]:
    """Copy a whole record, telling how far it is; at Ctrl-C what is left of it, and that it can be gone on with."""
    from gongkai.store.copies.transfer import copy

    with ProgressLine() as line:
        try:
            with blamed_on(lambda: source):
                return copy(source, target, teller(line, doing))
        except DiskError:
            raise GongkaiError(
                f"磁盘已满或写不了，没有{doing}，写了一半的已删去；请清出空间，或换一个位置，再重做"
            ) from None
        except KeyboardInterrupt:
            line.erase()
            said = f"已中断，没有{doing}完；再运行同一命令会接着{doing}"
            left = target.left()
            warn(said + (f"。做了一半的留在 {left}，不要了可以删去" if left else ""))
            raise


def teller(line: ProgressLine, doing: str) -> Progress:
    """Says on the line how far a step of a copy is."""
    words = {"check": "核对备份", "resume": "核对上次抄到的", "copy": doing, "compare": "核对"}
    return lambda step: line.count(words[step.what], step.done, step.rows, "行")


def records_words(moved: Sequence[Moved]) -> str:
    """What a person counts: answers, records of what was published, journal lines."""
    rows = {each.table: each.rows for each in moved}
    return (
        f"填报 {rows['filing']} 条、发布记录 {rows['disclosure']} 条、改动记录 {rows['journal']} 条，"
        f"共 {len(moved)} 张表 {sum(rows.values())} 行，行数和校验值相符"
    )
