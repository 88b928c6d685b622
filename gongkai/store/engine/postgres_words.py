"""Our questions in PostgreSQL's words, and its numbers in ours."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

from psycopg.adapt import Loader


class WholeNumber(Loader):
    """PostgreSQL sums integers into `numeric`; a whole one is an int here, as in SQLite."""

    def load(self, data: Any) -> int | float:
        text = bytes(data).decode()
        return int(text) if text.lstrip("-").isdigit() else float(text)


_TOKEN = re.compile(
    r"""('(?:[^']|'')*' | "(?:[^"]|"")*")   # a text, a quoted name
      | (--[^\n]* | /\*.*?\*/)              # a comment
      | ::                                  # a cast
      | :(\w+)                              # a parameter
      | %""",
    re.VERBOSE | re.DOTALL,
)


# The start of a named part of a question, as our .sql files write it. PostgreSQL would make and keep all the rows of
# one that several others name, even where nothing asks for those.
_NAMED = re.compile(r"^(\w+) AS \($", re.MULTILINE)


@lru_cache(maxsize=256)
def translated(sql: str) -> str:
    """Our `:name` parameters in psycopg's `%(name)s`."""

    def word(match: re.Match[str]) -> str:
        text, comment, name = match.groups()
        if comment:
            return " "
        if name:
            return f"%({name})s"
        return (text or match.group()).replace("%", "%%")

    return _TOKEN.sub(word, _NAMED.sub(r"\1 AS NOT MATERIALIZED (", sql))
