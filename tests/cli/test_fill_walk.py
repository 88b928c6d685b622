"""`gongkai fill` one by one, in a real terminal."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from conftest import Gongkai

pexpect = pytest.importorskip("pexpect")

pytestmark = [pytest.mark.sqlite, pytest.mark.usefixtures("store_path")]

UNIT = "区司法局"
FULL = ("--measure", "公布清单", "--section", "法制科", "--officer", "张三", "--contact", "0533-0000000")
Walk = Callable[..., Any]


@pytest.fixture
def walk() -> Iterator[Walk]:
    """Start `gongkai fill -u 区司法局 --on 2019-07-18 …` in a terminal; it is ended with the test."""
    started = []

    def start(*more: str) -> Any:
        child = pexpect.spawn(
            sys.executable,
            ["-m", "gongkai", "fill", "-u", UNIT, "--on", "2019-07-18", *more],
            encoding="utf-8",
            codec_errors="replace",  # an echo cut off by Ctrl-C
            timeout=60,
            dimensions=(50, 80),
            env=os.environ | {"TERM": "dumb"},
        )
        started.append(child)
        return child

    yield start
    for child in started:
        child.close(force=True)


def ask(child: Any, field: str, typed: str, offered: str = "") -> None:
    """Wait for a field's prompt, with what it offers, and type an answer."""
    child.expect_exact(f"{field}{f' [{offered}]' if offered else ''}：")
    child.sendline(typed)


WHO = ("法制科", "张三", "0533-0000000")


def answer(child: Any, *answers: str) -> None:
    """Answer a task's four fields, whatever they offer."""
    for field, typed in zip(("具体工作措施", "责任科室", "责任人", "联系方式"), answers, strict=True):
        child.expect(rf"{field}( \[[^\n]*\])?：")
        child.sendline(typed)


def same(child: Any, typed: str = "") -> None:
    """Answer whether the same people answer for the tasks that follow."""
    child.expect_exact("以下各项的责任科室、责任人、联系方式同上？")
    child.expect_exact("回车为是，n 为逐项问：")
    child.sendline(typed)


def entries(gongkai: Gongkai) -> list[tuple[str, str]]:
    """The journal's lines from the first on: what was done, and to which task."""
    lines = gongkai("log", "--format", "json").json
    return [(line["action"], line["task"]) for line in reversed(lines)]


def ended(child: Any) -> int:
    child.expect(pexpect.EOF)
    child.close()
    return int(child.exitstatus)


def rows(gongkai: Gongkai) -> dict[str, dict[str, Any]]:
    tasks = gongkai("tasks", "-u", UNIT, "--as-of", "2019-12-31", "--format", "json").json
    return {task["id"]: task for task in tasks}


def fill(gongkai: Gongkai, task: str, *options: str) -> None:
    assert gongkai("fill", "-u", UNIT, "-t", task, "--on", "2019-07-17", *(options or FULL)).status == 0


def test_the_demand_is_shown_and_the_answers_are_saved(gongkai: Gongkai, walk: Walk) -> None:
    child = walk()
    child.expect_exact(f"{UNIT}：11 项待填报，记在 2019-07-18。")
    child.expect_exact("[1/11] 任务 12")
    requirement = rows(gongkai)["12"]["requirement"]
    ask(child, "具体工作措施", "公布证明事项清单")
    assert re.sub(r"\s|工作要求|责任单位", "", child.before).find(requirement[:30]) >= 0
    assert "点名；未填报" in child.before
    ask(child, "责任科室", "法制科")
    ask(child, "责任人", "张三")
    ask(child, "联系方式", "０５３３－０００００００")
    child.expect_exact("√ 任务 12 已填报")
    same(child, "n")
    child.expect_exact("[2/11] 任务 14")
    ask(child, "具体工作措施", "公布清单")
    ask(child, "责任科室", "", "法制科")
    ask(child, "责任人", "李四", "张三")
    ask(child, "联系方式", "", "0533-0000000")
    child.expect_exact("√ 任务 14 已填报")
    ask(child, "具体工作措施", "q")
    child.expect_exact("已离开，答过的都已保存；还有 9 项未填报。接着填：gongkai fill -u 区司法局")
    assert ended(child) == 0
    after = rows(gongkai)
    assert [
        after["12"][name] for name in ("measure", "section", "officer", "contact", "status", "filed_on")
    ] == [*("公布证明事项清单", "法制科", "张三", "0533-0000000", "filed", "2019-07-18")]
    assert [after["14"][name] for name in ("section", "officer", "status")] == ["法制科", "李四", "filed"]


