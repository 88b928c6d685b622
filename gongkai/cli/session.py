"""Who asks, about which day, of which records."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import TYPE_CHECKING

import click

from gongkai.base.problems import GongkaiError, UsageMistake
from gongkai.base.text import clean
from gongkai.cli.output import warn
from gongkai.cli.settings import Setting, environment, setting, told_where_from
from gongkai.cli.workplace import Workplace
from gongkai.store.engine.interface import Store
from gongkai.store.engine.opening import is_server
from gongkai.store.kinds import ACTOR
from gongkai.store.questions.asked import Asked
from gongkai.store.questions.lookup import find_category, find_task, find_unit
from gongkai.store.questions.plan import Heading, due_between
from gongkai.store.questions.plan import heading as plan_heading

if TYPE_CHECKING:
    from gongkai.base.workdays import Calendar
    from gongkai.store.changes.journal import Author


class Session:
    """One command's questions and changes. `today` is the only reading of the calendar clock. `days`: what counts as
    due soon, unless as the plan says. `widened`: about all units, whatever the usual one is."""

    def __init__(
        self,
        workplace: Workplace,
        as_of: date | None = None,
        days: int | None = None,
        *,
        widened: bool = False,
    ) -> None:
        self.workplace = workplace
        self.today = date.today()
        self.as_of = as_of or self.today
        self._days = days
        self._widened = widened

    @property
    def database(self) -> str:
        return self.workplace.database

    @property
    def store(self) -> Store:
        return self.workplace.store

    @property
    def plan(self) -> str:
        """The plan's id in the store."""
        return self.workplace.plan

    def close(self) -> None:
        self.workplace.close()

    def each_plan(self) -> Iterator[Session]:
        """A session on each plan in the store, on the same store and date."""
        for workplace in self.workplace.each_plan():
            other = Session(workplace, self.as_of, self._days, widened=self._widened)
            other.calendar = self.calendar
            yield other

    @cached_property
    def heading(self) -> Heading:
        return plan_heading(self.store, self.plan)

    @cached_property
    def asked(self) -> Asked:
        return Asked(self.plan, self.as_of.isoformat(), self._horizon().isoformat())

    def asked_for(self, day: str) -> Asked:
        """The same question as of another day (ISO)."""
        return self.asked._replace(as_of=day)

    @property
    def asked_now(self) -> Asked:
        """What stands now, whatever day it counts from."""
        return self.asked._replace(as_of="9999-12-31")

    @property
    def days(self) -> int:
        """临期: within so many working days."""
        return int(self.heading.warn if self._days is None else self._days)

    def _horizon(self) -> date:
        """The last date that counts as due soon. The calendar is only read where something falls due near by."""
        far = self.as_of + timedelta(days=2 * self.days + 21)  # beyond any run of days off
        if not due_between(self.store, self.plan, self.as_of.isoformat(), far.isoformat()):
            return self.as_of
        return self.calendar.horizon(self.as_of, self.days)

    @cached_property
    def calendar(self) -> Calendar:
        """China's working days, with the office's own file (GONGKAI_WORKDAYS) on top."""
        from gongkai.base.workdays import Calendar, read_overrides

        path = environment("GONGKAI_WORKDAYS")
        try:
            return Calendar(read_overrides(path) if path else None, fallback=True)
        except ValueError as error:
            raise UsageMistake(str(error)) from None

    @cached_property
    def author(self) -> Author:
        """Who changes something, and the clock's time. What one command changes belongs together."""
        return self._author()

    def _author(self) -> Author:
        from gongkai.store.changes.journal import Author

        at = datetime.now().astimezone().isoformat(timespec="seconds")
        if words := ACTOR.too_long(_user()):
            raise UsageMistake(words)
        return Author(_user(), at, _new_change())

    def next_author(self) -> Author:
        """The author of the next change, where one command makes several that don't belong together (forms of a folder,
        tasks answered one by one): at the time it is by now."""
        self.author = self._author()
        return self.author

    def unit(self, name: str | None) -> str:
        """The unit that a name, alias, abbreviation or pinyin initials mean; UsageMistake where it isn't one."""
        # A file isn't made before it is needed.
        own = self.store.own_unit if is_server(self.database) else None
        if not name or not name.strip():
            if own:
                return own
            raise UsageMistake(
                "请用 --unit 指明单位，如 --unit 区司法局（或设 GONGKAI_UNIT；长期不变的用 gongkai config）"
            )
        plan = self.plan
        with told_where_from(_untyped_unit(name)):
            found = find_unit(self.store, plan, name)
            self.check_own(found)
        return found

    def check_own(self, unit: str) -> None:
        """GongkaiError for a unit whose records the one connected may neither see nor write."""
        own = self.store.own_unit
        if own and unit != own:
            raise GongkaiError(f"这个登录名只能看和填{own}的记录，不能用于{unit}（{self.store.where}）")

    def day(self, on: date | None) -> str:
        """The day (ISO) that a change is recorded for, today where none is given; a warning where it is yet to come or
        in a year far from the plan's."""
        if on is not None and on > self.today:
            warn(f"{on} 还没有到，从那天起才计入；写错了的可以撤销：gongkai undo")
        elif on is not None and (words := self.odd_year(on)):
            warn(f"{words}；写错了的可以撤销：gongkai undo")
        return (on or self.today).isoformat()

    def odd_year(self, day: date) -> str:
        """The remark on a day before the plan's years or more than a year after them, mostly a slip of the pen; else ""."""
        issued, last = str(self.heading.issued), str(self.heading.window_to)
        if int(issued[:4]) <= day.year <= int(last[:4]) + 1:
            return ""
        return f"{day} 不在方案的年份前后（{issued} 印发，至 {last}），请核对年月日"

    def reply_by(self, day: date | None) -> str | None:
        """The day (ISO) by which a paper wants an answer; UsageMistake where that is before the paper's own day."""
        if day is not None and day < self.as_of:
            raise UsageMistake(f"--reply-by {day} 早于这份文件的日期 {self.as_of}（--as-of），请核对")
        return day.isoformat() if day else None

    def scope(self, name: str | None, *, paper: str | None = None, told: bool = False) -> str | None:
        """The unit that a question is narrowed to: the one named, else the usual one, else the only one whose records
        may be seen.

        The narrowing that nobody typed is said, unless the answer says itself whose it is (`told`). A `paper`
        of the whole district (its name) is not narrowed to the only one but refused.
        """
        if name:
            return self.unit(name)
        usual = None if self._widened else setting("unit")
        own = self.store.own_unit
        if usual:
            unit = self.unit(usual.value)
            if not own and not told:
                warn(f"这里只是{unit}的（{usual.origin}）；要全部单位的，请加 --all-units")
            return unit
        if own and paper:
            self.refuse_unit(paper, f"；只要{own}的，请加 --unit {own}")
        if own and not told:
            warn(f"这个登录名只看得到{own}的记录，这里只是{own}的")
        return own

    def refuse_unit(self, what: str, instead: str = "") -> None:
        """Refuse what is the office's, such as a paper of the whole district, to a login that sees one unit only: what
        it doesn't see would be taken for what isn't there. `instead` says what such a login can do."""
        if own := self.store.own_unit:
            raise GongkaiError(f"这个登录名只看得到{own}的记录，{what}请由政务公开办来做{instead}")

    def task(self, number: str) -> str:
        """The task that a number means; UsageMistake where there is none."""
        return find_task(self.store, self.plan, number)

    def tasks(self, numbers: Sequence[str]) -> list[str]:
        """The tasks that numbers mean, each once."""
        return list(dict.fromkeys(map(self.task, numbers)))

    def category(self, name: str) -> str:
        """The category of tasks that has `name` in it; UsageMistake where none or several have."""
        return find_category(self.store, self.plan, name)

    def warn_of_unknown_years(self) -> None:
        """Say so where days were counted without knowing the year's days off."""
        if self.calendar.unknown_years:
            years = "、".join(f"{year}年" for year in sorted(self.calendar.unknown_years))
            warn(f"不知道{years}的放假调休安排，工作日按周一至周五计；可用 GONGKAI_WORKDAYS 指定工作日文件")


def _untyped_unit(name: str) -> Setting | None:
    """The setting that a unit's name comes from, where nobody typed it for the running command."""
    context = click.get_current_context(silent=True)
    if context and context.get_parameter_source("unit") is click.core.ParameterSource.COMMANDLINE:
        return None
    usual = setting("unit")
    return usual if usual and usual.value == name else None


def _new_change() -> str:
    return os.urandom(8).hex()


def _user() -> str:
    for name in ("GONGKAI_USER", "USERNAME", "LOGNAME", "USER"):
        if user := " ".join(clean(os.environ.get(name, "")).split()):  # one line: log puts it among its own
            return user
    try:
        import getpass

        return getpass.getuser()
    except (OSError, KeyError, ImportError):
        return "?"
