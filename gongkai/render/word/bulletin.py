"""通报 as a Word document in the form of an official paper."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

from docx.document import Document

from gongkai.base.states import COUNTED, FINISHED, OPEN, State
from gongkai.office import word as word
from gongkai.render.word import official
from gongkai.render.wording.common import UNSETTLED, day, following_words, item_words, own_words, percent
from gongkai.report.bulletin import Bulletin
from gongkai.report.deadlines import Gathered
from gongkai.report.figures import UnitLine
from gongkai.report.ranking import BASIS, RankedUnit
from gongkai.store.questions.plan import Heading

Told = Callable[[list[Sequence[str]]], Iterable[Sequence[str]]]

LINE_OF_TITLE = 20  # characters of 二号 in a line


def bulletin_document(
    found: Bulletin, heading: Heading, days: int, reply_by: str | None, told: Told = iter
) -> bytes:
    """The whole paper: body, then its annexes; `told` goes through the lines of these as they are written."""
    title = f"关于{heading.title}落实情况的通报"
    office = heading.office or heading.issuer
    document = official.new_document(title, office)
    official.title(document, title if len(title) <= LINE_OF_TITLE else f"关于{heading.title}\n落实情况的通报")
    official.text(document, "各有关单位：", indent=0)
    official.text(
        document,
        f"根据《{heading.title}》（{heading.number}，以下简称《方案》），现将截至{day(found.as_of)}"
        "各单位任务填报和事项落实情况通报如下。",
    )
    _overall(document, found, heading, days)
    _problems(document, found, heading)
    _demands(document, found, office, reply_by)
    annexes = [*(f"{group.scheme}填报和落实情况" for group in found.rankings)]
    annexes += ["逾期事项清单"] if found.late or found.late_filing else []
    for number, name in enumerate(annexes, start=1):
        lead = "附件：" if number == 1 else "　　　"
        official.text(document, f"{lead}{number}.{name}", before=official.LINE if number == 1 else 0)
    official.signature(document, office, day(found.as_of))
    _annexes(document, found, heading, annexes, told)
    return word.document_bytes(document)


# ---------------------------------------------------------------- the three parts


def _overall(document: Document, found: Bulletin, heading: Heading, days: int) -> None:
    done, counts = found.completion, found.completion.counts
    official.heading(document, "一、总体情况")
    official.subheading(document, "（一）任务填报")
    if counts.rows_due:
        said = f"《方案》要求{day(heading.filing_due or '')}前填报。应填报 {done.units_due} 个单位、{counts.rows_due} 项，"
        said += f"已填报 {counts.rows_filed} 项，填报率 {percent(counts.rows_filed, counts.rows_due)}"
        said += f"，其中不涉及 {counts.rows_not_involved} 项。" if counts.rows_not_involved else "。"
        said += f"已备案 {counts.rows_accepted} 项。" if counts.rows_accepted else ""
        said += f"报齐的 {len(found.complete)} 个，部分填报的 {len(found.begun)} 个，"
        said += f"填报后{UNSETTLED}的 {len(found.unsettled)} 个，" if found.unsettled else ""
        said += f"未填报的 {len(found.unfiled)} 个。"
        official.text(document, said)
    if found.without_duty:
        official.text(document, f"{'、'.join(found.without_duty)}没有填报期限，不计填报率。")
    official.subheading(document, "（二）事项落实")
    said = f"有期限的事项共 {counts.dated} 项次，已完成 {counts.finished} 项次"
    said += f"（{'，'.join(f'{state.word} {counts.of(state)}' for state in FINISHED)}）"
    words = {State.soon: f"{days}个工作日内到期", State.check: "期限早于印发日、待核"}
    for state in COUNTED:
        if state in OPEN or (state not in FINISHED and counts.of(state)):
            said += f"，{words.get(state, state.word)} {counts.of(state)} 项次"
    official.text(document, f"{said}。")
    official.text(document, f"各单位承担的事项共 {following_words(found.following)}。")
    if own := own_words(counts):
        official.text(document, f"自定、办公室定、逐次的期限：{own}。")
    if found.clean:
        official.text(document, f"应办事项均按期办结的 {len(found.clean)} 个单位：{'、'.join(found.clean)}。")
    schemes = [group.scheme for group in found.rankings]
    if len(schemes) > 1:
        official.text(document, f"{'和'.join(schemes)}考核办法不同，分开排名，见附件。")
    if found.unranked:
        official.text(document, f"{'、'.join(found.unranked)}目前没有计入排名的填报和到期事项，本次不排名。")


def _problems(document: Document, found: Bulletin, heading: Heading) -> None:
    official.heading(document, "二、存在问题")
    numbers = iter("一二三四")
    passed = heading.filing_due is not None and found.as_of > heading.filing_due
    if passed and _behind(found):
        official.subheading(document, f"（{next(numbers)}）部分单位未按期填报或填报不全")
        if found.unfiled:
            official.text(document, f"未填报的 {len(found.unfiled)} 个单位：{_names(found.unfiled)}。")
        if found.unsettled:
            count = len(found.unsettled)
            official.text(document, f"填报后{UNSETTLED}的 {count} 个单位：{_reasons(found.unsettled)}。")
        if found.begun:
            official.text(
                document, f"未报齐的 {len(found.begun)} 个单位（已报/应报）：{_units(found.begun)}。"
            )
    if found.late:
        official.subheading(document, f"（{next(numbers)}）部分事项逾期未完成")
        for row in found.late:
            official.text(document, _late(row))
    if next(numbers) == "一":
        official.text(document, "截至目前，没有逾期的填报和事项。")


def _names(units: Sequence[UnitLine]) -> str:
    return "、".join(unit.unit for unit in units)


def _units(units: Sequence[UnitLine]) -> str:
    return _named(
        (unit.unit, [f"{unit.counts.rows_filed}/{unit.counts.rows_due}", *_why(unit)]) for unit in units
    )


def _reasons(units: Sequence[UnitLine]) -> str:
    return _named((unit.unit, _why(unit)) for unit in units)


def _named(units: Iterable[tuple[str, list[str]]]) -> str:
    """Units, each with what is said of it."""
    return "、".join(f"{name}（{'，'.join(said)}）" for name, said in units)


def _why(unit: UnitLine) -> list[str]:
    """Why what a unit filed doesn't count."""
    counts = (("退回", unit.counts.rows_returned), ("未填全", unit.counts.rows_incomplete))
    return [f"{word} {count} 项" for word, count in counts if count]


