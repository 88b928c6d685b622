"""What `gongkai check` and `gongkai server check` look at, and how they say what they found."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

from gongkai.base.files import keep_to_owner, rights
from gongkai.base.problems import Damaged, GongkaiError, UsageMistake
from gongkai.base.system import reason
from gongkai.cli.listing import Listing, Out
from gongkai.cli.output import warn
from gongkai.cli.paths import data_folder, default_database, unsaved_folder
from gongkai.cli.session import Session
from gongkai.cli.settings import settings_file
from gongkai.render.wording.finding import finding_words
from gongkai.store.checks import file_checks
from gongkai.store.checks.audit import Finding, Problem, audit, audit_plan
from gongkai.store.compiled import plan_ids, write_compiled
from gongkai.store.engine.interface import Store
from gongkai.store.engine.sqlite import SqliteStore
from gongkai.store.engine.stand_in import ReadOnly

COLUMNS = {"problem": "问题", "unit": "单位", "table": "表", "number": "编号", "path": "文件", "text": "说明"}


def tell_of_server(session: Session, out: Out) -> None:
    """Everything that is wrong with a server's record; UsageMistake for a login that doesn't see all of it."""
    store = session.store
    if not store.may_compile:
        raise UsageMistake(f"核对要看全部记录，请用政务公开办的登录名，不能用 {getattr(store, 'login', '')}")
    found = _audited(store)
    if compiled := session.workplace.compiled_file():
        found += audit_plan(store, compiled.plan, compiled.tables)
    else:
        warn("手边没有服务器上所用的那份方案文件，没有核对方案；可用 --plan 指明")
    _tell(found, out, bool(compiled))


def tell_of_file(session: Session, out: Out, *, tighten: bool) -> None:
    """Everything that is wrong with a file, and what others than its owner can read; with `tighten` they can't any
    more. GongkaiError where there is no file."""
    if not os.path.exists(session.database):
        raise GongkaiError(f"还没有数据库 {session.database}，没有可核对的；请核对 --db 或 GONGKAI_DB")
    found = list(_open_to_others(session.database, tighten=tighten))  # before SQLite has the file open
    compiled = False
    mended = True
    try:
        store = session.store
        assert isinstance(store, SqliteStore)
        mended = not isinstance(store, ReadOnly)
        faults = file_checks.faults(store)
        if not faults:
            faults, compiled = _in_file(session, store)
        found += faults
    except Damaged:
        found.append(Finding("damaged", path=session.database))
    _tell(found, out, compiled, mended=mended)


def _in_file(session: Session, store: SqliteStore) -> tuple[list[Finding], bool]:
    """What is wrong with the contents of a file that is whole; and whether the plan's file was at hand. A plan that
    isn't what its file says is set right at once."""
    compiled = session.workplace.compiled_file()
    if compiled is None:
        warn(
            "手边没有这份记录所用的方案文件（或方案是由另一版本的程序载入的），没有核对方案；可用 --plan 指明"
        )
        return file_checks.odd_plan(store) or _audited(store), False
    found = [each._replace(path=store.where) for each in audit_plan(store, compiled.plan, compiled.tables)]
    if found:
        with store.transaction(derived=True):
            write_compiled(store, compiled.plan, compiled.tables, anew=True)
    return found + _audited(store), True


def _tell(found: list[Finding], out: Out, with_plan: bool, *, mended: bool = True) -> None:
    """Print what was found; exit status 3 where something isn't in order. `mended`: what follows from something else
    was set right."""
    rows: list[dict[str, Any]] = [
        each._asdict() | {"details": list(each.details), "text": finding_words(each, mended=mended)}
        for each in found
    ]
    wrong = any(each.problem != "tightened" for each in found)
    well = "√ 记录、改动记录、台账和方案都相符。" if with_plan else "√ 记录、改动记录和台账都相符。"
    said = [*(str(row["text"]) for row in rows), *([] if wrong else [well])]
    out.put(Listing(COLUMNS, rows, lambda _: said, paged=False))
    if wrong:
        sys.exit(3)


def _audited(store: Store) -> list[Finding]:
    return list(dict.fromkeys(each for plan in plan_ids(store) for each in audit(store, plan)))


def _open_to_others(database: str, *, tighten: bool) -> Iterator[Finding]:
    """The files of the record and the program that others than their owner can use, and the program's own folders.
    With `tighten` they can't any more."""
    for path in _own(database):
        if not (mode := rights(path)):
            continue
        problem: Problem = "open"
        if tighten:
            try:
                keep_to_owner(path)
                problem = "tightened"
            except OSError as error:
                warn(f"{path} 的权限改不了（{reason(error)}），请它的所有者来改")
        yield Finding(problem, path=path, details=(mode,))


def _own(database: str) -> Iterator[str]:
    """The record with what stands beside it, and what the program keeps for its user. A folder is the program's own
    where it has given it its name; another one is somebody's who may share it."""
    path = os.path.realpath(database)
    folder, name = os.path.split(path)
    beside = re.compile(
        rf"{re.escape(name)}(\.partial|(\.\d{{8}}-\d{{6}})?\.old|\.\d{{8}}-\d{{6}}-\d+\.old)?(-wal|-shm|-journal)?(-\d+)?"
    )
    with suppress(OSError):
        yield from (
            os.path.join(folder, each) for each in sorted(os.listdir(folder)) if beside.fullmatch(each)
        )
    yield data_folder()
    if path != os.path.realpath(default_database()):
        yield default_database()
    yield os.path.join(data_folder(), "written")
    yield unsaved_folder()
    with suppress(OSError):
        yield from (os.path.join(unsaved_folder(), each) for each in sorted(os.listdir(unsaved_folder())))
    with suppress(OSError):
        settings = settings_file()
        if os.stat(settings).st_uid == os.getuid():  # one for many is somebody else's
            yield settings
