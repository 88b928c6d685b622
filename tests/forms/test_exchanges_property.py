"""Several exchanges between two stores, in any order: the unit's last word ends in the office's store, or is named.

The unit fills in its own store and sends forms, or types into them; the office collects, returns, notes what it is
told by telephone, and collects old files again.
"""

from __future__ import annotations

import shutil
import tempfile
from datetime import date, timedelta
from pathlib import Path

import pytest
from form_fixtures import collected
from hand import fill_sheet
from hypothesis import example, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from gongkai.cli.session import Session
from gongkai.cli.workplace import Workplace
from gongkai.forms.back.files import Wishes
from gongkai.forms.back.outcome import Outcome
from gongkai.forms.out.excel import form_workbook
from gongkai.forms.out.layout import unit_form
from gongkai.store.changes.answers import file_answer, file_form
from gongkai.store.changes.submissions import Submission
from gongkai.store.changes.verdicts import judge
from gongkai.store.questions.filings import current_answer

pytestmark = pytest.mark.sqlite

UNIT, TASK = "甲局", "1"
CLERK = {"section": "法制科", "officer": "张三", "contact": "0533-0000000"}
PLAN = """\
schema: 1
plan:
  id: small-2019
  number: 某政办发〔2019〕9号
  title: 2019年某区政务公开工作方案
  issuer: 某区人民政府办公室
  issued: 2019-07-16
  window: {from: 2019-07-16, to: 2019-12-31}
kinds: [区政府部门]
units:
  - {name: 甲局, full: 某区甲局, kind: 区政府部门, initials: jj, source: 试例, certainty: high}
tasks:
  - id: "1"
    category: 试例
    topic: 试例
    requirement: 按季度公开甲表。
    responsible: 甲局
    owners: [甲局]
    items:
      - quote: 按季度公开甲表
        when: {every: quarter, text: 按季度}
"""

TEXT = st.sampled_from(["公布甲清单", "公布乙清单", "公布丙清单"])
STEP = st.one_of(
    st.tuples(st.just("fill"), TEXT),
    st.tuples(st.just("send"), st.just("")),
    st.tuples(st.just("type"), TEXT),
    st.tuples(st.just("phone"), TEXT),
    st.tuples(st.just("return"), st.just("")),
    st.tuples(st.just("old"), st.integers(0, 5).map(str)),
    st.tuples(st.just("day"), st.just("")),
)


