"""A page for each unit, and the tasks' text."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from gongkai.base.states import COUNTED, PRESSING
from gongkai.base.words import BASIS, ORIGIN
from gongkai.render.html.element import Child, Html, element, join
from gongkai.render.html.parts import Head, light, row, table, task_link, unit_id, unit_link
from gongkai.render.wording.common import (
    filing_light,
    filing_words,
    item_words,
    state_words,
    verdict_words,
    web_address,
)
from gongkai.report.of_units import UnitTasks
from gongkai.report.page import Page
from gongkai.report.ranking import SCHEMES, scheme
from gongkai.store.questions.answers import Answer, ItemState, Published
from gongkai.store.questions.figures import Counts

Told = Callable[[list[UnitTasks]], Iterable[UnitTasks]]


def units_section(data: Page, told: Told) -> Html:
    """An index and one article a unit; `told` goes through the units."""
    index = []
    for name in SCHEMES:
        units = [unit.unit for unit in data.units if scheme(unit.kind) == name]
        if units:
            links = [element("li", unit_link(unit), data_unit=unit) for unit in units]
            index.append(element("div", element("h3", name), element("ul", links)))
    return element(
        "section",
        element("h2", "各单位"),
        element("nav", index, aria_label="单位目录", class_="index"),
        [_unit(unit, data.figures[unit.unit].counts) for unit in told(data.units)],
        id="units",
    )


_FILING = (
    Head("任务", None, "task"),
    Head("承担方式", None, "short"),
    Head("填报", None, "state"),
    Head("具体工作措施", None, "what"),
    Head("责任人及电话", None, "who"),
    Head("填报日期", None, "date"),
)
_DATED = (
    Head("期限", None, "date"),
    Head("事项", None, "state"),
    Head("做什么", None, "what"),
    Head("状态", None, "state"),
    Head("完成日期", None, "date"),
    Head("发布记录", None, "who"),
)
_STANDING = (
    Head("事项", None, "state"),
    Head("做什么", None, "what"),
    Head("最近记录", None, "date"),
    Head("发布记录", None, "who"),
)


def _unit(unit: UnitTasks, counts: Counts) -> Html:
    name = unit.unit
    annex = [task for task in unit.tasks if task.part == "annex" or task.filed_on]
    items = [item for task in unit.tasks for item in task.items]
    dated = sorted((item for item in items if item.due), key=lambda item: str(item.due))
    standing = [item for item in items if not item.due]
    return element(
        "article",
        element(
            "header",
            element("h3", name, id=f"{unit_id(name)}-name"),
            element("p", f"{unit.full_name}　{unit.kind}", class_="note"),
            element("button", "打印本单位", type="button", class_="print", hidden=True),
            element("a", "回到单位目录", href="#units", class_="back"),
        ),
        _figures(counts),
        _part("填报", name, _FILING, [_filing_row(task) for task in annex]),
        _part("有期限的事项", name, _DATED, [_dated_row(item) for item in dated]),
        _standing(name, standing),
        id=unit_id(name),
        class_="unit",
        aria_labelledby=f"{unit_id(name)}-name",
        tabindex=-1,
        data_unit=name,
        data_kind=unit.kind,
        data_late="1" if counts.overdue else None,
    )


def _figures(figures: Counts) -> Html:
    due = figures.rows_due
    words: list[Child] = [
        f"已填报 {figures.rows_filed}/{due} 项" if due else "没有填报期限（可以填报，不计逾期）"
    ]
    for state in COUNTED:
        number = figures.of(state)
        if number or state.light == "green":
            said = f"{state.word} {number}"
            words.append(light(state.light, said) if state in PRESSING else said)
    return element("ul", [element("li", each) for each in words], class_="figures")


def _part(title: str, unit: str, heads: tuple[Head, ...], rows: list[Html]) -> Html | None:
    if not rows:
        return None
    return join(element("h4", title), table(f"{unit}：{title}", heads, rows, class_="cards"))


def _standing(unit: str, items: list[ItemState]) -> Html | None:
    """The 事项 without a date, folded: they are many and never late."""
    if not items:
        return None
    recorded = sum(bool(item.records) for item in items)
    words = f"常态事项 {len(items)} 个，其中 {recorded} 个有发布记录"
    rows = [_standing_row(item) for item in items]
    return element(
        "details",
        element("summary", words),
        table(f"{unit}：常态事项", _STANDING, rows, class_="cards"),
        class_="standing",
    )


def _filing_row(task: Answer) -> Html:
    said_back = verdict_words(task)
    people = [
        join("　" if index else None, element("span", who, class_="whole"))
        for index, who in enumerate(task.texts.who)
    ]
    via = f"（{task.via}）" if task.basis == "group" else ""
    return row(
        _FILING,
        [
            task_link(task.task, task.topic),
            BASIS[task.basis] + via,
            join(
                light(filing_light(task), filing_words(task)),
                element("span", said_back, class_="note") if said_back else None,
            ),
            task.texts.words or "—",
            people or "—",
            task.filed_on or "—",
        ],
    )


def _dated_row(item: ItemState) -> Html:
    return row(
        _DATED,
        [
            item.due,
            _number(item),
            item_words(item) + (f"（{ORIGIN[item.origin]}）" if item.own and item.origin else ""),
            light(item.light, state_words(item)),
            item.done_on or "—",
            _records(item.records),
        ],
    )


def _standing_row(item: ItemState) -> Html:
    return row(
        _STANDING,
        [_number(item), item.quote, item.last_on or "—", _records(item.records)],
    )


def _number(item: ItemState) -> Html:
    return element("a", f"{item.task}-{item.item}", href=f"#task-{item.task}")


def _records(records: list[Published]) -> Child:
    if not records:
        return "—"
    return element("ul", [element("li", _record(record)) for record in records], class_="records")


def _record(record: Published) -> Html:
    url = web_address(record.url)
    title = element("a", record.title, href=url, rel="noreferrer noopener") if url else record.title
    return join(element("span", record.on_date, class_="date"), " ", title)


def tasks_section(data: Page) -> Html:
    """The text of every task as the plan prints it."""
    found = []
    for task in data.tasks:
        place = f"　正文{task.body_section}" if task.part == "body" else ""
        found.append(
            element(
                "article",
                element("h3", f"{task.id}　{task.name}"),
                element("p", f"{task.category}{place}", class_="note"),
                element("p", task.requirement),
                element("p", "责任单位：", task.responsible, class_="note"),
                id=f"task-{task.id}",
                class_="task",
                tabindex=-1,
            )
        )
    return element("section", element("h2", "任务原文"), found, id="tasks")
