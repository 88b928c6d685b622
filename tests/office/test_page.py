"""The report as a page: what it says, what it hides, and that it is whole without anything else."""

from __future__ import annotations

import re
import shutil
from html.parser import HTMLParser
from pathlib import Path

import pytest
from conftest import Gongkai

AS_OF = ("--as-of", "2019-09-27")


@pytest.fixture(autouse=True)
def _filled(filled_store: Path, tmp_path: Path) -> None:
    """Every test works on its own copy of the filled store."""
    shutil.copyfile(filled_store, tmp_path / "gongkai.db")


class Outline(HTMLParser):
    """What a page is made of: its ids, links, loaded things, and text outside style and script."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.links: list[str] = []
        self.loaded: list[str] = []
        self.text = ""
        self.open: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        self.ids += [values["id"] or ""] if "id" in values else []
        if tag == "a":
            self.links.append(values["href"] or "")
        else:
            self.loaded += [
                value for name, value in attrs if name in ("src", "href", "data", "action") and value
            ]
        if tag not in ("br", "col", "input", "link", "meta"):
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if not {"style", "script"} & set(self.open):
            self.text += data


@pytest.fixture
def page(gongkai: Gongkai, tmp_path: Path) -> Outline:
    path = tmp_path / "report.html"
    made = gongkai("report", *AS_OF, "-o", str(path))
    assert made.status == 0, made.err
    assert made.out == f"√ 已写入 {path}\n"
    return Outline(path.read_text(encoding="utf-8"))


def test_headline_says_what_the_report_says(page: Outline, gongkai: Gongkai) -> None:
    figures = gongkai("report", *AS_OF, "--format", "json").json["completion"]
    assert f"已填报 {figures['rows_filed']} 项，应填报 {figures['rows_due']} 项" in page.text
    names = ("overdue", "due_soon", "pending", "done", "done_late", "to_check")
    total = sum(figures[name] for name in names)
    assert f"已完成 {figures['done'] + figures['done_late']} 项次，共 {total} 项次" in page.text
    assert figures["rows_filed"] > 0
    assert figures["overdue"] > 0


def test_page_is_well_formed_and_every_link_within_it_leads_somewhere(page: Outline) -> None:
    assert page.open == []
    assert len(page.ids) == len(set(page.ids))
    within = {link[1:] for link in page.links if link.startswith("#")}
    assert within <= set(page.ids)
    assert {"unit-区司法局", "task-14", "matrix", "timeline"} <= set(page.ids)


def test_page_loads_nothing(page: Outline, tmp_path: Path) -> None:
    assert [what for what in page.loaded if not what.startswith("data:")] == []
    style = re.findall(
        r"<style>(.*?)</style>", (tmp_path / "report.html").read_text(encoding="utf-8"), re.DOTALL
    )
    assert len(style) == 1
    assert "url(" not in style[0]
    assert "@import" not in style[0]


def test_contacts_are_masked_unless_asked_for(page: Outline, gongkai: Gongkai, tmp_path: Path) -> None:
    assert "0533-000****" in page.text
    assert "138****0000" in page.text
    for secret in ("0533-0000000", "13800000000", "张三", "李四"):
        assert secret not in page.text
    path = tmp_path / "open.html"
    made = gongkai("report", *AS_OF, "-o", str(path), "--with-contacts")
    assert "请勿对外发布" in made.err
    text = Outline(path.read_text(encoding="utf-8")).text
    assert all(secret in text for secret in ("0533-0000000", "13800000000", "张三", "李四"))


def test_what_users_write_stays_text_and_only_web_addresses_are_links(
    gongkai: Gongkai, tmp_path: Path
) -> None:
    bad = "</td><script>alert(1)</script><img src=x onerror=alert(1)>"
    gongkai("fill", "-u", "区司法局", "-t", "14", "--on", "2019-07-25", "--measure", bad)
    item = ("-t", "14", "--item", "4", "--date", "2019-07-30")
    gongkai(
        "publish",
        "-u",
        "区司法局",
        *item,
        "--title",
        '"><b>清单',
        "--url",
        "https://www.example.gov.cn/a?b=1&c=2",
    )
    path = tmp_path / "bad.html"
    assert gongkai("report", *AS_OF, "-o", str(path)).status == 0
    raw = path.read_text(encoding="utf-8")
    assert raw.count("<script>") == 1
    assert "<img" not in raw
    found = Outline(raw)
    assert bad in found.text
    assert "https://www.example.gov.cn/a?b=1&c=2" in found.links
    assert all(link.startswith(("#", "https://", "http://")) for link in found.links)


def test_page_of_one_unit_or_task_holds_no_other(gongkai: Gongkai, tmp_path: Path) -> None:
    path = tmp_path / "unit.html"
    gongkai("report", *AS_OF, "-u", "区司法局", "-o", str(path))
    found = Outline(path.read_text(encoding="utf-8"))
    assert [name for name in found.ids if name.startswith("unit-") and not name.endswith("-name")] == [
        "unit-区司法局"
    ]
    gongkai("report", *AS_OF, "-t", "22", "-o", str(path))
    found = Outline(path.read_text(encoding="utf-8"))
    assert [name for name in found.ids if name.startswith("task-")] == ["task-22"]
    assert "unit-区国资局" in found.ids
    assert "unit-区司法局" not in found.ids


def test_a_town_is_not_told_that_it_missed_filing(page: Outline) -> None:
    town = page.text.split("临淄区皇城镇", 1)[1].split("常态事项", 1)[0]
    assert "没有填报期限" in town
    assert "未填报" not in town
    assert "可填报" in town


@pytest.mark.parametrize(
    "wrong", [("-o", "a.pdf"), ("-o", "a.html", "--by", "kind"), ("-o", "a.html", "--format", "csv")]
)
def test_wrong_usage_writes_nothing(
    wrong: tuple[str, ...], gongkai: Gongkai, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert gongkai("report", *AS_OF, *wrong).status == 2
    assert not list(tmp_path.glob("a.*"))


def test_a_folder_that_is_not_there_is_said(gongkai: Gongkai, tmp_path: Path) -> None:
    made = gongkai("report", *AS_OF, "-o", str(tmp_path / "没有" / "a.html"))
    assert made.status == 1
    assert "没有文件夹" in made.err


def test_check_still_exits_with_3(gongkai: Gongkai, tmp_path: Path) -> None:
    assert gongkai("report", *AS_OF, "-o", str(tmp_path / "a.html"), "--check").status == 3
