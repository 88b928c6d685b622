"""The one cell 责任科室、责任人及联系方式: written out of three fields, and taken apart into them again."""

from __future__ import annotations

import re
from typing import NamedTuple

from gongkai.base.names import RANK, TITLE
from gongkai.base.phone import find, halfwidth, telephone
from gongkai.base.text import clean, clip
from gongkai.store.kinds import FIELD, WHO

LABELS = {name: f"{FIELD[name]}：" for name in WHO}


class People(NamedTuple):
    """Who answers for a task. Several of one sort are joined by 、; `notes` says what couldn't be told apart."""

    section: str = ""
    officer: str = ""
    contact: str = ""
    notes: tuple[str, ...] = ()

    @property
    def given(self) -> dict[str, str]:
        """The fields that say something, by name."""
        return {name: text for name in WHO if (text := getattr(self, name))}


def written(*fields: str) -> str:
    """The cell's text: a line for each of the fields (in the order of `WHO`), with labels where they can't be told apart
    without."""
    given = {name: value for name, value in zip(WHO, fields, strict=True) if value}
    plain = "\n".join(given.values())
    read = taken_apart(plain)
    if read.given == given and not read.notes:
        return plain
    labelled = "\n".join(LABELS[name] + value for name, value in given.items())
    if taken_apart(labelled).given == given:
        return labelled
    return "\n".join(LABELS[name] + _EXACTLY + value for name, value in given.items())


def taken_apart(text: str) -> People:
    """The three fields of a cell. Where section and officer can't be told apart both are the officer's, and `notes` says so."""
    text = clean(text)
    if not text:
        return People()
    return _our_own(text) or _labelled(_HEADING.sub("", text)) or _recognised(text)


def separate(section: str, officer: str, contact: str) -> People:
    """The fields of a table that has a column for each."""
    number, notes = _number(clean(contact))
    return People(clean(section), clean(officer), number, notes=notes)


# ---------------------------------------------------------------- with labels

# Behind our own labels: what follows on the line is the field, whatever it reads like.
_EXACTLY = "\u3000"
_OUR_OWN = re.compile(rf"^(?:{'|'.join(LABELS.values())}){_EXACTLY}", re.MULTILINE)
# The column's own heading, written before the answer.
_HEADING = re.compile(r"^责任科室[、，和及]?责任人(?:员)?[、，和及]?(?:及)?联系(?:方式|电话)\s*[:：]?")
_LABEL = re.compile(
    r"(?:(?P<section>(?:责任|承办|负责|牵头)(?:科室|部门|处室|股室|单位|科)"
    r"|(?:^|(?<=[\s，,；;、。|/（(]))(?:科室|部门|处室|股室|单位))"
    r"|(?P<officer>(?:责任|负责|经办|联系|承办)人员?|联络员|姓 {0,4}名)"
    r"|(?P<contact>联系(?:方式|电话|号码)|办公电话|固定电话|座机|电 {0,4}话|手 {0,4}机(?:号码?)?)) {0,4}[:：]",
)
# The same labels without a colon: before a word, and round numbers.
_BETWEEN = r"[\s，,；;、。|/:：]"
_BARE_LABEL = (
    rf"(?:^|(?<={_BETWEEN}))(?:(?:责任|承办|负责|牵头)(?:科室|处室|股室)|(?:责任|负责|经办|联系|承办)人员?|联络员|姓名)"
    r"(?=[\u4e00-\u9fa5]{2})"
)
_OF_A_NUMBER = (
    r"(?:(?:联系|办公|固定)?电话|手机(?:号码?)?|座机|联系方式|(?<![A-Za-z])(?i:tel)[.:：]?(?![A-Za-z]))"
)
_BARE_LABELS = re.compile(f"{_BARE_LABEL}|{_OF_A_NUMBER}")
_ALONE = re.compile(rf"(?:^|(?<={_BETWEEN})){_OF_A_NUMBER}(?={_BETWEEN}|$)")
_EDGES = " \t\n\u3000，,；;、。|/"


