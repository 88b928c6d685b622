"""`gongkai backup`: a whole record into a file."""

from __future__ import annotations

import os
from datetime import datetime
from itertools import chain, count

import click

from gongkai.base.files import is_folder
from gongkai.base.problems import UsageMistake
from gongkai.cli.copying import copied, records_words
from gongkai.cli.help_pages import command
from gongkai.cli.options import session_options
from gongkai.cli.output import say
from gongkai.cli.session import Session
from gongkai.cli.value_types import FILE
from gongkai.cli.workplace import ask_password
from gongkai.store.engine.opening import address_of, is_server


@command(
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

    校验值防的是意外（写坏、传漏、截断），不防人：拿到文件的人能改内容，也能改校验值。备份里有姓名和电话号码，
    请存放在可靠的地方，并另存一份在别处；在 Linux 上它只有本人能读，在 Windows 上谁能读由所在的文件夹决定。
    """
    from gongkai.store.copies.to_file import FileTarget
    from gongkai.store.copies.transfer import open_source

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
