"""`gongkai server check`: do records, journal, ledger and plan agree?."""

from __future__ import annotations

import sys

import click

from gongkai.base.problems import UsageMistake
from gongkai.cli.help_pages import Command
from gongkai.cli.options import session_options
from gongkai.cli.output import say, warn
from gongkai.cli.server.reached import server_of
from gongkai.cli.session import Session


@click.command(
    cls=Command,
    epilog="gongkai server check",
)
@session_options
def check(session: Session) -> None:
    """核对记录、改动记录、台账和方案是否相符。

    单位的登录名只能写本单位的记录，但可以不用本程序、直接在服务器上写。改动记录谁也改不了：从头读一遍，就知道每条记录应是什么样，
    不相符的在这里都查得出来。填报的起止日期和台账由记录推算而来，不相符的当场改正。手边有方案文件的，也核对服务器上的方案。
    用政务公开办的登录名运行；查出问题时退出状态为 3。
    """
    from gongkai.render.findings import finding_words
    from gongkai.store.audit import audit, audit_plan

    store = server_of(session)
    if not store.may_compile:
        raise UsageMistake(f"核对要看全部记录，请用政务公开办的登录名，不能用 {store.login}")
    found = audit(store, session.plan)
    compiled = session.compiled_file()
    if compiled is None:
        warn("手边没有服务器上所用的那份方案文件，没有核对方案；可用 --plan 指明")
    else:
        found += audit_plan(store, compiled.plan, compiled.tables)
    for each in found:
        say(finding_words(each))
    if found:
        sys.exit(3)
    say("√ 记录、改动记录和台账都相符。" if compiled is None else "√ 记录、改动记录、台账和方案都相符。")
