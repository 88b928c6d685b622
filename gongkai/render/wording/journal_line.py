"""What a change in the journal was about, in a few words."""

from __future__ import annotations

from gongkai.base.text import shortened
from gongkai.report.masking import masked
from gongkai.store.changes.journal import Line
from gongkai.store.kinds import FIELD, RECORD_FIELD

_TEXTS = ("measure", "reason")


def line_words(line: Line) -> str:
    """What a line of the journal is about, shortly: enough to know which record is meant. No contact is repeated, in
    whatever text it stands."""
    before, after = line.was, line.told
    match line.action:
        case "fill" | "not_involved":
            changed = [name for name in FIELD if (after.get(name) or "") != (before.get(name) or "")]
            said = masked(after)
            return "、".join(
                f"{RECORD_FIELD[name]}：{_short(said[name])}"
                if name in _TEXTS and after.get(name)
                else RECORD_FIELD[name]
                for name in changed
            )
        case "publish" | "withdraw":
            return f"第 {line.record} 条，{line.task}-{after['item']}，{after['on_date']}《{after['title']}》"
        case "correct":
            changed = [name for name in after if after[name] != before.get(name)]
            fields = "、".join(
                f"{RECORD_FIELD.get(name, name)}改回 {before[name] or '（空）'}" for name in changed
            )
            return f"第 {line.record} 条《{before['title']}》，{fields}"
        case "submit":
            return str(after["file"])
        case "accept" | "return":
            return _short(after["verdict_reason"] or after["on_date"])
        case _:
            return str(after.get("until") or after.get("on_date") or "")


def _short(text: str) -> str:
    return shortened(" ".join(text.split()), 30)
