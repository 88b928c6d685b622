"""A folder of returned files: everything in it is accounted for, or something somebody sent would be missed."""

from __future__ import annotations

import os
import re
from typing import NamedTuple

from gongkai.base.problems import GongkaiError
from gongkai.base.system import reason

MOST_FILES = 5000
_DEEPEST = 20
_MOUNT_POINT = 0xA0000003  # IO_REPARSE_TAG_MOUNT_POINT

# What programs and systems put beside people's files: locks, hidden files, thumbnails, what macOS packs along.
_OF_THE_SYSTEM = re.compile(
    r"~\$.*|\..*|~wr[a-z]\d+\.tmp|(?:eh)?thumbs\.db|desktop\.ini|__macosx|\$recycle\.bin|system volume information",
    re.IGNORECASE,
)


class Inside(NamedTuple):
    """Something in a folder. `problem` says why it can't even be looked at; empty where it is a file to read."""

    path: str
    problem: str = ""


def files_in(folder: str) -> list[Inside]:
    """Every file in a folder and the folders in it, by name. GongkaiError where there is none, or too many.

    Folders that are links aren't entered: they may lead back, or anywhere.
    """
    found: list[Inside] = []
    _look(folder, 0, found)
    if not found:
        raise GongkaiError(f"文件夹 {folder} 里没有文件")
    return found


def _look(folder: str, depth: int, found: list[Inside]) -> None:
    try:
        with os.scandir(folder) as entries:
            inside = sorted(
                (entry for entry in entries if not _OF_THE_SYSTEM.fullmatch(entry.name)),
                key=lambda entry: entry.name,
            )
    except OSError as error:
        found.append(Inside(folder, f"文件夹打不开（{reason(error)}），里面的没有收"))
        return
    for entry in inside:
        if not entry.is_dir():
            found.append(Inside(entry.path))
        elif entry.is_symlink() or _is_junction(entry.path):
            found.append(Inside(entry.path, "是指向别处的文件夹链接，没有进去；要收请直接写那个文件夹"))
        elif depth >= _DEEPEST:
            found.append(Inside(entry.path, f"文件夹套了 {_DEEPEST} 层以上，没有再进去；要收请直接写它"))
        else:
            _look(entry.path, depth + 1, found)
        if len(found) > MOST_FILES:
            raise GongkaiError(f"里面有 {MOST_FILES} 个以上的文件，不像收件的文件夹；请换一个文件夹")


def _is_junction(path: str) -> bool:
    """Whether it is one of Windows' other links to a folder, which Python before 3.12 takes for a folder."""
    return getattr(os.lstat(path), "st_reparse_tag", 0) == _MOUNT_POINT
