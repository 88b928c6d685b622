"""`gongkai fill --edit`: the sheet in the clerk's editor. The editors here are small scripts."""

from __future__ import annotations

import functools
import json
import os
import re
import stat
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from conftest import Gongkai, Ran
from hypothesis import example, given
from hypothesis import strategies as st

from gongkai.base.text import clean
from gongkai.cli.fill.sheet_text import answer_lines, read_sheet
from gongkai.store.questions.filings import Texts

pytestmark = [pytest.mark.sqlite, pytest.mark.usefixtures("store_path")]

UNIT = "区司法局"
FULL = {"measure": "公布清单", "section": "法制科", "officer": "张三", "contact": "0533-0000000"}
OPTIONS = [word for name, value in FULL.items() for word in (f"--{name}", value)]
DAY = "2019-07-18"

Steps = Callable[..., None]


@pytest.fixture
def editor(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Steps:
    """Set EDITOR to a script: its first call runs the first step's Python text, and so on, the last one for ever.

    A step works on `text`, the sheet; the sheet as each call found it is kept as seen-1, seen-2 ….
    """

    def use(*steps: str) -> None:
        script = tmp_path / "editor.py"
        script.write_text(
            f"""#!{sys.executable} -S
import json, os, re, signal, subprocess, sys, time
folder, path = {str(tmp_path)!r}, sys.argv[1]
steps = {list(steps)!r}
calls = sum(name.startswith("seen-") for name in os.listdir(folder))
text = open(path, encoding="utf-8").read()
open(os.path.join(folder, f"seen-{{calls + 1}}"), "w", encoding="utf-8").write(text)
open(os.path.join(folder, "sheet-path"), "w", encoding="utf-8").write(path)
encoding = "utf-8"
def put(task, field, value):
    global text
    found = re.search(rf"(?ms)^任务{{task}}:\\n.*?^(  {{field}}:)[^\\n]*", text)
    text = text[:found.start(1)] + found.group(1) + value + text[found.end():]
exec(steps[min(calls, len(steps) - 1)])
open(path, "w", encoding=encoding, newline="").write(text)
""",
            encoding="utf-8",
        )
        script.chmod(script.stat().st_mode | stat.S_IXUSR)
        monkeypatch.setenv("EDITOR", str(script))

    return use


FILL = """
for field, value in {"措施": "公布清单", "科室": "法制科", "责任人": "张三", "电话": "0533-0000000"}.items():
    put("14", field, " " + value)
"""


def edit(gongkai: Gongkai, *more: str) -> Ran:
    return gongkai("fill", "-u", UNIT, "--edit", "--on", DAY, *more)


def seen(tmp_path: Path, call: int) -> str:
    return (tmp_path / f"seen-{call}").read_text(encoding="utf-8")


def sheet_path(tmp_path: Path) -> Path:
    return Path((tmp_path / "sheet-path").read_text(encoding="utf-8"))


def answer(gongkai: Gongkai, task: str = "14") -> dict[str, Any]:
    tasks = gongkai("tasks", "-u", UNIT, "--as-of", "2019-12-31", "--format", "json").json
    row = next(each for each in tasks if each["id"] == task)
    return {name: row[name] for name in (*FULL, "reason", "status")}


def journal(gongkai: Gongkai) -> list[dict[str, Any]]:
    lines: list[dict[str, Any]] = gongkai("log", "--with-contacts", "--format", "json").json
    return lines


@pytest.mark.skipif(sys.platform == "win32", reason="a limit on the size of files")
def test_what_was_typed_outlives_a_disk_that_is_full(process: Gongkai, editor: Steps, tmp_path: Path) -> None:
    """The sheet fits just so; the words about its mistakes don't."""
    import resource

    room = 100_000
    typed = f"text = '张三的措施\\n' + text\ntext += '#' * ({room} - len(text.encode()))"
    editor(typed)
    limit = functools.partial(resource.setrlimit, resource.RLIMIT_FSIZE, (room, room))
    done = process("fill", "-u", UNIT, "--edit", "--on", DAY, preexec_fn=limit)
    assert (done.status, done.err.count("\n")) == (1, 1)
    assert f"写不了填报表 {sheet_path(tmp_path)}（文件过大），没有保存" in done.err
    sheet = sheet_path(tmp_path).read_text(encoding="utf-8")
    assert sheet.startswith("张三的措施\n") and len(sheet.encode()) == room


@pytest.mark.skipif(sys.platform == "win32", reason="the usual editor has a window there")
def test_nobody_waits_in_an_editor_that_nobody_sees(process: Gongkai) -> None:
    with open(os.devnull) as nothing:
        done = process("fill", "-u", UNIT, "--edit", stdin=nothing, timeout=60)
    assert (done.status, done.err.count("\n")) == (2, 1)
    assert "这里没有终端，打不开编辑器" in done.err


# ---------------------------------------------------------------- what goes well


def test_the_sheet_holds_the_units_tasks_with_their_demands(
    gongkai: Gongkai, editor: Steps, tmp_path: Path
) -> None:
    editor("pass")
    done = edit(gongkai)
    assert (done.status, done.out, done.err) == (0, "没有改动\n", "")
    sheet = seen(tmp_path, 1)
    headings = [line for line in sheet.splitlines() if line.startswith("任务")]
    assert headings[:11] == [f"任务{i}:" for i in ("12", "14", "17", "18", "21", *range(32, 38))]
    assert all(heading.startswith("任务Z") for heading in headings[11:])
    assert "清理" in sheet and "点名" in sheet and "成组：区政府各部门" in sheet
    assert not sheet_path(tmp_path).exists()


def test_everything_filled_in_is_saved(gongkai: Gongkai, editor: Steps, tmp_path: Path) -> None:
    editor(FILL + 'put("32", "不涉及", " 本局无此职能")')
    done = edit(gongkai)
    assert (done.status, done.out, done.err) == (0, "√ 已保存 2 项：任务 14、32\n", "")
    assert answer(gongkai) == FULL | {"reason": "", "status": "filed"}
    assert answer(gongkai, "32")["reason"] == "本局无此职能"
    assert {line["after"]["on_date"] for line in journal(gongkai)} == {DAY}
    assert not sheet_path(tmp_path).exists()


def test_saved_answers_stand_in_the_next_sheet(gongkai: Gongkai, editor: Steps, tmp_path: Path) -> None:
    gongkai("fill", "-u", UNIT, "-t", "14", "--on", DAY, *OPTIONS)
    editor("pass")
    assert edit(gongkai).out == "没有改动\n"
    for line in ("  措施: 公布清单", "  科室: 法制科", "  责任人: 张三", "  电话: 0533-0000000"):
        assert line in seen(tmp_path, 1).splitlines()
    assert "  # 上次：法制科　张三　0533-0000000\n  科室:\n  责任人:\n  电话:\n" in seen(tmp_path, 1)
    assert len(journal(gongkai)) == 1


def test_one_task_alone(gongkai: Gongkai, editor: Steps, tmp_path: Path) -> None:
    editor(FILL)
    assert edit(gongkai, "-t", "14").status == 0
    assert [line for line in seen(tmp_path, 1).splitlines() if line.startswith("任务")] == ["任务14:"]
    assert answer(gongkai)["status"] == "filed"


def test_what_lacks_is_said(gongkai: Gongkai, editor: Steps) -> None:
    editor('put("14", "措施", " 公布清单")')
    done = edit(gongkai)
    assert (done.status, done.out) == (0, "√ 已保存 1 项：任务 14\n任务 14 还缺责任科室、责任人、联系方式\n")


def test_an_answer_left_incomplete_elsewhere_is_no_mistake_here(gongkai: Gongkai, editor: Steps) -> None:
    gongkai("fill", "-u", UNIT, "-t", "12", "--on", DAY, "--section", "法制科")
    editor(FILL)
    done = edit(gongkai)
    assert (done.status, done.out.splitlines()[0]) == (0, "√ 已保存 1 项：任务 14")


@pytest.mark.parametrize(
    "typed",
    [
        "法制科",  # no space after the colon
        " 法制科   ",
        " '法制科'",
        ' "法制科"',
    ],
)
def test_a_value_as_a_clerk_types_it(gongkai: Gongkai, editor: Steps, typed: str) -> None:
    editor(FILL + f'put("14", "科室", {typed!r})')
    done = edit(gongkai)
    assert (done.status, done.err) == (0, "")
    assert answer(gongkai)["section"] == "法制科"


@pytest.mark.parametrize(
    "typed",
    [
        "一是公开: 清单",
        "公开标准 #1 和 #2",
        "“公开”清单",
        '"公开"清单',
        "'公开'清单",
        "[一] 公开",
        "{一} 公开",
        "- 公开",
        "* 公开",
        "& 公开",
        "! 公开",
        "% 公开",
        "@ 公开",
        "` 公开",
        "? 公开",
        "| 公开",
        "> 公开",
        "公开:",
        "：公开",
        "2019年7月31日",
        "1.10",
        "yes",
        "null",
        "~",
    ],
)
def test_no_character_of_a_value_is_taken_for_something_else(
    gongkai: Gongkai, editor: Steps, typed: str
) -> None:
    editor(FILL + f'put("14", "措施", " " + {typed!r})')
    done = edit(gongkai)
    assert (done.status, done.err) == (0, "")
    assert answer(gongkai)["measure"] == typed


def test_full_width_colons(gongkai: Gongkai, editor: Steps) -> None:
    editor(
        FILL
        + 'text = text.replace("任务14:", "任务14：").replace("  措施:", "  措施：").replace("  电话: ", "  电话：")'
    )
    done = edit(gongkai)
    assert (done.status, done.err) == (0, "")
    assert answer(gongkai) == FULL | {"reason": "", "status": "filed"}


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        (" |\n    一是公开；\n    二是解读。", "一是公开；\n二是解读。"),
        (" |\n    一是公开；\n\n    电话：0533-0000000 # 1", "一是公开；\n\n电话：0533-0000000 # 1"),
        (" 一是公开；\n    二是解读: #2。", "一是公开；\n二是解读: #2。"),
        ("一是公开；\n      二是解读。", "一是公开；\n二是解读。"),
    ],
)
def test_measures_over_several_lines(gongkai: Gongkai, editor: Steps, typed: str, stored: str) -> None:
    editor(FILL + f'put("14", "措施", {typed!r})')
    done = edit(gongkai)
    assert (done.status, done.err) == (0, "")
    assert answer(gongkai)["measure"] == stored


