"""The command `gongkai`: a group whose commands are loaded when called."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from contextlib import suppress
from typing import Any, NoReturn

import click

from gongkai import __version__
from gongkai.base.problems import GongkaiError, UsageMistake
from gongkai.cli.groups import Group
from gongkai.cli.output import close_quietly, complain, fail, prepare_streams
from gongkai.cli.signals import in_order
from gongkai.cli.value_types import DATE, FILE

# Who uses them, the most used first → name → one line for `gongkai --help`.
GROUPS = {
    "单位办事": {
        "tasks": "列出一个单位的全部任务：做什么、为何有、报了没有、何时到期",
        "fill": "填报具体工作措施、责任科室、责任人、联系方式，或报“不涉及”",
        "arrange": "给没有期限的事项定日期、周期，登记逐次的事",
        "publish": "记录已发布的内容：何时、什么标题、在哪里；更正或撤回",
        "show": "看一项任务的全貌：原文、事项、责任单位、各单位填报",
        "schedule": "列出到期日程，或导出日历文件",
        "form": "生成任务分解表填报表（Word、Excel）",
        "submit": "报送：生成附有填报表的邮件草稿，登记报送",
        "claim": "认领可认领的任务",
        "unclaim": "取消认领",
        "records": "列出发布记录",
        "undo": "撤销：一项任务的最近一次改动，或整份收来的表、整批的改动",
    },
    "政务公开办": {
        "report": "期限与完成情况",
        "collect": "收各单位填好的表（Word、Excel），记入填报",
        "accept": "备案：确认一个单位的填报",
        "return": "退回：请一个单位重填",
        "remind": "催办单和电话调度名单",
        "bulletin": "通报（.docx）：谁落后在哪些事项上，下步要求，排名",
        "ledger": "台账（.xlsx）：单位、任务、事项、期次各一行，另有汇总",
        "annual": "年报素材（.docx）：任务落实情况，一个单位或全区",
        "log": "改动记录：何时、何人、改了什么",
        "units": "列出单位、类别、单位组及成员、别名、出处",
    },
    "方案": {
        "plan": "方案文件：检查、起草、比较、沿用到新一年",
    },
    "数据与服务器": {
        "config": "设置：长期不变的单位、数据库、方案，设一次不用每次写",
        "backup": "备份全部记录，包括改动记录",
        "restore": "从备份恢复全部记录",
        "check": "核对数据库是否完好、记录是否相符，别人能不能读",
        "server": "全区共用的服务器：建立、开通登录名、迁移记录",
    },
    "入门": {
        "tutorial": "十步走一遍，用临时数据库，不留痕迹",
        "help": "显示说明",
        "completion": "安装 TAB 键补全",
    },
}
COMMANDS = {name: line for group in GROUPS.values() for name, line in group.items()}

# What stands for options, or isn't worth one.
ENVIRONMENT = {
    "GONGKAI_UNIT": "没写 -u 时是哪个单位",
    "GONGKAI_DB": "没写 --db 时用哪个数据库",
    "GONGKAI_PLAN": "没写 --plan 时用哪个方案文件",
    "GONGKAI_USER": "改动记录里写何人；不设时是系统的用户名",
    "GONGKAI_CALLBACK": "没写 --callback 时催办单上回电找谁",
    "GONGKAI_WORKDAYS": "放假调休的工作日文件",
    "GONGKAI_PAGER": "长的结果用哪个程序分页看，如 less -R",
    "GONGKAI_CONFIG": "设置文件在哪里（见 gongkai config）",
}


class Program(Group):
    """The group of all commands, on whose help page the environment variables stand too."""

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        super().format_options(ctx, formatter)
        with formatter.section("环境变量"):
            formatter.write_dl(ENVIRONMENT.items())


def _show_version(ctx: click.Context, _param: click.Parameter, value: bool) -> None:
    if value and not ctx.resilient_parsing:
        click.echo(f"gongkai {__version__}")
        ctx.exit()


@click.group(
    cls=Program,
    sections=GROUPS,
    invoke_without_command=True,
    epilog="""
    gongkai tasks --unit 区司法局
    gongkai fill --unit 区司法局
    gongkai report
    gongkai help fill
    """,
)
@click.option("--db", metavar="文件", type=FILE, help="数据库文件或服务器地址（也可写在命令之后）")
@click.option("--plan", "plan_file", metavar="文件", type=FILE, help="方案文件（也可写在命令之后）")
@click.option(
    "--as-of",
    metavar="日期",
    type=DATE,
    help="不带命令时截至哪一天（带命令的写在命令之后）",
)
@click.option("--all-units", "widened", is_flag=True, help="不带命令时看全部单位，不看 GONGKAI_UNIT")
@click.option(
    "-V",
    "--version",
    is_flag=True,
    is_eager=True,
    expose_value=False,
    callback=_show_version,
    help="显示版本",
)
@click.pass_context
def gongkai(ctx: click.Context, /, **_above: Any) -> None:
    """政务公开工作方案任务清单：把方案和主要任务分解表变成每个单位都能照着办的清单。"""
    if ctx.invoked_subcommand is None:
        from gongkai.cli.session import Session
        from gongkai.cli.today import today
        from gongkai.cli.workplace import Workplace

        workplace = Workplace(ctx.params["db"], ctx.params["plan_file"], makes_late=True)
        ctx.call_on_close(workplace.close)
        with workplace.blamed_on_the_file():
            today(Session(workplace, ctx.params["as_of"], widened=ctx.params["widened"]))
    elif ctx.params["as_of"]:
        raise UsageMistake(f"--as-of 请写在命令之后，如 gongkai {ctx.invoked_subcommand} --as-of 2019-07-31")
    elif ctx.params["widened"]:
        raise UsageMistake(f"--all-units 请写在命令之后，如 gongkai {ctx.invoked_subcommand} --all-units")


def main() -> NoReturn:
    """Run the command line; the exit status is 0 done, 1 could not, 2 wrong usage, 3 a check found something."""
    prepare_streams()
    try:
        with in_order():
            _run()
    except GongkaiError as error:
        _fail(str(error), error.exit_code, error.details)
    except click.exceptions.NoArgsIsHelpError as error:
        click.echo(error.ctx.get_help() if error.ctx else "")
        sys.exit(0)
    except click.ClickException as error:
        from gongkai.cli.mistakes import usage_text

        _fail(usage_text(error), 2)
    except (KeyboardInterrupt, click.exceptions.Abort):
        sys.exit(130)
    except BrokenPipeError:
        close_quietly()
        sys.exit(0)
    except OSError as error:
        from gongkai.base.system import reason

        try:
            sys.stdout.flush()
        except (OSError, ValueError):
            close_quietly()
        what = f"文件读写出错：{error.filename} " if error.filename else "结果写不出去："
        _fail(what + reason(error), 1)
    except MemoryError:
        _fail("内存不够，没有做完；请关掉别的程序再试，文件太大的请分成几份", 1)
    except Exception as error:
        if os.environ.get("GONGKAI_DEBUG"):
            raise
        _fail(
            f"程序内部出错（{type(error).__name__}：{error}）；请把这一行和所用的命令告诉维护人员，"
            "设 GONGKAI_DEBUG=1 可看详情",
            1,
        )


def _run() -> NoReturn:
    """Not by click's own main(): that one has its own way with Ctrl-C, closed pipes and * in arguments."""
    if "_GONGKAI_COMPLETE" in os.environ:
        _answer_tab(os.environ["_GONGKAI_COMPLETE"])
    status = 0
    try:
        with gongkai.make_context("gongkai", sys.argv[1:]) as context:
            gongkai.invoke(context)
    except click.exceptions.Exit as leaving:
        status = leaving.exit_code
    sys.stdout.flush()
    sys.exit(status)


def _answer_tab(shell: str) -> NoReturn:
    """Tell a shell what may follow. As bytes: on Windows text would get ends of lines that bash there takes for words."""
    from gongkai.cli.tab.shells import answer

    encoding = "utf-8" if sys.platform == "win32" else sys.stdout.encoding
    with suppress(GongkaiError, KeyError):  # no such shell, or the settings file isn't right
        sys.stdout.buffer.write(answer(gongkai, shell, os.environ).encode(encoding, "replace"))
    sys.exit(0)


def _fail(message: str, status: int, details: Sequence[str] = ()) -> NoReturn:
    """One line on stderr, and one for each detail."""
    fail(message)
    for detail in details:
        complain("  ", detail)
    sys.exit(status)
