"""Material for the annual report on open government, as Word documents to be edited by hand."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from docx.document import Document

from gongkai.base.states import AHEAD, COUNTED, FINISHED, LATE, State
from gongkai.base.text import numeral
from gongkai.office import word as word
from gongkai.render.word import official
from gongkai.render.wording.common import day, item_words, state_words, unowned
from gongkai.report.annual import Carried, DistrictAnnual, Figures, TaskOfAll, UnitAnnual
from gongkai.store.questions.answers import ItemState, Published
from gongkai.store.questions.plan import Heading

FILL_IN = "（请填写原因）"
DRAFT = "年度报告素材，请核改后使用"

_RECORDS = ("日期", "标题", "网址", "任务")
_RECORD_WIDTHS = (2.6, 5.6, 5.2, 2.2)
_OPEN = ("事项", "期限", "要求", "情况", "原因")
_OPEN_WIDTHS = (1.5, 2.6, 5.4, 2.6, 3.5)


def unit_document(found: UnitAnnual, heading: Heading) -> bytes:
    """One unit's part."""
    name, year, figures = found.unit, heading.year, found.figures
    title = f"{name}{year}年政务公开工作任务落实情况"
    document = _begin(title, name, found.as_of)
    official.heading(document, "一、总体情况")
    official.text(document, _unit_summary(name, figures, heading, found.as_of))
    official.heading(document, "二、任务落实情况")
    if not found.categories:
        official.text(document, "（目前没有填报的措施和发布记录。）")
    for number, (category, tasks) in enumerate(found.categories.items(), start=1):
        official.subheading(document, f"（{numeral(number)}）{category}")
        for index, task in enumerate(tasks, start=1):
            official.text(document, f"{index}.{task.answer.topic}。{_told(task)}")
    official.heading(document, "三、公开发布情况")
    _records(document, found.records)
    official.heading(document, "四、未完成事项和原因")
    _open(document, found.open)
    for row in found.exempt:
        official.text(document, f"任务{row.task}（{row.topic}）：不涉及。{row.texts.reason}")
    if found.silent:
        names = "；".join(f"{task.task} {task.topic}" for task in found.silent)
        official.text(document, f"下列任务台账中没有措施和发布记录，请补充落实情况或说明原因：{names}。")
    return word.document_bytes(document)


def _begin(title: str, author: str, as_of: str) -> Document:
    document = official.new_document(title, author)
    split = title.replace("政务公开", "\n政务公开", 1) if len(title) > 20 else title
    official.title(document, split)
    official.note(document, f"{DRAFT}（截至{day(as_of)}）")
    return document


def _unit_summary(name: str, figures: Figures, heading: Heading, as_of: str) -> str:
    said = f"{heading.year}年，{name}承担《{heading.title}》（{heading.number}）任务 {figures.tasks} 项，"
    said += f"其中附件任务 {figures.annex} 项、正文任务 {figures.body} 项。截至{day(as_of)}，"
    said += f"制定并填报具体措施 {figures.measures} 项"
    said += f"，不涉及 {figures.exempt} 项" if figures.exempt else ""
    return said + "；" + _carried_words(figures)


def _carried_words(figures: Figures) -> str:
    counts = figures.counts
    parts: dict[str, tuple[State, ...]] = {state.word: (state,) for state in FINISHED}
    parts |= {"逾期未完成": LATE, "尚未到期": AHEAD}
    parts |= {f"期限{state.word}": (state,) for state in COUNTED if state.phase == "aside"}
    said = f"有期限的事项 {counts.dated} 项次"
    for words, states in parts.items():
        if counts.of(*states) or State.done in states:
            said += f"，{words} {counts.of(*states)} 项次"
    return f"{said}；公开发布 {figures.records} 条。"


def _told(task: Carried) -> str:
    said = f"{task.measure.rstrip('。；;')}。" if task.measure else ""
    done = [item for item in task.done if item.filing or not item.records]
    said += "".join(f"{item_words(item)}，{day(item.done_on or '')}完成。" for item in done)
    if task.records:
        listed = "；".join(f"{_quoted(record.title)}（{day(record.on_date)}）" for record in task.records)
        said += f"公开发布 {len(task.records)} 条：{listed}。"
    return said


def _quoted(title: str) -> str:
    return title if title.startswith("《") else f"《{title}》"