@pytest.mark.parametrize("encoding", ["gbk", "gb18030", "utf-8-sig", "utf-16"])
def test_a_sheet_saved_in_another_encoding(gongkai: Gongkai, editor: Steps, encoding: str) -> None:
    editor(FILL + f"encoding = {encoding!r}")
    done = edit(gongkai)
    assert (done.status, done.err) == (0, "")
    assert answer(gongkai) == FULL | {"reason": "", "status": "filed"}


def test_windows_line_ends(gongkai: Gongkai, editor: Steps) -> None:
    editor(FILL + 'put("14", "措施", " |\\n    一是；\\n    二是。"); text = text.replace("\\n", "\\r\\n")')
    assert edit(gongkai).status == 0
    assert answer(gongkai)["measure"] == "一是；\n二是。"


def test_an_emptied_sheet_changes_nothing(gongkai: Gongkai, editor: Steps) -> None:
    gongkai("fill", "-u", UNIT, "-t", "14", "--on", DAY, *OPTIONS)
    editor("text = ''")
    assert edit(gongkai).out == "没有改动\n"
    assert answer(gongkai)["status"] == "filed"


def test_an_emptied_task_keeps_its_answer_and_says_how_to_undo(gongkai: Gongkai, editor: Steps) -> None:
    gongkai("fill", "-u", UNIT, "-t", "14", "--on", DAY, *OPTIONS)
    editor('[put("14", field, "") for field in ("措施", "科室", "责任人", "电话")]')
    done = edit(gongkai)
    assert done.status == 0
    assert "任务 14 清空了，仍保留原来的填报；要撤销请用 gongkai undo -u 区司法局 -t 14" in done.out
    assert answer(gongkai)["status"] == "filed"


