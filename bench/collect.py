"""How long `gongkai collect` takes for sixty forms of 37 rows, against only opening them and touching every cell.

    python bench/collect.py

Three sorts of forms: our own in Word and in Excel, and the annex as it was issued, filled in by hand. Opening and
touching is measured with python-docx and openpyxl, and with the parser that the command itself uses (zipfile and
ElementTree). The command runs in this process, with a store on disk, and files everything.
"""

from __future__ import annotations

import io
import os
import statistics
import sys
import tempfile
import time
import zipfile
from collections.abc import Callable
from pathlib import Path
from xml.etree import ElementTree

import docx
import openpyxl
from click.testing import CliRunner

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "tests"), str(ROOT / "tests" / "forms")]

from annex import annex_document, document_bytes, plan_rows  # noqa: E402

from gongkai.cli.main import gongkai  # noqa: E402
from gongkai.cli.session import Session  # noqa: E402
from gongkai.cli.workplace import Workplace  # noqa: E402
from gongkai.forms.out.excel import form_workbook  # noqa: E402
from gongkai.forms.out.layout import Form, FormRow, Part, unit_form  # noqa: E402
from gongkai.forms.out.word import form_document  # noqa: E402
from gongkai.store.questions.plan import task_rows, unit_rows  # noqa: E402

FORMS = 60
ROUNDS = 3
MOST = 15
PLAN = str(ROOT / "data" / "tasks_2019.yaml")
MEASURE = "制定工作方案，按期在区政府网站公开，每季度核对一次并记录发布的日期和网址。"
PEOPLE = "法制科\n张三\n0533-0000000"


def units(folder: Path) -> list[Form]:
    """The forms of the units that have rows, each widened to the annex's 37 rows."""
    session = Session(Workplace(str(folder / "units.db"), PLAN))
    tasks = [task for task in task_rows(session.store, session.plan) if task.part == "annex"]
    made = []
    for unit in unit_rows(session.store, session.plan):
        form = unit_form(session.store, session.asked, unit.unit)
        own = {row.task for part in form.parts[:1] for row in part.rows} if form.rows else set()
        rows = [
            FormRow.of(task, MEASURE, PEOPLE) if task.id in own else FormRow.of(task, "", "")
            for task in tasks
        ]
        if own:
            made.append(form._replace(parts=[Part("本单位任务", "", rows)]))
    session.close()
    assert all(len(form.rows) == len(plan_rows()) == 37 for form in made)
    return made


def write(folder: Path, forms: list[Form], content: Callable[[Form], bytes], ending: str) -> list[Path]:
    """Sixty files; where there are fewer units the first ones have sent theirs twice."""
    folder.mkdir()
    paths = []
    for number in range(FORMS):
        form = forms[number % len(forms)]
        path = folder / f"{number:02d}{form.unit}.{ending}"
        path.write_bytes(content(form))
        paths.append(path)
    return paths


def by_hand(form: Form) -> bytes:
    return document_bytes(
        annex_document({row.task: (row.measure, row.people) for row in form.rows if row.measure})
    )


def touch_word(path: Path) -> int:
    return sum(
        len(cell.text)
        for table in docx.Document(str(path)).tables
        for row in table.rows
        for cell in row.cells
    )


def touch_excel(path: Path) -> int:
    workbook = openpyxl.load_workbook(path)
    return sum(len(str(cell.value or "")) for sheet in workbook for row in sheet.iter_rows() for cell in row)


def touch_xml(path: Path) -> int:
    with zipfile.ZipFile(io.BytesIO(path.read_bytes())) as package:
        names = [
            name for name in package.namelist() if name == "word/document.xml" or "worksheets/sheet" in name
        ]
        return sum(
            len(text) for name in names for text in ElementTree.fromstring(package.read(name)).itertext()
        )


def timed(work: Callable[[], object]) -> float:
    started = time.process_time()
    work()
    return time.process_time() - started


def collect(folder: Path, database: Path) -> None:
    done = CliRunner().invoke(
        gongkai,
        [
            "--db",
            str(database),
            "--plan",
            PLAN,
            "collect",
            str(folder),
            "--on",
            "2019-07-18",
            "--format",
            "json",
        ],
    )
    assert done.exit_code == 0, done.output[-2000:]


def main() -> int:
    os.environ["GONGKAI_USER"] = "bench"
    worst = 0.0
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        forms = units(folder)
        print(f"{FORMS} forms of 37 rows, {len(forms)} units; seconds of processor time, median of {ROUNDS}")
        for sort, content, ending, touch in (
            ("own Word", form_document, "docx", touch_word),
            ("own Excel", form_workbook, "xlsx", touch_excel),
            ("annex by hand", by_hand, "docx", touch_word),
        ):
            paths = write(folder / sort, forms, content, ending)
            opening, parsing, collecting = [], [], []
            for number in range(ROUNDS):
                opening.append(timed(lambda: [touch(path) for path in paths]))  # noqa: B023
                parsing.append(timed(lambda: [touch_xml(path) for path in paths]))  # noqa: B023
                database = folder / f"{sort}{number}.db"
                Session(Workplace(str(database), PLAN)).plan  # noqa: B018  the plan is compiled beforehand
                collecting.append(timed(lambda: collect(folder / sort, database)))  # noqa: B023
            library, parser, whole = map(statistics.median, (opening, parsing, collecting))
            worst = max(worst, whole / library)
            print(
                f"{sort:14} library {library:6.2f}  parser {parser:6.2f}  collect {whole:6.2f}"
                f"  = {whole / library:5.2f} x library, {whole / parser:5.1f} x parser"
            )
    print(f"worst {worst:.2f} times the library (at most {MOST})")
    return int(worst > MOST)


if __name__ == "__main__":
    sys.exit(main())
