"""Tasks printed as paragraphs, each followed by 责任单位：… and the like, on lines of their own or in brackets."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from gongkai.base.text import number_of
from gongkai.plan.draft.columns import is_time, unit_list
from gongkai.plan.draft.rows import PrintedRow
from gongkai.plan.draft.table import Found
from gongkai.plan.draft.words import (
    Header,
    begins_like_unit,
    join_lines,
    numbering,
    read_header,
    squeeze,
)

_ROLE = r"(?:总?牵头|主办|主责|责任|配合|协办|协助|协同|参与|参加|实施|落实|承办|负责|分工)"
_LABEL = re.compile(
    rf"(?:(?:第一|主要|具体|市级|区级|县级|省级)?{_ROLE}(?:[及和与或、/／]{_ROLE}){{0,4}}(?:单位|部门|主体|机构)(?:[（(][^（）()：:]{{1,6}}[）)])?"
    r"|(?:工作)?(?:完成|办结|公开|推进|落实|整改|实施|工作|进度)?(?:时限|期限|时间节点|时间进度|完成时间|时间安排|时间要求|进度要求|进度安排)(?:要求)?"
    r"|(?:责任|牵头|分管|主管|包抓|联系)领导|责任人|责任科室|责任处室|联系人|联系电话|经办人|落实情况|完成情况|备注)"
    r"\s*[:：]"
)
_BRACKET_END = "）)】]」"
# （区司法局牵头，区财政局配合）, （区司法局负责）
_NAMED = re.compile(
    r"(?:[【\[]([^【】\[\]]{2,120})[】\]]|[（(]((?:[^（）()]|[（(][^（）()]*[）)]){3,120})[）)])[。；;]?\s*$"
)
_SAID = re.compile(
    r"[（(]\s*((?:[^（）()]|[（(][^（）()]*[）)]){2,200}?(?:牵头|负责|配合|落实|参与|协助)(?:[^（）()。]{0,60}))\s*[）)][。；;]?\s*$"
)


class _Label(NamedTuple):
    header: Header
    text: str


class _Node:
    """A paragraph with what follows it up to the next number, and the labels behind it."""

    def __init__(self, text: str) -> None:
        mark = numbering(text)
        self.style = mark.style if mark else None
        self.number = mark.value if mark else None
        self.words = [text]
        self.labels: list[_Label] = []

    @property
    def named(self) -> bool:
        return any(label.header.what == "units" for label in self.labels)


def read_labelled(paragraphs: Iterable[str]) -> Found:
    """Tasks among paragraphs. Where there is none, all is `before`."""
    nodes = list(_nodes(_segments(paragraphs)))
    named = [index for index, node in enumerate(nodes) if node.named]
    if not named:
        return Found([], [text for node in nodes for text in node.words], [])
    spans = _spans(nodes, named)
    inside = {index for start, end in spans for index in range(start, end + 1)}
    before = [text for node in nodes[: spans[0][0]] for text in node.words]
    after = [text for node in nodes[spans[-1][1] + 1 :] for text in node.words]
    rows = []
    stack: list[tuple[int, str]] = []
    ends = dict(spans)
    for index, node in enumerate(nodes):
        if node.style is not None:
            stack = [(style, title) for style, title in stack if style < node.style]
        if index in ends:
            rows.append(_row(nodes[index : ends[index] + 1], stack))
        following = nodes[index + 1] if index + 1 < len(nodes) else None
        parted = following is not None and following.style is None and following.named  # one paragraph, cut
        if node.style is not None and (index not in inside or parted):
            stack.append((node.style, _title(node.words[0])))
    doubts = [
        f"最后一项之后另有带序号的文字没有读作任务，请核对：{node.words[0]}"
        for node in nodes[spans[-1][1] + 1 :]
        if node.style is not None
    ]
    return Found(rows, before, after, tuple(doubts))


def _nodes(segments: Iterable[str]) -> Iterator[_Node]:
    node: _Node | None = None
    for segment in segments:
        text, labels = take_labels(segment)
        if text:
            if node is not None and not node.labels and numbering(text) is None:
                node.words.append(text)
            else:
                if node is not None:
                    yield node
                node = _Node(text)
        if labels and node is not None:
            node.labels += labels
    if node is not None:
        yield node


def _spans(nodes: Sequence[_Node], named: Sequence[int]) -> list[tuple[int, int]]:
    """For each task, its first node and its last one.

    Where most paragraphs numbered in one style have units, each of them is a task, also one that has none. In a
    style where few have, units behind the last of several paragraphs are those of the paragraph above them all.
    """
    first, last = named[0], named[-1]
    leaves = [index for index in range(first, last + 1) if _is_leaf(nodes, index)]
    own: dict[int | None, bool] = {}
    for style in {nodes[index].style for index in leaves}:
        of_style = [nodes[index].named for index in leaves if nodes[index].style == style]
        own[style] = style is None or sum(of_style) > 0.5 * len(of_style)
    spans: list[tuple[int, int]] = []
    for index in leaves:
        node = nodes[index]
        if node.named:
            start = index if own[node.style] else _above(nodes, index, spans)
            spans.append((start, index))
        elif own[node.style] and node.style is not None and node.words:
            spans.append((index, index))
    return spans


def _is_leaf(nodes: Sequence[_Node], index: int) -> bool:
    """Whether nothing numbered deeper follows. What has units of its own is one in any case."""
    style, following = nodes[index].style, nodes[index + 1] if index + 1 < len(nodes) else None
    if nodes[index].named or style is None or following is None or following.style is None:
        return nodes[index].named or style is not None
    return following.style <= style


def _above(nodes: Sequence[_Node], index: int, spans: Sequence[tuple[int, int]]) -> int:
    """The node above, with all between it and this one, where none of these is another task's."""
    style = nodes[index].style or 0
    end = spans[-1][1] if spans else -1
    for other in range(index - 1, end, -1):
        other_style = nodes[other].style
        if other_style is not None and other_style < style:
            return other
    return index


