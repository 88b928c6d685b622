"""The headline figures, the units ranked, the categories of tasks."""

from __future__ import annotations

from typing import Any

from gongkai.base.states import COUNTED, FINISHED, OPEN, PRESSING, State
from gongkai.render.html.element import Child, Html, element, join
from gongkai.render.html.parts import Head, bar, row, table, task_link, unit_link
from gongkai.render.wording.common import UNSETTLED, day, following_words, own_words, percent, unowned
from gongkai.report.completion import Unowned
from gongkai.report.page import Page
from gongkai.report.ranking import BASIS, RankedUnit
from gongkai.store.questions.figures import Counts


def _parts(done: Counts) -> list[tuple[str, int, str]]:
    """Each state, what is finished first: its word, how many there are, the classes of its colour."""
    states = sorted(COUNTED, key=lambda state: state not in FINISHED)
    return [(state.word, done.of(state), f"{state.light} {state}") for state in states]


def headline(data: Page) -> Html:
    """Both halves of the work in figures and bars; of how much they speak, and what people set for themselves."""
    own = own_words(data.report.completion.counts)
    return element(
        "section",
        element("h2", "概览", class_="unseen"),
        element("div", _filing(data), _carrying(data), class_="pair"),
        element("p", "跟踪：", following_words(data.report.following), "。", class_="note after"),
        element("p", "自定、办公室定、逐次的期限：", own, "。", class_="note") if own else None,
        _unowned(data.report.unowned),
        id="overview",
    )


def _unowned(tasks: list[Unowned]) -> Html | None:
    """What nobody carries out, and why."""
    if not tasks:
        return None
    said: list[Any] = []
    for some, words in unowned(tasks):
        links = [join("、" if index else None, task_link(task.task)) for index, task in enumerate(some)]
        said += ["；" if said else "无人承担的任务：", links, f"（{words}）"]
    return element("p", said, "。", class_="note after")


def _filing(data: Page) -> Html:
    done = data.report.completion
    heading, counts = data.heading, done.counts
    due, filed = counts.rows_due, counts.rows_filed
    if not due:
        return _card("填报", "—", "没有填报期限（可以填报，不计逾期）", None, [])
    until = heading.filing_due or ""
    passed = "（已过）" if data.report.as_of > until else ""
    facts = [("期限", f"{day(until)}{passed}")]
    if done.units_due > 1:
        facts += [
            ("应报", f"{done.units_due} 个单位"),
            ("报齐", f"{done.units_complete} 个"),
            ("部分填报", f"{done.units_begun} 个"),
        ]
        facts += [(UNSETTLED, f"{done.units_unsettled} 个")] if done.units_unsettled else []
        facts += [("未报", f"{done.units_unfiled} 个")]
    facts += [("不涉及", f"{counts.rows_not_involved} 项"), ("未填全", f"{counts.rows_incomplete} 项")]
    facts += [("被退回", f"{counts.rows_returned} 项"), ("已备案", f"{counts.rows_accepted} 项")]
    words = f"已填报 {filed} 项，应填报 {due} 项"
    return _card("填报", percent(filed, due), words, bar([("green", filed)], due, words), facts)


def _carrying(data: Page) -> Html:
    done = data.report.completion.counts
    parts = _parts(done)
    total, finished = done.dated, done.finished
    words = f"已完成 {finished} 项次，共 {total} 项次"
    stack = bar(
        [(colour, count) for _, count, colour in parts],
        total,
        "；".join(f"{label} {count}" for label, count, _ in parts),
    )
    facts: list[tuple[str | Html, str]] = [
        (element("span", label, class_=f"key {colour}"), str(count)) for label, count, colour in parts
    ]
    return _card("落实", percent(finished, total), words, stack, facts)


def _card(title: str, figure: str, words: str, stack: Html | None, facts: list[Any]) -> Html:
    return element(
        "div",
        element("h3", title),
        element("p", element("strong", figure), element("span", words), class_="figure"),
        stack,
        element("dl", [element("div", element("dt", name), element("dd", value)) for name, value in facts])
        if facts
        else None,
        class_="card",
    )


