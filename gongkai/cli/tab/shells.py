"""How a shell asks at a press of TAB, and how it is answered.

A shell's script, beside this file, runs `gongkai` with _GONGKAI_COMPLETE set to the shell's name and COMP_LINE to the
command line up to the cursor. The answer's first line is `files`, where the shell completes file names by itself,
or `words`; then come the words in the form that the shell wants them in.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from gongkai.base.text import cells, clip, pad

if TYPE_CHECKING:
    import click
    from click.shell_completion import CompletionItem

    Offers = list[CompletionItem[str]]

_SCRIPTS = {"bash": "gongkai.bash", "zsh": "gongkai.zsh", "fish": "gongkai.fish", "powershell": "gongkai.ps1"}
SHELLS = tuple(_SCRIPTS)


def script(shell: str) -> str:
    """What the shell has to read once to complete `gongkai`."""
    with open(os.path.join(os.path.dirname(__file__), _SCRIPTS[shell]), encoding="utf-8") as file:
        return file.read()


def answer(program: click.Command, shell: str, asked: Mapping[str, str]) -> str:
    """What is offered at the end of a command line; `asked` holds what the script set."""
    from click.shell_completion import ShellComplete

    *before, typed = _words(asked.get("COMP_LINE", ""), "`" if shell == "powershell" else "\\")
    while before and _assigns(before[0]):  # fish gives those before the program too
        del before[0]
    found = ShellComplete(program, {}, "gongkai", "").get_completions(before[1:], typed)
    if any(each.type != "plain" for each in found):
        return "files\n"
    return "\n".join(["words", *_FORMS[shell](found, typed, asked), ""])


def _words(line: str, escape: str) -> list[str]:
    """The words of a line as the shell takes them; the last one, which may be empty, is still being typed."""
    from shlex import shlex

    lexer = shlex(line + "|", posix=True)  # the bar: for a last word, also after a space
    lexer.whitespace_split, lexer.commenters, lexer.escape = True, "", escape
    words: list[str] = []
    try:
        words.extend(lexer)
    except ValueError:  # an open quote
        words.append(lexer.token)
    words[-1] = words[-1].removesuffix("|")
    return words


def _assigns(word: str) -> bool:
    """GONGKAI_DB=x.db."""
    name, equals, _ = word.partition("=")
    return bool(equals) and name.isidentifier()


def _option(typed: str) -> str:
    """`--unit=` of `--unit=区`: most shells complete the whole word, with it."""
    name, equals, _ = typed.partition("=")
    return name + equals if equals and name.startswith("-") else ""


def _choices(found: Offers) -> list[tuple[str, str]]:
    """Words and what is said of each. Several units stand under the spelling that matched what was typed, so that
    it stays as it is and can be typed on; the last one left stands under its name."""
    if len(found) == 1:
        return [(found[0].value, found[0].help or "")]
    return [_spelled(each) for each in found]


def _spelled(offer: CompletionItem[str]) -> tuple[str, str]:
    return (offer.spelling, offer.value) if offer.spelling else (offer.value, offer.help or "")


def _lines(choices: list[tuple[str, str]], asked: Mapping[str, str]) -> list[str]:
    """The choices as a list is shown: the words in a column, then what is said of each."""
    width = int(asked.get("COLUMNS") or 80) - 1
    widest = max((cells(word) for word, _ in choices), default=0)
    return [clip(f"{pad(word, widest)}  {said}" if said else word, width) for word, said in choices]


_LISTING = (
    "9",
    "33",
    "63",
    "64",
)  # COMP_TYPE where bash lists choices; elsewhere it would insert what is listed


def _bash(found: Offers, typed: str, asked: Mapping[str, str]) -> list[str]:
    """Bash has one text for what it inserts and what it shows. With several choices it inserts only what their
    texts have in common at the beginning, so they may say more."""
    choices = _choices(found)
    if len(choices) > 1 and asked.get("COMP_TYPE", "9") in _LISTING:
        return _lines(choices, asked)
    # Bash replaces no more than what follows the last = or : of the word.
    word = asked.get("COMP_WORD", "")
    kept = len(typed) - len(word) if typed.endswith(word) else 0
    return [(_option(typed) + word_)[kept:] for word_, _ in choices]


def _zsh(found: Offers, _typed: str, asked: Mapping[str, str]) -> list[str]:
    """A word and its line in the list, by turns."""
    choices = _choices(found)
    shown = _lines(choices, asked)
    return [each for (word, _), line in zip(choices, shown, strict=True) for each in (word, line)]


def _fish(found: Offers, typed: str, _asked: Mapping[str, str]) -> list[str]:
    """Fish drops words unlike what was typed: a unit always stands under the spelling that matched."""
    return [f"{_option(typed)}{word}\t{said}" for word, said in map(_spelled, found)]


def _powershell(found: Offers, typed: str, _asked: Mapping[str, str]) -> list[str]:
    """JSON in ASCII: PowerShell takes a program's output for text in the console's encoding, whatever that is."""
    from json import dumps

    lines = _lines([(each.value, each.help or "") for each in found], {})
    return [
        dumps({"word": _quoted(_option(typed) + each.value), "line": line, "tip": each.help or each.value})
        for each, line in zip(found, lines, strict=True)
    ]


def _quoted(word: str) -> str:
    """A word as it is typed in PowerShell."""
    plain = all(char.isalnum() or char in "-_./\\:=" for char in word)
    return word if plain else "'" + word.replace("'", "''") + "'"


_FORMS: dict[str, Callable[[Offers, str, Mapping[str, str]], list[str]]] = {
    "bash": _bash,
    "zsh": _zsh,
    "fish": _fish,
    "powershell": _powershell,
}
