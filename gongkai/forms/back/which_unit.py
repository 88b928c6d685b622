"""Which plan and which unit a returned file belongs to."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from gongkai.base.problems import UsageMistake
from gongkai.base.text import clip, key
from gongkai.forms.out.layout import PLAN_PROPERTY, UNIT_PROPERTY
from gongkai.office.grid import Document
from gongkai.office.limits import UnreadableFile
from gongkai.store.engine.interface import Store
from gongkai.store.questions.lookup import find_unit, nearest
from gongkai.store.questions.plan import Heading, spelled, spelling_rows


def check_plan(plan: Heading, returned: Document, texts: list[str]) -> None:
    said = returned.properties.get(PLAN_PROPERTY)
    if said and said != plan.id:
        raise UnreadableFile(
            f"是另一份方案（{said}）的表，不是《{plan.title}》的；请用 --plan 指明它的方案文件"
        )
    for text in texts:
        number = re.search(r"文\s*号\s*[:：]\s*(\S{1,60}?号)", text)
        if number and key(number[1]) != key(plan.number):
            raise UnreadableFile(f"表上写的文号是 {number[1]}，不是本方案的 {plan.number}")
        title = re.search(r"(20\d\d)\s*年.{0,20}(?:任务分解表|任务分工表|任务表)", text)
        if title and int(title[1]) != plan.year:
            raise UnreadableFile(
                f"表题写的是 {title[1]} 年，本方案是 {plan.year} 年的；请核对是不是发错了文件"
            )


class Whose(NamedTuple):
    """The unit, from where it is known, and what is to be said of it."""

    unit: str
    source: str
    notes: list[str]


class UnknownUnit(UnreadableFile):
    """It can't be told whose a file is. `units`: the names it may mean."""

    def __init__(self, message: str, units: Sequence[str] = ()) -> None:
        super().__init__(message)
        self.units = units


_MARK, _WORDS, _NAME = "表内标识", "表上所写", "文件名"


def whose(
    store: Store, plan: str, returned: Document, texts: list[str], path: str, wanted: str | None
) -> Whose:
    """The unit and from where it is known: the option, the form, the file's name. Contradictions are refused."""
    words = named_on(store, plan, texts)
    said = {
        _MARK: _named(store, plan, [returned.properties.get(UNIT_PROPERTY, "")]),
        _WORDS: words.units,
        _NAME: _in_file_name(store, plan, path),
    }
    if wanted:
        return Whose(wanted, "--unit", _against(store, plan, wanted, said, words.unread))
    for source, units in said.items():
        if len(units) > 1:
            words_of = "、".join(units)
            raise UnknownUnit(f"{source}里有几个单位：{words_of}；请用 --unit 指明是哪个单位的", units)
    found = {source: units[0] for source, units in said.items() if units}
    if not found:
        raise _unknown(store, plan, words.unread)
    if len(set(found.values())) > 1:
        apart = "，".join(f"{source}是{unit}" for source, unit in found.items())
        raise UnknownUnit(
            f"不知是哪个单位的表：{apart}；请用 --unit 指明", list(dict.fromkeys(found.values()))
        )
    source, unit = next(iter(found.items()))
    notes = [f"表上写的单位“{name}”认不出，按{source}收为{unit}" for name in words.unread]
    return Whose(unit, source, notes)


def _against(
    store: Store, plan: str, wanted: str, said: Mapping[str, Sequence[str]], unread: Sequence[str]
) -> list[str]:
    """What speaks against the unit that the user names. UnreadableFile where everything in the form does."""
    inside = {source: said[source] for source in (_MARK, _WORDS) if said[source]}
    agreed = len(inside) == 1 or len({tuple(units) for units in inside.values()}) == 1
    meant = any(wanted in nearest(store, plan, name) for name in unread)
    if inside and not meant and not any(wanted in units for units in inside.values()):
        sources = "、".join(inside) if agreed else ""
        whose_form = "、".join(dict.fromkeys(unit for units in inside.values() for unit in units))
        raise UnreadableFile(
            f"是{whose_form}的表（{sources or '表内标识和表上所写不一'}），不是{wanted}的；没有收"
        )
    return [
        f"{source}是{'、'.join(units)}，按 --unit 收为{wanted}"
        for source, units in said.items()
        if units and wanted not in units
    ]