def test_what_was_answered_is_there_after_kill_9(gongkai: Gongkai, walk: Walk) -> None:
    """Not in the store, where a task is one change: in a file, from which the next walk goes on."""
    child = walk()
    ask(child, "具体工作措施", "一是公布证明事项清单: #1")
    ask(child, "责任科室", "法制科")
    child.expect_exact("责任人：")
    child.send("张")
    child.kill(signal.SIGKILL)
    child.expect(pexpect.EOF)
    child.wait()
    assert rows(gongkai)["12"]["status"] == "unfiled"
    again = walk()
    again.expect_exact("上次中断时没有保存的（任务 12），填到时已在方括号里。")
    ask(again, "具体工作措施", "", "一是公布证明事项清单: #1")
    ask(again, "责任科室", "q", "法制科")
    assert ended(again) == 0
    task = rows(gongkai)["12"]
    assert (task["measure"], task["section"]) == ("一是公布证明事项清单: #1", "")
    third = walk()  # what the second didn't come to is still there
    ask(third, "具体工作措施", "", "一是公布证明事项清单: #1")
    ask(third, "责任科室", "", "法制科")
    ask(third, "责任人", "张三")
    ask(third, "联系方式", "0533-0000000")
    third.expect_exact("√ 任务 12 已填报")
    same(third, "q")
    assert ended(third) == 0
    assert rows(gongkai)["12"]["status"] == "filed"
    assert entries(gongkai) == [("fill", "12")] * 2
    assert "上次中断" not in walk_text(walk)


def walk_text(walk: Walk) -> str:
    """What a walk says before its first question."""
    child = walk()
    child.expect_exact("具体工作措施")
    return str(child.before)


@pytest.mark.parametrize("stop", [signal.SIGTERM, signal.SIGHUP])
def test_told_to_stop_it_saves_what_was_answered(gongkai: Gongkai, walk: Walk, stop: signal.Signals) -> None:
    child = walk()
    ask(child, "具体工作措施", "公布证明事项清单")
    child.expect_exact("责任科室：")
    child.kill(stop)
    child.expect_exact("已离开，答过的都已保存")
    assert ended(child) == 130
    assert rows(gongkai)["12"]["measure"] == "公布证明事项清单"


def test_a_task_is_one_change_and_one_undo(gongkai: Gongkai, walk: Walk) -> None:
    child = walk("-t", "14")
    answer(child, "公布清单", *WHO)
    child.expect_exact("√ 任务 14 已填报")
    assert ended(child) == 0
    assert entries(gongkai) == [("fill", "14")]
    assert gongkai("undo", "-u", UNIT, "-t", "14").status == 0
    assert rows(gongkai)["14"]["status"] == "unfiled"
    assert "没有可撤销" in gongkai("undo", "-u", UNIT, "-t", "14").err


