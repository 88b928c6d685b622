"""Results that go into a file: which kind its name asks for, how it is written, and a line that says where it went."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any, TypeVar

import click

from gongkai.base.files import is_folder, is_stream, make_folder
from gongkai.base.problems import GongkaiError, UsageMistake
from gongkai.base.system import reason
from gongkai.cli.output import say, warn
from gongkai.cli.paths import data_folder
from gongkai.cli.value_types import FILE

if TYPE_CHECKING:
    from gongkai.office.writing import Rule, Written

F = TypeVar("F", bound=Callable[..., Any])

_MOST_NAMED = 12


def force_option(command: F) -> F:
    return click.option(
        "--force",
        is_flag=True,
        help="-o 的文件有人改动过也覆盖；不写时留着它，新的写在旁边",
    )(command)


def output_option(command: F) -> F:
    """-o for lists: PowerShell's > writes a program's output in another encoding."""
    return click.option(
        *("-o", "--output"),
        metavar="文件",
        type=FILE,
        help="写到哪个文件，没写 --format 时看扩展名；不写时输出到屏幕",
    )(command)


def form_of(path: str | None, form: str, *forms: str) -> str:
    """A list's form: as asked for, or, where none is, as the file's ending says, one of `forms` (the first for a
    device or a pipe without). UsageMistake where both disagree."""
    if path is None:
        return form
    forms = forms if form == "table" else (form,)
    return kind_of(path, *(f".{each}" for each in forms))[1:]


def kind_of(path: str, *kinds: str) -> str:
    """The file's ending, one of `kinds` (the first for a device or a pipe that has none of them); UsageMistake where it
    is another."""
    if is_folder(path):
        raise UsageMistake(f"{path} 是文件夹，请写明文件名，以 {' 或 '.join(kinds)} 结尾")
    ending = os.path.splitext(path)[1].lower()
    if ending not in kinds and is_stream(path):
        return kinds[0]
    if ending not in kinds:
        raise UsageMistake(f"“{path}”：文件名应以 {' 或 '.join(kinds)} 结尾")
    return ending


def place(target: str | None, default: str, *kinds: str) -> str:
    """The file that `-o` means: `target`, of one of the `kinds`, or `default` in the folder that it is, or here."""
    if target is None:
        return default
    if is_folder(target):
        return os.path.join(target, default)
    kind_of(target, *kinds)
    return target


def folder_or_kind(path: str, *kinds: str) -> str | None:
    """None where `path` means a folder: one that is there, or a name with a stroke at its end or without an ending.
    Else the file's ending, one of `kinds`; UsageMistake where it is another."""
    if is_folder(path) or not (is_stream(path) or os.path.splitext(path)[1]):
        return None
    try:
        return kind_of(path, *kinds)
    except UsageMistake as mistake:
        raise UsageMistake(f"{mistake}；要写进文件夹，请在末尾加 /") from None


def folder_of(path: str, target: str | None) -> None:
    """Make the folder that a file goes into, where `target` means that folder."""
    if path != target and target is not None:
        folder_at(os.path.dirname(path))


def folder_at(path: str) -> str:
    """The folder for the files of many units, made where it isn't there; for its owner alone then."""
    try:
        make_folder(path)
    except OSError as error:
        raise GongkaiError(f"建不了文件夹 {path}（{reason(error)}），请换一个位置") from None
    return path


def rule_for(day: str, *, force: bool) -> Rule:
    """How a paper of that day (ISO) is written: nothing that a person has filled in or changed is replaced."""
    from gongkai.office.ours import Ours
    from gongkai.office.writing import Rule

    return Rule(day, Ours(os.path.join(data_folder(), "written")), force)


def save(
    path: str, content: bytes | Iterable[bytes], rule: Rule, more: str = "", *, private: bool = False
) -> str:
    """Write a file whole or not at all, and say where it is. Its name, another one where `path` couldn't be had."""
    from gongkai.office.writing import write_file

    written = write_file(path, content, rule, private=private)
    tell(written, more)
    return written.path


def tell(written: Written, more: str = "") -> None:
    """Say where a file went: as a warning where that isn't the file asked for, not at all for what was written into a
    device or a pipe."""
    if written.hindrance:
        warn(written.words + more)
    elif not is_stream(written.path):
        say(f"√ {written.words}{more}")


def tell_of_a_folder(folder: str, written: list[Written]) -> None:
    """Say which of a folder's files couldn't have their names, and where they are instead."""
    for each in written:
        if each.hindrance == "held":
            warn(each.words)
    beside = [os.path.basename(each.path) for each in written if each.hindrance == "changed"]
    if beside:
        named = "、".join(beside[:_MOST_NAMED]) + ("等" if len(beside) > _MOST_NAMED else "")
        warn(
            f"{folder} 里有 {len(beside)} 份可能有人填写或改动过，没有覆盖；新的写在旁边：{named}。"
            "确要覆盖，请加 --force"
        )


def stopped(done: int, whole: int) -> None:
    """Say how many units' files are there of a folder's that Ctrl-C broke off."""
    warn(f"已中断：{whole} 个单位只写完 {done} 个；再运行同一命令会全部重写")
