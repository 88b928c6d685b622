"""The text of the sheet that `fill --edit` opens: written from the answers that stand, and read back.

It is written as YAML. It is read line by line, and takes what a clerk types where YAML wouldn't: no space after
the colon, full-width colons, #, quotes and brackets in a value, a second line of measures without a `|`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from gongkai.base.problems import UsageMistake
from gongkai.base.text import clean, wrap
from gongkai.cli.fill.answers import checked_field
from gongkai.render.wording.common import basis_words
from gongkai.store.kinds import ANSWER, FIELD, SHORT, WHO
from gongkai.store.questions.filings import Filing, Texts, taken_over, texts_of
from gongkai.store.questions.tasks import HeldTask

# The sheet's words for the fields.
NAMES = SHORT | {"contact": "电话", "reason": "不涉及"}
LABELS = {label: field for field, label in NAMES.items()}
MARK = "#！"
WIDTH = 78
MOST = 4 * 2**20  # bytes of a sheet
OFFERED = "# 上次："
MADE_FROM = "# 底稿："


class Mistake(NamedTuple):
    """Something wrong in the sheet: at which line (from 1), and what."""

    line: int
    message: str


# ---------------------------------------------------------------- writing


def sheet_text(
    title: str, rows: list[HeldTask], standing: Mapping[str, Filing | None], offered: Texts
) -> str:
    """The sheet for `rows`, the unit's tasks; `offered` holds the section, officer and contact given last."""
    out = [
        f"# {title}",
        "# 在冒号后填写，保存并关闭编辑器即可；# 开头的行不用管。不填的任务留空。",
        "# 措施较长时可以换行写：另起的行缩进四格。",
        "# 本单位确实不涉及的，在“不涉及”后写明理由，其余留空。",
        *(["# 填了措施，科室、责任人、电话留空的，就用“上次”一行的。"] if offered.who else []),
        "",
    ]
    body_begins = next((row.id for row in rows if row.part == "body"), None)
    for row in rows:
        if row.id == body_begins:
            out += ["# ════ 以下是方案正文的任务，可填可不填 ════", ""]
        out += [f"# ── {row.name}（{basis_words(row)}）"]
        out += [f"# {line}" for line in wrap(row.requirement, WIDTH - 2)]
        out += [f"任务{row.id}:", *answer_lines(texts_of(standing[row.id]).given, offered), ""]
    return "\n".join(out)


def answer_lines(answer: Mapping[str, str], offered: Texts) -> list[str]:
    """The lines of one task, the heading apart; what is offered stands on a line of its own."""
    out = []
    for field in ANSWER:
        if field == WHO[0] and (last := taken_over(answer, offered)) and not answer.get("reason"):
            out.append(f"  {OFFERED}{'　'.join(' '.join(text.split()) for text in last.values())}")
        out += _field_line(NAMES[field], answer.get(field, "")).split("\n")
    return out


def _field_line(label: str, value: str) -> str:
    """The shortest way of writing a field that both YAML and read_sheet read back as it is."""
    plain = f"  {label}: {value}".rstrip()
    block = f"  {label}: |-\n" + "\n".join(f"    {line}".rstrip(" ") for line in value.split("\n"))
    quoted = f"  {label}: {_quoted(value)}"
    if not value:
        return plain
    return next(text for text in (block if "\n" in value else plain, quoted) if _reads_back(text, value))


def _reads_back(text: str, value: str) -> bool:
    mistakes: list[Mistake] = []
    (field,) = _fields(list(enumerate(text.split("\n"), 1)), mistakes, [])
    label = text.split(":")[0].strip()
    return not mistakes and (field.label, field.value) == (label, value) and _yaml(text) == {label: value}


