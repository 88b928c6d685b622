"""The document's body outside the task table: its sections, and the sentence that asks for filings by a date."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from gongkai.plan.draft.columns import unit_list
from gongkai.plan.draft.items import date_doubts, split_outside
from gongkai.plan.draft.words import ends_sentence, numbering, squeeze
from gongkai.plan.timing import TimePhrase, find_times

NOTE = "附件注"
LETTER = "正文"
_ADDRESSEES = re.compile(r"^(?:.{0,200}?通\s*知\s+)?(?:各|有关)[^：:。《》]{2,240}[：:]")


class DraftSection(NamedTuple):
    section: str
    title: str
    text: str


class Filing(NamedTuple):
    """The duty to report what was decided: the sentence, who is told to, by when, and where it stands."""

    section: DraftSection
    above: str  # the title of the section around it
    requirement: str
    responsible: str
    time: TimePhrase
    also: tuple[tuple[str, str], ...]
    doubts: tuple[str, ...]


class Body(NamedTuple):
    sections: tuple[DraftSection, ...]
    filing: Filing | None
    dated: tuple[str, ...]  # sentences with dates of their own that make no task


def read_body(before: Sequence[str], after: Sequence[str], *, year: int, issued: date | None) -> Body:
    sections, above = _sections(_whole(before))
    sections += _notes(after)
    filing, dated = _filing(sections, above, year)
    if filing:
        filing = filing._replace(doubts=(*filing.doubts, *date_doubts(filing.time, issued)))
    return Body(tuple(sections), filing, tuple(dated))


def _whole(paragraphs: Sequence[str]) -> list[str]:
    """Paragraphs, those that a page's end cut made whole again."""
    whole: list[list[str]] = []
    for text in ("".join(map(str.strip, text.split("\n"))) for text in paragraphs):
        if not text:
            continue
        pieces = whole[-1] if whole else [""]
        cut = len(pieces) > 1 or (len(pieces[0]) > 25 and "，" in pieces[0])
        goes_on = cut and not ends_sentence(pieces[-1]) and pieces[-1][-1] not in "：:"
        if goes_on and not numbering(text) and not text.startswith(("附件", "（此件", "(此件")):
            pieces.append(text)
        else:
            whole.append([text])
    return ["".join(pieces) for pieces in whole]


def _sections(paragraphs: Sequence[str]) -> tuple[list[DraftSection], dict[str, str]]:
    titles: dict[str, str] = {}
    texts: dict[str, list[str]] = {}
    above: dict[str, str] = {}
    outer, outer_title, here = "", "", ""
    for text in paragraphs:
        mark = numbering(text)
        if mark and mark.style in (0, 1):
            title, rest = _titled(text[mark.length :])
            printed = text[: mark.length].strip().rstrip("、．. ")
            if mark.style == 0:
                outer, outer_title, here = printed, title, printed
            else:
                here = outer + printed
            above[here] = outer_title or title
            titles.setdefault(here, title)
            texts.setdefault(here, []).append(rest.strip())
        elif here and not text.startswith(("附件", "（此件", "抄送")):
            texts[here].append(text.strip())
        elif len(text) > 30 and "。" in text:  # prose, perhaps behind its addressees
            texts.setdefault(LETTER, []).append(_ADDRESSEES.sub("", text).strip())
            above.setdefault(LETTER, LETTER)
    sections = (DraftSection(name, titles.get(name, ""), "".join(said)) for name, said in texts.items())
    return [section for section in sections if section.text], above


def _titled(text: str) -> tuple[str, str]:
    """A section's title, and its words behind the title."""
    title, stop, rest = text.partition("。")
    if len(title) <= 40 and (not stop or rest) and "，" not in title[12:]:
        return squeeze(title), rest
    return "", text


def _notes(after: Sequence[str]) -> list[DraftSection]:
    text = ""
    for line in after:
        line = line.strip()
        found = re.match(r"^(?:注|备注|说明|填表说明)\s*\d?\s*[:：.]\s*", line)
        if found and not text:
            text = line[found.end() :]
        elif text and not ends_sentence(text) and not line.startswith("抄送"):
            text += line
        elif text:
            break
    return [DraftSection(NOTE, "注", text)] if text else []


_REPORTED = re.compile(
    r"报(?:送|备|告|至|到)?.{0,30}?(?:办|厅|室|局|委|科|处|中心|备案|邮箱|汇总|系统|平台)|报送|上报|反馈至|反馈到|报备"
)
_WHAT = re.compile(r"措施|方案|分解表|任务表|安排|台账|清单|计划|表格|填")
_LATER = re.compile(r"全年|总结|落实情况|完成情况|进展|年度报告")


def _filing(
    sections: Sequence[DraftSection], above: dict[str, str], year: int
) -> tuple[Filing | None, list[str]]:
    dated: list[str] = []
    also: list[tuple[str, str]] = []
    filing: Filing | None = None
    for section in sections:
        for sentence in split_outside(section.text, "。；;\n"):
            phrases = [p for p in find_times(sentence, year=year) if p.kind in ("by", "every", "at_least")]
            if not phrases:
                continue
            deadline = next((p for p in phrases if p.kind == "by"), None)
            asks = (
                deadline
                and _REPORTED.search(sentence)
                and _WHAT.search(sentence)
                and not _LATER.search(sentence)
            )
            if asks and deadline and filing is None:
                filing = _made(section, above, sentence.strip(), deadline)
            elif asks and deadline and filing and filing.time.date == deadline.date:
                also.append((section.section, sentence.strip().rstrip("。；;")))
            else:
                dated.append(f"{section.section}：{sentence.strip()}")
    return filing and filing._replace(also=tuple(also)), dated


def _made(section: DraftSection, above: dict[str, str], sentence: str, deadline: TimePhrase) -> Filing:
    found = re.match(
        r"(?:请)?([^，。]{2,60}?)(?:要|应当?|须|需|将|请|根据|按照|结合|于|在|逐项|对照)", sentence
    )
    responsible = found[1].strip() if found and unit_list(found[1]) else ""
    doubts = ["按“报送”字样推测为填报义务"]
    if not responsible:
        doubts.append("这句话没有写明由谁报送")
    title = section.title or section.section
    return Filing(
        section, above.get(section.section, title), sentence, responsible, deadline, (), tuple(doubts)
    )
