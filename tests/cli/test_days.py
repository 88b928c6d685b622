"""Days that look like a slip of the pen are remarked on, alike in every command; impossible ones are refused."""

from __future__ import annotations

import shutil
import time
from pathlib import Path

import pytest
from conftest import Gongkai, at_store

pytestmark = pytest.mark.any_store

UNIT = ("-u", "区司法局")
FULL = ("--measure", "公布清单", "--section", "法制科", "--officer", "张三", "--contact", "0533-0000000")
RECORD = ("publish", *UNIT, "-t", "14", "--item", "4", "--date", "2019-07-30", "--title", "清单")

# Every command that records something for a day, {} being the folder.
CHANGES = {
    "fill": ("fill", *UNIT, "-t", "21", *FULL),
    "not involved": ("fill", *UNIT, "-t", "32", "--not-involved", "本局无此职能"),
    "claim": ("claim", *UNIT, "-t", "2"),
    "unclaim": ("unclaim", *UNIT, "-t", "15"),
    "accept": ("accept", *UNIT, "-t", "14"),
    "return": ("return", *UNIT, "-t", "14", "--reason", "没有盖章"),
    "submit": ("submit", *UNIT, "-o", "{}/区司法局.eml"),
    "collect": ("collect", "{}/区司法局.docx"),
    "withdraw": ("publish", "--withdraw", "1"),
}