def _our_own(text: str) -> People | None:
    """Exactly as `written` labels what would read like something else, so that nothing of a value is lost."""
    if not _OUR_OWN.match(text):
        return None
    names = {label + _EXACTLY: name for name, label in LABELS.items()}
    order, values, last = list(LABELS), dict.fromkeys(LABELS, ""), ""
    begins: list[tuple[int, int]] = []  # of a value's label, and of the value
    for mark in _OUR_OWN.finditer(text):
        name = names[mark.group()]
        if not last or order.index(name) > order.index(last):  # else it is what somebody's value says
            last = name
            begins.append(mark.span())
    ends = [start for start, _ in begins[1:]]
    for (label, start), end in zip(begins, [*ends, len(text)], strict=True):
        values[names[text[label:start]]] = text[start:end].strip()
    values["contact"], notes = _number(values["contact"])
    return People(**values, notes=notes) if any(values.values()) else None


def _labelled(text: str) -> People | None:
    """As people label it: anywhere in the cell, in any order, for several people."""
    plain = text.replace("\u3000", " ")  # one for one
    marks = list(_LABEL.finditer(plain))
    if not marks or _trimmed(text[: marks[0].start()]):
        return None
    values: dict[str, dict[str, None]] = {name: {} for name in WHO}
    for mark, following in zip(marks, [*marks[1:], None], strict=True):
        value = _trimmed(text[mark.end() : following.start() if following else len(text)])
        name = str(mark.lastgroup)
        if name != "contact":  # a number stands behind a name as often as behind its own label
            value, numbers = _without_numbers(value)
            values["contact"] |= dict.fromkeys(numbers)
        if value:
            values[name][value] = None
    given = {name: "、".join(each) for name, each in values.items()}
    if not given["officer"]:  # the name may stand behind the label of the number or of the section
        return None
    given["contact"], notes = _number(given["contact"])
    return People(**given, notes=notes)


def _trimmed(text: str) -> str:
    """A value without the marks that part it from its neighbours, and without half a pair of brackets."""
    text = text.strip(_EDGES).rstrip(_EDGES + "（(")
    return text if "（" in text or "(" in text else text.rstrip(_EDGES + "）)")


def _without_numbers(text: str) -> tuple[str, list[str]]:
    """A text without the telephone numbers in it, and these."""
    numbers = find(text)
    if not numbers:
        return text, []
    rest = list(text)
    for number in numbers:
        rest[number.start : number.end] = " " * (number.end - number.start)
    bare = re.sub(r"[（(] *[）)]", " ", "".join(rest))
    return _closed_up(bare), [number.normal for number in numbers]


def _closed_up(text: str) -> str:
    """Where something was taken out of a text: one blank between words, one mark between two of them."""
    return _trimmed(re.sub(r" ?([，,；;、。])(?: ?[，,；;、。])* ?", r"\1", " ".join(text.split())))


def _number(text: str) -> tuple[str, tuple[str, ...]]:
    if not text:
        return "", ()
    try:
        return telephone(text), ()
    except ValueError:
        return text, (f"联系方式“{clip(text, 40)}”不像电话号码，原样保留",)


# ---------------------------------------------------------------- without labels

_DIGITS = re.compile(r"[0-9][0-9 -]{2,}[0-9]")
_LONGEST_WORD = 40
_SECTION = re.compile(
    r".+(?:科|股|室|办|处|中心|站|所|队|局|组|部|委|会|窗口|专班|服务台|厅|馆|院|校|镇政府|街道办)"
)
_TOGETHER = re.compile(
    r"(.*(?:科|股|室|办|处|中心|站|所|大队|中队|组|部|窗口|专班)(?!长))[:：]?([\u4e00-\u9fa5]{2,6})"
)
_TITLES = re.compile(rf"{TITLE}$")
_LEADING = re.compile(rf"^{RANK}(?=[\u4e00-\u9fa5]{{2,3}}$)")
# What stands in brackets and is no title.
_ASIDE = re.compile(rf"[（(](?!\s*{TITLE}\s*[）)])([^（）()]*)[）)]")
_COMPOUND = ("欧阳", "上官", "司马", "诸葛", "司徒", "东方", "公孙", "令狐", "夏侯", "慕容", "皇甫", "尉迟")
_SURNAMES = frozenset(
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范金"
    "石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤常温康施文牛樊葛邢安齐易乔伍庞颜倪庄聂章"
    "鲁岳翟殷詹申欧耿关兰焦俞左柳甘祝包宁尚符舒阮柯纪梅童凌毕单季裴霍涂成苗谷盛曲翁冉骆蓝路游辛靳欧管柴蒙鲍华喻祁蒲房滕屈饶解"
    "牟艾尤阳时穆农司卓古吉缪简车项连芦麦褚娄窦戚岑景党宫费卜冷晏席卫米柏宗瞿桂全佟应臧闵苟邬边卞姬师和仇栾隋商刁沙荣巫寇桑郎甄"
    "丛仲虞敖巩明佘池查麻苑迟邝官封谈匡鞠惠荆乐冀郁胥南班储原栗燕楚鄢劳谌奚皮粟冼蔺楼盘满闻位厉伊仝区郜海阚花权强帅屠豆朴盖练廉禹井"
    "逄綦亓撒信国"
)


