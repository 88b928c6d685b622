"""Write a file whole or not at all, and never in the place of one that a person has filled in or changed."""

from __future__ import annotations

import contextlib
import io
import os
import re
import stat
import struct
import zipfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from hashlib import file_digest
from itertools import chain, count
from typing import IO, Literal, NamedTuple

from gongkai.base import files
from gongkai.base.problems import GongkaiError
from gongkai.base.system import reason
from gongkai.base.temporary import new_beside
from gongkai.office.ours import Ours

# Why a file didn't get the name asked for: a person may have changed the one there, or another program holds it open.
Hindrance = Literal["changed", "held"]

_MOST_NAMES = 1000


class Rule(NamedTuple):
    """How files are written: beside others with which day in the name, known by what; whatever is there, with `force`."""

    day: str
    ours: Ours
    force: bool = False


class Written(NamedTuple):
    """Where a file went, which name was `wanted`, and why it didn't get that."""

    path: str
    wanted: str
    hindrance: Hindrance | None = None

    @property
    def words(self) -> str:
        """One line that says so."""
        if self.hindrance == "changed":
            return f"{self.wanted} 可能有人填写或改动过，没有覆盖；新的一份写在 {self.path}。确要覆盖，请加 --force"
        if self.hindrance == "held":
            return f"{self.wanted} 正被别的程序（如 WPS、Excel）打开，写不进去；结果另存为 {self.path}"
        return f"已写入 {self.path}"


def packed(save: Callable[[IO[bytes]], object]) -> bytes:
    """What a library saves as an Office file; GongkaiError as `refuse_odd_clock` has it."""
    refuse_odd_clock()
    out = io.BytesIO()
    save(out)
    return out.getvalue()


def refuse_odd_clock() -> None:
    """GongkaiError where the computer's clock says a year that an Office file, a zip package, can't hold (APPNOTE.TXT,
    4.4.6: from 1980, in seven bits). To be asked before a sheet is begun that is written row by row."""
    trial = zipfile.ZipFile(io.BytesIO(), "w")  # a library, broken off, would complain in English
    try:
        trial.writestr("a", b"")
    except (ValueError, struct.error):
        trial.fp = None  # there is nothing to finish
        raise GongkaiError(
            "电脑的时钟不对，不在 1980 年至 2107 年之间，写不成 Word、Excel 文件；请先校准时钟"
        ) from None


def write_file(path: str, content: bytes | Iterable[bytes], rule: Rule, *, private: bool = False) -> Written:
    """Put `content` in the file at `path` in one step; GongkaiError where it can't be written.

    A file of that name is replaced where it is one of ours that nobody has changed since, or with the rule's `force`.
    Any other stays, and the new one is put beside it with the day in its name: also where Windows refuses to replace
    a file that Word, Excel or WPS holds open. A long content comes piece by piece. A new file that is `private` is its
    owner's alone; one that takes another's place has that one's rights.
    """
    pieces = [content] if isinstance(content, bytes) else content
    if files.is_stream(path):
        return _pour(path, pieces)
    if os.path.islink(path):
        path = os.path.realpath(path)
    if os.path.isdir(path):
        raise GongkaiError(f"{path} 是文件夹，请写明文件名")
    made = _made_beside(path)
    try:
        with open(made, "wb") as file:
            file.writelines(pieces)
            file.flush()
            os.fsync(file.fileno())
        return _placed(made, path, rule, 0o600 if private else files.usual_mode())
    except OSError as error:
        raise GongkaiError(f"写不了 {path}（{reason(error)}），请检查磁盘空间和写入权限") from None
    finally:
        with contextlib.suppress(OSError):
            os.unlink(made)


def _pour(path: str, pieces: Iterable[bytes]) -> Written:
    """Write into a device or a pipe, which is never replaced; what is in a file that it leads to stays there too."""
    try:
        with open(os.open(path, os.O_WRONLY | os.O_APPEND), "wb") as file:
            file.writelines(pieces)
    except BrokenPipeError:
        raise
    except OSError as error:
        raise GongkaiError(f"写不了 {path}（{reason(error)}）") from None
    return Written(path, path)


def _made_beside(path: str) -> str:
    """An empty file in the same folder, to be written and then to take the name."""
    folder = os.path.dirname(os.path.abspath(path))
    try:
        return new_beside(path)
    except FileNotFoundError:
        raise GongkaiError(f"没有文件夹 {folder}，请先建好，或换一个位置") from None
    except OSError as error:
        raise GongkaiError(f"不能在 {folder} 里写文件（{reason(error)}），请换一个位置") from None


def _placed(made: str, path: str, rule: Rule, mode: int) -> Written:
    """Give a file that is made the name asked for, or the first one beside it that it can have."""
    digest = _digest_in(made)
    why: Hindrance | None = None
    for name in _names(path, rule.day):
        rule.ours.add(name, digest)
        hindrance = _named(made, name, rule._replace(force=rule.force and name == path), mode)
        if hindrance is None:
            return Written(name, path, why)
        why = why or hindrance
    raise GongkaiError(f"{path} 和旁边同名的文件都不能覆盖，没有写；请换一个文件名")


def _names(path: str, day: str) -> Iterator[str]:
    """区司法局.docx, 区司法局（2019-07-22）.docx, 区司法局（2019-07-22）（2）.docx, …"""
    stem, ending = os.path.splitext(path)
    yield path
    if day not in os.path.basename(stem):
        stem = f"{stem}（{day}）"
        yield stem + ending
    for number in range(2, _MOST_NAMES):
        yield f"{stem}（{number}）{ending}"


def _named(made: str, name: str, rule: Rule, mode: int) -> Hindrance | None:
    """Give a file a name, in the place of one that may go; what is in the way where it can't have it."""

    def unchanged(file: str) -> bool:
        try:
            return rule.force or rule.ours.has(name, _digest_in(file))
        except PermissionError:
            return False

    while True:
        try:
            os.chmod(made, mode)
            files.name_new(made, name)
            return None
        except FileExistsError:
            pass
        try:
            there = os.lstat(name)
            if not stat.S_ISREG(there.st_mode):
                return "changed"
            files.make_alike(made, there)
            return None if files.replace_if(made, name, unchanged) else "changed"
        except (FileNotFoundError, FileExistsError):
            continue  # removed, or saved anew, at this very moment
        except PermissionError:
            return "held"


def _digest_in(path: str) -> bytes:
    with open(path, "rb") as file:
        return file_digest(file, "sha256").digest()


# What Windows takes for a device, whatever follows a dot.
_DEVICE = re.compile(
    r"(con|prn|aux|nul|conin\$|conout\$|(com|lpt)[0-9\xb9\xb2\xb3])(?=\s*(\.|$))", re.IGNORECASE
)


def file_names(texts: Sequence[str]) -> dict[str, str]:
    """`file_name` of each text, told apart by a number where two would name one file on some system."""
    names: dict[str, str] = {}
    taken: set[str] = set()  # without case
    for text in texts:
        name = file_name(text)
        free = chain([name], (f"{name}（{number}）" for number in count(2)))
        names[text] = next(each for each in free if each.casefold() not in taken)
        taken.add(names[text].casefold())
    return names


def file_name(text: str) -> str:
    """`text` as part of a file name on any system."""
    name = re.sub(r'[\\/:*?"<>|\x00-\x1f\ud800-\udfff]+', "_", text).strip(" .") or "_"
    return f"_{name}" if _DEVICE.match(name) else name
