"""Temporary files and folders that don't outlive their work, though the system may end the program without a word."""

from __future__ import annotations

import os
import re
import shutil
import sys
import tempfile
from binascii import crc32
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from gongkai.base.files import make_alike, name_new, replace_if

_OURS = r"gongkai-[a-z]+-(\d+)-\w+"  # what for, and whose: the number of the process
# Beside a file that it is to become: on which computer, for many may write to one folder, and by which process.
_BESIDE = r"\.gongkai-{}-(\d+)-\w+\.tmp(?:-wal|-shm|-journal)?"


@contextmanager
def scratch(what: str) -> Iterator[str]:
    """A folder for the block, and gone afterwards. Those of processes that were killed are removed first."""
    _clear_away()
    prefix = f"gongkai-{what}-{os.getpid()}-"
    with tempfile.TemporaryDirectory(prefix=prefix, ignore_cleanup_errors=True) as folder:
        yield folder


def _clear_away() -> None:
    for entry in _left(tempfile.gettempdir(), _OURS):
        if entry.is_dir(follow_symlinks=False):
            # Another user's stays: there is no right to remove it.
            shutil.rmtree(entry.path, ignore_errors=True)


def _left(folder: str, names: str) -> list[os.DirEntry[str]]:
    """What is called so in a folder, where it may be listed, by processes that have ended: the number in the names."""
    with suppress(OSError), os.scandir(folder) as entries:
        found = ((entry, re.fullmatch(names, entry.name)) for entry in entries)
        return [entry for entry, named in found if named and not alive(int(named[1]))]
    return []


def new_beside(path: str) -> str:
    """An empty file in the folder of `path`, for its owner alone, to be written and then to take that name. Those of
    processes that were killed are removed first. OSError where none can be made."""
    folder = os.path.dirname(os.path.abspath(path))
    _clear_folder(folder)
    prefix = f".gongkai-{_computer()}-{os.getpid()}-"
    handle, made = tempfile.mkstemp(prefix=prefix, suffix=".tmp", dir=folder)
    os.close(handle)
    return made


@contextmanager
def beside(path: str) -> Iterator[str]:
    """The same for the block: what is left of it at its end is removed, with what SQLite puts beside it."""
    made = new_beside(path)
    try:
        yield made
    finally:
        for side in ("", "-wal", "-shm", "-journal"):
            with suppress(FileNotFoundError):
                os.unlink(made + side)


def write_whole(path: str, content: bytes) -> None:
    """Put a content in the file at `path`, or that a link there leads to, in one step: for its owner alone where it is
    new, else with the owner and the rights of the one there. OSError where it can't be written; then that one stays."""
    path = os.path.realpath(path)
    with _written_beside(path, content) as made:
        os.replace(made, path)


def write_over(path: str, known: bytes | None, content: bytes) -> bool:
    """The same where what is there has the content `known` still (None: where there is no file). False, and nothing done,
    where somebody else has written meanwhile."""
    path = os.path.realpath(path)

    def still(there: str) -> bool:
        with open(there, "rb") as file:
            return known is not None and file.read(len(known) + 1) == known

    with _written_beside(path, content) as made:
        try:
            if known is not None:
                return replace_if(made, path, still)
            name_new(made, path)
            return True
        except (FileExistsError, FileNotFoundError):
            return False


@contextmanager
def _written_beside(path: str, content: bytes) -> Iterator[str]:
    with beside(path) as made:
        with open(made, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        with suppress(FileNotFoundError):
            make_alike(made, os.stat(path))
        yield made


def _clear_folder(folder: str) -> None:
    """Remove our own unfinished files, of this computer, whose processes have ended."""
    for entry in _left(folder, _BESIDE.format(_computer())):
        with suppress(OSError):
            if entry.is_file(follow_symlinks=False) and entry.stat(follow_symlinks=False).st_uid == _user():
                os.unlink(entry.path)


def _computer() -> str:
    name = os.environ.get("COMPUTERNAME", "") if sys.platform == "win32" else os.uname().nodename
    return format(crc32(name.encode("utf-8", "surrogateescape")), "08x")


def _user() -> int:
    return 0 if sys.platform == "win32" else os.getuid()  # as `stat` has it there, of everything


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

    # PROCESS_QUERY_LIMITED_INFORMATION, ERROR_ACCESS_DENIED, STILL_ACTIVE
    asking, denied, running = 0x1000, 5, 259
    kernel = getattr(ctypes, "windll").kernel32  # noqa: B009
    handle = kernel.OpenProcess(asking, False, process)
    if not handle:
        return bool(kernel.GetLastError() == denied)
    code = ctypes.c_ulong()
    known = kernel.GetExitCodeProcess(handle, ctypes.byref(code))
    kernel.CloseHandle(handle)
    return not known or code.value == running
