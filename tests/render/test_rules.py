"""Rules that every screen keeps at every width: aligned, no wider than the terminal, typeset as Chinese is."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from conftest import PLAN_FILE, ROOT, Gongkai
from screens import AS_OF, SCREENS, Screen, cells

WIDTHS = (60, 67, 75, 76, 100, 133, 200)
NO_LINE_BEGINS = "、，。；：）》”"
NO_LINE_ENDS = "（《“"


@pytest.fixture
def screen(gongkai: Gongkai, filled_store: Path, monkeypatch: pytest.MonkeyPatch) -> Screen:
    return Screen(gongkai, filled_store, monkeypatch)


@pytest.mark.parametrize("name", SCREENS)
def test_a_screen_keeps_the_rules(name: str, screen: Screen) -> None:
    for width in WIDTHS:
        shown = screen(*SCREENS[name], width=width)
        assert "\x1b" not in shown
        shown.encode("gbk")
        for line in shown.splitlines():
            assert cells(line) <= width, (width, line)
            for piece in re.split(r" {2,}", line.strip(" ")):  # cells are at least two spaces apart
                assert not piece.startswith(tuple(NO_LINE_BEGINS)), (width, line)
                assert not piece.endswith(tuple(NO_LINE_ENDS)), (width, line)
        for block in tables(shown):
            assert {cells(line) for line in block} == {cells(block[0])}, (width, block[0])


def tables(shown: str) -> list[list[str]]:
    """Each table with a head: from the line above a rule to the next empty line or the end."""
    lines = shown.splitlines()
    found = []
    for index, line in enumerate(lines):
        if line and set(line) == {"─"}:
            stop = next((i for i in range(index, len(lines)) if not lines[i].strip()), len(lines))
            found.append(lines[index - 1 : stop])
    return found


def columns(lines: list[str], starts: list[int]) -> list[list[str]]:
    """Each line cut into its table cells; `starts` are the columns' first terminal cells."""
    cut = []
    for line in lines:
        row = [""] * len(starts)
        at = 0
        for char in line:
            column = max(index for index, start in enumerate(starts) if start <= at)
            row[column] += char
            at += cells(char)
        cut.append([text.rstrip(" ") for text in row])
    return cut


def head_starts(head: str) -> list[int]:
    return [cells(head[: title.start()]) for title in re.finditer(r"[^ ]+", head)]


@pytest.mark.parametrize("width", WIDTHS)
def test_wrapped_demands_read_as_printed(width: int, screen: Screen) -> None:
    """The table's cells, joined, are the plan's words: no hyphen, nothing lost, nothing added."""
    asked = ("tasks", "-u", "区自然资源局", *AS_OF)
    wanted = {
        task["id"]: f"【{'：'.join(filter(None, (task['topic'], task['subtopic'])))}"
        + (f"〔{task['body_section']}〕】" if task["part"] == "body" else "】")
        + task["requirement"]
        for task in screen.run(*asked, "--format", "json").json
    }
    lines = screen(*asked, "--full", width=width).splitlines()
    head = next(i for i, line in enumerate(lines) if line.startswith("序号"))
    found: dict[str, str] = {}
    number = ""
    for line in lines[head + 2 :]:
        if cells(line) != width:  # a heading between the parts of the table, or an empty line
            continue
        row = columns([line], head_starts(lines[head]))[0]
        number = row[0] or number
        found[number] = found.get(number, "") + row[1]
    assert {n: spaceless(text) for n, text in found.items()} == {n: spaceless(t) for n, t in wanted.items()}


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("number", ["5", "14", "35", "Z1"])
def test_wrapped_paragraphs_read_as_printed(number: str, width: int, screen: Screen) -> None:
    """`show` breaks a demand into lines and changes nothing in it."""
    wanted = screen.run("show", number, *AS_OF, "--format", "json").json
    shown = screen("show", number, *AS_OF, width=width)
    assert spaceless("工作要求" + wanted["requirement"] + "责任单位") in spaceless(shown)
    for item in wanted["obligations"]:
        assert spaceless(f"{item['item']}{item['quote']}时间：{item['demand']}") in spaceless(shown)


def spaceless(text: str) -> str:
    """Without white space, which may be given up at the end of a line."""
    return re.sub(r"\s", "", text)


def test_the_plan_has_only_what_gbk_can_show() -> None:
    PLAN_FILE.read_text(encoding="utf-8").encode("gbk")


def test_the_program_says_only_what_gbk_can_show() -> None:
    """Every character in the source, but where documents with other signs are read."""
    for file in (ROOT / "gongkai").rglob("*.py"):
        name = file.relative_to(ROOT / "gongkai").as_posix()
        if not name.startswith(READERS):
            assert [char for char in file.read_text(encoding="utf-8") if not _gbk(char)] == [], name


READERS = ("base/text.py", "plan/timing.py", "plan/draft/", "forms/people.py")


def _gbk(char: str) -> bool:
    return bool(char.encode("gbk", "ignore"))
