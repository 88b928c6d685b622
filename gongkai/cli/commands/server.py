"""`gongkai server`: one record for a whole district on a PostgreSQL server."""

from __future__ import annotations

import click

from gongkai.cli.groups import Group


@click.group(
    cls=Group,
    sections={
        "命令": {
            "init": "在已有的空数据库里建立记录、角色和权限，并载入方案；可重复运行，也用于升级",
            "add-unit": "为一个单位开通登录名：只能读写本单位的记录",
            "add-office": "为政务公开办开通登录名：看和写全部记录，更换方案",
            "add-reader": "为查看者开通登录名：看数字和填报内容，看不到责任人和联系方式",
            "remove": "取消一个登录名",
            "list": "列出开通的登录名",
            "check": "核对记录、改动记录、台账和方案是否相符，发现绕过本程序的改动",
            "copy": "把全部记录从一处复制到另一处：文件到服务器，或服务器到文件",
        }
    },
)
def server() -> None:
    """全区共用一份记录的服务器（PostgreSQL）：建立、开通登录名、迁移记录。

    数据库地址用 --db 或 GONGKAI_DB 写明，如 postgresql://zwgk@10.0.0.5/gongkai?sslmode=verify-full；口令不写在地址里，
    用 PGPASSFILE（.pgpass）、PGSERVICE，或在提示时输入。各单位之间由服务器自己隔离（行级安全），不靠本程序。
    """
