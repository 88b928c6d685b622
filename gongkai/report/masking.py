"""Names and telephone numbers hidden in what leaves the office."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, TypeVar

from gongkai.base.names import mask_name, mask_names, names_in
from gongkai.base.phone import mask_contacts, mask_telephone
from gongkai.store.questions.answers import Answer, Published

R = TypeVar("R", Answer, Published)

# What a person types freely; an address or a document's number isn't one of these.
_TEXTS = (
    "measure",
    "section",
    "reason",
    "title",
    "verdict_reason",
    "note",
    "text",
    "problem",
    "next",
    "evidence",
)


def masked(row: Mapping[str, Any], names: Iterable[str] = ()) -> dict[str, Any]:
    """An answer or record with its officer, its contact, and every number and officer's name in its texts masked.

    `names`: the officers of the same unit, who may be named in any of its texts.
    """
    hidden = dict(row)
    officer = hidden.get("officer") or ""
    known = {*names, *names_in(officer)}
    for name in _TEXTS:
        if hidden.get(name):
            hidden[name] = mask_names(mask_contacts(hidden[name]), known)
    if officer:
        hidden["officer"] = mask_name(mask_contacts(officer))
    if hidden.get("contact"):
        hidden["contact"] = mask_telephone(hidden["contact"])
    return hidden


def masked_row(row: R, names: Iterable[str]) -> R:
    """The same of a typed row."""
    fields = row._asdict()
    hidden = masked(fields, names)
    return row._replace(**{name: text for name, text in hidden.items() if text is not fields[name]})
