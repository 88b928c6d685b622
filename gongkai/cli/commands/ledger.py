"""`gongkai ledger`: the office's ledger as a workbook."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

import click

from gongkai.cli.help_pages import command
from gongkai.cli.lookups import narrowed_to
from gongkai.cli.options import as_of_options, one_unit_option, session_options
from gongkai.cli.saving import force_option, kind_of, rule_for, save
from gongkai.cli.terminal.progress import ProgressLine
from gongkai.cli.value_types import FILE

if TYPE_CHECKING:
    from gongkai.cli.session import Session
    from gongkai.report.ledger import LedgerLine


@command(
    epilog="""
    gongkai ledger -o 台账.xlsx
    gongkai ledger -o 台账.xlsx --as-of 2019-09-30 --with-contacts
    """,
)
@click.option("-o", "--output", metavar="文件", type=FILE, required=True, help="写到哪个 .xlsx 文件")
@one_unit_option("只写一个单位", narrowed_to("全区台账"))
@click.option("--with-contacts", is_flag=True, help="写出姓名和电话号码全文（默认隐去一部分）")
@force_option
@as_of_options
@session_options
def ledger(session: Session, output: str, unit: str | None, with_contacts: bool, force: bool) -> None:
    """台账：单位、任务、事项、期次各一行，可筛选。

    每行写明期限、亮灯和状态、完成日期、发布记录、填报情况、具体工作措施、责任科室和责任人。另有按单位（部门和镇街道分开排名）、按类别两张汇总表。
    打印时台账用 A3 横向，各栏排在一页宽内；汇总表用 A4 横向。
    """
    from gongkai.render.excel.ledger import ledger_workbook
    from gongkai.report.completion import Report
    from gongkai.report.ledger import ledger_lines

    kind_of(output, ".xlsx")
    report = Report(session.store, session.asked, session.calendar, unit=unit)
    rows = ledger_lines(session.store, session.asked, unit=unit, with_contacts=with_contacts)
    with ProgressLine() as line:
        content = ledger_workbook(_told(rows, line, len(report.units)), report, session.heading)
    save(output, content, rule_for(session.asked.as_of, force=force), private=with_contacts)
    session.warn_of_unknown_years()


def _told(rows: Iterable[LedgerLine], line: ProgressLine, units: int) -> Iterator[LedgerLine]:
    """The rows as they come, unit by unit, saying how many units are written."""
    begun, unit = 0, None
    for row in rows:
        if row.answer.unit != unit:
            begun, unit = begun + 1, row.answer.unit
            line.count("写台账", begun, units, "个单位")
        yield row
    line.say("写台账：存盘")
