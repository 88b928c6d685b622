"""Many records from a CSV file or a spreadsheet: all or nothing, every bad line named by its place."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from gongkai.base.files import bytes_of
from gongkai.base.problems import GongkaiError
from gongkai.base.system import reason
from gongkai.base.text import clip, key
from gongkai.cli.publish.placing import Placed, place, same_record, split_task
from gongkai.cli.publish.spellings import item_meant, written_date
from gongkai.cli.session import Session
from gongkai.office.read_csv import read_csv
from gongkai.store.changes.disclosures import Disclosure

if TYPE_CHECKING:
    from gongkai.office.grid import Cell, Line

COLUMNS = {
    "unit": ("单位", "责任单位", "unit"),
    "task": ("任务", "序号", "任务序号", "task"),
    "item": ("事项", "事项序号", "item"),
    "date": ("发布日期", "日期", "date"),
    "title": ("标题", "title"),
    "url": ("网址", "链接", "url"),
    "period": ("期次", "period"),
}
HEADING = "单位,任务,事项,发布日期,标题,网址,期次"
NEEDED = ("task", "date", "title")
SAID = ("date", "title", "url")  # a line without any of them says that nothing was published
MOST_SHOWN = 20
MOST = 20 * 2**20  # bytes of a file of records
MOST_LINES = 20_000  # more than all units of a district publish in a year
_OFFICE = (b"PK", b"\xd0\xcf\x11\xe0")  # how Excel's files begin, new and old
_LIVE = ("'=", "'+", "'-", "'@")  # as our own CSV keeps a text from being taken for a formula


class FileLine(NamedTuple):
    """A line of the file, and where it stands, for people. `doubts`: by column, why a cell's text may not be what was
    meant."""

    place: str
    cells: Sequence[str]
    doubts: Mapping[int, str] = {}


class Table(NamedTuple):
    """A file's table, or one sheet of several that have our heading."""

    heading: FileLine
    lines: list[FileLine]


class FromFile(NamedTuple):
    """What a file holds: its records in order, each with its place, and how many lines have nothing published."""

    placed: dict[str, Placed]
    empty: int


def read_records(session: Session, path: str, unit: str | None, named: str | None) -> FromFile:
    """The records of a file (CSV as Excel and WPS save it, or .xlsx; headings in Chinese or English). `unit` stands for
    a missing column; `named`, where given, is the only unit that may be there. GongkaiError names every bad line;
    nothing is recorded then. A line that says what is recorded already is bad: a file read twice would count twice."""
    tables = [(table, _columns(path, table.heading, unit)) for table in _tables(path)]
    places: dict[Disclosure, str] = {}
    if (count := sum(len(table.lines) for table, _ in tables)) > MOST_LINES:
        raise GongkaiError(f"{path} 有 {count} 行，一次至多记 {MOST_LINES} 行，一条也没有记；请分成几个文件")
    found: dict[str, Placed] = {}
    wrong: list[str] = []
    empty = 0
    for line, width, columns in (
        (line, len(table.heading.cells), columns) for table, columns in tables for line in table.lines
    ):
        try:
            if any(cell.strip() for cell in line.cells[width:]):
                raise GongkaiError("列数比表头多，含逗号的内容请加引号")
            values = {name: _cell(line, name, columns[name]) for name in SAID if name in columns}
            if not any(values.values()):
                empty += 1
                continue
            values |= {name: _cell(line, name, at) for name, at in columns.items()}
            placed = _record(session, values, unit, named)
            if placed.record in places:
                raise GongkaiError(f"与{places[placed.record]}相同")
            if number := same_record(session, placed.record):
                raise GongkaiError(f"已经记过，是第 {number} 条发布记录")
            places[placed.record] = line.place
            found[line.place] = placed
        except GongkaiError as error:
            wrong.append(f"{line.place}：{error}")
    if wrong:
        more = [f"……还有 {len(wrong) - MOST_SHOWN} 行"] if len(wrong) > MOST_SHOWN else []
        refused = GongkaiError(f"{path} 有 {len(wrong)} 行不对，一条也没有记：")
        refused.details = [*wrong[:MOST_SHOWN], *more]
        raise refused
    if not found:
        raise GongkaiError(
            f"{path} 的 {empty} 行都没有填发布日期、标题和网址，没有可记的"
            if empty
            else f"{path} 只有表头，没有记录"
        )
    return FromFile(found, empty)


