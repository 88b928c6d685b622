"""A folder of 催办单: one a unit with the day in its name, the list of whom to ring, and a word about older ones there."""

from __future__ import annotations

import gc
import os
import re
from collections import Counter
from collections.abc import Iterable
from typing import TYPE_CHECKING

from gongkai.cli.output import warn
from gongkai.cli.saving import folder_at, stopped, tell, tell_of_a_folder
from gongkai.office.writing import Rule, Written, file_names, write_file

if TYPE_CHECKING:
    from gongkai.render.wording.reminder import Sender
    from gongkai.report.reminders import Reminder

# After so many Word files their documents, which refer to themselves, are cleared away: Python would wait for long.
_TIDY = 10
_SLIP = re.compile(r"催办单（(.+?)）(\d{4}-\d\d-\d\d)?(?:（\d+）)?\.docx")


def write_slips(folder: str, entries: list[Reminder], sender: Sender, rule: Rule) -> None:
    """Write a folder's files, saying where each is."""
    from gongkai.render.word.reminders import reminder_document, telephone_document
    from gongkai.report.reminders import calls

    names = file_names([each.unit for each in entries])
    folder_at(folder)
    written: list[Written] = []

    def write(name: str, content: bytes) -> None:
        written.append(write_file(os.path.join(folder, name), content, rule, private=True))
        if not written[-1].hindrance:
            tell(written[-1])

    try:
        for entry in entries:
            write(f"催办单（{names[entry.unit]}）{rule.day}.docx", reminder_document([entry], sender))
            if len(written) % _TIDY == 0:
                gc.collect()
    except KeyboardInterrupt:
        stopped(len(written), len(entries))
        raise
    write("电话调度表.docx", telephone_document(calls(entries), sender))
    tell_of_a_folder(folder, written)


def tell_of_older_slips(folder: str, day: str, reminded: Iterable[str], only: str | None) -> None:
    """Say which slips in a folder aren't the ones of `day` for the units `reminded`; with `only` those of one unit."""
    now = set(file_names(list(reminded)).values())
    older = [
        (slip[1], slip[2] or "没有日期")
        for name in sorted(os.listdir(folder))
        if (slip := _SLIP.fullmatch(name))
        and (slip[2] != day or slip[1] not in now)
        and (only is None or slip[1] == file_names([only])[only])
    ]
    if not older:
        return
    days = "、".join(f"{day}的 {count} 份" for day, count in Counter(day for _, day in older).items())
    done = "、".join(dict.fromkeys(unit for unit, _ in older if unit not in now))
    warn(
        f"{folder} 里还有以前的催办单，不是这次的，请勿再发：{days}"
        + (f"；其中这次不用催办的单位：{done}" if done else "")
    )