def test_who_answers_is_asked_once_for_all_tasks(gongkai: Gongkai, walk: Walk) -> None:
    child = walk()
    answer(child, "甲", *WHO)
    child.expect_exact("以下各项的责任科室、责任人、联系方式同上？（法制科 张三 0533-0000000）")
    child.sendline("不知道")
    child.expect_exact("请回车，或输入 n")
    child.sendline("")
    for typed in ("乙", "丙"):
        ask(child, "具体工作措施", typed)
        child.expect_exact("已填报（法制科 张三 0533-0000000）")
    # The third is somebody else's: back to its own questions, and that it is asked anew whether the rest are his too.
    ask(child, "具体工作措施", "<")
    ask(child, "联系方式", "<", "0533-0000000")
    ask(child, "责任人", "李四", "张三")
    ask(child, "联系方式", "0533-0000001", "0533-0000000")
    child.expect_exact("同上？（法制科 李四 0533-0000001）")
    child.sendline("")
    ask(child, "具体工作措施", "丁")
    child.expect_exact("已填报（法制科 李四 0533-0000001）")
    ask(child, "具体工作措施", "q")
    assert ended(child) == 0
    after = rows(gongkai)
    assert [(after[task]["measure"], after[task]["officer"]) for task in ("12", "14", "17", "18")] == [
        *(("甲", "张三"), ("乙", "张三"), ("丙", "李四"), ("丁", "李四"))
    ]
    assert entries(gongkai) == [("fill", task) for task in ("12", "14", "17", "17", "18")]
    assert gongkai("undo", "-u", UNIT, "-t", "17").status == 0  # the correction alone
    assert (rows(gongkai)["17"]["measure"], rows(gongkai)["17"]["officer"]) == ("丙", "张三")
    lines = gongkai("log", "--format", "json").json
    assert gongkai("undo", "--change", str(lines[-1]["id"])).status == 0  # of the walk this task alone
    assert [rows(gongkai)[task]["status"] for task in ("12", "14")] == ["unfiled", "filed"]


def test_back_to_the_question_before_and_to_the_task_before(gongkai: Gongkai, walk: Walk) -> None:
    child = walk()
    ask(child, "具体工作措施", "《")
    child.expect_exact("前面没有了。")
    ask(child, "具体工作措施", "甲")
    ask(child, "责任科室", "<")
    ask(child, "具体工作措施", "-", "甲")
    child.expect_exact("任务 12 留待下次，答过的已保存。")
    ask(child, "具体工作措施", "乙")
    ask(child, "责任科室", "<")
    ask(child, "具体工作措施", "＜", "乙")
    child.expect_exact("[1/11] 任务 12")
    child.expect_exact("联系方式：")
    child.sendline("0533-0000000")
    child.expect_exact("[2/11] 任务 14")
    ask(child, "具体工作措施", "x", "乙")  # it was kept, though the task was left for the one before
    ask(child, "不涉及的理由", "<")
    ask(child, "具体工作措施", "q", "乙")
    assert ended(child) == 0
    after = rows(gongkai)
    assert (after["12"]["measure"], after["12"]["contact"]) == ("甲", "0533-0000000")
    assert (after["14"]["measure"], after["14"]["status"]) == ("乙", "incomplete")
    assert entries(gongkai) == [("fill", "12"), ("fill", "12"), ("fill", "14")]


def test_the_standing_text_can_be_edited(gongkai: Gongkai, walk: Walk) -> None:
    pytest.importorskip("readline")
    fill(gongkai, "14", "--measure", "一是公布；\n二是解读。", *FULL[2:])
    child = walk("-t", "14")
    child.expect_exact("e 修改方括号里的内容")
    ask(child, "具体工作措施", "e", "一是公布； 二是解读。")
    child.expect_exact("二是解读。")
    child.sendline("三是回应。")
    ask(child, "责任科室", "ｅ", "法制科")
    child.expect_exact("责任科室：法制科")
    child.sendline("\x01区")  # Ctrl-A: to the line's beginning
    ask(child, "责任人", "", "张三")
    ask(child, "联系方式", "", "0533-0000000")
    assert ended(child) == 0
    task = rows(gongkai)["14"]
    assert (task["measure"], task["section"]) == ("一是公布；\n二是解读。三是回应。", "区法制科")


# ---------------------------------------------------------------- several lines pasted

