"""Where the records are, and which plan they are about."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from functools import cached_property
from typing import TYPE_CHECKING

import click

from gongkai.base.problems import GongkaiError, UsageMistake
from gongkai.cli import paths
from gongkai.cli.output import warn
from gongkai.cli.settings import setting, told_where_from
from gongkai.store.compiled import compiled_plan, orphans, plan_ids, write_compiled
from gongkai.store.engine.interface import Store
from gongkai.store.engine.opening import Ask, address_of, is_server, open_store
from gongkai.store.questions.plan import heading

if TYPE_CHECKING:
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


@contextmanager
def blamed_on(store_of: Callable[[], Store | None]) -> Iterator[None]:
    """Damaged where the block goes wrong and the record's file is to blame: it is damaged, or holds what no command of
    ours has written."""
    from gongkai.store.engine.sqlite import SqliteStore

    try:
        yield
    except (
        ArithmeticError,
        AssertionError,
        AttributeError,
        LookupError,
        RecursionError,
        StopIteration,
        TypeError,
        ValueError,
    ):
        store = store_of()
        if isinstance(store, SqliteStore):
            from gongkai.store.checks.file_checks import refuse_faulty

            refuse_faulty(store)
        raise


class Workplace:
    """The store and the plan in it, each opened when first needed.

    `makes_late`: a store that isn't there is made only at the first change, and that is said.
    """

    def __init__(
        self,
        database: str | None = None,
        plan_file: str | None = None,
        ask: Ask | None = ask_password,
        *,
        makes_late: bool = False,
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
        self._makes_late = makes_late
        self._compiled: Compiled | None = None
        self._ask = ask
        self._store: Store | None = None
        self._reading = ExitStack()

    @property
    def store(self) -> Store:
        if self._store is None:
            with told_where_from(self._database_from):
                made = self._store_made if self._makes_late else None
                self._store = open_store(self.database, self._ask, made)
        return self._store

    @property
    def is_open(self) -> bool:
        """Whether anything was asked of the store."""
        return self._store is not None

    def use(self, store: Store) -> None:
        """Work on a store that is open already."""
        self._store = store

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
        from _blake2 import blake2b  # hashlib's own; hashlib loads OpenSSL, 3 ms of a start

        from gongkai.plan.source import read_plan_bytes
        from gongkai.plan.version import COMPILER

        with told_where_from(self._plan_from):
            content = read_plan_bytes(self.plan_file, advice="，请检查 --plan 或 GONGKAI_PLAN")
        return content, f"{COMPILER}:{blake2b(content, digest_size=32).hexdigest()}"

    def each_plan(self) -> Iterator[Workplace]:
        """A workplace for each plan in the store, on the same store; the one in use is compiled first."""
        from copy import copy

        for plan in self._plans():
            other = copy(self)
            other.plan = plan
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
            standing = str(heading(self.store, plan.plan.id).digest)
            if standing.partition(":")[2] != self._plan_content[1].partition(":")[2]:
                return False
        self._plan_named = True
        if anew:
            self.plan = self._compile(anew=True)
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

    def warn_of_network_drive(self) -> None:
        if not is_server(self.database) and paths.on_network_drive(self.database):
            warn(f"数据库在网络盘上（{self.database}），多人同时写入可能损坏；请放在本机，或改用服务器")

    def blamed_on_the_file(self) -> AbstractContextManager[None]:
        return blamed_on(lambda: self._store)

    @property
    def changed(self) -> bool:
        """Whether this command has changed what people recorded."""
        return self._store is not None and self._store.changed

    def close(self) -> None:
        self._reading.close()
        if self._store is not None:
            stopped = sys.exception() and not isinstance(sys.exception(), (SystemExit, click.exceptions.Exit))
            if not stopped and not getattr(self._store, "is_made", True):  # an error is one line, Ctrl-C none
                warn(f"还没有数据库 {self.database}，这里只按方案回答；登记第一条记录时才新建")
            self._store.close()
