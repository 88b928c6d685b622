"""An arrangement, a rhythm or an event that counts no longer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gongkai.base.problems import GongkaiError, UsageMistake
from gongkai.base.text import clip, key
from gongkai.cli.back_dated import past_told
from gongkai.cli.output import say
from gongkai.store.changes import arrangements
from gongkai.store.declarations import Kind
from gongkai.store.kinds import ARRANGEMENT, EVENT, RHYTHM

if TYPE_CHECKING:
    from gongkai.cli.session import Session

_KINDS = (RHYTHM, EVENT, ARRANGEMENT)


def numbered(text: str) -> tuple[Kind, int]:
    """The kind and number that people write as 3, B3, E3; UsageMistake for anything else."""
    typed = key(text).upper()
    for kind in _KINDS:
        digits = typed.removeprefix(kind.letter)
        if typed.startswith(kind.letter) and digits.isascii() and digits.isdigit() and 0 < len(digits) < 10:
            return kind, int(digits)
    raise UsageMistake(f"“{clip(text, 40)}”不是安排的编号，编号如 3、B3、E3，见 gongkai arrange --list")


def stop(session: Session, unit: str | None, text: str, day: str) -> None:
    """Let it count no longer from a day on. A unit that is named must be its own."""
    kind, number = numbered(text)
    row = arrangements.standing(session.store, session.plan, kind, number)
    if unit is not None and row["unit"] != session.unit(unit):
        raise GongkaiError(f"{kind.word} {kind.numbered(number)} 不是{session.unit(unit)}的")
    if kind.office:
        session.refuse_unit(kind.word)
    with past_told(session, row["unit"], day):
        arrangements.end(session.store, session.author, session.plan, kind, number, day)
    say(f"√ 已停止{kind.word} {kind.numbered(number)}，自 {day} 起；此前到期的期次保留")
