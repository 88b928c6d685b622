"""One command's surroundings: the store it works on, the plan in it, the date it asks about, and who asks."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import TYPE_CHECKING

import click

from gongkai.base.problems import GongkaiError, UsageMistake
from gongkai.base.text import clean
from gongkai.cli import paths
from gongkai.cli.output import warn
from gongkai.cli.settings import Setting, environment, setting, told_where_from
from gongkai.store.compiled import compiled_plan, orphans, plan_ids, write_compiled
from gongkai.store.interface import Row, Store
from gongkai.store.journal import Author
from gongkai.store.kinds import ACTOR
from gongkai.store.lookup import find_category, find_task, find_unit
from gongkai.store.opening import Ask, address_of, is_server, open_store
from gongkai.store.questions.asked import Asked
from gongkai.store.questions.plan import due_between, plan_row

if TYPE_CHECKING:
    from gongkai.base.workdays import Calendar
    from gongkai.plan.compile import Compiled


def ask_password(words: str) -> str | None:
    """Ask for a password without showing it; None where nobody sits at a terminal."""
    import getpass

    if sys.stdin is None or not sys.stdin.isatty():
        return None
    try:
        return getpass.getpass(f"{words}：")
    except EOFError:  # Ctrl-D
        raise UsageMistake("没有输入口令，已中止，没有改动") from None


class Session:
    """Opened when first needed, closed by the command group. `today` is the only reading of the calendar clock.

    `asks`: a store that isn't there is made only at the first change, and that is said.
    """

    def __init__(
        self,
        database: str | None = None,
        plan_file: str | None = None,
        as_of: date | None = None,
        days: int | None = None,
        ask: Ask | None = ask_password,
        *,
        widened: bool = False,
        asks: bool = False,
    ) -> None:
        # What nobody typed, and who said it.
        self._database_from = None if database else setting("database")
        self._plan_from = None if plan_file else setting("plan")
        if database:
            self.database = address_of(database, typed=True)
        else:
            usual = self._database_from
            with told_where_from(usual):
                self.database = address_of(usual.value if usual else paths.default_database())
        named = self._plan_from.value if self._plan_from else plan_file
        self.plan_file = os.path.expanduser(named) if named else paths.default_plan()
        self._plan_named = bool(named)
        self._widened = widened
        self._asks = asks
        self._compiled: Compiled | None = None
        self.today = date.today()
        self.as_of = as_of or self.today
        self._days = days
        self._ask = ask
        self._reading = ExitStack()

    @cached_property
    def store(self) -> Store:
        with told_where_from(self._database_from):
            return open_store(self.database, self._ask, self._store_made if self._asks else None)

    def _store_made(self, store: Store) -> None:
        """Put the plan into a file that a first change has made, and say that it is new."""
        if self._compiled:
            with store.transaction(derived=True):
                write_compiled(store, self._compiled.plan, self._compiled.tables)
        if not getattr(store, "was_there", False):
            warn(f"新建了数据库 {self.database}")

    @cached_property
    def plan(self) -> str:
        """The plan's id in the store; compiled anew where the file has changed."""
        return self.known_plan() or self._compile()

    def known_plan(self) -> str | None:
        """The plan's id in the store; None where the file must be compiled first.

        On a server the plan is what the office has loaded there, unless a file is named.
        """
        if plans := self._loaded:
            if len(plans) == 1:
                return plans[0]
            raise UsageMistake(
                f"服务器上有几个方案：{'、'.join(plans)}，请用 --plan 或 GONGKAI_PLAN 指明方案文件"
            )
        _, digest = self._plan_content  # before the store is opened, and made: the file may not be there
        return compiled_plan(self.store, digest)

    @cached_property
    def _loaded(self) -> list[str]:
        """The plans that the office has loaded on a server, where no file is named."""
        return plan_ids(self.store) if is_server(self.database) and not self._plan_named else []

    def _plans(self) -> list[str]:
        """All plans in the store; the one in use is compiled first."""
        if not self._loaded:
            assert self.plan
        return plan_ids(self.store)

    @cached_property
    def _plan_content(self) -> tuple[bytes, str]:
        """The plan file's bytes, and the digest under which they are compiled."""
        from _blake2 import blake2b  # hashlib's own; importing hashlib loads OpenSSL, at the cost of a start

        from gongkai.plan.source import read_plan_bytes
        from gongkai.plan.version import COMPILER

        with told_where_from(self._plan_from):
            content = read_plan_bytes(self.plan_file, advice="，请检查 --plan 或 GONGKAI_PLAN")
        return content, f"{COMPILER}:{blake2b(content, digest_size=32).hexdigest()}"

    def each_plan(self) -> Iterator[Session]:
        """A session on each plan in the store, on the same store and date; the one in use is compiled first."""
        for plan in self._plans():
            other = Session(self.database, self.plan_file, self.as_of, self._days, widened=self._widened)
            other.__dict__.update(store=self.store, plan=plan, calendar=self.calendar)
            yield other

    def _compile(self, *, anew: bool = False) -> str:
        from gongkai.plan.compile import compile_plan
        from gongkai.plan.loading import checked_plan

        content, digest = self._plan_content
        with told_where_from(self._plan_from):
            plan = checked_plan(self.plan_file, content)
        if not self.store.may_compile:
            return self._loaded_by_office(plan.plan.id)
        compiled = compile_plan(plan, self.plan_file, digest)
        with self.store.transaction(derived=True):
            write_compiled(self.store, compiled.plan, compiled.tables, anew=anew)
        self._compiled = compiled
        for row in orphans(self.store, plan.plan.id):
            warn(
                f"方案文件中{row['unit']}已没有任务 {row['task']}，原有 {row['records']} 条记录仍保留，请核对"
            )
        return plan.plan.id

    def load_plan(self, *, anew: bool = False) -> bool:
        """Compile the plan file into the store, with `anew` even where it is there already; whether it was done.

        The plan that comes with the program never joins another one there, and never takes the place of a revised one.
        """
        if not self._plan_named and (plans := plan_ids(self.store)):
            from gongkai.plan.loading import checked_plan
            from gongkai.plan.source import read_plan_bytes

            plan = checked_plan(self.plan_file, read_plan_bytes(self.plan_file))
            if plan.plan.id not in plans:
                return False
            standing = str(plan_row(self.store, plan.plan.id)["digest"])
            if standing.partition(":")[2] != self._plan_content[1].partition(":")[2]:
                return False
        self._plan_named = True
        if anew:
            self.__dict__["plan"] = self._compile(anew=True)
        return bool(self.plan)

    def compiled_file(self) -> Compiled | None:
        """The plan file compiled, where it is the one that is in the store."""
        from gongkai.plan.compile import compile_plan
        from gongkai.plan.loading import checked_plan

        try:
            content, digest = self._plan_content
        except GongkaiError:
            return None  # not at hand
        if compiled_plan(self.store, digest) is None:
            return None
        return compile_plan(checked_plan(self.plan_file, content), self.plan_file, digest)

    def _loaded_by_office(self, plan: str) -> str:
        """The plan as the server has it, for one who may not change it there."""
        if plan not in plan_ids(self.store):
            raise GongkaiError(
                f"{self.store.where} 里没有方案 {plan}；只有政务公开办能载入方案（用它的登录名带 --plan 运行任一命令）"
            )
        warn(
            f"方案文件 {self.plan_file} 与服务器上的不同，以服务器上的为准；只有政务公开办能更新服务器上的方案"
        )
        return plan

    def only_read(self) -> None:
        """From here to the command's end questions see one state of the store, and of a long answer only a piece is in
        memory. Nothing can be written any more."""
        assert self._plans()  # where one must be compiled first, now is the time
        self._reading.enter_context(self.store.snapshot())

    @cached_property
    def heading(self) -> Row:
        return plan_row(self.store, self.plan)

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
        return int(self.heading["warn"] if self._days is None else self._days)

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
        at = datetime.now().astimezone().isoformat(timespec="seconds")
        if words := ACTOR.too_long(_user()):
            raise UsageMistake(words)
        return Author(_user(), at, _new_change())

    def next_author(self) -> Author:
        """The author of the next change, where one command makes several that don't belong together (forms of a folder,
        tasks answered one by one): at the time it is by now."""
        self.__dict__.pop("author", None)
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
        issued, last = str(self.heading["issued"]), str(self.heading["window_to"])
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

    def warn_of_network_drive(self) -> None:
        if not is_server(self.database) and paths.on_network_drive(self.database):
            warn(f"数据库在网络盘上（{self.database}），多人同时写入可能损坏；请放在本机，或改用服务器")

    @contextmanager
    def blamed_on_the_file(self) -> Iterator[None]:
        """Damaged where the block goes wrong and the record's file is to blame: it is damaged, or holds what no command
        of ours has written."""
        from gongkai.store.sqlite import SqliteStore

        try:
            yield
        except (
            ArithmeticError,
            AssertionError,
            AttributeError,
            LookupError,
            RecursionError,
            TypeError,
            ValueError,
        ):
            store = self.__dict__.get("store")
            if isinstance(store, SqliteStore):
                from gongkai.store.file_checks import refuse_faulty

                refuse_faulty(store)
            raise

    @property
    def changed(self) -> bool:
        """Whether this command has changed what people recorded."""
        return "store" in self.__dict__ and self.store.changed

    def close(self) -> None:
        self._reading.close()
        store = self.__dict__.get("store")
        if store is not None:
            stopped = sys.exception() and not isinstance(sys.exception(), (SystemExit, click.exceptions.Exit))
            if not stopped and not getattr(store, "is_made", True):  # an error is one line, Ctrl-C none
                warn(f"还没有数据库 {self.database}，这里只按方案回答；登记第一条记录时才新建")
            store.close()


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
        if user := clean(os.environ.get(name, "")):
            return user
    try:
        import getpass

        return getpass.getuser()
    except (OSError, KeyError, ImportError):
        return "?"
