"""A YAML file read with the place of every value: scalars stay strings, and duplicate keys are errors.

Plain YAML turns task 1.10 into 1.1 and 1:30 into 90; here nothing is guessed, the models convert.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import yaml

from gongkai.base.problems import PlanError, Problem

Place = tuple[int, int]
Location = tuple[str | int, ...]

_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

# YAML's own complaints that a clerk may meet, as libyaml and PyYAML word them.
_YAML_MESSAGES = (
    (
        "found character that cannot start any token",
        "此处的字符不能开头（多为制表符或反引号），请改用空格或加引号",
    ),
    ("found a tab character", "缩进用了制表符，请改用空格"),
    ("mapping values are not allowed", "此处不应有冒号加空格，请给整段文字加引号"),
    ("could not find expected ':'", "缺少冒号"),
    ("did not find expected key", "缩进或引号不对，此处应为“键: 值”"),
    ("did not find expected '-' indicator", "缩进不对，此处应为以“- ”开头的一项"),
    ("did not find expected ',' or ']'", "方括号没有配对，或缺少逗号"),
    ("did not find expected ',' or '}'", "花括号没有配对，或缺少逗号"),
    ("did not find expected node content", "此处缺少内容"),
    ("found unexpected end of stream", "引号或括号没有配对"),
    ("found undefined alias", "用了没有定义的别名（* 开头），请给文字加引号"),
    ("control characters are not allowed", "含有控制字符，请删去"),
    ("special characters are not allowed", "含有特殊字符，请删去"),
)


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
        line, column = self.place(location)
        return Problem(self.path, line, column, message, advice)


def read_document(path: str, content: bytes) -> Document:
    """Parse `content`, the bytes of the file at `path`.

    Raises PlanError where the file is not UTF-8 or not YAML at all; duplicate keys and other things
    that leave the rest readable are collected in the document's `problems`.
    """
    text = _decode(path, content)
    try:
        loader = _Loader(text)
        try:
            node = loader.get_single_node()
        finally:
            loader.dispose()
    except yaml.MarkedYAMLError as error:
        raise _not_yaml(path, error) from None
    except yaml.reader.ReaderError as error:
        line = text.count("\n", 0, error.position) + 1
        raise _unreadable(path, line, 1, "含有 YAML 不允许的字符，请删去") from None
    except RecursionError:
        raise _unreadable(path, 1, 1, "嵌套过深") from None
    document = Document(path, None, {}, [])
    if node is None:
        raise _unreadable(path, 1, 1, "文件是空的")
    value = _construct(node, (), document, set())
    return document._replace(value=value)


def _decode(path: str, content: bytes) -> str:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise _unreadable(path, 1, 1, "文件不是 UTF-8 编码", "请另存为 UTF-8")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        column = error.start - (content.rfind(b"\n", 0, error.start) + 1) + 1
        raise _unreadable(
            path, line, column, "文件不是 UTF-8 编码", "请另存为 UTF-8，不要存成 GBK/ANSI"
        ) from None


def _unreadable(path: str, line: int, column: int, message: str, advice: str = "") -> PlanError:
    problem = Problem(path, line, column, message, advice)
    return PlanError(str(problem), [problem])


def _not_yaml(path: str, error: yaml.MarkedYAMLError) -> PlanError:
    mark = error.problem_mark or error.context_mark
    said = error.problem or error.context or ""
    meaning = next(
        (chinese for english, chinese in _YAML_MESSAGES if english in said), f"不是合法的 YAML：{said}"
    )
    return _unreadable(path, mark.line + 1 if mark else 1, mark.column + 1 if mark else 1, meaning)


def _construct(node: yaml.Node, location: Location, document: Document, seen: set[int]) -> Any:
    document.places[location] = (node.start_mark.line + 1, node.start_mark.column + 1)
    if isinstance(node, yaml.ScalarNode):
        if node.tag == "tag:yaml.org,2002:null" and node.style is None and node.value in ("", "~", "null"):
            return None
        return node.value
    if id(node) in seen:  # an alias: shared nodes could be made to unfold without end
        document.problems.append(document.problem(location, "不支持 YAML 别名（&、*）", "请把内容写全"))
        return None
    seen.add(id(node))
    if isinstance(node, yaml.SequenceNode):
        return [_construct(child, (*location, i), document, seen) for i, child in enumerate(node.value)]
    mapping: dict[str, Any] = {}
    for key_node, value_node in node.value:
        place = (key_node.start_mark.line + 1, key_node.start_mark.column + 1)
        if not isinstance(key_node, yaml.ScalarNode):
            document.problems.append(Problem(document.path, *place, "键只能是一个词"))
            continue
        key = str(key_node.value)
        if key in mapping:
            document.problems.append(
                Problem(
                    document.path,
                    *place,
                    f"“{key}”在此处写了两次",
                    f"第一次在第{document.places[*location, key][0]}行",
                )
            )
            continue
        mapping[key] = _construct(value_node, (*location, key), document, seen)
        if value_node.start_mark.line + 1 != place[0] or mapping[key] is None:
            document.places[*location, key] = place
    return mapping
