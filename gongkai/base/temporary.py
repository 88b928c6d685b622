"""Temporary folders that don't outlive their work, though the system may end the program without a word."""

from __future__ import annotations

import os
import re
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager

_OURS = re.compile(r"gongkai-[a-z]+-(\d+)-\w+")  # what for, and whose: the number of the process


@contextmanager
def scratch(what: str) -> Iterator[str]:
    """A folder for the block, and gone afterwards. Those of processes that were killed are removed first."""
    _clear_away()
    prefix = f"gongkai-{what}-{os.getpid()}-"
    with tempfile.TemporaryDirectory(prefix=prefix, ignore_cleanup_errors=True) as folder:
        yield folder


def _clear_away() -> None:
    with os.scandir(tempfile.gettempdir()) as entries:
        left = [
            entry.path
            for entry in entries
            if (found := _OURS.fullmatch(entry.name))
            and entry.is_dir(follow_symlinks=False)
            and not alive(int(found[1]))
        ]
    for path in left:
        shutil.rmtree(path, ignore_errors=True)  # another user's stays: there is no right to remove it


def alive(process: int) -> bool:
    """Whether a process is running; when in doubt it is."""
    if sys.platform == "win32":
        return _alive_on_windows(process)
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except (OSError, OverflowError):
        pass
    return True


def _alive_on_windows(process: int) -> bool:
    import ctypes

    asking, denied, running = (
        0x1000,
        5,
        259,
    )  # PROCESS_QUERY_LIMITED_INFORMATION, ERROR_ACCESS_DENIED, STILL_ACTIVE
    kernel = getattr(ctypes, "windll").kernel32  # noqa: B009
    handle = kernel.OpenProcess(asking, False, process)
    if not handle:
        return bool(kernel.GetLastError() == denied)
    code = ctypes.c_ulong()
    known = kernel.GetExitCodeProcess(handle, ctypes.byref(code))
    kernel.CloseHandle(handle)
    return not known or code.value == running
