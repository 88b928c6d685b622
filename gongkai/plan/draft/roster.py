"""The units and groups that a document's 责任单位 cells name, told from each other without a list of them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from gongkai.plan.draft.kinds import full_name, guess_kind, initials
from gongkai.plan.draft.known import Known
from gongkai.plan.draft.words import (
    LONGEST_NAME,
    begins_like_unit,
    ends_like_unit,
    is_group,
    level_of,
    looks_like_unit,
)
from gongkai.plan.responsible import Names, parse_responsible

_NO_NAMES = Names({})
_LONGEST_LIST = 200  # characters of names that only stand joined by 和, 及 or 与


class DraftUnit(NamedTuple):
    name: str
    full: str
    kind: str
    initials: str
    aliases: tuple[tuple[str, str], ...]  # spelling, note
    tasks: tuple[str, ...]
    doubts: tuple[str, ...]


class DraftGroup(NamedTuple):
    name: str
    printed: tuple[str, ...]
    members: tuple[str, ...]
    doubts: tuple[str, ...]


class Roster(NamedTuple):
    units: tuple[DraftUnit, ...]
    groups: tuple[DraftGroup, ...]
    names: Names
    known: Known | None = None
    more_aliases: tuple[tuple[str, str, str], ...] = ()  # of known units: name, spelling, note


class UnitsText(NamedTuple):
    """One text of units, and the task it belongs to."""

    task: str
    text: str


def make_roster(cells: Sequence[UnitsText], district: str | None, known: Known | None = None) -> Roster:
    """Find every unit and group in the cells; guesses are marked. `known` ones are taken as an earlier plan has them."""
    return _Maker(cells, district, known).roster()


class _Maker:
    def __init__(self, cells: Sequence[UnitsText], district: str | None, known: Known | None) -> None:
        self.district = district
        self.known = known
        self.place = (district or "")[:2]
        self.lists = [(cell.task, self._tokens(cell.text)) for cell in cells]
        self.met = Counter(token for _, tokens in self.lists for token in tokens)
        self.spelled: dict[str, str] = dict(known.spellings) if known else {}  # spelling → name
        self.notes: dict[str, str] = {}  # spelling → why it is that name
        self.doubts: dict[str, list[str]] = {}
        self.names: dict[str, None] = {}  # in printed order
        self.groups: dict[str, str] = {}  # without signs → as first printed
        self.tasks: dict[str, dict[str, None]] = {}

    def roster(self) -> Roster:
        for _, tokens in self.lists:
            self._prepare(tokens)
        for task, tokens in self.lists:
            self._take(task, tokens)
        spelled: dict[str, list[str]] = {}
        for spelling, name in self.spelled.items():
            if spelling != name:
                spelled.setdefault(name, []).append(spelling)
        units = tuple(self._unit(name, spelled.get(name, ())) for name in self.names)
        departments = tuple(unit.name for unit in units if unit.kind == "政府部门")
        groups = tuple(self._group(name, spelled.get(name, ()), departments) for name in self.groups.values())
        spellings = dict(self.spelled)
        for unit in units:
            spellings.setdefault(unit.full, unit.name)
        before = self.known.spellings if self.known else {}
        known_names = set(before.values())
        more = tuple(
            (name, spelling, self.notes.get(spelling, ""))
            for spelling, name in self.spelled.items()
            if spelling not in before and name in known_names
        )
        return Roster(units, groups, Names(spellings), self.known, more)

    # ------------------------------------------------------------ words

    def _tokens(self, text: str) -> list[str]:
        """The names in a text, as printed."""
        tokens: list[str] = []
        for mention in parse_responsible(text, _NO_NAMES).unknown:
            name = mention.name.strip()
            if (
                tokens
                and re.fullmatch(r"(?:各)?街道(?:办事处|办)?(?:[（(].*[）)])?", name)
                and (re.search(r"各(?:乡镇|镇|乡|乡、镇)(?:人民政府|政府)?$", tokens[-1]))
            ):
                tokens[-1] = text[
                    text.rfind(tokens[-1], 0, mention.start) : mention.start + len(mention.printed)
                ]
                continue
            tokens += self._parted(name)
        return tokens

    def _parted(self, name: str) -> list[str]:
        """Names that stand together without any separator: 区司法局区财政局."""
        parts = re.split(
            r"(?<=局)(?=[区市县省州][\u4e00-\u9fff]{2})|(?<=[办委厅])(?=[区市县省][\u4e00-\u9fff]{1,8}[局办委厅])",
            name,
        )
        if len(parts) > 1 and all(looks_like_unit(part) and len(part) > 2 for part in parts):
            return parts
        return [name]

    def _joined(self, name: str) -> list[str]:
        """区教育局和区财政局: two names with a word between them; one name otherwise."""
        for found in re.finditer(r"以及|[及和与]", name) if len(name) <= _LONGEST_LIST else ():
            left, right = name[: found.start()], name[found.end() :]
            if len(left) < 3 or len(right) < 2 or not looks_like_unit(right):
                continue
            if left in self.met or (
                ends_like_unit(left) and (begins_like_unit(right) or ends_like_unit(right))
            ):
                return [left, *self._joined(right)]
        return [name]

    # ------------------------------------------------------------ names

    def _prepare(self, tokens: list[str]) -> None:
        """Take apart what is joined, once all names are known; in place."""
        parted: list[str] = []
        for token in tokens:
            if self._slip(token):
                parted.append(token)
            else:
                parted += self._joined(token)
        tokens[:] = parted
        for token in parted:
            self.met[token] += 0

    def _slip(self, token: str) -> str | None:
        """A name met elsewhere that differs by one character too many or too few."""
        if not 6 <= len(token) <= LONGEST_NAME:
            return None
        for index in range(len(token)):
            shorter = token[:index] + token[index + 1 :]
            if shorter != token and self.met.get(shorter, 0) >= 1 and looks_like_unit(shorter) and index > 1:
                return shorter if index < len(token) - 1 else None
        return None

    def _take(self, task: str, tokens: Iterable[str]) -> None:
        prefix = ""
        for token in tokens:
            name = self._name(token, prefix)
            if name is None:
                continue
            self.tasks.setdefault(name, {})[task] = None
            prefix = level_of(token) or prefix

    def _name(self, token: str, prefix: str) -> str | None:
        """The name that a printed token stands for; new ones are entered in the roster."""
        if token in self.spelled:
            return self.spelled[token]
        if not looks_like_unit(token) and not self._short(token):
            return None
        if is_group(token):
            return self._enter_group(token)
        slip = self._slip(token)
        if slip:
            name = self._name(slip, prefix) or slip
            return self._alias(token, name, f"与“{name}”只差一字，疑为同一单位的另一写法或笔误")
        bracket = re.fullmatch(r"(.+?)[（(]([^（）()]+)[）)]", token)
        if bracket:
            return self._bracketed(token, bracket[1], bracket[2], prefix)
        elided = self._elided(token, prefix)
        if elided:
            return elided
        self.names.setdefault(token)
        self.spelled[token] = token
        return token

    def _short(self, token: str) -> bool:
        """Short names with a level in front (区大数据) may be bodies too."""
        short = 3 <= len(token) <= 10 and begins_like_unit(token) and token.isalnum()
        if short:
            self._doubt(token, "不像通常的单位名称")
        return short

    def _enter_group(self, token: str) -> str:
        bare = re.sub(r"[（(].*?[）)]", "", token)
        plain = re.sub(r"[（）()、，/]", "", token)  # 各镇（街道） and 各镇、街道 are one group
        if plain not in self.groups and "（" in token and is_group(bare) and self.spelled.get(bare) == bare:
            self._doubt(token, f"与“{bare}”是否同一组单位")
        self.spelled[token] = self.groups.setdefault(plain, token)
        return self.spelled[token]

    def _alias(self, token: str, name: str, note: str) -> str:
        self.spelled[token] = name
        self.notes[token] = note
        return name

    def _bracketed(self, token: str, outer: str, inner: str, prefix: str) -> str | None:
        """省编办（省审改办）: another name of the same body; 区办公室（政策法规处）: a section of it."""
        name = self._name(outer, prefix)
        if name is None:
            return None
        if re.search(r"[处科股室组队]$", inner) and not begins_like_unit(inner):
            return self._alias(token, name, f"原文在括号中指明内设机构“{inner}”")
        if looks_like_unit(inner) and not is_group(inner):
            if inner not in self.spelled and inner not in self.names:
                self._alias(inner, name, "原文在括号中并列的另一名称")
            return self._alias(token, name, "原文如此并列两个名称")
        self._doubt(name, f"“{token}”的括号内含义未能判断")
        return self._alias(token, name, "原文如此")

    def _elided(self, token: str, prefix: str) -> str | None:
        """区旅发委、经发局: 经发局 is 区经发局."""
        if begins_like_unit(token) or (self.place and token.startswith(self.place)):
            return None
        levels = [prefix] if prefix else []
        levels += [level for level in ("区", "市", "县", "省", "州", "旗") if level != prefix]
        for level in levels:
            if level + token in self.spelled or level + token in self.met:
                name = self._name(level + token, level)
                return self._alias(token, name, "原文省略了前面的" + level) if name else None
        if prefix and re.search(r"(?:局|办|委|厅|部|办公室)$", token) and 2 <= len(token) <= 8:
            name = prefix + token
            self.names.setdefault(name)
            self.spelled[name] = name
            self._doubt(name, f"原文只印“{token}”，前面的“{prefix}”按并列省略推测补出")
            return self._alias(token, name, "原文省略了前面的" + prefix)
        return None

    def _doubt(self, name: str, reason: str) -> None:
        reasons = self.doubts.setdefault(name, [])
        if reason not in reasons:
            reasons.append(reason)

    # ------------------------------------------------------------ entries

    def _unit(self, name: str, spelled: Iterable[str]) -> DraftUnit:
        aliases = tuple((spelling, self.notes.get(spelling, "")) for spelling in spelled)
        return DraftUnit(
            name,
            full_name(name, self.district),
            guess_kind(name),
            initials(name),
            aliases,
            tuple(self.tasks.get(name, ())),
            tuple(self.doubts.get(name, ())),
        )

    def _group(self, name: str, spelled: Iterable[str], departments: tuple[str, ...]) -> DraftGroup:
        of_departments = re.search(
            r"政府各部门|直各(?:单位|部门)|直属各?(?:单位|部门)|^各部门$|^各(?:区|县|市|省)?直", name
        )
        members = departments if of_departments else ()
        return DraftGroup(name, tuple(spelled), members, tuple(self.doubts.get(name, ())))
