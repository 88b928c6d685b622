"""What units answered, as it was recorded: what stands, what stood before, and who answered last."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated

from gongkai.base.rows import NamedTuple, fields
from gongkai.store.engine.interface import Store
from gongkai.store.kinds import FIELD, NEEDED, WHO
from gongkai.store.questions.asked import Asked


class Texts(NamedTuple):
    """An answer's texts; None, or nothing said, where there is no answer."""

    measure: Annotated[str | None, FIELD["measure"]] = ""
    section: Annotated[str | None, FIELD["section"]] = ""
    officer: Annotated[str | None, FIELD["officer"]] = ""
    contact: Annotated[str | None, FIELD["contact"]] = ""
    reason: Annotated[str | None, FIELD["reason"]] = ""

    @property
    def given(self) -> dict[str, str]:
        """The fields that say something, by name."""
        return {name: text for name, text in self._asdict().items() if text}

    @property
    def who(self) -> list[str]:
        """What it says of who answers for the measure."""
        return [text for name, text in self.given.items() if name in WHO]

    @property
    def words(self) -> str:
        """What it says of what is done, or why nothing is."""
        return f"不涉及：{self.reason}" if self.reason else self.measure or ""

    @property
    def lacking(self) -> list[str]:
        """The labels of what it needs and doesn't say; of 不涉及 with a reason nothing."""
        return [] if self.reason else [FIELD[name] for name in NEEDED if name not in self.given]


class Filing(NamedTuple):
    """An answer as recorded: it counts from `on_date` to before `until` (None: it stands), and answers have been complete
    `since` a day."""

    id: int
    task: str
    texts: Texts
    on_date: str
    until: str | None
    since: str


_FILINGS = f"SELECT {', '.join(fields(Filing))} FROM filing WHERE plan = :plan AND unit = :unit"


def current_answer(store: Store, plan: str, unit: str, task: str, as_of: str | None = None) -> Filing | None:
    """The answer that stands for a unit's task: the newest, or the one that counted at a date."""
    at = "until IS NULL" if as_of is None else "on_date <= :as_of AND (until IS NULL OR until > :as_of)"
    question = f"{_FILINGS} AND task = :task AND {at} ORDER BY id DESC LIMIT 1"
    key = {"plan": plan, "unit": unit, "task": task, "as_of": as_of}
    return next(store.rows(question, key, into=Filing), None)


def texts_of(answer: Filing | None) -> Texts:
    """What an answer says; nothing where there is none."""
    return answer.texts if answer else Texts()


def filings(store: Store, plan: str, unit: str, task: str | None = None) -> list[Filing]:
    """Every answer of a unit (for one task) that was recorded and not taken back, in the order of recording."""
    question = f"{_FILINGS}{' AND task = :task' if task else ''} ORDER BY id"
    return list(store.rows(question, {"plan": plan, "unit": unit, "task": task}, into=Filing))


def submitted(store: Store, asked: Asked) -> dict[str, str]:
    """By unit, the last day (ISO) up to the date on which it sent its form, or the office read it in."""
    question = "SELECT unit, MAX(on_date) AS day FROM submission WHERE plan = :plan AND on_date <= :as_of GROUP BY unit"
    return {row["unit"]: row["day"] for row in store.rows(question, asked._asdict())}


def officers(store: Store, plan: str) -> list[tuple[str, str]]:
    """Units and whoever answered for a task of theirs, as the field was written."""
    question = "SELECT DISTINCT unit, officer FROM filing WHERE plan = :plan AND officer <> ''"
    return [(row["unit"], row["officer"]) for row in store.rows(question, {"plan": plan})]


def last_contact(store: Store, plan: str, unit: str, officer: str | None = "") -> Texts:
    """The answer in which a unit named section, officer and contact last, if there is one; one of a certain officer
    before any other."""
    question = f"""
        SELECT {", ".join(Texts._fields)} FROM filing
        WHERE plan = :plan AND unit = :unit AND kind = 'measure' AND section <> '' AND officer <> '' AND contact <> ''
        ORDER BY CASE WHEN officer = :officer THEN 0 ELSE 1 END, id DESC LIMIT 1
    """
    return next(store.rows(question, {"plan": plan, "unit": unit, "officer": officer}, into=Texts), Texts())


def taken_over(answer: Mapping[str, str], last: Texts) -> dict[str, str]:
    """What an answer lacks of section, officer and contact, out of those given last; where it names another officer,
    the section alone: a telephone is one person's."""
    another = answer.get("officer") not in ("", None, last.officer)
    wanted = ("section",) if another else WHO
    return {name: text for name, text in last.given.items() if name in wanted and not answer.get(name)}
