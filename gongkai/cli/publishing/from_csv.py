"""Many records from a CSV file: all or nothing, every bad line named by its number."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

from gongkai.base.problems import GongkaiError
from gongkai.base.system import reason
from gongkai.base.text import key
from gongkai.cli.publishing.placing import place, same_record, written_date
from gongkai.store.disclosures import Disclosure

if TYPE_CHECKING:
    from gongkai.cli.session import Session

COLUMNS = {
    "unit": ("单位", "责任单位", "unit"),
    "task": ("任务", "序号", "任务序号", "task"),
    "item": ("事项", "item"),
    "date": ("日期", "发布日期", "date"),
    "title": ("标题", "title"),
    "url": ("网址", "链接", "url"),
    "period": ("期次", "period"),
}
NEEDED = ("task", "date", "title")
MOST_SHOWN = 20


def read_records(session: Session, path: str, unit: str | None, named: str | None) -> list[Disclosure]:
    """The records of a CSV file (UTF-8 or GBK, headings in Chinese or English). `unit` stands for a missing
    column; `named`, where given, is the only unit that may be there. GongkaiError names every bad line; nothing is
    recorded then. A line that says what is recorded already is bad: a file read twice would count twice."""
    lines = _rows(path)
    if not lines:
        raise GongkaiError(f"{path} 是空的，第一行应是表头：单位,任务,事项,日期,标题,网址,期次")
    columns = _columns(path, lines[0][1], unit)
    lines_of: dict[Disclosure, int] = {}
    wrong: list[str] = []
    for number, cells in lines[1:]:
        if not any(cell.strip() for cell in cells):
            continue
        try:
            if len(cells) > len(lines[0][1]) and any(cell.strip() for cell in cells[len(lines[0][1]) :]):
                raise GongkaiError("列数比表头多，含逗号的内容请加引号")
            values = {name: cells[at].strip() if at < len(cells) else "" for name, at in columns.items()}
            record = _record(session, values, unit, named)
            if record in lines_of:
                raise GongkaiError(f"与第 {lines_of[record]} 行相同")
            if number_of := same_record(session, record):
                raise GongkaiError(f"已经记过，是第 {number_of} 条发布记录")
            lines_of[record] = number
        except GongkaiError as error:
            wrong.append(f"第 {number} 行：{error}")
    if wrong:
        more = [f"……还有 {len(wrong) - MOST_SHOWN} 行"] if len(wrong) > MOST_SHOWN else []
        refused = GongkaiError(f"{path} 有 {len(wrong)} 行不对，一条也没有记：")
        refused.details = [*wrong[:MOST_SHOWN], *more]
        raise refused
    if not lines_of:
        raise GongkaiError(f"{path} 只有表头，没有记录")
    return list(lines_of)


def _record(session: Session, values: dict[str, str], unit: str | None, named: str | None) -> Disclosure:
    name = session.unit(values.get("unit") or unit)
    if named and name != session.unit(named):
        raise GongkaiError(f"单位是{name}，不是 --unit 所写的{session.unit(named)}")
    return place(
        session,
        name,
        session.task(values["task"]),
        values.get("item") or None,
        written_date(values["date"]),
        values["title"],
        values.get("url"),
        values.get("period") or None,
    )


def _rows(path: str) -> list[tuple[int, list[str]]]:
    """The file's rows with the number of the line each ends on."""
    try:
        with open(path, "rb") as file:
            content = file.read()
    except OSError as error:
        raise GongkaiError(f"读不了 {path}：{reason(error)}") from None
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = content.decode(encoding)
            break
        except UnicodeDecodeError:
            continue
    else:
        raise GongkaiError(f"{path} 既不是 UTF-8 也不是 GBK 编码的文本，请另存为 CSV")
    if "\0" in text:
        raise GongkaiError(f"{path} 不是 CSV 文本，请另存为 CSV")
    reader = csv.reader(io.StringIO(text, newline=""))
    try:
        return [(reader.line_num, row) for row in reader]
    except csv.Error as error:
        raise GongkaiError(f"{path} 第 {reader.line_num} 行看不懂：{error}") from None


def _columns(path: str, heading: list[str], unit: str | None) -> dict[str, int]:
    names = [key(cell) for cell in heading]
    columns = {
        field: names.index(spelling)
        for field, words in COLUMNS.items()
        for spelling in words
        if spelling in names
    }
    missing = [COLUMNS[field][0] for field in NEEDED if field not in columns]
    if "unit" not in columns and not unit:
        missing.insert(0, "单位")
    if missing:
        raise GongkaiError(
            f"{path} 的表头缺少：{'、'.join(missing)}；表头应为：单位,任务,事项,日期,标题,网址,期次"
        )
    return columns
