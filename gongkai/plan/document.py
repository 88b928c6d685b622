"""A YAML file read with the place of every value: scalars stay strings, and duplicate keys are errors.

Plain YAML turns task 1.10 into 1.1 and 1:30 into 90; here nothing is guessed, the models convert.
"""

from __future__ import annotations

import re
from typing import Any, NamedTuple

import yaml

from gongkai.base.problems import PlanError, Problem
from gongkai.base.text import DIRECTIONS

Place = tuple[int, int]
Location = tuple[str | int, ...]

_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

_ESCAPE = r"escape|hexdecimal"
# YAML's own complaints, as libyaml and PyYAML word them, and what they mean to a clerk.
_YAML_MESSAGES = (
    (r"cannot start any token", "此处的字符不能开头（多为制表符或反引号），请改用空格或加引号"),
    (r"found a tab character", "缩进用了制表符，请改用空格"),
    (r"mapping values are not allowed", "此处不应有冒号加空格，请给整段文字加引号"),
    (r"sequence entries are not allowed", "此处不应有“- ”，请看缩进，或给文字加引号"),
    (r"mapping keys are not allowed", "此处不应有“? ”，请给文字加引号"),
    (r"could not find expected ':'", "缺少冒号"),
    (r"did not find expected key", "缩进或引号不对，此处应为“键: 值”"),
    (r"did not find expected '-' indicator", "缩进不对，此处应为以“- ”开头的一项"),
    (r"did not find expected ',' or '\]'", "方括号没有配对，或缺少逗号"),
    (r"did not find expected ',' or '\}'", "花括号没有配对，或缺少逗号"),
    (r"did not find expected node content", "此处缺少内容"),
    (r"found unexpected end of stream", "引号或括号没有配对"),
    (r"found undefined alias", "用了没有定义的别名（* 开头），请给文字加引号"),
    (r"scanning an (anchor|alias)|duplicate anchor", "文字以 * 或 & 开头，请加引号"),
    (_ESCAPE, "双引号里的反斜杠（\\）不对，请改用单引号"),
    (r"\btag\b|URI|expected '!'|whitespace or line break", "文字以 ! 开头，请加引号"),
    (r"directive|version number|%YAML|%TAG", "行首的 % 是 YAML 的指令，请给文字加引号"),
    (r"block scalar", "| 或 > 之后的写法不对"),
    (r"single document|document indicator", "文件中间不能有 --- 或 ...，一个文件只写一份方案"),
    (r"expected '?<document start>", "此处的内容接不上前文：缩进或列表的短横不对"),
    (r"nesting depth", "嵌套过深"),
)
# What YAML refuses, the line breaks that only YAML takes for such, so that our lines are the editor's, and what turns the
# direction in which a text is read.
_FORBIDDEN = re.compile(
    "[^\t\n\r\x20-\x7e\xa0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]"
    f"|[{DIRECTIONS}]"
)
_DEEPEST = 20


class Document(NamedTuple):
    """A file's values with their places. Lines and columns count from 1."""

    path: str
    value: Any
    places: dict[Location, Place]
    problems: list[Problem]

    def place(self, location: Location) -> Place:
        """The place of a value, or of the nearest thing around it that has one."""
        while location and location not in self.places:
            location = location[:-1]
        return self.places.get(location, (1, 1))

    def problem(self, location: Location, message: str, advice: str = "") -> Problem:
        return Problem(self.path, *self.place(location), message, advice)

    def complain(self, location: Location, message: str, advice: str = "") -> None:
        """Note a problem that leaves the rest readable."""
        self.problems.append(self.problem(location, message, advice))


def read_document(path: str, content: bytes) -> Document:
    """Parse `content`, the bytes of the file at `path`.

    Raises PlanError where the file is not UTF-8 or not YAML at all; duplicate keys and other things
    that leave the rest readable are collected in the document's `problems`.
    """
    text = _decode(path, content)
    _refuse_forbidden(path, text)
    try:
        loader = _Loader(text)
        try:
            node = loader.get_single_node()
        finally:
            loader.dispose()
    except yaml.MarkedYAMLError as error:
        raise _not_yaml(path, text, error) from None
    except RecursionError:
        raise _unreadable(path, 1, 1, "嵌套过深") from None
    if node is None:
        raise _unreadable(path, 1, 1, "文件是空的")
    construction = _Construction(path, text)
    value = construction.value(node, ())
    return construction.document._replace(value=value)


def _refuse_forbidden(path: str, text: str) -> None:
    problems = []
    for number, line in enumerate(text.split("\n") if _FORBIDDEN.search(text) else (), 1):
        if found := _FORBIDDEN.findall(line):
            column = line.index(found[0]) + 1
            message = f"含有不能用的控制字符（{_listed(found)}）"
            problems.append(Problem(path, number, column, message, "请删去"))
    if problems:
        raise PlanError(str(problems[0]), problems)


def _listed(found: list[str]) -> str:
    more = f" 等 {len(found)} 个" if len(found) > 1 else ""
    return f"U+{ord(found[0]):04X}{more}"


