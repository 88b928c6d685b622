"""The page as a whole: head, navigation, sections in their order."""

from __future__ import annotations

import os

from gongkai.render.html.element import Html, element, join
from gongkai.render.html.overview import categories_section, headline, kinds_note, progress_section
from gongkai.render.html.units import Told, tasks_section, units_section
from gongkai.render.html.views import attention_section, matrix_section, timeline_section
from gongkai.render.wording.common import day
from gongkai.report.page import Page

_HERE = os.path.dirname(os.path.abspath(__file__))

# Nothing may be fetched: what the page needs is in it.
_POLICY = "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; img-src data:"

_SECTIONS = (
    ("overview", "概览"),
    ("attention", "逾期和临期"),
    ("progress", "完成进度"),
    ("matrix", "单位与任务"),
    ("timeline", "时间表"),
    ("units", "各单位"),
    ("tasks", "任务原文"),
)


def html_page(data: Page, told: Told = iter) -> str:
    """The whole file; `told` goes through the units as they are written."""
    heading = data.heading
    title = "政务公开任务落实情况"
    if data.report.unit:
        title = f"{data.report.unit}　{title}"
    head = element(
        "head",
        element("meta", charset="utf-8"),
        element("meta", name="viewport", content="width=device-width, initial-scale=1"),
        element("meta", http_equiv="Content-Security-Policy", content=_POLICY),
        element("meta", name="referrer", content="no-referrer"),
        element("meta", name="color-scheme", content="light dark"),
        element("link", rel="icon", href="data:,"),
        element("title", f"{title}（截至{data.report.as_of}）"),
        element("style", Html(_text("style.css"))),
    )
    body = element(
        "body",
        element("a", "跳到正文", href="#main", class_="skip"),
        element(
            "header",
            element("p", f"{heading.title}　{heading.number}", class_="kicker"),
            element("h1", title),
            element("p", _dateline(data), class_="dateline"),
            class_="top",
        ),
        element("div", _navigation(), _filter(data), class_="tools"),
        element(
            "main",
            headline(data),
            attention_section(data),
            progress_section(data),
            categories_section(data),
            matrix_section(data),
            timeline_section(data),
            units_section(data, told),
            tasks_section(data),
            id="main",
            tabindex=-1,
        ),
        element("footer", _footnotes(data)),
        element("script", Html(_text("script.js"))),
    )
    return "<!DOCTYPE html>\n" + element("html", head, body, lang="zh-CN") + "\n"


def _dateline(data: Page) -> str:
    heading = data.heading
    said = f"截至{day(data.report.as_of)}"
    if data.report.as_of < heading.issued:
        said += f"，方案尚未印发（{day(heading.issued)}印发）"
    if data.report.completion.units_uncertain:
        said += f"。应报单位中有 {data.report.completion.units_uncertain} 个是否在册待核实"
    return said + "。"


def _navigation() -> Html:
    links = [element("li", element("a", words, href=f"#{name}")) for name, words in _SECTIONS]
    return element("nav", element("ul", links), aria_label="页内目录", class_="contents")


def _filter(data: Page) -> Html:
    """What the script filters the units by; hidden where it doesn't run."""
    kinds = [element("option", kind.kind, value=kind.kind) for kind in data.report.kinds]
    return element(
        "form",
        element(
            "span",
            element("label", "单位", for_="words"),
            element("input", type="search", name="words", id="words", autocomplete="off"),
        ),
        element(
            "span",
            element("label", "类别", for_="kind"),
            element("select", element("option", "全部", value=""), kinds, name="kind", id="kind"),
        ),
        element("label", element("input", type="checkbox", name="late"), "只看有逾期的"),
        element("button", "全部显示", type="reset"),
        element("output", name="shown"),
        element("span", id="said", class_="unseen", role="status"),
        id="filter",
        hidden=True,
        role="search",
        aria_label="筛选单位",
        class_="filter",
    )


def _footnotes(data: Page) -> Html:
    contacts = (
        "本页含姓名和电话号码，仅供内部使用，请勿对外发布。"
        if data.with_contacts
        else "姓名和电话号码已隐去一部分。"
    )
    return join(
        element(
            "p",
            "“绿”为按期完成或尚早，“黄”为",
            f"{data.days}个工作日内到期或逾期完成，“红”为逾期，“灰”为没有日期的常态事项。"
            "一项任务有几个责任单位的，每个单位各计一次。",
        ),
        element("p", kinds_note(data), contacts),
    )


def _text(name: str) -> str:
    with open(os.path.join(_HERE, name), encoding="utf-8") as file:
        return file.read()
