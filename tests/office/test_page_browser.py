"""The report's page in a real browser: Chromium, as Debian has it."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from gongkai.cli.main import gongkai as command

pytestmark = pytest.mark.slow

playwright_api = pytest.importorskip("playwright.sync_api")
axe_api = pytest.importorskip("axe_playwright_python.sync_playwright")
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
if CHROMIUM is None:
    pytest.skip("no Chromium here", allow_module_level=True)

FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
DESKTOP = {"width": 1366, "height": 900}
PHONE = {"width": 390, "height": 844}


@pytest.fixture(scope="module")
def address(filled_store: Path, tmp_path_factory: pytest.TempPathFactory) -> str:
    """Where the page of the filled store lies."""
    folder = tmp_path_factory.mktemp("page")
    database = Path(shutil.copyfile(filled_store, folder / "gongkai.db"))
    item = ("-t", "14", "--item", "2", "--date", "2019-09-02", "--url", "https://www.example.gov.cn/1")
    for arguments in (
        ("publish", "-u", "区司法局", *item, "--title", "清理结果"),
        ("report", "--as-of", "2019-09-27", "-o", str(folder / "report.html")),
        ("report", "--as-of", "2019-09-27", "--task", "22", "-o", str(folder / "small.html")),
    ):
        done = CliRunner().invoke(command, [*arguments, "--db", str(database)])
        assert done.exit_code == 0, done.output
    return (folder / "report.html").as_uri()


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with playwright_api.sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield launched
        launched.close()


class Visit:
    """A page opened, with what it said on the console and asked from outside."""

    def __init__(self, browser: Any, address: str, **how: Any) -> None:
        self.context = browser.new_context(**({"viewport": DESKTOP} | how))
        self.page = self.context.new_page()
        self.said: list[str] = []
        self.asked: list[str] = []
        self.page.on("console", lambda message: self.said.append(message.text))
        self.page.on("pageerror", lambda error: self.said.append(str(error)))
        self.page.on("request", lambda request: self.asked.append(request.url))
        self.page.goto(address)

    def column(self, table: int, title: str) -> list[str]:
        """The texts of a column of one of the units' tables, shown rows only, in their order."""
        return self.page.evaluate(
            """([number, title]) => {
                const table = document.querySelectorAll("table.units")[number];
                const index = [...table.tHead.rows[0].cells].findIndex((cell) => cell.textContent === title);
                return [...table.tBodies[0].rows].filter((row) => !row.hidden).map((row) => row.cells[index].textContent);
            }""",
            [table, title],
        )

    def shown(self, selector: str) -> list[str]:
        """The units of those elements that are seen."""
        return self.page.evaluate(
            "(s) => [...document.querySelectorAll(s)].filter((e) => e.checkVisibility()).map((e) => e.dataset.unit)",
            selector,
        )

    def until(self, condition: str) -> None:
        """Wait until a condition holds; the page's own policy forbids Playwright's way of waiting, which is eval."""
        for _ in range(100):
            if self.page.evaluate(f"() => {condition}"):
                return
            self.page.wait_for_timeout(50)
        raise AssertionError(condition)

    def violations(self) -> list[str]:
        found = axe_api.Axe().run(self.page).response
        assert len(found["passes"]) > 20, "axe looked at nothing"
        return [
            f"{v['id']}: {v['nodes'][0]['target']} {v['nodes'][0]['failureSummary']}"
            for v in found["violations"]
        ]


@pytest.fixture
def visit(browser: Any, address: str) -> Iterator[Any]:
    opened: list[Visit] = []

    def go(**how: Any) -> Visit:
        opened.append(Visit(browser, address, **how))
        return opened[-1]

    yield go
    for each in opened:
        each.context.close()


@pytest.mark.parametrize(
    "how", [{}, {"viewport": PHONE}, {"color_scheme": "dark"}, {"java_script_enabled": False}]
)
def test_page_is_quiet_and_asks_nothing_from_outside(how: dict[str, Any], visit: Any) -> None:
    seen = visit(**how)
    for name in ("matrix", "timeline", "unit-区司法局", "tasks"):
        seen.page.locator(f"[id='{name}']").scroll_into_view_if_needed()
    assert seen.said == []
    assert [url for url in seen.asked if not url.startswith(("file:", "data:"))] == []
    assert len([url for url in seen.asked if url.startswith("file:")]) == 1


def test_a_page_that_wants_to_load_something_is_kept_from_it(visit: Any) -> None:
    seen = visit()
    seen.page.evaluate("() => { new Image().src = 'https://www.example.com/x.png' }")
    seen.page.wait_for_timeout(300)
    assert any("Content Security Policy" in line for line in seen.said)


