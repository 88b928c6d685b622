"""What was typed and not saved is kept in a file, whatever came between."""

from __future__ import annotations

import os
import re
import sys
import tempfile
from binascii import crc32
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from typing import NamedTuple

from gongkai.base.files import bytes_of, make_folder
from gongkai.base.problems import GongkaiError
from gongkai.base.temporary import alive, write_whole
from gongkai.cli.fill.sheet_marks import mark, marks
from gongkai.cli.fill.sheet_text import MOST, answer_lines, read_sheet
from gongkai.cli.output import say, warn
from gongkai.cli.paths import unsaved_folder
from gongkai.cli.session import Session
from gongkai.store.changes.answers import Conflict
from gongkai.store.engine.opening import is_server
from gongkai.store.kinds import FIELD, MEASURES
from gongkai.store.questions.filings import Filing, Texts, texts_of


@contextmanager
def told_where(path: str, more: str = "") -> Iterator[None]:
    """Say of whatever fails in the block that what was typed is still in the file at `path`; `more`: what to do then."""
    where = f"所填内容留在 {path}{more}"
    try:
        yield
    except GongkaiError as error:
        error.args = (f"{error}；{where}{'，请核对后重填' if isinstance(error, Conflict) else ''}",)
        raise
    except KeyboardInterrupt:
        warn(f"保存时中断，请用 gongkai log 核对是否已保存；{where}")
        sys.exit(130)


def kept_file(name: str, text: str) -> str | None:
    """Put a text under a name where what isn't saved is kept: the file's path. The folder for temporary files where ours
    can't be written; None where neither can."""
    for folder in (unsaved_folder(), tempfile.gettempdir()):
        with suppress(OSError):
            make_folder(folder)
            path = os.path.join(folder, name)
            write_whole(path, text.replace("\n", os.linesep).encode())
            return path
    return None


def sheet_name(unit: str) -> str:
    """The name of this process's sheet of all a unit's answers."""
    return f"gongkai-{unit}-填报表-{os.getpid()}.yaml"


def tell_of_sheets(unit: str) -> None:
    """Name the unit's sheets that were changed and not saved by processes that have ended."""
    name = re.compile(rf"gongkai-{re.escape(unit)}-填报表-(\d+)\.yaml")
    for folder in (unsaved_folder(), tempfile.gettempdir()):
        with suppress(OSError), os.scandir(folder) as entries:
            for entry in sorted(entries, key=lambda each: each.name):
                if (ours := name.fullmatch(entry.name)) and not alive(int(ours[1])) and _changed(entry.path):
                    say(
                        f"上次没有存成的填报表还在，接着填：gongkai fill -u {unit} --edit --from {entry.path}（不要了的请删去）"
                    )


def _changed(path: str) -> bool:
    """Whether a sheet says something else than what it was made from; where that can't be told, yes."""
    try:
        text = bytes_of(path, MOST).decode()
    except ValueError:
        return True
    before = marks(text)
    answers, mistakes = read_sheet(text, dict.fromkeys(before), text)
    return bool(mistakes) or any(mark(answers.get(task, {})) != made for task, made in before.items())


class Books(NamedTuple):
    """Whose answers: a unit's, to a plan, in a store."""

    unit: str
    place: str

    @classmethod
    def of(cls, session: Session, unit: str) -> Books:
        where = session.store.where if is_server(session.database) else os.path.abspath(session.database)
        return cls(unit, format(crc32(f"{where} {session.plan}".encode()), "08x"))

    def file_name(self, task: str) -> str:
        return f"{self.unit}-任务{task}-{self.place}-{os.getpid()}.yaml"

    def left_behind(self) -> dict[str, list[str]]:
        """By task, the files of processes that ended before they had saved what is in them."""
        name = re.compile(rf"{re.escape(self.unit)}-任务(\w+)-{self.place}-(\d+)\.yaml")
        found: dict[str, list[str]] = {}
        for folder in (unsaved_folder(), tempfile.gettempdir()):
            with suppress(OSError), os.scandir(folder) as entries:
                for entry in sorted(entries, key=lambda each: each.stat().st_mtime):
                    if (ours := name.fullmatch(entry.name)) and not alive(int(ours[2])):
                        found.setdefault(ours[1], []).append(entry.path)
        return found


class Draft:
    """A task's answer while it is being typed: in a file from the first field on until it is saved.

    `standing`: the answer it is made from, `stood`: what that says. `typed`: the fields given by now. `recovered`: those
    that an earlier, broken off draft holds beyond what stands.
    """

    def __init__(self, books: Books, task: str, day: str, standing: Filing | None) -> None:
        self.task = task
        self.standing = standing
        self.stood = texts_of(standing).given
        self.typed: dict[str, str] = {}
        self._books = books
        self._title = f"# {books.unit}　任务 {task}　记在 {day}"
        self._earlier = books.left_behind().get(task, [])
        self.recovered = self._recover()
        self.path: str | None = None

    def offer(self, field: str) -> str:
        """What a field holds by now, saved or not."""
        return self.typed.get(field) or self.recovered.get(field) or self.stood.get(field, "")

    def put(self, given: Mapping[str, str]) -> None:
        """Add fields, and write them down."""
        self.typed |= given
        answer = {**self.stood, **self.recovered, **self.typed}
        if "reason" in self.typed:
            answer = {"reason": self.typed["reason"]}
        text = "\n".join([self._title, f"任务{self.task}:", *answer_lines(answer, Texts()), ""])
        self.path = kept_file(self._books.file_name(self.task), text)

    def saved(self) -> None:
        """It is in the store: the files are no longer needed, but for fields that were never come to."""
        self._remove([self.path] if self.path else [])
        if "reason" in self.typed or not self.recovered.keys() - self.typed.keys():
            self._remove(self._earlier)

    @contextmanager
    def kept(self) -> Iterator[None]:
        """Where the block, which saves the draft, fails, say where the file is."""
        try:
            yield
        except (GongkaiError, KeyboardInterrupt) as error:
            if self.path:
                with told_where(self.path, "，下次 gongkai fill 接着填"):
                    raise
            if isinstance(error, KeyboardInterrupt):
                error = GongkaiError("保存时中断，请用 gongkai log 核对是否已保存")
            error.details = [
                *error.details,
                "所填内容：",
                *(f"{FIELD[field]}：{text}" for field, text in self.typed.items()),
            ]
            raise error from None
        self.saved()

    def _recover(self) -> dict[str, str]:
        found: dict[str, str] = {}
        for path in self._earlier:
            with suppress(OSError, ValueError):
                answers, _ = read_sheet(bytes_of(path, MOST).decode(), {self.task: None})
                found |= answers.get(self.task, {})
        measures = {field: found.get(field, "") for field in MEASURES}
        return {field: text for field, text in measures.items() if text not in ("", self.stood.get(field))}

    @staticmethod
    def _remove(paths: list[str]) -> None:
        for path in paths:
            with suppress(OSError):
                os.unlink(path)
