"""`publish`, `records`, `schedule`: evidence in, the calendar out."""

from __future__ import annotations

import os
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
from conftest import Gongkai, Ran
from icalendar import Calendar

from gongkai.base.problems import GongkaiError
from gongkai.base.states import State
from gongkai.base.workdays import Calendar as Workdays
from gongkai.render.ics import calendar_file
from gongkai.store.changes import disclosures
from gongkai.store.changes.disclosures import Disclosure
from gongkai.store.changes.journal import Author
from gongkai.store.engine.sqlite import SqliteStore
from gongkai.store.questions.figures import Deadline
from gongkai.store.questions.plan import Heading

pexpect = pytest.importorskip("pexpect")

ROW = ("publish", "-u", "区司法局", "-t", "14", "--item", "4", "--date", "2019-07-30", "--title", "主体清单")


def records(gongkai: Gongkai, *more: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = gongkai("records", "--format", "json", *more).json
    return found


def one_line(ran: Ran, status: int) -> str:
    assert ran.status == status, ran
    assert ran.err.startswith("错误：")
    return ran.err


def test_a_record_is_kept_whole(gongkai: Gongkai) -> None:
    assert gongkai(*ROW, "--url", "http://example.gov.cn/1.html").status == 0
    [row] = records(gongkai)
    assert (row["unit"], row["task"], row["item"], row["period"]) == ("区司法局", "14", 4, "once")
    assert (row["on_date"], row["title"], row["url"]) == (
        "2019-07-30",
        "主体清单",
        "http://example.gov.cn/1.html",
    )
    log = gongkai("log", "--format", "json").json
    assert [(line["action"], line["after"]["title"]) for line in log] == [("publish", "主体清单")]


@pytest.mark.any_store
@pytest.mark.parametrize(
    ("change", "status", "words"),
    [
        (("--item", "9"), 2, "没有事项 9"),
        (("--date", "2019-02-30"), 2, "不是有效日期"),
        (("--date", "2099-01-01"), 2, "还没有到"),
        (("--title", "  "), 2, "--title：不能是空的"),
        (("--url", "不是 网址"), 2, "不是网址"),
        (("--period", "2019-Q3"), 2, "没有期次"),
        (("-t", "13"), 1, "不是区司法局的任务"),
        (("-t", "15"), 1, "先认领"),
        (("-t", "Z1"), 1, "填报本身"),
        (("-u", "区司发局"), 2, "区司法局"),
    ],
)
def test_what_does_not_fit_is_refused(
    gongkai: Gongkai, change: tuple[str, str], status: int, words: str
) -> None:
    option, value = change
    row = list(ROW) if option in ROW else [*ROW, option, ""]
    row[row.index(option) + 1] = value
    assert words in one_line(gongkai(*row), status)
    assert records(gongkai) == []


def test_the_item_is_not_guessed(gongkai: Gongkai) -> None:
    ran = gongkai("publish", "-u", "区司法局", "-t", "14", "--date", "2019-07-30", "--title", "清单")
    assert "--item" in one_line(ran, 2)
    assert records(gongkai) == []
    # Task 9 has but one 事项.
    ran = gongkai("publish", "-u", "区发改局", "-t", "9", "--date", "2019-07-30", "--title", "目录清单")
    assert ran.status == 0, ran.err
    assert [(row["item"], row["period"]) for row in records(gongkai)] == [(1, None)]


def test_a_period_may_be_named_either_way(gongkai: Gongkai) -> None:
    for period in ("2019-Q3", "2019年第3季度", "２０１９－ｑ３"):
        ran = gongkai(
            *("publish", "-u", "区水利局", "-t", "7", "--item", "4", "--date", "2019-10-08"),
            *("--title", f"饮水安全状况（{period}）", "--period", period),
        )
        assert ran.status == 0, ran.err
        assert "逾期完成" in ran.out
    assert {row["period"] for row in records(gongkai)} == {"2019-Q3"}


def test_correct_holds_for_all_days_and_can_be_undone(gongkai: Gongkai) -> None:
    gongkai(*ROW[:-4], "--date", "2019-08-02", "--title", "主体清单")

    def state(as_of: str) -> str:
        rows = gongkai("schedule", "-u", "区司法局", "--as-of", as_of, "--format", "json").json
        return next(str(row["state"]) for row in rows if row["obligation"] == "14-4")

    assert state("2019-09-01") == "done_late"
    assert gongkai("publish", "--correct", "1", "--date", "2019-07-30").status == 0
    assert state("2019-09-01") == state("2019-07-30") == "done"
    assert "没有改动" in gongkai("publish", "--correct", "1", "--date", "2019-07-30").out
    assert gongkai("undo", "-u", "区司法局", "-t", "14").status == 0
    assert state("2019-09-01") == "done_late"
    assert gongkai("undo", "-u", "区司法局", "-t", "14").status == 0
    assert records(gongkai) == []
    assert "没有可撤销" in gongkai("undo", "-u", "区司法局", "-t", "14").err


def test_correct_moves_a_record_to_the_period_of_its_date(gongkai: Gongkai) -> None:
    add = ("publish", "-u", "区国资局", "-t", "22", "--item", "2", "--date", "2019-08-05", "--title", "指标")
    assert gongkai(*add).status == 0
    assert gongkai("publish", "--correct", "1", "--date", "2019-09-05").status == 0
    assert records(gongkai)[0]["period"] == "2019-09"
    assert gongkai("publish", "--correct", "1", "--period", "2019-08").status == 0
    assert (records(gongkai)[0]["period"], records(gongkai)[0]["on_date"]) == ("2019-08", "2019-09-05")


def test_withdrawn_from_a_day_on(gongkai: Gongkai) -> None:
    assert gongkai(*ROW).status == 0
    assert gongkai("publish", "--withdraw", "1", "--on", "2019-09-01").status == 0

    def state(as_of: str) -> str:
        rows = gongkai("schedule", "-u", "区司法局", "--as-of", as_of, "--format", "json").json
        return next(str(row["state"]) for row in rows if row["obligation"] == "14-4")

    assert (state("2019-08-31"), state("2019-09-01")) == ("done", "overdue")
    assert "已在 2019-09-01 撤回" in one_line(gongkai("publish", "--withdraw", "1"), 1)
    assert "已在" in one_line(gongkai("publish", "--correct", "1", "--title", "新"), 1)
    assert gongkai("undo", "-u", "区司法局", "-t", "14").status == 0
    assert state("2019-09-01") == "done"
    assert "没有编号" in one_line(gongkai("publish", "--withdraw", "7"), 1)


CSV = "单位,任务,事项,日期,标题,网址,期次\n"


def test_many_from_a_file(gongkai: Gongkai, tmp_path: Path) -> None:
    path = tmp_path / "记录 一.csv"
    text = CSV + "区司法局,14,4,2019-07-30,主体清单,,\nqslj,7,4,2019/10/8,饮水安全,,2019-Q3\n\n"
    for encoding, count, title in (("utf-8-sig", 2, "主体清单"), ("gb18030", 3, "另一份")):
        path.write_bytes(text.replace("主体清单", title).replace("\n", "\r\n").encode(encoding))
        ran = gongkai("publish", "--from", str(path))
        assert ran.status == 0, ran.err
        assert len(records(gongkai)) == count
        text = "".join(text.splitlines(keepends=True)[:2])


TWICE = CSV + "区人社局,33,3,2019-08-01,解读一,,\n"


def test_a_file_read_twice_does_not_count_twice(gongkai: Gongkai, tmp_path: Path) -> None:
    path = tmp_path / "记录.csv"
    path.write_text(TWICE, encoding="utf-8")
    assert gongkai("publish", "--from", str(path)).status == 0
    again = gongkai("publish", "--from", str(path))
    assert (again.status, again.err.splitlines()[1:]) == (1, ["  第 2 行：已经记过，是第 1 条发布记录"])
    assert len(records(gongkai)) == 1
    # Withdrawn, it may be recorded again; twice in one file it may not.
    gongkai("publish", "--withdraw", "1", "--on", "2019-09-01")
    path.write_text(TWICE + TWICE.removeprefix(CSV), encoding="utf-8")
    assert "第 3 行：与第 2 行相同" in gongkai("publish", "--from", str(path)).err
    path.write_text(TWICE, encoding="utf-8")
    assert gongkai("publish", "--from", str(path)).status == 0


def test_the_same_record_by_hand_is_kept_with_a_warning(gongkai: Gongkai) -> None:
    assert gongkai(*ROW).err == ""
    again = gongkai(*ROW)
    assert (again.status, len(records(gongkai))) == (0, 2)
    assert again.err.startswith("注意：与第 1 条完全相同")
    assert gongkai(*ROW[:-1], "另一份清单").err == ""


@pytest.mark.any_store
def test_each_bad_line_stands_on_its_own_line(gongkai: Gongkai, tmp_path: Path) -> None:
    path = tmp_path / "记录.csv"
    path.write_text(CSV + "区司法局,99,4,2019-07-30,甲,,\n区司法局,14,4,7月,乙,,\n", encoding="utf-8")
    lines = gongkai("publish", "--from", str(path)).err.splitlines()
    assert [line[:9] for line in lines[1:]] == ["  第 2 行：没", "  第 3 行：“"]


def test_options_that_a_file_or_a_number_leaves_no_room_for(
    gongkai: Gongkai, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "记录.csv"
    path.write_text(TWICE, encoding="utf-8")
    one_line(gongkai("publish", "--from", str(path), "--title", "甲"), 2)
    assert "单位是区人社局，不是 --unit 所写的区司法局" in (
        gongkai("publish", "--from", str(path), "-u", "区司法局").err
    )
    assert gongkai("publish", "--from", str(path), "-u", "人社局").status == 0
    assert "是区人社局的，不是区司法局的" in one_line(
        gongkai("publish", "--withdraw", "1", "-u", "区司法局"), 1
    )
    assert "任务 33" in one_line(gongkai("publish", "--correct", "1", "-t", "14", "--title", "乙"), 1)
    one_line(gongkai("publish", "--withdraw", "1", "--title", "乙"), 2)
    # The unit of the environment is a default, no demand.
    monkeypatch.setenv("GONGKAI_UNIT", "区司法局")
    path.write_text(TWICE.replace("解读一", "解读二"), encoding="utf-8")
    assert gongkai("publish", "--from", str(path)).status == 0
    assert gongkai("publish", "--withdraw", "1").status == 0


@pytest.mark.any_store
def test_a_missing_file_is_said_in_chinese(gongkai: Gongkai, tmp_path: Path) -> None:
    assert one_line(gongkai("publish", "--from", str(tmp_path / "没有.csv")), 1).endswith(
        "没有.csv：不存在\n"
    )


def test_a_record_for_what_was_declared_not_involved_says_so(gongkai: Gongkai) -> None:
    gongkai("fill", "-u", "区司法局", "-t", "14", "--not-involved", "无此职能", "--on", "2019-07-18")
    assert "报的是“不涉及”，这一期不计入" in gongkai(*ROW).out


def test_all_or_nothing_and_every_bad_line_named(gongkai: Gongkai, tmp_path: Path) -> None:
    path = tmp_path / "记录.csv"
    lines = [
        "区司法局,14,4,2019-07-30,主体清单,,",
        "没有的局,14,4,2019-07-30,主体清单,,",
        "区司法局,14,4,2019-13-30,主体清单,,",
        "区司法局,99,4,2019-07-30,主体清单,,",
        "区司法局,14,4,2019-07-30,,,",
        "区司法局,14,4,2019-07-30,甲,乙.com,,多",
    ]
    path.write_text(CSV + "\n".join(lines) + "\n", encoding="utf-8")
    ran = gongkai("publish", "--from", str(path))
    assert ran.status == 1
    for number in (3, 4, 5, 6, 7):
        assert f"第 {number} 行" in ran.err
    assert "第 2 行" not in ran.err
    assert records(gongkai) == []


@pytest.mark.any_store
@pytest.mark.parametrize(
    "content", [b"", b"a,b\n1,2\n", CSV.encode(), b"\x00\xff\xfe\x00", "任务,日期\n".encode()]
)
def test_a_file_that_is_no_list_of_records(gongkai: Gongkai, tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "记录.csv"
    path.write_bytes(content)
    one_line(gongkai("publish", "--from", str(path)), 1)
    one_line(gongkai("publish", "--from", str(tmp_path / "没有.csv")), 1)


@pytest.mark.any_store
def test_the_schedule_is_bounded_by_dates(gongkai: Gongkai) -> None:
    rows = gongkai("schedule", "--from", "2019-08-01", "--to", "2019-08-31", "--format", "json").json
    assert {(row["obligation"], row["due"]) for row in rows} == {("22-2", "2019-08-31")}
    assert {row["unit"] for row in rows} == {"区国资局", "区财政局"}
    assert "早于" in one_line(gongkai("schedule", "--from", "2019-08-01", "--to", "2019-07-31"), 2)


@pytest.mark.any_store
def test_every_reading_of_the_plan_is_in_the_schedule(gongkai: Gongkai) -> None:
    rows = gongkai("schedule", "--format", "json").json
    dues: dict[str, list[str]] = {}
    for row in rows:
        if row["due"] not in dues.setdefault(row["obligation"], []):
            dues[row["obligation"]].append(row["due"])
    months = [
        f"2019-{month:02}-{day}" for month, day in zip(range(7, 13), (31, 31, 30, 31, 30, 31), strict=True)
    ]
    assert dues == {
        "Z1-1": ["2019-07-19"],
        "Z10-2": ["2019-07-19"],
        "Z10-3": ["2019-07-19"],
        "14-4": ["2019-07-31"],
        "22-2": months,
        "7-4": ["2019-09-30", "2019-12-31"],
        "33-3": ["2019-12-31"],
        "35-1": ["2019-12-31"],
        "Z18-1": ["2020-01-31"],
        "Z18-2": ["2020-01-31"],
        "Z20-1": ["2020-03-31"],
    }


def events(path: Path) -> dict[str, Any]:
    calendar = Calendar.from_ical(path.read_bytes())
    return {str(event["uid"]): event for event in calendar.walk("VEVENT")}


@pytest.mark.any_store
def test_the_calendar_file(gongkai: Gongkai, tmp_path: Path) -> None:
    path = tmp_path / "区司法局.ics"
    ask = ("schedule", "-u", "区司法局", "--as-of", "2019-07-20", "--format", "ics", "-o", str(path))
    assert gongkai(*ask).status == 0
    first = events(path)
    assert len(first) == 8
    event = next(e for e in first.values() if "主体清单" in e["description"])
    assert event["dtstart"].to_ical() == b"20190731"
    alarms = [alarm["trigger"].dt.total_seconds() for alarm in event.walk("VALARM")]
    # Three working days before (Friday 07-26) and on the day, at nine in the morning.
    assert alarms == [-5 * 86400 + 9 * 3600, 9 * 3600]
    raw = path.read_bytes()
    assert all(len(line) <= 75 for line in raw.split(b"\r\n"))
    assert b"\n" not in raw.replace(b"\r\n", b"")

    gongkai(*ROW)
    assert gongkai(*ask[:4], "2019-08-02", *ask[5:]).status == 0
    second = events(path)
    assert set(second) == set(first)  # the same identities: an import updates
    done = second[str(event["uid"])]
    assert "已完成" in done["summary"]
    assert not list(done.walk("VALARM"))
    assert int(done["sequence"]) >= int(event["sequence"])


@pytest.mark.any_store
def test_events_can_be_told_apart_by_what_a_telephone_shows(gongkai: Gongkai, tmp_path: Path) -> None:
    path = tmp_path / "区国资局.ics"
    assert gongkai("schedule", "-u", "区国资局", "--format", "ics", "-o", str(path)).status == 0
    summaries = [str(event["summary"]) for event in events(path).values()]
    assert len(set(summaries)) == len(summaries) == 13
    assert "Z10-2 于7月19日前完成修订本单位政府信息公开指南" in summaries
    assert any(said.startswith("22-2 2019年8月：按月公开") for said in summaries)


@pytest.mark.any_store
def test_identities_differ_between_units_and_periods(gongkai: Gongkai, tmp_path: Path) -> None:
    path = tmp_path / "全部.ics"
    assert gongkai("schedule", "--format", "ics", "-o", str(path)).status == 0
    rows = gongkai("schedule", "--format", "json").json
    assert len(events(path)) == len(rows)


def test_a_date_before_the_period_is_asked_about(gongkai: Gongkai) -> None:
    ran = gongkai(*ROW[:-4], "--date", "2018-07-30", "--title", "主体清单")
    assert ran.status == 0
    assert "请核对年月日" in ran.err
    assert gongkai(*ROW).err == ""


def test_a_correction_says_whose_words_it_replaces(
    gongkai: Gongkai, monkeypatch: pytest.MonkeyPatch, engine: str
) -> None:
    assert gongkai(*ROW).status == 0
    assert gongkai("publish", "--correct", "1", "--title", "第一人写的").status == 0
    if engine == "sqlite":
        monkeypatch.setenv("GONGKAI_USER", "李四")
    ran = gongkai("publish", "--correct", "1", "--title", "第二人写的")
    assert ran.status == 0 and "标题原为“第一人写的”（测试员，" in ran.out
    ran = gongkai("publish", "--correct", "1", "--title", "第二人写的")
    assert "没有改动" in ran.out and "原为" not in ran.out


@pytest.mark.sqlite
def test_what_another_recorded_meanwhile_is_not_recorded_twice(gongkai: Gongkai, store_path: Path) -> None:
    assert gongkai(*ROW).status == 0
    store = SqliteStore(str(store_path))
    plan = str(store.row("SELECT id FROM plan")["id"])  # type: ignore[index]
    row = store.row("SELECT unit, task, item, period, title, url, on_date FROM disclosure")
    with pytest.raises(GongkaiError, match="已由别人记过，是第 1 条发布记录；一条也没有记"):
        disclosures.publish(
            store, Author("李四", "2019-08-01T08:00:00+08:00"), plan, [Disclosure(**row)], once=True
        )
    assert len(records(gongkai)) == 1
    store.close()


def test_an_open_period_before_is_said(gongkai: Gongkai) -> None:
    quarter = ("publish", "-u", "区水利局", "-t", "7-4", "--date", "2019-10-08")
    ran = gongkai(*quarter, "--title", "2019年三季度饮用水安全状况")
    assert ran.status == 0 and "2019年第4季度" in ran.out
    assert "上一期2019年第3季度（2019-Q3）还没有完成" in ran.err
    assert "gongkai publish --correct 1 --period 2019-Q3" in ran.err
    mended = gongkai("publish", "--correct", "1", "--period", "2019-Q3")
    assert "2019年第3季度（期限 2019-09-30）：逾期完成。" in mended.out and mended.err == ""
    # Named, or with the one before done, nothing is in doubt.
    assert gongkai(*quarter, "--title", "甲", "--period", "2019-Q4").err == ""
    assert gongkai(*quarter, "--title", "乙").err == ""


def test_a_correction_keeps_the_period_that_was_named(gongkai: Gongkai) -> None:
    quarter = ("publish", "-u", "区水利局", "-t", "7-4", "--date", "2019-10-08", "--title", "甲")
    assert gongkai(*quarter, "--period", "2019-Q3").status == 0
    assert "逾期完成" in gongkai("publish", "--correct", "1", "--date", "2019-10-09").out
    assert [row["period"] for row in records(gongkai)] == ["2019-Q3"]
    assert (
        gongkai("publish", "-u", "区国资局", "-t", "22-2", "--date", "2019-07-30", "--title", "乙").err == ""
    )
    moved = gongkai("publish", "--correct", "2", "--date", "2019-09-05")
    assert "2019年9月" in moved.out and "上一期2019年8月（2019-08）还没有完成" in moved.err


@pytest.mark.any_store
def test_all_that_is_lacking_is_named_at_once(gongkai: Gongkai) -> None:
    said = one_line(gongkai("publish"), 2)
    assert all(words in said for words in ("--unit", "--task", "--date", "--title"))
    said = one_line(gongkai("publish", "-u", "区司法局", "-t", "14-4"), 2)
    assert "--date" in said and "--title" in said and "--task" not in said


def test_a_withdrawal_says_what_it_leads_to(gongkai: Gongkai) -> None:
    gongkai(*ROW)
    assert "（期限 2019-07-31）：逾期。" in gongkai("publish", "--withdraw", "1").out


def answer(child: Any, *lines: tuple[str, str]) -> None:
    """Give each answer once its question stands there: what comes before it may be taken for a part of the last one."""
    for question, text in lines:
        child.expect_exact(question)
        child.sendline(text)


def test_without_options_it_asks(gongkai: Gongkai, terminal: Any) -> None:
    child = terminal("publish", "-u", "区水利局")
    answer(
        child,
        ("  3. 2019-09-30 逾期　7-4 ", "3"),
        ("发布日期 [", "2019-13-01"),
    )
    child.expect_exact("不是有效日期")
    answer(
        child,
        ("发布日期 [", "2019-10-08"),
        ("标题：", "三季度饮水安全状况"),
        ("网址（没有就直接回车）：", ""),
    )
    child.expect_exact("2019年第3季度（期限 2019-09-30）：逾期完成。")
    child.expect(pexpect.EOF)
    [row] = records(gongkai)
    assert (row["task"], row["item"], row["period"], row["url"]) == ("7", 4, "2019-Q3", "")


def test_what_is_pasted_is_one_answer(gongkai: Gongkai, terminal: Any) -> None:
    child = terminal("publish", "-u", "区水利局", "-t", "7-4", "--date", "2019-09-20")
    child.expect_exact("标题：")
    child.send("\x1b[200~第三季度\n饮水安全\n状况\x1b[201~\r")
    answer(child, ("网址（没有就直接回车）：", ""))
    child.expect(pexpect.EOF)
    [row] = records(gongkai)
    assert (row["title"], row["url"]) == ("第三季度 饮水安全 状况", "")


def test_another_encoding_again_and_again(gongkai: Gongkai, terminal: Any) -> None:
    child = terminal("publish", "-u", "区水利局", "-t", "7-4", "--date", "2019-09-20")
    for _ in range(3):
        child.expect_exact("标题：")
        os.write(child.child_fd, "饮水".encode("gbk") + b"\r")
        child.expect_exact("没有看懂输入的编码")
    child.expect_exact("或改用选项写")
    child.expect(pexpect.EOF)
    child.close()
    assert child.exitstatus == 1
    assert records(gongkai) == []


def test_ctrl_c_leaves(gongkai: Gongkai, terminal: Any) -> None:
    child = terminal("publish", "-u", "区水利局", "-t", "7-4", "--date", "2019-09-20")
    child.expect_exact("标题：")
    for _ in range(10):  # one that comes just before Python waits for a line is only heard with the next
        child.sendcontrol("c")
        if child.expect_exact(["已离开，没有记录", pexpect.TIMEOUT], timeout=3) == 0:
            break
    child.expect(pexpect.EOF)
    child.close()
    assert child.exitstatus == 130
    assert records(gongkai) == []


def test_a_standing_item_by_its_number_today(gongkai: Gongkai, terminal: Any) -> None:
    child = terminal("publish")
    answer(
        child,
        ("单位：", "没有的局"),
        ("没有单位", ""),
        ("单位：", "区发改局"),
        ("记哪一项", "9-1"),
        ("发布日期 [", ""),
        ("标题：", "目录清单"),
        ("网址", "www.linzi.gov.cn/1"),
    )
    child.expect_exact("常态事项，没有期限。")
    child.expect(pexpect.EOF)
    [row] = records(gongkai)
    assert (row["unit"], row["task"], row["item"], row["url"]) == ("区发改局", "9", 1, "www.linzi.gov.cn/1")


def test_what_the_list_to_pick_from_leaves_out_is_said(gongkai: Gongkai, terminal: Any) -> None:
    owed = gongkai("schedule", "-u", "区司法局", "--format", "json").json
    rhythm = ("arrange", "-u", "区司法局", "-t", "14-1", "--every", "week", "--on", "2019-07-20")
    gongkai(*rhythm)
    more = gongkai("schedule", "-u", "区司法局", "--format", "json").json
    assert len(owed) < 20 < len(more)
    child = terminal("publish", "-u", "区司法局")
    child.expect_exact(" 20. ")
    # The filing duty is told by 填报.
    child.expect_exact(f"……此后还有 {len(more) - 1 - 20} 期，见 gongkai schedule -u 区司法局")
    answer(child, ("记哪一项", "q"))
    child.expect(pexpect.EOF)


def test_at_a_terminal_the_period_in_doubt_is_asked(gongkai: Gongkai, terminal: Any) -> None:
    given = ("-u", "区水利局", "-t", "7", "--date", "2019-10-08", "--title", "三季度")
    child = terminal("publish", *given)
    answer(child, ("哪一个事项", "9"), ("请输入 1 至", ""), ("哪一个事项", "4"), ("记在哪一期", "1"))
    child.expect_exact("2019年第3季度")
    child.expect(pexpect.EOF)
    assert [row["period"] for row in records(gongkai)] == ["2019-Q3"]
    child = terminal("publish", *given[:2], "-t", "22-2", *given[4:])
    child.expect_exact("不是区水利局的任务")
    child = terminal("publish", "-u", "区国资局", "-t", "22-2", *given[4:])
    answer(child, ("记在哪一期", "q"))
    child.expect_exact("已离开，没有记录")
    child.expect(pexpect.EOF)
    assert len(records(gongkai)) == 1


def test_two_calendar_files_within_a_minute_have_numbers_of_their_own() -> None:
    eight = timezone(timedelta(hours=8))
    heading = Heading(**dict.fromkeys(Heading._fields, "x") | {"year": 2019})  # type: ignore[arg-type]
    row = Deadline(**dict.fromkeys(Deadline._fields, "x") | {"due": "2019-07-31"})  # type: ignore[arg-type]
    row = row._replace(state=State.done, source=None, last_workday=None)

    def sequence(now: datetime) -> int:
        content = b"".join(calendar_file(heading, [row], Workdays(None, fallback=True), 3, now, None))
        return int(Calendar.from_ical(content).walk("VEVENT")[0]["sequence"])

    noon = datetime(2019, 8, 1, 12, tzinfo=eight)
    numbers = [sequence(now) for now in (noon, noon + timedelta(seconds=1), noon + timedelta(minutes=1))]
    assert numbers == sorted(set(numbers))
    assert sequence(noon) == sequence(noon.astimezone(UTC))
    assert (
        numbers[0] > (noon - datetime(2019, 1, 1, tzinfo=eight)).total_seconds() / 60
    )  # as older exports counted
    assert sequence(datetime(2086, 1, 1, tzinfo=eight)) < 2**31