@pytest.fixture(scope="module")
def prepared(compiled_store: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a store in which a unit has an answer, a claim and a record, and with its form."""
    folder = tmp_path_factory.mktemp("days")
    shutil.copyfile(compiled_store, folder / "gongkai.db")
    for command in (
        ("fill", *UNIT, "-t", "14", *FULL, "--on", "2019-07-18"),
        ("claim", *UNIT, "-t", "15", "--on", "2019-07-18"),
        RECORD,
        ("form", *UNIT, "-o", str(folder / "区司法局.docx")),
    ):
        at_store(folder / "gongkai.db", *command)
    return folder


@pytest.fixture
def commands(prepared: Path, tmp_path: Path) -> dict[str, tuple[str, ...]]:
    shutil.copytree(prepared, tmp_path, dirs_exist_ok=True)
    return {name: tuple(word.format(tmp_path) for word in words) for name, words in CHANGES.items()}


@pytest.mark.parametrize("name", CHANGES)
def test_days_to_come(gongkai: Gongkai, commands: dict[str, tuple[str, ...]], name: str) -> None:
    ran = gongkai(*commands[name], "--on", "2099-01-01")
    assert ran.status == 0, ran
    assert ran.err.count("注意：2099-01-01 还没有到，从那天起才计入") == 1


@pytest.mark.parametrize("day", ["2018-07-19", "1900-01-01", "2021-07-19"])
@pytest.mark.parametrize("name", CHANGES)
def test_years_far_from_the_plan_s(
    gongkai: Gongkai, commands: dict[str, tuple[str, ...]], name: str, day: str
) -> None:
    ran = gongkai(*commands[name], "--on", day)
    if ran.status == 1:  # before what it would undo
        assert (day < "2019" and "早于" in ran.err) or "还没有填报" in ran.err
    assert (
        ran.err.count(f"注意：{day} 不在方案的年份前后（2019-07-16 印发，至 2019-12-31），请核对年月日") == 1
    )


@pytest.mark.parametrize("day", ["2019-07-19", "2020-03-31", None])
@pytest.mark.parametrize("name", CHANGES)
def test_the_plan_s_own_years_and_today(
    gongkai: Gongkai, commands: dict[str, tuple[str, ...]], name: str, day: str | None
) -> None:
    ran = gongkai(*commands[name], *(("--on", day) if day else ()))
    assert "请核对年月日" not in ran.err
    assert "还没有到" not in ran.err


def test_a_publication_of_another_year(gongkai: Gongkai, commands: dict[str, tuple[str, ...]]) -> None:
    """Of a 事项 without a date too."""
    ran = gongkai("publish", *UNIT, "-t", "14", "--item", "1", "--date", "2009-07-30", "--title", "台账")
    assert ran.status == 0
    assert "2009-07-30 不在方案的年份前后" in ran.err


def test_records_of_a_file_with_days_of_another_year(
    gongkai: Gongkai, commands: dict[str, tuple[str, ...]], tmp_path: Path
) -> None:
    table = tmp_path / "记录.csv"
    lines = ("14,1,2019-07-30,台账一", "14,1,2009-07-30,台账二", "14,4,2009-07-31,清单")
    table.write_text("\n".join(("任务,事项,发布日期,标题", *lines, "")), encoding="utf-8")
    ran = gongkai("publish", *UNIT, "--from", str(table))
    assert ran.status == 0
    assert [line.partition("，请核对年月日")[0] for line in ran.err.splitlines()] == [
        "注意：第 3 行：2009-07-30 不在方案的年份前后（2019-07-16 印发，至 2019-12-31）",
        "注意：第 4 行：发布日期 2009-07-31 早于这一期的开始（2019-07-16）",
    ]
    table.write_text("任务,事项,发布日期,标题\n14,1,2099-07-30,台账\n", encoding="utf-8")
    ran = gongkai("publish", *UNIT, "--from", str(table))
    assert ran.status == 1
    assert "第 2 行：发布日期 2099-07-30 还没有到" in ran.err


def test_a_publication_corrected_to_another_year(
    gongkai: Gongkai, commands: dict[str, tuple[str, ...]]
) -> None:
    ran = gongkai("publish", "--correct", "1", "--item", "1", "--date", "2009-07-30")
    assert ran.status == 0
    assert ran.err.count("2009-07-30 不在方案的年份前后") == 1
    assert "请核对年月日" not in gongkai("publish", "--correct", "1", "--title", "台账").err
    ran = gongkai("publish", "--correct", "1", "--date", "2099-07-30")
    assert ran.status == 2
    assert "发布日期 2099-07-30 还没有到" in ran.err


def test_nothing_is_withdrawn_before_it_was_published(
    gongkai: Gongkai, commands: dict[str, tuple[str, ...]]
) -> None:
    ran = gongkai("publish", "--withdraw", "1", "--on", "2019-07-29")
    assert ran.status == 1
    assert "发布记录 1 的日期是 2019-07-30，撤回不能早于这一天" in ran.err
    assert gongkai("publish", "--withdraw", "1", "--on", "2019-07-30").status == 0


@pytest.mark.parametrize(
    "paper", [("remind", "-o", "{}/催办.docx"), ("bulletin", "-o", "{}/通报.docx"), ("remind",)]
)
def test_no_answer_by_a_day_before_the_paper(
    gongkai: Gongkai, commands: dict[str, tuple[str, ...]], tmp_path: Path, paper: tuple[str, ...]
) -> None:
    asked = (*(word.format(tmp_path) for word in paper), "--as-of", "2019-08-01")
    before = sorted(tmp_path.rglob("*"))
    ran = gongkai(*asked, "--reply-by", "2019-07-31")
    assert (ran.status, ran.out) == (2, "")
    assert ran.err == "错误：--reply-by 2019-07-31 早于这份文件的日期 2019-08-01（--as-of），请核对\n"
    assert sorted(tmp_path.rglob("*")) == before
    assert gongkai(*asked, "--reply-by", "2019-08-01").status == 0


def test_options_that_contradict_each_other(gongkai: Gongkai, store_path: Path) -> None:
    for command, said in (
        (("units", "--kind", "无"), "没有单位类别“无”，类别有：区政府部门"),
        (("units", "--groups", "--kind", "镇"), "--groups 列单位组，不与 --kind、--sources 一起用"),
        (("units", "--groups", "--sources"), "--groups 列单位组，不与"),
        (("records", "--warn", "3"), "没有选项“--warn”"),
        (("form", *UNIT, "--warn", "3"), "没有选项“--warn”"),
        (("annual", "-o", "x.docx", "--warn", "3"), "没有选项“--warn”"),
    ):
        ran = gongkai(*command)
        assert (ran.status, ran.out) == (2, ""), command
        assert said in ran.err


@pytest.mark.parametrize("year", [1970, 2200])
@pytest.mark.parametrize(
    "command",
    [
        ("form", *UNIT, "-o", "{}/表.docx"),
        ("form", *UNIT, "-o", "{}/表.xlsx"),
        ("ledger", "-o", "{}/台账.xlsx"),
        ("annual", "-o", "{}/年报.docx"),
    ],
)
def test_a_clock_of_a_year_that_office_files_can_not_hold(
    gongkai: Gongkai,
    store_path: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    command: tuple[str, ...],
    year: int,
) -> None:
    """As of a computer without a battery."""
    monkeypatch.setattr("time.localtime", lambda *_: time.struct_time((year, 1, 1, 8, 0, 0, 3, 1, 0)))
    before = sorted(tmp_path.iterdir())
    ran = gongkai(*(word.format(tmp_path) for word in command), "--as-of", "2019-08-01")
    assert ran.status == 1
    assert (
        "错误：电脑的时钟不对，不在 1980 年至 2107 年之间，写不成 Word、Excel 文件；请先校准时钟\n" in ran.err
    )
    assert sorted(tmp_path.iterdir()) == before