PARAGRAPHS = "一、按月公布执法信息。\nx\n-\nq\n<\n二、年底前公布情况。"
BRACKETED = f"\x1b[200~{PARAGRAPHS}\x1b[201~\r"
RAW = PARAGRAPHS.replace("\n", "\r") + "\r"
NO_READLINE = "import sys; sys.modules['readline'] = None"


@pytest.mark.parametrize(
    ("before", "pasted"),
    [("", BRACKETED), ("", RAW), (NO_READLINE, RAW)],
    ids=["bracketed", "not bracketed", "without readline"],
)
def test_a_paste_of_several_lines_is_one_answer(
    gongkai: Gongkai, terminal: Walk, before: str, pasted: str
) -> None:
    child = terminal("fill", "-u", UNIT, "-t", "14", "--on", "2019-07-18", before=before)
    child.expect_exact("具体工作措施：")
    child.send(pasted)
    if pasted == RAW:
        child.expect_exact("（一起输入的 6 行记作一栏）")
    child.expect(r"责任科室：")
    child.send(pasted)
    child.expect_exact("责任科室应写成一行，没有记下，请重新输入")
    ask(child, "责任科室", "法制科")
    child.expect_exact("责任人：")
    child.sendline("x")
    ask(child, "不涉及的理由", "<")
    ask(child, "责任人", "q")
    assert ended(child) == 0
    task = rows(gongkai)["14"]
    assert [task[name] for name in ("measure", "section", "officer", "status")] == [
        *(PARAGRAPHS, "法制科", "", "incomplete")
    ]
    assert entries(gongkai) == [("fill", "14")]


def test_a_long_paste_is_one_answer(gongkai: Gongkai, terminal: Walk) -> None:
    """Longer than what a terminal holds in one go."""
    text = "\n".join(f"第{number}条，公开办事依据、条件、程序、期限和结果。" for number in range(400))
    child = terminal("fill", "-u", UNIT, "-t", "14", "--on", "2019-07-18")
    child.expect_exact("具体工作措施：")
    child.send(f"\x1b[200~{text}\x1b[201~\r")
    ask(child, "责任科室", "q")
    assert ended(child) == 0
    assert rows(gongkai)["14"]["measure"] == text


def test_a_pipe_gives_a_line_to_a_question(gongkai: Gongkai, store_path: Path) -> None:
    done = piped("甲\n法制科\n张三\n0533-0000000\n\n乙\nx\n本局无此职能\nq\n".encode())
    assert (done.returncode, done.stderr) == (0, b"")
    after = rows(gongkai)
    assert (after["12"]["measure"], after["12"]["officer"]) == ("甲", "张三")
    assert (after["14"]["measure"], after["14"]["contact"]) == ("乙", "0533-0000000")
    assert after["17"]["reason"] == "本局无此职能"


def piped(typed: bytes, **env: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [sys.executable, "-m", "gongkai", "fill", "-u", UNIT, "--on", "2019-07-18"],
        input=typed,
        capture_output=True,
        env=os.environ | env,
        check=False,
    )


def test_without_a_terminal_it_is_said_what_to_do_instead(gongkai: Gongkai) -> None:
    done = piped(b"")
    assert (done.returncode, done.stdout) == (2, b"")
    assert done.stderr.decode().startswith("错误：这里没有终端，不能逐项提问；请用选项填")
    assert entries(gongkai) == []