def _records(document: Document, records: Sequence[Published]) -> None:
    if not records:
        official.text(document, "（没有发布记录。）")
        return
    rows = [(record.on_date, record.title, record.url, record.task) for record in records]
    official.table(document, _RECORDS, _RECORD_WIDTHS, rows, centred=(0, 3))


def _open(document: Document, items: Iterable[ItemState]) -> None:
    rows = [
        (item.obligation, item.due or "", item_words(item), state_words(item), _why(item)) for item in items
    ]
    if rows:
        official.table(document, _OPEN, _OPEN_WIDTHS, rows, centred=(0, 1))
    else:
        official.text(document, "有期限的事项均已完成。")


def _why(item: ItemState) -> str:
    return "尚未到期" if item.state in AHEAD else FILL_IN


# ---------------------------------------------------------------- the whole district

_TASKS = ("任务", "工作任务", "承担单位", "填报措施", "不涉及", "发布记录")
_TASK_WIDTHS = (1.3, 6.1, 2.0, 2.0, 1.8, 2.4)
_PUBLISHED = ("单位", "日期", "标题", "网址", "任务")
_PUBLISHED_WIDTHS = (3.0, 2.4, 4.6, 4.0, 1.6)
_UNDONE = ("事项", "期限", "要求", "情况", "单位", "原因")
_UNDONE_WIDTHS = (1.4, 2.4, 3.9, 1.9, 3.8, 2.2)
_EXEMPT = ("任务", "单位", "不涉及的理由")
_EXEMPT_WIDTHS = (1.5, 4.5, 9.6)


def district_document(found: DistrictAnnual, heading: Heading) -> bytes:
    """The whole district's part."""
    figures, year = found.figures, heading.year
    office = heading.office or heading.issuer
    title = heading.title.replace("方案", "") + "任务落实情况"
    document = _begin(title, office, found.as_of)
    official.heading(document, "一、总体情况")
    said = f"{year}年，《{heading.title}》（{heading.number}）的任务由 {found.units} 个单位承担，"
    said += f"按单位计 {figures.tasks} 项（附件任务 {figures.annex} 项、正文任务 {figures.body} 项）。"
    said += f"截至{day(found.as_of)}，各单位制定并填报具体措施 {figures.measures} 项"
    said += f"，不涉及 {figures.exempt} 项；" if figures.exempt else "；"
    official.text(document, said + _carried_words(figures))
    official.heading(document, "二、任务落实情况")
    for number, (category, tasks) in enumerate(found.categories.items(), start=1):
        official.subheading(document, f"（{numeral(number)}）{category}")
        official.text(document, _category_words(tasks), after=6)
        official.table(document, _TASKS, _TASK_WIDTHS, map(_task_line, tasks), centred=(0, 2, 3, 4, 5))
    official.heading(document, "三、公开发布情况")
    rows = [(record.unit, record.on_date, record.title, record.url, record.task) for record in found.records]
    if rows:
        official.table(document, _PUBLISHED, _PUBLISHED_WIDTHS, rows, centred=(1, 4))
    else:
        official.text(document, "（没有发布记录。）")
    official.heading(document, "四、未完成事项和原因")
    undone = [
        (
            each.item.obligation,
            each.item.due or "",
            item_words(each.item),
            each.item.state.word,
            "、".join(each.units),
            _why(each.item),
        )
        for each in found.open
    ]
    if undone:
        official.table(document, _UNDONE, _UNDONE_WIDTHS, undone, centred=(0, 1))
    else:
        official.text(document, "有期限的事项均已完成。")
    if found.exempt:
        official.caption(document, "各单位报“不涉及”的任务")
        exempt = [(row.task, row.unit, row.texts.reason or "") for row in found.exempt]
        official.table(document, _EXEMPT, _EXEMPT_WIDTHS, exempt, centred=(0,))
    for some, words in unowned(found.unowned):
        names = "；".join(f"{task.task} {task.topic}" for task in some)
        official.text(document, f"无人承担的任务（{words}）：{names}。", before=8)
    return word.document_bytes(document)


def _category_words(tasks: Sequence[TaskOfAll]) -> str:
    records = sum(len(task.records) for task in tasks)
    publishers = {unit for task in tasks for unit in task.publishers}
    said = f"共 {len(tasks)} 项任务，"
    return said + (f"{len(publishers)} 个单位公开发布 {records} 条。" if records else "暂无发布记录。")


def _task_line(task: TaskOfAll) -> tuple[str, ...]:
    counts = (task.units, task.filed, task.exempt, task.records)
    return task.task, task.topic, *(str(len(each)) for each in counts)
