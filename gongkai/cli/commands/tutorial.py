"""`gongkai tutorial`: a tour in ten steps, with the real plan and a scratch store that is gone afterwards."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stdout
from shutil import get_terminal_size
from typing import TextIO, cast

import click

from gongkai.base.temporary import scratch
from gongkai.cli.help_pages import command
from gongkai.cli.output import Counted, say
from gongkai.cli.terminal.prompting import leaves

UNIT = "区司法局"
CONTACT = ("--section", "法制科", "--officer", "张三", "--contact", "0533-0000000")

# What to say, and the command line to run.
STEPS: tuple[tuple[str, tuple[str, ...]], ...] = (
    (
        "先看一个单位有哪些被点名的任务。“点名”是责任单位栏写了名字；“成组”是写了“区政府各部门”；“可认领”是写了“等有关部门”。",
        ("tasks", "-u", UNIT, "--basis", "named", "--as-of", "2019-07-17"),
    ),
    (
        "看任务 14 的全貌：原文、每个事项的时间要求、谁承担。",
        ("show", "14", "--unit", UNIT, "--as-of", "2019-07-17"),
    ),
    (
        "填报任务 14 的措施、科室、责任人、联系方式。（平时直接运行 gongkai fill -u 区司法局，会逐项提问。）",
        (
            *("fill", "-u", UNIT, "-t", "14", "--on", "2019-07-18"),
            "--measure",
            "7月底前公布主体清单",
            *CONTACT,
        ),
    ),
    (
        "确实不涉及的任务，报“不涉及”并写理由。",
        ("fill", "-u", UNIT, "-t", "32", "--not-involved", "本局不承担网站栏目建设", "--on", "2019-07-18"),
    ),
    ("还有哪些没有填报？", ("tasks", "-u", UNIT, "--unfiled", "--as-of", "2019-07-18")),
    (
        "任务 15 写的是“等有关部门”，与本单位有关就认领。",
        ("claim", "-u", UNIT, "-t", "15", "--on", "2019-07-18"),
    ),
    ("认领错了？撤销最近一次改动。", ("undo", "-u", UNIT, "-t", "15")),
    (
        "主体清单公布以后，记下发布日期、标题和网址，作为按期完成的依据。",
        (
            *("publish", "-u", UNIT, "-t", "14", "--item", "4", "--date", "2019-07-30"),
            *("--title", "规范性文件制发主体清单", "--url", "http://www.example.gov.cn/1.html"),
        ),
    ),
    ("看本单位的期限和完成情况。", ("report", "-u", UNIT, "--as-of", "2019-08-01")),
    ("每次改动都有记录，联系方式打码。", ("log", "-u", UNIT)),
)


@command()
@click.option("--no-wait", is_flag=True, help="不等按回车，一口气走完")
def tutorial(no_wait: bool) -> None:
    """十步走一遍。

    用真实的2019年方案和一个临时数据库，走完即删，不影响已有的数据。
    """
    from gongkai.store.engine.sqlite import SqliteStore

    before = dict(os.environ)
    try:
        with scratch("tutorial") as folder:
            for name in ("GONGKAI_PLAN", "GONGKAI_UNIT", "GONGKAI_USER"):
                os.environ.pop(name, None)
            os.environ["GONGKAI_CONFIG"] = os.path.join(folder, "没有设置.toml")
            os.environ["GONGKAI_DB"] = os.path.join(folder, "试用.db")
            SqliteStore(os.environ["GONGKAI_DB"]).close()
            done = _tour(wait=not no_wait and sys.stdin.isatty())
    except (KeyboardInterrupt, click.exceptions.Abort):
        say(_LEFT)
        sys.exit(130)
    finally:
        os.environ.clear()
        os.environ.update(before)
    say("\n走完了，临时数据库已删除。接下来：gongkai tasks --unit 你的单位" if done else _LEFT)


_LEFT = "\n已离开，没有留下任何数据。"


def _tour(*, wait: bool) -> bool:
    """The steps one after the other; whether it was gone to its end."""
    say("下面用区司法局走一遍。每一步先说做什么，再运行命令。临时数据库，走完即删。")
    for number, (what, arguments) in enumerate(STEPS, 1):
        step = f"【第 {number} 步，共 {len(STEPS)} 步】{what}\n$ gongkai {' '.join(map(_quoted, arguments))}"
        with _counted() as shown:
            say(f"\n{step}\n")
            _run(arguments)
        if wait:
            if shown.lines > get_terminal_size().lines - _PROMPT:  # what it is about has left the screen
                say(f"\n上面是{step}")
            if number < len(STEPS) and not _goes_on():
                return False
    return True


# Lines that a step takes beside those counted: its question, and its own text where it is wrapped.
_PROMPT = 6


def _goes_on() -> bool:
    """Wait for the return key; False where it is left."""
    try:
        return not leaves(input("\n按回车继续，q 离开…… "))
    except EOFError:
        return False
    except UnicodeDecodeError:  # whatever was typed before the return key
        return True


@contextmanager
def _counted() -> Iterator[Counted]:
    """Count the lines that are written to the screen in the block."""
    counted = Counted(sys.stdout)
    with redirect_stdout(cast(TextIO, counted)):
        yield counted


def _quoted(word: str) -> str:
    plain = all(c.isalnum() or c in "-_./:" for c in word)
    return word if plain else f'"{word}"'


def _run(arguments: tuple[str, ...]) -> None:
    from gongkai.cli.main import gongkai

    gongkai.main(args=list(arguments), prog_name="gongkai", standalone_mode=False)