# ---------------------------------------------------------------- mistakes

MISTAKES = {
    "bad phone": ('put("14", "电话", " 12")', "  电话: 12", "联系方式：“12”不是有效的电话号码"),
    "unknown field": (
        'text = text.replace("  科室: 法制科", "  部门: 法制科")',
        "  部门: 法制科",
        "没有“部门”这一栏，只有措施、科室、责任人、电话、不涉及",
    ),
    "unknown task": ('text = text.replace("任务14:", "任务99:")', "任务99:", "“任务99”不是表中的任务"),
    "task twice": ('text += "\\n任务14:\\n"', "任务14:", "“任务14”写了两次"),
    "both": ('put("14", "不涉及", " 无此职能")', "任务14:", "报“不涉及”时其余栏目应留空"),
    "no measure": ('put("14", "措施", "")', "任务14:", "缺少具体工作措施"),
    "tab": ('text = text.replace("  科室: 法制科", "\\t科室: 法制科")', "\t科室: 法制科", "缩进用了制表符"),
    "tab after spaces": (
        'text = text.replace("  科室: 法制科", "  \\t科室: 法制科")',
        "  \t科室: 法制科",
        "制表符",
    ),
    "too deep": (
        'text = text.replace("  科室: 法制科", "    科室: 法制科")',
        "    科室: 法制科",
        "应缩进两格",
    ),
    "not deep": ('text = text.replace("  科室: 法制科", "科室: 法制科")', "科室: 法制科", "看不懂这一行"),
    "no colon": ('text = text.replace("  科室: 法制科", "  法制科")', "  法制科", "看不懂这一行"),
    "field twice": (
        'put("14", "科室", " 法制科\\n  科室: 办公室")',
        "  科室: 办公室",
        "“科室”在这项任务里写了两次",
    ),
    "no task": ('text = "  措施: 公布清单\\n" + text', "  措施: 公布清单", "这一行不在任何任务之下"),
    "on one line": (
        'text = text.replace("任务14:", "任务14: 公布清单")',
        "任务14: 公布清单",
        "后面不要接着写",
    ),
}


