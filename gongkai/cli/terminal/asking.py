"""Questions to whoever sits at the terminal. Where nobody does, a command says what it lacks instead."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from functools import cache
from typing import TypeVar

from gongkai.base.problems import GongkaiError, UsageMistake
from gongkai.base.text import key
from gongkai.cli.output import heard, say
from gongkai.cli.terminal.prompting import Left, Questions, leaves

T = TypeVar("T")


def at_terminal() -> bool:
    """Whether there is somebody to ask: not where stdout is a program's."""
    return heard() is None and sys.stdin is not None and sys.stdin.isatty() and sys.stdout.isatty()


def ask(words: str, read: Callable[[str], T], default: str = "") -> T:
    """The answer to a question as `read` takes it (UsageMistake, GongkaiError: it is asked anew); what is pasted is one
    answer. An empty one is the default. Raises Left where the answer is q, or the input ends; Unreadable where its
    encoding can't be made out."""
    while True:
        try:
            answer = _questions().ask(f"{words}{f' [{default}]' if default else ''}：").strip()
        except EOFError:
            say("")
            raise Left from None
        if leaves(answer):
            raise Left
        try:
            return read(answer or default)
        except GongkaiError as error:
            say(str(error))


@cache
def _questions() -> Questions:
    """One for all questions: whoever leaves within an answer has left at the next question."""
    return Questions("用选项写")


def pick(words: str, choices: Sequence[T], default: int = 0) -> T:
    """One of the choices by its number, which the caller has shown, from 1. `default` is a number; 0: none."""

    def read(answer: str) -> T:
        number = int(key(answer)) if key(answer).isdecimal() else 0
        if not 1 <= number <= len(choices):
            raise UsageMistake(f"请输入 1 至 {len(choices)} 的号码，或 q 离开")
        return choices[number - 1]

    return ask(words, read, str(default) if default else "")
