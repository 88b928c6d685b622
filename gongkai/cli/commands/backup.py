"""`gongkai backup` and `gongkai restore`."""

from __future__ import annotations

import os
import shutil
from collections.abc import Sequence
from datetime import datetime
from itertools import chain, count
from typing import TYPE_CHECKING

import click

from gongkai.base.files import is_folder
from gongkai.base.problems import DiskError, GongkaiError, UsageMistake
from gongkai.base.system import reason
from gongkai.base.temporary import scratch
from gongkai.cli.help_pages import Argument, Command
from gongkai.cli.options import FILE, session_options
from gongkai.cli.output import say, warn
from gongkai.cli.session import Session, ask_password
from gongkai.cli.terminal.progress import Line
from gongkai.store.opening import address_of, is_server

if TYPE_CHECKING:
    from gongkai.store.interface import Store
    from gongkai.store.transfer import Moved, Progress, Target


@click.command(
    cls=Command,
    epilog="""
    gongkai backup
    gongkai backup -o 备份/
    gongkai backup -o 备份2019-07-31.db
    """,
)
@click.option(
    "-o",
    "--output",
    metavar="文件",
    type=FILE,
    help="备份写到哪个文件，或哪个文件夹；不写文件名时为 gongkai备份 加日期和时间。已有的文件不会被覆盖",
)
@session_options
def backup(session: Session, output: str | None) -> None:
    """备份全部记录，包括改动记录。

    别人正在填报时也可以备份，备份的是同一时刻的全部记录。备份是一个文件，写明每张表的行数和校验值；
    服务器上的记录也备份成同样的文件，登录名和口令不在其中。中断了就重新运行同一命令（写明文件名的），会接着备份。

    校验值防的是意外（写坏、传漏、截断），不防人：拿到文件的人能改内容，也能改校验值。备份里有姓名和电话号码，只有本人能读，
    请存放在可靠的地方，并另存一份在别处。
    """
    from gongkai.store.transfer import FileTarget, open_source

    if output and is_server(address_of(output, typed=True)):
        raise UsageMistake("备份要写到文件里，不能写到服务器上；搬到另一个服务器用 gongkai server copy")
    path = _backup_file(output)
    source = open_source(session.database, ask_password)
    try:
        moved = copied(source, FileTarget(path, manifest=True), "备份")
    finally:
        source.close()
    say(f"√ 已备份到 {path}：{records_words(moved)}")


def _backup_file(output: str | None) -> str:
    """The file meant; where only a folder is named, or nothing, one with the day and the time in its name."""
    if output and not is_folder(output):
        return output
    stem = os.path.join(output or "", f"gongkai备份{datetime.now():%Y-%m-%d-%H%M%S}")
    names = chain([f"{stem}.db"], (f"{stem}（{number}）.db" for number in count(2)))
    return next(name for name in names if not os.path.lexists(name))


@click.command(
    cls=Command,
    epilog="""
    gongkai restore 备份2019-07-31.db
    gongkai restore 备份2019-07-31.db --replace
    """,
)
@click.argument("file", cls=Argument, metavar="备份文件", type=FILE, help="gongkai backup 做的备份")
@click.option("--replace", is_flag=True, help="数据库文件里已有记录或已损坏时，把它改名保留，再恢复")
@session_options
def restore(session: Session, file: str, replace: bool) -> None:
    """从备份恢复全部记录。

    先核对备份是否完整、与校验值是否相符，恢复后再与备份逐表核对，都相符才启用。校验值防的是意外，不防有意改动备份的人。
    目标应是空的；服务器先用 gongkai server init 建立空的记录。中断了就重新运行同一命令，会接着恢复。
    """
    from gongkai.store.standing import Occupied
    from gongkai.store.transfer import checked_backup, open_source, target_at

    file = address_of(file, typed=True)
    if not os.path.isfile(file):
        raise GongkaiError(f"没有备份文件 {file}，请核对")
    _refuse_itself(session.database, file, replace=replace)
    with Line() as line:
        checked_backup(file, _teller(line, "恢复"))
    keep_as = f"{session.database}.{datetime.now():%Y%m%d-%H%M%S}.old" if replace else None
    target = target_at(session.database, ask_password, keep_as)
    with scratch("restore") as folder:
        # A copy: an older backup is brought up to date there, and the backup itself stays as it is.
        source = open_source(_copy_of(file, folder), None)
        try:
            moved = copied(source, target, "恢复")
        except Occupied as occupied:
            raise GongkaiError(f"{occupied}；要换成备份里的，请加 --replace（原来的改名保留）") from None
        finally:
            source.close()
    if kept := getattr(target, "kept", None):
        say(f"原来的数据库改名为 {kept}")
    say(f"√ 已从 {file} 恢复到 {_shown(session.database)}：{records_words(moved)}")


def _refuse_itself(database: str, file: str, *, replace: bool) -> None:
    if is_server(database):
        if replace:
            raise GongkaiError(
                "--replace 只用于数据库文件；服务器请先建一个空的数据库，用 gongkai server init 建立记录"
            )
    elif os.path.exists(database) and os.path.samefile(database, file):
        raise UsageMistake(f"{file} 既是备份，又是要恢复到的数据库；请用 --db 或 GONGKAI_DB 指明恢复到哪里")


def _copy_of(file: str, folder: str) -> str:
    try:
        return shutil.copyfile(file, os.path.join(folder, "backup.db"))
    except OSError as error:
        raise GongkaiError(
            f"不能把备份抄到临时文件夹 {folder}（{reason(error)}），没有恢复；请清出空间后重做"
        ) from None


def copied(source: Store, target: Target, doing: str) -> list[Moved]:
    """Copy a whole record, telling how far it is; at Ctrl-C what is left of it, and that it can be gone on with."""
    from gongkai.store.transfer import copy

    with Line() as line:
        try:
            return copy(source, target, _teller(line, doing))
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


def _teller(line: Line, doing: str) -> Progress:
    """Says on the line how far a step of a copy is."""
    words = {"check": "核对备份", "resume": "核对上次抄到的", "copy": doing, "compare": "核对"}
    return lambda step: line.count(words[step.what], step.done, step.rows, "行")


def _shown(database: str) -> str:
    return "服务器" if is_server(database) else database


def records_words(moved: Sequence[Moved]) -> str:
    """What a person counts: answers, records of what was published, journal lines."""
    rows = {each.table: each.rows for each in moved}
    return (
        f"填报 {rows['filing']} 条、发布记录 {rows['disclosure']} 条、改动记录 {rows['journal']} 条，"
        f"共 {len(moved)} 张表 {sum(rows.values())} 行，行数和校验值相符"
    )