def _decode(path: str, content: bytes) -> str:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise _unreadable(path, 1, 1, "文件不是 UTF-8 编码", "请另存为 UTF-8")
    content = content.removeprefix(b"\xef\xbb\xbf")
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        before = content[content.rfind(b"\n", 0, error.start) + 1 : error.start]
        raise _unreadable(
            path,
            line,
            len(before.decode("utf-8")) + 1,
            "文件不是 UTF-8 编码",
            "请另存为 UTF-8，不要存成 GBK/ANSI",
        ) from None


def _unreadable(path: str, line: int, column: int, message: str, advice: str = "") -> PlanError:
    problem = Problem(path, line, column, message, advice)
    return PlanError(str(problem), [problem])


def _not_yaml(path: str, text: str, error: yaml.MarkedYAMLError) -> PlanError:
    said = f"{error.problem or ''}; {error.context or ''}"
    mark = _unclosed_quote(text, error)
    if mark is not None:
        return _unreadable(path, mark.line + 1, mark.column + 1, "从此处开始的引号没有配对，或者跨了行")
    # A key without its colon; the problem is noticed in the next line.
    begun = "scanning a simple key" in said
    mark = error.context_mark if begun and error.context_mark else error.problem_mark or error.context_mark
    meaning = next(
        (chinese for english, chinese in _YAML_MESSAGES if re.search(english, said)),
        "此处不合 YAML 的写法，请看缩进、引号和冒号",
    )
    return _unreadable(path, mark.line + 1 if mark else 1, mark.column + 1 if mark else 1, meaning)


def _unclosed_quote(text: str, error: yaml.MarkedYAMLError) -> yaml.Mark | None:
    """Where the quote begins that is closed on another line or never; YAML itself only gives up far behind it."""
    if re.search(_ESCAPE, error.problem or ""):  # closed or not, this is what stops the reading
        return None
    mark: yaml.Mark | None = error.context_mark if "quoted scalar" in (error.context or "") else None
    try:
        for token in yaml.scan(text, Loader=_Loader):
            if isinstance(token, yaml.ScalarToken) and _is_folded(token) and token.style in ("'", '"'):
                mark = token.start_mark
                break
    except yaml.YAMLError:
        pass
    return mark


def _is_folded(scalar: Any) -> bool:
    """Whether a scalar, not a block (| or >), goes over several lines."""
    return scalar.style not in ("|", ">") and bool(scalar.end_mark.line > scalar.start_mark.line)


class _Construction:
    """From YAML's nodes to plain values, with their places and what is wrong with them as YAML."""

    def __init__(self, path: str, text: str) -> None:
        self.document = Document(path, None, {}, [])
        self._lines = re.split("\r\n|[\r\n]", text)
        self._seen: set[int] = set()

    def value(self, node: yaml.Node, location: Location, around: Place = (1, 1)) -> Any:
        """What a node says. `around`: the place of its key or list, for an alias, whose own mark is its anchor's."""
        mark = node.start_mark
        place = self.document.places[location] = (mark.line + 1, mark.column + 1)
        if len(location) > _DEEPEST:
            self.document.complain(location, "嵌套过深")
            return None
        if id(node) in self._seen:  # an alias: shared nodes could be made to unfold without end
            self.document.places[location] = around
            self.document.complain(location, "不支持 YAML 别名（&、*）", "请把内容写全")
            return None
        self._seen.add(id(node))
        line = self._lines[mark.line] if mark.line < len(self._lines) else ""
        if line[mark.column : mark.column + 1] in ("&", "!"):
            self.document.complain(location, "不支持 YAML 的锚点（&）和标签（!）", "请给文字加引号")
        if isinstance(node, yaml.ScalarNode):
            return self._scalar(node, location)
        if isinstance(node, yaml.SequenceNode):
            return [self.value(child, (*location, i), place) for i, child in enumerate(node.value)]
        return self._mapping(node, location)

    def _scalar(self, node: yaml.ScalarNode, location: Location) -> str | None:
        if _is_folded(node):
            last = node.end_mark.line + 1
            self.document.complain(
                location, f"此处的值折行到了第{last}行", "一个值写在一行里；或是下一行的缩进不对"
            )
        if not node.style and node.value in ("", "~", "null"):
            return None
        return self._allowed(node)

    def _allowed(self, node: yaml.ScalarNode) -> str:
        if written := _FORBIDDEN.findall(node.value):  # as \x1b, between double quotes
            place = (node.start_mark.line + 1, node.start_mark.column + 1)
            message = f"写有不能用的控制字符（{_listed(written)}）"
            self.document.problems.append(Problem(self.document.path, *place, message, "请删去"))
        return _FORBIDDEN.sub("", node.value)

    def _mapping(self, node: yaml.Node, location: Location) -> dict[str, Any]:
        places, problems = self.document.places, self.document.problems
        mapping: dict[str, Any] = {}
        for key_node, value_node in node.value:
            place = (key_node.start_mark.line + 1, key_node.start_mark.column + 1)
            if not isinstance(key_node, yaml.ScalarNode):
                problems.append(Problem(self.document.path, *place, "键只能是一个词"))
                continue
            key = self._allowed(key_node)
            if key in mapping:
                first = f"第一次在第{places[*location, key][0]}行"
                problems.append(Problem(self.document.path, *place, f"“{key}”在此处写了两次", first))
                continue
            mapping[key] = self.value(value_node, (*location, key), place)
            if value_node.start_mark.line + 1 != place[0] or mapping[key] is None:
                places[*location, key] = place
        return mapping
