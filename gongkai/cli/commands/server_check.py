"""`gongkai server check`: do records, journal, ledger and plan agree?"""

from __future__ import annotations

from gongkai.cli.help_pages import command
from gongkai.cli.listing import Out
from gongkai.cli.options import format_option, session_options
from gongkai.cli.server.reached import need_server
from gongkai.cli.session import Session


@command(
    epilog="gongkai server check",
)
@format_option
@session_options
def check(session: Session, out: Out) -> None:
    """核对记录、改动记录、台账和方案是否相符。

    单位的登录名只能写本单位的记录，但可以不用本程序、直接在服务器上写。改动记录谁也改不了：从头读一遍，就知道每条记录应是什么样，
    不相符的在这里都查得出来。填报的起止日期和台账由记录推算而来，不相符的当场改正。手边有方案文件的，也核对服务器上的方案。
    用政务公开办的登录名运行；查出问题时退出状态为 3。
    """
    from gongkai.cli.checking import tell_of_server

    need_server(session)
    tell_of_server(session, out)
