"""Units ranked, each among those that are assessed by the same scheme."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

Data = dict[str, Any]

DEPARTMENTS, TOWNS, ZONES = "部门和有关单位", "镇、街道", "开发区"
SCHEMES = (DEPARTMENTS, TOWNS, ZONES)

# Kinds of unit as plans name them; what isn't here is assessed as a department is.
_SCHEME = dict.fromkeys(
    ("镇", "乡", "街道", "乡镇", "镇街", "镇街道", "县", "区", "市", "县区", "区县"), TOWNS
)
_SCHEME |= dict.fromkeys(("开发区", "园区", "管委会", "功能区"), ZONES)

BASIS = "先比填报率，再比到期事项完成率，再比逾期事项、逾期完成的多少；都相同的并列。"


def scheme(kind: str) -> str:
    """By which scheme a kind of unit is assessed."""
    return _SCHEME.get(kind, DEPARTMENTS)


def rankings(units: list[Data], *, whole: bool = True) -> list[Data]:
    """For each scheme that has units: its units, best first, each with `rank`.

    A unit that has filed nothing and of which nothing has been due yet has no rank and stands last. Where the
    units aren't the `whole` of what is assessed, none has a rank.
    """
    found = []
    for name in SCHEMES:
        rows = [unit for unit in units if scheme(unit["kind"]) == name]
        if rows:
            ranked = _ranked(rows) if whole else [{**unit, "rank": None} for unit in rows]
            found.append({"scheme": name, "units": ranked})
    return found


def came_due(unit: Data) -> int:
    """How many periods have fallen due or were carried out before they did."""
    return int(unit["done"] + unit["done_late"] + unit["overdue"])


def _ranked(units: list[Data]) -> list[Data]:
    able = sorted((unit for unit in units if _assessed(unit)), key=_merit)
    ranked: list[Data] = []
    for place, unit in enumerate(able, start=1):
        tied = bool(ranked) and _merit(unit) == _merit(able[place - 2])
        ranked.append({**unit, "rank": ranked[-1]["rank"] if tied else place})
    return ranked + [{**unit, "rank": None} for unit in units if not _assessed(unit)]


def _assessed(unit: Data) -> bool:
    return bool(unit["rows_filed"] or came_due(unit))


def _merit(unit: Data) -> tuple[Fraction, Fraction, int, int]:
    filed = _rate(unit["rows_filed"], unit["rows_due"])
    carried = _rate(unit["done"] + unit["done_late"], came_due(unit))
    return -filed, -carried, unit["overdue"], unit["done_late"]


def _rate(part: int, whole: int) -> Fraction:
    return Fraction(part, whole) if whole else Fraction(1)