def _record(session: Session, values: dict[str, str], unit: str | None, named: str | None) -> Placed:
    if values.get("unit") == "" and not named:
        raise GongkaiError("没有写单位")
    name = session.unit(values.get("unit") or unit)
    if named and name != session.unit(named):
        raise GongkaiError(f"单位是{name}，不是 --unit 所写的{session.unit(named)}")
    number, item = split_task(values["task"], values.get("item") or None)
    task = session.task(number)
    return place(
        session,
        name,
        task,
        item and item_meant(task, item),
        written_date(values["date"]),
        values["title"],
        values.get("url"),
        values.get("period") or None,
    )


def _cell(line: FileLine, name: str, at: int) -> str:
    """What a column's cell says; GongkaiError where that can't be told."""
    if doubt := line.doubts.get(at):
        raise GongkaiError(f"“{COLUMNS[name][0]}”一栏：{doubt}")
    text = line.cells[at].strip() if at < len(line.cells) else ""
    return text[1:] if text.startswith(_LIVE) else text


def _tables(path: str) -> list[Table]:
    """Every sheet's table that has a heading like ours; where none has, the first line as one to complain of."""
    try:
        content = bytes_of(path, MOST)
        sheets = _sheets(content) if content.startswith(_OFFICE) else [_text(content)]
    except OSError as error:
        raise GongkaiError(f"读不了 {path}：{reason(error)}") from None
    except GongkaiError as error:
        raise GongkaiError(f"{path} 一条也没有记：{error}") from None
    found = [table for lines in sheets if (table := _table(lines))]
    if found:
        return found
    first = next((lines[0] for lines in sheets if lines), None)
    if first is None:
        raise GongkaiError(f"{path} 是空的，第一行应是表头：{HEADING}")
    return [Table(first, [])]


def _table(lines: list[FileLine]) -> Table | None:
    for at, line in enumerate(lines):
        if len(_known(line.cells)) >= len(NEEDED):
            return Table(line, lines[at + 1 :])
    return None


def _text(content: bytes) -> list[FileLine]:
    return [FileLine(f"第 {line.number} 行", line.cells) for line in read_csv(content)]


def _sheets(content: bytes) -> list[list[FileLine]]:
    from gongkai.office.kinds import OLD_WORD, kind_of
    from gongkai.office.package import OPEN_TEXT, WORD
    from gongkai.office.reading import read_form

    if kind_of(content) in (WORD, OLD_WORD, OPEN_TEXT):
        raise GongkaiError("是 Word 文件；请用 .xlsx 或 CSV")
    return [[_file_line(line) for line in grid.lines] for grid in read_form(content).grids]


def _file_line(line: Line) -> FileLine:
    """One cell over several rows is said of each of them; one across columns of the first of these."""
    cells = ["" if line.beside(at) else cell.text for at, cell in enumerate(line.cells)]
    return FileLine(
        line.place, cells, {at: doubt for at, cell in enumerate(line.cells) if (doubt := _doubt(cell))}
    )


def _doubt(cell: Cell) -> str:
    return cell.doubt or (f"格子里有划去的字（{clip(cell.text, 20)}）" if cell.kept is not None else "")


def _known(cells: Sequence[str]) -> dict[str, int]:
    """The columns that a heading names."""
    names = [key(cell) for cell in cells]
    return {
        field: names.index(spelling)
        for field, words in COLUMNS.items()
        for spelling in reversed(words)
        if spelling in names
    }


def _columns(path: str, heading: FileLine, unit: str | None) -> dict[str, int]:
    columns = _known(heading.cells)
    missing = [COLUMNS[field][0] for field in NEEDED if field not in columns]
    if "unit" not in columns and not unit:
        missing.insert(0, "单位")
    names = [key(cell) for cell in heading.cells]
    if twice := [heading.cells[at] for at in columns.values() if names.count(names[at]) > 1]:
        raise GongkaiError(f"{path} 的表头里“{twice[0]}”有两列，请只留一列")
    if missing:
        raise GongkaiError(f"{path} 的表头缺少：{'、'.join(missing)}；表头应为：{HEADING}")
    return columns
