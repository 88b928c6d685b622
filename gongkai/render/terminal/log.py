"""The journal in the terminal."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from rich.console import RenderableType
from rich.text import Text

from gongkai.render.terminal.text import labelled, lines
from gongkai.report.log import LogLine
from gongkai.store.changes.journal import Side
from gongkai.store.kinds import ACTION, RECORD_FIELD

ONCE = "once"  # the only period of what is due by a date

_WORDS = RECORD_FIELD | {
    "missed": "逾期未完成",
    "unreadable": "看不懂",
}


def log_list(journal: Iterable[LogLine], width: int) -> Iterator[RenderableType]:
    """One entry a change: when, who, what; then each field before and after."""
    some = False
    for line in journal:
        some = True
        undoes = f"（撤销第 {line.undoes} 条）" if line.undoes else ""
        head = f"{line.id}　{line.at[:19].replace('T', ' ')}　{line.actor}　"
        task = f" 任务 {line.task}" if line.task else ""
        head += f"{line.unit or ''}{task}　{ACTION.get(line.action, line.action)}{undoes}"
        yield from lines(head, width, "bold")
        yield from _changes(line, width)
    if not some:
        yield Text("还没有改动记录。")


def side_text(side: Side | None) -> str:
    """One side of a change in a cell: the fields it has, in words."""
    fields = {
        name: value for name, value in (side or {}).items() if value and (name, value) != ("period", ONCE)
    }
    return "；".join(f"{_WORDS.get(name, name)}：{value}" for name, value in fields.items())


def _changes(line: LogLine, width: int) -> Iterator[RenderableType]:
    before, after = line.before or {}, line.after or {}
    for name in line.changed:
        old, new = before.get(name) or "", after.get(name) or ""
        if (name, old or new) == ("period", ONCE):
            continue
        label = _WORDS.get(name, name)
        if old:
            alike = "（改了，打码后看不出）" if old == new else ""
            yield from labelled(label, f"改前：{old}", width, "bright_black", 2, 14)
            yield from labelled("", f"改后：{new or '（空）'}{alike}", width, "", 2, 14)
        else:
            yield from labelled(label, str(new), width, "", 2, 14)