def _recognised(text: str) -> People:
    rest = list(text)
    numbers, notes = [], []
    for number in find(text):
        numbers.append(number.normal)
        rest[number.start : number.end] = "\n" * (number.end - number.start)
    for found in _DIGITS.finditer(halfwidth("".join(rest))):
        numbers.append(found.group())
        notes.append(f"“{clip(found.group(), 40)}”不像电话号码，原样保留")
        rest[slice(*found.span())] = "\n" * len(found.group())
    sections, officers, unknown = _sorted_words(_words("".join(rest)))
    contact = "、".join(dict.fromkeys(numbers))
    if unknown:
        shown = clip(" ".join(text.split()), 80)
        notes.append(f"“{shown}”分不清科室和责任人，都记在责任人栏")
        return People("", _without_labels("".join(rest)), contact, notes=tuple(notes))
    if len(officers) > 1 and numbers and len(numbers) not in (1, len(officers)):
        notes.append(f"{len(officers)} 个责任人、{len(numbers)} 个号码，不能一一对应，请核对")
    return People("、".join(sections), "、".join(officers), contact, notes=tuple(notes))


def _without_labels(text: str) -> str:
    """Without the labels, and without the marks that would stand beside nothing then."""
    bare = _LABEL.sub(" ", _HEADING.sub(" ", text).replace("\u3000", " "))
    return _closed_up(_ALONE.sub(" ", bare))


def _words(text: str) -> list[str]:
    """What stands between separators; 张　三 is one name."""
    text = _LABEL.sub(" ", _HEADING.sub(" ", text).replace("\u3000", " "))
    text = _BARE_LABELS.sub(" ", text)
    text = _ASIDE.sub(r" \1 ", text)
    words = [word for word in re.split(r"[\s，,；;、。|/:：]+", text) if word.strip("（）()-·.")]
    joined: list[str] = []
    for word in words:
        if joined and len(word) == 1 and joined[-1] in _SURNAMES:
            joined[-1] += word
        else:
            joined.append(word)
    return joined


def _sorted_words(words: list[str]) -> tuple[list[str], list[str], list[str]]:
    sections: list[str] = []
    officers: list[str] = []
    unknown: list[str] = []
    for word in words:
        together = _TOGETHER.fullmatch(word) if len(word) <= _LONGEST_WORD else None
        if len(word) > _LONGEST_WORD:
            unknown.append(word)
        elif _is_name(word):
            officers.append(word)
        elif _SECTION.fullmatch(word) and not _TITLES.search(word):
            sections.append(word)
        elif together and _is_name(together[2]):
            sections.append(together[1])
            officers.append(together[2])
        else:
            unknown.append(word)
    return list(dict.fromkeys(sections)), list(dict.fromkeys(officers)), unknown


def _is_name(word: str) -> bool:
    bare = re.sub(r"[（(].*[）)]$", "", word)
    bare = _LEADING.sub("", _TITLES.sub("", bare) or bare)
    if not re.fullmatch(r"[\u4e00-\u9fa5]{2,4}", bare) or _TITLES.fullmatch(bare):
        return False
    if bare[:2] in _COMPOUND:
        return len(bare) in (3, 4)
    return bare[0] in _SURNAMES and len(bare) <= 3 and not re.search(r"[科股室办处站所队局组部委]$", bare)
