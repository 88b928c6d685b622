"""The documentation is what the program says: generated parts, commands with their output, links, the example."""

from __future__ import annotations

import re
from pathlib import Path

import click
import pytest
from conftest import ROOT
from project_scripts import script

docs = script("scripts/docs.py")
PAGES = docs.pages()
HINT = "run `python scripts/docs.py`, and look at the difference"


def text_of(path: Path) -> str:
    return path.read_text(encoding="utf-8")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_a_page_is_what_the_program_says(page: Path) -> None:
    difference = docs.difference(page)
    assert not difference, f"{HINT}:\n{difference}"


def test_the_pages_that_are_asked_for_are_there() -> None:
    names = "README 五分钟上手-经办人 五分钟上手-政务公开办 命令 2019年方案的读法 方案文件格式 编制新方案 服务器 术语"
    assert set(names.split()) <= {page.stem for page in PAGES}
    listed = re.findall(r"\]\(([^)]+)\.md\)", text_of(docs.DOCS / "README.md"))
    assert sorted(listed) == sorted(page.stem for page in PAGES if page.stem != "README")


def test_what_is_changed_by_hand_is_noticed() -> None:
    page = text_of(docs.DOCS / "术语.md")
    assert docs.made(page.replace("点名", "点将"), "术语.md") == page
    shown = "```console\n$ gongkai claim -u 区司法局 -t 15 --on 2019-07-18\n√ 别的话\n```\n"
    assert "√ 区司法局已认领任务 15，自 2019-07-18 起承担" in docs.made(shown, "一页")


def test_a_command_that_fails_is_an_error() -> None:
    with pytest.raises(ValueError, match="区某局"):
        docs.made("```console\n$ gongkai tasks -u 区某局\n```\n", "一页")
    with pytest.raises(docs.DocsError, match="没有的块"):
        docs.made("<!-- 生成：没有的块 -->\n<!-- 生成完 -->\n", "一页")


def test_commands_share_the_pages_own_store() -> None:
    fill = "$ gongkai fill -u 区司法局 -t 32 --not-involved 无此职能 --on 2019-07-18"
    ask = "$ gongkai show 32 -u 区司法局 --as-of 2019-07-18"
    both = docs.made(f"```console\n{fill}\n```\n```console\n{ask}\n```\n", "一页")
    assert "无此职能" in both.split(ask)[1]
    assert "无此职能" not in docs.made(f"```console\n{ask}\n```\n", "另一页")


@pytest.mark.parametrize(
    "page", [*PAGES, ROOT / "README.md"], ids=lambda page: f"{page.parent.name}-{page.stem}"
)
def test_every_command_line_can_be_run(page: Path) -> None:
    wrong = {line: why for line in docs.typed.typed(text_of(page)) if (why := docs.typed.wrong(line))}
    assert not wrong


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("gongkai tasks --ot 区司法局", "--ot"),
        ("gongkai plan cheque", "cheque"),
        ("gongkai ledger --as-of 2019-07-22", "--output"),
        ("gongkai report --by month", "month"),
        ("gongkai server copy gongkai.db", "到"),
        ("gongkai units 镇", "镇"),
    ],
)
def test_wrong_command_lines_are_noticed(line: str, why: str) -> None:
    assert why in docs.typed.wrong(line)
    for text in (f"```\n{line}\n```\n", f"1. 说明：\n\n   ```\n   {line}\n   ```\n", f"用 `{line}`。\n"):
        with pytest.raises(docs.DocsError, match=re.escape(line)):
            docs.made(text, "一页")


def test_commands_are_found_in_the_pages() -> None:
    found = {page.stem: len(list(docs.typed.typed(text_of(page)))) for page in PAGES}
    assert found["五分钟上手-经办人"] > 15
    assert found["五分钟上手-政务公开办"] > 10
    assert found["服务器"] > 10
    assert found["命令"] > 30


def anchors(path: Path) -> set[str]:
    return {
        docs.commands.anchor(line.lstrip("#")) for line in text_of(path).splitlines() if line.startswith("#")
    }


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_links_lead_somewhere(page: Path) -> None:
    for target in re.findall(r"\]\(([^)\s]+)\)", text_of(page)):
        name, _, fragment = target.partition("#")
        there = docs.DOCS / name if name else page
        assert there.exists(), target
        if fragment:
            assert fragment in anchors(there), target


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_a_page_can_be_shown_anywhere(page: Path) -> None:
    text = text_of(page)
    text.encode("gbk")
    assert text.startswith("# ")
    assert text.endswith("\n")
    assert str(ROOT) not in text
    assert "\t" not in text


def test_the_example_loads_and_uses_every_key() -> None:
    import yaml

    from gongkai.plan.loading import examine_plan

    path = docs.plan_file.EXAMPLE
    loaded = examine_plan(path.name, path.read_bytes())
    assert [str(problem) for problem in loaded.problems] == []
    used: set[str] = set()

    def walk(value: object) -> None:
        if isinstance(value, dict):
            used.update(value)
            for inner in value.values():
                walk(inner)
        elif isinstance(value, list):
            for inner in value:
                walk(inner)

    walk(yaml.safe_load(path.read_text(encoding="utf-8")))
    described = {name for _, _, fields in docs.plan_file.MODELS.values() for name in fields}
    assert described - used == {"days", "hours"}, "of workdays, days and hours only one can be written"


def test_fields_and_rules_without_a_description_are_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    from gongkai.plan import models

    monkeypatch.delitem(docs.plan_file.MODELS[models.Unit][2], "initials")
    with pytest.raises(KeyError, match="initials"):
        docs.plan_file.fields()
    monkeypatch.delitem(docs.plan_file.RULE_WORDS, "groups_end")
    with pytest.raises(KeyError, match="groups_end"):
        docs.plan_file.rules()


def test_every_command_has_its_page() -> None:
    from gongkai.cli.main import COMMANDS

    headings = re.findall(r"^## gongkai ?(.*)$", text_of(docs.DOCS / "命令.md"), re.MULTILINE)
    assert set(COMMANDS) <= set(headings)
    assert "plan check" in headings
    summaries = re.findall(
        r"^\| \[`gongkai [^|]+\| ?(.*?) ?\|$", text_of(docs.DOCS / "命令.md"), re.MULTILINE
    )
    assert len(summaries) == len(headings) - 1
    assert all(summaries)


def test_a_command_stands_in_one_place() -> None:
    paths: dict[int, list[str]] = {}
    for found in docs.commands.walk():
        paths.setdefault(id(found.context.command.callback), []).append(found.path)
    assert [each for each in paths.values() if len(each) > 1] == []


def test_a_group_lists_all_its_commands_with_a_line() -> None:
    for found in docs.commands.walk():
        command = found.context.command
        if isinstance(command, click.Group):
            lines = docs.commands.listed(found.context)
            for name in command.list_commands(found.context):
                assert lines.get(name), f"{found.path} {name}"
