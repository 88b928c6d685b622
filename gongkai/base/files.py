"""Files and folders: made for their owner alone, and never put in the place of one that somebody else has saved."""

from __future__ import annotations

import errno
import os
import re
import stat
from collections.abc import Callable
from contextlib import suppress

_STREAM = re.compile(r"/dev/(stdout|stderr|fd/\d+)|/proc/(self|\d+)/fd/\d+")


def is_stream(path: str) -> bool:
    """Whether writing to `path` is writing to a device or a pipe, or to what is open already (/dev/stdout)."""
    if _STREAM.fullmatch(path):
        return True
    try:
        mode = os.stat(path).st_mode
    except OSError:
        return False
    return not (stat.S_ISREG(mode) or stat.S_ISDIR(mode))


def bytes_of(path: str, most: int) -> bytes:
    """The bytes of a regular file, which may have at most `most` of them.

    OSError where it can't be read, with the reason in Chinese where it is a device, a pipe or too large: such a file may
    have no end.
    """
    found = os.stat(path)
    if stat.S_ISDIR(found.st_mode):
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), path)
    if not stat.S_ISREG(found.st_mode):
        raise OSError(0, "是设备或管道，不是文件，没有打开", path)
    with open(path, "rb") as file:
        content = file.read(most + 1)
    if len(content) > most:
        size = max(found.st_size, len(content))
        raise OSError(0, f"有 {size / 2**20:.1f} MB，超过最大的 {most // 2**20} MB，没有读", path)
    return content


def is_folder(path: str) -> bool:
    """Whether a name means a folder: one that is there, or one that is written like one, with a stroke at its end."""
    return os.path.isdir(path) or path.endswith((os.sep, "/"))


def make_folder(path: str) -> None:
    """A folder and those above it that aren't there yet, each for its owner alone. One that is there stays as it is.
    OSError where one can't be made."""
    missing = [os.path.abspath(path)]
    while missing:
        folder = missing[-1]
        try:
            if not os.path.isdir(folder):
                os.mkdir(folder, 0o700)
        except FileNotFoundError:
            above = os.path.dirname(folder)
            if above == folder:  # a drive that isn't there
                raise
            missing.append(above)
            continue
        except FileExistsError:
            if not os.path.isdir(folder):
                raise NotADirectoryError(errno.ENOTDIR, os.strerror(errno.ENOTDIR), folder) from None
        missing.pop()


def rights(path: str) -> str:
    """The rights of a file or a folder, as 644, where others than its owner have any; else "", and on Windows, where
    they say nothing. A link has none of its own."""
    try:
        mode = os.lstat(path).st_mode
    except OSError:
        return ""
    plain = stat.S_ISREG(mode) or stat.S_ISDIR(mode)
    return f"{stat.S_IMODE(mode):o}" if plain and mode & 0o077 and os.name != "nt" else ""


def make_alike(made: str, there: os.stat_result) -> None:
    """Give a file the rights of the one whose place it takes, and its owner too where we may: an administrator's
    work must not shut out whose file it is."""
    if os.name != "nt":
        with suppress(PermissionError):
            os.chown(made, there.st_uid, there.st_gid)
    os.chmod(made, stat.S_IMODE(there.st_mode))


def keep_to_owner(path: str) -> None:
    """Take away what rights others than the owner have. OSError where it isn't ours."""
    handle = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    try:
        os.fchmod(handle, stat.S_IMODE(os.fstat(handle).st_mode) & 0o700)
    finally:
        os.close(handle)


def usual_mode() -> int:
    """The rights that an ordinary new file has."""
    mask = os.umask(0)
    os.umask(mask)
    return 0o666 & ~mask


def name_new(made: str, name: str) -> None:
    """Give the file `made` the name `name` in one step; FileExistsError where there is one of that name."""
    try:
        os.link(made, name, follow_symlinks=False)
    except FileExistsError:
        raise
    except (OSError, NotImplementedError):  # no second names on this disk
        _name_new_without_links(made, name)
    else:
        os.unlink(made)


def _name_new_without_links(made: str, name: str) -> None:
    if os.name == "nt":
        os.rename(made, name)  # refuses there to replace a file
        return
    os.close(os.open(name, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    os.replace(made, name)


def replace_if(made: str, name: str, known: Callable[[str], bool]) -> bool:
    """Put the file `made` in the place of the one at `name`, where `known` says of that very file that it may go.

    False where it stays: it is looked at once more when it is out of its place, since somebody may have saved it in
    between. FileNotFoundError where it is gone; PermissionError where another program holds it open.
    """
    if not known(name):
        return False
    held = made + ".old"  # for a moment it may be what somebody has saved: such a name is never cleared away
    os.rename(made, held)
    try:
        return _replace(held, name, known)
    finally:
        with suppress(FileNotFoundError):
            os.rename(held, made)


def _replace(made: str, name: str, known: Callable[[str], bool]) -> bool:
    new = os.stat(made)
    try:
        swapped = exchange(made, name)
        replaced = swapped and known(made)
    except BaseException:
        _undo_exchange(made, name, new)
        raise
    if not swapped:
        return _replace_by_way_of_another_name(made, name, known)
    if replaced:
        os.unlink(made)
    else:
        _undo_exchange(made, name, new)
    return replaced


def _undo_exchange(made: str, name: str, new: os.stat_result) -> None:
    """Where the names of the `new` file and of another were exchanged, each gets its own again."""
    if os.path.samestat(os.stat(made), new):
        return
    exchange(made, name)
    if not os.path.samestat(os.stat(made), new):  # saved once more meanwhile: the newer one stays
        exchange(made, name)
        raise OSError(errno.EBUSY, os.strerror(errno.EBUSY), name)


def _replace_by_way_of_another_name(made: str, name: str, known: Callable[[str], bool]) -> bool:
    away = made + ".old"
    os.rename(name, away)
    try:
        if not known(away):
            return False
        name_new(made, name)
        return True
    finally:
        try:
            name_new(away, name)
        except FileExistsError:  # the new one, or one that somebody has saved at this moment
            if known(away):
                os.unlink(away)


def exchange(one: str, other: str) -> bool:
    """Let two files change their names in one step; False where this system or disk can't."""
    import ctypes

    try:
        swap = ctypes.CDLL(None, use_errno=True).renameat2
    except (AttributeError, OSError, TypeError):  # not Linux
        return False
    here, swapped = -100, 2  # AT_FDCWD, RENAME_EXCHANGE
    return bool(swap(here, os.fsencode(one), here, os.fsencode(other), swapped) == 0)
