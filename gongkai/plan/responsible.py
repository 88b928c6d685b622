"""The 责任单位 cell: which units and groups a printed text names, in which role, and whether it leaves the list open.

What isn't understood is returned as such; nothing is guessed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple

DEFAULT_ROLE = "责任"

# The words of a label or a header (牵头单位, 协办部门) and the role they give, the stronger first.
_ROLE_WORDS = (
    ("牵头", r"牵头|主办|主责|总牵头"),
    ("配合", r"配合|协办|协助|协同|参与|参加|会同"),
    ("实施", r"实施|落实|承办|执行"),
    ("责任", r"责任|负责|分工|承担"),
)
_BODY = r"(?:单位|部门|主体|机构|处室|科室)"
# 牵头单位：, 配合/责任单位：, 责任部门（单位）：
_LABEL = re.compile(
    r"(?:(?:第一|主要|具体|市级|区级|县级|省级)?(?:总?牵头|主办|主责|配合|协办|协助|协同|参与|参加|实施|落实|承办|执行|责任|负责)"
    rf"[及和与或、/／]?){{1,3}}{_BODY}?(?:[（(][^（）()：:]{{1,6}}[）)])?\s*[:：]\s*"
)
# 区司法局牵头, 区财政局配合, and （牵头） behind one name.
_SAID = (
    r"(?:分别)?(?:总?牵头|主办|主责|配合|协办|协助|协同|参与|参加|具体实施|实施|落实|承办"
    r"|分工负责|分别负责|共同负责|按职责分工负责|按职责负责|负责)(?:落实|实施|办理|完成)?"
)
_SAID_AFTER = re.compile(rf"(?:(?:按照?)?(?:各自)?职责(?:分工)?)?{_SAID}(?=$|[、，,；;。\s])")
_SAID_IN_BRACKETS = re.compile(rf"[（(]\s*({_SAID})(?:单位|部门)?\s*[）)]")
# （按职责分工） behind a name or a list says nothing about who owes it.
_AS_DUTIES = re.compile(r"[（(]\s*(?:按照?|依)(?:各自)?职责(?:和?分工)?(?:分别)?(?:负责|落实)?\s*[）)]")
# 区政府办公室会同区直有关单位: one after the other, as 和; 会同 is a county too.
_TOGETHER = re.compile(r"会同(?!县)")
_WHO = r"(?:部门|单位|机构|企业|企事业单位|部门单位|部门和单位|部门及单位|部门、单位|成员单位|方面)"
# 等有关部门, 等相关部门单位, 等部门: the list before it is not closed.
_OPEN_TAIL = re.compile(
    rf"等(?:各)?(?:\d{{1,2}}个|[一二三四五六七八九十]+个)?(?:有关|相关)?(?:市直|区直|县直|省直)?(?:{_WHO})?$"
)
# 区政府各有关部门, 区政府相关部门, 省直有关单位: a group that names nobody by itself.
_OPEN_WHOLE = re.compile(rf"^(?:其他|其它)?(?:(?!等)\w){{0,8}}?(?:各)?(?:有关|相关){_WHO}$")
_SEPARATORS = "、，,；;。/／\n\t 　"
_JOINERS = "及和与"
_OPENERS, _CLOSERS = "（(〔[【", "）)〕]】"
_LONGEST_IN_BRACKETS = 60  # characters, the brackets included


class Mention(NamedTuple):
    """A name as printed, and where in the text it stands."""

    name: str
    printed: str
    start: int
    role: str = DEFAULT_ROLE


class Responsible(NamedTuple):
    """What a text says: names known (canonical, in printed order), words that leave it open, and the rest."""

    known: tuple[Mention, ...]
    open: tuple[str, ...]
    unknown: tuple[Mention, ...]


def role_of(words: str) -> str | None:
    """The role that a label or a column's header gives (牵头单位 → 牵头), or None where it gives none.

    Words for two roles (配合/责任单位) give the first of them; see `two_roles`.
    """
    found = [(match.start(), role) for role, pattern in _ROLE_WORDS if (match := re.search(pattern, words))]
    return min(found)[1] if found else None


def two_roles(words: str) -> bool:
    """Whether a label leaves it open if its units are responsible or only help (配合/责任单位)."""
    return {role for role, pattern in _ROLE_WORDS if re.search(pattern, words)} >= {"配合", "责任"}


# What may stand behind a whole name.
_NAME_ENDS = re.compile(
    rf"$|[{re.escape(_SEPARATORS + _JOINERS + _OPENERS + _CLOSERS)}]|等|以及"
    rf"|{_TOGETHER.pattern}|{_SAID_AFTER.pattern}|{_LABEL.pattern}"
)


class Names:
    """Printed spelling → canonical name, for every unit and group of a plan."""

    def __init__(self, spellings: Mapping[str, str]) -> None:
        self._canonical = {spelling: name for spelling, name in spellings.items() if spelling}
        self._lengths = sorted(set(map(len, self._canonical)), reverse=True)

    def _standing(self, text: str, start: int, end: int | None = None) -> Iterator[Mention]:
        """The known spellings that stand at `start`, the longest first."""
        stop = len(text) if end is None else end
        for length in self._lengths:
            word = text[start : start + length]
            if start + length <= stop and word in self._canonical:
                yield Mention(self._canonical[word], word, start)

    def match(self, text: str, start: int) -> Mention | None:
        """The longest known spelling that stands at `start` and ends there as a whole name."""
        for mention in self._standing(text, start):
            if _NAME_ENDS.match(text, start + len(mention.printed)):
                return mention
        return None

    def run(self, text: str, start: int, end: int) -> list[Mention]:
        """Two or more known spellings that together make up text[start:end]; an empty list otherwise."""
        mentions: list[Mention] = []
        at = start
        while at < end:
            mention = next(self._standing(text, at, end), None)
            if mention is None:
                return []
            mentions.append(mention)
            at += len(mention.printed)
        return mentions

    def get(self, spelling: str) -> str | None:
        return self._canonical.get(spelling)


def parse_responsible(text: str, names: Names) -> Responsible:
    """Take a 责任单位 text apart. Never raises: what is not understood comes back in `unknown`."""
    return _Parse(text, names).result()


class _Parse:
    """One pass over a text, from left to right."""

    def __init__(self, text: str, names: Names) -> None:
        self.text = text
        self.names = names
        self.brackets = _bracket_ends(text)
        self.tokens = _token_ends(text, self.brackets)
        self.met: dict[re.Pattern[str], re.Match[str] | None] = {}  # what was found last, and is still ahead
        self.role = DEFAULT_ROLE
        self.led = False  # whether somebody leads: in 配合/责任单位 the others then help
        self.since = 0  # the first mention that a following 牵头 or 配合 speaks of
        self.known: list[Mention] = []
        self.unknown: list[Mention] = []
        self.open: list[str] = []
        self.order: list[tuple[list[Mention], int]] = []  # where each mention is kept, in printed order

    def result(self) -> Responsible:
        at = 0
        while at < len(self.text):
            at = self._step(at)
        return Responsible(tuple(self.known), tuple(self.open), tuple(self.unknown))

    def _step(self, at: int) -> int:
        text = self.text
        if text[at] in _SEPARATORS or text[at] in _CLOSERS:
            return at + 1
        duties = _AS_DUTIES.match(text, at)
        if duties:
            return duties.end()
        if text[at] in _OPENERS and self._holds_names(at):
            return at + 1
        label = _LABEL.match(text, at)
        if label:
            return self._label(label)
        between = _TOGETHER.match(text, at)
        if between and self.order:
            return between.end()
        said = _SAID_AFTER.match(text, at)
        if said and (self.order or self.open):
            return self._said(said)
        if text[at] == "由" and self.names.match(text, at + 1):
            return at + 1
        mention = self.names.match(text, at)
        if mention:
            self._keep(self.known, mention)
            return self._behind(at + len(mention.printed), mention)
        end = self.tokens[at]
        run = self.names.run(text, at, end)
        for mention in run:
            self._keep(self.known, mention)
        return end if run else self._token(at, end)

    def _holds_names(self, at: int) -> bool:
        """Whether a bracket is put around a list: （区发改局、区财政局）."""
        inner = self.text[at + 1 : self.brackets.get(at, at + 1) - 1]
        known = self.names.match(self.text, at + 1)
        return any(sign in inner for sign in "、，,；;") or (known is not None and known.printed == inner)

    def _label(self, label: re.Match[str]) -> int:
        role = role_of(label[0]) or DEFAULT_ROLE
        if two_roles(label[0]):
            role = "配合" if self.led else "责任"
        self.role = role
        self.since = len(self.order)
        return label.end()

    def _keep(self, where: list[Mention], mention: Mention) -> None:
        self.led = self.led or self.role == "牵头"
        self.order.append((where, len(where)))
        where.append(mention._replace(role=self.role))

    def _said(self, said: re.Match[str]) -> int:
        """区司法局、区财政局牵头: of all the names since the last such word."""
        self._give_role(self.since, role_of(said[0]))
        self.since = len(self.order)
        return said.end()

    def _give_role(self, since: int, role: str | None) -> None:
        for where, index in self.order[since:]:
            where[index] = where[index]._replace(role=role or DEFAULT_ROLE)
        self.led = self.led or role == "牵头"

    def _behind(self, at: int, mention: Mention) -> int:
        """What may follow a known name without a separator."""
        text = self.text
        bracketed = _SAID_IN_BRACKETS.match(text, at)
        if bracketed:
            self._give_role(len(self.order) - 1, role_of(bracketed[1]))
            return bracketed.end()
        end = self.brackets.get(at, 0)
        if end and self.names.get(text[at + 1 : end - 1]) == mention.name:  # 省编办（省审改办）
            return end
        if text.startswith("等", at):
            said = _SAID_AFTER.search(text, at, self.tokens[at])
            end = said.start() if said else self.tokens[at]
            self.open.append(text[at:end])
            return end
        if text.startswith("以及", at):
            return at + 2
        return at + 1 if text.startswith(tuple(_JOINERS), at) else at

    def _ahead(self, pattern: re.Pattern[str], at: int, end: int) -> int:
        """Where a pattern stands next from `at` on and before `end`; `end` where it doesn't."""
        found = self.met.get(pattern)
        if pattern not in self.met or (found and found.start() < at):
            found = self.met[pattern] = pattern.search(self.text, at)
        # Blanks behind a label belong to it, and are no part of a token.
        fits = found and found.start() + len(found[0].rstrip()) <= end
        return found.start() if found and fits else end

    def _token(self, at: int, end: int) -> int:
        for cut in (_LABEL, _TOGETHER, _AS_DUTIES):  # 区发改局配合单位：区财政局
            end = self._ahead(cut, at + 1, end)
        said = _SAID_AFTER.search(self.text, at, end)
        if said and said.start() > at:
            end = said.start()
        token = self.text[at:end]
        bracketed = _SAID_IN_BRACKETS.search(token)
        if bracketed and bracketed.start() and bracketed.end() == len(token):
            token = token[: bracketed.start()]
        if _OPEN_WHOLE.match(token):
            self.open.append(token)
            self.led = self.led or self.role == "牵头"
            return end
        tail = _OPEN_TAIL.search(token)
        name = token[: tail.start()] if tail else token
        if tail:
            self.open.append(tail[0])
        if name:
            self._keep(self.unknown, Mention(name, name, at))
            if bracketed and len(token) < end - at:
                self._give_role(len(self.order) - 1, role_of(bracketed[1]))
        return end


def _bracket_ends(text: str) -> dict[int, int]:
    """For each bracket that closes again within a name's length, where it opens and the place behind it."""
    ends: dict[int, int] = {}
    opened: list[int] = []
    for at, char in enumerate(text):
        if char in _OPENERS:
            opened.append(at)
        elif char in _CLOSERS and opened:
            start = opened.pop()
            if at - start < _LONGEST_IN_BRACKETS:
                ends[start] = at + 1
    return ends


def _token_ends(text: str, brackets: Mapping[int, int]) -> list[int]:
    """For each place the end of the words there: the next separator that stands in no bracket which closes again."""
    ends = [len(text)] * (len(text) + 1)
    stops = frozenset(_SEPARATORS + _CLOSERS)
    for at in reversed(range(len(text))):
        ends[at] = at if text[at] in stops else ends[brackets.get(at, at + 1)]
    return ends