def _row(nodes: Sequence[_Node], stack: Sequence[tuple[int, str]]) -> PrintedRow:
    first = nodes[0]
    words = [text for node in nodes for text in node.words]
    mark = numbering(words[0])
    start = words[0][mark.length :].strip() if mark else words[0]
    titles = [title for _, title in stack]
    if len(words) > 1 and mark and start and start[-1] not in "。；;：:，," and len(start) <= 50:
        titles.append(squeeze(words[0]))  # a title on a line of its own
        start = ""
    demand = "".join([start, *words[1:]]).strip()
    topic = _first_sentence(demand) if start else ""
    if topic and len(topic) < len(demand.rstrip("。；;")):
        titles.append(topic)
    labels = [label for node in nodes for label in node.labels]
    units = [(label.header, label.text) for label in labels if label.header.what == "units"]
    times = [label.text for label in labels if label.header.what == "time" and label.text]
    doubts = [] if any(text for _, text in units) else ["后面没有写责任单位"]
    if len(nodes) > 1:
        doubts.append("责任单位印在几个分项之后，读作对这几项都负责")
    number = str(first.number) if first.number is not None else ""
    time = "；".join(dict.fromkeys(times))
    return PrintedRow(number, tuple(titles), demand, tuple(units), time, tuple(doubts), len(stack))


def _title(text: str) -> str:
    """A heading's words: its first sentence, with its number."""
    mark = numbering(text)
    length = mark.length if mark else 0
    return squeeze(text[:length] + (_first_sentence(text[length:]) or text[length:]).rstrip("。：:；;"))


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
        for part in _cut(text):
            yield from _behind_brackets(part)
    if held:
        yield held


def _behind_brackets(text: str) -> Iterator[str]:
    """Cut behind each （区司法局负责落实） that more words follow: every sentence has its own units then."""
    start = 0
    for found in re.finditer(
        r"[（(](?:[^（）()]|[（(][^（）()]*[）)]){2,200}?[）)](?=\s*[^\s。；;，,、）)])", text
    ):
        said = _SAID.match(text, found.start(), found.end())
        if said and said.start() > start and unit_list(said[1]):
            yield text[start : found.end()].strip()
            start = found.end()
    yield text[start:].strip()


def _cut(text: str) -> Iterator[str]:
    start, expected = 0, None
    mark = numbering(text)
    if mark and mark.style == 0:
        expected = mark.value + 1
    for found in re.finditer(r"(?<=[。：:；;])\s*(?=([一二三四五六七八九十]{1,3})、)", text):
        value = number_of(found[1])
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
    bracket = -1 if opened else _open_bracket(own)
    said = own[bracket + 1 :].strip("，,；; ")
    if bracket > 0 and unit_list(said):  # （区财政局牵头，区审计局配合；完成时限：10月底前）
        inner, behind = _closed(tail)
        own = own[:bracket].strip() + (behind if behind.strip("。；; ") else "")
        return own, [_units(said), *_values(inner)]
    behind = ""
    if opened:
        tail, behind = _closed(tail)
    own = own + behind if behind.strip("。；; ") else own
    return own, list(_values(tail))


def _open_bracket(text: str) -> int:
    """Where the last bracket opens that does not close again; -1 where there is none."""
    opened: list[int] = []
    for at, char in enumerate(text):
        if char in "（([【":
            opened.append(at)
        elif char in _BRACKET_END and opened:
            opened.pop()
    return opened[-1] if opened else -1


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
    if found is not None and unit_list(found[1]):
        return text[: found.start()].strip(), [_units(found[1])]
    found = _NAMED.search(text)
    if found is not None and found.start():
        words = (found[1] or found[2]).strip()
        parts = re.split(r"[，,；;]", words)
        times = [part.strip() for part in parts if is_time(part) and not unit_list(part)]
        if times and len(times) < len(parts):  # （区发改局，6月底前）
            rest = "，".join(part for part in parts if part.strip() not in times).strip()
            if unit_list(rest):
                time = _Label(Header("time", "完成时限"), "；".join(times))
                return text[: found.start()].strip(), [_units(rest), time]
        if unit_list(words) and (found[1] or begins_like_unit(words)):
            return text[: found.start()].strip(), [_units(words)]
    return text, []


def _units(words: str) -> _Label:
    return _Label(Header("units", "", "责任"), words.strip())
