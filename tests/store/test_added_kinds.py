"""A field, or a kind of record, that is added: what an earlier version recorded is read, undone, audited and copied as
before, and what is new is recorded like the rest. All that is written for it in the store stands here."""

from __future__ import annotations

import json
import os
from pathlib import Path

import openpyxl
import psycopg
import pytest
from conftest import Gongkai
from databases import OWNER, District
from edited import Changed, Edit, Program

from gongkai.forms.people import People
from gongkai.store.engine.migrations import SCHEMA_VERSION
from gongkai.store.kinds import FILING
from gongkai.store.kinds import WHO as WHO_ANSWERS
from gongkai.store.questions.filings import Texts

UNIT = "区司法局"
WHO = ("--section", "法制科", "--officer", "张三", "--contact", "0533-0000000")
FIELD = (
    'Field("deputy", "分管领导", limit=50, mask="name", who=True, option=("--deputy",), metavar="姓名", '
    f"since={SCHEMA_VERSION + 1}),"
)


CONTACT = f"""
CONTACT = Kind(
    "contact",
    "联系记录",
    (Field("note", "内容", limit=500, mask="in it"), ON),
    (Action("contact", "联系"),),
    office=True,
    since={SCHEMA_VERSION + 1},
)
"""
NEW_FIELD: tuple[Edit, ...] = (
    ("store/kinds", '        Field("reason", "不涉及的理由"', f"        {FIELD}\n"),
    (
        "store/questions/filings",
        '    reason: Annotated[str | None, FIELD["reason"]] = ""',
        '    deputy: Annotated[str | None, FIELD["deputy"]] = ""\n',
    ),
    ("forms/people", "    notes: tuple[str, ...] = ()", '    deputy: str = ""\n'),
    ("forms/people", '    r"|(?P<contact>', '    r"|(?P<deputy>分管领导)"\n'),
)
NEW_KIND: tuple[Edit, ...] = (
    ("store/kinds", "_ALL = (", CONTACT),
    ("store/kinds", ")\nKINDS = {", ", CONTACT"),
)


@pytest.fixture
def newer(changed: Changed) -> Program:
    return changed(NEW_FIELD)


AUDIT = """
import sys
from gongkai.render.wording.finding import finding_words
from gongkai.store.checks.audit import audit
from gongkai.store.engine.opening import open_store
store = open_store(sys.argv[1])
print(*map(finding_words, audit(store, "linzi-2019")), sep="\\n")
"""


def audited(newer: Program, database: str) -> str:
    ran = newer(database, code=AUDIT)
    assert ran.status == 0, ran.err
    return ran.out.strip()


def history(gongkai: Gongkai) -> None:
    """One of everything, by the program as it is."""
    for command in (
        ("fill", "-u", UNIT, "-t", "14", "--measure", "公布清单", *WHO, "--on", "2019-07-17"),
        ("fill", "-u", UNIT, "-t", "14", "--measure", "改过的", "--on", "2019-07-18"),
        ("fill", "-u", UNIT, "-t", "21", "--not-involved", "本局无此职能", "--on", "2019-07-18"),
        ("accept", "-u", UNIT, "-t", "14", "--on", "2019-07-19"),
        ("return", "-u", UNIT, "-t", "14", "--reason", "没有写明时间", "--on", "2019-07-20"),
        ("publish", "-u", UNIT, "-t", "14-4", "--date", "2019-07-30", "--title", "清单"),
        ("publish", "--correct", "1", "--title", "制发主体清单"),
        ("publish", "--withdraw", "1", "--on", "2019-08-01"),
    ):
        ran = gongkai(*command)
        assert ran.status == 0, ran.err


def bring_up_to_date(newer: Program, engine: str, request: pytest.FixtureRequest) -> None:
    """A file is brought up to date when it is opened, a server by its owner."""
    if engine == "postgres":
        district: District = request.getfixturevalue("district")
        upgraded = newer("server", "init", "--db", district.address(OWNER))
        assert upgraded.status == 0, upgraded.err