def test_axe_finds_nothing_on_the_whole_page(visit: Any) -> None:
    assert visit().violations() == []


@pytest.mark.parametrize("how", [{}, {"viewport": PHONE}, {"color_scheme": "dark"}])
def test_axe_finds_nothing(how: dict[str, Any], browser: Any, address: str) -> None:
    """On a page of one task, which has every part of the whole: axe takes its time."""
    seen = Visit(browser, address.replace("report.html", "small.html"), **how)
    assert seen.violations() == []
    seen.page.evaluate("() => document.querySelectorAll('details').forEach((each) => { each.open = true })")
    seen.page.locator("table.units th button").first.click()
    assert seen.violations() == []


def test_axe_would_find_something(browser: Any, address: str) -> None:
    seen = Visit(browser, address.replace("report.html", "small.html"))
    seen.page.evaluate("() => { document.querySelector('label[for=words]').remove() }")
    assert any(found.startswith("label") for found in seen.violations())


def test_filters(visit: Any) -> None:
    seen = visit()
    page = seen.page
    everybody = seen.shown("article.unit")
    assert len(everybody) == 49
    page.get_by_label("单位", exact=True).fill("司法")
    for selector in ("article.unit", "table.units tr[data-unit]", "table.matrix tr[data-unit]", ".index li"):
        assert seen.shown(selector) == ["区司法局"]
    assert page.locator("#filter output").text_content() == "1 / 49 个单位"
    assert page.locator("#attention tbody tr:visible").count() > 0
    page.get_by_role("button", name="全部显示").click()
    seen.until("document.querySelectorAll('article.unit[hidden]').length === 0")
    page.get_by_label("类别", exact=True).select_option("镇")
    assert len(seen.shown("article.unit")) == 7
    page.get_by_label("类别", exact=True).select_option("")
    page.get_by_label("只看有逾期的").check()
    late = seen.shown("article.unit")
    assert 0 < len(late) < 49
    assert "皇城镇" not in late
    assert set(seen.column(0, "逾期")) - {"0"} == set(seen.column(0, "逾期"))


def test_a_link_to_a_unit_that_is_filtered_away_shows_it(visit: Any) -> None:
    seen = visit()
    seen.page.get_by_label("单位", exact=True).fill("司法")
    seen.page.evaluate("() => { location.hash = '#unit-区财政局' }")
    seen.until("!document.getElementById('unit-区财政局').hidden")
    seen.until("Math.abs(document.getElementById('unit-区财政局').getBoundingClientRect().top) < 300")
    assert len(seen.shown("article.unit")) == 49


def test_sorting(visit: Any) -> None:
    seen = visit()
    before = seen.column(0, "单位")
    head = seen.page.locator("table.units").first.locator("th", has_text="逾期").first
    assert head.get_attribute("aria-sort") == "none"
    head.locator("button").click()
    assert head.get_attribute("aria-sort") == "descending"
    numbers = [int(text) for text in seen.column(0, "逾期")]
    assert numbers == sorted(numbers, reverse=True)
    assert numbers[0] > numbers[-1]
    assert seen.page.locator("#said").text_content() == "已按逾期降序排列"
    head.locator("button").click()
    assert head.get_attribute("aria-sort") == "ascending"
    assert [int(text) for text in seen.column(0, "逾期")] == sorted(numbers)
    other = seen.page.locator("table.units").first.locator("th", has_text="填报进度")
    other.locator("button").click()
    assert head.get_attribute("aria-sort") == "none"
    rates = [int(text.rstrip("%")) for text in seen.column(0, "填报进度")]
    assert rates == sorted(rates, reverse=True)
    seen.page.locator("table.units").first.locator("th", has_text="单位").first.locator("button").click()
    assert seen.column(0, "单位") == before
    assert sorted(seen.column(1, "单位")) != []


def test_everything_can_be_done_with_the_keyboard(visit: Any) -> None:
    seen = visit()
    keys = seen.page.keyboard
    focused = "() => document.activeElement.textContent.trim() || document.activeElement.name"
    keys.press("Tab")
    assert seen.page.evaluate(focused) == "跳到正文"
    keys.press("Enter")
    assert seen.page.evaluate("() => document.activeElement.id") == "main"
    seen.page.get_by_label("单位", exact=True).focus()
    keys.type("司法")
    assert seen.shown("article.unit") == ["区司法局"]
    for expected in ("kind", "late", "全部显示"):
        keys.press("Tab")
        while expected not in seen.page.evaluate(
            "() => document.activeElement.name + document.activeElement.textContent"
        ):
            keys.press("Tab")  # Chromium's search field has a button of its own
    keys.press("Enter")
    seen.until("document.querySelectorAll('article.unit[hidden]').length === 0")
    button = seen.page.locator("table.units th button").first
    button.focus()
    keys.press("Tab")
    outline = seen.page.evaluate("() => getComputedStyle(document.activeElement).outlineWidth")
    assert float(outline.rstrip("px")) >= 2
    keys.press("Enter")
    assert seen.page.locator("table.units th[aria-sort=ascending]").count() == 1
    summary = seen.page.locator("#timeline summary").first
    summary.focus()
    keys.press("Enter")
    assert seen.page.locator("#timeline details[open]").count() == 1


