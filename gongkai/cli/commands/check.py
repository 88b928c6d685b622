"""`gongkai check`: is a record whole and in order, and who can read it?"""

from __future__ import annotations

import click

from gongkai.base.problems import UsageMistake
from gongkai.cli.help_pages import command
from gongkai.cli.listing import Out
from gongkai.cli.options import format_option, session_options
from gongkai.cli.session import Session
from gongkai.store.engine.opening import is_server


@command(
    epilog="""
    gongkai check
    gongkai check --tighten
    gongkai check --db 备份2019-07-31.db
    """,
)
@click.option(
    "--tighten", is_flag=True, help="收紧权限：别人也能读写的，改成只有本人能用，逐条列出（Windows 上不适用）"
)
@format_option
@session_options
def check(session: Session, tighten: bool, out: Out) -> None:
    """核对数据库是否完好，记录、改动记录、台账和方案是否相符，以及别人能不能读。

    依次核对：文件有没有损坏，表的结构，内容合不合规定，每条记录与改动记录是否相符，台账，方案（手边有方案文件的）。起止日期、台账
    和方案由别处推算而来，不相符的当场改正；其余的只列出，不改。备份文件也可以这样核对。服务器上的与 gongkai server check 相同。

    在 Linux 上，新建的数据库、备份、填报表、催办单只有本人能读。以前留下的数据库、备份和设置，别人也能读写的在这里列出，
    加 --tighten 才收紧；与同事共用的不要收紧。不是本程序建的文件夹不看也不改。Windows 上谁能读由所在的文件夹决定，这里不核对。

    查出问题时退出状态为 3。
    """
    from gongkai.cli import checking

    if is_server(session.database):
        if tighten:
            raise UsageMistake(
                "--tighten 用于数据库文件；服务器上谁能看什么，由登录名决定（gongkai server list）"
            )
        checking.tell_of_server(session, out)
    else:
        checking.tell_of_file(session, out, tighten=tighten)
