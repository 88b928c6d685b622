"""What a change in the journal was about, in a few words."""

from __future__ import annotations

from gongkai.base.text import shortened
from gongkai.render.wording.arrangement import what_words, when_words
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
        case "arrange" | "unarrange" | "set_rhythm" | "end_rhythm":
            what = what_words(line.task or "", after["item"], after.get("category") or "")
            return (
                f"{what}，{when_words(after['day'], after['rhythm'] or None, after['times'], after['last'])}"
            )
        case "event" | "cancel_event":
            return f"{line.task}-{after['item']}，{after['happened']}“{_short(masked(after)['title'])}”"
        case "submit":
            return str(after["file"])
        case "accept" | "return":
            return _short(after["verdict_reason"] or after["on_date"])
        case _:
            return str(after.get("until") or after.get("on_date") or "")


def _short(text: str) -> str:
    return shortened(" ".join(text.split()), 30)
