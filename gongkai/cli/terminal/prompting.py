"""A question to whoever sits at the terminal, and what is typed or pasted in answer to it."""

from __future__ import annotations

import sys
from types import ModuleType

from gongkai.base.problems import GongkaiError
from gongkai.base.text import key
from gongkai.cli.output import say
from gongkai.cli.typed_values import is_text


class Left(Exception):
    """Whoever was asked wants to leave."""


def leaves(answer: str) -> bool:
    """Whether an answer is the q that leaves; in full width too, as with an input method on."""
    return key(answer) == "q"


# A terminal hands a long paste over in pieces; waiting a little for the next one spares a surprise, nothing hangs on it.
_SETTLING = 0.05
_TRIES = 3


class Unreadable(GongkaiError):
    """What is typed comes in another encoding, again and again."""


class Questions:
    """Asks one question after the other. At a terminal whatever is pasted is one answer; a pipe gives a line an answer.

    `answered` is False where nobody is there to answer: no terminal, and nothing in the pipe. `otherwise` says how the
    answers can be given where what is typed can't be read.
    """

    def __init__(self, otherwise: str) -> None:
        self._otherwise = otherwise
        self._terminal = sys.stdin is not None and sys.stdin.isatty()
        self._editor = line_editor() if self._terminal and sys.stdout.isatty() else None
        self._ahead: list[str | None] = []
        self._stop: BaseException | None = None
        if not self._terminal:
            self._ahead = [self._line("")]
        self.answered = self._terminal or self._ahead != [""]

    @property
    def can_edit(self) -> bool:
        """Whether a text can be put into the line for changing."""
        return self._editor is not None

    def ask(self, prompt: str, text: str = "") -> str:
        """The answer as typed, with its line breaks where it was pasted; `text` stands in the line already.

        EOFError and KeyboardInterrupt where the clerk leaves, Unreadable where the encoding can't be made out.
        """
        if self._stop:
            raise self._stop
        for tried in range(_TRIES):
            lines = [self._first_line(prompt, text)]
            if self._terminal:
                lines += self._waiting_lines()
            if None not in lines:
                return "\n".join(line for line in lines if line is not None)
            say("没有看懂输入的编码，请重新输入" + (f"。{self._advice()}" if tried else ""))
        raise Unreadable(f"没有看懂输入的编码。{self._advice()}")

    def _advice(self) -> str:
        ours = (sys.stdin.encoding if sys.stdin else "") or "UTF-8"
        return f"程序按 {ours.upper()} 读：请把终端的编码设成一样的（如 export LC_ALL=C.UTF-8），或改{self._otherwise}"

    def _first_line(self, prompt: str, text: str) -> str | None:
        if self._terminal:
            return self._typed(prompt, text)
        print(prompt, end="", flush=True)  # noqa: T201
        line = self._ahead.pop() if self._ahead else self._line("")
        if line == "":
            raise EOFError
        return line and line.rstrip("\r\n")

    def _waiting_lines(self) -> list[str | None]:
        """The rest of a paste: lines that are there before anybody can have read the next question."""
        lines: list[str | None] = []
        try:
            while _waiting():
                lines.append(self._typed("", ""))
        except (EOFError, KeyboardInterrupt) as leaving:
            self._stop = leaving  # heard at the next question: what was answered before it counts
        if lines:
            say(f"（一起输入的 {len(lines) + 1} 行记作一栏）")
        return lines

    def _typed(self, prompt: str, text: str) -> str | None:
        if self._editor is None:
            return self._line(prompt)
        self._editor.set_startup_hook((lambda: self._put(text)) if text else None)
        try:
            return self._line(prompt)
        finally:
            self._editor.set_startup_hook(None)

    def _put(self, text: str) -> None:
        if self._editor is not None:
            self._editor.insert_text(text)

    def _line(self, prompt: str) -> str | None:
        """A line; of a pipe with its end, so that "" is the end of all. None where it can't be decoded: bytes in
        another encoding raise, or come as half surrogate pairs."""
        try:
            line = input(prompt) if self._terminal else sys.stdin.readline() if sys.stdin else ""
        except UnicodeDecodeError:
            return None
        return line if is_text(line) else None


def line_editor() -> ModuleType | None:
    """Arrow keys, Chinese backspace and pasting as one, where the system has it."""
    if not _chinese_can_be_typed():
        return None
    try:
        import readline
    except ImportError:
        return None
    if "libedit" not in (readline.__doc__ or ""):
        readline.parse_and_bind("set enable-bracketed-paste on")  # Python turns it off
    return readline


def _chinese_can_be_typed() -> bool:
    """In the locale C, and in another encoding than it was told, readline takes the bytes of Chinese characters for
    commands; without it they come through."""
    if sys.platform == "win32":
        return True
    import codecs
    import locale

    try:
        told = codecs.lookup(locale.nl_langinfo(locale.CODESET)).name
        return told != "ascii" and told == codecs.lookup(sys.stdin.encoding).name
    except LookupError:
        return True


def _waiting() -> bool:
    """Whether more has been typed or pasted already."""
    if sys.platform == "win32":
        import msvcrt
        import time

        return msvcrt.kbhit() or bool(time.sleep(_SETTLING)) or msvcrt.kbhit()
    import select

    return bool(select.select([sys.stdin], [], [], _SETTLING)[0])
