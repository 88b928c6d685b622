"""People's names as they stand in a field, and hidden in part."""

from __future__ import annotations

import re
from collections.abc import Iterable

from gongkai.base.phone import ADDRESS

# What stands before a name or behind it, and what only behind it.
RANK = r"副?(?:主任|科长|股长|局长|所长|站长|队长|组长|部长|处长|院长|馆长|书记)"
TITLE = rf"(?:{RANK}|主任科员|科员|干事|同志|负责人|经理)"
_SEPARATORS = "、，,;；/"


def mask_name(text: str) -> str:
    """Keep the first character of each name: 张三、李四五 → 张*、李**."""
    parts = re.split(rf"([{_SEPARATORS}])", text)
    return "".join(part if part in _SEPARATORS else _mask_person(part) for part in parts)


def _mask_person(name: str) -> str:
    words = name.split()
    if any(len(word) < 2 for word in words):  # 张　三 is one person
        words = ["".join(words)]
    return " ".join(word[0] + "*" * (len(word) - 1) for word in words)


def names_in(officer: str) -> list[str]:
    """The bare names in a field for officers: 科长张三、李四（副主任） → 张三, 李四."""
    made: dict[str, None] = {}
    for part in re.split(rf"[{_SEPARATORS}\n]", officer[:500]):
        words = re.sub(r"[（(][^（）()]*[）)]", " ", part).split()
        for word in words if any(len(word) > 1 for word in words) else ["".join(words)]:
            bare = re.sub(rf"^{TITLE}|{TITLE}$", "", word)
            if re.fullmatch(r"[\u4e00-\u9fff·]{2,6}", bare):
                made[bare] = None
    return list(made)


def mask_names(text: str, names: Iterable[str]) -> str:
    """A free text with these names hidden but for their first characters; addresses stay."""
    known = sorted(set(names), key=len, reverse=True)
    if not text or not known:
        return text
    pattern = re.compile(rf"(?P<address>{ADDRESS.pattern})|" + "|".join(map(re.escape, known)), re.IGNORECASE)

    def hidden(found: re.Match[str]) -> str:
        name = found.group()
        return name if found["address"] else name[0] + "*" * (len(name) - 1)

    return pattern.sub(hidden, text)
