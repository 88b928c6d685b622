"""Units ranked, each among those that are assessed by the same scheme."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from gongkai.base.rows import NamedTuple
from gongkai.base.states import FINISHED, LATE
from gongkai.report.figures import UnitLine
from gongkai.store.questions.figures import Counts

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


class RankedUnit(NamedTuple):
    """A unit in its place; `rank` None: it has none."""

    line: UnitLine
    rank: int | None

    @property
    def counts(self) -> Counts:
        return self.line.counts


class Ranking(NamedTuple):
    """The units that are assessed by one scheme, the best first."""

    scheme: str
    units: list[RankedUnit]

    @property
    def uncertain(self) -> bool:
        """Is one of them perhaps not on the roster?"""
        return any(unit.line.uncertain for unit in self.units)


def rankings(units: Sequence[UnitLine], *, whole: bool = True) -> list[Ranking]:
    """For each scheme that has units: its units, best first.

    A unit that has filed nothing and of which nothing has been due yet has no rank and stands last. Where the
    units aren't the `whole` of what is assessed, none has a rank.
    """
    found = []
    for name in SCHEMES:
        own = [unit for unit in units if scheme(unit.kind) == name]
        if own:
            found.append(Ranking(name, _ranked(own) if whole else [RankedUnit(unit, None) for unit in own]))
    return found


def came_due(unit: UnitLine) -> int:
    """How many periods have fallen due or were carried out before they did."""
    return unit.counts.of(*FINISHED, *LATE)


def _ranked(units: Sequence[UnitLine]) -> list[RankedUnit]:
    able = sorted((unit for unit in units if _assessed(unit)), key=_merit)
    ranked: list[RankedUnit] = []
    for place, unit in enumerate(able, start=1):
        tied = bool(ranked) and _merit(unit) == _merit(able[place - 2])
        ranked.append(RankedUnit(unit, ranked[-1].rank if tied else place))
    return ranked + [RankedUnit(unit, None) for unit in units if not _assessed(unit)]


def _assessed(unit: UnitLine) -> bool:
    return bool(unit.counts.rows_filed or came_due(unit))


def _merit(unit: UnitLine) -> tuple[Fraction, Fraction, int, int]:
    found = unit.counts
    filed = _rate(found.rows_filed, found.rows_due)
    carried = _rate(found.finished, came_due(unit))
    return -filed, -carried, found.overdue, found.done_late


def _rate(part: int, whole: int) -> Fraction:
    return Fraction(part, whole) if whole else Fraction(1)
