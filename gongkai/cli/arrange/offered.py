"""The time words of a measure (9月底前, 每季度), offered as the unit's 工作进度. Nothing is taken unasked."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from gongkai.cli.output import say
from gongkai.store.changes.arrangements import When
from gongkai.store.questions.figures import deadlines
from gongkai.store.questions.obligations import obligations

if TYPE_CHECKING:
    from gongkai.cli.session import Session


class Offer(NamedTuple):
    """Words of a measure, and when they say that something is to be done."""

    quote: str
    when: When

    @property
    def options(self) -> str:
        """The same as options of `gongkai arrange`."""
        if self.when.day:
            return f"--by {self.when.day}"
        if self.when.times > 1:
            return f"--times {self.when.times} --per {self.when.rhythm}"
        return f"--every {self.when.rhythm}"


def offers(measure: str, year: int, day: str) -> Iterator[Offer]:
    """What a measure says of when, read as the plan's own words are; days that are over on `day` (ISO) left out."""
    from gongkai.plan.timing import find_times

    for phrase in find_times(measure, year=year):
        if phrase.kind == "by" and phrase.date and phrase.date.isoformat() >= day:
            yield Offer(phrase.text, When(day=phrase.date.isoformat()))
        rhythm = phrase.every or phrase.per
        if phrase.kind in ("every", "at_least") and rhythm and rhythm != "day":
            yield Offer(phrase.text, When(rhythm=rhythm, times=phrase.count or 1))


def tell_offers(session: Session, unit: str, task: str, measure: str, day: str) -> None:
    """Say how what a measure says of when can be recorded, where the task has 事项 that nobody has dated yet. What the plan
    demands at the same time needs no other date."""
    year = session.heading.year
    found = list(offers(measure, year, day))
    if not found:
        return
    items = obligations(session.store, session.plan, task)
    rows = deadlines(session.store, session.asked_now, unit, task, own=True)
    dated = {row.item for row in rows if row.task == task} | {each.item for each in items if each.periods}
    demanded = {
        offer.when for each in items if each.periods for offer in offers(each.printed or "", year, "")
    }
    free = [each.obligation for each in items if each.item not in dated]
    for offer in found if free else ():
        if offer.when not in demanded:
            which = free[0] if len(free) == 1 else f"{task} --item 事项"
            say(
                f"　措施里写了“{offer.quote}”，可记为工作进度：gongkai arrange -u {unit} -t {which} {offer.options}"
            )
