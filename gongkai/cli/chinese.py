"""click's complaints about a command line, in Chinese."""

from __future__ import annotations

import click


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
        return f"{_label(error)}：{_bad_value(error)}"
    message = getattr(error, "message", str(error))
    if message.startswith("No such command"):
        return _no_such_command(error, message)
    if message.startswith("Got unexpected extra argument"):
        return _extra(error, message[message.find("(") + 1 : message.rfind(")")])
    if message.startswith("Missing command"):
        return "缺少子命令"
    if isinstance(error, click.FileError):
        return f"打不开文件 {error.ui_filename}：{error.message}"
    return message


def _extra(error: click.ClickException, extra: str) -> str:
    context = getattr(error, "ctx", None)
    if context is not None and context.params.get("unit", "") is None:
        return f"多出了“{extra}”；单位请写在 -u 后面，如 -u 区司法局"
    return f"多出了“{extra}”，含空格的内容请加引号"


def _label(error: click.BadParameter) -> str:
    if error.param is None:
        return "参数"
    if isinstance(error.param, click.Option):
        return "选项 " + " / ".join(error.param.opts)
    return f"参数 {error.param.make_metavar(error.ctx)}" if error.ctx else "参数"


def _bad_value(error: click.BadParameter) -> str:
    """Our own types complain in Chinese already; of click's, these are in use."""
    param_type = error.param.type if error.param is not None else None
    if isinstance(param_type, click.Choice) and "is not" in error.message:
        value = error.message.split("'")[1] if "'" in error.message else ""
        return f"“{value}”不在可选之列，可选：{'、'.join(map(str, param_type.choices))}"
    return error.message


def _no_such_command(error: click.ClickException, message: str) -> str:
    from difflib import get_close_matches

    name = message.split("'")[1] if "'" in message else ""
    context = getattr(error, "ctx", None)
    names = context.command.list_commands(context) if context is not None else []
    near = get_close_matches(name, names, n=1)
    return f"没有命令“{name}”" + (f"，是不是 {near[0]}" if near else "")
