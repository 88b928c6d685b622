"""What words of the field look like: headers, numbering, names of units, the ends of sentences."""

from __future__ import annotations

import re
from typing import Literal, NamedTuple

from gongkai.base.text import number_of
from gongkai.plan.responsible import role_of

What = Literal["number", "label", "demand", "units", "time", "other"]


class Header(NamedTuple):
    """What a column is for; `role` is that of the units in it."""

    what: What
    title: str
    role: str = ""


def squeeze(text: str) -> str:
    """`text` on one line: runs of white space become one space, those between Chinese characters nothing.

    For labels and headers, where a space only is a line's end or fills a line (责 任 单 位).
    """
    text = re.sub(r"\s+", " ", text).strip()
    return re.sub(rf"(?<={_WIDE}) (?=.)|(?<=.) (?={_WIDE})", "", text)


_WIDE = r"[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef\u3000-\u303f“”‘’]"

# ---------------------------------------------------------------- headers

_NUMBER = re.compile(r"^(?:序号?|编号|任务编号|任务序号|号|No\.?|项目编号)$", re.IGNORECASE)
_PEOPLE = re.compile(
    r"领导|责任人|负责人|联系人|联系方式|电话|科室|处室|经办人|联络员|手机|包保|签字|具体负责同志"
)
_UNITS = re.compile(
    r"^(?:总?牵头|第一|主要|责任|配合|协办|主办|主责|协助|协同|实施|承办|承担|参与|参加|落实|执行|完成|负责|分工|公开|具体|涉及|相关责任"
    r"|市级|区级|县级|省级|市直|区直|县直|乡镇|工作|任务|或|及|和|与|、|/|／|\\|（|）|\(|\)|单位|部门|主体|机构|名称)*"
    r"(?:单位|部门|主体|机构)(?:名称|[（(][^（）()]*[）)]|(?:及|和|与|、|/)(?:其)?(?:责任人|负责人|联系人|责任领导|科室).*)?$"
)
_NOT_OWNERS = re.compile(
    r"填报|填表|报送(?:单位|部门)$|填写|监督|考核|督导|督办|审核|评估|指导单位|报告单位|制表|编制单位|抄送|发文"
)
_UNITS_WHOLE = re.compile(
    r"^(?:牵头|责任|配合|协办|主办|协助|实施|承办|参与|参加|落实|责任分工|任务分工|分工|职责分工|分工单位"
    r"|牵头及配合|完成单位|公开主体|公开部门|承担单位)$"
)
_TIME = re.compile(
    r"时限|时间|期限|时间节点|进度要求|工作进度|完成日期|截止|频次|频率|更新周期|周期|时间安排|节点|计划进度"
)
_DEMAND = re.compile(
    r"要求|具体内容|工作内容|任务内容|主要内容|具体任务|具体工作|具体举措|工作举措|主要举措|工作措施|主要措施"
    r"|落实措施|具体措施|措施|任务描述|任务分解|工作目标|目标任务|重点内容|公开内容|分解任务|细化任务|举措|内容"
)
_LABEL = re.compile(
    r"任务|类别|分类|项目|事项|领域|指标|重点工作|工作名称|名称|要点|方面|大类|一级|二级|三级|专题|工作重点|标题|主题|类型|栏目"
)
_OTHER = re.compile(
    r"备注|说明|完成情况|进展|落实情况|完成效果|依据|来源|成果|佐证|分值|评分|得分|形式|渠道|方式|对象|载体|平台"
)


def read_header(text: str) -> Header | None:
    """What a header cell announces, or None where it is no header."""
    title = squeeze(text)
    plain = re.sub(r"[\s：:*★]", "", title)
    if not plain or len(plain) > 24 or re.search(r"[。；;]", plain):
        return None
    if _NUMBER.match(plain):
        return Header("number", title)
    if _UNITS_WHOLE.match(plain) or (_UNITS.search(plain) and not _NOT_OWNERS.search(plain)):
        return Header("units", title, role_of(plain) or "责任")
    if _PEOPLE.search(plain) or _NOT_OWNERS.search(plain):
        return Header("other", title)
    if _TIME.search(plain):
        return Header("time", title)
    if _OTHER.search(plain) and not re.search(r"公开内容|任务说明", plain):
        return Header("other", title)
    if _DEMAND.search(plain):
        return Header("demand", title)
    if _LABEL.search(plain):
        return Header("label", title)
    return None


# ---------------------------------------------------------------- numbering

_CHINESE = "〇零一二三四五六七八九十百"
_NUMBERINGS = (
    (0, re.compile(rf"^第([{_CHINESE}]{{1,4}})[章节部分条项]+[\s、，．.：:]*")),
    (0, re.compile(rf"^([{_CHINESE}]{{1,4}})\s*[、．.，]\s*")),
    (1, re.compile(rf"^[（(]\s*([{_CHINESE}]{{1,4}})\s*[）)]\s*[、.．]?")),
    (2, re.compile(r"^(\d{1,3})\s*(?:[、．]|\.(?!\d))\s*")),
    (3, re.compile(r"^[（(]\s*(\d{1,3})\s*[）)]\s*[、.．]?")),
    (4, re.compile(r"^([①-⑳])\s*")),
)


class Numbering(NamedTuple):
    """The number a text begins with: its style (0 for 一、, 1 for （一）, 2 for 1. …), value and length."""

    style: int
    value: int
    length: int


