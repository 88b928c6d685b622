"""Tasks printed as paragraphs, each followed by 责任单位：… and the like, on lines of their own or in brackets."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from gongkai.plan.draft.columns import unit_list
from gongkai.plan.draft.table import Found, Row
from gongkai.plan.draft.words import Header, join_lines, number_value, numbering, read_header, squeeze

_ROLE = r"(?:总?牵头|主办|主责|责任|配合|协办|协助|协同|参与|参加|实施|落实|承办|负责|分工)"
_LABEL = re.compile(
    rf"(?:(?:第一|主要|具体|市级|区级|县级|省级)?{_ROLE}(?:[及和与或、/／]{_ROLE})*(?:单位|部门|主体|机构)(?:[（(][^（）()：:]{{1,6}}[）)])?"
    r"|(?:工作)?(?:完成|办结|公开|推进|落实|整改|实施|工作|进度)?(?:时限|期限|时间节点|时间进度|完成时间|时间安排|时间要求|进度要求|进度安排)(?:要求)?"
    r"|(?:责任|牵头|分管|主管|包抓|联系)领导|责任人|责任科室|责任处室|联系人|联系电话|经办人|落实情况|完成情况|备注)"
    r"\s*[:：]"
)
_BRACKET_END = "）)】]」"
# （区司法局牵头，区财政局配合）, （区司法局负责）
_SAID = re.compile(
    r"[（(]\s*((?:[^（）()]|[（(][^（）()]*[）)]){2,200}?(?:牵头|负责|配合|落实|参与|协助)(?:[^（）()。]{0,60}))\s*[）)][。；;]?\s*$"
)


class _Label(NamedTuple):
    header: Header
    text: str


class _Task:
    def __init__(self, number: str, labels: tuple[str, ...], demand: str) -> None:
        self.number = number
        self.labels = labels
        self.demand = demand
        self.units: list[tuple[Header, str]] = []
        self.times: list[str] = []

    def add(self, label: _Label) -> None:
        if label.header.what == "units":
            self.units.append((label.header, label.text))
        elif label.header.what == "time" and label.text:
            self.times.append(label.text)

    def row(self) -> Row:
        doubts = () if any(text for _, text in self.units) else ("没有写责任单位",)
        return Row(
            self.number,
            self.labels,
            self.demand,
            tuple(self.units),
            "；".join(dict.fromkeys(self.times)),
            doubts,
        )


def read_labelled(paragraphs: Iterable[str]) -> Found:
    """Tasks among paragraphs. Where there is none, all is `before`."""
    return _Reading(list(_segments(paragraphs))).found()


class _Reading:
    def __init__(self, segments: Sequence[str]) -> None:
        self.segments = segments
        self.before: list[str] = []
        self.rest: list[str] = []
        self.tasks: list[_Task] = []
        self.stack: list[tuple[int, str]] = []
        self.pending: list[str] = []
        self.current: _Task | None = None

    def found(self) -> Found:
        for segment in self.segments:
            text, labels = take_labels(segment)
            if text:
                self._text(text)
            if labels:
                self._labels(labels)
        self._set_aside()
        return Found([task.row() for task in self.tasks], self.before, self.rest)

    def _text(self, text: str) -> None:
        self.current = None
        mark = numbering(text)
        if mark or not self.pending:
            self._before_number(mark.style if mark else None)
            self.pending = [text]
        else:
            self.pending.append(text)

    def _before_number(self, style: int | None) -> None:
        """A number begins: what stood before it without units was a heading, or words of the body."""
        if not self.pending:
            return
        mark = numbering(self.pending[0])
        if mark is not None and (style is None or style > mark.style):
            title = _title(self.pending[0])
            self.stack = [(other, words) for other, words in self.stack if other < mark.style]
            self.stack.append((mark.style, title))
            if len(self.pending) > 1 or not _only_title(self.pending[0]):
                self._set_aside()
        else:
            self._set_aside()
        self.pending = []

    def _set_aside(self) -> None:
        (self.rest if self.tasks else self.before).extend(self.pending)
        self.pending = []

    def _labels(self, labels: list[_Label]) -> None:
        if self.current is None:
            if not any(label.header.what == "units" for label in labels):
                return
            self.current = self._task()
            self.tasks.append(self.current)
        for label in labels:
            self.current.add(label)

    def _task(self) -> _Task:
        lead = 0
        if self.pending and numbering(self.pending[0]) is None:
            # Words before the first number of all belong to the body.
            lead = next((i for i, text in enumerate(self.pending) if numbering(text)), 0)
        self.before += self.pending[:lead]
        words = self.pending[lead:]
        self.pending = []
        first = words[0] if words else ""
        mark = numbering(first)
        demand = "".join([first[mark.length :] if mark else first, *words[1:]]).strip()
        if mark:
            self.stack = [(other, title) for other, title in self.stack if other < mark.style]
        titles = [title for _, title in self.stack]
        topic = _first_sentence(demand)
        if topic and len(topic) < len(demand.rstrip("。；;")):
            titles.append(topic)
        return _Task(str(mark.value) if mark else "", tuple(titles), demand)


def _title(text: str) -> str:
    """A heading's words: its first sentence, with its number."""
    mark = numbering(text)
    length = mark.length if mark else 0
    return squeeze(text[:length] + (_first_sentence(text[length:]) or text[length:]).rstrip("。：:；;"))