def _yaml(text: str) -> Any:
    """What YAML makes of a text; None where it isn't YAML."""
    import yaml

    try:
        return yaml.load(text + "\n", Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    except (yaml.YAMLError, ValueError):
        return None


def _quoted(value: str) -> str:
    """In double quotes, with escapes for what YAML takes for the end of a line or refuses."""
    text = json.dumps(value, ensure_ascii=False)
    return re.sub("[\x7f-\x9f\u2028\u2029\ufeff]", lambda found: f"\\u{ord(found[0]):04x}", text)


# ---------------------------------------------------------------- reading


class Field(NamedTuple):
    """One field of the sheet as typed, at its line."""

    line: int
    label: str
    value: str


NumberedLine = tuple[int, str]

_HEADING = re.compile(r"任务\s*(\w{1,8})\s*[:：]\s*(.*)$")
_LABEL = re.compile(r"( {1,3})([^\s:：#]{1,12})[ \t]*[:：][ \t]*(.*)$")
_MISPLACED = re.compile(rf"\s*(?:{'|'.join(LABELS)})\s*:")
_BLOCK = re.compile(r"[|>][-+0-9]{0,2}\s*(?:#.*)?$")
_BEHIND = "写在 # 开头的行里的不会保存：请移到栏目的冒号后面，或者删去"
_SHORT = 4  # characters of a comment that anything may begin with
_TAB = "缩进用了制表符，请改用空格"
_LIKE = "应是“任务14:”，或缩进两格的“措施: 内容”；措施换行写时，另起的行缩进四格"


def read_sheet(
    text: str, standing: Mapping[str, Filing | None], written: str = ""
) -> tuple[dict[str, dict[str, str]], list[Mistake]]:
    """The answers in an edited sheet by task, and everything that is wrong with it.

    `standing` holds the tasks of the sheet with the answers they had when it was written, `written` the sheet as it was
    before it was edited: what was typed behind one of its comments is wrong, as it would be lost.
    """
    answers: dict[str, dict[str, str]] = {}
    mistakes: list[Mistake] = []
    passed: list[NumberedLine] = []
    for heading, task, lines in _tasks(text, mistakes, passed):
        if task not in standing:
            mistakes.append(Mistake(heading, f"“任务{task}”不是表中的任务"))
        elif task in answers:
            mistakes.append(Mistake(heading, f"“任务{task}”写了两次，请并成一处"))
        else:
            answers[task] = _answer(task, heading, lines, texts_of(standing[task]).given, mistakes, passed)
    ours = {line.strip() for line in written.split("\n") if line.lstrip().startswith("#")}
    mistakes += [Mistake(number, _BEHIND) for number, line in passed if _typed_behind(line, ours)]
    return answers, sorted(mistakes)


def own_comments(text: str, written: str) -> list[str]:
    """The comments that the clerk has written into a sheet."""
    passed: list[NumberedLine] = []
    for _, _, lines in _tasks(text, [], passed):
        list(_fields(lines, [], passed))
    ours = {line.strip() for line in written.split("\n")}
    begins = (OFFERED.strip(), MADE_FROM)
    return [
        said
        for number, line in passed
        if number > 1
        and (said := line.strip()).strip("# \t-.")
        and said not in ours
        and not said.startswith(begins)
    ]


def _typed_behind(line: str, ours: set[str]) -> bool:
    """Whether a comment is one of ours with more to it, or a hint that says something else."""
    said = line.strip()
    if said in ours or not ours:
        return False
    return said.startswith(OFFERED.strip()) or any(
        said.startswith(each) for each in ours if len(each) > _SHORT
    )


def _numbered(text: str) -> list[NumberedLine]:
    """The lines with their numbers, but for our own marks."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return [(number, line) for number, line in enumerate(lines, 1) if not line.startswith(MARK)]


def _tasks(
    text: str, mistakes: list[Mistake], passed: list[NumberedLine]
) -> list[tuple[int, str, list[NumberedLine]]]:
    """Each heading's line, its task, and the lines below it; `passed` gets the comments that come before."""
    found: list[tuple[int, str, list[NumberedLine]]] = []
    for number, line in _numbered(text):
        if heading := _HEADING.match(line):
            found.append((number, heading[1].upper(), []))
            if heading[2].strip():
                mistakes.append(
                    Mistake(number, f"“任务{heading[1]}:”后面不要接着写，换行填“措施:”等栏目，缩进两格")
                )
        elif found:
            found[-1][2].append((number, line))
        elif _idle(line):
            passed.append((number, line))
        else:
            mistakes.append(Mistake(number, f"这一行不在任何任务之下：{_LIKE}"))
    return found


def _idle(line: str) -> bool:
    return not line.strip() or line.lstrip().startswith("#") or line.rstrip() in ("---", "...")


def _answer(
    task: str,
    heading: int,
    lines: list[NumberedLine],
    standing: Mapping[str, str],
    mistakes: list[Mistake],
    passed: list[NumberedLine],
) -> dict[str, str]:
    """One task's answer; what is wrong with it is added to `mistakes`, its comments to `passed`."""
    answer: dict[str, str] = {}
    places: dict[str, int] = {}
    before = len(mistakes)
    for line, label, value in _fields(lines, mistakes, passed):
        if label not in LABELS:
            mistakes.append(Mistake(line, f"没有“{label}”这一栏，只有{'、'.join(LABELS)}"))
        elif label in places:
            mistakes.append(Mistake(line, f"“{label}”在这项任务里写了两次，第一次在第 {places[label]} 行"))
        else:
            places[label] = line
            try:
                if text := clean(value):
                    name = LABELS[label]
                    answer[name] = text if text == standing.get(name) else checked_field(name, text)
            except UsageMistake as error:
                mistakes.append(Mistake(line, str(error)))
    if len(mistakes) > before or answer == standing:
        return answer
    if "reason" in answer and len(answer) > 1:
        mistakes.append(Mistake(heading, f"任务{task}：报“不涉及”时其余栏目应留空"))
    elif answer and not answer.keys() & {"reason", "measure"}:
        mistakes.append(Mistake(heading, f"任务{task}：缺少{FIELD['measure']}"))
    return answer


def _fields(lines: list[NumberedLine], wrong: list[Mistake], passed: list[NumberedLine]) -> Iterator[Field]:
    """The fields in the lines below a heading."""
    at = 0
    while at < len(lines):
        number, line = lines[at]
        at += 1
        if _idle(line):
            passed.append((number, line))
            continue
        found = _LABEL.match(line)
        if not found:
            wrong.append(Mistake(number, _TAB if _tabbed(line) else f"看不懂这一行：{_LIKE}"))
            continue
        more = _deeper(lines, at, len(found[1]))
        at += len(more)
        yield Field(number, found[2], _value(number, found[3].strip(), more, wrong))


def _deeper(lines: list[NumberedLine], start: int, indent: int) -> list[NumberedLine]:
    """The lines that go on with a field: indented more than its label, and the blank ones between them."""
    end = start
    for at in range(start, len(lines)):
        line = lines[at][1]
        if not line.strip():
            continue
        if len(line) - len(line.lstrip(" ")) <= indent and not _tabbed(line):
            break
        end = at + 1
    return lines[start:end]


def _tabbed(line: str) -> bool:
    return line.lstrip(" ").startswith("\t")


def _value(line_number: int, first: str, more: list[NumberedLine], mistakes: list[Mistake]) -> str:
    """A field's text: a block or a quoted text as YAML has it, anything else as typed."""
    tabbed = [Mistake(number, _TAB) for number, line in more if _tabbed(line)]
    if tabbed:
        mistakes += tabbed
        return first
    block = bool(more) and _BLOCK.match(first)
    if block or first.startswith(('"', "'")):
        below = "\n".join(line for _, line in more)
        read = _yaml(f"k: {first}\n{below}")
        if isinstance(read, dict) and isinstance(read.get("k"), str):
            return str(read["k"])
    for number, line in more:
        if not block and _MISPLACED.match(line):
            mistakes.append(Mistake(number, "缩进不对：每一栏应缩进两格"))
    if OFFERED in first:
        mistakes.append(Mistake(line_number, f"“{OFFERED}”不写在行尾：要用的内容请直接写在冒号后面"))
    margin = min((len(line) - len(line.lstrip(" ")) for _, line in more if line.strip()), default=0)
    return "\n".join(([] if block else [first]) + [line[margin:] for _, line in more]).strip()


def marked(text: str, mistakes: list[Mistake]) -> str:
    """The sheet with each error on a line of its own above the line it is about; older marks are gone."""
    by_line: dict[int, list[str]] = {}
    for mistake in mistakes:
        by_line.setdefault(mistake.line, []).append(f"{MARK} {' '.join(mistake.message.split())}")
    out = []
    for number, line in _numbered(text):
        out += [*by_line.get(number, []), line]
    return "\n".join(out)