def _unknown(store: Store, plan: str, unread: Sequence[str]) -> UnknownUnit:
    if not unread:
        return UnknownUnit("看不出是哪个单位的表；请用 --unit 指明单位")
    near = list(dict.fromkeys(unit for name in unread for unit in nearest(store, plan, name)))
    hint = f"，是不是 {'、'.join(near)}？" if near else "；"
    names = "、".join(f"“{name}”" for name in unread)
    return UnknownUnit(f"表上写的单位{names}不在方案里{hint}请用 --unit 指明单位", near)


def _named(store: Store, plan: str, names: Iterable[str]) -> list[str]:
    """The units that are spelled exactly so."""
    rows = (row for name in filter(None, map(key, names)) for row in spelled(store, plan, name))
    return list(dict.fromkeys(row.unit for row in rows if row.sort != "initials"))


class Named(NamedTuple):
    """The units that a form's words name, and the names in them that mean none."""

    units: list[str]
    unread: list[str]


# 填报单位：X, 单位名称（盖章）：X. Behind 责任单位： stand the plan's own words, of which only exact names are taken.
_LABEL = re.compile(
    r"(?P<who>填报|报送|责任|填表|上报|各|有关|相关)?单\s{0,4}位(?:名称)?\s{0,4}"
    r"(?:[（(]\s{0,4}(?:盖?章|公章|印章)\s{0,4}[)）])?\s{0,4}[:：](?P<name>[^:：\n]{0,40})"
)
_SENDERS = (None, "填报", "报送", "填表", "上报")


def named_on(store: Store, plan: str, texts: Iterable[str]) -> Named:
    """The units named in a form's words, read as --unit would read them."""
    units: dict[str, None] = {}
    unread: dict[str, None] = {}
    for text in texts:
        for found in _LABEL.finditer(text):
            candidates = _candidates(found["name"])
            read = next(filter(None, (_named(store, plan, [name]) for name in candidates)), [])
            if not read and found["who"] in _SENDERS:
                read = _abbreviated(store, plan, candidates)
                if not read and candidates and re.search(r"[\u4e00-\u9fff]{2}", candidates[0]):
                    unread[clip(candidates[0], 30)] = None
            units |= dict.fromkeys(read)
    return Named(list(units), list(unread))


def _candidates(text: str) -> list[str]:
    """What may be the name in what follows its label, the longest first; 区 发 改 局（公章） is one name."""
    text = re.sub(r"[（(][^（）()]*(?:[)）]|$)", " ", text)
    text = re.split(r"\s{3,}|[，,。；;]", text.strip())[0]
    pieces = text.split()[:12]
    return ["".join(pieces[:count]) for count in range(len(pieces), 0, -1)]


def _abbreviated(store: Store, plan: str, candidates: Iterable[str]) -> list[str]:
    for name in candidates:
        try:
            return [find_unit(store, plan, name)]
        except UsageMistake:
            continue
    return []


def _in_file_name(store: Store, plan: str, path: str) -> list[str]:
    """The units whose names or aliases are in the file's name; a name within a longer one doesn't count."""
    stem = key(os.path.splitext(os.path.basename(path))[0])
    spellings = [row for row in spelling_rows(store, plan) if row.sort != "initials"]
    inside = {row.key: row.unit for row in spellings if len(row.key) >= 3 and row.key in stem}
    longest = {
        name: unit
        for name, unit in inside.items()
        if not any(name != other and name in other for other in inside)
    }
    found = dict.fromkeys(longest.values())
    if not found:
        pieces = re.split(r"[\s\-_—–.、，,（）()【】\[\]0-9]+", stem)
        exact = [row for piece in filter(None, pieces) for row in spelled(store, plan, piece)]
        found = dict.fromkeys(row.unit for row in exact)
    return list(found)