@pytest.mark.parametrize("name", MISTAKES)
def test_a_mistake_reopens_the_sheet_with_the_error_above_its_line(
    gongkai: Gongkai, editor: Steps, tmp_path: Path, name: str
) -> None:
    step, line, said = MISTAKES[name]
    keep = "\nopen(os.path.join(folder, 'saved'), 'w', encoding='utf-8').write(text)"
    editor(
        FILL + 'put("12", "措施", " 另一项")\n' + step + keep,
        "text = open(os.path.join(folder, 'good'), encoding='utf-8').read()",
    )
    # What the second call puts right: the sheet without the mistake.
    good = "任务14:\n  措施: 公布清单\n  科室: 法制科\n  责任人: 张三\n  电话: 0533-0000000\n"
    (tmp_path / "good").write_text(good, encoding="utf-8")
    done = edit(gongkai)
    assert (done.status, done.err) == (0, "")
    assert "处错误，重新打开" in done.out
    lines = seen(tmp_path, 2).split("\n")
    marked = [number for number, each in enumerate(lines) if each.startswith("#！")]
    assert len(marked) == 1, [lines[number] for number in marked]
    assert said in lines[marked[0]]
    assert lines[marked[0] + 1] == line
    # Nothing typed is lost: but for the mark, the sheet is as it was saved.
    assert (tmp_path / "saved").read_text(encoding="utf-8").split("\n") == [
        each for each in lines if not each.startswith("#！")
    ]
    assert answer(gongkai) == FULL | {"reason": "", "status": "filed"}


BEHIND = "写在 # 开头的行里的不会保存"


@pytest.mark.parametrize(
    ("step", "said"),
    [
        ('text = text.replace("0533-0000000\\n", "0533-0000000 行政科\\n", 1)', BEHIND),
        ('text = re.sub("(?m)^  # 上次：.*$", "  # 上次：行政科　李四", text, count=1)', BEHIND),
        ('text = text.replace("另起的行缩进四格。", "另起的行缩进四格。 法制科", 1)', BEHIND),
        ('text = text.replace("  # 上次：", "  上次：", 1)', "没有“上次”这一栏"),
        ('text = text.replace("  # 上次：", "  ", 1)', "看不懂这一行"),
        ('put("12", "科室", " # 上次：法制科")', "不写在行尾"),
        ('put("12", "科室", " 行政科   # 上次：法制科")', "不写在行尾"),
    ],
)
def test_what_is_typed_into_a_comment_reopens_the_sheet(
    gongkai: Gongkai, editor: Steps, tmp_path: Path, step: str, said: str
) -> None:
    gongkai("fill", "-u", UNIT, "-t", "14", "--on", DAY, *OPTIONS)
    editor('put("12", "措施", " 公布")\n' + step, "text = ''")
    done = edit(gongkai)
    assert (done.status, done.out) == (
        0,
        "表中有 1 处错误，重新打开；错误写在出错处上一行（#！ 开头）。\n没有改动\n",
    )
    (mark,) = [line for line in seen(tmp_path, 2).splitlines() if line.startswith("#！")]
    assert said in mark


def test_a_comment_of_the_clerks_own_is_told(gongkai: Gongkai, editor: Steps) -> None:
    editor(FILL + 'text = text.replace("  科室: 法制科", "# 问过局长了\\n  科室: 法制科")')
    done = edit(gongkai)
    assert (done.status, done.err) == (0, "注意：以 # 开头的行没有保存：# 问过局长了\n")
    assert answer(gongkai)["status"] == "filed"


@pytest.mark.parametrize(
    "step",
    ["text = re.sub('(?m)^ *#.*\\\\n', '', text)", "text = re.sub('(?m)^  # 上次.*\\\\n', '', text)", "pass"],
)
def test_those_who_answered_last_answer_for_measures_without_any(
    gongkai: Gongkai, editor: Steps, step: str
) -> None:
    """With the hints or without them."""
    gongkai("fill", "-u", UNIT, "-t", "14", "--on", DAY, *OPTIONS)
    editor(
        'put("12", "措施", " 甲"); put("17", "措施", " 乙"); put("18", "措施", " 丙"); put("18", "责任人", " 李四")\n'
        'put("14", "电话", "")\n' + step
    )
    done = edit(gongkai)
    assert (done.status, "以 # 开头" in done.err) == (0, False)
    assert done.out.splitlines() == [
        "√ 已保存 4 项：任务 12、14、17、18",
        "任务 12、17 的责任科室、责任人、联系方式沿用上次的：法制科 张三 0533-0000000",
        "任务 18 的责任科室沿用上次的：法制科",
        "任务 14 还缺联系方式",  # what was emptied stays empty
        "任务 18 还缺联系方式",  # another officer has another telephone
    ]
    assert answer(gongkai, "17") == FULL | {"measure": "乙", "reason": "", "status": "filed"}


# ---------------------------------------------------------------- a kept sheet handed in again


def left_behind(gongkai: Gongkai, editor: Steps, tmp_path: Path) -> Path:
    """A sheet with answers for 12 and 14, kept because the editor failed."""
    editor(FILL + 'put("12", "措施", " 另一项")\nopen(path, "w", encoding="utf-8").write(text); sys.exit(3)')
    done = edit(gongkai)
    path = sheet_path(tmp_path)
    assert done.err.endswith(f"所填内容留在 {path}；接着填：在原命令后加 --from 和这个文件名\n")
    assert journal(gongkai) == []
    return path


