"""What is late or near, the matrix of units and tasks, and what falls due month by month."""

from __future__ import annotations

from gongkai.base.dates import chinese_month
from gongkai.base.states import PRESSING
from gongkai.render.html.element import Html, element, join
from gongkai.render.html.parts import Head, bar, light, row, table, unit_link, unit_links
from gongkai.render.wording.common import item_words
from gongkai.report.deadlines import Gathered
from gongkai.report.matrix import Sign
from gongkai.report.page import Page
from gongkai.report.timeline import FallingDue, Month
from gongkai.store.questions.figures import Deadline

_ATTENTION_HEADS = (
    Head("期限", "text", "date"),
    Head("状态", "text", "state"),
    Head("事项", "first", "state"),
    Head("做什么", None, "what"),
    Head("单位数", "number", "number"),
    Head("单位", None, "who"),
)


def attention_section(data: Page) -> Html:
    """Every 事项 that is late or due soon, with the units that owe it."""
    rows = [found for found in data.report.gathered if found.first.state in PRESSING]
    return element(
        "section",
        element("h2", "逾期和临期"),
        table(
            "逾期和临期的事项",
            _ATTENTION_HEADS,
            [_attention(found) for found in rows],
            class_="sortable items",
        )
        if rows
        else element("p", "没有逾期和临期的事项。", class_="calm"),
        id="attention",
    )


def _attention(found: Gathered) -> Html:
    due = found.first
    what = [item_words(due)]
    if due.source:
        what.append(f"（期限出自{due.source}）")
    if due.last_workday:
        what.append(f"（{due.due}是休息日，之前最后一个工作日是 {due.last_workday}）")
    return row(
        _ATTENTION_HEADS,
        [
            due.due,
            light(due.light, due.state.word),
            _number(due),
            what,
            found.size,
            unit_links(found.units),
        ],
        data_units="|".join(found.units),
    )


_SIGNS = {Sign.late: "逾", Sign.soon: "临", Sign.open: "未", Sign.done: "完", Sign.exempt: "免"}


def matrix_section(data: Page) -> Html:
    """Units down, tasks across, a word and a colour for each."""
    matrix = data.matrix
    topics = {task.id: task.topic for task in data.tasks}
    told = {unit.unit for unit in data.units}
    head = [element("th", "单位", scope="col", class_="name")]
    head += [element("th", task, scope="col", title=topics.get(task, "")) for task in matrix.tasks]
    body = []
    for unit in matrix.units:
        line = data.figures[unit.unit] if unit.unit in told else None
        cells = [element("th", unit_link(unit.unit), scope="row", class_="name")]
        cells += [_sign(unit.states.get(task)) for task in matrix.tasks]
        late = "1" if line and line.counts.overdue else None
        body.append(element("tr", cells, data_unit=unit.unit, data_kind=line and line.kind, data_late=late))
    legend = [
        element("li", element("span", sign, class_=f"sign {state}"), state.word)
        for state, sign in _SIGNS.items()
    ]
    return element(
        "section",
        element("h2", "单位与任务"),
        element(
            "ul", legend, element("li", element("span", "·", class_="sign"), "没有这项任务"), class_="legend"
        ),
        element(
            "div",
            element(
                "table",
                element("caption", "每个单位每项任务的情况，列为任务序号"),
                element("thead", element("tr", head)),
                element("tbody", body),
                class_="matrix",
            ),
            class_="scroll",
            tabindex=0,
            role="region",
            aria_label="单位与任务一览（可左右滚动）",
        ),
        id="matrix",
        class_="wide",
    )


def _sign(state: Sign | None) -> Html:
    if state is None:
        return Html("<td>·</td>")
    return element("td", _SIGNS[state], class_=state)


_MONTH_HEADS = (
    Head("期限", None, "date"),
    Head("事项", None, "state"),
    Head("做什么", None, "what"),
    Head("单位数", None, "number"),
)


def timeline_section(data: Page) -> Html:
    """One block a month: how it stands, and what falls due in it."""
    most = max((found.total for found in data.timeline), default=1)
    months = [_month(found, most) for found in data.timeline]
    return element(
        "section",
        element("h2", "时间表"),
        element("ol", months, class_="months")
        if months
        else element("p", "没有有日期的事项。", class_="calm"),
        id="timeline",
    )


def _month(found: Month, most: int) -> Html:
    parts = [("green", found.finished), ("red", found.overdue), ("yellow", found.due_soon)]
    words = f"到期 {found.total} 项次：完成 {found.finished}、逾期 {found.overdue}、"
    words += f"临期 {found.due_soon}、其余 {found.open}"
    rows = [
        row(
            _MONTH_HEADS,
            [item.due, _number(item), item_words(item), item.units],
        )
        for item in found.items
    ]
    return element(
        "li",
        element("h3", chinese_month(found.month)),
        element("div", bar([*parts, ("open", found.open)], most, words), class_="measure"),
        element("p", words, class_="note"),
        element(
            "details",
            element("summary", f"{len(found.items)} 个到期的事项"),
            join(table(f"{chinese_month(found.month)}到期的事项", _MONTH_HEADS, rows, class_="items")),
        ),
    )


def _number(item: Deadline | FallingDue) -> Html:
    """An 事项's number, leading to its task's text."""
    return element("a", item.obligation, href=f"#task-{item.task}")