def test_without_script_everything_is_there(visit: Any) -> None:
    seen = visit(java_script_enabled=False)
    page = seen.page
    assert page.locator("#filter").is_hidden()
    assert page.locator("article.unit:visible").count() == 49
    assert page.locator("th button").count() == 0
    assert page.locator(".print:visible").count() == 0
    page.locator(".index a", has_text="区司法局").click()
    for _ in range(100):  # the page scrolls smoothly
        if -5 < page.locator("[id='unit-区司法局']").bounding_box()["y"] < 300:
            break
        page.wait_for_timeout(100)
    else:
        raise AssertionError("the link leads nowhere")
    page.locator("details.standing summary").first.click()
    assert page.locator("details.standing[open]").count() == 1


@pytest.mark.parametrize("viewport", [DESKTOP, PHONE, {"width": 320, "height": 640}])
def test_page_is_never_wider_than_the_screen(viewport: dict[str, int], visit: Any) -> None:
    page = visit(viewport=viewport).page
    assert page.evaluate("() => document.documentElement.scrollWidth") <= viewport["width"]


def test_it_prints_on_a4(visit: Any, tmp_path: Path) -> None:
    seen = visit()
    path = tmp_path / "report.pdf"
    seen.page.pdf(path=str(path), prefer_css_page_size=True, print_background=True)
    said = subprocess.run(
        ["pdfinfo", "-f", "1", "-l", "999", str(path)], capture_output=True, text=True, check=True
    ).stdout
    sizes = {(round(float(w)), round(float(h))) for w, h in re.findall(r"size:\s+([\d.]+) x ([\d.]+)", said)}
    assert {(min(size), max(size)) for size in sizes} == {(595, 842)}
    assert len(sizes) == 2, "the matrix lies on its side"
    text = subprocess.run(
        ["pdftotext", "-layout", str(path), "-"], capture_output=True, text=True, check=True
    ).stdout
    assert "跳到正文" not in text
    assert "只看有逾期的" not in text
    assert "打印本单位" not in text
    assert "规范性文件制发主体清单" in text
    assert "2019年12月" in text
    assert text.count("有期限的事项") >= 40
    pages = text.split("\f")
    assert any(page.strip().startswith("区司法局") for page in pages), "each unit begins a page"
    assert seen.page.locator("#timeline details[open]").count() == 0, "folded again afterwards"


def test_in_print_nothing_sticks_out(visit: Any) -> None:
    seen = visit(viewport={"width": 680, "height": 900})  # as wide as A4 less its margins
    seen.page.emulate_media(media="print")
    assert seen.page.evaluate("() => document.documentElement.scrollWidth") <= 700


def test_one_unit_prints_alone(visit: Any) -> None:
    seen = visit()
    seen.page.evaluate(
        """() => { window.print = () => {
            const seen = (selector) => [...document.querySelectorAll(selector)].filter((e) => e.checkVisibility());
            window.printed = seen("article.unit").map((e) => e.dataset.unit);
            window.others = seen("#overview, #tasks, .top").length;
        } }"""
    )
    seen.page.emulate_media(media="screen")
    seen.page.locator("article[data-unit='区司法局'] .print").click()
    assert seen.page.evaluate("() => document.body.className") == ""
    # What is hidden is hidden in print only: look again with the print style.
    seen.page.emulate_media(media="print")
    seen.page.evaluate("() => document.querySelector(\"article[data-unit='区司法局'] .print\").click()")
    assert seen.page.evaluate("() => window.printed") == ["区司法局"]
    assert seen.page.evaluate("() => window.others") == 0


def test_each_state_has_a_colour_of_its_own(browser: Any, address: str) -> None:
    colours = Visit(browser, address).page.evaluate(
        """() => [...document.querySelectorAll(".key")].map(
            (key) => getComputedStyle(key, "::before").backgroundColor)"""
    )
    assert len(colours) == len(set(colours)) == 6
