"""Names and telephone numbers hidden in what leaves the office."""

from __future__ import annotations

from typing import Any

from gongkai.base.text import mask_contacts, mask_name, mask_telephone

_TEXTS = ("measure", "section", "reason", "title")


def masked(row: dict[str, Any]) -> dict[str, Any]:
    """An answer or record with its officer, contact and every number in its texts masked."""
    hidden = dict(row)
    for name in _TEXTS:
        if hidden.get(name):
            hidden[name] = mask_contacts(hidden[name])
    if hidden.get("officer"):
        hidden["officer"] = mask_name(mask_contacts(hidden["officer"]))
    if hidden.get("contact"):
        hidden["contact"] = mask_telephone(hidden["contact"])
    return hidden