def _behind(found: Bulletin) -> bool:
    return bool(found.unfiled or found.unsettled or found.begun)


def _late(row: Gathered) -> str:
    due = row.first
    source = f"，期限出自{due.source}" if due.source else ""
    said = f"“{item_words(due)}”（任务{due.task}，{day(due.due)}到期{source}）："
    return said + f"{'、'.join(row.units)}，共 {row.size} 个单位。"


def _demands(document: Document, found: Bulletin, office: str, reply_by: str | None) -> None:
    official.heading(document, "三、下步要求")
    until = f"于{day(reply_by)}前" if reply_by else "尽快"
    numbers = iter("一二三四")
    if _behind(found):
        official.subheading(document, f"（{next(numbers)}）抓紧报齐任务措施")
        returned = any(unit.counts.rows_returned for unit in (*found.unsettled, *found.begun))
        official.text(
            document,
            f"未填报、未报齐的单位要{until}逐项填报具体工作措施、责任科室、责任人及联系方式，报{office}备案；"
            + ("被退回的，按退回的意见改好重报；" if returned else "")
            + "确不涉及的，写明理由。",
        )
    if found.late:
        official.subheading(document, f"（{next(numbers)}）抓紧办理逾期事项")
        official.text(
            document,
            f"有逾期事项的单位要对照附件逐项查找原因，{until}办结；已经公开、尚未报送的，补报发布标题、日期和网址。",
        )
    coming = found.soon or found.next
    if coming:
        official.subheading(document, f"（{next(numbers)}）按时完成近期到期事项")
        for row in coming:
            units = f"{row.size} 个单位" if row.size > 8 else "、".join(row.units)
            official.text(document, f"{day(row.first.due)}前：{item_words(row.first)}（{units}）。")
    official.subheading(document, f"（{next(numbers)}）持续做好常态公开")
    official.text(document, "没有具体期限的事项，要随工作进展及时公开、动态更新，并留存发布记录。")


# ---------------------------------------------------------------- annexes

# What is to be looked at is no figure of a unit's.
_TOLD = tuple(state for state in COUNTED if state in (*OPEN, *FINISHED))
_HEADS = (
    *("名次", "单位", "应填报", "已填报", "填报率"),
    *(state.word for state in _TOLD),
)
_WIDTHS = (1.4, 6.0, 2.0, 2.0, 2.0, *(0.6 + 0.45 * len(state.word) for state in _TOLD))
_LATE_HEADS = ("序号", "期限", "事项", "工作要求", "逾期单位")
_LATE_WIDTHS = (1.3, 2.9, 1.7, 9.0, 10.0)


def _annexes(document: Document, found: Bulletin, heading: Heading, names: list[str], told: Told) -> None:
    for number, name in enumerate(names, start=1):
        official.annex(document, f"附件{number}", landscape=True)
        official.title(document, name, official.SMALL_TITLE)
        if number <= len(found.rankings):
            ranking = found.rankings[number - 1]
            official.table(
                document,
                _HEADS,
                _WIDTHS,
                map(_line, ranking.units),
                centred=(0, *range(2, len(_HEADS))),
                told=told,
            )
            star = "* 是否在册、是否属部门待核实。" if ranking.uncertain else ""
            word.add_paragraph(document, f"注：名次{BASIS}{star}", word.BODY, word.XIAOSI, before=4)
        else:
            official.table(
                document, _LATE_HEADS, _LATE_WIDTHS, _late_lines(found, heading), centred=(0, 1, 2), told=told
            )


def _line(unit: RankedUnit) -> tuple[str, ...]:
    counts = unit.line.counts
    due = counts.rows_due
    return (
        "—" if unit.rank is None else str(unit.rank),
        f"{unit.line.unit}{'*' if unit.line.uncertain else ''}",
        str(due) if due else "—",
        str(counts.rows_filed) if due else "—",
        percent(counts.rows_filed, due),
        *(str(counts.of(state)) for state in _TOLD),
    )


def _late_lines(found: Bulletin, heading: Heading) -> Iterator[tuple[str, ...]]:
    start = 1
    if found.late_filing:
        units = found.late_filing
        yield (
            "1",
            day(heading.filing_due or ""),
            "填报",
            "任务措施的填报备案",
            f"{len(units)} 个：{'、'.join(units)}",
        )
        start = 2
    for number, row in enumerate(found.late, start=start):
        due = row.first
        yield (
            str(number),
            day(due.due),
            due.obligation,
            item_words(due),
            f"{row.size} 个：{'、'.join(row.units)}",
        )
