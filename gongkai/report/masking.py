"""Names and telephone numbers hidden in what leaves the office."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, TypeVar

from gongkai.base.names import mask_name, mask_names, names_in
from gongkai.base.phone import mask_contacts, mask_telephone
from gongkai.store.kinds import MASKS
from gongkai.store.questions.answers import Answer, Published
from gongkai.store.questions.filings import Texts

R = TypeVar("R", Answer, Published, Texts)


def masked(row: Mapping[str, Any], names: Iterable[str] = ()) -> dict[str, Any]:
    """An answer or record with its officer, its contact, and every number and officer's name in its texts masked.

    `names`: the officers of the same unit, who may be named in any of its texts.
    """
    hidden = dict(row)
    given = {name: mask for name, mask in MASKS.items() if hidden.get(name)}
    known = {
        *names,
        *(each for name, mask in given.items() if mask == "name" for each in names_in(hidden[name])),
    }
    for name, mask in given.items():
        match mask:
            case "in it":
                hidden[name] = mask_names(mask_contacts(hidden[name]), known)
            case "name":
                hidden[name] = mask_name(mask_contacts(hidden[name]))
            case "telephone":
                hidden[name] = mask_telephone(hidden[name])
    return hidden


def masked_row(row: R, names: Iterable[str]) -> R:
    """The same of a typed row."""
    fields = row._asdict()
    hidden = masked(fields, names)
    if isinstance(row, Answer):
        hidden["texts"] = masked_row(row.texts, names)
    return row._replace(**{name: text for name, text in hidden.items() if text is not fields[name]})
