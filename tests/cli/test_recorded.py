"""`--format json` of the commands that record something: one object on stdout, and no text beside it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from conftest import Gongkai

UNIT = ("-u", "区司法局")
ANSWER = ("--measure", "公布清单", "--section", "法制科", "--officer", "张三", "--contact", "0533-0000000")
JSON = ("--format", "json")


def recorded(gongkai: Gongkai, *line: str) -> list[dict[str, Any]]:
    ran = gongkai(*line, *JSON)
    assert ran.status == 0, ran.err
    assert set(ran.json) == {"recorded", "said", "warnings"}
    assert ran.json["warnings"] == [
        said.removeprefix("注意：") for said in ran.err.splitlines() if said.startswith("注意：")
    ]
    found: list[dict[str, Any]] = ran.json["recorded"]
    return found


def short(entries: list[dict[str, Any]]) -> list[tuple[Any, ...]]:
    return [tuple(entry[name] for name in ("action", "unit", "task", "record", "on")) for entry in entries]


def test_each_command_says_what_it_recorded(gongkai: Gongkai, tmp_path: Path) -> None:
    on = ("--on", "2019-07-18")
    assert short(recorded(gongkai, "fill", *UNIT, "-t", "14", *ANSWER, *on)) == [
        ("fill", "区司法局", "14", 1, "2019-07-18")
    ]
    assert recorded(gongkai, "fill", *UNIT, "-t", "14", *ANSWER, *on) == []  # the same again
    assert short(recorded(gongkai, "claim", *UNIT, "-t", "15", "-t", "4", *on)) == [
        ("claim", "区司法局", "15", 1, "2019-07-18"),
        ("claim", "区司法局", "4", 2, "2019-07-18"),
    ]
    assert short(recorded(gongkai, "unclaim", *UNIT, "-t", "4", "--on", "2019-07-19")) == [
        ("unclaim", "区司法局", "4", 2, "2019-07-19")
    ]
    publish = ("publish", *UNIT, "-t", "14-4", "--date", "2019-07-30", "--title", "清单")
    [entry] = recorded(gongkai, *publish)
    assert (entry["item"], entry["period"], entry["record"], entry["on"]) == (4, "once", 1, "2019-07-30")
    assert short(recorded(gongkai, "accept", *UNIT, *on)) == [("accept", "区司法局", "14", 1, "2019-07-18")]
    returned = recorded(gongkai, "return", *UNIT, "-t", "14", "--reason", "请改", "--on", "2019-07-20")
    assert short(returned) == [("return", "区司法局", "14", 2, "2019-07-20")]
    form = ("submit", *UNIT, "-o", str(tmp_path / "a.eml"), "--on", "2019-07-21")
    assert short(recorded(gongkai, *form)) == [("submit", "区司法局", None, 1, "2019-07-21")]
    assert recorded(gongkai, "form", *UNIT, "-o", str(tmp_path / "a.docx")) == []
    [undone] = recorded(gongkai, "undo", *UNIT, "-t", "14")
    assert (undone["action"], undone["undoes"], undone["on"]) == ("undo", returned[0]["line"], None)


def test_what_is_wrong_leaves_stdout_empty(gongkai: Gongkai) -> None:
    ran = gongkai("publish", *UNIT, "-t", "14-9", "--date", "2019-07-30", "--title", "清单", *JSON)
    assert (ran.status, ran.out) == (2, "")
    walk = gongkai("fill", *UNIT, *JSON)
    assert (walk.status, walk.out) == (2, "") and "--measure" in walk.err


def test_a_part_that_is_done_is_told(gongkai: Gongkai) -> None:
    gongkai("fill", *UNIT, "-t", "14", *ANSWER, "--on", "2019-07-18")
    ran = gongkai("accept", *UNIT, "-u", "区水利局", *JSON)
    assert ran.status == 1 and ran.err.splitlines()[-1].startswith("错误：")
    assert [entry["unit"] for entry in ran.json["recorded"]] == ["区司法局"]


def test_at_a_terminal_a_program_is_asked_nothing(terminal: Any) -> None:
    child = terminal("publish", "-u", "区水利局", "-t", "7", *JSON)
    child.expect_exact("请写明发布日期")


@pytest.mark.parametrize("command", [("schedule", *UNIT), ("records",)])
@pytest.mark.parametrize("form", ["csv", "json"])
def test_a_list_goes_into_a_file_as_it_would_through_a_pipe(
    gongkai: Gongkai, tmp_path: Path, command: tuple[str, ...], form: str
) -> None:
    gongkai("publish", *UNIT, "-t", "14-4", "--date", "2019-07-30", "--title", "清单")
    file = tmp_path / f"表.{form}"
    ask = (*command, "--as-of", "2019-08-01", "--format", form)
    wanted = gongkai(*ask).out
    done = gongkai(*ask, "-o", str(file))
    assert done.status == 0, done.err
    assert file.read_bytes().decode() == wanted
    other = tmp_path / f"另一份.{form}"
    assert (
        gongkai(*command, "--as-of", "2019-08-01", "-o", str(other)).status == 0
    )  # its ending says the form
    assert other.read_bytes() == file.read_bytes()
    assert gongkai(*ask, "-o", str(tmp_path / "表.txt")).status == 2
