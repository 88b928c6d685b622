"""Which plan and which unit a returned file belongs to."""

from __future__ import annotations

import os
import re

from gongkai.base.text import key
from gongkai.forms.layout import PLAN_PROPERTY, UNIT_PROPERTY
from gongkai.forms.package import FormFileError
from gongkai.forms.returned import Returned
from gongkai.store import questions
from gongkai.store.interface import Row, Store


def check_plan(plan: Row, returned: Returned, texts: list[str]) -> None:
    said = returned.properties.get(PLAN_PROPERTY)
    if said and said != plan["id"]:
        raise FormFileError(
            f"是另一份方案（{said}）的表，不是《{plan['title']}》的；请用 --plan 指明它的方案文件"
        )
    for text in texts:
        number = re.search(r"文\s*号\s*[:：]\s*(\S+?号)", text)
        if number and key(number[1]) != key(plan["number"]):
            raise FormFileError(f"表上写的文号是 {number[1]}，不是本方案的 {plan['number']}")
        title = re.search(r"(20\d\d)\s*年.{0,20}(?:任务分解表|任务分工表|任务表)", text)
        if title and int(title[1]) != plan["year"]:
            raise FormFileError(
                f"表题写的是 {title[1]} 年，本方案是 {plan['year']} 年的；请核对是不是发错了文件"
            )


def whose(
    store: Store, plan: str, returned: Returned, texts: list[str], path: str, wanted: str | None
) -> tuple[str, str]:
    """The unit and from where it is known: the option, the form, the file's name. Contradictions are refused."""
    said = {
        "表内标识": _named(store, plan, [returned.properties.get(UNIT_PROPERTY, "")]),
        "表上所写": _named(store, plan, _labelled_units(texts)),
        "文件名": _in_file_name(store, plan, path),
    }
    for source in ("表内标识", "表上所写", "文件名"):
        if len(said[source]) > 1 and not wanted:
            units = "、".join(said[source])
            raise FormFileError(f"{source}里有几个单位：{units}；请用 --unit 指明是哪个单位的")
    if wanted:
        for source in ("表内标识", "表上所写"):
            if said[source] and wanted not in said[source]:
                raise FormFileError(f"是{'、'.join(said[source])}的表（{source}），不是{wanted}的；没有收")
        return wanted, "--unit"
    found = {source: units[0] for source, units in said.items() if units}
    if not found:
        raise FormFileError("看不出是哪个单位的表；请用 --unit 指明单位")
    if len(set(found.values())) > 1:
        words = "，".join(f"{source}是{unit}" for source, unit in found.items())
        raise FormFileError(f"不知是哪个单位的表：{words}；请用 --unit 指明")
    source, unit = next(iter(found.items()))
    return unit, source


def _named(store: Store, plan: str, names: list[str]) -> list[str]:
    """The units that are spelled exactly so."""
    found: dict[str, None] = {}
    for name in filter(None, map(key, names)):
        found |= dict.fromkeys(
            str(row["unit"]) for row in questions.spelled(store, plan, name) if row["sort"] != "initials"
        )
    return list(found)


def _labelled_units(texts: list[str]) -> list[str]:
    names = []
    for text in texts:
        for found in re.finditer(
            r"(?:填报|报送|责任|填表|上报)?单\s*位(?:名称)?\s*(?:[（(]\s*(?:盖?章|公章|印章)\s*[)）])?\s*[:：]\s*([^\s　:：]+)",
            text,
        ):
            names.append(re.sub(r"[（(].*?(?:[)）]|$)", "", found[1]).rstrip("，,。；;"))
    return names


def _in_file_name(store: Store, plan: str, path: str) -> list[str]:
    """The units whose names or aliases are in the file's name; a name within a longer one doesn't count."""
    stem = key(os.path.splitext(os.path.basename(path))[0])
    spellings = [row for row in questions.spelling_rows(store, plan) if row["sort"] != "initials"]
    inside = {row["key"]: row["unit"] for row in spellings if len(row["key"]) >= 3 and row["key"] in stem}
    longest = {
        name: unit
        for name, unit in inside.items()
        if not any(name != other and name in other for other in inside)
    }
    found = dict.fromkeys(str(unit) for unit in longest.values())
    if not found:
        pieces = re.split(r"[\s\-_—–.、，,（）()【】\[\]0-9]+", stem)
        exact = [row for piece in filter(None, pieces) for row in questions.spelled(store, plan, piece)]
        found = dict.fromkeys(str(row["unit"]) for row in exact)
    return list(found)
