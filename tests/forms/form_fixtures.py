"""Blank forms of one unit, and a store with the plan in it, made once."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import PLAN_FILE

from gongkai.cli.session import Session
from gongkai.cli.workplace import Workplace
from gongkai.forms.back.files import Collected, Wishes, compared, open_file
from gongkai.forms.out.excel import form_workbook
from gongkai.forms.out.layout import Form, unit_form
from gongkai.forms.out.word import form_document

UNIT = "区司法局"
OWN = ("12", "14", "17", "18", "21", "32", "33", "34", "35", "36", "37")


@pytest.fixture(scope="session")
def compiled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store with the plan and no records."""
    path = tmp_path_factory.mktemp("compiled") / "gongkai.db"
    session = Session(Workplace(str(path), str(PLAN_FILE)))
    assert session.plan == "linzi-2019"
    session.store.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    session.close()
    return path


@pytest.fixture(scope="session")
def blank(compiled: Path) -> Form:
    """The unit's form with nothing filled in."""
    session = Session(Workplace(str(compiled), str(PLAN_FILE)))
    made = unit_form(session.store, session.asked, UNIT)
    session.close()
    return made


@pytest.fixture(scope="session")
def blank_docx(blank: Form) -> bytes:
    return form_document(blank)


@pytest.fixture(scope="session")
def blank_xlsx(blank: Form) -> bytes:
    return form_workbook(blank)


@pytest.fixture
def fresh(compiled: Path, tmp_path: Path) -> Path:
    """The test's own store: where GONGKAI_DB points."""
    target = tmp_path / "gongkai.db"
    shutil.copy(compiled, target)
    return target


def collected(session: Session, path: Path, wishes: Wishes) -> Collected:
    """A returned file as it was read and compared with what the session's store holds."""
    store, asked = session.store, session.asked_now
    return compared(store, asked, open_file(store, asked, str(path), wishes), wishes)


Opened = Callable[[Path], Session]


@pytest.fixture
def opened() -> Opened:
    def open_store(path: Path) -> Session:
        return Session(Workplace(str(path), str(PLAN_FILE)))

    return open_store