@pytest.fixture(scope="module")
def plan(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """The plan's file, and a store with it and nothing else."""
    folder = tmp_path_factory.mktemp("small")
    file, store = folder / "plan.yaml", folder / "empty.db"
    file.write_text(PLAN, encoding="utf-8")
    session = Session(Workplace(str(store), str(file)))
    assert session.plan
    session.store.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    session.close()
    return file, store


class World:
    """The unit and the office, each with a store; what the unit said last, and which files were taken."""

    def __init__(self, folder: Path, plan: tuple[Path, Path]) -> None:
        file, empty = plan
        self.folder = folder
        self.sessions = []
        for name in ("unit.db", "office.db"):
            shutil.copy(empty, folder / name)
            self.sessions.append(Session(Workplace(str(folder / name), str(file))))
        self.unit, self.office = self.sessions
        self.day = date(2019, 7, 18)
        self.said: list[str] = []  # in the unit's own store
        self.filled = False  # since what is in it arrived at the office
        self.taken: list[Path] = []
        self.held: set[str] = set()
        self.made = 0

    @property
    def today(self) -> str:
        return self.day.isoformat()

    def standing(self, session: Session) -> str:
        row = current_answer(session.store, session.plan, UNIT, TASK)
        return (row.texts.measure or "") if row else ""

    def file(self, session: Session, text: str) -> None:
        fields = {"measure": text, **CLERK}
        file_answer(session.store, session.author, session.plan, UNIT, TASK, self.today, fields)

    def form(self, typed: str = "") -> Path:
        self.made += 1
        path = self.folder / f"{self.made}.xlsx"
        form = unit_form(self.unit.store, self.unit.asked_for(self.today), UNIT)
        path.write_bytes(form_workbook(form))
        if typed:
            book = load_workbook(path)
            fill_sheet(book, TASK, typed, "法制科\n张三\n0533-0000000")
            book.save(path)
        return path

    def collect(self, path: Path, replace: bool = False) -> Outcome:
        office = self.office
        wishes = Wishes(None, self.today, replace, {})
        found = collected(office, path, wishes)
        if found.changes and not found.blocked:
            submission = Submission(UNIT, self.today, "collected", path.name, found.digest)
            file_form(
                office.store, office.author, office.plan, submission, found.changes, found.seen, found.claims
            )
            self.taken.append(path)
        return next(row for row in found.rows if row.task == TASK)

    # ------------------------------------------------------------ what may happen

    def do_day(self, _: str) -> None:
        self.day += timedelta(days=1)

    def do_fill(self, text: str) -> None:
        if text != self.standing(self.unit):
            self.file(self.unit, text)
            self.said.append(text)
            self.filled = True

    def do_phone(self, text: str) -> None:
        self.file(self.office, text)
        self.held.add(text)

    def do_return(self, _: str) -> None:
        office = self.office
        if self.standing(office):
            judge(office.store, office.author, office.plan, UNIT, [TASK], "returned", self.today, "请改")

    def do_send(self, _: str) -> None:
        word = self.standing(self.unit)
        if word:
            before, come_back_to = self.standing(self.office), word in self.said[:-1]
            surely = word not in self.held and before in self.said[:-1]
            path = self.form()
            if surely:  # the unit had said what the office holds before it said this
                self.collect(path)
                assert self.standing(self.office) == word
            named = not self.filled or (word in self.held and not come_back_to)
            self.arrives(path, word, named=named)
            self.filled = False

    def do_type(self, text: str) -> None:
        self.arrives(self.form(text), text, named=text in self.held)
        self.filled = self.filled and text != self.standing(self.unit)

    def do_old(self, number: str) -> None:
        """A file that was taken is collected again: whatever came since stays."""
        if self.taken:
            before = self.standing(self.office)
            row = self.collect(self.taken[int(number) % len(self.taken)])
            assert row.result == "unchanged", row
            assert self.standing(self.office) == before

    def arrives(self, path: Path, word: str, named: bool) -> None:
        """A file comes: its word stands afterwards, or the row is named, and --replace takes it.

        `named`: the office may have had the word before; then it is enough that the row says so.
        """
        before = self.standing(self.office)
        row = self.collect(path)
        if self.standing(self.office) != word:
            assert self.standing(self.office) == before
            assert "--replace" in row.notes[-1], row
            assert named or row.result in ("newer", "doubtful"), row
            self.collect(path, replace=True)
            assert self.standing(self.office) == word
        self.held.add(word)


@example(steps=[("fill", "公布甲清单"), ("send", ""), ("day", ""), ("fill", "公布乙清单"), ("send", "")])
@example(
    steps=[
        ("fill", "公布甲清单"),
        ("send", ""),
        ("fill", "公布乙清单"),
        ("send", ""),
        ("fill", "公布甲清单"),
        ("send", ""),
    ]
)
@example(
    steps=[
        ("fill", "公布甲清单"),
        ("send", ""),
        ("return", ""),
        ("fill", "公布乙清单"),
        ("send", ""),
        ("phone", "公布丙清单"),
        ("old", "0"),
        ("old", "1"),
    ]
)
@settings(max_examples=40)
@given(steps=st.lists(STEP, min_size=4, max_size=10))
def test_the_units_last_word(steps: list[tuple[str, str]], plan: tuple[Path, Path]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        world = World(Path(folder), plan)
        try:
            for name, argument in steps:
                getattr(world, f"do_{name}")(argument)
        finally:
            for session in world.sessions:
                session.close()