def numbering(text: str) -> Numbering | None:
    """The numbering at the start of `text`."""
    for style, pattern in _NUMBERINGS:
        found = pattern.match(text)
        if found:
            value = number_of(found[1])
            return Numbering(style, value, found.end()) if value is not None else None
    return None


# ---------------------------------------------------------------- sentences

_ENDS = "。；！？;!?…"
_CLOSERS = "”’）)》〉」』】"


def ends_sentence(text: str) -> bool:
    """Whether a text's last words are a sentence's end; its last hundred characters are looked at."""
    return text[-100:].rstrip().rstrip(_CLOSERS)[-1:] in tuple(_ENDS)


# ---------------------------------------------------------------- names of units

LONGEST_NAME = 60  # characters; what is longer is no body's name

_SUFFIX = (
    r"(?:局|办|委|厅|部|院|会|处|站|社|所|队|室|联|团|署|馆|场|网|台|厂|(?<![运执推先进实举流通履步试])行|店|园|校|学校|大学|学院|中学|小学|医院|中心|政府|集团|公司"
    r"|街道|镇|乡|村|片区|园区|区|县|市|港区|新区|海关|银行|党校|机关|编办|网信办|法制办|妇联|残联|侨联|科协|文联|工商联"
    r"|红十字会|总工会|供销社|企业|国企|单位|部门|机构|组|局机关|党工委|管委会|指挥部|领导小组|联席会议|电视台|报社|邮政|移动|联通|电信|铁塔)"
)
_UNIT = re.compile(
    rf"^[\u4e00-\u9fffA-Za-z0-9“”\"+·《》〇\-—]{{1,28}}?{_SUFFIX}(?:[（(][^（）()]{{1,24}}[）)])?$"
)
_STRONG_SUFFIX = re.compile(
    r"(?:局|办|委|厅|院|中心|分局|政府|集团|公司|管委会|办公室|支队|大队|海关|委员会|总队|总站|监测站|检查站|边检站)$"
)
# A level in front of a name; 市场监管局, 市政局, 乡村振兴局 and the like only look as if they had one.
_LEVEL = (
    r"(?:市(?!场|容|民(?!政|族|宗|委|防|革|警|兵)|政(?!府|协|务|法|研|数))|区(?!域|划|块|位)"
    r"|县(?!域)|省(?!级)|州|旗|镇(?!村)|乡(?!村|镇))"
)
_PREFIX = re.compile(
    rf"^(?:{_LEVEL}|团|驻|国家|国务院|中央|自治|全[区市县省]|各|有关|相关|其他|新区|开发区|高新区|经开区)"
)
_GROUP = re.compile(
    r"^(?:全[区市县省]?)?各.|各[^（）()]*(?:部门|单位|机构|政府|镇|乡|街道|企业|委员会|管委会|局|区|县|市|国企|组|院|校|场|园区)"
    r"|成员单位$|全体|^所有|(?:部门|单位)$|^(?:[^、]{0,6})乡镇(?:[（(]街道[）)])?$|^乡镇街道$|^镇街$|^镇（街道）$"
)
_NO_UNIT = re.compile(
    r"[，。；：！？,;:!?]|做好|推进|加强|公开.{6,}|落实.{4,}|完成.{3,}|不少于|及时|\d月\d|[日月底]前|^(?:无|略|同上|—+|-+|/|\\)$"
)


def looks_like_unit(name: str) -> bool:
    """Whether a name reads as a body or a group of bodies."""
    if len(name) > LONGEST_NAME or _NO_UNIT.search(name):
        return False
    return bool(_UNIT.match(name)) or is_group(name)


def is_group(name: str) -> bool:
    """各镇街道, 区直各单位, 区食安委各成员单位: a name for several bodies."""
    return len(name) <= 30 and bool(_GROUP.search(name))


def ends_like_unit(name: str) -> bool:
    """Whether a name ends as bodies' names do without doubt."""
    return bool(_STRONG_SUFFIX.search(name.rstrip()))


def begins_like_unit(name: str) -> bool:
    """Whether a name begins with the word for a level (区, 市, 省), or speaks of several bodies (各)."""
    return bool(_PREFIX.match(name))


def level_of(name: str) -> str:
    """The level in front of a name: 区 of 区司法局; empty where there is none."""
    found = re.match(rf"(?:全)?({_LEVEL})(?!直)", name)
    return found[1] if found else ""


def join_lines(lines: list[str], *, names: bool) -> str:
    """Join the lines of a cell. A name cut by a line's end is made whole; whole names keep a space between them.

    Where `names` is false, the lines are prose and are simply put together.
    """
    whole = ""
    for line in (line.strip() for line in lines):
        if not line:
            continue
        whole += line if not whole or not names or not _apart(whole, line) else f" {line}"
    return whole


def _apart(left: str, right: str) -> bool:
    """Whether a line's end stands between two names."""
    if left[-1] in "、，,；;：:（(/和及与" or right[0] in "、，,；;）)":
        return False
    last = re.split(r"[、，,；;\s：:]", left[-LONGEST_NAME - 1 :])[-1]
    if re.match(r"[^、，,；;：:（(]{2,10}[：:]", right):
        return True
    if re.match(r"等(?:各)?(?:有关|相关)?(?:部门|单位)?", right):
        return False
    if begins_like_unit(right) and looks_like_unit(last):
        return True
    first = re.split(r"[、，,；;\s]", right[: LONGEST_NAME + 1])[0]
    return looks_like_unit(last) and ends_like_unit(last) and looks_like_unit(first) and len(first) > 2
