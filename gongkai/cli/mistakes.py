"""click's complaints about a command line, in Chinese."""

from __future__ import annotations

import re

import click

from gongkai.base.text import clip

# The most cells of what was typed that a complaint repeats.
LONGEST = 60

TASK = re.compile(r"[Zz]?[0-9]{1,2}")

# What people who think in the field's words type for a command.
IN_CHINESE = {
    "任务": "tasks",
    "任务清单": "tasks",
    "查看": "show",
    "填报": "fill",
    "填写": "fill",
    "认领": "claim",
    "取消认领": "unclaim",
    "发布": "publish",
    "发布记录": "records",
    "日程": "schedule",
    "期限": "schedule",
    "报告": "report",
    "进度": "report",
    "完成情况": "report",
    "催办": "remind",
    "通报": "bulletin",
    "年报": "annual",
    "台账": "ledger",
    "表": "form",
    "填报表": "form",
    "报送": "submit",
    "收表": "collect",
    "备案": "accept",
    "退回": "return",
    "单位": "units",
    "改动记录": "log",
    "日志": "log",
    "撤销": "undo",
    "备份": "backup",
    "恢复": "restore",
    "服务器": "server",
    "方案": "plan",
    "教程": "tutorial",
    "补全": "completion",
    "设置": "config",
    "帮助": "help",
    "说明": "help",
}


def usage_text(error: click.ClickException) -> str:
    """What is wrong with the command line, and where to look it up."""
    text = _explain(error)
    context = getattr(error, "ctx", None)
    if context is not None and context.command_path:
        text += f"。用法见 {context.command_path} --help"
    return text


def _explain(error: click.ClickException) -> str:
    if isinstance(error, click.NoSuchOption):
        near = f"，是不是 {'、'.join(error.possibilities)}" if error.possibilities else ""
        return f"没有选项“{error.option_name}”{near}"
    if isinstance(error, click.MissingParameter):
        return f"缺少{_label(error)}"
    if isinstance(error, click.BadOptionUsage):
        if "does not take a value" in error.message:
            return f"选项“{error.option_name}”不带值"
        return f"选项“{error.option_name}”后面缺少值"
    if isinstance(error, click.BadParameter):
        return f"{_label(error)}：{error.message}"
    message = getattr(error, "message", str(error))
    if isinstance(error, click.exceptions.NoSuchCommand):
        return _no_such_command(error)
    if message.startswith("Got unexpected extra argument"):
        return _extra(error, message[message.find("(") + 1 : message.rfind(")")])
    if message.startswith("Missing command"):
        return "缺少子命令"
    if isinstance(error, click.FileError):
        return f"打不开文件 {error.ui_filename}：{error.message}"
    return message


def _extra(error: click.ClickException, extra: str) -> str:
    context = getattr(error, "ctx", None)
    given = context.params if context is not None else {}
    if TASK.fullmatch(extra) and not given.get("task", given.get("tasks", True)):
        return f"多出了“{extra}”；任务序号请写在 -t 后面，如 -t {extra}"
    extra = clip(extra, LONGEST)
    if given.get("unit", "") is None:
        return f"多出了“{extra}”；单位请写在 -u 后面，如 -u 区司法局"
    return f"多出了“{extra}”，含空格的内容请加引号"


def _label(error: click.BadParameter) -> str:
    if error.param is None:
        return "参数"
    if isinstance(error.param, click.Option):
        return "选项 " + " / ".join(error.param.opts)
    return f"参数 {error.param.make_metavar(error.ctx)}" if error.ctx else "参数"


def _no_such_command(error: click.exceptions.NoSuchCommand) -> str:
    from difflib import get_close_matches

    name = error.command_name
    group = error.ctx.command if error.ctx is not None else None
    names = group.list_commands(error.ctx) if error.ctx is not None and isinstance(group, click.Group) else []
    near = [IN_CHINESE[name]] if IN_CHINESE.get(name) in names else get_close_matches(name, names, n=1)
    return f"没有命令“{clip(name, LONGEST)}”" + (f"，是不是 {near[0]}" if near else "")
