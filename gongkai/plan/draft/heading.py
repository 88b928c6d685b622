"""What a document says of itself: number, title, issuer, date, addressees, annex."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import NamedTuple

from gongkai.base.text import number_of
from gongkai.plan.draft.kinds import initials
from gongkai.plan.draft.words import squeeze

_NUMBER = re.compile(
    r"(?<![\u4e00-\u9fff])([\u4e00-\u9fff]{1,14}?)\s*[〔\[［﹝【（(]\s*((?:19|20)\d{2})\s*[〕\]］﹞】）)]\s*第?\s*(\d{1,4})\s*号"
)
_DIGITS = "〇○零０0一二三四五六七八九"
_VALUES = str.maketrans("〇○零一二三四五六七八九", "000123456789")
_DATE = re.compile(r"((?:19|20)\d{2})\s*年\s*(\d{1,2})\s*月\s*(\d{1,2})\s*日")
_CHINESE_DATE = re.compile(
    rf"([二][{_DIGITS}]{{3}})\s*年\s*([一二三四五六七八九十]{{1,2}})\s*月\s*([一二三四五六七八九十]{{1,3}})\s*日"
)
_ISSUER_END = r"(?:办公室|办公厅|人民政府|委员会|管委会|领导小组|局|厅|委|办)"
_KIND_OF_PAPER = r"(?:方案|要点|分解表|一览表|任务表|任务清单|清单|安排|计划|意见|分工|台账|措施|通知)"
_MAIL = re.compile(r"[A-Za-z0-9][A-Za-z0-9._+-]{0,63}@[A-Za-z0-9-]{1,63}+(?:\.[A-Za-z0-9-]+)+")


class DraftHeading(NamedTuple):
    """Texts as printed, empty where none was found; `doubts` by field."""

    number: str
    title: str
    annex: str
    issuer: str
    district: str
    issued: date | None
    addressees: str
    mail: str
    office: str
    doubts: dict[str, str]

    @property
    def year(self) -> int | None:
        """The plan's year: its title's, its number's or its date's."""
        for text in (self.title, self.annex, self.number):
            years = set(map(int, re.findall(r"(?<!\d)(?:19|20)\d{2}(?!\d)", text)))
            if len(years) == 1 and (not self.issued or abs(min(years) - self.issued.year) <= 1):
                return min(years)
        return self.issued.year if self.issued else None

    @property
    def id(self) -> str:
        name = re.sub(r"(?:人民政府|管委会|管理委员会|办公室|办公厅).*$", "", self.issuer) or self.district
        letters = initials(re.sub(r"[^\u4e00-\u9fffA-Za-z0-9]", "", self.district or name)[:8]) or "plan"
        return f"{letters}-{self.year or 'x'}"


def read_heading(before: Sequence[str], after: Sequence[str]) -> DraftHeading:
    """The heading, from the paragraphs before the tasks and those behind them."""
    lines = [re.sub(r"\s+", " ", text).strip() for text in before if text.strip()]
    start = "\n".join(lines)
    whole = "\n".join([*lines, *(re.sub(r"\s+", " ", text).strip() for text in after if text.strip())])
    doubts: dict[str, str] = {}
    number = _number(start)
    title = _title(lines, start, doubts)
    annex = _annex(lines, whole, title)
    issued, issuer = _signature(lines, whole, doubts)
    issuer = issuer or _author(start)
    if not number:
        doubts["number"] = "文中没有找到文号"
    if not issuer:
        doubts["issuer"] = "文中没有找到发文机关"
    if issued is None:
        doubts["issued"] = "文中没有找到成文日期"
    mail = _MAIL.search(whole)
    office = re.search(
        r"报(?:送)?(?:至|到)?((?:区|市|县|省|州)[\u4e00-\u9fff]{2,20}?(?:公开办|公开科|公开处|办公室|办公厅))(?=备案|汇总|。|，|；|并|$)",
        whole,
    )
    return DraftHeading(
        number,
        title,
        annex,
        issuer,
        _district(issuer),
        issued,
        _addressees(start),
        mail[0] if mail else "",
        office[1] if office else "",
        doubts,
    )


def _outside(text: str, found: Iterable[re.Match[str]]) -> Iterator[re.Match[str]]:
    """Of what was found in a text, in order, what stands in no bracket and in no book-title marks."""
    opened = {"（": 0, "《": 0, "(": 0}
    at = 0
    for match in found:
        before = text[at : match.start()]
        for mark, closing in zip(opened, "）》)", strict=True):
            opened[mark] += before.count(mark) - before.count(closing)
        at = match.start()
        if max(opened.values()) <= 0:
            yield match


def _number(text: str) -> str:
    for found in _outside(text, _NUMBER.finditer(text)):
        if "〔" in found[0]:
            return f"{found[1]}〔{found[2]}〕{int(found[3])}号"
        return re.sub(r"\s+", "", found[0])
    return ""


def _title(lines: Sequence[str], text: str, doubts: dict[str, str]) -> str:
    flat = squeeze(text)
    for found in _outside(flat, re.finditer(r"关于(?:印发|下发|转发|做好|公布|发布)", flat)):
        rest = flat[found.end() : found.end() + 160]
        named = re.match(r"《(.{4,100}?)》的?\s*通\s*知", rest) or re.match(
            r"([^。《》]{4,100}?)的\s*通\s*知", rest
        )
        if named:
            return named[1].strip()
    for line in reversed(lines):
        plain = re.sub(r"^附件?\s*\d*\s*[:：]?\s*", "", squeeze(line))
        if re.fullmatch(rf"[^。；：，]{{4,60}}{_KIND_OF_PAPER}(?:[（(][^（）()]{{1,12}}[）)])?", plain):
            return plain
    enclosed = re.search(rf"现将《([^《》]{{4,60}}{_KIND_OF_PAPER})》", flat)
    if enclosed:
        return enclosed[1]
    doubts["title"] = "文中没有找到标题"
    return ""


def _annex(lines: Sequence[str], whole: str, title: str) -> str:
    for line in reversed(lines[-6:]):
        plain = re.sub(r"^附件?\s*\d*\s*[:：]?\s*", "", squeeze(line))
        if re.fullmatch(
            r"[^。；：]{4,60}(?:分解表|一览表|任务表|清单|台账|分工表|任务分工|工作表|明细表|目录|表)(?:[（(][^（）()]{1,12}[）)])?",
            plain,
        ):
            return plain
    found = re.search(
        r"附件\s*\d?\s*[:：]\s*(?:\d[.．、])?\s*([^\n。；]{4,60}?(?:分解表|一览表|清单|分工表|表|方案))",
        whole,
    )
    return found[1] if found else ""


def _signature(lines: Sequence[str], whole: str, doubts: dict[str, str]) -> tuple[date | None, str]:
    """The date of the document, and who signs above it."""
    flat = "\n".join(lines)
    best: tuple[date, str] | None = None
    for text in (flat, whole):
        for found in (
            each for kind in (_DATE, _CHINESE_DATE) for each in _outside(text, kind.finditer(text))
        ):
            day = _day(found)
            if day is None:
                continue
            head = text[max(0, found.start() - 50) : found.start()]
            name = re.search(rf"([\u4e00-\u9fff]{{3,30}}{_ISSUER_END})$", head.rstrip())
            alone = not head or head.endswith("\n")
            if name and (best is None or not best[1]):
                best = (day, _own_name(name[1]))
            elif alone and best is None:
                best = (day, "")
        if best:
            return best
    printed = re.search(r"((?:19|20)\d{2})\s*年\s*(\d{1,2})\s*月\s*(\d{1,2})\s*日\s*印发", whole)
    day = _day(printed) if printed else None
    if day:
        doubts["issued"] = "取自版记的印发日期"
    return day, ""


def _own_name(name: str) -> str:
    """A signature without the words that ran into it on one line."""
    for mark in ("。", "案", "通知"):
        if mark in name[:-4]:
            name = name.rsplit(mark, 1)[-1] or name
    return name


def _day(found: re.Match[str]) -> date | None:
    year, month, day = found[1], found[2], found[3]
    try:
        return date(int(year.translate(_VALUES)), number_of(month) or 0, number_of(day) or 0)
    except ValueError:
        return None


def _author(text: str) -> str:
    found = re.search(rf"(?:^|[\s号])([\u4e00-\u9fff]{{3,30}}{_ISSUER_END})\s*关于", text)
    return found[1] if found else ""


def _district(issuer: str) -> str:
    found = re.match(
        r"^(?:中共)?([\u4e00-\u9fff]{2,12}?(?:综合实验区|自治县|自治州|自治区|新区|开发区|高新区|区|县|市|省|旗|州|盟))"
        r"(?=人民政府|政府|管委会|管理委员会|委员会|政务公开|[\u4e00-\u9fff]*(?:局|办公室|办公厅|委|办|厅|领导小组)$)",
        issuer,
    )
    return found[1] if found else ""


def _addressees(text: str) -> str:
    for found in re.finditer(
        r"(?:^|\n|通\s*知\s*)((?:各|有关|区|市|县|省|驻|本|相关)[^：:。《》\n]{2,240}?)\s*[：:]", text
    ):
        words = found[1].strip()
        if re.search(r"各|单位|部门|政府|办事处", words) and not re.search(
            r"责任单位$|牵头单位$|配合单位$", words
        ):
            return words
    return ""
