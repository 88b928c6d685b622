"""Papers that leave the office: no full name and no full number, whatever text somebody typed them into."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import Gongkai, Ran

pytestmark = pytest.mark.sqlite

UNIT, NAME, NUMBER = "区司法局", "张三丰", "0533-7654321"
PAPERS = {
    "page.html": ("report", "-o"),
    "ledger.xlsx": ("ledger", "-o"),
    "annual.docx": ("annual", "-u", UNIT, "-o"),
    "district.docx": ("annual", "-o"),
}


@pytest.fixture
def written(store_path: Path, gongkai: Gongkai) -> Callable[..., Ran]:
    """An answer, a record and a return, each with the officer's name and number in its text."""
    said = f"由{NAME}负责，电话{NUMBER}，投诉拨打12345，见 http://www.linzi.gov.cn/art/7654321.html"
    clerk = ("--section", f"法制科（{NUMBER}）", "--officer", NAME, "--contact", NUMBER)
    day = ("--on", "2019-07-18")
    for task in ("12", "14"):
        assert gongkai("fill", "-u", UNIT, "-t", task, "--measure", said, *clerk, *day).status == 0
    assert gongkai("fill", "-u", UNIT, "-t", "32", "--not-involved", said, *day).status == 0
    record = ("--item", "4", "--date", "2019-07-30", "--title", f"{NAME}解读清单（{NUMBER}）")
    assert gongkai("publish", "-u", UNIT, "-t", "14", *record).status == 0
    assert (
        gongkai(
            "return", "-u", UNIT, "-t", "12", "--reason", f"请{NAME}核对 {NUMBER}", "--on", "2019-07-22"
        ).status
        == 0
    )
    return gongkai


def text_of(path: Path) -> str:
    if path.suffix == ".html":
        return path.read_text(encoding="utf-8")
    with zipfile.ZipFile(path) as package:
        return "".join(
            package.read(name).decode("utf-8") for name in package.namelist() if name.endswith(".xml")
        )


@pytest.mark.parametrize("paper", PAPERS)
def test_a_masked_paper(paper: str, written: Gongkai, tmp_path: Path) -> None:
    path = tmp_path / paper
    done = written(*PAPERS[paper], str(path), "--as-of", "2019-08-05")
    assert done.status == 0, done.err
    text = text_of(path)
    assert NAME not in text
    assert NUMBER not in text
    assert "12345" in text or "district" in paper


def test_the_log(written: Gongkai) -> None:
    text = written("log").out + written("log", "--format", "json").out
    assert NAME not in text
    assert NUMBER not in text
    assert "7654321.html" in text
    assert NAME in written("log", "--with-contacts").out
