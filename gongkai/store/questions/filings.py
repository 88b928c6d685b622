"""What units answered, as it was recorded: what stands, what stood before, and who answered last."""

from __future__ import annotations

from collections.abc import Mapping
from operator import itemgetter
from typing import Annotated, Any

from gongkai.base.rows import NamedTuple, grouped
from gongkai.store.engine.interface import Row, Store
from gongkai.store.kinds import FIELD, WHO
from gongkai.store.questions.asked import Asked


def current_answer(store: Store, plan: str, unit: str, task: str, as_of: str | None = None) -> Row | None:
    """The answer that stands for a unit's task: the newest, or the one that counted at a date."""
    at = "until IS NULL" if as_of is None else "on_date <= :as_of AND (until IS NULL OR until > :as_of)"
    return store.row(
        f"SELECT * FROM filing WHERE plan = :plan AND unit = :unit AND task = :task AND {at} ORDER BY id DESC LIMIT 1",
        {"plan": plan, "unit": unit, "task": task, "as_of": as_of},
    )


def filings(store: Store, plan: str, unit: str) -> dict[str, list[Row]]:
    """By task, every answer of a unit that was recorded and not taken back, in the order of recording."""
    question = "SELECT * FROM filing WHERE plan = :plan AND unit = :unit ORDER BY id"
    return grouped(store.rows(question, {"plan": plan, "unit": unit}), itemgetter("task"))


def submitted(store: Store, asked: Asked) -> dict[str, str]:
    """By unit, the last day (ISO) up to the date on which it sent its form, or the office read it in."""
    question = "SELECT unit, MAX(on_date) AS day FROM submission WHERE plan = :plan AND on_date <= :as_of GROUP BY unit"
    return {row["unit"]: row["day"] for row in store.rows(question, asked._asdict())}


def officers(store: Store, plan: str) -> list[tuple[str, str]]:
    """Units and whoever answered for a task of theirs, as the field was written."""
    question = "SELECT DISTINCT unit, officer FROM filing WHERE plan = :plan AND officer <> ''"
    return [(row["unit"], row["officer"]) for row in store.rows(question, {"plan": plan})]


class Texts(NamedTuple):
    """An answer's texts; None where there is no answer."""

    measure: Annotated[str | None, FIELD["measure"]]
    section: Annotated[str | None, FIELD["section"]]
    officer: Annotated[str | None, FIELD["officer"]]
    contact: Annotated[str | None, FIELD["contact"]]
    reason: Annotated[str | None, FIELD["reason"]]

    @property
    def who(self) -> list[str]:
        """What it says of who answers for the measure."""
        return [text for name in WHO if (text := getattr(self, name))]

    @property
    def words(self) -> str:
        """What it says of what is done, or why nothing is."""
        return f"不涉及：{self.reason}" if self.reason else self.measure or ""


def last_contact(store: Store, plan: str, unit: str, officer: str = "") -> Row | None:
    """The answer in which a unit named section, officer and contact last, of a certain officer if one is named."""
    his = "officer = :officer" if officer else "officer <> ''"
    return store.row(
        f"""
        SELECT * FROM filing
        WHERE plan = :plan AND unit = :unit AND kind = 'measure' AND section <> '' AND {his} AND contact <> ''
        ORDER BY id DESC LIMIT 1
        """,
        {"plan": plan, "unit": unit, "officer": officer},
    )


def taken_over(answer: Mapping[str, Any], last: Mapping[str, Any]) -> dict[str, str]:
    """What an answer lacks of section, officer and contact, out of those given last; where it names another officer,
    the section alone: a telephone is one person's."""
    lacking = [name for name in WHO if not answer.get(name) and last.get(name)]
    another = bool(answer.get("officer")) and answer["officer"] != last.get("officer")
    return {name: str(last[name]) for name in lacking if name == "section" or not another}
