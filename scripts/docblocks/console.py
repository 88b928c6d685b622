"""Run the documentation's commands on a scratch store and show what they print."""

from __future__ import annotations

import contextlib
import io
import os
import shlex
import shutil
import sys
import tempfile
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from types import TracebackType
from unittest.mock import patch

ROOT = Path(__file__).resolve().parent.parent.parent
EXAMPLES = ROOT / "docs"
WIDTH = 88
NAME = "张三"


class Console:
    """A folder and a store of its own for one page; entered, the commands run there."""

    def __enter__(self) -> Console:
        self._folder = tempfile.TemporaryDirectory(prefix="gongkai-docs-")
        self._before, self._cwd = dict(os.environ), os.getcwd()
        for name in list(os.environ):
            if name.startswith("GONGKAI_") or name in ("FORCE_COLOR", "CLICOLOR_FORCE"):
                del os.environ[name]
        place = self._folder.name
        os.environ.update(
            GONGKAI_DB=os.path.join(place, "gongkai.db"),
            XDG_DATA_HOME=os.path.join(place, "data"),
            XDG_CONFIG_HOME=os.path.join(place, "settings"),
            GONGKAI_USER=NAME,
            NO_COLOR="1",
            COLUMNS=str(WIDTH),
        )
        for path in [*EXAMPLES.glob("*.yaml"), *EXAMPLES.glob("*.txt")]:
            shutil.copy(path, place)
        os.chdir(place)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        os.chdir(self._cwd)
        os.environ.clear()
        os.environ.update(self._before)
        self._folder.cleanup()

    def shown(self, line: str, most: int | None = None, expected: int = 0) -> str:
        """A `$ gongkai …` line with its output under it, at most so many lines of it, as the page has it.

        ValueError where the exit status isn't the one expected.
        """
        words = shlex.split(line.removeprefix("$ "))
        if words[0] != "gongkai":
            raise ValueError(f"only gongkai is run in the documentation: {line}")
        target = None
        if ">" in words:
            words, target = words[: words.index(">")], words[-1]
        status, output = run(words[1:])
        if status != expected:
            raise ValueError(f"exit status {status}: {line}\n{output.decode('utf-8', 'replace')}")
        if target is not None:
            with open(target, "wb") as file:
                file.write(output)
            output = b""
        text = output.decode("utf-8-sig")
        for place in (self._folder.name, str(ROOT)):
            text = text.replace(place + os.sep, "")
        lines = [one.rstrip() for one in text.rstrip().splitlines()]
        if most is not None and len(lines) > most:
            lines = [*lines[:most], "……"]
        return "\n".join([line, *lines]) + "\n"


def run(arguments: list[str]) -> tuple[int, bytes]:
    """Run a command line in this process, through the program's own entry point: its status and all that it printed."""
    from gongkai.cli.main import main

    buffer = io.BytesIO()
    stream = io.TextIOWrapper(buffer, encoding="utf-8", newline="\n", write_through=True)
    before, sys.argv = sys.argv, ["gongkai", *arguments]
    try:
        with contextlib.redirect_stdout(stream), contextlib.redirect_stderr(stream), _on_its_day(arguments):
            main()
    except SystemExit as leaving:
        status = leaving.code if isinstance(leaving.code, int) else 0 if leaving.code is None else 1
    finally:
        sys.argv = before
    stream.flush()
    return status, buffer.getvalue()


@contextlib.contextmanager
def _on_its_day(arguments: list[str]) -> Iterator[None]:
    """What is recorded for a day (--on) is recorded on that day: nothing is dated back in the examples."""
    if "--on" not in arguments:
        yield
        return
    day = date.fromisoformat(arguments[arguments.index("--on") + 1])

    class Day(date):
        @classmethod
        def today(cls) -> date:
            return day

    with patch("gongkai.cli.session.date", Day):
        yield