def test_an_earlier_record_is_read_undone_audited_and_copied(
    gongkai: Gongkai, newer: Program, engine: str, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    history(gongkai)
    lines = gongkai("log", "--with-contacts", "--format", "json").json
    database = os.environ["GONGKAI_DB"]
    bring_up_to_date(newer, engine, request)
    assert newer("log", "--with-contacts", "--format", "json").json == lines
    assert audited(newer, database) == ""
    # Each action of the earlier version is taken back, the last one first.
    for line in lines:
        undone = newer("undo", "--change", str(line["id"]))
        assert undone.status == 0, undone.err
        assert audited(newer, database) == ""
    tasks = newer("tasks", "-u", UNIT, "--as-of", "2019-08-15", "--format", "json").json
    assert {row["status"] for row in tasks if row["id"] in ("14", "21")} == {"unfiled"}
    # And the new field is one like the others.
    told = ("fill", "-u", UNIT, "-t", "14", "--measure", "公布", *WHO, "--on", "2019-07-18", "--deputy")
    assert "分管领导太长（51 字，至多 50 字）" in newer(*told, "长" * 51).err
    assert newer(*told, "李四").status == 0
    masked, *_ = newer("log", "--format", "json").json
    assert masked["after"]["deputy"] == "李*"
    assert audited(newer, database) == ""
    copy = tmp_path / "copy.db"
    copied = newer("server", "copy", database, str(copy))
    assert copied.status == 0, copied.err
    asked = ("log", "--with-contacts", "--format", "json")
    assert newer(*asked, "--db", str(copy)).json == newer(*asked).json
    assert audited(newer, str(copy)) == ""
    assert newer("undo", "-u", UNIT, "-t", "14", "--db", str(copy)).status == 0


RECORD = """
import sys
from gongkai.store.changes import steps
from gongkai.store.changes.journal import Author
from gongkai.store.engine.opening import open_store
store = open_store(sys.argv[1])
author = Author("测试员", "2019-07-20T10:00:00+08:00")
with store.transaction():
    whose = {"plan": "linzi-2019", "unit": "区司法局", "task": "14"}
    steps.make(store, author, "contact", whose, {"note": sys.argv[2], "on_date": "2019-07-20"})
"""


def test_a_new_kind_is_recorded_like_the_others(
    gongkai: Gongkai,
    changed: Changed,
    engine: str,
    request: pytest.FixtureRequest,
    tmp_path: Path,
) -> None:
    history(gongkai)
    newer, database = changed(NEW_KIND), os.environ["GONGKAI_DB"]
    bring_up_to_date(newer, engine, request)
    assert "内容太长（501 字，至多 500 字）" in newer(database, "长" * 501, code=RECORD).err
    ran = newer(database, "请 13800001234 补报", code=RECORD)
    assert ran.status == 0, ran.err
    line, *_ = newer("log", "--format", "json").json
    assert (line["action"], line["unit"], line["task"]) == ("contact", UNIT, "14")
    assert "13800001234" not in line["after"]["note"] and "补报" in line["after"]["note"]
    assert "联系" in newer("log").out
    assert audited(newer, database) == ""
    copy = tmp_path / "copy.db"
    assert newer("server", "copy", database, str(copy)).status == 0
    assert audited(newer, str(copy)) == ""
    if engine == "postgres":
        with request.getfixturevalue("district").connect("sfj") as unit, pytest.raises(psycopg.Error):
            unit.execute(
                "INSERT INTO gongkai.contact (plan, unit, task, note, on_date) "
                f"VALUES ('linzi-2019', '{UNIT}', '14', '', '2019-07-20')"
            )
    undone = newer("undo", "--change", str(line["id"]))
    assert undone.status == 0, undone.err
    assert audited(newer, database) == ""


@pytest.mark.sqlite
def test_a_backup_of_an_earlier_version_is_restored(gongkai: Gongkai, newer: Program, tmp_path: Path) -> None:
    history(gongkai)
    backup, restored = tmp_path / "backup.db", tmp_path / "restored.db"
    assert gongkai("backup", "-o", str(backup)).status == 0
    ran = newer("restore", str(backup), "--db", str(restored))
    assert ran.status == 0, ran.err
    asked = ("log", "--with-contacts", "--format", "json")
    assert json.loads(newer(*asked, "--db", str(restored)).out) == gongkai(*asked).json
    assert audited(newer, str(restored)) == ""


@pytest.mark.sqlite
def test_a_new_field_is_shown_in_every_form_and_comes_back(newer: Program, tmp_path: Path) -> None:
    told = ("fill", "-u", UNIT, "-t", "14", "--measure", "公布清单", *WHO, "--deputy", "李四")
    assert newer(*told, "--on", "2019-07-18").status == 0
    day = ("--as-of", "2019-07-20")
    [awaiting] = newer("report", *day, "--awaiting", "--format", "json").json["awaiting"]
    assert awaiting["deputy"] == "李四"
    assert "分管领导" in newer("report", *day, "--awaiting", "--format", "csv").out.splitlines()[0]
    assert "法制科　张三　0533-0000000　李四" in newer("show", "14", "-u", UNIT, *day).out
    page, ledger, form = tmp_path / "页.html", tmp_path / "台账.xlsx", tmp_path / "表.docx"
    for command, path in (("report", page), ("ledger", ledger), ("form", form)):
        unit = ("-u", UNIT) if command == "form" else ("--with-contacts",)
        ran = newer(command, *unit, *day, "-o", str(path))
        assert ran.status == 0, ran.err
    assert "李四</span>" in page.read_text(encoding="utf-8")
    rows = [*openpyxl.load_workbook(ledger)["台账"].iter_rows(values_only=True)]
    at = next(row.index("分管领导") for row in rows if "分管领导" in row)
    assert "李四" in {row[at] for row in rows}
    elsewhere = ("--db", str(tmp_path / "else.db"))
    collected = newer("collect", str(form), "--on", "2019-07-19", *elsewhere)
    assert collected.status == 0, collected.err
    [task] = [
        row
        for row in newer("tasks", "-u", UNIT, *elsewhere, *day, "--format", "json").json
        if row["id"] == "14"
    ]
    assert [task[name] for name in ("section", "officer", "contact", "deputy")] == [
        "法制科",
        "张三",
        "0533-0000000",
        "李四",
    ]


def test_an_answers_class_has_the_declared_fields() -> None:
    assert Texts._fields == tuple(each.name for each in FILING.texts)


def test_the_cell_of_a_form_takes_whoever_answers() -> None:
    assert People._fields == (*WHO_ANSWERS, "notes")
