"""`gongkai backup` and `gongkai restore`."""

from __future__ import annotations

import os
import shutil
from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

import click

from gongkai.base.problems import GongkaiError, UsageMistake
from gongkai.cli.help import Argument, Command
from gongkai.cli.options import FILE, session_options
from gongkai.cli.output import say, warn
from gongkai.cli.progress import Line
from gongkai.cli.scratch import scratch
from gongkai.cli.session import Session, ask_password
from gongkai.store.opening import address_of, is_server

if TYPE_CHECKING:
    from gongkai.store.interface import Store
    from gongkai.store.transfer import Moved, Progress, Target


@click.command(cls=Command, epilog="gongkai backup -o 备份2019-07-31.db")
@click.option(
    "-o", "--output", metavar="文件", type=FILE, required=True, help="备份写到哪个文件；已有的文件不会被覆盖"
)
@session_options
def backup(session: Session, output: str) -> None:
    """备份全部记录，包括改动记录。

    别人正在填报时也可以备份，备份的是同一时刻的全部记录。备份是一个文件，写明每张表的行数和校验值；
    服务器上的记录也备份成同样的文件，登录名和口令不在其中。中断了就重新运行同一命令，会接着备份。
    """
    from gongkai.store.transfer import FileTarget, open_source

    if is_server(address_of(output, typed=True)):
        raise UsageMistake("备份要写到文件里，不能写到服务器上；搬到另一个服务器用 gongkai server copy")
    source = open_source(session.database, ask_password)
    try:
        moved = copied(source, FileTarget(output, manifest=True), "备份")
    finally:
        source.close()
    say(f"√ 已备份到 {output}：{records_words(moved)}")


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

    先核对备份是否完整、有没有被改动，恢复后再与备份逐表核对，都相符才启用。目标应是空的；服务器先用 gongkai server init
    建立空的记录。中断了就重新运行同一命令，会接着恢复。
    """
    from gongkai.store.transfer import checked_backup, open_source, target_at

    file = address_of(file, typed=True)
    if not os.path.isfile(file):
        raise GongkaiError(f"没有备份文件 {file}，请核对")
    with Line() as line:
        checked_backup(file, _teller(line, "恢复"))
    with scratch("restore") as folder:
        # A copy: an older backup is brought up to date there, and the backup itself stays as it is.
        source = open_source(shutil.copyfile(file, os.path.join(folder, "backup.db")), None)
        try:
            aside = _put_aside(session.database) if replace else None
            try:
                moved = copied(source, target_at(session.database, ask_password), "恢复")
            except BaseException:
                if aside:
                    _move(aside, session.database)
                raise
        finally:
            source.close()
    if aside:
        say(f"原来的数据库改名为 {aside}")
    say(f"√ 已从 {file} 恢复到 {_shown(session.database)}：{records_words(moved)}")


def copied(source: Store, target: Target, doing: str) -> list[Moved]:
    """Copy a whole record, telling how far it is; at Ctrl-C what is left of it, and that it can be gone on with."""
    from gongkai.store.transfer import copy

    with Line() as line:
        try:
            return copy(source, target, _teller(line, doing))
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


def _put_aside(database: str) -> str | None:
    """Rename the database file and what belongs to it; its new name."""
    if is_server(database):
        raise GongkaiError(
            "--replace 只用于数据库文件；服务器请先建一个空的数据库，用 gongkai server init 建立记录"
        )
    if not os.path.exists(database):
        return None
    aside = f"{database}.{datetime.now():%Y%m%d-%H%M%S}.old"
    _move(database, aside)
    return aside


def _move(path: str, to: str) -> None:
    for side in ("", "-wal", "-shm"):
        if os.path.exists(path + side):
            os.replace(path + side, to + side)


def _shown(database: str) -> str:
    return "服务器" if is_server(database) else database


def records_words(moved: Sequence[Moved]) -> str:
    """What a person counts: answers, records of what was published, journal lines."""
    rows = {each.table: each.rows for each in moved}
    return (
        f"填报 {rows['filing']} 条、发布记录 {rows['disclosure']} 条、改动记录 {rows['journal']} 条，"
        f"共 {len(moved)} 张表 {sum(rows.values())} 行，行数和校验值相符"
    )