def test_chinese_can_be_typed_in_the_locale_c(
    gongkai: Gongkai, terminal: Walk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LC_ALL", "C")
    monkeypatch.delenv("PYTHONUTF8")
    child = terminal("fill", "-u", UNIT, "-t", "14", "--on", "2019-07-18")
    answer(child, "公布清单", *WHO)
    child.expect_exact("√ 任务 14 已填报")
    assert ended(child) == 0
    assert rows(gongkai)["14"]["measure"] == "公布清单"


def test_chinese_is_typed_in_the_encoding_that_was_asked_for(store_path: Path, gongkai: Gongkai) -> None:
    """Whatever the locale says: the line editor goes by that alone."""
    pexpect = pytest.importorskip("pexpect")
    child = pexpect.spawn(
        sys.executable,
        ["-m", "gongkai", "fill", "-u", "qsfj", "-t", "14", "--on", "2019-07-18"],
        encoding="gbk",
        timeout=60,
        dimensions=(50, 80),
        env=os.environ | {"LC_ALL": "C.UTF-8", "PYTHONUTF8": "0", "PYTHONIOENCODING": "gbk", "TERM": "dumb"},
    )
    answer(child, "公布清单", *WHO)
    child.expect_exact("√ 任务 14 已填报")
    assert ended(child) == 0
    assert rows(gongkai)["14"]["measure"] == "公布清单"


def test_input_that_cannot_be_decoded_is_no_endless_loop(gongkai: Gongkai, walk: Walk) -> None:
    child = walk("-t", "14")
    ask(child, "具体工作措施", "公布清单")
    for number in range(3):
        child.expect_exact("责任科室：")
        os.write(child.child_fd, "法制科".encode("gbk") + b"\r")
        child.expect_exact("没有看懂输入的编码")
        if number:
            child.expect_exact("请把终端的编码设成一样的")
    child.expect_exact("答过的都已保存")
    assert ended(child) == 1
    assert rows(gongkai)["14"]["measure"] == "公布清单"


def test_it_goes_on_where_it_stopped(gongkai: Gongkai, walk: Walk) -> None:
    fill(gongkai, "14", "--measure", "公布清单", "--section", "办公室")
    fill(gongkai, "12")
    child = walk()
    child.expect_exact("10 项待填报")
    child.expect_exact("[1/10] 任务 14")
    child.expect_exact("未填全")
    ask(child, "具体工作措施", "", "公布清单")
    ask(child, "责任科室", "", "办公室")  # its own comes before the last one given
    ask(child, "责任人", "", "张三")
    ask(child, "联系方式", "", "0533-0000000")
    same(child)
    child.expect_exact("[2/10] 任务 17")
    ask(child, "具体工作措施", "q")
    assert ended(child) == 0
    assert rows(gongkai)["14"]["section"] == "办公室"
    assert rows(gongkai)["14"]["status"] == "filed"


def test_skipping_and_not_involved(gongkai: Gongkai, walk: Walk) -> None:
    child = walk()
    ask(child, "具体工作措施", "-")
    child.expect_exact("任务 12 留待下次。")
    ask(child, "具体工作措施", "x")
    ask(child, "不涉及的理由", "")
    child.expect_exact("请写明理由")
    ask(child, "不涉及的理由", "本局无此职能")
    child.expect_exact("√ 任务 14 已报“不涉及”")
    ask(child, "具体工作措施", "ｘ")  # an input method left on
    ask(child, "不涉及的理由", "－")
    child.expect_exact("任务 17 留待下次。")
    ask(child, "具体工作措施", "公布")
    ask(child, "责任科室", "-")  # half answered: what was said is kept
    child.expect_exact("任务 18 留待下次，答过的已保存。")
    ask(child, "具体工作措施", "ｑ")
    assert ended(child) == 0
    status = {number: task["status"] for number, task in rows(gongkai).items()}
    assert [status[number] for number in ("12", "14", "17", "18")] == [
        *("unfiled", "not_involved", "unfiled", "incomplete")
    ]


def test_a_wrong_or_empty_answer_is_asked_again(gongkai: Gongkai, walk: Walk) -> None:
    child = walk("-t", "14")
    ask(child, "具体工作措施", "")
    child.expect_exact("不能是空的；- 跳过本项，q 离开")
    ask(child, "具体工作措施", "公布清单")
    ask(child, "责任科室", "法制科")
    ask(child, "责任人", "张三")
    ask(child, "联系方式", "12")
    child.expect_exact("联系方式：“12”不是有效的电话号码")
    ask(child, "联系方式", "13800000000")
    child.expect_exact("√ 任务 14 已填报")
    assert ended(child) == 0
    assert rows(gongkai)["14"]["contact"] == "13800000000"


def test_one_task_that_is_filed_already_offers_what_stands(gongkai: Gongkai, walk: Walk) -> None:
    fill(gongkai, "14", "--measure", "一是公布；\n二是解读。", *FULL[2:])
    child = walk("-t", "14")
    ask(child, "具体工作措施", "", "一是公布； 二是解读。")
    ask(child, "责任科室", "办公室", "法制科")
    ask(child, "责任人", "", "张三")
    ask(child, "联系方式", "", "0533-0000000")
    assert ended(child) == 0
    assert rows(gongkai)["14"]["measure"] == "一是公布；\n二是解读。"
    assert rows(gongkai)["14"]["section"] == "办公室"


@pytest.mark.parametrize("key", ["ctrl-c", "ctrl-d", "ctrl-c while typing"])
def test_leaving_by_key_is_quiet_and_keeps_what_was_saved(gongkai: Gongkai, walk: Walk, key: str) -> None:
    child = walk()
    ask(child, "具体工作措施", "公布证明事项清单")
    child.expect_exact("责任科室：")
    if "typing" in key:
        child.send("法制")
        child.expect_exact(
            "法制"
        )  # shown: a key pressed before that takes unread ones along, and readline waits for them
    # A key that comes before Python has begun to listen at the prompt is lost; people press it again.
    left = [
        "已离开，答过的都已保存；还有 11 项未填报。接着填：gongkai fill -u 区司法局 --on",
        pexpect.TIMEOUT,
    ]
    for _ in range(10):
        child.sendcontrol("d" if key == "ctrl-d" else "c")
        if child.expect_exact(left, timeout=3) == 0:
            break
    assert ended(child) == (0 if key == "ctrl-d" else 130)  # as after Ctrl-C everywhere
    assert "Traceback" not in child.before and "错误" not in child.before
    task = rows(gongkai)["12"]
    assert (task["measure"], task["section"]) == ("公布证明事项清单", "")


def test_nothing_left_to_fill(gongkai: Gongkai) -> None:
    for number, task in rows(gongkai).items():
        if task["part"] == "annex" and task["basis"] != "claimable":
            fill(gongkai, number)
    done = gongkai("fill", "-u", UNIT)
    assert (done.status, done.out) == (
        0,
        "区司法局的附件任务都已填报。要修改请用 gongkai fill -u 区司法局 -t 序号\n",
    )


def test_the_last_task_ends_the_round(gongkai: Gongkai, walk: Walk) -> None:
    for number, task in rows(gongkai).items():
        if task["part"] == "annex" and task["basis"] != "claimable" and number != "37":
            fill(gongkai, number)
    child = walk()
    ask(child, "具体工作措施", "公布清单")
    for offered in ("法制科", "张三", "0533-0000000"):
        child.expect_exact(f"[{offered}]：")
        child.sendline("")
    child.expect_exact("√ 全部填完。")
    assert ended(child) == 0


def test_input_from_a_file_ends_where_the_file_ends(store_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "gongkai", "fill", "-u", UNIT, "--on", "2019-07-18"],
        input="公布清单\n法制科\n".encode(),
        capture_output=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, b"")
    assert "答过的都已保存；还有 11 项未填报" in done.stdout.decode()


