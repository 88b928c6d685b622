"""`gongkai server copy`: a whole record from one place to another."""

from __future__ import annotations

import os

import click

from gongkai.base.problems import GongkaiError, UsageMistake
from gongkai.cli.help_pages import argument, command
from gongkai.cli.output import say
from gongkai.cli.paths import default_database
from gongkai.cli.value_types import FILE
from gongkai.cli.workplace import ask_password
from gongkai.store.engine.opening import address_of, is_server


@command(
    epilog="""
    gongkai server copy gongkai.db postgresql://admin@10.0.0.5/gongkai?sslmode=require
    gongkai server copy postgresql://zwgk@10.0.0.5/gongkai?sslmode=require 本机.db
    """,
)
@argument("source", metavar="从", type=FILE, help="数据库文件，或服务器地址")
@argument("target", metavar="到", type=FILE, help="数据库文件，或服务器地址；里面不能已有记录")
@click.option("--digests", is_flag=True, help="列出每张表的行数和校验值")
def copy(source: str, target: str, digests: bool) -> None:
    """把全部记录，包括改动记录，从一处复制到另一处。

    复制的是同一时刻的全部记录，复制后逐表核对行数和校验值，都相符才启用。中断了就重新运行，会接着复制。目标里已有记录的不复制；
    目标是服务器时，先用 gongkai server init 建立空的记录，并用数据库所有者的登录名。
    """
    from gongkai.cli.copying import copied, records_words
    from gongkai.store.copies.transfer import open_source, target_at

    source, target = (address_of(each, typed=True) for each in (source, target))
    if not is_server(source) and not os.path.exists(source):
        raise GongkaiError(f"没有数据库文件 {source}，请核对；没有另外指定过的在 {default_database()}")
    if os.path.exists(source) and os.path.exists(target) and os.path.samefile(source, target):
        raise UsageMistake(f"{source} 和 {target} 是同一个文件，不用复制")
    opened = open_source(source, ask_password)
    try:
        moved = copied(opened, target_at(target, ask_password), "复制")
    finally:
        opened.close()
    if digests:
        for each in moved:
            say(f"  {each.table}　{each.rows} 行　{each.digest}")
    say(f"√ 已从 {source} 复制到 {target}：{records_words(moved)}")