def test_a_kept_sheet_is_handed_in_again(gongkai: Gongkai, editor: Steps, tmp_path: Path) -> None:
    path = left_behind(gongkai, editor, tmp_path)
    # What somebody else filled since, and this sheet left alone, stays.
    gongkai("fill", "-u", UNIT, "-t", "17", "--on", DAY, *OPTIONS)
    editor('put("12", "科室", " 办公室")')
    done = edit(gongkai, "--from", str(path))
    assert (done.status, done.err) == (0, "")
    assert done.out.splitlines()[0] == "√ 已保存 2 项：任务 12、14"
    assert answer(gongkai) == FULL | {"reason": "", "status": "filed"}
    assert (answer(gongkai, "12")["measure"], answer(gongkai, "12")["section"]) == ("另一项", "办公室")
    assert answer(gongkai, "17")["status"] == "filed"
    assert not path.exists()


def test_a_sheet_of_a_program_that_was_killed_is_named(
    gongkai: Gongkai, process: Gongkai, editor: Steps, tmp_path: Path
) -> None:
    def killed() -> Path:
        process("fill", "-u", UNIT, "--edit", "--on", DAY)
        return sheet_path(tmp_path)

    save = 'open(path, "w", encoding="utf-8").write(text); os.kill(os.getppid(), signal.SIGKILL); sys.exit()'
    editor(save)
    untouched = killed()
    editor(FILL + save)
    path = killed()
    assert untouched.exists() and path.exists()
    said = (
        f"上次没有存成的填报表还在，接着填：gongkai fill -u {UNIT} --edit --from {path}（不要了的请删去）\n"
    )
    walked = process("fill", "-u", UNIT, input="q\n")
    assert said in walked.out and str(untouched) not in walked.out
    assert "填报表" not in process("fill", "-u", "区水利局", input="q\n").out
    editor("sys.exit()")
    assert edit(gongkai).out.startswith(said)
    assert edit(gongkai, "--from", str(path)).out.startswith("√ 已保存 1 项：任务 14")
    assert "没有存成" not in process("fill", "-u", UNIT, input="q\n").out


def test_a_kept_sheet_is_taken_without_an_editor(gongkai: Gongkai, editor: Steps, tmp_path: Path) -> None:
    path = left_behind(gongkai, editor, tmp_path)
    own = path.rename(tmp_path / "我的表.yaml")
    done = gongkai("fill", "-u", UNIT, "--on", "2019-07-19", "--from", str(own))
    assert (done.status, done.err) == (0, "")
    assert answer(gongkai) == FULL | {"reason": "", "status": "filed"}
    assert own.exists()  # a file of the clerk's own
    own.write_text(
        own.read_text(encoding="utf-8").replace("电话: 0533-0000000", "电话: 12"), encoding="utf-8"
    )
    wrong = gongkai("fill", "-u", UNIT, "--from", str(own))
    assert wrong.status == 1
    first, second = wrong.err.splitlines()
    assert first.startswith(f"错误：{own} 有 1 处错误，没有保存；请改好，或加 --edit")
    assert re.fullmatch(r"  第 \d+ 行：联系方式：“12”不是有效的电话号码.*", second)


def test_a_kept_sheet_does_not_undo_what_came_since(gongkai: Gongkai, editor: Steps, tmp_path: Path) -> None:
    path = left_behind(gongkai, editor, tmp_path)
    gongkai("fill", "-u", UNIT, "-t", "14", "--on", DAY, "--measure", "别人填的", *OPTIONS[2:])
    done = gongkai("fill", "-u", UNIT, "--on", DAY, "--from", str(path))
    assert done.status == 1
    assert (
        "任务 14 在这张表之后又填报过，没有保存；核对后仍要用这张表的，删去表末“# 底稿”开头的行" in done.err
    )
    assert "任务 14 措施：现为“别人填的”" in done.err
    assert answer(gongkai)["measure"] == "别人填的" and answer(gongkai, "12")["status"] == "unfiled"
    lines = path.read_text(encoding="utf-8").splitlines()
    path.write_text("\n".join(line for line in lines if not line.startswith("# 底稿")), encoding="utf-8")
    assert gongkai("fill", "-u", UNIT, "--on", DAY, "--from", str(path)).status == 0
    assert answer(gongkai)["measure"] == "公布清单"


def test_another_units_sheet_is_refused(gongkai: Gongkai, editor: Steps, tmp_path: Path) -> None:
    path = left_behind(gongkai, editor, tmp_path)
    done = gongkai("fill", "-u", "区水利局", "--from", str(path))
    assert (done.status, done.err) == (1, f"错误：{path} 是区司法局的填报表，不是区水利局的\n")
    for missing in (str(tmp_path / "没有.yaml"), str(tmp_path)):
        refused = gongkai("fill", "-u", UNIT, "--from", missing)
        assert (refused.status, refused.err.count("\n"), missing in refused.err) == (1, 1, True)
    path.unlink()


