"""A neutral document into a draft: everything read from it, put together."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from gongkai.office.grid import Block, Paragraph
from gongkai.plan.draft.body import Body, read_body
from gongkai.plan.draft.heading import DraftHeading, read_heading
from gongkai.plan.draft.items import DraftItem, propose
from gongkai.plan.draft.known import Known
from gongkai.plan.draft.labelled import read_labelled
from gongkai.plan.draft.roster import Roster, UnitsText, make_roster
from gongkai.plan.draft.rows import PrintedRow
from gongkai.plan.draft.table import Found, read_tables
from gongkai.plan.responsible import DEFAULT_ROLE, Responsible, parse_responsible, two_roles
from gongkai.plan.timing import STRONG, find_times


class DraftTask(NamedTuple):
    id: str
    category: str
    topic: str
    subtopic: str
    requirement: str
    responsible: str
    time: str
    parsed: Responsible
    items: tuple[DraftItem, ...]
    doubts: tuple[str, ...]


class Draft(NamedTuple):
    heading: DraftHeading
    roster: Roster
    body: Body
    tasks: tuple[DraftTask, ...]
    doubts: tuple[str, ...]  # about the whole


def make_draft(blocks: Sequence[Block], known: Known | None = None, notes: Sequence[str] = ()) -> Draft:
    """The draft of a document, with an earlier plan's roster where one is given; `notes` are what its reader said of it.

    One without any task makes a draft without tasks.
    """
    found = read_tables(blocks)
    if not found.rows:
        found = read_labelled(_paragraphs(found, blocks))
    heading = read_heading(found.before, found.after)
    year = heading.year or (heading.issued.year if heading.issued else 1)
    body = read_body(found.before, found.after, year=year, issued=heading.issued)
    texts = [_responsible(row) for row in found.rows]
    cells = [UnitsText(str(number), text) for number, text in enumerate(texts, 1)]
    if body.filing and body.filing.responsible:
        cells.append(UnitsText("Z1", body.filing.responsible))
    roster = make_roster(cells, heading.district or None, known)
    singles = [row.labels for row in found.rows if len(row.labels) == 1 and not row.under]
    shared = len(set(singles)) < len(singles)  # one label for several tasks: it is a category
    tasks = tuple(
        _task(str(number), row, text, heading, roster, year, shared=shared or bool(row.under))
        for number, (row, text) in enumerate(zip(found.rows, texts, strict=True), 1)
    )
    return Draft(
        heading, roster, body, tasks, (*_doubts(found.rows, heading), *found.doubts, *notes, *_said(blocks))
    )


def _paragraphs(found: Found, blocks: Sequence[Block]) -> list[str]:
    if all(isinstance(block, Paragraph) for block in blocks):
        return [block.text for block in blocks if isinstance(block, Paragraph)]
    return [*found.before, *found.after]


def _responsible(row: PrintedRow) -> str:
    """The unit cells of a row as one text: with their headers in front where these give roles."""
    filled = [(header, text) for header, text in row.units if text]
    if not filled:
        return ""
    roles = {header.role for header, _ in row.units}
    if len(filled) == 1 and (not filled[0][0].title or (roles == {DEFAULT_ROLE} and len(row.units) == 1)):
        return filled[0][1]
    if roles == {DEFAULT_ROLE} and not any(two_roles(header.title) for header, _ in row.units):
        return " ".join(text for _, text in filled)
    return "；".join(f"{header.title}：{text}" if header.title else text for header, text in filled)


def _task(
    number: str,
    row: PrintedRow,
    responsible: str,
    heading: DraftHeading,
    roster: Roster,
    year: int,
    *,
    shared: bool,
) -> DraftTask:
    doubts = list(row.doubts)
    whole = heading.annex or heading.title
    labels = [label for label in row.labels if label]
    requirement = row.demand
    if not requirement:
        requirement = labels.pop() if labels else ""
        doubts.append("没有工作要求")
    if not labels and not whole:
        doubts.append("没有类别，也没有标题")
    if len(labels) == 1 and whole and not shared:
        labels.insert(0, whole)  # a title of the task's own; what it belongs to is the document
    category = labels[0] if labels else whole
    topic = labels[1] if len(labels) > 1 else (labels[0] if labels else whole)
    parsed = parse_responsible(responsible, roster.names)
    if not responsible:
        doubts.append("责任单位栏空")
    if parsed.unknown:
        doubts.append("读不出是哪个单位：" + "、".join(mention.printed for mention in parsed.unknown))
    return DraftTask(
        number,
        category,
        topic,
        " ".join(labels[2:]),
        requirement,
        responsible,
        row.time,
        parsed,
        tuple(_items(requirement, row, year, heading)),
        tuple(doubts),
    )


def _items(requirement: str, row: PrintedRow, year: int, heading: DraftHeading) -> list[DraftItem]:
    """The 事项 of a row. A date, an interval or a number that only its label prints is its first one's demand."""
    items = propose(requirement, row.time, year=year, issued=heading.issued)
    label = row.labels[-1] if row.labels[row.under :] and row.labels[-1] not in requirement else ""
    for phrase in find_times(label, year=year):
        if phrase.kind in STRONG and not any(item.time and item.time.kind in STRONG for item in items):
            doubt = f"时间要求“{phrase.text}”取自工作任务栏"
            items[0] = items[0]._replace(time=phrase, doubts=(*items[0].doubts, doubt))
    return items


def _said(blocks: Sequence[Block]) -> list[str]:
    """What the reader said of paragraphs and cells, each once with its first place."""
    places: dict[str, list[str]] = {}
    for block in blocks:
        if isinstance(block, Paragraph):
            for said in block.said:
                places.setdefault(said, []).append("正文")
            continue
        for line in block.lines:
            for said in (each for cell in line.cells for each in (*cell.said, cell.doubt) if each):
                places.setdefault(said, []).append(line.place)
    return [
        f"{found[0]}：{said}" + (f"（共 {len(found)} 处）" if len(found) > 1 else "")
        for said, found in places.items()
    ]


def _doubts(rows: Sequence[PrintedRow], heading: DraftHeading) -> list[str]:
    doubts = []
    if not rows:
        doubts.append("没有找到任务：表头中须有“责任单位”一类的栏，或各项任务后面写有“责任单位：”")
    titles = {header.title for row in rows for header, _ in row.units if two_roles(header.title)}
    for title in sorted(titles):
        doubts.append(f"“{title}”栏：同一行另有牵头单位的读作配合，没有的读作责任")
    if rows and not any(row.labels for row in rows):
        doubts.append("原表没有工作任务（类别）栏，类别取自标题")
    return doubts