_UNIT_HEADS = (
    Head("单位", "first", "name"),
    Head("名次", "number", "number"),
    Head("类别", "text", "short"),
    Head("填报", "number", "number"),
    Head("填报进度", "number", "progress"),
    *(Head(state.word, "number", "number") for state in COUNTED),
)


def progress_section(data: Page) -> Html:
    """The units, ranked among those that are assessed by the same scheme."""
    told = {unit.unit for unit in data.units}
    tables = [
        table(
            f"{ranking.scheme}（{len(ranking.units)}）",
            _UNIT_HEADS,
            [_unit_row(unit, linked=unit.line.unit in told) for unit in ranking.units],
            class_="sortable units",
        )
        for ranking in data.rankings
    ]
    uncertain = any(ranking.uncertain for ranking in data.rankings)
    return element(
        "section",
        element("h2", "完成进度"),
        None
        if data.narrowed
        else element("p", "部门和镇、街道考核办法不同，分开排名。名次", BASIS, class_="note"),
        tables or element("p", "没有。"),
        element("p", "* 是否在册、是否属部门待核实。", class_="note") if uncertain else None,
        id="progress",
    )


def _unit_row(ranked: RankedUnit, *, linked: bool) -> Html:
    unit, rank, counts = ranked.line, ranked.rank, ranked.line.counts
    due, filed = counts.rows_due, counts.rows_filed
    star = "*" if unit.uncertain else ""
    words = f"填报率 {percent(filed, due)}"
    progress = join(bar([("green", filed)], due, words), element("span", percent(filed, due))) if due else "—"
    rate = filed / due if due else -1
    return row(
        _UNIT_HEADS,
        [
            join(unit_link(unit.unit) if linked else unit.unit, star),
            ("—" if rank is None else rank, 10**6 if rank is None else rank),
            unit.kind,
            (f"{filed}/{due}" if due else "—", filed if due else -1),
            (progress, f"{rate:.4f}"),
            *(_count(counts, state) for state in COUNTED),
        ],
        data_unit=unit.unit,
        data_kind=unit.kind,
        data_late="1" if counts.overdue else None,
    )


def _count(counts: Counts, state: State) -> Html | int:
    number = counts.of(state)
    pressing = number and state in PRESSING
    return element("span", number, class_=f"count {state.light}") if pressing else number


_CATEGORY_HEADS = (
    Head("任务类别", "first", "name"),
    Head("任务", "number", "number"),
    Head("单位", "number", "number"),
    Head("填报", "number", "number"),
    Head("填报进度", "number", "progress"),
    *(Head(state.word, "number", "number") for state in OPEN),
    Head("完成", "number", "number"),
)


def categories_section(data: Page) -> Html:
    """The same figures by category of tasks."""
    rows = []
    for found in data.report.categories:
        counts = found.counts
        due, filed = counts.rows_due, counts.rows_filed
        words = f"填报率 {percent(filed, due)}"
        progress = (
            join(bar([("green", filed)], due, words), element("span", percent(filed, due))) if due else "—"
        )
        cells: list[Child | tuple[Child, str | int]] = [
            found.category,
            found.tasks,
            found.units,
            (f"{filed}/{due}" if due else "—", filed if due else -1),
            (progress, f"{filed / due if due else -1:.4f}"),
            *(_count(counts, state) for state in OPEN),
            counts.finished,
        ]
        rows.append(row(_CATEGORY_HEADS, cells))
    return element(
        "section",
        element("h2", "按任务类别"),
        table("各任务类别的填报和落实", _CATEGORY_HEADS, rows, class_="sortable"),
        id="categories",
    )


def kinds_note(data: Page) -> str:
    """Who is counted for filing, and who isn't."""
    without = [kind.kind for kind in data.report.kinds if not kind.units_due]
    return f"{'、'.join(without)}没有填报期限，不计填报率。" if without else ""