def _only_title(text: str) -> bool:
    return len(text) <= 60 and "。" not in text.rstrip("。")


def _first_sentence(text: str) -> str:
    """The first sentence, where it is short enough to be a title."""
    found = re.match(r"[^。；：\n]{2,50}?(?=[。：])", text)
    return found[0] if found else ""


def _segments(paragraphs: Iterable[str]) -> Iterator[str]:
    """Paragraphs, cut where a 一、 begins within one, with numbers that a line's end cut made whole."""
    held = ""
    for text in paragraphs:
        text = text.strip()
        if not text:
            continue
        if re.fullmatch(r"[一二三四五六七八九]?十", text):  # 十 ⏎ 一、
            held = text
            continue
        if held:
            whole = held + text
            text = (
                whole
                if numbering(whole) and re.match(r"[一二三四五六七八九]?[、．.]", text)
                else f"{held}\n{text}"
            )
            held = ""
        yield from _cut(text)
    if held:
        yield held


def _cut(text: str) -> Iterator[str]:
    start, expected = 0, None
    mark = numbering(text)
    if mark and mark.style == 0:
        expected = mark.value + 1
    for found in re.finditer(r"(?<=[。：:；;])\s*(?=([一二三四五六七八九十]{1,3})、)", text):
        value = number_value(found[1])
        if value is not None and value == (expected or 1):
            yield text[start : found.start()].strip()
            start, expected = found.end(), value + 1
    yield text[start:].strip()


def take_labels(text: str) -> tuple[str, list[_Label]]:
    """A paragraph's own words, and the labelled values behind them: 责任单位：…；完成时限：…"""
    found = next(
        (
            label
            for label in _LABEL.finditer(text)
            if label.start() == 0 or text[label.start() - 1] in "（([【「。；;\n 　"
        ),
        None,
    )
    if found is None:
        return _said(text)
    at = found.start()
    opened = at > 0 and text[at - 1] in "（([【「"
    own = text[: at - 1 if opened else at].strip()
    tail = text[at:].strip()
    behind = ""
    if opened:
        tail, behind = _closed(tail)
    own = own + behind if behind.strip("。；; ") else own
    return own, list(_values(tail))


def _closed(tail: str) -> tuple[str, str]:
    """What stands in a bracket that opened just before, and what stands behind it."""
    depth = 1
    for at, char in enumerate(tail):
        if char in "（([【「":
            depth += 1
        elif char in _BRACKET_END:
            depth -= 1
            if depth == 0:
                return tail[:at], tail[at + 1 :]
    return tail, ""


def _values(text: str) -> Iterator[_Label]:
    starts = [
        label
        for label in _LABEL.finditer(text)
        if label.start() == 0 or text[label.start() - 1] not in "及和与或、/／"
    ]
    for index, label in enumerate(starts):
        end = starts[index + 1].start() if index + 1 < len(starts) else len(text)
        title = re.sub(r"\s*[:：]$", "", label[0])
        value = text[label.end() : end].strip().strip("；;，,。 　").strip()
        header = read_header(title) or Header("other", title)
        yield _Label(header, join_lines(value.split("\n"), names=header.what == "units"))


def _said(text: str) -> tuple[str, list[_Label]]:
    """（区司法局牵头，区财政局配合） at a paragraph's end."""
    found = _SAID.search(text)
    if found is None or not unit_list(found[1]):
        return text, []
    return text[: found.start()].strip(), [_Label(Header("units", "", "责任"), found[1].strip())]
