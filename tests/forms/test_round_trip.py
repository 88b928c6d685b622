"""Any filing → form → collect → the same filing, for Word and for Excel."""

# ruff: noqa: F401, F811

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

import pytest
from form_fixtures import OWN, UNIT, Opened, collected, compiled, opened
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gongkai.base.text import clean
from gongkai.cli.session import Session
from gongkai.forms.back.files import Wishes
from gongkai.forms.back.no_measure import declines
from gongkai.forms.back.outcome import NEW, SAME
from gongkai.forms.out.excel import form_workbook
from gongkai.forms.out.layout import unit_form
from gongkai.forms.out.word import form_document
from gongkai.store.changes.answers import file_answer, file_form
from gongkai.store.changes.claims import claim
from gongkai.store.changes.submissions import Submission
from gongkai.store.questions.filings import Texts, current_answer

DAY = "2019-07-18"
CLAIMABLE = ("2", "4", "15")

ANY = st.text(st.characters(codec="utf-8", exclude_categories=["Cs"]), min_size=1, max_size=40)
ODD = st.sampled_from(
    [
        "=1+1",
        "+86 533",
        "-",
        "@甲",
        "\t甲",
        "_x0041_甲",
        "不涉及：其实涉及",
        "措施：甲",
        "甲\n\n乙",
        "甲\t乙　 丙",
        "<w:t>&amp;",
        "gongkai_14",
        "1.0",
        "20190731",
        "TRUE",
        "甲" * 2000,
        "责任人：甲",
        "同上级部门会商",
    ]
)
# A cell without a letter, a digit or a Chinese character in it is no answer; nor is 无 or 同上; 不承担 is asked about.
TEXT = (
    st.one_of(ODD, ANY)
    .map(clean)
    .filter(
        lambda text: (
            any(char.isalnum() for char in text)
            and text not in ("无", "略", "没有", "同上", "同前")
            and (text.startswith("不涉及：") or not declines(text))
        )
    )
)
NUMBER = st.sampled_from(
    ["0533-0000000", "13800000000", "0533-0000000、13800000000", "2200000转801", "12345"]
)
SHORT = TEXT.filter(lambda text: len(text) <= 200)  # the longest section or officer that is filed
PERSON = st.sampled_from(["张三", "李四、王五", "请找值班的同志", "科长张三"])
EMPTY = st.just("")
PEOPLE = {
    "section": st.one_of(st.just("法制科"), SHORT),
    "officer": st.one_of(PERSON, SHORT),
    "contact": NUMBER,
}
ANSWERS = st.one_of(
    st.builds(Texts, measure=TEXT, **PEOPLE, reason=EMPTY),
    st.builds(Texts, measure=TEXT, section=EMPTY, officer=EMPTY, contact=EMPTY, reason=EMPTY),
    st.builds(Texts, measure=EMPTY, section=EMPTY, officer=EMPTY, contact=EMPTY, reason=TEXT),
)


def file(session: Session, answers: dict[str, Texts]) -> None:
    for task, answer in answers.items():
        if task in CLAIMABLE and not answer.reason:
            claim(session.store, session.author, session.plan, UNIT, task, DAY)
        fields = {name: value for name, value in answer._asdict().items() if value}
        file_answer(session.store, session.author, session.plan, UNIT, task, DAY, fields)


def held(session: Session, tasks: dict[str, Texts]) -> dict[str, Texts]:
    found = {}
    for task in tasks:
        row = current_answer(session.store, session.plan, UNIT, task)
        assert row is not None, task
        found[task] = row.texts
    return found


@pytest.mark.parametrize("ending", ["docx", "xlsx"])
@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(answers=st.dictionaries(st.sampled_from(OWN + CLAIMABLE), ANSWERS, min_size=1, max_size=6))
def test_a_filing_comes_back_as_it_was(
    ending: str, answers: dict[str, Texts], compiled: Path, opened: Opened
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        here, there = Path(folder, "here.db"), Path(folder, "there.db")
        shutil.copy(compiled, here)
        shutil.copy(compiled, there)
        unit, office = opened(here), opened(there)
        try:
            file(unit, answers)
            form = unit_form(unit.store, unit.asked_for(DAY), UNIT)
            path = Path(folder, f"收件.{ending}")
            path.write_bytes(form_document(form) if ending == "docx" else form_workbook(form))
            wishes = Wishes(None, DAY, False, {})
            # Where it came from nothing changes; in an empty store the same filing stands afterwards.
            assert {row.result for row in collected(unit, path, wishes).rows} <= {SAME, "blank"}
            found = collected(office, path, wishes)
            assert {row.task for row in found.rows if row.result == NEW} == set(answers)
            submission = Submission(UNIT, DAY, "collected", path.name, found.digest)
            file_form(
                office.store, office.author, office.plan, submission, found.changes, found.seen, found.claims
            )
            assert held(office, answers) == answers
        finally:
            unit.close()
            office.close()
