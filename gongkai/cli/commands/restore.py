"""`gongkai restore`: a whole record back from a backup."""

from __future__ import annotations

import os
import shutil
from datetime import datetime

import click

from gongkai.base.problems import Damaged, GongkaiError, UsageMistake
from gongkai.base.system import reason
from gongkai.base.temporary import scratch
from gongkai.cli.copying import copied, records_words, teller
from gongkai.cli.help_pages import argument, command
from gongkai.cli.options import session_options
from gongkai.cli.output import say
from gongkai.cli.session import Session
from gongkai.cli.terminal.progress import ProgressLine
from gongkai.cli.value_types import FILE
from gongkai.cli.workplace import ask_password
from gongkai.store.engine.opening import address_of, is_server


@command(
    epilog="""
    gongkai restore 备份2019-07-31.db
    gongkai restore 备份2019-07-31.db --replace
    """,
)
@argument("file", metavar="备份文件", type=FILE, help="gongkai backup 做的备份")
@click.option("--replace", is_flag=True, help="数据库文件里已有记录或已损坏时，把它改名保留，再恢复")
@session_options
def restore(session: Session, file: str, replace: bool) -> None:
    """从备份恢复全部记录。

    先核对备份是否完整、与校验值是否相符，恢复后再与备份逐表核对，都相符才启用。校验值防的是意外，不防有意改动备份的人。
    目标应是空的；服务器先用 gongkai server init 建立空的记录。中断了就重新运行同一命令，会接着恢复。
    """
    from gongkai.store.copies.backups import BROKEN, checked_backup
    from gongkai.store.copies.in_place import Occupied
    from gongkai.store.copies.transfer import open_source, target_at

    file = address_of(file, typed=True)
    if not os.path.isfile(file):
        raise GongkaiError(f"没有备份文件 {file}，请核对")
    _refuse_itself(session.database, file, replace=replace)
    with ProgressLine() as line:
        checked_backup(file, teller(line, "恢复"))
    keep_as = f"{session.database}.{datetime.now():%Y%m%d-%H%M%S}.old" if replace else None
    target = target_at(session.database, ask_password, keep_as)
    with scratch("restore") as folder:
        # A copy: an older backup is brought up to date there, and the backup itself stays as it is.
        try:
            source = open_source(_copy_of(file, folder), None)
        except Damaged:
            raise Damaged(BROKEN.format(path=file)) from None
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


def _shown(database: str) -> str:
    return "服务器" if is_server(database) else database
