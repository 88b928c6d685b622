"""Write a file whole or not at all, also where another program holds the target open."""

from __future__ import annotations

import contextlib
import os
import re
import tempfile
from collections.abc import Iterable
from typing import NamedTuple

from gongkai.base.problems import GongkaiError
from gongkai.base.system import reason


class Written(NamedTuple):
    """Where a file went; `aside` where the target was held open and the file was kept under another name."""

    path: str
    aside: bool
    wanted: str

    @property
    def words(self) -> str:
        """One line that says so."""
        if not self.aside:
            return f"已写入 {self.path}"
        return f"{self.wanted} 正被别的程序（如 WPS、Excel）打开，写不进去；结果另存为 {self.path}"


def write_file(path: str, content: bytes | Iterable[bytes]) -> Written:
    """Put `content` in the file at `path`, replacing it in one step; GongkaiError where it can't be written.

    A long content comes piece by piece.
    Windows refuses to replace a file that Word, Excel or WPS holds open: the content is then kept beside it.
    """
    folder = os.path.dirname(os.path.abspath(path))
    if os.path.isdir(path):
        raise GongkaiError(f"{path} 是文件夹，请写明文件名")
    try:
        handle, temporary = tempfile.mkstemp(prefix=".gongkai-", suffix=".tmp", dir=folder)
    except FileNotFoundError:
        raise GongkaiError(f"没有文件夹 {folder}，请先建好，或换一个位置") from None
    except OSError as error:
        raise GongkaiError(f"不能在 {folder} 里写文件（{reason(error)}），请换一个位置") from None
    try:
        with os.fdopen(handle, "wb") as file:
            file.writelines([content] if isinstance(content, bytes) else content)
            file.flush()
            os.fsync(file.fileno())
        _open_to_readers(temporary)
        try:
            os.replace(temporary, path)
            return Written(path, False, path)
        except PermissionError:
            return Written(_keep_aside(temporary, path), True, path)
    except OSError as error:
        raise GongkaiError(f"写不了 {path}（{reason(error)}），请检查磁盘空间和写入权限") from None
    finally:
        with contextlib.suppress(OSError):
            os.unlink(temporary)


def _open_to_readers(path: str) -> None:
    """The rights that an ordinary new file has; a temporary file is its owner's only."""
    if os.name == "posix":
        mask = os.umask(0)
        os.umask(mask)
        os.chmod(path, 0o666 & ~mask)


def _keep_aside(temporary: str, path: str) -> str:
    stem, ending = os.path.splitext(path)
    for number in range(1, 100):
        other = f"{stem}（{number}）{ending}"
        if os.path.exists(other):
            continue
        try:
            os.replace(temporary, other)
        except PermissionError:
            continue
        return other
    raise GongkaiError(f"写不进 {path}：文件正被别的程序打开，或没有写入权限；请关闭后重做")


def file_name(text: str) -> str:
    """`text` as part of a file name on any system."""
    return re.sub(r'[\\/:*?"<>|\x00-\x1f]+', "_", text).strip(" .") or "_"