def test_an_editor_that_goes_on_making_mistakes_comes_to_an_end(
    gongkai: Gongkai, editor: Steps, tmp_path: Path
) -> None:
    editor(FILL + 'text += f"\\n乱写 {calls}"')
    done = edit(gongkai)
    assert (done.status, done.err.count("\n")) == (1, 1)
    assert "表中还有错误，没有保存" in done.err
    assert not (tmp_path / "seen-6").exists()
    assert "  措施: 公布清单" in sheet_path(tmp_path).read_text(encoding="utf-8")
    sheet_path(tmp_path).unlink()


def test_every_mistake_is_marked_at_once(gongkai: Gongkai, editor: Steps, tmp_path: Path) -> None:
    editor(
        FILL + 'put("14", "电话", " 12"); put("12", "电话", " 34"); put("12", "措施", " 另一项")',
        'put("14", "电话", " 0533-0000000"); put("12", "电话", " 13800000000")',
    )
    done = edit(gongkai)
    assert (done.status, "表中有 2 处错误" in done.out) == (0, True)
    lines = seen(tmp_path, 2).splitlines()
    for number in ("12", "34"):
        at = lines.index(f"  电话: {number}")
        assert lines[at - 1].startswith("#！") and f"“{number}”" in lines[at - 1]
    assert answer(gongkai, "12")["contact"] == "13800000000"


def test_old_marks_go_when_the_sheet_is_marked_anew(gongkai: Gongkai, editor: Steps, tmp_path: Path) -> None:
    editor(
        FILL + 'put("14", "电话", " 12")', 'put("14", "电话", " 345")', 'put("14", "电话", " 0533-0000000")'
    )
    assert edit(gongkai).status == 0
    marks = [line for line in seen(tmp_path, 3).splitlines() if line.startswith("#！")]
    assert len(marks) == 1 and "“345”" in marks[0]


def test_a_mark_inside_a_block_of_measures_does_not_become_text(
    gongkai: Gongkai, editor: Steps, tmp_path: Path
) -> None:
    editor(
        FILL + 'put("14", "措施", " |\\n    一是公开；\\n\\t二是解读。\\n    三是回应。")',
        'text = text.replace("\\t二是", "    二是")',
    )
    done = edit(gongkai)
    assert (done.status, done.err) == (0, "")
    assert seen(tmp_path, 2).count("#！") == 1
    assert answer(gongkai)["measure"] == "一是公开；\n二是解读。\n三是回应。"


def test_an_editor_that_leaves_the_mistake_gives_up_and_keeps_the_file(
    gongkai: Gongkai, editor: Steps, tmp_path: Path
) -> None:
    editor(FILL + 'put("14", "电话", " 12")', "pass")
    done = edit(gongkai)
    path = sheet_path(tmp_path)
    assert done.status == 1
    assert done.err.startswith("错误：表中还有错误，没有保存：联系方式：“12”") and str(path) in done.err
    assert done.err.count("\n") == 1
    assert "  措施: 公布清单" in path.read_text(encoding="utf-8")
    assert journal(gongkai) == []
    path.unlink()


def test_one_mistake_saves_nothing_of_the_sheet(gongkai: Gongkai, editor: Steps, tmp_path: Path) -> None:
    editor(FILL + 'put("12", "电话", " 12"); put("12", "措施", " 另一项")', "pass")
    assert edit(gongkai).status == 1
    assert journal(gongkai) == []
    sheet_path(tmp_path).unlink()


# ---------------------------------------------------------------- editors that fail


def test_an_editor_that_fails_keeps_the_file(gongkai: Gongkai, editor: Steps, tmp_path: Path) -> None:
    editor(FILL + "open(path, 'w', encoding='utf-8').write(text); sys.exit(3)")
    done = edit(gongkai)
    path = sheet_path(tmp_path)
    assert (done.status, done.err.count("\n")) == (1, 1)
    assert "异常退出（3），没有保存" in done.err and str(path) in done.err
    assert "公布清单" in path.read_text(encoding="utf-8")
    assert journal(gongkai) == []
    path.unlink()


@pytest.mark.parametrize("command", ["/no/such/editor", "no-such-editor --wait", '"unbalanced', "/etc"])
def test_a_missing_editor_is_said(gongkai: Gongkai, monkeypatch: pytest.MonkeyPatch, command: str) -> None:
    monkeypatch.setenv("EDITOR", command)
    done = edit(gongkai)
    assert (done.status, done.err.count("\n"), done.out) == (1, 1, "")
    assert done.err.startswith(f"错误：打不开编辑器 {command}（")
    assert not any("a" <= char <= "z" for char in done.err[done.err.index("（") : done.err.index("）")])
    assert journal(gongkai) == []


