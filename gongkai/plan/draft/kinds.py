"""Guesses about a body from its name alone: what kind it is, its full name, the pinyin initials of its name."""

from __future__ import annotations

import re
from bisect import bisect

from gongkai.plan.draft.words import LONGEST_NAME

# In this order: the first that fits.
_KINDS = (
    (r"(?:公安|生态环境|环保|医保|自然资源|国土|市场监管|规划)(?:局)?.{0,4}分局$|分局$", "派出机构"),
    (r"海关$|海事局$|边检站$|出入境|税务局$|气象局$|消防.*(?:支队|大队|总队)$|邮政管理局$|烟草|银保监|人民银行|人行",
     "垂直管理单位"),
    (r"公司$|集团$|银行$|国企$|供电|移动$|联通$|电信$|铁塔$", "企业"),
    (r"残联|妇联|团[区市县省]?委$|工会$|工商联|科协|文联|侨联|红十字|社科联|残疾人联合会|妇女联合会|贸促会|计生协", "群团"),
    (r"^(?:.{0,6}[区市县省州旗])?(?:纪委|监委|纪检|人大|政协|法院|检察院|人武部)|^[区市县省]法院|检察院", "其他机关"),
    (r"^(?:.{0,6}[区市县省州旗])?(?:委|党工委|委员会)(?:.{0,6})(?:编办|网信办|宣传部|组织部|统战部|政法委|办公室|办|督查室|党校)"
     r"|编办$|网信办$|宣传部$|组织部$|统战部$|政法委$|台湾工作部$|^[区市县省]委", "党委机构"),
    (r"街道(?:办事处)?$", "街道"),
    (r"(?:镇|乡)(?:人民政府|政府)?$", "乡镇"),
    (r"管委会$|开发区$|高新区$|园区$|港区$|片区(?:管理局)?$|度假区$|新区$", "开发区（片区）"),
    (r"中心$|站$|馆$|院$|校$|队$|所$|社$|台$|园$|场$|处$", "事业单位"),
    (r"人民政府$|政府$", "下级政府"),
    (r"局$|办$|委$|厅$|部$|办公室$|办公厅$|委员会$|室$|署$", "政府部门"),
)  # fmt: skip
OTHER = "未定"


def guess_kind(name: str) -> str:
    """The kind that a body's name suggests; none where it is longer than any name."""
    if len(name) > LONGEST_NAME:
        return OTHER
    plain = re.sub(r"[（(].*?[）)]", "", name)
    return next((kind for pattern, kind in _KINDS if re.search(pattern, plain)), OTHER)


# The first character of each initial's stretch: the GB 2312 characters of level one are in pinyin order.
_STARTS = [char.encode("gb2312") for char in "啊芭擦搭蛾发噶哈击喀垃妈拿哦啪期然撒塌挖昔压匝"]
_LETTERS = "abcdefghjklmnopqrstwxyz"
_LEVEL_ONE_END = "座".encode("gb2312")
# Characters outside level one that names of places and bodies have.
_MORE_PAIRS = (
    "淄z岚l闽m鄄j亳b濮p泗s沂y洙z浠x漯l涪f綦q邛q璧b渝y潼t忻x蓟j岷m泾j沭s郯t莒j邳p睢s盱x眙y溧l歙s黟y婺w衢q鄞y嵊s瓯o莆p霞x郧y涿z蠡l邯h磁c"
    "邢x隰x绛j崂l邗h濉s圳z栾l汶w稷j滕t鄢y郾y偃y隗w汨m罗l浏l渌l醴l溆x潢h淇q濂l琅l琊y暨j瑷a珲h杞q嵩s涞l潞l沁q蔚y涟l洮t渑m"
)
_MORE = dict(zip(_MORE_PAIRS[::2], _MORE_PAIRS[1::2], strict=True))
# Characters of several readings, as bodies' names read them.
_AS_READ = {"行": "x", "重": "z", "长": "c", "校": "x", "系": "x", "会": "h", "都": "d", "厦": "x", "乐": "l"}


def initials(name: str) -> str:
    """The pinyin initials of a name, one letter for each letter, digit and character; empty where one isn't known."""
    found = ""
    for index, char in enumerate(name):
        if char.isascii() and char.isalpha():
            found += char.lower()
        elif char.isalnum():
            letter = "t" if name[index - 1 : index + 1] == "协调" else _letter(char)
            if not letter:
                return ""
            found += letter
    return found


def _letter(char: str) -> str:
    known = _AS_READ.get(char) or _MORE.get(char)
    if known:
        return known
    try:
        code = char.encode("gb2312")
    except UnicodeEncodeError:
        return ""
    at = bisect(_STARTS, code)
    return _LETTERS[at - 1] if at and code <= _LEVEL_ONE_END else ""


def full_name(name: str, district: str | None) -> str:
    """A name with the district's own in place of 区, 县, 市; the name itself where it has none in front."""
    if not district or name.startswith(district):
        return name
    for tail in ("综合实验区", "新区", "区", "县", "市", "省", "旗", "州"):
        if district.endswith(tail) and name.startswith(tail[-1]) and len(name) > 2:
            return district + name[1:]
    return name
