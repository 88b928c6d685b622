"""YAML written by hand, so that comments stand where the doubts are. What is written reads back as it was."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable

MARK = "待核"

# What may stand without quotes: no sign that YAML could take for its own.
_PLAIN = re.compile(r"[\u4e00-\u9fffA-Za-z（《“][^\n\r\t#:\[\]{}&*!?|>'\"%@`,\\]*")
_WORDS = re.compile(r"(?:true|false|null|yes|no|on|off|y|n|~)", re.IGNORECASE)


def scalar(text: str) -> str:
    """`text` as one YAML value, in a line or in a list in brackets."""
    plain = _PLAIN.fullmatch(text) and text == text.strip() and not _WORDS.fullmatch(text)
    if (plain and text.isprintable()) or re.fullmatch(r"\d{4}-\d{2}-\d{2}", text):
        return text
    # In double quotes; what doesn't print is escaped as YAML and JSON both do it.
    quoted = json.dumps(text, ensure_ascii=False)
    return "".join(char if char.isprintable() else _escape(char) for char in quoted)


def _escape(char: str) -> str:
    return f"\\u{ord(char):04x}" if ord(char) < 0x10000 else f"\\U{ord(char):08x}"


def flow(values: Iterable[str]) -> str:
    """A list in brackets."""
    return "[" + ", ".join(values) + "]"


def mapping(entries: dict[str, str]) -> str:
    """A mapping in braces; the values are YAML already."""
    return "{" + ", ".join(f"{key}: {value}" for key, value in entries.items()) + "}"


def raw(value: object) -> str:
    """A value as a plan file's reader gives it: a text, or a list or a mapping of such."""
    if isinstance(value, list | tuple):
        return flow(map(raw, value))
    if isinstance(value, dict):
        return mapping({str(key): raw(each) for key, each in value.items()})
    return scalar(value) if isinstance(value, str) else ""


class Writer:
    """Lines of YAML, and the doubts noted in them."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self.doubts: list[tuple[int, str]] = []  # line number from 1, reason

    def line(self, text: str, *doubts: str) -> None:
        """A line, with its doubts behind it as one comment."""
        reason = "；".join(dict.fromkeys(_one_line(doubt) for doubt in doubts if doubt))
        self.lines.append(f"{text}   # {MARK}：{reason}" if reason else text)
        if reason:
            self.doubts.append((len(self.lines), reason))

    def field(self, name: str, text: str) -> None:
        """A field, with its indent, where there is something to say in it."""
        if text:
            self.line(f"{name}: {scalar(text)}")

    def doubt(self, indent: str, reason: str) -> None:
        """A doubt about what isn't there: a comment on a line of its own."""
        self.lines.append(f"{indent}# {MARK}：{_one_line(reason)}")
        self.doubts.append((len(self.lines), _one_line(reason)))

    def text(self) -> str:
        return "\n".join(self.lines) + "\n"


def _one_line(text: str) -> str:
    return "".join(char if char.isprintable() else " " for char in re.sub(r"\s+", " ", text)).strip()