def test_input_in_another_encoding_is_asked_for_again(gongkai: Gongkai, store_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "gongkai", "fill", "-u", UNIT, "--on", "2019-07-18"],
        input="公布清单\n".encode("gbk") + "公布清单\n".encode(),
        capture_output=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, b"")
    assert "没有看懂输入的编码，请重新输入" in done.stdout.decode()
    assert rows(gongkai)["12"]["measure"] == "公布清单"


# ---------------------------------------------------------------- two at once


def test_what_somebody_else_filled_meanwhile_is_passed_over(gongkai: Gongkai, walk: Walk) -> None:
    child = walk()
    child.expect_exact("具体工作措施：")
    fill(gongkai, "14")
    child.sendline("-")
    child.expect_exact("任务 14 刚刚已有人填报，略过。")
    child.expect_exact("[3/11] 任务 17")


def kept(child: Any) -> str:
    """What is in the file whose name comes next."""
    child.expect(r"所填内容留在 (\S+?\.yaml)")
    file = Path(child.match[1])
    text = file.read_text(encoding="utf-8")
    file.unlink()
    return text


def test_an_answer_given_meanwhile_is_not_overwritten(
    gongkai: Gongkai, walk: Walk, monkeypatch: pytest.MonkeyPatch
) -> None:
    child = walk()
    child.expect_exact("任务 12")
    monkeypatch.setenv("GONGKAI_USER", "李四")
    fill(gongkai, "12")
    answer(child, "另一种写法", *WHO)
    child.expect_exact("任务 12 刚刚被别人填报过，没有保存")
    assert "  措施: 另一种写法\n  科室: 法制科\n" in kept(child)
    child.expect_exact("任务 12 具体工作措施：原为空，现为“公布清单”（李四，")
    child.expect_exact("[2/11] 任务 14")
    assert rows(gongkai)["12"]["measure"] == "公布清单"
    child.sendline("q")
    child.expect_exact("已离开，任务 12 以外答过的都已保存；还有 10 项未填报。接着填：gongkai fill")
    child.expect_exact("任务 12 没有全部保存，见上面的说明")
    assert ended(child) == 1