def test_visual_comes_before_editor_and_blank_ones_do_not_count(
    gongkai: Gongkai, editor: Steps, monkeypatch: pytest.MonkeyPatch
) -> None:
    editor(FILL)
    monkeypatch.setenv("VISUAL", os.environ["EDITOR"])
    monkeypatch.setenv("EDITOR", "/no/such/editor")
    assert edit(gongkai).status == 0
    monkeypatch.setenv("EDITOR", os.environ["VISUAL"])
    monkeypatch.setenv("VISUAL", "  ")
    assert edit(gongkai).status == 0


def test_an_editor_with_options_and_a_folder_with_spaces(
    gongkai: Gongkai, editor: Steps, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    editor(FILL)
    folder = tmp_path / "my editors"
    folder.mkdir()
    script = folder / "ed"
    script.write_text(
        f'#!/bin/sh\n[ "$1" = --wait ] && shift\nexec {os.environ["EDITOR"]} "$1"\n', encoding="utf-8"
    )
    script.chmod(0o755)
    monkeypatch.setenv("EDITOR", f"'{script}' --wait")
    assert edit(gongkai).status == 0
    monkeypatch.setenv("EDITOR", str(script))
    assert edit(gongkai).out == "没有改动\n"


def test_a_sheet_that_cannot_be_read_keeps_the_file(gongkai: Gongkai, editor: Steps, tmp_path: Path) -> None:
    editor("encoding = 'latin-1'; text = '任务14'.encode('utf-8').decode('latin-1') + '\\xff\\xff\\xff'")
    done = edit(gongkai)
    path = sheet_path(tmp_path)
    assert (done.status, done.err.count("\n")) == (1, 1)
    assert "UTF-8" in done.err and str(path) in done.err
    assert path.exists()
    path.unlink()


def test_a_sheet_the_editor_took_away(gongkai: Gongkai, editor: Steps) -> None:
    editor("os.unlink(path); sys.exit(0)")
    done = edit(gongkai)
    assert (done.status, done.err.count("\n")) == (1, 1)
    assert "不见了" in done.err


def test_ctrl_c_in_the_editor_is_the_editors_own(gongkai: Gongkai, editor: Steps) -> None:
    editor(FILL + "os.kill(os.getppid(), signal.SIGINT); time.sleep(0.2)")
    done = edit(gongkai)
    assert (done.status, done.err) == (0, "")
    assert answer(gongkai)["status"] == "filed"


# ---------------------------------------------------------------- two at once

OTHER = f"""
subprocess.run([{sys.executable!r}, "-m", "gongkai", "fill", "-u", "区司法局", "-t", "%s", "--on", "2019-07-18",
                "--measure", "别人填的", "--section", "办公室", "--officer", "李四", "--contact", "13800000000"], check=True)
"""
UNDONE = f"""
subprocess.run([{sys.executable!r}, "-m", "gongkai", "undo", "-u", "区司法局", "-t", "14"], check=True)
"""


def test_somebody_else_who_answers_the_same_task_meanwhile_is_not_overwritten(
    gongkai: Gongkai, editor: Steps, tmp_path: Path
) -> None:
    editor(FILL + 'put("12", "措施", " 另一项")\n' + OTHER % "14")
    done = edit(gongkai)
    path = sheet_path(tmp_path)
    first, *details = done.err.splitlines()
    assert done.status == 1
    assert first.startswith(
        f"错误：任务 14 刚刚被别人填报过，没有保存；所填内容留在 {path}，请核对后重填；接着填："
    )
    assert len(details) == 5  # the date too
    assert details[0].startswith("  任务 14 具体工作措施：原为空，现为“别人填的”（测试员，20")
    assert "公布清单" in path.read_text(encoding="utf-8")
    assert answer(gongkai)["measure"] == "别人填的"
    assert answer(gongkai, "12")["status"] == "unfiled"  # the sheet is recorded whole or not at all
    path.unlink()


def test_all_that_somebody_else_changed_meanwhile_is_told(
    gongkai: Gongkai, editor: Steps, tmp_path: Path
) -> None:
    gongkai("fill", "-u", UNIT, "-t", "14", "--on", DAY, *OPTIONS)
    editor('put("14", "措施", " 改过的")\nput("12", "措施", " 另一项")\n' + OTHER % "14" + OTHER % "12")
    done = edit(gongkai)
    assert "任务 12、14 刚刚被别人填报过，没有保存" in done.err
    assert "任务 12 具体工作措施：原为空，现为“别人填的”" in done.err
    assert "任务 14 联系方式：原为“0533-0000000”，现为“13800000000”" in done.err
    assert "改过的" in sheet_path(tmp_path).read_text(encoding="utf-8")
    sheet_path(tmp_path).unlink()


def test_somebody_else_who_answers_another_task_is_no_conflict(gongkai: Gongkai, editor: Steps) -> None:
    editor(FILL + OTHER % "12")
    assert edit(gongkai).status == 0
    assert answer(gongkai)["measure"] == "公布清单"
    assert answer(gongkai, "12")["measure"] == "别人填的"


def test_an_answer_taken_back_meanwhile_is_a_conflict_too(
    gongkai: Gongkai, editor: Steps, tmp_path: Path
) -> None:
    gongkai("fill", "-u", UNIT, "-t", "14", "--on", DAY, *OPTIONS)
    editor('put("14", "措施", " 改过的")\n' + UNDONE)
    done = edit(gongkai)
    assert done.status == 1
    assert "任务 14 的填报刚刚被别人撤销" in done.err
    assert answer(gongkai)["status"] == "unfiled"
    sheet_path(tmp_path).unlink()


def test_an_answer_taken_back_and_given_anew_is_a_conflict_too(
    gongkai: Gongkai, editor: Steps, tmp_path: Path
) -> None:
    """The new answer has the old one's number in the file."""
    gongkai("fill", "-u", UNIT, "-t", "14", "--on", DAY, *OPTIONS)
    editor('put("14", "措施", " 改过的")\n' + UNDONE + OTHER % "14")
    done = edit(gongkai)
    assert done.status == 1
    assert answer(gongkai)["measure"] == "别人填的"
    sheet_path(tmp_path).unlink()


# ---------------------------------------------------------------- refused before the editor opens


def test_options_do_not_go_with_the_sheet(gongkai: Gongkai) -> None:
    done = edit(gongkai, "--measure", "公布清单")
    assert (done.status, done.err) == (2, "错误：--edit 不能与 --measure 等选项一起用\n")


@pytest.mark.parametrize("task", ["Z1", "15", "1"])
def test_a_task_that_cannot_be_filed_opens_no_sheet(
    gongkai: Gongkai, editor: Steps, tmp_path: Path, task: str
) -> None:
    editor("pass")
    done = edit(gongkai, "-t", task)
    assert (done.status, done.err.count("\n")) == (1, 1)
    assert not (tmp_path / "seen-1").exists()


# ---------------------------------------------------------------- any text there and back

TEXT = st.text(
    st.one_of(
        st.sampled_from("\"'：:#！!|>-[]{}&*%@`?~,\\ \n\t\u3000、。公开清单1.0\u2028\u2029\x85\ufeff𠮷"),
        st.characters(exclude_categories=("Cs",)),
    ),
    max_size=40,
)


@given(TEXT, TEXT)
@example("#！ 一是公开", "法制科")
@example("一是\n#！ 二是", "任务15:")
@example("一是\n  二是\n", "科室: x")
@example("  一是\n\n\n二是\n\t三是", "# 上次：张三")
@example("一是\u2028二是", "x # 上次：张三")
@example("任务15:\n  措施: x", "-")
@example("|", ">-")
@example("一是 \n 二是", "null")
def test_any_answer_goes_to_the_sheet_and_back(measure: str, section: str) -> None:
    given_answer = Texts(clean(measure), clean(section), "张三", "0533-0000000")
    text = "\n".join(["任务14:", *answer_lines(given_answer.given, Texts()), ""])
    answers, mistakes = read_sheet(text, {"14": None})
    if given_answer.measure:
        assert mistakes == []
        assert answers == {"14": given_answer.given}


@given(TEXT)
def test_any_reason_goes_to_the_sheet_and_back(reason: str) -> None:
    text = "\n".join(["任务14:", *answer_lines({"reason": clean(reason)}, Texts(section="法制科")), ""])
    answers, mistakes = read_sheet(text, {"14": None})
    assert mistakes == []
    assert answers == {"14": {"reason": clean(reason)} if clean(reason) else {}}


@given(st.text(max_size=200))
@example("任务14:\n  措施: [")
@example("任务14:\n\t措施: x")
@example("%YAML 9\n")
@example("任务14:\n  措施: &a x\n  科室: *a")
@example("? [a]\n: b")
@example("--- \n...\n---\n")
def test_any_sheet_at_all_is_read_or_complained_of(text: str) -> None:
    answers, mistakes = read_sheet(text, {"14": None})
    assert set(answers) <= {"14"}
    assert all(mistake.line >= 1 for mistake in mistakes)
    json.dumps(answers)


def test_the_sheet_has_the_body_tasks_too(
    gongkai: Gongkai, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """All of the unit's tasks: the annex's rows first, then the body's, but not the filing duty itself."""
    seen = tmp_path / "seen.txt"
    editor = tmp_path / "editor.sh"
    editor.write_text(f'#!/bin/sh\ncat "$1" > "{seen}"\n', encoding="utf-8")
    editor.chmod(0o755)
    monkeypatch.setenv("EDITOR", str(editor))
    assert gongkai("fill", "-u", "区司法局", "--edit").status == 0
    numbers = [
        line[2:].rstrip(":")
        for line in seen.read_text(encoding="utf-8").splitlines()
        if line.startswith("任务")
    ]
    tasks = gongkai("tasks", "-u", "区司法局", "--format", "json").json
    assert numbers == [t["id"] for t in tasks if t["basis"] != "claimable" and t["id"] != "Z1"]
    assert gongkai("fill", "-u", "齐鲁化学工业区管委会", "--edit").status == 0
