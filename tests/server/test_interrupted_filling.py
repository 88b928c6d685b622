"""A server that stops while a clerk is still typing: it is said that nothing was saved, and what was typed is kept."""

from __future__ import annotations

import io
import re
import shutil
import stat
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from conftest import Gongkai, Ran
from databases import TEMPLATE, District, Server, make_template, start_server

UNIT = "区司法局"


@pytest.fixture
def own_server(monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    monkeypatch.setattr(
        "gongkai.store.engine.postgres.PATIENT_PAUSES", (0.1, 0.1)
    )  # a quarter of a minute otherwise
    running = start_server("fsync=off")
    make_template(running)
    monkeypatch.setenv("GONGKAI_DB", District(running, TEMPLATE).address("sfj"))
    yield running
    running.stop()
    shutil.rmtree(running.folder, ignore_errors=True)


class Typing(io.TextIOBase):
    """A clerk at the keyboard: each line is a text, or something that happens before the next text is typed."""

    def __init__(self, *lines: str | Callable[[], None]) -> None:
        self._lines = list(lines)

    def readline(self, _size: int | None = -1) -> str:  # type: ignore[override]
        while self._lines:
            line = self._lines.pop(0)
            if isinstance(line, str):
                return line + "\n"
            line()
        return ""


def kept(ran: Ran) -> str:
    """What is in the file that a failed command names; it says in one line that nothing was saved."""
    assert ran.status == 1
    assert ran.err.count("\n") == 1 and "连不上服务器" in ran.err and "没有保存" in ran.err, ran.err
    found = re.search(r"所填内容留在 (\S+?\.yaml)", ran.err)
    assert found, ran.err
    text = Path(found[1]).read_text(encoding="utf-8")
    Path(found[1]).unlink()
    return text


def test_the_server_stops_while_a_clerk_types(
    own_server: Server, gongkai: Gongkai, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def answers() -> list[dict[str, str]]:
        tasks = gongkai("tasks", "--as-of", "2019-12-31", "--format", "json").json
        return [{"id": each["id"], "measure": each["measure"]} for each in tasks if each["measure"]]

    fill = ("fill", "-u", UNIT, "--on", "2019-07-18")
    # one field after the other
    monkeypatch.setattr(sys, "stdin", Typing("公布清单", own_server.stop, "法制科", "张三", "0533-0000000"))
    assert kept(gongkai(*fill, "-t", "14")).splitlines()[2:4] == ["  措施: 公布清单", "  科室: 法制科"]
    own_server.start()
    assert answers() == []  # a task is one change, whole or not at all
    monkeypatch.setattr(sys, "stdin", Typing("公布清单", "q"))
    assert gongkai(*fill, "-t", "14").status == 0
    # on leaving
    monkeypatch.setattr(sys, "stdin", Typing("公布", own_server.stop, "q"))
    assert "  措施: 公布\n" in kept(gongkai(*fill))
    own_server.start()
    # between two tasks
    monkeypatch.setattr(sys, "stdin", Typing(own_server.stop, "-"))
    gone = gongkai(*fill)
    assert gone.status == 1 and gone.err.endswith("；此前填完的任务都已保存\n")
    own_server.start()
    # in an editor
    editor = tmp_path / "editor.py"
    editor.write_text(
        f"""#!{sys.executable}
import os, signal, sys, time
pid = int(open({str(own_server.data / "postmaster.pid")!r}).readline())
os.kill(pid, signal.SIGQUIT)
while os.path.exists({str(own_server.data / "postmaster.pid")!r}):
    time.sleep(0.02)
text = open(sys.argv[1], encoding="utf-8").read()
open(sys.argv[1], "w", encoding="utf-8").write(text.replace("措施: 公布清单", "措施: 另一种写法"))
""",
        encoding="utf-8",
    )
    editor.chmod(editor.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setenv("EDITOR", str(editor))
    assert "  措施: 另一种写法" in kept(gongkai(*fill, "--edit"))
    own_server.start()
    assert answers() == [{"id": "14", "measure": "公布清单"}]