def test_each_field_that_somebody_else_changed_meanwhile_is_told(
    gongkai: Gongkai, walk: Walk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The first changes nothing but the telephone number, while the second writes new measures."""
    fill(gongkai, "14")
    child = walk("-t", "14")
    ask(child, "具体工作措施", "另一种写法", "公布清单")
    child.expect_exact("责任科室 [法制科]：")
    monkeypatch.setenv("GONGKAI_USER", "李四")
    fill(gongkai, "14", "--contact", "13800000000", "--measure", "第三种写法")
    monkeypatch.setenv("GONGKAI_USER", "王五")
    fill(gongkai, "14", "--contact", "0533-0000001")
    child.sendline("办公室")
    ask(child, "责任人", "", "张三")
    ask(child, "联系方式", "", "0533-0000000")
    child.expect_exact("任务 14 刚刚被别人填报过，没有保存")
    assert kept(child).splitlines()[2:4] == ["  措施: 另一种写法", "  科室: 办公室"]
    child.expect(pexpect.EOF)
    said = re.sub(r"，20\d\d-\d\d-\d\d \d\d:\d\d）", "）", child.before).split("\r\n")
    assert [line.strip() for line in said if "现为" in line] == [
        "任务 14 具体工作措施：原为“公布清单”，现为“第三种写法”（李四）",
        "任务 14 联系方式：原为“0533-0000000”，现为“0533-0000001”（王五）",
    ]
    assert ended(child) == 1
    assert rows(gongkai)["14"]["section"] == "法制科"


def test_an_answer_taken_back_meanwhile_is_told(gongkai: Gongkai, walk: Walk) -> None:
    fill(gongkai, "14")
    child = walk("-t", "14")
    child.expect_exact("任务 14")
    child.expect_exact("点名；已填报")
    assert gongkai("undo", "-u", UNIT, "-t", "14").status == 0
    answer(child, "另一种写法", "", "", "")
    child.expect_exact("任务 14 的填报刚刚被别人撤销，没有保存")
    assert "另一种写法" in kept(child)
    child.expect_exact("任务 14 联系方式：原为“0533-0000000”，现为空（测试员，")
    assert ended(child) == 1
