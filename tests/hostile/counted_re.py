"""Regular expressions whose steps are counted: the same matches as `re`, found by a matcher that says how long it looked.

It goes back and forth as the real one does, from the real one's own syntax trees; each match is compared with the real one.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from re import _constants as c  # type: ignore[attr-defined]
from re import _parser  # type: ignore[attr-defined]
from typing import Any

Then = Callable[[int], bool]
Node = Callable[[int, Then], bool]
Count = Callable[[str, int], None]


class Steps:
    """One search in one text."""

    def __init__(self, text: str, end: int, groups: int) -> None:
        self.text = text
        self.end = end
        self.groups: list[tuple[int, int] | None] = [None] * groups
        self.taken = 0


class _Maker:
    """A syntax tree as functions: each takes a place and what follows, and says whether that came to its end."""

    def __init__(self, flags: int) -> None:
        self.flags = flags
        self.now: Steps = Steps("", 0, 1)

    def sequence(self, tree: Any) -> Node:
        nodes = [self.node(op, av) for op, av in tree]
        if len(nodes) == 1:
            return nodes[0]
        last = len(nodes)

        def run(at: int, then: Then, index: int = 0) -> bool:
            if index == last:
                return then(at)
            return nodes[index](at, lambda place: run(place, then, index + 1))

        return run

    def node(self, op: Any, av: Any) -> Node:
        if op in (c.LITERAL, c.NOT_LITERAL, c.ANY, c.IN):
            return self.character(self.one_of(op, av))
        name = "look" if op is c.ASSERT else str(op).lower()
        return getattr(self, name)(av)  # type: ignore[no-any-return]

    # ------------------------------------------------------------ characters

    def one_of(self, op: Any, av: Any) -> Callable[[str], bool]:
        known: dict[str, bool] = {}
        cased = self.flags & re.IGNORECASE
        # What isn't to be there may be there in neither case.
        which = all if op is c.NOT_LITERAL or (op is c.IN and av[0][0] is c.NEGATE) else any

        def fits(char: str) -> bool:
            if char not in known:
                spelled = {char, char.lower(), char.upper()} if cased else {char}
                known[char] = which(_is(op, av, ord(each), self.flags) for each in spelled if len(each) == 1)
            return known[char]

        return fits

    def character(self, fits: Callable[[str], bool]) -> Node:
        def run(at: int, then: Then) -> bool:
            now = self.now
            now.taken += 1
            return at < now.end and fits(now.text[at]) and then(at + 1)

        return run

    # ------------------------------------------------------------ repeats

    def max_repeat(self, av: Any, sort: str = "greedy") -> Node:
        least, most, tree = av
        if len(tree) == 1 and tree[0][0] in (c.LITERAL, c.NOT_LITERAL, c.ANY, c.IN):
            return self._of_characters(least, most, self.one_of(*tree[0]), sort)
        inner = self.sequence(tree)
        if sort == "possessive":
            return self._possessive(least, most, inner)

        def again(at: int, then: Then, count: int) -> bool:
            self.now.taken += 1

            def more() -> bool:
                return (most is c.MAXREPEAT or count < most) and inner(
                    at, lambda place: (place != at or count < least) and again(place, then, count + 1)
                )

            if count < least:
                return more()
            return then(at) or more() if sort == "lazy" else more() or then(at)

        return lambda at, then: again(at, then, 0)

    def min_repeat(self, av: Any) -> Node:
        return self.max_repeat(av, "lazy")

    def possessive_repeat(self, av: Any) -> Node:
        return self.max_repeat(av, "possessive")

    def _of_characters(self, least: int, most: Any, fits: Callable[[str], bool], sort: str) -> Node:
        def run(at: int, then: Then) -> bool:
            now = self.now
            text, end = now.text, now.end if most is c.MAXREPEAT else min(now.end, at + int(most))
            place = at
            if sort == "lazy":
                while place - at < least and place < end and fits(text[place]):
                    place += 1
                now.taken += place - at + 1
                if place - at < least:
                    return False
                while not then(place):
                    now.taken += 1
                    if place >= end or not fits(text[place]):
                        return False
                    place += 1
                return True
            while place < end and fits(text[place]):
                place += 1
            now.taken += place - at + 1
            if sort == "possessive":
                return place - at >= least and then(place)
            while place - at >= least:
                now.taken += 1
                if then(place):
                    return True
                place -= 1
            return False

        return run

    def _possessive(self, least: int, most: Any, inner: Node) -> Node:
        def run(at: int, then: Then) -> bool:
            count = 0
            while most is c.MAXREPEAT or count < most:
                place = self._once(inner, at)
                if place is None or (place == at and count >= least):
                    break
                at, count = place, count + 1
            return count >= least and then(at)

        return run

    def _once(self, inner: Node, at: int) -> int | None:
        ends: list[int] = []
        return ends[0] if inner(at, lambda place: ends.append(place) or True) else None

    # ------------------------------------------------------------ groups and looks

    def subpattern(self, av: Any) -> Node:
        group, add, without, tree = av
        before, self.flags = self.flags, (self.flags | add) & ~without
        inner = self.sequence(tree)
        self.flags = before
        if group is None:
            return inner

        def run(at: int, then: Then) -> bool:
            def done(place: int) -> bool:
                groups = self.now.groups
                held, groups[group] = groups[group], (at, place)
                if then(place):
                    return True
                groups[group] = held
                return False

            return inner(at, done)

        return run

    def branch(self, av: Any) -> Node:
        ways = [self.sequence(tree) for tree in av[1]]

        def run(at: int, then: Then) -> bool:
            for way in ways:
                self.now.taken += 1
                if way(at, then):
                    return True
            return False

        return run

    def atomic_group(self, av: Any) -> Node:
        inner = self.sequence(av)

        def run(at: int, then: Then) -> bool:
            place = self._once(inner, at)
            return place is not None and then(place)

        return run

    def look(self, av: Any) -> Node:
        look = self._look(av)
        return lambda at, then: look(at) and then(at)

    def assert_not(self, av: Any) -> Node:
        look = self._look(av)
        return lambda at, then: not look(at) and then(at)

    def _look(self, av: Any) -> Callable[[int], bool]:
        direction, tree = av
        inner = self.sequence(tree)
        width = tree.getwidth()[0] if direction < 0 else 0

        def look(at: int) -> bool:
            self.now.taken += 1
            return at >= width and inner(at - width, lambda place: direction > 0 or place == at)

        return look

    def groupref(self, av: Any) -> Node:
        def run(at: int, then: Then) -> bool:
            span = self.now.groups[av]
            if span is None:
                return False
            said = self.now.text[slice(*span)]
            self.now.taken += len(said) + 1
            return self.now.text.startswith(said, at, self.now.end) and then(at + len(said))

        return run

    def at(self, av: Any) -> Node:
        lines = self.flags & re.MULTILINE

        def holds(at: int) -> bool:
            text, end = self.now.text, self.now.end
            if av is c.AT_BEGINNING_STRING or (av is c.AT_BEGINNING and not lines):
                return at == 0
            if av is c.AT_BEGINNING:
                return at == 0 or text[at - 1] == "\n"
            if av is c.AT_END_STRING:
                return at == end
            if av is c.AT_END:
                return at == end or (text[at] == "\n" and (bool(lines) or at + 1 == end))
            wordy = [
                0 <= place < end and (text[place].isalnum() or text[place] == "_") for place in (at - 1, at)
            ]
            return (wordy[0] != wordy[1]) == (av is c.AT_BOUNDARY)

        def run(at: int, then: Then) -> bool:
            self.now.taken += 1
            return holds(at) and then(at)

        return run


def _is(op: Any, av: Any, code: int, flags: int) -> bool:
    if op is c.LITERAL:
        return bool(code == av)
    if op is c.NOT_LITERAL:
        return bool(code != av)
    if op is c.ANY:
        return bool(flags & re.DOTALL) or code != 10
    if op is c.RANGE:
        return bool(av[0] <= code <= av[1])
    if op is c.CATEGORY:
        return _in_category(av, chr(code), bool(flags & re.ASCII))
    negated = av[0][0] is c.NEGATE
    return negated != any(_is(each, of, code, flags) for each, of in av[negated:])


def _in_category(category: Any, char: str, ascii_only: bool) -> bool:
    name = str(category).removeprefix("CATEGORY_")
    if name.startswith("NOT_"):
        return not _in_category(name.removeprefix("NOT_"), char, ascii_only)
    if ascii_only and not char.isascii():
        return False
    return {"DIGIT": char.isdecimal(), "SPACE": char.isspace(), "WORD": char.isalnum() or char == "_"}[name]


class Pattern:
    """As re.Pattern; `count` is told of every search which pattern it was and how many steps it took."""

    def __init__(self, pattern: str, flags: int, count: Count) -> None:
        self.real = re.compile(pattern, flags)
        self._count = count
        self._maker = _Maker(self.real.flags)
        self._node = self._maker.sequence(_parser.parse(pattern, flags))

    def __getattr__(self, name: str) -> Any:
        return getattr(self.real, name)

    def _at(self, steps: Steps, start: int, whole: bool) -> bool:
        steps.groups = [None] * len(steps.groups)
        self._maker.now = steps

        def then(place: int) -> bool:
            steps.groups[0] = (start, place)
            return not whole or place == steps.end

        return self._node(start, then)

    def _check(
        self, text: str, starts: Iterator[int], end: int, real: re.Match[str] | None, whole: bool
    ) -> None:
        steps = Steps(text, end, self.real.groups + 1)
        found = False
        for start in starts:
            steps.taken += 1
            if found := self._at(steps, start, whole):
                break
        assert (steps.groups[0] if found else None) == (real.span() if real else None), (
            self.pattern,
            text[:80],
        )
        self._count(self.pattern, steps.taken)

    def _one(self, way: str, text: str, pos: int = 0, endpos: int | None = None) -> re.Match[str] | None:
        end = len(text) if endpos is None else min(endpos, len(text))
        real: re.Match[str] | None = getattr(self.real, way)(text, pos, end)
        starts = range(pos, end + 1) if way == "search" else range(pos, pos + 1)
        self._check(text, iter(starts), end, real, way == "fullmatch")
        return real

    def match(self, *args: Any) -> re.Match[str] | None:
        return self._one("match", *args)

    def search(self, *args: Any) -> re.Match[str] | None:
        return self._one("search", *args)

    def fullmatch(self, *args: Any) -> re.Match[str] | None:
        return self._one("fullmatch", *args)

    def finditer(self, text: str) -> Iterator[re.Match[str]]:
        start = 0
        for found in self.real.finditer(text):
            self._check(text, iter(range(start, len(text) + 1)), len(text), found, False)
            start = found.end() + (found.end() == found.start())
            yield found
        self._check(text, iter(range(start, len(text) + 1)), len(text), None, False)

    def _all(self, text: str) -> None:
        for _ in self.finditer(text):
            pass

    def findall(self, text: str) -> list[Any]:
        self._all(text)
        return self.real.findall(text)

    def sub(self, new: Any, text: str, count: int = 0) -> str:
        self._all(text)
        return self.real.sub(new, text, count)

    def split(self, text: str, maxsplit: int = 0) -> list[Any]:
        self._all(text)
        return self.real.split(text, maxsplit)


class Module:
    """In the place of `re` in a module that is looked at."""

    def __init__(self, count: Count) -> None:
        self._count = count
        self._made: dict[tuple[str, int], Pattern] = {}

    def compile(self, pattern: str | Pattern, flags: int = 0) -> Any:
        if not isinstance(pattern, str):
            return pattern if isinstance(pattern, Pattern) else re.compile(pattern, flags)
        if (pattern, int(flags)) not in self._made:
            self._made[pattern, int(flags)] = Pattern(pattern, int(flags), self._count)
        return self._made[pattern, int(flags)]

    def __getattr__(self, name: str) -> Any:
        if name in ("match", "search", "fullmatch", "finditer", "findall", "sub", "split"):
            return lambda pattern, *args, flags=0: getattr(self.compile(pattern, flags), name)(*args)
        return getattr(re, name)
